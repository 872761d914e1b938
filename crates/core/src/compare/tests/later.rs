//! What a package takes away on a later day, and from whom.

use super::{package, people, seen};
use crate::compare::Comparison;
use crate::compare::later::{granted, takes};
use crate::day::day_change;
use crate::decide::Code;
use crate::licence::{Quantity, Row, Scope};
use crate::licences::DayState;
use crate::package::{Package, Suite};
use crate::seats::tests::any::{any_package, any_people, world_of};
use crate::seats::tests::world::{World, hidden, plan, system, user};
use crate::seats::{State, holds};
use crate::testing::{DAYS, any_day, cases, day_at, package_of};
use jiff::civil::Date;
use proptest::prelude::*;

/// Cases of the property.
const CASES: u32 = 400;

type Part = (u32, Option<i64>, Option<i64>);

/// A row in dated parts: units, first day, last day.
fn dated(row: &Row, parts: &[Part]) -> Vec<Row> {
    let part = |(count, start, due): &Part| Row {
        quantity: Quantity::Count(*count),
        start: start.map(day_at),
        due: due.map(day_at),
        ..row.clone()
    };
    parts.iter().map(part).collect()
}

fn rows(sales: &[Part], service: &[Part]) -> Vec<Row> {
    let mut rows = vec![system("server"), hidden("user", 9)];
    rows.extend(dated(&plan("ten-sales", 0, &["user"]), sales));
    rows.extend(dated(&plan("ten-service", 0, &["user"]), service));
    rows
}

/// Three on sales, the third of them last, and one on service.
fn world(sales: &[Part], service: &[Part]) -> World {
    let mut world = World::new(rows(sales, service), 5);
    for (at, code) in [(1, "ten-sales"), (0, "ten-sales"), (3, "ten-service"), (2, "ten-sales")] {
        world.assign(at, code).unwrap();
    }
    world
}

/// Codes of modules, each with who loses it.
type Lost = Vec<(String, Vec<u32>)>;

/// Days from the first one, each with what is lost and by whom.
fn told(seen: &Comparison) -> Vec<(i64, Lost)> {
    let day = |day: Date| (0..=DAYS).find(|n| day_at(*n) == day).expect("a day of the test");
    seen.later.iter().map(|loss| (day(loss.day), people(&loss.loses))).collect()
}

fn loses(modules: &[(&str, &[u32])]) -> Lost {
    modules.iter().map(|(code, users)| ((*code).to_owned(), users.to_vec())).collect()
}

#[test]
fn whoever_got_a_seat_last_loses_it_on_the_day_on_which_there_are_fewer() {
    let world = world(&[(3, None, None)], &[(1, None, None)]);
    let fewer = rows(&[(3, None, Some(4)), (2, Some(5), None)], &[(1, None, None)]);
    let seen = seen(&world, &package(fewer));
    assert!(seen.can_activate && seen.loses.is_empty(), "nobody loses anything today");
    assert_eq!(told(&seen), [(5, loses(&[("ten-sales", &[2]), ("user", &[2])]))]);
    assert!(!seen.harmless, "and it never activates itself");
}

#[test]
fn a_licence_that_gets_an_end_takes_it_from_all_who_have_it() {
    let world = world(&[(3, None, None)], &[(1, None, None)]);
    let ends = seen(&world, &package(rows(&[(3, None, None)], &[(1, None, Some(20))])));
    assert_eq!(told(&ends), [(21, loses(&[("ten-service", &[3]), ("user", &[3])]))]);
}

#[test]
fn each_day_is_told_for_itself_and_what_comes_back_can_go_again() {
    let world = world(&[(3, None, None)], &[(1, None, None)]);
    let sales = [(3, None, Some(4)), (1, Some(5), Some(7)), (2, Some(8), Some(11)), (1, Some(12), None)];
    let both = |users: &[u32]| loses(&[("ten-sales", users), ("user", users)]);
    let seen = seen(&world, &package(rows(&sales, &[(1, None, None)])));
    assert_eq!(told(&seen), [(5, both(&[0, 2])), (12, both(&[0]))]);
}

#[test]
fn the_end_of_everything_is_a_matter_of_dates_and_leaving_something_out_is_not() {
    let (old, renewed) = ([(3, None, Some(10))], [(3, None, Some(10)), (3, Some(11), Some(30))]);
    let service = [(1, None, Some(10))];
    let world = world(&old, &service);
    let again = seen(&world, &package(rows(&old, &service)));
    assert!(told(&again).is_empty() && again.harmless);
    let all = [(1, None, Some(10)), (1, Some(11), Some(30))];
    let all = seen(&world, &package(rows(&renewed, &all)));
    assert!(told(&all).is_empty() && all.harmless, "{:?}", all.later);
    let without = seen(&world, &package(rows(&renewed, &service)));
    assert_eq!(told(&without), [(11, loses(&[("ten-service", &[3]), ("user", &[3])]))]);
    assert!(!without.harmless, "a renewal that leaves a plan out takes it away");
    let shorter = seen(&world, &package(rows(&renewed, &[(1, None, Some(20))])));
    assert_eq!(told(&shorter), [(21, loses(&[("ten-service", &[3]), ("user", &[3])]))]);
}

#[test]
fn nobody_is_named_after_the_licences_have_stopped_or_whose_own_assignment_ends() {
    let mut world = world(&[(3, None, None)], &[(1, None, None)]);
    world.people[3].assignments[0].until = Some(day_at(20));
    let mut new = package(rows(&[(3, None, Some(30))], &[(1, None, Some(20))]));
    assert_eq!(told(&seen(&world, &new)), [(31, loses(&[("ten-sales", &[0, 1, 2]), ("user", &[0, 1, 2])]))]);
    new.dates.grace = Some(day_at(30));
    assert!(told(&seen(&world, &new)).is_empty(), "that is said by the dates");
}

#[test]
fn nobody_is_looked_at_on_a_day_that_leaves_enough() {
    let world =
        world(&[(9, None, Some(4)), (3, Some(5), Some(7)), (2, Some(8), None)], &[(1, None, Some(20))]);
    let granted = granted(&world.licences, &world.persons());
    let of = |code| granted[world.no(code).index()];
    assert_eq!((of("ten-sales"), of("ten-service"), of("user"), of("server")), (3, 1, 4, 0));
    let on = |day: i64| world.licences.on(day_at(day));
    let takes = |day: i64, granted: &[u64]| takes(&world.licences, &on(day - 1), &on(day), granted);
    assert!(!takes(5, &granted), "six fewer, and three are granted");
    assert!(takes(8, &granted) && takes(21, &granted), "two for three, and none for one");
    let nobody = vec![0; granted.len()];
    assert!(!takes(8, &nobody) && !takes(21, &nobody), "nobody has what is less or stops");
}

#[test]
fn the_newest_lose_the_seat_of_a_suite_that_comes() {
    let mut world = World::new(vec![system("server"), user("old", 4)], 4);
    world.assign(0, "old").unwrap();
    let seats = dated(&user("core", 0), &[(4, None, Some(4)), (3, Some(5), None)]);
    let mut new = package([vec![system("server")], seats].concat());
    let name = || "core".to_owned();
    new.suite =
        Some(Suite { name: name(), titles: Default::default(), module: name(), next: Default::default() });
    let later = seen(&world, &new).later;
    assert!(later.iter().all(|loss| loss.day == day_at(5)), "{later:?}");
    world.activate(Package { id: "superoffice-3".into(), ..new });
    world.turn(day_at(5));
    let moved = day_change(&world.licences, &world.day, &world.persons());
    let moved: Vec<_> = moved.into_iter().map(|moved| moved.user).collect();
    let told: Vec<_> = later.into_iter().flat_map(|loss| loss.loses).map(|(_, users)| users).collect();
    assert!(!moved.is_empty() && !told.is_empty(), "{told:?} {moved:?}");
    assert!(told.iter().all(|users| *users == moved), "{told:?} {moved:?}");
}

proptest! {
    #![proptest_config(cases(CASES))]

    /// Day after day, as the day change will do it once the package is in force.
    #[test]
    fn exactly_those_are_named_whom_the_day_changes_will_take_something_from(
        new in any_package(), people in any_people(), day in any_day(),
    ) {
        let for_ever = new.rows.iter().map(|row| Row { start: None, due: None, ..row.clone() }).collect();
        let mut world = world_of(package_of("superoffice", for_ever));
        world.people = people;
        let new = package(new.rows);
        let seen = seen(&world, &new);
        if day <= world.day.today {
            prop_assert!(seen.later.iter().all(|loss| loss.day > world.day.today));
            return Ok(());
        }
        world.activate(new);
        let eve = on(&world, day.yesterday().unwrap());
        let then = on(&world, day);
        let listed = seen.later.iter().find(|loss| loss.day == day).map_or(&[][..], |loss| &loss.loses);
        let plain = world.licences.modules().filter(|(_, module)| {
            module.scope == Scope::User && module.requires.is_empty()
        });
        for (no, module) in plain {
            for at in 0..world.people.len() {
                let own = |row: &crate::seats::Assignment| row.acts(eve.day.today) != row.acts(day);
                let person = world.person(at);
                if !person.active || person.assignments.iter().any(own) || !module.kinds.contains(person.kind) {
                    continue;
                }
                let has = |world: &World| {
                    let there = world.day.module(no).state == DayState::InForce;
                    there && holds(&world.licences, &world.day, &world.person(at)).contains(no)
                };
                let named = listed.iter().any(|(name, users)| *name == module.name && users.contains(&person.no));
                prop_assert_eq!(named, has(&eve) && !has(&then), "{} of {:?} on {}", &module.name, person.no, day);
            }
        }
    }
}

/// The world on a day, after its day change.
fn on(world: &World, day: Date) -> World {
    let mut world = world.clone();
    world.turn(day);
    for moved in day_change(&world.licences, &world.day, &world.persons()) {
        let rows = &mut world.people[moved.user.index()].assignments;
        let key = (moved.module, moved.source);
        rows.iter_mut()
            .filter(|row| row.key() == key)
            .for_each(|row| row.state = State::Waiting(Code::NoSeat));
    }
    world
}
