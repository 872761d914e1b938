//! Making it so: what rules want, and what a user has.

use super::Wanted;
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licences::{Day, Licences};
use crate::seats::{
    Ask, Assigner, Assignment, Change, Load, Person, Source, State, Usage, current, intend_over,
    lost_prerequisite, recall, rival,
};

/// What became of one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What to write; empty when all is as the rules want it.
    pub change: Change,
    /// What the user has now and had not before, whatever its source.
    pub gains: Vec<ModuleNo>,
    /// What the user had and has no more.
    pub loses: Vec<ModuleNo>,
    /// What the user does not get.
    pub unmet: Vec<Unmet>,
    /// What no rule wants any more, but something that the user keeps requires (rule 4).
    pub kept: Vec<ModuleNo>,
}

/// What a user should get by a rule and does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The module or plan, as it is called today.
    pub module: ModuleNo,
    /// Why not; of what does not wait, why it may not even wait.
    pub code: Code,
    /// Whether it stands on the waiting list: exactly when an intent by the rules is among what the user has afterwards.
    pub waits: bool,
    /// The plan of the same issuer that stays meanwhile, or for good where this does not wait.
    pub beside: Option<ModuleNo>,
}

/// Gives users what rules want, one after the other.
#[derive(Debug)]
pub struct Redistributor<'a> {
    licences: &'a Licences,
    day: &'a Day,
    assigner: Assigner<'a>,
    order: u64,
    /// What users gave up: for those who wait longest, not for the next one here.
    freed: Vec<(ModuleNo, i64)>,
    before: Load,
    after: Load,
}

/// One way to do it, tried on a user.
struct Tried {
    rows: Vec<Assignment>,
    units: Vec<(ModuleNo, i64)>,
    unmet: Vec<Unmet>,
    replaced: Vec<ModuleNo>,
    orphans: bool,
}

impl<'a> Redistributor<'a> {
    /// Ready to begin with `usage` in use; `order` is the place in time of what is granted.
    pub fn new(licences: &'a Licences, day: &'a Day, usage: &'a mut Usage, order: u64) -> Self {
        let assigner = Assigner::new(licences, day, usage);
        let (before, after) = (Load::new(licences), Load::new(licences));
        Self { licences, day, assigner, order, freed: Vec::new(), before, after }
    }

    /// Puts back what users gave up, so that `usage` says what is in use. Whether anything was given up.
    pub fn finish(mut self) -> bool {
        let freed = std::mem::take(&mut self.freed);
        self.assigner.apply(&freed);
        !freed.is_empty()
    }

    /// Makes one user's assignments what rules want. Those who may not log in get nothing new, but keep no more than
    /// they should.
    pub fn one(&mut self, person: &Person<'_>, wanted: &Wanted) -> Outcome {
        let means = |row: &Assignment| current(self.licences, row.module);
        let by_rule = |row: &&Assignment| row.source == Source::Rule;
        let wants = |row: &Assignment| {
            let give = wanted.give.iter().find(|(give, ..)| *give == means(row));
            give.is_some_and(|(_, _, over)| *over || !self.barred(person, row))
        };
        let is_gone = |row: &&Assignment| {
            let no = means(row);
            let rests = self.licences.module(no).is_none() && wanted.unlicensed.contains(&no);
            !(wants(row) || rests)
        };
        let gone: Vec<_> =
            person.assignments.iter().filter(by_rule).filter(is_gone).map(Assignment::key).collect();
        let has = |no: ModuleNo| {
            let mut rows = person.assignments.iter().filter(by_rule);
            rows.any(|row| means(row) == no && wants(row))
        };
        let missing: Vec<_> =
            wanted.give.iter().filter(|(no, ..)| person.active && !has(*no)).copied().collect();
        if gone.is_empty() && missing.is_empty() {
            return Outcome::default();
        }
        let mut tried = self.attempt(person, &gone, &missing);
        let mut kept = Vec::new();
        if tried.orphans {
            self.assigner.apply(&negative(&tried.units));
            let (going, staying) = self.recallable(person, gone);
            tried = self.attempt(person, &going, &missing);
            kept = staying.iter().map(|(no, _)| current(self.licences, *no)).collect();
        }
        self.withhold(&tried.units);
        self.outcome(person, tried, kept)
    }

    /// Whether a row waits beside a plan that a person chose, which only a rule that was told to may do.
    fn barred(&self, person: &Person<'_>, row: &Assignment) -> bool {
        let chosen = || rival(self.licences, self.day, person.assignments, row.module);
        row.state != State::Active && chosen().is_some_and(|other| other.source.by_hand())
    }

    /// Without what is gone, and with what is missing as far as it can be granted.
    fn attempt(
        &mut self,
        person: &Person<'_>,
        gone: &[(ModuleNo, Source)],
        missing: &[(ModuleNo, super::RuleNo, bool)],
    ) -> Tried {
        let mut rows = person.assignments.to_vec();
        rows.retain(|row| !gone.contains(&row.key()));
        let freed = self.difference(person, &rows);
        self.assigner.apply(&freed);
        let (mut unmet, mut replaced) = (Vec::new(), Vec::new());
        let mut left = missing.to_vec();
        // What others require may come later in the list: as long as something is granted, the rest is tried again.
        loop {
            let before = left.len();
            unmet.clear();
            left.retain(|(no, _, over)| {
                let ask = Ask::new(*no, Source::Rule, self.order);
                let on = Person { assignments: &rows, ..*person };
                match self.assigner.assign_over(&on, &ask, *over) {
                    Ok(change) => {
                        replaced.extend(&change.replaced);
                        change.apply(&mut rows);
                        false
                    }
                    Err(refusal) => {
                        let (module, code) = (*no, refusal.code);
                        unmet.push(Unmet { module, code, waits: false, beside: None });
                        true
                    }
                }
            });
            if left.is_empty() || left.len() == before {
                break;
            }
        }
        for (one, (no, _, over)) in unmet.iter_mut().zip(&left) {
            self.queue(person, &mut rows, one, &Ask::new(*no, Source::Rule, self.order), *over);
        }
        let units = self.difference(person, &rows);
        let orphans = lost_prerequisite(self.licences, &self.before, &self.after).is_some();
        Tried { rows, units, unmet, replaced, orphans }
    }

    /// Puts what was not granted on the waiting list. What can never be granted, and what a person decided otherwise,
    /// waits for nothing.
    fn queue(
        &self,
        person: &Person<'_>,
        rows: &mut Vec<Assignment>,
        unmet: &mut Unmet,
        ask: &Ask,
        over: bool,
    ) {
        let on = Person { assignments: rows, ..*person };
        match intend_over(self.licences, self.day, &on, ask, (unmet.code, over)) {
            Ok(change) => {
                change.apply(rows);
                unmet.waits = true;
                let beside = rival(self.licences, self.day, rows, ask.module);
                unmet.beside = beside.map(|row| current(self.licences, row.module));
            }
            Err(refusal) => {
                unmet.code = refusal.code;
                unmet.beside = refusal.because;
            }
        }
    }

    /// Those rows that can go without anything that stays missing them, and those that cannot.
    #[expect(clippy::type_complexity, reason = "two lists of keys")]
    fn recallable(
        &self,
        person: &Person<'_>,
        gone: Vec<(ModuleNo, Source)>,
    ) -> (Vec<(ModuleNo, Source)>, Vec<(ModuleNo, Source)>) {
        let mut rows = person.assignments.to_vec();
        let (mut going, mut staying) = (Vec::new(), gone);
        loop {
            let before = staying.len();
            staying.retain(|(no, source)| {
                let on = Person { assignments: &rows, ..*person };
                match recall(self.licences, self.day, &on, *no, Some(*source)) {
                    Ok(change) => {
                        change.apply(&mut rows);
                        going.push((*no, *source));
                        false
                    }
                    Err(_) => true,
                }
            });
            if staying.is_empty() || staying.len() == before {
                return (going, staying);
            }
        }
    }

    /// How the units in use change from what a user has to `rows`; nothing for those who may not log in.
    fn difference(&mut self, person: &Person<'_>, rows: &[Assignment]) -> Vec<(ModuleNo, i64)> {
        self.before.clear();
        self.after.clear();
        self.before.fill(self.licences, self.day.today, person.assignments);
        self.after.fill(self.licences, self.day.today, rows);
        if person.active { self.before.difference(self.licences, &self.after) } else { Vec::new() }
    }

    /// What a user gave up is the user's own until the next one's turn, and then theirs who wait.
    fn withhold(&mut self, units: &[(ModuleNo, i64)]) {
        let less: Vec<_> = units.iter().filter(|(_, units)| *units < 0).copied().collect();
        self.assigner.apply(&negative(&less));
        self.freed.extend(less);
    }

    fn outcome(&self, person: &Person<'_>, tried: Tried, kept: Vec<ModuleNo>) -> Outcome {
        let Tried { rows, units, unmet, replaced, .. } = tried;
        let remove =
            person.assignments.iter().filter(|row| !rows.contains(row)).map(Assignment::key).collect();
        let add = rows.iter().filter(|row| !person.assignments.contains(row)).copied().collect();
        let (had, has) = (self.acting(person.assignments), self.acting(&rows));
        let gains = has.iter().filter(|no| !had.contains(no)).copied().collect();
        let loses = had.iter().filter(|no| !has.contains(no)).copied().collect();
        Outcome { change: Change { add, remove, replaced, usage: units }, gains, loses, unmet, kept }
    }

    /// What was granted and acts, each once, as it is called today.
    fn acting(&self, rows: &[Assignment]) -> Vec<ModuleNo> {
        let acting = rows.iter().filter(|row| row.state == State::Active && row.in_force(self.day.today));
        let mut list: Vec<_> = acting.map(|row| current(self.licences, row.module)).collect();
        list.sort_unstable();
        list.dedup();
        list
    }
}

fn negative(units: &[(ModuleNo, i64)]) -> Vec<(ModuleNo, i64)> {
    units.iter().map(|(no, units)| (*no, -units)).collect()
}
