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
/// long as anything of their day may be corrected: another window. Days are whole, so it is done once a day.
pub(super) async fn forget(manager: &Manager, slot: &Arc<Slot>) -> Result<(), Problem> {
    let (scope, today, window) = (slot.scope(), slot.today(), manager.settings().meters.window_days);
    let until = Forgotten {
        received: forgets_before(today, window),
        compared: back(today, 2 * i64::from(window) + 1),
    };
    let by = By::system("usage");
    for _ in 0..ROUNDS {
        let due = move |r: &mut Read<'_>| {
            let forgotten = store::events::forgotten(r, scope)?;
            Ok(forgotten.is_none_or(|(_, done)| done != until) && store::events::any(r, scope)?)
        };
        if !manager.db().read(due).await? {
            break;
        }
        let forgotten = manager.db().write(scope, &by, move |w| {
            w.outside_chain();
            let forgotten = store::events::purge(w, until, AT_ONCE)?;
            let is_done = forgotten < u64::from(AT_ONCE);
            store::events::put_forgotten(w, until, is_done)?;
            store::events::purge_subjects(w, Month::of(until.compared))?;
            Ok(())
        });
        forgotten.await?;
    }
    Ok(())
}

/// Up to which days events are forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Forgotten {
    /// What was received before this day.
    pub(super) received: Date,
    /// Of what is compared: what counts for a day before this one.
    pub(super) compared: Date,
}

/// What was received before this day is forgotten: a day more than the window, for clocks may differ by an hour.
pub(super) fn forgets_before(today: Date, window_days: u32) -> Date {
    back(today, i64::from(window_days) + 1)
}

fn back(today: Date, days: i64) -> Date {
    today.checked_sub(Span::new().days(days)).unwrap_or(Date::MIN)
}
