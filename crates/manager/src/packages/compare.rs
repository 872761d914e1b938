//! What activating a package would change, with the people behind the numbers.

use licentia_core::compare::{self, compare};
use licentia_core::package::Package;
use licentia_core::seats::{Person, Usage};
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use super::load::tag_of;
use super::verified;
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
    /// When it was loaded, in milliseconds UTC.
    pub loaded_at: i64,
    /// What it changes.
    pub changes: compare::Comparison,
    /// The tag of what it changes: given back when activating, it makes sure that this is what was seen.
    pub tag: String,
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
    let at = manager.snapshot(granted.scope).await?;
    let package = package.into_inner();
    let changes = changes(&at, &package);
    let tag = tag_of(&changes);
    Ok(Comparison { package, state: stored.row.state, loaded_at: stored.row.loaded_at, changes, tag })
}

/// The comparison at exactly this snapshot: what is shown, and what activation computes again.
pub(super) fn changes(at: &Snapshot, package: &Package) -> compare::Comparison {
    let current = at.package_of(&package.issuer).map(|in_force| &in_force.package);
    let people: Vec<Person<'_>> = at.people().collect();
    compare(current, package, at.day().today, at.names(), &people, &Usage::default())
}
