//! Terms follow each other without gaps, and a renewal changes nothing before its day.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;

use super::{MOST_MONTHS, Reduction, Term, renewed};
use crate::catalogue::{Order, OrderLine};
use crate::dates::Dates;
use crate::testing::cases;

const CASES: u32 = 500;

fn began() -> impl Strategy<Value = Date> {
    (0..4_000_i32).prop_map(|days| date(2024, 1, 1).checked_add(days.days()).unwrap())
}

/// A line about the time of a term that begins on `began`: before it, within, up to its end, beyond.
fn line(term: Term) -> impl Strategy<Value = OrderLine> {
    let day = prop_oneof![
        3 => (-400..800_i32).prop_map(move |days| term.began().checked_add(days.days()).unwrap()),
        3 => Just(term.ends()),
        1 => Just(term.ends().tomorrow().unwrap()),
    ];
    let quantity = prop_oneof![6 => (1..40_u32).prop_map(Some), 1 => Just(None)];
    (0..3_usize, quantity, of(day.clone()), of(day), any::<bool>()).prop_map(
        |(module, quantity, start, due, free)| {
            let (start, due) = match (start, due) {
                (Some(start), Some(due)) if due < start => (Some(due), Some(start)),
                other => other,
            };
            let module = ["plan", "travel", "scim"][module].to_owned();
            OrderLine { module, quantity, unrestricted: quantity.is_none() && free, start, due }
        },
    )
}

fn reduction() -> impl Strategy<Value = Reduction> {
    (0..60_u32, 0..30_u32).prop_map(|(from, to)| Reduction { from, to })
}

fn world() -> impl Strategy<Value = (Term, Order, BTreeMap<String, Reduction>)> {
    (began(), 1..=24_u16).prop_flat_map(|(began, months)| {
        let term = Term::new(began, months).unwrap();
        let planned =
            btree_map(prop_oneof![Just("plan".to_owned()), Just("scim".to_owned())], reduction(), 0..3);
        let order = vec(line(term), 0..8).prop_map(|lines| Order { suite: None, lines });
        (Just(term), order, planned)
    })
}

/// What a module comes to on a day: its units, whether it is there, whether it has no cap.
fn on(order: &Order, module: &str, day: Date) -> (u32, bool, bool) {
    let lines: Vec<_> = order.lines.iter().filter(|line| line.module == module && line.is_on(day)).collect();
    let units = lines.iter().filter_map(|line| line.quantity).sum();
    let there = lines.iter().any(|line| line.quantity.is_none() && !line.unrestricted);
    (units, there, lines.iter().any(|line| line.unrestricted))
}

proptest! {
    #![proptest_config(cases(CASES))]

    #[test]
    fn terms_have_no_gap_and_do_not_drift(began in began(), months in 1..=12_u16, count in 1..=10_u16) {
        let mut short = Term::new(began, months).unwrap();
        for _ in 1..count {
            let next = short.next().unwrap();
            prop_assert_eq!(short.ends().tomorrow().unwrap(), next.began());
            prop_assert!(next.days() >= 28);
            short = next;
        }
        prop_assert_eq!(short.ends(), Term::new(began, months * count).unwrap().ends());
    }

    #[test]
    fn days_left_count_down_to_one_on_the_last_day(began in began(), months in 1..=36_u16) {
        let term = Term::new(began, months).unwrap();
        prop_assert_eq!(term.left(began), term.days());
        prop_assert_eq!(term.left(term.ends()), 1);
        prop_assert_eq!(term.left(term.ends().tomorrow().unwrap()), 0);
        prop_assert!(term.left(began.yesterday().unwrap()) == term.days() + 1);
    }

    #[test]
    fn a_renewal_changes_nothing_before_its_day((term, order, planned) in world()) {
        let next = term.next().unwrap();
        let (after, _) = renewed(&order, &Dates::default(), (&term, &next), &planned);
        let mut day = term.began();
        while day <= term.ends() {
            for module in ["plan", "travel", "scim"] {
                prop_assert_eq!(on(&order, module, day), on(&after, module, day), "{} on {}", module, day);
            }
            day = day.tomorrow().unwrap();
        }
        prop_assert!(after.lines.iter().all(|line| line.quantity != Some(0)));
        prop_assert!(after.lines.iter().all(|line| line.start.zip(line.due).is_none_or(|(a, b)| a <= b)));
    }

    #[test]
    fn the_next_term_begins_with_what_was_there_or_with_the_fewer_planned((term, order, planned) in world()) {
        let next = term.next().unwrap();
        let (after, _) = renewed(&order, &Dates::default(), (&term, &next), &planned);
        for module in ["plan", "travel", "scim"] {
            let (had, there, free) = on(&order, module, term.ends());
            let (goes_on, was_there, was_free) = on(&order, module, next.began());
            let (has, is_there, is_free) = on(&after, module, next.began());
            let ends_with_it = order.lines.iter().any(|line| {
                line.module == module && line.is_on(term.ends()) && line.due == Some(term.ends())
                    && line.quantity.is_some()
            });
            match planned.get(module) {
                Some(planned) if planned.left_of(had) < had => prop_assert_eq!(has, planned.left_of(had)),
                _ if ends_with_it => prop_assert_eq!(has, had.max(goes_on)),
                _ => prop_assert_eq!(has, goes_on),
            }
            if planned.get(module).is_some_and(|planned| planned.to == 0) {
                prop_assert!(!(is_there && there && !was_there), "{} goes", module);
            } else {
                prop_assert!(is_there >= was_there && is_free >= was_free);
                let term_line = |line: &&OrderLine| line.module == module && line.due == Some(term.ends())
                    && line.is_on(term.ends()) && line.quantity.is_none();
                let again = order.lines.iter().filter(term_line).count() > 0;
                prop_assert!(!again || is_there || is_free, "{} {} {}", module, there, free);
            }
        }
    }

    /// Whatever is sold or taken away between the order and the renewal, in whatever steps.
    #[test]
    fn a_reduction_takes_what_was_ordered_and_nothing_else(
        from in 1..500_u32, less in 1..500_u32, sold in 0..500_u32, taken in 0..500_u32,
    ) {
        let reduction = Reduction { from, to: from.saturating_sub(less) };
        prop_assert_eq!(reduction.left_of(from), reduction.to);
        prop_assert_eq!(reduction.left_of(from + sold), reduction.to + sold, "what was sold stays sold");
        let fewer = from.saturating_sub(taken);
        prop_assert_eq!(reduction.left_of(fewer), fewer.min(reduction.to), "nothing is taken twice");
    }

    #[test]
    fn renewing_twice_is_as_good_as_having_it_all_along(began in began(), units in 1..99_u32) {
        let term = Term::new(began, 12).unwrap();
        let next = term.next().unwrap();
        let order = Order { suite: None, lines: vec![OrderLine::new("plan", units)] };
        let none = BTreeMap::new();
        let (once, _) = renewed(&order, &Dates::default(), (&term, &next), &none);
        prop_assert_eq!(&once, &order, "a line without a last day runs on");
    }
}

#[test]
fn a_term_that_began_on_the_last_of_january_comes_back_to_it() {
    let ends: Vec<Date> = std::iter::successors(Term::new(date(2027, 1, 31), 1), Term::next)
        .take(4)
        .map(|term| term.ends())
        .collect();
    assert_eq!(ends, [date(2027, 2, 27), date(2027, 3, 30), date(2027, 4, 29), date(2027, 5, 30)]);
    let year = Term::new(date(2024, 2, 29), 12).unwrap();
    assert_eq!(year.ends(), date(2025, 2, 27));
    assert_eq!(year.next().unwrap().next().unwrap().next().unwrap().ends(), date(2028, 2, 28));
}

#[test]
fn what_is_no_term_is_refused() {
    let day = date(2027, 1, 1);
    assert_eq!(Term::new(day, 0), None);
    assert_eq!(Term::new(day, MOST_MONTHS + 1), None);
    assert_eq!(Term::new(Date::MAX, 1), None);
    assert_eq!(Term::anchored(day, 12, 32), None);
}

#[test]
fn the_renewal_is_prepared_so_many_days_before_the_next_term() {
    let term = Term::new(date(2026, 3, 28), 12).unwrap();
    assert_eq!(term.ends(), date(2027, 3, 27));
    assert_eq!(term.renewal_day(30), date(2027, 2, 26));
    assert_eq!(term.renewal_day(0), date(2027, 3, 28));
}

#[test]
fn a_reduction_stands_as_an_old_and_a_new_dated_line() {
    let term = Term::new(date(2026, 3, 28), 12).unwrap();
    let next = term.next().unwrap();
    let order = Order { suite: None, lines: vec![OrderLine::new("plan", 24), OrderLine::there("scim")] };
    let dates = Dates { expiry: Some(term.ends()), grace: Some(date(2027, 4, 8)), ..Dates::default() };
    let planned = [
        ("plan".to_owned(), Reduction { from: 24, to: 20 }),
        ("scim".to_owned(), Reduction { from: 1, to: 0 }),
    ];
    let planned = planned.into();
    let (after, moved) = renewed(&order, &dates, (&term, &next), &planned);
    let line = |module: &str| OrderLine {
        due: Some(term.ends()),
        ..order.lines.iter().find(|l| l.module == module).unwrap().clone()
    };
    let new = OrderLine { start: Some(next.began()), ..OrderLine::new("plan", 20) };
    assert_eq!(after.lines, [line("plan"), line("scim"), new]);
    assert_eq!(moved.expiry, Some(next.ends()));
    assert_eq!(moved.grace, Some(date(2028, 4, 8)));
}
