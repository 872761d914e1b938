//! The days that a report is about.

use jiff::ToSpan as _;
use jiff::civil::Date;
use licentia_platform::problem::Problem;

use crate::snapshot::Snapshot;

/// The days of a report unless somebody chooses.
pub const USUAL_DAYS: u32 = 90;
/// The most days of one report: three years.
pub const MOST_DAYS: u32 = 1_096;

/// Days one after the other, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub from: Date,
    /// The last; never after today.
    pub to: Date,
}

/// What was asked for, as it came.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// So many days up to today.
    pub days: Option<&'a str>,
    /// The first day.
    pub from: Option<&'a str>,
    /// The last day.
    pub to: Option<&'a str>,
}

impl Period {
    /// So many days, the last of which is today.
    pub fn of_days(at: &Snapshot, days: u32) -> Self {
        let to = at.day().today;
        let back = i64::from(days.clamp(1, MOST_DAYS)) - 1;
        Self { from: before(to, back), to }
    }

    /// What was asked for: from and to, where either is given, and else the last so many days.
    ///
    /// # Errors
    /// 422 `invalid` for what is no date or number, for an end before its beginning, and for more than [`MOST_DAYS`].
    pub fn read(at: &Snapshot, asked: &Asked<'_>) -> Result<Self, Problem> {
        let given =
            |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(ToOwned::to_owned);
        let day = |path: &'static str, text: Option<&str>| {
            given(text)
                .map(|text| text.parse::<Date>().ok().filter(|_| text.len() == 10))
                .map(|day| {
                    day.ok_or_else(|| {
                        Problem::invalid(path, "It must be a date such as 2027-03-01.").words("why-date")
                    })
                })
                .transpose()
        };
        let (from, to) = (day("from", asked.from)?, day("to", asked.to)?);
        if from.is_none() && to.is_none() {
            let days = match given(asked.days) {
                None => USUAL_DAYS,
                Some(text) => {
                    text.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days)).ok_or_else(|| {
                        Problem::invalid("days", format!("It must be from 1 to {MOST_DAYS}."))
                            .words("why-range")
                            .arg("most", MOST_DAYS)
                    })?
                }
            };
            return Ok(Self::of_days(at, days));
        }
        let today = at.day().today;
        let to = to.unwrap_or(today).min(today);
        let from = from.unwrap_or_else(|| before(to, i64::from(USUAL_DAYS) - 1));
        let period = Self { from, to };
        if from > to {
            let problem = Problem::invalid("from", "`from` must not be after `to`, nor after today.");
            return Err(problem.words("why-from-to"));
        }
        if period.days() > MOST_DAYS {
            let problem = Problem::invalid("from", format!("A report covers {MOST_DAYS} days at most."));
            return Err(problem.words("why-most-days").arg("most", MOST_DAYS));
        }
        Ok(period)
    }

    /// How many days there are.
    pub fn days(&self) -> u32 {
        u32::try_from(licentia_core::time::days_until(self.from, self.to)).unwrap_or(0) + 1
    }
}

fn before(day: Date, days: i64) -> Date {
    day.checked_sub(days.days()).unwrap_or(Date::MIN)
}
