//! `use_day`, and what it is compared with.

use jiff::civil::Date;
use licentia_core::history::{DayUse, Kept};
use std::collections::BTreeMap;

use licentia_core::ids::UserNo;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::{Lines, lines, unsigned};

/// Keeps the highest of each item on a day. Once full is full, and the first moments stay, whoever writes and in which
/// order.
pub(in crate::history) fn keep(
    w: &mut Write<'_>,
    day: Date,
    at_ms: i64,
    items: &[(String, Kept)],
) -> Result<(), DbError> {
    let (scope, mut set) = (w.scope(), Rows::with_capacity(items.len(), 4));
    for (item, kept) in items {
        set.row()
            .text(item)
            .int(kept.peak.cast_signed())
            .int_or_null(kept.cap.map(u64::cast_signed))
            .int_or_null(kept.full.then_some(at_ms));
    }
    w.execute(
        "INSERT INTO use_day (scope, day, item, peak, peak_at, total, full_at) \
         SELECT CAST($1 AS BIGINT), $2, value->>0, CAST(value->>1 AS BIGINT), CAST($3 AS BIGINT), \
         CAST(value->>2 AS BIGINT), CAST(value->>3 AS BIGINT) FROM EACH($4) WHERE true \
         ON CONFLICT (scope, item, day) DO UPDATE SET \
         peak_at = CASE WHEN excluded.peak > use_day.peak THEN excluded.peak_at ELSE use_day.peak_at END, \
         peak = CASE WHEN excluded.peak > use_day.peak THEN excluded.peak ELSE use_day.peak END, \
         total = excluded.total, full_at = COALESCE(use_day.full_at, excluded.full_at)",
        &values![scope, day.to_string(), at_ms, set],
    )
    .map(drop)
}

/// The days of an item, oldest first.
pub(in crate::history) fn days(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    item: &str,
    (from, to): (Date, Date),
) -> Result<Vec<DayUse>, DbError> {
    let mut days = Vec::new();
    sql.query_each(
        "SELECT day, peak, peak_at, total, full_at FROM use_day \
         WHERE scope = $1 AND item = $2 AND day >= $3 AND day <= $4 ORDER BY day",
        &values![scope, item, from.to_string(), to.to_string()],
        &mut |row| {
            days.extend(day_use(row, 0)?);
            Ok(())
        },
    )?;
    Ok(days)
}

/// The days of every item, oldest first within each.
pub(in crate::history) fn all_days(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    (from, to): (Date, Date),
    each: &mut dyn FnMut(String, DayUse),
) -> Result<(), DbError> {
    sql.query_each(
        "SELECT item, day, peak, peak_at, total, full_at FROM use_day \
         WHERE scope = $1 AND day >= $2 AND day <= $3 ORDER BY item, day",
        &values![scope, from.to_string(), to.to_string()],
        &mut |row| {
            let item = row.get(0)?;
            if let Some(day) = day_use(row, 1)? {
                each(item, day);
            }
            Ok(())
        },
    )
}

/// A day from `day, peak, peak_at, total, full_at`, which begin at a column. A day that is none was written by somebody
/// else and is passed over.
fn day_use(row: &Row, first: usize) -> Result<Option<DayUse>, DbError> {
    let day: String = row.get(first)?;
    let (peak, cap): (i64, Option<i64>) = (row.get(first + 1)?, row.get(first + 3)?);
    let full: Option<i64> = row.get(first + 4)?;
    let kept = Kept { peak: unsigned(peak), cap: cap.map(unsigned), full: full.is_some() };
    let peak_at = row.get(first + 2)?;
    Ok(day.parse().ok().map(|day| DayUse { day, kept, peak_at }))
}

/// The highest use of an item between two days, and the first day that had it.
pub(in crate::history) fn highest(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    item: &str,
    (from, to): (Date, Date),
) -> Result<Option<(u64, Date)>, DbError> {
    let row = sql.query_one(
        "SELECT peak, day FROM use_day WHERE scope = $1 AND item = $2 AND day >= $3 AND day <= $4 \
         ORDER BY peak DESC, day LIMIT 1",
        &values![scope, item, from.to_string(), to.to_string()],
    )?;
    let Some(row) = row else { return Ok(None) };
    let (peak, day): (i64, String) = (row.get(0)?, row.get(1)?);
    Ok(day.parse().ok().map(|day| (unsigned(peak), day)))
}

/// The highest use of every item at any time, and the first day that had it.
pub(in crate::history) fn all_highest(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<BTreeMap<String, (u64, Date)>, DbError> {
    let rows = sql.query(
        "SELECT d.item, d.peak, MIN(d.day) FROM use_day d \
         JOIN (SELECT item, MAX(peak) AS most FROM use_day WHERE scope = $1 GROUP BY item) AS h \
         ON h.item = d.item AND h.most = d.peak WHERE d.scope = $1 GROUP BY d.item, d.peak",
        &values![scope],
    )?;
    let mut highest = BTreeMap::new();
    for row in rows {
        let (item, peak, day): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        highest.extend(day.parse().ok().map(|day| (item, (unsigned(peak), day))));
    }
    Ok(highest)
}

/// Who was there before a day and has used nothing since; `None` where nobody ever used anything, so that nothing is known
/// of anybody's use.
pub(in crate::history) fn silent(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    since: Date,
    since_ms: i64,
) -> Result<Option<Vec<UserNo>>, DbError> {
    let known = sql.query_one(
        "SELECT 1 FROM app_user WHERE scope = $1 AND last_used IS NOT NULL LIMIT 1",
        &values![scope],
    )?;
    if known.is_none() {
        return Ok(None);
    }
    let mut silent = Vec::new();
    sql.query_each(
        "SELECT no FROM app_user WHERE scope = $1 AND state = 'active' AND can_log_in = 1 AND created_at <= $2 \
         AND (last_used IS NULL OR last_used <= $3)",
        &values![scope, since_ms, since.to_string()],
        &mut |row| {
            silent.push(UserNo(row.get(0)?));
            Ok(())
        },
    )?;
    Ok(Some(silent))
}

/// The rows of `use_day` on a day, each as a line.
pub(in crate::history) fn use_lines(sql: &mut dyn Sql, scope: ScopeNo, day: Date) -> Result<Lines, DbError> {
    let text = "SELECT item, peak, peak_at, total, full_at FROM use_day WHERE scope = $1 AND day = $2";
    lines(sql, text, scope, day, |row| {
        let (item, peak, peak_at): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (total, full_at): (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
        Ok(format!("{item} {peak} {peak_at} {total:?} {full_at:?}"))
    })
}

/// The last day that is closed.
pub(in crate::history) fn last_closed(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Date>, DbError> {
    one_day(sql, "SELECT MAX(day) FROM closed_day WHERE scope = $1", scope)
}

/// The first day of which anything is kept.
pub(in crate::history) fn first_open(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Date>, DbError> {
    let used = one_day(sql, "SELECT MIN(day) FROM use_day WHERE scope = $1", scope)?;
    let refused = one_day(sql, "SELECT MIN(day) FROM refusal_day WHERE scope = $1", scope)?;
    Ok(used.into_iter().chain(refused).min())
}

fn one_day(sql: &mut dyn Sql, text: &str, scope: ScopeNo) -> Result<Option<Date>, DbError> {
    let row = sql.query_one(text, &values![scope])?;
    let day: Option<String> = row.map(|row| row.get(0)).transpose()?.flatten();
    Ok(day.and_then(|day| day.parse().ok()))
}
