//! What a month will probably come to.

use jiff::civil::Date;

use crate::month::Month;
use crate::package::MeterKind;

/// Fewer days than this show no pace.
const PACE_DAYS: u64 = 3;

/// What the month that `today` is in will come to if it goes on as it has; `None` of every other month, and before there is
/// a pace. `days` are those up to today, each with what it added or where it stood.
///
/// What adds up goes on at the month's own pace, today counted as a whole day. What is compared goes on growing as it has
/// since the month's first day, and never falls below what was reached.
pub fn expected(kind: MeterKind, month: Month, days: &[(Date, u64)], used: u64, today: Date) -> Option<u64> {
    if !month.contains(today) {
        return None;
    }
    let so_far = days.iter().filter(|(day, _)| *day <= today).count() as u64;
    let (so_far, whole) = (so_far.max(today.day().unsigned_abs().into()), u64::from(month.days()));
    if so_far < PACE_DAYS || so_far >= whole {
        return None;
    }
    let at_pace = |grown: u64, in_days: u64, of_days: u64| {
        let exact = u128::from(grown) * u128::from(of_days);
        let rounded = (exact * 2 + u128::from(in_days)) / (u128::from(in_days) * 2);
        u64::try_from(rounded).unwrap_or(u64::MAX)
    };
    match kind {
        MeterKind::Count | MeterKind::Sum | MeterKind::Unique => Some(at_pace(used, so_far, whole)),
        MeterKind::Maximum | MeterKind::Latest | MeterKind::Level => {
            let (first, last) = (days.first()?.1, days.iter().rfind(|(day, _)| *day <= today)?.1);
            let more = at_pace(last.saturating_sub(first), so_far - 1, whole - so_far);
            Some(last.saturating_add(more).max(used))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(values: &[u64]) -> Vec<(Date, u64)> {
        (1..).zip(values).map(|(day, value)| (date(2026, 11, day), *value)).collect()
    }

    #[test]
    fn what_adds_up_goes_on_at_its_pace() {
        let month = Month::of(date(2026, 11, 1));
        let sum = |values: &[u64], today| {
            expected(MeterKind::Sum, month, &days(values), values.iter().sum(), date(2026, 11, today))
        };
        assert_eq!(sum(&[10; 10], 10), Some(300));
        assert_eq!(sum(&[0; 10], 10), Some(0));
        assert_eq!(sum(&[10; 2], 2), None, "two days are no pace");
        assert_eq!(sum(&[10; 30], 30), None, "a month that is over comes to what it is");
        let later = date(2026, 12, 3);
        assert_eq!(expected(MeterKind::Sum, month, &days(&[10; 30]), 300, later), None);
    }

    #[test]
    fn a_level_goes_on_growing_and_never_falls_below_what_it_reached() {
        let month = Month::of(date(2026, 11, 1));
        let level = |values: &[u64], used, today| {
            expected(MeterKind::Level, month, &days(values), used, date(2026, 11, today))
        };
        assert_eq!(level(&[100, 101, 102, 103, 104], 104, 5), Some(129));
        assert_eq!(level(&[100, 90, 80, 70, 60], 100, 5), Some(100));
        assert_eq!(level(&[], 0, 5), None);
    }
}
