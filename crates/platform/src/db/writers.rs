//! The writers' threads: each scope has one at a time, and drains what is waiting into one commit.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Instant;

use super::connection::Transaction;
use super::turn::{Context, Turn, turn};
use super::unit::Unit;
use super::{DbError, ScopeNo, Shared};
use crate::problem::Problem;

/// At most so many closures share a commit.
const UNITS_PER_COMMIT: usize = 64;
/// A scope with more waiting than this refuses more: 503 `busy`.
const UNITS_WAITING: usize = 10_000;

/// Opens a writer's connection, on the writer's own thread.
pub(crate) type Connect = Arc<dyn Fn() -> Result<Box<dyn Transaction>, DbError> + Send + Sync>;

/// What waits to be written, per scope, and who is free to write it.
pub(crate) struct Writers {
    state: Mutex<State>,
    /// One per thread, so that the thread that worked last is woken first: its connection is warm.
    wake: Vec<Condvar>,
}

#[derive(Default)]
struct State {
    scopes: HashMap<ScopeNo, Queue>,
    ready: VecDeque<ScopeNo>,
    idle: Vec<usize>,
    closed: bool,
}

#[derive(Default)]
struct Queue {
    units: VecDeque<Box<dyn Unit>>,
    /// Whether a thread is writing this scope, or it stands in `ready`.
    taken: bool,
}

impl Writers {
    /// Starts `threads` writers.
    pub(crate) fn start(
        threads: usize,
        connect: &Connect,
        shared: &Arc<Shared>,
    ) -> (Arc<Self>, Vec<JoinHandle<()>>) {
        describe_metrics();
        let writers =
            Arc::new(Self { state: Mutex::default(), wake: (0..threads).map(|_| Condvar::new()).collect() });
        let handles = (0..threads)
            .map(|number| {
                let (writers, connect) = (writers.clone(), connect.clone());
                let context = Context::new(shared.clone());
                std::thread::Builder::new()
                    .name(format!("writer-{number}"))
                    .spawn(move || writers.work(number, &connect, context))
                    .expect("a server that cannot start a thread cannot run")
            })
            .collect();
        (writers, handles)
    }

    /// Puts `unit` into the queue of `scope`; settles it at once when the queue is full or closed.
    pub(crate) fn submit(&self, scope: ScopeNo, unit: Box<dyn Unit>) {
        let mut state = self.lock();
        let closed = state.closed;
        let queue = state.scopes.entry(scope).or_default();
        if closed || queue.units.len() >= UNITS_WAITING {
            drop(state);
            let code = if closed { "closing" } else { "busy" };
            unit.settle(Err(Problem::refused(503, code)));
            return;
        }
        queue.units.push_back(unit);
        if std::mem::replace(&mut queue.taken, true) {
            return;
        }
        state.ready.push_back(scope);
        if let Some(thread) = state.idle.pop() {
            self.wake[thread].notify_one();
        }
    }

    /// Lets the threads finish what is waiting, and then end.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.idle.clear();
        drop(state);
        for thread in &self.wake {
            thread.notify_one();
        }
    }

    fn work(&self, number: usize, connect: &Connect, mut context: Context) {
        let mut connection = None;
        while let Some((scope, mut units)) = self.next(number) {
            let started = Instant::now();
            let results = write(&mut connection, connect, &mut context, scope, &mut units);
            metrics::histogram!("licentia_commit_seconds").record(started.elapsed().as_secs_f64());
            metrics::counter!("licentia_commits_total").increment(1);
            metrics::counter!("licentia_changes_total").increment(units.len() as u64);
            for (unit, result) in units.into_iter().zip(results) {
                unit.settle(result);
            }
            // Only now: the answers bring the next requests, and they share the next commit.
            self.done(scope);
        }
    }

    /// Waits for a scope with something to write; `None` when there is nothing more to come.
    fn next(&self, number: usize) -> Option<(ScopeNo, Vec<Box<dyn Unit>>)> {
        let mut state = self.lock();
        loop {
            if let Some(scope) = state.ready.pop_front() {
                let queue = state.scopes.entry(scope).or_default();
                let count = queue.units.len().min(UNITS_PER_COMMIT);
                return Some((scope, queue.units.drain(..count).collect()));
            }
            if state.closed {
                return None;
            }
            state.idle.push(number);
            state = self.wake[number].wait(state).unwrap_or_else(|poisoned| poisoned.into_inner());
            state.idle.retain(|idle| *idle != number);
        }
    }

    fn done(&self, scope: ScopeNo) {
        let mut state = self.lock();
        let Some(queue) = state.scopes.get_mut(&scope) else {
            return;
        };
        if queue.units.is_empty() {
            state.scopes.remove(&scope);
        } else {
            state.ready.push_back(scope);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing that can panic runs under the lock, so a poisoned state is a whole one.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// One commit on a connection that may have gone stale since the last one.
fn write(
    connection: &mut Option<Box<dyn Transaction>>,
    connect: &Connect,
    context: &mut Context,
    scope: ScopeNo,
    units: &mut [Box<dyn Unit>],
) -> Vec<Result<u64, Problem>> {
    loop {
        let stale = connection.is_some();
        let open = match connection.take().map_or_else(&**connect, Ok) {
            Ok(open) => connection.insert(open),
            Err(error) => return all(units.len(), &Problem::from(error)),
        };
        match turn(open.as_mut(), context, scope, units) {
            Turn::Settled(results) => return results,
            Turn::ConnectionLost(results) => {
                *connection = None;
                return results;
            }
            // Nothing has run yet: a server that restarted since is simply asked again.
            Turn::NotBegun(_) if stale => *connection = None,
            Turn::NotBegun(problem) => {
                *connection = None;
                return all(units.len(), &problem);
            }
        }
    }
}

fn describe_metrics() {
    metrics::describe_histogram!("licentia_commit_seconds", "From taking a batch to its commit.");
    metrics::describe_counter!("licentia_commits_total", "Transactions that wrote.");
    metrics::describe_counter!("licentia_changes_total", "Closures and lists of items that shared them.");
}

/// The same answer for everybody.
pub(crate) fn all(count: usize, problem: &Problem) -> Vec<Result<u64, Problem>> {
    vec![Err(problem.clone()); count]
}
