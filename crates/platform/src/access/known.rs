//! What is kept in memory of tokens and sessions, and how it stays true.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use hashbrown::HashMap;
use tokio::sync::Mutex;

use super::keys::Hash;
use super::rights::Rights;
use super::token::TokenGrant;
use super::{Access, Inner, store};
use crate::by::By;
use crate::db::ScopeNo;
use crate::problem::Problem;

/// How often other servers' changes are looked for.
const EVERY: Duration = Duration::from_secs(1);
/// After this long without an answer from the database nobody is believed.
const STALE: Duration = Duration::from_secs(5);
/// How often last uses are written, counted in looks.
const FLUSH_EVERY: u32 = 60;

/// The valid tokens of the server by the hash of each.
pub(super) struct Known {
    tokens: ArcSwap<HashMap<Hash, Arc<TokenGrant>>>,
    /// What the accounts that hang on users of installations allow, by the user's id, and when each ends.
    users: ArcSwap<HashMap<(ScopeNo, u128), Vec<UntilThen>>>,
    /// One renewal at a time, so that an older one never comes after a newer one; holds the
    /// version that `tokens` is of.
    version: Mutex<Option<(i64, i64)>>,
    started: Instant,
    /// When `tokens` was last known to be true, in milliseconds since `started`.
    true_at: AtomicU64,
}

/// What an account allows, and from which moment on it allows nothing, in milliseconds UTC.
type UntilThen = (Rights, Option<i64>);

impl Default for Known {
    fn default() -> Self {
        Self {
            tokens: ArcSwap::default(),
            users: ArcSwap::default(),
            version: Mutex::default(),
            started: Instant::now(),
            true_at: AtomicU64::new(0),
        }
    }
}

impl Known {
    pub(super) fn token(&self, hash: &Hash) -> Option<Arc<TokenGrant>> {
        self.tokens.load().get(hash).cloned()
    }

    /// Whether changes elsewhere have been looked for in the last five seconds.
    pub(super) fn is_current(&self) -> bool {
        let true_at = Duration::from_millis(self.true_at.load(Ordering::Relaxed));
        self.started.elapsed().saturating_sub(true_at) < STALE
    }
}

impl Access {
    /// Reads what has changed, here or elsewhere; called after every change of our own.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn refresh(&self) -> Result<(), Problem> {
        let known = &self.0.known;
        let mut version = known.version.lock().await;
        let asked_at = known.started.elapsed();
        let present = self.db().read(|r| Ok(store::version(r)?)).await?;
        let (people, tokens) = present;
        if version.is_none_or(|(_, before)| before != tokens) {
            known.tokens.store(Arc::new(self.read_tokens().await?));
        }
        if version.is_none_or(|(before, _)| before != people) {
            self.sessions().expire();
            known.users.store(Arc::new(self.read_users().await?));
        }
        *version = Some(present);
        let asked_at = u64::try_from(asked_at.as_millis()).unwrap_or(u64::MAX);
        known.true_at.store(asked_at, Ordering::Relaxed);
        Ok(())
    }

    /// Makes sure that what is known is no older than five seconds.
    pub(super) async fn be_current(&self) -> Result<(), Problem> {
        if self.0.known.is_current() {
            return Ok(());
        }
        self.refresh().await.map_err(|_| Problem::unavailable("behind"))
    }

    /// What the account of a user of an installation allows, the user named by the bits of the id; nothing where there
    /// is no account that may be used. From memory: changes of another server are known within a second.
    pub fn rights_of_user(&self, scope: ScopeNo, user: u128) -> Rights {
        let known = self.0.known.users.load();
        let Some(accounts) = known.get(&(scope, user)) else { return Rights::NONE };
        let now = self.now_ms();
        let lasting = accounts.iter().filter(|(_, end)| end.is_none_or(|end| now < end));
        lasting.fold(Rights::NONE, |all, (rights, _)| all.or(*rights))
    }

    /// The rights behind every account with a right seal that hangs on a user and may be used.
    async fn read_users(&self) -> Result<HashMap<(ScopeNo, u128), Vec<UntilThen>>, Problem> {
        self.db()
            .read(|r| {
                let mut sealer = r.sealer();
                let mut users = HashMap::<_, Vec<UntilThen>>::new();
                for (account, seal) in store::accounts_of_users(r)? {
                    let id = account.user_id.as_deref().and_then(|id| uuid::Uuid::parse_str(id).ok());
                    let right = sealer.matches(account.scope, account.rev, &account, seal);
                    if let (Some(id), true) = (id, right) {
                        let accounts = users.entry((account.scope, id.as_u128())).or_default();
                        accounts.push((account.rights, account.ends_at));
                    }
                }
                Ok(users)
            })
            .await
    }

    /// Every token with a right seal. One without is named in the log and opens nothing.
    async fn read_tokens(&self) -> Result<HashMap<Hash, Arc<TokenGrant>>, Problem> {
        let found = self
            .db()
            .read(|r| {
                let mut sealer = r.sealer();
                let mut found = store::valid_tokens(r)?;
                found.retain(|(token, seal)| {
                    let sealed = sealer.matches(token.scope, token.rev, token, *seal);
                    if !sealed {
                        tracing::error!(
                            token = token.no,
                            "a token was written by somebody else; it is ignored"
                        );
                    }
                    sealed
                });
                Ok(found)
            })
            .await?;
        let before = self.0.known.tokens.load();
        Ok(found
            .into_iter()
            .map(|(token, _)| {
                let grant = TokenGrant::of(&token);
                if let Some(before) = before.get(&token.hash) {
                    grant.keep_use_of(before);
                }
                (token.hash, Arc::new(grant))
            })
            .collect())
    }

    /// Writes when tokens and sessions were last used, outside the chain.
    ///
    /// # Errors
    /// Those of the database; what was not written is lost, and comes again with the next use.
    pub async fn flush(&self) -> Result<(), Problem> {
        for (scope, seen) in self.sessions().to_flush() {
            self.note(scope, seen, Vec::new()).await?;
        }
        let mut used: HashMap<ScopeNo, Vec<(i64, i64)>> = HashMap::new();
        for grant in self.0.known.tokens.load().values() {
            if let Some(day) = grant.day_to_flush() {
                used.entry(grant.scope).or_default().push((grant.no, day));
            }
        }
        for (scope, used) in used {
            self.note(scope, Vec::new(), used).await?;
        }
        Ok(())
    }

    async fn note(
        &self,
        scope: ScopeNo,
        seen: Vec<(String, i64)>,
        used: Vec<(i64, i64)>,
    ) -> Result<(), Problem> {
        let by = By::system("last_use");
        self.db()
            .write(scope, &by, move |w| {
                w.outside_chain();
                if !seen.is_empty() {
                    store::note_seen(w, &seen)?;
                }
                if !used.is_empty() {
                    store::note_used(w, &used)?;
                }
                Ok(())
            })
            .await
            .map(drop)
    }
}

/// Looks for changes once a second as long as anybody needs the answer.
pub(super) async fn follow(access: Weak<Inner>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut looks = 0_u32;
    loop {
        ticks.tick().await;
        let Some(inner) = access.upgrade() else {
            return;
        };
        let access = Access(inner);
        if let Err(problem) = access.refresh().await {
            tracing::warn!(%problem, "tokens and sessions are not followed");
        }
        looks += 1;
        if looks.is_multiple_of(FLUSH_EVERY)
            && let Err(problem) = access.flush().await
        {
            tracing::warn!(%problem, "last uses were not written");
        }
    }
}
