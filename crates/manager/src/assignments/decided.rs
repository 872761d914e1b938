//! Deciding an order, user by user, with nothing written yet.

use std::borrow::Cow;

use licentia_core::decide::Code;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{self, Ask, Assigner, Assignment, Change, Person, Refusal, Source, Usage};

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
    pub(super) code: Code,
    pub(super) because: Option<ModuleNo>,
}

/// What an order comes to.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) done: Vec<Pair>,
    pub(super) refused: Vec<RefusedPair>,
    /// Plans that gave way.
    pub(super) replaced: Vec<(usize, ModuleNo)>,
    /// What to write, one change per user.
    pub(super) changes: Vec<(UserNo, Change)>,
    /// What was really changed, for the ledger: user, module, source, what.
    pub(super) members: Vec<(UserNo, ModuleNo, Source, &'static str)>,
    /// The units in use afterwards.
    pub(super) usage: Usage,
    /// Whether any module has fewer units in use at some moment, so that somebody who waits may be served.
    pub(super) frees: bool,
}

/// Decides the whole order. `order_no` is the place in time of what it grants.
pub(super) fn decide(
    at: &Snapshot,
    order: &Order,
    targets: &[Target<'_>],
    modules: &[Wanted],
    order_no: u64,
) -> Decided {
    let mut usage = at.usage().clone();
    let mut decided = Decided::default();
    let assigner = Assigner::new(at.licences(), at.day(), &mut usage);
    let mut deciding = Deciding { at, order, order_no, assigner, freed: Vec::new() };
    for (target, meant) in targets.iter().enumerate() {
        let mut person = Working::new(meant.user);
        for (module, wanted) in modules.iter().enumerate() {
            let pair = Pair { target, module };
            match deciding.one(&mut person, meant.user, wanted, &mut decided, target) {
                Ok(()) => decided.done.push(pair),
                Err(refusal) => {
                    decided.refused.push(RefusedPair { pair, code: refusal.0, because: refusal.1 })
                }
            }
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
    /// What recalls give back.
    freed: Vec<(ModuleNo, i64)>,
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
            Verb::Assign => self.assigner.assign(&person, &self.ask(module)),
            Verb::Recall => seats::recall(self.at.licences(), self.at.day(), &person, module, None),
        };
        let change = change.map_err(|Refusal { code, because, .. }| (code, because))?;
        if wanted.verb == Verb::Recall {
            self.freed.extend(&change.usage);
        }
        decided.frees |= change.usage.iter().any(|(_, units)| *units < 0) || !change.replaced.is_empty();
        tell(wanted.verb, &change, user.no(), decided, target);
        working.take(change);
        Ok(())
    }

    fn ask(&self, module: ModuleNo) -> Ask {
        let Order { source, from, until, .. } = *self.order;
        Ask { from, until, ..Ask::new(module, source, self.order_no) }
    }
}

/// What the ledger and the answer say of one decision.
fn tell(verb: Verb, change: &Change, user: UserNo, decided: &mut Decided, target: usize) {
    let added = change.add.iter().map(|a| (user, a.module, a.source, "assigned"));
    let gone = change.remove.iter().filter(|key| change.add.iter().all(|a| a.key() != **key));
    let word = if verb == Verb::Recall { "recalled" } else { "replaced" };
    decided.members.extend(added);
    decided.members.extend(gone.map(|(module, source)| (user, *module, *source, word)));
    decided.replaced.extend(change.replaced.iter().map(|module| (target, *module)));
}

/// One user's assignments while several modules are decided.
struct Working<'a> {
    before: &'a [Assignment],
    rows: Cow<'a, [Assignment]>,
    /// The only change so far: most orders are for one module.
    only: Option<Change>,
    many: bool,
}

impl<'a> Working<'a> {
    fn new(user: Option<User<'a>>) -> Self {
        let before = user.map_or(&[][..], |user| user.assignments());
        Self { before, rows: Cow::Borrowed(before), only: None, many: false }
    }

    fn take(&mut self, change: Change) {
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
    fn finish(self) -> Option<Change> {
        if !self.many {
            return self.only;
        }
        let remove = self.before.iter().filter(|row| !self.rows.contains(row)).map(Assignment::key).collect();
        let add = self.rows.iter().filter(|row| !self.before.contains(row)).copied().collect();
        let change = Change { add, remove, ..Change::default() };
        (!change.is_empty()).then_some(change)
    }
}
