//! The account of a user: signing in to Licentia itself (rule 12: one person, one row).
//!
//! An account without rights opens one's own page and nothing else. What becomes of the user becomes of the account, in
//! the same transaction: [`follow_in`] is called by everything that changes users.

pub(crate) mod api;
pub(crate) mod page;

use jiff::civil::Date;
use licentia_core::licence::UserKind;
use licentia_platform::access::{
    Account, Followed, Give, Granted, Link, ManageAccess, Person, Rights, Standing, account_of, follow,
};
use licentia_platform::db::{Done, Write};
use licentia_platform::problem::Problem;

use super::stored_row;
use crate::sealed::{UserRow, UserState};
use crate::state::Manager;

/// What the account of a user should be.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// What it may do in the manager; none = one's own page only.
    pub rights: Rights,
    /// The last day on which it may be used; none = no end.
    pub until: Option<Date>,
    /// An account of this log-in name that hangs on nobody is this person's.
    pub adopt: bool,
    /// Make a new one-time link, though there is a password.
    pub link: bool,
}

/// An account as it is now.
#[derive(Clone, Debug)]
pub struct Given {
    /// The account.
    pub account: Account,
    /// Whether it was made just now.
    pub made: bool,
    /// The one-time link, if one was made: the only time it can be read.
    pub link: Option<Link>,
}

/// The account of a user.
///
/// # Errors
/// 404 `not_found` when there is no such user, or the user has none.
pub(crate) async fn find(
    manager: &Manager,
    granted: &Granted<ManageAccess>,
    user: &str,
) -> Result<Account, Problem> {
    let id = super::find_in(manager, granted.scope, user).await?.row.id;
    of(manager, granted, id).await?.ok_or_else(|| Problem::not_found("account"))
}

/// The account of the user of this id, if there is one.
///
/// # Errors
/// The database's.
pub(crate) async fn of(
    manager: &Manager,
    granted: &Granted<ManageAccess>,
    id: String,
) -> Result<Option<Account>, Problem> {
    let scope = granted.scope;
    manager.db().read(move |r| account_of(r, scope, &id)).await
}

/// Gives a user an account with these rights, or changes the rights and the end of the one there is. A new one comes
/// with a one-time link to choose a password.
///
/// # Errors
/// 404 `not_found`; 422 `invalid` for a right that is not the manager's, or an end that is over; 403 `right_not_held`;
/// 409 `account_user_inactive` for somebody who may not log in, `account_user_kind` for who is no person, `login_taken`,
/// `last_administrator`, `secret_shown_once`.
pub async fn give(
    manager: &Manager,
    granted: &Granted<ManageAccess>,
    user: &str,
    wish: Wish,
) -> Result<Given, Problem> {
    if !Rights::MANAGER.includes(wish.rights) {
        return Err(Problem::invalid("rights", "Only rights of the manager can be given here."));
    }
    let (access, held, name) = (manager.access().clone(), granted.rights, user.to_owned());
    let link = access.new_link();
    let (inside, hash) = (access.clone(), link.clone());
    let done = manager
        .write(granted.scope, &granted.by, move |w, at| {
            let user = at.user_named(&name).ok_or_else(|| Problem::not_found("user"))?;
            let scope = w.scope();
            let row = stored_row(w, scope, user.no())?.row;
            fit(&row)?;
            if wish.until.is_some_and(|until| until < at.day().today) {
                return Err(Problem::invalid("until", "The last day is over.").words("why-day-over"));
            }
            let zone = &at.installation().zone;
            let give = Give {
                user: row.id.clone(),
                login: row.login,
                name: row.name,
                rights: wish.rights,
                ends_at_ms: wish.until.map(|day| crate::day::ends_ms(day, zone)),
                adopt: wish.adopt,
                link: wish.link,
            };
            Ok((inside.give(w, held, &give, &hash)?, row.id))
        })
        .await?;
    access.refresh().await?;
    let (gave, id) = done.value;
    if done.replayed && gave.link_expires_at_ms.is_some() {
        return Err(Problem::conflict("secret_shown_once"));
    }
    let account = of(manager, granted, id).await?.ok_or_else(|| Problem::not_found("account"))?;
    let link = gave.link_expires_at_ms.map(|expires| link.shown(expires));
    Ok(Given { account, made: gave.made, link })
}

/// Takes a user's account away. The user stays.
///
/// # Errors
/// 404 `not_found`; 409 `last_administrator`.
pub async fn take_away(
    manager: &Manager,
    granted: &Granted<ManageAccess>,
    user: &str,
) -> Result<Done<()>, Problem> {
    let (access, name) = (manager.access().clone(), user.to_owned());
    let done = manager
        .write(granted.scope, &granted.by, move |w, at| {
            let user = at.user_named(&name).ok_or_else(|| Problem::not_found("user"))?;
            let scope = w.scope();
            let row = stored_row(w, scope, user.no())?.row;
            access.take_away(w, &row.id)
        })
        .await?;
    manager.access().refresh().await?;
    Ok(done)
}

/// Who may have an account at all: a person who may log in.
fn fit(row: &UserRow) -> Result<(), Problem> {
    if !is_person(row.kind) {
        return Err(Problem::conflict("account_user_kind"));
    }
    if standing(row) == Standing::Usable { Ok(()) } else { Err(Problem::conflict("account_user_inactive")) }
}

pub(crate) fn is_person(kind: UserKind) -> bool {
    matches!(kind, UserKind::Internal | UserKind::External)
}

/// Where a user stands, for an account.
fn standing(row: &UserRow) -> Standing {
    match row.state {
        UserState::Deleted => Standing::Erased,
        UserState::Former => Standing::Left,
        UserState::Active if row.acts() && is_person(row.kind) => Standing::Usable,
        UserState::Active => Standing::Resting,
    }
}

/// Lets the accounts of these users follow what they have become, inside the write that changes them; the accounts
/// belong into its entry as subjects. [`heard`] is to be called after the commit when there are any.
///
/// # Errors
/// 409 `last_administrator`: nobody may remove the last account that may manage licences or access, in any way.
pub(crate) fn follow_in(w: &mut Write<'_>, rows: &[UserRow]) -> Result<Vec<Followed>, Problem> {
    let people: Vec<Person<'_>> = rows
        .iter()
        .map(|row| Person { id: &row.id, login: &row.login, name: &row.name, standing: standing(row) })
        .collect();
    follow(w, &people)
}

/// Makes this server hear at once of accounts that have followed their users. The change is committed: what goes wrong
/// here is for the log, and the next look comes within a second.
pub(crate) async fn heard(manager: &Manager) {
    if let Err(problem) = manager.access().refresh().await {
        tracing::warn!(%problem, "accounts are not followed yet");
    }
}

/// The last day on which an account may be used.
pub(crate) fn until(at: &crate::snapshot::Snapshot, account: &Account) -> Option<Date> {
    let zone = crate::day::zone(&at.installation().zone);
    account.ends_at_ms.map(|end| licentia_ui::day_of(end - 1, &zone))
}
