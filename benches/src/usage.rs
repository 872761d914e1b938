//! P8: usage events in batches of 1,000 into a table of many keys, each known once and counted; P7: one event to a
//! request, 64 in flight.
//!
//! **The least work**: one probe and one insertion into the index of keys for each event, at a place that chance
//! chooses, and the row at the table's end; one sync for a batch. The anchor of P8 does just that: the same rows into a
//! table with the same unique index in the very same database, a prepared INSERT of many rows (SQLite) or a COPY of text
//! made ready beforehand (PostgreSQL), with nothing read, decided or counted. Requests are parsed apart; hashing source
//! and id is part of ours.

use std::time::Instant;

use anyhow::{Result, ensure};
use licentia_core::licence::Texts;
use licentia_core::meters::Outcome;
use licentia_core::package::{Meter, MeterKind};
use licentia_manager::meters::{Reported, take};
use licentia_manager::testing::TestManager;
use licentia_platform::access::Check;
use licentia_platform::db::Backend;
use licentia_platform::testing::Place;
use tokio::runtime::Runtime;

use crate::connection::{Connection, copy, copy_text};
use crate::in_flight::{self, Connections, IN_FLIGHT, budgets};
use crate::report::{Budget, Line, Unit, say};
use crate::world::said;

/// Events of a batch.
const BATCH: usize = 1_000;
/// Batches of a round.
const BATCHES: usize = 30;
const ROUNDS: usize = 5;
/// Events of each request in flight in a round.
const EACH: usize = 100;
/// The columns of an event, and how many of them the anchor fills.
const COLUMNS: &str = "scope, key_hi, key_lo, meter, at_ms, day, received, kind, quantity";
const WIDTH: usize = 9;

/// `keys` is how many the table has before it is measured.
pub(crate) fn run(runtime: &Runtime, keys: usize) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let t = runtime.block_on(metered(backend))?;
        runtime.block_on(fill(&t, keys))?;
        let mut anchor = Anchor::open(&t.place)?;
        anchor.fill()?;
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            rounds.push((runtime.block_on(batches(&t, round))?, anchor.round(round)?));
        }
        lines.push(batched(backend).line(&rounds[1..]));
    }
    lines.extend(single(runtime)?);
    Ok(lines)
}

fn batched(backend: Backend) -> Budget {
    let (path, anchor) = match backend {
        Backend::Sqlite => ("P8 usage in batches of 1,000, SQLite", "INSERT of many rows, same index"),
        Backend::Postgres => ("P8 usage in batches of 1,000, PostgreSQL", "COPY, same index"),
    };
    Budget { path, anchor, unit: Unit::PerSecond, gate: Some(0.4), goal: Some(0.8) }
}

/// A manager with a meter that adds up.
async fn metered(backend: Backend) -> Result<TestManager> {
    let t = TestManager::on(backend).await;
    t.activate(|package| {
        package.meters = vec![Meter {
            n: 0,
            name: "mails".to_owned(),
            titles: Texts::new(),
            kind: MeterKind::Sum,
            unit: Texts::new(),
            base: 0,
            per_plan: 0,
        }];
    })
    .await;
    Ok(t)
}

/// Tells so many events, as applications do.
async fn fill(t: &TestManager, keys: usize) -> Result<()> {
    let start = Instant::now();
    for first in (0..keys).step_by(10_000) {
        let last = keys.min(first + 10_000);
        tell(t, (first..last).map(|n| format!("filled-{n}")).collect()).await?;
    }
    say(&format!("{keys} keys told in {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

async fn tell(t: &TestManager, ids: Vec<String>) -> Result<()> {
    let granted = t.caller().may::<Check>().map_err(said)?;
    let events = ids.iter().map(|id| reported(id)).collect();
    let outcomes = take(&t.manager, &granted, events).await.map_err(said)?;
    ensure!(outcomes.iter().all(|outcome| *outcome == Outcome::Counted), "every event is new");
    Ok(())
}

fn reported(id: &str) -> Reported {
    let mut event = Reported::new("/bench", id, "acme.mails");
    event.quantity = Some(3);
    event
}

/// Events a second, a batch after the other.
async fn batches(t: &TestManager, round: usize) -> Result<f64> {
    let ids = |batch| (0..BATCH).map(move |n| format!("round-{round}-{batch}-{n}")).collect();
    let batches: Vec<Vec<String>> = (0..BATCHES).map(ids).collect();
    let start = Instant::now();
    for batch in batches {
        tell(t, batch).await?;
    }
    Ok((BATCH * BATCHES) as f64 / start.elapsed().as_secs_f64())
}

/// The same rows with nothing decided.
struct Anchor(Connection);

impl Anchor {
    fn open(place: &Place) -> Result<Self> {
        create(place);
        Ok(Self(Connection::open(place.url())?))
    }

    /// As many rows as ours has, with the same keys.
    fn fill(&mut self) -> Result<()> {
        let sql = "INSERT INTO bare_event SELECT * FROM usage_event";
        match &mut self.0 {
            Connection::Sqlite(connection) => drop(connection.execute(sql, [])?),
            Connection::Postgres(client) => {
                client.execute(sql, &[])?;
                // What the filling left behind is nobody's in particular: it is done with before anything is measured.
                // One statement at a time, because several at once would be a transaction.
                for statement in ["VACUUM ANALYZE bare_event", "VACUUM ANALYZE usage_event", "CHECKPOINT"] {
                    client.batch_execute(statement)?;
                }
            }
        }
        Ok(())
    }

    /// Rows a second.
    fn round(&mut self, round: usize) -> Result<f64> {
        let batches: Vec<Vec<[i64; WIDTH]>> = (0..BATCHES)
            .map(|batch| (0..BATCH).map(|n| row((round * BATCHES + batch) * BATCH + n)).collect())
            .collect();
        match &mut self.0 {
            Connection::Sqlite(connection) => inserted(connection, &batches),
            Connection::Postgres(client) => copied(client, &batches),
        }
    }
}

/// A table with the columns and the index of ours.
fn create(place: &Place) {
    place.tamper(
        "CREATE TABLE bare_event (scope BIGINT NOT NULL, key_hi BIGINT NOT NULL, key_lo BIGINT NOT NULL, \
         meter BIGINT NOT NULL, at_ms BIGINT NOT NULL, day INTEGER NOT NULL, received INTEGER NOT NULL, \
         kind SMALLINT NOT NULL, quantity BIGINT, subject_hi BIGINT, subject_lo BIGINT, corrected_ms BIGINT); \
         CREATE UNIQUE INDEX bare_event_key ON bare_event (scope, key_hi, key_lo)",
    );
}

fn inserted(connection: &mut rusqlite::Connection, batches: &[Vec<[i64; WIDTH]>]) -> Result<f64> {
    const TOGETHER: usize = 100;
    let places = vec![format!("({})", ["?"; WIDTH].join(",")); TOGETHER].join(",");
    let insert = format!("INSERT INTO bare_event ({COLUMNS}) VALUES {places}");
    let start = Instant::now();
    for batch in batches {
        let transaction = connection.transaction()?;
        let mut statement = transaction.prepare_cached(&insert)?;
        for rows in batch.chunks(TOGETHER) {
            statement.execute(rusqlite::params_from_iter(rows.iter().flatten()))?;
        }
        drop(statement);
        transaction.commit()?;
    }
    Ok((BATCH * BATCHES) as f64 / start.elapsed().as_secs_f64())
}

fn copied(client: &mut postgres::Client, batches: &[Vec<[i64; WIDTH]>]) -> Result<f64> {
    let texts: Vec<String> = batches.iter().map(|rows| copy_text(rows)).collect();
    let into = format!("bare_event ({COLUMNS})");
    let start = Instant::now();
    for text in texts {
        copy(client, &into, &text)?;
    }
    Ok((BATCH * BATCHES) as f64 / start.elapsed().as_secs_f64())
}

/// The `nth` row, whose key chance has made; each has another key.
fn row(nth: usize) -> [i64; WIDTH] {
    let mut seed = nth as u64 + 1;
    // SplitMix64.
    let mut next = || {
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = seed;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31).cast_signed()
    };
    [1, next(), next(), 613_651_349, 1_795_262_400_000, 20_778, 20_778, 2, 3]
}

/// P7: one event to a request.
fn single(runtime: &Runtime) -> Result<Vec<Line>> {
    let place = Place::new(Backend::Postgres);
    create(&place);
    let mut anchor = Connections::open(
        &place,
        &format!(
            "INSERT INTO bare_event ({COLUMNS}) VALUES (1, $1, $2, 613651349, 1795262400000, 20778, 20778, 2, 3)"
        ),
    )?;
    let mut lines = Vec::new();
    for (backend, budget) in
        budgets(["P7 usage event, 64 in flight, SQLite", "P7 usage event, 64 in flight, PostgreSQL"])
    {
        let t = runtime.block_on(metered(backend))?;
        let mut rounds = Vec::new();
        for round in 0..=ROUNDS {
            rounds.push((runtime.block_on(ours(&t, round))?, inserts(&mut anchor)?));
        }
        lines.push(budget.line(&rounds[1..]));
    }
    Ok(lines)
}

/// Events a second, one to a request.
async fn ours(t: &TestManager, round: usize) -> Result<f64> {
    in_flight::ours(EACH, |task| {
        let (manager, granted) = (t.manager.clone(), t.caller().may::<Check>().map_err(said)?);
        Ok(async move {
            for n in 0..EACH {
                let event = reported(&format!("single-{round}-{task}-{n}"));
                let outcomes = take(&manager, &granted, vec![event]).await.map_err(said)?;
                ensure!(outcomes == [Outcome::Counted], "every event is new: {outcomes:?}");
            }
            Ok(())
        })
    })
    .await
}

/// Inserts a second.
fn inserts(anchor: &mut Connections) -> Result<f64> {
    anchor.round(EACH, |client, insert, nth| {
        let row = row((nth.round * IN_FLIGHT + nth.connection) * EACH + nth.n);
        client.execute(insert, &[&row[1], &row[2]])?;
        Ok(())
    })
}
