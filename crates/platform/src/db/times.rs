//! The time that is certain: one keeper for everything this server dates (rule 20).

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use licentia_core::time::{ClockEvent, ClockState, Reading, Timekeeper};

use crate::clock::Clock;

/// How long a clock that was found right is believed without looking at the keeper again. Far below
/// every allowance of rule 20, so nothing is missed, and long enough that a check takes no lock.
const BELIEVED_MS: i64 = 60_000;
/// No moment at which the clock may be believed unasked.
const ASK: i64 = i64::MAX;

/// The keeper of a database, fed by the machine's clocks, the heads of its chains, and what callers
/// know for certain.
pub(crate) struct Times {
    clock: Arc<dyn Clock>,
    keeper: Mutex<Timekeeper>,
    /// From here on, for [`BELIEVED_MS`], the machine's clock is the certain time; [`ASK`] when it is not.
    right_from_ms: AtomicI64,
}

impl Times {
    /// Starts from the latest time that the database knows.
    pub(crate) fn new(clock: Arc<dyn Clock>, high_water_ms: Option<i64>) -> Self {
        let keeper = Mutex::new(Timekeeper::new(high_water_ms));
        Self { clock, keeper, right_from_ms: AtomicI64::new(ASK) }
    }

    /// What time it is. Takes no lock as long as the clock is right and was looked at within a minute.
    #[inline]
    pub(crate) fn now_ms(&self) -> i64 {
        let from = self.right_from_ms.load(Ordering::Relaxed);
        let system_ms = self.clock.now_ms();
        if from <= system_ms && system_ms < from.saturating_add(BELIEVED_MS) {
            return system_ms;
        }
        self.stamp_ms()
    }

    /// The same for what is written: never before an earlier stamp.
    pub(crate) fn stamp_ms(&self) -> i64 {
        let mut keeper = self.lock();
        let reading = self.reading();
        let now = keeper.now(reading);
        let right = keeper.state(reading) == ClockState::Right && now.ms == reading.system_ms;
        // Under the lock, so that nobody who raised the time meanwhile is overlooked.
        self.right_from_ms.store(if right { now.ms } else { ASK }, Ordering::Relaxed);
        drop(keeper);
        if let Some(event) = now.event {
            tell(event);
        }
        now.ms
    }

    /// A time that has certainly been.
    pub(crate) fn raise(&self, certain_ms: i64) {
        let mut keeper = self.lock();
        if keeper.high_water_ms() < Some(certain_ms) {
            keeper.raise(certain_ms);
            self.right_from_ms.store(ASK, Ordering::Relaxed);
        }
    }

    /// A time that somebody else has signed. Returns whether it counts: one that is far ahead of everything known does not.
    pub(crate) fn raise_signed(&self, signed_ms: i64) -> bool {
        let mut keeper = self.lock();
        if keeper.high_water_ms() >= Some(signed_ms) {
            return true;
        }
        let counts = keeper.raise_signed(signed_ms, self.reading());
        self.right_from_ms.store(ASK, Ordering::Relaxed);
        counts
    }

    /// An administrator says that the clock is right.
    pub(crate) fn confirm(&self) {
        let mut keeper = self.lock();
        keeper.confirm(self.reading());
        self.right_from_ms.store(ASK, Ordering::Relaxed);
    }

    /// How the clock stands now.
    pub(crate) fn state(&self) -> ClockState {
        self.stamp_ms();
        self.lock().state(self.reading())
    }

    fn reading(&self) -> Reading {
        Reading { system_ms: self.clock.now_ms(), monotonic_ms: self.clock.monotonic_ms() }
    }

    fn lock(&self) -> MutexGuard<'_, Timekeeper> {
        self.keeper.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// Says what has begun; the keeper names each event once.
fn tell(event: ClockEvent) {
    match event {
        ClockEvent::SetBack { by_ms, report } => {
            tracing::warn!(
                by_ms,
                report,
                "the machine's clock was set back: the time stands still until it has caught up"
            );
        }
        ClockEvent::Ahead { by_ms, stopped } => tracing::warn!(
            by_ms,
            stopped,
            "the machine's clock jumped ahead and is not believed until the authority, a package or an administrator confirms it"
        ),
        ClockEvent::Right => tracing::info!("the machine's clock is believed again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    const NOON: i64 = 1_803_902_400_000;
    const HOUR: i64 = 3_600_000;

    fn times() -> (ManualClock, Times) {
        let clock = ManualClock::at(NOON);
        let times = Times::new(Arc::new(clock.clone()), Some(NOON));
        (clock, times)
    }

    #[test]
    fn a_right_clock_is_the_time_with_or_without_a_look() {
        let (clock, times) = times();
        for step in [0, 1, 59_000, 1_000, 5 * HOUR, 700 * HOUR] {
            clock.advance_ms(step);
            assert_eq!((times.now_ms(), times.stamp_ms()), (clock.now_ms(), clock.now_ms()));
        }
    }

    /// What a reader may believe for a minute never lets a jump through, in either direction.
    #[test]
    fn a_jump_is_never_believed_unasked() {
        let (clock, times) = times();
        assert_eq!(times.now_ms(), NOON);
        clock.set_ms(NOON + 40 * 24 * HOUR);
        assert_eq!((times.now_ms(), times.stamp_ms()), (NOON, NOON));
        assert_eq!(times.state(), ClockState::Ahead { by_ms: 40 * 24 * HOUR });
        times.raise(NOON + 40 * 24 * HOUR - HOUR);
        assert_eq!(times.now_ms(), NOON + 40 * 24 * HOUR);
        clock.set_ms(NOON);
        assert_eq!(times.now_ms(), NOON + 40 * 24 * HOUR);
        assert_eq!(times.state(), ClockState::SetBack { by_ms: 40 * 24 * HOUR, report: true });
    }

    #[test]
    fn a_certain_time_ahead_of_the_clock_is_the_time() {
        let (clock, times) = times();
        assert_eq!(times.now_ms(), NOON);
        times.raise(NOON + HOUR);
        clock.advance_ms(1);
        assert_eq!(times.now_ms(), NOON + HOUR);
        times.raise(NOON);
        assert_eq!(times.now_ms(), NOON + HOUR);
    }

    #[test]
    fn an_administrator_confirms() {
        let (clock, times) = times();
        assert_eq!(times.now_ms(), NOON);
        clock.set_ms(NOON + 3 * 24 * HOUR);
        assert_eq!(times.now_ms(), NOON);
        times.confirm();
        assert_eq!((times.now_ms(), times.state()), (NOON + 3 * 24 * HOUR, ClockState::Right));
    }
}
