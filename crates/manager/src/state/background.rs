//! What goes on without being asked: following the chain, beginning days, flushing what is in memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use tokio::task::JoinSet;

use super::Manager;
use crate::snapshot::Slot;

/// How often a new day is looked for, and installations that another server made.
const TICK: Duration = Duration::from_secs(1);
/// How often refusals and heartbeats are written.
const FLUSH: Duration = Duration::from_secs(10);
/// How often last uses are written.
const LAST_USE: Duration = Duration::from_secs(60);
/// How often silent sessions are looked for.
const SWEEP: Duration = Duration::from_secs(30);
/// How often every row is read again and every seal checked (rule 10).
const RECHECK: Duration = Duration::from_secs(24 * 60 * 60);
/// How often months that are over are looked for, and usage events to forget.
const METERS: Duration = Duration::from_secs(60);
/// How often answers kept under idempotency keys are looked through for those that are too old.
const PURGE: Duration = Duration::from_secs(24 * 60 * 60);

/// The running tasks of a manager; they end when this is dropped.
pub struct Background {
    manager: Manager,
    tasks: JoinSet<()>,
}

impl Manager {
    /// Starts what goes on without being asked. Without it a manager still answers rightly: whoever asks first brings
    /// about what is due, but other servers' changes are noticed only when something is written here.
    pub fn start(&self) -> Background {
        let mut tasks = JoinSet::new();
        tasks.spawn(follow_all(self.clone()));
        // A log-in whose application speaks to another server must be heard of here before it counts as silent.
        let beat = Duration::from_secs(u64::from(crate::sessions::heartbeat_s(self)));
        tasks.spawn(every(FLUSH.min(beat / 2), self.clone(), flush));
        tasks.spawn(every(SWEEP.min(beat), self.clone(), sweep));
        tasks.spawn(every(LAST_USE, self.clone(), last_use));
        tasks.spawn(rechecks(self.clone()));
        tasks.spawn(purges(self.clone()));
        let kept = Arc::new(crate::rules::Kept::default());
        tasks.spawn(every(TICK, self.clone(), move |manager| crate::rules::keep(manager, Arc::clone(&kept))));
        tasks.spawn(every(
            TICK,
            self.clone(),
            |manager| async move { crate::history::run_due(&manager).await },
        ));
        tasks.spawn(every(crate::events::live::LOOK, self.clone(), crate::events::follow_progress));
        tasks.spawn(every(
            METERS,
            self.clone(),
            |manager| async move { crate::meters::run_due(&manager).await },
        ));
        let told = Arc::new(crate::reminders::Kept::default());
        tasks.spawn(every(TICK, self.clone(), move |manager| {
            crate::reminders::keep(manager, Arc::clone(&told))
        }));
        tasks.spawn(crate::reminders::deliver_always(self.clone()));
        tasks.spawn(crate::contact::background::run(self.clone()));
        Background { manager: self.clone(), tasks }
    }
}

impl Background {
    /// Ends the tasks and writes what is still in memory.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
        for written in [flush(self.manager.clone()).await, last_use(self.manager.clone()).await] {
            if let Err(problem) = written {
                tracing::warn!(code = %problem.code, "refusals, heartbeats or last uses were not written");
            }
        }
    }
}

async fn every<F, A>(pause: Duration, manager: Manager, job: F)
where
    F: Fn(Manager) -> A,
    A: Future<Output = Result<(), Problem>>,
{
    let mut ticks = tokio::time::interval(pause);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        if let Err(problem) = job(manager.clone()).await {
            tracing::warn!(code = %problem.code, detail = ?problem.detail, "a job of the server failed and is tried again");
        }
    }
}

/// Follows every installation, and begins its days. Installations that another server made are taken up.
async fn follow_all(manager: Manager) {
    let mut followed: Vec<Arc<Slot>> = Vec::new();
    let mut pauses = HashMap::new();
    let mut tasks = JoinSet::new();
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        if let Err(problem) = take_up(&manager, &mut pauses).await {
            tracing::warn!(code = %problem.code, "installations cannot be listed");
        }
        for slot in manager.slots() {
            crate::day::begin_to_write(&manager, &slot).await;
            if !followed.iter().any(|known| known.scope() == slot.scope()) {
                tasks.spawn(Arc::clone(&slot).run());
                followed.push(slot);
            }
        }
    }
}

async fn take_up(manager: &Manager, pauses: &mut HashMap<ScopeNo, Pause>) -> Result<(), Problem> {
    for installation in crate::installations::list(manager).await? {
        let (scope, slug) = (installation.scope, installation.slug);
        if manager.slot(scope).is_ok() || pauses.get_mut(&scope).is_some_and(Pause::goes_on) {
            continue;
        }
        match manager.load(scope, &slug).await {
            Ok(()) => drop(pauses.remove(&scope)),
            // It keeps none of the others waiting, and does not fill the log while somebody mends it.
            Err(Problem { code, detail, .. }) => {
                pauses.entry(scope).or_default().lengthen();
                tracing::error!(%slug, %code, ?detail, "an installation cannot be loaded: it answers 503");
            }
        }
    }
    Ok(())
}

/// How long an installation that cannot be loaded is left alone, in ticks: twice as long each time, up to a minute.
#[derive(Default)]
struct Pause {
    left: u32,
    last: u32,
}

impl Pause {
    fn goes_on(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    fn lengthen(&mut self) {
        self.last = (self.last * 2).clamp(1, 60);
        self.left = self.last;
    }
}

async fn flush(manager: Manager) -> Result<(), Problem> {
    crate::checks::flush(&manager).await?;
    crate::sessions::flush(&manager).await
}

async fn sweep(manager: Manager) -> Result<(), Problem> {
    for slot in manager.slots() {
        if let Err(Problem { code, detail, .. }) = crate::sessions::sweep(&manager, &slot).await {
            let scope = slot.scope().0;
            tracing::warn!(scope, %code, ?detail, "silent sessions were not ended and are tried again");
        }
    }
    Ok(())
}

async fn last_use(manager: Manager) -> Result<(), Problem> {
    crate::checks::flush_last_use(&manager).await
}

/// Right after the start only the tables' sums are left to check: every row was when it was loaded.
async fn rechecks(manager: Manager) {
    let mut whole = false;
    let mut ticks = tokio::time::interval(RECHECK);
    loop {
        ticks.tick().await;
        for slot in manager.slots() {
            if let Err(problem) = slot.recheck(whole).await {
                tracing::warn!(code = %problem.code, detail = ?problem.detail, "rows could not be checked");
            }
        }
        whole = true;
    }
}

/// Forgets the answers kept under old idempotency keys, right after the start and then daily.
async fn purges(manager: Manager) {
    let mut ticks = tokio::time::interval(PURGE);
    loop {
        ticks.tick().await;
        if let Err(Problem { code, detail, .. }) = crate::jobs::purge(&manager).await {
            tracing::warn!(%code, ?detail, "old jobs are still there");
        }
        if let Err(Problem { code, detail, .. }) = crate::sessions::purge(&manager).await {
            tracing::warn!(%code, ?detail, "sessions that ended long ago are still there");
        }
        for slot in manager.slots() {
            if let Err(Problem { code, detail, .. }) = manager.db().purge_idempotency(slot.scope()).await {
                tracing::warn!(scope = slot.scope().0, %code, ?detail, "old idempotency keys are still there");
            }
        }
    }
}
