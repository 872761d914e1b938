//! `GET /reports/counting`, `GET /reports/holders`.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use licentia_core::counting::{Line, Role};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Counting as Takes, UserKind};
use licentia_core::licences::{Licences, Total};
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Query, page_limit};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Counting, HolderFilter, Holders, Moment, Paging, csv};
use crate::assignments::api::source;
use crate::csv::api::Format;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(counting, holders), tags((name = "reports", description = "Seats in use, active users, and who held what, today and on past dates.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/reports/counting", get(counting)).route("/reports/holders", get(holders))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct When {
    /// A date (`2027-03-01`: the end of that day where the holder is) or a moment (`2027-03-01T12:00:00Z`); now without it.
    at: Option<String>,
    /// `json` or `csv`.
    #[param(inline)]
    format: Option<Format>,
}

/// Counts seats in use and active users, now or at a past moment. Totals are told as what they are: a ceiling.
#[utoipa::path(get, path = "/api/v1/reports/counting", tag = "reports", params(When),
    responses((status = 200, description = "The figures.", body = api::CountingReport)))]
async fn counting(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<When>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let moment = Moment::read(&manager, &at, asked.at.as_deref())?;
    let report = super::counting(&manager, &granted, moment).await?;
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let (table, wire) =
        (|report: &Counting| csv::counting(&at, report), |report: Counting| wire(&at, &report, lang));
    Ok(asked.format.unwrap_or_default().answer("counting", report, table, wire))
}

fn wire(at: &Snapshot, report: &Counting, lang: Lang) -> api::CountingReport {
    let counted = &report.counted;
    let lines = |role| counted.lines_of(role).map(|line| line_of(at, report, line, lang)).collect();
    let kinds = UserKind::EVERY.iter().zip(counted.active);
    let package = |package: &super::Evidence| api::CountingPackage {
        issuer: package.issuer.clone(),
        id: package.id.clone(),
        sequence: package.sequence,
    };
    api::CountingReport {
        at: report.moment.timestamp(),
        day: report.day,
        records_begin: report.records_begin,
        demo: report.packages.is_empty() && report.unreadable.is_empty(),
        plan_seats: counted.plan_seats(),
        active_users: counted.active_users(),
        users_by_kind: kinds.map(|(kind, count)| (kind.as_str().to_owned(), count)).collect(),
        plans: lines(Role::Plan),
        modules: lines(Role::Module),
        ceilings: lines(Role::Ceiling),
        packages: report.packages.iter().map(package).collect(),
        unreadable: report.unreadable.clone(),
    }
}

fn line_of(at: &Snapshot, report: &Counting, line: &Line, lang: Lang) -> api::CountingLine {
    api::CountingLine {
        module: name(at, line.module),
        name: title(&report.licences, line.module, lang),
        counting: match line.counting {
            Takes::Named => api::Counting::Named,
            Takes::Concurrent => api::Counting::Concurrent,
        },
        in_use: report.in_use(line),
        assigned: Counting::assigned(line),
        unrestricted: line.total == Total::Unrestricted,
        total: line.total.cap(),
    }
}

fn name(at: &Snapshot, module: ModuleNo) -> String {
    at.name(module).map_or_else(String::new, ToString::to_string)
}

/// A module's title as it was then.
pub(super) fn title(licences: &Licences, module: ModuleNo, lang: Lang) -> String {
    licences.module(module).map_or_else(String::new, |module| module.title(lang.tag()).to_owned())
}

/// What a line counts for, as files name it.
pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Plan => "plan",
        Role::Module => "module",
        Role::Ceiling => "ceiling",
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Whose {
    /// A date (`2027-03-01`: the end of that day where the holder is) or a moment (`2027-03-01T12:00:00Z`); now without it.
    at: Option<String>,
    /// Who held this module or plan; everything that anybody held without it.
    module: Option<String>,
    /// Text in the name, log-in name or whatever else of today users are searched by.
    search: Option<String>,
    /// Only those who were active, and so took seats.
    active: Option<bool>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many users at most, 1 to 1,000; 50 unless told.
    limit: Option<u32>,
    /// `json`, or `csv` for the whole list at once.
    #[param(inline)]
    format: Option<Format>,
}

/// Who held what, now or at a past moment, by name.
#[utoipa::path(get, path = "/api/v1/reports/holders", tag = "reports", params(Whose),
    responses((status = 200, description = "One page.", body = api::HolderList)))]
async fn holders(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Whose>,
) -> Result<Response, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let moment = Moment::read(&manager, &at, asked.at.as_deref())?;
    let filter =
        HolderFilter { module: asked.module, search: asked.search, active: asked.active.unwrap_or(false) };
    let format = asked.format.unwrap_or_default();
    let paging = match format {
        Format::Csv => Paging::whole(),
        Format::Json => Paging { limit: page_limit(asked.limit)?, cursor: asked.cursor, ..Paging::whole() },
    };
    let page = super::holders(&manager, &granted, moment, &filter, paging).await?;
    let (table, wire) = (|page: &Holders| csv::holders(&at, page), |page: Holders| list(&at, page));
    Ok(format.answer("holders", page, table, wire))
}

fn list(at: &Snapshot, page: Holders) -> api::HolderList {
    let held = |held: &super::Held| api::HeldItem {
        module: name(at, held.module),
        through: name(at, held.through),
        source: source(held.source),
        units: held.units,
        from: held.from,
        until: held.until,
    };
    let items = page.items.into_iter().map(|holder| api::HolderItem {
        held: holder.held.iter().map(held).collect(),
        user: holder.id,
        login: holder.login,
        name: holder.name,
        active: holder.active,
    });
    api::HolderList {
        at: page.moment.timestamp(),
        day: page.day,
        records_begin: page.records_begin,
        items: items.collect(),
        next: page.next,
        total: page.total,
    }
}
