//! Receipts for packages in force: so that the vendor knows. Sent until the authority has taken them.

use licentia_core::names::IssuerName;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Receipt, ReceiptState};

use super::converse::{self, Failure};
use super::ours::Ours;
use super::{by, store};
use crate::sealed;
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
    let Some(receipt) = receipt(manager, scope, issuer, id.clone()).await? else { return Ok(()) };
    let ours = Ours::now(manager, scope, issuer).await?;
    converse::receipt(manager, &ours, address, &receipt).await?;
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

/// The receipt of a package in force.
async fn receipt(
    manager: &Manager,
    scope: ScopeNo,
    issuer: &IssuerName,
    id: String,
) -> Result<Option<Receipt>, Problem> {
    let ours = Ours::now(manager, scope, issuer).await?;
    let stored = manager.db().read(move |r| Ok(sealed::store::package(r, scope, &id)?)).await?;
    Ok(stored.map(|stored| Receipt {
        id: licentia_platform::clock::new_id(ours.now_ms, manager.db().random().as_ref()).to_string(),
        issuer: issuer.clone(),
        holder: ours.holder,
        serial: ours.serial,
        package: stored.row.id,
        sequence: stored.row.sequence,
        sha256: stored.row.sha256,
        state: ReceiptState::Activated,
        at: stored.row.activated_at.unwrap_or(ours.now_ms).div_euclid(1_000),
        root: ours.root,
        keys: ours.keys.map_or(0, |list| list.version),
        head: ours.head,
        iat: ours.now_ms.div_euclid(1_000),
        key: ours.key.public().clone(),
    }))
}
