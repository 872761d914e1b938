//! `/api/v1/usage`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::HeaderValue;
use jiff::Timestamp;
use licentia_core::month::Month;
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{self, Json, Paged, Path, Raw, body_limit};
use licentia_protocol::api::Page;
use licentia_protocol::authority_api::UsageFigure;
use licentia_protocol::conversation::{MAX_USAGE, MEDIA_TYPE, USAGE_RECEIPT};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Received, Remark, Standing};
use crate::lists::api::{Paging, page};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, take, bundle), components(schemas(UsageFigure)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    let files = Router::new().route("/usage", get(list).post(take));
    Router::new()
        .route("/usage/bundles/{serial}/{id}", get(bundle))
        .merge(body_limit(files, MAX_USAGE as u64))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only of the customer with this serial number.
    customer: Option<String>,
    /// Only of this month: `2026-10`.
    month: Option<String>,
    /// Only of this meter.
    meter: Option<String>,
    /// Only what somebody should look at.
    doubtful: Option<bool>,
    /// Only what is beyond its allowance.
    overage: Option<bool>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        Ok(super::Query {
            serial: self.customer,
            month: self.month.as_deref().map(month).transpose()?,
            meter: self.meter,
            doubtful: self.doubtful.unwrap_or(false),
            overage: self.overage.unwrap_or(false),
            after: paging.after()?,
            limit,
        })
    }
}

/// A month as it is sent.
pub(crate) fn month(text: &str) -> Result<Month, Problem> {
    text.parse().map_err(|_| Problem::refused(422, "month_invalid").arg("month", text).with("path", "month"))
}

/// What stands for each customer, month and meter: the newest figure, newest months first.
#[utoipa::path(get, path = "/api/v1/usage", tag = "usage", params(Asked, Paging),
    responses((status = 200, description = "One page.", body = Page<UsageFigure>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<UsageFigure>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let listing = super::list(&authority, &granted, asked.query(&paging)?).await?;
    Ok(Json(page(listing.items, listing.next, None, wire_of)))
}

/// Takes in a usage bundle, `*.tlu`, that somebody carried here; the answer is the signed receipt. The same bundle may
/// come as often as it likes.
#[utoipa::path(post, path = "/api/v1/usage", tag = "usage",
    request_body(content = String, content_type = "application/licentia-request"),
    responses((status = 200, description = "The receipt; the headers `Licentia-Usage-New` and `Licentia-Usage-Through` say how many figures were new, and up to which number all are here.",
        body = String, content_type = "application/licentia-usage-receipt")))]
async fn take(
    State(authority): State<Authority>,
    caller: Caller,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    super::carried(&authority, &granted, &body).await.map(download)
}

/// A receipt as a file to be saved.
pub(super) fn download(received: Received) -> Response {
    let told = [("licentia-usage-new", received.new), ("licentia-usage-through", received.through)];
    let told = told.map(|(name, number)| (name, HeaderValue::from(number)));
    (told, web::download(USAGE_RECEIPT, &received.name, received.bytes)).into_response()
}

/// A signed bundle, byte for byte as it came.
#[utoipa::path(get, path = "/api/v1/usage/bundles/{serial}/{id}", tag = "usage",
    params(("serial" = String, Path, description = "The customer's serial number."),
        ("id" = String, Path, description = "The bundle's id.")),
    responses((status = 200, description = "The file.", body = String,
        content_type = "application/licentia-request")))]
async fn bundle(
    State(authority): State<Authority>,
    caller: Caller,
    Path((serial, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let bytes = super::bundle(&authority, &granted, &serial, &id).await?;
    Ok(bundle_file(&serial, &id, bytes))
}

/// A signed bundle as a file to be saved.
pub(super) fn bundle_file(serial: &str, id: &str, bytes: Vec<u8>) -> Response {
    web::download(MEDIA_TYPE, &format!("{serial}-{id}.tlu"), bytes)
}

fn wire_of(standing: Standing) -> UsageFigure {
    let figure = standing.figure;
    UsageFigure {
        customer: standing.serial,
        customer_name: standing.customer_name,
        meter: figure.meter,
        month: figure.month.to_string(),
        kind: figure.kind.as_str().to_owned(),
        used: figure.used,
        plan_users: figure.plan_users,
        allowance: standing.allowance,
        overage: standing.overage,
        told_allowance: figure.allowance,
        told_overage: figure.overage,
        remark: standing.remark.map(Remark::as_str).map(str::to_owned),
        package: figure.package,
        installation: standing.kid,
        n: figure.n,
        bundle: standing.bundle,
        origin: standing.origin.as_str().to_owned(),
        received_at: Timestamp::from_millisecond(standing.received_at_ms).unwrap_or_default(),
        invoice: standing.invoice.map(|(id, _)| id),
    }
}
