//! `/api/v1/installation`, `/api/v1/installations`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, put};
use http::StatusCode;
use licentia_core::package::Version;
use licentia_platform::access::{Caller, Check, ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query};
use licentia_protocol::api::{
    Changed, HeldPackage, Installation, InstallationPatch, NewInstallation, PackageInForce, Page,
    ProductVersion, SatelliteClosed, SiteUnits, ThisInstallation, VersionReported,
};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::report_version;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(this, version, list, create, show, change, close, assign, recall),
    tags((name = "installations", description = "The licensed databases: the central one and its satellites.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/installation", get(this))
        .route("/installation/version", put(version))
        .route("/installations", get(list).post(create))
        .route("/installations/{id}", get(show).patch(change).delete(close))
        .route("/installations/{id}/licences/{module}", put(assign).delete(recall))
}

/// Whom the token belongs to. At a satellite, holder and packages are the central installation's.
#[utoipa::path(get, path = "/api/v1/installation", tag = "installations",
    responses((status = 200, description = "The installation.", body = ThisInstallation)))]
async fn this(State(manager): State<Manager>, caller: Caller) -> Result<Json<ThisInstallation>, Problem> {
    caller.may_any_here(&[Right::Check, Right::View])?;
    let at = manager.snapshot(caller.scope).await?;
    let central = at.installation();
    let packages = at.packages().iter().map(|in_force| PackageInForce {
        id: in_force.package.id.clone(),
        issuer: in_force.package.issuer.to_string(),
        sequence: in_force.package.sequence,
    });
    Ok(Json(ThisInstallation {
        installation: one(&at, caller.site, &caller.lang)?,
        central: central.id.clone(),
        holder: central.holder.clone(),
        serial: central.serial.clone(),
        zone: central.zone.clone(),
        demo: at.demo(),
        packages: packages.collect(),
        revision: at.revision(),
    }))
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

/// The central installation and its satellites.
#[utoipa::path(get, path = "/api/v1/installations", tag = "installations",
    responses((status = 200, description = "The central one first.", body = Page<Installation>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Installation>>, Problem> {
    caller.may::<View>()?;
    let at = manager.snapshot(caller.scope).await?;
    Ok(Json(Page::whole(super::databases(&at, &caller.lang))))
}

/// Makes a satellite. It takes a unit of the site licence `satellite`, and `area-management` must be in force.
#[utoipa::path(post, path = "/api/v1/installations", tag = "installations", request_body = NewInstallation,
    responses((status = 201, description = "The satellite.", body = Installation)))]
async fn create(
    State(manager): State<Manager>,
    caller: Caller,
    Json(new): Json<NewInstallation>,
) -> Result<(StatusCode, Json<Installation>), Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let new = super::NewInstallation { slug: new.slug, name: new.name };
    let done = super::create_satellite(&manager, &granted, new).await?;
    let at = manager.snapshot(caller.scope).await?;
    Ok((StatusCode::CREATED, Json(one(&at, done.value, &caller.lang)?)))
}

/// One database with its site licences.
#[utoipa::path(get, path = "/api/v1/installations/{id}", tag = "installations",
    params(("id" = String, Path, description = "Its id or short name.")),
    responses((status = 200, description = "The database.", body = Installation)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Installation>, Problem> {
    caller.may::<View>()?;
    let at = manager.snapshot(caller.scope).await?;
    let no = super::satellites::found(&at, &id)?;
    one(&at, no, &caller.lang).map(Json)
}

/// Gives a database another name, a satellite another short name, too.
#[utoipa::path(patch, path = "/api/v1/installations/{id}", tag = "installations", request_body = InstallationPatch,
    params(("id" = String, Path, description = "Its id or short name.")),
    responses((status = 200, description = "The database as it is now.", body = Installation)))]
async fn change(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Json(patch): Json<InstallationPatch>,
) -> Result<Json<Installation>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let done = super::change_installation(&manager, &granted, id, patch).await?;
    let at = manager.snapshot(caller.scope).await?;
    one(&at, done.value, &caller.lang).map(Json)
}

/// Whether to do it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct How {
    /// Only say what would happen.
    dry_run: bool,
}

/// Closes a satellite: its site licences are free again, and users of this satellite alone move to the central
/// installation.
#[utoipa::path(delete, path = "/api/v1/installations/{id}", tag = "installations",
    params(("id" = String, Path, description = "Its id or short name."), How),
    responses((status = 200, description = "What that does.", body = SatelliteClosed)))]
async fn close(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Json<SatelliteClosed>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    super::close_satellite(&manager, &granted, id, how.dry_run).await.map(Json)
}

/// Gives a database a site licence.
#[utoipa::path(put, path = "/api/v1/installations/{id}/licences/{module}", tag = "installations", request_body = SiteUnits,
    params(("id" = String, Path, description = "The database's id or short name."),
        ("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "It has it.", body = Changed)))]
async fn assign(
    State(manager): State<Manager>,
    caller: Caller,
    Path((id, module)): Path<(String, String)>,
    Json(units): Json<SiteUnits>,
) -> Result<Json<Changed>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let done = super::assign_to_site(&manager, &granted, id, module, units.units.unwrap_or(1)).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// Takes a site licence from a database.
#[utoipa::path(delete, path = "/api/v1/installations/{id}/licences/{module}", tag = "installations",
    params(("id" = String, Path, description = "The database's id or short name."),
        ("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "It has it no more.", body = Changed)))]
async fn recall(
    State(manager): State<Manager>,
    caller: Caller,
    Path((id, module)): Path<(String, String)>,
) -> Result<Json<Changed>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let done = super::recall_from_site(&manager, &granted, id, module).await?;
    Ok(Json(Changed { revision: done.revision }))
}

fn one(at: &Snapshot, no: u32, lang: &str) -> Result<Installation, Problem> {
    super::database(at, no, lang).ok_or_else(|| Problem::not_found("installation"))
}
