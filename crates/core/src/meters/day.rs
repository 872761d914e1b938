//! What the events of one day come to.

use crate::package::MeterKind;

/// No day adds up to more than this, so that the days of a month add up exactly in 63 bits.
pub const DAY_ROOM: u64 = i64::MAX.cast_unsigned() / 31;

/// The events of one meter and day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayUse {
    /// How many events count.
    pub events: u64,
    /// What they come to: their number, their sum, their first-seen subjects, their largest or latest quantity.
    pub used: u64,
    /// The latest of them, where the kind compares quantities: its time and its quantity. Of two at the same moment, the
    /// larger.
    pub last: Option<(i64, u64)>,
}

impl DayUse {
    /// Whether the day can be `is` more and `was` less and still be counted exactly.
    pub(super) fn has_room(&self, was: u64, is: u64) -> bool {
        is <= was || self.used.saturating_sub(was).saturating_add(is) <= DAY_ROOM
    }

    /// Adds one event. `new_subject`: its subject was not seen in the month before.
    pub fn add(&mut self, kind: MeterKind, at_ms: i64, quantity: u64, new_subject: bool) {
        self.events += 1;
        match kind {
            MeterKind::Count => self.grow(1),
            MeterKind::Sum => self.grow(quantity),
            MeterKind::Unique => self.grow(u64::from(new_subject)),
            MeterKind::Maximum => self.used = self.used.max(quantity),
            MeterKind::Latest => {
                self.last = self.last.max(Some((at_ms, quantity)));
                self.used = self.last.map_or(0, |(_, quantity)| quantity);
            }
            MeterKind::Level => {
                self.used = self.used.max(quantity);
                self.last = self.last.max(Some((at_ms, quantity)));
            }
        }
    }

    pub(super) fn grow(&mut self, by: u64) {
        self.used = self.used.saturating_add(by).min(i64::MAX.cast_unsigned());
    }

    pub(super) fn shrink(&mut self, by: u64) {
        self.used = self.used.saturating_sub(by);
    }
}
