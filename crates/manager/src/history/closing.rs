//! Closing days: what has no place in the chain is counted and hashed when its day is over, and the chain holds that.
//!
//! A day is closed a minute after it has ended, when every server has written what it had in memory. What comes later
//! counts for the day on which it comes, so that a closed day never changes; whoever edits one is named like whoever edits
//! any other sealed row.

use jiff::civil::Date;
use licentia_platform::by::By;
use licentia_platform::db::{DbError, Read, ScopeNo, Sql, Write};
use licentia_platform::ledger::{Entry, SealedRow};
use licentia_platform::problem::Problem;
use serde_json::json;

use super::store;
use crate::sealed::{self, ClosedDayRow};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How long after its end a day is closed: refusals and last uses are on disk by then.
const WAIT_MS: i64 = 60_000;
/// Days closed in one go; the next tick goes on.
const AT_ONCE: usize = 32;

/// Something that is closed with its day.
struct Kind {
    name: &'static str,
    /// What a day holds of it.
    day: fn(&mut dyn Sql, ScopeNo, Date) -> Result<Lines, DbError>,
    /// Whether its rows stay as they are, so that they can be compared with what was closed for ever after.
    stays: bool,
}

/// What a day holds: how many rows there were, and lines of text that say so, in any order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) rows: u64,
    pub(super) lines: Vec<String>,
}

impl From<Vec<String>> for Lines {
    fn from(lines: Vec<String>) -> Self {
        Self { rows: lines.len() as u64, lines }
    }
}

/// Everything that is closed with its day. Usage events are forgotten after some time, and limits only know the present:
/// of these the chain alone knows afterwards what they came to.
const KINDS: &[Kind] = &[
    Kind { name: "use", day: store::use_lines, stays: true },
    Kind { name: "refusals", day: store::refusal_lines, stays: true },
    Kind { name: "usage_events", day: store::usage_event_lines, stays: false },
    Kind { name: "limit_use", day: store::limit_lines, stays: false },
];

/// Closes the days of every installation that are over and still open.
///
/// # Errors
/// The database's; what is still open is closed next time.
pub(crate) async fn run_due(manager: &Manager) -> Result<(), Problem> {
    for slot in manager.slots() {
        let at = slot.get();
        let today = at.day().today;
        let begun = crate::day::ends_ms(today.yesterday().unwrap_or(today), &at.installation().zone);
        if today > at.installation().day || manager.db().certain_now_ms() < begun + WAIT_MS {
            continue;
        }
        for _ in 0..AT_ONCE {
            if slot.kept().closed() >= today.yesterday().ok() {
                break;
            }
            close_next(manager, &slot).await?;
        }
    }
    Ok(())
}

/// Closes the first open day that is over, if there is one.
async fn close_next(manager: &Manager, slot: &crate::snapshot::Slot) -> Result<(), Problem> {
    let by = By::system("history");
    let counted = count(manager, &slot.get()).await?;
    let done = manager.write(slot.scope(), &by, move |w, at| close(w, at, counted.as_ref())).await?;
    slot.kept().close(done.value);
    Ok(())
}

/// What was counted of a day before the write that closes it.
pub(super) struct Counted {
    day: Date,
    rows: Vec<ClosedDayRow>,
}

/// Counts what a day that is about to be closed holds of kinds that are not compared afterwards. These may be millions of
/// rows, and nobody else of the installation can write while a write goes on; what was received on a day that is over
/// stays what it is.
pub(super) async fn count(manager: &Manager, at: &Snapshot) -> Result<Option<Counted>, Problem> {
    let (scope, over) = (at.scope(), over(at));
    let read = move |r: &mut Read<'_>| {
        let Some(day) = next(r, scope)?.filter(|day| *day <= over) else { return Ok(None) };
        Ok(Some(Counted { day, rows: rows(r, scope, day, |kind| !kind.stays)? }))
    };
    manager.db().read(read).await
}

/// Inside the write: the last day that is closed now. A day that another server has closed meanwhile, or that has just
/// become one that is over, is left to the next look.
pub(super) fn close(w: &mut Write<'_>, at: &Snapshot, counted: Option<&Counted>) -> Result<Date, Problem> {
    let (scope, over) = (w.scope(), over(at));
    let Some(day) = next(w, scope)?.filter(|day| *day <= over) else { return Ok(over) };
    let Some(counted) = counted.filter(|counted| counted.day == day) else {
        return Ok(day.yesterday().unwrap_or(Date::MIN));
    };
    let mut rows = rows(w, scope, day, |kind| kind.stays)?;
    rows.extend(counted.rows.iter().cloned());
    sealed::store::insert_closed_days(w, &rows)?;
    let mut kinds = serde_json::Map::new();
    for row in &rows {
        kinds.insert(row.kind.clone(), json!({"rows": row.rows, "sha256": row.sha256}));
    }
    w.record(Entry::new("day.closed", 1).after(json!({"day": day, "kinds": kinds})))?;
    Ok(day)
}

/// The last day that is over.
fn over(at: &Snapshot) -> Date {
    at.installation().day.yesterday().unwrap_or(Date::MIN)
}

/// The first day that is not closed yet.
fn next(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Date>, DbError> {
    match store::last_closed(sql, scope)? {
        Some(closed) => Ok(closed.tomorrow().ok()),
        None => store::first_open(sql, scope),
    }
}

/// What every kind came to on a day.
pub(super) fn rows_of(sql: &mut dyn Sql, scope: ScopeNo, day: Date) -> Result<Vec<ClosedDayRow>, DbError> {
    rows(sql, scope, day, |_| true)
}

fn rows(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    day: Date,
    which: impl Fn(&Kind) -> bool,
) -> Result<Vec<ClosedDayRow>, DbError> {
    let row = |kind: &Kind| {
        let (rows, sha256) = digest((kind.day)(sql, scope, day)?);
        Ok(ClosedDayRow { day, kind: kind.name.to_owned(), rows, sha256 })
    };
    KINDS.iter().filter(|kind| which(kind)).map(row).collect()
}

/// How many rows, and the hash over their lines in their own order: databases sort texts differently.
fn digest(mut day: Lines) -> (u64, String) {
    day.lines.sort_unstable();
    let all = day.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
    (day.rows, sealed::hex(&licentia_protocol::sha256(all.as_bytes())))
}

/// Every closed day, for [`crate::ledger::SEALED`]: its seal, and whether its rows are still those that were closed.
pub(crate) fn recount(
    r: &mut Read<'_>,
    scope: ScopeNo,
    each: &mut dyn FnMut(SealedRow),
) -> Result<(), Problem> {
    let mut sealer = r.sealer();
    for found in sealed::store::closed_days(r, scope)? {
        let Some(stored) = found else {
            each(SealedRow::unreadable("a closed day"));
            continue;
        };
        let row = &stored.row;
        let sealed = sealer.matches(scope, stored.rev, row, stored.seal);
        let kind = KINDS.iter().find(|kind| kind.name == row.kind && kind.stays);
        let same = match kind {
            Some(kind) => digest((kind.day)(r, scope, row.day)?) == (row.rows, row.sha256.clone()),
            None => true,
        };
        let wrong = (!sealed || !same).then(|| format!("{} of {}", row.kind, row.day));
        each(SealedRow { seal: stored.seal, wrong });
    }
    Ok(())
}
