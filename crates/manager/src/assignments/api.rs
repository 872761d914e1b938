//! `/api/v1/assignments`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;
use licentia_core::seats::Source;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Listing as Paging, Query};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Asked, GrantedOne, Listing, Order};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, assign, recall, waiting), tags((name = "assignments", description = "Who has which seat, and who waits for one.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/assignments", get(list).post(assign))
        .route("/assignments/recall", post(recall))
        .route("/assignments/waiting", get(waiting))
}

/// How it is to be done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
}

/// Hands seats out: these users × these modules, all or nothing unless `partial`.
#[utoipa::path(post, path = "/api/v1/assignments", tag = "assignments", params(HowTo), request_body = api::AssignBody,
    responses((status = 200, description = "What was done.", body = api::AssignAnswer)))]
async fn assign(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<api::AssignBody>,
) -> Result<Json<api::AssignAnswer>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let order = Order::read(body, how.dry_run, lang(&caller))?;
    Ok(Json(super::assign(&manager, &granted, order).await?.value))
}

/// Takes seats back, in the same way.
#[utoipa::path(post, path = "/api/v1/assignments/recall", tag = "assignments", params(HowTo), request_body = api::AssignBody,
    responses((status = 200, description = "What was done.", body = api::AssignAnswer)))]
async fn recall(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<api::AssignBody>,
) -> Result<Json<api::AssignAnswer>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let order = Order::read(body, how.dry_run, lang(&caller))?;
    Ok(Json(super::recall(&manager, &granted, order).await?.value))
}

fn lang(caller: &Caller) -> Lang {
    Lang::from_tag(&caller.lang).unwrap_or_default()
}

/// The query of the two lists.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// How many at most, 1 to 1,000; 50 unless told.
    #[param(minimum = 1, maximum = 1_000)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
    /// Those of this user, by id or log-in name.
    #[param(min_length = 1)]
    user: Option<String>,
    /// Those of this module or plan.
    #[param(min_length = 1)]
    module: Option<String>,
    /// Only active ones, or only waiting ones.
    state: Option<api::AssignmentState>,
}

/// The assignments, one page at a time.
#[utoipa::path(get, path = "/api/v1/assignments", tag = "assignments", params(Filter),
    responses((status = 200, description = "One page.", body = api::Page<api::Assignment>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<api::Page<api::Assignment>>, Problem> {
    answer(&manager, &caller, filter).await
}

/// The waiting list, oldest first.
#[utoipa::path(get, path = "/api/v1/assignments/waiting", tag = "assignments", params(Filter),
    responses((status = 200, description = "One page.", body = api::Page<api::Assignment>)))]
async fn waiting(
    State(manager): State<Manager>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<api::Page<api::Assignment>>, Problem> {
    answer(&manager, &caller, Filter { state: Some(api::AssignmentState::Waiting), ..filter }).await
}

async fn answer(
    manager: &Manager,
    caller: &Caller,
    filter: Filter,
) -> Result<Json<api::Page<api::Assignment>>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let asked = read(&at, filter)?;
    let Listing { items, total, next } = super::list(manager, &granted, asked).await?;
    let items = items.iter().map(|one| wire(&at, one)).collect();
    Ok(Json(api::Page { items, next, total: Some(total) }))
}

fn read(at: &Snapshot, filter: Filter) -> Result<Asked, Problem> {
    let user = filter.user.map(|user| {
        let known = at.user_named(&user).map(|user| user.no());
        known.ok_or_else(|| {
            Problem::unprocessable("user_unknown", "user", format!("There is no user `{user}`."))
        })
    });
    let module = filter.module.map(|name| {
        let unknown =
            || Problem::unprocessable("module_unknown", "module", format!("There is no module `{name}`."));
        at.licences().no(&name).ok_or_else(unknown)
    });
    let paging = Paging { limit: filter.limit, cursor: filter.cursor };
    Ok(Asked {
        user: user.transpose()?,
        module: module.transpose()?,
        waiting: filter.state.map(|state| state == api::AssignmentState::Waiting),
        limit: paging.limit()?,
        cursor: paging.cursor,
    })
}

fn wire(at: &Snapshot, one: &GrantedOne) -> api::Assignment {
    api::Assignment {
        user: one.login.clone(),
        user_id: one.id.clone(),
        module: at.name(one.module).map(ToString::to_string).unwrap_or_default(),
        source: source(one.source),
        units: one.units.max(1),
        from: one.from,
        until: one.until,
        state: if one.waits { api::AssignmentState::Waiting } else { api::AssignmentState::Active },
        code: one.code.clone(),
        since: one.at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
    }
}

fn source(source: Source) -> api::Source {
    match source {
        Source::Manual => api::Source::Manual,
        Source::Plan => api::Source::Plan,
        Source::Rule => api::Source::Rule,
        Source::Scim => api::Source::Scim,
        Source::Import => api::Source::Import,
        Source::AutoClaim => api::Source::AutoClaim,
        Source::Reservation => api::Source::Reservation,
        Source::Suite => api::Source::Suite,
    }
}
