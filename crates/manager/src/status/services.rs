//! Metered services, or on a suite the issuer's own applications *instead* (rule 15).

use licentia_core::package::Package;
use licentia_platform::access::Caller;

use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::{contact, storefront};

/// What a reader is led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Services {
    /// The metered services: always, unless all that is metered here belongs to suites.
    pub(crate) meters: bool,
    /// The address of the applications of the issuer on whose suite everybody is.
    pub(crate) apps: Option<String>,
}

impl Services {
    pub(crate) fn of(manager: &Manager, caller: &Caller, at: &Snapshot) -> Self {
        let packages = || at.packages().iter().map(|in_force| &in_force.package);
        let on_suite = |package: &&Package| package.suite.is_some();
        let suite = packages().find(on_suite);
        let metered = packages().any(|package| !on_suite(&package) && !package.meters.is_empty());
        Self {
            meters: suite.is_none() || metered,
            apps: suite.and_then(|package| apps(manager, caller, at, package)),
        }
    }
}

/// Where the issuer's own applications are; into a store that its authority keeps only the signed way leads.
fn apps(manager: &Manager, caller: &Caller, at: &Snapshot, package: &Package) -> Option<String> {
    let issuer = &package.issuer;
    if contact::keeps_store(manager, at, issuer) {
        return storefront::door(manager, caller, at, issuer.as_str());
    }
    contact::store_of(manager, at, issuer)
}
