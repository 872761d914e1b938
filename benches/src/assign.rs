//! P6: a plan of 18 modules to 100,000 users, beside writing the same rows with nothing decided.
//!
//! **The least work**: 100,000 rows with their indexes and one sync; beside it a seal per row, the members of the ledger
//! entry, and reading the users anew into the snapshot. The anchors know no rule, seal, ledger or snapshot: they write
//! (a) the very rows that ours wrote, (b) one row per user and module, as a table of links would need.

use std::time::{Duration, Instant};

use anyhow::Result;
use licentia_manager::testing::TestManager;
use licentia_platform::db::Backend;
use tokio::runtime::Runtime;

use crate::bare::{Bare, Rows};
use crate::report::{Budget, Line, Unit, say};
use crate::timing::elapsed_ms;
use crate::world::{assign, recall, world};

const USERS: usize = 100_000;
/// Modules that the plan brings.
const BRINGS: usize = 18;
const ROUNDS: usize = 5;
/// How long what goes on after an answer takes at most.
const SETTLED: Duration = Duration::from_secs(1);

pub(crate) fn run(runtime: &Runtime) -> Result<Vec<Line>> {
    let mut lines = on(runtime, Backend::Sqlite, "P6 a plan to 100,000 users, SQLite")?;
    lines.extend(on(runtime, Backend::Postgres, "P6 a plan to 100,000 users, PostgreSQL")?);
    Ok(lines)
}

fn on(runtime: &Runtime, backend: Backend, path: &'static str) -> Result<Vec<Line>> {
    say(&format!("assign: loading {USERS} users"));
    let t = runtime.block_on(world(backend, USERS, USERS, BRINGS))?;
    let mut bare = Bare::open(t.place.url())?;
    let rows = bare.prepare(BRINGS)?;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let ours = ours(runtime, &t)?;
        let (same, links) = anchors(&mut bare, &rows)?;
        a.push((ours, same));
        b.push((ours, links));
    }
    let budget = |anchor, gate, goal| Budget {
        path,
        anchor,
        unit: Unit::Milliseconds,
        gate: Some(gate),
        goal: Some(goal),
    };
    Ok(vec![
        budget("(a) the same rows, written bare", 0.5, 0.85).line(&a),
        budget("(b) 1.9M link rows, written bare", 3.0, 5.0).line(&b),
    ])
}

fn ours(runtime: &Runtime, t: &TestManager) -> Result<f64> {
    runtime.block_on(recall(t, 0..USERS))?;
    tidy(t);
    let start = Instant::now();
    runtime.block_on(assign(t, 0..USERS))?;
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    // SQLite's log is moved into the file after the answer: not while the anchor is measured.
    std::thread::sleep(SETTLED);
    Ok(took)
}

/// Rows that were deleted would cost PostgreSQL time that belongs to the recall.
fn tidy(t: &TestManager) {
    if t.place.backend() == Backend::Postgres {
        t.place.tamper("VACUUM assignment");
    }
}

fn anchors(bare: &mut Bare, rows: &Rows) -> Result<(f64, f64)> {
    bare.empty()?;
    let (mut same, mut links) = (Ok(()), Ok(()));
    let times = (elapsed_ms(|| same = bare.write_same(rows)), elapsed_ms(|| links = bare.write_links(rows)));
    same.and(links).map(|()| times)
}
