//! The days between two days of an installation on which no server ran.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_core::history::{Figure, Kept};
use licentia_core::login::OpenSeats;
use licentia_core::seats::Usage;
use licentia_platform::db::{DbError, Write};

use super::kept::After;
use super::store;
use crate::snapshot::Snapshot;

/// A server that was away for longer begins its history anew, in days.
const LONGEST: i64 = 366;

fn back(today: Date) -> Date {
    today.checked_sub(LONGEST.days()).unwrap_or(Date::MIN)
}

/// Writes what those days hold, when the next day begins. Seats stay held while nobody runs a server, so they count; no
/// session goes on. What a date took away meanwhile would have waited: nobody used more than there was.
pub(crate) fn fill(w: &mut Write<'_>, at: &Snapshot, today: Date) -> Result<(), DbError> {
    let known = at.installation().day;
    let first = known.tomorrow().unwrap_or(Date::MAX).max(back(today));
    if first >= today {
        return Ok(());
    }
    let changes = changes(at);
    let (mut usage, closed) = (at.usage().clone(), OpenSeats::new());
    for date in first.series(1.day()).take_while(|date| *date < today) {
        let day = at.licences().on(date);
        if date == first || changes.contains(&date) {
            usage = Usage::count(at.licences(), &day, at.people());
        }
        let after = After { licences: at.licences(), day: &day, usage: &usage, open: &closed };
        let kept = after.named().into_iter().filter_map(|(name, now)| {
            let used = now.cap.map_or(now.used, |cap| now.used.min(cap));
            Some((name.to_owned(), Kept::with(None, Figure { used, ..now })?))
        });
        let begins = crate::day::ends_ms(date.yesterday().unwrap_or(date), &at.installation().zone);
        store::keep(w, date, begins, &kept.collect::<Vec<_>>())?;
    }
    Ok(())
}

/// The days on which somebody's use changes by itself: an assignment begins, or has ended the day before.
fn changes(at: &Snapshot) -> BTreeSet<Date> {
    let all = at.users().flat_map(|user| user.assignments().iter());
    all.flat_map(|a| [a.from, a.until.and_then(|last| last.tomorrow().ok())]).flatten().collect()
}
