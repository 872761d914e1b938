//! `GET /reports/history`, `GET /reports/capacity`, `GET /reports/refusals`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use jiff::Timestamp;
use licentia_core::decide::Reason;
use licentia_core::history::{Advice, DayUse};
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Listing, Query, encode_cursor};
use licentia_protocol::api::{self, CapacityAct};
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Asked, History, Period, Refusal, RefusalFilter, RefusalOrder, Refusals, csv, words};
use crate::csv::api::Format;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::Alphabet;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(history, capacity, refusals))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/reports/history", get(history))
        .route("/reports/capacity", get(capacity))
        .route("/reports/refusals", get(refusals))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Days {
    /// So many days up to today, 1 to 1096; 90 without it. Not used beside `from` and `to`.
    days: Option<String>,
    /// The first day, such as `2027-03-01`.
    from: Option<String>,
    /// The last day; today without it.
    to: Option<String>,
    /// The module, `issuer.module`; for all user plans of an issuer together, the issuer. Without it, one history is that of
    /// the first product, and capacity is that of all.
    module: Option<String>,
    /// `json` or `csv`.
    #[param(inline)]
    format: Option<Format>,
}

impl Days {
    fn period(&self, at: &Snapshot) -> Result<Period, Problem> {
        let (days, from, to) = (self.days.as_deref(), self.from.as_deref(), self.to.as_deref());
        Period::read(at, &Asked { days, from, to })
    }
}

/// The use of one product day by day: highest, total, and whether the last unit was taken.
#[utoipa::path(get, path = "/api/v1/reports/history", tag = "reports", params(Days),
    responses((status = 200, description = "The days and what they say.", body = api::HistoryReport)))]
async fn history(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Days>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let item = match &asked.module {
        Some(name) => super::item(&at, name)?,
        None => super::items(&at).into_iter().next().ok_or_else(|| Problem::refused(404, "no_products"))?,
    };
    let period = asked.period(&at)?;
    let report = super::history(&manager, &granted, item, period).await?;
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let wire = |report: History| api::HistoryReport {
        from: period.from,
        to: period.to,
        days: report.days.iter().map(day).collect(),
        line: line(&at, &report, lang),
    };
    Ok(asked.format.unwrap_or_default().answer("history", report, csv::history, wire))
}

fn day(day: &DayUse) -> api::HistoryDay {
    api::HistoryDay {
        day: day.day,
        peak: day.kept.peak,
        peak_at: moment(day.peak_at),
        total: day.kept.cap,
        at_capacity: day.kept.full,
    }
}

/// Every product with its highest use, its days at capacity, who was short of it, and what to do: buy or take back?
#[utoipa::path(get, path = "/api/v1/reports/capacity", tag = "reports", params(Days),
    responses((status = 200, description = "The products.", body = api::CapacityReport)))]
async fn capacity(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Days>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let period = asked.period(&at)?;
    let mut reports = super::capacity(&manager, &granted, period).await?;
    if let Some(module) = &asked.module {
        let item = super::item(&at, module)?;
        reports.retain(|report| report.item == item);
    }
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let table = |reports: &Vec<History>| csv::capacity(reports);
    let wire = |reports: Vec<History>| api::CapacityReport {
        from: period.from,
        to: period.to,
        items: reports.iter().map(|report| line(&at, report, lang)).collect(),
    };
    Ok(asked.format.unwrap_or_default().answer("capacity", reports, table, wire))
}

fn line(at: &Snapshot, report: &History, lang: Lang) -> api::CapacityLine {
    let summary = &report.summary;
    api::CapacityLine {
        module: report.item.name.clone(),
        name: words::title(at, &report.item, lang),
        in_use: report.now.used,
        total: report.now.cap,
        days_kept: summary.days,
        highest: summary.highest.map(|(peak, _)| peak),
        highest_on: summary.highest.map(|(_, day)| day),
        highest_ever: report.ever.map(|(peak, _)| peak),
        highest_ever_on: report.ever.map(|(_, day)| day),
        average: summary.average_tenths().map(words::average),
        days_at_capacity: summary.full_days,
        refused: report.refused,
        idle: report.idle,
        exhausted_on: summary.exhausted,
        advice: advice(report, lang),
    }
}

fn advice(report: &History, lang: Lang) -> api::CapacityAdvice {
    let (act, reclaim, buy, spare) = match report.advice {
        Advice::Nothing => (CapacityAct::Nothing, 0, 0, 0),
        Advice::Short { reclaim, buy } => (CapacityAct::Short, reclaim, buy, 0),
        Advice::Full { reclaim } => (CapacityAct::Full, reclaim, 0, 0),
        Advice::Soon { reclaim, .. } => (CapacityAct::Soon, reclaim, 0, 0),
        Advice::Spare { seats } => (CapacityAct::Spare, 0, 0, seats),
        Advice::Enough => (CapacityAct::Enough, 0, 0, 0),
    };
    api::CapacityAdvice {
        act,
        message: words::advice(report, lang, |day| licentia_ui::date_words(lang, day)),
        reclaim,
        buy,
        spare,
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Which {
    /// So many days up to today, 1 to 1096; 90 without it. Not used beside `from` and `to`.
    days: Option<String>,
    /// The first day, such as `2027-03-01`.
    from: Option<String>,
    /// The last day; today without it.
    to: Option<String>,
    /// For this reason, such as `no_seat`.
    code: Option<String>,
    /// Of this module, `issuer.module`.
    module: Option<String>,
    /// Text in the name, log-in name or whatever else of today users are searched by.
    search: Option<String>,
    /// `last`: the latest first; `times`: the most frequent first; `user`: by name.
    sort: Option<String>,
    /// `json` or `csv`.
    #[param(inline)]
    format: Option<Format>,
    /// How many at most, 1 to 1,000; 50 unless told.
    limit: Option<u32>,
    /// Go on after this: `next` of the page before.
    cursor: Option<String>,
}

/// Who was refused what, when and why, how often, first and last.
#[utoipa::path(get, path = "/api/v1/reports/refusals", tag = "reports", params(Which),
    responses((status = 200, description = "The refusals.", body = api::RefusalReport)))]
async fn refusals(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Which>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let (days, from, to) = (asked.days.as_deref(), asked.from.as_deref(), asked.to.as_deref());
    let period = Period::read(&at, &Asked { days, from, to })?;
    let order = order(asked.sort.as_deref())?;
    let filter = RefusalFilter {
        period,
        code: code(asked.code.as_deref())?,
        module: asked.module,
        search: asked.search,
    };
    if asked.format == Some(Format::Csv) {
        return super::file::refusals(&manager, &granted, filter, order, ("refusals", "")).await;
    }
    let listing = Listing { limit: asked.limit, cursor: asked.cursor };
    let (limit, offset) = (listing.limit()?, listing.after::<u64>()?.unwrap_or(0));
    let found = super::refusals(&manager, &granted, filter, order, (limit, offset)).await?;
    Ok(Json(list(found, period, offset)).into_response())
}

/// The refusals from the place `offset` on.
fn list(found: Refusals, period: Period, offset: u64) -> api::RefusalReport {
    let end = offset.saturating_add(found.items.len() as u64);
    let next = (end < found.total).then(|| encode_cursor(&end));
    let item = |refusal: Refusal| api::RefusalItem {
        user: refusal.user,
        login: refusal.login,
        name: refusal.name,
        module: refusal.module,
        item: refusal.item,
        asked_by: refusal.asked_by,
        code: refusal.code,
        times: refusal.times,
        days: refusal.days,
        first_at: moment(refusal.first_at),
        last_at: moment(refusal.last_at),
    };
    let day = |(day, times)| api::RefusalDay { day, times };
    api::RefusalReport {
        from: period.from,
        to: period.to,
        items: found.items.into_iter().map(item).collect(),
        next,
        total: found.total,
        times: found.times,
        days: found.by_day.into_iter().map(day).collect(),
    }
}

/// The reason of this name.
pub(super) fn code(name: Option<&str>) -> Result<Option<Reason>, Problem> {
    let known = |name: &str| {
        Reason::from_name(name).ok_or_else(|| {
            let problem = Problem::invalid("code", format!("`{name}` is no reason."));
            problem.words("why-no-reason").arg("name", name)
        })
    };
    name.filter(|name| !name.is_empty()).map(known).transpose()
}

fn order(name: Option<&str>) -> Result<RefusalOrder, Problem> {
    match name {
        None | Some("last") => Ok(RefusalOrder::Last),
        Some("times") => Ok(RefusalOrder::Times),
        Some("user") => Ok(RefusalOrder::User(Alphabet::default())),
        Some(_) => {
            let problem = Problem::invalid("sort", "It must be one of: `last`, `times`, `user`.");
            Err(problem.words("why-one-of").arg("known", "`last`, `times`, `user`"))
        }
    }
}

/// A time stamp of milliseconds.
fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or_default()
}
