//! P7: many requests in flight, each answered when it is durable, beside as many connections that insert a row each.
//!
//! **The least work**: one sync for all that are in flight. The anchor is PostgreSQL in both cases: what a developer
//! would otherwise put such rows into. They have the columns and indexes of ours, and nothing is decided.

use std::time::Instant;

use anyhow::Result;
use licentia_platform::db::Backend;
use licentia_platform::testing::Place;
use tokio::task::JoinSet;

use crate::report::{Budget, Unit};

/// How many are in flight.
pub(crate) const IN_FLIGHT: usize = 64;

/// The databases, and the budget of the path on each.
pub(crate) fn budgets([sqlite, postgres]: [&'static str; 2]) -> [(Backend, Budget); 2] {
    let budget = |path, gate, goal| Budget {
        path,
        anchor: "64 PostgreSQL connections, an insert each",
        unit: Unit::PerSecond,
        gate: Some(gate),
        goal: Some(goal),
    };
    [(Backend::Sqlite, budget(sqlite, 1.3, 2.2)), (Backend::Postgres, budget(postgres, 0.7, 1.2))]
}

/// Requests a second, when each of those in flight, which are numbered, does `each` of them.
pub(crate) async fn ours<F>(each: usize, work: impl Fn(usize) -> Result<F>) -> Result<f64>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let (start, mut tasks) = (Instant::now(), JoinSet::new());
    for task in 0..IN_FLIGHT {
        tasks.spawn(work(task)?);
    }
    tasks.join_all().await.into_iter().collect::<Result<()>>()?;
    Ok((IN_FLIGHT * each) as f64 / start.elapsed().as_secs_f64())
}

/// Connections with a statement ready.
pub(crate) struct Connections {
    open: Vec<(postgres::Client, postgres::Statement)>,
    round: usize,
}

/// Which row it is: of which round, of which connection, and its number there.
#[derive(Clone, Copy)]
pub(crate) struct Nth {
    pub(crate) round: usize,
    pub(crate) connection: usize,
    pub(crate) n: usize,
}

impl Connections {
    /// Makes `insert` ready on each.
    pub(crate) fn open(place: &Place, insert: &str) -> Result<Self> {
        let connect = |_| {
            let mut client = postgres::Client::connect(place.url(), postgres::NoTls)?;
            let insert = client.prepare(insert)?;
            Ok((client, insert))
        };
        Ok(Self { open: (0..IN_FLIGHT).map(connect).collect::<Result<_>>()?, round: 0 })
    }

    /// Inserts a second, `each` on every connection.
    pub(crate) fn round(
        &mut self,
        each: usize,
        insert: impl Fn(&mut postgres::Client, &postgres::Statement, Nth) -> Result<()> + Sync,
    ) -> Result<f64> {
        self.round += 1;
        let (start, round, insert) = (Instant::now(), self.round, &insert);
        std::thread::scope(|scope| {
            let work =
                |(connection, (client, statement)): (usize, &mut (postgres::Client, postgres::Statement))| {
                    (0..each).try_for_each(|n| insert(client, statement, Nth { round, connection, n }))
                };
            let threads: Vec<_> =
                self.open.iter_mut().enumerate().map(|one| scope.spawn(move || work(one))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("inserting does not panic"))
        })?;
        Ok((IN_FLIGHT * each) as f64 / start.elapsed().as_secs_f64())
    }
}
