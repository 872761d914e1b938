//! What time it is, whatever the clock says (rule 20).
//!
//! Licences end by date, so the date must not be had by turning a clock. [`Timekeeper`] keeps the
//! *high-water*: the latest of the ledger's head, signed times of the authority and the issue times
//! of packages in force. Now is never before it. The keeper is fed readings of the two clocks of a
//! machine and is otherwise a value: it reads nothing and waits for nothing.

mod days;
#[cfg(test)]
mod tests;

pub use days::{UnknownZone, day_begins_ms, days_until, today, zone};

/// A minute in milliseconds.
const MINUTE: i64 = 60_000;
/// A day in milliseconds.
const DAY: i64 = 24 * 60 * MINUTE;

/// A clock set back by no more than this is nobody's concern.
pub const SILENT_BACK_MS: i64 = 5 * MINUTE;
/// A clock set back by more than this is also reported to the authority.
pub const REPORTED_BACK_MS: i64 = DAY;
/// A running server's clock may run ahead of its monotonic clock by this much.
pub const AHEAD_RUNNING_MS: i64 = DAY;
/// A server may have been stopped for this long before its clock needs confirming.
pub const AHEAD_STOPPED_MS: i64 = 30 * DAY;

/// A signed time may be ahead of everything that this machine knows by this much; a later one proves nothing.
pub const SIGNED_AHEAD_MS: i64 = DAY;

/// One look at a machine's clocks, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The system clock, since 1970 UTC.
    pub system_ms: i64,
    /// The monotonic clock, since any moment of this process.
    pub monotonic_ms: i64,
}

/// Something about the clock that somebody should know. Said once, when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockEvent {
    /// It was set back; now stands still until it has caught up. Nothing locks.
    SetBack {
        /// By how much.
        by_ms: i64,
        /// More than 24 hours: also reported to the authority.
        report: bool,
    },
    /// It jumped forward and is not believed until somebody confirms it.
    Ahead {
        /// By how much.
        by_ms: i64,
        /// It happened while the server was stopped.
        stopped: bool,
    },
    /// It is believed again.
    Right,
}

/// How the machine's clock stands to the time that is certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClockState {
    /// It is believed.
    #[default]
    Right,
    /// It was set back by more than [`SILENT_BACK_MS`]; now stands still. Nothing locks.
    SetBack {
        /// By how much.
        by_ms: i64,
        /// More than 24 hours: also reported to the authority.
        report: bool,
    },
    /// It jumped forward and is held until the authority, a package or an administrator confirms it.
    Ahead {
        /// By how much.
        by_ms: i64,
    },
}

/// What time it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The time to use for everything, in milliseconds since 1970 UTC. Never goes back, and never
    /// holds an unconfirmed jump, so it may be written to the ledger.
    pub ms: i64,
    /// What has just begun.
    pub event: Option<ClockEvent>,
}

/// How far behind the high-water the system clock was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Behind {
    #[default]
    Little,
    Noticed,
    Reported,
}

/// Keeps the high-water and judges the clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timekeeper {
    /// The latest time that is certain to have been; `None` on a fresh installation.
    high_water_ms: Option<i64>,
    /// Where counting with the monotonic clock begins: (now, monotonic), the last look that was
    /// believed. A jump is what happens between two looks, so that a machine that sleeps every
    /// night does not add its nights up.
    base: Option<(i64, i64)>,
    /// The system clock was right when `base` was taken; else the server may have been stopped for
    /// long before it, and the larger allowance holds.
    base_right: bool,
    /// The system clock is ahead and not believed.
    held: bool,
    behind: Behind,
}

impl Timekeeper {
    /// A keeper that starts from the stored high-water, if there is one.
    pub fn new(high_water_ms: Option<i64>) -> Self {
        Self { high_water_ms, ..Self::default() }
    }

    /// The high-water: the latest time that is certain to have been.
    pub fn high_water_ms(&self) -> Option<i64> {
        self.high_water_ms
    }

    /// Whether the system clock is ahead and waits for somebody to confirm it.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// How the clock stands at the look that [`Timekeeper::now`] was last asked about.
    pub fn state(&self, reading: Reading) -> ClockState {
        let by_ms = |later: Option<i64>, earlier: i64| later.map_or(0, |later| later.saturating_sub(earlier));
        if self.held {
            return ClockState::Ahead {
                by_ms: by_ms(Some(reading.system_ms), self.high_water_ms.unwrap_or(0)),
            };
        }
        match self.behind {
            Behind::Little => ClockState::Right,
            behind => ClockState::SetBack {
                by_ms: by_ms(self.high_water_ms, reading.system_ms),
                report: behind == Behind::Reported,
            },
        }
    }

    /// A time that has certainly been: a ledger entry's, an authority's signature, a package's
    /// `iat`. A clock that is held is believed again if this explains it.
    pub fn raise(&mut self, certain_ms: i64) {
        self.high_water_ms = self.high_water_ms.max(Some(certain_ms));
    }

    /// A time that somebody else has signed: an authority's answer, a package's `iat`. It counts unless it is further
    /// ahead than [`SIGNED_AHEAD_MS`] of both the system clock and the time that is certain, for whoever signs could
    /// otherwise push the time years ahead for good. Where the system clock is ahead and held, it confirms that clock
    /// and no more. Returns whether it counts.
    pub fn raise_signed(&mut self, signed_ms: i64, reading: Reading) -> bool {
        let expected = self.expected(reading).unwrap_or(i64::MIN);
        if signed_ms > expected.max(reading.system_ms).saturating_add(SIGNED_AHEAD_MS) {
            return false;
        }
        self.raise(if self.held { signed_ms.min(reading.system_ms.max(expected)) } else { signed_ms });
        true
    }

    /// An administrator confirms that the system clock is right.
    pub fn confirm(&mut self, reading: Reading) {
        self.raise(reading.system_ms);
        self.settle(reading, reading.system_ms);
    }

    /// What time it is, given a look at the clocks.
    pub fn now(&mut self, reading: Reading) -> Now {
        let expected = self.expected(reading);
        let ahead_ms = expected.map_or(0, |expected| reading.system_ms.saturating_sub(expected));
        let allowance = if self.base_right { AHEAD_RUNNING_MS } else { AHEAD_STOPPED_MS };
        match expected {
            Some(expected) if ahead_ms > allowance => self.hold(reading, expected, ahead_ms),
            _ => self.follow(reading),
        }
    }

    /// The time by the high-water and the monotonic clock alone.
    fn expected(&self, reading: Reading) -> Option<i64> {
        let counted = self.base.map(|(now, monotonic)| {
            let elapsed = reading.monotonic_ms.saturating_sub(monotonic).max(0);
            now.saturating_add(elapsed)
        });
        counted.max(self.high_water_ms)
    }

    /// The clock jumped forward: time goes on by the monotonic clock.
    fn hold(&mut self, reading: Reading, expected: i64, by_ms: i64) -> Now {
        let begins = !self.held;
        let stopped = !self.base_right;
        self.held = true;
        self.behind = Behind::Little;
        if self.base.is_none() {
            self.base = Some((expected, reading.monotonic_ms));
        }
        self.raise(expected);
        Now { ms: expected, event: begins.then_some(ClockEvent::Ahead { by_ms, stopped }) }
    }

    /// The clock is believed, as far as it is not behind.
    fn follow(&mut self, reading: Reading) -> Now {
        let now = self.high_water_ms.unwrap_or(i64::MIN).max(reading.system_ms);
        let by_ms = now.saturating_sub(reading.system_ms);
        let behind = if by_ms > REPORTED_BACK_MS {
            Behind::Reported
        } else if by_ms > SILENT_BACK_MS {
            Behind::Noticed
        } else {
            Behind::Little
        };
        let worse = behind > self.behind;
        let right = self.held || (behind == Behind::Little && self.behind > Behind::Little);
        let event = if worse {
            Some(ClockEvent::SetBack { by_ms, report: behind == Behind::Reported })
        } else {
            right.then_some(ClockEvent::Right)
        };
        if behind == Behind::Little {
            self.settle(reading, now);
        }
        self.held = false;
        self.behind = behind;
        self.raise(now);
        Now { ms: now, event }
    }

    /// From here on time is counted from this reading.
    fn settle(&mut self, reading: Reading, now: i64) {
        self.base = Some((now, reading.monotonic_ms));
        self.base_right = true;
        self.held = false;
        self.behind = Behind::Little;
    }
}
