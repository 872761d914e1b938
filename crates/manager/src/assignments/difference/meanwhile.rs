//! What others have done to a module's seats since somebody looked.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::ledger::{self, StoredEntry};
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use crate::ledger::subject;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users;

/// How many changes are looked through; beyond that the rows themselves tell who was given something new.
const CHANGES: u32 = 2_048;
/// How many people's seats are looked through in all, the newest changes first; the others are told by the rows they left.
const MEMBERS: u64 = 20_000;
/// What log-ins take is no seat that anybody was given.
const SESSIONS: &str = "sessions.";

/// One thing that was done to one user's seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meanwhile {
    /// The revision that did it.
    pub revision: u64,
    /// When, in milliseconds UTC.
    pub at_ms: i64,
    /// Who, as in the ledger.
    pub actor: String,
    /// What whoever it was is called, as far as known.
    pub actor_name: Option<String>,
    /// Whose seat.
    pub user: UserNo,
    /// Of which module: the one looked at, or another plan of its issuer that takes its place.
    pub module: ModuleNo,
    /// The user's log-in name.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// `assigned`, `recalled`, `replaced`, `healed`, or whatever else the ledger says.
    pub what: String,
}

/// What was done since somebody looked.
#[derive(Clone, Debug, Default)]
pub struct Happened {
    /// What is known of it, oldest first.
    pub list: Vec<Meanwhile>,
    /// There was more than is looked through: of that only what the rows themselves tell is in the list.
    pub more: bool,
}

impl Meanwhile {
    /// Who it was, in a word.
    pub fn by(&self) -> &str {
        self.actor_name.as_deref().unwrap_or(&self.actor)
    }

    pub(super) fn json(&self, at: &Snapshot) -> Value {
        let module = at.name(self.module).map(ToString::to_string);
        json!({"revision": self.revision, "by": self.by(), "user": self.login, "name": self.name, "what": self.what,
            "module": module})
    }
}

/// What was done to the seats of a module after revision `since`, oldest first.
///
/// # Errors
/// The database's.
pub async fn meanwhile(
    manager: &Manager,
    granted: &Granted<View>,
    module: ModuleNo,
    since_revision: u64,
) -> Result<Happened, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    if since_revision >= at.revision() {
        return Ok(Happened::default());
    }
    manager.db().read(move |r| since(r, &at, module, since_revision, None)).await
}

/// The same inside a transaction, of these people only.
pub(super) fn since(
    sql: &mut dyn Sql,
    at: &Snapshot,
    module: ModuleNo,
    since: u64,
    among: Option<&HashSet<UserNo>>,
) -> Result<Happened, Problem> {
    let concerned = concerned(at, module);
    let mut found = Vec::new();
    let mut told: HashSet<UserNo> = HashSet::new();
    let changes = at.revision().saturating_sub(since);
    let limit = u32::try_from(changes).unwrap_or(CHANGES).min(CHANGES);
    let mut entries = ledger::entries_before(sql, at.scope(), at.revision() + 1, limit)?;
    entries.retain(|entry| entry.revision > since);
    let left_out = keep_within(&mut entries, MEMBERS);
    for entry in entries.iter().rev() {
        let mut members = Vec::new();
        ledger::members(sql, at.scope(), entry.revision, &mut |member| {
            if let Some((user, module, what)) = read(&member, &concerned)
                && among.is_none_or(|among| among.contains(&user))
            {
                members.push((user, module, what));
            }
        })?;
        let actor_name = if members.is_empty() { None } else { users::store::actor_name(sql, &entry.actor)? };
        for (user, module, what) in members {
            told.insert(user);
            found.push(done(entry, actor_name.clone(), (user, module), what));
        }
    }
    found.extend(left_in_rows(at, &concerned, since, among, &told));
    name(sql, at.scope(), &mut found)?;
    Ok(Happened { list: found, more: left_out || changes > u64::from(limit) })
}

/// Keeps the entries, newest first, whose members are at most so many in all; whether any was left out.
fn keep_within(entries: &mut Vec<StoredEntry>, mut most: u64) -> bool {
    let mut left_out = false;
    entries.retain(|entry| {
        if entry.members == 0 || entry.kind.starts_with(SESSIONS) {
            return false;
        }
        let fits = entry.members <= most;
        most -= if fits { entry.members } else { 0 };
        left_out |= !fits;
        fits
    });
    left_out
}

/// The module itself, every grant that brings it, and, of a plan, the other plans of its issuer: whoever is given one of
/// them gives this one up.
fn concerned(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let mut list = users::granting(at, no);
    if let Some(module) = at.licences().module(no).filter(|module| module.plan) {
        let plans = at.licences().modules().filter(|(_, other)| other.plan && other.issuer == module.issuer);
        list.extend(plans.map(|(no, _)| no));
    }
    list
}

/// `[user, module, source, what]`.
fn read(member: &Value, concerned: &[ModuleNo]) -> Option<(UserNo, ModuleNo, String)> {
    let Some(subject::Member::User(user)) = subject::of_member(member) else { return None };
    let no = u16::try_from(member.get(1)?.as_u64()?).ok()?;
    let what = member.get(3).and_then(Value::as_str).unwrap_or("changed");
    concerned.contains(&ModuleNo(no)).then(|| (user, ModuleNo(no), what.to_owned()))
}

fn done(
    entry: &StoredEntry,
    actor_name: Option<String>,
    (user, module): (UserNo, ModuleNo),
    what: String,
) -> Meanwhile {
    Meanwhile {
        revision: entry.revision,
        at_ms: entry.at_ms,
        actor: entry.actor.clone(),
        actor_name,
        user,
        module,
        login: String::new(),
        name: String::new(),
        what,
    }
}

/// Grants that are newer than `since` and stood in no change that was looked through.
fn left_in_rows(
    at: &Snapshot,
    concerned: &[ModuleNo],
    since: u64,
    among: Option<&HashSet<UserNo>>,
    told: &HashSet<UserNo>,
) -> Vec<Meanwhile> {
    let Some(among) = among else { return Vec::new() };
    let newer = |no: &UserNo| {
        let rows = at.user(*no).map_or(&[][..], |user| user.assignments());
        let newer = rows.iter().find(|row| row.order > since && concerned.contains(&row.module))?;
        Some((*no, newer.module))
    };
    let told = among.iter().filter(|no| !told.contains(no)).filter_map(newer);
    told.map(|(no, module)| Meanwhile {
        revision: at.revision(),
        at_ms: 0,
        actor: "system".to_owned(),
        actor_name: None,
        user: no,
        module,
        login: String::new(),
        name: String::new(),
        what: "assigned".to_owned(),
    })
    .collect()
}

fn name(sql: &mut dyn Sql, scope: ScopeNo, found: &mut [Meanwhile]) -> Result<(), Problem> {
    let users: Vec<UserNo> =
        found.iter().map(|one| one.user).collect::<HashSet<_>>().into_iter().take(2_000).collect();
    let names = users::names_in(sql, scope, &users)?;
    let names: std::collections::HashMap<UserNo, users::Named> = names.into_iter().collect();
    for one in found {
        if let Some(named) = names.get(&one.user) {
            (one.login, one.name) = (named.login.clone(), named.name.clone());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(revision: u64, kind: &str, members: u64) -> StoredEntry {
        StoredEntry {
            revision,
            at_ms: 0,
            actor: "system".to_owned(),
            origin: "system".to_owned(),
            address: None,
            kind: kind.to_owned(),
            version: 1,
            subjects: Vec::new(),
            before: Value::Null,
            after: Value::Null,
            reason: None,
            members,
            hash: [0; 32],
        }
    }

    #[test]
    fn the_newest_are_looked_through_and_log_ins_never() {
        let kept = |most| {
            let mut entries = vec![
                entry(9, "sessions.changed", 900),
                entry(8, "assignments.assigned", 3),
                entry(7, "assignments.assigned", 900),
                entry(6, "users.changed", 0),
                entry(5, "assignments.recalled", 2),
                entry(4, "assignments.recalled", 1),
            ];
            let left_out = keep_within(&mut entries, most);
            (entries.iter().map(|entry| entry.revision).collect::<Vec<_>>(), left_out)
        };
        assert_eq!(kept(906), (vec![8, 7, 5, 4], false));
        assert_eq!(kept(5), (vec![8, 5], true));
        assert_eq!(kept(0), (vec![], true));
    }
}
