//! Adding users, one and many.

use std::collections::{BTreeMap, HashMap, HashSet};

use licentia_core::ids::UserNo;
use licentia_core::licence::UserKind;
use licentia_core::names::fold_login;
use licentia_core::seats::{self, Change, Person, Usage};
use licentia_platform::access::{Granted, ManageUsers};
use licentia_platform::db::{DbError, Done, Write};
use licentia_platform::ledger::{Entry, TextId};
use licentia_platform::problem::Problem;
use licentia_protocol::api;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(super) use super::checked::{attributes, email, groups, login, maybe, name, sites};
use super::kept::Kept;
use super::{deleted, store};
use crate::assignments::Member;
use crate::ledger::subject;
use crate::rules::{self, After};
use crate::sealed::{self, UserLayout, UserRow, UserState};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// In demo mode the manager holds no more users than this, and no more groups (rule 11).
const DEMO_LIMIT: usize = 1_000;

/// Somebody to add, as typed.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The log-in name.
    pub login: String,
    /// The name for people; empty = the log-in name.
    pub name: String,
    /// The e-mail address; empty = none.
    pub email: String,
    /// The kind.
    pub kind: UserKind,
    /// Whether the user may log in.
    pub can_log_in: bool,
    /// The groups; the first is the primary one.
    pub groups: Vec<String>,
    /// What the person does; empty = not told.
    pub job_title: String,
    /// The role in the application; empty = not told.
    pub role: String,
    /// What else is kept.
    pub attributes: BTreeMap<String, String>,
    /// Somebody has yet to approve the user.
    pub waiting_for_approval: bool,
    /// The databases, by their short names; none = the central one.
    pub sites: Vec<String>,
}

impl Default for NewUser {
    /// An internal user without a name who may log in.
    fn default() -> Self {
        api::NewUser::named("").into()
    }
}

impl From<api::NewUser> for NewUser {
    fn from(new: api::NewUser) -> Self {
        Self {
            login: new.login,
            name: new.name.unwrap_or_default(),
            email: new.email.unwrap_or_default(),
            kind: kind(new.kind),
            can_log_in: new.can_log_in,
            groups: new.groups,
            job_title: new.job_title.unwrap_or_default(),
            role: new.role.unwrap_or_default(),
            attributes: new.attributes,
            waiting_for_approval: new.waiting_for_approval,
            sites: new.sites,
        }
    }
}

pub(super) fn kind(kind: api::UserKind) -> UserKind {
    match kind {
        api::UserKind::Internal => UserKind::Internal,
        api::UserKind::Resource => UserKind::Resource,
        api::UserKind::External => UserKind::External,
        api::UserKind::Anonymous => UserKind::Anonymous,
        api::UserKind::System => UserKind::System,
    }
}

/// A user that was added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Created {
    /// The id.
    pub id: String,
    /// The log-in name.
    pub login: String,
}

/// Adds a user. On a suite, somebody who may log in takes its seat (rule 3a).
///
/// # Errors
/// 422 `invalid`; 409 `login_taken`, `login_reserved` for 30 days after its user was deleted, `demo_limit`, `no_seat`.
pub async fn create(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    new: NewUser,
) -> Result<Done<Created>, Problem> {
    let kept = Kept::of(manager, granted.scope);
    let added = move |w: &mut Write<'_>, at: &Snapshot| {
        let mut made = add(w, at, &kept, vec![new], false)?;
        made.pop().ok_or_else(|| Problem::internal("one user asked for, none added"))
    };
    manager.write(granted.scope, &granted.by, added).await
}

/// Adds many, all or none: one write, one entry.
///
/// # Errors
/// As [`create`], naming the first user at fault by its place in the list (`users[3].login`).
pub async fn create_many(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    new: Vec<NewUser>,
) -> Result<Done<Vec<Created>>, Problem> {
    let kept = Kept::of(manager, granted.scope);
    manager.write(granted.scope, &granted.by, move |w, at| add(w, at, &kept, new, true)).await
}

fn add(
    w: &mut Write<'_>,
    at: &Snapshot,
    kept: &Kept,
    new: Vec<NewUser>,
    many: bool,
) -> Result<Vec<Created>, Problem> {
    if new.is_empty() {
        return Ok(Vec::new());
    }
    demo_fits(at, new.len())?;
    let (mut rows, mut keys) = (Vec::with_capacity(new.len()), HashSet::with_capacity(new.len()));
    let (first, order) = (at.next_user_no().0, w.revision());
    let (mut usage, mut seats) = (at.usage().clone(), Vec::new());
    for (index, new) in new.into_iter().enumerate() {
        let place = if many { format!("users[{index}].") } else { String::new() };
        let no = UserNo(first + u32::try_from(index).map_err(|_| Problem::internal("too many users"))?);
        let row = row(w, at, no, new, &place)?;
        if at.user_named(&row.login).is_some() || !keys.insert(row.login_key.clone()) {
            return Err(taken(&place, &row.login));
        }
        kept.free(w, &place, &row.login_key)?;
        if let Some(change) = suite_seat(at, &mut usage, &row, order)? {
            seats.push((no, change));
        }
        rows.push(row);
    }
    groups_fit(w, at, rows.iter().flat_map(|row| &row.groups))?;
    write_rows(w, &rows)?;
    sealed::apply(w, &seats, None)?;
    let given = by_rules(w, at, &mut usage, &rows, &seats)?;
    let mut entry = entry(w, &rows);
    given.iter().for_each(|member| entry.member(member));
    w.record(entry)?;
    Ok(rows.into_iter().map(|row| Created { id: row.id, login: row.login }).collect())
}

/// Writes rows of new users.
///
/// # Errors
/// 409 `login_taken` when the table knows a log-in name already; the database's.
pub(super) fn write_rows(w: &mut Write<'_>, rows: &[UserRow]) -> Result<(), Problem> {
    sealed::store::insert_users(w, rows).map_err(|error| match error {
        DbError::Unique(_) => taken("", ""),
        other => other.into(),
    })
}

/// In demo mode there are no more users than 1,000 (rule 11).
pub(super) fn demo_fits(at: &Snapshot, new: usize) -> Result<(), Problem> {
    let existing = if at.demo() { at.users().filter(|user| !deleted(user)).count() } else { 0 };
    if at.demo() && existing + new > DEMO_LIMIT { Err(demo_limit()) } else { Ok(()) }
}

fn demo_limit() -> Problem {
    Problem::conflict("demo_limit").arg("limit", DEMO_LIMIT).with("limit", DEMO_LIMIT)
}

/// In demo mode there are no more groups than 1,000; those that exist stay (rule 11).
pub(super) fn groups_fit<'a>(
    w: &mut Write<'_>,
    at: &Snapshot,
    groups: impl Iterator<Item = &'a String>,
) -> Result<(), Problem> {
    if !at.demo() {
        return Ok(());
    }
    let scope = w.scope();
    let there = store::all_groups(w, scope)?;
    let new: HashSet<&String> = groups.filter(|group| !there.contains(*group)).collect();
    if !new.is_empty() && there.len() + new.len() > DEMO_LIMIT { Err(demo_limit()) } else { Ok(()) }
}

pub(super) fn taken(place: &str, login: &str) -> Problem {
    Problem::conflict("login_taken").arg("login", login).with("path", format!("{place}login"))
}

/// What the rules of distribution give to those who were added, in the order in which they were named.
pub(super) fn by_rules(
    w: &mut Write<'_>,
    at: &Snapshot,
    usage: &mut Usage,
    rows: &[UserRow],
    seats: &[(UserNo, Change)],
) -> Result<Vec<Member>, Problem> {
    let seats: HashMap<UserNo, &Change> = seats.iter().map(|(no, change)| (*no, change)).collect();
    let has = |row: &UserRow| seats.get(&row.no).map_or(&[][..], |change| &change.add);
    let after: Vec<After<'_>> = rows.iter().map(|row| After { row, assignments: has(row) }).collect();
    Ok(rules::follow_in(w, at, usage, &after)?.members)
}

/// The seat that somebody who may log in takes on a suite.
fn suite_seat(
    at: &Snapshot,
    usage: &mut Usage,
    row: &UserRow,
    order: u64,
) -> Result<Option<Change>, Problem> {
    if !row.acts() {
        return Ok(None);
    }
    let person = Person { no: row.no, kind: row.kind, active: false, assignments: &[] };
    let change = seats::activate(at.licences(), at.day(), usage, &person, order);
    let change = change.map_err(|refusal| super::change::refused(at, &refusal))?;
    usage.apply(&change.usage);
    Ok((!change.is_empty()).then_some(change))
}

pub(super) fn row(
    w: &mut Write<'_>,
    at: &Snapshot,
    no: UserNo,
    new: NewUser,
    place: &str,
) -> Result<UserRow, Problem> {
    let now = w.now_ms();
    let login = login(place, &new.login)?;
    let name = if new.name.trim().is_empty() { login.clone() } else { name(place, &new.name)? };
    Ok(UserRow {
        no,
        id: w.new_id().to_string(),
        login_key: fold_login(&login),
        login,
        name_key: fold_login(&name),
        name,
        email: email(place, &new.email)?,
        kind: new.kind,
        can_log_in: new.can_log_in,
        state: UserState::Active,
        groups: groups(place, new.groups)?,
        created_at: now,
        updated_at: now,
        last_used: None,
        layout: UserLayout::NOW,
        job_title: maybe(place, "job_title", &new.job_title)?,
        role: maybe(place, "role", &new.role)?,
        attributes: attributes(place, new.attributes)?,
        waiting_for_approval: new.waiting_for_approval,
        sites: sites(at, place, &new.sites)?,
    })
}

fn entry(w: &mut Write<'_>, rows: &[UserRow]) -> Entry {
    let mut entry = Entry::new("users.created", 1);
    if let [row] = rows {
        let text = personal(w, row);
        let after = json!({"id": row.id, "kind": row.kind, "can_log_in": row.can_log_in,
            "waiting_for_approval": row.waiting_for_approval, "sites": row.sites, "personal": text});
        return entry.subject(subject::user(row.no)).after(after);
    }
    for row in rows {
        let text = personal(w, row);
        entry.member(&(row.no, &row.id, row.kind, row.can_log_in, text));
    }
    entry.after(json!({"count": rows.len()}))
}

/// Everything personal about a user as one text beside the ledger, to be erased with the person.
pub(super) fn personal(w: &mut Write<'_>, row: &UserRow) -> TextId {
    let text = json!({"login": row.login, "name": row.name, "email": row.email, "groups": row.groups,
        "job_title": row.job_title, "role": row.role, "attributes": row.attributes});
    w.text_about(&row.id, &text.to_string())
}
