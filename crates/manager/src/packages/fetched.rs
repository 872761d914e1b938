//! A package that the server fetched by itself comes into force by itself, if it is harmless (rule 8).

use jiff::civil::Date;
use licentia_core::compare::{Comparison, DateChange, RowKind};
use licentia_core::licences::Total;
use licentia_core::package::{Package, Version};
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};

use super::activate::{Activated, is_coming, proposal, put_in_force};
use super::compare::{changes, changes_with, covers_less, installed};
use super::effect::Coming;
use super::load::Named;
use super::{Origin, store};
use crate::assignments::heal_rest;
use crate::contact;
use crate::sealed::{PackageState, Stored, store as sealed};
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
            return Ok(Fetched::Waits("prepared".to_owned()));
        }
        if let Some(why) = why_it_waits(w, at, &package, installed(at))? {
            return Ok(Fetched::Waits(why.to_owned()));
        }
        let changes = changes(at, &package);
        contact::activated(w, &package.issuer, &id)?;
        put_in_force(w, at, Coming { stored, package, changes }).map(Fetched::Activated)
    };
    let done = manager.write(scope, &By::system("contact"), write).await?;
    if let Fetched::Activated(activated) = &done.value {
        heal_rest(manager, scope, activated.healed).await?;
    }
    Ok(done.value)
}

/// Whether exactly these bytes of this issuer are here already under this id.
///
/// # Errors
/// The database's.
pub(crate) async fn is_loaded(
    manager: &Manager,
    scope: ScopeNo,
    named: &Named,
    sha256: &str,
) -> Result<bool, Problem> {
    let id = named.id.clone();
    let stored = manager.db().read(move |r| Ok(sealed::package(r, scope, &id)?)).await?;
    Ok(stored.is_some_and(|Stored { row, .. }| {
        row.sha256 == sha256 && row.issuer == named.issuer && row.sequence == named.sequence
    }))
}

/// The first reason for which somebody has to decide; `None` when the package was fetched and is harmless.
///
/// # Errors
/// The database's.
pub(super) fn why_it_waits(
    w: &mut Write<'_>,
    at: &Snapshot,
    package: &Package,
    installed: Option<Version>,
) -> Result<Option<&'static str>, Problem> {
    let scope = w.scope();
    let (origin, _) = store::course(w, scope, &package.id)?;
    let held = contact::is_held(w, &package.issuer)?;
    let changes = changes_with(at, package, installed);
    if origin != Origin::Fetched {
        return Ok(Some("from_file"));
    }
    Ok(why(at, &changes, held, covers_less(&changes, package, installed)))
}

fn why(
    at: &Snapshot,
    changes: &Comparison,
    held: bool,
    covers_less: Option<&'static str>,
) -> Option<&'static str> {
    let reasons: [(&'static str, bool); 12] = [
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
        (covers_less.unwrap_or_default(), covers_less.is_some()),
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
