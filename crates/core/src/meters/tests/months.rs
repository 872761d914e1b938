//! Months, levels carried over, and when an allowance is used up.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use crate::month::Month;
use crate::package::MeterKind;
use crate::testing::cases;

fn november() -> Month {
    Month::of(date(2026, 11, 1))
}

fn days(kind: MeterKind, quantities: &[(i8, u64)]) -> BTreeMap<Date, DayUse> {
    let mut days = BTreeMap::<Date, DayUse>::new();
    for &(day, quantity) in quantities {
        days.entry(date(2026, 11, day)).or_default().add(kind, i64::from(day), quantity, true);
    }
    days
}

fn shown(made: &MonthUse) -> Vec<u64> {
    made.days.iter().map(|(_, shown)| *shown).collect()
}

#[test]
fn a_level_stays_until_an_event_says_otherwise() {
    let storage = days(MeterKind::Level, &[(3, 40), (5, 12)]);
    let made = month(MeterKind::Level, november(), &storage, Some(25), date(2026, 11, 7));
    assert_eq!(shown(&made), [25, 25, 40, 40, 40, 12, 12]);
    assert_eq!((made.used, made.events), (40, 2));
    let unchanged = month(MeterKind::Level, november(), &BTreeMap::new(), Some(25), date(2026, 11, 30));
    assert_eq!((unchanged.used, unchanged.events, unchanged.days.len()), (25, 0, 30));
    let less = days(MeterKind::Level, &[(1, 10)]);
    let made = month(MeterKind::Level, november(), &less, Some(25), date(2026, 11, 2));
    assert_eq!((shown(&made), made.used), (vec![25, 10], 25), "the month began with it");
}

#[test]
fn other_kinds_begin_anew() {
    let of = |kind| month(kind, november(), &days(kind, &[(2, 5), (4, 3)]), Some(99), date(2026, 11, 4));
    assert_eq!((shown(&of(MeterKind::Sum)), of(MeterKind::Sum).used), (vec![0, 5, 0, 3], 8));
    assert_eq!((shown(&of(MeterKind::Maximum)), of(MeterKind::Maximum).used), (vec![0, 5, 0, 3], 5));
    assert_eq!((shown(&of(MeterKind::Latest)), of(MeterKind::Latest).used), (vec![0, 5, 5, 3], 3));
    let nothing = month(MeterKind::Latest, november(), &BTreeMap::new(), Some(99), date(2026, 11, 2));
    assert_eq!((shown(&nothing), nothing.used, nothing.closing), (vec![0, 0], 0, None));
}

#[test]
fn the_latest_quantity_is_the_months_figure() {
    let made = days(MeterKind::Latest, &[(2, 5), (4, 3)]);
    let made = month(MeterKind::Latest, november(), &made, None, date(2026, 11, 5));
    assert_eq!((shown(&made), made.used), (vec![0, 5, 5, 3, 3], 3));
}

#[test]
fn a_day_whose_events_were_all_taken_back_says_nothing() {
    let nothing = BTreeMap::from([(date(2026, 11, 2), DayUse::default())]);
    let made = month(MeterKind::Level, november(), &nothing, Some(4), date(2026, 11, 3));
    assert_eq!((shown(&made), made.events), (vec![4, 4, 4], 0));
}

#[test]
fn a_month_closes_after_so_many_whole_days() {
    assert_eq!(closes(november(), 3), date(2026, 12, 4));
    assert!(!is_closed(november(), 3, date(2026, 12, 3)));
    assert!(is_closed(november(), 3, date(2026, 12, 4)));
    assert!(is_closed(november(), 0, date(2026, 12, 1)));
}

fn forecast(kind: MeterKind, quantities: &[(i8, u64)], allowance: u64, today: i8) -> Option<Date> {
    let today = date(2026, 11, today);
    let made = month(kind, november(), &days(kind, quantities), None, today);
    exhausted(kind, november(), &made, allowance, today)
}

#[test]
fn an_allowance_is_used_up_when_the_pace_says_so() {
    // 10 a day: beyond 100 on the 11th day.
    let steady: Vec<_> = (1..=5).map(|day| (day, 10)).collect();
    assert_eq!(forecast(MeterKind::Sum, &steady, 100, 5), Some(date(2026, 11, 11)));
    assert_eq!(forecast(MeterKind::Sum, &steady, 99, 5), Some(date(2026, 11, 10)));
    assert_eq!(forecast(MeterKind::Sum, &steady, 1_000, 5), None, "not in this month");
    assert_eq!(forecast(MeterKind::Sum, &steady, 35, 5), Some(date(2026, 11, 4)), "it is already");
    assert_eq!(forecast(MeterKind::Sum, &steady, 50, 5), Some(date(2026, 11, 6)));
    assert_eq!(forecast(MeterKind::Sum, &[], 0, 5), None);
    // 2 a day more: 10 on the first, 18 on the fifth; beyond 25 after four days.
    let growing = [(1, 10), (2, 12), (3, 14), (4, 16), (5, 18)];
    assert_eq!(forecast(MeterKind::Level, &growing, 25, 5), Some(date(2026, 11, 9)));
    assert_eq!(forecast(MeterKind::Level, &growing, 300, 5), None);
    assert_eq!(forecast(MeterKind::Level, &[(1, 10), (5, 8)], 25, 5), None, "it falls");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn a_forecast_is_never_before_today_unless_it_has_happened(
        quantities in proptest::collection::vec((1..=20_i8, 0..500_u64), 0..30),
        allowance in 0..5_000_u64,
    ) {
        let today = date(2026, 11, 20);
        for kind in [MeterKind::Sum, MeterKind::Level] {
            let made = month(kind, november(), &days(kind, &quantities), None, today);
            let over = made.used > allowance;
            let found = exhausted(kind, november(), &made, allowance, today);
            prop_assert_eq!(over, found.is_some_and(|day| day <= today), "{:?} {:?}", kind, found);
            prop_assert!(found.is_none_or(|day| november().contains(day)));
        }
    }
}
