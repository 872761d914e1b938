//! The five dates of an issuer's licences and where they put them today (rule 7).

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The dates of one package, each a whole day in the package's zone; absent means never.
///
/// A date names the last day of what it ends: licences with `grace` 8 April still work on 8 April.
/// Only `admin_warning` and `next_check` begin something, on their own day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dates {
    /// The day on which to ask the issuer for news.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub next_check: Option<Date>,
    /// The first day on which administrators are told that the licences run out.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub admin_warning: Option<Date>,
    /// The last day of the licences' proper time.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub expiry: Option<Date>,
    /// The last day on which they still work; the real end.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub grace: Option<Date>,
    /// The last day on which a product version may have been released to be covered.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub maintenance: Option<Date>,
}

/// Where the dates put an issuer's licences on a day, in the order of time (rule 7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing to say.
    #[default]
    Current,
    /// Works; administrators are told that it will run out.
    Warned,
    /// Works; everybody responsible is told that it has run out.
    Expired,
    /// Stopped, after grace: writing modules are read-only, reading ones closed.
    Stopped,
}

impl Standing {
    /// The name used in APIs: `current`, `warned`, `expired`, `stopped`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Warned => "warned",
            Self::Expired => "expired",
            Self::Stopped => "stopped",
        }
    }
}

impl Dates {
    /// The standing on `today`. It never goes back as days pass.
    pub fn standing(&self, today: Date) -> Standing {
        let after = |date: Option<Date>| date.is_some_and(|date| today > date);
        if after(self.grace) {
            Standing::Stopped
        } else if after(self.expiry) {
            Standing::Expired
        } else if self.admin_warning.is_some_and(|date| today >= date) {
            Standing::Warned
        } else {
            Standing::Current
        }
    }

    /// The days after `today` on which the standing may change.
    pub(crate) fn changes_after(&self, today: Date) -> impl Iterator<Item = Date> {
        let ends = [self.expiry, self.grace].map(|date| date.and_then(|date| date.tomorrow().ok()));
        ends.into_iter().chain([self.admin_warning]).flatten().filter(move |date| *date > today)
    }
}

/// Dates in files: `"2027-03-01"`; `0`, `null` or nothing at all for never.
pub mod day {
    use super::Date;
    use serde::de::{Deserializer, Error, Unexpected, Visitor};
    use serde::ser::Serializer;
    use std::fmt;

    /// Writes the day, or `null`.
    pub fn serialize<S: Serializer>(date: &Option<Date>, to: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => to.collect_str(date),
            None => to.serialize_none(),
        }
    }

    /// Reads a day or never.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        from.deserialize_any(Day)
    }

    /// A day written `YYYY-MM-DD` and in no other way, or `None`.
    pub fn parse(text: &str) -> Option<Date> {
        if text.len() != 10 || !text.is_ascii() {
            return None;
        }
        let number = |range: std::ops::Range<usize>| {
            let digits = &text[range];
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse::<i16>().ok()).flatten()
        };
        if &text[4..5] != "-" || &text[7..8] != "-" {
            return None;
        }
        let (month, day) = (i8::try_from(number(5..7)?).ok()?, i8::try_from(number(8..10)?).ok()?);
        Date::new(number(0..4)?, month, day).ok()
    }

    struct Day;

    impl Visitor<'_> for Day {
        type Value = Option<Date>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a day written YYYY-MM-DD, or 0 for never")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            parse(text).map(Some).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
            match number {
                0 => Ok(None),
                _ => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
            }
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
    }
}
