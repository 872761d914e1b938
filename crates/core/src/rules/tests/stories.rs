//! What becomes of people.

use super::{groups, in_groups, redistribute, rule};
use crate::day::heal;
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::UserKind;
use crate::rules::{Outcome, Rule, RuleNo, Rules, Unmet};
use crate::seats::tests::world::{World, hidden, plan, requiring, user};
use crate::seats::{Source, State};

fn sales_and_service() -> World {
    let rows = vec![
        hidden("user", 9),
        plan("ten-sales", 2, &["user"]),
        plan("ten-service", 2, &["user"]),
        user("mail", 2),
        requiring(user("mail-link", 9), &["mail"]),
    ];
    World::new(rows, 4)
}

fn two_rules(world: &World) -> Rules {
    Rules::new([
        rule(2, "service", vec![world.no("ten-service")]),
        rule(1, "sales", vec![world.no("ten-sales"), world.no("mail-link"), world.no("mail")]),
    ])
}

#[test]
fn the_first_rule_gives_the_plan_and_all_give_their_modules() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let of = [groups(&["service", "sales"]), groups(&["service"]), groups(&[]), groups(&["sales"])];
    redistribute(&mut world, &rules, &of, &[0, 1, 2, 3]);
    assert_eq!(world.held(0), ["mail", "mail-link", "ten-sales", "user"], "what others require comes first");
    assert_eq!(world.held(1), ["ten-service", "user"]);
    assert_eq!(world.held(2), [""; 0]);
    assert_eq!(rules.giving(&world.licences, &in_groups(&of[0]), world.no("user")), [RuleNo(1)]);
    assert_eq!(rules.giving(&world.licences, &in_groups(&of[0]), world.no("ten-service")), []);
}

#[test]
fn who_moves_gives_up_one_and_gets_the_other() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let mut of = vec![groups(&["sales"]), groups(&[]), groups(&[]), groups(&[])];
    redistribute(&mut world, &rules, &of, &[0, 1, 2, 3]);
    of[0] = groups(&["Service"]);
    let outcomes = redistribute(&mut world, &rules, &of, &[0, 1, 2, 3]);
    assert_eq!(world.held(0), ["ten-service", "user"]);
    assert_eq!(outcomes[0].gains, [world.no("ten-service")]);
    assert_eq!(outcomes[0].loses.len(), 3);
    of[0] = groups(&[]);
    redistribute(&mut world, &rules, &of, &[0, 1, 2, 3]);
    assert!(world.people[0].assignments.is_empty() && world.in_use("user") == 0);
}

#[test]
fn who_finds_no_seat_waits_and_what_others_give_up_is_not_passed_on() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let sales = groups(&["sales"]);
    let mut of = vec![sales.clone(), sales.clone(), sales.clone(), sales];
    let outcomes = redistribute(&mut world, &rules, &of, &[0, 1, 2, 3]);
    assert_eq!((world.in_use("ten-sales"), world.held(2).len()), (2, 0));
    let told = outcomes[3].unmet.iter().find(|one| one.module == world.no("ten-sales")).unwrap();
    assert_eq!((told.code, told.waits, told.beside), (Code::NoSeat, true, None));
    let waits = |row: &&crate::seats::Assignment| row.state != State::Active;
    assert_eq!(world.people[3].assignments.iter().filter(waits).count(), 3);
    // The first leaves: the seats are for the third, who waits longest, and not for the fourth who is looked at next.
    of[0] = groups(&[]);
    let outcomes = redistribute(&mut world, &rules, &of, &[0, 3, 1, 2]);
    assert_eq!(outcomes[3], Outcome::default());
    assert_eq!(world.in_use("ten-sales"), 1);
}

#[test]
fn what_persons_decided_stays_unless_the_rule_says_otherwise() {
    let mut world = sales_and_service();
    let mut rules = two_rules(&world);
    let of = vec![groups(&["sales"]); 4];
    world.assign(0, "ten-service").unwrap();
    world.assign(1, "mail").unwrap();
    world.people.truncate(2);
    let outcomes = redistribute(&mut world, &rules, &of, &[0, 1]);
    let (sales, service) = (world.no("ten-sales"), Some(world.no("ten-service")));
    let never = Unmet { module: sales, code: Code::ManualPlan, waits: false, beside: service };
    assert!(outcomes[0].unmet.contains(&never));
    assert_eq!(world.held(0), ["mail", "mail-link", "ten-service", "user"]);
    assert_eq!(world.in_use("mail"), 2, "two sources, one seat");
    redistribute(&mut world, &Rules::default(), &of, &[0, 1]);
    assert_eq!((world.held(0), world.held(1)), (vec!["ten-service", "user"], vec!["mail"]));
    rules = Rules::new([Rule { over_manual: true, ..rule(1, "sales", vec![world.no("ten-sales")]) }]);
    let outcomes = redistribute(&mut world, &rules, &of, &[0, 1]);
    assert_eq!(world.held(0), ["ten-sales", "user"]);
    assert_eq!(outcomes[0].change.replaced, [world.no("ten-service")]);
}

#[test]
fn whose_plan_a_rule_may_replace_waits_with_it_until_there_is_a_seat() {
    let mut world = sales_and_service();
    for (at, code) in [(0, "ten-service"), (1, "ten-sales"), (2, "ten-sales")] {
        world.assign(at, code).unwrap();
    }
    let of = vec![groups(&["sales"]), groups(&[]), groups(&[]), groups(&[])];
    let over = |over_manual| Rules::new([Rule { over_manual, ..rule(1, "sales", vec![ModuleNo(1)]) }]);
    assert_eq!(world.no("ten-sales"), ModuleNo(1));
    let outcomes = redistribute(&mut world, &over(true), &of, &[0]);
    let (module, beside) = (ModuleNo(1), Some(world.no("ten-service")));
    assert_eq!(outcomes[0].unmet, [Unmet { module, code: Code::NoSeat, waits: true, beside }]);
    assert_eq!((world.held(0), world.people[0].assignments.len()), (vec!["ten-service", "user"], 2));
    assert_eq!(redistribute(&mut world, &over(true), &of, &[0])[0], Outcome::default(), "waits once");
    // Told no longer to, it waits for nothing, and says so.
    let mut other = world.clone();
    let outcomes = redistribute(&mut other, &over(false), &of, &[0]);
    assert_eq!(outcomes[0].unmet, [Unmet { module, code: Code::ManualPlan, waits: false, beside }]);
    assert_eq!(other.people[0].assignments.len(), 1);
    // There is a seat: it gives up the plan for it.
    world.recall(1, "ten-sales").unwrap();
    let set = over(true).over_manual(&world.licences);
    let healed = heal(&world.licences, &world.day, &world.usage, &set, world.waiting(), 9);
    healed.iter().for_each(|healed| world.apply(healed.user.index(), &healed.change));
    assert_eq!(world.held(0), ["ten-sales", "user"]);
    assert_eq!((world.in_use("ten-service"), &world.usage), (0, &world.recount()));
}

#[test]
fn what_something_else_requires_is_kept() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let mut of = vec![groups(&["sales"]); 1];
    world.people.truncate(1);
    redistribute(&mut world, &rules, &of, &[0]);
    // Somebody grants by hand what requires the rule's module.
    world.assign(0, "mail-link").unwrap();
    of[0] = groups(&["service"]);
    let outcomes = redistribute(&mut world, &rules, &of, &[0]);
    assert_eq!(outcomes[0].kept, [world.no("mail")]);
    assert_eq!(world.held(0), ["mail", "mail-link", "ten-service", "user"]);
    assert_eq!(redistribute(&mut world, &rules, &of, &[0])[0].change, Default::default());
}

#[test]
fn who_may_not_log_in_gets_nothing_new_and_keeps_no_more_than_is_wanted() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let mut of = vec![groups(&["sales"]), groups(&["sales"]), groups(&[]), groups(&[])];
    redistribute(&mut world, &rules, &of, &[0]);
    for at in [0, 1] {
        world.people[at].active = false;
    }
    world.usage = world.recount();
    redistribute(&mut world, &rules, &of, &[0, 1]);
    assert_eq!((world.people[0].assignments.len(), world.people[1].assignments.len()), (3, 0));
    of[0] = groups(&[]);
    redistribute(&mut world, &rules, &of, &[0, 1]);
    assert_eq!(world.people[0].assignments, []);
}

#[test]
fn a_kind_that_may_not_have_it_waits_and_what_nobody_can_be_given_does_not() {
    let mut world = sales_and_service();
    for row in &mut world.packages[0].rows {
        row.kinds = crate::licence::Kinds::of(&[UserKind::Internal]);
    }
    world.turn(world.day.today);
    world.people[0].kind = UserKind::External;
    let rules = Rules::new([rule(1, "sales", vec![world.no("mail"), world.no("user")])]);
    let outcomes = redistribute(&mut world, &rules, &vec![groups(&["sales"]); 4], &[0]);
    assert_eq!(outcomes[0].unmet.len(), 2);
    let [waiting] = world.people[0].assignments[..] else { panic!("one intent") };
    assert_eq!((waiting.state, waiting.source), (State::Waiting(Code::UserKind), Source::Rule));
}

#[test]
fn what_no_package_knows_rests() {
    let mut world = sales_and_service();
    let rules = two_rules(&world);
    let of = vec![groups(&["sales"]), groups(&["service", "sales"]), groups(&[]), groups(&[])];
    redistribute(&mut world, &rules, &of, &[0, 1]);
    let before = world.people.clone();
    let package = world.packages.pop().unwrap();
    world.turn(world.day.today);
    redistribute(&mut world, &rules, &of, &[0, 1, 2]);
    assert_eq!(world.people.iter().map(|one| one.assignments.len()).sum::<usize>(), 6);
    world.activate(package);
    redistribute(&mut world, &rules, &of, &[0, 1, 2]);
    assert_eq!(
        world.people.iter().map(|one| one.assignments.clone()).collect::<Vec<_>>(),
        before.iter().map(|one| one.assignments.clone()).collect::<Vec<_>>()
    );
}
