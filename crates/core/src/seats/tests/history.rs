//! Random histories: what may happen to an installation, step by step.

use super::any::{CODES, USERS, any_ask, any_package, any_source};
use super::world::World;
use crate::bits::ModuleSet;
use crate::compare::compare;
use crate::day::{day_change, heal};
use crate::decide::Code;
use crate::package::Package;
use crate::seats::{
    Ask, Assignment, Source, State, Usage, activate, activate_or_wait, activate_without, assign, deactivate,
    intend, recall,
};
use crate::testing::any_day;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Grant(usize, usize, Ask),
    Intend(usize, usize, Ask),
    Recall(usize, usize, Option<Source>),
    SwitchOn(usize),
    SwitchOnOrWait(usize),
    SwitchOnWithout(usize),
    SwitchOff(usize),
    Package(Box<Package>, bool),
    Date(Date),
    Heal(usize),
}

/// Any step, grants most often.
pub(crate) fn step() -> impl Strategy<Value = Step> {
    let who = || 0..USERS;
    prop_oneof![
        12 => (who(), any_ask()).prop_map(|(who, (code, ask))| Step::Grant(who, code, ask)),
        2 => (who(), any_ask()).prop_map(|(who, (code, ask))| Step::Intend(who, code, ask)),
        4 => (who(), 0..CODES.len(), proptest::option::of(any_source()))
            .prop_map(|(who, code, source)| Step::Recall(who, code, source)),
        2 => who().prop_map(Step::SwitchOn),
        1 => who().prop_map(Step::SwitchOnOrWait),
        1 => who().prop_map(Step::SwitchOnWithout),
        3 => who().prop_map(Step::SwitchOff),
        3 => (any_package(), any::<bool>()).prop_map(|(package, force)| Step::Package(Box::new(package), force)),
        3 => any_day().prop_map(Step::Date),
        4 => (0_usize..5).prop_map(Step::Heal),
    ]
}

impl World {
    pub(crate) fn with_code(&mut self, code: usize, ask: Ask) -> Ask {
        Ask { module: self.no(CODES[code]), order: self.tick(), ..ask }
    }

    pub(crate) fn take(&mut self, step: Step) {
        match step {
            Step::Grant(who, code, ask) => {
                let ask = self.with_code(code, ask);
                let change = assign(&self.licences, &self.day, &self.usage, &self.person(who), &ask);
                self.apply(who, &change.unwrap_or_default());
            }
            Step::Intend(who, code, ask) => {
                let ask = self.with_code(code, ask);
                let change = intend(&self.licences, &self.day, &self.person(who), &ask, Code::NoSeat);
                self.apply(who, &change.unwrap_or_default());
            }
            Step::Recall(who, code, source) => {
                let module = self.no(CODES[code]);
                let change = recall(&self.licences, &self.day, &self.person(who), module, source);
                self.apply(who, &change.unwrap_or_default());
            }
            Step::SwitchOn(who) | Step::SwitchOnOrWait(who) | Step::SwitchOnWithout(who) => {
                let order = self.tick();
                let (licences, day, usage, person) =
                    (&self.licences, &self.day, &self.usage, self.person(who));
                let change = match step {
                    Step::SwitchOn(_) => activate(licences, day, usage, &person, order),
                    Step::SwitchOnWithout(_) => activate_without(licences, day, usage, &person, order),
                    _ => Ok(activate_or_wait(licences, day, usage, &person, order)),
                };
                if let Ok(change) = change {
                    self.people[who].active = true;
                    self.apply(who, &change);
                }
            }
            Step::SwitchOff(who) => {
                let change = deactivate(&self.licences, &self.day, &self.person(who));
                self.people[who].active = false;
                self.apply(who, &change);
            }
            Step::Package(package, force) => self.propose(*package, force),
            Step::Date(today) => {
                self.turn(today);
                self.begin_day();
            }
            Step::Heal(max) => self.heal(max),
        }
    }

    /// Activates a package if nothing blocks it, or as one that is found over-allocated.
    fn propose(&mut self, package: Package, force: bool) {
        let current = self.packages.first().cloned();
        let seen = compare(
            current.as_ref(),
            &package,
            self.day.today,
            &self.names,
            &self.persons(),
            &Usage::default(),
        );
        if !seen.can_activate && !force {
            return;
        }
        self.activate(package);
        for row in &seen.rows {
            let no = self.no(row.module.code());
            assert_eq!(self.day.total(no), row.new_total, "{row:?}");
            let gone = self.licences.module(no).is_none();
            assert!(gone || self.usage.get(no) == row.new_in_use, "{row:?}");
        }
        if seen.can_activate {
            assert_eq!(self.usage.excess(&self.licences, &self.day), [], "what may be activated fits");
        }
        self.begin_day();
    }

    pub(crate) fn begin_day(&mut self) {
        let moved = day_change(&self.licences, &self.day, &self.persons());
        for moved in &moved {
            let rows = &mut self.people[moved.user.index()].assignments;
            let row = rows.iter_mut().find(|row| row.key() == (moved.module, moved.source)).unwrap();
            assert_eq!(row.state, State::Active);
            row.state = State::Waiting(Code::NoSeat);
        }
        self.usage = self.recount();
        let again = day_change(&self.licences, &self.day, &self.persons());
        assert_eq!(again, [], "a day changes once");
        let waiting = self.waiting();
        // An intent that was met may have freed a seat: a plan gave way to the one waited for.
        let mut freed = false;
        for healed in heal(&self.licences, &self.day, &self.usage, &ModuleSet::new(), waiting, usize::MAX) {
            freed |= healed.change.usage.iter().any(|(_, units)| *units < 0);
            let key = (healed.user, healed.module, healed.source);
            let moved = moved.iter().any(|moved| (moved.user, moved.module, moved.source) == key);
            assert!(!moved || freed || !healed.change.replaced.is_empty(), "moved without need: {healed:?}");
        }
    }

    /// The waiting list, oldest first.
    pub(crate) fn waiting(&self) -> Vec<(crate::seats::Person<'_>, usize)> {
        let mut list: Vec<_> = self
            .persons()
            .into_iter()
            .flat_map(|person| (0..person.assignments.len()).map(move |index| (person, index)))
            .filter(|(person, index)| person.assignments[*index].state != State::Active)
            .collect();
        list.sort_by_key(|(person, index)| (person.assignments[*index].order, person.no, *index));
        list
    }

    fn heal(&mut self, max: usize) {
        let healed = heal(&self.licences, &self.day, &self.usage, &ModuleSet::new(), self.waiting(), max);
        assert!(healed.len() <= max);
        for healed in healed {
            self.apply(healed.user.index(), &healed.change);
        }
    }

    pub(crate) fn check(&self) {
        assert_eq!(self.usage, self.recount(), "kept by difference, and counted");
        assert_eq!(self.usage.excess(&self.licences, &self.day), [], "never over-allocated");
        for (at, someone) in self.people.iter().enumerate() {
            let keys: BTreeSet<_> = someone.assignments.iter().map(Assignment::key).collect();
            assert_eq!(keys.len(), someone.assignments.len(), "user {at}: one row for each source");
        }
    }
}
