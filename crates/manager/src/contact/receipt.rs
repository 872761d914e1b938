//! Receipts for packages in force: so that the vendor knows. Sent until the authority has taken them.

use licentia_core::names::IssuerName;
use licentia_platform::access::Granted;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;

use super::converse::{self, Failure};
use super::{by, store};
use crate::packages;
use crate::state::Manager;

/// Sends the receipt of the issuer's package in force, unless the authority has it.
///
/// # Errors
/// What goes wrong with the authority or the database: the next question tries again.
pub(super) async fn send(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    address: &str,
) -> Result<(), Failure> {
    let waiting = manager.db().read(move |r| Ok(store::without_receipt(r, scope)?)).await?;
    let Some((_, id)) = waiting.into_iter().find(|(of, _)| of == issuer.as_str()) else { return Ok(()) };
    let granted = Granted::to_the_server(by(), scope);
    let (_, line) = packages::receipt(manager, &granted, id.clone()).await?;
    converse::receipt(manager.outbound(), address, line).await?;
    Ok(taken(manager, scope, id).await?)
}

async fn taken(manager: &Manager, scope: ScopeNo, id: String) -> Result<(), Problem> {
    let write = move |w: &mut Write<'_>| {
        let now = w.now_ms();
        w.outside_chain();
        Ok(store::receipt_taken(w, &id, now)?)
    };
    manager.db().write(scope, &by(), write).await.map(drop)
}
