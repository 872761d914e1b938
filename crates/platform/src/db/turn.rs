//! One commit: up to 64 closures of one scope, each in its savepoint.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::connection::Transaction;
use super::unit::Unit;
use super::write::Write;
use super::writers::all;
use super::{DbError, ScopeNo, Shared};
use crate::ledger::Chain;
use crate::problem::Problem;
use crate::seals::Sealer;

/// What a writer's thread keeps between commits.
pub(crate) struct Context {
    pub(crate) shared: Arc<Shared>,
    pub(crate) sealer: Sealer,
}

impl Context {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        let sealer = Sealer::new(&shared.secret);
        Self { shared, sealer }
    }
}

/// How a commit ended.
pub(crate) enum Turn {
    /// Everybody has an answer; the connection is as good as before.
    Settled(Vec<Result<u64, Problem>>),
    /// Everybody has an answer; the connection is not to be used again.
    ConnectionLost(Vec<Result<u64, Problem>>),
    /// The connection failed before anything ran.
    NotBegun(Problem),
}

/// Runs `units` in one transaction and commits what they changed.
pub(crate) fn turn(
    transaction: &mut dyn Transaction,
    context: &mut Context,
    scope: ScopeNo,
    units: &mut [Box<dyn Unit>],
) -> Turn {
    let mut chain = match Chain::lock(transaction, &mut context.sealer, scope) {
        Ok(chain) => chain,
        Err(problem) => {
            // Without a clean end there may be half a transaction: the connection goes with it.
            let _ = transaction.rollback();
            return Turn::NotBegun(problem);
        }
    };
    let before = chain.revision;
    let mut run = match run_all(transaction, context, scope, &mut chain, units) {
        Ok(run) => run,
        Err(error) => {
            let _ = transaction.rollback();
            return Turn::ConnectionLost(all(units.len(), &Problem::from(error)));
        }
    };
    if !run.changed {
        return match transaction.rollback() {
            Ok(()) => Turn::Settled(run.results),
            Err(_) => Turn::ConnectionLost(run.results),
        };
    }
    let advanced = chain.revision > before;
    if let Err(error) = commit(transaction, context, scope, &chain, advanced) {
        tracing::error!(scope = scope.0, %error, "nobody knows whether a commit happened");
        let unknown = Problem::refused(503, "outcome_unknown").detail(error.to_string());
        for result in run.results.iter_mut().filter(|result| result.is_ok()) {
            *result = Err(unknown.clone());
        }
        return Turn::ConnectionLost(run.results);
    }
    if advanced {
        context.shared.committed(scope, &chain);
    }
    Turn::Settled(run.results)
}

struct Run {
    results: Vec<Result<u64, Problem>>,
    /// Whether there is anything to commit.
    changed: bool,
}

fn run_all(
    transaction: &mut dyn Transaction,
    context: &mut Context,
    scope: ScopeNo,
    chain: &mut Chain,
    units: &mut [Box<dyn Unit>],
) -> Result<Run, DbError> {
    // A closure alone needs no savepoint: the whole transaction is its own.
    let alone = units.len() == 1;
    let mut run = Run { results: Vec::with_capacity(units.len()), changed: false };
    for unit in units {
        if !alone {
            transaction.savepoint()?;
        }
        match run_one(transaction, context, scope, chain, unit.as_mut()) {
            Ok((next, changed)) => {
                if let Some(next) = next {
                    *chain = next;
                }
                run.changed |= changed;
                run.results.push(Ok(chain.revision));
                if !alone {
                    transaction.release()?;
                }
            }
            Err(problem) => {
                run.results.push(Err(problem));
                // Alone, nothing is changed, and the transaction is rolled back as a whole.
                if !alone {
                    transaction.rollback_to()?;
                }
            }
        }
    }
    Ok(run)
}

/// Runs one closure; returns the chain after it, when it recorded, and whether it changed anything.
fn run_one(
    transaction: &mut dyn Transaction,
    context: &mut Context,
    scope: ScopeNo,
    chain: &Chain,
    unit: &mut dyn Unit,
) -> Result<(Option<Chain>, bool), Problem> {
    let by = unit.by();
    let mut write = Write::new(transaction, context, scope, &by, chain);
    let result = catch_unwind(AssertUnwindSafe(|| unit.run(&mut write)))
        .unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
    if let Err(problem) = &result
        && problem.status >= 500
    {
        tracing::error!(scope = scope.0, code = %problem.code, detail = problem.detail, "a write failed");
    }
    result?;
    if write.transaction.broken() {
        return Err(Problem::internal("a failed statement was ignored: the transaction cannot go on"));
    }
    let changed = write.has_changed();
    Ok((write.finish()?, changed))
}

fn commit(
    transaction: &mut dyn Transaction,
    context: &mut Context,
    scope: ScopeNo,
    chain: &Chain,
    advanced: bool,
) -> Result<(), DbError> {
    if advanced {
        chain.store(transaction, &mut context.sealer, scope)?;
        transaction.notify(&format!("{}:{}", scope.0, chain.revision))?;
    }
    transaction.commit()
}

/// What a panic is told as.
pub(crate) fn panicked(panic: &(dyn std::any::Any + Send)) -> Problem {
    let words = panic
        .downcast_ref::<&str>()
        .map(|words| (*words).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Problem::internal(format!("a panic: {words}"))
}
