//! `/api/v1/blockers`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{Blocker, Changed, NewBlocker, Page};
use utoipa::OpenApi;

use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, register, remove), tags((name = "blockers", description = "Applications that are asked before a user loses a licence.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/blockers", get(list).post(register))
        .route("/blockers/{id}", axum::routing::delete(remove))
}

/// The applications that are asked before a user loses a licence.
#[utoipa::path(get, path = "/api/v1/blockers", tag = "blockers",
    responses((status = 200, description = "The blockers, by name.", body = Page<Blocker>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Blocker>>, Problem> {
    let blockers = super::list(&manager, &caller.may::<View>()?).await?;
    Ok(Json(Page::whole(blockers.into_iter().map(wire).collect())))
}

/// Registers an application. It is sent `{"type":"licence.removal","installation","users":[{"id","login","modules"}]}`,
/// signed with the installation's key (Standard Webhooks, `v1a`), and answers
/// `{"blocked":[{"user","code","message"}]}` within five seconds.
#[utoipa::path(post, path = "/api/v1/blockers", tag = "blockers", request_body = NewBlocker,
    responses((status = 201, description = "It is asked from now on.", body = Blocker)))]
async fn register(
    State(manager): State<Manager>,
    caller: Caller,
    Json(new): Json<NewBlocker>,
) -> Result<(StatusCode, Json<Blocker>), Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let NewBlocker { name, url, modules } = new;
    let done = super::register(&manager, &granted, super::NewBlocker { name, url, modules }).await?;
    Ok((StatusCode::CREATED, Json(wire(done.value))))
}

/// Asks an application no more.
#[utoipa::path(delete, path = "/api/v1/blockers/{id}", tag = "blockers",
    params(("id" = String, Path, description = "The blocker's id.")),
    responses((status = 200, description = "It is gone.", body = Changed)))]
async fn remove(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Changed>, Problem> {
    let done = super::remove(&manager, &caller.may::<ManageLicences>()?, id).await?;
    Ok(Json(Changed { revision: done.revision }))
}

fn wire(blocker: super::Blocker) -> Blocker {
    let super::Blocker { id, name, url, modules, .. } = blocker;
    Blocker { id, name, url, modules }
}
