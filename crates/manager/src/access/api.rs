//! `/api/v1/tokens`: what programs of an installation come in with.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::StatusCode;
use licentia_platform::access::{Caller, ManageAccess, MadeToken, NewToken, Rights, Token};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{Changed, Page};
use serde::Deserialize;

use crate::state::Manager;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/tokens", get(list).post(make)).route("/tokens/{no}/revoke", post(revoke))
}

/// What to make.
#[derive(Deserialize)]
struct Wanted {
    label: String,
    rights: Rights,
    expires_at_ms: Option<i64>,
}

async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Token>>, Problem> {
    Ok(Json(Page::whole(manager.access().tokens(&caller.may::<ManageAccess>()?).await?)))
}

async fn make(
    State(manager): State<Manager>,
    caller: Caller,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let new = NewToken { label: wanted.label, rights: wanted.rights, expires_at_ms: wanted.expires_at_ms };
    let done = manager.access().make_token(&caller.may::<ManageAccess>()?, new).await?;
    Ok((StatusCode::CREATED, Json(done.value)))
}

async fn revoke(State(manager): State<Manager>, caller: Caller, Path(no): Path<i64>) -> Result<Json<Changed>, Problem> {
    let done = manager.access().revoke_token(&caller.may::<ManageAccess>()?, no).await?;
    Ok(Json(Changed { revision: done.revision }))
}
