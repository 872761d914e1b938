//! What the authority does without being asked, now and then, as long as it serves.
//!
//! Each noun has one function that looks whether something is due and does it once, whichever of several servers on one
//! database is faster; tests call it themselves. One that fails is tried again with the next tick, and stops no other.

use std::time::Duration;

use licentia_platform::problem::Problem;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::state::Authority;

/// How often it is looked whether something is due.
const TICK: Duration = Duration::from_secs(60);

/// The running work; it ends when this is stopped.
pub struct Background {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Background {
    /// Lets what is under way end, and waits for it.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        // A task that panicked has been logged by the runtime.
        let _ = self.task.await;
    }
}

impl Authority {
    /// Begins to do what is due by itself.
    pub fn start(&self) -> Background {
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(self.clone(), stopped));
        Background { stop, task }
    }
}

async fn run(authority: Authority, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.wait_for(|stop| *stop) => return,
        }
        tell("invoices", crate::invoices::run_due(&authority).await.map(drop));
        tell("orders", crate::orders::run_due(&authority).await);
        tell("renewals", crate::terms::run_due(&authority).await.map(drop));
    }
}

/// Logs what went wrong, once for each try.
fn tell(what: &str, done: Result<(), Problem>) {
    if let Err(problem) = done {
        tracing::warn!(what, code = %problem.code, detail = ?problem.detail, "what is due could not be done");
    }
}
