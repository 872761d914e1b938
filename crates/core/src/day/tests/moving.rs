//! The day change: who gives way, and who does not.

use crate::day::{Moved, day_change};
use crate::decide::Code;
use crate::ids::UserNo;
use crate::licence::{Counting, Quantity, Row};
use crate::seats::tests::world::{World, hidden, plan, user};
use crate::seats::{Ask, Source, State};
use crate::testing::{cases, day_at};
use proptest::collection::vec;
use proptest::prelude::*;

/// Cases of the properties.
const CASES: u32 = 300;

/// Moves what the day moves, and says it as (user, code).
fn begin(world: &mut World, day: i64) -> Vec<(u32, String)> {
    world.turn(day_at(day));
    let moved = day_change(&world.licences, &world.day, &world.persons());
    for Moved { user, module, source } in &moved {
        let rows = &mut world.people[user.index()].assignments;
        let row = rows.iter_mut().find(|row| row.key() == (*module, *source)).unwrap();
        row.state = State::Waiting(Code::NoSeat);
    }
    world.usage = world.recount();
    assert_eq!(world.usage.excess(&world.licences, &world.day), []);
    let said = |moved: &Moved| (moved.user.0, world.names[moved.module.index()].code().to_owned());
    moved.iter().map(said).collect()
}

/// So many until the day before `ends`, and so many for ever.
fn shrinking(row: Row, until: i64, rest: u32) -> Vec<Row> {
    let ending = Row { due: Some(day_at(until)), ..row.clone() };
    vec![ending, Row { quantity: Quantity::Count(rest), ..row }]
}

#[test]
fn the_newest_assignments_give_way_and_the_oldest_stay() {
    let mut world = World::new(shrinking(user("web", 2), 4, 1), 3);
    for at in [2, 0, 1] {
        world.assign(at, "web").unwrap();
    }
    assert_eq!(begin(&mut world, 4), [], "the last day is inclusive");
    assert_eq!(begin(&mut world, 5), [(1, "web".into()), (0, "web".into())]);
    assert_eq!((world.held(2), world.in_use("web")), (vec!["web"], 1));
    assert_eq!(begin(&mut world, 5), []);
}

#[test]
fn a_hidden_module_that_is_over_moves_whole_plans() {
    let mut rows = shrinking(hidden("user", 1), 4, 2);
    rows.extend([plan("ten-sales", 9, &["user"]), plan("ten-service", 9, &["user"]), user("web", 9)]);
    let mut world = World::new(rows, 3);
    for (at, code) in [(0, "ten-sales"), (1, "ten-service"), (2, "ten-sales"), (2, "web")] {
        world.assign(at, code).unwrap();
    }
    assert_eq!(begin(&mut world, 5), [(2, "ten-sales".into())], "web has nothing to do with it");
    assert_eq!((world.held(2), world.in_use("ten-sales")), (vec!["web"], 1));
}

#[test]
fn a_seat_from_two_sources_goes_when_the_older_one_goes() {
    let mut rows = shrinking(user("web", 1), 4, 2);
    rows.push(plan("ten-sales", 9, &["web"]));
    let mut world = World::new(rows, 3);
    world.assign(0, "web").unwrap();
    world.assign(1, "web").unwrap();
    world.assign(2, "web").unwrap();
    world.assign(0, "ten-sales").expect("costs no seat of web");
    assert_eq!(begin(&mut world, 5), [(2, "web".into())], "user 0 has had the seat longest");
    world.activate(crate::testing::package_of(
        "superoffice",
        vec![user("web", 0), plan("ten-sales", 9, &["web"])],
    ));
    let both: Vec<_> = begin(&mut world, 6).into_iter().filter(|(user, _)| *user == 0).collect();
    assert_eq!(both, [(0, "ten-sales".into()), (0, "web".into())]);
}

#[test]
fn nobody_gives_way_without_need() {
    // Without `a` and `b`: the newest has only `a`, the next has both. The second one's leaving
    // frees both, so the first keeps its seat.
    let mut rows = vec![plan("only-a", 9, &["a"]), plan("both", 9, &["a", "b"])];
    rows.extend(shrinking(hidden("a", 1), 4, 2));
    rows.extend(shrinking(hidden("b", 1), 4, 1));
    let mut world = World::new(rows, 4);
    for (at, code) in [(0, "both"), (1, "both"), (2, "only-a")] {
        world.assign(at, code).unwrap();
    }
    assert_eq!(begin(&mut world, 5), [(1, "both".into())]);
}

#[test]
fn units_count_and_concurrent_modules_do_not() {
    let mut rows = shrinking(user("web", 2), 4, 2);
    rows.extend(shrinking(Row { counting: Counting::Concurrent, ..user("desk", 5) }, 4, 0));
    let mut world = World::new(rows, 2);
    let three = Ask { units: 3, ..world.ask("web", Source::Manual) };
    world.grant(0, &three).unwrap();
    world.assign(1, "web").unwrap();
    world.assign(1, "desk").unwrap();
    assert_eq!(begin(&mut world, 5), [(0, "web".into())], "one unit fits where three do not");
    assert_eq!(world.held(1), ["desk", "web"]);
}

#[test]
fn the_inactive_and_those_whose_day_has_not_come_take_no_part() {
    let mut world = World::new(shrinking(user("web", 3), 4, 1), 4);
    for at in 0..3 {
        world.assign(at, "web").unwrap();
    }
    world.people[2].active = false;
    world.usage = world.recount();
    let later = Ask { from: Some(day_at(20)), ..world.ask("web", Source::Manual) };
    world.grant(3, &later).unwrap();
    assert_eq!(begin(&mut world, 5), [(1, "web".into())]);
    assert_eq!(begin(&mut world, 20), [(3, "web".into())], "now it is the newest");
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn of_one_module_exactly_the_newest_give_way(
        orders in vec(0_u64..30, 0..12), total in 0_u32..12,
    ) {
        let mut world = World::new(vec![user("web", total)], orders.len());
        let web = world.no("web");
        for (someone, order) in world.people.iter_mut().zip(&orders) {
            someone.assignments.push(Ask::new(web, Source::Manual, *order).granted(State::Active));
        }
        let mut newest: Vec<_> = orders.iter().zip(0..).map(|(order, user)| (*order, user)).collect();
        newest.sort_unstable();
        let expected: Vec<_> =
            newest.iter().skip(total as usize).rev().map(|(_, user)| UserNo(*user)).collect();
        let moved = day_change(&world.licences, &world.day, &world.persons());
        prop_assert_eq!(moved.iter().map(|moved| moved.user).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_order_in_which_people_are_listed_does_not_matter(
        orders in vec(0_u64..5, 0..9), total in 0_u32..9,
    ) {
        let mut world = World::new(vec![user("web", total)], orders.len());
        let web = world.no("web");
        for (someone, order) in world.people.iter_mut().zip(&orders) {
            someone.assignments.push(Ask::new(web, Source::Manual, *order).granted(State::Active));
        }
        let mut people = world.persons();
        let one = day_change(&world.licences, &world.day, &people);
        people.reverse();
        prop_assert_eq!(one, day_change(&world.licences, &world.day, &people));
    }
}
