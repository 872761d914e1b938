//! What is counted is what the rule says, one by one.

use super::*;
use crate::licence::UserKind;
use crate::licences::Licences;
use crate::seats::holds;
use crate::seats::tests::any::{any_package, any_people, world_of};
use crate::testing::any_day;
use proptest::prelude::*;

proptest! {
    #[test]
    fn seats_in_use_are_those_of_active_holders_and_never_totals(
        package in any_package(), people in any_people(), today in any_day(),
    ) {
        let mut world = world_of(package);
        world.turn(today);
        world.people = people;
        let licences = &world.licences;
        let day = licences.on(today);
        let counted = Counted::of(licences, &day, world.persons());
        let actives = world.persons().into_iter().filter(|person| person.active).count() as u64;
        prop_assert_eq!(counted.active_users(), actives);
        for line in &counted.lines {
            let module = licences.module(line.module).unwrap();
            prop_assert!(module.scope == Scope::User);
            prop_assert!(!module.hidden || line.role == Role::Ceiling, "{} is hidden", module.name);
            let holders = world.persons().into_iter().filter(|person| {
                person.active && holds(licences, &day, person).contains(line.module)
            });
            // Each holder takes at least one unit, and as many as the largest grant has.
            let holders = holders.count() as u64;
            prop_assert!(line.in_use >= holders && (line.in_use == 0) == (holders == 0));
            prop_assert_eq!(line.role == Role::Plan, module.plan);
        }
        // What the package has of the ceilings is told, hidden as it is.
        for code in CEILINGS {
            let of_code = licences.in_order().into_iter().find(|module| module.name.code() == code);
            let told = counted.lines_of(Role::Ceiling).find(|line| of_code.is_some_and(|m| m.no == line.module));
            prop_assert_eq!(of_code.map(|module| day.total(module.no)), told.map(|line| line.total));
        }
        // Whoever is switched off takes nothing, whatever was granted.
        let off = world.persons().into_iter().map(|person| Person { active: false, ..person });
        let nothing = Counted::of(licences, &day, off);
        prop_assert_eq!((nothing.plan_seats(), nothing.active_users()), (0, 0));
    }

    #[test]
    fn nobody_is_counted_twice_whatever_the_order(people in any_people(), package in any_package(), today in any_day()) {
        let mut world = world_of(package);
        world.turn(today);
        world.people = people;
        let day = world.licences.on(today);
        let mut backwards = world.persons();
        backwards.reverse();
        let there = Counted::of(&world.licences, &day, world.persons());
        prop_assert_eq!(there, Counted::of(&world.licences, &day, backwards));
    }
}

#[test]
fn without_licences_only_people_are_counted() {
    let licences = Licences::default();
    let today = jiff::civil::date(2026, 11, 21);
    let anna = Person { no: crate::ids::UserNo(0), kind: UserKind::External, active: true, assignments: &[] };
    let counted = Counted::of(&licences, &licences.on(today), [anna]);
    assert_eq!((counted.lines.len(), counted.active, counted.active_users()), (0, [0, 0, 1, 0, 0], 1));
}
