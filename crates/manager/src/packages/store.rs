//! The list of packages, and what is told of each beside its sealed row, which is written in [`crate::sealed`].

use licentia_core::compare::Comparison;
use licentia_platform::db::{DbError, ScopeNo, Sql, Write, values};

use super::Origin;
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
    /// How it came here.
    pub origin: Origin,
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
    let text = "SELECT id, issuer, sequence, state, loaded_at, activated_at, activated_revision, origin FROM package \
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
            origin: Origin::from_stored(row.text(7)?),
        })
    };
    Ok(rows.iter().filter_map(listed).collect())
}

/// What the packages of an issuer changed when they came into force, the newest first.
pub(super) fn histories(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    issuer: &str,
) -> Result<Vec<(Listed, Comparison)>, DbError> {
    let text = "SELECT id, changes FROM package WHERE scope = $1 AND issuer = $2 AND changes IS NOT NULL";
    let rows = sql.query(text, &values![scope, issuer])?;
    let told = |id: &str| {
        let row = rows.iter().find(|row| row.text(0) == Some(id))?;
        serde_json::from_str(row.text(1)?).ok()
    };
    let listed = list(sql, scope)?.into_iter();
    Ok(listed.filter_map(|listed| told(&listed.id).map(|changes| (listed, changes))).collect())
}

/// How the package came here, and what it changed when it came into force, as JSON.
pub(super) fn course(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    id: &str,
) -> Result<(Origin, Option<String>), DbError> {
    let text = "SELECT origin, changes FROM package WHERE scope = $1 AND id = $2";
    Ok(match sql.query_one(text, &values![scope, id])? {
        Some(row) => (Origin::from_stored(row.text(0).unwrap_or_default()), row.text(1).map(str::to_owned)),
        None => (Origin::File, None),
    })
}

/// Keeps how a package came here.
pub(super) fn set_origin(w: &mut Write<'_>, id: &str, origin: Origin) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE package SET origin = $3 WHERE scope = $1 AND id = $2";
    w.execute(text, &values![scope, id, origin.as_str()]).map(drop)
}

/// Keeps what a package changes on coming into force.
pub(super) fn keep_changes(w: &mut Write<'_>, id: &str, changes: &str) -> Result<(), DbError> {
    let scope = w.scope();
    let text = "UPDATE package SET changes = $3 WHERE scope = $1 AND id = $2";
    w.execute(text, &values![scope, id, changes]).map(drop)
}
