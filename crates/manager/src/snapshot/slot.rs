//! Where one installation's snapshot is published, and how it keeps up with the chain.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use jiff::civil::Date;
use licentia_core::time;
use licentia_platform::db::{Backend, Db, ScopeNo, Write};
use licentia_platform::ledger;
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealer;
use licentia_protocol::package::Trust;

use super::Snapshot;
use super::advance::advance;
use super::journal::assert_same;
use super::load::{Reader, load};
use super::told::Told;
use crate::checks::LastUse;
use crate::contact;
use crate::events::live::Live;
use crate::history::Today;
use crate::ledger::SEALED;

/// One installation that this server has loaded.
pub(crate) struct Slot {
    scope: ScopeNo,
    db: Db,
    trust: Arc<Trust>,
    published: ArcSwap<Snapshot>,
    /// The snapshot that the last write in this process decided with: it may be ahead of the published one by changes
    /// that are about to be committed, so that a batch of writes reads each entry once.
    draft: Mutex<Option<Draft>>,
    /// The snapshot after the last change of many users in this process, from what it wrote: right if the chain comes to
    /// have its hash.
    pub(super) foreseen: Mutex<Option<Arc<Snapshot>>>,
    /// The published snapshot was found to stand on another chain than the database's: it is to be loaded anew.
    elsewhere: AtomicBool,
    /// When somebody's change last had every row read again, on the monotonic clock.
    noticed_ms: AtomicI64,
    /// Held while the published snapshot is brought up to date: whoever waits for a revision does it, for all.
    following: tokio::sync::Mutex<()>,
    /// Held while a day begins: one does it, the others wait.
    turning: tokio::sync::Mutex<()>,
    /// Who used anything today.
    last_use: LastUse,
    /// Whom open pages and applications are told by that something changed.
    live: Live,
    /// What is known to be kept of today.
    pub(super) kept: Today,
    /// Since when the snapshot lacks what others have committed, on the monotonic clock; [`UP_TO_DATE`] when it does not.
    stuck_since_ms: AtomicI64,
}

/// A snapshot that a write decided with.
#[derive(Clone)]
struct Draft {
    snapshot: Arc<Snapshot>,
    /// An entry between it and the published one says something about the database itself, that all servers heed when
    /// they read it.
    told: bool,
}

/// No moment of the monotonic clock.
const UP_TO_DATE: i64 = i64::MAX;
/// Before every moment of the monotonic clock.
const NEVER: i64 = i64::MIN;
/// The sealed tables of which no snapshot holds a row: their rows are named here, where they are all read.
const APART: [&str; 3] = ["keyring", "usage_figure", "closed_day"];
/// How long a change that meets a tampered row does not have every row read again after another one had.
const NOTICE_MS: i64 = 30_000;

impl Slot {
    /// Loads the installation of `scope` from its tables.
    pub(crate) async fn open(db: &Db, trust: &Arc<Trust>, scope: ScopeNo) -> Result<Self, Problem> {
        let snapshot = read_all(db, trust, scope).await?;
        raise_time(db, &snapshot);
        heed(db, scope, db.read(move |r| contact::told(r, scope)).await?);
        Ok(Self {
            turning: tokio::sync::Mutex::new(()),
            last_use: LastUse::default(),
            live: Live::new(snapshot.events.revision),
            kept: Today::default(),
            stuck_since_ms: AtomicI64::new(UP_TO_DATE),
            scope,
            db: db.clone(),
            trust: Arc::clone(trust),
            published: ArcSwap::from_pointee(snapshot),
            draft: Mutex::default(),
            foreseen: Mutex::default(),
            elsewhere: AtomicBool::new(false),
            noticed_ms: AtomicI64::new(NEVER),
            following: tokio::sync::Mutex::new(()),
        })
    }

    pub(crate) fn scope(&self) -> ScopeNo {
        self.scope
    }

    /// The snapshot of this moment, for a question that is answered at once.
    #[inline]
    pub(crate) fn load(&self) -> Guard<Arc<Snapshot>> {
        self.published.load()
    }

    /// The snapshot of this moment, to keep.
    pub(crate) fn get(&self) -> Arc<Snapshot> {
        self.published.load_full()
    }

    /// The snapshot at exactly the head of the chain inside a write: what its decision stands on.
    pub(crate) fn at_head(&self, w: &mut Write<'_>) -> Result<Arc<Snapshot>, Problem> {
        let head = w.revision() - 1;
        let published = self.get();
        // After a failover, or with a copy put in place, another chain may have come as far.
        let snapshot = if (published.revision, published.hash) == (head, w.head_hash()) {
            published
        } else {
            let next = self.advanced(w, published)?;
            let snapshot = Arc::clone(&next.snapshot);
            *lock(&self.draft) = Some(next);
            snapshot
        };
        // Decisions are made on the chain's day; the published one may be a day ahead of it while the day change could
        // not be written.
        if snapshot.day.today == snapshot.installation.day {
            Ok(snapshot)
        } else {
            Ok(Arc::new(snapshot.on(snapshot.installation.day)))
        }
    }

    fn advanced(&self, w: &mut Write<'_>, published: Arc<Snapshot>) -> Result<Draft, Problem> {
        let mut reader = self.reader();
        let foreseen = lock(&self.foreseen).clone().map(|snapshot| Draft { snapshot, told: false });
        let mut ahead: Vec<Draft> = lock(&self.draft).clone().into_iter().chain(foreseen).collect();
        let elsewhere = self.elsewhere.load(Ordering::Relaxed);
        ahead.retain(|Draft { snapshot, .. }| {
            (elsewhere || snapshot.revision > published.revision) && snapshot.revision < w.revision()
        });
        ahead.sort_by_key(|draft| std::cmp::Reverse(draft.snapshot.revision));
        for base in ahead.into_iter().chain([Draft { snapshot: published, told: false }]) {
            if let Some(next) = advance(w, &base.snapshot, &mut reader)? {
                return Ok(Draft { snapshot: Arc::new(next), told: base.told || reader.told.is_some() });
            }
        }
        self.elsewhere.store(true, Ordering::Relaxed);
        Ok(Draft { snapshot: load(w, &mut reader).map(Arc::new)?, told: true })
    }

    /// Whether nothing is known to the published snapshot, or to all servers, that this one does not show.
    pub(super) fn stands(&self, at: &Arc<Snapshot>) -> bool {
        let draft = lock(&self.draft);
        draft.as_ref().is_some_and(|draft| !draft.told && Arc::ptr_eq(&draft.snapshot, at))
            || Arc::ptr_eq(&self.load(), at)
    }

    /// Returns once the published snapshot holds `revision`.
    pub(crate) async fn reach(&self, revision: u64) -> Result<(), Problem> {
        if self.holds(revision) {
            return Ok(());
        }
        let _following = self.following.lock().await;
        if self.holds(revision) {
            return Ok(());
        }
        // Before the reading: what is found out meanwhile stands.
        let elsewhere = self.elsewhere.swap(false, Ordering::Relaxed);
        let followed = self.follow().await;
        if followed.is_err() && elsewhere {
            self.elsewhere.store(true, Ordering::Relaxed);
        }
        followed
    }

    /// Whether the published snapshot holds `revision` of the chain that the database has, as far as this server knows.
    fn holds(&self, revision: u64) -> bool {
        !self.elsewhere.load(Ordering::Relaxed) && self.load().revision >= revision
    }

    /// Brings the published snapshot to the head of the chain.
    async fn follow(&self) -> Result<(), Problem> {
        let (published, trust) = (self.get(), Arc::clone(&self.trust));
        let sealer = Sealer::new(self.db.secret());
        let foreseen = lock(&self.foreseen).clone();
        let foreseen = foreseen.filter(|foreseen| foreseen.revision > published.revision);
        let again = Sealer::new(self.db.secret());
        let (next, told) = self
            .db
            .read(move |r| {
                let mut reader = Reader::new(published.scope, &trust, sealer);
                if let Some(foreseen) = foreseen
                    && let Some(next) = advance(r, &foreseen, &mut reader)?
                {
                    if cfg!(debug_assertions) {
                        let read = advance(r, &published, &mut Reader::new(published.scope, &trust, again))?;
                        read.iter().for_each(|read| assert_same(&next, read));
                    }
                    return Ok((next, reader.told));
                }
                match advance(r, &published, &mut reader)? {
                    Some(next) => Ok((next, reader.told)),
                    None => Ok((load(r, &mut reader)?, None)),
                }
            })
            .await?;
        self.publish(next);
        heed(&self.db, self.scope, told);
        Ok(())
    }

    /// Compares every sealed table with its sum in the ledger's head, and with `whole` reads every row again and checks
    /// every seal (rule 10). What is found is named in the snapshot.
    pub(crate) async fn recheck(&self, whole: bool) -> Result<(), Problem> {
        let scope = self.scope;
        let found = self.db.read(move |r| {
            let checks = SEALED.iter().map(|table| ledger::check_rows(r, scope, table));
            let (mut tables, mut apart) = (BTreeSet::new(), BTreeSet::new());
            for check in checks {
                let check = check?;
                // A wrong seal makes a wrong sum: the row itself is named then.
                if check.wrong.is_empty() && !check.sum_matches {
                    tables.insert(check.table);
                }
                if APART.contains(&check.table) {
                    apart.extend(check.wrong.into_iter().map(|row| (check.table, row)));
                }
            }
            Ok((tables, apart))
        });
        let (tables, apart) = found.await?;
        let _following = self.following.lock().await;
        let mut next = match whole {
            true => read_all(&self.db, &self.trust, scope).await?,
            false => Snapshot::clone(&self.get()),
        };
        if next.wrong.tables != tables || next.wrong.apart != apart {
            let wrong = Arc::make_mut(&mut next.wrong);
            (wrong.tables, wrong.apart) = (tables, apart);
        }
        self.publish_apart(next);
        Ok(())
    }

    /// Reads every row again after a change met a tampered one that the snapshot did not know of, so that the next try
    /// passes it by. A row that is met again and again does not have everything read each time; returns whether it was.
    pub(crate) async fn notice(&self) -> bool {
        let now = self.db.clock().monotonic_ms();
        let before = self.noticed_ms.load(Ordering::Relaxed);
        if now.saturating_sub(before) < NOTICE_MS
            || self.noticed_ms.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_err()
        {
            return false;
        }
        let read = self.recheck(true).await;
        if let Err(problem) = &read {
            self.noticed_ms.store(NEVER, Ordering::Relaxed);
            tracing::warn!(scope = self.scope.0, code = %problem.code, detail = ?problem.detail, "rows could not be checked");
        }
        read.is_ok()
    }

    /// Lets checks answer for another day before the chain knows of it: only while the day change cannot be written.
    pub(crate) async fn look_ahead(&self, today: Date) {
        let _following = self.following.lock().await;
        let next = self.get().on(today);
        self.publish_apart(next);
    }

    /// Publishes what was found out apart from the chain: no draft knows of it.
    fn publish_apart(&self, next: Snapshot) {
        self.publish(next);
        *lock(&self.draft) = None;
        *lock(&self.foreseen) = None;
    }

    /// By whoever holds `following`: what was read last is what the database has, even when its chain is shorter than it
    /// was.
    fn publish(&self, next: Snapshot) {
        let old = self.get();
        if next.wrong != old.wrong && !next.wrong.is_empty() {
            tracing::error!(scope = self.scope.0, rows = ?next.wrong.names(), "rows were tampered with and count as absent");
        }
        if !Arc::ptr_eq(&next.packages, &old.packages) {
            raise_time(&self.db, &next);
        }
        lock(&self.foreseen).take_if(|foreseen| foreseen.revision <= next.revision);
        let events = next.events.revision;
        self.published.store(Arc::new(next));
        self.live.changed(events);
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(self.scope, &self.trust, Sealer::new(self.db.secret()))
    }

    /// Follows the chain until the database closes: our own commits at once, other servers' by NOTIFY and poll.
    pub(crate) async fn run(self: Arc<Self>) {
        let mut heads = self.db.head_watch(self.scope);
        let _follows = Follows(&self);
        let falls_behind =
            || self.stuck_since_ms.fetch_min(self.db.clock().monotonic_ms(), Ordering::Relaxed);
        loop {
            // From here on, whether reading fails or takes long; where nobody else writes, nothing unread is acknowledged.
            if !self.holds(heads.revision()) && self.db.backend() == Backend::Postgres {
                falls_behind();
            }
            while let Err(problem) = self.reach(heads.revision()).await {
                falls_behind();
                tracing::warn!(scope = self.scope.0, code = %problem.code, detail = ?problem.detail, "the snapshot cannot keep up");
                tokio::time::sleep(RETRY).await;
            }
            self.stuck_since_ms.store(UP_TO_DATE, Ordering::Relaxed);
            if heads.changed().await.is_none() {
                return;
            }
        }
    }

    /// Today in the installation's zone, by the time that is certain (rule 20).
    pub(crate) fn today(&self) -> Date {
        time::today(self.db.certain_now_ms(), &crate::day::zone(&self.load().installation.zone))
    }

    /// Who used anything today, in memory.
    #[inline]
    pub(crate) fn last_use(&self) -> &LastUse {
        &self.last_use
    }

    /// The daily peaks.
    pub(crate) fn kept(&self) -> &Today {
        &self.kept
    }

    /// What the listeners of the installation follow.
    pub(crate) fn live(&self) -> &Live {
        &self.live
    }

    /// Waits until nobody else is beginning a day.
    pub(crate) async fn turning(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turning.lock().await
    }

    /// For how many milliseconds the snapshot may lack something: since the heads were heard of, or since it is known.
    pub(crate) fn behind_ms(&self) -> i64 {
        let stuck = match self.stuck_since_ms.load(Ordering::Relaxed) {
            UP_TO_DATE => 0,
            since => self.db.clock().monotonic_ms().saturating_sub(since),
        };
        stuck.max(self.db.behind_ms())
    }
}

/// Whoever follows, for as long as it does: afterwards nobody knows what the snapshot lacks.
struct Follows<'a>(&'a Slot);

impl Drop for Follows<'_> {
    fn drop(&mut self) {
        self.0.stuck_since_ms.store(UP_TO_DATE, Ordering::Relaxed);
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing that can panic runs under these locks, so a poisoned state is a whole one.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long a snapshot that could not be brought up to date waits before it tries again.
const RETRY: Duration = Duration::from_millis(250);

/// A package in force was issued before now (rule 20). What partners date is their own affair.
fn raise_time(db: &Db, snapshot: &Snapshot) {
    for in_force in snapshot.packages.iter().filter(|in_force| !in_force.partner) {
        let (issuer, iat) = (&in_force.package.issuer, in_force.package.iat);
        if !db.raise_time(iat.saturating_mul(1_000)) {
            tracing::warn!(scope = snapshot.scope.0, %issuer, iat, "a package in force is dated more than a day ahead");
        }
    }
}

/// What the ledger says about the database holds on every server, not only where it was found or declared.
fn heed(db: &Db, scope: ScopeNo, told: Option<Told>) {
    match told {
        Some(Told::Rewound(rewound, hash)) => db.mark_rewound(rewound, hash),
        Some(Told::Restored) => db.heed_restore(scope),
        None => {}
    }
}

/// The snapshot at the head.
async fn read_all(db: &Db, trust: &Arc<Trust>, scope: ScopeNo) -> Result<Snapshot, Problem> {
    let (trust, sealer) = (Arc::clone(trust), Sealer::new(db.secret()));
    db.read(move |r| load(r, &mut Reader::new(scope, &trust, sealer))).await
}
