use super::*;
use jiff::civil::date;
use proptest::prelude::*;

fn figure() -> impl Strategy<Value = Figure> {
    (0_u64..12, proptest::option::of(0_u64..12)).prop_map(|(used, cap)| Figure { used, cap })
}

fn days(peaks: &[u64], cap: Option<u64>) -> Vec<DayUse> {
    let first = date(2026, 1, 1);
    let kept = |peak| Kept { peak, cap, full: Figure { used: peak, cap }.full() };
    let day = |at: usize| first.checked_add((at as i64).days()).unwrap();
    peaks
        .iter()
        .enumerate()
        .map(|(at, peak)| DayUse { day: day(at), kept: kept(*peak), peak_at: 0 })
        .collect()
}

proptest! {
    /// Whatever happened in whatever order: the peak is the highest, the cap the last, and full once is full for the day.
    #[test]
    fn a_day_keeps_the_highest_and_forgets_no_shortage(seen in proptest::collection::vec(figure(), 1..40)) {
        let mut kept = None;
        for now in &seen {
            let next = Kept::with(kept, *now);
            prop_assert_eq!(next.is_none(), next.or(kept) == kept, "written only when something is new");
            kept = next.or(kept);
        }
        let kept = kept.unwrap();
        prop_assert_eq!(kept.peak, seen.iter().map(|figure| figure.used).max().unwrap());
        prop_assert_eq!(kept.cap, seen.last().unwrap().cap);
        prop_assert_eq!(kept.full, seen.iter().any(|figure| figure.full()));
    }

    /// Two servers that write what they know of one day, in any order of their writes, agree on peak and shortage.
    #[test]
    fn peaks_of_two_servers_come_together(ours in proptest::collection::vec(figure(), 1..9), theirs in proptest::collection::vec(figure(), 1..9)) {
        let kept = |seen: &[&Figure]| seen.iter().fold(None, |kept, now| Kept::with(kept, **now).or(kept)).unwrap();
        let forth: Vec<&Figure> = ours.iter().chain(&theirs).collect();
        let back: Vec<&Figure> = theirs.iter().chain(&ours).collect();
        let (forth, back) = (kept(&forth), kept(&back));
        prop_assert_eq!((forth.peak, forth.full), (back.peak, back.full));
    }

    #[test]
    fn a_summary_adds_up(peaks in proptest::collection::vec(0_u64..1_000, 0..200), cap in proptest::option::of(0_u64..1_000)) {
        let days = days(&peaks, cap);
        let summary = Summary::of(&days);
        prop_assert_eq!(summary.days as usize, peaks.len());
        prop_assert_eq!(summary.sum, peaks.iter().sum::<u64>());
        prop_assert_eq!(summary.highest.map(|(most, _)| most), peaks.iter().copied().max());
        prop_assert_eq!(summary.lowest, peaks.iter().copied().min().unwrap_or(0));
        prop_assert_eq!(summary.full_days as usize, days.iter().filter(|day| day.kept.full).count());
        if let Some(on) = summary.exhausted {
            prop_assert!(on > days.last().unwrap().day, "a forecast is about the future");
            prop_assert!(!days.last().unwrap().kept.full);
        }
    }
}

#[test]
fn steady_growth_reaches_the_cap_on_the_day_one_counts_out() {
    // One more seat every day: 20 on the last day, 30 there are, so ten days later.
    let grown = days(&(1..=20).collect::<Vec<_>>(), Some(30));
    let last = grown.last().unwrap().day;
    assert_eq!(Summary::of(&grown).exhausted, Some(last.checked_add(10.days()).unwrap()));
    // One more every other day.
    let slower = days(&(0..40).map(|at| 10 + at / 2).collect::<Vec<_>>(), Some(39));
    let summary = Summary::of(&slower);
    let last = slower.last().unwrap().day;
    let ahead = crate::time::days_until(last, summary.exhausted.unwrap());
    assert!((20..=21).contains(&ahead), "10 more seats at half a seat a day, not in {ahead} days");
}

#[test]
fn no_forecast_where_there_is_no_direction() {
    let none = |peaks: &[u64], cap| assert_eq!(Summary::of(&days(peaks, cap)).exhausted, None);
    none(&[5; 100], Some(10));
    none(&(1..=13).collect::<Vec<_>>(), Some(30));
    none(&(1..=20).rev().collect::<Vec<_>>(), Some(30));
    none(&(1..=20).collect::<Vec<_>>(), None);
    none(&(1..=20).collect::<Vec<_>>(), Some(20));
    // So slow that it would take years.
    none(&(0..90).map(|at| u64::from(at > 80)).collect::<Vec<_>>(), Some(1_000));
    none(&[], Some(10));
}

#[test]
fn averages_are_rounded_to_the_nearest_tenth() {
    assert_eq!(Summary::of(&days(&[1, 2, 2], None)).average_tenths(), Some(17));
    assert_eq!(Summary::of(&days(&[1, 1, 2], None)).average_tenths(), Some(13));
    assert_eq!(Summary::of(&days(&[7], None)).average_tenths(), Some(70));
    assert_eq!(Summary::of(&[]).average_tenths(), None);
}

#[test]
fn advice_begins_with_what_nobody_uses() {
    let about = |peaks: &[u64], refused, idle| {
        advise(&Summary::of(&days(peaks, Some(20))), &Situation { cap: Some(20), refused, idle })
    };
    assert_eq!(about(&[20; 100], 5, 3), Advice::Short { reclaim: 3, buy: 2 });
    assert_eq!(about(&[20; 100], 5, 30), Advice::Short { reclaim: 5, buy: 0 });
    assert_eq!(about(&[20; 100], 0, 4), Advice::Full { reclaim: 4 });
    assert_eq!(about(&[16; 100], 0, 4), Advice::Spare { seats: 4 });
    assert_eq!(about(&[17; 100], 0, 4), Advice::Enough, "85 % of the seats are in use");
    assert_eq!(about(&[3; 89], 0, 0), Advice::Nothing, "too short to call seats spare");
    assert!(matches!(about(&(0..19).collect::<Vec<_>>(), 0, 1), Advice::Soon { reclaim: 1, .. }));
    let unrestricted = Situation { cap: None, refused: 0, idle: 9 };
    assert_eq!(advise(&Summary::of(&days(&[5; 100], None)), &unrestricted), Advice::Nothing);
}
