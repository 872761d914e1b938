//! Signing in: by password, or by whatever else admits an account.

use http::header::HeaderMap;
use licentia_core::names::fold_login;
use secrecy::SecretString;

use super::account::StoredAccount;
use super::accounts::found;
use super::cookies::choice;
use super::keys::{self, Hash};
use super::links::person;
use super::look::{LANG_COOKIE, Look, THEME_COOKIE};
use super::sessions::{Browser, SignedIn};
use super::store::{self, StoredSession};
use super::{Access, Caller};
use crate::by::By;
use crate::db::{ScopeNo, Write};
use crate::ledger::Entry;
use crate::problem::Problem;

impl Access {
    /// Signs in with log-in name and password. Without a scope the name is looked for in
    /// all of them.
    ///
    /// # Errors
    /// 401 `wrong_credentials`, the same for an unknown name, a wrong password and a blocked
    /// account, and after the same time; 429 `too_many_sign_ins` after too many of those.
    pub async fn sign_in(
        &self,
        login: &str,
        password: SecretString,
        scope: Option<ScopeNo>,
        browser: Browser,
    ) -> Result<SignedIn, Problem> {
        // What cannot be a log-in name is nobody's: an empty one has no account either.
        let key = fold_login(super::account::login(login).unwrap_or(""));
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
        let now = self.now_ms();
        let mut candidates: Vec<StoredAccount> = found
            .into_iter()
            .map(|(account, _)| account)
            .filter(|account| account.is_usable(now) && scope.is_none_or(|it| it == account.scope))
            .collect();
        candidates.truncate(8);
        let Some(account) = self.first_match(candidates, password).await? else {
            metrics::counter!("licentia_sign_ins_total", "result" => "failed").increment(1);
            return Err(Problem::refused(401, "wrong_credentials"));
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
                return Err(Problem::refused(401, "wrong_credentials"));
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
        Ok(())
    }

    /// Changes the caller's own password and ends their other sessions.
    ///
    /// # Errors
    /// 401 `wrong_credentials` when the present one is wrong; 422 as
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
            return Err(Problem::refused(401, "wrong_credentials"));
        }
        self.forgive(&account.login_key, &browser);
        self.passwords().check(&new, &account.login)?;
        let password = self.passwords().hash(new).await?;
        let keep = self.cookie_hash(headers);
        self.db()
            .write(scope, &caller.by, move |w| {
                let old = found(w, no)?;
                if old.0.password != stored {
                    return Err(Problem::refused(401, "wrong_credentials"));
                }
                let mut new = old.0.clone();
                new.password = Some(password);
                store::replace_account(w, &old, &mut new)?;
                store::end_sessions(w, no, keep.as_ref())?;
                store::touch(w, store::Changed::People)?;
                w.record(Entry::new("accounts.password_changed", 1).subject(new.subject()))
            })
            .await?;
        self.refresh().await
    }
}

fn found_active(w: &mut Write<'_>, no: i64) -> Result<(StoredAccount, crate::seals::Seal), Problem> {
    match found(w, no) {
        Ok(found) if found.0.is_usable(w.now_ms()) => Ok(found),
        Err(problem) if problem.status >= 500 => Err(problem),
        _ => Err(Problem::refused(401, "wrong_credentials")),
    }
}
