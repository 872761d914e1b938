//! Reading the ledger: for snapshots, pages, the API and undo.

use super::checkpoint::{self, SignedCheckpoint};
use super::entry::Written;
use super::{Chain, StoredEntry};
use crate::db::{DbError, Read, Row, ScopeNo, Sql, values};
use crate::problem::Problem;

/// The newest entry of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its revision; 0 before the first entry.
    pub revision: u64,
    /// SHA-256 over its stored bytes; zeros before the first entry.
    pub hash: [u8; 32],
    /// When it was written, in milliseconds UTC.
    pub at_ms: i64,
    /// The revision at which the head was found edited by somebody without the secret (rule 10).
    pub suspect: Option<u64>,
}

/// The newest entry of `scope`.
///
/// # Errors
/// As any statement; 503 `ledger_broken` when the head does not read back.
pub fn head(r: &mut Read<'_>, scope: ScopeNo) -> Result<Head, Problem> {
    let mut sealer = r.sealer();
    Ok(Chain::peek(r, &mut sealer, scope)?.map_or(
        Head { revision: 0, hash: [0; 32], at_ms: 0, suspect: None },
        |chain| Head {
            revision: chain.revision,
            hash: chain.hash,
            at_ms: chain.at_ms,
            suspect: chain.suspect,
        },
    ))
}

/// Where `scope` stands now, signed by the installation's key; `None` before its first change.
///
/// # Errors
/// As [`head`].
pub fn current_checkpoint(r: &mut Read<'_>, scope: ScopeNo) -> Result<Option<SignedCheckpoint>, Problem> {
    let mut sealer = r.sealer();
    let Some(chain) = Chain::peek(r, &mut sealer, scope)? else {
        return Ok(None);
    };
    Ok(Some(checkpoint::sign(&r.shared().secret, scope, &chain)?))
}

/// Up to `limit` entries of `scope` after revision `after`, oldest first.
///
/// # Errors
/// As any statement.
pub fn entries_after(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, DbError> {
    sql.query(
        "SELECT bytes, hash FROM ledger WHERE scope = $1 AND revision > $2
         ORDER BY revision LIMIT $3",
        &values![scope, after, limit],
    )?
    .iter()
    .map(stored)
    .collect()
}

/// Up to `limit` entries of `scope` before revision `before`, newest first.
///
/// # Errors
/// As any statement.
pub fn entries_before(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    before: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, DbError> {
    sql.query(
        "SELECT bytes, hash FROM ledger WHERE scope = $1 AND revision < $2
         ORDER BY revision DESC LIMIT $3",
        &values![scope, before, limit],
    )?
    .iter()
    .map(stored)
    .collect()
}

/// Up to `limit` entries of one kind in `scope` after revision `after`, newest first. There is no index of kinds: it looks
/// at every entry after `after`, without handing it over.
///
/// # Errors
/// As any statement.
pub fn entries_of(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    kind: &str,
    after: u64,
    limit: u32,
) -> Result<Vec<StoredEntry>, DbError> {
    sql.query(
        "SELECT bytes, hash FROM ledger WHERE scope = $1 AND revision > $2 AND kind = $3
         ORDER BY revision DESC LIMIT $4",
        &values![scope, after, kind, limit],
    )?
    .iter()
    .map(stored)
    .collect()
}

/// Up to `limit` entries of these kinds in `scope` after and before two revisions, newest first; of `only` one of the kinds
/// where told. The kinds are ours: letters and dots. An index of `(scope, revision, kind)` over exactly these kinds, in this
/// order, is all that is looked through; without one it looks at every entry between.
///
/// # Errors
/// As any statement.
pub fn entries_among(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    (kinds, only): (&[&str], Option<&str>),
    (after, before): (u64, u64),
    limit: u32,
) -> Result<Vec<StoredEntry>, DbError> {
    let quoted = |kind: &str| format!("'{}'", kind.replace('\'', ""));
    let list = kinds.iter().map(|kind| quoted(kind)).collect::<Vec<_>>().join(", ");
    let only = only.map(|kind| format!("AND kind = {}", quoted(kind))).unwrap_or_default();
    // The revisions come out of the index alone: that is what makes SQLite prefer it to the table.
    let text = format!(
        "SELECT bytes, hash FROM ledger WHERE scope = $1 AND revision IN \
         (SELECT revision FROM ledger WHERE scope = $1 AND revision > $2 AND revision < $3 AND kind IN ({list}) {only} \
         ORDER BY revision DESC LIMIT $4) ORDER BY revision DESC"
    );
    sql.query(&text, &values![scope, after, before, limit])?.iter().map(stored).collect()
}

/// Hands over the members of a bulk change, in order.
///
/// # Errors
/// As any statement.
pub fn members(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    revision: u64,
    each: &mut dyn FnMut(serde_json::Value),
) -> Result<(), DbError> {
    sql.query_each(
        "SELECT members FROM ledger_members WHERE scope = $1 AND revision = $2 ORDER BY chunk",
        &values![scope, revision],
        &mut |row| {
            let chunk: Vec<serde_json::Value> = serde_json::from_str(row.text(0).unwrap_or_default())
                .map_err(|error| {
                    DbError::Failed(format!("members of {revision} do not read back: {error}"))
                })?;
            chunk.into_iter().for_each(&mut *each);
            Ok(())
        },
    )
}

fn stored(row: &Row) -> Result<StoredEntry, DbError> {
    let bytes: Vec<u8> = row.get(0)?;
    let written: Written = serde_json::from_slice(&bytes)
        .map_err(|error| DbError::Failed(format!("an entry does not read back: {error}")))?;
    Ok(written.stored(row.get(1)?))
}
