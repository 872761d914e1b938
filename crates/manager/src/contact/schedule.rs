//! When an authority is asked: pure, in milliseconds UTC of this machine's clock.
//!
//! The machine's clock and not the certain time of rule 20: an authority is asked above all when that clock is wrong.
//! A stored moment further ahead than anything that is ever planned was written under a wrong clock, and does not count.

use super::store::ContactRow;

/// A second, in milliseconds.
const SECOND: i64 = 1_000;
/// The longest pause that an authority can ask for, and the pause when it asks for none.
pub(super) const DAY: i64 = 24 * 60 * 60 * SECOND;
/// The shortest pause that an authority can ask for.
const SHORTEST: i64 = 60 * SECOND;
/// The pause after the first failure; it doubles with each one in a row.
const FIRST_BACKOFF: i64 = 60 * SECOND;
/// The longest pause after a failure.
const LONGEST_BACKOFF: i64 = 6 * 60 * 60 * SECOND;
/// How long whoever asks has the turn: longer than every timeout of two calls together.
pub(super) const TURN: i64 = 120 * SECOND;
/// A server that starts asks, unless somebody did within this time: a restart, or another server of the same database.
const JUST_ASKED: i64 = 60 * SECOND;

/// The shortest pause between two questions while somebody is in the issuer's store, whichever server asks.
const AT_A_VISIT: i64 = 2 * SECOND;

/// Why somebody wants to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// The time has come.
    Due,
    /// This server has started.
    Start,
    /// A package came into force, and the vendor is to know.
    News,
    /// Somebody pressed the button.
    Demand,
    /// Somebody is in the issuer's store, and waits for what was ordered.
    Visit,
}

/// Whether whoever wants to ask may, or the moment at which to try again.
pub(super) fn may_ask(row: &ContactRow, why: Why, now: i64) -> Result<(), i64> {
    if let (Some(_), Some(until)) = (&row.turn, row.turn_until) {
        // Somebody asks at this moment, unless the turn is over: then whoever had it is gone, and nothing is planned.
        return if until > now && until <= now + TURN { Err(until) } else { Ok(()) };
    }
    let due = row.next_at.filter(|next| *next > now && *next <= now + 2 * DAY);
    match (why, due) {
        (Why::Demand, _) | (_, None) => Ok(()),
        // Whoever did not answer a moment ago is left in peace.
        (Why::News, Some(next)) if row.failures > 0 => Err(next),
        (Why::News, Some(_)) => Ok(()),
        (Why::Visit, Some(next)) => {
            let recently = row.asked_at.is_some_and(|asked| (now - AT_A_VISIT + 1..=now).contains(&asked));
            if recently || row.failures > 0 { Err(next) } else { Ok(()) }
        }
        (Why::Due, Some(next)) => Err(next),
        (Why::Start, Some(next)) => {
            let recently = row.asked_at.is_some_and(|asked| (now - JUST_ASKED..=now).contains(&asked));
            if recently { Err(next) } else { Ok(()) }
        }
    }
}

/// The next question after an answer: when the authority says, a day from now at the latest, or when the day of the
/// next check begins, whichever comes first.
pub(super) fn after_answer(now: i64, next_check_s: u64, next_check: Option<i64>, chance: u64) -> i64 {
    let told = i64::try_from(next_check_s).unwrap_or(i64::MAX).saturating_mul(SECOND);
    let told = if told == 0 { DAY } else { told.clamp(SHORTEST, DAY) };
    let next = now + jittered(told, chance);
    match next_check {
        // Spread over the first minutes of the day: every customer of a vendor may have the same one.
        Some(day) if day > now && day < next => day + jittered(5 * SHORTEST, chance) - 4 * SHORTEST,
        _ => next,
    }
}

/// The next question after `failures` in a row.
pub(super) fn after_failure(now: i64, failures: u32, chance: u64) -> i64 {
    let doublings = failures.saturating_sub(1).min(16);
    now + jittered((FIRST_BACKOFF << doublings).min(LONGEST_BACKOFF), chance)
}

/// `pause` with up to a tenth added or taken away, by chance.
fn jittered(pause: i64, chance: u64) -> i64 {
    let thousandth = i64::try_from(chance % 201).unwrap_or(100) - 100;
    pause + pause / 1_000 * thousandth
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    fn row() -> ContactRow {
        ContactRow::new("acme")
    }

    #[test]
    fn what_was_never_asked_is_due() {
        for why in [Why::Due, Why::Start, Why::Demand] {
            assert_eq!(may_ask(&row(), why, NOW), Ok(()));
        }
    }

    #[test]
    fn a_planned_question_waits_for_its_moment_but_not_for_a_button() {
        let row = ContactRow { next_at: Some(NOW + 5), asked_at: Some(NOW - 10), ..row() };
        assert_eq!(may_ask(&row, Why::Due, NOW), Err(NOW + 5));
        assert_eq!(may_ask(&row, Why::Due, NOW + 5), Ok(()));
        assert_eq!(may_ask(&row, Why::Start, NOW), Err(NOW + 5), "another server has just asked");
        assert_eq!(may_ask(&row, Why::Demand, NOW), Ok(()));
        let row = ContactRow { asked_at: Some(NOW - JUST_ASKED - 1), ..row };
        assert_eq!(may_ask(&row, Why::Start, NOW), Ok(()));
    }

    #[test]
    fn while_somebody_buys_it_is_asked_every_few_seconds_unless_nobody_answers() {
        let row = ContactRow { next_at: Some(NOW + DAY), asked_at: Some(NOW), ..row() };
        assert_eq!(may_ask(&row, Why::Visit, NOW + AT_A_VISIT - 1), Err(NOW + DAY));
        assert_eq!(may_ask(&row, Why::Visit, NOW + AT_A_VISIT), Ok(()));
        let silent = ContactRow { failures: 1, ..row };
        assert_eq!(may_ask(&silent, Why::Visit, NOW + AT_A_VISIT), Err(NOW + DAY));
    }

    #[test]
    fn one_asks_at_a_time_and_nobody_waits_for_one_that_is_gone() {
        let row = ContactRow {
            turn: Some("a".to_owned()),
            turn_until: Some(NOW + 7),
            next_at: Some(NOW + DAY),
            ..row()
        };
        for why in [Why::Due, Why::Start, Why::Demand] {
            assert_eq!(may_ask(&row, why, NOW), Err(NOW + 7));
            assert_eq!(may_ask(&row, why, NOW + 7), Ok(()));
        }
    }

    #[test]
    fn a_clock_that_was_wrong_postpones_nothing() {
        let row = ContactRow { next_at: Some(NOW + 400 * DAY), asked_at: Some(NOW + 399 * DAY), ..row() };
        assert_eq!(may_ask(&row, Why::Due, NOW), Ok(()));
        assert_eq!(may_ask(&row, Why::Start, NOW), Ok(()));
        let row = ContactRow { turn: Some("a".to_owned()), turn_until: Some(NOW + 400 * DAY), ..row };
        assert_eq!(may_ask(&row, Why::Due, NOW), Ok(()));
    }

    #[test]
    fn pauses_are_bounded_and_spread_by_a_tenth() {
        for chance in [0, 100, 200, u64::MAX] {
            for told in [0, 1, 3_600, 86_400, u64::MAX] {
                let pause = after_answer(NOW, told, None, chance) - NOW;
                assert!((SHORTEST * 9 / 10..=DAY * 11 / 10).contains(&pause), "{told}: {pause}");
            }
        }
        let pauses: Vec<i64> = (1..=12).map(|n| (after_failure(NOW, n, 100) - NOW) / SHORTEST).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]);
        assert_eq!(after_failure(NOW, u32::MAX, 0) - NOW, LONGEST_BACKOFF * 9 / 10);
    }

    #[test]
    fn the_day_of_the_next_check_comes_first() {
        let day = NOW + 2 * 60 * SHORTEST;
        let next = after_answer(NOW, 86_400, Some(day), 100);
        assert!((day..day + 2 * SHORTEST).contains(&next), "{}", next - day);
        assert_eq!(after_answer(NOW, 3_600, Some(day), 100), NOW + 60 * SHORTEST, "sooner anyway");
        assert_eq!(after_answer(NOW, 3_600, Some(NOW - 5), 100), NOW + 60 * SHORTEST, "it is over");
    }
}
