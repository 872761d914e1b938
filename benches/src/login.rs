//! P7: log-ins, 64 in flight, each answered when it is durable, beside 64 connections that insert a row each.
//!
//! **The least work**: one sync for all that are in flight. The anchor is PostgreSQL in both cases: what a developer
//! would otherwise put log-ins into. Its row has the columns and indexes of ours, and nothing is decided.

use std::time::Instant;

use anyhow::Result;
use licentia_manager::sessions::{LogIn, log_in};
use licentia_manager::testing::TestManager;
use licentia_platform::access::Check;
use licentia_platform::db::Backend;
use licentia_platform::testing::Place;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::report::{Budget, Line, Unit};
use crate::world::{code, login, said, world};

const IN_FLIGHT: usize = 64;
/// Log-ins of each of those in flight in a round.
const EACH: usize = 200;
const ROUNDS: usize = 5;

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    let budget = |path, gate, goal| Budget {
        path,
        anchor: "64 PostgreSQL connections, an insert each",
        unit: Unit::PerSecond,
        gate: Some(gate),
        goal: Some(goal),
    };
    let place = Place::new(Backend::Postgres);
    let mut anchor = Anchor::open(&place)?;
    let mut lines = Vec::new();
    for (backend, budget) in [
        (Backend::Sqlite, budget("P7 log-in, 64 in flight, SQLite", 1.3, 2.2)),
        (Backend::Postgres, budget("P7 log-in, 64 in flight, PostgreSQL", 0.7, 1.2)),
    ] {
        let t = runtime.block_on(world(backend, 1_000, 1_000, 18))?;
        let mut rounds = Vec::new();
        for _ in 0..=ROUNDS {
            rounds.push((runtime.block_on(ours(&t))?, anchor.run()?));
        }
        // The first warms up.
        lines.push(budget.line(&rounds[1..]));
    }
    Ok(lines)
}

/// Log-ins a second.
async fn ours(t: &TestManager) -> Result<f64> {
    let (start, mut tasks) = (Instant::now(), JoinSet::new());
    for task in 0..IN_FLIGHT {
        let (manager, granted) = (t.manager.clone(), t.caller().may::<Check>().map_err(said)?);
        tasks.spawn(async move {
            for n in 0..EACH {
                let ask = LogIn {
                    user: login((task * EACH + n) % 1_000),
                    client: format!("acme.{}", code(1)),
                    modules: Vec::new(),
                };
                let visit = log_in(&manager, &granted, ask).await.map_err(said)?;
                anyhow::ensure!(visit.session.is_some(), "every log-in succeeds: {:?}", visit.because);
            }
            Ok(())
        });
    }
    tasks.join_all().await.into_iter().collect::<Result<()>>()?;
    Ok((IN_FLIGHT * EACH) as f64 / start.elapsed().as_secs_f64())
}

/// Connections with a statement ready.
struct Anchor {
    connections: Vec<(postgres::Client, postgres::Statement)>,
    round: usize,
}

impl Anchor {
    fn open(place: &Place) -> Result<Self> {
        place.tamper(
            "CREATE TABLE bare_session (scope BIGINT NOT NULL, id TEXT NOT NULL, user_no BIGINT NOT NULL, client BIGINT NOT NULL, \
             seats TEXT NOT NULL, opened_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT, rev BIGINT NOT NULL, \
             seal_hi BIGINT NOT NULL, seal_lo BIGINT NOT NULL, PRIMARY KEY (scope, id)); \
             CREATE INDEX bare_session_open ON bare_session (scope, user_no) WHERE ended_at IS NULL",
        );
        let connect = |_| {
            let mut client = postgres::Client::connect(place.url(), postgres::NoTls)?;
            let insert = client
                .prepare("INSERT INTO bare_session VALUES (1, $1, $2, 1, '[]', 1, 1, NULL, 1, $3, $3)")?;
            Ok((client, insert))
        };
        Ok(Self { connections: (0..IN_FLIGHT).map(connect).collect::<Result<_>>()?, round: 0 })
    }

    /// Inserts a second.
    fn run(&mut self) -> Result<f64> {
        self.round += 1;
        let (start, round) = (Instant::now(), self.round);
        std::thread::scope(|scope| {
            let insert = |(at, (client, insert)): (usize, &mut (postgres::Client, postgres::Statement))| -> Result<()> {
                for n in 0..EACH {
                    // In the order of time, as a UUIDv7 is.
                    let id = format!("{round:08x}-{n:04x}-7000-8000-{at:012x}");
                    client.execute(&*insert, &[&id, &(n as i64), &(n as i64 * 613_651)])?;
                }
                Ok(())
            };
            let threads: Vec<_> =
                self.connections.iter_mut().enumerate().map(|one| scope.spawn(move || insert(one))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("inserting does not panic"))
        })?;
        Ok((IN_FLIGHT * EACH) as f64 / start.elapsed().as_secs_f64())
    }
}
