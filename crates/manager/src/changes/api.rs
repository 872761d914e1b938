//! `/api/v1/changes`.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Listing, Path, Query, decode_cursor, encode_cursor};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Change, Touched};
use crate::assignments::{Undoing, answered, undo as undo_change};
use crate::blockers::Despite;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Assignments of one change in an answer.
const TOUCHED: usize = 1_000;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, undo), tags((name = "changes", description = "Bulk changes that were made, and undoing them.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/changes", get(list))
        .route("/changes/{revision}", get(show))
        .route("/changes/{revision}/undo", post(undo))
}

/// The bulk changes, newest first.
#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", params(Listing),
    responses((status = 200, description = "One page.", body = api::Page<api::BulkChange>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(paging): Query<Listing>,
) -> Result<Json<api::Page<api::BulkChange>>, Problem> {
    let granted = caller.may::<View>()?;
    let before = paging.after::<u64>()?;
    let (changes, next) = super::list(&manager, &granted, before, paging.limit()?).await?;
    let at = manager.snapshot(granted.scope).await?;
    let next = next.map(|revision| encode_cursor(&revision));
    let items = changes.iter().map(|change| wire(&at, change, &[])).collect();
    Ok(Json(api::Page { items, next, total: None }))
}

/// Which part of what a change touched.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Part {
    /// Leave out so many.
    skip: u32,
}

/// One bulk change, and what it touched.
#[utoipa::path(get, path = "/api/v1/changes/{revision}", tag = "changes",
    params(("revision" = u64, Path, description = "The change's revision in the ledger."), Part),
    responses((status = 200, description = "The change.", body = api::BulkChange)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(revision): Path<u64>,
    Query(part): Query<Part>,
) -> Result<Json<api::BulkChange>, Problem> {
    let granted = caller.may::<View>()?;
    let part = (part.skip as usize, TOUCHED);
    let (change, touched) = super::find(&manager, &granted, revision, part).await?;
    let at = manager.snapshot(granted.scope).await?;
    Ok(Json(wire(&at, &change, &touched)))
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

/// Undoes a bulk change as far as it still applies: what it gave goes, what it took comes back. What cannot be undone is
/// listed with why: `changed_since`, `undone_already`, `no_seat`, `user_deleted` …
#[utoipa::path(post, path = "/api/v1/changes/{revision}/undo", tag = "changes",
    params(("revision" = u64, Path, description = "The change's revision in the ledger."), HowTo),
    request_body = api::UndoBody,
    responses((status = 200, description = "What was undone.", body = api::AssignAnswer),
        (status = 202, description = "More than 10,000 assignments: a job does it, all in one change.", body = api::JobStarted)))]
async fn undo(
    State(manager): State<Manager>,
    caller: Caller,
    Path(revision): Path<u64>,
    Query(how): Query<HowTo>,
    Json(body): Json<api::UndoBody>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let undoing = Undoing {
        revision,
        dry_run: how.dry_run,
        reason: body.reason,
        despite: if body.despite_silence { Despite::Silence } else { Despite::Nothing },
        page: how.cursor.as_deref().filter(|_| how.dry_run).map(decode_cursor).transpose()?.unwrap_or(0),
        lang: Lang::from_tag(&caller.lang).unwrap_or_default(),
    };
    Ok(answered(undo_change(&manager, &granted, undoing).await?))
}

fn wire(at: &Snapshot, change: &Change, touched: &[Touched]) -> api::BulkChange {
    let name = |no| at.name(no).map(ToString::to_string).unwrap_or_default();
    let entry = &change.entry;
    api::BulkChange {
        revision: entry.revision,
        kind: entry.kind.clone(),
        at: Timestamp::from_millisecond(entry.at_ms).unwrap_or_default(),
        actor: entry.actor.clone(),
        name: change.actor.clone(),
        reason: change.reason.clone(),
        users: change.users,
        changed: change.changed,
        members: entry.members,
        modules: change.modules.iter().map(|no| name(*no)).collect(),
        undoable: change.undoable(),
        undone_by: change.undone_by,
        undoes: change.undoes,
        touched: touched
            .iter()
            .map(|one| api::TouchedOne {
                user: one.user.as_ref().map(|user| user.login.clone()),
                module: name(one.module),
                what: one.what.to_owned(),
            })
            .collect(),
    }
}
