//! The users of an installation: the people who hold seats, and rooms, guests and programs beside them (rule 18).
//!
//! [`list`] and [`find`] read; [`create`] and [`create_many`] add; [`change`] renames, regroups, deactivates, reactivates
//! and retires; [`delete`] erases the person and keeps the id. What that does to seats is core's to say: deactivating
//! frees a seat and keeps the assignment, reactivating checks again (rule 5).

pub(crate) mod api;
mod change;
mod filter;
mod history;
mod kept;
mod new;
mod page;
mod remove;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use change::{Changing, change};
pub use filter::{Sort, SortBy};
pub(crate) use filter::{granting, select};
pub use history::{Happened, history};
pub use new::{Created, NewUser, create, create_many};
pub use remove::delete;

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::Source;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};
use licentia_protocol::api::UserFilter;

use crate::sealed::store::{Which, users as stored_users};
use crate::sealed::{CENTRAL, Stored, UserRow, UserState};
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;

/// What a user is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The id: a UUID.
    pub id: String,
    /// The log-in name.
    pub login: String,
    /// The name for people.
    pub name: String,
}

/// What these users are called, in order of their numbers.
///
/// # Errors
/// The database's.
pub async fn names(
    manager: &Manager,
    scope: ScopeNo,
    users: Vec<UserNo>,
) -> Result<Vec<(UserNo, Named)>, Problem> {
    manager.db().read(move |r| names_in(r, scope, &users)).await
}

/// The same, inside a transaction.
pub(crate) fn names_in(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
) -> Result<Vec<(UserNo, Named)>, Problem> {
    let mut names = Vec::with_capacity(users.len());
    stored_users(sql, scope, Which::Users(users), &mut |found| {
        if let Ok(stored) = found {
            let user = stored.row;
            names.push((user.no, Named { id: user.id, login: user.login, name: user.name }));
        }
    })?;
    Ok(names)
}

/// One user as lists and pages show it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The row.
    pub row: UserRow,
    /// The revision that wrote the row: what `If-Match` compares.
    pub rev: u64,
    /// The plans granted, with their source and whether they wait.
    pub plans: Vec<(ModuleNo, Source, bool)>,
    /// Whether something of this user waits for a seat.
    pub waits: bool,
}

/// One page of users.
#[derive(Clone, Debug)]
pub struct Found {
    /// The users, in the order asked for.
    pub items: Vec<Listed>,
    /// How many the filter finds in all.
    pub total: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Which page is asked for.
#[derive(Clone, Debug)]
pub struct Paging {
    /// The order.
    pub sort: Sort,
    /// How many at most.
    pub limit: u32,
    /// Go on after this cursor.
    pub cursor: Option<String>,
    /// Or leave out so many.
    pub offset: u64,
}

/// The users that a filter finds, one page of them.
///
/// # Errors
/// 422 `invalid` for a module that does not exist; 400 `cursor_invalid`; the database's.
pub async fn list(
    manager: &Manager,
    granted: &Granted<View>,
    filter: &UserFilter,
    paging: Paging,
) -> Result<Found, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let all = filter::compile(&at, filter)?;
    let mut from = all.clone();
    if let Some(cursor) = &paging.cursor {
        from.after(paging.sort, &decode_cursor(cursor)?);
    }
    let (sort, limit, offset, scope) = (paging.sort, paging.limit, paging.offset, granted.scope);
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        let total = store::count(r, &all)?;
        let mut places = store::page(r, &from, sort, limit + 1, offset)?;
        let more = places.len() > limit as usize;
        places.truncate(limit as usize);
        let rows = rows(r, scope, &places.iter().map(|(no, _)| *no).collect::<Vec<_>>())?;
        Ok((total, places, more, rows))
    };
    let (total, places, more, mut rows) = manager.db().read(reading).await?;
    let next = places.last().filter(|_| more).map(|(no, key)| encode_cursor(&(key, no.0)));
    let items = places.iter().filter_map(|(no, _)| Some(listed(&at, rows.remove(no)?))).collect();
    Ok(Found { items, total, next })
}

fn rows(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
) -> Result<HashMap<UserNo, Stored<UserRow>>, Problem> {
    let mut rows = HashMap::with_capacity(users.len());
    stored_users(sql, scope, Which::Users(users), &mut |found| {
        if let Ok(stored) = found {
            rows.insert(stored.row.no, stored);
        }
    })?;
    Ok(rows)
}

/// Those of `users` who are found by `search` (everybody when it is empty), the longest unused first; whoever never used
/// anything comes before all others.
///
/// # Errors
/// The database's.
pub(crate) async fn longest_unused_page(
    manager: &Manager,
    scope: ScopeNo,
    users: Vec<UserNo>,
    search: String,
    (limit, offset): (u32, u64),
) -> Result<(Vec<UserRow>, u64), Problem> {
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        let mut found = store::Where::all(scope);
        found.among(&users);
        if !search.trim().is_empty() {
            found.search(search.trim());
        }
        let total = store::count(r, &found)?;
        let places = store::page(r, &found, LONGEST_UNUSED, limit, offset)?;
        let mut rows = rows(r, scope, &places.iter().map(|(no, _)| *no).collect::<Vec<_>>())?;
        let page = places.iter().filter_map(|(no, _)| rows.remove(no)).map(|stored| stored.row);
        Ok((page.collect(), total))
    };
    manager.db().read(reading).await
}

/// The first `count` of them, inside a transaction.
pub(crate) fn longest_unused(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    users: &[UserNo],
    count: u64,
) -> Result<Vec<UserNo>, Problem> {
    let mut found = store::Where::all(scope);
    found.among(users);
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(store::page(sql, &found, LONGEST_UNUSED, count, 0)?.into_iter().map(|(no, _)| no).collect())
}

const LONGEST_UNUSED: Sort = Sort { by: SortBy::LastUsed, down: false };

/// One user by id or log-in name.
///
/// # Errors
/// 404 `not_found`, also for one that was deleted unless asked for by id.
pub async fn find(manager: &Manager, granted: &Granted<View>, name: &str) -> Result<Listed, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let no = at.user_named(name).map(|user| user.no()).ok_or_else(|| Problem::not_found("user"))?;
    let scope = granted.scope;
    let mut found = manager.db().read(move |r| rows(r, scope, &[no])).await?;
    found.remove(&no).map(|stored| listed(&at, stored)).ok_or_else(|| Problem::not_found("user"))
}

pub(crate) fn listed(at: &Snapshot, stored: Stored<UserRow>) -> Listed {
    let user = at.user(stored.row.no);
    let assignments = user.map_or(&[][..], |user| user.assignments());
    let plan = |no: ModuleNo| at.licences().module(no).is_some_and(|module| module.plan);
    let plans =
        assignments.iter().filter(|a| plan(a.module)).map(|a| (a.module, a.source, waits(a))).collect();
    Listed { waits: user.is_some_and(|user| user.waits()), plans, rev: stored.rev, row: stored.row }
}

/// Whether a user was deleted: the key of the log-in name says so.
pub(crate) fn deleted(user: &User<'_>) -> bool {
    user.login_key().starts_with("deleted:")
}

/// How many users there are of each sort that lists offer as a filter; deleted ones are none.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// All.
    pub all: u64,
    /// Without any plan.
    pub none: u64,
    /// With something that waits.
    pub waiting: u64,
    /// Per plan, granted in whatever way.
    pub plans: HashMap<ModuleNo, u64>,
}

/// Counts everybody once, from the snapshot.
pub fn counts(at: &Snapshot) -> Counts {
    let mut plan = vec![false; at.names().len()];
    for (no, module) in at.licences().modules() {
        if let Some(place) = plan.get_mut(no.index()) {
            *place = module.plan;
        }
    }
    let mut per = vec![0_u64; plan.len()];
    let mut counts = Counts::default();
    for user in at.users().filter(|user| !deleted(user)) {
        counts.all += 1;
        counts.waiting += u64::from(user.waits());
        let mut last = None;
        for assignment in user.assignments() {
            let no = assignment.module;
            if plan.get(no.index()) == Some(&true) && last != Some(no) {
                per[no.index()] += 1;
                last = Some(no);
            }
        }
        counts.none += u64::from(last.is_none());
    }
    let numbered = per.into_iter().enumerate().filter(|(_, count)| *count > 0);
    counts.plans =
        numbered.filter_map(|(index, count)| Some((ModuleNo::from_index(index)?, count))).collect();
    counts
}

/// The number of a database by its short name.
pub(crate) fn site_no(at: &Snapshot, slug: &str) -> Option<u32> {
    (slug == at.installation().slug).then_some(CENTRAL)
}

/// The short name of a database.
pub(crate) fn site_slug(at: &Snapshot, no: u32) -> Option<String> {
    (no == CENTRAL).then(|| at.installation().slug.clone())
}

/// The row of a user that a write is about to change.
fn stored_row(sql: &mut dyn Sql, scope: ScopeNo, no: UserNo) -> Result<Stored<UserRow>, Problem> {
    let stored = rows(sql, scope, &[no])?.remove(&no).ok_or_else(|| Problem::not_found("user"))?;
    if stored.row.state == UserState::Deleted { Err(Problem::not_found("user")) } else { Ok(stored) }
}
