//! What the days of a month come to.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::DayUse;
use crate::month::Month;
use crate::package::MeterKind;

/// What a month comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MonthUse {
    /// The month's figure.
    pub used: u64,
    /// How many events it is made of.
    pub events: u64,
    /// What each day adds to it, or what it stood at, from the first day on.
    pub days: Vec<(Date, u64)>,
    /// The days on which a quantity was told that stands until the next, with what stood at the end of each: of levels, the
    /// one that the month began with too. Of other kinds none.
    pub told: Vec<(Date, u64)>,
    /// The level that it leaves to the next month, where it is levels that are counted and one was ever told.
    pub closing: Option<u64>,
}

/// What `days` make of `month`, up to and including `until`. `opening` is the level that the month before left; it is for
/// [`MeterKind::Level`] only.
///
/// Days without events need not be there.
pub fn month(
    kind: MeterKind,
    month: Month,
    days: &BTreeMap<Date, DayUse>,
    opening: Option<u64>,
    until: Date,
) -> MonthUse {
    let mut made = MonthUse::default();
    // Only a level goes on from month to month: the latest quantity of another month says nothing of this one.
    let opening = opening.filter(|_| kind == MeterKind::Level);
    let mut stands = opening.unwrap_or(0);
    let mut told = opening.is_some();
    let mut day = month.first_day();
    while day <= until && month.contains(day) {
        // A subject adds to the day it was first seen on, even when the event of that day was taken back.
        let used = days.get(&day).map_or(0, |of_day| of_day.used);
        let of_day = days.get(&day).filter(|of_day| of_day.events > 0);
        made.events += of_day.map_or(0, |of_day| of_day.events);
        told |= of_day.is_some();
        let shown = match kind {
            MeterKind::Count | MeterKind::Sum | MeterKind::Unique | MeterKind::Maximum => used,
            MeterKind::Latest => of_day.map_or(stands, |of_day| of_day.used),
            MeterKind::Level => used.max(stands),
        };
        stands = match kind {
            MeterKind::Latest => shown,
            MeterKind::Level => of_day.and_then(|of_day| of_day.last).map_or(stands, |(_, level)| level),
            _ => 0,
        };
        made.used = match kind {
            MeterKind::Count | MeterKind::Sum | MeterKind::Unique => made.used.saturating_add(shown),
            MeterKind::Maximum | MeterKind::Level => made.used.max(shown),
            MeterKind::Latest => shown,
        };
        if stands_on(kind) && (of_day.is_some() || (opening.is_some() && made.days.is_empty())) {
            made.told.push((day, stands));
        }
        made.days.push((day, shown));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    made.used = made.used.min(i64::MAX.cast_unsigned());
    made.closing = (kind == MeterKind::Level && told).then_some(stands);
    made
}

/// Whether a quantity stands until another is told.
fn stands_on(kind: MeterKind) -> bool {
    matches!(kind, MeterKind::Latest | MeterKind::Level)
}

/// The first day on which a month is closed, `after_days` whole days after its end: events of it that come from then on
/// are corrections.
pub fn closes(month: Month, after_days: u32) -> Date {
    let first = month.next().first_day();
    first.checked_add(jiff::Span::new().days(i64::from(after_days))).unwrap_or(Date::MAX)
}

/// Whether a month is closed on `today`.
pub fn is_closed(month: Month, after_days: u32, today: Date) -> bool {
    today >= closes(month, after_days)
}
