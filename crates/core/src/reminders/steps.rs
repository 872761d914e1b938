//! The steps before a date.

use serde::{Deserialize, Serialize};

/// The most steps there may be.
const MOST: usize = 12;
/// The earliest step, in days.
const EARLIEST: u16 = 730;

/// On which days before a date people are told, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u16>", into = "Vec<u16>")]
pub struct Steps(Vec<u16>);

/// Why a list of steps is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepsError {
    /// A step of no days or of more than two years.
    #[error("a step is 1 to {EARLIEST} days before a date, not {0}")]
    Days(u16),
    /// More than people would read.
    #[error("at most {MOST} steps")]
    TooMany,
}

impl Default for Steps {
    /// 90, 60, 30, 14, 7 and 1 day before.
    fn default() -> Self {
        Self(vec![90, 60, 30, 14, 7, 1])
    }
}

impl Steps {
    /// Steps in any order, each once. None at all: nobody is told before a date, only once it has passed.
    ///
    /// # Errors
    /// A [`StepsError`].
    pub fn new(mut days: Vec<u16>) -> Result<Self, StepsError> {
        if let Some(wrong) = days.iter().find(|days| !(1..=EARLIEST).contains(*days)) {
            return Err(StepsError::Days(*wrong));
        }
        days.sort_unstable_by(|a, b| b.cmp(a));
        days.dedup();
        if days.len() > MOST { Err(StepsError::TooMany) } else { Ok(Self(days)) }
    }

    /// The days, the earliest step first.
    pub fn days(&self) -> &[u16] {
        &self.0
    }

    /// The step that a date so many days away has reached: the latest that has begun. `None` while it is further away
    /// than the first, and once it has passed.
    pub fn at(&self, days_left: i32) -> Option<u16> {
        let left = u16::try_from(days_left).ok()?;
        self.0.iter().rev().copied().find(|step| *step >= left)
    }
}

impl TryFrom<Vec<u16>> for Steps {
    type Error = StepsError;

    fn try_from(days: Vec<u16>) -> Result<Self, StepsError> {
        Self::new(days)
    }
}

impl From<Steps> for Vec<u16> {
    fn from(steps: Steps) -> Self {
        steps.0
    }
}
