//! Days as numbers, counted from 1970-01-01, and the zone they are counted in.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use licentia_core::time;

use crate::snapshot::Snapshot;

const FIRST: Date = date(1970, 1, 1);

/// The number of a day.
pub(super) fn day_no(day: Date) -> i32 {
    FIRST.until(day).map_or(0, |span| span.get_days())
}

/// The day of a number; one beyond the calendar is its first.
pub(super) fn day_from(no: i32) -> Date {
    FIRST.checked_add(jiff::Span::new().days(no)).unwrap_or(FIRST)
}

/// The zone in which the holder's days are counted.
pub(super) fn zone(at: &Snapshot) -> TimeZone {
    crate::day::zone(&at.installation().zone)
}

/// When a day begins in a zone, in milliseconds UTC.
pub(super) fn begins_ms(day: Date, zone: &TimeZone) -> i64 {
    time::day_begins_ms(day, zone).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_its_day() {
        for day in [date(1970, 1, 1), date(1969, 12, 31), date(2026, 11, 21), date(2028, 2, 29)] {
            assert_eq!(day_from(day_no(day)), day);
        }
        assert_eq!(day_no(date(1970, 2, 1)), 31);
    }
}
