//! Who follows which scope's revision, and how we hear of other servers' commits.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::postgres::Postgres;
use super::{DbError, Rows, ScopeNo, Shared, Sql, values};
use crate::ledger::Chain;
use crate::seals::Sealer;

/// How often the heads are asked for, in case a notification was lost with its connection.
const POLL: Duration = Duration::from_secs(1);
/// How long the listening thread sleeps before it looks whether the database was closed.
const LISTEN: Duration = Duration::from_millis(200);

/// Follows one scope's revision.
pub struct HeadWatch(watch::Receiver<u64>);

impl HeadWatch {
    /// The newest revision known: 0 until this server commits or hears of one.
    pub fn revision(&mut self) -> u64 {
        *self.0.borrow_and_update()
    }

    /// Waits until the revision is another than the one last seen; `None` when the database closed.
    pub async fn changed(&mut self) -> Option<u64> {
        self.0.changed().await.ok()?;
        Some(*self.0.borrow_and_update())
    }
}

/// The newest revision known of each scope that somebody follows.
pub(crate) struct Heads {
    followed: Mutex<HashMap<ScopeNo, watch::Sender<u64>>>,
    /// When we last knew them for certain, on the monotonic clock; below zero where we always do.
    certain_ms: AtomicI64,
}

impl Heads {
    /// `alone`: nobody else writes, so what we committed is all there is.
    pub(crate) fn new(alone: bool, monotonic_ms: i64) -> Self {
        Self { followed: Mutex::default(), certain_ms: AtomicI64::new(if alone { -1 } else { monotonic_ms }) }
    }

    pub(crate) fn follow(&self, scope: ScopeNo) -> HeadWatch {
        let mut followed = self.lock();
        let sender = followed.entry(scope).or_insert_with(|| watch::Sender::new(0));
        HeadWatch(sender.subscribe())
    }

    /// Tells the followers of `scope`, unless they know a later revision already.
    pub(crate) fn publish(&self, scope: ScopeNo, revision: u64) {
        if let Some(sender) = self.lock().get(&scope) {
            sender.send_if_modified(|known| {
                let later = revision > *known;
                if later {
                    *known = revision;
                }
                later
            });
        }
    }

    pub(crate) fn behind_ms(&self, monotonic_ms: i64) -> i64 {
        match self.certain_ms.load(Ordering::Relaxed) {
            ..0 => 0,
            certain_ms => (monotonic_ms - certain_ms).max(0),
        }
    }

    /// Ends every [`HeadWatch`].
    pub(crate) fn close(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ScopeNo, watch::Sender<u64>>> {
        self.followed.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The thread that listens to PostgreSQL, until the database is closed.
pub(crate) fn listen(shared: &Shared, url: &str) {
    while !shared.is_closed() {
        if let Err(error) = listen_once(shared, url) {
            tracing::warn!(%error, "not hearing of other servers' commits: trying again");
            std::thread::sleep(POLL);
        }
    }
}

fn listen_once(shared: &Shared, url: &str) -> Result<(), DbError> {
    let mut postgres = Postgres::reader(url)?;
    let mut sealer = Sealer::new(&shared.secret);
    postgres.batch("LISTEN licentia")?;
    // Not our clock: a test that stops it still wants to hear of other servers.
    let mut polled: Option<Instant> = None;
    while !shared.is_closed() {
        let now_ms = shared.clock.monotonic_ms();
        if polled.is_none_or(|polled| polled.elapsed() >= POLL) {
            poll(shared, &mut postgres, &mut sealer)?;
            shared.heads.certain_ms.store(now_ms, Ordering::Relaxed);
            polled = Some(Instant::now());
        }
        postgres.listen(LISTEN, &mut |payload| {
            if let Some((scope, revision)) = parse(payload) {
                shared.heads.publish(scope, revision);
            }
        })?;
    }
    Ok(())
}

/// Asks for the heads of all scopes that somebody follows.
fn poll(shared: &Shared, postgres: &mut Postgres, sealer: &mut Sealer) -> Result<(), DbError> {
    let mut rows = Rows::new();
    for scope in shared.heads.lock().keys() {
        rows.row().int(scope.0);
    }
    let heads = postgres.query(
        "SELECT scope, revision, hash, at, sums, suspect, seal_hi, seal_lo FROM ledger_head
         WHERE scope IN (SELECT CAST(value->>0 AS BIGINT) FROM EACH($1))",
        &values![rows],
    )?;
    for row in heads {
        let (scope, revision) = (ScopeNo(row.get(0)?), row.get(1)?);
        let columns = row.texts();
        // What another server has dated has been: a clock that it confirmed is confirmed here too.
        if let Some(at_ms) = Chain::certain_ms(sealer, scope, &columns[1..]) {
            shared.times.raise(at_ms);
        }
        shared.heads.publish(scope, revision);
    }
    Ok(())
}

/// `scope:revision`.
fn parse(payload: &str) -> Option<(ScopeNo, u64)> {
    let (scope, revision) = payload.split_once(':')?;
    Some((ScopeNo(scope.parse().ok()?), revision.parse().ok()?))
}
