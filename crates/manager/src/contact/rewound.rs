//! The head of our chain that an authority countersigns, against the chain (rule 10).

use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::ledger;
use licentia_platform::problem::Problem;
use licentia_protocol::conversation::Head;

use super::store::{self, ContactRow};
use crate::sealed::hex;
use crate::snapshot::told::{RESTORED, REWOUND, Told};

/// Declarations that are looked at, newest first.
const DECLARED: u32 = 100;

/// Compares the head that the authority countersigns with the chain. Returns whether the chain is newly found rewound
/// (rule 10): the authority has seen a head beyond ours, or another entry under the same number. Once a restore has been
/// declared, before or after, the heads that it gave up count no more.
pub(super) fn countersigned(w: &mut Write<'_>, row: &mut ContactRow, head: &Head) -> Result<bool, Problem> {
    let given_up = row.head_given_up.is_some_and(|revision| head.revision <= revision);
    if head.revision == 0 || given_up || stands_in_chain(w, head)? {
        row.rewound = None;
        return Ok(false);
    }
    let declared = match row.rewound {
        None => declared_already(w, head)?,
        Some(since) => declared_since(w, since)?,
    };
    if declared {
        (row.rewound, row.head_given_up) = (None, Some(head.revision));
        return Ok(false);
    }
    // Entries up to here need not be looked at again.
    Ok(row.rewound.replace(w.revision() - 1).is_none())
}

fn stands_in_chain(w: &mut Write<'_>, head: &Head) -> Result<bool, Problem> {
    let scope = w.scope();
    if head.revision >= w.revision() {
        return Ok(false);
    }
    let there = ledger::entries_after(w, scope, head.revision - 1, 1)?;
    Ok(there.first().is_some_and(|entry| entry.revision == head.revision && hex(&entry.hash) == head.hash))
}

/// Whether somebody has declared, after the entry `since`, that the database is what it should be.
fn declared_since(w: &mut Write<'_>, since: u64) -> Result<bool, Problem> {
    let scope = w.scope();
    Ok(!ledger::entries_of(w, scope, RESTORED, since, 1)?.is_empty())
}

/// Whether a restore was declared that gave up this head, before the authority could speak of it.
fn declared_already(w: &mut Write<'_>, head: &Head) -> Result<bool, Problem> {
    let scope = w.scope();
    let declared = ledger::entries_of(w, scope, RESTORED, 0, DECLARED)?;
    let gave_up = |revision: Option<u64>| revision.is_some_and(|revision| revision >= head.revision);
    Ok(declared.iter().any(|entry| gave_up(entry.before["revision"].as_u64())))
}

/// What the ledger last said about the database, for a server that starts while an authority speaks of a later head.
///
/// # Errors
/// The database's.
pub(crate) fn told(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Told>, Problem> {
    if !store::any_rewound(sql, scope)? {
        return Ok(None);
    }
    let mut newest = ledger::entries_of(sql, scope, REWOUND, 0, 1)?;
    newest.extend(ledger::entries_of(sql, scope, RESTORED, 0, 1)?);
    Ok(newest.iter().max_by_key(|entry| entry.revision).and_then(|entry| Told::by(scope, entry)))
}
