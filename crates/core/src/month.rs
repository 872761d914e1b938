//! A month of the calendar: what metered services are counted and invoiced by (rule 15).

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A month in a holder's own zone, written `2026-10`.
///
/// ```
/// use licentia_core::month::Month;
/// let month: Month = "2026-12".parse().unwrap();
/// assert_eq!(month.next().to_string(), "2027-01");
/// assert_eq!(month.last_day().to_string(), "2026-12-31");
/// assert!("2026-13".parse::<Month>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: Date,
}

/// A text is no month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written YYYY-MM, from 1970-01 to 9998-12")]
pub struct NotAMonth;

impl Month {
    /// The month that a day is in.
    pub fn of(day: Date) -> Self {
        Self { first: day.first_of_month() }
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        self.first.last_of_month()
    }

    /// How many days it has.
    pub fn days(self) -> u32 {
        u32::try_from(self.first.days_in_month()).unwrap_or(31)
    }

    /// The month after it; the calendar's last one is its own.
    #[must_use]
    pub fn next(self) -> Self {
        self.last_day().tomorrow().map_or(self, Self::of)
    }

    /// The month before it; the calendar's first one is its own.
    #[must_use]
    pub fn previous(self) -> Self {
        self.first.yesterday().map_or(self, Self::of)
    }

    /// Whether `day` is in it.
    pub fn contains(self, day: Date) -> bool {
        Self::of(day) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let (year, month) = text.split_once('-').ok_or(NotAMonth)?;
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(NotAMonth);
        }
        let (year, month) = (year.parse().map_err(|_| NotAMonth)?, month.parse().map_err(|_| NotAMonth)?);
        if !(1970..=9998).contains(&year) {
            return Err(NotAMonth);
        }
        Date::new(year, month, 1).map(Self::of).map_err(|_| NotAMonth)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_month_has_one_spelling() {
        for text in
            ["2026-1", "26-01", "2026-00", "2026-13", "+026-01", "2026-01-01", "", "1969-12", "9999-01"]
        {
            assert_eq!(text.parse::<Month>(), Err(NotAMonth), "{text}");
        }
        assert_eq!("2026-02".parse::<Month>().map(|month| month.to_string()), Ok("2026-02".to_owned()));
    }

    #[test]
    fn months_follow_each_other_through_years_and_leap_days() {
        let mut month = Month::of(date(2024, 1, 31));
        for _ in 0..48 {
            assert_eq!(month.next().previous(), month);
            assert_eq!(month.last_day().tomorrow().ok(), Some(month.next().first_day()));
            assert!(month.contains(month.first_day()) && month.contains(month.last_day()));
            month = month.next();
        }
        assert_eq!(month.to_string(), "2028-01");
        assert_eq!(Month::of(date(2024, 2, 1)).days(), 29);
    }
}
