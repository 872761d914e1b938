//! What a person can put right that the ledger and the clock complain of (rules 10 and 20).

use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::problem::Problem;

use crate::state::Manager;

/// Confirms a clock that is ahead of everything known. Answers the revision afterwards; nothing is written when the clock
/// is not ahead.
///
/// # Errors
/// The database's.
pub async fn confirm_clock(manager: &Manager, granted: &Granted<ManageLicences>) -> Result<u64, Problem> {
    manager.db().confirm_clock(granted.scope, &granted.by).await?;
    revision(manager, granted).await
}

/// Declares that an older database was put in place on purpose. Answers the revision afterwards; nothing is written when
/// none was.
///
/// # Errors
/// The database's.
pub async fn declare_restore(manager: &Manager, granted: &Granted<ManageLicences>) -> Result<u64, Problem> {
    manager.db().declare_restore(granted.scope, &granted.by).await?;
    revision(manager, granted).await
}

async fn revision(manager: &Manager, granted: &Granted<ManageLicences>) -> Result<u64, Problem> {
    let head = manager.db().head_watch(granted.scope).revision();
    let slot = manager.slot(granted.scope)?;
    manager.reach(&slot, head).await;
    Ok(head)
}
