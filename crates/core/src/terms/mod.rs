//! Subscriptions with a term: how long it is, when it ends, and what its renewal changes (rule 13).
//!
//! A [`Term`] is a number of whole months from a first day. Each follows the one before without a gap
//! and without drifting: whoever began on the 31st ends on the last day but one of a short month and
//! begins on the 31st again where there is one. [`renewed`] writes the next term's lines and dates
//! beside those of the present one, so that the package that carries both changes nothing today.

mod reduction;
mod renewal;
#[cfg(test)]
mod tests;

pub use reduction::Reduction;
pub use renewal::renewed;

use jiff::ToSpan as _;
use jiff::civil::Date;

/// The longest term: ten years.
pub const MOST_MONTHS: u16 = 120;

/// One term of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    began: Date,
    months: u16,
    anchor: i8,
    ends: Date,
}

impl Term {
    /// The term of `months` that begins on a day; none for 0 months, more than [`MOST_MONTHS`], or at
    /// the end of the calendar.
    pub fn new(began: Date, months: u16) -> Option<Self> {
        Self::anchored(began, months, began.day())
    }

    /// The same within a chain of terms whose first began on day `anchor` of a month.
    pub fn anchored(began: Date, months: u16, anchor: i8) -> Option<Self> {
        if !(1..=MOST_MONTHS).contains(&months) || !(1..=31).contains(&anchor) {
            return None;
        }
        let month = began.first_of_month().checked_add(i32::from(months).months()).ok()?;
        let next = month.with().day(anchor.min(month.days_in_month())).build().ok()?;
        let ends = next.yesterday().ok()?;
        Some(Self { began, months, anchor, ends })
    }

    /// Its first day.
    pub fn began(&self) -> Date {
        self.began
    }

    /// How many months it has.
    pub fn months(&self) -> u16 {
        self.months
    }

    /// The day of the month on which terms of this chain begin, where a month has it.
    pub fn anchor(&self) -> i8 {
        self.anchor
    }

    /// Its last day.
    pub fn ends(&self) -> Date {
        self.ends
    }

    /// The term after it; none at the end of the calendar.
    pub fn next(&self) -> Option<Self> {
        Self::anchored(self.ends.tomorrow().ok()?, self.months, self.anchor)
    }

    /// How many days it has.
    pub fn days(&self) -> u32 {
        days(self.began, self.ends)
    }

    /// How many days there are from `today` to its end, both included: more than it has while it has
    /// not begun, none when it is over.
    pub fn left(&self, today: Date) -> u32 {
        days(today, self.ends)
    }

    /// The day from which on the next term is prepared, `notice` days before the first day of it.
    pub fn renewal_day(&self, notice: u16) -> Date {
        let first = self.ends.tomorrow().unwrap_or(Date::MAX);
        first.checked_sub(i32::from(notice).days()).unwrap_or(Date::MIN)
    }
}

/// Days from one to another, both included; none when they are in the wrong order.
fn days(first: Date, last: Date) -> u32 {
    let between = last.since(first).map_or(0, |span| span.get_days());
    u32::try_from(between + 1).unwrap_or(0)
}
