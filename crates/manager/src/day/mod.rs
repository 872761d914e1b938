//! What happens when a day begins (rules 5 and 20).
//!
//! The day change is the first change of its day: it moves the installation's day, and where a date has lowered a total
//! below its use, the newest assignments go to the waiting list in the same entry. Nothing waits for midnight: whoever
//! asks or writes first on the new day brings it about, and a timer does where nobody comes.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::day::{Moved, day_change};
use licentia_core::decide::Code;
use licentia_core::ids::UserNo;
use licentia_core::seats::{Assignment, Change, Person, State};
use licentia_core::time;
use licentia_platform::by::By;
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use crate::assignments::heal_now;
use crate::sealed::{self, InstallationRow};
use crate::snapshot::{Slot, Snapshot};
use crate::state::{Manager, TAMPERED};

/// Intents met in one change; what is left follows in the next (rule 13).
const HEAL_AT_ONCE: u64 = 1_000;

/// The zone called `name`; UTC where the list has none of that name.
pub(crate) fn zone(name: &str) -> TimeZone {
    time::zone(name).unwrap_or(TimeZone::UTC)
}

/// When `day` is over in the zone called `name`, in milliseconds UTC.
pub(crate) fn ends_ms(day: Date, name: &str) -> i64 {
    day.tomorrow().ok().and_then(|next| time::day_begins_ms(next, &zone(name))).unwrap_or(i64::MAX)
}

impl Manager {
    /// The time to use for everything, in milliseconds UTC: what is certain, whatever the machine's clock says (rule 20).
    #[inline]
    pub fn now_ms(&self) -> i64 {
        self.db().certain_now_ms()
    }
}

/// Makes sure that the installation is on today's day, before anything is asked there.
///
/// When the day change cannot be written, checks go by the new day all the same.
#[inline]
pub(crate) async fn begin(manager: &Manager, slot: &Arc<Slot>) {
    if manager.now_ms() >= slot.load().day_ends_ms {
        begin_new(manager, slot).await;
    }
}

/// The same before anything is written, and now and then: a day change that could not be written is tried again.
pub(crate) async fn begin_to_write(manager: &Manager, slot: &Arc<Slot>) {
    let ahead = {
        let at = slot.load();
        at.day.today > at.installation.day
    };
    if ahead || manager.now_ms() >= slot.load().day_ends_ms {
        begin_new(manager, slot).await;
    }
}

/// How long those who ask wait for the day change to be written before they go by the new day without it. Tests ask for
/// what was written, and wait for a machine that is slow.
const PATIENCE: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 2 });

#[cold]
async fn begin_new(manager: &Manager, slot: &Arc<Slot>) {
    let _one = slot.turning().await;
    let today = slot.today();
    if today <= slot.load().installation.day {
        return;
    }
    let mut turned = turn_soon(manager, slot, today).await;
    if turned.as_ref().is_err_and(|problem| problem.code == TAMPERED) && slot.notice().await {
        turned = turn_soon(manager, slot, today).await;
    }
    let Err(problem) = turned else { return };
    let (scope, code) = (slot.scope().0, &problem.code);
    tracing::error!(scope, %today, %code, detail = ?problem.detail, "the day change could not be written");
    if slot.load().day.today < today {
        slot.look_ahead(today).await;
    }
}

async fn turn_soon(manager: &Manager, slot: &Arc<Slot>, today: Date) -> Result<(), Problem> {
    let late = || Problem::unavailable("database_unavailable").detail("the day change takes long");
    tokio::time::timeout(PATIENCE, turn(manager, slot, today)).await.unwrap_or_else(|_| Err(late()))
}

/// Writes the day change, unless another server has, and meets what waits for seats that the day brings.
async fn turn(manager: &Manager, slot: &Arc<Slot>, today: Date) -> Result<(), Problem> {
    let inside = Arc::clone(slot);
    let done = manager
        .db()
        .write(slot.scope(), &By::system("day_change"), move |w| {
            let at = inside.at_head(w)?;
            if at.installation().day >= today {
                return Ok(());
            }
            crate::history::fill_gap(w, &at, today)?;
            change(w, &at, today)?;
            inside.foresee(w, &at).map(drop)
        })
        .await?;
    slot.reach(done.revision).await?;
    heal(manager, slot).await
}

/// The day change inside its write.
fn change(w: &mut Write<'_>, at: &Snapshot, today: Date) -> Result<(), Problem> {
    let before = at.installation().day;
    let day = at.licences().on(today);
    let people: Vec<Person<'_>> = at.people().collect();
    let moved = day_change(at.licences(), &day, &people);
    sealed::apply(w, &to_wait(at, &moved), None)?;
    let scope = w.scope();
    let stored = sealed::store::installation(w, scope)?.ok_or_else(|| Problem::not_found("installation"))?;
    let row = InstallationRow { day: today, ..stored.row.clone() };
    sealed::store::change_installation(w, &stored, &row)?;
    let mut entry = Entry::new("day.changed", 1)
        .before(json!({"day": before}))
        .after(json!({"day": today, "waiting": moved.len()}));
    for Moved { user, module, source } in &moved {
        entry.member(&(user, module, source));
    }
    w.record(entry)
}

/// Per user, the assignments that have to wait.
fn to_wait(at: &Snapshot, moved: &[Moved]) -> Vec<(UserNo, Change)> {
    let mut moved = moved.to_vec();
    moved.sort_unstable();
    let of_user = moved.chunk_by(|a, b| a.user == b.user);
    of_user
        .filter_map(|moved| {
            let user = at.user(moved[0].user)?;
            let keys: Vec<_> = moved.iter().map(|m| (m.module, m.source)).collect();
            let waiting = user.assignments().iter().filter(|a| keys.contains(&a.key()));
            let add = waiting.map(|a| Assignment { state: State::Waiting(Code::NoSeat), ..*a }).collect();
            Some((user.no(), Change { add, remove: keys, ..Change::default() }))
        })
        .collect()
}

/// Meets intents for which there are seats, oldest first, until none is left that can be met (rule 13).
pub(crate) async fn heal(manager: &Manager, slot: &Arc<Slot>) -> Result<(), Problem> {
    while slot.load().users().any(|user| user.waits()) {
        let inside = Arc::clone(slot);
        let done = manager
            .db()
            .write(slot.scope(), &By::system("heal"), move |w| {
                let at = inside.at_head(w)?;
                let met = heal_now(w, &at)?;
                inside.foresee(w, &at)?;
                Ok(met)
            })
            .await?;
        slot.reach(done.revision).await?;
        if done.value < HEAL_AT_ONCE {
            break;
        }
    }
    Ok(())
}
