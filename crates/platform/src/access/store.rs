//! The SQL of accounts, links, sessions and tokens.

mod accounts;
mod sessions;
mod tokens;

pub(super) use accounts::*;
pub(super) use sessions::*;
pub(super) use tokens::*;

use crate::db::{DbError, Sql, Write, values};

/// What other servers must hear of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Changed {
    /// An account changed, or a session ended.
    People,
    /// A token was made or revoked.
    Tokens,
}

/// Tells every server on this database that accounts, sessions or tokens of the scope have
/// changed. To be called in every write that takes something away, or gives a token.
pub(super) fn touch(w: &mut Write<'_>, changed: Changed) -> Result<(), DbError> {
    let scope = w.scope();
    let (people, tokens) = match changed {
        Changed::People => (1_i64, 0_i64),
        Changed::Tokens => (0, 1),
    };
    w.execute(
        "INSERT INTO access_version (scope, people, tokens) VALUES ($1, $2, $3)
         ON CONFLICT (scope) DO UPDATE SET people = access_version.people + excluded.people,
           tokens = access_version.tokens + excluded.tokens",
        &values![scope, people, tokens],
    )?;
    Ok(())
}

/// Two numbers that grow with every [`touch`] in any scope: of people, of tokens.
pub(super) fn version(sql: &mut dyn Sql) -> Result<(i64, i64), DbError> {
    let row = sql.query_one(
        "SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT), CAST(COALESCE(SUM(tokens), 0) AS BIGINT)
         FROM access_version",
        &[],
    )?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}
