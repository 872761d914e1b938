//! P7: log-ins, 64 in flight (see [`crate::in_flight`]).

use anyhow::Result;
use licentia_manager::sessions::{LogIn, log_in};
use licentia_manager::testing::TestManager;
use licentia_platform::access::Check;
use licentia_platform::db::Backend;
use licentia_platform::testing::Place;
use tokio::runtime::Runtime;

use crate::in_flight::{self, Connections, budgets};
use crate::report::Line;
use crate::world::{code, login, said, world};

/// Log-ins of each of those in flight in a round.
const EACH: usize = 200;
const ROUNDS: usize = 5;

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    let place = Place::new(Backend::Postgres);
    let mut anchor = anchor(&place)?;
    let mut lines = Vec::new();
    for (backend, budget) in
        budgets(["P7 log-in, 64 in flight, SQLite", "P7 log-in, 64 in flight, PostgreSQL"])
    {
        let t = runtime.block_on(world(backend, 1_000, 1_000, 18))?;
        let mut rounds = Vec::new();
        for _ in 0..=ROUNDS {
            rounds.push((runtime.block_on(ours(&t))?, inserts(&mut anchor)?));
        }
        // The first warms up.
        lines.push(budget.line(&rounds[1..]));
    }
    Ok(lines)
}

/// Log-ins a second.
async fn ours(t: &TestManager) -> Result<f64> {
    in_flight::ours(EACH, |task| {
        let (manager, granted) = (t.manager.clone(), t.caller().may::<Check>().map_err(said)?);
        Ok(async move {
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
        })
    })
    .await
}

/// Connections to a table that is like ours.
fn anchor(place: &Place) -> Result<Connections> {
    place.tamper(
        "CREATE TABLE bare_session (scope BIGINT NOT NULL, id TEXT NOT NULL, user_no BIGINT NOT NULL, client BIGINT NOT NULL, \
         seats TEXT NOT NULL, opened_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, ended_at BIGINT, rev BIGINT NOT NULL, \
         seal_hi BIGINT NOT NULL, seal_lo BIGINT NOT NULL, PRIMARY KEY (scope, id)); \
         CREATE INDEX bare_session_open ON bare_session (scope, user_no) WHERE ended_at IS NULL",
    );
    Connections::open(place, "INSERT INTO bare_session VALUES (1, $1, $2, 1, '[]', 1, 1, NULL, 1, $3, $3)")
}

/// Inserts a second.
fn inserts(anchor: &mut Connections) -> Result<f64> {
    anchor.round(EACH, |client, insert, nth| {
        // In the order of time, as a UUIDv7 is.
        let id = format!("{:08x}-{:04x}-7000-8000-{:012x}", nth.round, nth.n, nth.connection);
        client.execute(insert, &[&id, &(nth.n as i64), &(nth.n as i64 * 613_651)])?;
        Ok(())
    })
}
