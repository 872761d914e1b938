//! What an event must be like, and what becomes of one.

use jiff::civil::date;

use super::super::*;
use crate::month::Month;
use crate::package::MeterKind;

const NOW: i64 = 1_700_000_000_000;
const HOUR: i64 = 3_600_000;
const WINDOW: Window = Window { now_ms: NOW, length_ms: 24 * HOUR };

fn event(key: Key, kind: MeterKind, quantity: impl Into<Option<u64>>) -> Event {
    Event {
        key,
        corrects: None,
        meter: 1,
        kind,
        at_ms: NOW,
        day: date(2026, 11, 21),
        subject: Some(key % 10),
        quantity: quantity.into(),
    }
}

fn correction(key: Key, corrects: Key, of: Event, quantity: u64) -> Event {
    Event { key, corrects: Some(corrects), quantity: Some(quantity), ..of }
}

fn asked(events: &[Event]) -> Vec<Asked> {
    events.iter().map(|event| (event.key, event.check(WINDOW).map(|()| *event))).collect()
}

fn outcomes(events: &[Event]) -> Vec<Outcome> {
    decide(&asked(events), Facts::default(), |_| false).outcomes
}

fn used(events: &[Event]) -> DayUse {
    let made = decide(&asked(events), Facts::default(), |_| false);
    made.days.values().copied().next().unwrap_or_default()
}

#[test]
fn each_kind_takes_the_quantities_it_can_count() {
    use MeterKind::{Count, Latest, Level, Maximum, Sum, Unique};
    let check = |kind, quantity: Option<u64>| event(1, kind, quantity).check(WINDOW);
    for kind in [Count, Unique] {
        assert_eq!(check(kind, None), Ok(()));
        assert_eq!(check(kind, Some(1)), Ok(()));
        assert_eq!(check(kind, Some(0)), Err(Refusal::QuantityWrong));
        assert_eq!(check(kind, Some(5)), Err(Refusal::QuantityWrong), "5 must not become 1");
    }
    for kind in [Sum, Maximum, Latest, Level] {
        assert_eq!(check(kind, None), Err(Refusal::QuantityMissing));
        assert_eq!(check(kind, Some(0)), Ok(()));
        assert_eq!(check(kind, Some(MAX_QUANTITY)), Ok(()));
        assert_eq!(check(kind, Some(MAX_QUANTITY + 1)), Err(Refusal::QuantityWrong));
    }
    let nobody = Event { subject: None, ..event(1, Unique, None) };
    assert_eq!(nobody.check(WINDOW), Err(Refusal::SubjectMissing));
    let back = |quantity| correction(2, 1, event(1, Count, None), quantity).check(WINDOW);
    assert_eq!([back(0), back(1), back(2)], [Ok(()), Ok(()), Err(Refusal::QuantityWrong)]);
}

#[test]
fn the_window_is_inclusive_and_clocks_may_differ_by_an_hour() {
    let at = |at_ms| Event { at_ms, ..event(1, MeterKind::Count, None) }.check(WINDOW);
    assert_eq!(at(NOW + HOUR), Ok(()));
    assert_eq!(at(NOW + HOUR + 1), Err(Refusal::TimeAhead));
    assert_eq!(at(NOW - 24 * HOUR), Ok(()));
    assert_eq!(at(NOW - 24 * HOUR - 1), Err(Refusal::TimePast));
    let long_ago = Event { at_ms: 0, ..event(2, MeterKind::Count, 1) };
    assert_eq!(correction(3, 2, long_ago, 0).check(WINDOW), Ok(()));
}

#[test]
fn an_event_that_comes_twice_counts_once_and_a_refused_one_may_come_again() {
    let good = event(7, MeterKind::Sum, 40);
    let bad = Event { quantity: None, ..event(8, MeterKind::Sum, None) };
    let better = event(8, MeterKind::Sum, 2);
    let list = [good, bad, good, better, better];
    let refused = Outcome::Refused(Refusal::QuantityMissing);
    let all = [Outcome::Counted, refused, Outcome::Duplicate, Outcome::Counted, Outcome::Duplicate];
    assert_eq!(outcomes(&list), all);
    assert_eq!(used(&list), DayUse { events: 2, used: 42, last: None });
}

#[test]
fn what_was_counted_stays_a_duplicate_when_its_time_has_passed() {
    let good = event(7, MeterKind::Sum, 40);
    let mut facts = Facts::default();
    let first = decide(&asked(&[good]), Facts::default(), |_| false);
    facts.events.extend(first.new);
    let late = [(7, Err(Refusal::TimePast)), (9, Err(Refusal::TimePast))];
    let made = decide(&late, facts, |_| false);
    assert_eq!(made.outcomes, [Outcome::Duplicate, Outcome::Refused(Refusal::TimePast)]);
    assert!(made.new.is_empty() && made.days.is_empty());
}

#[test]
fn kinds_make_their_own_figure() {
    let list = |kind, quantities: [u64; 3]| -> Vec<Event> {
        let some = |quantity| (!matches!(kind, MeterKind::Count | MeterKind::Unique)).then_some(quantity);
        (1_u8..)
            .zip(quantities)
            .map(|(key, quantity)| Event {
                at_ms: NOW - i64::from(key),
                subject: Some(u128::from(quantity)),
                ..event(u128::from(key), kind, some(quantity))
            })
            .collect()
    };
    let used = |kind| used(&list(kind, [4, 9, 4])).used;
    assert_eq!(used(MeterKind::Count), 3);
    assert_eq!(used(MeterKind::Sum), 17);
    assert_eq!(used(MeterKind::Unique), 2);
    assert_eq!(used(MeterKind::Maximum), 9);
    assert_eq!(used(MeterKind::Latest), 4, "the first of the list is the latest");
    assert_eq!(used(MeterKind::Level), 9);
}

#[test]
fn a_correction_replaces_and_nothing_takes_back() {
    let sum = event(1, MeterKind::Sum, 40);
    let list = [sum, correction(2, 1, sum, 15), correction(2, 1, sum, 15)];
    assert_eq!(outcomes(&list), [Outcome::Counted, Outcome::Correction, Outcome::Duplicate]);
    assert_eq!(used(&list), DayUse { events: 1, used: 15, last: None });
    let gone = [sum, correction(2, 1, sum, 0)];
    assert_eq!(used(&gone), DayUse::default());
    let again = [sum, correction(2, 1, sum, 0), correction(3, 1, sum, 7)];
    assert_eq!(used(&again), DayUse { events: 1, used: 7, last: None });
    let unique = event(1, MeterKind::Unique, None);
    let other = Event { subject: unique.subject, ..event(4, MeterKind::Unique, None) };
    let back = correction(2, 1, unique, 0);
    assert_eq!(used(&[unique, other, back]).used, 1, "another event is about the same subject");
    assert_eq!(used(&[unique, back]), DayUse::default());
    assert_eq!(used(&[unique, back, other]).used, 1);
}

#[test]
fn of_several_corrections_the_last_one_made_counts() {
    let sum = event(1, MeterKind::Sum, 40);
    let at = |key, at_ms, quantity| Event { at_ms, ..correction(key, 1, sum, quantity) };
    for list in [[at(2, NOW - 5, 10), at(3, NOW - 4, 20)], [at(3, NOW - 4, 20), at(2, NOW - 5, 10)]] {
        let list = [sum, list[0], list[1]];
        assert_eq!(outcomes(&list)[1..], [Outcome::Correction, Outcome::Correction]);
        assert_eq!(used(&list).used, 20);
    }
}

#[test]
fn what_cannot_be_corrected_is_refused() {
    let sum = event(1, MeterKind::Sum, 40);
    let note = correction(2, 1, sum, 15);
    let other = Event { meter: 2, ..correction(3, 1, sum, 1) };
    let list = [correction(9, 1, sum, 1), sum, note, correction(4, 2, sum, 1), other];
    let refused = Outcome::Refused;
    assert_eq!(
        outcomes(&list),
        [
            refused(Refusal::CorrectsUnknown),
            Outcome::Counted,
            Outcome::Correction,
            refused(Refusal::CorrectsUnknown),
            refused(Refusal::CorrectsOther),
        ]
    );
    assert_eq!(used(&list).used, 15);
}

#[test]
fn a_late_event_counts_and_says_so() {
    let october = Event { day: date(2026, 10, 31), ..event(1, MeterKind::Count, None) };
    let closed = |month: Month| is_closed(month, 3, date(2026, 11, 4));
    let made = decide(&asked(&[october, event(2, MeterKind::Count, None)]), Facts::default(), closed);
    assert_eq!(made.outcomes, [Outcome::Late, Outcome::Counted]);
    assert_eq!(made.days[&(1, date(2026, 10, 31))].used, 1);
}

#[test]
fn a_day_never_overflows() {
    let mut day = DayUse { used: i64::MAX.cast_unsigned() - 5, ..DayUse::default() };
    day.add(MeterKind::Sum, 0, MAX_QUANTITY, false);
    assert_eq!(day.used, i64::MAX.cast_unsigned());
    assert_eq!(allowance(u64::MAX, 5, 5), u64::MAX);
    assert_eq!(overage(5, 7), 0);
}

#[test]
fn a_day_takes_no_more_than_it_can_count_exactly() {
    let honest = event(1, MeterKind::Sum, 23_330);
    let mut events = vec![honest];
    events.extend((2..1_002).map(|key| event(key, MeterKind::Sum, MAX_QUANTITY)));
    let outcomes = outcomes(&events);
    let counted = outcomes.iter().filter(|outcome| **outcome == Outcome::Counted).count() as u64;
    let full = used(&events);
    assert_eq!((full.events, full.used), (counted, 23_330 + (counted - 1) * MAX_QUANTITY));
    assert!(full.used <= DAY_ROOM && full.used + MAX_QUANTITY > DAY_ROOM);
    assert_eq!(outcomes.last(), Some(&Outcome::Refused(Refusal::QuantityWrong)));
    // What does not fit can no more come in by a correction; what is taken back leaves what was honest.
    let small = event(5_000, MeterKind::Sum, 1);
    let grows = correction(5_001, 5_000, small, MAX_QUANTITY);
    assert_eq!(self::outcomes(&[&events[..], &[small, grows]].concat())[1_002], outcomes[1_000]);
    let back = (2..2 + counted - 1).map(|key| correction(10_000 + Key::from(key), key.into(), honest, 0));
    let all: Vec<Event> = events.iter().copied().chain(back).collect();
    assert_eq!((used(&all).events, used(&all).used), (1, 23_330));
}
