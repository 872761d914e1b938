//! When an allowance is used up, and what a month will come to.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use super::months::{days, november};
use crate::package::MeterKind;
use crate::testing::cases;

const KINDS: [MeterKind; 6] = [
    MeterKind::Count,
    MeterKind::Sum,
    MeterKind::Unique,
    MeterKind::Maximum,
    MeterKind::Latest,
    MeterKind::Level,
];

fn made(kind: MeterKind, quantities: &[(i8, u64)], opening: Option<u64>, today: i8) -> MonthUse {
    month(kind, november(), &days(kind, quantities), opening, date(2026, 11, today))
}

/// The day on which it is used up.
fn ends(kind: MeterKind, quantities: &[(i8, u64)], allowance: u64, today: i8) -> Option<i8> {
    let made = made(kind, quantities, None, today);
    exhausted(kind, november(), &made, allowance, date(2026, 11, today)).map(Date::day)
}

/// What the month will come to.
fn comes_to(kind: MeterKind, quantities: &[(i8, u64)], today: i8) -> Option<u64> {
    expected(kind, november(), &made(kind, quantities, None, today), date(2026, 11, today))
}

fn each_day(until: i8, quantity: u64) -> Vec<(i8, u64)> {
    (1..=until).map(|day| (day, quantity)).collect()
}

#[test]
fn what_adds_up_goes_on_at_its_pace() {
    // 10 a day: beyond 100 on the 11th day.
    let steady = each_day(5, 10);
    assert_eq!(ends(MeterKind::Sum, &steady, 100, 5), Some(11));
    assert_eq!(ends(MeterKind::Sum, &steady, 99, 5), Some(10));
    assert_eq!(ends(MeterKind::Sum, &steady, 1_000, 5), None, "not in this month");
    assert_eq!(ends(MeterKind::Sum, &steady, 35, 5), Some(4), "it is already");
    assert_eq!(ends(MeterKind::Sum, &steady, 50, 5), Some(6));
    assert_eq!(ends(MeterKind::Sum, &[], 0, 5), None);
    assert_eq!(comes_to(MeterKind::Sum, &steady, 5), Some(300));
    assert_eq!(comes_to(MeterKind::Sum, &[], 10), Some(0));
    let two = each_day(2, 10);
    assert_eq!(
        (ends(MeterKind::Sum, &two, 100, 2), comes_to(MeterKind::Sum, &two, 2)),
        (None, None),
        "no pace"
    );
    let whole = each_day(30, 10);
    assert_eq!(comes_to(MeterKind::Sum, &whole, 30), None, "a month that is over comes to what it is");
    let (december, past) = (date(2026, 12, 3), made(MeterKind::Sum, &whole, None, 30));
    assert_eq!(expected(MeterKind::Sum, november(), &past, december), None);
    assert_eq!(exhausted(MeterKind::Sum, november(), &past, 300, december), None);
}

#[test]
fn new_subjects_become_fewer() {
    let new = |values: &[u64]| {
        let of_day = |(day, used): (i8, &u64)| {
            (date(2026, 11, day), DayUse { events: *used, used: *used, last: None })
        };
        let days: BTreeMap<Date, DayUse> = (1..).zip(values).map(of_day).collect();
        let today = date(2026, 11, i8::try_from(values.len()).unwrap());
        let made = month(MeterKind::Unique, november(), &days, None, today);
        let ends = exhausted(MeterKind::Unique, november(), &made, 110, today).map(Date::day);
        (expected(MeterKind::Unique, november(), &made, today), ends)
    };
    assert_eq!(new(&[100, 0, 0, 0]), (Some(100), None), "everybody was there on the first day");
    assert_eq!(new(&[60, 30, 6, 4]), (Some(230), Some(7)), "five a day now, not twenty-five");
    assert_eq!(new(&[4, 6, 30, 60]), (Some(750), Some(5)), "never faster than the month");
}

#[test]
fn growth_is_between_what_was_told() {
    for kind in [MeterKind::Latest, MeterKind::Level] {
        // 2 a day more: 10 on the first, 18 on the fifth; beyond 25 after four days.
        let growing = [(1, 10), (2, 12), (3, 14), (4, 16), (5, 18)];
        assert_eq!((ends(kind, &growing, 25, 5), comes_to(kind, &growing, 5)), (Some(9), Some(68)));
        assert_eq!(ends(kind, &growing, 300, 5), None);
        let ends_of_it = [(1, 10), (5, 18)];
        assert_eq!(ends(kind, &ends_of_it, 25, 5), Some(9), "it stands until another is told");
        assert_eq!(ends(kind, &[(1, 10), (5, 8)], 25, 5), None, "it falls");
        let once = [(22, 90)];
        assert_eq!((ends(kind, &once, 100, 22), comes_to(kind, &once, 22)), (None, None), "told once");
        assert_eq!(
            (ends(kind, &once, 100, 25), comes_to(kind, &once, 25)),
            (None, None),
            "told once, days ago"
        );
        let late = [(20, 90), (22, 92)];
        assert_eq!((ends(kind, &late, 100, 22), comes_to(kind, &late, 22)), (None, Some(100)), "1 a day");
        assert_eq!(ends(kind, &late, 99, 22), Some(30));
        assert_eq!(ends(kind, &late[..1], 80, 22), Some(20), "that it is beyond is no forecast");
    }
    let told = |until: i8, opening| {
        let made = made(MeterKind::Level, &[(11, 60)], Some(opening), until);
        expected(MeterKind::Level, november(), &made, date(2026, 11, until))
    };
    assert_eq!(told(11, 40), Some(98), "20 in ten days, from what the month began with");
    assert_eq!(told(21, 40), Some(69), "and none in the ten days since");
    let untouched = made(MeterKind::Level, &[], Some(50), 20);
    assert_eq!(exhausted(MeterKind::Level, november(), &untouched, 60, date(2026, 11, 20)), None);
}

#[test]
fn a_maximum_foretells_nothing() {
    for quantities in [&[(22, 120)][..], &[(1, 10), (2, 80), (3, 120)], &each_day(20, 100)] {
        assert_eq!(ends(MeterKind::Maximum, quantities, 130, 22), None, "{quantities:?}");
        assert_eq!(comes_to(MeterKind::Maximum, quantities, 22), None, "{quantities:?}");
    }
    assert_eq!(ends(MeterKind::Maximum, &[(4, 120), (9, 150)], 130, 22), Some(9));
}

proptest! {
    #![proptest_config(cases(256))]

    /// Never less than what was used; and the allowance ends on a day to come if and only if the month will go beyond it.
    #[test]
    fn a_forecast_keeps_to_what_has_happened(
        quantities in proptest::collection::vec((1..=20_i8, 0..500_u64), 0..30),
        opening in proptest::option::of(0..500_u64),
        allowance in 0..5_000_u64,
        today in 1..=30_i8,
    ) {
        let quantities: Vec<_> = quantities.into_iter().filter(|(day, _)| *day <= today).collect();
        for kind in KINDS {
            let made = made(kind, &quantities, opening, today);
            let today = date(2026, 11, today);
            let went = made.days.iter().scan(0, |sum, (_, shown)| {
                *sum = if matches!(kind, MeterKind::Count | MeterKind::Sum | MeterKind::Unique) { *sum + shown } else { *shown };
                Some(*sum)
            });
            let over = went.max().unwrap_or(0) > allowance;
            let ends = exhausted(kind, november(), &made, allowance, today);
            let to = expected(kind, november(), &made, today);
            prop_assert_eq!(over, ends.is_some_and(|day| day <= today), "{:?} {:?}", kind, ends);
            prop_assert!(ends.is_none_or(|day| november().contains(day)));
            prop_assert!(to.is_none_or(|to| to >= made.used), "{:?} {:?}", kind, to);
            if !over {
                prop_assert_eq!(ends.is_some(), to.is_some_and(|to| to > allowance), "{:?} {:?} {:?}", kind, ends, to);
            }
        }
    }

    /// What does not grow is taken to stay; whoever was told one value knows nothing of growth.
    #[test]
    fn what_stays_forecasts_itself(value in 0..1_000_u64, first in 1..=10_i8, last in 13..=25_i8, allowance in 0..1_000_u64) {
        for kind in [MeterKind::Latest, MeterKind::Level] {
            prop_assert_eq!(comes_to(kind, &[(first, value), (last, value)], last), Some(value));
            prop_assert_eq!(comes_to(kind, &[(last, value)], last), None);
            let ends = ends(kind, &[(last, value)], allowance, last);
            prop_assert!(ends.is_none_or(|day| day == last && value > allowance));
        }
    }

    /// New subjects are never taken to come faster than they did in the month.
    #[test]
    fn subjects_are_no_faster_than_the_month(new in proptest::collection::vec(0..200_u64, 3..29)) {
        let today = date(2026, 11, i8::try_from(new.len()).unwrap());
        let of_day = |(day, used): (i8, &u64)| (date(2026, 11, day), DayUse { events: *used, used: *used, last: None });
        let days: BTreeMap<Date, DayUse> = (1..).zip(&new).map(of_day).collect();
        let to = |kind| expected(kind, november(), &month(kind, november(), &days, None, today), today);
        prop_assert!(to(MeterKind::Unique) <= to(MeterKind::Sum));
    }
}
