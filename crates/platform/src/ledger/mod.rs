//! The ledger: one chain per scope, one entry per change, gapless, tamper-evident.

mod entry;

pub use entry::{Entry, StoredEntry, TextId};

use crate::db::{DbError, Read, ScopeNo, Sql};
use crate::problem::Problem;
use crate::seals::Seal;

/// The newest entry of a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its revision; 0 before the first entry.
    pub revision: u64,
    /// SHA-256 over its stored bytes; zeros before the first entry.
    pub hash: [u8; 32],
    /// When it was written, in milliseconds UTC.
    pub at_ms: i64,
}

/// A sealed table, so that [`verify`] can compare it with the ledger.
#[derive(Clone, Copy)]
pub struct SealedTable {
    /// Its name, as in [`crate::seals::Sealed::TABLE`].
    pub name: &'static str,
    /// Reads every row of the scope, checks its seal and reports it.
    pub recount: fn(
        &mut Read<'_>,
        ScopeNo,
        &mut dyn FnMut(SealedRow),
    ) -> Result<(), Problem>,
}

/// What a recount says of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedRow {
    /// The seal it carries.
    pub seal: Seal,
    /// The row's name, when the seal is not the one of its content.
    pub wrong: Option<String>,
}

/// The newest entry of `scope`.
///
/// # Errors
/// As any statement.
pub fn head(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Head, DbError> {
    unimplemented!()
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
    unimplemented!()
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
    unimplemented!()
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
    unimplemented!()
}

/// The text behind `id`; `None` when it was erased.
///
/// # Errors
/// As any statement.
pub fn text(sql: &mut dyn Sql, scope: ScopeNo, id: &TextId) -> Result<Option<String>, DbError> {
    unimplemented!()
}
