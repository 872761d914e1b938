//! The heart: whatever happens, seats never exceed rows in force, and the kept use is the counted.

use super::any::{CODES, USERS, any_ask, any_package, any_people, any_source, world_of};
use super::world::World;
use crate::compare::compare;
use crate::day::{day_change, heal};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::Counting;
use crate::package::Package;
use crate::seats::{
    Ask, Assigner, Assignment, Change, Source, State, Usage, activate, activate_or_wait, activate_without,
    assign, deactivate, follow_suite, held_through, holds, intend, recall,
};
use crate::testing::{any_day, cases, package};
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Cases of the random histories; each has up to 40 steps.
const HISTORIES: u32 = 400;
/// Cases of the single-step properties.
const STEPS: u32 = 600;
/// Cases of whatever may come in.
const ANYTHING: u32 = 400;

#[derive(Clone, Debug)]
enum Step {
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

fn step() -> impl Strategy<Value = Step> {
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
    fn with_code(&mut self, code: usize, ask: Ask) -> Ask {
        Ask { module: self.no(CODES[code]), order: self.tick(), ..ask }
    }

    fn take(&mut self, step: Step) {
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

    fn begin_day(&mut self) {
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
        for healed in heal(&self.licences, &self.day, &self.usage, waiting, usize::MAX) {
            let key = (healed.user, healed.module, healed.source);
            let moved = moved.iter().any(|moved| (moved.user, moved.module, moved.source) == key);
            assert!(!moved || !healed.change.replaced.is_empty(), "moved without need: {healed:?}");
        }
    }

    /// The waiting list, oldest first.
    fn waiting(&self) -> Vec<(crate::seats::Person<'_>, usize)> {
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
        let healed = heal(&self.licences, &self.day, &self.usage, self.waiting(), max);
        assert!(healed.len() <= max);
        for healed in healed {
            self.apply(healed.user.index(), &healed.change);
        }
    }

    fn check(&self) {
        assert_eq!(self.usage, self.recount(), "kept by difference, and counted");
        assert_eq!(self.usage.excess(&self.licences, &self.day), [], "never over-allocated");
        for (at, someone) in self.people.iter().enumerate() {
            let keys: BTreeSet<_> = someone.assignments.iter().map(Assignment::key).collect();
            assert_eq!(keys.len(), someone.assignments.len(), "user {at}: one row for each source");
        }
    }
}

/// The use counted the slow way, as rule 3 says it.
fn counted_slowly(world: &World, module: ModuleNo) -> u64 {
    let units = |at: usize| {
        let rows = world.people[at].assignments.iter().filter(|row| row.acts(world.day.today));
        let giving = rows.filter(|row| {
            let only = [**row];
            let alone = crate::seats::Person { assignments: &only, ..world.person(at) };
            holds(&world.licences, &world.day, &alone).contains(module)
        });
        giving.map(|row| u64::from(row.units.max(1))).max().unwrap_or(0)
    };
    (0..world.people.len()).filter(|at| world.people[*at].active).map(units).sum()
}

proptest! {
    #![proptest_config(cases(HISTORIES))]

    #[test]
    fn seats_never_exceed_rows_in_force(first in any_package(), steps in vec(step(), 1..40)) {
        let mut world = world_of(first);
        for step in steps {
            world.take(step);
            world.check();
        }
    }
}

proptest! {
    #![proptest_config(cases(STEPS))]

    #[test]
    fn use_is_what_the_rule_says(package in any_package(), people in any_people(), today in any_day()) {
        let mut world = world_of(package);
        world.people = people;
        world.turn(today);
        for (no, module) in world.licences.modules() {
            let slowly = if module.scope == crate::licence::Scope::User { counted_slowly(&world, no) } else { 0 };
            prop_assert_eq!(world.usage.get(no), slowly, "{}", &module.name);
        }
    }

    #[test]
    fn replacing_a_plan_is_recalling_it_and_assigning_the_other(
        package in any_package(), people in any_people(), (code, ask) in any_ask(), today in any_day(),
    ) {
        let mut world = world_of(package);
        world.people = people;
        world.turn(today);
        world.begin_day();
        for at in 0..world.people.len() {
            // Beginning today: one that begins later does not recall but ends the other.
            let ask = Ask { module: world.no(CODES[code]), order: 50, from: None, source: Source::Manual, ..ask };
            let Ok(change) = assign(&world.licences, &world.day, &world.usage, &world.person(at), &ask) else {
                continue;
            };
            let mut slowly = world.clone();
            let mut recalled = true;
            for (row, source) in change.remove.iter().filter(|(row, _)| *row != ask.module) {
                match recall(&slowly.licences, &slowly.day, &slowly.person(at), *row, Some(*source)) {
                    Ok(change) => slowly.apply(at, &change),
                    Err(_) => recalled = false,
                }
            }
            if recalled {
                let second = assign(&slowly.licences, &slowly.day, &slowly.usage, &slowly.person(at), &ask);
                slowly.apply(at, &second.unwrap());
                let mut quickly = world.clone();
                quickly.apply(at, &change);
                prop_assert_eq!(&quickly.people[at].assignments, &slowly.people[at].assignments);
                prop_assert_eq!(&quickly.usage, &slowly.usage);
            }
        }
    }

    #[test]
    fn what_could_be_done_in_two_steps_can_be_done_in_one(
        package in any_package(), asks in vec(any_ask(), 2..6), today in any_day(),
    ) {
        let mut world = world_of(package);
        world.turn(today);
        for (code, ask) in asks {
            let ask = Ask { from: None, source: Source::Manual, ..world.with_code(code, ask) };
            let direct = assign(&world.licences, &world.day, &world.usage, &world.person(0), &ask);
            let mut slowly = world.clone();
            for row in world.people[0].assignments.clone() {
                let rival = world.licences.module(row.module).is_some_and(|m| m.plan)
                    && world.licences.module(ask.module).is_some_and(|m| m.plan)
                    && row.module != ask.module;
                let change = recall(&slowly.licences, &slowly.day, &slowly.person(0), row.module, None);
                if let (true, Ok(change)) = (rival, change) {
                    slowly.apply(0, &change);
                }
            }
            let second = assign(&slowly.licences, &slowly.day, &slowly.usage, &slowly.person(0), &ask);
            prop_assert!(direct.is_ok() || second.is_err(), "{direct:?} {second:?}");
            world.apply(0, &direct.unwrap_or_default());
        }
    }

    #[test]
    fn many_at_once_is_one_after_the_other(
        package in any_package(), people in any_people(), asks in vec(any_ask(), 1..12), today in any_day(),
    ) {
        let mut world = world_of(package);
        world.people = people;
        world.turn(today);
        let mut bulk = world.usage.clone();
        let (licences, day) = (world.licences.clone(), world.day.clone());
        let mut assigner = Assigner::new(&licences, &day, &mut bulk);
        for (turn, (code, ask)) in asks.into_iter().enumerate() {
            if world.people.is_empty() {
                break;
            }
            let at = turn % world.people.len();
            let ask = world.with_code(code, ask);
            let many = assigner.assign(&world.person(at), &ask);
            let one = assign(&world.licences, &world.day, &world.usage, &world.person(at), &ask);
            prop_assert_eq!(&many, &one);
            world.apply(at, &one.unwrap_or_default());
            prop_assert_eq!(assigner.usage(), &world.usage);
        }
    }

    #[test]
    fn a_recall_undoes_a_grant(package in any_package(), (code, ask) in any_ask(), today in any_day()) {
        let mut world = world_of(package);
        world.turn(today);
        let ask = world.with_code(code, ask);
        let before = (world.usage.clone(), world.people[0].assignments.clone());
        if let Ok(change) = assign(&world.licences, &world.day, &world.usage, &world.person(0), &ask) {
            world.apply(0, &change);
            let change = recall(&world.licences, &world.day, &world.person(0), ask.module, Some(ask.source));
            world.apply(0, &change.unwrap());
            prop_assert_eq!(before, (world.usage, world.people[0].assignments.clone()));
        }
    }

    #[test]
    fn a_refused_grant_names_a_full_module(package in any_package(), asks in vec(any_ask(), 1..9)) {
        let mut world = world_of(package);
        for (turn, (code, ask)) in asks.into_iter().enumerate() {
            let ask = world.with_code(code, ask);
            let at = turn % USERS;
            match assign(&world.licences, &world.day, &world.usage, &world.person(at), &ask) {
                Ok(change) => world.apply(at, &change),
                Err(refusal) if refusal.code == Code::NoSeat => {
                    let full = refusal.because.unwrap_or(refusal.module);
                    let free = world.usage.free(&world.licences, &world.day, full).unwrap();
                    prop_assert!(free < u64::from(ask.units.max(1)));
                    prop_assert_eq!(world.licences.module(full).unwrap().counting, Counting::Named);
                }
                Err(_) => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(ANYTHING))]

    #[test]
    fn nothing_panics_on_any_input(
        packages in vec(package(), 1..3), people in any_people(), today in any_day(), max in 0_usize..4,
        module in 0_u16..20, source in any_source(), other in any_day(),
    ) {
        let mut world = World::with(packages.clone(), 0);
        world.people = people;
        world.turn(today);
        let ask = Ask { from: Some(other), ..Ask::new(ModuleNo(module), source, u64::MAX) };
        let ask = Ask { units: u32::MAX, ..ask };
        let (licences, day, usage) = (&world.licences, &world.day, &world.usage);
        for person in world.persons() {
            let mut changes = vec![
                assign(licences, day, usage, &person, &ask).unwrap_or_default(),
                intend(licences, day, &person, &ask, Code::NoSeat).unwrap_or_default(),
                recall(licences, day, &person, ModuleNo(module), Some(source)).unwrap_or_default(),
                activate(licences, day, usage, &person, 1).unwrap_or_default(),
                activate_or_wait(licences, day, usage, &person, 1),
                activate_without(licences, day, usage, &person, 1).unwrap_or_default(),
                follow_suite(licences, day, usage, &person, 1).unwrap_or_default(),
                deactivate(licences, day, &person),
            ];
            let held = holds(licences, day, &person);
            prop_assert_eq!(held.contains(ModuleNo(module)),
                held_through(licences, day, &person, ModuleNo(module)).is_some());
            for change in changes.drain(..) {
                let mut rows = person.assignments.to_vec();
                Change::apply(&change, &mut rows);
                usage.clone().apply(&change.usage);
            }
        }
        day_change(licences, day, &world.persons());
        heal(licences, day, usage, world.waiting(), max);
        for package in &packages {
            for current in [None, packages.first()] {
                compare(current, package, other, &[], &world.persons(), usage);
                compare(current, package, other, &world.names, &world.persons(), usage);
            }
        }
    }
}
