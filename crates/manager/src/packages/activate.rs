//! A package comes into force: all or nothing.

use licentia_core::licences::Licences;
use licentia_core::package::Package;
use licentia_core::seats::Usage;
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::compare::changes;
use super::load::{meant_for_us, tag_of};
use super::verify_stored;
use crate::assignments::{Met, People, heal_in, heal_rest};
use crate::installations::intern;
use crate::ledger::subject;
use crate::sealed::{InstallationRow, Mark, PackageRow, PackageState, Stored, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A package that came into force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activated {
    /// Its id.
    pub id: String,
    /// How many waiting assignments it met.
    pub healed: u64,
}

/// Puts a loaded package in force. `seen` is the tag of the comparison that the caller decided on.
///
/// # Errors
/// 404 `not_found`; 409 `package_not_loaded`, `comparison_changed` (with the new tag), `package_blocked` with the rows
/// that block; what [`super::load()`] refuses, when something else came into force in between.
pub async fn activate(
    manager: &Manager,
    granted: &Granted<ManageLicences>,
    id: String,
    seen: Option<String>,
) -> Result<Done<Activated>, Problem> {
    let trust = manager.trust().clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| put_in_force(w, at, &trust, &id, seen.as_deref());
    let done = manager.write(granted.scope, &granted.by, write).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(done)
}

fn put_in_force(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    id: &str,
    seen: Option<&str>,
) -> Result<Activated, Problem> {
    let scope = w.scope();
    let stored = sealed::package(w, scope, id)?.ok_or_else(|| Problem::not_found("package"))?;
    if !matches!(stored.row.state, PackageState::Loaded | PackageState::Prepared) {
        return Err(Problem::conflict("package_not_loaded").arg("state", stored.row.state.as_str()));
    }
    let package = verify_stored(&stored.row, trust)?;
    meant_for_us(at, &package)?;
    may_come_into_force(at, &package, seen)?;
    replace(w, at, &stored)?;
    let healed = take_effect(w, at, &package)?;
    let count = healed.len() as u64;
    let before = at
        .package_of(&package.issuer)
        .map(|old| json!({"package": old.package.id, "sequence": old.package.sequence}));
    let after = json!({"issuer": package.issuer, "sequence": package.sequence, "sha256": stored.row.sha256});
    let entry = Entry::new("packages.activated", 1).subject(subject::package(id)).after(after);
    let mut entry = entry.before(before.unwrap_or_default());
    for met in &healed {
        entry.member(met);
    }
    w.record(entry)?;
    Ok(Activated { id: id.to_owned(), healed: count })
}

/// The comparison is the one that was seen, and nothing blocks.
fn may_come_into_force(at: &Snapshot, package: &Package, seen: Option<&str>) -> Result<(), Problem> {
    let changes = changes(at, package);
    let now = tag_of(&changes);
    if seen.is_some_and(|seen| seen != now) {
        return Err(Problem::conflict("comparison_changed").with("etag", now));
    }
    if changes.can_activate {
        return Ok(());
    }
    let blocked: Vec<_> = changes
        .blocked
        .iter()
        .map(|(module, to_remove)| json!({"module": module, "to_remove": to_remove}))
        .collect();
    Err(Problem::conflict("package_blocked").arg("count", blocked.len()).with("blocked", blocked))
}

/// The issuer's old package out of force, the new one into it.
fn replace(w: &mut Write<'_>, at: &Snapshot, new: &Stored<PackageRow>) -> Result<(), Problem> {
    let (scope, issuer) = (w.scope(), &new.row.issuer);
    let old = match at.package_of(issuer) {
        Some(old) => sealed::package(w, scope, &old.package.id)?,
        None => None,
    };
    match old {
        Some(old) => sealed::change_package(w, &old, PackageState::Replaced)?,
        None => {
            let mark = at.installation().in_force.get(issuer.as_str());
            sealed::put_aside(w, issuer, mark.and_then(|mark| mark.package.as_deref()))?;
        }
    }
    sealed::change_package(w, new, PackageState::InForce)
}

/// Numbers for new modules, the installation's own row, and those who waited for seats.
fn take_effect(w: &mut Write<'_>, at: &Snapshot, package: &Package) -> Result<Vec<Met>, Problem> {
    let missing = Licences::missing_names(at.names(), package);
    let names = intern(w, at, &missing)?;
    let scope = w.scope();
    let stored = sealed::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
    let mut row = InstallationRow {
        zone: package.zone.clone(),
        customer: package.holder.customer.clone(),
        licensed_before: true,
        ..stored.row.clone()
    };
    let mark = Mark { package: Some(package.id.clone()), sequence: package.sequence };
    row.in_force.insert(package.issuer.as_str().to_owned(), mark);
    sealed::change_installation(w, &stored, &row)?;
    let mut packages: Vec<Package> = at.packages().iter().map(|in_force| in_force.package.clone()).collect();
    packages.retain(|old| old.issuer != package.issuer);
    packages.push(package.clone());
    let stopped: Vec<_> =
        at.stopped().iter().filter(|stopped| **stopped != package.issuer).cloned().collect();
    let licences = Licences::build(&names, &packages, &stopped);
    let day = licences.on(at.day().today);
    let usage = Usage::count(&licences, &day, at.people());
    heal_in(w, at, &licences, &day, &usage, &People::new())
}
