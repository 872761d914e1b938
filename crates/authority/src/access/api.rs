//! `/api/v1/tokens`: what programs come in with.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use http::StatusCode;
use licentia_platform::access::{Caller, MadeToken, ManageAccess, NewToken, Right, Rights, Token};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{Changed, Page};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, make, revoke))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/tokens", get(list).post(make)).route("/tokens/{no}/revoke", post(revoke))
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewToken)]
pub(crate) struct Wanted {
    /// What uses it: `CRM production`.
    label: String,
    /// What it may do: no more than whoever makes it.
    #[schema(value_type = Vec<Right>, example = json!(["view", "sell"]))]
    rights: Rights,
    /// When it ends, in milliseconds UTC; absent = never.
    expires_at_ms: Option<i64>,
}

/// The tokens there are. Their secrets cannot be read again.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "access",
    responses((status = 200, description = "The tokens.", body = Page<Token>)))]
async fn list(State(authority): State<Authority>, caller: Caller) -> Result<Json<Page<Token>>, Problem> {
    let granted = in_house(caller)?.may::<ManageAccess>()?;
    Ok(Json(Page::whole(authority.access().tokens(&granted).await?)))
}

/// Makes a token. The answer is the only place where its secret can be read.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "access", request_body = Wanted,
    responses((status = 201, description = "The token, with its secret.", body = MadeToken)))]
async fn make(
    State(authority): State<Authority>,
    caller: Caller,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let granted = in_house(caller)?.may::<ManageAccess>()?;
    let Wanted { label, rights, expires_at_ms } = wanted;
    let done = authority
        .access()
        .make_token(&granted, NewToken { label, rights, expires_at_ms, site: None })
        .await?;
    Ok((StatusCode::CREATED, Json(done.value)))
}

/// Ends a token at once.
#[utoipa::path(post, path = "/api/v1/tokens/{no}/revoke", tag = "access",
    params(("no" = i64, Path, description = "The token's number.")),
    responses((status = 200, description = "It is ended.", body = Changed)))]
async fn revoke(
    State(authority): State<Authority>,
    caller: Caller,
    Path(no): Path<i64>,
) -> Result<Json<Changed>, Problem> {
    let granted = in_house(caller)?.may::<ManageAccess>()?;
    let done = authority.access().revoke_token(&granted, no).await?;
    Ok(Json(Changed { revision: done.revision }))
}
