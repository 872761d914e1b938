//! What activating a package would change, with the people behind the numbers.

use licentia_core::compare::{self, compare};
use licentia_core::package::{Coverage, Package, Version};
use licentia_core::seats::Person;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use super::load::tag_of;
use super::meant::holder_change;
use super::{Origin, store, verified};
use crate::installations::site_usage;
use crate::sealed::PackageState;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A stored package beside what is in force.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The package.
    pub package: Package,
    /// Where it stands.
    pub state: PackageState,
    /// How it came here.
    pub origin: Origin,
    /// When it was loaded, in milliseconds UTC.
    pub loaded_at: i64,
    /// When it came into force, in milliseconds UTC.
    pub activated_at: Option<i64>,
    /// How its product versions stand to the one that the application last reported.
    pub coverage: Coverage,
    /// What it changes.
    pub changes: compare::Comparison,
    /// The tag of what it changes: given back when activating, it makes sure that this is what was seen.
    pub tag: String,
    /// What it changed when it came into force, for one that did.
    pub history: Option<compare::Comparison>,
}

/// Compares a stored package with what is in force now.
///
/// # Errors
/// 404 `not_found`; 409 `package_tampered`; 503 `behind`.
pub async fn comparison(
    manager: &Manager,
    granted: &Granted<View>,
    id: String,
) -> Result<Comparison, Problem> {
    let (stored, package) = verified(manager, granted, id).await?;
    let (scope, id) = (granted.scope, package.id.clone());
    let (origin, history) = manager.db().read(move |r| Ok(store::course(r, scope, &id)?)).await?;
    let at = manager.snapshot(granted.scope).await?;
    let package = package.into_inner();
    let changes = changes(&at, &package);
    let tag = tag_of(&changes);
    Ok(Comparison {
        coverage: package.coverage(installed(&at)),
        package,
        state: stored.row.state,
        origin,
        loaded_at: stored.row.loaded_at,
        activated_at: stored.row.activated_at,
        changes,
        tag,
        history: history.and_then(|json| serde_json::from_str(&json).ok()),
    })
}

/// The comparison at exactly this snapshot: what is shown, and what activation computes again.
pub(crate) fn changes(at: &Snapshot, package: &Package) -> compare::Comparison {
    changes_with(at, package, installed(at))
}

/// The product version that the application last reported.
pub(super) fn installed(at: &Snapshot) -> Option<Version> {
    at.product().map(|product| product.version)
}

/// The same with another product version, which is just being reported.
pub(super) fn changes_with(
    at: &Snapshot,
    package: &Package,
    installed: Option<Version>,
) -> compare::Comparison {
    let current = at.package_of(&package.issuer).map(|in_force| &in_force.package);
    let people: Vec<Person<'_>> = at.people().collect();
    let mut changes = compare(current, package, at.day().today, at.names(), &people, &site_usage(at));
    // The holder is the installation's, whichever issuer's package changes it.
    changes.holder = holder_change(at, package);
    changes.harmless &= changes.holder.is_none() && covers_less(&changes, package, installed).is_none();
    changes
}

/// Why a package is not harmless for the product versions that it covers (rule 7): the one installed is not among them,
/// or later ones no longer are. Lower ones matter only while nobody knows which one is installed.
pub(super) fn covers_less(
    changes: &compare::Comparison,
    package: &Package,
    installed: Option<Version>,
) -> Option<&'static str> {
    let narrower = changes
        .versions
        .is_some_and(|(old, new)| new.ends_before(&old) || (installed.is_none() && new.begins_after(&old)));
    let covered = package.coverage(installed) == Coverage::Covered;
    (narrower || !covered).then_some("version_not_covered")
}
