//! Groups: who belongs together, what they hold, and another name for one.

use std::collections::HashMap;
use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_login;
use licentia_platform::access::{Granted, ManageUsers, View};
use licentia_platform::db::{Done, Read, Sql, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::filter::compile;
use super::follow::{agree, follow, would_lose};
use super::new::{groups as checked, personal};
use super::{NewGroupName, store};
use crate::assignments;
use crate::blockers::Despite;
use crate::rules::Agreed;
use crate::sealed::store::{Which, users as stored_users};
use crate::sealed::{self, Stored, UserRow, UserState};
use crate::snapshot::{Snapshot, waits};
use crate::state::Manager;

/// A group as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Who belongs to it, former employees too.
    pub members: u64,
    /// Who of them may log in.
    pub active: u64,
    /// The plans that members were granted, with how many have them, the most first.
    pub plans: Vec<(ModuleNo, u64)>,
}

/// Every group, in order of the names.
///
/// # Errors
/// The database's.
pub async fn groups(manager: &Manager, granted: &Granted<View>) -> Result<Arc<Vec<Group>>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    if let Some(known) = manager.overviews().groups(&at) {
        return Ok(known);
    }
    let seen = Arc::clone(&at);
    let counted = manager.db().read(move |r| count(r, &seen)).await?;
    Ok(manager.overviews().keep_groups(&at, counted))
}

#[derive(Default)]
struct Counting {
    group: Group,
    plans: HashMap<ModuleNo, u64>,
}

/// Counts everybody once. Users with the same groups share the reading of their names.
fn count(r: &mut Read<'_>, at: &Snapshot) -> Result<Vec<Group>, Problem> {
    let (mut known, mut found) = (HashMap::<String, Vec<usize>>::new(), Vec::<Counting>::new());
    let mut places = HashMap::<String, usize>::new();
    let plan = |no: ModuleNo| at.licences().module(no).is_some_and(|module| module.plan);
    store::memberships(r, at.scope(), &mut |no, text| {
        if !known.contains_key(text) {
            let names: Vec<String> = serde_json::from_str(text).unwrap_or_default();
            let place = |name: String| {
                let next = places.len();
                let place = *places.entry(name.clone()).or_insert(next);
                if place == found.len() {
                    found.push(Counting { group: Group { name, ..Group::default() }, ..Counting::default() });
                }
                place
            };
            let list = names.into_iter().map(place).collect();
            known.insert(text.to_owned(), list);
        }
        let Some(user) = at.user(no) else { return };
        for place in &known[text] {
            let one = &mut found[*place];
            one.group.members += 1;
            one.group.active += u64::from(user.active());
            let mut last = None;
            for no in user.assignments().iter().filter(|a| !waits(a) && plan(a.module)).map(|a| a.module) {
                if last != Some(no) {
                    *one.plans.entry(no).or_default() += 1;
                    last = Some(no);
                }
            }
        }
    })?;
    let finish = |one: Counting| {
        let mut plans: Vec<_> = one.plans.into_iter().collect();
        plans.sort_by_key(|(no, count)| (std::cmp::Reverse(*count), *no));
        Group { plans, ..one.group }
    };
    let mut groups: Vec<Group> = found.into_iter().map(finish).collect();
    groups.sort_by_cached_key(|group| (fold_login(&group.name), group.name.clone()));
    Ok(groups)
}

/// How many users carry the new name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Regrouped {
    /// Users changed.
    pub users: u64,
    /// Intents of others that freed seats met.
    pub healed: u64,
}

/// Gives a group another name: one change, whoever is in it. Where a group of that name is there, the two become one.
///
/// # Errors
/// 404 `not_found` for a group that nobody is in; 409 `event_exists` where the same system event is on for the group of the
/// new name; 422 `invalid` for a name that cannot be; those of [`blockers::ask`] when
/// rules take licences from members.
///
/// [`blockers::ask`]: crate::blockers::ask
pub async fn rename_group(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    renaming: NewGroupName,
) -> Result<Done<Regrouped>, Problem> {
    let tried = renaming.clone();
    let agreed = agree(manager, granted.scope, Despite::Nothing, move |r, at| loses(r, at, &tried)).await?;
    let done =
        manager.write(granted.scope, &granted.by, move |w, at| rename(w, at, &renaming, &agreed)).await?;
    assignments::heal_rest(manager, granted.scope, done.value.healed).await?;
    Ok(done)
}

/// What the rules take from members by the new name.
fn loses(
    r: &mut Read<'_>,
    at: &Snapshot,
    renaming: &NewGroupName,
) -> Result<Vec<(UserNo, ModuleNo)>, Problem> {
    let name = new_name(renaming)?;
    let stored = members(r, at, &renaming.group)?;
    let rows: Vec<UserRow> =
        stored.iter().map(|old| renamed(&old.row, &renaming.group, &name, old.row.updated_at)).collect();
    Ok(would_lose(at, &rows))
}

fn new_name(renaming: &NewGroupName) -> Result<String, Problem> {
    checked("", vec![renaming.name.clone()])
        .map_err(|groups| {
            let name = Problem::invalid("name", groups.detail.unwrap_or_default());
            Problem { words: groups.words, args: [name.args, groups.args].concat(), ..name }
        })?
        .pop()
        .ok_or_else(|| Problem::invalid("name", "A name is needed.").words("why-name"))
}

fn rename(
    w: &mut Write<'_>,
    at: &Snapshot,
    renaming: &NewGroupName,
    agreed: &Agreed,
) -> Result<Regrouped, Problem> {
    let name = new_name(renaming)?;
    let stored = members(w, at, &renaming.group)?;
    if stored.is_empty() {
        return Err(Problem::not_found("group"));
    }
    if name == renaming.group {
        return Ok(Regrouped { users: 0, healed: 0 });
    }
    let now = w.now_ms();
    let rows: Vec<UserRow> =
        stored.iter().map(|old| renamed(&old.row, &renaming.group, &name, now)).collect();
    sealed::store::change_users(w, &stored, &rows)?;
    let (before, after) = (w.text(&renaming.group), w.text(&name));
    let events = crate::events::follow_group(w, at, &renaming.group, &name)?;
    let mut entry = Entry::new("users.regrouped", 1)
        .before(json!({"group": before}))
        .after(json!({"group": after, "count": rows.len(), "events": events}));
    for row in &rows {
        let text = personal(w, row);
        entry.member(&(row.no, text));
    }
    let healed = follow(w, at, &rows, agreed, &mut entry)?;
    w.record(entry)?;
    Ok(Regrouped { users: rows.len() as u64, healed })
}

fn members(sql: &mut dyn Sql, at: &Snapshot, group: &str) -> Result<Vec<Stored<UserRow>>, Problem> {
    let filter = licentia_protocol::api::UserFilter { group: Some(group.to_owned()), ..Default::default() };
    let numbers: Vec<UserNo> = compile(at, &filter)?.members(sql, at)?.numbers().collect();
    let mut stored = Vec::with_capacity(numbers.len());
    stored_users(sql, at.scope(), Which::Users(&numbers), &mut |found| {
        if let Ok(found) = found
            && found.row.state != UserState::Deleted
        {
            stored.push(found);
        }
    })?;
    Ok(stored)
}

fn renamed(row: &UserRow, from: &str, to: &str, now_ms: i64) -> UserRow {
    let mut groups: Vec<String> = Vec::with_capacity(row.groups.len());
    for group in &row.groups {
        let group = if group == from { to } else { group };
        if !groups.iter().any(|known| known == group) {
            groups.push(group.to_owned());
        }
    }
    UserRow { groups, updated_at: now_ms, ..row.clone() }
}
