//! Refusals, counted per day, user, module and code (rule 19): in memory, flushed every ten seconds.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::decide::{Code, Reason};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::{Answered, store};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How many locks share the counts, so that two cores that refuse at once seldom meet.
const SHARDS: usize = 16;
/// Beyond this many different refusals between two flushes the rest is counted without user and module: a loop over
/// made-up names must not fill the memory.
const MANY: usize = 4_096;

/// What is counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) scope: i64,
    pub(crate) day: Date,
    /// The user's number, or -1.
    pub(crate) user: i64,
    /// The module's number, or -1.
    pub(crate) module: i64,
    pub(crate) code: &'static str,
    /// What it is about where no module was asked for: a plan limit, or [`LOGIN`].
    pub(crate) item: String,
    /// Who was refused where no user was: `token:7`.
    pub(crate) asker: String,
}

/// What a refused log-in as a whole is about.
pub(crate) const LOGIN: &str = "login";

/// How often, and when first and last, in milliseconds UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) times: i64,
    pub(crate) first_at: i64,
    pub(crate) last_at: i64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.times += other.times;
        self.first_at = self.first_at.min(other.first_at);
        self.last_at = self.last_at.max(other.last_at);
    }
}

/// The refusals since the last flush.
#[derive(Default)]
pub(crate) struct Refusals {
    shards: [Mutex<HashMap<Key, Count>>; SHARDS],
}

impl Refusals {
    /// Counts a refusal.
    pub(crate) fn count(&self, answered: &Answered<'_>, now_ms: i64) {
        let user = answered.user.map_or(-1, |user| i64::from(user.no().0));
        let module = answered.module.map_or(-1, |no| i64::from(no.0));
        let snapshot = answered.snapshot;
        self.add(snapshot.scope(), snapshot.day().today, user, module, answered.decision.code, now_ms);
    }

    /// Counts a refusal of somebody, or of nobody known (-1).
    pub(crate) fn add(&self, scope: ScopeNo, day: Date, user: i64, module: i64, code: Code, now_ms: i64) {
        let code = code.as_str();
        let (item, asker) = (String::new(), String::new());
        let key = Key { scope: scope.0, day, user, module, code, item, asker };
        self.put(key, Count { times: 1, first_at: now_ms, last_at: now_ms });
    }

    /// Counts that a program was refused something of a plan limit.
    pub(crate) fn add_limit(
        &self,
        at: &Snapshot,
        (limit, code): (String, &'static str),
        by: &By,
        now_ms: i64,
    ) {
        let key = Key {
            scope: at.scope().0,
            day: at.day().today,
            user: -1,
            module: -1,
            code,
            item: limit,
            asker: by.actor.reference(),
        };
        self.put(key, Count { times: 1, first_at: now_ms, last_at: now_ms });
    }

    /// Counts that somebody, or nobody known (-1), was not let in, whatever is licensed.
    pub(crate) fn add_login(&self, at: &Snapshot, user: i64, reason: Reason, now_ms: i64) {
        let (scope, day, code) = (at.scope().0, at.day().today, reason.as_str());
        let (item, asker) = (LOGIN.to_owned(), String::new());
        let key = Key { scope, day, user, module: -1, code, item, asker };
        self.put(key, Count { times: 1, first_at: now_ms, last_at: now_ms });
    }

    fn put(&self, key: Key, count: Count) {
        let shard = (key.user ^ key.module << 3).unsigned_abs() as usize % SHARDS;
        let mut counts = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let full = counts.len() >= MANY && !counts.contains_key(&key);
        let key = if full {
            Key { user: -1, module: -1, item: String::new(), asker: String::new(), ..key }
        } else {
            key
        };
        counts.entry(key).and_modify(|known| known.add(count)).or_insert(count);
    }

    /// Takes out the counts, each key once: every full shard counts the rest under the same key.
    fn take(&self) -> Vec<(Key, Count)> {
        let mut all: Vec<_> = self
            .shards
            .iter()
            .flat_map(|shard| std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner)))
            .collect();
        all.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        all.dedup_by(|(key, count), (kept, sum)| {
            let same = key == kept;
            if same {
                sum.add(*count);
            }
            same
        });
        all
    }

    /// What could not be written is counted again.
    fn give_back(&self, counts: Vec<(Key, Count)>) {
        counts.into_iter().for_each(|(key, count)| self.put(key, count));
    }
}

/// Writes the counts to their table, one change per installation.
///
/// # Errors
/// The database's; the counts are kept for the next time.
pub(crate) async fn flush(manager: &Manager) -> Result<(), Problem> {
    let counts = manager.refusals().take();
    let mut failed = None;
    for of_scope in counts.chunk_by(|(a, _), (b, _)| a.scope == b.scope) {
        let (scope, rows) = (ScopeNo(of_scope[0].0.scope), of_scope.to_vec());
        let kept = rows.clone();
        let written = manager
            .db()
            .write(scope, &By::system("refusals"), move |w| {
                w.outside_chain();
                Ok(store::add_refusals(w, &rows)?)
            })
            .await;
        if let Err(problem) = written {
            manager.refusals().give_back(kept);
            failed = Some(problem);
        }
    }
    failed.map_or(Ok(()), Err)
}
