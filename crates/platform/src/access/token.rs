//! API tokens: `lic_` and 256 bits, shown once, for exactly one scope.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::account::label;
use super::keys::{self, Hash};
use super::rights::{ManageAccess, Right, Rights};
use super::{Access, Granted, no_more_than, store};
use crate::db::{Done, ScopeNo, Write};
use crate::ledger::Entry;
use crate::problem::Problem;
use crate::seals::{SealInput, Sealed};

/// What every token begins with, so that a scanner of leaked secrets knows one.
pub const TOKEN_PREFIX: &str = "lic_";
const DAY_MS: i64 = 86_400_000;

/// Whether a token works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It does, until it expires.
    Active,
    /// It never will again.
    Revoked,
}

impl TokenState {
    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Revoked => "revoked",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        match word {
            "active" => Some(Self::Active),
            "revoked" => Some(Self::Revoked),
            _ => None,
        }
    }
}

/// A token as lists show it: never the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Token {
    /// Unique in the server.
    pub no: i64,
    /// What its owner called it.
    pub label: String,
    /// The number of the satellite it belongs to; none = the installation itself.
    pub site: Option<u32>,
    /// What it may do.
    #[schema(value_type = Vec<Right>)]
    pub rights: Rights,
    /// Whether it works.
    pub state: TokenState,
    /// Who made it: `account:3`, `setup`.
    pub made_by: String,
    /// When, in milliseconds UTC.
    pub created_at_ms: i64,
    /// Until when it works, in milliseconds UTC.
    pub expires_at_ms: Option<i64>,
    /// The last day it was used, in days since 1970 UTC.
    pub used_day: Option<i64>,
    /// The revision of its last change.
    pub revision: u64,
}

/// A token as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredToken {
    pub(super) no: i64,
    pub(super) scope: ScopeNo,
    pub(super) site: Option<u32>,
    pub(super) hash: Hash,
    pub(super) label: String,
    pub(super) rights: Rights,
    pub(super) state: TokenState,
    pub(super) made_by: String,
    pub(super) created_at: i64,
    pub(super) expires_at: Option<i64>,
    pub(super) used_day: Option<i64>,
    pub(super) rev: u64,
}

impl StoredToken {
    pub(super) fn subject(&self) -> String {
        format!("token:{}", self.no)
    }
}

impl Sealed for StoredToken {
    const TABLE: &'static str = "api_token";

    fn write(&self, input: &mut SealInput) {
        input.int(self.no);
        input.blob(&self.hash);
        input.int(i64::from(self.rights.bits()));
        input.text(self.state.as_str());
        input.int_or_null(self.expires_at);
        // Tokens of before there were satellites keep the seal they have.
        if let Some(site) = self.site {
            input.int(i64::from(site));
        }
    }
}

impl From<StoredToken> for Token {
    fn from(stored: StoredToken) -> Self {
        Self {
            no: stored.no,
            label: stored.label,
            site: stored.site,
            rights: stored.rights,
            state: stored.state,
            made_by: stored.made_by,
            created_at_ms: stored.created_at,
            expires_at_ms: stored.expires_at,
            used_day: stored.used_day,
            revision: stored.rev,
        }
    }
}

/// What a valid token allows: found in memory, without the database.
#[derive(Debug)]
pub struct TokenGrant {
    /// The token's number.
    pub no: i64,
    /// Its label.
    pub label: Arc<str>,
    /// The one scope it belongs to.
    pub scope: ScopeNo,
    /// The satellite of it; 0 = the scope itself.
    pub site: u32,
    /// What it may do there.
    pub rights: Rights,
    /// Until when, in milliseconds UTC.
    pub expires_at_ms: Option<i64>,
    /// The last day it was used; flushed now and then.
    used_day: AtomicI64,
    /// What the database has of that.
    stored_day: AtomicI64,
}

impl TokenGrant {
    pub(super) fn of(stored: &StoredToken) -> Self {
        let day = stored.used_day.unwrap_or(0);
        Self {
            no: stored.no,
            label: stored.label.as_str().into(),
            scope: stored.scope,
            site: stored.site.unwrap_or(0),
            rights: stored.rights,
            expires_at_ms: stored.expires_at,
            used_day: AtomicI64::new(day),
            stored_day: AtomicI64::new(day),
        }
    }

    /// Keeps what was noted of its use before it was read again.
    pub(super) fn keep_use_of(&self, before: &Self) {
        let day = before.used_day.load(Ordering::Relaxed);
        self.used_day.fetch_max(day, Ordering::Relaxed);
    }

    /// The last day it was used, if the database does not have it yet; then it counts as
    /// written.
    pub(super) fn day_to_flush(&self) -> Option<i64> {
        let day = self.used_day.load(Ordering::Relaxed);
        (self.stored_day.swap(day, Ordering::Relaxed) < day).then_some(day)
    }

    /// Whether it still works at `now_ms`; notes the day if it does.
    pub(super) fn use_at(&self, now_ms: i64) -> bool {
        let valid = self.expires_at_ms.is_none_or(|until| now_ms < until);
        let day = now_ms / DAY_MS;
        // A plain store would fight over the cache line at every request.
        if valid && self.used_day.load(Ordering::Relaxed) < day {
            self.used_day.store(day, Ordering::Relaxed);
        }
        valid
    }
}

/// What a new token shall be.
#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// What to call it.
    pub label: String,
    /// What it may do; no more than who makes it.
    pub rights: Rights,
    /// Until when it works, in milliseconds UTC.
    pub expires_at_ms: Option<i64>,
    /// The satellite it belongs to; `None` = the scope itself.
    pub site: Option<u32>,
}

/// A token that was just made. The only time it can be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MadeToken {
    /// Its number.
    pub no: i64,
    /// `lic_` and 43 characters.
    pub token: String,
}

impl Access {
    /// Makes a token for the scope.
    ///
    /// # Errors
    /// 422 for an empty label or a date in the past; 403 `right_not_held` for rights beyond
    /// one's own; 409 `secret_shown_once` when the same idempotency key made one already.
    pub async fn make_token(
        &self,
        granted: &Granted<ManageAccess>,
        new: NewToken,
    ) -> Result<Done<MadeToken>, Problem> {
        label(&new.label)?;
        no_more_than(granted.rights, new.rights)?;
        if new.expires_at_ms.is_some_and(|until| until <= self.now_ms()) {
            return Err(Problem::invalid("expires_at", "`expires_at` is in the past."));
        }
        let token = format!("{TOKEN_PREFIX}{}", keys::new_token(&**self.db().random()));
        let hash = keys::hash(&token);
        let done = self
            .db()
            .write(granted.scope, &granted.by, move |w| {
                let mut stored = StoredToken {
                    no: store::next_token(w)?,
                    scope: w.scope(),
                    site: new.site.filter(|site| *site != 0),
                    hash,
                    label: label(&new.label)?.to_owned(),
                    rights: new.rights,
                    state: TokenState::Active,
                    made_by: w.by().actor.reference(),
                    created_at: w.now_ms(),
                    expires_at: new.expires_at_ms,
                    used_day: None,
                    rev: 0,
                };
                store::insert_token(w, &mut stored)?;
                store::touch(w, store::Changed::Tokens)?;
                let label = w.text_about(&stored.subject(), &stored.label);
                let entry = Entry::new("accounts.token_made", 1).subject(stored.subject()).after(json!({
                    "label": label, "rights": stored.rights, "expires_at": stored.expires_at, "site": stored.site,
                }));
                w.record(entry)?;
                Ok(stored.no)
            })
            .await?;
        if done.replayed {
            return Err(Problem::conflict("secret_shown_once").with("no", done.value));
        }
        self.refresh().await?;
        Ok(Done { value: MadeToken { no: done.value, token }, revision: done.revision, replayed: false })
    }

    /// Ends a token, here at once and on other servers within a second.
    ///
    /// # Errors
    /// 404 when there is none; 409 `tampered`.
    pub async fn revoke_token(&self, granted: &Granted<ManageAccess>, no: i64) -> Result<Done<()>, Problem> {
        let done = self
            .db()
            .write(granted.scope, &granted.by, move |w| {
                let scope = w.scope();
                let found = store::token(w, scope, no)?.ok_or(Problem::not_found("token"))?;
                if found.0.state == TokenState::Revoked {
                    return Ok(());
                }
                store::set_token_state(w, &found, TokenState::Revoked)?;
                store::touch(w, store::Changed::Tokens)?;
                w.record(Entry::new("accounts.token_revoked", 1).subject(found.0.subject()))
            })
            .await?;
        self.refresh().await?;
        Ok(done)
    }

    /// Ends every token of a satellite that is being closed, inside that write, and says their numbers. Call
    /// [`Access::refresh`] after it.
    ///
    /// # Errors
    /// 409 `tampered`; the database's.
    pub fn end_tokens_of_site(w: &mut Write<'_>, site: u32) -> Result<Vec<i64>, Problem> {
        let scope = w.scope();
        let mut ended = Vec::new();
        for found in store::tokens(w, scope)? {
            if found.0.site == Some(site) && found.0.state == TokenState::Active {
                store::set_token_state(w, &found, TokenState::Revoked)?;
                ended.push(found.0.no);
            }
        }
        if !ended.is_empty() {
            store::touch(w, store::Changed::Tokens)?;
        }
        Ok(ended)
    }

    /// Every token of the scope, revoked ones too, by number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn tokens(&self, granted: &Granted<ManageAccess>) -> Result<Vec<Token>, Problem> {
        let scope = granted.scope;
        let found = self.db().read(move |r| Ok(store::tokens(r, scope)?)).await?;
        Ok(found.into_iter().map(|(stored, _)| stored.into()).collect())
    }
}
