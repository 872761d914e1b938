//! The list of packages. What is sealed is written in [`crate::sealed`].

use licentia_platform::db::{DbError, ScopeNo, Sql, values};

use crate::sealed::PackageState;

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Who signed it.
    pub issuer: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// Where it stands.
    pub state: PackageState,
    /// When it was loaded, in milliseconds UTC.
    pub loaded_at: i64,
    /// When it came into force.
    pub activated_at: Option<i64>,
    /// The revision that put it in force.
    pub activated_revision: Option<u64>,
}

/// Every package of a scope, the newest first. A row that cannot be read is left out; the check of the sealed rows
/// names it.
pub(super) fn list(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Vec<Listed>, DbError> {
    let text = "SELECT id, issuer, sequence, state, loaded_at, activated_at, activated_revision FROM package \
                WHERE scope = $1 ORDER BY loaded_at DESC, sequence DESC";
    let rows = sql.query(text, &values![scope])?;
    let listed = |row: &licentia_platform::db::Row| {
        Some(Listed {
            id: row.get(0).ok()?,
            issuer: row.get(1).ok()?,
            sequence: row.get(2).ok()?,
            state: PackageState::from_stored(row.text(3)?)?,
            loaded_at: row.get(4).ok()?,
            activated_at: row.get(5).ok()?,
            activated_revision: row.get(6).ok()?,
        })
    };
    Ok(rows.iter().filter_map(listed).collect())
}
