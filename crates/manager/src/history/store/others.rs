//! What other nouns hold of a day that is closed with it.

use jiff::civil::{Date, date};
use licentia_core::time::days_until;
use licentia_platform::db::{DbError, ScopeNo, Sql, values};

use super::{Lines, unsigned};

/// The usage events that were received on a day: a line per meter with how many, and the sum of the halves of their keys,
/// which no correction changes.
pub(in crate::history) fn usage_event_lines(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    day: Date,
) -> Result<Lines, DbError> {
    let received = days_until(date(1970, 1, 1), day);
    let mut told = Lines::default();
    sql.query_each(
        "SELECT meter, COUNT(*), CAST(SUM(key_hi / 4294967296) AS BIGINT), CAST(SUM(key_lo / 4294967296) AS BIGINT) \
         FROM usage_event WHERE scope = $1 AND received = $2 GROUP BY meter",
        &values![scope, i64::from(received)],
        &mut |row| {
            let (meter, count): (i64, i64) = (row.get(0)?, row.get(1)?);
            let (high, low): (i64, i64) = (row.get(2)?, row.get(3)?);
            told.rows += unsigned(count);
            told.lines.push(format!("{meter} {count} {high} {low}"));
            Ok(())
        },
    )?;
    Ok(told)
}

/// How much of each plan limit is used as the day is closed.
pub(in crate::history) fn limit_lines(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    _day: Date,
) -> Result<Lines, DbError> {
    let text = "SELECT site, issuer, name, used, updated_at FROM limit_use WHERE scope = $1";
    let rows = sql.query(text, &values![scope])?;
    let line = |row: &licentia_platform::db::Row| {
        let (site, issuer, name): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let (used, at): (i64, i64) = (row.get(3)?, row.get(4)?);
        Ok(format!("{site} {issuer} {name} {used} {at}"))
    };
    rows.iter().map(line).collect::<Result<Vec<String>, DbError>>().map(Lines::from)
}
