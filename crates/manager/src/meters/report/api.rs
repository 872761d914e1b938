//! `/api/v1/usage/report`, `/usage/figures`, `/usage/bundle` and `/usage/receipt`.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::Timestamp;
use licentia_core::names::IssuerName;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Raw, body_limit, download};
use licentia_protocol::api::{Changed, NewUsageBundle, Page, ReportedFigure, UsageReceipted, UsageReport};
use licentia_protocol::conversation::{MAX_BYTES, MEDIA_TYPE};
use utoipa::OpenApi;

use super::{Bundle, Figure, Report};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(report, figures, put_right, bundle, receipt))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    body_limit(Router::new().route("/usage/receipt", post(receipt)), MAX_BYTES as u64)
        .route("/usage/report", get(report))
        .route("/usage/figures", get(figures))
        .route("/usage/figures/put-right", post(put_right))
        .route("/usage/bundle", post(bundle))
}

/// How reporting stands, by issuer: what is receipted, what waits, and what went wrong.
#[utoipa::path(get, path = "/api/v1/usage/report", tag = "meters",
    responses((status = 200, description = "The issuers.", body = Page<UsageReport>)))]
async fn report(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<UsageReport>>, Problem> {
    let reports = super::reports(&manager, &caller.may::<View>()?).await?;
    Ok(Json(Page::whole(reports.into_iter().map(report_of).collect())))
}

/// Every figure of a closed month, and every correction, the newest first.
#[utoipa::path(get, path = "/api/v1/usage/figures", tag = "meters",
    responses((status = 200, description = "The figures.", body = Page<ReportedFigure>)))]
async fn figures(
    State(manager): State<Manager>,
    caller: Caller,
) -> Result<Json<Page<ReportedFigure>>, Problem> {
    let figures = super::figures(&manager, &caller.may::<View>()?).await?;
    Ok(Json(Page::whole(figures.into_iter().map(figure_of).collect())))
}

/// Writes the figures as the ledger has them, where some were edited, deleted or added outside the manager (rule 10). Until
/// then none is reported (409 `tampered`). Nothing happens when nothing is wrong.
#[utoipa::path(post, path = "/api/v1/usage/figures/put-right", tag = "meters",
    responses((status = 200, description = "They are what they were.", body = Changed)))]
async fn put_right(State(manager): State<Manager>, caller: Caller) -> Result<Json<Changed>, Problem> {
    let revision = crate::meters::put_right(&manager, &caller.may::<ManageLicences>()?).await?;
    Ok(Json(Changed { revision }))
}

/// A signed usage bundle of every figure that is not receipted yet, as a file: for a vendor who is not reached online. It
/// can be read before it is sent, `licentia usage show FILE`.
#[utoipa::path(post, path = "/api/v1/usage/bundle", tag = "meters", request_body = NewUsageBundle,
    responses((status = 200, description = "The file `*.tlu`: one signed line.", body = String,
        content_type = "application/licentia-request")))]
async fn bundle(
    State(manager): State<Manager>,
    caller: Caller,
    Json(body): Json<NewUsageBundle>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let issuer = match body.issuer {
        Some(name) => read(&name)?,
        None => only(super::reports(&manager, &granted).await?)?,
    };
    Ok(file(super::bundle(&manager, &granted, &issuer).await?))
}

/// An issuer's name as it is sent.
pub(super) fn read(name: &str) -> Result<IssuerName, Problem> {
    name.parse().map_err(|_| Problem::invalid("issuer", "This is no issuer's name."))
}

/// The one issuer that waits for figures.
fn only(reports: Vec<Report>) -> Result<IssuerName, Problem> {
    let mut waiting = reports.into_iter().filter(|report| report.waiting > 0).map(|report| report.issuer);
    match (waiting.next(), waiting.next()) {
        (Some(issuer), None) => Ok(issuer),
        (None, _) => Err(Problem::conflict("nothing_to_report").arg("issuer", "")),
        (Some(_), Some(_)) => {
            Err(Problem::invalid("issuer", "Several issuers wait for figures: name the one that is meant."))
        }
    }
}

/// A usage bundle as a file to be saved.
pub(super) fn file(bundle: Bundle) -> Response {
    download(MEDIA_TYPE, &bundle.name, bundle.file)
}

/// Takes in the receipt that an issuer has signed for a usage bundle.
#[utoipa::path(post, path = "/api/v1/usage/receipt", tag = "meters",
    request_body(content = String, content_type = "application/licentia-usage-receipt"),
    responses((status = 200, description = "What it brought.", body = UsageReceipted)))]
async fn receipt(
    State(manager): State<Manager>,
    caller: Caller,
    Raw(body): Raw,
) -> Result<Json<UsageReceipted>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let done = super::take_receipt(&manager, &granted, &body).await?;
    let super::Receipted { issuer, through, new, again, renumbered } = done;
    Ok(Json(UsageReceipted { issuer, through, new, again, renumbered }))
}

fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

fn report_of(report: Report) -> UsageReport {
    UsageReport {
        issuer: report.issuer.to_string(),
        figures: report.figures,
        waiting: report.waiting,
        receipted_at: report.receipted_at_ms.map(moment),
        code: report.failure,
        online: report.online,
    }
}

fn figure_of(figure: Figure) -> ReportedFigure {
    ReportedFigure {
        issuer: figure.issuer.to_string(),
        n: figure.n,
        meter: figure.meter,
        month: figure.month.to_string(),
        kind: figure.kind.as_str().to_owned(),
        used: figure.used,
        plan_users: figure.plan_users,
        allowance: figure.allowance,
        overage: figure.overage,
        closed_at: moment(figure.closed_at),
        receipted_at: figure.receipted_at.map(moment),
    }
}
