//! Who may do what: accounts, rights, sessions and tokens (rule 12).
//!
//! A right is a value. A use case takes [`Granted<ManageUsers>`](Granted), which only
//! [`Caller::may`] hands out, so that forgetting to ask does not compile.
//!
//! [`Access`] holds the use cases: signing in, set-up links, accounts, tokens. Its answers
//! carry no HTML; each server's `page.rs` draws the sign-in and set-up pages. Who asks is
//! answered from memory: valid tokens stand in a map behind one atomic pointer, renewed at
//! once after a change of our own and within a second after one of another server.
//!
//! - `rights`, `caller`: what may be done, by whom, and the proof
//! - `accounts`, `account`: people who may come in
//! - `person`: accounts that hang on a user of an installation, and follow what becomes of the user
//! - `links`: one-time links, to choose a password or to sign in once
//! - `sign_in`, `sessions`, `cookies`: signing in and out
//! - `token`: programs that may come in
//! - `known`: what is kept in memory, and how it stays true

mod account;
mod accounts;
mod caller;
mod cookies;
mod keys;
mod known;
mod limiter;
mod links;
mod look;
mod passwords;
mod person;
mod rights;
mod sessions;
mod sign_in;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod token;

use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use http::HeaderMap;
use http::header::AUTHORIZATION;

use crate::by::{Actor, By, Origin};
use crate::db::{Db, ScopeNo};
use crate::ledger::SealedTable;
use crate::problem::Problem;
use crate::settings::Accounts;

pub use account::{Account, AccountState};
pub use accounts::{AccountChange, NewAccount};
pub use caller::{Caller, Granted};
pub use cookies::{Choice, choice_cookie};
pub use links::{Chosen, Link, Opened, Purpose};
pub use look::Look;
pub use person::{Followed, Gave, Give, NewLink, Person, Standing, account_of, follow, last_of, must_stay};
pub use rights::{
    Check, ManageAccess, ManageCatalogue, ManageKeys, ManageLicences, ManageUsers, Right, RightKind, Rights,
    Sell, UnknownRight, View,
};
pub use sessions::{Browser, Session, SignedIn};
pub use token::{MadeToken, NewToken, TOKEN_PREFIX, Token, TokenGrant, TokenState};

use keys::Mac;
use known::Known;
use limiter::Limiter;
use passwords::Passwords;
use sessions::Sessions;

/// The sealed tables of this module; the ledger checks them with every server's own.
pub(crate) const SEALED: &[SealedTable] = &[
    SealedTable { name: "account", recount: store::recount_accounts },
    SealedTable { name: "api_token", recount: store::recount_tokens },
];

/// What differs from server to server.
#[derive(Clone, Debug)]
pub struct AccessOptions {
    /// The name of the session cookie, without prefix: `licentia_session`. Servers that
    /// share a host name need different ones: a browser does not tell ports apart.
    pub cookie: &'static str,
    /// Whether people reach the server over https.
    pub https: bool,
    /// Passwords, sessions, sign-in.
    pub accounts: Accounts,
}

/// Accounts, sessions and tokens of one server. Cheap to clone.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    db: Db,
    options: AccessOptions,
    passwords: Passwords,
    mac: Mac,
    by_login: Limiter<String>,
    by_address: Limiter<String>,
    sessions: Sessions,
    known: Known,
    slugs: ArcSwap<HashMap<ScopeNo, Arc<str>>>,
}

impl Access {
    /// Reads the valid tokens and begins to follow their changes. To be called inside a
    /// tokio runtime; the task ends with the last clone.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn open(db: Db, options: AccessOptions) -> Result<Self, Problem> {
        crate::telemetry::metrics();
        metrics::describe_counter!("licentia_sign_ins_total", "Attempts to sign in, by result.");
        let accounts = &options.accounts;
        let pause = accounts.sign_in_pause_seconds;
        let access = Self(Arc::new(Inner {
            passwords: Passwords::new(accounts, db.random().clone())?,
            mac: Mac::new(db.secret().session_key("access")),
            by_login: Limiter::new(accounts.sign_in_attempts, pause),
            by_address: Limiter::new(accounts.sign_in_attempts_per_address, pause),
            sessions: Sessions::default(),
            known: Known::default(),
            slugs: ArcSwap::default(),
            db,
            options,
        }));
        access.refresh().await?;
        tokio::spawn(known::follow(Arc::downgrade(&access.0)));
        Ok(access)
    }

    /// Says by which short name pages call a scope (`/i/{slug}/…`).
    pub fn name_scope(&self, scope: ScopeNo, slug: &str) {
        let slug: Arc<str> = slug.into();
        self.0.slugs.rcu(|slugs| {
            let mut slugs = HashMap::clone(slugs);
            slugs.insert(scope, slug.clone());
            slugs
        });
    }

    /// Who asks: a bearer token if there is an `Authorization` header, else a session.
    /// A valid token takes no database read.
    ///
    /// # Errors
    /// 401 `unauthenticated`, `token_invalid`; 503 `behind` when changes of tokens have not
    /// been heard of for five seconds.
    pub async fn caller(
        &self,
        headers: &HeaderMap,
        address: Option<String>,
        look: Look,
    ) -> Result<Caller, Problem> {
        self.be_current().await?;
        let Some(header) = headers.get(AUTHORIZATION) else {
            return self.session_caller(headers, address, look).await;
        };
        let grant = self.bearer(header.as_bytes())?;
        Ok(Caller {
            by: By {
                actor: Actor::Token { no: grant.no, label: grant.label.to_string() },
                origin: Origin::Api,
                address,
                idempotency: None,
            },
            scope: grant.scope,
            slug: self.slug(grant.scope),
            site: grant.site,
            rights: grant.rights,
            user: None,
            lang: look.lang,
            theme: look.theme,
        })
    }

    /// What who sent these headers may still do: what an answer that goes on for hours asks now and then. `None` for whoever
    /// may not even come in. Asking is no use: a page that only stays open keeps nobody signed in.
    ///
    /// # Errors
    /// 503 `behind`, and those of the database.
    pub async fn rights_now(&self, headers: &HeaderMap) -> Result<Option<Rights>, Problem> {
        self.be_current().await?;
        if let Some(header) = headers.get(AUTHORIZATION) {
            return Ok(self.bearer(header.as_bytes()).ok().map(|grant| grant.rights));
        }
        match self.cookie_hash(headers) {
            Some(hash) => Ok(self.session_grant(hash).await?.map(|grant| grant.rights)),
            None => Ok(None),
        }
    }

    /// What the bearer token of an `Authorization` header allows: two hashes and a look
    /// into a map. This is the way of the hot path.
    ///
    /// # Errors
    /// 401 `token_invalid`; 503 `behind`.
    pub fn bearer(&self, authorization: &[u8]) -> Result<Arc<TokenGrant>, Problem> {
        let invalid = || Problem::refused(401, "token_invalid");
        if !self.0.known.is_current() {
            return Err(Problem::unavailable("behind"));
        }
        let (scheme, token) = authorization.split_at_checked(7).ok_or_else(invalid)?;
        if !scheme.eq_ignore_ascii_case(b"bearer ") {
            return Err(invalid());
        }
        let token = std::str::from_utf8(token).map_err(|_| invalid())?;
        let grant = self.0.known.token(&keys::hash(token.trim())).filter(|grant| grant.use_at(self.now_ms()));
        grant.ok_or_else(invalid)
    }

    fn slug(&self, scope: ScopeNo) -> Arc<str> {
        let slugs = self.0.slugs.load();
        slugs.get(&scope).cloned().unwrap_or_default()
    }

    /// Takes an attempt to sign in, for the name and for the address.
    fn attempt(&self, login_key: &str, browser: &Browser) -> Result<(), Problem> {
        let now = self.0.db.clock().monotonic_ms();
        let taken = match address_key(browser) {
            Some(address) => self.0.by_address.take(address, now),
            None => Ok(()),
        };
        taken.and_then(|()| self.0.by_login.take(login_key.to_owned(), now)).map_err(|seconds| {
            metrics::counter!("licentia_sign_ins_total", "result" => "limited").increment(1);
            Problem { code: "too_many_sign_ins".into(), ..Problem::too_many_requests(seconds) }
        })
    }

    fn forgive(&self, login_key: &str, browser: &Browser) {
        self.0.by_login.forgive(&login_key.to_owned());
        if let Some(address) = address_key(browser) {
            self.0.by_address.give_back(&address);
        }
    }

    pub(crate) fn db(&self) -> &Db {
        &self.0.db
    }

    fn now_ms(&self) -> i64 {
        self.0.db.certain_now_ms()
    }

    fn options(&self) -> &AccessOptions {
        &self.0.options
    }

    fn settings(&self) -> &Accounts {
        &self.0.options.accounts
    }

    fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    fn mac(&self) -> &Mac {
        &self.0.mac
    }

    fn sessions(&self) -> &Sessions {
        &self.0.sessions
    }
}

/// An IPv6 customer has a whole /64: it counts as one address.
fn address_key(browser: &Browser) -> Option<String> {
    let address = browser.address.as_deref()?;
    match address.parse() {
        Ok(IpAddr::V6(long)) => Some(format!("{:x?}", &long.segments()[..4])),
        _ => Some(address.to_owned()),
    }
}

/// Nobody hands out rights they do not have.
fn no_more_than(held: Rights, wanted: Rights) -> Result<(), Problem> {
    if held.includes(wanted) {
        return Ok(());
    }
    let missing: Rights = wanted.iter().filter(|right| !held.has(*right)).collect();
    let named = missing.iter().next().map_or("", Right::as_str);
    Err(Problem::refused(403, "right_not_held").arg("right", named).with("rights", missing))
}
