//! `/api/v1/licences`.

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Quantity;
use licentia_core::licences::{Issuer, Total};
use licentia_core::seats::Source;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query};
use licentia_protocol::api::{
    Holding, IssuerDates, IssuerItem, LicenceDetail, LicenceItem, LicenceList, LicenceRow, LicencesDeleted,
};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Licence, Which};
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;
use crate::users;

/// How many holders the detail of a licence names.
const HOLDERS: usize = 1_000;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, delete_issuer, delete_all), tags((name = "licences", description = "What is in force for the installation.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/licences", get(list).delete(delete_all))
        .route("/licences/{module}", get(show).delete(delete_issuer))
}

/// Whether anything is done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct How {
    /// Only say what would happen.
    dry_run: bool,
}

/// Everything in force, with use and standing.
#[utoipa::path(get, path = "/api/v1/licences", tag = "licences",
    responses((status = 200, description = "What is in force.", body = LicenceList)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<LicenceList>, Problem> {
    let granted = caller.may_here::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let waiting = all_waiting(&at);
    let item = |licence: Licence<'_>| {
        item(&at, &licence, waiting.get(&licence.module.no).copied().unwrap_or(0), &caller.lang)
    };
    Ok(Json(LicenceList {
        items: super::in_force(&at).map(item).collect(),
        issuers: at
            .licences()
            .issuers()
            .iter()
            .enumerate()
            .map(|(no, issuer)| issuer_item(&at, no, issuer, &caller.lang))
            .collect(),
        demo: at.demo(),
        licensed_before: at.installation().licensed_before,
        record_cap: at.demo().then_some(crate::checks::DEMO_RECORD_CAP),
        revision: at.revision(),
    }))
}

/// One licence: its rows, what it comes with, and who has it.
#[utoipa::path(get, path = "/api/v1/licences/{module}", tag = "licences",
    params(("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "The licence.", body = LicenceDetail)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(module): Path<String>,
) -> Result<Json<LicenceDetail>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let licence = at.licences().no(module.to_lowercase()).and_then(|no| super::of_module(&at, no));
    let licence = licence.ok_or_else(|| Problem::not_found("licence"))?;
    let no = licence.module.no;
    let name = |no: &ModuleNo| at.name(*no).map(ToString::to_string);
    Ok(Json(LicenceDetail {
        item: item(&at, &licence, super::waiting(&at, no), &caller.lang),
        rows: licence.module.rows.iter().map(row).collect(),
        set: licence.module.set.iter().filter_map(name).collect(),
        requires: licence.module.requires.iter().filter_map(name).collect(),
        in_plans: super::in_force(&at)
            .filter(|plan| plan.module.set.contains(&no))
            .map(|plan| plan.module.name.to_string())
            .collect(),
        holders: holders(&manager, &at, no).await?,
    }))
}

/// Deletes a partner's licences. The vendor's own go only together with all others.
#[utoipa::path(delete, path = "/api/v1/licences/{module}", tag = "licences",
    params(("module" = String, Path, description = "The issuer whose licences go."), How),
    responses((status = 200, description = "What was deleted, or would be.", body = LicencesDeleted)))]
async fn delete_issuer(
    State(manager): State<Manager>,
    caller: Caller,
    Path(issuer): Path<String>,
    Query(how): Query<How>,
) -> Result<Json<LicencesDeleted>, Problem> {
    caller.may::<ManageLicences>()?;
    let issuer = issuer.parse().map_err(|_| Problem::not_found("licence"))?;
    delete_which(&manager, &caller, Which::Issuer(issuer), how.dry_run).await
}

/// Deletes all licences: demo mode begins. Serial number, owner, assignments and ledger stay.
#[utoipa::path(delete, path = "/api/v1/licences", tag = "licences", params(How),
    responses((status = 200, description = "What was deleted, or would be.", body = LicencesDeleted)))]
async fn delete_all(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<How>,
) -> Result<Json<LicencesDeleted>, Problem> {
    delete_which(&manager, &caller, Which::All, how.dry_run).await
}

async fn delete_which(
    manager: &Manager,
    caller: &Caller,
    which: Which,
    dry_run: bool,
) -> Result<Json<LicencesDeleted>, Problem> {
    let done = super::delete(manager, &caller.may::<ManageLicences>()?, which, dry_run).await?;
    let deleted = done.value;
    let names = users::names(manager, caller.scope, deleted.people).await?;
    Ok(Json(LicencesDeleted {
        revision: done.revision,
        issuers: deleted.issuers,
        demo: deleted.demo,
        modules: deleted.modules,
        people: names.into_iter().map(|(_, user)| user.login).collect(),
        people_count: deleted.people_count,
        assignments_kept: deleted.assignments_kept,
    }))
}

/// The number of waiting assignments per module, counted once.
pub(crate) fn all_waiting(at: &Snapshot) -> HashMap<ModuleNo, u64> {
    let mut counts = HashMap::new();
    for assignment in
        at.users().filter(User::waits).flat_map(|user| user.assignments().iter()).filter(|a| waits(a))
    {
        *counts.entry(assignment.module).or_default() += 1;
    }
    counts
}

pub(crate) fn item(at: &Snapshot, licence: &Licence<'_>, waiting: u64, lang: &str) -> LicenceItem {
    let module = licence.module;
    LicenceItem {
        module: module.name.to_string(),
        issuer: at.licences().issuer_of(module.no).map_or_else(String::new, |issuer| issuer.name.to_string()),
        name: module.title(lang).to_owned(),
        scope: module.scope.into(),
        counting: module.counting.into(),
        plan: module.plan,
        hidden: module.hidden,
        unrestricted: licence.total == Total::Unrestricted,
        total: licence.total.cap(),
        in_use: licence.in_use,
        free: licence.free(),
        waiting,
        standing: licence.standing.into(),
        until: licence.until,
    }
}

fn row(row: &licentia_core::licences::DatedRow) -> LicenceRow {
    let (quantity, unrestricted) = match row.quantity {
        Quantity::Count(count) => (Some(u64::from(count)), false),
        Quantity::Unrestricted => (None, true),
    };
    LicenceRow { quantity, unrestricted, start: row.start, due: row.due }
}

fn issuer_item(at: &Snapshot, no: usize, issuer: &Issuer, lang: &str) -> IssuerItem {
    let dates = issuer.dates;
    IssuerItem {
        issuer: issuer.name.to_string(),
        title: Some(issuer.title(lang).to_owned()),
        package: issuer.package.clone(),
        sequence: issuer.sequence,
        holder: issuer.holder.name.clone(),
        serial: issuer.holder.serial.clone(),
        standing: at.day().standing(no).into(),
        dates: IssuerDates {
            next_check: dates.next_check,
            admin_warning: dates.admin_warning,
            expiry: dates.expiry,
            grace: dates.grace,
            maintenance: dates.maintenance,
        },
    }
}

async fn holders(manager: &Manager, at: &Snapshot, no: ModuleNo) -> Result<Vec<Holding>, Problem> {
    let first: Vec<User<'_>> = super::holders(at, no).take(HOLDERS).collect();
    let names = users::names(manager, at.scope(), first.iter().map(User::no).collect()).await?;
    let holding = |(user, name): (licentia_core::ids::UserNo, users::Named)| {
        let through = at.held_through(at.user(user)?, no);
        Some(Holding {
            user: name.login,
            user_id: name.id,
            name: name.name,
            source: source(at, no, through),
            units: 1,
        })
    };
    Ok(names.into_iter().filter_map(holding).collect())
}

/// `plan superoffice.ten-sales` for what a plan brings, otherwise the source of the assignment itself.
fn source(at: &Snapshot, no: ModuleNo, through: Option<(ModuleNo, Source)>) -> String {
    match through {
        Some((plan, _)) if plan != no => {
            at.name(plan).map_or_else(String::new, |name| format!("plan {name}"))
        }
        Some((_, source)) => source.as_str().to_owned(),
        None => String::new(),
    }
}
