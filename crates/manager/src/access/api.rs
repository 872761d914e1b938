//! `/api/v1/tokens`: what programs of an installation come in with.

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

use crate::installations::site_no;
use crate::sealed::CENTRAL;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, make, revoke), tags((name = "tokens", description = "What programs of an installation come in with.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/tokens", get(list).post(make)).route("/tokens/{no}/revoke", post(revoke))
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewToken)]
struct Wanted {
    /// What uses it: `CRM production`.
    #[schema(min_length = 1, max_length = 200, pattern = "[^ ]")]
    label: String,
    /// What it may do: no more than whoever makes it.
    #[schema(value_type = Vec<Right>, example = json!(["check"]))]
    rights: Rights,
    /// The satellite it belongs to, by short name or id; absent = the installation itself.
    installation: Option<String>,
    /// When it ends, in milliseconds UTC; absent = never.
    expires_at_ms: Option<i64>,
}

/// The tokens there are. Their secrets cannot be read again.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "tokens",
    responses((status = 200, description = "The tokens.", body = Page<Token>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Token>>, Problem> {
    Ok(Json(Page::whole(manager.access().tokens(&caller.may::<ManageAccess>()?).await?)))
}

/// Makes a token. The answer is the only place where its secret can be read.
#[utoipa::path(post, path = "/api/v1/tokens", tag = "tokens", request_body = Wanted,
    responses((status = 201, description = "The token, with its secret.", body = MadeToken)))]
async fn make(
    State(manager): State<Manager>,
    caller: Caller,
    Json(wanted): Json<Wanted>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let granted = caller.may::<ManageAccess>()?;
    let site = site_of(&manager, &caller, wanted.installation.as_deref()).await?;
    let Wanted { label, rights, expires_at_ms, .. } = wanted;
    let done = manager.access().make_token(&granted, NewToken { label, rights, expires_at_ms, site }).await?;
    Ok((StatusCode::CREATED, Json(done.value)))
}

/// Ends a token at once.
#[utoipa::path(post, path = "/api/v1/tokens/{no}/revoke", tag = "tokens",
    params(("no" = i64, Path, description = "The token's number.")),
    responses((status = 200, description = "It is ended.", body = Changed)))]
async fn revoke(
    State(manager): State<Manager>,
    caller: Caller,
    Path(no): Path<i64>,
) -> Result<Json<Changed>, Problem> {
    let done = manager.access().revoke_token(&caller.may::<ManageAccess>()?, no).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// The number of the database that somebody named for a token.
pub(super) async fn site_of(
    manager: &Manager,
    caller: &Caller,
    named: Option<&str>,
) -> Result<Option<u32>, Problem> {
    let Some(named) = named.map(str::trim).filter(|named| !named.is_empty()) else { return Ok(None) };
    let at = manager.snapshot(caller.scope).await?;
    let unknown = || Problem::unprocessable("installation_unknown", "installation", named.to_owned());
    Ok(Some(site_no(&at, named).ok_or_else(unknown)?).filter(|site| *site != CENTRAL))
}
