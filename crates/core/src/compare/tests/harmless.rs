//! When a fetched package may activate itself, condition by condition (rule 8).

use super::{package, seen};
use crate::dates::Dates;
use crate::licence::{Kinds, Quantity, Row, UserKind};
use crate::package::{Limit, Package};
use crate::seats::tests::world::{World, hidden, plan, system, user};
use crate::testing::day_at;

fn sample() -> Vec<Row> {
    vec![system("server"), hidden("user", 4), plan("ten-sales", 4, &["user"]), user("web", 4)]
}

fn limit(max: Option<u64>) -> Vec<Limit> {
    let [titles, counts, advice] = Default::default();
    vec![Limit { n: 0, name: "projects".into(), titles, max, counts, advice, next: None }]
}

/// Two on the plan; expiry and a limit to move.
fn world() -> World {
    let mut world = World::new(sample(), 3);
    for at in 0..2 {
        world.assign(at, "ten-sales").unwrap();
    }
    world.packages[0].dates = Dates { expiry: Some(day_at(20)), ..Dates::default() };
    world.packages[0].limits = limit(Some(100));
    world
}

fn new(change: impl Fn(&mut Package)) -> bool {
    let world = world();
    let mut package = Package {
        dates: world.packages[0].dates,
        limits: world.packages[0].limits.clone(),
        ..package(sample())
    };
    change(&mut package);
    seen(&world, &package).harmless
}

fn dated(rows: &[(u32, Option<i64>, Option<i64>)]) -> Vec<Row> {
    let row = |(count, start, due): &(u32, Option<i64>, Option<i64>)| Row {
        start: start.map(day_at),
        due: due.map(day_at),
        ..plan("ten-sales", *count, &["user"])
    };
    rows.iter().map(row).collect()
}

/// The sample with other rows of the plan.
fn with(rows: &[(u32, Option<i64>, Option<i64>)]) -> bool {
    let rows = rows.to_vec();
    new(|package| {
        package.rows.retain(|row| row.module != "ten-sales");
        package.rows.extend(dated(&rows));
    })
}

#[test]
fn the_same_again_more_of_it_and_less_of_what_is_free() {
    assert!(new(|_| {}));
    assert!(new(|package| package.rows[1].quantity = Quantity::Unrestricted));
    assert!(new(|package| package.rows[2].quantity = Quantity::Count(2)));
    assert!(
        new(|package| {
            package.rows.pop();
        }),
        "nobody has it"
    );
    assert!(new(|package| package.rows.push(system("saint"))));
}

#[test]
fn a_total_below_the_use_today_or_later() {
    assert!(!new(|package| package.rows[2].quantity = Quantity::Count(1)));
    assert!(with(&[(4, None, None), (9, Some(3), Some(5))]));
    assert!(!with(&[(1, None, None), (1, None, Some(5))]), "too few from the sixth day on");
    assert!(with(&[(4, None, None), (1, None, Some(5))]));
}

#[test]
fn the_end_of_the_last_row_is_a_matter_of_dates() {
    assert!(!with(&[(4, None, Some(30))]), "there was no end, and now there is");
    let mut world = world();
    let ending = |due| {
        let mut rows = sample();
        rows.retain(|row| row.module != "ten-sales");
        rows.extend(dated(&[(4, None, Some(due))]));
        rows
    };
    let dates = world.packages[0].dates;
    world.activate(Package { dates, ..package(ending(10)) });
    let mut renewed = Package { dates, ..package(ending(10)) };
    assert!(seen(&world, &renewed).harmless);
    renewed.rows = ending(30);
    assert!(seen(&world, &renewed).harmless);
    renewed.rows = ending(9);
    assert!(!seen(&world, &renewed).harmless);
    for (start, harmless) in [(11, true), (12, false)] {
        renewed.rows = ending(10);
        renewed.rows.extend(dated(&[(4, Some(start), Some(30))]));
        assert_eq!(seen(&world, &renewed).harmless, harmless, "a renewal from day {start}");
    }
}

#[test]
fn nobody_loses_a_module() {
    assert!(!new(|package| package.rows[2].set.clear()));
    assert!(!new(|package| package.rows[1].kinds = Kinds::of(&[UserKind::System])));
    assert!(
        !new(|package| {
            package.rows.remove(0);
        }),
        "a system module is everybody's"
    );
    assert!(!new(|package| package.rows[0].due = Some(day_at(9))));
    assert!(new(|package| {
        package.rows[0].module = "base".into();
        package.rows[0].was = Some("server".into());
    }));
}

#[test]
fn no_date_moves_earlier() {
    assert!(new(|package| package.dates.expiry = Some(day_at(21))));
    assert!(new(|package| package.dates.expiry = None));
    assert!(!new(|package| package.dates.expiry = Some(day_at(19))));
    assert!(!new(|package| package.dates.grace = Some(day_at(39))), "never is later than any day");
    assert!(!new(|package| package.zone = "Pacific/Auckland".into()), "days would end earlier");
}

#[test]
fn name_serial_and_limits_stay() {
    assert!(!new(|package| package.holder.name = "Fjord Norge AS".into()));
    assert!(!new(|package| package.holder.serial = "1".into()));
    assert!(new(|package| package.holder.customer = Some("4711".into())));
    assert!(!new(|package| package.limits = limit(Some(99))));
    assert!(new(|package| package.limits = limit(Some(101))));
    assert!(new(|package| package.limits = limit(None)));
}

#[test]
fn fewer_later_versions_than_before() {
    use crate::package::Versions;
    let versions = |from: Option<&str>, to: Option<&str>| {
        let version = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let versions = Versions { from: version(from), to: version(to) };
        move |package: &mut Package| package.versions = Some(versions)
    };
    assert!(new(versions(None, None)), "open on both sides is every version");
    assert!(new(versions(Some("12.0.0"), None)), "lower ones matter to whoever knows which is installed");
    assert!(!new(versions(None, Some("12.9.0"))));
    let mut world = world();
    versions(None, Some("12.9.0"))(&mut world.packages[0]);
    let mut package = Package { versions: None, ..world.packages[0].clone() };
    package.sequence = 2;
    let wider = seen(&world, &package);
    assert!(wider.harmless && wider.versions.is_some(), "and wider is told");
}
