//! When an allowance is used up.

use jiff::civil::Date;

use super::MonthUse;
use crate::month::Month;
use crate::package::MeterKind;

/// The day on which a month goes beyond its allowance: the one on which it did, or, in the month that `today` is in, the
/// one on which it will if it goes on as it has. `None` when it does not.
///
/// What adds up is taken to go on at the month's own pace so far, today counted as a whole day. What is compared is taken
/// to go on growing as it has since the month's first day.
pub fn exhausted(
    kind: MeterKind,
    month: Month,
    used: &MonthUse,
    allowance: u64,
    today: Date,
) -> Option<Date> {
    let adds_up = matches!(kind, MeterKind::Count | MeterKind::Sum | MeterKind::Unique);
    let mut sum = 0_u64;
    for &(day, shown) in &used.days {
        sum = if adds_up { sum.saturating_add(shown) } else { shown };
        if sum > allowance {
            return Some(day);
        }
    }
    if !month.contains(today) {
        return None;
    }
    let so_far = used.days.iter().filter(|(day, _)| *day <= today).count() as u64;
    let more = if adds_up {
        days_until(used.used, so_far, allowance)?.checked_sub(so_far)?
    } else {
        let first = used.days.first()?.1;
        let last = used.days.get(usize::try_from(so_far.checked_sub(1)?).ok()?)?.1;
        days_until(last.checked_sub(first)?, so_far - 1, allowance.checked_sub(last)?)?
    };
    let day = today.checked_add(jiff::Span::new().days(i64::try_from(more).ok()?)).ok()?;
    month.contains(day).then_some(day)
}

/// After how many days something that grows by `grown` in `days` is beyond `allowance`.
fn days_until(grown: u64, days: u64, allowance: u64) -> Option<u64> {
    if grown == 0 || days == 0 {
        return None;
    }
    let needed = (u128::from(allowance) + 1) * u128::from(days);
    let after = needed.div_ceil(u128::from(grown));
    // Beyond every month.
    u64::try_from(after).ok().filter(|after| *after <= 62)
}
