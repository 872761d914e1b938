//! Other days than today, as a snapshot sees them.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::day::day_change;
use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Day;
use licentia_core::seats::{Assignment, Source, State};
use licentia_platform::problem::Problem;

use super::{Snapshot, User};

/// How many other days a snapshot keeps, and one request may ask about.
pub(crate) const OTHER_DAYS: usize = 31;

/// Another day, and whose assignments will wait on it.
pub struct Then {
    /// What is in force on it.
    pub day: Day,
    waiting: HashSet<(UserNo, (ModuleNo, Source))>,
}

/// The other days that were asked about last, newest last. A day to come is worked out from everybody's assignments,
/// which a program that asks about one user after the other must not pay for each of them.
#[derive(Default)]
pub(crate) struct OtherDays(Mutex<Vec<Arc<Then>>>);

/// A copy is made to be changed, and what was worked out does not hold for it.
impl Clone for OtherDays {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl OtherDays {
    /// The day, worked out by `work_out` unless it is known. Whoever asks meanwhile waits for it: everybody would work out
    /// the same.
    fn get(&self, day: Date, work_out: impl FnOnce() -> Then) -> Arc<Then> {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = days.iter().find(|then| then.day.today == day) {
            return known.clone();
        }
        let then = Arc::new(work_out());
        if days.len() == OTHER_DAYS {
            days.remove(0);
        }
        days.push(then.clone());
        then
    }
}

impl Snapshot {
    /// Another day, as it will be if nobody does anything until then. Of a day to come that is with its day change, which
    /// decides who keeps a seat where there are fewer (rule 5): a pure function, so that it says so before it is written.
    pub fn then(&self, day: Date) -> Arc<Then> {
        self.other_days.get(day, || {
            let (to_come, day) = (day > self.day.today, self.licences.on(day));
            let people = || self.people().collect::<Vec<_>>();
            let moved = if to_come { day_change(&self.licences, &day, &people()) } else { Vec::new() };
            let waiting = moved.into_iter().map(|moved| (moved.user, (moved.module, moved.source))).collect();
            Then { day, waiting }
        })
    }
}

/// Has the days that are to be asked about worked out where nobody else waits for it: at 300,000 users a day to come
/// takes a tenth of a second.
///
/// 422 `too_many_days` when there are more than [`OTHER_DAYS`].
pub(crate) async fn work_out(
    snapshot: &Arc<Snapshot>,
    days: impl Iterator<Item = Date>,
) -> Result<(), Problem> {
    let today = snapshot.day.today;
    let days: BTreeSet<Date> = days.filter(|day| *day != today).collect();
    if days.len() > OTHER_DAYS {
        let text = format!("Ask about at most {OTHER_DAYS} different days at once.");
        return Err(Problem::unprocessable("too_many_days", "checks", text).arg("limit", OTHER_DAYS));
    }
    if days.is_empty() {
        return Ok(());
    }
    let at = snapshot.clone();
    let working = tokio::task::spawn_blocking(move || days.into_iter().for_each(|day| drop(at.then(day))));
    // Where it failed, whoever asks works the day out, and fails with it.
    let _ = working.await;
    Ok(())
}

impl Then {
    /// What somebody has been granted, as it stands on that day.
    pub fn assignments(&self, user: User<'_>) -> Vec<Assignment> {
        let waits = |row: &Assignment| self.waiting.contains(&(user.no(), row.key()));
        let then = |row: &Assignment| match waits(row) {
            true => Assignment { state: State::Waiting(Code::NoSeat), ..*row },
            false => *row,
        };
        user.assignments().iter().map(then).collect()
    }
}
