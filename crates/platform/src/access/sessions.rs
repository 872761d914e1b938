//! The sessions of browsers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::header::{COOKIE, HeaderMap, HeaderValue};
use serde::Serialize;

use super::account::StoredAccount;
use super::keys::Hash;
use super::look::Look;
use super::rights::Rights;
use super::store::{self, StoredSession};
use super::{Access, Caller};
use crate::by::{Actor, By, Origin};
use crate::db::ScopeNo;
use crate::problem::Problem;

/// The browser somebody signs in with.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// Its network address.
    pub address: Option<String>,
    /// What it says it is; the first 200 characters are kept.
    pub agent: String,
}

impl Browser {
    /// The browser of a request.
    pub fn of(headers: &HeaderMap, address: Option<std::net::IpAddr>) -> Self {
        let agent = headers.get(http::header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or("");
        Self { address: address.map(|address| address.to_string()), agent: agent.chars().take(200).collect() }
    }
}

/// Somebody who has just signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// `Set-Cookie` lines for the answer.
    pub cookies: Vec<HeaderValue>,
    /// Who it is.
    pub caller: Caller,
}

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Session {
    /// Names it, for [`Access::end_session`].
    pub id: String,
    /// When it began, in milliseconds UTC.
    pub opened_at_ms: i64,
    /// When it was last used, to the minute or so.
    pub seen_at_ms: i64,
    /// When it ends in any case.
    pub expires_at_ms: i64,
    /// What the browser said it was.
    pub agent: String,
    /// Where it came from.
    pub address: Option<String>,
}

impl From<StoredSession> for Session {
    fn from(stored: StoredSession) -> Self {
        Self {
            id: stored.id,
            opened_at_ms: stored.opened_at,
            seen_at_ms: stored.seen_at,
            expires_at_ms: stored.expires_at,
            agent: stored.agent,
            address: stored.address,
        }
    }
}

/// What a session allows, kept in memory until accounts or sessions change anywhere.
#[derive(Debug)]
pub(super) struct SessionGrant {
    id: String,
    scope: ScopeNo,
    account: i64,
    name: String,
    user: Option<Arc<str>>,
    pub(super) rights: Rights,
    pub(super) lang: Option<Arc<str>>,
    pub(super) theme: Option<Arc<str>>,
    expires_at: i64,
    seen_at: AtomicI64,
    stored_seen_at: AtomicI64,
}

impl SessionGrant {
    fn of(session: StoredSession, account: StoredAccount) -> Self {
        Self {
            id: session.id,
            scope: session.scope,
            account: account.no,
            name: account.name,
            user: account.user_id.map(Into::into),
            rights: account.rights,
            lang: account.lang.map(Into::into),
            theme: account.theme.map(Into::into),
            expires_at: session.expires_at.min(account.ends_at.unwrap_or(i64::MAX)),
            seen_at: AtomicI64::new(session.seen_at),
            stored_seen_at: AtomicI64::new(session.seen_at),
        }
    }
}

/// The sessions this server has seen lately.
#[derive(Default)]
pub(super) struct Sessions {
    kept: Mutex<HashMap<Hash, Kept>>,
    /// Grows when accounts or sessions have changed anywhere: what was read before does not
    /// count any more.
    age: AtomicU64,
}

struct Kept {
    age: u64,
    grant: Arc<SessionGrant>,
}

impl Sessions {
    /// More than this are not kept in memory; the next request reads its row again.
    const MOST: usize = 100_000;

    /// To be taken before a row is read, and handed to [`Self::put`] with what it said.
    fn age(&self) -> u64 {
        self.age.load(Ordering::Acquire)
    }

    fn get(&self, hash: &Hash) -> Option<Arc<SessionGrant>> {
        let age = self.age();
        self.lock().get(hash).filter(|kept| kept.age == age).map(|kept| kept.grant.clone())
    }

    fn put(&self, hash: Hash, age: u64, grant: Arc<SessionGrant>) {
        let mut kept = self.lock();
        if kept.len() >= Self::MOST {
            kept.clear();
        }
        if let Some(before) = kept.get(&hash) {
            // When it was last seen may not be in the row yet.
            grant.seen_at.fetch_max(before.grant.seen_at.load(Ordering::Relaxed), Ordering::Relaxed);
        }
        kept.insert(hash, Kept { age, grant });
    }

    fn forget(&self, hash: &Hash) {
        self.lock().remove(hash);
    }

    /// From now on rows are read again.
    pub(super) fn expire(&self) {
        self.age.fetch_add(1, Ordering::AcqRel);
    }

    /// What was seen since it was last written, per scope; it counts as written then.
    pub(super) fn to_flush(&self) -> HashMap<ScopeNo, Vec<(String, i64)>> {
        let mut flush: HashMap<ScopeNo, Vec<(String, i64)>> = HashMap::new();
        let age = self.age();
        self.lock().retain(|_, Kept { age: read_at, grant }| {
            let seen = grant.seen_at.load(Ordering::Relaxed);
            if grant.stored_seen_at.swap(seen, Ordering::Relaxed) < seen {
                flush.entry(grant.scope).or_default().push((grant.id.clone(), seen));
            }
            *read_at == age
        });
        flush
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Hash, Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Access {
    /// Ends the session of the request's cookie; the answer's `Set-Cookie` line.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn sign_out(&self, headers: &HeaderMap) -> Result<HeaderValue, Problem> {
        let gone = self.session_cookie("", 0);
        let Some(hash) = self.cookie_hash(headers) else {
            return Ok(gone);
        };
        let Some(grant) = self.session_grant(hash).await? else {
            return Ok(gone);
        };
        self.sessions().forget(&hash);
        let by = By::system("sign_out");
        self.db()
            .write(grant.scope, &by, move |w| {
                w.outside_chain();
                store::end_session(w, &hash)?;
                store::touch(w, store::Changed::People)?;
                Ok(())
            })
            .await?;
        self.refresh().await?;
        Ok(gone)
    }

    /// The sessions of the caller's own account, newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn my_sessions(&self, caller: &Caller) -> Result<Vec<Session>, Problem> {
        let Some(account) = caller.account() else {
            return Ok(Vec::new());
        };
        self.db()
            .read(move |r| Ok(store::sessions_of(r, account)?))
            .await
            .map(|found| found.into_iter().map(Session::from).collect())
    }

    /// Ends one of the caller's own sessions, by its id.
    ///
    /// # Errors
    /// 404 when it is not the caller's, or has ended.
    pub async fn end_session(&self, caller: &Caller, id: &str) -> Result<(), Problem> {
        let account = caller.account().ok_or(Problem::not_found("session"))?;
        let id = id.to_owned();
        self.db()
            .write(caller.scope, &caller.by, move |w| {
                w.outside_chain();
                if store::end_session_by_id(w, account, &id)? == 0 {
                    return Err(Problem::not_found("session"));
                }
                store::touch(w, store::Changed::People)?;
                Ok(())
            })
            .await?;
        self.refresh().await
    }

    /// The caller behind the request's session cookie.
    pub(super) async fn session_caller(
        &self,
        headers: &HeaderMap,
        address: Option<String>,
        look: Look,
    ) -> Result<Caller, Problem> {
        if !headers.contains_key(COOKIE) {
            return Err(Problem::unauthenticated());
        }
        let hash = self.cookie_hash(headers).ok_or_else(Problem::unauthenticated)?;
        let grant = self.session_grant(hash).await?.ok_or_else(Problem::unauthenticated)?;
        grant.seen_at.fetch_max(self.now_ms(), Ordering::Relaxed);
        Ok(self.caller_of(&grant, address, look))
    }

    pub(super) fn caller_of(&self, grant: &SessionGrant, address: Option<String>, look: Look) -> Caller {
        Caller {
            by: By {
                actor: Actor::Account { no: grant.account, name: grant.name.clone() },
                origin: Origin::Page,
                address,
                idempotency: None,
            },
            scope: grant.scope,
            slug: self.slug(grant.scope),
            site: 0,
            rights: grant.rights,
            user: grant.user.clone(),
            lang: grant.lang.clone().unwrap_or(look.lang),
            theme: grant.theme.clone().or(look.theme),
        }
    }

    /// What the session behind `hash` allows now, from memory or from its row.
    pub(super) async fn session_grant(&self, hash: Hash) -> Result<Option<Arc<SessionGrant>>, Problem> {
        let now = self.now_ms();
        if let Some(grant) = self.sessions().get(&hash)
            && self.is_alive(&grant, now)
        {
            return Ok(Some(grant));
        }
        // Another server may have seen it since: its row decides.
        let age = self.sessions().age();
        let Some(grant) = self.read_grant(hash).await? else {
            self.sessions().forget(&hash);
            return Ok(None);
        };
        self.sessions().put(hash, age, grant.clone());
        Ok(self.is_alive(&grant, now).then_some(grant))
    }

    /// What the rows of the session and its account say, if both are as we wrote them.
    async fn read_grant(&self, hash: Hash) -> Result<Option<Arc<SessionGrant>>, Problem> {
        let (access, now) = (self.clone(), self.now_ms());
        let read = self.db().read(move |r| {
            let Some(session) = store::session(r, &hash)? else {
                return Ok(None);
            };
            let Some((account, seal)) = store::account(r, session.scope, session.account)? else {
                return Ok(None);
            };
            let sealed = r.sealer().matches(account.scope, account.rev, &account, seal);
            let mac = access.mac().over("session", &hash, session.scope, session.account, session.expires_at);
            if !sealed || mac != session.mac {
                tracing::error!(
                    account = account.no,
                    "a session or its account was written by somebody else; it is ignored"
                );
                return Ok(None);
            }
            Ok(account.is_usable(now).then(|| Arc::new(SessionGrant::of(session, account))))
        });
        read.await
    }

    fn is_alive(&self, grant: &SessionGrant, now: i64) -> bool {
        let idle = now - grant.seen_at.load(Ordering::Relaxed);
        now < grant.expires_at && idle < self.idle_ms()
    }

    pub(super) fn idle_ms(&self) -> i64 {
        i64::from(self.settings().session_idle_minutes) * 60_000
    }

    pub(super) fn longest_s(&self) -> u32 {
        self.settings().session_longest_hours * 3_600
    }
}
