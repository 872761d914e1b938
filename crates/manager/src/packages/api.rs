//! `/api/v1/packages`, `/api/v1/installation/serial`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use http::{HeaderMap, StatusCode};
use licentia_core::compare::{Delta, RowKind, WhichDate};
use licentia_core::licences::Total;
use licentia_core::names::ModuleName;
use licentia_core::package::Coverage;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, PACKAGE_LIMIT, Path, Raw, body_limit};
use licentia_protocol::api::{
    AffectedPerson, BlockedModule, ChangeKind, Changed, ComparedDate, ComparedRow, CoveredVersions,
    HolderChanged, LicenceRow, LosesLater, PackageActivated, PackageComparison, PackageState, PackageSummary,
    Page,
};
use licentia_protocol::package::MEDIA_TYPE;
use utoipa::OpenApi;

use super::moves::{Moves, moves};
use super::{Comparison, Listed, NewHolder};
use crate::sealed;
use crate::state::Manager;
use crate::users;

/// How many people a comparison names.
const PEOPLE: usize = 1_000;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, load, show, file, receipt, activate, dismiss, serial), tags((name = "packages", description = "Signed licence files: loaded, compared, activated.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    let upload = body_limit(Router::new().route("/packages", get(list).post(load)), PACKAGE_LIMIT);
    upload
        .route("/packages/{id}", get(show).delete(dismiss))
        .route("/packages/{id}/file", get(file))
        .route("/packages/{id}/receipt", get(receipt))
        .route("/packages/{id}/activate", post(activate))
        .route("/installation/serial", post(serial))
}

/// The packages that were ever loaded, newest first.
#[utoipa::path(get, path = "/api/v1/packages", tag = "packages",
    responses((status = 200, description = "The packages.", body = Page<PackageSummary>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<PackageSummary>>, Problem> {
    let packages = super::list(&manager, &caller.may_here::<View>()?).await?;
    Ok(Json(Page::whole(packages.into_iter().map(summary).collect())))
}

/// Loads a package file and compares it with what is in force. Nothing changes until it is activated.
#[utoipa::path(post, path = "/api/v1/packages", tag = "packages",
    request_body(content((String = "application/licentia-package"), (String = "application/octet-stream")), description = "The file as it is."),
    responses((status = 201, description = "What activating would change.", body = PackageComparison),
        (status = 200, description = "The same for a file that was loaded before.", body = PackageComparison)))]
async fn load(State(manager): State<Manager>, caller: Caller, Raw(bytes): Raw) -> Result<Response, Problem> {
    let done = super::load(&manager, &caller.may::<ManageLicences>()?, bytes.into()).await?;
    let status = if done.value.again { StatusCode::OK } else { StatusCode::CREATED };
    let comparison = super::comparison(&manager, &caller.may::<View>()?, done.value.id).await?;
    answer(&manager, &caller, status, comparison).await
}

/// What activating the package would change now.
#[utoipa::path(get, path = "/api/v1/packages/{id}", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The comparison; its digest is the ETag.", body = PackageComparison)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let comparison = super::comparison(&manager, &caller.may::<View>()?, id).await?;
    answer(&manager, &caller, StatusCode::OK, comparison).await
}

/// The package file, byte for byte as it was loaded.
#[utoipa::path(get, path = "/api/v1/packages/{id}/file", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The file.", body = String, content_type = "application/licentia-package")))]
async fn file(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (stored, _) = super::verified(&manager, &caller.may_here::<View>()?, id).await?;
    let name = format!("attachment; filename=\"{}-{}.tls\"", stored.row.issuer, stored.row.sequence);
    Ok(([(CONTENT_TYPE, MEDIA_TYPE.to_owned()), (CONTENT_DISPOSITION, name)], stored.row.bytes)
        .into_response())
}

/// The receipt for a package in force or prepared, or whose licences were deleted: for a vendor who is not reached online.
#[utoipa::path(get, path = "/api/v1/packages/{id}/receipt", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "The file `*.tlc`: one signed line.", body = String, content_type = "application/licentia-request")))]
async fn receipt(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (name, line) = super::receipt(&manager, &caller.may::<View>()?, id).await?;
    let name = format!("attachment; filename=\"{name}\"");
    let kind = licentia_protocol::conversation::MEDIA_TYPE.to_owned();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name)], line).into_response())
}

/// Puts the package in force, if nothing blocks it. One for a coming product version is prepared.
#[utoipa::path(post, path = "/api/v1/packages/{id}/activate", tag = "packages",
    params(("id" = String, Path, description = "The package's id."),
        ("If-Match" = Option<String>, Header, description = "`etag` of the comparison that was seen.")),
    responses((status = 200, description = "It is in force, or prepared for a coming product version.", body = PackageActivated)))]
async fn activate(
    State(manager): State<Manager>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<PackageActivated>, Problem> {
    let seen = headers.get(http::header::IF_MATCH).and_then(|tag| tag.to_str().ok());
    let seen = seen.map(|tag| tag.trim_matches('"').to_owned());
    let done = super::activate(&manager, &caller.may::<ManageLicences>()?, id, seen).await?;
    let state = if done.value.prepared { PackageState::Prepared } else { PackageState::InForce };
    Ok(Json(PackageActivated { revision: done.revision, state, healed: done.value.healed }))
}

/// Sets a loaded package aside.
#[utoipa::path(delete, path = "/api/v1/packages/{id}", tag = "packages",
    params(("id" = String, Path, description = "The package's id.")),
    responses((status = 200, description = "It is set aside.", body = Changed)))]
async fn dismiss(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Changed>, Problem> {
    let done = super::dismiss(&manager, &caller.may::<ManageLicences>()?, id).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// Enters serial number and owner before the first package.
#[utoipa::path(post, path = "/api/v1/installation/serial", tag = "packages", request_body = NewHolder,
    responses((status = 200, description = "It is entered.", body = Changed)))]
async fn serial(
    State(manager): State<Manager>,
    caller: Caller,
    Json(new): Json<NewHolder>,
) -> Result<Json<Changed>, Problem> {
    let done = super::set_holder(&manager, &caller.may::<ManageLicences>()?, new).await?;
    Ok(Json(Changed { revision: done.revision }))
}

async fn answer(
    manager: &Manager,
    caller: &Caller,
    status: StatusCode,
    comparison: Comparison,
) -> Result<Response, Problem> {
    let (people, people_count) = people(manager, caller, &comparison).await?;
    let tag = format!("\"{}\"", comparison.tag);
    let body = wire(&comparison, &caller.lang, people, people_count);
    Ok((status, [(ETAG, tag)], Json(body)).into_response())
}

/// Names behind the numbers, the first thousand.
pub(super) async fn people(
    manager: &Manager,
    caller: &Caller,
    comparison: &Comparison,
) -> Result<(Vec<AffectedPerson>, u64), Problem> {
    let mut affected = moves(&comparison.changes);
    let count = affected.len() as u64;
    let first: Vec<_> = affected.keys().copied().take(PEOPLE).collect();
    let names = users::names(manager, caller.scope, first).await?;
    let all = |modules: &[&ModuleName]| modules.iter().map(ToString::to_string).collect();
    let people = names.into_iter().filter_map(|(no, user)| {
        let Moves { gains, loses, later } = affected.remove(&no)?;
        let later = later.iter().map(|(from, module)| LosesLater { from: *from, module: module.to_string() });
        Some(AffectedPerson {
            user: user.login,
            name: user.name,
            gains: all(&gains),
            loses: all(&loses),
            loses_later: later.collect(),
        })
    });
    Ok((people.collect(), count))
}

/// The comparison as it travels.
fn wire(
    comparison: &Comparison,
    lang: &str,
    people: Vec<AffectedPerson>,
    people_count: u64,
) -> PackageComparison {
    let changes = &comparison.changes;
    let blocked = changes
        .blocked
        .iter()
        .map(|(module, to_remove)| BlockedModule { module: module.to_string(), to_remove: *to_remove });
    let dates = changes.dates.iter().map(|date| ComparedDate {
        which: which(date.which).to_owned(),
        old: date.old,
        new: date.new,
    });
    PackageComparison {
        id: comparison.package.id.clone(),
        issuer: comparison.package.issuer.to_string(),
        sequence: comparison.package.sequence,
        state: state(comparison.state),
        origin: comparison.origin.as_str().to_owned(),
        coming: comparison.coverage == Coverage::Coming,
        versions: comparison.package.versions.map(|versions| CoveredVersions {
            from: versions.from.map(|version| version.to_string()),
            to: versions.to.map(|version| version.to_string()),
        }),
        holder: changes.holder.as_ref().map(|(old, new)| HolderChanged {
            old_name: old.name.clone(),
            old_serial: old.serial.clone(),
            new_name: new.name.clone(),
            new_serial: new.serial.clone(),
        }),
        can_activate: changes.can_activate,
        harmless: changes.harmless,
        blocked: blocked.collect(),
        rows: changes.rows.iter().map(|row| compared(row, lang)).collect(),
        unchanged: changes.unchanged as u64,
        dates: dates.collect(),
        people,
        people_count,
        etag: comparison.tag.clone(),
    }
}

fn compared(row: &licentia_core::compare::CompareRow, lang: &str) -> ComparedRow {
    ComparedRow {
        module: row.module.to_string(),
        name: licentia_core::licence::text_in(&row.titles, lang, row.module.code()).to_owned(),
        scope: row.scope.into(),
        plan: row.plan,
        hidden: row.hidden,
        kind: kind(row.kind),
        in_use: row.in_use,
        free: row.free,
        total: total(row.total),
        change: match row.change {
            Delta::Same => Some(0),
            Delta::On => Some(1),
            Delta::Off => Some(-1),
            Delta::By(by) => Some(by),
            Delta::Lifted | Delta::Capped => None,
        },
        new_total: total(row.new_total),
        new_free: row.new_free,
        to_remove: row.to_remove,
        dates: row.spans.iter().map(span).collect(),
        new_dates: row.new_spans.iter().map(span).collect(),
        was: row.was.as_ref().map(ToString::to_string),
    }
}

fn span(span: &licentia_core::compare::Span) -> LicenceRow {
    LicenceRow {
        quantity: span.quantity.map(u64::from),
        unrestricted: span.quantity.is_none(),
        start: span.start,
        due: span.due,
    }
}

/// Units as answered: null where there is no cap.
fn total(total: Total) -> Option<u64> {
    total.cap()
}

fn kind(kind: RowKind) -> ChangeKind {
    match kind {
        RowKind::New => ChangeKind::New,
        RowKind::Gone => ChangeKind::Gone,
        RowKind::More => ChangeKind::More,
        RowKind::Fewer => ChangeKind::Fewer,
        RowKind::Dates => ChangeKind::Dates,
        RowKind::Definition => ChangeKind::Definition,
        RowKind::Use => ChangeKind::Use,
    }
}

/// The name of one of the five dates.
pub(super) fn which(date: WhichDate) -> &'static str {
    match date {
        WhichDate::NextCheck => "next_check",
        WhichDate::AdminWarning => "admin_warning",
        WhichDate::Expiry => "expiry",
        WhichDate::Grace => "grace",
        WhichDate::Maintenance => "maintenance",
    }
}

fn state(state: sealed::PackageState) -> PackageState {
    match state {
        sealed::PackageState::Loaded => PackageState::Loaded,
        sealed::PackageState::InForce => PackageState::InForce,
        sealed::PackageState::Replaced => PackageState::Replaced,
        sealed::PackageState::Prepared => PackageState::Prepared,
        sealed::PackageState::Dismissed => PackageState::Dismissed,
        sealed::PackageState::Deleted => PackageState::Deleted,
    }
}

fn summary(listed: Listed) -> PackageSummary {
    PackageSummary {
        id: listed.id,
        issuer: listed.issuer,
        sequence: listed.sequence,
        state: state(listed.state),
        origin: listed.origin.as_str().to_owned(),
        loaded_at: listed.loaded_at,
        activated_at: listed.activated_at,
        revision: listed.activated_revision,
    }
}
