//! Plan limits (rule 14).

use super::*;
use crate::testing::cases;
use proptest::option::of;
use proptest::prelude::*;

#[test]
fn the_marks_stand_at_85_and_100_per_cent() {
    let levels = [(0, Level::Normal), (84, Level::Normal), (85, Level::Warning), (99, Level::Warning)];
    for (used, level) in levels.into_iter().chain([(100, Level::Reached), (130, Level::Reached)]) {
        assert_eq!(Level::of(used, Some(100)), level, "{used} of 100");
    }
    // 85 % of 15 is 12.75, of 10 it is 8.5, of 3 it is 2.55: no rounding decides.
    assert_eq!((Level::of(12, Some(15)), Level::of(13, Some(15))), (Level::Normal, Level::Warning));
    assert_eq!((Level::of(8, Some(10)), Level::of(9, Some(10))), (Level::Normal, Level::Warning));
    assert_eq!((Level::of(2, Some(3)), Level::of(3, Some(3))), (Level::Normal, Level::Reached));
}

#[test]
fn a_maximum_of_0_is_reached_and_has_no_per_cent() {
    assert_eq!((Level::of(0, Some(0)), percent(0, Some(0))), (Level::Reached, None));
    assert!(!may_create(0, 0, Some(0), 1));
    assert_eq!((Level::of(7, None), percent(7, None)), (Level::Normal, None));
    assert_eq!((percent(97, Some(100)), percent(2, Some(3))), (Some(97), Some(66)));
}

#[test]
fn the_largest_numbers_do_not_overflow() {
    assert_eq!(Level::of(u64::MAX - 1, Some(u64::MAX)), Level::Warning);
    assert!(!may_create(u64::MAX, u64::MAX, Some(u64::MAX), u64::MAX));
    assert_eq!(changed(u64::MAX, 1), (u64::MAX, false));
}

#[test]
fn a_number_never_goes_below_nothing_and_says_so() {
    assert_eq!(changed(3, -5), (0, true));
    assert_eq!(changed(3, -3), (0, false));
    assert_eq!(changed(3, 2), (5, false));
}

#[test]
fn who_uses_too_late_needs_room_again() {
    let mut tally = Tally { used: 99, reserved: 0, max: Some(100) };
    tally.reserve(1).unwrap();
    assert_eq!(tally.reserve(1), Err(Full));
    tally.release(1);
    tally.reserve(1).unwrap();
    assert_eq!(tally.use_late(1), Err(Full));
    tally.release(1);
    assert_eq!((tally.use_late(1), tally.used), (Ok(()), 100));
}

/// What happens to a limit.
#[derive(Clone, Debug)]
enum Step {
    Reserve(u64),
    Use(usize),
    Release(usize),
    TimeOut(usize),
    UseLate(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (1_u64..4).prop_map(Step::Reserve),
        2 => (0_usize..6).prop_map(Step::Use),
        1 => (0_usize..6).prop_map(Step::Release),
        1 => (0_usize..6).prop_map(Step::TimeOut),
        1 => (0_usize..6).prop_map(Step::UseLate),
    ]
}

/// Takes one of a list, if there is one at that place.
fn take(list: &mut Vec<u64>, at: usize) -> Option<u64> {
    (at < list.len()).then(|| list.swap_remove(at))
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn creating_never_leads_beyond_the_limit(
        max in 0_u64..12,
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let mut tally = Tally { max: Some(max), ..Tally::default() };
        let (mut open, mut late, mut made) = (Vec::new(), Vec::new(), 0);
        for step in steps {
            match step {
                Step::Reserve(units) => {
                    let room = made + open.iter().sum::<u64>() + units <= max;
                    prop_assert_eq!(tally.reserve(units).is_ok(), room, "room decides, and nothing else");
                    if room { open.push(units); }
                }
                Step::Use(at) => if let Some(units) = take(&mut open, at) {
                    tally.use_reserved(units);
                    made += units;
                },
                Step::Release(at) => if let Some(units) = take(&mut open, at) {
                    tally.release(units);
                },
                Step::TimeOut(at) => if let Some(units) = take(&mut open, at) {
                    tally.release(units);
                    late.push(units);
                },
                Step::UseLate(at) => if let Some(units) = take(&mut late, at)
                    && tally.use_late(units).is_ok()
                {
                    made += units;
                },
            }
            prop_assert_eq!((tally.used, tally.reserved), (made, open.iter().sum::<u64>()));
            prop_assert!(tally.used + tally.reserved <= max);
        }
    }

    #[test]
    fn the_level_is_that_of_exact_fractions(used in 0_u64..5_000, max in of(0_u64..5_000)) {
        let level = Level::of(used, max);
        match max {
            None => prop_assert_eq!(level, Level::Normal),
            Some(max) => {
                prop_assert_eq!(level == Level::Reached, used >= max);
                let fraction = used as f64 / max as f64;
                if max > 0 && (fraction - 0.85).abs() > 1e-9 {
                    prop_assert_eq!(level != Level::Normal, fraction >= 0.85);
                }
            }
        }
        prop_assert!(Level::of(used + 1, max) >= level, "more is never further away");
    }

    #[test]
    fn reports_are_never_refused_and_keep_the_others_share(
        others in 0_u64..100, before in 0_u64..100, now in 0_u64..300, max in of(0_u64..100),
    ) {
        let mut tally = Tally { used: others + before, reserved: 0, max };
        tally.report(before, now);
        prop_assert_eq!(tally.used, others + now);
        let (after, below) = changed(now, -(before as i64));
        prop_assert_eq!((after, below), (now.saturating_sub(before), before > now));
    }
}
