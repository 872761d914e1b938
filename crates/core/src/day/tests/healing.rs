//! Healing: the oldest intent first, skipping none.

use crate::bits::ModuleSet;
use crate::day::heal;
use crate::decide::Code;
use crate::ids::UserNo;
use crate::licence::{Quantity, Row};
use crate::seats::tests::world::{World, hidden, plan, requiring, user};
use crate::seats::{Ask, Person, Source, State};
use crate::testing::{cases, day_at, package_of};
use proptest::collection::vec;
use proptest::prelude::*;

/// Cases of the properties.
const CASES: u32 = 300;

/// Puts an intent on the waiting list.
fn wait(world: &mut World, at: usize, code: &str, units: u32) {
    let ask = Ask { units, ..world.ask(code, Source::Rule) };
    world.people[at].assignments.push(ask.granted(State::Waiting(Code::NoSeat)));
}

fn waiting(world: &World) -> Vec<(Person<'_>, usize)> {
    let mut list = Vec::new();
    for person in world.persons() {
        list.extend((0..person.assignments.len()).map(|index| (person, index)));
    }
    list.retain(|(person, index)| person.assignments[*index].state != State::Active);
    list.sort_by_key(|(person, index)| person.assignments[*index].order);
    list
}

/// Heals, and says it as (user, code).
fn healed(world: &mut World, max: usize) -> Vec<(u32, String)> {
    let healed = heal(&world.licences, &world.day, &world.usage, &ModuleSet::new(), waiting(world), max);
    for healed in &healed {
        world.apply(healed.user.index(), &healed.change);
    }
    assert_eq!(world.usage, world.recount());
    let said = |no: crate::ids::ModuleNo| world.names[no.index()].code().to_owned();
    healed.iter().map(|healed| (healed.user.0, said(healed.module))).collect()
}

fn web(user: u32) -> (u32, String) {
    (user, "web".into())
}

#[test]
fn the_oldest_intents_are_met_and_at_most_so_many_at_a_time() {
    let mut world = World::new(vec![user("web", 3)], 5);
    for at in [4, 1, 3, 0] {
        wait(&mut world, at, "web", 1);
    }
    assert_eq!(healed(&mut world, 2), [web(4), web(1)]);
    assert_eq!(healed(&mut world, 2), [web(3)]);
    assert_eq!(healed(&mut world, 2), []);
    assert_eq!(world.people[4].assignments[0].order, 1, "keeps its place in time");
}

#[test]
fn whoever_leaves_a_plan_for_the_one_waited_for_makes_room_in_it() {
    // Of three seats of `small` a day has taken one, and the newest holder waits; somebody else has waited longer for
    // `large`, and gives up `small` by getting it.
    let mut world = World::new(vec![plan("small", 2, &[]), plan("large", 1, &[])], 3);
    for at in [0, 1] {
        let ask = world.ask("small", Source::Rule);
        world.people[at].assignments.push(ask.granted(State::Active));
    }
    wait(&mut world, 0, "large", 1);
    wait(&mut world, 2, "small", 1);
    world.usage = world.recount();
    assert_eq!(healed(&mut world, 9), [(0, "large".into()), (2, "small".into())]);
}

#[test]
fn who_lacks_a_seat_is_not_passed_by() {
    let mut world = World::new(vec![user("web", 2), user("mobile", 1)], 4);
    wait(&mut world, 0, "web", 3);
    wait(&mut world, 1, "web", 1);
    wait(&mut world, 2, "mobile", 1);
    assert_eq!(healed(&mut world, 9), [(2, "mobile".into())], "other modules are nobody's concern");
    world.activate(package_of("superoffice", vec![user("web", 4), user("mobile", 1)]));
    assert_eq!(healed(&mut world, 9), [web(0), web(1)]);
}

#[test]
fn a_plan_that_waits_for_its_own_seat_does_not_keep_the_hidden_ones() {
    let rows = [hidden("user", 5), plan("ten-sales", 0, &["user"]), plan("ten-service", 5, &["user"])];
    let mut world = World::new(rows.to_vec(), 3);
    wait(&mut world, 0, "ten-sales", 1);
    wait(&mut world, 1, "ten-service", 1);
    assert_eq!(healed(&mut world, 9), [(1, "ten-service".into())]);
}

#[test]
fn who_lacks_something_else_keeps_the_place_and_the_next_is_tried() {
    let rows = vec![user("user", 2), requiring(user("web", 2), &["user"])];
    let mut world = World::new(rows, 4);
    wait(&mut world, 0, "web", 1);
    wait(&mut world, 1, "web", 1);
    wait(&mut world, 1, "user", 1);
    world.assign(2, "user").unwrap();
    wait(&mut world, 2, "web", 1);
    assert_eq!(
        healed(&mut world, 9),
        [(1, "user".into()), web(2), web(1)],
        "the older one's turn comes again"
    );
    assert_eq!(world.held(0).len(), 0);
}

#[test]
fn the_inactive_and_those_out_of_their_days_are_in_nobodys_way() {
    let mut world = World::new(vec![user("web", 1)], 4);
    for at in 0..4 {
        wait(&mut world, at, "web", 1);
    }
    world.people[0].active = false;
    world.people[1].assignments[0].until = Some(day_at(-1));
    world.people[2].assignments[0].from = Some(day_at(1));
    assert_eq!(healed(&mut world, 9), [web(3)]);
}

#[test]
fn a_plan_that_heals_takes_the_place_of_the_one_before() {
    let mut world = World::new(vec![plan("small", 1, &[]), plan("large", 1, &[])], 2);
    let small = world.ask("small", Source::Rule);
    world.grant(0, &small).unwrap();
    wait(&mut world, 0, "large", 1);
    wait(&mut world, 1, "small", 1);
    assert_eq!(healed(&mut world, 9), [(0, "large".into()), (1, "small".into())]);
    assert_eq!((world.held(0), world.held(1)), (vec!["large"], vec!["small"]));
}

#[test]
fn what_a_rule_may_replace_is_given_up_when_the_turn_comes_and_not_before() {
    let mut world = World::new(vec![plan("small", 1, &[]), plan("large", 1, &[])], 3);
    wait(&mut world, 2, "small", 1);
    world.assign(0, "small").unwrap();
    wait(&mut world, 0, "large", 1);
    assert_eq!(healed(&mut world, 9), [], "nothing automatic takes the place of what a person chose");
    let over = ModuleSet::from_iter([world.no("large")]);
    let healed = heal(&world.licences, &world.day, &world.usage, &over, waiting(&world), 9);
    healed.iter().for_each(|healed| world.apply(healed.user.index(), &healed.change));
    assert_eq!(healed[0].change.replaced, [world.no("small")]);
    assert_eq!(
        (world.held(0), world.held(2)),
        (vec!["large"], vec!["small"]),
        "the older one gets what it leaves"
    );
    assert_eq!(world.usage, world.recount());
}

#[test]
fn what_comes_back_with_a_package_heals() {
    let mut world = World::new(vec![Row { quantity: Quantity::Unrestricted, ..user("web", 0) }], 1);
    world.people[0].assignments =
        vec![Ask::new(world.no("web"), Source::Manual, 1).granted(State::Waiting(Code::NoLicence))];
    assert_eq!(healed(&mut world, 9), [web(0)]);
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn of_one_module_the_longest_row_of_oldest_intents_is_met(
        units in vec(1_u32..4, 0..10), total in 0_u32..12, max in 0_usize..12,
    ) {
        let mut world = World::new(vec![user("web", total)], units.len());
        for (at, units) in units.iter().enumerate() {
            wait(&mut world, at, "web", *units);
        }
        let mut left = total;
        let fits = units.iter().take_while(|units| {
            let fits = **units <= left;
            left = left.saturating_sub(**units);
            fits
        });
        let expected = fits.count().min(max);
        let healed = heal(&world.licences, &world.day, &world.usage, &ModuleSet::new(), waiting(&world), max);
        let users: Vec<_> = healed.iter().map(|healed| healed.user).collect();
        let oldest: Vec<_> = (0..).map(UserNo).take(expected).collect();
        prop_assert_eq!(users, oldest);
    }
}
