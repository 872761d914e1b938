//! The SQL of products: former packages.

use licentia_platform::db::{DbError, Row, ScopeNo, Sql, values};

use crate::sealed::PackageState;

/// A package that was in force once.
#[derive(Clone, Debug)]
pub(super) struct Former {
    pub(super) id: String,
    pub(super) sequence: u64,
    pub(super) sha256: String,
}

/// The packages of an issuer that came into force and are not any more, the newest first.
pub(super) fn former(sql: &mut dyn Sql, scope: ScopeNo, issuer: &str) -> Result<Vec<Former>, DbError> {
    let text = "SELECT id, sequence, sha256 FROM package WHERE scope = $1 AND issuer = $2 AND state <> $3 \
                AND activated_revision IS NOT NULL ORDER BY sequence DESC";
    let rows = sql.query(text, &values![scope, issuer, PackageState::InForce.as_str()])?;
    let one = |row: &Row| {
        Ok(Former { id: row.get(0)?, sequence: row.get::<i64>(1)?.cast_unsigned(), sha256: row.get(2)? })
    };
    rows.iter().map(one).collect()
}
