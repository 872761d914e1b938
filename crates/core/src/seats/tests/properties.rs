//! The heart: whatever happens, seats never exceed rows in force, and the kept use is the counted.

use super::any::{CODES, USERS, any_ask, any_package, any_people, any_source, world_of};
use super::history::{Step, step};
use super::world::World;
use crate::compare::compare;
use crate::day::{day_change, heal};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::Counting;
use crate::seats::{
    Ask, Assigner, Change, Source, activate, activate_or_wait, activate_without, assign, current, deactivate,
    follow_suite, held_through, holds, intend, recall,
};
use crate::testing::{DAYS, any_day, cases, day_at, package};
use jiff::civil::Date;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Cases of the random histories; each has up to 40 steps.
const HISTORIES: u32 = 250;
/// Cases of the single-step properties.
const STEPS: u32 = 600;
/// Cases of whatever may come in.
const ANYTHING: u32 = 400;

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

/// The plans that give a user something on `day`, each once.
fn plans_on(world: &World, at: usize, day: Date) -> BTreeSet<ModuleNo> {
    let acting = world.people[at].assignments.iter().filter(|row| row.acts(day));
    let modules = acting.map(|row| current(&world.licences, row.module));
    modules.filter(|no| world.licences.module(*no).is_some_and(|module| module.plan)).collect()
}

proptest! {
    #![proptest_config(cases(HISTORIES))]

    #[test]
    fn nobody_has_two_plans_of_an_issuer(first in any_package(), steps in vec(step(), 1..30)) {
        let mut world = world_of(first);
        for step in steps {
            match step {
                Step::Package(..) => continue,
                Step::Date(date) if date < world.day.today => continue,
                step => world.take(step),
            }
            for (at, days) in (0..USERS).flat_map(|at| (0..DAYS).map(move |days| (at, days))) {
                let day = day_at(days);
                if day >= world.day.today {
                    prop_assert!(plans_on(&world, at, day).len() <= 1, "user {} on {}", at, day);
                }
            }
        }
    }

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
            let means = |no: ModuleNo| current(&world.licences, no);
            for (row, source) in change.remove.iter().filter(|(row, _)| means(*row) != means(ask.module)) {
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
                let sorted = |world: &World| {
                    let mut rows = world.people[at].assignments.clone();
                    rows.sort_by_key(|row| row.key());
                    rows
                };
                prop_assert_eq!(sorted(&quickly), sorted(&slowly));
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
        heal(licences, day, usage, &crate::bits::ModuleSet::from_words(&[u64::MAX]), world.waiting(), max);
        for package in &packages {
            for current in [None, packages.first()] {
                compare(current, package, other, &[], &world.persons(), usage);
                compare(current, package, other, &world.names, &world.persons(), usage);
            }
        }
    }
}
