//! The database with its three doors: [`Db::write`], [`Db::append`] and [`Db::read`].
//!
//! Behind the doors everything is synchronous and runs on threads of its own; a handler holds only a
//! channel. Each scope has one writer at a time, on any number of servers.

mod append;
mod error;
mod heads;
mod migrate;
mod read;
mod rows;
mod sql;
mod value;
mod write;

use std::sync::Arc;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::by::By;
use crate::clock::{Clock, Random};
use crate::ledger::SealedTable;
use crate::problem::Problem;
use crate::secret::Secret;

pub use append::Kind;
pub use error::{DbError, OpenError};
pub use heads::HeadWatch;
pub use migrate::Migration;
pub use read::Read;
pub use rows::{RowOf, Rows};
pub use sql::{Backend, Sql};
pub use value::{FromValue, Row, Value, values};
pub use write::Write;

/// One ledger chain: an installation; at the authority a customer, or catalogue and keys; the server.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
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

/// The database. Cheap to clone; the last clone ends its threads.
#[derive(Clone)]
pub struct Db {
}

impl Db {
    /// Opens the database, and migrates it when it is older than this program.
    ///
    /// # Errors
    /// An [`OpenError`] with its code; the database is untouched then.
    pub fn open(options: DbOptions) -> Result<Self, OpenError> {
        unimplemented!()
    }

    /// One closure, one change: for what people and rules do.
    ///
    /// A closure that changed rows must have called [`Write::record`] exactly once. When it fails or
    /// panics, nothing of it stays, and nobody else notices. With an idempotency key in `by` the
    /// answer is kept with the change, so that a repetition gets it again instead of a second effect.
    ///
    /// # Errors
    /// What the closure returned; 422 `idempotency_key_reused`; 503 `database_unavailable`, when
    /// nothing happened; 503 `outcome_unknown`, when nobody knows whether it did.
    pub async fn write<T, F>(&self, scope: ScopeNo, by: &By, f: F) -> Result<Done<T>, Problem>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: FnOnce(&mut Write<'_>) -> Result<T, Problem> + Send + 'static,
    {
        unimplemented!()
    }

    /// One item among thousands: for log-ins, session ends, usage and limit use.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn append<K: Kind>(
        &self,
        scope: ScopeNo,
        item: K::Item,
    ) -> Result<K::Outcome, Problem> {
        unimplemented!()
    }

    /// A read-only snapshot: every statement in it sees the same moment.
    ///
    /// # Errors
    /// What the closure returned; 503 `database_unavailable`.
    pub async fn read<T, F>(&self, f: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&mut Read<'_>) -> Result<T, Problem> + Send + 'static,
    {
        unimplemented!()
    }

    /// Follows the revision of `scope`: our own commits at once, those of other servers on the same
    /// PostgreSQL by NOTIFY and a poll every second.
    pub fn head_watch(&self, scope: ScopeNo) -> HeadWatch {
        unimplemented!()
    }

    /// Milliseconds since we last knew the heads for certain: 0 on SQLite. Beyond 5,000 a server
    /// answers 503 `behind`.
    pub fn behind_ms(&self) -> i64 {
        unimplemented!()
    }

    /// Which database stands behind.
    pub fn backend(&self) -> Backend {
        unimplemented!()
    }

    /// The clock it was opened with.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        unimplemented!()
    }

    /// The randomness it was opened with.
    pub fn random(&self) -> &Arc<dyn Random> {
        unimplemented!()
    }

    /// The secrets it was opened with.
    pub fn secret(&self) -> &Arc<Secret> {
        unimplemented!()
    }
}
