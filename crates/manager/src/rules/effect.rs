//! Rules applied to everybody: what it comes to, with nothing written yet.

use std::collections::HashSet;

use licentia_core::bits::ModuleSet;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::rules::{Redistributor, Rules, Unmet, Wanted};
use licentia_core::seats::{Assignment, Change, State, Usage, current_module};
use licentia_platform::db::{ScopeNo, Sql};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealer;

use super::follow::{After, one};
use crate::assignments::{Changed, People, would_heal_over};
use crate::jobs::Progress;
use crate::sealed::store::{self, Which};
use crate::sealed::{UserRow, UserState};
use crate::snapshot::{Snapshot, waits};

/// Users between two reports of how far it is.
const STEP: u64 = 1_000;

/// What applying rules comes to.
#[derive(Debug, Default)]
pub(super) struct Effect {
    /// What to write, one change per user.
    pub(super) changes: Vec<(UserNo, Change)>,
    /// Users to whom some rule applies.
    pub(super) users: u64,
    pub(super) gains: Vec<(UserNo, ModuleNo)>,
    pub(super) loses: Vec<(UserNo, ModuleNo)>,
    pub(super) unmet: Vec<(UserNo, Unmet)>,
    pub(super) kept: Vec<(UserNo, ModuleNo)>,
    /// Who end with nothing at all.
    pub(super) nothing: Vec<UserNo>,
    /// The use afterwards, before anybody who waits is served.
    pub(super) usage: Usage,
    /// Those of the changed who waited before or wait now.
    pub(super) people: People,
    /// Whether seats become free.
    pub(super) frees: bool,
    /// The plans that these rules may put in the place of one chosen by hand.
    pub(super) over: ModuleSet,
}

/// Where the users are read, and who says how far it is.
pub(super) struct From<'a> {
    pub(super) scope: ScopeNo,
    pub(super) sealer: Sealer,
    pub(super) progress: Option<&'a Progress>,
    /// Whom the rules do not touch this time.
    pub(super) spared: &'a HashSet<UserNo>,
}

/// Applies `rules` to everybody in the order of their numbers, on paper.
pub(super) fn effect(
    sql: &mut dyn Sql,
    at: &Snapshot,
    rules: &Rules,
    order: u64,
    mut from: From<'_>,
) -> Result<Effect, Problem> {
    let mut usage = at.usage().clone();
    let mut effect = Effect { over: rules.over_manual(at.licences()), ..Effect::default() };
    let mut doing = Redistributor::new(at.licences(), at.day(), &mut usage, order);
    let (mut wanted, mut seen) = (Wanted::default(), 0_u64);
    store::users(sql, from.scope, Which::All, &mut |found| {
        seen += 1;
        if let Some(progress) = from.progress.filter(|_| seen.is_multiple_of(STEP)) {
            progress.step(STEP);
        }
        // A row that was edited counts as absent: nothing is given or taken by what it says (rule 10).
        let Ok(stored) = found else { return };
        let right = from.sealer.matches(from.scope, stored.rev, &stored.row, stored.seal);
        if right && stored.row.state != UserState::Deleted && !from.spared.contains(&stored.row.no) {
            effect.add(at, rules, &mut doing, &stored.row, &mut wanted);
        }
    })?;
    effect.frees = doing.finish();
    effect.usage = usage;
    Ok(effect)
}

impl Effect {
    fn add(
        &mut self,
        at: &Snapshot,
        rules: &Rules,
        doing: &mut Redistributor<'_>,
        row: &UserRow,
        wanted: &mut Wanted,
    ) {
        let Some(user) = at.user(row.no).filter(|user| !user.assignment_tampered()) else { return };
        let outcome = one(doing, at, rules, &After { row, assignments: user.assignments() }, wanted);
        self.users += u64::from(!wanted.give.is_empty() || !wanted.unlicensed.is_empty());
        let no = row.no;
        self.gains.extend(outcome.gains.iter().map(|module| (no, *module)));
        self.loses.extend(outcome.loses.iter().map(|module| (no, *module)));
        self.unmet.extend(outcome.unmet.iter().map(|unmet| (no, *unmet)));
        self.kept.extend(outcome.kept.iter().map(|module| (no, *module)));
        if outcome.change.is_empty() && outcome.unmet.is_empty() {
            return;
        }
        let mut assignments = user.assignments().to_vec();
        outcome.change.apply(&mut assignments);
        if !assignments.iter().any(|row| acts(at, row)) {
            self.nothing.push(no);
        }
        if user.waits() || assignments.iter().any(waits) {
            let (kind, active) = (row.kind, row.acts());
            self.people.insert(no, Changed { kind, active, assignments });
        }
        if !outcome.change.is_empty() {
            self.changes.push((no, outcome.change));
        }
    }

    /// Names the effect: the same lists, the same name.
    pub(super) fn seen(&self) -> String {
        let text = format!("{:?}{:?}{:?}{:?}", self.gains, self.loses, self.unmet, self.kept);
        crate::sealed::hex(&licentia_protocol::sha256(text.as_bytes())[..12])
    }

    /// What somebody loses now, and the plans that those give up who wait for another, as soon as there is a seat: whom it
    /// concerns is asked when it is decided.
    pub(super) fn at_stake(&self) -> Vec<(UserNo, ModuleNo)> {
        let waiting = self.unmet.iter().filter(|(_, unmet)| unmet.waits);
        let later = waiting.filter_map(|(user, unmet)| Some((*user, unmet.beside?)));
        self.loses.iter().copied().chain(later).collect()
    }

    /// Those whose assignments change although they gain, lose and lack nothing: how many have a licence from another
    /// source than before, and how many only stop waiting.
    pub(super) fn others(&self, at: &Snapshot) -> (u64, u64) {
        let pairs = [&self.gains, &self.loses, &self.kept].into_iter().flatten().map(|(user, _)| *user);
        let told: HashSet<UserNo> = pairs.chain(self.unmet.iter().map(|(user, _)| *user)).collect();
        let (mut sources, mut withdrawn) = (0, 0);
        for (no, change) in self.changes.iter().filter(|(no, _)| !told.contains(no)) {
            let before = at.user(*no).map_or(&[][..], |user| user.assignments());
            let mut gone = before.iter().filter(|row| change.remove.contains(&row.key()));
            let only_waited = change.add.is_empty() && gone.all(waits);
            *(if only_waited { &mut withdrawn } else { &mut sources }) += 1;
        }
        (sources, withdrawn)
    }

    /// Serves those who wait, on paper, so that a preview says what will be so in the end.
    pub(super) fn heal(&mut self, at: &Snapshot) {
        if !self.frees {
            return;
        }
        let healed = would_heal_over(at, &self.usage, &self.over, &self.people);
        let mut met: HashSet<(UserNo, ModuleNo)> = HashSet::with_capacity(healed.len());
        let mut gave_way = Vec::new();
        for one in &healed {
            self.usage.apply(&one.change.usage);
            met.insert((one.user, one.module));
            let had: Vec<_> = at.user(one.user).map_or(&[][..], |user| user.assignments()).to_vec();
            let had = |plan: &&ModuleNo| {
                had.iter().any(|row| acts(at, row) && current_module(at.licences(), row.module) == **plan)
            };
            gave_way.extend(one.change.replaced.iter().filter(had).map(|plan| (one.user, *plan)));
        }
        let served: HashSet<UserNo> = met.iter().map(|(user, _)| *user).collect();
        self.unmet.retain(|(user, unmet)| !met.contains(&(*user, unmet.module)));
        self.nothing.retain(|user| !served.contains(user));
        // What somebody lost and is given back at once was never gone.
        self.loses.retain(|lost| !met.remove(lost));
        self.loses.extend(gave_way);
        self.loses.sort_unstable();
        self.loses.dedup();
        self.gains.extend(met);
        self.gains.sort_unstable();
    }
}

fn acts(at: &Snapshot, row: &Assignment) -> bool {
    row.state == State::Active && row.in_force(at.day().today)
}
