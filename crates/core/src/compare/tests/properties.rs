//! What is true of every comparison.

use super::{package, seen};
use crate::compare::{Comparison, compare};
use crate::ids::UserNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Licences, Total};
use crate::seats::tests::any::{any_package, any_people, world_of};
use crate::seats::tests::world::World;
use crate::seats::{Usage, holds};
use crate::testing::{any_day, cases};
use proptest::prelude::*;

/// Cases of the properties.
const CASES: u32 = 400;

fn any_world() -> impl Strategy<Value = World> {
    (any_package(), any_people(), any_day()).prop_map(|(package, people, today)| {
        let mut world = world_of(package);
        world.people = people;
        world.turn(today);
        world.settle();
        world
    })
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn comparing_and_activating_gives_the_new_package(mut world in any_world(), new in any_package()) {
        let new = package(new.rows);
        let seen = seen(&world, &new);
        let before = world.clone();
        world.activate(new.clone());
        let alone = Licences::build(&world.names, &[new], &[]).on(world.day.today);
        prop_assert_eq!(&alone, &world.day, "activating replaces");
        let mut listed = 0;
        for (no, module) in world.licences.modules() {
            let row = seen.rows.iter().find(|row| row.module == module.name);
            listed += usize::from(row.is_some());
            let total = row.map_or_else(|| before.day.total(no), |row| row.new_total);
            prop_assert_eq!(total, world.day.total(no), "{}", &module.name);
            if module.scope == Scope::User {
                let in_use = row.map_or_else(|| before.usage.get(no), |row| row.new_in_use);
                prop_assert_eq!(in_use, world.usage.get(no), "{}", &module.name);
            }
        }
        prop_assert_eq!(listed + seen.unchanged, world.licences.modules().count());
    }

    #[test]
    fn blocked_is_exactly_what_would_be_over(mut world in any_world(), new in any_package()) {
        let new = package(new.rows);
        let seen = seen(&world, &new);
        let gone: Vec<_> = seen.blocked.iter().filter(|(name, _)| {
            new.rows.iter().all(|row| row.module != name.code())
        }).cloned().collect();
        world.activate(new);
        let excess = world.usage.excess(&world.licences, &world.day);
        let mut over: Vec<_> =
            excess.iter().map(|(no, units)| (world.names[no.index()].clone(), *units)).collect();
        over.extend(gone);
        over.sort();
        let mut blocked = seen.blocked.clone();
        blocked.sort();
        prop_assert_eq!(over, blocked);
        prop_assert_eq!(seen.can_activate, seen.blocked.is_empty());
        prop_assert!(seen.can_activate || !seen.harmless);
    }

    #[test]
    fn who_gains_and_loses_is_who_holds_more_and_less(mut world in any_world(), new in any_package()) {
        let new = package(new.rows);
        let seen = seen(&world, &new);
        let before = world.clone();
        world.activate(new);
        for (no, module) in world.licences.modules() {
            let listed = |lists: &[(crate::names::ModuleName, Vec<UserNo>)], user| {
                lists.iter().any(|(name, users)| *name == module.name && users.contains(&user))
            };
            for at in 0..world.people.len() {
                let person = world.person(at);
                let has = |world: &World| holds(&world.licences, &world.day, &world.person(at)).contains(no);
                let (gains, loses) = (listed(&seen.gains, person.no), listed(&seen.loses, person.no));
                prop_assert!(!(gains && loses));
                prop_assert!(!gains || person.active && has(&world));
                let renamed = module.was.is_some();
                prop_assert!(!loses || renamed || person.active && has(&before));
            }
        }
    }

    #[test]
    fn the_same_package_again_changes_nothing(world in any_world()) {
        let again = world.packages[0].clone();
        let seen = seen(&world, &again);
        prop_assert!(seen.rows.iter().all(|row| row.to_remove > 0), "{:?}", seen.rows);
        prop_assert!(seen.gains.is_empty() && seen.loses.is_empty() && seen.dates.is_empty());
    }

    #[test]
    fn what_is_harmless_costs_nobody_anything_on_any_day_in_it(
        mut world in any_world(), new in any_package(), later in any_day(),
    ) {
        let new = package(new.rows);
        let seen = seen(&world, &new);
        if !seen.harmless || later < world.day.today {
            return Ok(());
        }
        world.activate(new);
        let usage = world.usage.clone();
        let day = world.licences.on(later);
        for (no, module) in world.licences.modules() {
            let in_it = module.rows.iter().any(|row| row.due.is_none_or(|due| due >= later));
            let named = module.scope == Scope::User && module.counting == Counting::Named;
            if named && in_it && usage.get(no) > 0 {
                prop_assert!(day.total(no).holds(usage.get(no)), "{} on {later}", &module.name);
                prop_assert_ne!(day.total(no), Total::Absent);
            }
        }
    }

    #[test]
    fn it_is_the_same_whoever_looks_and_survives_storage(world in any_world(), new in any_package()) {
        let one = seen(&world, &new);
        let mut names = world.names.clone();
        names.extend(Licences::missing_names(&names, &new));
        let today = world.day.today;
        let two = compare(world.packages.first(), &new, today, &names, &world.persons(), &Usage::default());
        prop_assert_eq!(&one, &two);
        let stored = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Comparison>(&stored).unwrap(), one);
    }
}
