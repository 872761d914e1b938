//! `/api/v1/server/installations`: for the server's operators.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;
use licentia_platform::access::{Caller, ManageAccess, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::api::{MadeInstallation, NewInstallation, Page, ServerInstallation};
use utoipa::OpenApi;

use super::operator;
use crate::installations::{self, Listed};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, create), tags((name = "server", description = "What operators of the server do, with tokens of their own.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/server/installations", get(list).post(create))
}

/// Every installation of the server.
#[utoipa::path(get, path = "/api/v1/server/installations", tag = "server",
    responses((status = 200, description = "The installations, by short name.", body = Page<ServerInstallation>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
) -> Result<Json<Page<ServerInstallation>>, Problem> {
    operator::<View>(&caller)?;
    let listed = installations::list(&manager).await?;
    Ok(Json(Page::whole(listed.into_iter().map(wire).collect())))
}

/// Makes an installation, apart from all others, with a one-time link for its first administrator, `admin`.
#[utoipa::path(post, path = "/api/v1/server/installations", tag = "server", extensions(("x-unkeyed" = json!(true))), request_body = NewInstallation,
    responses((status = 201, description = "The installation, and the only sight of its link.", body = MadeInstallation)))]
async fn create(
    State(manager): State<Manager>,
    caller: Caller,
    Json(new): Json<NewInstallation>,
) -> Result<(StatusCode, Json<MadeInstallation>), Problem> {
    let granted = operator::<ManageAccess>(&caller)?;
    let new = installations::NewInstallation { slug: new.slug, name: new.name };
    let (made, set_up) = installations::create_installation(&manager, &granted, new, "admin").await?;
    Ok((StatusCode::CREATED, Json(MadeInstallation { installation: wire(made), set_up })))
}

fn wire(listed: Listed) -> ServerInstallation {
    ServerInstallation { id: listed.id, slug: listed.slug, name: listed.name }
}
