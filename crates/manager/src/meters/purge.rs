//! Forgetting events whose window is over.

use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;
use licentia_core::month::Month;
use licentia_platform::by::By;
use licentia_platform::db::Read;
use licentia_platform::problem::Problem;

use super::store;
use crate::snapshot::Slot;
use crate::state::Manager;

/// How many events one change forgets, so that what arrives need not wait long.
const AT_ONCE: u32 = 10_000;
/// How many such changes follow each other before the next time.
const ROUNDS: u32 = 50;

/// Forgets the events of one installation that are older than the window. Those whose quantities are compared are kept as
/// long as anything of their day may be corrected: another window.
pub(super) async fn forget(manager: &Manager, slot: &Arc<Slot>) -> Result<(), Problem> {
    let (scope, window) = (slot.scope(), i64::from(manager.settings().meters.window_days));
    // A day more than the window: clocks may differ by an hour, and days are whole.
    let received = back(slot.today(), window + 1);
    let compared = back(slot.today(), 2 * window + 1);
    let by = By::system("usage");
    for _ in 0..ROUNDS {
        let any = move |r: &mut Read<'_>| Ok(store::events::purgeable(r, scope, received, compared)?);
        if !manager.db().read(any).await? {
            break;
        }
        let forgotten = manager.db().write(scope, &by, move |w| {
            w.outside_chain();
            let forgotten = store::events::purge(w, received, compared, AT_ONCE)?;
            store::events::purge_subjects(w, Month::of(compared))?;
            Ok(forgotten)
        });
        if forgotten.await?.value < u64::from(AT_ONCE) {
            break;
        }
    }
    Ok(())
}

fn back(today: Date, days: i64) -> Date {
    today.checked_sub(Span::new().days(days)).unwrap_or(Date::MIN)
}
