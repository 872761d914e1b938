//! Stories of granting and recalling, rule by rule.

use super::world::{World, hidden, plan, requiring, system, user};
use crate::decide::Code;
use crate::licence::{Counting, Kinds, Quantity, Row, Scope, UserKind};
use crate::seats::{Ask, Assigner, Refusal, Source, State, held_through, holds, intend};
use crate::testing::{FIRST_DAY, day_at};

/// Two plans that share what everybody needs, as in the sample vendor's catalogue.
fn plans() -> World {
    World::new(
        vec![
            system("server"),
            hidden("user", 4),
            hidden("web", 4),
            hidden("sale-cal", 2),
            hidden("ej-client", 2),
            plan("ten-sales", 2, &["user", "web", "sale-cal"]),
            plan("ten-service", 2, &["user", "web", "ej-client"]),
            requiring(user("visible-for", 9), &["user", "server"]),
        ],
        6,
    )
}

fn refused(world: &World, code: Code, module: &str, because: Option<&str>) -> Refusal {
    Refusal { code, module: world.no(module), because: because.map(|because| world.no(because)) }
}

#[test]
fn a_plan_takes_a_seat_for_itself_and_for_everything_hidden_in_it() {
    let mut world = plans();
    let change = world.assign(0, "ten-sales").unwrap();
    assert_eq!((change.add.len(), change.usage.len()), (1, 4));
    assert_eq!(world.held(0), ["sale-cal", "ten-sales", "user", "web"]);
    assert_eq!(["ten-sales", "user", "sale-cal", "ej-client"].map(|code| world.in_use(code)), [1, 1, 1, 0]);
    let through = held_through(&world.licences, &world.day, &world.person(0), world.no("web"));
    assert_eq!(through, Some((world.no("ten-sales"), Source::Manual)));
    assert!(world.assign(0, "ten-sales").unwrap().is_empty(), "it is so already");
    world.recall(0, "ten-sales").unwrap();
    assert_eq!(world.in_use("user"), 0);
    assert!(world.recall(0, "ten-sales").unwrap().is_empty());
}

#[test]
fn a_plan_is_granted_whole_or_not_at_all() {
    let mut world = World::new(vec![hidden("user", 1), plan("ten-sales", 3, &["user"])], 2);
    world.assign(0, "ten-sales").unwrap();
    let before = world.usage.clone();
    let refusal = world.assign(1, "ten-sales").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::NoSeat, "ten-sales", Some("user")));
    assert_eq!((world.usage.clone(), world.held(1).len()), (before, 0));
}

#[test]
fn plans_are_swapped_even_when_every_hidden_seat_is_taken() {
    let mut world = plans();
    for (at, plan) in ["ten-sales", "ten-sales", "ten-service", "ten-service"].iter().enumerate() {
        world.assign(at, plan).unwrap();
    }
    assert_eq!(world.in_use("user"), 4);
    let full = world.assign(0, "ten-service").unwrap_err();
    assert_eq!(full, refused(&world, Code::NoSeat, "ten-service", None));
    world.recall(3, "ten-service").unwrap();
    world.people[3].active = false;
    world.assign(4, "visible-for").unwrap_err();
    let change = world.assign(0, "ten-service").unwrap();
    assert_eq!(change.replaced, [world.no("ten-sales")]);
    assert!(!change.usage.iter().any(|(no, _)| *no == world.no("user")), "the seat is kept");
    assert_eq!(world.held(0), ["ej-client", "ten-service", "user", "web"]);
}

#[test]
fn what_nobody_assigns_by_hand() {
    let mut world = plans();
    let mut code = |what: &str| world.assign(0, what).unwrap_err().code;
    assert_eq!([code("user"), code("server")], [Code::NotAssignable; 2]);
    world.names.push("superoffice.never-sold".parse().unwrap());
    world.turn(FIRST_DAY);
    assert_eq!(world.assign(0, "never-sold").unwrap_err().code, Code::NoLicence);
    let unheard_of = Ask::new(crate::ids::ModuleNo(9_999), Source::Manual, 1);
    assert_eq!(world.grant(0, &unheard_of).unwrap_err().code, Code::ModuleUnknown);
    assert_eq!(world.recall(0, "user").unwrap_err().code, Code::NotAssignable);
    let issuer = world.packages[0].issuer.clone();
    world.licences = crate::licences::Licences::build(&world.names, &world.packages, &[issuer]);
    world.day = world.licences.on(FIRST_DAY);
    assert_eq!(world.assign(0, "ten-sales").unwrap_err().code, Code::Tampered);
}

#[test]
fn prerequisites_hold_in_both_directions() {
    let mut world = plans();
    let refusal = world.assign(0, "visible-for").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::Prerequisite, "visible-for", Some("user")));
    world.assign(0, "ten-sales").unwrap();
    world.assign(0, "visible-for").unwrap();
    let refusal = world.recall(0, "ten-sales").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::Prerequisite, "ten-sales", Some("visible-for")));
    world.assign(0, "ten-service").expect("the other plan has the prerequisite too");
    world.recall(0, "visible-for").unwrap();
    world.recall(0, "ten-service").unwrap();
}

#[test]
fn a_plan_that_would_orphan_something_does_not_replace() {
    let rows = vec![
        hidden("user", 9),
        plan("full", 9, &["user"]),
        plan("bare", 9, &[]),
        requiring(user("quote", 9), &["user"]),
    ];
    let mut world = World::new(rows, 1);
    world.assign(0, "full").unwrap();
    world.assign(0, "quote").unwrap();
    let refusal = world.assign(0, "bare").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::Prerequisite, "bare", Some("quote")));
}

#[test]
fn a_missing_system_module_refuses_whatever_requires_it() {
    let rows = vec![requiring(user("saint-cal", 9), &["saint"]), user("web", 9)];
    let mut world = World::new(rows, 1);
    let refusal = world.assign(0, "saint-cal").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::Prerequisite, "saint-cal", Some("saint")));
}

#[test]
fn kinds_are_those_of_the_plan_and_of_everything_in_it() {
    let internal = Kinds::of(&[UserKind::Internal]);
    let mut world =
        World::new(vec![Row { kinds: internal, ..hidden("user", 9) }, plan("ten-sales", 9, &["user"])], 2);
    world.people[1].kind = UserKind::External;
    let refusal = world.assign(1, "ten-sales").unwrap_err();
    assert_eq!(refusal, refused(&world, Code::UserKind, "ten-sales", Some("user")));
}

#[test]
fn several_sources_cost_one_seat_and_the_largest_number_of_units() {
    let mut world = World::new(vec![user("web", 3)], 2);
    world.assign(0, "web").unwrap();
    let rule = world.ask("web", Source::Rule);
    assert!(world.grant(0, &rule).unwrap().usage.is_empty());
    let more = Ask { units: 3, ..world.ask("web", Source::Scim) };
    assert_eq!(world.grant(0, &more).unwrap().usage, [(world.no("web"), 2)]);
    assert_eq!(world.assign(1, "web").unwrap_err().code, Code::NoSeat);
    let change = super::super::recall(
        &world.licences,
        &world.day,
        &world.person(0),
        world.no("web"),
        Some(Source::Scim),
    );
    world.apply(0, &change.unwrap());
    assert_eq!((world.in_use("web"), world.usage.clone()), (1, world.recount()));
    let changed = Ask { units: 2, ..world.ask("web", Source::Manual) };
    world.grant(0, &changed).unwrap();
    assert_eq!(world.in_use("web"), 2);
    let manual = world.people[0].assignments.iter().find(|a| a.source == Source::Manual).unwrap();
    assert_eq!((manual.units, manual.order), (2, 1), "a changed row keeps its place in time");
}

#[test]
fn concurrent_and_unrestricted_modules_have_no_cap_on_assigning() {
    let concurrent = Row { counting: Counting::Concurrent, ..user("desk", 1) };
    let unrestricted = Row { quantity: Quantity::Unrestricted, ..user("mobile", 0) };
    let site = Row { scope: Scope::Site, ..user("satellite", 5) };
    let mut world = World::new(vec![concurrent, unrestricted, site], 3);
    for at in 0..3 {
        world.assign(at, "desk").unwrap();
        world.assign(at, "mobile").unwrap();
    }
    assert_eq!((world.in_use("desk"), world.in_use("mobile")), (3, 3));
    assert_eq!(world.assign(0, "satellite").unwrap_err().code, Code::NotAssignable);
}

#[test]
fn rules_and_scim_leave_plans_alone_that_persons_chose() {
    let mut world = plans();
    world.assign(0, "ten-sales").unwrap();
    let ask = world.ask("ten-service", Source::Scim);
    let refusal = world.grant(0, &ask).unwrap_err();
    assert_eq!(refusal, refused(&world, Code::ManualPlan, "ten-service", Some("ten-sales")));
    let same = world.ask("ten-sales", Source::Rule);
    world.grant(0, &same).expect("the same plan from another source takes nothing");
    let mut usage = world.usage.clone();
    let mut told = Assigner::new(&world.licences, &world.day, &mut usage).over_manual();
    let change = told.assign(&world.person(0), &ask).unwrap();
    assert_eq!((change.replaced.len(), change.remove.len()), (1, 2));
    assert_eq!(told.usage().get(world.no("ten-service")), 1);
    world.assign(0, "ten-service").expect("persons replace anything");
}

#[test]
fn one_plan_for_each_issuer() {
    let acme = crate::testing::package_of("acme", vec![plan("spin", 5, &[])]);
    let superoffice = crate::testing::package_of("superoffice", vec![plan("ten-sales", 5, &[])]);
    let mut world = World::with(vec![superoffice, acme], 1);
    world.assign(0, "ten-sales").unwrap();
    let spin = Ask::new(crate::testing::no(&world.names, "acme.spin"), Source::Manual, 9);
    assert!(world.grant(0, &spin).unwrap().replaced.is_empty());
    assert_eq!(world.held(0), ["spin", "ten-sales"]);
}

#[test]
fn assignments_act_on_their_days_only() {
    let mut world = World::new(vec![user("web", 1)], 2);
    let later = Ask { from: Some(day_at(5)), ..world.ask("web", Source::Manual) };
    assert!(world.grant(0, &later).unwrap().usage.is_empty(), "no seat before its day");
    let until = Ask { until: Some(day_at(4)), ..world.ask("web", Source::Manual) };
    world.grant(1, &until).unwrap();
    assert_eq!((world.held(0).len(), world.held(1), world.in_use("web")), (0, vec!["web"], 1));
    world.turn(day_at(5));
    assert_eq!((world.held(0), world.held(1).len(), world.in_use("web")), (vec!["web"], 0, 1));
}

#[test]
fn a_plan_that_begins_later_ends_the_other_the_day_before() {
    let mut world = plans();
    world.assign(0, "ten-sales").unwrap();
    let later = Ask { from: Some(day_at(10)), ..world.ask("ten-service", Source::Manual) };
    let change = world.grant(0, &later).unwrap();
    assert_eq!((change.replaced.len(), world.in_use("ten-sales")), (1, 1));
    world.turn(day_at(9));
    assert!(world.held(0).contains(&"ten-sales"));
    world.turn(day_at(10));
    assert_eq!(world.held(0), ["ej-client", "ten-service", "user", "web"]);
}

#[test]
fn rows_that_have_not_begun_or_have_ended_give_nothing() {
    let next = Row { start: Some(day_at(3)), ..user("next", 1) };
    let past = Row { due: Some(day_at(-1)), ..user("past", 1) };
    let mut world = World::new(vec![next, past], 1);
    assert_eq!(world.assign(0, "next").unwrap_err().code, Code::NotStarted);
    assert_eq!(world.assign(0, "past").unwrap_err().code, Code::Expired);
    let in_time = Ask { from: Some(day_at(3)), ..world.ask("next", Source::Manual) };
    world.grant(0, &in_time).expect("its row will have begun");
}

#[test]
fn renamed_modules_keep_their_assignments() {
    let mut world = World::new(vec![hidden("user", 2), plan("sales-pro", 2, &["user"])], 3);
    world.assign(0, "sales-pro").unwrap();
    let renamed = Row { was: Some("sales-pro".into()), ..plan("ten-sales", 2, &["user"]) };
    world.activate(crate::testing::package_of("superoffice", vec![hidden("user", 2), renamed]));
    assert_eq!((world.held(0), world.in_use("ten-sales")), (vec!["ten-sales", "user"], 1));
    let through = held_through(&world.licences, &world.day, &world.person(0), world.no("user"));
    assert_eq!(through, Some((world.no("ten-sales"), Source::Manual)), "told by its new name");
    world.assign(1, "ten-sales").unwrap();
    assert_eq!(world.assign(2, "sales-pro").unwrap_err().code, Code::NoSeat, "the old name still works");
    world.recall(0, "ten-sales").unwrap();
    assert_eq!(world.people[0].assignments, []);
}

#[test]
fn intents_wait_beside_what_acts() {
    let mut world = World::new(vec![plan("small", 2, &[]), plan("large", 0, &[])], 2);
    let small = world.ask("small", Source::Scim);
    world.grant(0, &small).unwrap();
    let large = world.ask("large", Source::Scim);
    let refusal = world.grant(0, &large).unwrap_err();
    let change = intend(&world.licences, &world.day, &world.person(0), &large, refusal.code).unwrap();
    world.apply(0, &change);
    assert_eq!((world.held(0), world.usage.clone()), (vec!["small"], world.recount()));
    assert_eq!(world.people[0].assignments[1].state, State::Waiting(Code::NoSeat));
    let chosen = world.assign(0, "small").unwrap();
    assert_eq!(chosen.replaced, [world.no("large")], "a person's choice ends the intent");
    let refused = intend(&world.licences, &world.day, &world.person(0), &large, Code::NoSeat);
    assert_eq!(refused.unwrap_err().code, Code::ManualPlan);
    assert_eq!(holds(&world.licences, &world.day, &world.person(1)).len(), 0);
}
