//! The users of an installation: the people who hold seats, and rooms, guests and programs beside them (rule 18).
//!
//! [`list`] and [`find`] read; [`create`] and [`create_many`] add; [`change`] renames, regroups, deactivates, reactivates
//! and retires; [`delete`] erases the person and keeps the id. What that does to seats is core's to say: deactivating
//! frees a seat and keeps the assignment, reactivating checks again (rule 5).

pub(crate) mod account;
mod among;
pub(crate) mod api;
mod change;
mod checked;
pub(crate) mod columns;
mod export;
mod filter;
mod follow;
mod groups;
pub(crate) mod held;
mod history;
pub(crate) mod import;
mod kept;
pub(crate) mod leave;
mod members;
mod moved;
mod neighbours;
mod new;
mod order;
mod overview;
pub(crate) mod own;
mod page;
pub(crate) mod portraits;
mod remove;
mod sort;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

pub use account::{Given, Wish, give as give_account, take_away as take_account_away};
pub(crate) use among::{in_order, keep_found, unused_since};
pub use change::{Changing, change};
pub(crate) use filter::{granting, select};
pub(crate) use follow::{agree, follow, would_lose};
pub use groups::{Group, Regrouped, groups, rename_group};
pub use history::{Happened, history};
pub(crate) use import::{Fault, Faults, well_formed};
pub use new::{Created, NewUser, create, create_many};
pub(crate) use overview::{Counts, Overview, Overviews, overview};
pub use remove::delete;
pub use sort::{Alphabet, Sort, SortBy};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;

use std::collections::HashMap;
use std::sync::Arc;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::names::fold_search;
use licentia_core::seats::Source;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{Read, ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor};
use licentia_protocol::api::UserFilter;

pub(crate) use members::Members;
use order::Window;
use portraits::Pictures;

use crate::sealed::store::{Which, users as stored_users};
use crate::sealed::{CENTRAL, Stored, UserRow, UserState};
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;

/// Another name for a group.
#[derive(Clone, Debug)]
pub struct NewGroupName {
    /// The group.
    pub group: String,
    /// What it will be called.
    pub name: String,
}

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
    /// The address of the portrait, of whoever has one.
    pub portrait: Option<String>,
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
    let sieve = filter::compile(&at, filter)?;
    let after = paging.cursor.as_deref().map(decode_cursor).transpose()?;
    let (limit, scope) = (paging.limit as usize, granted.scope);
    let window = Window { after, offset: paging.offset, limit: limit as u64 + 1 };
    let seen = Arc::clone(&at);
    let reading = move |r: &mut Read<'_>| {
        let members = sieve.members(r, &seen)?;
        let mut places = order::page(r, &seen, &members, paging.sort, &window)?;
        let more = places.len() > limit;
        places.truncate(limit);
        let found: Vec<UserNo> = places.iter().map(|(no, _)| *no).collect();
        let (rows, pictures) = (rows(r, scope, &found)?, Pictures::read(r, &seen, &found)?);
        Ok((members.count(), places, more, rows, pictures))
    };
    let (total, places, more, mut rows, pictures) = manager.db().read(reading).await?;
    let next = places.last().filter(|_| more).map(|(_, place)| encode_cursor(place));
    let items = places.iter().filter_map(|(no, _)| Some(pictures.beside(listed(&at, rows.remove(no)?))));
    let items = items.collect();
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
    let reading = move |r: &mut Read<'_>| {
        let mut found: Members = users.into_iter().collect();
        let words: Vec<String> = search.split_whitespace().map(fold_search).collect();
        if !words.is_empty() {
            found.keep(&store::search(r, scope, words.iter().map(String::as_str))?);
        }
        let window = Window { offset, limit: u64::from(limit), after: None };
        let places = order::by_key(r, scope, &found, LONGEST_UNUSED, &window)?;
        let mut rows = rows(r, scope, &places.iter().map(|(no, _)| *no).collect::<Vec<_>>())?;
        let page = places.iter().filter_map(|(no, _)| rows.remove(no)).map(|stored| stored.row);
        Ok((page.collect(), found.count()))
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
    let found: Members = users.iter().copied().collect();
    let window = Window { limit: count, ..Window::default() };
    let places = order::by_key(sql, scope, &found, LONGEST_UNUSED, &window)?;
    Ok(places.into_iter().map(|(no, _)| no).collect())
}

const LONGEST_UNUSED: Sort = Sort { by: SortBy::LastUsed, down: false, alphabet: Alphabet::Latin };

/// One user by id or log-in name.
///
/// # Errors
/// 404 `not_found`, also for one that was deleted unless asked for by id.
pub async fn find(manager: &Manager, granted: &Granted<View>, name: &str) -> Result<Listed, Problem> {
    let found = find_in(manager, granted.scope, name).await?;
    // A satellite knows the people who belong to it.
    let here = granted.site == CENTRAL || found.row.sites.contains(&granted.site);
    if here { Ok(found) } else { Err(Problem::not_found("user")) }
}

/// The same for whoever need not see everybody: one's own row, the user of an account.
pub(crate) async fn find_in(manager: &Manager, scope: ScopeNo, name: &str) -> Result<Listed, Problem> {
    let at = manager.snapshot(scope).await?;
    let no = at.user_named(name).map(|user| user.no()).ok_or_else(|| Problem::not_found("user"))?;
    let seen = Arc::clone(&at);
    let reading = move |r: &mut Read<'_>| Ok((rows(r, scope, &[no])?, Pictures::read(r, &seen, &[no])?));
    let (mut found, pictures) = manager.db().read(reading).await?;
    let stored = found.remove(&no).ok_or_else(|| Problem::not_found("user"))?;
    Ok(pictures.beside(listed(&at, stored)))
}

pub(crate) fn listed(at: &Snapshot, stored: Stored<UserRow>) -> Listed {
    let user = at.user(stored.row.no);
    let assignments = user.map_or(&[][..], |user| user.assignments());
    let plan = |no: ModuleNo| at.licences().module(no).is_some_and(|module| module.plan);
    let plans =
        assignments.iter().filter(|a| plan(a.module)).map(|a| (a.module, a.source, waits(a))).collect();
    let waits = user.is_some_and(|user| user.waits());
    Listed { waits, plans, rev: stored.rev, row: stored.row, portrait: None }
}

/// Whether a user was deleted: the key of the log-in name says so.
pub(crate) fn deleted(user: &User<'_>) -> bool {
    user.login_key().starts_with("deleted:")
}

/// The number of a database by its short name.
pub(crate) fn site_no(at: &Snapshot, slug: &str) -> Option<u32> {
    crate::installations::site_no(at, slug)
}

/// The short name of a database.
pub(crate) fn site_slug(at: &Snapshot, no: u32) -> Option<String> {
    crate::installations::site_slug(at, no).map(str::to_owned)
}

/// The row of a user that a write is about to change.
fn stored_row(sql: &mut dyn Sql, scope: ScopeNo, no: UserNo) -> Result<Stored<UserRow>, Problem> {
    let stored = rows(sql, scope, &[no])?.remove(&no).ok_or_else(|| Problem::not_found("user"))?;
    if stored.row.state == UserState::Deleted { Err(Problem::not_found("user")) } else { Ok(stored) }
}
