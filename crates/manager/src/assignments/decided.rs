//! Deciding an order, user by user, with nothing written yet.

use std::borrow::Cow;
use std::collections::HashSet;

use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{self, Ask, Assigner, Assignment, Change, Person, Refusal, Usage};

use super::member::Member;
use super::order::{Order, Target, Verb, Wanted};
use crate::snapshot::{Snapshot, User};

/// One user and one module of the order, as places in its lists.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) target: usize,
    pub(super) module: usize,
}

/// One pair that was refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefusedPair {
    pub(super) pair: Pair,
    /// A code of core, or one of undoing.
    pub(super) code: &'static str,
    pub(super) because: Option<ModuleNo>,
}

/// What an order comes to.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) done: Vec<Pair>,
    /// How many of these were so already.
    pub(super) unchanged: u64,
    /// Which of these, as places in `done`.
    pub(super) same: HashSet<usize>,
    pub(super) refused: Vec<RefusedPair>,
    /// Plans that gave way.
    pub(super) replaced: Vec<(usize, ModuleNo)>,
    /// What to write, one change per user.
    pub(super) changes: Vec<(UserNo, Change)>,
    /// What was really changed, for the ledger.
    pub(super) members: Vec<Member>,
    /// The units in use afterwards.
    pub(super) usage: Usage,
    /// Whether any module has fewer units in use at some moment, so that somebody who waits may be served.
    pub(super) frees: bool,
}

/// Which modules of an order concern a user, as places in its list.
pub(super) enum Each<'a> {
    /// All of them, everybody.
    All,
    /// Per user these.
    Own(&'a [Vec<usize>]),
    /// Per user these, and what one gives up another of the same order may take: the difference as a whole is decided.
    Together(&'a [Vec<usize>]),
}

impl Each<'_> {
    fn of(&self, target: usize, modules: usize) -> Vec<usize> {
        match self {
            Self::All => (0..modules).collect(),
            Self::Own(lists) | Self::Together(lists) => lists.get(target).cloned().unwrap_or_default(),
        }
    }
}

/// Decides the whole order. `order_no` is the place in time of what it grants.
pub(super) fn decide(
    at: &Snapshot,
    order: &Order,
    targets: &[Target<'_>],
    modules: &[Wanted],
    each: &Each<'_>,
    order_no: u64,
) -> Decided {
    let mut usage = at.usage().clone();
    let mut decided = Decided::default();
    let assigner = Assigner::new(at.licences(), at.day(), &mut usage);
    let mut deciding = Deciding { at, order, order_no, assigner, freed: Vec::new() };
    for (target, meant) in targets.iter().enumerate() {
        order.decided(target, targets.len());
        let mut person = Working::new(meant.user);
        for module in each.of(target, modules.len()) {
            let pair = Pair { target, module };
            match deciding.one(&mut person, meant.user, &modules[module], &mut decided, target) {
                Ok(()) => decided.done.push(pair),
                Err((code, because)) => {
                    decided.refused.push(RefusedPair { pair, code: code.as_str(), because })
                }
            }
        }
        if !matches!(each, Each::Together(_)) {
            deciding.withhold(&person);
        }
        if let (Some(user), Some(change)) = (meant.user, person.finish()) {
            decided.changes.push((user.no(), change));
        }
    }
    let freed = deciding.freed;
    usage.apply(&freed);
    decided.usage = usage;
    decided
}

type Why = (Code, Option<ModuleNo>);

struct Deciding<'a> {
    at: &'a Snapshot,
    order: &'a Order,
    order_no: u64,
    assigner: Assigner<'a>,
    /// What recalls have given back on balance.
    freed: Vec<(ModuleNo, i64)>,
}

impl Deciding<'_> {
    /// What a user gives up is the user's own until the next one's turn: whoever changes from one plan to another
    /// keeps the unit that both need. What is left over then is for those who wait, not for the rest of the order.
    fn withhold(&mut self, working: &Working<'_>) {
        let left = working.balance.iter().filter(|(_, units)| *units < 0).copied();
        let before = self.freed.len();
        self.freed.extend(left);
        let back: Vec<_> = self.freed[before..].iter().map(|(no, units)| (*no, -units)).collect();
        self.assigner.apply(&back);
    }
}

impl Deciding<'_> {
    fn one(
        &mut self,
        working: &mut Working<'_>,
        user: Option<User<'_>>,
        wanted: &Wanted,
        decided: &mut Decided,
        target: usize,
    ) -> Result<(), Why> {
        let user = user.ok_or((Code::UserUnknown, None))?;
        let module = wanted.no.ok_or((Code::ModuleUnknown, None))?;
        // A row that was edited counts as absent, and nothing is built beside it until somebody puts it right (rule 10).
        if user.tampered() || user.assignment_tampered() {
            return Err((Code::Tampered, None));
        }
        // Whoever has left gets nothing (rule 18); whoever merely may not log in keeps a place.
        if wanted.verb == Verb::Assign && !user.active() && !user.record().in_service {
            return Err((Code::UserInactive, None));
        }
        let person = Person { assignments: &working.rows, ..user.person() };
        let change = match wanted.verb {
            Verb::Assign => self.assign(&person, module),
            Verb::Recall => seats::recall(self.at.licences(), self.at.day(), &person, module, None),
        };
        let change = change.map_err(|Refusal { code, because, .. }| (code, because))?;
        tell(wanted.verb, &change, &person, decided, target);
        if change.is_empty() {
            decided.unchanged += 1;
            decided.same.insert(decided.done.len());
        }
        if wanted.verb == Verb::Recall {
            self.assigner.apply(&change.usage);
            working.gave_up = true;
        }
        if working.gave_up {
            working.tally(&change.usage);
        }
        decided.frees |= change.usage.iter().any(|(_, units)| *units < 0) || !change.replaced.is_empty();
        working.take(change);
        Ok(())
    }

    /// Grants a module. In demo mode everything is allowed, and nothing is licensed: what is granted there is an intent,
    /// met when a package brings its module (rule 11).
    fn assign(&mut self, person: &Person<'_>, module: ModuleNo) -> Result<Change, Refusal> {
        let ask = self.ask(module);
        let assigned = self.assigner.assign(person, &ask);
        if self.at.demo() && assigned.as_ref().is_err_and(|refusal| refusal.code == Code::NoLicence) {
            return seats::intend(self.at.licences(), self.at.day(), person, &ask, Code::NoLicence);
        }
        assigned
    }

    fn ask(&self, module: ModuleNo) -> Ask {
        let Order { source, from, until, .. } = *self.order;
        Ask { from, until, ..Ask::new(module, source, self.order_no) }
    }
}

/// What the ledger and the answer say of one decision.
fn tell(verb: Verb, change: &Change, person: &Person<'_>, decided: &mut Decided, target: usize) {
    let word = if verb == Verb::Recall { "recalled" } else { "replaced" };
    decided.members.extend(members(change, person, word));
    decided.replaced.extend(change.replaced.iter().map(|module| (target, *module)));
}

/// The rows that a change of one person gives, and those that go, under `word`.
pub(super) fn members(change: &Change, person: &Person<'_>, word: &'static str) -> Vec<Member> {
    let told = Member::of(person.no, change, person.assignments);
    told.into_iter()
        .map(|one| Member { what: if one.what == "replaced" { word } else { one.what }, ..one })
        .collect()
}

/// One user's assignments while several modules are decided.
pub(super) struct Working<'a> {
    before: &'a [Assignment],
    pub(super) rows: Cow<'a, [Assignment]>,
    /// The only change so far: most orders are for one module.
    only: Option<Change>,
    many: bool,
    /// Something was recalled, so that the balance counts.
    gave_up: bool,
    /// Units taken and given up since then.
    balance: Vec<(ModuleNo, i64)>,
}

impl<'a> Working<'a> {
    pub(super) fn new(user: Option<User<'a>>) -> Self {
        let before = user.map_or(&[][..], |user| user.assignments());
        let rows = Cow::Borrowed(before);
        Self { before, rows, only: None, many: false, gave_up: false, balance: Vec::new() }
    }

    fn tally(&mut self, usage: &[(ModuleNo, i64)]) {
        for (no, units) in usage {
            match self.balance.iter_mut().find(|(known, _)| known == no) {
                Some((_, sum)) => *sum += units,
                None => self.balance.push((*no, *units)),
            }
        }
    }

    pub(super) fn take(&mut self, change: Change) {
        if change.is_empty() {
            return;
        }
        change.apply(self.rows.to_mut());
        if self.only.is_some() {
            self.many = true;
        }
        self.only = Some(change);
    }

    /// The one change that leads from what was to what is.
    pub(super) fn finish(self) -> Option<Change> {
        if !self.many {
            return self.only;
        }
        let remove = self.before.iter().filter(|row| !self.rows.contains(row)).map(Assignment::key).collect();
        let add = self.rows.iter().filter(|row| !self.before.contains(row)).copied().collect();
        let change = Change { add, remove, ..Change::default() };
        (!change.is_empty()).then_some(change)
    }
}
