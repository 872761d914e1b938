//! `GET /limits`, `PUT /limits/{name}`, `POST /limits/{name}/check`, `/limits/{name}/reservations`.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post, put};
use http::StatusCode;
use jiff::Timestamp;
use licentia_core::licence::{Texts, text_in};
use licentia_core::limits::percent;
use licentia_platform::access::{Caller, Check, Granted, Right};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{
    LimitAnswer, LimitItem, LimitList, LimitNext, LimitQuestion, LimitReport, LimitReservation,
    NewReservation,
};
use licentia_ui::Lang;
use utoipa::OpenApi;

use super::{Counted, LimitNow, SECONDS, What, words};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, report, check, reserve, use_reservation, release), tags((name = "limits", description = "Plan limits: used, reserved, left.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/limits", get(list))
        .route("/limits/{name}", put(report))
        .route("/limits/{name}/check", post(check))
        .route("/limits/{name}/reservations", post(reserve))
        .route("/limits/{name}/reservations/{id}/use", post(use_reservation))
        .route("/limits/{name}/reservations/{id}", delete(release))
}

/// Every plan limit of the packages in force, with what is used and reserved.
#[utoipa::path(get, path = "/api/v1/limits", tag = "limits",
    responses((status = 200, description = "The limits.", body = LimitList)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<LimitList>, Problem> {
    caller.may_any_here(&[Right::View, Right::Check])?;
    let at = manager.snapshot(caller.scope).await?;
    let limits = super::now(&manager, &at).await?;
    let items = limits.iter().map(|limit| item(limit, &caller.lang)).collect();
    Ok(Json(LimitList { items, demo: at.demo() }))
}

/// Says how many there are, or how many more or fewer. What exists is kept: a report is never refused.
#[utoipa::path(put, path = "/api/v1/limits/{name}", tag = "limits", request_body = LimitReport,
    params(("name" = String, Path, description = "The limit, `issuer.name`; a bare name is the first issuer's that has it.")),
    responses((status = 200, description = "The limit after it.", body = LimitAnswer)))]
async fn report(
    State(manager): State<Manager>,
    caller: Caller,
    Path(name): Path<String>,
    Json(asked): Json<LimitReport>,
) -> Result<Json<LimitAnswer>, Problem> {
    let what = match (asked.used, asked.change) {
        (Some(used), None) => What::Report(used),
        (None, Some(change)) => What::Change(change),
        _ => {
            let problem = Problem::invalid("used", "Send either `used` or `change`, and not both.");
            return Err(problem.words("why-used-or-change"));
        }
    };
    change(&manager, &caller, &name, what).await.map(Json)
}

/// May so many more be created now? Nothing is taken: two that ask at once may both hear yes, so reserve before creating.
#[utoipa::path(post, path = "/api/v1/limits/{name}/check", tag = "limits", extensions(("x-unkeyed" = json!(true))), request_body = LimitQuestion,
    params(("name" = String, Path, description = "The limit, `issuer.name`; a bare name is the first issuer's that has it.")),
    responses((status = 200, description = "The answer; no is one, too.", body = LimitAnswer)))]
async fn check(
    State(manager): State<Manager>,
    caller: Caller,
    Path(name): Path<String>,
    Json(asked): Json<LimitQuestion>,
) -> Result<Json<LimitAnswer>, Problem> {
    let granted = caller.may_here::<Check>()?;
    let counted = super::check(&manager, &granted, &name, asked.units.unwrap_or(1)).await?;
    let at = manager.snapshot(caller.scope).await?;
    Ok(Json(answer(&at, &caller, counted)))
}

/// Keeps room for what is about to be created; 409 `limit_reached` when there is none.
#[utoipa::path(post, path = "/api/v1/limits/{name}/reservations", tag = "limits", request_body = NewReservation,
    params(("name" = String, Path, description = "The limit, `issuer.name`; a bare name is the first issuer's that has it.")),
    responses((status = 201, description = "The reservation.", body = LimitAnswer)))]
async fn reserve(
    State(manager): State<Manager>,
    caller: Caller,
    Path(name): Path<String>,
    Json(asked): Json<NewReservation>,
) -> Result<(StatusCode, Json<LimitAnswer>), Problem> {
    let (units, seconds) = (asked.units.unwrap_or(1), asked.seconds.unwrap_or(SECONDS));
    let answer = change(&manager, &caller, &name, What::Reserve { units, seconds }).await?;
    Ok((StatusCode::CREATED, Json(answer)))
}

/// What was reserved has been created, and counts from now on. Repeating it changes nothing. After the reservation's time
/// it needs room again.
#[utoipa::path(post, path = "/api/v1/limits/{name}/reservations/{id}/use", tag = "limits", extensions(("x-unkeyed" = json!(true))),
    params(("name" = String, Path, description = "The limit, `issuer.name`."), ("id" = String, Path, description = "The reservation.")),
    responses((status = 200, description = "The limit after it.", body = LimitAnswer)))]
async fn use_reservation(
    State(manager): State<Manager>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<LimitAnswer>, Problem> {
    change(&manager, &caller, &name, What::Use(id)).await.map(Json)
}

/// What was reserved will not be created: the room is free again. Repeating it changes nothing.
#[utoipa::path(delete, path = "/api/v1/limits/{name}/reservations/{id}", tag = "limits",
    params(("name" = String, Path, description = "The limit, `issuer.name`."), ("id" = String, Path, description = "The reservation.")),
    responses((status = 200, description = "The limit after it.", body = LimitAnswer)))]
async fn release(
    State(manager): State<Manager>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
) -> Result<Json<LimitAnswer>, Problem> {
    change(&manager, &caller, &name, What::Release(id)).await.map(Json)
}

async fn change(manager: &Manager, caller: &Caller, name: &str, what: What) -> Result<LimitAnswer, Problem> {
    let granted = reporter(caller)?;
    // Before it is counted: whoever is told that the server is behind has reserved nothing.
    let at = manager.snapshot(caller.scope).await?;
    let counted = super::count(manager, &granted, name, what).await?;
    if counted.refused {
        return Err(words::refusal(lang(caller), &at, &counted));
    }
    Ok(answer(&at, caller, counted))
}

/// How many there are is said by applications and by those who manage licences: not by whoever may only look, though
/// they may ask.
fn reporter(caller: &Caller) -> Result<Granted<Check>, Problem> {
    let may = [Right::Check, Right::ManageLicences].iter().any(|right| caller.rights.has(*right));
    if may { caller.may_here::<Check>() } else { Err(Problem::forbidden(Right::Check.as_str())) }
}

fn lang(caller: &Caller) -> Lang {
    Lang::from_tag(&caller.lang).unwrap_or_default()
}

fn answer(at: &Snapshot, caller: &Caller, counted: Counted) -> LimitAnswer {
    let reservation = counted.reservation.as_ref().map(|reserved| LimitReservation {
        id: reserved.id.clone(),
        units: reserved.units,
        until: Timestamp::from_millisecond(reserved.until).unwrap_or(Timestamp::MAX),
    });
    LimitAnswer {
        allowed: counted.verdict.allowed(),
        code: counted.verdict.as_str().to_owned(),
        message: words::message(lang(caller), at, &counted),
        level: counted.level().as_str().to_owned(),
        limit: counted.full_name(),
        used: counted.used,
        reserved: counted.reserved,
        max: counted.max,
        below_zero: counted.below_zero,
        reservation,
    }
}

pub(crate) fn item(limit: &LimitNow, lang: &str) -> LimitItem {
    let own = |texts: &Texts| Some(text_in(texts, lang, "").to_owned()).filter(|text| !text.is_empty());
    LimitItem {
        limit: format!("{}.{}", limit.issuer, limit.name),
        issuer: limit.issuer.to_string(),
        name: limit.title(lang).to_owned(),
        used: limit.used,
        reserved: limit.reserved,
        unlimited: limit.max.is_none(),
        max: limit.max,
        percent: percent(limit.used, limit.max),
        level: limit.level.as_str().to_owned(),
        counts: own(&limit.counts),
        advice: own(&limit.advice),
        next: limit
            .next
            .as_ref()
            .map(|next| LimitNext { plan: text_in(&next.titles, lang, "").to_owned(), max: next.max }),
    }
}
