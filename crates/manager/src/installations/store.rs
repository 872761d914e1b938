//! Lists of installations.

use licentia_platform::db::{DbError, ScopeNo, Sql, values};

use super::Listed;

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
