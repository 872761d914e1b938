//! `/api/v1/requests`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use licentia_core::names::IssuerName;
use licentia_core::package::Version;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::api::{NewRequestBody, Page, RequestItem};
use licentia_protocol::conversation::MEDIA_TYPE;
use utoipa::OpenApi;

use super::{Created, Listed, NewRequest};
use crate::packages::NewHolder;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, create), tags((name = "requests", description = "Request files for a vendor who cannot be reached online.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/requests", get(list).post(create))
}

/// The requests that were made, newest first, and which of them are still open.
#[utoipa::path(get, path = "/api/v1/requests", tag = "requests",
    responses((status = 200, description = "The requests.", body = Page<RequestItem>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<RequestItem>>, Problem> {
    let requests = super::list(&manager, &caller.may::<View>()?).await?;
    Ok(Json(Page::whole(requests.into_iter().map(item).collect())))
}

/// Makes a request file, signed by the installation. Its response can be loaded here and nowhere else.
#[utoipa::path(post, path = "/api/v1/requests", tag = "requests", request_body = NewRequestBody,
    responses((status = 200, description = "The file `LicenseRequest.tlr`: one signed line.", content_type = "application/licentia-request")))]
async fn create(
    State(manager): State<Manager>,
    caller: Caller,
    Json(body): Json<NewRequestBody>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let made = super::create(&manager, &granted, read(body)?).await?;
    Ok(file(made.value))
}

/// What is asked for, as typed.
///
/// 422 for an issuer that could not be one and a version that is not three numbers.
pub(crate) fn read(body: NewRequestBody) -> Result<NewRequest, Problem> {
    let typed =
        |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let issuer = typed(body.issuer).map(|text| {
        text.parse::<IssuerName>().map_err(|error| Problem::invalid("issuer", error.to_string()))
    });
    let version = typed(body.version)
        .map(|text| text.parse::<Version>().map_err(|error| Problem::invalid("version", error.to_string())));
    let change = match (typed(body.holder), typed(body.serial)) {
        (None, None) => None,
        (Some(holder), Some(serial)) => Some(NewHolder { holder, serial }),
        (None, _) => return Err(Problem::invalid("holder", "the name is needed with the serial number")),
        (_, None) => return Err(Problem::invalid("serial", "the serial number is needed with the name")),
    };
    Ok(NewRequest { issuer: issuer.transpose()?, version: version.transpose()?, change })
}

/// The file as browsers save it.
pub(crate) fn file(made: Created) -> Response {
    let disposition = format!("attachment; filename=\"{}\"", made.name);
    let headers = [(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, made.file).into_response()
}

fn item(request: Listed) -> RequestItem {
    RequestItem {
        id: request.id,
        issuer: request.issuer,
        purpose: request.purpose,
        version: request.version,
        created_at: request.created_at,
        open: request.open,
        package: request.package,
    }
}
