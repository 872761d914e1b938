//! Heartbeats: in memory, flushed in batches, and what becomes of sessions without one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;
use uuid::Uuid;

use super::visit::{Item, Visits, What};
use super::{patience_ms, store};
use crate::snapshot::Slot;
use crate::state::Manager;

/// How many locks share the heartbeats.
const SHARDS: usize = 16;

type Shard = Mutex<HashMap<(ScopeNo, u128), i64>>;

/// The heartbeats since the last flush.
pub(crate) struct Beats {
    shards: [Shard; SHARDS],
    started_ms: i64,
    /// Held while heartbeats are on their way to the database, where nobody else can see them.
    flushing: tokio::sync::Mutex<()>,
}

impl Beats {
    /// No heartbeats yet; the grace of open sessions begins at `started_ms`.
    pub(crate) fn since(started_ms: i64) -> Self {
        Self { shards: Default::default(), started_ms, flushing: Default::default() }
    }

    /// Notes that a session was heard of; the newest heartbeat counts.
    pub(crate) fn note(&self, scope: ScopeNo, session: u128, now_ms: i64) {
        let shard = &self.shards[session as usize % SHARDS];
        let mut beats = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = beats.entry((scope, session)).or_insert(now_ms);
        *newest = now_ms.max(*newest);
    }

    /// The newest heartbeat of a session that is not written yet.
    pub(super) fn last(&self, scope: ScopeNo, session: u128) -> Option<i64> {
        let shard = &self.shards[session as usize % SHARDS];
        shard.lock().unwrap_or_else(PoisonError::into_inner).get(&(scope, session)).copied()
    }

    /// Takes out the heartbeats, of one installation or of all.
    fn take(&self, only: Option<ScopeNo>) -> Vec<(ScopeNo, u128, i64)> {
        let wanted = |(scope, _): &(ScopeNo, u128), _: &mut i64| only.is_none_or(|only| only == *scope);
        let taken = |shard: &Shard| -> Vec<_> {
            shard.lock().unwrap_or_else(PoisonError::into_inner).extract_if(wanted).collect()
        };
        let all = self.shards.iter().flat_map(taken);
        let mut all: Vec<_> = all.map(|((scope, session), at)| (scope, session, at)).collect();
        all.sort_unstable();
        all
    }
}

/// Writes the heartbeats to their sessions, one change per installation, outside the chain.
///
/// # Errors
/// The database's; the heartbeats are kept for the next time.
pub(crate) async fn flush(manager: &Manager) -> Result<(), Problem> {
    flush_of(manager, None).await
}

async fn flush_of(manager: &Manager, only: Option<ScopeNo>) -> Result<(), Problem> {
    let _one = manager.beats().flushing.lock().await;
    let beats = manager.beats().take(only);
    let mut failed = None;
    for of_scope in beats.chunk_by(|a, b| a.0 == b.0) {
        let scope = of_scope[0].0;
        let rows: Vec<(Uuid, i64)> = of_scope.iter().map(|(_, id, at)| (Uuid::from_u128(*id), *at)).collect();
        let written = manager
            .db()
            .write(scope, &By::system("heartbeats"), move |w| {
                w.outside_chain();
                Ok(store::seen(w, &rows)?)
            })
            .await;
        if let Err(problem) = written {
            of_scope.iter().for_each(|(scope, id, at)| manager.beats().note(*scope, *id, *at));
            failed = Some(problem);
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Ends the sessions of an installation that have been silent for two intervals. Nobody is ended within two intervals
/// of a start: applications may have been speaking to a server that was not there. Nor is anybody while heartbeats
/// cannot be written. A session that cannot be ended, because its row was edited, is logged and keeps its place.
///
/// # Errors
/// The database's.
pub(crate) async fn sweep(manager: &Manager, slot: &Arc<Slot>) -> Result<(), Problem> {
    let (now, patience) = (manager.now_ms(), patience_ms(manager));
    if now < manager.beats().started_ms.saturating_add(patience) {
        return Ok(());
    }
    let (scope, cutoff) = (slot.scope(), now - patience);
    flush_of(manager, Some(scope)).await?;
    let silent = manager.db().read(move |r| Ok(store::silent(r, scope, cutoff)?)).await?;
    // All at once, so that they share a commit; one that fails, fails alone.
    let mut ending = tokio::task::JoinSet::new();
    for session in silent {
        let what = What::Silent { session, since_ms: cutoff };
        let item = Item {
            slot: Arc::clone(slot),
            site: crate::sealed::CENTRAL,
            access: manager.access().clone(),
            what,
        };
        let db = manager.db().clone();
        ending.spawn(async move { (session, db.append::<Visits>(scope, item).await.flatten()) });
    }
    let (mut revision, mut away) = (0, None);
    while let Some(ended) = ending.join_next().await {
        let Ok((session, ended)) = ended else { continue };
        match ended {
            Ok(visit) => revision = visit.revision.max(revision),
            // The database is away: so it is for the others.
            Err(problem) if problem.status == 503 => away = Some(problem),
            Err(Problem { code, detail, .. }) => {
                tracing::warn!(scope = scope.0, %session, %code, ?detail, "a silent session could not be ended");
            }
        }
    }
    manager.reach(slot, revision).await;
    away.map_or(Ok(()), Err)
}
