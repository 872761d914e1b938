//! `[accounts]`.

use serde::Deserialize;

use super::{Settings, SettingsError};

/// `[accounts]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// The shortest password, in characters; at least 12.
    pub password_minimum: usize,
    /// argon2id's memory, in kibibytes.
    pub password_memory_kib: u32,
    /// argon2id's passes.
    pub password_passes: u32,
    /// argon2id's lanes.
    pub password_lanes: u32,
    /// A session ends after this many minutes without a request.
    pub session_idle_minutes: u32,
    /// A session ends after this many hours in any case.
    pub session_longest_hours: u32,
    /// A set-up link works for this many hours.
    pub setup_link_hours: u32,
    /// Failed sign-ins in quick succession for one account.
    pub sign_in_attempts: u32,
    /// Failed sign-ins in quick succession from one address.
    pub sign_in_attempts_per_address: u32,
    /// After those, one more every so many seconds.
    pub sign_in_pause_seconds: u32,
}

impl Settings {
    /// Passwords that are hard to guess, and pauses that end.
    pub(super) fn check_accounts(&self, file: &str) -> Result<(), SettingsError> {
        let invalid = |key: &str, detail: &str| Err(SettingsError::invalid(file, key, detail));
        let accounts = &self.accounts;
        if accounts.password_minimum < 12 || accounts.password_minimum > 128 {
            return invalid("accounts.password_minimum", "must be 12 to 128");
        }
        if !(8..=1 << 20).contains(&accounts.password_memory_kib)
            || !(1..=64).contains(&accounts.password_passes)
            || !(1..=16).contains(&accounts.password_lanes)
            || accounts.password_memory_kib < 8 * accounts.password_lanes
        {
            return invalid(
                "accounts.password_memory_kib",
                "must be 8 to 1048576 and at least 8 per lane, with 1 to 64 passes and 1 to 16 lanes",
            );
        }
        for (key, value) in [
            ("accounts.session_idle_minutes", accounts.session_idle_minutes),
            ("accounts.session_longest_hours", accounts.session_longest_hours),
            ("accounts.setup_link_hours", accounts.setup_link_hours),
            ("accounts.sign_in_attempts", accounts.sign_in_attempts),
            ("accounts.sign_in_attempts_per_address", accounts.sign_in_attempts_per_address),
            ("accounts.sign_in_pause_seconds", accounts.sign_in_pause_seconds),
        ] {
            if value == 0 || value > 1_000_000 {
                return invalid(key, "must be 1 to 1000000");
            }
        }
        Ok(())
    }
}
