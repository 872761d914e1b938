//! `keyring`.

use licentia_platform::db::{DbError, ScopeNo, Sql, Write, values};
use licentia_platform::seals::Seal;

use crate::sealed::{KeyringRow, Stored};

/// The list of keys of a scope.
///
/// # Errors
/// The database's.
pub fn keyring(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Stored<KeyringRow>>, DbError> {
    let text = "SELECT version, line, rev, seal_hi, seal_lo FROM keyring WHERE scope = $1";
    let row = sql.query_one(text, &values![scope])?;
    row.map(|row| {
        Ok(Stored {
            row: KeyringRow { version: row.get(0)?, line: row.get(1)? },
            rev: row.get(2)?,
            seal: Seal { hi: row.get(3)?, lo: row.get(4)? },
        })
    })
    .transpose()
}

/// Puts `row` in the place of the list that is `stored`. A stored one without its seal keeps its share of the table's
/// sum, so that the table stays named.
///
/// # Errors
/// The database's.
pub fn put_keyring(
    w: &mut Write<'_>,
    stored: Option<&Stored<KeyringRow>>,
    row: &KeyringRow,
) -> Result<(), DbError> {
    if let Some(stored) = stored {
        let _tampered = stored.unseal(w);
    }
    let (scope, rev, seal) = (w.scope(), w.revision().cast_signed(), w.seal(row));
    let text = "INSERT INTO keyring (scope, version, line, rev, seal_hi, seal_lo) VALUES ($1, $2, $3, $4, $5, $6) \
        ON CONFLICT (scope) DO UPDATE SET version = excluded.version, line = excluded.line, rev = excluded.rev, \
        seal_hi = excluded.seal_hi, seal_lo = excluded.seal_lo";
    w.execute(text, &values![scope, row.version.cast_signed(), &row.line, rev, seal.hi, seal.lo]).map(drop)
}
