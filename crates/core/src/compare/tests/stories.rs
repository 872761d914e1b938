//! What a comparison says, column by column.

use super::{blocked, package, people, row, seen};
use crate::compare::{Delta, RowKind, WhichDate, compare};
use crate::dates::Dates;
use crate::licence::{Counting, Kinds, Quantity, Row, Scope, UserKind};
use crate::licences::Total;
use crate::package::{Limit, Package, Suite};
use crate::seats::tests::world::{World, hidden, plan, requiring, system, user};
use crate::seats::{Ask, Source, Usage};
use crate::testing::day_at;

fn sample() -> Vec<Row> {
    vec![
        system("server"),
        hidden("user", 5),
        hidden("sale-cal", 2),
        plan("ten-sales", 2, &["user", "sale-cal"]),
        plan("ten-service", 3, &["user"]),
    ]
}

/// Two on sales, one on service.
fn world() -> World {
    let mut world = World::new(sample(), 5);
    for (at, code) in [(0, "ten-sales"), (1, "ten-sales"), (2, "ten-service")] {
        world.assign(at, code).unwrap();
    }
    world
}

#[test]
fn only_what_changes_is_listed() {
    let world = world();
    let seen_same = seen(&world, &package(sample()));
    assert_eq!((seen_same.rows.len(), seen_same.unchanged), (0, 5));
    assert!(seen_same.can_activate && seen_same.gains.is_empty() && seen_same.loses.is_empty());

    let mut rows = sample();
    rows.remove(0);
    rows[0] = hidden("user", 7);
    rows[2] = plan("ten-sales", 4, &["user", "sale-cal"]);
    rows.push(system("saint"));
    let seen = seen(&world, &package(rows));
    let listed: Vec<_> = seen.rows.iter().map(|row| (row.module.code(), row.kind)).collect();
    let expected = [
        ("user", RowKind::More),
        ("ten-sales", RowKind::More),
        ("saint", RowKind::New),
        ("server", RowKind::Gone),
    ];
    assert_eq!((listed, seen.unchanged), (expected.to_vec(), 2));
    let sales = row(&seen, "ten-sales");
    assert_eq!((sales.in_use, sales.free, sales.total), (2, Some(0), Total::Count(2)));
    assert_eq!((sales.change, sales.new_total, sales.new_free), (Delta::By(2), Total::Count(4), Some(2)));
    assert_eq!((row(&seen, "saint").change, row(&seen, "server").change), (Delta::On, Delta::Off));
    assert_eq!((row(&seen, "saint").free, row(&seen, "server").to_remove), (None, 0));
}

#[test]
fn a_total_below_the_use_blocks() {
    let mut rows = sample();
    rows[3] = plan("ten-sales", 1, &["user", "sale-cal"]);
    rows.pop();
    let world = world();
    let seen = seen(&world, &package(rows));
    assert_eq!(blocked(&seen), [("ten-sales", 1), ("ten-service", 1)], "also when the plan is gone");
    assert!(!seen.can_activate && !seen.harmless);
    let gone = row(&seen, "ten-service");
    assert_eq!((gone.kind, gone.new_total, gone.new_free), (RowKind::Gone, Total::Absent, Some(-1)));
    assert_eq!(gone.to_remove, 1);
    assert_eq!(people(&seen.loses), [("ten-service".into(), vec![2]), ("user".into(), vec![2])]);
}

#[test]
fn a_changed_set_changes_what_holders_hold_and_can_block_on_a_hidden_module() {
    let mut rows = sample();
    rows[4] = plan("ten-service", 3, &["user", "sale-cal"]);
    rows[3] = plan("ten-sales", 2, &["user"]);
    let world = world();
    let fits = seen(&world, &package(rows.clone()));
    assert_eq!(row(&fits, "sale-cal").kind, RowKind::Use);
    assert_eq!((row(&fits, "sale-cal").in_use, row(&fits, "sale-cal").new_in_use), (2, 1));
    assert_eq!(people(&fits.gains), [("sale-cal".into(), vec![2])]);
    assert_eq!(people(&fits.loses), [("sale-cal".into(), vec![0, 1])]);
    assert_eq!(row(&fits, "ten-sales").kind, RowKind::Definition);

    rows[3] = plan("ten-sales", 2, &["user", "sale-cal"]);
    let over = seen(&world, &package(rows));
    assert_eq!(blocked(&over), [("sale-cal", 1)]);
    let hidden = row(&over, "sale-cal");
    assert_eq!((hidden.new_in_use, hidden.new_free, hidden.to_remove), (3, Some(-1), 1));
    assert!(hidden.hidden);
}

#[test]
fn kinds_and_prerequisites_take_away_too() {
    let rows = vec![system("server"), user("web", 9), user("mobile", 9)];
    let mut world = World::new(rows, 2);
    world.people[1].kind = UserKind::External;
    for at in 0..2 {
        world.assign(at, "web").unwrap();
        world.assign(at, "mobile").unwrap();
    }
    let internal = Kinds::of(&[UserKind::Internal]);
    let new = vec![
        system("server"),
        Row { kinds: internal, ..user("web", 9) },
        requiring(user("mobile", 9), &["outlook"]),
        user("outlook", 9),
    ];
    let seen = seen(&world, &package(new));
    assert_eq!(people(&seen.loses), [("mobile".into(), vec![0, 1]), ("web".into(), vec![1])]);
    assert!(seen.can_activate && !seen.harmless);
}

#[test]
fn a_renamed_module_is_one_row_and_keeps_its_holders() {
    let world = world();
    let mut rows = sample();
    rows[3] = Row { was: Some("ten-sales".into()), ..plan("sales-premium", 3, &["user", "sale-cal"]) };
    let fits = seen(&world, &package(rows.clone()));
    let sales = row(&fits, "sales-premium");
    assert_eq!(sales.was.as_ref().map(|name| name.code()), Some("ten-sales"));
    assert_eq!(
        (sales.kind, sales.in_use, sales.new_in_use, sales.change),
        (RowKind::More, 2, 2, Delta::By(1))
    );
    assert_eq!((fits.rows.len(), fits.unchanged, fits.gains.len(), fits.loses.len()), (1, 4, 0, 0));
    assert!(fits.harmless);
    rows[3] = Row { quantity: Quantity::Count(1), ..rows[3].clone() };
    assert_eq!(blocked(&seen(&world, &package(rows))), [("sales-premium", 1)]);
}

#[test]
fn dates_are_set_side_by_side() {
    let mut world = World::new(vec![Row { due: Some(day_at(9)), ..user("web", 2) }], 1);
    world.assign(0, "web").unwrap();
    world.packages[0].dates = Dates { expiry: Some(day_at(9)), grace: Some(day_at(20)), ..Dates::default() };
    let renewal = vec![
        Row { due: Some(day_at(9)), ..user("web", 2) },
        Row { start: Some(day_at(10)), due: Some(day_at(30)), ..user("web", 2) },
    ];
    let dates = Dates { expiry: Some(day_at(30)), grace: Some(day_at(20)), ..Dates::default() };
    let seen = seen(&world, &Package { dates, ..package(renewal) });
    let web = row(&seen, "web");
    assert_eq!((web.kind, web.change, web.new_total), (RowKind::Dates, Delta::Same, Total::Count(2)));
    assert_eq!((web.spans.len(), web.new_spans[1].due), (1, Some(day_at(30))));
    let changed: Vec<_> = seen.dates.iter().map(|date| (date.which, date.old, date.new)).collect();
    assert_eq!(changed, [(WhichDate::Expiry, Some(day_at(9)), Some(day_at(30)))]);
    assert!(seen.harmless);
}

#[test]
fn the_first_package_is_set_beside_nothing() {
    let mut world = World::new(vec![user("web", 2)], 2);
    world.assign(0, "web").unwrap();
    let package = package(vec![user("web", 2), system("server")]);
    let names = [];
    let alone = compare(None, &package, world.day.today, &names, &[], &Usage::default());
    assert_eq!((row(&alone, "web").change, row(&alone, "server").change), (Delta::By(2), Delta::On));
    assert!(alone.can_activate && !alone.harmless);
    let day = world.day.today;
    let again = compare(None, &package, day, &world.names, &world.persons(), &Usage::default());
    assert_eq!((row(&again, "web").in_use, row(&again, "web").new_in_use), (0, 1), "intents return");
    assert_eq!(people(&again.gains), [("web".into(), vec![0])]);
    let acme = crate::testing::package_of("acme", vec![user("web", 5)]);
    let other = compare(Some(&package), &acme, day, &world.names, &world.persons(), &Usage::default());
    assert_eq!(row(&other, "web").kind, RowKind::New, "another issuer's package replaces nothing");
}

#[test]
fn unrestricted_and_concurrent_modules_have_no_free_figure() {
    let rows = vec![user("web", 2), Row { counting: Counting::Concurrent, ..user("desk", 5) }];
    let mut world = World::new(rows, 3);
    world.assign(0, "web").unwrap();
    for at in 0..3 {
        world.assign(at, "desk").unwrap();
    }
    let lifted = vec![
        Row { quantity: Quantity::Unrestricted, ..user("web", 0) },
        Row { counting: Counting::Concurrent, ..user("desk", 1) },
    ];
    let seen_lifted = seen(&world, &package(lifted.clone()));
    assert_eq!((row(&seen_lifted, "web").change, row(&seen_lifted, "web").new_free), (Delta::Lifted, None));
    let desk = row(&seen_lifted, "desk");
    assert_eq!((desk.change, desk.new_free, desk.to_remove), (Delta::By(-4), None, 0));
    world.activate(package(lifted));
    let capped = seen(&world, &package(vec![user("web", 0)]));
    assert_eq!((row(&capped, "web").change, row(&capped, "web").kind), (Delta::Capped, RowKind::Fewer));
    assert_eq!(blocked(&capped), [("web", 1)]);
    assert_eq!(
        people(&capped.loses),
        [("desk".into(), vec![0, 1, 2])],
        "concurrent: gone, nothing to recall"
    );
}

#[test]
fn site_modules_count_what_installations_use() {
    let site = |count| Row { scope: Scope::Site, ..user("satellite", count) };
    let world = World::new(vec![site(5)], 0);
    let mut elsewhere = Usage::default();
    elsewhere.set(world.no("satellite"), 4);
    let new = package(vec![site(3)]);
    let today = world.day.today;
    let seen = compare(world.packages.first(), &new, today, &world.names, &[], &elsewhere);
    let satellite = row(&seen, "satellite");
    assert_eq!((satellite.in_use, satellite.free, satellite.new_free), (4, Some(1), Some(-1)));
    assert_eq!(blocked(&seen), [("satellite", 1)]);
}

#[test]
fn a_suite_needs_a_seat_for_everybody_who_may_log_in() {
    let mut world = world();
    world.people[4].active = false;
    let suite = Suite {
        name: "core".into(),
        titles: Default::default(),
        module: "suite-core".into(),
        next: Default::default(),
    };
    let limits = vec![Limit {
        n: 0,
        name: "active-projects".into(),
        titles: Default::default(),
        max: Some(100),
        counts: Default::default(),
        advice: Default::default(),
        next: None,
    }];
    let rows = |seats| vec![hidden("user", 9), plan("suite-core", seats, &["user"])];
    let new = |seats| Package { suite: Some(suite.clone()), limits: limits.clone(), ..package(rows(seats)) };
    for (at, code) in [(0, "ten-sales"), (1, "ten-sales"), (2, "ten-service")] {
        world.recall(at, code).unwrap();
    }
    let fits = seen(&world, &new(4));
    assert_eq!((row(&fits, "suite-core").new_in_use, row(&fits, "user").new_in_use), (4, 4));
    assert_eq!(fits.suite, Some((None, Some("core".into()))));
    assert_eq!((fits.limits.len(), fits.limits[0].old.is_none()), (1, true));
    assert_eq!(people(&fits.gains)[0], ("suite-core".into(), vec![0, 1, 2, 3]));
    assert!(fits.can_activate && !fits.harmless);
    assert_eq!(blocked(&seen(&world, &new(3))), [("suite-core", 1)]);
}

/// Two on sales, one on service, one on nothing: all move to one plan for everybody, and nobody has to be recalled.
#[test]
fn who_moves_from_plans_to_a_suite_leaves_the_plans_behind() {
    let mut world = world();
    world.people[4].active = false;
    let (titles, next) = Default::default();
    let suite = Suite { name: "core".into(), titles, module: "suite-core".into(), next };
    let rows = vec![hidden("user", 9), plan("suite-core", 4, &["user"])];
    let new = Package { suite: Some(suite), sequence: 2, ..package(rows) };
    let seen = seen(&world, &new);
    assert!(seen.can_activate, "{:?}", seen.blocked);
    assert_eq!((row(&seen, "ten-sales").in_use, row(&seen, "ten-sales").to_remove), (2, 0));
    assert_eq!(people(&seen.gains)[0], ("suite-core".into(), vec![0, 1, 2, 3]));
    let lost: Vec<_> = people(&seen.loses).into_iter().map(|(module, _)| module).collect();
    assert_eq!(lost, ["sale-cal", "ten-sales", "ten-service"], "and it is said who loses what");
    world.activate(new);
    assert_eq!(world.held(0), ["suite-core", "ten-sales", "user"], "the grant rests, and brings nothing");
    assert_eq!((world.in_use("suite-core"), &world.usage), (4, &world.recount()));
    // Back to plans, what everybody had is there again.
    let back = Package { sequence: 3, ..package(sample()) };
    assert!(super::seen(&world, &back).can_activate);
    world.activate(back);
    assert_eq!((world.held(0), world.in_use("ten-sales")), (vec!["sale-cal", "ten-sales", "user"], 2));
}

/// The seat follows *can log in* in both: whoever gets the next suite's loses nothing, and it may come by itself.
#[test]
fn who_moves_from_one_suite_to_the_next_loses_nothing() {
    let mut world = world();
    world.people[4].active = false;
    let package_of = |code: &str, sequence, rows| {
        let (titles, next) = Default::default();
        let suite = Suite { name: code.into(), titles, module: format!("suite-{code}"), next };
        Package { suite: Some(suite), sequence, ..package(rows) }
    };
    world.activate(package_of("core", 2, vec![hidden("user", 9), plan("suite-core", 4, &["user"])]));
    let growth = |seats, set: &[&str]| vec![hidden("user", 9), plan("suite-growth", seats, set)];
    let new = package_of("growth", 3, growth(5, &["user"]));
    let up = seen(&world, &new);
    assert_eq!(people(&up.gains), [("suite-growth".into(), vec![0, 1, 2, 3])]);
    assert_eq!((people(&up.loses), up.blocked.len(), up.harmless), (vec![], 0, true), "{up:?}");
    let tight = seen(&world, &package_of("growth", 3, growth(3, &["user"])));
    assert_eq!((blocked(&tight), tight.harmless), (vec![("suite-growth", 1)], false));
    let less = seen(&world, &package_of("growth", 3, growth(5, &[])));
    assert_eq!((people(&less.loses), less.harmless), (vec![("user".into(), vec![0, 1, 2, 3])], false));
    let mut short = growth(5, &["user"]);
    short[1].due = Some(day_at(30));
    assert!(!seen(&world, &package_of("growth", 3, short)).harmless, "the seat had no end");
    let mut staff = growth(5, &["user"]);
    staff[1].kinds = Kinds::of(&[UserKind::System]);
    let staff = seen(&world, &package_of("growth", 3, staff));
    assert!(people(&staff.loses).iter().any(|(name, _)| name == "suite-core") && !staff.harmless);
    world.activate(new);
    assert_eq!((world.held(0).contains(&"suite-growth"), world.in_use("suite-growth")), (true, 4));
}

#[test]
fn it_survives_being_stored_and_read() {
    let mut world = world();
    let ask = Ask { units: 2, ..world.ask("ten-service", Source::Rule) };
    world.grant(3, &ask).unwrap();
    let mut rows = sample();
    rows[3] = plan("ten-sales", 1, &["user"]);
    rows.remove(0);
    let mut new = package(rows);
    new.holder.serial = "1".into();
    new.zone = "UTC".into();
    new.dates.grace = Some(day_at(3));
    let seen = seen(&world, &new);
    let stored = serde_json::to_string(&seen).unwrap();
    assert_eq!(serde_json::from_str::<super::Comparison>(&stored).unwrap(), seen);
}

#[test]
fn a_package_that_has_expired_already_takes_everything_from_everybody() {
    let mut world = World::new(vec![hidden("user", 2), plan("ten-sales", 2, &["user"]), user("web", 2)], 2);
    world.assign(0, "ten-sales").unwrap();
    world.assign(1, "web").unwrap();
    let yesterday = world.day.today.yesterday().ok();
    let rows = world.packages[0].rows.clone();
    let stopped = Dates { expiry: yesterday, grace: yesterday, ..Dates::default() };
    let seen = super::seen(&world, &Package { dates: stopped, ..package(rows.clone()) });
    let everything =
        vec![("ten-sales".to_owned(), vec![0]), ("user".to_owned(), vec![0]), ("web".to_owned(), vec![1])];
    assert_eq!((people(&seen.gains), people(&seen.loses)), (vec![], everything.clone()));
    assert!(!seen.harmless);
    // The same where the rows themselves have ended.
    let ended = rows.into_iter().map(|row| Row { due: yesterday, ..row }).collect();
    let seen = super::seen(&world, &package(ended));
    assert_eq!(people(&seen.loses), everything);
    // And one that renews what has stopped gives it back.
    world.packages[0].dates = stopped;
    world.turn(world.day.today);
    let renewed = package(world.packages[0].rows.clone());
    assert_eq!(people(&super::seen(&world, &renewed).gains), everything);
}
