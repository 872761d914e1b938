//! One-time links: to choose a password, or to sign in once without one.

use licentia_core::names::fold_login;
use secrecy::SecretString;
use serde::Serialize;

use super::account::{StoredAccount, login, name};
use super::accounts::{NewAccount, check_login, facts, found, invite};
use super::keys::{self, Hash};
use super::rights::{ManageAccess, Right};
use super::sessions::{Browser, SignedIn};
use super::store::{self, StoredLink};
use super::{Access, Granted};
use crate::by::{Actor, By, Origin};
use crate::db::{ScopeNo, Write};
use crate::ledger::Entry;
use crate::problem::Problem;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To choose log-in name and password, the first time or again.
    SetUp,
    /// To sign in once: the demonstration, a locked-out administrator.
    SignIn,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::SetUp => "set_up",
            Self::SignIn => "sign_in",
        }
    }
}

/// A link that was just made. The only time it can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The path on the server: `/set-up/…`.
    pub path: String,
    /// Until when it works, in milliseconds UTC.
    pub expires_at_ms: i64,
}

/// What the page behind a link shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What the link is for.
    pub purpose: Purpose,
    /// The log-in name so far.
    pub login: String,
    /// The name so far.
    pub name: String,
    /// Whether both are those of a user of the installation, and not to be chosen here.
    pub of_user: bool,
}

/// What somebody chose on that page.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Their log-in name.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their password.
    pub password: SecretString,
}

impl Access {
    /// Makes a one-time link for an account; an older one for the same purpose ends.
    ///
    /// # Errors
    /// 404; 409 `account_blocked`; 403 `right_not_held` for an account that may do more than
    /// who asks.
    pub async fn make_link(
        &self,
        granted: &Granted<ManageAccess>,
        account: i64,
        purpose: Purpose,
    ) -> Result<Link, Problem> {
        let (token, hash) = self.new_secret();
        let (access, held) = (self.clone(), granted.rights);
        let done = self
            .db()
            .write(granted.scope, &granted.by, move |w| {
                let (account, _) = found(w, account)?;
                super::no_more_than(held, account.rights)?;
                let expires_at = access.put_link(w, &account, purpose, &hash)?;
                let entry = Entry::new("accounts.link_made", 1)
                    .subject(account.subject())
                    .after(serde_json::json!({"purpose": purpose, "expires_at": expires_at}));
                w.record(entry)?;
                Ok(expires_at)
            })
            .await?;
        if done.replayed {
            return Err(Problem::conflict("secret_shown_once"));
        }
        Ok(link(&token, done.value))
    }

    /// The same for a log-in name: for the command line, when somebody is locked out.
    ///
    /// # Errors
    /// As [`Access::make_link`].
    pub async fn make_link_for(
        &self,
        granted: &Granted<ManageAccess>,
        login: &str,
        purpose: Purpose,
    ) -> Result<Link, Problem> {
        let (key, scope) = (fold_login(login.trim()), granted.scope);
        let found = self.db().read(move |r| Ok(store::accounts_by_login(r, &key)?)).await?;
        let account = found.iter().find(|(account, _)| account.scope == scope);
        let (account, _) = account.ok_or(Problem::not_found("account"))?;
        self.make_link(granted, account.no, purpose).await
    }

    /// The first administrator of a scope: an invitation with a set-up link, and never a
    /// default password. As long as nobody has used it, a repetition makes a new link for
    /// the same account.
    ///
    /// # Errors
    /// 409 `already_set_up` when somebody who may manage access has a password.
    pub async fn first_administrator(&self, scope: ScopeNo, new: NewAccount) -> Result<Link, Problem> {
        let (token, hash) = self.new_secret();
        let access = self.clone();
        let by = By::setup();
        let new = NewAccount { rights: new.rights.and(Right::ManageAccess), ..new };
        let done = self
            .db()
            .write(scope, &by, move |w| {
                let present = store::accounts(w, scope)?;
                let able = |account: &StoredAccount| {
                    account.password.is_some() && account.rights.has(Right::ManageAccess)
                };
                if present.iter().any(|(account, _)| able(account)) {
                    return Err(Problem::conflict("already_set_up"));
                }
                let key = fold_login(new.login.trim());
                let known = present.iter().find(|(account, _)| account.login_key == key);
                match known {
                    Some((account, _)) => {
                        let expires_at = access.put_link(w, account, Purpose::SetUp, &hash)?;
                        let entry = Entry::new("accounts.link_made", 1).subject(account.subject());
                        w.record(entry)?;
                        Ok(expires_at)
                    }
                    None => {
                        let no = invite(w, &new)?;
                        let (account, _) = found(w, no)?;
                        access.put_link(w, &account, Purpose::SetUp, &hash)
                    }
                }
            })
            .await?;
        Ok(link(&token, done.value))
    }

    /// What a link is for, without using it up: opening a page must not.
    ///
    /// # Errors
    /// 410 `link_expired`: used, too old, or never made.
    pub async fn open_link(&self, token: &str) -> Result<Opened, Problem> {
        let (_, account, purpose) = self.linked(keys::hash(token)).await?;
        Ok(Opened { purpose, of_user: account.user_id.is_some(), login: account.login, name: account.name })
    }

    /// Uses a set-up link: names and password become the account's, and its owner is signed
    /// in. Sessions from before end.
    ///
    /// # Errors
    /// As [`Access::open_link`]; 422 for what may not be chosen; 409 `login_taken`.
    pub async fn set_up(&self, token: &str, chosen: Chosen, browser: Browser) -> Result<SignedIn, Problem> {
        let hash = keys::hash(token);
        let (scope, account, purpose) = self.linked(hash).await?;
        if purpose != Purpose::SetUp {
            return Err(unknown());
        }
        let (login, name) = match account.user_id {
            // One person, one row: these are the user's.
            Some(_) => (account.login.clone(), account.name.clone()),
            None => (login(&chosen.login)?.to_owned(), name(&chosen.name)?.to_owned()),
        };
        self.passwords().check(&chosen.password, &login)?;
        let password = self.passwords().hash(chosen.password).await?;
        let access = self.clone();
        let by = person(&account, &browser);
        self.sign_in_by(scope, by, browser, move |w| {
            let old = access.take(w, &hash, account.no)?;
            let mut new = old.0.clone();
            if new.user_id.is_none() {
                new.login_key = fold_login(&login);
                new.login = login;
                new.name = name;
                check_login(w, &new)?;
            }
            new.password = Some(password);
            store::replace_account(w, &old, &mut new)?;
            store::end_sessions(w, new.no, None)?;
            store::touch(w, store::Changed::People)?;
            let after = facts(w, &new);
            let entry = Entry::new("accounts.set_up", 1).subject(new.subject()).after(after);
            w.record(entry)?;
            Ok(new)
        })
        .await
    }

    /// Uses a sign-in link.
    ///
    /// # Errors
    /// As [`Access::open_link`].
    pub async fn sign_in_by_link(&self, token: &str, browser: Browser) -> Result<SignedIn, Problem> {
        let hash = keys::hash(token);
        let (scope, account, purpose) = self.linked(hash).await?;
        if purpose != Purpose::SignIn {
            return Err(unknown());
        }
        let access = self.clone();
        let by = person(&account, &browser);
        self.sign_in_by(scope, by, browser, move |w| {
            let (account, _) = access.take(w, &hash, account.no)?;
            if account.password.is_none() && account.signed_in_at.is_none() {
                // The invitation is taken up: what its account allows is heeded from now on.
                store::touch(w, store::Changed::People)?;
            }
            w.record(Entry::new("accounts.link_used", 1).subject(account.subject()))?;
            Ok(account)
        })
        .await
    }

    /// Writes a link's row and says until when it works.
    pub(super) fn put_link(
        &self,
        w: &mut Write<'_>,
        account: &StoredAccount,
        purpose: Purpose,
        hash: &Hash,
    ) -> Result<i64, Problem> {
        if !account.is_usable(w.now_ms()) {
            return Err(Problem::conflict("account_blocked"));
        }
        let hours = i64::from(self.settings().setup_link_hours);
        let expires_at = w.now_ms() + hours * 3_600_000;
        let mac = self.mac().over(purpose.as_str(), hash, account.scope, account.no, expires_at);
        let link = StoredLink {
            scope: account.scope,
            account: account.no,
            purpose: purpose.as_str().to_owned(),
            expires_at,
            mac,
        };
        store::put_link(w, hash, &link)?;
        Ok(expires_at)
    }

    /// The account behind a link that works.
    async fn linked(&self, hash: Hash) -> Result<(ScopeNo, StoredAccount, Purpose), Problem> {
        let now = self.now_ms();
        let access = self.clone();
        self.db()
            .read(move |r| {
                let link = store::link(r, &hash)?.ok_or_else(unknown)?;
                let purpose = match link.purpose.as_str() {
                    "set_up" => Purpose::SetUp,
                    _ => Purpose::SignIn,
                };
                let mac =
                    access.mac().over(purpose.as_str(), &hash, link.scope, link.account, link.expires_at);
                if mac != link.mac {
                    tracing::error!("a one-time link was written by somebody else; it is ignored");
                    return Err(unknown());
                }
                if now >= link.expires_at {
                    return Err(Problem::refused(410, "link_expired"));
                }
                let found = store::account(r, link.scope, link.account)?;
                let (account, seal) = found.ok_or_else(unknown)?;
                let sealed = r.sealer().matches(account.scope, account.rev, &account, seal);
                if !sealed || !account.is_usable(now) {
                    return Err(unknown());
                }
                Ok((link.scope, account, purpose))
            })
            .await
    }

    /// Uses a link up inside a write.
    fn take(
        &self,
        w: &mut Write<'_>,
        hash: &Hash,
        account: i64,
    ) -> Result<(StoredAccount, crate::seals::Seal), Problem> {
        if !store::take_link(w, hash)? {
            return Err(unknown());
        }
        let account = found(w, account)?;
        if !account.0.is_usable(w.now_ms()) {
            return Err(unknown());
        }
        Ok(account)
    }

    pub(super) fn new_secret(&self) -> (String, Hash) {
        let token = keys::new_token(&**self.db().random());
        let hash = keys::hash(&token);
        (token, hash)
    }
}

fn unknown() -> Problem {
    Problem::refused(410, "link_expired")
}

pub(super) fn link(token: &str, expires_at_ms: i64) -> Link {
    Link { path: format!("/set-up/{token}"), expires_at_ms }
}

/// The account's owner, at their browser.
pub(super) fn person(account: &StoredAccount, browser: &Browser) -> By {
    By {
        actor: Actor::Account { no: account.no, name: account.name.clone() },
        origin: Origin::Page,
        address: browser.address.clone(),
        idempotency: None,
    }
}
