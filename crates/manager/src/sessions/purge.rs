//! Ended sessions are kept for [`KEPT_DAYS`] days, then forgotten: how many log-ins each day had stays in the ledger.

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_platform::by::By;
use licentia_platform::db::{ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::store::ended;
use crate::sealed::{SessionRow, Stored, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// So many days after its end a session is forgotten.
pub const KEPT_DAYS: i64 = 90;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Sessions forgotten in one change.
const AT_ONCE: u32 = 5_000;

/// Forgets what ended long ago, in every installation. A row that was edited stays, and is named by `verify`.
///
/// # Errors
/// The database's; what is left is looked for again the next day.
pub(crate) async fn purge(manager: &Manager) -> Result<(), Problem> {
    let before = manager.now_ms() - KEPT_DAYS * DAY_MS;
    for slot in manager.slots() {
        while forget(manager, slot.scope(), before).await? == u64::from(AT_ONCE) {}
    }
    Ok(())
}

async fn forget(manager: &Manager, scope: ScopeNo, before: i64) -> Result<u64, Problem> {
    let ids = manager.db().read(move |r| Ok(ended(r, scope, before, AT_ONCE)?)).await?;
    if ids.is_empty() {
        return Ok(0);
    }
    let writing = move |w: &mut Write<'_>, at: &Snapshot| write(w, at, &ids, before);
    Ok(manager.write(scope, &By::system("sessions"), writing).await?.value)
}

fn write(w: &mut Write<'_>, at: &Snapshot, ids: &[String], before: i64) -> Result<u64, Problem> {
    let (scope, mut found) = (w.scope(), Vec::<Stored<SessionRow>>::new());
    store::sessions(w, scope, Some(ids), &mut |row| found.extend(row.ok()))?;
    found.retain(|stored| stored.row.ended_at.is_some_and(|end| end < before));
    found.retain(|stored| w.check(&stored.row, stored.rev, stored.seal).is_ok());
    if found.is_empty() {
        return Ok(0);
    }
    let zone = crate::day::zone(&at.installation().zone);
    let mut days: BTreeMap<Date, u64> = BTreeMap::new();
    for stored in &found {
        *days.entry(licentia_ui::day_of(stored.row.opened_at, &zone)).or_default() += 1;
    }
    store::remove_sessions(w, &found)?;
    let after = json!({"count": found.len(), "ended_before": before, "log_ins": days});
    w.record(Entry::new("sessions.purged", 1).after(after))?;
    Ok(found.len() as u64)
}
