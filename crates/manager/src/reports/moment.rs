//! The moment that a question about the past is about.

use jiff::Timestamp;
use jiff::civil::Date;
use licentia_core::time;
use licentia_platform::problem::Problem;

use crate::day::zone;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A moment: now, or one that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// In milliseconds UTC.
    pub at_ms: i64,
    /// Of what was there at this moment nothing can change any more.
    pub(super) past: bool,
}

impl Moment {
    /// The present.
    pub fn now(manager: &Manager) -> Self {
        Self { at_ms: manager.now_ms(), past: false }
    }

    /// From a date or a moment of RFC 3339. A date means the end of that day where the holder is; for today that is now.
    ///
    /// # Errors
    /// 422 `invalid` for what is neither; 422 `not_yet` for what is to come.
    pub fn read(manager: &Manager, at: &Snapshot, text: Option<&str>) -> Result<Self, Problem> {
        let now = Self::now(manager);
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(now) };
        let zone = zone(&at.installation().zone);
        if let Ok(day) = text.parse::<Date>()
            && text.len() == 10
        {
            let today = at.day().today;
            let end = day.tomorrow().ok().and_then(|next| time::day_begins_ms(next, &zone));
            return match end {
                _ if day == today => Ok(now),
                Some(end) if day < today => Ok(Self { at_ms: end - 1, past: true }),
                _ => Err(not_yet(text)),
            };
        }
        let moment: Timestamp = text.parse().map_err(|_| {
            let detail = "a date such as 2027-03-01, or a moment such as 2027-03-01T12:00:00Z";
            Problem::invalid("at", format!("`at` must be {detail}"))
        })?;
        let at_ms = moment.as_millisecond();
        if at_ms > now.at_ms {
            return Err(not_yet(text));
        }
        Ok(Self { at_ms, past: at_ms < now.at_ms })
    }

    /// Whether the present answers.
    pub fn is_now(self) -> bool {
        !self.past
    }

    /// As a time stamp.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.at_ms).unwrap_or_default()
    }
}

fn not_yet(text: &str) -> Problem {
    Problem::unprocessable("not_yet", "at", format!("`{text}` is still to come."))
        .words("why-still-to-come")
        .arg("at", text)
}
