//! `[meters]`.

use serde::Deserialize;

use super::{Settings, SettingsError};

/// `[meters]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meters {
    /// For how many days a usage event is known again, and can be corrected.
    pub window_days: u32,
    /// After how many whole days a month that is over is closed.
    pub close_after_days: u32,
}

impl Settings {
    /// The window spans more than a month and its closing.
    pub(super) fn check_meters(&self, file: &str) -> Result<(), SettingsError> {
        let ranges = [
            ("meters.window_days", self.meters.window_days, 32..=400),
            ("meters.close_after_days", self.meters.close_after_days, 0..=28),
        ];
        for (key, value, range) in ranges {
            if !range.contains(&value) {
                let detail = format!("must be {} to {}", range.start(), range.end());
                return Err(SettingsError::invalid(file, key, detail));
            }
        }
        Ok(())
    }
}
