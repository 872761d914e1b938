use super::*;
use crate::testing::cases;
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;

const CASES: u32 = 1_000;

/// Noon, 1 March 2027 UTC.
const NOON: i64 = 1_803_902_400_000;
const HOUR: i64 = 60 * MINUTE;

fn at(system_ms: i64, monotonic_ms: i64) -> Reading {
    Reading { system_ms, monotonic_ms }
}

/// A keeper whose ledger ends at noon and which has seen noon.
fn running() -> Timekeeper {
    let mut keeper = Timekeeper::new(Some(NOON));
    assert_eq!(keeper.now(at(NOON, 0)), Now { ms: NOON, event: None });
    keeper
}

#[test]
fn a_right_clock_is_followed() {
    let mut keeper = running();
    for hours in 1..100 {
        let now = keeper.now(at(NOON + hours * HOUR, hours * HOUR));
        assert_eq!(now, Now { ms: NOON + hours * HOUR, event: None });
    }
    let mut fresh = Timekeeper::new(None);
    assert_eq!(fresh.now(at(NOON, 5)), Now { ms: NOON, event: None });
}

/// Rule 20: up to five minutes back is silent, more is an event, more than a day is reported; now
/// stands still and nothing locks.
#[test]
fn a_clock_set_back_makes_now_stand_still() {
    let back = |by_ms| running().now(at(NOON - by_ms, 1));
    assert_eq!(back(SILENT_BACK_MS), Now { ms: NOON, event: None });
    let set_back = |by_ms, report| Some(ClockEvent::SetBack { by_ms, report });
    assert_eq!(back(SILENT_BACK_MS + 1).event, set_back(SILENT_BACK_MS + 1, false));
    assert_eq!(back(REPORTED_BACK_MS).event, set_back(REPORTED_BACK_MS, false));
    assert_eq!(back(REPORTED_BACK_MS + 1), Now { ms: NOON, event: set_back(REPORTED_BACK_MS + 1, true) });
}

#[test]
fn an_event_is_said_once_and_so_is_its_end() {
    let mut keeper = running();
    let event = |keeper: &mut Timekeeper, system_ms| keeper.now(at(system_ms, 1)).event;
    assert!(event(&mut keeper, NOON - HOUR).is_some());
    assert_eq!(event(&mut keeper, NOON - HOUR + 1), None);
    let worse = Some(ClockEvent::SetBack { by_ms: 2 * DAY, report: true });
    assert_eq!(event(&mut keeper, NOON - 2 * DAY), worse);
    assert_eq!(keeper.state(at(NOON - 2 * DAY, 1)), ClockState::SetBack { by_ms: 2 * DAY, report: true });
    assert_eq!(event(&mut keeper, NOON - HOUR), None);
    assert_eq!(keeper.state(at(NOON - HOUR, 1)), ClockState::SetBack { by_ms: HOUR, report: false });
    assert_eq!(event(&mut keeper, NOON), Some(ClockEvent::Right));
    assert_eq!(event(&mut keeper, NOON), None);
}

/// Rule 20: more than 24 hours ahead of the monotonic clock is not believed; time goes on by the
/// monotonic clock, and the jump never reaches the high-water.
#[test]
fn a_jump_while_running_is_held() {
    let mut keeper = running();
    let jump = 3 * DAY;
    let now = keeper.now(at(NOON + HOUR + jump, HOUR));
    assert_eq!(now, Now { ms: NOON + HOUR, event: Some(ClockEvent::Ahead { by_ms: jump, stopped: false }) });
    assert_eq!(keeper.now(at(NOON + 2 * HOUR + jump, 2 * HOUR)), Now { ms: NOON + 2 * HOUR, event: None });
    assert!(keeper.is_held());
    assert_eq!(keeper.state(at(NOON + 2 * HOUR + jump, 2 * HOUR)), ClockState::Ahead { by_ms: jump });
    assert_eq!(keeper.high_water_ms(), Some(NOON + 2 * HOUR));

    let mut put_right = keeper;
    assert_eq!(put_right.now(at(NOON + 3 * HOUR, 3 * HOUR)).event, Some(ClockEvent::Right));
    let mut signed = keeper;
    signed.raise(NOON + jump);
    let ms = NOON + 3 * HOUR + jump;
    assert_eq!(signed.now(at(ms, 3 * HOUR)), Now { ms, event: Some(ClockEvent::Right) });
    let mut confirmed = keeper;
    confirmed.confirm(at(ms, 3 * HOUR));
    assert_eq!(confirmed.now(at(ms, 3 * HOUR)), Now { ms, event: None });
}

/// Whoever signs a time far ahead of everything that is known here does not push the time there.
#[test]
fn a_signed_time_counts_up_to_a_day_ahead() {
    let mut keeper = running();
    assert!(!keeper.raise_signed(NOON + SIGNED_AHEAD_MS + 1, at(NOON, 0)));
    assert!(!keeper.raise_signed(i64::MAX, at(NOON, 0)));
    assert_eq!(keeper.now(at(NOON, 0)), Now { ms: NOON, event: None });
    assert!(keeper.raise_signed(NOON + SIGNED_AHEAD_MS, at(NOON, 0)));
    assert_eq!(keeper.now(at(NOON, 0)).ms, NOON + SIGNED_AHEAD_MS);
    // What has passed on the monotonic clock is known too, whatever the system clock says.
    let mut back = running();
    assert!(back.raise_signed(NOON + 3 * DAY, at(NOON - 40 * DAY, 2 * DAY)));
    // A clock that is ahead is confirmed, and the time goes no further than it says.
    let mut held = running();
    let ahead = at(NOON + 40 * DAY, HOUR);
    assert!(held.now(ahead).ms < NOON + DAY && held.is_held());
    assert!(!held.raise_signed(NOON + 41 * DAY + 1, ahead));
    assert!(held.raise_signed(NOON + 41 * DAY, ahead));
    assert_eq!(held.now(ahead), Now { ms: NOON + 40 * DAY, event: Some(ClockEvent::Right) });
}

#[test]
fn a_day_of_sleep_each_night_is_no_jump() {
    let mut keeper = running();
    for night in 1..30 {
        let system_ms = NOON + night * AHEAD_RUNNING_MS;
        assert_eq!(keeper.now(at(system_ms, night)).ms, system_ms);
    }
}

/// Rule 20: stopped for up to 30 days is ordinary; longer needs confirming.
#[test]
fn a_jump_while_stopped_is_held_after_a_month() {
    let starts = |after_ms| {
        let mut keeper = Timekeeper::new(Some(NOON));
        (keeper.now(at(NOON + after_ms, 7)), keeper.is_held())
    };
    assert_eq!(starts(AHEAD_STOPPED_MS), (Now { ms: NOON + AHEAD_STOPPED_MS, event: None }, false));
    let by_ms = AHEAD_STOPPED_MS + 1;
    let event = Some(ClockEvent::Ahead { by_ms, stopped: true });
    assert_eq!(starts(by_ms), (Now { ms: NOON, event }, true));
}

/// A machine whose clock starts in 1970 and is then set right is not taken for one that jumped.
#[test]
fn a_clock_that_wakes_in_1970_may_be_set_right() {
    let mut keeper = Timekeeper::new(Some(NOON));
    assert!(matches!(keeper.now(at(0, 0)).event, Some(ClockEvent::SetBack { report: true, .. })));
    let ms = NOON + 5 * DAY;
    assert_eq!(keeper.now(at(ms, 1_000)), Now { ms, event: Some(ClockEvent::Right) });
}

/// Rule 20: today is the date of now in the package's zone.
#[test]
fn today_is_a_matter_of_the_zone() {
    let late = NOON + 11 * HOUR + 30 * MINUTE;
    let on = |name: &str| today(late, &zone(name).expect("a zone"));
    assert_eq!(on("UTC"), date(2027, 3, 1));
    assert_eq!(on("Europe/Oslo"), date(2027, 3, 2));
    assert_eq!(on("America/New_York"), date(2027, 3, 1));
    assert!(zone("Europe/Atlantis").is_err() && zone("").is_err());
    let oslo = zone("Europe/Oslo").expect("a zone");
    assert_eq!(day_begins_ms(date(2027, 3, 2), &oslo), Some(NOON + 11 * HOUR));
    assert_eq!(days_until(date(2027, 3, 1), date(2027, 3, 27)), 26);
    assert_eq!(days_until(date(2027, 3, 27), date(2026, 3, 27)), -365);
}

/// What happens to a machine's clock.
#[derive(Clone, Copy, Debug)]
enum Happens {
    Passes(i64),
    Jumps(i64),
    Signed(i64),
    Confirmed,
}

fn happens() -> impl Strategy<Value = Happens> {
    let span = prop_oneof![-40 * DAY..40 * DAY, -HOUR..HOUR, any::<i64>()];
    prop_oneof![
        4 => (0..3 * DAY).prop_map(Happens::Passes),
        2 => span.prop_map(Happens::Jumps),
        1 => (-DAY..10 * DAY).prop_map(Happens::Signed),
        1 => Just(Happens::Confirmed),
    ]
}

proptest! {
    #![proptest_config(cases(CASES))]

    /// Rule 20, whatever happens: now never goes back and never passes what was believed.
    #[test]
    fn now_never_goes_back(start in prop::option::of(NOON - DAY..NOON + DAY), story in vec(happens(), 0..30)) {
        let mut keeper = Timekeeper::new(start);
        let (mut clock, mut last) = (at(NOON, 0), i64::MIN);
        for happens in story {
            match happens {
                Happens::Passes(ms) => {
                    clock.system_ms = clock.system_ms.saturating_add(ms);
                    clock.monotonic_ms += ms;
                }
                Happens::Jumps(ms) => clock.system_ms = clock.system_ms.saturating_add(ms),
                Happens::Signed(ms) => keeper.raise(NOON + ms),
                Happens::Confirmed => keeper.confirm(clock),
            }
            let now = keeper.now(clock);
            prop_assert!(now.ms >= last);
            prop_assert!(Some(now.ms) >= keeper.high_water_ms());
            prop_assert!(keeper.is_held() || now.ms >= clock.system_ms);
            prop_assert!(!keeper.is_held() || now.ms < clock.system_ms);
            prop_assert_eq!(keeper.now(clock), Now { ms: now.ms, event: None });
            last = now.ms;
        }
    }

    #[test]
    fn nothing_panics_on_any_reading(start in any::<Option<i64>>(), readings in vec(any::<(i64, i64)>(), 0..10)) {
        let mut keeper = Timekeeper::new(start);
        for (system_ms, monotonic_ms) in readings {
            let now = keeper.now(at(system_ms, monotonic_ms));
            let zone = zone("Europe/Oslo").expect("a zone");
            let day = today(now.ms, &zone);
            let _ = (day_begins_ms(day, &zone), days_until(day, date(2027, 3, 1)));
        }
    }
}
