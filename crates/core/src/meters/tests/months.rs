//! Months, and levels carried over.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::super::*;
use crate::month::Month;
use crate::package::MeterKind;

pub(super) fn november() -> Month {
    Month::of(date(2026, 11, 1))
}

pub(super) fn days(kind: MeterKind, quantities: &[(i8, u64)]) -> BTreeMap<Date, DayUse> {
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
