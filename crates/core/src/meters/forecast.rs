//! What a month will probably come to, and when its allowance is used up.
//!
//! What adds up goes on at the month's own pace, today counted as a whole day. New subjects become fewer as the month goes,
//! because each counts once: they go on at the pace of the later half of the days so far where that is the slower one, never
//! faster than the month's.
//!
//! A level, and the latest quantity, stands until another one is told: what it has grown between the first one told in the
//! month and the last, a level that the month began with included, it is taken to go on growing. One alone is no growth,
//! for nobody knows what was before it. A maximum foretells nothing: each day has a peak of its own.

use jiff::civil::Date;

use super::MonthUse;
use crate::month::Month;
use crate::package::MeterKind;

/// Fewer days than this show no pace.
const PACE_DAYS: u64 = 3;

/// The day on which a month goes beyond its allowance: the one on which it did, or, in the month that `today` is in, the
/// one on which it will if it goes on as it has. `None` when it does not, or nothing is known of how it goes on.
pub fn exhausted(
    kind: MeterKind,
    month: Month,
    used: &MonthUse,
    allowance: u64,
    today: Date,
) -> Option<Date> {
    let mut sum = 0_u64;
    for &(day, shown) in &used.days {
        sum = if adds_up(kind) { sum.saturating_add(shown) } else { shown };
        if sum > allowance {
            return Some(day);
        }
    }
    let more = Pace::of(kind, month, used, today)?.days_beyond(allowance)?;
    let day = today.checked_add(jiff::Span::new().try_days(i64::try_from(more).ok()?).ok()?).ok()?;
    month.contains(day).then_some(day)
}

/// What the month that `today` is in will come to if it goes on as it has, in whole units, and never less than what was
/// used; `None` of every other month, on its last day, and before there is a pace.
pub fn expected(kind: MeterKind, month: Month, used: &MonthUse, today: Date) -> Option<u64> {
    let pace = Pace::of(kind, month, used, today)?;
    let left = u64::from(month.days()).checked_sub(day_of(today)).filter(|left| *left > 0)?;
    Some(pace.after(left).max(used.used))
}

fn adds_up(kind: MeterKind) -> bool {
    matches!(kind, MeterKind::Count | MeterKind::Sum | MeterKind::Unique)
}

fn day_of(today: Date) -> u64 {
    today.day().unsigned_abs().into()
}

/// How it goes on: from `stands`, by `grown` in every `days`.
struct Pace {
    stands: u64,
    grown: u64,
    days: u64,
}

impl Pace {
    fn of(kind: MeterKind, month: Month, used: &MonthUse, today: Date) -> Option<Self> {
        if !month.contains(today) {
            return None;
        }
        match kind {
            MeterKind::Count | MeterKind::Sum => Self::of_month(used, today),
            MeterKind::Unique => Some(Self::of_month(used, today)?.or_slower(Self::of_late(used, today))),
            MeterKind::Latest | MeterKind::Level => Self::of_told(used, today),
            MeterKind::Maximum => None,
        }
    }

    /// As in the whole month so far.
    fn of_month(used: &MonthUse, today: Date) -> Option<Self> {
        let days = day_of(today);
        (days >= PACE_DAYS).then_some(Self { stands: used.used, grown: used.used, days })
    }

    /// As in the later half of the days so far.
    fn of_late(used: &MonthUse, today: Date) -> Self {
        let days = day_of(today);
        let late = days.div_ceil(2);
        let came = used.days.iter().filter(|(day, _)| *day <= today && day_of(*day) > days - late);
        let grown = came.fold(0_u64, |sum, (_, new)| sum.saturating_add(*new));
        Self { stands: used.used, grown, days: late }
    }

    fn or_slower(self, other: Self) -> Self {
        let is_slower =
            u128::from(other.grown) * u128::from(self.days) < u128::from(self.grown) * u128::from(other.days);
        if is_slower { other } else { self }
    }

    /// As between the first quantity that was told and the last, which still stands today.
    fn of_told(used: &MonthUse, today: Date) -> Option<Self> {
        let mut told = used.told.iter().filter(|(day, _)| *day <= today);
        let (&(since, first), &(_, stands)) = (told.next()?, told.next_back()?);
        let days = day_of(today).checked_sub(day_of(since))?;
        (days + 1 >= PACE_DAYS).then(|| Self { stands, grown: stands.saturating_sub(first), days })
    }

    /// Where it stands after so many more days.
    fn after(&self, days: u64) -> u64 {
        let more = u128::from(self.grown) * u128::from(days) / u128::from(self.days);
        self.stands.saturating_add(u64::try_from(more).unwrap_or(u64::MAX))
    }

    /// After how many more days it stands beyond an allowance that it is within today.
    fn days_beyond(&self, allowance: u64) -> Option<u64> {
        if self.grown == 0 {
            return None;
        }
        let missing = u128::from(allowance.checked_sub(self.stands)?) + 1;
        let days = (missing * u128::from(self.days)).div_ceil(u128::from(self.grown));
        u64::try_from(days).ok()
    }
}
