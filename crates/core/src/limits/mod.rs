//! Plan limits (rule 14): the highest number of something that a plan allows.
//!
//! Below 85 % a limit is normal, from 85 % it warns, at 100 % it is reached: creating and activating
//! is refused, and what exists is kept. A maximum of 0 is reached from the start and has no per cent.
//! Everything is counted in integers, so that no rounding ever decides.
//!
//! Two that create the hundredth thing at once must not both pass. So whoever creates *reserves*
//! first, creates, and then *uses* what was reserved or *releases* it; what is neither used nor
//! released in time counts no more. [`Tally`] is one limit while that goes on.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// Where the warning begins, in per cent.
pub const WARNING_PERCENT: u64 = 85;

/// How near a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Below 85 %, or without a limit.
    Normal,
    /// From 85 %.
    Warning,
    /// At 100 %: nothing more is created.
    Reached,
}

impl Level {
    /// The level of `used` out of `max`; `None` = no limit.
    pub fn of(used: u64, max: Option<u64>) -> Self {
        let Some(max) = max else { return Self::Normal };
        if used >= max {
            Self::Reached
        } else if u128::from(used) * 100 >= u128::from(max) * u128::from(WARNING_PERCENT) {
            Self::Warning
        } else {
            Self::Normal
        }
    }

    /// The name under which it is known everywhere.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Reached => "reached",
        }
    }
}

/// How many whole per cent of the limit are used; `None` without a limit, and of a limit of 0.
pub fn percent(used: u64, max: Option<u64>) -> Option<u64> {
    let max = max.filter(|max| *max > 0)?;
    let percent = u128::from(used) * 100 / u128::from(max);
    Some(u64::try_from(percent).unwrap_or(u64::MAX))
}

/// Whether `units` more may be created beside what is used and reserved.
pub fn may_create(used: u64, reserved: u64, max: Option<u64>, units: u64) -> bool {
    max.is_none_or(|max| u128::from(used) + u128::from(reserved) + u128::from(units) <= u128::from(max))
}

/// There is no room for what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the plan limit is reached")]
pub struct Full;

/// One limit while things are created under it. What takes units asks for room; what only reports how
/// many there are is never refused: what exists is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many there are.
    pub used: u64,
    /// How many are being created.
    pub reserved: u64,
    /// The highest number; `None` = no limit.
    pub max: Option<u64>,
}

impl Tally {
    /// How near the limit is. What is being created is not there yet.
    pub fn level(&self) -> Level {
        Level::of(self.used, self.max)
    }

    /// Whether `units` more may be created.
    pub fn allows(&self, units: u64) -> bool {
        may_create(self.used, self.reserved, self.max, units)
    }

    /// Sets `units` aside for what is about to be created.
    ///
    /// # Errors
    ///
    /// [`Full`] when there is no room.
    pub fn reserve(&mut self, units: u64) -> Result<(), Full> {
        if !self.allows(units) {
            return Err(Full);
        }
        self.reserved = self.reserved.saturating_add(units);
        Ok(())
    }

    /// What was reserved has been created.
    pub fn use_reserved(&mut self, units: u64) {
        self.release(units);
        self.used = self.used.saturating_add(units);
    }

    /// What was reserved has been created after its time had run out: room is needed again.
    ///
    /// # Errors
    ///
    /// [`Full`] when others have taken it meanwhile.
    pub fn use_late(&mut self, units: u64) -> Result<(), Full> {
        if !self.allows(units) {
            return Err(Full);
        }
        self.used = self.used.saturating_add(units);
        Ok(())
    }

    /// What was reserved will not be created.
    pub fn release(&mut self, units: u64) {
        self.reserved = self.reserved.saturating_sub(units);
    }

    /// One place reports another number than before: the others' share stays.
    pub fn report(&mut self, before: u64, now: u64) {
        self.used = self.used.saturating_sub(before).saturating_add(now);
    }
}

/// A number after it grew or shrank: never below 0. Whether it would have been is said too.
pub fn changed(used: u64, change: i64) -> (u64, bool) {
    match used.checked_add_signed(change) {
        Some(used) => (used, false),
        None if change < 0 => (0, true),
        None => (u64::MAX, false),
    }
}
