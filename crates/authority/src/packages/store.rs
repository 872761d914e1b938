//! The packages' SQL.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};

use licentia_protocol::conversation::Offer;

use super::Issued;
use super::draft::{Last, hex};

/// A stored package with its bytes.
pub(super) struct Stored {
    pub(super) bytes: Vec<u8>,
}

pub(super) const COLUMNS: &str =
    "p.id, c.serial, p.sequence, p.sha256, p.row_count, p.kid, p.expiry, p.catalogue, p.issued_at,
    p.issued_by";

pub(super) fn issued(row: &Row) -> Result<Issued, DbError> {
    let sha256: [u8; 32] = row.get(3)?;
    let expiry: Option<String> = row.get(6)?;
    Ok(Issued {
        id: row.get(0)?,
        serial: row.get(1)?,
        sequence: row.get(2)?,
        sha256: hex(&sha256),
        rows: row.get(4)?,
        kid: row.get(5)?,
        expiry: expiry.and_then(|day| day.parse().ok()),
        catalogue: row.get(7)?,
        issued_at_ms: row.get(8)?,
        issued_by: row.get(9)?,
    })
}

/// The newest package of an issuer for a customer, as an answer offers it.
pub(crate) fn offer(sql: &mut dyn Sql, customer: ScopeNo, issuer: &str) -> Result<Option<Offer>, DbError> {
    let row = sql.query_one(
        "SELECT id, sequence, sha256, issued_at FROM package WHERE customer_no = $1 AND issuer = $2
         ORDER BY sequence DESC LIMIT 1",
        &values![customer, issuer],
    )?;
    row.map_or(Ok(None), |row| offer_of(&row, 0))
}

/// An offer out of four columns, id, sequence, SHA-256 and moment; none when they are empty.
pub(crate) fn offer_of(row: &Row, first: usize) -> Result<Option<Offer>, DbError> {
    let id: Option<String> = row.get(first)?;
    let Some(id) = id else { return Ok(None) };
    let sha256: [u8; 32] = row.get(first + 2)?;
    let issued_at_ms: i64 = row.get(first + 3)?;
    let iat = issued_at_ms.div_euclid(1_000);
    Ok(Some(Offer { id, sequence: row.get(first + 1)?, sha256: hex(&sha256), iat }))
}

/// Number and hash of the last package of an issuer for a customer.
pub(super) fn last_number(sql: &mut dyn Sql, customer: ScopeNo, issuer: &str) -> Result<Last, DbError> {
    let row = sql.query_one(
        "SELECT sequence, sha256 FROM package WHERE customer_no = $1 AND issuer = $2
         ORDER BY sequence DESC LIMIT 1",
        &values![customer, issuer],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// The last package of an issuer for a customer, with its bytes.
pub(super) fn last(sql: &mut dyn Sql, customer: ScopeNo, issuer: &str) -> Result<Option<Stored>, DbError> {
    let row = sql.query_one(
        "SELECT bytes FROM package WHERE customer_no = $1 AND issuer = $2 ORDER BY sequence DESC LIMIT 1",
        &values![customer, issuer],
    )?;
    row.map(|row| Ok(Stored { bytes: row.get(0)? })).transpose()
}

/// The package of an issuer for a customer that has this number, with its bytes.
pub(super) fn numbered(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    issuer: &str,
    sequence: u64,
) -> Result<Option<Stored>, DbError> {
    let row = sql.query_one(
        "SELECT bytes FROM package WHERE customer_no = $1 AND issuer = $2 AND sequence = $3",
        &values![customer, issuer, i64::try_from(sequence).unwrap_or(i64::MAX)],
    )?;
    row.map(|row| Ok(Stored { bytes: row.get(0)? })).transpose()
}

/// The newest package of a customer.
pub(super) fn newest(sql: &mut dyn Sql, customer: ScopeNo) -> Result<Option<Issued>, DbError> {
    Ok(list(sql, customer, None, 1)?.into_iter().next())
}

/// Keeps a signed package.
pub(super) fn insert(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    issuer: &str,
    issued: &Issued,
    sha256: &[u8; 32],
    bytes: &[u8],
) -> Result<(), DbError> {
    let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    sql.execute(
        "INSERT INTO package (id, customer_no, issuer, sequence, sha256, bytes, row_count, kid, expiry, catalogue,
         issued_at, issued_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        &values![
            &issued.id,
            customer,
            issuer,
            number(issued.sequence),
            sha256.as_slice(),
            bytes,
            number(issued.rows),
            &issued.kid,
            issued.expiry.map(|day| day.to_string()),
            number(issued.catalogue),
            issued.issued_at_ms,
            &issued.issued_by,
        ],
    )?;
    Ok(())
}

/// A package by its id.
pub(crate) fn by_id(sql: &mut dyn Sql, id: &str) -> Result<Option<Issued>, DbError> {
    let statement =
        format!("SELECT {COLUMNS} FROM package p JOIN customer c ON c.no = p.customer_no WHERE p.id = $1");
    sql.query_one(&statement, &values![id])?.map(|row| issued(&row)).transpose()
}

/// A package by its id, with its bytes.
pub(crate) fn file(sql: &mut dyn Sql, id: &str) -> Result<Option<(Issued, Vec<u8>)>, DbError> {
    let statement = format!(
        "SELECT {COLUMNS}, p.bytes FROM package p JOIN customer c ON c.no = p.customer_no WHERE p.id = $1"
    );
    let row = sql.query_one(&statement, &values![id])?;
    row.map(|row| Ok((issued(&row)?, row.get(10)?))).transpose()
}

/// The packages of a customer, newest first.
pub(super) fn list(
    sql: &mut dyn Sql,
    customer: ScopeNo,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Issued>, DbError> {
    let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
    let statement = format!(
        "SELECT {COLUMNS} FROM package p JOIN customer c ON c.no = p.customer_no
         WHERE p.customer_no = $1 AND p.sequence < $2 ORDER BY p.sequence DESC LIMIT $3"
    );
    let rows = sql.query(&statement, &values![customer, before, limit])?;
    rows.iter().map(issued).collect()
}
