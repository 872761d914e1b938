//! `/api/v1/installation/version`.

use axum::Router;
use axum::extract::State;
use axum::routing::put;
use licentia_core::package::Version;
use licentia_platform::access::{Caller, Check};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::api::{HeldPackage, ProductVersion, VersionReported};
use utoipa::OpenApi;

use super::report_version;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(version), tags((name = "installations", description = "The licensed database: what is installed there.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/installation/version", put(version))
}

/// The application says which version it is. What was prepared for it comes into force, if nothing blocks it.
#[utoipa::path(put, path = "/api/v1/installation/version", tag = "installations", request_body = ProductVersion,
    responses((status = 200, description = "It is known, and this came into force.", body = VersionReported)))]
async fn version(
    State(manager): State<Manager>,
    caller: Caller,
    Json(body): Json<ProductVersion>,
) -> Result<Json<VersionReported>, Problem> {
    let granted = caller.may::<Check>()?;
    let version = body.version.trim().parse::<Version>();
    let version = version.map_err(|error| Problem::invalid("version", error.to_string()))?;
    let done = report_version(&manager, &granted, version, body.released).await?;
    let held = done.value.held.into_iter();
    let held = held.map(|held| HeldPackage { package: held.package, issuer: held.issuer, code: held.code });
    Ok(Json(VersionReported { revision: done.revision, in_force: done.value.in_force, held: held.collect() }))
}
