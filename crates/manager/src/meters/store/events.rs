//! `usage_event` and `usage_subject`: sets in, sets out.

use std::collections::BTreeSet;

use jiff::civil::Date;
use licentia_core::meters::{Decided, Facts, Key, MeterId, Stored, Subject, SubjectUse};
use licentia_core::month::Month;
use licentia_core::package::MeterKind;
use licentia_platform::db::{Backend, DbError, Row, Rows, ScopeNo, Sql, Write, values};

use crate::meters::days::{day_from, day_no};
use crate::meters::purge::Forgotten;

/// How a correction is stored.
const CORRECTION: i64 = 0;
/// No day that anything is forgotten up to.
const NEVER: i32 = -1;
/// Kinds from this one on compare quantities.
const COMPARED: i64 = 4;

/// How a kind is stored.
pub(in crate::meters) fn kind_no(kind: Option<MeterKind>) -> i64 {
    match kind {
        None => CORRECTION,
        Some(MeterKind::Count) => 1,
        Some(MeterKind::Sum) => 2,
        Some(MeterKind::Unique) => 3,
        Some(MeterKind::Maximum) => COMPARED,
        Some(MeterKind::Latest) => 5,
        Some(MeterKind::Level) => 6,
    }
}

/// The kind of a stored number.
pub(in crate::meters) fn kind_of(no: i64) -> Option<MeterKind> {
    MeterKind::EVERY.into_iter().find(|kind| kind_no(Some(*kind)) == no)
}

/// The upper and the lower half of 128 bits, as two columns hold them.
fn halves(key: u128) -> (i64, i64) {
    let half = |bits: u128| (bits as u64).cast_signed();
    (half(key >> 64), half(key))
}

fn whole(hi: i64, lo: i64) -> u128 {
    u128::from(hi.cast_unsigned()) << 64 | u128::from(lo.cast_unsigned())
}

/// Those of these events that are known. The window of what was received before `past` is over.
pub(in crate::meters) fn known(
    w: &mut Write<'_>,
    keys: impl ExactSizeIterator<Item = Key>,
    past: Date,
    facts: &mut Facts,
) -> Result<(), DbError> {
    let (scope, past, mut set) = (w.scope(), day_no(past), Rows::with_capacity(keys.len(), 2));
    for key in keys {
        let (hi, lo) = halves(key);
        set.row().int(hi).int(lo);
    }
    w.query_each(
        "SELECT e.key_hi, e.key_lo, e.meter, e.kind, e.at_ms, e.day, e.quantity, e.corrected_ms, e.subject_hi, \
         e.subject_lo, e.received FROM (SELECT CAST(value->>0 AS BIGINT) AS hi, CAST(value->>1 AS BIGINT) AS lo FROM EACH($2)) AS k \
         JOIN usage_event AS e ON e.scope = $1 AND e.key_hi = k.hi AND e.key_lo = k.lo",
        &values![scope, set],
        &mut |row| {
            let key = whole(row.get(0)?, row.get(1)?);
            facts.events.insert(key, stored_from(row)?);
            if row.get::<i32>(10)? < past {
                facts.past.insert(key);
            }
            Ok(())
        },
    )
}

fn stored_from(row: &Row) -> Result<Stored, DbError> {
    let (hi, lo): (Option<i64>, Option<i64>) = (row.get(8)?, row.get(9)?);
    Ok(Stored {
        meter: row.get::<i64>(2)?.cast_unsigned(),
        kind: kind_of(row.get(3)?),
        at_ms: row.get(4)?,
        day: day_from(row.get(5)?),
        quantity: row.get(6)?,
        corrected_ms: row.get(7)?,
        subject: hi.zip(lo).map(|(hi, lo)| whole(hi, lo)),
    })
}

/// Those of these subjects that are known in their months.
pub(in crate::meters) fn known_subjects(
    w: &mut Write<'_>,
    subjects: &BTreeSet<(MeterId, Month, Subject)>,
    facts: &mut Facts,
) -> Result<(), DbError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let (scope, mut set) = (w.scope(), Rows::with_capacity(subjects.len(), 4));
    for (meter, month, subject) in subjects {
        let (hi, lo) = halves(*subject);
        set.row().int(meter.cast_signed()).int(day_no(month.first_day())).int(hi).int(lo);
    }
    w.query_each(
        "SELECT s.meter, s.month, s.subject_hi, s.subject_lo, s.day, s.events FROM (SELECT \
         CAST(value->>0 AS BIGINT) AS meter, CAST(value->>1 AS BIGINT) AS month, CAST(value->>2 AS BIGINT) AS hi, \
         CAST(value->>3 AS BIGINT) AS lo FROM EACH($2)) AS k JOIN usage_subject AS s ON s.scope = $1 \
         AND s.meter = k.meter AND s.month = k.month AND s.subject_hi = k.hi AND s.subject_lo = k.lo",
        &values![scope, set],
        &mut |row| {
            let month = Month::of(day_from(row.get(1)?));
            let key = (row.get::<i64>(0)?.cast_unsigned(), month, whole(row.get(2)?, row.get(3)?));
            facts.subjects.insert(key, SubjectUse { day: day_from(row.get(4)?), events: row.get(5)? });
            Ok(())
        },
    )
}

/// Writes what was decided about events and subjects. `received` is today.
pub(in crate::meters) fn write(w: &mut Write<'_>, decided: &Decided, received: Date) -> Result<(), DbError> {
    insert(w, &decided.new, received)?;
    correct(w, decided)?;
    put_subjects(w, decided)
}

fn insert(w: &mut Write<'_>, new: &[(Key, Stored)], received: Date) -> Result<(), DbError> {
    const COLUMNS: &[&str] = &[
        "scope",
        "key_hi",
        "key_lo",
        "meter",
        "at_ms",
        "day",
        "received",
        "kind",
        "quantity",
        "subject_hi",
        "subject_lo",
        "corrected_ms",
    ];
    if new.is_empty() {
        return Ok(());
    }
    let (scope, mut rows) = (w.scope(), Rows::with_capacity(new.len(), COLUMNS.len()));
    for (key, event) in new {
        let (hi, lo) = halves(*key);
        let subject = event.subject.map(halves);
        rows.row()
            .int(scope.0)
            .int(hi)
            .int(lo)
            .int(event.meter.cast_signed())
            .int(event.at_ms)
            .int(day_no(event.day))
            .int(day_no(received))
            .int(kind_no(event.kind))
            .int_or_null(event.quantity.map(u64::cast_signed))
            .int_or_null(subject.map(|(hi, _)| hi))
            .int_or_null(subject.map(|(_, lo)| lo))
            .int_or_null(event.corrected_ms);
    }
    w.insert_rows("usage_event", COLUMNS, &rows).map(drop)
}

fn correct(w: &mut Write<'_>, decided: &Decided) -> Result<(), DbError> {
    if decided.changed.is_empty() {
        return Ok(());
    }
    let (scope, mut set) = (w.scope(), Rows::with_capacity(decided.changed.len(), 5));
    for (key, event) in &decided.changed {
        let (hi, lo) = halves(*key);
        set.row()
            .int(scope.0)
            .int(hi)
            .int(lo)
            .int_or_null(event.quantity.map(u64::cast_signed))
            .int_or_null(event.corrected_ms);
    }
    w.execute_rows(
        "UPDATE usage_event SET quantity = k.quantity, corrected_ms = k.at_ms FROM (SELECT \
         CAST(value->>0 AS BIGINT) AS scope, CAST(value->>1 AS BIGINT) AS hi, CAST(value->>2 AS BIGINT) AS lo, \
         CAST(value->>3 AS BIGINT) AS quantity, CAST(value->>4 AS BIGINT) AS at_ms FROM EACH($1)) AS k \
         WHERE usage_event.scope = k.scope AND usage_event.key_hi = k.hi AND usage_event.key_lo = k.lo",
        &set,
    )
    .map(drop)
}

fn put_subjects(w: &mut Write<'_>, decided: &Decided) -> Result<(), DbError> {
    if decided.subjects.is_empty() {
        return Ok(());
    }
    let (scope, mut set) = (w.scope(), Rows::with_capacity(decided.subjects.len(), 7));
    for ((meter, month, subject), used) in &decided.subjects {
        let (hi, lo) = halves(*subject);
        set.row()
            .int(scope.0)
            .int(meter.cast_signed())
            .int(day_no(month.first_day()))
            .int(hi)
            .int(lo)
            .int(day_no(used.day))
            .revision(used.events);
    }
    w.execute_rows(
        "INSERT INTO usage_subject (scope, meter, month, subject_hi, subject_lo, day, events) SELECT \
         CAST(value->>0 AS BIGINT), CAST(value->>1 AS BIGINT), CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT), \
         CAST(value->>4 AS BIGINT), CAST(value->>5 AS BIGINT), CAST(value->>6 AS BIGINT) FROM EACH($1) WHERE true \
         ON CONFLICT (scope, meter, month, subject_hi, subject_lo) DO UPDATE SET day = excluded.day, \
         events = excluded.events",
        &set,
    )
    .map(drop)
}

/// The quantities of a day that are compared, those taken back left out.
pub(in crate::meters) fn quantities(
    w: &mut Write<'_>,
    meter: MeterId,
    day: Date,
) -> Result<Vec<(MeterKind, i64, u64)>, DbError> {
    let (scope, mut found) = (w.scope(), Vec::new());
    w.query_each(
        "SELECT kind, at_ms, quantity FROM usage_event WHERE scope = $1 AND meter = $2 AND day = $3 AND kind >= 4 \
         AND quantity IS NOT NULL",
        &values![scope, meter.cast_signed(), day_no(day)],
        &mut |row| {
            if let Some(kind) = kind_of(row.get(0)?) {
                found.push((kind, row.get(1)?, row.get(2)?));
            }
            Ok(())
        },
    )?;
    Ok(found)
}

/// Forgets at most `limit` events of those days. Of kinds that compare quantities a day's events are forgotten together:
/// what a correction makes anew must be whole.
pub(in crate::meters) fn purge(w: &mut Write<'_>, until: Forgotten, limit: u32) -> Result<u64, DbError> {
    let scope = w.scope();
    // Each database's own name of a row: the only one that is cheap to find it by.
    let row = match w.backend() {
        Backend::Sqlite => "rowid",
        Backend::Postgres => "ctid",
    };
    let text = format!(
        "DELETE FROM usage_event WHERE {row} IN (SELECT {row} FROM usage_event WHERE scope = $1 AND received < $2 \
         AND (kind < {COMPARED} OR day < $3) LIMIT $4)"
    );
    w.execute(&text, &values![scope, day_no(until.received), day_no(until.compared), limit])
}

/// What an installation has forgotten: what was received before a day may be, whatever the window is now, and up to which
/// days everything is.
pub(in crate::meters) fn forgotten(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<Option<(Date, Forgotten)>, DbError> {
    let row = sql.query_one(
        "SELECT received_before, done_received, done_compared FROM usage_forgotten WHERE scope = $1",
        &values![scope],
    )?;
    let day = |row: &Row, index| Ok::<_, DbError>(day_from(row.get(index)?));
    row.map(|row| Ok((day(&row, 0)?, Forgotten { received: day(&row, 1)?, compared: day(&row, 2)? })))
        .transpose()
}

/// Notes what is being forgotten; everything of it is, when it is done.
pub(in crate::meters) fn put_forgotten(
    w: &mut Write<'_>,
    until: Forgotten,
    is_done: bool,
) -> Result<(), DbError> {
    let (scope, before, compared) = (w.scope(), day_no(until.received), day_no(until.compared));
    // A day that never is: not everything is done.
    let (received, compared) = if is_done { (before, compared) } else { (NEVER, NEVER) };
    w.execute(
        "INSERT INTO usage_forgotten (scope, received_before, done_received, done_compared) VALUES ($1, $2, $3, $4)
         ON CONFLICT (scope) DO UPDATE SET done_received = $3, done_compared = $4,
           received_before = CASE WHEN usage_forgotten.received_before > $2
             THEN usage_forgotten.received_before ELSE $2 END",
        &values![scope, before, received, compared],
    )
    .map(drop)
}

/// Whether there is any event at all.
pub(in crate::meters) fn any(sql: &mut dyn Sql, scope: ScopeNo) -> Result<bool, DbError> {
    Ok(sql.query_one("SELECT 1 FROM usage_event WHERE scope = $1 LIMIT 1", &values![scope])?.is_some())
}

/// Forgets the subjects of months before the one of `before`.
pub(in crate::meters) fn purge_subjects(w: &mut Write<'_>, before: Month) -> Result<u64, DbError> {
    let scope = w.scope();
    w.execute(
        "DELETE FROM usage_subject WHERE scope = $1 AND month < $2",
        &values![scope, day_no(before.first_day())],
    )
}
