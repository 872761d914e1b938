//! Bulk changes that were made, and undoing them as far as they still apply (B10).
//!
//! A bulk change is one entry of the ledger; its members say of every assignment what it was and what it became, which is
//! all that [`crate::assignments::undo`] needs. Undoing is a change like any other, and can be undone.

pub(crate) mod api;
mod page;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use licentia_core::ids::ModuleNo;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::problem::Problem;

pub(crate) use api::routes as api_routes;
pub(crate) use page::{may_undo, routes as page_routes};

use crate::assignments::{Member, undoable};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::{self, Named};

/// Kinds of changes that are listed. The index `ledger_bulk` is over these, in this order.
pub(crate) const KINDS: [&str; 6] = [
    "assignments.assigned",
    "assignments.recalled",
    "assignments.changed",
    "assignments.undone",
    "rules.applied",
    "users.imported",
];
/// Entries that are looked at in one step, when one page's worth was not enough.
const STEP: u32 = 1_000;
/// Steps for one page: beyond, the page ends early and says where the next begins.
const STEPS: usize = 16;
/// Undoings that are looked at to say what was undone.
pub(crate) const UNDOINGS: u32 = 1_000;

/// A bulk change.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its entry in the ledger.
    pub entry: StoredEntry,
    /// Who made it, by name where known.
    pub actor: Option<String>,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// The modules it was about.
    pub modules: Vec<ModuleNo>,
    /// How many users it was about.
    pub users: u64,
    /// How many of them it changed.
    pub changed: u64,
    /// How many it left as they were, because what was asked for could not be done.
    pub left_out: u64,
    /// Under which job it is kept for a while who they are.
    pub job: Option<String>,
    /// The change that undid it, the latest.
    pub undone_by: Option<u64>,
    /// The change that it undid.
    pub undoes: Option<u64>,
}

impl Change {
    /// Whether changes of its kind can be undone.
    pub fn undoable(&self) -> bool {
        undoable(&self.entry.kind) && self.entry.members > 0
    }
}

/// What a change did to one assignment.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Whose, by name; `None` when nothing is known of the person any more.
    pub user: Option<Named>,
    /// Which.
    pub module: ModuleNo,
    /// `assigned`, `recalled`, `replaced`.
    pub what: &'static str,
}

/// Bulk changes before a revision, newest first; before which revision the next page begins, if there is one.
///
/// # Errors
/// The database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    before: Option<u64>,
    limit: u32,
) -> Result<(Vec<Change>, Option<u64>), Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let reading = move |r: &mut Read<'_>| {
        let (found, next) = bulk_before(r, &at, before.unwrap_or(i64::MAX as u64), limit)?;
        Ok((told(r, &at, found)?, next))
    };
    manager.db().read(reading).await
}

/// What concerns one user is no bulk change: the user's page shows it.
fn bulk_before(
    r: &mut Read<'_>,
    at: &Snapshot,
    mut before: u64,
    limit: u32,
) -> Result<(Vec<StoredEntry>, Option<u64>), Problem> {
    let (most, mut found) = (limit as usize, Vec::new());
    for step in 0..STEPS {
        let wanted = if step == 0 { limit * 2 + 1 } else { STEP };
        let entries = ledger::entries_among(r, at.scope(), (&KINDS, None), (0, before), wanted)?;
        let read = entries.len();
        before = entries.last().map_or(before, |last| last.revision);
        found.extend(entries.into_iter().filter(|entry| entry.members > 0 && entry.subjects.is_empty()));
        if found.len() > most {
            found.truncate(most);
            let next = found.last().map(|entry| entry.revision);
            return Ok((found, next));
        }
        if read < wanted as usize {
            return Ok((found, None));
        }
    }
    Ok((found, Some(before)))
}

/// One bulk change, and a part of what it touched: `limit` assignments after the first `skip`.
///
/// # Errors
/// 404 `not_found`; the database's.
pub async fn find(
    manager: &Manager,
    granted: &Granted<View>,
    revision: u64,
    (skip, limit): (usize, usize),
) -> Result<(Change, Vec<Touched>), Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let reading = move |r: &mut Read<'_>| {
        let missing = || Problem::not_found("change");
        let before = revision.checked_sub(1).ok_or_else(missing)?;
        let entry = ledger::entries_after(r, at.scope(), before, 1)?.pop();
        let entry = entry.filter(|entry| entry.revision == revision && KINDS.contains(&entry.kind.as_str()));
        let entry = entry.filter(|entry| entry.members > 0).ok_or_else(missing)?;
        let mut members = Vec::new();
        let mut place = 0;
        ledger::members(r, at.scope(), revision, &mut |member| {
            if let Some(member) = Member::read(&member) {
                if (skip..skip + limit).contains(&place) {
                    members.push(member);
                }
                place += 1;
            }
        })?;
        let mut numbers: Vec<_> = members.iter().map(|member| member.user).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let names: HashMap<_, _> = users::names_in(r, at.scope(), &numbers)?.into_iter().collect();
        let touched = members.into_iter().map(|member| Touched {
            user: names.get(&member.user).filter(|named| !named.login.is_empty()).cloned(),
            module: member.row.module,
            what: member.what,
        });
        let change = told(r, &at, vec![entry])?.pop().ok_or_else(missing)?;
        Ok((change, touched.collect()))
    };
    manager.db().read(reading).await
}

/// Whether what was refused is of users who were left as they were.
fn of_assignments(entry: &StoredEntry) -> bool {
    entry.kind.starts_with("assignments.")
}

fn told(r: &mut Read<'_>, at: &Snapshot, entries: Vec<StoredEntry>) -> Result<Vec<Change>, Problem> {
    let Some(first) = entries.iter().map(|entry| entry.revision).min() else { return Ok(Vec::new()) };
    let undone = (&KINDS[..], Some("assignments.undone"));
    let undoings = ledger::entries_among(r, at.scope(), undone, (first, i64::MAX as u64), UNDOINGS)?;
    let mut undone: BTreeMap<u64, u64> = BTreeMap::new();
    for undoing in undoings.iter().rev() {
        if let Some(of) = undoing.after["undoes"].as_u64() {
            undone.insert(of, undoing.revision);
        }
    }
    let mut actors: HashMap<String, Option<String>> = HashMap::new();
    let mut changes = Vec::with_capacity(entries.len());
    for entry in entries {
        let actor = match actors.get(&entry.actor) {
            Some(known) => known.clone(),
            None => {
                let name = users::store::actor_name(r, &entry.actor)?;
                actors.insert(entry.actor.clone(), name.clone());
                name
            }
        };
        let reason = entry.reason.as_ref().map(|id| ledger::text(r, at.scope(), id)).transpose()?.flatten();
        let modules = entry.after["modules"].as_array().into_iter().flatten();
        let modules = modules.filter_map(|no| Some(ModuleNo(u16::try_from(no.as_u64()?).ok()?))).collect();
        let users = entry.after["users"].as_u64().or_else(|| entry.after["created"].as_u64());
        let users = users.unwrap_or(entry.members);
        changes.push(Change {
            actor,
            reason,
            modules,
            users,
            changed: entry.after["changed"].as_u64().unwrap_or_else(|| users.min(entry.members)),
            undone_by: undone.get(&entry.revision).copied(),
            undoes: entry.after["undoes"].as_u64(),
            left_out: entry.after["refused"].as_u64().filter(|_| of_assignments(&entry)).unwrap_or(0),
            job: entry.after["job"].as_str().map(str::to_owned),
            entry,
        });
    }
    Ok(changes)
}
