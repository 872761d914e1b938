//! `/licensing/v1`: for managers, who sign what they send instead of signing in.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use licentia_platform::by::By;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Raw, body_limit};
use licentia_protocol::authority_api::Received;
use licentia_protocol::conversation::{MAX_BYTES, Purpose, USAGE_RECEIPT};
use utoipa::OpenApi;

use crate::state::Authority;

/// The media type of an answer.
const ANSWER: &str = "application/licentia-answer";

/// The largest usage bundle that is taken online, in bytes; larger ones are carried here as files.
const USAGE_ONLINE: u64 = 8 << 20;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(status, package, serial, receipt, usage, upgrade_request), components(schemas(Received)))]
pub(crate) struct Doc;

/// The routes under `/licensing/v1`.
pub(crate) fn routes() -> Router<Authority> {
    let routes = Router::new()
        .route("/status", post(status))
        .route("/package", post(package))
        .route("/serial", post(serial))
        .route("/receipt", post(receipt))
        .route("/upgrade-request", post(upgrade_request));
    let usage = Router::new().route("/usage", post(usage));
    body_limit(routes, MAX_BYTES as u64).merge(body_limit(usage, USAGE_ONLINE))
}

fn file(media_type: &'static str, bytes: Vec<u8>) -> Response {
    ([(CONTENT_TYPE, media_type), (CACHE_CONTROL, "no-store")], bytes).into_response()
}

/// What is new for an installation: a request with the purpose `status`, signed by its key. The answer is signed by
/// the issuer's key and names the request's nonce; whatever concerns the customer stands in it.
#[utoipa::path(post, path = "/licensing/v1/status", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The signed answer.", body = String,
        content_type = "application/licentia-answer")))]
async fn status(State(authority): State<Authority>, Raw(body): Raw) -> Result<Response, Problem> {
    Ok(file(ANSWER, super::ask(&authority, &body, Purpose::Status).await?))
}

/// The package that the last answer offered: a request with the purpose `package`.
#[utoipa::path(post, path = "/licensing/v1/package", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The package file.", body = String,
        content_type = "application/licentia-package")))]
async fn package(State(authority): State<Authority>, Raw(body): Raw) -> Result<Response, Problem> {
    Ok(file(licentia_protocol::package::MEDIA_TYPE, super::fetch(&authority, &body).await?))
}

/// Another name or serial number is wanted: a request with the purpose `serial`. Answered as `status` is.
#[utoipa::path(post, path = "/licensing/v1/serial", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The signed answer.", body = String,
        content_type = "application/licentia-answer")))]
async fn serial(State(authority): State<Authority>, Raw(body): Raw) -> Result<Response, Problem> {
    Ok(file(ANSWER, super::ask(&authority, &body, Purpose::Serial).await?))
}

/// What became of a package.
#[utoipa::path(post, path = "/licensing/v1/receipt", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "It was taken in.", body = Received)))]
async fn receipt(State(authority): State<Authority>, Raw(body): Raw) -> Result<Json<Received>, Problem> {
    super::receive(&authority, &body).await?;
    Ok(Json(Received { received: true }))
}

/// What an installation used of metered services: a usage bundle of at most 8 MiB. Figures that are here already are
/// passed over; the answer is the signed receipt.
#[utoipa::path(post, path = "/licensing/v1/usage", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The signed receipt.", body = String,
        content_type = "application/licentia-usage-receipt")))]
async fn usage(State(authority): State<Authority>, Raw(body): Raw) -> Result<Response, Problem> {
    let by = By::system("conversation");
    let received =
        crate::usage::receive(&authority, &by, &body, crate::installations::Origin::Online).await?;
    Ok(file(USAGE_RECEIPT, received.bytes))
}

/// What people at a customer write to the vendor, with the comparison they look at.
#[utoipa::path(post, path = "/licensing/v1/upgrade-request", tag = "licensing", security(()),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 202, description = "Somebody will read it.", body = Received)))]
async fn upgrade_request(
    State(authority): State<Authority>,
    Raw(body): Raw,
) -> Result<(StatusCode, Json<Received>), Problem> {
    super::write(&authority, &body).await?;
    Ok((StatusCode::ACCEPTED, Json(Received { received: true })))
}
