//! What happens when a day begins (rules 5 and 20).
//!
//! The day change is the first change of its day: it moves the installation's day, and where a date has lowered a total
//! below its use, the newest assignments go to the waiting list in the same entry. Nothing waits for midnight: whoever
//! asks or writes first on the new day brings it about, and a timer does where nobody comes.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::day::{Moved, day_change, heal as meet};
use licentia_core::decide::Code;
use licentia_core::ids::UserNo;
use licentia_core::seats::{Assignment, Change, Person, State};
use licentia_core::time;
use licentia_platform::by::By;
use licentia_platform::db::Write;
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use crate::sealed::{self, InstallationRow};
use crate::snapshot::{Slot, Snapshot};
use crate::state::Manager;

/// Intents met in one change; what is left follows in the next (rule 13).
const HEAL_AT_ONCE: usize = 1_000;

/// The zone called `name`; UTC where the list has none of that name.
pub(crate) fn zone(name: &str) -> TimeZone {
    time::zone(name).unwrap_or(TimeZone::UTC)
}

/// When `day` is over in the zone called `name`, in milliseconds UTC.
pub(crate) fn ends_ms(day: Date, name: &str) -> i64 {
    day.tomorrow().ok().and_then(|next| time::day_begins_ms(next, &zone(name))).unwrap_or(i64::MAX)
}

/// Makes sure that the installation is on today's day, before anything is asked or written there.
///
/// When the day change cannot be written, checks go by the new day all the same.
#[inline]
pub(crate) async fn begin(manager: &Manager, slot: &Arc<Slot>) {
    if manager.clock().now_ms() >= slot.load().day_ends_ms {
        begin_new(manager, slot).await;
    }
}

#[cold]
async fn begin_new(manager: &Manager, slot: &Arc<Slot>) {
    let _one = slot.turning().await;
    let today = slot.today();
    if today <= slot.load().day.today {
        return;
    }
    if let Err(problem) = turn(manager, slot, today).await {
        tracing::error!(scope = slot.scope().0, %today, code = %problem.code, detail = ?problem.detail, "the day change could not be written");
        slot.look_ahead(today).await;
    }
}

/// Writes the day change, unless another server has, and meets what waits for seats that the day brings.
async fn turn(manager: &Manager, slot: &Arc<Slot>, today: Date) -> Result<(), Problem> {
    let inside = Arc::clone(slot);
    let done = manager
        .db()
        .write(slot.scope(), &By::system("day_change"), move |w| {
            let at = inside.at_head(w)?;
            if at.installation().day < today { change(w, &at, today) } else { Ok(()) }
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
                heal_some(w, &at)
            })
            .await?;
        slot.reach(done.revision).await?;
        if done.value < HEAL_AT_ONCE {
            break;
        }
    }
    Ok(())
}

fn heal_some(w: &mut Write<'_>, at: &Snapshot) -> Result<usize, Problem> {
    let healed = meet(at.licences(), at.day(), at.usage(), waiting(at), HEAL_AT_ONCE);
    if healed.is_empty() {
        return Ok(0);
    }
    let mut entry = Entry::new("assignments.healed", 1).after(json!({"count": healed.len()}));
    for met in &healed {
        entry.member(&(met.user, met.module, met.source));
    }
    // One user may have several intents met, one after the other: each change stands on the one before.
    let mut rest: Vec<(UserNo, Change)> = healed.iter().map(|met| (met.user, met.change.clone())).collect();
    rest.sort_by_key(|(user, _)| *user);
    while !rest.is_empty() {
        let (mut round, mut later) = (Vec::new(), Vec::new());
        for (user, change) in rest {
            let again = round.last().is_some_and(|(last, _): &(UserNo, Change)| *last == user);
            if again { later.push((user, change)) } else { round.push((user, change)) }
        }
        sealed::apply(w, &round, None)?;
        rest = later;
    }
    w.record(entry)?;
    Ok(healed.len())
}

/// Everything that waits, oldest first: what [`licentia_core::day::heal`] takes.
pub fn waiting(at: &Snapshot) -> Vec<(Person<'_>, usize)> {
    let mut list: Vec<(u64, Person<'_>, usize)> = Vec::new();
    for user in at.users().filter(|user| user.waits()) {
        let person = user.person();
        let intents = person.assignments.iter().enumerate().filter(|(_, a)| crate::snapshot::waits(a));
        list.extend(intents.map(|(index, a)| (a.order, person, index)));
    }
    list.sort_by_key(|(order, person, index)| (*order, person.no, *index));
    list.into_iter().map(|(_, person, index)| (person, index)).collect()
}
