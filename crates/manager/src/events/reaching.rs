//! Whom active events reach: users, applications, and whoever looks at a page.

use licentia_core::events::{self, Reach, Reader, reaching};
use licentia_core::ids::UserNo;
use licentia_platform::access::{Caller, Check, Granted, Right};
use licentia_platform::db::{ScopeNo, Sql, Write};
use licentia_platform::problem::Problem;

use super::Event;
use super::start::exists;
use super::store::{self, Texts};
use crate::sealed::CENTRAL;
use crate::sealed::store::{Which, users};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What an application is told: the active events that reach a user, or its database where it names none.
#[derive(Clone, Debug, Default)]
pub struct Reaching {
    /// The latest first.
    pub events: Vec<Event>,
    /// Whether one of them keeps the user from logging in.
    pub blocks_login: bool,
    /// The change that last started, changed or ended any.
    pub revision: u64,
}

/// The active events that reach a user, by id or log-in name; those of the database where none is named.
///
/// # Errors
/// 404 `user_unknown`; the database's.
pub async fn reaching_user(
    manager: &Manager,
    granted: &Granted<Check>,
    user: Option<&str>,
) -> Result<Reaching, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let here = |no: &UserNo| granted.site == CENTRAL || at.belongs(*no, granted.site);
    let no = match user {
        None => None,
        Some(name) => {
            let found = at.user_named(name).map(|user| user.no()).filter(here);
            Some(found.ok_or_else(|| Problem::refused(404, "user_unknown").arg("user", name))?)
        }
    };
    let (site, scope) = (granted.site, granted.scope);
    let (manages, revision) = (no.is_some_and(|no| may_lift(manager, &at, no)), at.events().revision);
    let read = manager.db().read(move |r| {
        let active = store::active(r, scope)?;
        let groups = match no {
            Some(no) => groups_of(r, scope, &[no])?.pop().map(|(_, groups)| groups).unwrap_or_default(),
            None => Vec::new(),
        };
        let reader = Reader { site, user: no, groups: &groups };
        let blocks_login = events::bars_log_in(&active, &reader, manages).is_some();
        Ok(Reaching { events: reaching(&active, &reader).cloned().collect(), blocks_login, revision })
    });
    read.await
}

/// Whether a user may lift what bars log-ins: whoever manages licences.
fn may_lift(manager: &Manager, at: &Snapshot, user: UserNo) -> bool {
    let id = at.user(user).map(|user| user.id());
    id.is_some_and(|id| manager.access().rights_of_user(at.scope(), id).allows(Right::ManageLicences))
}

/// The groups of some users, in order of their numbers.
pub(crate) fn groups_of(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    of: &[UserNo],
) -> Result<Vec<(UserNo, Vec<String>)>, Problem> {
    let mut found = Vec::with_capacity(of.len());
    users(sql, scope, Which::Users(of), &mut |user| {
        if let Ok(user) = user {
            found.push((user.row.no, user.row.groups));
        }
    })?;
    Ok(found)
}

/// A group has another name: what is on for its members stays on. The ids of the events that follow.
///
/// # Errors
/// 409 `event_exists` where two groups become one and the same is on for both; the database's.
pub(crate) fn follow_group(
    w: &mut Write<'_>,
    at: &Snapshot,
    from: &str,
    to: &str,
) -> Result<Vec<String>, Problem> {
    let (active, reach) = (&at.events().active, Reach::Group(to.into()));
    let theirs = active.iter().filter(|event| matches!(&event.reach, Reach::Group(name) if **name == *from));
    let mut followed = Vec::new();
    for event in theirs {
        if let Some(there) = events::clash(active, &event.key, &reach) {
            return Err(exists(there));
        }
        let (reach, revision) = (reach.clone(), w.revision());
        store::change(w, &Event { reach, revision, ..event.clone() }, &Texts { name: None, message: None })?;
        followed.push(event.id.clone());
    }
    Ok(followed)
}

/// The active events that reach whoever looks at a page.
///
/// # Errors
/// The database's: groups are read where an event asks for them.
pub(crate) async fn of_reader(
    manager: &Manager,
    at: &Snapshot,
    caller: &Caller,
) -> Result<Vec<Event>, Problem> {
    let active = &at.events().active;
    if active.is_empty() {
        return Ok(Vec::new());
    }
    let user = caller.user.as_deref().and_then(|id| at.user_named(id)).map(|user| user.no());
    let mut groups = Vec::new();
    if let (Some(no), true) = (user, at.events().ask_for_groups()) {
        let scope = at.scope();
        groups = manager.db().read(move |r| groups_of(r, scope, &[no])).await?;
    }
    let groups = groups.pop().map(|(_, groups)| groups).unwrap_or_default();
    let reader = Reader { site: CENTRAL, user, groups: &groups };
    Ok(reaching(active, &reader).cloned().collect())
}
