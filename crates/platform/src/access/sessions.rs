//! Signing in and out, and the sessions of browsers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use http::header::{COOKIE, HeaderMap, HeaderValue};
use licentia_core::names::fold_login;
use secrecy::SecretString;
use serde::Serialize;

use super::account::StoredAccount;
use super::accounts::found;
use super::keys::{self, Hash};
use super::links::person;
use super::look::{LANG_COOKIE, Look, THEME_COOKIE, cookie};
use super::rights::Rights;
use super::store::{self, StoredSession};
use super::{Access, Caller};
use crate::by::{Actor, By, Origin};
use crate::db::{ScopeNo, Write};
use crate::ledger::Entry;
use crate::problem::Problem;

/// How long the cookie of a choice (language, theme) is kept.
const YEAR_S: u32 = 31_536_000;

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
    rights: Rights,
    lang: Option<Arc<str>>,
    theme: Option<Arc<str>>,
    expires_at: i64,
    seen_at: AtomicI64,
    stored_seen_at: AtomicI64,
}

/// The sessions this server has seen lately.
#[derive(Default)]
pub(super) struct Sessions(Mutex<HashMap<Hash, Arc<SessionGrant>>>);

impl Sessions {
    /// More than this are not kept in memory; the next request reads its row again.
    const MOST: usize = 100_000;

    fn get(&self, hash: &Hash) -> Option<Arc<SessionGrant>> {
        self.lock().get(hash).cloned()
    }

    fn put(&self, hash: Hash, grant: Arc<SessionGrant>) {
        let mut kept = self.lock();
        if kept.len() >= Self::MOST {
            kept.clear();
        }
        kept.insert(hash, grant);
    }

    fn forget(&self, hash: &Hash) {
        self.lock().remove(hash);
    }

    /// Forgets everything: the next requests read their rows again.
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    /// What was seen since it was last written, per scope, and marks it as written.
    pub(super) fn to_flush(&self) -> HashMap<ScopeNo, Vec<(String, i64)>> {
        let mut flush: HashMap<ScopeNo, Vec<(String, i64)>> = HashMap::new();
        for grant in self.lock().values() {
            let seen = grant.seen_at.load(Ordering::Relaxed);
            if grant.stored_seen_at.swap(seen, Ordering::Relaxed) < seen {
                let rows = flush.entry(grant.scope).or_default();
                rows.push((grant.id.clone(), seen));
            }
        }
        flush
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Hash, Arc<SessionGrant>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Access {
    /// Signs in with log-in name and password. Without a scope the name is looked for in
    /// all of them.
    ///
    /// # Errors
    /// 401 `sign_in_failed`, the same for an unknown name, a wrong password and a blocked
    /// account, and after the same time; 429 `too_many_sign_ins` after too many of those.
    pub async fn sign_in(
        &self,
        login: &str,
        password: SecretString,
        scope: Option<ScopeNo>,
        browser: Browser,
    ) -> Result<SignedIn, Problem> {
        let key = fold_login(login.trim());
        self.attempt(&key, &browser)?;
        let wanted = key.clone();
        let found = self
            .db()
            .read(move |r| {
                let sealer = &mut r.sealer();
                let mut found = store::accounts_by_login(r, &wanted)?;
                found.retain(|(account, seal)| sealer.matches(account.scope, account.rev, account, *seal));
                Ok(found)
            })
            .await?;
        let mut candidates: Vec<StoredAccount> = found
            .into_iter()
            .map(|(account, _)| account)
            .filter(|account| account.is_usable() && scope.is_none_or(|it| it == account.scope))
            .collect();
        candidates.truncate(8);
        let Some(account) = self.first_match(candidates, password).await? else {
            metrics::counter!("licentia_sign_ins_total", "result" => "failed").increment(1);
            return Err(Problem::refused(401, "sign_in_failed"));
        };
        self.forgive(&key, &browser);
        metrics::counter!("licentia_sign_ins_total", "result" => "ok").increment(1);
        let by = person(&account, &browser);
        let (scope, no, password) = (account.scope, account.no, account.password);
        self.sign_in_by(scope, by, browser, move |w| {
            // Between the check of the password and this write the account may have changed.
            w.outside_chain();
            let (account, _) = found_active(w, no)?;
            if account.password != password {
                return Err(Problem::refused(401, "sign_in_failed"));
            }
            Ok(account)
        })
        .await
    }

    /// The first of the candidates whose password it is; checks one hash even for nobody.
    async fn first_match(
        &self,
        candidates: Vec<StoredAccount>,
        password: SecretString,
    ) -> Result<Option<StoredAccount>, Problem> {
        if candidates.is_empty() {
            self.passwords().matches(password, None).await?;
            return Ok(None);
        }
        for account in candidates {
            let stored = account.password.clone();
            if self.passwords().matches(password.clone(), stored).await? {
                return Ok(Some(account));
            }
        }
        Ok(None)
    }

    /// Opens a session in the same write that `admits` the account.
    pub(super) async fn sign_in_by(
        &self,
        scope: ScopeNo,
        by: By,
        browser: Browser,
        admits: impl FnOnce(&mut Write<'_>) -> Result<StoredAccount, Problem> + Send + 'static,
    ) -> Result<SignedIn, Problem> {
        let token = keys::new_token(&**self.db().random());
        let hash = keys::hash(&token);
        let access = self.clone();
        let done = self
            .db()
            .write(scope, &by, move |w| {
                let account = admits(w)?;
                access.open_session(w, &account, &hash, browser)?;
                store::note_sign_in(w, account.no)?;
                Ok(account.no)
            })
            .await?;
        self.refresh().await?;
        tracing::info!(account = done.value, "signed in");
        let grant = self.session_grant(hash).await?;
        let grant = grant.ok_or_else(|| Problem::internal("the session is gone already"))?;
        let mut cookies = vec![self.session_cookie(&token, self.longest_s())];
        cookies.extend(grant.lang.iter().map(|lang| choice(LANG_COOKIE, lang)));
        cookies.extend(grant.theme.iter().map(|it| choice(THEME_COOKIE, it)));
        let look = Look { lang: "".into(), theme: None };
        let caller = self.caller_of(&grant, by.address.clone(), look);
        Ok(SignedIn { cookies, caller })
    }

    fn open_session(
        &self,
        w: &mut Write<'_>,
        account: &StoredAccount,
        hash: &Hash,
        browser: Browser,
    ) -> Result<(), Problem> {
        let now = w.now_ms();
        let expires_at = now + i64::from(self.longest_s()) * 1000;
        let mac = self.mac().over("session", hash, account.scope, account.no, expires_at);
        let session = StoredSession {
            id: w.new_id().to_string(),
            scope: account.scope,
            account: account.no,
            opened_at: now,
            seen_at: now,
            expires_at,
            agent: browser.agent,
            address: browser.address,
            mac,
        };
        store::insert_session(w, hash, &session, now - self.idle_ms())?;
        store::touch(w)?;
        Ok(())
    }

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
                store::touch(w)?;
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
                store::touch(w)?;
                Ok(())
            })
            .await?;
        self.refresh().await
    }

    /// Changes the caller's own password and ends their other sessions.
    ///
    /// # Errors
    /// 401 `sign_in_failed` when the present one is wrong; 422 as
    /// [`set_up`](Access::set_up); 429.
    pub async fn change_password(
        &self,
        caller: &Caller,
        headers: &HeaderMap,
        present: SecretString,
        new: SecretString,
    ) -> Result<(), Problem> {
        let no = caller.account().ok_or(Problem::not_found("account"))?;
        let scope = caller.scope;
        let account = self.db().read(move |r| Ok(store::account(r, scope, no)?)).await?;
        let (account, _) = account.ok_or(Problem::not_found("account"))?;
        let browser = Browser { address: caller.by.address.clone(), agent: String::new() };
        self.attempt(&account.login_key, &browser)?;
        let stored = account.password.clone();
        if !self.passwords().matches(present, stored.clone()).await? {
            return Err(Problem::refused(401, "sign_in_failed"));
        }
        self.forgive(&account.login_key, &browser);
        self.passwords().check(&new, &account.login)?;
        let password = self.passwords().hash(new).await?;
        let keep = self.cookie_hash(headers);
        self.db()
            .write(scope, &caller.by, move |w| {
                let old = found(w, no)?;
                if old.0.password != stored {
                    return Err(Problem::refused(401, "sign_in_failed"));
                }
                let mut new = old.0.clone();
                new.password = Some(password);
                store::replace_account(w, &old, &mut new)?;
                store::end_sessions(w, no, keep.as_ref())?;
                store::touch(w)?;
                w.record(Entry::new("accounts.password_changed", 1).subject(new.subject()))
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

    fn caller_of(&self, grant: &SessionGrant, address: Option<String>, look: Look) -> Caller {
        Caller {
            by: By {
                actor: Actor::Account { no: grant.account, name: grant.name.clone() },
                origin: Origin::Page,
                address,
                idempotency: None,
            },
            scope: grant.scope,
            slug: self.slug(grant.scope),
            rights: grant.rights,
            lang: grant.lang.clone().unwrap_or(look.lang),
            theme: grant.theme.clone().or(look.theme),
        }
    }

    /// What the session behind `hash` allows now, from memory or from its row.
    async fn session_grant(&self, hash: Hash) -> Result<Option<Arc<SessionGrant>>, Problem> {
        let now = self.now_ms();
        if let Some(grant) = self.sessions().get(&hash)
            && self.is_alive(&grant, now)
        {
            return Ok(Some(grant));
        }
        // Another server may have seen it since: its row decides.
        let access = self.clone();
        let grant = self
            .db()
            .read(move |r| {
                let Some(session) = store::session(r, &hash)? else {
                    return Ok(None);
                };
                let Some((account, seal)) = store::account(r, session.scope, session.account)? else {
                    return Ok(None);
                };
                let sealed = r.sealer().matches(account.scope, account.rev, &account, seal);
                let mac =
                    access.mac().over("session", &hash, session.scope, session.account, session.expires_at);
                if !sealed || mac != session.mac {
                    tracing::error!(
                        account = account.no,
                        "a session or its account was written by somebody else; it is ignored"
                    );
                    return Ok(None);
                }
                Ok(account.is_usable().then(|| Arc::new(SessionGrant::of(session, account))))
            })
            .await?
            .filter(|grant| self.is_alive(grant, now));
        match &grant {
            Some(grant) => self.sessions().put(hash, grant.clone()),
            None => self.sessions().forget(&hash),
        }
        Ok(grant)
    }

    fn is_alive(&self, grant: &SessionGrant, now: i64) -> bool {
        let idle = now - grant.seen_at.load(Ordering::Relaxed);
        now < grant.expires_at && idle < self.idle_ms()
    }

    fn idle_ms(&self) -> i64 {
        i64::from(self.settings().session_idle_minutes) * 60_000
    }

    fn longest_s(&self) -> u32 {
        self.settings().session_longest_hours * 3_600
    }

    fn cookie_hash(&self, headers: &HeaderMap) -> Option<Hash> {
        cookie(headers, &self.cookie_name()).filter(|token| !token.is_empty()).map(keys::hash)
    }

    /// With https the `__Host-` prefix binds the cookie to this very host.
    fn cookie_name(&self) -> String {
        let prefix = if self.options().https { "__Host-" } else { "" };
        format!("{prefix}{}", self.options().cookie)
    }

    fn session_cookie(&self, token: &str, seconds: u32) -> HeaderValue {
        let secure = if self.options().https { "; Secure" } else { "" };
        let name = self.cookie_name();
        let line = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
        HeaderValue::from_str(&line).expect("a name of ours and base64url make a header")
    }
}

/// The `Set-Cookie` line that keeps a language or a theme in the browser.
///
/// # Errors
/// 422 when `value` is not a short word of letters.
pub fn choice_cookie(name: Choice, value: &str) -> Result<HeaderValue, Problem> {
    let (name, path) = match name {
        Choice::Language => (LANG_COOKIE, "lang"),
        Choice::Theme => (THEME_COOKIE, "theme"),
    };
    let word = (1..=16).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !word {
        return Err(Problem::invalid(path, format!("`{path}` must be a short word.")));
    }
    Ok(choice(name, value))
}

/// What somebody may choose without being signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The language.
    Language,
    /// Light or dark.
    Theme,
}

fn choice(name: &str, value: &str) -> HeaderValue {
    let line = format!("{name}={value}; Path=/; SameSite=Lax; Max-Age={YEAR_S}");
    HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn found_active(w: &mut Write<'_>, no: i64) -> Result<(StoredAccount, crate::seals::Seal), Problem> {
    match found(w, no) {
        Ok(found) if found.0.is_usable() => Ok(found),
        Err(problem) if problem.status >= 500 => Err(problem),
        _ => Err(Problem::refused(401, "sign_in_failed")),
    }
}

impl SessionGrant {
    fn of(session: StoredSession, account: StoredAccount) -> Self {
        Self {
            id: session.id,
            scope: session.scope,
            account: account.no,
            name: account.name,
            rights: account.rights,
            lang: account.lang.map(Into::into),
            theme: account.theme.map(Into::into),
            expires_at: session.expires_at,
            seen_at: AtomicI64::new(session.seen_at),
            stored_seen_at: AtomicI64::new(session.seen_at),
        }
    }
}
