//! The issuers' keys as the root last listed them (rule 9): what is refused because its key was withdrawn.
//!
//! A list comes with answers and with packages, and is kept when it is newer than the one known: versions only go up. It
//! is sealed, so that nobody puts an older one back. Losing it to an edit is noticed: until a list comes again, no new
//! package is taken.

#[cfg(test)]
mod tests;

use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;
use licentia_protocol::{KeyList, Trust};
use serde::Serialize;

use crate::sealed::{KeyringRow, store as sealed};
use crate::state::TAMPERED;

/// A list that took the place of an older one; it belongs into the entry of the change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The version known before; 0 for none.
    pub before: u64,
    /// The version known now.
    pub version: u64,
}

/// The list known, for what is about to be accepted with it: its seal is checked.
///
/// # Errors
/// 409 `tampered` when somebody edited it; the database's.
pub fn current(w: &mut Write<'_>, trust: &Trust) -> Result<Option<KeyList>, Problem> {
    let scope = w.scope();
    let Some(stored) = sealed::keyring(w, scope)? else { return Ok(None) };
    let right = w.check(&stored.row, stored.rev, stored.seal).is_ok();
    match KeyList::read(&stored.row.line, trust) {
        Ok(list) if right => Ok(Some(list.into_inner())),
        _ => Err(Problem::conflict(TAMPERED).arg("table", "keyring")),
    }
}

/// The list known, for questions: without a look at its seal.
///
/// # Errors
/// The database's.
pub fn known(sql: &mut dyn Sql, scope: ScopeNo, trust: &Trust) -> Result<Option<KeyList>, Problem> {
    let stored = sealed::keyring(sql, scope)?;
    Ok(stored.and_then(|stored| KeyList::read(&stored.row.line, trust).ok()).map(|list| list.into_inner()))
}

/// Keeps the list in `line` if it is newer than the one known. The caller records it with its change.
///
/// # Errors
/// The database's. A list that is no list, or an older one, is passed by: what came with it was judged already.
pub fn take_up(w: &mut Write<'_>, trust: &Trust, line: &str) -> Result<Option<Taken>, Problem> {
    let list = match KeyList::read(line, trust) {
        Ok(list) => list,
        Err(refused) => {
            tracing::warn!(code = refused.code(), detail = %refused.detail, "a key list was not taken");
            return Ok(None);
        }
    };
    let scope = w.scope();
    let stored = sealed::keyring(w, scope)?;
    // One that was edited counts as absent: its version says nothing.
    let before = match current(w, trust) {
        Err(problem) if problem.code == TAMPERED => None,
        known => known?,
    };
    match list.supersedes(before.as_ref()) {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        Err(refused) => {
            tracing::info!(code = refused.code(), detail = %refused.detail, "a key list was not taken");
            return Ok(None);
        }
    }
    let row = KeyringRow { version: list.version, line: line.trim_end().to_owned() };
    sealed::put_keyring(w, stored.as_ref(), &row)?;
    Ok(Some(Taken { before: before.map_or(0, |list| list.version), version: list.version }))
}
