//! The SQL of visits.

use licentia_core::prices::Wanted;
use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};
use serde_json::json;

use super::Visit;
use crate::orders::Orderer;

/// A visit that is still going on.
pub(super) fn visit(sql: &mut dyn Sql, hash: &[u8; 32], now_ms: i64) -> Result<Option<Visit>, DbError> {
    let row = sql.query_one(
        "SELECT customer_no, kid, name, email, lang, module, back, basket FROM store_visit
         WHERE hash = $1 AND until_ms > $2",
        &values![hash.as_slice(), now_ms],
    )?;
    row.map(|row| read(&row, *hash)).transpose()
}

fn read(row: &Row, hash: [u8; 32]) -> Result<Visit, DbError> {
    let basket = row.text(7).and_then(|json| serde_json::from_str(json).ok());
    Ok(Visit {
        hash,
        customer: ScopeNo(row.get(0)?),
        kid: row.get(1)?,
        by: Orderer { name: row.get(2)?, email: row.get(3)? },
        lang: row.get(4)?,
        module: row.get(5)?,
        back: row.get(6)?,
        basket: basket.ok_or(DbError::Column { index: 7, wanted: "a basket" })?,
    })
}

/// Keeps a visit that begins.
pub(super) fn begin(sql: &mut dyn Sql, visit: &Visit, now_ms: i64, until_ms: i64) -> Result<(), DbError> {
    sql.execute(
        "INSERT INTO store_visit (hash, customer_no, kid, name, email, lang, module, back, basket, opened_at, until_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &values![
            visit.hash.as_slice(),
            visit.customer,
            &visit.kid,
            &visit.by.name,
            visit.by.email.clone(),
            &visit.lang,
            visit.module.clone(),
            visit.back.clone(),
            json!(visit.basket).to_string(),
            now_ms,
            until_ms,
        ],
    )?;
    Ok(())
}

/// Keeps what was chosen; `false` when there is no such visit.
pub(super) fn keep_basket(sql: &mut dyn Sql, hash: &[u8; 32], basket: &Wanted) -> Result<bool, DbError> {
    let kept = sql.execute(
        "UPDATE store_visit SET basket = $2 WHERE hash = $1",
        &values![hash.as_slice(), json!(basket).to_string()],
    )?;
    Ok(kept == 1)
}

/// Uses a nonce up; `false` when it was used before.
pub(super) fn take_nonce(
    sql: &mut dyn Sql,
    no: ScopeNo,
    kid: &str,
    nonce: &str,
    until_ms: i64,
) -> Result<bool, DbError> {
    let taken = sql.execute(
        "INSERT INTO nonce_seen (customer_no, kid, nonce, until_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (customer_no, kid, nonce) DO NOTHING",
        &values![no, kid, nonce, until_ms],
    )?;
    Ok(taken == 1)
}

/// Forgets the people of visits that are over.
pub(super) fn forget(sql: &mut dyn Sql, now_ms: i64) -> Result<(), DbError> {
    sql.execute("DELETE FROM store_visit WHERE until_ms <= $1", &values![now_ms])?;
    Ok(())
}
