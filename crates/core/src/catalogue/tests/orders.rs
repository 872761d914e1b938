//! From orders to rows: what is written as ordered, and what is computed.

use super::{codes, sample, user};
use crate::catalogue::{ModuleDef, Order, OrderLine, ProblemCode as Code};
use crate::licence::{FLAG_PLAN, FLAG_TIER, Quantity, Row, Scope};
use crate::testing::day_at;

/// The order of the vendor's published sample, in which the hidden quantities are known.
fn published() -> Order {
    let lines = vec![
        OrderLine::there("server"),
        OrderLine::new("ten-sales", 21),
        OrderLine::new("ten-service", 22),
        OrderLine::new("ten-both", 20),
    ];
    Order { suite: None, lines }
}

fn rows(order: &Order) -> Vec<Row> {
    sample().rows_for(order).unwrap()
}

fn of<'a>(rows: &'a [Row], code: &str) -> Vec<&'a Row> {
    rows.iter().filter(|row| row.module == code).collect()
}

fn problems(lines: Vec<OrderLine>) -> Vec<(Code, String)> {
    let order = Order { suite: None, lines };
    sample().rows_for(&order).unwrap_err().into_iter().map(|p| (p.code, p.at)).collect()
}

#[test]
fn hidden_quantities_are_the_sum_of_the_plans_that_contain_them() {
    let rows = rows(&published());
    let quantity = |code| of(&rows, code).iter().map(|row| row.quantity).collect::<Vec<_>>();
    assert_eq!(quantity("user"), [Quantity::Count(63)]);
    assert_eq!(quantity("sale-cal"), [Quantity::Count(41)]);
    assert_eq!(quantity("ej-client"), [Quantity::Count(42)]);
    assert_eq!(quantity("sales-t2"), [Quantity::Count(41)], "tier markers too");
    assert_eq!(quantity("import"), [Quantity::Unrestricted], "brought by the server");
    assert_eq!(quantity("sale"), [Quantity::Unrestricted], "brought by two plans, once");
    assert_eq!(quantity("saint"), [], "nothing ordered brings it");
    let order: Vec<_> = rows.iter().map(|row| (row.n, row.module.as_str())).collect();
    let expected = [
        "server",
        "import",
        "sale",
        "sales-t2",
        "user",
        "web",
        "sale-cal",
        "ej-client",
        "ten-sales",
        "ten-service",
        "ten-both",
    ];
    let numbered: Vec<_> = (0..).zip(expected).collect();
    assert_eq!(order, numbered, "the order of the catalogue");
    let plan = of(&rows, "ten-sales")[0];
    assert_eq!((plan.flags, plan.set.len(), plan.hidden), (FLAG_PLAN, 3, false));
    let marker = of(&rows, "sales-t2")[0];
    assert_eq!((marker.flags, marker.scope, marker.hidden), (FLAG_TIER, Scope::System, true));
}

#[test]
fn what_is_ordered_of_a_hidden_module_itself_is_added() {
    let mut order = published();
    order.lines.push(OrderLine::new("web", 5));
    order.lines.push(OrderLine::new("ten-sales", 4));
    let rows = rows(&order);
    assert_eq!(of(&rows, "web")[0].quantity, Quantity::Count(72));
    assert_eq!(of(&rows, "ten-sales")[0].quantity, Quantity::Count(25), "lines of one module add up");
}

#[test]
fn dated_lines_give_dated_rows_to_everything_they_bring() {
    let mut order = published();
    order.lines[1].due = Some(day_at(10));
    order.lines.push(OrderLine { start: Some(day_at(11)), ..OrderLine::new("ten-sales", 30) });
    order.lines.push(OrderLine { due: Some(day_at(10)), ..OrderLine::there("sales-intelligence") });
    let rows = rows(&order);
    let dated = |code| {
        let row = |row: &&Row| (row.quantity, row.start.is_some(), row.due.is_some());
        of(&rows, code).iter().map(row).collect::<Vec<_>>()
    };
    let (count, sales) =
        (Quantity::Count, [(Quantity::Count(21), false, true), (Quantity::Count(30), true, false)]);
    assert_eq!(dated("ten-sales"), sales);
    assert_eq!(
        dated("sale-cal"),
        [(count(20), false, false), (count(21), false, true), (count(30), true, false)]
    );
    assert_eq!(dated("sale"), [(Quantity::Unrestricted, false, false)], "one for ever covers the others");
    assert_eq!(dated("saint"), [(Quantity::Unrestricted, false, true)]);
}

#[test]
fn an_unrestricted_plan_makes_what_it_contains_unrestricted() {
    let mut order = published();
    order.lines[3] = OrderLine { quantity: None, unrestricted: true, ..OrderLine::new("ten-both", 0) };
    let rows = rows(&order);
    let quantity = |code| of(&rows, code)[0].quantity;
    assert_eq!((quantity("user"), quantity("ej-client")), (Quantity::Unrestricted, Quantity::Unrestricted));
    assert_eq!(quantity("ten-sales"), Quantity::Count(21));
    order.lines.push(OrderLine::there("visible-for"));
    assert_eq!(
        of(&super::sample().rows_for(&order).unwrap(), "visible-for")[0].quantity,
        Quantity::Unrestricted
    );
}

#[test]
fn every_problem_of_an_order_is_listed() {
    let both = OrderLine { unrestricted: true, ..OrderLine::new("ten-service", 1) };
    let backwards = OrderLine { start: Some(day_at(2)), due: Some(day_at(1)), ..OrderLine::new("web", 1) };
    let lines = vec![
        OrderLine::new("ten-nothing", 1),
        OrderLine::new("ten-sales", 0),
        OrderLine::there("satellite"),
        both,
        backwards,
    ];
    let expected = [
        (Code::UnknownModule, "lines[0]"),
        (Code::QuantityZero, "lines[1]"),
        (Code::QuantityMissing, "lines[2]"),
        (Code::TwoQuantities, "lines[3]"),
        (Code::DueBeforeStart, "lines[4]"),
    ];
    assert_eq!(problems(lines), expected.map(|(code, at)| (code, at.to_owned())));
    let missing = problems(vec![OrderLine::new("ten-sales", 1)]);
    assert_eq!(missing, [(Code::RequiresMissing, "user".to_owned())], "the plan's user requires the server");
    let server = || OrderLine::there("server");
    let large =
        problems(vec![server(), OrderLine::new("ten-sales", u32::MAX), OrderLine::new("ten-both", 1)]);
    let at = ["sales-t2", "user", "web", "sale-cal"].map(|at| (Code::QuantityTooLarge, at.to_owned()));
    assert_eq!(large, at);
}

#[test]
fn a_suite_brings_its_modules_limits_and_next_step() {
    let suite = |lines| Order { suite: Some("core".into()), lines };
    let order = suite(vec![OrderLine::there("server"), OrderLine::new("suite-core", 20)]);
    let rows = rows(&order);
    let listed: Vec<_> = rows.iter().map(|row| row.module.as_str()).collect();
    assert_eq!(listed, ["server", "import", "saint", "user", "web", "suite-core"]);
    let named = sample().suite_for("core").unwrap();
    assert_eq!((named.module.as_str(), named.next["en"].as_str()), ("suite-core", "Growth"));
    assert_eq!(sample().limits_for("core")[0].max, Some(100));
    assert_eq!((sample().limits_for("none").len(), sample().meters_for_package()[0].base), (0, 1_000));
    let refused = |order: &Order| sample().rows_for(order).unwrap_err()[0].code;
    assert_eq!(refused(&suite(vec![OrderLine::there("server")])), Code::SuiteLines);
    let beside = vec![OrderLine::new("suite-core", 20), OrderLine::new("ten-sales", 1)];
    assert_eq!(refused(&suite(beside)), Code::SuiteLines);
    let unknown = Order { suite: Some("titanium".into()), lines: Vec::new() };
    assert_eq!(refused(&unknown), Code::UnknownSuite);
}

#[test]
fn what_is_brought_brings_on() {
    let mut catalogue = sample();
    catalogue.modules.push(ModuleDef { brings: codes(&["sales-intelligence"]), ..user("bundle") });
    let lines = vec![OrderLine::there("server"), OrderLine::new("bundle", 3)];
    let rows = catalogue.rows_for(&Order { suite: None, lines }).unwrap();
    assert_eq!(of(&rows, "saint").len(), 1);
}

#[test]
fn an_order_is_read_from_a_file() {
    let order: Order = serde_json::from_str(
        r#"{"lines":[{"module":"ten-sales","quantity":21,"due":"2027-12-31"},{"module":"server"}]}"#,
    )
    .unwrap();
    assert_eq!((order.lines[0].quantity, order.lines[1].quantity), (Some(21), None));
    let mistyped = serde_json::from_str::<Order>(r#"{"lines":[{"module":"a","quantiy":1}]}"#);
    assert!(mistyped.is_err(), "a mistyped member is an error, not an unrestricted licence");
}

#[test]
fn a_limit_names_the_first_suite_above_that_allows_more() {
    let mut catalogue = sample();
    let up = |catalogue: &crate::catalogue::Catalogue| {
        let limit = catalogue.limits_for("core").remove(0);
        limit.next.map(|next| (next.titles["en"].clone(), next.max))
    };
    assert_eq!(up(&catalogue), Some(("Growth".into(), None)), "what a suite does not name it does not limit");
    let mut same = catalogue.suites[1].clone();
    same.limits = catalogue.suites[0].limits.clone();
    (same.name, same.next) = ("between".into(), Some("growth".into()));
    same.titles = [("en".to_owned(), "Between".to_owned())].into();
    catalogue.suites.push(same);
    catalogue.suites[0].next = Some("between".into());
    assert_eq!(up(&catalogue), Some(("Growth".into(), None)), "the next one allows no more");
    catalogue.suites[2].limits[0].max = Some(101);
    assert_eq!(up(&catalogue), Some(("Between".into(), Some(101))));
    catalogue.suites[0].limits[0].max = None;
    assert_eq!(up(&catalogue), None, "nothing is more than no limit");
    // Suites that lead round in a circle end somewhere all the same.
    catalogue.suites[0].limits[0].max = Some(100);
    catalogue.suites[2].limits[0].max = Some(100);
    catalogue.suites[2].next = Some("core".into());
    assert_eq!(up(&catalogue), None);
}
