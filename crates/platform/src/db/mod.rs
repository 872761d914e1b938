//! The database with its three doors: [`Db::write`], [`Db::append`] and [`Db::read`].
//!
//! Behind the doors everything is synchronous and runs on threads of its own; a handler holds only a
//! channel. Each scope has one writer at a time, on any number of servers: SQLite has one writing
//! thread, PostgreSQL locks the scope's head row before anything else. A writer drains what is waiting
//! into one commit and never waits for more.
//!
//! - [`Sql`]: statements in the portable subset, the same on both databases
//! - [`Write`], [`Read`], [`Kind`]: what stands behind the doors
//! - [`Rows`]: a set, bound to one statement or inserted at once
//! - [`Migration`]: a step of a schema
//!
//! Where time goes, counted before it was measured: a change costs one sync of the disk, shared by all
//! that wait for it. On PostgreSQL it also costs round trips: BEGIN and the lock go out together, and
//! so do the ledger entry, the head, NOTIFY and COMMIT, which leaves two plus the closure's own.

mod append;
pub(crate) mod connection;
mod error;
mod grown;
mod heads;
mod idempotency;
mod log_mover;
mod migrate;
mod open;
mod postgres;
mod postgres_values;
mod read;
mod rows;
mod shared;
mod sql;
mod sqlite;
mod statement;
mod statistics;
mod times;
mod turn;
mod unit;
mod value;
mod write;
mod writers;

use std::sync::Arc;

use licentia_core::time::ClockState;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use tokio::sync::oneshot;

use crate::by::By;
use crate::clock::{Clock, Random};
use crate::ledger::{Entry, Rewound, SealedTable};
use crate::problem::Problem;
use crate::secret::Secret;

pub use append::Kind;
pub use error::{DbError, OpenError};
pub use heads::HeadWatch;
pub use migrate::{Fill, Migration};
pub use read::Read;
pub use rows::{RowOf, Rows};
pub use sql::{Backend, Sql};
pub use value::{FromValue, Row, Value, values};
pub use write::Write;

use open::Inner;
pub(crate) use rows::push_hex;
pub(crate) use shared::Shared;

/// One ledger chain: an installation; at the authority a customer, or catalogue and keys; the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ScopeNo(pub i64);

impl From<ScopeNo> for Value {
    fn from(scope: ScopeNo) -> Self {
        Self::Int(scope.0)
    }
}

/// What [`Db::open`] needs.
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`.
    pub url: String,
    /// The server's own migrations; the platform's come first by themselves.
    pub migrations: &'static [Migration],
    /// The server's sealed tables, for [`crate::ledger::verify`].
    pub sealed: &'static [SealedTable],
    /// The secret file.
    pub secret: Arc<Secret>,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where unpredictable bytes come from.
    pub random: Arc<dyn Random>,
}

/// What a write that was committed answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<T> {
    /// What the closure returned.
    pub value: T,
    /// The scope's revision after it.
    pub revision: u64,
    /// Whether it was committed by an earlier request with the same idempotency key.
    pub replayed: bool,
}

/// The database. Cheap to clone; when the last clone goes, its threads finish what is waiting and end.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

impl Db {
    /// Opens the database, and migrates it when it is older than this program. Blocks meanwhile.
    ///
    /// # Errors
    /// An [`OpenError`] with its code; a database that is newer, or another server's, is untouched.
    pub fn open(options: DbOptions) -> Result<Self, OpenError> {
        Inner::open(options).map(|inner| Self { inner: Arc::new(inner) })
    }

    /// One closure, one change: for what people and rules do.
    ///
    /// A closure that changed rows must have called [`Write::record`] exactly once. When it fails or
    /// panics, nothing of it stays, and nobody else notices. With an idempotency key in `by` the
    /// answer is kept with the change, so that a repetition gets it again instead of a second effect.
    ///
    /// # Errors
    /// What the closure returned; 422 `idempotency_key_reused`; 503 `database_unavailable`, `busy` or
    /// `ledger_broken`, when nothing happened; 503 `outcome_unknown`, when nobody knows whether it did.
    pub async fn write<T, F>(&self, scope: ScopeNo, by: &By, f: F) -> Result<Done<T>, Problem>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.inner
            .writers
            .submit(scope, Box::new(unit::Closure { by: by.clone(), run: Some(f), value: None, answer }));
        answered.await.unwrap_or_else(|_| Err(ended()))
    }

    /// One item among thousands: for log-ins, session ends, usage and limit use.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn append<K: Kind>(&self, scope: ScopeNo, item: K::Item) -> Result<K::Outcome, Problem> {
        self.inner.kinds.submit::<K>(&self.inner.writers, scope, item).await.unwrap_or_else(|_| Err(ended()))
    }

    /// A read-only snapshot: every statement in it sees the same moment.
    ///
    /// # Errors
    /// What the closure returned; 503 `database_unavailable` or `busy`.
    pub async fn read<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Read<'_>) -> Result<T, Problem> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        self.inner.readers.submit(Box::new(move |read| {
            let _ = answer.send(read.and_then(|read| read::guarded(read, f)));
        }));
        answered.await.unwrap_or_else(|_| Err(ended()))
    }

    /// Follows the revision of `scope`: our own commits at once, those of other servers on the same
    /// PostgreSQL by NOTIFY and a poll every second.
    pub fn head_watch(&self, scope: ScopeNo) -> HeadWatch {
        self.inner.shared.heads.follow(scope)
    }

    /// Milliseconds since we last knew the heads for certain: 0 on SQLite. Beyond 5,000 a server
    /// answers 503 `behind`.
    pub fn behind_ms(&self) -> i64 {
        let shared = &self.inner.shared;
        shared.heads.behind_ms(shared.clock.monotonic_ms())
    }

    /// The time to use for everything, in milliseconds UTC: never before what has certainly been, and
    /// never by a clock that jumped ahead unconfirmed (rule 20). Takes no lock while the clock is right.
    #[inline]
    pub fn certain_now_ms(&self) -> i64 {
        self.inner.shared.times.now_ms()
    }

    /// Tells of a time that was signed, in milliseconds UTC: the authority's answer, the `iat` of a
    /// package in force. It is kept by what is written afterwards, and confirms a clock that is ahead
    /// if it explains it. Returns whether it counts: a time more than a day ahead of both the machine's
    /// clock and the certain time does not, so that nobody's signature pushes the date ahead for good.
    pub fn raise_time(&self, signed_ms: i64) -> bool {
        self.inner.shared.times.raise_signed(signed_ms)
    }

    /// How the machine's clock stands (rule 20).
    pub fn clock_state(&self) -> ClockState {
        self.inner.shared.times.state()
    }

    /// An administrator confirms a clock that is ahead. It is an entry of `scope`, whose time every
    /// later start goes by; nothing is written when the clock is not ahead. Answers how it stood.
    ///
    /// # Errors
    /// As [`Db::write`]; the clock is then believed until this server stops.
    pub async fn confirm_clock(&self, scope: ScopeNo, by: &By) -> Result<ClockState, Problem> {
        let before = self.clock_state();
        let ClockState::Ahead { by_ms } = before else {
            return Ok(before);
        };
        self.inner.shared.times.confirm();
        let entry = Entry::new("clock.confirmed", 1).before(json!({"ahead_ms": by_ms}));
        self.write(scope, by, move |w| w.record(entry)).await?;
        Ok(before)
    }

    /// Chains that had come further, or another way, when this server last saw them: somebody put an
    /// older database in place (rule 10). It goes on answering and says so everywhere.
    pub fn rewound(&self) -> Vec<Rewound> {
        self.inner.shared.witness.rewound()
    }

    /// The head that the rewound chain of `scope` had come to by what was seen of it: its revision and hash. `None` when
    /// the chain is not rewound.
    pub fn rewound_head(&self, scope: ScopeNo) -> Option<(u64, [u8; 32])> {
        self.inner.shared.witness.rewound_head(scope)
    }

    /// Tells of a head, with its hash, that somebody else has seen, the authority, and that the caller has not found in
    /// the chain: the chain is rewound from now on, after a restart too.
    pub fn mark_rewound(&self, rewound: Rewound, hash: [u8; 32]) {
        self.inner.shared.witness.seen_elsewhere(rewound, hash);
    }

    /// Declares that the database is what it should be: a restore that was meant (rule 10). It is an
    /// entry of `scope`; `None`, and nothing written, when the chain is not rewound.
    ///
    /// # Errors
    /// As [`Db::write`]; the chain is then still rewound.
    pub async fn declare_restore(&self, scope: ScopeNo, by: &By) -> Result<Option<Rewound>, Problem> {
        let Some(rewound) = self.rewound().into_iter().find(|rewound| rewound.scope == scope) else {
            return Ok(None);
        };
        let entry = Entry::new("ledger.restore_declared", 1)
            .before(json!({"revision": rewound.witnessed}))
            .after(json!({"revision": rewound.found}));
        self.write(scope, by, move |w| w.record(entry)).await?;
        self.inner.shared.witness.accept(scope);
        Ok(Some(rewound))
    }

    /// Another server has declared a restore of `scope`, as an entry of the ledger says: it holds here too.
    pub fn heed_restore(&self, scope: ScopeNo) {
        self.inner.shared.witness.heed(scope);
    }

    /// Forgets answers kept under idempotency keys for more than seven days; returns how many. A job
    /// to run daily for each scope.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn purge_idempotency(&self, scope: ScopeNo) -> Result<u64, Problem> {
        let by = By::system("purge");
        let done = self.write(scope, &by, idempotency::purge).await?;
        Ok(done.value)
    }

    /// Which database stands behind.
    pub fn backend(&self) -> Backend {
        self.inner.shared.backend
    }

    /// The clock it was opened with.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.shared.clock
    }

    /// The randomness it was opened with.
    pub fn random(&self) -> &Arc<dyn Random> {
        &self.inner.shared.random
    }

    /// The secrets it was opened with.
    pub fn secret(&self) -> &Arc<Secret> {
        &self.inner.shared.secret
    }

    /// Finishes what is waiting, ends the threads and closes every connection. Blocks meanwhile, so
    /// call it where blocking is allowed; later calls of other clones get 503 `closing`.
    pub fn close(&self) {
        self.inner.close();
    }
}

/// The answer when a thread ended without one, which only a fault of ours can cause.
fn ended() -> Problem {
    Problem::refused(503, "outcome_unknown").detail("the writer ended without an answer")
}

#[cfg(test)]
mod tests;
