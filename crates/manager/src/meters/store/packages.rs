//! Which package was in force when.

use licentia_platform::db::{DbError, ScopeNo, Sql, values};

/// The package of an issuer that was in force last between two moments, in milliseconds UTC.
pub(in crate::meters) fn last_between(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    issuer: &str,
    (from_ms, to_ms): (i64, i64),
) -> Result<Option<String>, DbError> {
    let row = sql.query_one(
        "SELECT id FROM package AS p WHERE scope = $1 AND issuer = $2 AND activated_at < $4 AND (state = 'in_force' \
         OR EXISTS (SELECT 1 FROM package_past AS was WHERE was.scope = p.scope AND was.id = p.id \
         AND was.until_ms > $3)) ORDER BY activated_at DESC, sequence DESC LIMIT 1",
        &values![scope, issuer, from_ms, to_ms],
    )?;
    row.map(|row| row.get(0)).transpose()
}

/// When a package of an issuer first came into force, in milliseconds UTC.
pub(in crate::meters) fn first(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    issuer: &str,
) -> Result<Option<i64>, DbError> {
    let row = sql.query_one(
        "SELECT MIN(activated_at) FROM package WHERE scope = $1 AND issuer = $2",
        &values![scope, issuer],
    )?;
    Ok(row.map(|row| row.get(0)).transpose()?.flatten())
}
