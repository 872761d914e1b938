//! `meter_day`: what the events of a day come to.

use std::collections::BTreeSet;

use jiff::civil::Date;
use licentia_core::meters::DayUse;
use licentia_core::package::MeterKind;
use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};

use super::events::{kind_no, kind_of};

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::meters) struct Counted {
    pub(in crate::meters) issuer: String,
    pub(in crate::meters) meter: String,
    pub(in crate::meters) day: Date,
    /// How its latest event was counted.
    pub(in crate::meters) kind: MeterKind,
    pub(in crate::meters) used: DayUse,
}

const COLUMNS: &str = "issuer, meter, day, kind, events, used, last_ms, last_level";

/// These days, where they are known: issuer, meter and day of each.
pub(in crate::meters) fn some(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    days: &BTreeSet<(&str, &str, Date)>,
) -> Result<Vec<Counted>, DbError> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    let mut set = Rows::with_capacity(days.len(), 3);
    for (issuer, meter, day) in days {
        set.row().text(issuer).text(meter).text(&day.to_string());
    }
    let columns = COLUMNS.split(", ").map(|column| format!("d.{column}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "SELECT {columns} FROM (SELECT value->>0 AS issuer, value->>1 AS meter, value->>2 AS day FROM EACH($2)) AS k \
         JOIN meter_day AS d ON d.scope = $1 AND d.issuer = k.issuer AND d.meter = k.meter AND d.day = k.day"
    );
    read(sql.query(&text, &values![scope, set])?)
}

/// Every day from `from` to `to`.
pub(in crate::meters) fn between(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    from: Date,
    to: Date,
) -> Result<Vec<Counted>, DbError> {
    let text = format!(
        "SELECT {COLUMNS} FROM meter_day WHERE scope = $1 AND day >= $2 AND day <= $3 ORDER BY issuer, meter, day"
    );
    read(sql.query(&text, &values![scope, from.to_string(), to.to_string()])?)
}

/// The level that each meter stood at before a day, where one was ever told.
pub(in crate::meters) fn levels_before(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    day: Date,
) -> Result<Vec<(String, String, u64)>, DbError> {
    let rows = sql.query(
        "SELECT d.issuer, d.meter, d.last_level FROM (SELECT issuer, meter, MAX(day) AS day FROM meter_day \
         WHERE scope = $1 AND day < $2 AND events > 0 AND last_ms IS NOT NULL GROUP BY issuer, meter) AS k \
         JOIN meter_day AS d ON d.scope = $1 AND d.issuer = k.issuer AND d.meter = k.meter AND d.day = k.day",
        &values![scope, day.to_string()],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// The meters of which anything was ever counted, with the kind it was last counted as.
pub(in crate::meters) fn meters(
    sql: &mut dyn Sql,
    scope: ScopeNo,
) -> Result<Vec<(String, String, MeterKind)>, DbError> {
    let rows = sql.query(
        "SELECT d.issuer, d.meter, d.kind FROM (SELECT issuer, meter, MAX(day) AS day FROM meter_day \
         WHERE scope = $1 GROUP BY issuer, meter) AS k JOIN meter_day AS d ON d.scope = $1 AND d.issuer = k.issuer \
         AND d.meter = k.meter AND d.day = k.day",
        &values![scope],
    )?;
    let one = |row: &Row| Ok((row.get(0)?, row.get(1)?, kind(row, 2)?));
    rows.iter().map(one).collect()
}

/// The first day of which anything was counted for an issuer.
pub(in crate::meters) fn first(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    issuer: &str,
) -> Result<Option<Date>, DbError> {
    let row = sql.query_one(
        "SELECT MIN(day) FROM meter_day WHERE scope = $1 AND issuer = $2",
        &values![scope, issuer],
    )?;
    Ok(row.as_ref().and_then(|row| row.text(0)).and_then(|day| day.parse().ok()))
}

/// Writes days as they are now.
pub(in crate::meters) fn put(w: &mut Write<'_>, days: &[Counted]) -> Result<(), DbError> {
    if days.is_empty() {
        return Ok(());
    }
    let (scope, mut set) = (w.scope(), Rows::with_capacity(days.len(), 9));
    for day in days {
        set.row()
            .int(scope.0)
            .text(&day.issuer)
            .text(&day.meter)
            .text(&day.day.to_string())
            .int(kind_no(Some(day.kind)))
            .revision(day.used.events)
            .revision(day.used.used)
            .int_or_null(day.used.last.map(|(at_ms, _)| at_ms))
            .int_or_null(day.used.last.map(|(_, level)| level.cast_signed()));
    }
    w.execute_rows(
        "INSERT INTO meter_day (scope, issuer, meter, day, kind, events, used, last_ms, last_level) SELECT \
         CAST(value->>0 AS BIGINT), value->>1, value->>2, value->>3, CAST(value->>4 AS BIGINT), \
         CAST(value->>5 AS BIGINT), CAST(value->>6 AS BIGINT), CAST(value->>7 AS BIGINT), CAST(value->>8 AS BIGINT) \
         FROM EACH($1) WHERE true ON CONFLICT (scope, issuer, meter, day) DO UPDATE SET kind = excluded.kind, \
         events = excluded.events, used = excluded.used, last_ms = excluded.last_ms, \
         last_level = excluded.last_level",
        &set,
    )
    .map(drop)
}

fn read(rows: Vec<Row>) -> Result<Vec<Counted>, DbError> {
    rows.iter().map(counted_from).collect()
}

fn counted_from(row: &Row) -> Result<Counted, DbError> {
    let last: (Option<i64>, Option<u64>) = (row.get(6)?, row.get(7)?);
    Ok(Counted {
        issuer: row.get(0)?,
        meter: row.get(1)?,
        day: row.get::<String>(2)?.parse().map_err(|_| DbError::Column { index: 2, wanted: "a day" })?,
        kind: kind(row, 3)?,
        used: DayUse { events: row.get(4)?, used: row.get(5)?, last: last.0.zip(last.1) },
    })
}

fn kind(row: &Row, index: usize) -> Result<MeterKind, DbError> {
    kind_of(row.get(index)?).ok_or(DbError::Column { index, wanted: "a kind of meter" })
}
