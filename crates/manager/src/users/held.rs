//! What a user holds or waits for, through what, and who granted it when.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use licentia_core::decide::Code;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Scope;
use licentia_core::seats::{Assignment, Source, State, gives};
use licentia_platform::db::ScopeNo;
use licentia_platform::ledger;
use licentia_platform::problem::Problem;

use super::store;
use crate::licences::in_force;
use crate::snapshot::{Snapshot, User};
use crate::state::Manager;

/// Changes looked up for one user: whoever was granted more in more ways is told the source without the person.
const LOOKED_UP: usize = 100;

/// One module of a user.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) module: ModuleNo,
    /// Never shown by itself (rule 2).
    pub(crate) hidden: bool,
    /// A user plan.
    pub(crate) plan: bool,
    pub(crate) state: HeldState,
    /// The grants that give it, or would; the oldest first.
    pub(crate) sources: Vec<Assignment>,
}

/// How it stands with the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeldState {
    /// In use.
    Granted,
    /// Granted, while the user may not log in.
    Resting,
    /// On the waiting list, and why.
    Waiting(Code),
    /// From a later day on.
    Later,
    /// Its last day is over.
    Over,
    /// No package in force brings it.
    Unlicensed,
}

impl HeldState {
    /// The stable word.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Resting => "resting",
            Self::Waiting(_) => "waiting",
            Self::Later => "later",
            Self::Over => "over",
            Self::Unlicensed => "unlicensed",
        }
    }
}

/// Everything of a user: what is held first, in the issuers' order, then what was granted and does not act.
pub(crate) fn held(at: &Snapshot, user: &User<'_>) -> Vec<Held> {
    let (today, granted) = (at.day().today, user.assignments());
    let mut all = Vec::new();
    for licence in in_force(at).filter(|l| l.module.scope == Scope::User && !l.module.tier) {
        let module = licence.module;
        let sources = |acts: bool| -> Vec<Assignment> {
            let giving = |a: &&Assignment| match acts {
                true => a.acts(today) && gives(at.licences(), a.module, module.no),
                false => a.module == module.no,
            };
            let mut sources: Vec<Assignment> = granted.iter().filter(giving).copied().collect();
            sources.sort_by_key(|a| (a.order, a.key()));
            sources
        };
        let (state, sources) = if user.holds(module.no) {
            (if user.active() { HeldState::Granted } else { HeldState::Resting }, sources(true))
        } else {
            let own = sources(false);
            let Some(first) = own.first() else { continue };
            (idle(first, today), own)
        };
        all.push(Held { module: module.no, hidden: module.hidden, plan: module.plan, state, sources });
    }
    let known = |a: &&Assignment| all.iter().all(|held| !held.sources.iter().any(|s| s.key() == a.key()));
    let lost: Vec<Assignment> = granted.iter().filter(known).copied().collect();
    all.extend(lost.into_iter().map(|a| {
        let module = at.licences().module(a.module);
        let state = if module.is_some() { idle(&a, today) } else { HeldState::Unlicensed };
        Held {
            module: a.module,
            hidden: false,
            plan: module.is_some_and(|m| m.plan),
            state,
            sources: vec![a],
        }
    }));
    all
}

/// Why a grant does not act today.
fn idle(granted: &Assignment, today: Date) -> HeldState {
    match granted.state {
        State::Waiting(code) => HeldState::Waiting(code),
        State::Active if granted.from.is_some_and(|from| from > today) => HeldState::Later,
        State::Active if granted.until.is_some_and(|until| until < today) => HeldState::Over,
        State::Active => HeldState::Unlicensed,
    }
}

/// Who granted something, when and why.
#[derive(Clone, Debug)]
pub(crate) struct GrantedBy {
    /// Whoever it was, as far as known; `None` for the server itself.
    pub(crate) name: Option<String>,
    pub(crate) at_ms: i64,
    pub(crate) reason: Option<String>,
}

/// The changes behind these grants, by the revision that made them.
pub(crate) async fn granted_by(
    manager: &Manager,
    scope: ScopeNo,
    held: &[Held],
) -> Result<HashMap<u64, GrantedBy>, Problem> {
    let revisions: BTreeSet<u64> = held.iter().flat_map(|held| &held.sources).map(|a| a.order).collect();
    let read = move |r: &mut licentia_platform::db::Read<'_>| {
        let mut found = HashMap::new();
        for revision in revisions.into_iter().rev().take(LOOKED_UP) {
            let Some(entry) = store::entry(r, scope, revision)? else { continue };
            if entry.revision != revision {
                continue;
            }
            let reason = entry.reason.as_ref().map(|id| ledger::text(r, scope, id)).transpose()?.flatten();
            let name = store::actor_name(r, &entry.actor)?;
            found.insert(revision, GrantedBy { name, at_ms: entry.at_ms, reason });
        }
        Ok(found)
    };
    manager.db().read(read).await
}

/// The word for a source in the interface.
pub(crate) fn source_wire(source: Source) -> licentia_protocol::api::Source {
    crate::assignments::api::source(source)
}
