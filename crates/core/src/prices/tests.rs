//! Amounts lose nothing, and what is quoted is what becomes of it.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{Buyer, Quote, Trouble, Waits, Wanted, When, quote, rest_of_term, sold, waits};
use crate::catalogue::{Catalogue, ModuleDef, Order, OrderLine, Prices, SuiteDef};
use crate::licence::{Scope, Texts};
use crate::terms::{Reduction, Term};
use crate::testing::cases;

const CASES: u32 = 1_000;
const TODAY: Date = date(2026, 11, 21);

fn term() -> impl Strategy<Value = Term> {
    (0..3_000_i32, 1..=36_u16).prop_map(|(days, months)| {
        Term::new(date(2024, 1, 1).checked_add(days.days()).unwrap(), months).unwrap()
    })
}

fn priced(amount: u64) -> Prices {
    Prices::from([("EUR".to_owned(), amount)])
}

fn catalogue() -> Catalogue {
    let module =
        |code: &str, scope, amount: u64| ModuleDef { prices: priced(amount), ..ModuleDef::new(code, scope) };
    let plan = |code: &str, amount| ModuleDef { plan: true, ..module(code, Scope::User, amount) };
    let unpriced = |code: &str| ModuleDef { plan: true, ..ModuleDef::new(code, Scope::User) };
    let suite = |name: &str, next: Option<&str>, amount| SuiteDef {
        name: name.to_owned(),
        titles: Texts::new(),
        module: format!("{name}-user"),
        brings: Vec::new(),
        limits: Vec::new(),
        next: next.map(str::to_owned),
        prices: priced(amount),
    };
    Catalogue {
        issuer: "acme".to_owned(),
        titles: Texts::new(),
        modules: vec![
            module("scim", Scope::System, 9_000),
            ModuleDef { hidden: true, ..module("sale-cal", Scope::User, 0) },
            plan("sales", 5_900),
            plan("service", 7_200),
            unpriced("custom"),
            module("satellite", Scope::Site, 12_000),
            ModuleDef { unrestricted: true, ..ModuleDef::new("travel", Scope::User) },
            unpriced("core-user"),
            unpriced("growth-user"),
        ],
        suites: vec![suite("core", Some("growth"), 4_500), suite("growth", None, 6_900)],
        meters: Vec::new(),
    }
}

fn order(lines: &[(&str, u32)]) -> Order {
    let lines = lines.iter().map(|(module, units)| match units {
        0 => OrderLine::there(*module),
        units => OrderLine::new(*module, *units),
    });
    Order { suite: None, lines: lines.collect() }
}

fn wanted(units: &[(&str, u32)]) -> Wanted {
    Wanted {
        suite: None,
        units: units.iter().map(|(module, units)| ((*module).to_owned(), *units)).collect(),
    }
}

fn year() -> Term {
    Term::new(date(2026, 3, 28), 12).unwrap()
}

fn asked(order: &Order, wanted: &Wanted) -> Result<Quote, Trouble> {
    asked_with(order, wanted, Some(&year()), &BTreeMap::new(), "EUR")
}

fn asked_with(
    order: &Order,
    wanted: &Wanted,
    term: Option<&Term>,
    planned: &BTreeMap<String, Reduction>,
    currency: &str,
) -> Result<Quote, Trouble> {
    quote(&catalogue(), Buyer { owns: order, term, planned, today: TODAY, currency }, wanted)
}

fn units(order: &Order, module: &str, day: Date) -> u32 {
    let on = order.lines.iter().filter(|line| line.module == module && line.is_on(day));
    on.filter_map(|line| line.quantity).sum()
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn a_whole_term_costs_its_months_exactly(term in term(), price in 0..10_000_000_u64) {
        prop_assert_eq!(rest_of_term(price, &term, term.began()), Some(price * u64::from(term.months())));
        prop_assert_eq!(rest_of_term(price, &term, term.ends().tomorrow().unwrap()), Some(0));
    }

    #[test]
    fn a_part_is_its_share_to_half_a_minor_unit(term in term(), price in 0..10_000_000_u64, day in 0..1_100_i32) {
        let today = term.began().checked_add(day.min(term.days() as i32).days()).unwrap();
        let amount = u128::from(rest_of_term(price, &term, today).unwrap());
        let exact_times_days = u128::from(price) * u128::from(term.months()) * u128::from(term.left(today));
        let days = u128::from(term.days());
        prop_assert!((amount * days).abs_diff(exact_times_days) * 2 <= days);
    }

    #[test]
    fn two_parts_cost_what_the_whole_does(term in term(), price in 0..10_000_000_u64, day in 0..1_100_i32) {
        let until = term.began().checked_add((day % term.days() as i32).days()).unwrap();
        let rest = rest_of_term(price, &term, until).unwrap();
        let whole = price * u64::from(term.months());
        let share = |days: u32| u128::from(price) * u128::from(term.months()) * u128::from(days) * 2;
        let days = u128::from(term.days());
        let first = ((share(term.days() - term.left(until)) + days) / (days * 2)) as u64;
        prop_assert!(first + rest - whole <= 1, "{} + {} is {}", first, rest, whole);
    }

    #[test]
    fn later_is_never_dearer_and_more_never_cheaper(term in term(), price in 0..1_000_000_u64, day in 0..1_000_i32) {
        let today = term.began().checked_add(day.days()).unwrap();
        let now = rest_of_term(price, &term, today).unwrap();
        prop_assert!(rest_of_term(price, &term, today.tomorrow().unwrap()).unwrap() <= now);
        prop_assert!(rest_of_term(price + 1, &term, today).unwrap() >= now);
    }

    /// What is quoted is what the customer has: today for what is added, from the next term on for the rest.
    #[test]
    fn a_quote_and_what_becomes_of_it_agree(
        had in (0..50_u32, 0..50_u32, 0..9_u32), wants in (0..80_u32, 0..80_u32, 0..9_u32), split in any::<bool>(),
    ) {
        let names = ["sales", "service", "satellite"];
        let (had, wants) = ([had.0, had.1, had.2], [wants.0, wants.1, wants.2]);
        let lines: Vec<(&str, u32)> = names.into_iter().zip(had).filter(|(_, units)| *units > 0).collect();
        let mut order = order(&lines);
        if split {
            order.lines.iter_mut().for_each(|line| line.due = Some(year().ends()));
        }
        let wish = wanted(&names.into_iter().zip(wants).collect::<Vec<_>>());
        match asked(&order, &wish) {
            Err(trouble) => {
                prop_assert_eq!(trouble, Trouble::NothingChanges);
                prop_assert_eq!(had, wants);
            }
            Ok(quote) => {
                let after = quote.applied(&catalogue(), order.clone(), TODAY);
                let planned = quote.planned(BTreeMap::new());
                for ((name, had), wants) in names.into_iter().zip(had).zip(wants) {
                    prop_assert_eq!(units(&after, name, TODAY), had.max(wants), "{}", name);
                    prop_assert_eq!(planned.get(name).copied(), (wants < had).then_some(Reduction { from: had, to: wants }), "{}", name);
                }
                let difference: i64 = names.into_iter().zip([5_900, 7_200, 12_000_i64]).enumerate()
                    .map(|(n, (_, price))| price * (i64::from(wants[n]) - i64::from(had[n]))).sum();
                prop_assert_eq!(quote.per_month + quote.at_renewal, difference);
                prop_assert!(quote.per_month >= 0 && quote.at_renewal <= 0);
                prop_assert_eq!(quote.is_now(), after != order);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(CASES))]

    /// However an order is cut into pieces, no more than the limit is approved without anybody.
    #[test]
    fn orders_approved_by_rule_stay_within_the_limit(
        pieces in proptest::collection::vec(1..40_u32, 1..8), limit in 0..500_000_u64,
    ) {
        let (mut had, mut spent) = (10, 0);
        for more in pieces {
            let quote = asked(&order(&[("sales", had)]), &wanted(&[("sales", had + more)])).unwrap();
            if waits(&quote, Some(limit), spent, false).is_none() {
                spent += quote.per_month as u64;
                had += more;
            }
        }
        prop_assert!(spent <= limit);
    }
}

#[test]
fn what_waits_says_why() {
    let had = order(&[("sales", 24)]);
    let more = asked(&had, &wanted(&[("sales", 34)])).unwrap();
    assert_eq!(waits(&more, Some(59_000), 0, false), None);
    assert_eq!(waits(&more, Some(59_000), 1, false), Some(Waits::OverLimit));
    assert_eq!(waits(&more, None, 0, false), Some(Waits::NoLimit));
    assert_eq!(waits(&more, Some(u64::MAX), u64::MAX, false), Some(Waits::OverLimit));
    assert_eq!(waits(&more, Some(59_000), 0, true), Some(Waits::OnHold));
    let custom = asked(&had, &wanted(&[("custom", 1)])).unwrap();
    assert_eq!(waits(&custom, Some(u64::MAX), 0, false), Some(Waits::NotPriced));
    let fewer = asked(&had, &wanted(&[("sales", 20)])).unwrap();
    assert_eq!(waits(&fewer, None, 0, true), None, "it is for the renewal");
}

#[test]
fn ten_more_seats_cost_ten_times_the_price_until_the_end_of_the_term() {
    let quote = asked(&order(&[("sales", 24)]), &wanted(&[("sales", 34)])).unwrap();
    let line = &quote.lines[0];
    assert_eq!((line.from, line.to, line.when, line.unit), (24, 34, When::Now, Some(5_900)));
    assert_eq!((quote.per_month, quote.at_renewal, quote.priced), (59_000, 0, true));
    // 127 of 365 days of 12 × 590.00 EUR: 2,463.45 and a bit.
    assert_eq!(quote.now, Some(246_345));
}

#[test]
fn what_has_no_price_is_on_request_and_what_has_no_term_has_no_rest() {
    let quote = asked(&order(&[]), &wanted(&[("custom", 3), ("scim", 1)])).unwrap();
    assert!(!quote.priced);
    assert_eq!(quote.per_month, 9_000);
    let alone = asked_with(&order(&[]), &wanted(&[("scim", 1)]), None, &BTreeMap::new(), "EUR").unwrap();
    assert_eq!((alone.per_month, alone.now), (9_000, None));
    let other = asked_with(&order(&[]), &wanted(&[("scim", 1)]), None, &BTreeMap::new(), "SEK").unwrap();
    assert!(!other.priced);
}

#[test]
fn a_term_that_is_over_is_as_good_as_none() {
    let over = Term::new(date(2025, 11, 21), 12).unwrap();
    assert_eq!(over.ends(), TODAY.yesterday().unwrap());
    let had = order(&[("sales", 24)]);
    let asked = |units, term| asked_with(&had, &wanted(&[("sales", units)]), term, &BTreeMap::new(), "EUR");
    assert_eq!(asked(34, Some(&over)), asked(34, None));
    assert_eq!(asked(34, Some(&over)).unwrap().now, None, "its rest does not cost nothing: there is none");
    assert_eq!(asked(20, Some(&over)), Err(Trouble::NoTerm("sales".to_owned())));
    let last_day = Term::new(date(2025, 11, 22), 12).unwrap();
    assert_eq!(asked(20, Some(&last_day)).unwrap().renewal(), TODAY.tomorrow().ok());
}

#[test]
fn what_cannot_be_ordered_says_why() {
    let order = order(&[("sales", 3), ("travel", 1)]);
    let trouble = |units: &[(&str, u32)]| asked(&order, &wanted(units)).unwrap_err();
    assert_eq!(trouble(&[("sales", 3)]), Trouble::NothingChanges);
    assert_eq!(trouble(&[("sale-cal", 3)]), Trouble::NotSold("sale-cal".to_owned()));
    assert_eq!(trouble(&[("core-user", 3)]), Trouble::NotSold("core-user".to_owned()));
    assert_eq!(trouble(&[("nothing", 3)]), Trouble::NotSold("nothing".to_owned()));
    assert_eq!(trouble(&[("travel", 9)]), Trouble::Unrestricted("travel".to_owned()));
    assert_eq!(trouble(&[("scim", 2)]), Trouble::TooMany("scim".to_owned()));
    assert_eq!(trouble(&[("sales", 1_000_001)]), Trouble::TooMany("sales".to_owned()));
    let without = asked_with(&order, &wanted(&[("sales", 2)]), None, &BTreeMap::new(), "EUR");
    assert_eq!(without, Err(Trouble::NoTerm("sales".to_owned())));
    let up = Wanted { suite: Some("growth".to_owned()), ..Wanted::default() };
    assert_eq!(asked(&order, &up), Err(Trouble::NotAbove("growth".to_owned())));
}

#[test]
fn what_has_no_cap_is_ordered_once_and_signed_without_one() {
    let before = order(&[("sales", 3)]);
    let quote = asked(&before, &wanted(&[("travel", 1)])).unwrap();
    assert_eq!((quote.lines[0].from, quote.lines[0].to, quote.priced), (0, 1, false));
    let after = quote.applied(&catalogue(), before.clone(), TODAY);
    assert_eq!(after.lines[1], OrderLine::there("travel"), "no number that nobody signs");
    assert_eq!(asked(&before, &wanted(&[("travel", 3)])), Err(Trouble::TooMany("travel".to_owned())));
    assert_eq!(asked(&after, &wanted(&[("travel", 0)])), Err(Trouble::Unrestricted("travel".to_owned())));
}

#[test]
fn a_higher_suite_takes_everybody_over_and_costs_the_difference() {
    let order = Order { suite: Some("core".to_owned()), ..order(&[("core-user", 20)]) };
    let up = Wanted { suite: Some("growth".to_owned()), ..wanted(&[("growth-user", 25)]) };
    let quote = asked(&order, &up).unwrap();
    assert_eq!(quote.suite, Some(("core".to_owned(), "growth".to_owned())));
    assert_eq!(quote.per_month, 25 * 6_900 - 20 * 4_500);
    let after = quote.applied(&catalogue(), order.clone(), TODAY);
    assert_eq!(after.suite.as_deref(), Some("growth"));
    assert_eq!(after.lines, [OrderLine::new("growth-user", 25)]);
    let down = Wanted { suite: Some("core".to_owned()), ..Wanted::default() };
    assert_eq!(asked(&after, &down), Err(Trouble::NotAbove("core".to_owned())));
    assert_eq!(
        asked(&after, &wanted(&[("growth-user", 0)])),
        Err(Trouble::SuiteEmpty("growth-user".to_owned()))
    );
}

#[test]
fn those_with_a_suite_see_their_own_and_no_plans() {
    let codes = |order: &Order| -> Vec<String> {
        sold(&catalogue(), order).map(|module| module.code.clone()).collect()
    };
    assert_eq!(codes(&order(&[])), ["scim", "sales", "service", "custom", "satellite", "travel"]);
    let suite = Order { suite: Some("core".to_owned()), lines: Vec::new() };
    assert_eq!(codes(&suite), ["scim", "satellite", "travel", "core-user"]);
}

#[test]
fn an_order_that_was_overtaken_adds_what_it_added() {
    let before = order(&[("sales", 24)]);
    let quote = asked(&before, &wanted(&[("sales", 34)])).unwrap();
    let meanwhile = order(&[("sales", 30)]);
    let after = quote.applied(&catalogue(), meanwhile, TODAY);
    assert_eq!(units(&after, "sales", TODAY), 40);
}

fn only_service_fewer() -> BTreeMap<String, Reduction> {
    [("service".to_owned(), Reduction { from: 9, to: 3 })].into()
}

fn both_fewer() -> BTreeMap<String, Reduction> {
    let mut planned = only_service_fewer();
    planned.insert("sales".to_owned(), Reduction { from: 24, to: 20 });
    planned
}

#[test]
fn more_of_something_that_was_to_become_less_is_the_last_word() {
    let quote = asked(&order(&[("sales", 24)]), &wanted(&[("sales", 26)])).unwrap();
    assert_eq!(quote.planned(both_fewer()), only_service_fewer());
}

#[test]
fn a_plan_for_the_renewal_is_taken_back_by_wanting_what_there_is() {
    let planned = both_fewer();
    let had = order(&[("sales", 24), ("service", 9)]);
    let quote = asked_with(&had, &wanted(&[("sales", 24)]), Some(&year()), &planned, "EUR").unwrap();
    assert_eq!((quote.per_month, quote.at_renewal, quote.is_now()), (0, 4 * 5_900, false));
    assert_eq!((quote.lines[0].before(), quote.lines[0].to, quote.lines[0].more()), (20, 24, 4));
    assert_eq!(quote.planned(planned), only_service_fewer());
    assert_eq!(asked(&had, &wanted(&[("sales", 24)])), Err(Trouble::NothingChanges));
}

#[test]
fn what_was_planned_is_what_the_renewal_is_compared_with() {
    let had = order(&[("sales", 24), ("service", 9)]);
    let asked = |units: &[(&str, u32)]| asked_with(&had, &wanted(units), Some(&year()), &both_fewer(), "EUR");
    let fewer = asked(&[("sales", 18)]).unwrap();
    let line = &fewer.lines[0];
    assert_eq!((line.from, line.planned, line.before(), line.more()), (24, Some(20), 20, -2));
    assert_eq!((fewer.per_month, fewer.then(), fewer.was_planned()), (0, Some(-2 * 5_900), true));
    let raised = asked(&[("sales", 22)]).unwrap();
    assert_eq!((raised.lines[0].more(), raised.then()), (2, Some(2 * 5_900)), "more than was planned");
    assert_eq!(asked(&[("sales", 20)]), Err(Trouble::NothingChanges), "that is planned already");
    // Two more now; and the four that were to go stay.
    let more = asked(&[("sales", 26)]).unwrap();
    assert_eq!((more.per_month, more.then()), (2 * 5_900, Some(6 * 5_900)));
    let other = asked(&[("satellite", 1)]).unwrap();
    assert_eq!((other.then(), other.was_planned()), (None, false));
}

#[test]
fn amounts_beyond_all_amounts_are_refused() {
    assert_eq!(rest_of_term(u64::MAX, &year(), TODAY), None);
    assert_eq!(rest_of_term(i64::MAX as u64, &year(), TODAY), None);
}
