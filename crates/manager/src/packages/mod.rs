//! Packages: loaded, compared with what is in force, activated (rule 8).
//!
//! A package is a proposal until it is activated. [`load`] verifies the file and keeps it; nothing changes.
//! [`comparison`] says what activating would change and for whom. [`activate`] puts it in force, all or nothing: the
//! comparison is computed again inside its transaction, and if it is not what was seen, the new one is answered instead.
//!
//! Only verified bytes become a package, here and at every later reading (rules 9 and 10).

mod activate;
pub(crate) mod api;
mod compare;
mod effect;
mod fetched;
mod holder;
mod load;
mod meant;
mod moves;
mod origin;
mod page;
mod prepared;
mod receipt;
mod store;
#[cfg(test)]
mod tests;

pub use activate::{Activated, activate};
pub(crate) use compare::changes;
pub use compare::{Comparison, comparison};
pub(crate) use fetched::is_loaded;
pub use fetched::{Fetched, activate_fetched};
pub use holder::{NewHolder, set_holder};
pub use load::{Loaded, dismiss, load, load_from};
pub(crate) use load::{Named, load_fetched};
pub use origin::Origin;
pub use prepared::{Came, Held};
pub use receipt::receipt;
pub use store::Listed;

pub(crate) use api::routes as api_routes;
#[cfg(test)]
pub(crate) use page::tests as page_tests;
pub(crate) use page::{attachment, list_body, notice_of, routes as page_routes, state_tag, waiting, zone};
pub(crate) use prepared::{come_into_force, subjects};

use licentia_core::package::Package;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Trust, Verified, verify};
use licentia_protocol::reasons::Refused;

use crate::sealed::{PackageRow, Stored, store as sealed};
use crate::state::Manager;

/// Every package that was ever loaded, the newest first.
///
/// # Errors
/// The database's.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Listed>, Problem> {
    let scope = granted.scope;
    manager.db().read(move |r| Ok(store::list(r, scope)?)).await
}

/// What the packages of an issuer changed when they came into force, the newest first; those that came into force before
/// that was kept are left out.
///
/// # Errors
/// The database's.
pub async fn histories(
    manager: &Manager,
    granted: &Granted<View>,
    issuer: &str,
) -> Result<Vec<(Listed, licentia_core::compare::Comparison)>, Problem> {
    let (scope, issuer) = (granted.scope, issuer.to_owned());
    manager.db().read(move |r| Ok(store::histories(r, scope, &issuer)?)).await
}

/// A stored package, verified anew.
///
/// # Errors
/// 404 `not_found`; 409 `tampered` when its row or its bytes are not what was stored.
pub async fn verified(
    manager: &Manager,
    granted: &Granted<View>,
    id: String,
) -> Result<(Stored<PackageRow>, Verified<Package>), Problem> {
    let scope = granted.scope;
    let stored = manager.db().read(move |r| Ok(sealed::package(r, scope, &id)?)).await?;
    let stored = stored.ok_or_else(|| Problem::not_found("package"))?;
    let package = verify_stored(&stored.row, manager.trust())?;
    Ok((stored, package))
}

/// A stored package inside a transaction, verified anew.
///
/// # Errors
/// As [`verified`].
pub(crate) fn stored(sql: &mut dyn Sql, scope: ScopeNo, id: &str, trust: &Trust) -> Result<Package, Problem> {
    let stored = sealed::package(sql, scope, id)?.ok_or_else(|| Problem::not_found("package"))?;
    Ok(verify_stored(&stored.row, trust)?.into_inner())
}

/// Verifies what a row holds (rule 10: at every reading).
fn verify_stored(row: &PackageRow, trust: &Trust) -> Result<Verified<Package>, Problem> {
    verify(&row.bytes, trust).map_err(|refused| {
        tracing::error!(package = %row.id, code = refused.code(), "a stored package no longer verifies");
        Problem::conflict("package_tampered").arg("package", &row.id).detail(refused.to_string())
    })
}

/// A refused file as a problem: the reason's code, the line it was found on, and what exactly was wrong.
pub(crate) fn refused(refused: &Refused) -> Problem {
    let status = if refused.code() == "too_large" { 413 } else { 422 };
    let problem = Problem::refused(status, refused.code()).detail(refused.detail.clone());
    match refused.line {
        Some(line) => problem.with("line", line).arg("line", line),
        None => problem,
    }
}
