//! A waiting list of 50,000, and a package that brings them seats.

use std::time::Instant;

use anyhow::{Result, ensure};
use licentia_core::decide::Code;
use licentia_core::seats::{Assignment, Change, Source, State};
use licentia_manager::sealed;
use licentia_manager::testing::TestManager;
use licentia_platform::by::By;
use licentia_platform::ledger::Entry;
use serde_json::json;

use super::{SCARCE, WAITING, activate};
use crate::world::said;

/// Seconds until everybody who waits has a seat.
pub(super) async fn serve(t: &TestManager) -> Result<f64> {
    wait(t).await?;
    activate(t, WAITING as u32 + 10).await;
    let start = Instant::now();
    let (status, answer) = t.post("/api/v1/assignments/waiting/reprocess", json!({})).await;
    let seconds = start.elapsed().as_secs_f64();
    ensure!(status.is_success() && answer["waiting"] == json!(0), "{status}: {answer}");
    Ok(seconds)
}

/// Users who hold nothing else wait for the same module.
async fn wait(t: &TestManager) -> Result<()> {
    let module = t.module(&format!("acme.{SCARCE}")).await;
    let by = By::setup();
    let done = t.manager.write(t.scope, &by, move |w, at| {
        let order = w.revision();
        let intent = Assignment {
            module,
            source: Source::Manual,
            units: 1,
            from: None,
            until: None,
            state: State::Waiting(Code::NoSeat),
            order,
        };
        let free = at.users().filter(|user| user.assignments().is_empty()).take(WAITING);
        let changes: Vec<_> =
            free.map(|user| (user.no(), Change { add: vec![intent], ..Change::default() })).collect();
        sealed::apply(w, &changes, None)?;
        let mut entry = Entry::new("assignments.assigned", 1);
        for (user, _) in &changes {
            entry.member(&(user, module));
        }
        w.record(entry)?;
        Ok(changes.len())
    });
    ensure!(done.await.map_err(said)?.value == WAITING, "enough users hold nothing");
    Ok(())
}
