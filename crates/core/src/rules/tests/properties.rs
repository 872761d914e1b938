//! Whatever the rules, the people and the package.

use super::{redistribute, rule};
use crate::bits::ModuleSet;
use crate::day::{heal, reasons};
use crate::decide::Code;
use crate::ids::UserNo;
use crate::licence::{Kinds, Quantity};
use crate::rules::{Rule, Rules};
use crate::seats::tests::any::{CODES, any_package, any_people, world_of};
use crate::seats::tests::world::World;
use crate::seats::{Assignment, Source, State};
use crate::testing::{any_day, cases};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Cases of the properties.
const CASES: u32 = 300;

/// Rules as (group, places in [`CODES`], over manual).
type Drawn = Vec<(&'static str, Vec<usize>, bool)>;

fn drawn() -> impl Strategy<Value = Drawn> {
    let places: Vec<usize> = (0..CODES.len()).collect();
    vec((select(vec!["a", "b", "c"]), subsequence(places, 0..4), any::<bool>()), 0..5)
}

fn groups() -> impl Strategy<Value = Vec<Vec<String>>> {
    vec(subsequence(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], 0..=3), 8)
}

fn rules(world: &World, drawn: &Drawn, over: bool) -> Rules {
    Rules::new(drawn.iter().zip(1..).map(|((group, codes, manual), no)| Rule {
        over_manual: *manual && over,
        ..rule(no, group, codes.iter().map(|code| world.no(CODES[*code])).collect())
    }))
}

/// The world on a day, with everybody's seats within the rows in force.
fn settled(
    package: crate::package::Package,
    people: Vec<crate::seats::tests::world::Someone>,
    today: jiff::civil::Date,
) -> World {
    let mut world = world_of(package);
    world.people = people;
    world.turn(today);
    world.begin_day();
    world
}

fn everybody(world: &World) -> Vec<usize> {
    (0..world.people.len()).collect()
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn seats_never_exceed_rows_in_force_and_doing_it_again_changes_nothing(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let mut world = settled(package, people, today);
        let rules = rules(&world, &drawn, true);
        let order = everybody(&world);
        redistribute(&mut world, &rules, &of, &order);
        prop_assert_eq!(world.usage.excess(&world.licences, &world.day), []);
        let again = redistribute(&mut world, &rules, &of, &order);
        for outcome in again {
            // Seats that were given up may be taken now by whoever was not even allowed to wait for them.
            prop_assert!(outcome.change.remove.is_empty() || !outcome.change.replaced.is_empty(), "{:?}", outcome);
        }
    }

    #[test]
    fn nothing_that_a_person_gave_is_touched_unless_told(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let mut world = settled(package, people, today);
        let rules = rules(&world, &drawn, false);
        let others = |world: &World| {
            let rows = |one: &crate::seats::tests::world::Someone| {
                let mut rows: Vec<_> = one.assignments.iter().filter(|row| row.source != Source::Rule).copied().collect();
                rows.sort_by_key(|row| row.key());
                rows.retain(|row| row.source.by_hand());
                rows
            };
            world.people.iter().map(rows).collect::<Vec<_>>()
        };
        let before = others(&world);
        let order = everybody(&world);
        redistribute(&mut world, &rules, &of, &order);
        prop_assert_eq!(before, others(&world));
    }

    #[test]
    fn whoever_comes_first_everybody_has_or_waits_for_the_same(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let world = settled(package, people, today);
        let rules = rules(&world, &drawn, false);
        let mut keys = Vec::new();
        for order in [everybody(&world), everybody(&world).into_iter().rev().collect()] {
            let mut world = world.clone();
            redistribute(&mut world, &rules, &of, &order);
            let of_one = |one: &crate::seats::tests::world::Someone| {
                let rows = one.assignments.iter().filter(|row| row.source == Source::Rule);
                let mut rows: Vec<_> = rows.map(|row| row.module).collect();
                rows.sort_unstable();
                rows
            };
            keys.push(world.people.iter().map(of_one).collect::<Vec<_>>());
        }
        prop_assert_eq!(&keys[0], &keys[1]);
    }

    #[test]
    fn who_may_log_in_has_waits_for_or_is_told_why_not(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let mut world = settled(package, people, today);
        let rules = rules(&world, &drawn, true);
        let order = everybody(&world);
        let outcomes = redistribute(&mut world, &rules, &of, &order);
        for (at, outcome) in outcomes.iter().enumerate().filter(|(at, _)| world.people[*at].active) {
            let traits = crate::rules::Traits { kind: world.people[at].kind, ..super::in_groups(&of[at]) };
            for (no, ..) in rules.wanted(&world.licences, &traits).give {
                let mine = world.people[at].assignments.iter();
                let mut rows = mine.filter(|row| row.source == Source::Rule && crate::seats::current(&world.licences, row.module) == no);
                let told = outcome.unmet.iter().any(|unmet| unmet.module == no);
                prop_assert!(told || rows.any(|row| row.state == State::Active || row.state != State::Active));
            }
        }
    }

    #[test]
    fn whoever_is_told_to_wait_stands_on_the_waiting_list_and_nobody_else_of_whom_it_is_told(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let mut world = settled(package, people, today);
        let rules = rules(&world, &drawn, true);
        let order = everybody(&world);
        let outcomes = redistribute(&mut world, &rules, &of, &order);
        for (at, outcome) in outcomes.iter().enumerate() {
            for one in &outcome.unmet {
                let mine = world.people[at].assignments.iter().filter(|row| row.source == Source::Rule);
                let mut rows = mine.filter(|row| crate::seats::current(&world.licences, row.module) == one.module);
                let state = rows.next().map(|row| row.state);
                prop_assert_eq!(state, one.waits.then_some(State::Waiting(one.code)), "{:?}", one);
            }
        }
    }

    #[test]
    fn what_waits_beside_a_plan_that_a_person_chose_may_take_its_place_when_seats_come(
        package in any_package(), people in any_people(), today in any_day(), drawn in drawn(), of in groups(),
    ) {
        let mut world = settled(package.clone(), people, today);
        let rules = rules(&world, &drawn, true);
        let order = everybody(&world);
        let outcomes = redistribute(&mut world, &rules, &of, &order);
        let over = rules.over_manual(&world.licences);
        let by_hand = |world: &World| {
            let rows = world.people.iter().flat_map(|one| &one.assignments);
            rows.filter(|row| row.source.by_hand()).count()
        };
        let before = by_hand(&world);
        let kept = heal(&world.licences, &world.day, &world.usage, &ModuleSet::new(), world.waiting(), usize::MAX);
        let automatic = kept.iter().filter(|met| met.source.automatic());
        prop_assert!(automatic.flat_map(|met| &met.change.remove).all(|(_, source)| !source.by_hand()));
        // As many seats as anybody could want, on this day and for every kind of user.
        for row in &mut world.packages[0].rows {
            (row.quantity, row.kinds, row.start, row.due) = (Quantity::Unrestricted, Kinds::ALL, None, None);
        }
        world.turn(today);
        let healed = heal(&world.licences, &world.day, &world.usage, &over, world.waiting(), usize::MAX);
        for met in &healed {
            world.apply(met.user.index(), &met.change);
        }
        prop_assert_eq!(&world.usage, &world.recount());
        prop_assert!(by_hand(&world) <= before);
        let still = reasons(&world.licences, &world.day, &world.usage, &over, world.waiting());
        for (at, outcome) in outcomes.iter().enumerate().filter(|(at, _)| world.people[*at].active) {
            for one in outcome.unmet.iter().filter(|one| one.waits && one.beside.is_some()) {
                let mine = world.people[at].assignments.iter().filter(|row| row.source == Source::Rule);
                let met = mine.filter(|row| row.state == State::Active).any(|row| row.module == one.module);
                // It may require something, or what stays may require what only the plan beside it brings (rule 4).
                let lacks = |(user, row, code): &(UserNo, Assignment, Code)| {
                    (user.index(), row.source, row.module) == (at, Source::Rule, one.module) && *code == Code::Prerequisite
                };
                prop_assert!(met || still.iter().any(lacks), "{:?}", one);
            }
        }
    }
}
