//! What time it is, through writes, restarts and other servers (rule 20).

use std::collections::BTreeSet;

use licentia_core::time::ClockState;

use super::*;
use crate::clock::ManualClock;
use crate::ledger::entries_after;
use crate::testing::{NOON_MS, both_databases};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

both_databases!(start;
    a_jump_ahead_stays_out_of_the_ledger,
    a_certain_time_confirms_a_jump,
    a_signed_time_far_ahead_moves_nothing,
    an_administrator_confirms_a_jump,
    a_clock_set_back_is_silent_noticed_or_reported,
    a_server_that_was_stopped_for_long_is_not_believed,
    a_head_that_was_edited_tells_no_time,
    stamps_never_go_back_whatever_happens,
);

async fn dated(db: &Db, scope: ScopeNo) -> Vec<i64> {
    let entries = db.read(move |r| Ok(entries_after(r, scope, 0, 1_000)?)).await.unwrap();
    entries.iter().map(|entry| entry.at_ms).collect()
}

/// Counts up in the first scope and answers the time of the change.
async fn stamp(db: &Db) -> i64 {
    let done = db.write(ONE, &by(), |w| count_up(w).map(|_| w.now_ms())).await;
    done.unwrap().value
}

/// The acceptance story of rule 20: 40 days ahead with a change in it, a restart, and still nobody
/// believes the date.
async fn a_jump_ahead_stays_out_of_the_ledger(mut t: TestDb) {
    assert_eq!(stamp(t.db()).await, NOON_MS);
    t.clock().set_ms(NOON_MS + 40 * DAY);
    assert_eq!(stamp(t.db()).await, NOON_MS);
    assert_eq!(t.db().clock_state(), ClockState::Ahead { by_ms: 40 * DAY });
    // Time goes on by the monotonic clock.
    t.clock().advance_ms(MINUTE);
    assert_eq!((stamp(t.db()).await, t.db().certain_now_ms()), (NOON_MS + MINUTE, NOON_MS + MINUTE));
    t.restart();
    assert_eq!(stamp(t.db()).await, NOON_MS + MINUTE);
    assert_eq!(t.db().clock_state(), ClockState::Ahead { by_ms: 40 * DAY });
    assert_eq!(dated(t.db(), ONE).await, [NOON_MS, NOON_MS, NOON_MS + MINUTE, NOON_MS + MINUTE]);
    let read = t.db().read(|r| Ok(r.now_ms())).await.unwrap();
    assert_eq!(read, NOON_MS + MINUTE);
    // The date is put right by hand: nothing is left of it.
    t.clock().set_ms(NOON_MS + 2 * MINUTE);
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS + 2 * MINUTE, ClockState::Right));
}

async fn a_certain_time_confirms_a_jump(mut t: TestDb) {
    stamp(t.db()).await;
    t.clock().set_ms(NOON_MS + 40 * DAY);
    // A signature of a day ago does not explain it, one of an hour ago does.
    t.db().raise_time(NOON_MS + 38 * DAY);
    assert_eq!(t.db().certain_now_ms(), NOON_MS + 38 * DAY);
    assert_eq!(t.db().clock_state(), ClockState::Ahead { by_ms: 2 * DAY });
    t.db().raise_time(NOON_MS + 40 * DAY - 60 * MINUTE);
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS + 40 * DAY, ClockState::Right));
    t.restart();
    assert_eq!((t.db().certain_now_ms(), t.db().clock_state()), (NOON_MS + 40 * DAY, ClockState::Right));
}

/// A time more than a day ahead of everything known is somebody's mistake, or worse: it moves nothing.
async fn a_signed_time_far_ahead_moves_nothing(mut t: TestDb) {
    stamp(t.db()).await;
    assert!(!t.db().raise_time(NOON_MS + 400 * DAY));
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS, ClockState::Right));
    assert!(t.db().raise_time(NOON_MS + DAY));
    assert_eq!(stamp(t.db()).await, NOON_MS + DAY);
    t.restart();
    assert_eq!(stamp(t.db()).await, NOON_MS + DAY);
}

async fn an_administrator_confirms_a_jump(mut t: TestDb) {
    stamp(t.db()).await;
    assert_eq!(t.db().confirm_clock(ONE, &by()).await, Ok(ClockState::Right));
    t.clock().set_ms(NOON_MS + 40 * DAY);
    let before = t.db().confirm_clock(ONE, &by()).await;
    assert_eq!(before, Ok(ClockState::Ahead { by_ms: 40 * DAY }));
    assert_eq!(dated(t.db(), ONE).await, [NOON_MS, NOON_MS + 40 * DAY]);
    t.restart();
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS + 40 * DAY, ClockState::Right));
}

async fn a_clock_set_back_is_silent_noticed_or_reported(mut t: TestDb) {
    stamp(t.db()).await;
    for (back_ms, state) in [
        (3 * MINUTE, ClockState::Right),
        (10 * MINUTE, ClockState::SetBack { by_ms: 10 * MINUTE, report: false }),
        (2 * DAY, ClockState::SetBack { by_ms: 2 * DAY, report: true }),
    ] {
        t.clock().set_ms(NOON_MS - back_ms);
        assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS, state), "{back_ms}");
        // Nothing locks, and a restart forgets nothing.
        t.restart();
        assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS, state), "{back_ms}");
        assert_eq!(t.db().confirm_clock(ONE, &by()).await, Ok(state));
    }
    t.clock().set_ms(NOON_MS + 1);
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS + 1, ClockState::Right));
}

async fn a_server_that_was_stopped_for_long_is_not_believed(mut t: TestDb) {
    stamp(t.db()).await;
    t.clock().set_ms(NOON_MS + 30 * DAY);
    t.restart();
    assert_eq!((t.db().certain_now_ms(), t.db().clock_state()), (NOON_MS + 30 * DAY, ClockState::Right));
    t.clock().set_ms(NOON_MS + 31 * DAY);
    t.restart();
    // Nothing was written on day 30, so the head is 31 days old.
    assert_eq!((stamp(t.db()).await, t.db().clock_state()), (NOON_MS, ClockState::Ahead { by_ms: 31 * DAY }));
}

async fn a_head_that_was_edited_tells_no_time(mut t: TestDb) {
    stamp(t.db()).await;
    t.place().tamper(&format!("UPDATE ledger_head SET at = {}", NOON_MS + 400 * DAY));
    t.restart();
    assert_eq!((stamp(t.db()).await, t.db().certain_now_ms()), (NOON_MS, NOON_MS));
}

/// What happens to the machine, by a generator with a fixed beginning.
async fn stamps_never_go_back_whatever_happens(mut t: TestDb) {
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let (mut last, mut certain) = (0, NOON_MS);
    let mut seen = BTreeSet::new();
    for _ in 0..STEPS {
        let what = next(7);
        seen.insert(what);
        let jump = (next(80) as i64 - 40) * DAY;
        match what {
            0 | 1 => {
                let passes = next(3 * DAY as u64) as i64;
                t.clock().advance_ms(passes);
                certain += passes;
            }
            2 => t.clock().set_ms(t.clock().now_ms() + jump),
            3 => t.clock().set_ms(certain),
            4 => t.restart(),
            5 => drop(t.db().raise_time(certain - next(DAY as u64) as i64)),
            _ => {}
        }
        let now = stamp(t.db()).await;
        assert!(now >= last, "{what}: {last} then {now}");
        assert!(t.db().certain_now_ms() >= now);
        last = now;
        certain = certain.max(now);
        // Only what passed on the monotonic clock, up to a month stopped, or a day asleep is ever believed.
        if matches!(t.db().clock_state(), ClockState::Ahead { .. }) {
            assert!(now < t.clock().now_ms());
        }
    }
    assert_eq!(seen.len(), 7);
    let dated = dated(t.db(), ONE).await;
    assert!(dated.is_sorted(), "{dated:?}");
}

/// How many things happen in the property test of each database.
const STEPS: usize = 120;

/// A clock that one server has confirmed is confirmed for the others.
#[test]
fn another_server_hears_of_a_confirmed_clock() {
    crate::testing::run(async {
        let t = start(Backend::Postgres);
        stamp(t.db()).await;
        let other_clock = ManualClock::at(NOON_MS);
        let other = t.open_at(other_clock.clone()).unwrap();
        let _followed = other.head_watch(ONE);
        assert_eq!(other.certain_now_ms(), NOON_MS);
        for clock in [t.clock(), &other_clock] {
            clock.set_ms(NOON_MS + 40 * DAY);
        }
        assert_eq!((t.db().certain_now_ms(), other.certain_now_ms()), (NOON_MS, NOON_MS));
        t.db().confirm_clock(ONE, &by()).await.unwrap();
        crate::testing::soon(async || other.clock_state() == ClockState::Right).await;
        assert_eq!(other.certain_now_ms(), NOON_MS + 40 * DAY);
        other.close();
    });
}
