//! What there should be, by somebody who knows nothing of lists, transactions or days: every event by its name, once.

use std::collections::{BTreeMap, BTreeSet};

/// The meters, by their full names, and how each counts.
pub(crate) const METERS: [(&str, Counts); 6] = [
    ("superoffice.chat-sessions", Counts::Events),
    ("superoffice.emails", Counts::Quantities),
    ("superoffice.story-unique", Counts::Subjects),
    ("superoffice.story-maximum", Counts::Largest),
    ("superoffice.story-latest", Counts::Last),
    ("superoffice.storage", Counts::Level),
];

/// How a meter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    Events,
    Quantities,
    Subjects,
    Largest,
    Last,
    Level,
}

/// An event as it was told.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Which of [`METERS`].
    pub(crate) meter: usize,
    /// In seconds since 1970.
    pub(crate) at: i64,
    /// `2026-11`, where the holder is.
    pub(crate) month: String,
    pub(crate) subject: u64,
    /// What it counts for now; `None` = taken back.
    pub(crate) quantity: Option<u64>,
}

/// What a month of a meter should come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Month {
    pub(crate) events: u64,
    pub(crate) used: u64,
}

/// Every event by source and id.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<String, Event>);

impl Tally {
    pub(crate) fn put(&mut self, name: String, event: Event) {
        self.0.insert(name, event);
    }

    /// Another quantity for an event.
    pub(crate) fn correct(&mut self, name: &str, quantity: u64) {
        self.0.get_mut(name).unwrap().quantity = Some(quantity).filter(|quantity| *quantity > 0);
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// How many there are, taken back ones included.
    pub(crate) fn events(&self) -> usize {
        self.0.len()
    }

    /// Each month, the oldest first, with what each of [`METERS`] should come to.
    pub(crate) fn months(&self) -> Vec<(String, Vec<Month>)> {
        let months: BTreeSet<&str> = self.0.values().map(|event| &*event.month).collect();
        let mut levels = vec![0; METERS.len()];
        let mut made = Vec::new();
        for month in months {
            let of_meter = |meter: usize| {
                let events = self.0.values().filter(|event| event.meter == meter && event.month == month);
                events
                    .filter_map(|event| Some((event.at, event.quantity?, event.subject)))
                    .collect::<Vec<_>>()
            };
            let meters =
                (0..METERS.len()).map(|meter| come_to(METERS[meter].1, &of_meter(meter), &mut levels[meter]));
            made.push((month.to_owned(), meters.collect()));
        }
        made
    }
}

fn come_to(counts: Counts, events: &[(i64, u64, u64)], level: &mut u64) -> Month {
    let last = events.iter().map(|(at, quantity, _)| (*at, *quantity)).max();
    let largest = events.iter().map(|(_, quantity, _)| *quantity).max().unwrap_or(0);
    let used = match counts {
        Counts::Events => events.len() as u64,
        Counts::Quantities => events.iter().map(|(_, quantity, _)| quantity).sum(),
        Counts::Subjects => {
            events.iter().map(|(_, _, subject)| subject).collect::<BTreeSet<_>>().len() as u64
        }
        Counts::Largest => largest,
        Counts::Last => last.map_or(0, |(_, quantity)| quantity),
        Counts::Level => largest.max(*level),
    };
    if counts == Counts::Level {
        *level = last.map_or(*level, |(_, quantity)| quantity);
    }
    Month { events: events.len() as u64, used }
}
