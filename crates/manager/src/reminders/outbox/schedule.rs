//! When a message is tried again: pure, in milliseconds UTC.

/// The pauses after each failure in a row, in seconds; the last one goes on.
const PAUSES_S: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
/// For so long after it was made a message is tried.
const GIVEN_UP_MS: i64 = 3 * 24 * 60 * 60 * 1_000;
/// The longest pause that a receiver can ask for, in seconds.
const LONGEST_S: i64 = 86_400;

/// The next try of a message after so many failures; `None` when it is given up. A receiver may ask for a longer pause
/// than planned, never for a shorter one.
pub(super) fn next(
    made_at: i64,
    failures: u32,
    now: i64,
    retry_after_s: Option<u64>,
    chance: u64,
) -> Option<i64> {
    let index = usize::try_from(failures.max(1) - 1).unwrap_or(usize::MAX).min(PAUSES_S.len() - 1);
    let asked = retry_after_s.and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or(0).min(LONGEST_S);
    // Up to a tenth more, by chance: what failed together does not come again together.
    let pause = PAUSES_S[index] * 1_000;
    let pause = pause + pause / 1_000 * i64::try_from(chance % 101).unwrap_or(0);
    let next = now + pause.max(asked * 1_000);
    (next <= made_at + GIVEN_UP_MS).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MADE: i64 = 1_800_000_000_000;

    #[test]
    fn a_message_is_tried_for_three_days_with_growing_pauses() {
        let (mut now, mut failures, mut pauses) = (MADE, 0, Vec::new());
        while let Some(next) = next(MADE, failures + 1, now, None, 0) {
            pauses.push((next - now) / 1_000);
            (now, failures) = (next, failures + 1);
            assert!(failures < 100, "it ends");
        }
        assert_eq!(pauses, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000]);
        assert!(now - MADE > 2 * 86_400_000, "most of three days: {}", now - MADE);
    }

    #[test]
    fn a_receiver_may_ask_for_more_time_and_not_for_less() {
        assert_eq!(next(MADE, 1, MADE, Some(60), 0), Some(MADE + 60_000));
        assert_eq!(next(MADE, 2, MADE, Some(60), 0), Some(MADE + 300_000));
        assert_eq!(next(MADE, 1, MADE, Some(u64::MAX), 0), Some(MADE + 5_000), "no number of seconds at all");
        assert_eq!(next(MADE, 1, MADE, Some(1 << 40), 0), Some(MADE + LONGEST_S * 1_000));
        assert_eq!(next(MADE, 2, MADE, None, 100), Some(MADE + 330_000));
    }
}
