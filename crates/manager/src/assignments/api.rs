//! `/api/v1/assignments`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use jiff::Timestamp;
use licentia_core::seats::Source;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, Raw, body_limit, decode_cursor, page_limit};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Answered, Asked, GrantedOne, Listing, Order, file};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::{csv, jobs};

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, assign, recall, import, rest), tags((name = "assignments", description = "Who has which seat, and who waits for one.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/assignments", get(list).post(assign))
        .route("/assignments/recall", post(recall))
        .route("/assignments/answer", get(rest))
        .merge(body_limit(Router::new().route("/assignments/import", post(import)), csv::LIMIT))
        .merge(super::waiting::api::routes())
}

/// How it is to be done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
    /// With `dry_run`: `next` of the answer before, for the rest of its lists.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

impl HowTo {
    fn page(&self) -> Result<u64, Problem> {
        match &self.cursor {
            Some(_) if !self.dry_run => Err(Problem::invalid(
                "cursor",
                "`cursor` goes with `dry_run`; after a change it is for GET /assignments/answer.",
            )),
            Some(cursor) => decode_cursor(cursor),
            None => Ok(0),
        }
    }
}

/// Hands seats out: these users × these modules, all or nothing unless `partial`.
#[utoipa::path(post, path = "/api/v1/assignments", tag = "assignments", params(HowTo), request_body = api::AssignBody,
    responses((status = 200, description = "What was done.", body = api::AssignAnswer),
        (status = 202, description = "More than 10,000 users: a job does it, all in one change.", body = api::JobStarted)))]
async fn assign(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<api::AssignBody>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let order = Order { page: how.page()?, ..Order::read(body, how.dry_run, lang(&caller))? };
    Ok(answered(super::order(&manager, &granted, order, false).await?))
}

/// Takes seats back, in the same way.
#[utoipa::path(post, path = "/api/v1/assignments/recall", tag = "assignments", params(HowTo), request_body = api::AssignBody,
    responses((status = 200, description = "What was done.", body = api::AssignAnswer),
        (status = 202, description = "More than 10,000 users: a job does it, all in one change.", body = api::JobStarted)))]
async fn recall(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<api::AssignBody>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let order = Order { page: how.page()?, ..Order::read(body, how.dry_run, lang(&caller))? };
    Ok(answered(super::order(&manager, &granted, order, true).await?))
}

/// At once, or 202 with the job.
pub(crate) fn answered(answered: Answered) -> Response {
    match answered {
        Answered::Now(done) => Json(done.value).into_response(),
        Answered::Job(job) => jobs::accepted(job),
    }
}

/// How a file is to be read.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct FromFile {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
    /// Take seats back instead of handing them out.
    recall: bool,
    /// Do what is possible and list the rest as refused, instead of all or nothing.
    partial: bool,
    /// Leave out rows with something wrong in them, instead of taking none.
    skip_invalid: bool,
    /// Why, for the ledger.
    #[param(min_length = 1)]
    reason: Option<String>,
}

/// Hands seats out, or takes them back, by a file: CSV with the columns `user` and `module`. Every problem of every row is
/// listed (422 `import_invalid`) before anything is written.
#[utoipa::path(post, path = "/api/v1/assignments/import", tag = "assignments", params(FromFile),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What was done.", body = api::AssignAnswer),
        (status = 202, description = "More than 10,000 rows: a job does it, all in one change.", body = api::JobStarted)))]
async fn import(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<FromFile>,
    Raw(bytes): Raw,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let at = manager.snapshot(granted.scope).await?;
    let (skip_invalid, lang) = (how.skip_invalid, lang(&caller));
    let reading = tokio::task::spawn_blocking(move || file::read(&at, &bytes, skip_invalid, lang));
    let read = reading.await.map_err(|error| Problem::internal(error.to_string()))??;
    let order = Order { partial: how.partial, dry_run: how.dry_run, reason: how.reason, ..read };
    Ok(answered(super::order(&manager, &granted, order, how.recall).await?))
}

/// Where the rest begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Rest {
    /// `next` of the answer before; it is needed.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// The rest of lists that are longer than an answer: the next thousand of each, kept for a week.
#[utoipa::path(get, path = "/api/v1/assignments/answer", tag = "assignments", params(Rest),
    responses((status = 200, description = "The next piece.", body = api::AssignAnswer)))]
async fn rest(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Rest>,
) -> Result<Json<api::AssignAnswer>, Problem> {
    let granted = caller.may::<View>()?;
    let missing = || Problem::invalid("cursor", "Give `next` of the answer before.");
    let cursor = asked.cursor.ok_or_else(missing)?;
    Ok(Json(super::rest(&manager, &granted, &cursor, lang(&caller)).await?))
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
    Ok(Asked {
        user: user.transpose()?,
        module: module.transpose()?,
        waiting: filter.state.map(|state| state == api::AssignmentState::Waiting),
        limit: page_limit(filter.limit)?,
        cursor: filter.cursor,
        ..Asked::default()
    })
}

pub(super) fn wire(at: &Snapshot, one: &GrantedOne) -> api::Assignment {
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
        place: None,
        of: None,
        since: one.at_ms.and_then(|ms| Timestamp::from_millisecond(ms).ok()),
    }
}

pub(crate) fn source(source: Source) -> api::Source {
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

/// The same the other way round.
pub(crate) fn source_of(source: api::Source) -> Source {
    match source {
        api::Source::Manual => Source::Manual,
        api::Source::Plan => Source::Plan,
        api::Source::Rule => Source::Rule,
        api::Source::Scim => Source::Scim,
        api::Source::Import => Source::Import,
        api::Source::AutoClaim => Source::AutoClaim,
        api::Source::Reservation => Source::Reservation,
        api::Source::Suite => Source::Suite,
    }
}
