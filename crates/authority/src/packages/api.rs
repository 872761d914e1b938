//! `/api/v1/packages`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use licentia_core::compare::{CompareRow, Comparison};
use licentia_core::licence::{Quantity, Row, Scope, text_in};
use licentia_core::names::ModuleName;
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{self, Json, Path, Query};
use licentia_protocol::api;
use licentia_protocol::authority_api::{IssueBody, IssuePreview, IssuedPackage, PreviewRow};
use licentia_protocol::package::MEDIA_TYPE;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Issued, Preview, Wish};
use crate::customers::api::versions;
use crate::page::in_house;
use crate::state::Authority;
use crate::subscriptions::{SubscriptionPatch, wire};

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(issue, show, file), components(schemas(IssuedPackage, IssuePreview)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/packages", post(issue))
        .route("/packages/{id}", get(show))
        .route("/packages/{id}/file", get(file))
}

/// How a package is issued.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Answer every row that would be signed, and sign nothing.
    dry_run: Option<bool>,
}

/// Signs a package for a customer with everything it owns, or with `dry_run` shows what would be signed.
#[utoipa::path(post, path = "/api/v1/packages", tag = "packages", params(Asked), request_body = IssueBody,
    responses((status = 201, description = "The package.", body = IssuedPackage),
        (status = 200, description = "With `dry_run`: what would be signed.", body = IssuePreview)))]
async fn issue(
    State(authority): State<Authority>,
    caller: Caller,
    Query(asked): Query<Asked>,
    Json(body): Json<IssueBody>,
) -> Result<Response, Problem> {
    let lang = caller.lang.clone();
    let granted = in_house(caller)?.may::<Sell>()?;
    let serial = body.serial.clone();
    let wish = wish(body)?;
    if asked.dry_run.unwrap_or(false) {
        let preview = super::preview(&authority, &granted, &serial, wish.changes).await?;
        return Ok(Json(preview_of(&preview, &lang)).into_response());
    }
    let done = super::issue(&authority, &granted, &serial, wish).await?;
    Ok((StatusCode::CREATED, Json(package(done.value))).into_response())
}

fn wish(body: IssueBody) -> Result<Wish, Problem> {
    let versions = match (body.versions_from, body.versions_to) {
        (None, None) => None,
        (from, to) => Some(versions(from, to)?),
    };
    let changes = SubscriptionPatch {
        suite: None,
        lines: body.licences.map(wire::lines),
        dates: body.dates.map(wire::dates),
        versions,
    };
    Ok(Wish { changes, reason: body.reason, ..Wish::default() })
}

fn package(issued: Issued) -> IssuedPackage {
    IssuedPackage {
        id: issued.id,
        serial: issued.serial,
        sequence: issued.sequence,
        sha256: issued.sha256,
        rows: issued.rows,
        kid: issued.kid,
        issued_at: Timestamp::from_millisecond(issued.issued_at_ms).unwrap_or_default(),
    }
}

fn preview_of(preview: &Preview, lang: &str) -> IssuePreview {
    let rows = preview.package.rows.iter();
    let issuer = &preview.package.issuer;
    let row = |row: &Row| PreviewRow {
        module: row.module.clone(),
        name: text_in(&row.titles, lang, &row.module).to_owned(),
        scope: match row.scope {
            Scope::System => api::Scope::System,
            Scope::Site => api::Scope::Site,
            Scope::User => api::Scope::User,
        },
        quantity: match row.quantity {
            Quantity::Count(count) => Some(u64::from(count)),
            Quantity::Unrestricted => None,
        },
        hidden: row.hidden,
        start: row.start,
        due: row.due,
        before: ModuleName::new(issuer, &row.module)
            .ok()
            .and_then(|name| before(&preview.comparison, &name))
            .and_then(|changed| changed.total.cap()),
    };
    IssuePreview { sequence: preview.package.sequence, rows: rows.map(row).collect() }
}

/// The changed row of a module, if it changes.
pub(super) fn before<'a>(comparison: &'a Comparison, module: &ModuleName) -> Option<&'a CompareRow> {
    comparison.rows.iter().find(|row| row.module == *module)
}

/// A package that was issued; with `Accept: application/licentia-package` the file itself.
#[utoipa::path(get, path = "/api/v1/packages/{id}", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The package.", content(
        (IssuedPackage = "application/json"), (String = "application/licentia-package")))))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let wants = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if wants.contains(MEDIA_TYPE) {
        return super::file(&authority, &granted, &id).await.map(download);
    }
    Ok(Json(package(super::show(&authority, &granted, &id).await?)).into_response())
}

/// The file of a package.
#[utoipa::path(get, path = "/api/v1/packages/{id}/file", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The file.", body = String, content_type = "application/licentia-package")))]
async fn file(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    super::file(&authority, &granted, &id).await.map(download)
}

/// A package as a file to be saved.
pub(super) fn download((issued, bytes): (Issued, Vec<u8>)) -> Response {
    web::download(MEDIA_TYPE, &issued.file_name(), bytes)
}
