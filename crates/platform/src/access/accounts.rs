//! Inviting, changing and removing accounts (rule 12).

use licentia_core::names::fold_login;
use serde_json::{Value, json};

use super::account::{Account, AccountState, StoredAccount, keeps_administrators, login, name};
use super::rights::{ManageAccess, Rights};
use super::{Access, Granted, no_more_than, store};
use crate::db::{Done, Write};
use crate::ledger::Entry;
use crate::problem::Problem;
use crate::seals::Seal;

/// Whom to invite.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The log-in name; unique in the scope, however it is written.
    pub login: String,
    /// The name as people see it.
    pub name: String,
    /// What it may do; no more than who invites.
    pub rights: Rights,
    /// The user of the installation it hangs on, if any.
    pub user: Option<String>,
}

/// What to change; `None` leaves things as they are.
#[derive(Clone, Debug, Default)]
pub struct AccountChange {
    /// Another log-in name.
    pub login: Option<String>,
    /// Another name.
    pub name: Option<String>,
    /// Other rights; no more than who changes them.
    pub rights: Option<Rights>,
    /// Block it, or let it be used again.
    pub blocked: Option<bool>,
    /// Refused with 412 when the account has another revision by now.
    pub expected_revision: Option<u64>,
}

impl Access {
    /// The accounts of the scope, by number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn accounts(&self, granted: &Granted<ManageAccess>) -> Result<Vec<Account>, Problem> {
        let scope = granted.scope;
        let found = self.db().read(move |r| Ok(store::accounts(r, scope)?)).await?;
        Ok(found
            .into_iter()
            .map(|(stored, _)| stored)
            .filter(|stored| stored.state != AccountState::Removed)
            .map(Account::from)
            .collect())
    }

    /// One account of the scope.
    ///
    /// # Errors
    /// 404 `not_found`.
    pub async fn account(&self, granted: &Granted<ManageAccess>, no: i64) -> Result<Account, Problem> {
        let scope = granted.scope;
        self.db()
            .read(move |r| {
                let found = store::account(r, scope, no)?;
                found.map(|(stored, _)| stored.into()).ok_or(Problem::not_found("account"))
            })
            .await
    }

    /// Makes an account without a password; a link from [`Access::make_link`] opens it.
    /// The number of the new account is the answer.
    ///
    /// # Errors
    /// 422 for a log-in or name that may not be; 409 `login_taken`; 403 `right_not_held`.
    pub async fn invite(
        &self,
        granted: &Granted<ManageAccess>,
        new: NewAccount,
    ) -> Result<Done<i64>, Problem> {
        no_more_than(granted.rights, new.rights)?;
        let done = self.db().write(granted.scope, &granted.by, move |w| invite(w, &new)).await?;
        self.refresh().await?;
        Ok(done)
    }

    /// Changes names, rights or state. Blocking ends the account's sessions.
    ///
    /// # Errors
    /// 404; 409 `login_taken`, `last_administrator`, `tampered`; 412; 422; 403
    /// `right_not_held`.
    pub async fn change_account(
        &self,
        granted: &Granted<ManageAccess>,
        no: i64,
        change: AccountChange,
    ) -> Result<Done<()>, Problem> {
        let held = granted.rights;
        let done = self
            .db()
            .write(granted.scope, &granted.by, move |w| {
                let found = found(w, no)?;
                if let Some(rights) = change.rights {
                    no_more_than(held.or(found.0.rights), rights)?;
                }
                check_revision(&found.0, change.expected_revision)?;
                change_account(w, &found, &change)
            })
            .await?;
        self.refresh().await?;
        Ok(done)
    }

    /// Takes an account away and erases what is known of the person; the number stays
    /// taken, and the ledger still verifies.
    ///
    /// # Errors
    /// 404; 409 `last_administrator`, `tampered`.
    pub async fn remove_account(
        &self,
        granted: &Granted<ManageAccess>,
        no: i64,
    ) -> Result<Done<()>, Problem> {
        let done = self
            .db()
            .write(granted.scope, &granted.by, move |w| {
                let found = found(w, no)?;
                let subject = found.0.subject();
                check_administrators(w, std::slice::from_ref(&erased(&found.0)))?;
                erase(w, &found)?;
                w.record(Entry::new("accounts.removed", 1).subject(subject))
            })
            .await?;
        self.refresh().await?;
        Ok(done)
    }

    /// Keeps the language and theme that somebody chose for themselves.
    ///
    /// # Errors
    /// 404; 409 `tampered`.
    pub async fn choose_look(
        &self,
        caller: &super::Caller,
        lang: Option<String>,
        theme: Option<String>,
    ) -> Result<(), Problem> {
        let Some(no) = caller.account() else {
            return Ok(());
        };
        self.db()
            .write(caller.scope, &caller.by, move |w| {
                let found = found(w, no)?;
                let mut new = found.0.clone();
                new.lang = lang.or(new.lang);
                new.theme = theme.or(new.theme);
                if (&new.lang, &new.theme) == (&found.0.lang, &found.0.theme) {
                    return Ok(());
                }
                store::replace_account(w, &found, &mut new)?;
                store::touch(w, store::Changed::People)?;
                let entry = Entry::new("accounts.look_chosen", 1)
                    .subject(new.subject())
                    .before(json!({"lang": found.0.lang, "theme": found.0.theme}))
                    .after(json!({"lang": new.lang, "theme": new.theme}));
                w.record(entry)
            })
            .await?;
        self.refresh().await
    }
}

pub(super) fn found(w: &mut Write<'_>, no: i64) -> Result<(StoredAccount, Seal), Problem> {
    let scope = w.scope();
    store::account(w, scope, no)?.ok_or(Problem::not_found("account"))
}

fn check_revision(account: &StoredAccount, expected: Option<u64>) -> Result<(), Problem> {
    match expected {
        Some(expected) if expected != account.rev => {
            Err(Problem::precondition_failed().with("revision", account.rev))
        }
        _ => Ok(()),
    }
}

/// Makes the account of an invitation inside a write; the number is the answer.
pub(super) fn invite(w: &mut Write<'_>, new: &NewAccount) -> Result<i64, Problem> {
    let mut account = StoredAccount {
        no: store::next_account(w)?,
        scope: w.scope(),
        user_id: new.user.clone(),
        login: login(&new.login)?.to_owned(),
        login_key: fold_login(login(&new.login)?),
        name: name(&new.name)?.to_owned(),
        password: None,
        rights: new.rights,
        state: AccountState::Active,
        lang: None,
        theme: None,
        created_at: w.now_ms(),
        signed_in_at: None,
        ends_at: None,
        rev: 0,
    };
    check_login(w, &account)?;
    store::insert_account(w, &mut account)?;
    store::touch(w, store::Changed::People)?;
    let after = facts(w, &account);
    let entry = Entry::new("accounts.invited", 1).subject(account.subject()).after(after);
    w.record(entry)?;
    Ok(account.no)
}

fn change_account(
    w: &mut Write<'_>,
    found: &(StoredAccount, Seal),
    change: &AccountChange,
) -> Result<(), Problem> {
    let old = &found.0;
    let mut new = old.clone();
    if let Some(text) = &change.login {
        login(text)?.clone_into(&mut new.login);
        new.login_key = fold_login(&new.login);
        check_login(w, &new)?;
    }
    if let Some(text) = &change.name {
        name(text)?.clone_into(&mut new.name);
    }
    new.rights = change.rights.unwrap_or(old.rights);
    new.state = match change.blocked {
        Some(true) => AccountState::Blocked,
        Some(false) => AccountState::Active,
        None => old.state,
    };
    let same =
        old.login == new.login && old.name == new.name && old.rights == new.rights && old.state == new.state;
    if same {
        return Ok(());
    }
    check_administrators(w, std::slice::from_ref(&new))?;
    replace(w, found, &mut new)?;
    let (before, after) = (facts(w, old), facts(w, &new));
    let entry = Entry::new("accounts.changed", 1).subject(new.subject()).before(before).after(after);
    w.record(entry)
}

/// What the ledger tells of an account: its names stand beside the chain.
pub(super) fn facts(w: &mut Write<'_>, account: &StoredAccount) -> Value {
    let owner = account.subject();
    let login = w.text_about(&owner, &account.login);
    let name = w.text_about(&owner, &account.name);
    json!({
        "login": login, "name": name, "rights": account.rights,
        "state": account.state, "user": account.user_id, "ends_at": account.ends_at,
    })
}

/// Puts the account in its place, and ends what was open when nobody may come in with it any more.
pub(super) fn replace(
    w: &mut Write<'_>,
    found: &(StoredAccount, Seal),
    new: &mut StoredAccount,
) -> Result<(), Problem> {
    store::replace_account(w, found, new)?;
    if new.state != AccountState::Active {
        store::end_sessions(w, new.no, None)?;
        store::drop_links(w, new.no)?;
    }
    Ok(store::touch(w, store::Changed::People)?)
}

/// The account with everything of the person taken out of it; only the number is left.
pub(super) fn erased(account: &StoredAccount) -> StoredAccount {
    StoredAccount {
        state: AccountState::Removed,
        rights: Rights::NONE,
        password: None,
        login: String::new(),
        name: String::new(),
        user_id: None,
        ends_at: None,
        // No log-in can begin with a blank, so this key is nobody's.
        login_key: format!(" {}", account.no),
        ..account.clone()
    }
}

/// Takes the account away and erases what is known of the person.
pub(super) fn erase(w: &mut Write<'_>, found: &(StoredAccount, Seal)) -> Result<(), Problem> {
    replace(w, found, &mut erased(&found.0))?;
    w.erase_about(&found.0.subject())?;
    Ok(())
}

/// Rule 12, for the scope as it will be with `changed` in place. Rows without their seal are nobody's (rule 10).
pub(super) fn check_administrators(w: &mut Write<'_>, changed: &[StoredAccount]) -> Result<(), Problem> {
    let scope = w.scope();
    let mut before = Vec::new();
    for (account, seal) in store::administrators(w, scope)? {
        if w.check(&account, account.rev, seal).is_ok() {
            before.push(account);
        }
    }
    let mut after = before.clone();
    for new in changed {
        match after.iter_mut().find(|account| account.no == new.no) {
            Some(present) => *present = new.clone(),
            None => after.push(new.clone()),
        }
    }
    keeps_administrators(&before, &after)
}

/// Rule 18: a log-in name is one, however it is written.
pub(super) fn check_login(w: &mut Write<'_>, account: &StoredAccount) -> Result<(), Problem> {
    let taken = store::accounts_by_login(w, &account.login_key)?
        .iter()
        .any(|(other, _)| other.scope == account.scope && other.no != account.no);
    if taken {
        return Err(Problem::conflict("login_taken").arg("login", &account.login));
    }
    Ok(())
}
