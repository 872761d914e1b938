//! The account of a person: one that hangs on a user of an installation (rule 12: one person, one row).
//!
//! Log-in name and name are the user's, whether it may be used follows the user, and it goes with the user. All of
//! that happens inside the write that changes the user, so that nobody signs in who has left, and nobody takes the
//! last administrator away by taking the person away.

use std::collections::{HashMap, HashSet};

use licentia_core::names::fold_login;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::account::{Account, AccountState, StoredAccount, lost_right};
use super::accounts::{check_administrators, check_login, erase, erased, facts, replace};
use super::keys::Hash;
use super::links::{Link, Purpose, link};
use super::rights::{Right, Rights};
use super::{Access, no_more_than, store};
use crate::db::{Read, ScopeNo, Sql, Write};
use crate::ledger::Entry;
use crate::problem::Problem;
use crate::seals::Seal;

/// Where the user stands on whom an account hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// With us, approved, and may log in.
    Usable,
    /// May not log in at present: the account rests, and comes back with the user.
    Resting,
    /// A former employee: the account is blocked, and coming back does not open it (rule 18).
    Left,
    /// Deleted: the account is erased with the person.
    Erased,
}

/// A user, as far as an account follows one.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// The user's id.
    pub id: &'a str,
    /// The log-in name.
    pub login: &'a str,
    /// The name for people.
    pub name: &'a str,
    /// Where the user stands.
    pub standing: Standing,
}

/// An account that was changed with its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// What the ledger calls it: a subject of the entry.
    pub subject: String,
    /// Whether it may be used now.
    pub state: AccountState,
}

/// Lets accounts follow what becomes of their users, inside the write that changes them. The caller's entry names the
/// accounts returned, and [`Access::refresh`] is called after the commit when there are any.
///
/// # Errors
/// 409 `last_administrator` when nobody would be left who may manage licences or access; 409 `login_taken` when
/// another account has the user's new log-in name; 409 `tampered`.
pub fn follow(w: &mut Write<'_>, people: &[Person<'_>]) -> Result<Vec<Followed>, Problem> {
    let scope = w.scope();
    let found = store::accounts_on(w, scope, people.iter().map(|person| person.id))?;
    let people: HashMap<&str, &Person<'_>> = people.iter().map(|person| (person.id, person)).collect();
    let mut changes = Vec::new();
    for found in found {
        let Some(person) = found.0.user_id.as_deref().and_then(|id| people.get(id)) else { continue };
        let new = followed(&found.0, person);
        if !same(&found.0, &new) {
            changes.push((found, new));
        }
    }
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let new: Vec<StoredAccount> = changes.iter().map(|(_, new)| new.clone()).collect();
    check_administrators(w, &new)?;
    changes.into_iter().map(|(found, new)| write(w, &found, new)).collect()
}

fn write(
    w: &mut Write<'_>,
    found: &(StoredAccount, Seal),
    mut new: StoredAccount,
) -> Result<Followed, Problem> {
    let followed = Followed { subject: found.0.subject(), state: new.state };
    if new.state == AccountState::Removed {
        erase(w, found)?;
        return Ok(followed);
    }
    if new.login_key != found.0.login_key {
        check_login(w, &new)?;
    }
    replace(w, found, &mut new)?;
    Ok(followed)
}

/// The account as its user leaves it.
fn followed(old: &StoredAccount, person: &Person<'_>) -> StoredAccount {
    use AccountState::{Active, Blocked, Resting};
    if person.standing == Standing::Erased {
        return erased(old);
    }
    let state = match (person.standing, old.state) {
        (Standing::Usable, Resting) => Active,
        (Standing::Resting, Active) => Resting,
        (Standing::Left, Active | Resting) => Blocked,
        (_, state) => state,
    };
    StoredAccount {
        state,
        login: person.login.to_owned(),
        login_key: fold_login(person.login),
        name: person.name.to_owned(),
        ..old.clone()
    }
}

fn same(a: &StoredAccount, b: &StoredAccount) -> bool {
    a.login == b.login && a.name == b.name && a.state == b.state
}

/// The account of a user, if there is one with a right seal.
///
/// # Errors
/// Those of the database.
pub fn account_of(sql: &mut dyn Sql, scope: ScopeNo, user: &str) -> Result<Option<Account>, Problem> {
    let found = store::accounts_on(sql, scope, std::iter::once(user))?;
    Ok(found.into_iter().next().map(|(stored, _)| stored.into()))
}

/// The right that nobody would have any more without the account of this user; `None` when the user may go.
///
/// # Errors
/// Those of the database.
pub fn last_of(r: &mut Read<'_>, scope: ScopeNo, user: &str) -> Result<Option<Right>, Problem> {
    let mut sealer = r.sealer();
    let mut all = store::administrators(r, scope)?;
    all.retain(|(account, seal)| sealer.matches(scope, account.rev, account, *seal));
    let before: Vec<StoredAccount> = all.into_iter().map(|(account, _)| account).collect();
    let others = before.iter().filter(|account| account.user_id.as_deref() != Some(user));
    let after: Vec<StoredAccount> = others.cloned().collect();
    Ok(lost_right(&before, &after))
}

/// Which of the users who lose their log-in have to keep it, the earlier ones gone already: without their accounts nobody
/// would be left who may manage licences or access.
///
/// # Errors
/// Those of the database.
pub fn must_stay<'a>(
    w: &mut Write<'_>,
    going: impl Iterator<Item = &'a str>,
) -> Result<HashSet<&'a str>, Problem> {
    let scope = w.scope();
    let mut all = store::administrators(w, scope)?;
    all.retain(|(account, seal)| w.check(account, account.rev, *seal).is_ok());
    let mut left: Vec<StoredAccount> = all.into_iter().map(|(account, _)| account).collect();
    let mut stay = HashSet::new();
    for user in going {
        let others = left.iter().filter(|account| account.user_id.as_deref() != Some(user));
        let after: Vec<StoredAccount> = others.cloned().collect();
        if lost_right(&left, &after).is_some() {
            stay.insert(user);
        } else {
            left = after;
        }
    }
    Ok(stay)
}

/// An account for a user, or what becomes of the one there is.
#[derive(Clone, Debug)]
pub struct Give {
    /// The user's id.
    pub user: String,
    /// The user's log-in name.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// What it may do; none = its owner's own page and nothing else.
    pub rights: Rights,
    /// When it ends, in milliseconds UTC; `None` = never.
    pub ends_at_ms: Option<i64>,
    /// Hang an account that has this log-in name already, and no user, on this one: it is the same person.
    pub adopt: bool,
    /// Make a new one-time link even if there is a password.
    pub link: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gave {
    /// The account's number.
    pub account: i64,
    /// Whether it is new.
    pub made: bool,
    /// Until when the one-time link works, if one was made.
    pub link_expires_at_ms: Option<i64>,
}

/// A one-time link before it is written.
#[derive(Clone)]
pub struct NewLink {
    token: String,
    hash: Hash,
}

impl NewLink {
    /// The link as it is shown, once.
    pub fn shown(&self, expires_at_ms: i64) -> Link {
        link(&self.token, expires_at_ms)
    }
}

impl Access {
    /// A link that [`Access::give`] may write.
    pub fn new_link(&self) -> NewLink {
        let (token, hash) = self.new_secret();
        NewLink { token, hash }
    }

    /// Gives a user an account, or gives the one there is these rights and this end, inside a write; records the
    /// entry. Whoever had left and is back comes in again.
    ///
    /// # Errors
    /// 403 `right_not_held` beyond the rights `held`; 409 `login_taken` when an account of nobody has the name and
    /// `adopt` does not say that it is this person's; 409 `last_administrator`, `tampered`.
    pub fn give(
        &self,
        w: &mut Write<'_>,
        held: Rights,
        give: &Give,
        new_link: &NewLink,
    ) -> Result<Gave, Problem> {
        let scope = w.scope();
        let there = store::accounts_on(w, scope, std::iter::once(give.user.as_str()))?.pop();
        let there = match there {
            Some(found) => Some(found),
            None => nobodys(w, give)?,
        };
        let old = there.as_ref().map_or(Rights::NONE, |(old, _)| old.rights);
        no_more_than(held.or(old), give.rights)?;
        let made = there.is_none();
        let account = match there {
            Some(found) => change(w, &found, give)?,
            None => insert(w, give)?,
        };
        let mut expires = None;
        if made || give.link {
            // Whoever has the link is the person: nobody makes one into more than they may do themselves.
            no_more_than(held, account.rights)?;
            expires = Some(self.put_link(w, &account, Purpose::SetUp, &new_link.hash)?);
        }
        Ok(Gave { account: account.no, made, link_expires_at_ms: expires })
    }

    /// Takes a user's account away, inside a write; records the entry.
    ///
    /// # Errors
    /// 404 `not_found`; 409 `last_administrator`, `tampered`.
    pub fn take_away(&self, w: &mut Write<'_>, user: &str) -> Result<(), Problem> {
        let scope = w.scope();
        let found = store::accounts_on(w, scope, std::iter::once(user))?.pop();
        let found = found.ok_or(Problem::not_found("account"))?;
        let entry = Entry::new("accounts.removed", 1).subject(found.0.subject());
        check_administrators(w, std::slice::from_ref(&erased(&found.0)))?;
        erase(w, &found)?;
        w.record(entry.before(json!({"rights": found.0.rights, "user": user})))
    }
}

/// An account of the user's name that hangs on nobody.
fn nobodys(w: &mut Write<'_>, give: &Give) -> Result<Option<(StoredAccount, Seal)>, Problem> {
    let scope = w.scope();
    let named = store::accounts_by_login(w, &fold_login(&give.login))?;
    let found = named.into_iter().find(|(account, _)| account.scope == scope);
    match found {
        Some(found) if give.adopt && found.0.user_id.is_none() => Ok(Some(found)),
        Some(found) => {
            let problem = Problem::conflict("login_taken").arg("login", &give.login);
            let free = found.0.user_id.is_none();
            Err(if free { problem.with("offer", "adopt") } else { problem })
        }
        None => Ok(None),
    }
}

fn insert(w: &mut Write<'_>, give: &Give) -> Result<StoredAccount, Problem> {
    let mut account = StoredAccount {
        no: store::next_account(w)?,
        scope: w.scope(),
        user_id: Some(give.user.clone()),
        login: give.login.clone(),
        login_key: fold_login(&give.login),
        name: give.name.clone(),
        password: None,
        rights: give.rights,
        state: AccountState::Active,
        lang: None,
        theme: None,
        created_at: w.now_ms(),
        signed_in_at: None,
        ends_at: give.ends_at_ms,
        rev: 0,
    };
    store::insert_account(w, &mut account)?;
    let after = facts(w, &account);
    w.record(Entry::new("accounts.invited", 1).subject(account.subject()).after(after))?;
    Ok(account)
}

fn change(w: &mut Write<'_>, found: &(StoredAccount, Seal), give: &Give) -> Result<StoredAccount, Problem> {
    let old = &found.0;
    let mut new = StoredAccount {
        user_id: Some(give.user.clone()),
        login: give.login.clone(),
        login_key: fold_login(&give.login),
        name: give.name.clone(),
        rights: give.rights,
        ends_at: give.ends_at_ms,
        state: AccountState::Active,
        ..old.clone()
    };
    let unchanged = same(old, &new)
        && (old.user_id == new.user_id && old.rights == new.rights && old.ends_at == new.ends_at);
    if unchanged && !give.link {
        return Ok(new);
    }
    check_administrators(w, std::slice::from_ref(&new))?;
    replace(w, found, &mut new)?;
    let (before, after) = (facts(w, old), facts(w, &new));
    let kind = if unchanged { "accounts.link_made" } else { "accounts.changed" };
    w.record(Entry::new(kind, 1).subject(new.subject()).before(before).after(after))?;
    Ok(new)
}
