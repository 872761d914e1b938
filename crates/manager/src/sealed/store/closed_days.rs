//! `closed_day`: written once, never changed.

use licentia_platform::db::{DbError, Row, Rows, ScopeNo, Sql, Write, values};
use licentia_platform::seals::Seal;

use crate::sealed::{ClosedDayRow, Stored};

const COLUMNS: &str = "day, kind, rows, sha256, rev, seal_hi, seal_lo";

/// The closed days of `scope`, oldest first; `None` for a row that cannot be read.
///
/// # Errors
/// The database's.
pub fn closed_days(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Option<Stored<ClosedDayRow>>>, DbError> {
    let text = format!("SELECT {COLUMNS} FROM closed_day WHERE scope = $1 ORDER BY day, kind");
    Ok(sql.query(&text, &values![scope])?.iter().map(closed_day).collect())
}

/// Adds what days came to.
///
/// # Errors
/// The database's: a day that is closed already is [`DbError::Unique`].
pub fn insert_closed_days(w: &mut Write<'_>, rows: &[ClosedDayRow]) -> Result<(), DbError> {
    let (scope, rev) = (w.scope(), w.revision().cast_signed());
    let mut set = Rows::with_capacity(rows.len(), 8);
    for row in rows {
        let seal = w.seal(row);
        set.row()
            .text(&row.day.to_string())
            .text(&row.kind)
            .int(row.rows.cast_signed())
            .text(&row.sha256)
            .int(rev)
            .int(seal.hi)
            .int(seal.lo)
            .int(scope.0);
    }
    super::insert(w, "closed_day", COLUMNS, &set)
}

fn closed_day(row: &Row) -> Option<Stored<ClosedDayRow>> {
    let (day, rows): (String, i64) = (row.get(0).ok()?, row.get(2).ok()?);
    Some(Stored {
        row: ClosedDayRow {
            day: day.parse().ok()?,
            kind: row.get(1).ok()?,
            rows: u64::try_from(rows).ok()?,
            sha256: row.get(3).ok()?,
        },
        rev: row.get(4).ok()?,
        seal: Seal { hi: row.get(5).ok()?, lo: row.get(6).ok()? },
    })
}
