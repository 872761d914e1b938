//! What happened to a user, from the ledger.

use std::collections::{BTreeMap, BTreeSet};

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::access::{Granted, View};
use licentia_platform::db::Read;
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::problem::Problem;
use serde_json::Value;

use super::store;
use crate::ledger::subject;
use crate::state::Manager;

/// How many of the newest entries are looked through; older ones are found by what they left in the user's rows.
const NEWEST: u32 = 512;
/// Bulk changes with more members than this are found through the rows they left.
const MEMBERS: u64 = 8_192;

/// One change that touched a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    /// Its revision.
    pub revision: u64,
    /// When, in milliseconds UTC.
    pub at_ms: i64,
    /// What kind of change: `assignments.assigned`.
    pub kind: String,
    /// Who: `account:3`, `system:heal`.
    pub actor: String,
    /// What whoever it was is called, as far as known.
    pub name: Option<String>,
    /// Why, in somebody's words.
    pub reason: Option<String>,
    /// The modules concerned, each with what became of it: `assigned`, `recalled`, `replaced`, `healed`.
    pub modules: Vec<(ModuleNo, String)>,
}

/// The newest changes that touched a user, newest first, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn history(
    manager: &Manager,
    granted: &Granted<View>,
    user: UserNo,
    limit: usize,
) -> Result<Vec<Happened>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let Some(known) = at.user(user) else { return Ok(Vec::new()) };
    let id = uuid::Uuid::from_u128(known.id()).to_string();
    let mut revisions: BTreeSet<u64> = known.assignments().iter().map(|a| a.order).collect();
    manager
        .db()
        .read(move |r| {
            let scope = at.scope();
            revisions.extend(store::revisions_about(r, scope, &id, limit as u32)?);
            let mut found = BTreeMap::new();
            for entry in ledger::entries_before(r, scope, at.revision() + 1, NEWEST)? {
                if found.len() < limit
                    && let Some(happened) = about(r, &at, entry, user)?
                {
                    found.insert(happened.revision, happened);
                }
            }
            for revision in revisions.into_iter().rev().take(limit) {
                if !found.contains_key(&revision)
                    && let Some(entry) = store::entry(r, scope, revision)?
                    && let Some(happened) = about(r, &at, entry, user)?
                {
                    found.insert(revision, happened);
                }
            }
            Ok(found.into_values().rev().take(limit).collect())
        })
        .await
}

/// The entry as far as it concerns the user; `None` when it does not.
fn about(
    r: &mut Read<'_>,
    at: &crate::snapshot::Snapshot,
    entry: StoredEntry,
    user: UserNo,
) -> Result<Option<Happened>, Problem> {
    let mut concerned = entry.subjects.iter().any(|text| *text == subject::user(user));
    let mut modules = Vec::new();
    if entry.members > 0 && entry.members <= MEMBERS {
        ledger::members(r, at.scope(), entry.revision, &mut |member| {
            if subject::of_member(&member) == Some(subject::Member::User(user)) {
                concerned = true;
                modules.extend(module(&member));
                modules.extend(gave_way(&member));
            }
        })?;
    }
    if !concerned {
        return Ok(None);
    }
    let reason = entry.reason.as_ref().map(|id| ledger::text(r, at.scope(), id)).transpose()?.flatten();
    let name = store::actor_name(r, &entry.actor)?;
    Ok(Some(Happened {
        revision: entry.revision,
        at_ms: entry.at_ms,
        kind: entry.kind,
        actor: entry.actor,
        name,
        reason,
        modules,
    }))
}

/// The plans that gave way to one that was waited for, which stand last in a member of a healing.
fn gave_way(member: &Value) -> Vec<(ModuleNo, String)> {
    let plans = member.get(4).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let plans = plans.iter().filter_map(|no| u16::try_from(no.as_u64()?).ok());
    plans.map(|no| (ModuleNo(no), "replaced".to_owned())).collect()
}

/// `[user, module, source, what]`, as the entries of assignments have it.
fn module(member: &Value) -> Option<(ModuleNo, String)> {
    let no = u16::try_from(member.get(1)?.as_u64()?).ok()?;
    let what = member.get(3).and_then(Value::as_str).unwrap_or("changed");
    Some((ModuleNo(no), what.to_owned()))
}
