//! Suites that come and go with a package (rule 3a).

use super::any::{CODES, any_package, any_people, world_of};
use super::world::{World, hidden, plan, user};
use crate::compare::compare;
use crate::licence::UserKind;
use crate::package::{Package, Suite};
use crate::seats::{Source, State, Usage, follow_suites, has_left, suite_seats};
use crate::testing::{any_day, cases, package_of};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

fn suite(module: &str) -> Suite {
    Suite { name: module.into(), titles: Default::default(), module: module.into(), next: Default::default() }
}

fn on_a_suite(module: &str, seats: u32) -> Package {
    let rows = vec![hidden("user", 9), plan(module, seats, &["user"])];
    Package { sequence: 2, suite: Some(suite(module)), ..package_of("superoffice", rows) }
}

#[test]
fn a_suite_gives_its_seats_to_those_who_can_log_in_and_takes_them_along() {
    let mut world = World::new(vec![user("web", 5)], 4);
    world.people[2].active = false;
    world.people[3].kind = UserKind::System;
    world.activate(on_a_suite("suite-core", 4));
    assert_eq!((world.in_use("suite-core"), world.held(0)), (3, vec!["suite-core", "user"]));
    assert!(world.people[2].assignments.is_empty(), "who may not log in has no seat");
    // The next one up takes its place.
    world.activate(on_a_suite("suite-growth", 4));
    assert_eq!((world.in_use("suite-growth"), world.held(1)), (3, vec!["suite-growth", "user"]));
    assert_eq!(world.people[0].assignments.len(), 1);
    // And leaves: nobody has to recall what nobody could assign.
    world.activate(package_of("superoffice", vec![user("web", 5), user("suite-growth", 1)]));
    assert!(world.people.iter().all(|someone| someone.assignments.is_empty()));
    assert_eq!(world.usage, world.recount());
}

#[test]
fn who_finds_no_seat_of_the_suite_waits_for_it() {
    let mut world = World::new(vec![user("web", 5)], 3);
    world.activate(on_a_suite("suite-core", 2));
    let states: Vec<_> = world.people.iter().map(|someone| someone.assignments[0].state).collect();
    assert_eq!(states, [State::Active, State::Active, State::Waiting(crate::decide::Code::NoSeat)]);
    assert_eq!(world.usage, world.recount());
}

#[test]
fn licences_that_are_deleted_leave_the_seats_of_their_suite_as_intents() {
    let mut world = World::new(vec![user("web", 5)], 2);
    world.activate(on_a_suite("suite-core", 2));
    world.packages.clear();
    world.turn(world.day.today);
    let people = world.persons();
    let changes = follow_suites(&world.names, &world.licences, &world.day, &world.usage, people, 9);
    assert!(changes.is_empty());
    world.activate(on_a_suite("suite-core", 2));
    assert_eq!(world.in_use("suite-core"), 2);
}

fn with_suite(rows: Package, module: Option<&str>) -> Package {
    Package { suite: module.map(suite), sequence: 2, ..rows }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn the_seats_of_suites_follow_can_log_in_whatever_packages_come(
        first in any_package(),
        people in any_people(),
        today in any_day(),
        next in prop::collection::vec((any_package(), of(select(CODES.to_vec()))), 1..4),
    ) {
        let mut world = world_of(first);
        world.people = people;
        world.turn(today);
        for (package, module) in next {
            let package = with_suite(package, module);
            let usage = Usage::default();
            let seen = compare(
                world.packages.first(), &package, today, &world.names, &world.persons(), &usage,
            );
            world.activate(package);
            prop_assert_eq!(&world.usage, &world.recount(), "kept by difference");
            if seen.can_activate {
                prop_assert!(world.usage.excess(&world.licences, &world.day).is_empty());
            }
            for at in 0..world.people.len() {
                let person = world.person(at);
                let left = person.assignments.iter().any(|row| has_left(&world.names, &world.licences, row));
                prop_assert!(!left, "nobody keeps the seat of a suite that left");
                let lacks = suite_seats(&world.licences, &world.day, &person, 0);
                prop_assert!(!person.active || lacks.is_empty(), "who can log in has it or waits");
                let given = person.assignments.iter().filter(|row| row.source == Source::Suite);
                let keys: std::collections::BTreeSet<_> = given.clone().map(|row| row.key()).collect();
                prop_assert_eq!(keys.len(), given.count(), "once");
            }
            let order = world.tick();
            let again = follow_suites(
                &world.names, &world.licences, &world.day, &world.usage, world.persons(), order,
            );
            prop_assert!(again.is_empty(), "nothing is left to do");
        }
    }
}
