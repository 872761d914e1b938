//! Receipts: what became of a package, signed by the installation, for a vendor who cannot be reached online.

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::{Receipt, ReceiptState, write_receipt};

use crate::contact::Ours;
use crate::sealed::{PackageRow, PackageState};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The receipt for a package, a `*.tlc` file of one line, with the name to save it under.
///
/// # Errors
/// 404 `not_found`; 409 `no_receipt` for a package of which nothing has become yet; `package_tampered`.
pub async fn receipt(
    manager: &Manager,
    granted: &Granted<View>,
    id: String,
) -> Result<(String, String), Problem> {
    let (stored, package) = super::verified(manager, granted, id).await?;
    let at = manager.snapshot(granted.scope).await?;
    let (state, at_ms) = became(&at, &stored.row)
        .ok_or_else(|| Problem::conflict("no_receipt").arg("state", stored.row.state.as_str()))?;
    let ours = Ours::now(manager, granted.scope, &package.issuer).await?;
    let receipt = Receipt {
        id: licentia_platform::clock::new_id(ours.now_ms, manager.db().random().as_ref()).to_string(),
        issuer: package.issuer.clone(),
        holder: ours.holder,
        serial: ours.serial,
        package: package.id.clone(),
        sequence: package.sequence,
        sha256: stored.row.sha256,
        state,
        at: at_ms.div_euclid(1_000),
        root: ours.root,
        keys: ours.keys.as_ref().map_or(0, |list| list.version),
        head: ours.head,
        iat: ours.now_ms.div_euclid(1_000),
        key: ours.key.public().clone(),
    };
    let name = format!("{}-{}.tlc", receipt.issuer, receipt.sequence);
    Ok((name, write_receipt(&receipt, &ours.key)))
}

/// What became of a package, and when, in milliseconds UTC.
fn became(at: &Snapshot, row: &PackageRow) -> Option<(ReceiptState, i64)> {
    match row.state {
        PackageState::InForce => Some((ReceiptState::Activated, row.activated_at.unwrap_or(row.loaded_at))),
        PackageState::Prepared => Some((ReceiptState::Prepared, row.loaded_at)),
        // The last one in force before the issuer's licences were deleted.
        PackageState::Deleted if at.package_of(&row.issuer).is_none() => {
            Some((ReceiptState::Deleted, row.activated_at.unwrap_or(row.loaded_at)))
        }
        PackageState::Deleted | PackageState::Loaded | PackageState::Replaced | PackageState::Dismissed => {
            None
        }
    }
}
