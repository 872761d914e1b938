//! What was issued, as it is kept (`invoice_issued`).

use licentia_core::month::Month;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, Write, values};
use licentia_platform::seals::Seal;

use super::number;
use crate::invoices::sealed::{Issued, Stored};

/// The last number that was given.
pub(in crate::invoices) fn last_number(sql: &mut dyn Sql) -> Result<Option<u64>, DbError> {
    let row = sql.query_one("SELECT MAX(number) FROM invoice_issued", &[])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Keeps what was issued.
pub(in crate::invoices) fn insert_issued(
    w: &mut Write<'_>,
    row: &Issued,
    rev: u64,
    seal: Seal,
) -> Result<(), DbError> {
    w.execute(
        "INSERT INTO invoice_issued (number, id, sha256, content, rev, seal_hi, seal_lo)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        &values![number(row.number), &row.id, &row.sha256, &row.content, number(rev), seal.hi, seal.lo],
    )?;
    Ok(())
}

const ISSUED: &str = "SELECT number, id, sha256, content, rev, seal_hi, seal_lo FROM invoice_issued";

/// What was issued under an id.
pub(in crate::invoices) fn issued(sql: &mut dyn Sql, id: &str) -> Result<Option<Stored>, DbError> {
    let row = sql.query_one(&format!("{ISSUED} WHERE id = $1"), &values![id])?;
    row.map(|row| stored(&row)).transpose()
}

/// Everything that was issued.
pub(in crate::invoices) fn every_issued(
    sql: &mut dyn Sql,
    each: &mut dyn FnMut(Stored),
) -> Result<(), DbError> {
    sql.query_each(ISSUED, &[], &mut |row| {
        each(stored(row)?);
        Ok(())
    })
}

fn stored(row: &Row) -> Result<Stored, DbError> {
    let (number, id, sha256, content) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    Ok(Stored {
        row: Issued { number, id, sha256, content },
        rev: row.get(4)?,
        seal: Seal { hi: row.get(5)?, lo: row.get(6)? },
    })
}

/// The ids of what was issued, by number; of one month of issue (UTC), of one customer.
pub(in crate::invoices) fn issued_ids(
    sql: &mut dyn Sql,
    month: Option<Month>,
    only: Option<ScopeNo>,
) -> Result<Vec<String>, DbError> {
    let ms = |day: jiff::civil::Date| {
        day.to_zoned(jiff::tz::TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_millisecond())
    };
    let (from, to) =
        month.map_or((i64::MIN, i64::MAX), |month| (ms(month.first_day()), ms(month.next().first_day())));
    let rows = sql.query(
        "SELECT id FROM invoice WHERE state = 'issued' AND issued_at >= $1 AND issued_at < $2
           AND ($3 < 0 OR customer_no = $3) ORDER BY number",
        &values![from, to, only.map_or(-1, |no| no.0)],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}
