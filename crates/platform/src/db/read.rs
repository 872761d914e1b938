//! A read-only snapshot, and the threads that give them.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;

use super::connection::Transaction;
use super::turn::panicked;
use super::writers::Connect;
use super::{Backend, DbError, Row, Rows, Shared, Sql, Value};
use crate::problem::Problem;
use crate::seals::Sealer;

/// More reads than this waiting: 503 `busy`.
const READS_WAITING: usize = 10_000;

/// A read-only snapshot transaction.
pub struct Read<'a> {
    transaction: &'a mut dyn Transaction,
    shared: &'a Shared,
}

impl Read<'_> {
    /// Checks seals of rows that were read.
    pub fn sealer(&self) -> Sealer {
        Sealer::new(&self.shared.secret)
    }

    /// The time that is certain, in milliseconds UTC (rule 20).
    pub fn now_ms(&self) -> i64 {
        self.shared.times.now_ms()
    }

    pub(crate) fn shared(&self) -> &Shared {
        self.shared
    }
}

impl Sql for Read<'_> {
    fn query_each(
        &mut self,
        sql: &str,
        params: &[Value],
        each: &mut dyn FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        self.transaction.query_each(sql, params, each)
    }

    fn query(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, DbError> {
        self.transaction.query(sql, params)
    }

    fn execute(&mut self, _sql: &str, _params: &[Value]) -> Result<u64, DbError> {
        Err(DbError::ReadOnly)
    }

    fn insert_rows(&mut self, _: &str, _: &[&str], _: &Rows) -> Result<u64, DbError> {
        Err(DbError::ReadOnly)
    }

    fn backend(&self) -> Backend {
        self.transaction.backend()
    }
}

/// Answers its caller from a snapshot, or tells why there is none.
pub(crate) type Reading = Box<dyn FnOnce(Result<&mut Read<'_>, Problem>) + Send>;

/// What waits to be read. Readers are alike: whoever is free takes the next.
#[derive(Default)]
pub(crate) struct Readers {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Reading>,
    closed: bool,
}

impl Readers {
    /// Starts `threads` readers.
    pub(crate) fn start(
        threads: usize,
        connect: &Connect,
        shared: &Arc<Shared>,
    ) -> (Arc<Self>, Vec<JoinHandle<()>>) {
        let readers = Arc::new(Self::default());
        let handles = (0..threads)
            .map(|number| {
                let (readers, connect, shared) = (readers.clone(), connect.clone(), shared.clone());
                std::thread::Builder::new()
                    .name(format!("reader-{number}"))
                    .spawn(move || readers.work(&connect, &shared))
                    .expect("a server that cannot start a thread cannot run")
            })
            .collect();
        (readers, handles)
    }

    /// Queues a read.
    pub(crate) fn submit(&self, reading: Reading) {
        let mut state = self.lock();
        if state.closed || state.waiting.len() >= READS_WAITING {
            let code = if state.closed { "closing" } else { "busy" };
            drop(state);
            reading(Err(Problem::refused(503, code)));
            return;
        }
        state.waiting.push_back(reading);
        self.wake.notify_one();
    }

    /// Lets the threads finish what is waiting, and then end.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.wake.notify_all();
    }

    fn work(&self, connect: &Connect, shared: &Shared) {
        let mut connection: Option<Box<dyn Transaction>> = None;
        while let Some(reading) = self.next() {
            if let Err(problem) = begin(&mut connection, connect) {
                reading(Err(problem));
                continue;
            }
            let Some(open) = &mut connection else {
                continue;
            };
            let mut read = Read { transaction: open.as_mut(), shared };
            // The closure inside catches its own panics; this one keeps the thread whatever happens.
            let _ = catch_unwind(AssertUnwindSafe(|| reading(Ok(&mut read))));
            if open.rollback().is_err() {
                connection = None;
            }
        }
    }

    fn next(&self) -> Option<Reading> {
        let mut state = self.lock();
        loop {
            if let Some(reading) = state.waiting.pop_front() {
                return Some(reading);
            }
            if state.closed {
                return None;
            }
            state = self.wake.wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Begins a snapshot, on a new connection when the old one has gone stale.
fn begin(connection: &mut Option<Box<dyn Transaction>>, connect: &Connect) -> Result<(), Problem> {
    if let Some(open) = connection {
        if open.begin_read().is_ok() {
            return Ok(());
        }
        *connection = None;
    }
    connection.insert(connect()?).begin_read()?;
    Ok(())
}

/// Runs `f`, and turns its panic into a problem.
pub(crate) fn guarded<T>(
    read: &mut Read<'_>,
    f: impl FnOnce(&mut Read<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(|| f(read)))
        .unwrap_or_else(|panic| Err(panicked(panic.as_ref())))
        .inspect_err(|problem| {
            if problem.status >= 500 {
                tracing::error!(code = %problem.code, detail = problem.detail, "a read failed");
            }
        })
}
