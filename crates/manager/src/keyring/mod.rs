//! The issuers' keys as the root last listed them (rule 9): what is refused because its key was withdrawn.
//!
//! A list comes with answers and with packages, and is kept when it is newer than the one known: versions only go up. It
//! is sealed, so that nobody puts an older one back. Losing it to an edit is noticed: until a list comes again, no new
//! package is taken, and one that is older than what was known is not taken even then.

#[cfg(test)]
mod tests;

use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger::entries_before;
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealed;
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
    match look(w, trust)? {
        Known::Nothing => Ok(None),
        Known::List(list) => Ok(Some(list)),
        Known::Tampered { .. } => Err(Problem::conflict(TAMPERED).arg("table", "keyring")),
    }
}

/// What is known of the list.
enum Known {
    /// There never was one.
    Nothing,
    /// The newest one.
    List(KeyList),
    /// Somebody edited it, took it away, or put an older one back. A list that takes its place has at least the version
    /// `floor`.
    Tampered { floor: u64 },
}

/// The row, its seal, and the sum of the seals of its table, which knows of a row that is gone and of an older one, put
/// back with its own seal. Only when they do not agree the ledger is asked, which names every version that was taken.
fn look(w: &mut Write<'_>, trust: &Trust) -> Result<Known, Problem> {
    let scope = w.scope();
    let sum = w.sealed_sum(KeyringRow::TABLE);
    let Some(stored) = sealed::keyring(w, scope)? else {
        let floor = if sum == 0 { 0 } else { taken(w)? };
        return Ok(if sum == 0 { Known::Nothing } else { Known::Tampered { floor } });
    };
    let list = KeyList::read(&stored.row.line, trust).ok().map(|list| list.into_inner());
    let right = w.check(&stored.row, stored.rev, stored.seal).is_ok();
    if let (true, true, Some(list)) = (right, sum == stored.seal.number(), &list) {
        return Ok(Known::List(list.clone()));
    }
    let taken = taken(w)?;
    Ok(match list {
        // A row that was tampered with once keeps its share of the sum: what came after it counts.
        Some(list) if right && list.version >= taken => Known::List(list),
        list => Known::Tampered { floor: taken.max(list.map_or(0, |list| list.version)) },
    })
}

/// The version that was taken last, by the ledger; 0 when none was. Versions only go up.
fn taken(w: &mut Write<'_>) -> Result<u64, Problem> {
    let (scope, mut before) = (w.scope(), w.revision());
    loop {
        let entries = entries_before(w, scope, before, 500)?;
        if let Some(version) = entries.iter().find_map(|entry| entry.after["keys"]["version"].as_u64()) {
            return Ok(version);
        }
        match entries.last() {
            Some(oldest) => before = oldest.revision,
            None => return Ok(0),
        }
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
    let (before, newer) = match look(w, trust)? {
        Known::Nothing => (0, Ok(true)),
        Known::List(known) => (known.version, list.supersedes(Some(&known))),
        Known::Tampered { floor } => (0, Ok(list.version >= floor)),
    };
    match newer {
        Ok(true) => {}
        Ok(false) => return Ok(None),
        Err(refused) => {
            tracing::info!(code = refused.code(), detail = %refused.detail, "a key list was not taken");
            return Ok(None);
        }
    }
    let row = KeyringRow { version: list.version, line: line.trim_end().to_owned() };
    sealed::put_keyring(w, stored.as_ref(), &row)?;
    Ok(Some(Taken { before, version: list.version }))
}
