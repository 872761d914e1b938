//! Lists of installations, and the product version that was reported.

use jiff::civil::Date;
use licentia_core::package::Version;
use licentia_platform::db::{DbError, ScopeNo, Sql, Write, values};

use super::{Listed, Product};

/// Installations count from here: the scopes before it are the server's own.
const FIRST: i64 = 100;

pub(super) fn list(sql: &mut dyn Sql) -> Result<Vec<Listed>, DbError> {
    sql.query("SELECT scope, id, slug, name FROM installation ORDER BY slug", &[])?
        .iter()
        .map(|row| {
            Ok(Listed { scope: ScopeNo(row.get(0)?), id: row.get(1)?, slug: row.get(2)?, name: row.get(3)? })
        })
        .collect()
}

pub(super) fn next_scope(sql: &mut dyn Sql) -> Result<ScopeNo, DbError> {
    let highest = sql.query_one("SELECT MAX(scope) FROM installation", &[])?;
    let highest = highest.and_then(|row| row.get::<i64>(0).ok()).unwrap_or(FIRST - 1);
    Ok(ScopeNo(highest + 1))
}

pub(super) fn slug_taken(sql: &mut dyn Sql, slug: &str) -> Result<bool, DbError> {
    Ok(sql.query_one("SELECT 1 FROM installation WHERE slug = $1", &values![slug])?.is_some())
}

/// The product version that was last reported.
pub(crate) fn product(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Product>, DbError> {
    let text = "SELECT version, released, reported_at FROM product_version WHERE scope = $1";
    let row = sql.query_one(text, &values![scope])?;
    Ok(row.and_then(|row| {
        let released = row.text(1).map(str::parse).transpose().ok()?;
        Some(Product { version: row.text(0)?.parse().ok()?, released, reported_at: row.get(2).ok()? })
    }))
}

/// Keeps the product version that was reported.
pub(super) fn put_product(
    w: &mut Write<'_>,
    version: Version,
    released: Option<Date>,
) -> Result<(), DbError> {
    let (scope, now) = (w.scope(), w.now_ms());
    let released = released.map(|day| day.to_string());
    w.execute(
        "INSERT INTO product_version (scope, version, released, reported_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (scope) DO UPDATE SET version = $2, released = $3, reported_at = $4",
        &values![scope, version.to_string(), released, now],
    )
    .map(drop)
}
