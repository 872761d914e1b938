//! The SQL of terms: `subscription_term`, and what a customer may order by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::terms::{Reduction, Term};
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};
use serde_json::json;

use super::Subscribed;

/// The subscription of a customer in time.
pub(crate) fn load(sql: &mut dyn Sql, no: ScopeNo) -> Result<Option<Subscribed>, DbError> {
    let row = sql.query_one(
        "SELECT began, months, anchor, period, notice, renews, at_renewal, renewed_at
         FROM subscription_term WHERE customer_no = $1",
        &values![no],
    )?;
    row.map(|row| subscribed(&row)).transpose()
}

fn subscribed(row: &Row) -> Result<Subscribed, DbError> {
    let wrong = |index| DbError::Column { index, wanted: "a term" };
    let began: Date = row.text(0).and_then(|day| day.parse().ok()).ok_or(wrong(0))?;
    let months: u32 = row.get(1)?;
    let anchor: u32 = row.get(2)?;
    let small = |number: u32, index| u16::try_from(number).map_err(|_| wrong(index));
    let anchor = i8::try_from(anchor).map_err(|_| wrong(2))?;
    let planned = row.text(6).and_then(|text| serde_json::from_str(text).ok()).ok_or(wrong(6))?;
    Ok(Subscribed {
        term: Term::anchored(began, small(months, 1)?, anchor).ok_or(wrong(0))?,
        period: small(row.get(3)?, 3)?,
        notice: small(row.get(4)?, 4)?,
        renews: row.get(5)?,
        planned,
        renewed_at_ms: row.get(7)?,
    })
}

/// Keeps the subscription of a customer in time.
pub(crate) fn save(sql: &mut dyn Sql, no: ScopeNo, subscribed: &Subscribed) -> Result<(), DbError> {
    let Subscribed { term, period, notice, renews, planned, renewed_at_ms } = subscribed;
    sql.execute(
        "INSERT INTO subscription_term
           (customer_no, began, months, anchor, ends, period, notice, renews, due, at_renewal, renewed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (customer_no) DO UPDATE SET began = excluded.began, months = excluded.months,
           anchor = excluded.anchor, ends = excluded.ends, period = excluded.period, notice = excluded.notice,
           renews = excluded.renews, due = excluded.due, at_renewal = excluded.at_renewal,
           renewed_at = excluded.renewed_at",
        &values![
            no,
            term.began().to_string(),
            i64::from(term.months()),
            i64::from(term.anchor()),
            term.ends().to_string(),
            i64::from(*period),
            i64::from(*notice),
            *renews,
            subscribed.due().map(|day| day.to_string()),
            json!(planned).to_string(),
            *renewed_at_ms,
        ],
    )?;
    Ok(())
}

/// Another plan for the next term.
pub(crate) fn plan(
    sql: &mut dyn Sql,
    no: ScopeNo,
    planned: &BTreeMap<String, Reduction>,
) -> Result<(), DbError> {
    sql.execute(
        "UPDATE subscription_term SET at_renewal = $2 WHERE customer_no = $1",
        &values![no, json!(planned).to_string()],
    )?;
    Ok(())
}

/// There is no term any more.
pub(super) fn remove(sql: &mut dyn Sql, no: ScopeNo) -> Result<(), DbError> {
    sql.execute("DELETE FROM subscription_term WHERE customer_no = $1", &values![no])?;
    Ok(())
}

/// Somebody whose next term is to be prepared.
pub(super) struct Candidate {
    pub(super) no: ScopeNo,
    pub(super) serial: String,
    pub(super) zone: String,
    /// The day on which that is due.
    pub(super) due: Date,
}

/// Those whose next term is to be prepared up to a day, the oldest first, behind a place in that order.
/// Whom nothing is handed out to for now is not renewed.
pub(super) fn due(
    sql: &mut dyn Sql,
    until: Date,
    behind: Option<(Date, ScopeNo)>,
    limit: u32,
) -> Result<Vec<Candidate>, DbError> {
    let (day, no) = behind.map_or((String::new(), -1), |(day, no)| (day.to_string(), no.0));
    let rows = sql.query(
        "SELECT c.serial, c.zone, t.due, t.customer_no FROM subscription_term t
         JOIN customer c ON c.no = t.customer_no
         WHERE t.due <= $1 AND (t.due > $2 OR (t.due = $2 AND t.customer_no > $3)) AND c.hold IS NULL
         ORDER BY t.due, t.customer_no LIMIT $4",
        &values![until.to_string(), day, no, limit],
    )?;
    rows.iter()
        .map(|row| {
            let due = row.text(2).and_then(|day| day.parse().ok());
            Ok(Candidate {
                no: ScopeNo(row.get(3)?),
                serial: row.get(0)?,
                zone: row.get(1)?,
                due: due.ok_or(DbError::Column { index: 2, wanted: "day" })?,
            })
        })
        .collect()
}

/// How much a customer may order by itself, in minor units a month.
pub(crate) fn order_limit(sql: &mut dyn Sql, no: ScopeNo) -> Result<Option<u64>, DbError> {
    let row = sql.query_one("SELECT order_limit FROM customer WHERE no = $1", &values![no])?;
    row.map_or(Ok(None), |row| row.get(0))
}

/// Another limit.
pub(super) fn save_order_limit(sql: &mut dyn Sql, no: ScopeNo, limit: Option<u64>) -> Result<(), DbError> {
    let limit = limit.map(|limit| i64::try_from(limit).unwrap_or(i64::MAX));
    sql.execute("UPDATE customer SET order_limit = $2 WHERE no = $1", &values![no, limit])?;
    Ok(())
}
