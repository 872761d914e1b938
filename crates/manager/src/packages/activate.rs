//! A package comes into force: all or nothing.

use licentia_core::compare::Comparison;
use licentia_core::package::{Coverage, Package};
use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, Verified};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::compare::{changes, installed};
use super::effect::{Coming, entry, take_effect};
use super::load::tag_of;
use super::meant::meant_for_us;
use super::verify_stored;
use crate::assignments::heal_rest;
use crate::ledger::subject;
use crate::sealed::{PackageRow, PackageState, Stored, store as sealed};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A package that came into force, or is prepared to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activated {
    /// Its id.
    pub id: String,
    /// It waits for the product version it is for (rule 7).
    pub prepared: bool,
    /// How many waiting assignments it met.
    pub healed: u64,
}

/// Puts a loaded package in force, or prepares one that is for a coming product version. `seen` is the tag of the
/// comparison that the caller decided on.
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
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let (stored, package) = proposal(w, at, &trust, &id)?;
        if is_coming(at, &package) {
            return prepare(w, &stored, &id);
        }
        let changes = may_come_into_force(at, &package, seen.as_deref())?;
        put_in_force(w, at, Coming { stored, package, changes })
    };
    let done = manager.write(granted.scope, &granted.by, write).await?;
    heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(done)
}

/// A package that waits for a decision, verified anew and still meant for us.
pub(super) fn proposal(
    w: &mut Write<'_>,
    at: &Snapshot,
    trust: &Trust,
    id: &str,
) -> Result<(Stored<PackageRow>, Verified<Package>), Problem> {
    let scope = w.scope();
    let stored = sealed::package(w, scope, id)?.ok_or_else(|| Problem::not_found("package"))?;
    if !matches!(stored.row.state, PackageState::Loaded | PackageState::Prepared) {
        return Err(Problem::conflict("package_not_loaded").arg("state", stored.row.state.as_str()));
    }
    let package = verify_stored(&stored.row, trust)?;
    meant_for_us(w, at, trust, &package)?;
    Ok((stored, package))
}

/// Whether only product versions are covered that the application does not have yet (rule 7).
pub(super) fn is_coming(at: &Snapshot, package: &Package) -> bool {
    package.coverage(installed(at)) == Coverage::Coming
}

/// Lets a package wait for its product version; what is in force stays so.
pub(super) fn prepare(
    w: &mut Write<'_>,
    stored: &Stored<PackageRow>,
    id: &str,
) -> Result<Activated, Problem> {
    if stored.row.state != PackageState::Prepared {
        sealed::change_package(w, stored, PackageState::Prepared)?;
        let after = json!({"issuer": stored.row.issuer, "sequence": stored.row.sequence});
        w.record(Entry::new("packages.prepared", 1).subject(subject::package(id)).after(after))?;
    }
    Ok(Activated { id: id.to_owned(), prepared: true, healed: 0 })
}

pub(super) fn put_in_force(w: &mut Write<'_>, at: &Snapshot, new: Coming) -> Result<Activated, Problem> {
    let new = [new];
    let effect = take_effect(w, at, &new)?;
    let [new] = new;
    let mut entry = entry(w, at, &new);
    effect.tell(&mut entry);
    w.record(entry)?;
    Ok(Activated { id: new.stored.row.id, prepared: false, healed: effect.healed() })
}

/// The comparison, if it is the one that was seen and nothing blocks.
fn may_come_into_force(at: &Snapshot, package: &Package, seen: Option<&str>) -> Result<Comparison, Problem> {
    let changes = changes(at, package);
    let now = tag_of(&changes);
    if seen.is_some_and(|seen| seen != now) {
        return Err(Problem::conflict("comparison_changed").with("etag", now));
    }
    if changes.can_activate {
        return Ok(changes);
    }
    let blocked = blocked(&changes);
    Err(Problem::conflict("package_blocked").arg("count", blocked.len()).with("blocked", blocked))
}

/// The modules that block, as problems name them.
pub(super) fn blocked(changes: &Comparison) -> Vec<serde_json::Value> {
    let blocked = changes.blocked.iter();
    blocked.map(|(module, to_remove)| json!({"module": module, "to_remove": to_remove})).collect()
}
