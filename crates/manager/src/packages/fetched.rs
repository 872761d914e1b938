//! A package that the server fetched by itself comes into force by itself, if it is harmless (rule 8).

use jiff::civil::Date;
use licentia_core::compare::{Comparison, DateChange, RowKind};
use licentia_core::licences::Total;
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::activate::{Activated, is_coming, prepare, proposal, put_in_force};
use super::compare::changes;
use super::effect::Coming;
use crate::assignments::heal_rest;
use crate::contact;
use crate::sealed::{PackageState, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What became of a fetched package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fetched {
    /// It came into force, and left its notice.
    Activated(Activated),
    /// It waits; the code says why.
    Waits(String),
}

/// Puts a fetched package in force if it is harmless; otherwise it waits for a decision.
///
/// # Errors
/// As [`super::activate()`], except that what blocks only makes it wait.
pub async fn activate_fetched(manager: &Manager, scope: ScopeNo, id: String) -> Result<Fetched, Problem> {
    let trust = manager.trust().clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let stored = sealed::package(w, scope, &id)?.ok_or_else(|| Problem::not_found("package"))?;
        if stored.row.state == PackageState::Dismissed {
            return Ok(Fetched::Waits("dismissed".to_owned()));
        }
        let (stored, package) = proposal(w, at, &trust, &id)?;
        if is_coming(at, &package) {
            prepare(w, &stored, &id)?;
            return Ok(Fetched::Waits("prepared".to_owned()));
        }
        let changes = changes(at, &package);
        let held = contact::is_held(w, &package.issuer)?;
        if let Some(why) = why_it_waits(at, &changes, held) {
            return Ok(Fetched::Waits(why.to_owned()));
        }
        contact::activated(w, &package.issuer, &id)?;
        put_in_force(w, at, Coming { stored, package, changes }).map(Fetched::Activated)
    };
    let done = manager.write(scope, &By::system("contact"), write).await?;
    if let Fetched::Activated(activated) = &done.value {
        heal_rest(manager, scope, activated.healed).await?;
    }
    Ok(done.value)
}

/// Whether exactly these bytes are here already under this id.
///
/// # Errors
/// The database's.
pub(crate) async fn is_loaded(
    manager: &Manager,
    scope: ScopeNo,
    id: &str,
    sha256: &str,
) -> Result<bool, Problem> {
    let id = id.to_owned();
    let stored = manager.db().read(move |r| Ok(sealed::package(r, scope, &id)?)).await?;
    Ok(stored.is_some_and(|stored| stored.row.sha256 == sha256))
}

/// The first reason for which somebody has to decide; `None` when the package is harmless.
fn why_it_waits(at: &Snapshot, changes: &Comparison, held: bool) -> Option<&'static str> {
    let reasons: [(&'static str, bool); 11] = [
        ("held", held),
        ("new_serial_number", changes.holder.as_ref().is_some_and(|(old, new)| old.serial != new.serial)),
        ("new_company_name", changes.holder.is_some()),
        ("first_package", at.package_of(&changes.issuer).is_none()),
        ("blocked", !changes.can_activate),
        ("people_lose", !changes.loses.is_empty()),
        ("module_goes", changes.rows.iter().any(goes)),
        ("dates_earlier", changes.dates.iter().any(is_earlier)),
        ("suite_changes", changes.suite.is_some()),
        ("zone_changes", changes.zone.is_some()),
        // Lower plan limits, or rows that will not cover the use on a later day.
        ("less_later", !changes.harmless),
    ];
    let found = reasons.into_iter().find(|(_, is)| *is);
    found.filter(|_| held || !changes.harmless).map(|(code, _)| code)
}

fn goes(row: &licentia_core::compare::CompareRow) -> bool {
    row.kind == RowKind::Gone && row.total != Total::Absent
}

/// Never is later than any day.
fn is_earlier(change: &DateChange) -> bool {
    let (old, new) = (change.old.unwrap_or(Date::MAX), change.new.unwrap_or(Date::MAX));
    new < old
}
