//! Events that come in any order, in lists of any size, again and again: against a tally that knows nothing of lists.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::*;
use crate::month::Month;
use crate::package::MeterKind;
use crate::testing::cases;

/// What is kept between lists, as the store keeps it.
#[derive(Default)]
struct Shelf {
    facts: Facts,
}

impl Shelf {
    fn take(&mut self, asked: &[Asked]) -> Vec<Outcome> {
        let mut facts = Facts::default();
        let wanted = asked.iter().flat_map(|(key, event)| {
            let corrects = event.as_ref().ok().and_then(|event| event.corrects);
            [Some(*key), corrects].into_iter().flatten()
        });
        for key in wanted {
            facts.events.extend(self.facts.events.get(&key).map(|stored| (key, *stored)));
        }
        for key in facts.subjects_of(asked) {
            facts.subjects.extend(self.facts.subjects.get(&key).map(|subject| (key, *subject)));
        }
        for key in facts.days_of(asked) {
            facts.days.extend(self.facts.days.get(&key).map(|day| (key, *day)));
        }
        let made = decide(asked, facts, |_| false);
        self.facts.events.extend(made.new);
        self.facts.events.extend(made.changed);
        self.facts.subjects.extend(made.subjects);
        self.facts.days.extend(made.days);
        for (meter, day) in made.anew {
            let here = self.facts.events.values().filter(|stored| (stored.meter, stored.day) == (meter, day));
            let one = |stored: &Stored| Some((stored.kind?, stored.at_ms, stored.quantity?));
            let anew = here.filter_map(one).collect();
            self.facts.days.insert((meter, day), anew);
        }
        made.outcomes
    }

    fn days(&self, meter: MeterId) -> BTreeMap<Date, DayUse> {
        let of_meter = self.facts.days.iter().filter(|((of, _), _)| *of == meter);
        of_meter.map(|((_, day), used)| (*day, *used)).collect()
    }
}

const KINDS: [MeterKind; 6] = MeterKind::EVERY;

/// An event of one of six meters, one of each kind.
fn event() -> impl Strategy<Value = Event> {
    (0..24_u128, 0..6_usize, 0..4_i64, 0..5_u128, 0..6_u64).prop_map(
        |(key, meter, day, subject, quantity)| {
            let kind = KINDS[meter];
            let counted = matches!(kind, MeterKind::Count | MeterKind::Unique);
            Event {
                // The key says all, as it does outside: two events that share it are the same.
                key: key * 6 + meter as u128,
                corrects: None,
                meter: meter as u64,
                kind,
                at_ms: (day * 10 + (key % 7) as i64) * 1_000,
                day: date(2026, 11, 1).checked_add(jiff::Span::new().days(day)).unwrap(),
                subject: Some(subject),
                quantity: (!counted).then_some(quantity),
            }
        },
    )
}

/// Events whose content hangs on their key, some of them with one correction.
fn world() -> impl Strategy<Value = Vec<Event>> {
    (proptest::collection::vec(event(), 1..30), proptest::collection::vec(0..7_u64, 0..10)).prop_map(
        |(events, corrections)| {
            let mut once: BTreeMap<Key, Event> = BTreeMap::new();
            for event in events {
                once.entry(event.key).or_insert(event);
            }
            let targets: Vec<Event> = once.values().copied().collect();
            for (target, quantity) in targets.iter().zip(corrections) {
                let counted = matches!(target.kind, MeterKind::Count | MeterKind::Unique);
                let quantity = if counted { quantity % 2 } else { quantity };
                let key = target.key + 1_000;
                let corrects = Some(target.key);
                once.insert(key, Event { key, corrects, quantity: Some(quantity), at_ms: 99_000, ..*target });
            }
            once.into_values().collect()
        },
    )
}

/// The month's figure, from the events that are left when every correction is made.
fn tally(events: &[Event], meter: usize) -> u64 {
    let corrected: BTreeMap<Key, u64> =
        events.iter().filter_map(|event| Some((event.corrects?, event.quantity?))).collect();
    let live: Vec<(i64, u64, Subject)> = events
        .iter()
        .filter(|event| event.corrects.is_none() && event.meter == meter as u64)
        .filter_map(|event| {
            let quantity = match corrected.get(&event.key) {
                Some(0) => return None,
                Some(quantity) => *quantity,
                None => event.amount(),
            };
            Some((event.at_ms, quantity, event.subject?))
        })
        .collect();
    let quantities = live.iter().map(|(_, quantity, _)| *quantity);
    match KINDS[meter] {
        MeterKind::Count => live.len() as u64,
        MeterKind::Sum => quantities.sum(),
        MeterKind::Unique => {
            live.iter().map(|(_, _, subject)| *subject).collect::<BTreeSet<_>>().len() as u64
        }
        MeterKind::Maximum | MeterKind::Level => quantities.max().unwrap_or(0),
        MeterKind::Latest => {
            live.iter().map(|(at, quantity, _)| (*at, *quantity)).max().map_or(0, |(_, quantity)| quantity)
        }
    }
}

proptest! {
    #![proptest_config(cases(1_024))]

    #[test]
    fn nothing_is_lost_and_nothing_doubled(
        events in world(),
        order in proptest::collection::vec(any::<prop::sample::Index>(), 0..60),
        cuts in proptest::collection::vec(1..12_usize, 1..20),
    ) {
        // Everything once, an event before its correction, and whatever else again, cut into lists anyhow.
        let again = order.iter().map(|index| events[index.index(events.len())]);
        let sent: Vec<Event> = events.iter().copied().chain(again).collect();
        let window = Window { now_ms: 100_000, length_ms: 200_000 };
        let asked: Vec<Asked> =
            sent.iter().map(|event| (event.key, event.check(window).map(|()| *event))).collect();
        let mut shelf = Shelf::default();
        let (mut rest, mut decided) = (&asked[..], Vec::new());
        for cut in cuts.iter().cycle() {
            let (list, after) = rest.split_at((*cut).min(rest.len()));
            decided.extend(shelf.take(list));
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        let duplicates = decided.iter().filter(|outcome| **outcome == Outcome::Duplicate).count();
        prop_assert_eq!(duplicates, sent.len() - events.len());
        prop_assert!(!decided.iter().any(|outcome| matches!(outcome, Outcome::Refused(_))));
        for (meter, kind) in KINDS.into_iter().enumerate() {
            let month = Month::of(date(2026, 11, 1));
            let made = super::super::month(kind, month, &shelf.days(meter as u64), None, month.last_day());
            prop_assert_eq!(made.used, tally(&events, meter), "{:?}", kind);
        }
    }
}
