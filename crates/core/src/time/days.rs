//! Days in the zone that a package names.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A zone that no list of zones has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone named {0:?}")]
pub struct UnknownZone(pub String);

/// The zone of an IANA name (`Europe/Oslo`), from the list compiled in: no file is read.
///
/// # Errors
///
/// [`UnknownZone`] where the list has no such name.
pub fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZone::get(name).map_err(|_| UnknownZone(name.to_owned()))
}

/// The date of a time in a zone. Times beyond the calendar count as its first or last.
pub fn today(now_ms: i64, zone: &TimeZone) -> Date {
    let (first, last) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    let now = Timestamp::from_millisecond(now_ms.clamp(first, last)).unwrap_or(Timestamp::MAX);
    zone.to_datetime(now).date()
}

/// When a day begins in a zone, in milliseconds since 1970 UTC; `None` at the calendar's ends.
pub fn day_begins_ms(day: Date, zone: &TimeZone) -> Option<i64> {
    let begins = day.to_zoned(zone.clone()).ok()?;
    Some(begins.timestamp().as_millisecond())
}

/// How many days after `today` a day comes; negative once it has passed.
pub fn days_until(today: Date, day: Date) -> i32 {
    today.until(day).map_or(0, |span| span.get_days())
}
