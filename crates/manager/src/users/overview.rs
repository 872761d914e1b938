//! How many users there are of each sort that lists offer: counted from the snapshot, once for each of its revisions.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::UserKind;
use licentia_core::seats::Assignment;
use licentia_platform::db::ScopeNo;

use super::filter::{Ended, logged_on, potential};
use super::{Group, deleted};
use crate::snapshot::{Snapshot, User, waits};
use crate::state::Manager;

/// How many users there are of each sort; deleted ones are none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    /// All.
    pub(crate) all: u64,
    /// With us, approved, and may log in.
    pub(crate) can_log_in: u64,
    /// No users yet.
    pub(crate) potential: u64,
    /// Former employees.
    pub(crate) former: u64,
    /// Somebody has yet to approve them.
    pub(crate) unapproved: u64,
    /// With an open session.
    pub(crate) logged_on: u64,
    /// With a grant that is over.
    pub(crate) expired: u64,
    /// Without any licence: nothing, or nothing that does not wait.
    pub(crate) without: u64,
    /// Without any plan.
    pub(crate) no_plan: u64,
    /// With something that waits.
    pub(crate) waiting: u64,
    /// Of each kind, by its number.
    kinds: [u64; 6],
    /// Who was granted a module, or has a plan for which they do not only wait, by its number.
    granted: Vec<u64>,
}

impl Counts {
    /// How many were granted this module or plan, in whatever way, under its present name or the one before.
    pub(crate) fn having(&self, at: &Snapshot, no: ModuleNo) -> u64 {
        let of = |no: ModuleNo| self.granted.get(no.index()).copied().unwrap_or(0);
        let was = at.licences().module(no).and_then(|module| module.was);
        of(no) + was.filter(|was| *was != no).map_or(0, of)
    }

    /// How many there are of each kind that is there, by its code.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        let words = ["", "internal", "resource", "external", "anonymous", "system"];
        words.into_iter().zip(self.kinds).filter(|(_, count)| *count > 0)
    }

    /// Both together.
    pub(crate) fn with(&self, other: &Self) -> Self {
        let sum = |a: &[u64], b: &[u64]| a.iter().zip(b).map(|(a, b)| a + b).collect::<Vec<_>>();
        let mut kinds = self.kinds;
        kinds.iter_mut().zip(other.kinds).for_each(|(kind, more)| *kind += more);
        Self {
            all: self.all + other.all,
            can_log_in: self.can_log_in + other.can_log_in,
            potential: self.potential + other.potential,
            former: self.former + other.former,
            unapproved: self.unapproved + other.unapproved,
            logged_on: self.logged_on + other.logged_on,
            expired: self.expired + other.expired,
            without: self.without + other.without,
            no_plan: self.no_plan + other.no_plan,
            waiting: self.waiting + other.waiting,
            kinds,
            granted: sum(&self.granted, &other.granted),
        }
    }

    fn add(&mut self, user: &User<'_>, logged_on: &HashSet<UserNo>, ended: &Ended, plan: &[bool]) {
        self.all += 1;
        self.kinds[(user.kind() as usize).min(5)] += 1;
        self.can_log_in += u64::from(user.active());
        self.potential += u64::from(potential(user));
        self.former += u64::from(!user.in_service());
        self.unapproved += u64::from(user.in_service() && user.waiting_for_approval());
        self.logged_on += u64::from(!logged_on.is_empty() && logged_on.contains(&user.no()));
        self.expired += u64::from(ended.touches(user));
        self.waiting += u64::from(user.waits());
        let assignments = user.assignments();
        // Whoever only waits for something does not have it.
        self.without += u64::from(assignments.iter().all(waits));
        let (mut last, mut planned) = (None, false);
        let counts = |a: &&Assignment| !(plan[a.module.index()] && waits(a));
        for no in assignments.iter().filter(counts).map(|assignment| assignment.module) {
            // Several sources of one module stand side by side.
            if last != Some(no) {
                self.granted[no.index()] += 1;
                planned |= plan[no.index()];
                last = Some(no);
            }
        }
        self.no_plan += u64::from(!planned);
    }

    fn sized(modules: usize) -> Self {
        Self { granted: vec![0; modules], ..Self::default() }
    }
}

/// The counts of both tabs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overview {
    /// Internal users.
    pub(crate) associates: Counts,
    /// All others.
    pub(crate) others: Counts,
}

impl Overview {
    /// Counts everybody once.
    pub(crate) fn of(at: &Snapshot) -> Self {
        let modules = at.names().len();
        let mut plan = vec![false; modules];
        for (no, module) in at.licences().modules() {
            plan[no.index()] = module.plan;
            if let Some(was) = module.was {
                plan[was.index()] |= module.plan;
            }
        }
        let (logged_on, ended) = (logged_on(at), Ended::of(at));
        let (mut associates, mut others) = (Counts::sized(modules), Counts::sized(modules));
        for user in at.users().filter(|user| user.in_service() || !deleted(user)) {
            let of = if user.kind() == UserKind::Internal { &mut associates } else { &mut others };
            of.add(&user, &logged_on, &ended, &plan);
        }
        Self { associates, others }
    }
}

/// The last count of every installation.
#[derive(Debug, Default)]
pub(crate) struct Overviews(Mutex<HashMap<ScopeNo, Counted>>);

#[derive(Debug, Default)]
struct Counted {
    revision: u64,
    today: Date,
    overview: Option<Arc<Overview>>,
    groups: Option<Arc<Vec<Group>>>,
}

impl Overviews {
    /// What is known of exactly this moment.
    fn with<T>(&self, at: &Snapshot, f: impl FnOnce(&mut Counted) -> T) -> T {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = all.entry(at.scope()).or_default();
        let (revision, today) = (at.revision(), at.day().today);
        if (counted.revision, counted.today) != (revision, today) {
            *counted = Counted { revision, today, ..Counted::default() };
        }
        f(counted)
    }

    pub(super) fn groups(&self, at: &Snapshot) -> Option<Arc<Vec<Group>>> {
        self.with(at, |counted| counted.groups.clone())
    }

    pub(super) fn keep_groups(&self, at: &Snapshot, groups: Vec<Group>) -> Arc<Vec<Group>> {
        let groups = Arc::new(groups);
        self.with(at, |counted| counted.groups = Some(Arc::clone(&groups)));
        groups
    }
}

/// The counts of an installation at this moment; sessions that began or ended are a change of the chain like others.
pub(crate) async fn overview(manager: &Manager, at: &Arc<Snapshot>) -> Arc<Overview> {
    let kept = manager.overviews();
    if let Some(known) = kept.with(at, |counted| counted.overview.clone()) {
        return known;
    }
    let seen = Arc::clone(at);
    let counting = tokio::task::spawn_blocking(move || Overview::of(&seen));
    let overview = Arc::new(counting.await.unwrap_or_default());
    kept.with(at, |counted| counted.overview = Some(Arc::clone(&overview)));
    overview
}
