//! `POST /usage`, `GET /meters`, `GET /meters/{meter}`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{HeaderMap, StatusCode};
use licentia_core::licence::text_in;
use licentia_core::meters::Outcome;
use licentia_core::month::Month;
use licentia_platform::access::{Caller, Check, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query, Raw, body_limit};
use licentia_protocol::api::{MeterDay, MeterHistory, MeterItem, MeterList, UsageAnswer, UsageOutcome};
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{MAX_BYTES, MAX_EVENTS, MeterMonth, csv};
use crate::csv::api::Format;
use crate::interfaces::cloudevents::{self, Request, Told};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(take, list, show), tags((name = "meters", description = "Metered services: usage events in, months out.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    body_limit(Router::new().route("/usage", post(take)), MAX_BYTES)
        .route("/meters", get(list))
        .route("/meters/{meter}", get(show))
        .merge(super::report::api::routes())
}

/// Takes usage events: CloudEvents 1.0, one in binary or structured mode (up to 8 MiB), or a batch of up to 10,000.
///
/// An event's `type` is the meter's full name, its `time` when it happened, its `subject` whom it is about; in its data
/// `quantity` says how much, and `corrects` is the `id` of an earlier event of the same `source` whose quantity this one
/// replaces (0 takes it back). Every event is decided by itself and, by `source` and `id`, once: send the same request
/// again whenever its answer did not arrive. What is counted when the answer arrives stays counted.
#[utoipa::path(post, path = "/api/v1/usage", tag = "meters", extensions(("x-unkeyed" = json!(true))),
    request_body(content(
        (serde_json::Value = "application/cloudevents+json"),
        (Vec<serde_json::Value> = "application/cloudevents-batch+json"),
        (serde_json::Value = "application/json"))),
    responses((status = 200, description = "What became of each event of a batch.", body = UsageAnswer),
        (status = 202, description = "A single event that counts, or was decided before.", body = UsageAnswer),
        (status = 422, description = "A single event that was refused: the code says why.")))]
async fn take(
    State(manager): State<Manager>,
    caller: Caller,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    let granted = caller.may_here::<Check>()?;
    let (one, told) = match read(headers, body).await? {
        Request::One(told) => (true, vec![*told]),
        Request::Many(told) => (false, told),
    };
    let readable = told.iter().filter_map(|told| told.event.as_ref().ok().cloned()).collect();
    let outcomes = super::take(&manager, &granted, readable).await?;
    let mut problem = None;
    let answer = answer(told, outcomes, &caller.lang, &mut problem);
    match problem {
        Some(problem) if one => Err(problem),
        _ if one => Ok((StatusCode::ACCEPTED, Json(answer)).into_response()),
        _ => Ok(Json(answer).into_response()),
    }
}

/// Reads a request; a large one where it keeps nobody waiting.
async fn read(headers: HeaderMap, body: Bytes) -> Result<Request, Problem> {
    const LARGE: usize = 64 * 1024;
    if body.len() < LARGE {
        return cloudevents::read(&headers, &body, MAX_EVENTS);
    }
    let reading = tokio::task::spawn_blocking(move || cloudevents::read(&headers, &body, MAX_EVENTS));
    reading.await.map_err(|error| Problem::internal(format!("reading events: {error}")))?
}

/// What became of each event; `refused` is the last problem there was.
fn answer(told: Vec<Told>, outcomes: Vec<Outcome>, lang: &str, refused: &mut Option<Problem>) -> UsageAnswer {
    let (mut made, mut outcomes) = (UsageAnswer::default(), outcomes.into_iter());
    for Told { source, id, meter, event } in told {
        let outcome = match event {
            Err(problem) => Err(problem),
            Ok(_) => match outcomes.next() {
                Some(Outcome::Refused(refusal)) => {
                    Err(Problem::refused(422, refusal.as_str()).arg("meter", &meter))
                }
                Some(outcome) => Ok(outcome),
                None => Err(Problem::unavailable("outcome_unknown")),
            },
        };
        let (count, word) = match &outcome {
            Ok(Outcome::Counted) => (&mut made.counted, "counted"),
            Ok(Outcome::Late) => (&mut made.late, "late"),
            Ok(Outcome::Correction) => (&mut made.corrections, "correction"),
            Ok(Outcome::Duplicate) => (&mut made.duplicates, "duplicate"),
            Ok(Outcome::Refused(_)) | Err(_) => (&mut made.refused, "refused"),
        };
        *count += 1;
        let problem = outcome.err();
        made.events.push(UsageOutcome {
            source,
            id,
            outcome: word.to_owned(),
            code: problem.as_ref().map(|problem| problem.code.to_string()),
            message: problem.as_ref().map(|problem| sentence(problem, lang)),
        });
        *refused = problem.or(refused.take());
    }
    made
}

fn sentence(problem: &Problem, lang: &str) -> String {
    let said = problem.said(lang);
    format!("{} {}", said.title, said.detail)
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// The month, `2026-11`; the present one without it.
    month: Option<String>,
    /// `json` or `csv`.
    #[param(inline)]
    format: Option<Format>,
}

/// What each meter comes to in a month, day by day, with its allowance and what goes beyond it.
#[utoipa::path(get, path = "/api/v1/meters", tag = "meters", params(Which),
    responses((status = 200, description = "Every meter.", body = MeterList)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let month = month_of(&at, which.month.as_deref(), "month")?;
    let items = super::month(&manager, &at, month).await?;
    let items: Vec<MeterItem> = items.into_iter().map(|meter| item(meter, month, &caller.lang)).collect();
    let (name, table) = (format!("meters-{month}"), |items: &Vec<MeterItem>| csv::months(items));
    let wire = |items| MeterList { month, items };
    Ok(which.format.unwrap_or_default().answer(&name, items, table, wire))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Since {
    /// The first month, `2026-01`; eleven before the last one without it.
    from: Option<String>,
    /// The last month; the present one without it.
    to: Option<String>,
    /// `json`, or `csv`: a line for each month.
    #[param(inline)]
    format: Option<Format>,
    /// With `csv`, a line for each day.
    days: Option<bool>,
}

/// The most months of one answer.
const MONTHS: usize = 120;

/// The months of one meter, the last twelve unless told.
#[utoipa::path(get, path = "/api/v1/meters/{meter}", tag = "meters",
    params(("meter" = String, Path, description = "The meter's full name."), Since),
    responses((status = 200, description = "Every month, the oldest first.", body = MeterHistory)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(meter): Path<String>,
    Query(since): Query<Since>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let to = month_of(&at, since.to.as_deref(), "to")?;
    let from = match since.from {
        Some(from) => month_of(&at, Some(&from), "from")?,
        None => (0..11).fold(to, |month, _| month.previous()),
    };
    if (0..MONTHS).fold(from, |month, _| month.next()) <= to {
        let problem = Problem::invalid("from", format!("At most {MONTHS} months are answered at once."));
        return Err(problem.words("why-most-months").arg("most", MONTHS));
    }
    let meter = meter.to_ascii_lowercase();
    let months = super::months(&manager, &at, from, to).await?;
    let meter = named(&months, meter);
    let own = |found: &MeterMonth| full_name(found) == meter;
    let items: Vec<MeterItem> = months
        .into_iter()
        .filter_map(|(month, meters)| Some(item(meters.into_iter().find(own)?, month, &caller.lang)))
        .collect();
    if items.is_empty() {
        return Err(Problem::not_found("meter"));
    }
    let days = since.days.unwrap_or(false);
    let table = |items: &Vec<MeterItem>| if days { csv::days(items) } else { csv::months(items) };
    let wire = |items| MeterHistory { meter: meter.clone(), items };
    Ok(since.format.unwrap_or_default().answer(&meter, items, table, wire))
}

fn full_name(meter: &MeterMonth) -> String {
    format!("{}.{}", meter.issuer, meter.name)
}

/// The whole name of a meter: a bare one is the first issuer's that has it, as for limits.
fn named(months: &[(Month, Vec<MeterMonth>)], name: String) -> String {
    let mut known = months.iter().flat_map(|(_, meters)| meters);
    known.find(|meter| meter.name == name).map_or(name, full_name)
}

fn month_of(at: &Snapshot, text: Option<&str>, field: &str) -> Result<Month, Problem> {
    match text {
        None => Ok(Month::of(at.day().today)),
        Some(text) => text.parse().map_err(|error| {
            let problem = Problem::invalid(field, format!("{error}"));
            problem.words("why-month")
        }),
    }
}

/// A meter's month as it is answered.
pub(super) fn item(meter: MeterMonth, month: Month, lang: &str) -> MeterItem {
    let lang = Lang::from_tag(lang).unwrap_or_default().tag();
    MeterItem {
        name: text_in(&meter.titles, lang, &meter.name).to_owned(),
        unit: text_in(&meter.unit, lang, "").to_owned(),
        meter: format!("{}.{}", meter.issuer, meter.name),
        kind: meter.kind.as_str().to_owned(),
        month,
        used: meter.used,
        events: meter.events,
        plan_users: meter.plan_users,
        allowance: meter.allowance,
        overage: meter.overage,
        forecast: meter.forecast,
        closed: meter.closed,
        package: meter.package,
        days: meter.days.into_iter().map(|(day, used)| MeterDay { day, used }).collect(),
    }
}
