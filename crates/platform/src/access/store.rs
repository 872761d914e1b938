//! The SQL of accounts, links, sessions and tokens.

mod accounts;
mod sessions;
mod tokens;

pub(super) use accounts::*;
pub(super) use sessions::*;
pub(super) use tokens::*;

use crate::db::{DbError, Sql, Write, values};

/// Tells every server on this database that accounts, sessions or tokens of the scope have
/// changed. To be called in every write of this module.
pub(super) fn touch(w: &mut Write<'_>) -> Result<(), DbError> {
    let scope = w.scope();
    w.execute(
        "INSERT INTO access_version (scope, version) VALUES ($1, 1)
         ON CONFLICT (scope) DO UPDATE SET version = access_version.version + 1",
        &values![scope],
    )?;
    Ok(())
}

/// A number that differs after every [`touch`] in any scope.
pub(super) fn version(sql: &mut dyn Sql) -> Result<(i64, i64), DbError> {
    let row =
        sql.query_one("SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM access_version", &[])?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}
