//! Where each issuer's authority is: what the operator set, or else what the issuer signed.

use std::collections::BTreeMap;

use licentia_core::names::IssuerName;

use crate::snapshot::{InForce, Snapshot};
use crate::state::Manager;

/// Every issuer that this installation has to do with, and its authority's address if there is one.
///
/// Satellites have none: they live on the licences of their central installation (rule 8).
pub(super) fn all(manager: &Manager, at: &Snapshot) -> BTreeMap<IssuerName, Option<String>> {
    if at.installation().central.is_some() {
        return BTreeMap::new();
    }
    let marked = at.installation().in_force.keys().cloned();
    let set = manager.settings().issuers.iter().filter(|(_, set)| !set.authority.is_empty());
    let vendor = manager.vendor().filter(|_| lacks_vendor(manager, at)).map(ToString::to_string);
    let names = marked.chain(set.map(|(name, _)| name.clone())).chain(vendor);
    names
        .filter_map(|name| name.parse::<IssuerName>().ok())
        .map(|issuer| (issuer.clone(), of(manager, at, &issuer)))
        .collect()
}

/// The address of an issuer's authority; `None` when nobody named one.
pub(super) fn of(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> Option<String> {
    let settings = manager.settings();
    let set = settings.issuer(issuer.as_str()).authority;
    let vendor =
        || if is_vendor(manager, at, issuer) { settings.authority.url.clone() } else { String::new() };
    let signed = || last(at, issuer).and_then(|last| last.package.authority.clone()).unwrap_or_default();
    first([set, vendor(), signed()])
}

/// Whether the authority of `issuer` is called from here.
pub(crate) fn is_called(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> bool {
    manager.outbound().is_enabled() && of(manager, at, issuer).is_some()
}

/// Where licences of `issuer` are bought; `None` when nobody named a place.
pub(crate) fn store_of(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> Option<String> {
    let signed = last(at, issuer).and_then(|last| last.package.store.clone()).unwrap_or_default();
    first([manager.settings().issuer(issuer.as_str()).store, signed])
}

/// Whether that place is kept by the issuer's authority itself, where nobody is let in without a signed link.
pub(crate) fn keeps_store(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> bool {
    let (authority, store) = (of(manager, at, issuer), store_of(manager, at, issuer));
    let within = |authority: &str, store: &str| {
        store.strip_prefix(authority).is_some_and(|rest| rest.starts_with('/'))
    };
    authority.zip(store).is_some_and(|(authority, store)| within(&authority, &store))
}

/// The issuer's package in force; after its licences were deleted the last one, since that has to be told.
fn last<'a>(at: &'a Snapshot, issuer: &IssuerName) -> Option<&'a InForce> {
    at.package_of(issuer).or_else(|| at.former_package_of(issuer))
}

/// Whether `issuer` is the root vendor's own, and not a partner that it certified.
fn is_vendor(manager: &Manager, at: &Snapshot, issuer: &IssuerName) -> bool {
    match last(at, issuer) {
        Some(last) => !last.partner,
        None => manager.vendor() == Some(issuer),
    }
}

/// Whether there is an address of the vendor, but no package of its that says who that is.
pub(super) fn lacks_vendor(manager: &Manager, at: &Snapshot) -> bool {
    let known = at.packages().iter().chain(at.former.iter()).any(|package| !package.partner);
    !known && !manager.settings().authority.url.is_empty()
}

fn first(addresses: impl IntoIterator<Item = String>) -> Option<String> {
    let found = addresses.into_iter().find(|address| !address.is_empty());
    found.map(|address| address.trim_end_matches('/').to_owned())
}
