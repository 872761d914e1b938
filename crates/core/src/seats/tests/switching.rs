//! Stories of switching *can log in* on and off, with plans and on a suite.

use super::world::{World, hidden, plan, user};
use crate::decide::Code;
use crate::licence::{Kinds, Row, UserKind};
use crate::package::{Package, Suite};
use crate::seats::{Source, State, activate, activate_or_wait, activate_without, deactivate, follow_suite};
use crate::testing::package_of;

fn switch_off(world: &mut World, at: usize) {
    let change = deactivate(&world.licences, &world.day, &world.person(at));
    world.people[at].active = false;
    world.apply(at, &change);
    assert_eq!(world.usage, world.recount());
}

fn one_seat() -> World {
    let mut world = World::new(vec![hidden("user", 1), plan("ten-sales", 1, &["user"]), user("web", 2)], 2);
    world.assign(0, "ten-sales").unwrap();
    world.assign(0, "web").unwrap();
    world
}

#[test]
fn a_user_who_may_not_log_in_holds_no_seat_and_keeps_the_assignment() {
    let mut world = one_seat();
    switch_off(&mut world, 0);
    assert_eq!((world.in_use("user"), world.people[0].assignments.len()), (0, 2));
    world.assign(1, "ten-sales").expect("the seat is free");
    world.people[1].active = false;
    world.usage = world.recount();
    let web = world.assign(1, "web").unwrap();
    assert!(web.usage.is_empty(), "stored without a seat");
}

#[test]
fn reactivating_checks_again_and_is_refused_or_waits_or_goes_without() {
    let mut world = one_seat();
    switch_off(&mut world, 0);
    world.assign(1, "ten-sales").unwrap();
    let (licences, day, usage) = (&world.licences, &world.day, &world.usage);
    let person = world.person(0);
    let refusal = activate(licences, day, usage, &person, 9).unwrap_err();
    assert_eq!((refusal.code, refusal.module), (Code::NoSeat, world.no("ten-sales")));
    let without = activate_without(licences, day, usage, &person, 9).unwrap();
    assert_eq!((without.remove.len(), without.usage.len()), (2, 0));
    let waits = activate_or_wait(licences, day, usage, &person, 9);
    world.people[0].active = true;
    world.apply(0, &waits);
    assert_eq!((world.held(0), world.usage.clone()), (vec!["web"], world.recount()));
    let plan = world.no("ten-sales");
    let plan = world.people[0].assignments.iter().find(|row| row.module == plan).unwrap();
    assert_eq!((plan.state, plan.order), (State::Waiting(Code::NoSeat), 1));
}

#[test]
fn reactivating_takes_every_seat_again() {
    let mut world = one_seat();
    switch_off(&mut world, 0);
    let change = activate(&world.licences, &world.day, &world.usage, &world.person(0), 9).unwrap();
    world.people[0].active = true;
    world.apply(0, &change);
    assert_eq!((world.in_use("user"), world.usage.clone()), (1, world.recount()));
    let again = activate(&world.licences, &world.day, &world.usage, &world.person(0), 9).unwrap();
    assert!(again.is_empty() && again.usage.is_empty());
}

fn suite() -> Package {
    let core = Row { kinds: Kinds::of(&[UserKind::Internal]), ..plan("suite-core", 2, &["user"]) };
    let suite = Suite {
        name: "core".into(),
        titles: Default::default(),
        module: "suite-core".into(),
        next: Default::default(),
    };
    Package { suite: Some(suite), ..package_of("superoffice", vec![hidden("user", 2), core]) }
}

#[test]
fn the_seat_of_a_suite_follows_can_log_in() {
    let mut world = World::with(vec![suite()], 3);
    for someone in &mut world.people {
        someone.active = false;
    }
    for at in 0..2 {
        let order = world.tick();
        let change = activate(&world.licences, &world.day, &world.usage, &world.person(at), order).unwrap();
        world.people[at].active = true;
        world.apply(at, &change);
    }
    assert_eq!((world.in_use("suite-core"), world.held(0)), (2, vec!["suite-core", "user"]));
    let (licences, day) = (&world.licences, &world.day);
    let refusal = activate(licences, day, &world.usage, &world.person(2), 9).unwrap_err();
    assert_eq!((refusal.code, refusal.module), (Code::NoSeat, world.no("suite-core")));
    assert!(activate_without(licences, day, &world.usage, &world.person(2), 9).is_err());
    assert_eq!(world.assign(0, "suite-core").unwrap_err().code, Code::NotAssignable);
    assert_eq!(world.recall(0, "suite-core").unwrap_err().code, Code::NotAssignable);
    switch_off(&mut world, 0);
    assert_eq!((world.in_use("suite-core"), world.people[0].assignments.len()), (1, 0));
    world.people[2].kind = UserKind::System;
    let program = activate(&world.licences, &world.day, &world.usage, &world.person(2), 9).unwrap();
    assert!(program.is_empty(), "programs need no seat of the suite");
}

#[test]
fn a_suite_that_comes_into_force_gives_its_seats_to_those_who_may_log_in() {
    let mut world = World::with(vec![suite()], 3);
    let mut results = Vec::new();
    for at in 0..3 {
        let order = world.tick();
        let change = follow_suite(&world.licences, &world.day, &world.usage, &world.person(at), order);
        results.push(change.as_ref().map(|change| change.add[0].source).map_err(|refusal| refusal.code));
        if let Ok(change) = change {
            world.apply(at, &change);
        }
        assert_eq!(world.usage, world.recount());
    }
    assert_eq!(results, [Ok(Source::Suite), Ok(Source::Suite), Err(Code::NoSeat)]);
    let again = follow_suite(&world.licences, &world.day, &world.usage, &world.person(0), 9).unwrap();
    assert!(again.is_empty());
}
