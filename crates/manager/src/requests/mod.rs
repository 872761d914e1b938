//! Request files: what an installation without a line to its vendor asks for (rules 8 and 9).
//!
//! A request is one signed line, `LicenseRequest.tlr`. It carries a nonce, which stays open here until a package answers
//! it: a response to anybody else's request, or to none, is refused. Several may be open.

pub(crate) mod api;
mod create;
mod page;
mod store;
#[cfg(test)]
mod tests;

pub use create::{Created, NewRequest, create, serial_change};
pub use store::Listed;

pub(crate) use api::{file, routes as api_routes};
pub(crate) use page::routes as page_routes;

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{DbError, Write};
use licentia_platform::problem::Problem;

use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The name of a request file.
pub const FILE_NAME: &str = "LicenseRequest.tlr";

/// The requests that were made, the newest first.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Listed>, Problem> {
    let scope = granted.scope;
    manager.db().read(move |r| Ok(store::list(r, scope)?)).await
}

/// The issuer that a request is for when nobody says so: the vendor's own before partners, the only one that was ever in
/// force here, the one whose authority answered, or the only one that the settings name.
pub fn issuer_of(manager: &Manager, at: &Snapshot) -> Option<IssuerName> {
    let vendor = at.packages().iter().find(|in_force| !in_force.partner);
    if let Some(in_force) = vendor.or_else(|| at.packages().first()) {
        return Some(in_force.package.issuer.clone());
    }
    let known = at.installation().in_force.keys();
    let set = manager.settings().issuers.keys();
    let only = |names: Vec<&String>| match names[..] {
        [name] => name.parse().ok(),
        _ => None,
    };
    only(known.collect()).or_else(|| manager.vendor().cloned()).or_else(|| only(set.collect()))
}

/// The nonces that a package of `issuer` may answer: the open ones, and the one that this package has answered already.
pub(crate) fn nonces(w: &mut Write<'_>, issuer: &IssuerName, package: &str) -> Result<Vec<String>, DbError> {
    store::nonces(w, issuer, package)
}

/// A package has answered the request with this nonce. The caller records it with its change.
pub(crate) fn answered(w: &mut Write<'_>, nonce: &str, package: &str) -> Result<(), DbError> {
    store::answered(w, nonce, package)
}
