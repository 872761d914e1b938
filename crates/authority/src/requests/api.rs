//! `/api/v1/requests`, `/api/v1/answers` and `/api/v1/receipts`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use jiff::Timestamp;
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{self, Json, Paged, Path, Query, Raw, body_limit};
use licentia_protocol::api::{Changed, Page};
use licentia_protocol::authority_api::{self as wire, CloseRequest, LetterFrom, Received as Taken};
use licentia_protocol::conversation::{MAX_BYTES, MEDIA_TYPE};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Answered, Content, Item, Kind, Opened, Options, Received, State as Done};
use crate::lists::api::{Paging, one_of, page};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(answers, receipts, list, show, file, answer, close), components(schemas(wire::Request)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    let files = Router::new().route("/answers", post(answers)).route("/receipts", post(receipts));
    Router::new()
        .route("/requests", get(list))
        .route("/requests/{id}", get(show))
        .route("/requests/{id}/file", get(file))
        .route("/requests/{id}/answer", post(answer))
        .route("/requests/{id}/close", post(close))
        .merge(body_limit(files, MAX_BYTES as u64))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only those of the customer with this serial number.
    customer: Option<String>,
    /// Only `request`, `receipt` or `letter`.
    kind: Option<String>,
    /// Only those in this state: `waiting`, `answered`, `closed`.
    state: Option<String>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        Ok(super::Query {
            kind: one_of("kind", self.kind, Kind::from_word, "request, receipt or letter")?,
            state: one_of("state", self.state, Done::from_word, "waiting, answered or closed")?,
            serial: self.customer,
            after: paging.after()?,
            limit,
        })
    }
}

/// How a request is answered.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Let the customer own the version that is asked for, when what it owns does not cover it.
    cover_version: Option<bool>,
    /// Why, for the ledger.
    reason: Option<String>,
}

impl From<How> for Options {
    fn from(how: How) -> Self {
        Self { cover_version: how.cover_version.unwrap_or(false), reason: how.reason }
    }
}

/// Answers a request file with a response file: the customer's next package, bound to the request. The same
/// request gets the same bytes.
#[utoipa::path(post, path = "/api/v1/answers", tag = "requests", params(How),
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The response; the header `Licentia-Package` has the package's id.",
        body = String, content_type = "application/licentia-package")))]
async fn answers(
    State(authority): State<Authority>,
    caller: Caller,
    Query(how): Query<How>,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    super::answer(&authority, &granted, body.to_vec(), how.into()).await.map(download)
}

/// A response as a file to be saved.
pub(crate) fn download(answered: Answered) -> Response {
    let name = answered.package.file_name();
    let file = web::download(licentia_protocol::package::MEDIA_TYPE, &name, answered.bytes);
    ([("licentia-package", answered.package.id)], file).into_response()
}

/// Takes in a receipt or a letter that somebody carried here.
#[utoipa::path(post, path = "/api/v1/receipts", tag = "requests",
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "It was taken in.", body = Taken)))]
async fn receipts(
    State(authority): State<Authority>,
    caller: Caller,
    Raw(body): Raw,
) -> Result<Json<Taken>, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    if super::files::kind(&body) == Kind::Request {
        // Nobody means to sign anything by handing in a receipt.
        crate::conversation::hear::receipt(&authority, &body).await?;
    }
    match super::receive(&authority, &granted, body.to_vec(), Options::default()).await? {
        Received::Answered(_) | Received::Receipt(_) | Received::Letter(_) => {
            Ok(Json(Taken { received: true }))
        }
    }
}

/// What came in as a file, and letters, newest first.
#[utoipa::path(get, path = "/api/v1/requests", tag = "requests", params(Asked, Paging),
    responses((status = 200, description = "One page, without what each says.", body = Page<wire::Request>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<wire::Request>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let listing = super::list(&authority, &granted, asked.query(&paging)?).await?;
    Ok(Json(page(listing.items, listing.next, Some(listing.total), wire_of)))
}

/// One of them, opened.
#[utoipa::path(get, path = "/api/v1/requests/{id}", tag = "requests",
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "What it is and says.", body = wire::Request)))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::Request>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let Opened { item, content } = super::show(&authority, &granted, &id).await?;
    let mut request = wire_of(item);
    if let Content::Letter(letter) = content {
        request.subject = Some(letter.subject);
        request.text = Some(letter.text);
        request.from = Some(LetterFrom { name: letter.from.name, email: letter.from.email });
        request.comparison = letter.comparison.and_then(|text| serde_json::from_str(&text).ok());
    }
    Ok(Json(request))
}

/// Its bytes, as they came.
#[utoipa::path(get, path = "/api/v1/requests/{id}/file", tag = "requests",
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The file.", body = String,
        content_type = "application/licentia-request")))]
async fn file(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let (item, bytes) = super::file(&authority, &granted, &id).await?;
    Ok(web::download(MEDIA_TYPE, &item.file_name(), bytes))
}

/// Answers a request that waits here, as `POST /answers` does.
#[utoipa::path(post, path = "/api/v1/requests/{id}/answer", tag = "requests",
    params(How, ("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The response file.", body = String,
        content_type = "application/licentia-package")))]
async fn answer(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    super::answer_kept(&authority, &granted, &id, how.into()).await.map(download)
}

/// Puts one away without an answer.
#[utoipa::path(post, path = "/api/v1/requests/{id}/close", tag = "requests", request_body = CloseRequest,
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "It is put away.", body = Changed)))]
async fn close(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<CloseRequest>,
) -> Result<(StatusCode, Json<Changed>), Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    let done = super::close(&authority, &granted, &id, body.reason).await?;
    Ok((StatusCode::OK, Json(Changed { revision: done.revision })))
}

fn wire_of(item: Item) -> wire::Request {
    let moment = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    wire::Request {
        id: item.id,
        customer: item.serial,
        customer_name: item.customer_name,
        installation: item.kid,
        installation_state: item.installation.map(|state| state.as_str().to_owned()),
        kind: item.kind.as_str().to_owned(),
        origin: item.origin.as_str().to_owned(),
        state: item.state.as_str().to_owned(),
        purpose: item.purpose,
        version: item.version,
        package: item.package,
        received_at: moment(item.received_at_ms),
        handled_at: item.handled_at_ms.map(moment),
        handled_by: item.handled_by,
        subject: None,
        text: None,
        from: None,
        comparison: None,
    }
}
