//! What the use of a module was, day by day, and what follows from it: buy, take back, or leave it as it is.
//!
//! A day keeps three things of a module: the highest use ([`Kept::peak`]), what there was, and whether the last unit was
//! ever taken. [`Kept::with`] is how a day grows; [`Summary::of`] looks back over days, and [`advise`] forward.

mod advice;
#[cfg(test)]
mod tests;

pub use advice::{Advice, Situation, advise};

use crate::counting::{Role, role};
use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Day, Licences, Module};
use crate::login::OpenSeats;
use crate::seats::Usage;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

/// The use of something at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Units in use; of a concurrent module, seats that sessions have taken.
    pub used: u64,
    /// What the rows in force allow; `None` = no cap.
    pub cap: Option<u64>,
}

impl Figure {
    /// Whether the last unit is taken. Where nothing is licensed there is none.
    pub fn full(self) -> bool {
        self.cap.is_some_and(|cap| cap > 0 && self.used >= cap)
    }
}

/// What a day keeps of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The highest use so far.
    pub peak: u64,
    /// What there was when somebody last looked; `None` = no cap.
    pub cap: Option<u64>,
    /// Whether the last unit was taken at any moment of the day.
    pub full: bool,
}

impl Kept {
    /// What the day keeps once it has seen `now`; `None` when it holds all of that already, and nothing is to be written.
    pub fn with(known: Option<Self>, now: Figure) -> Option<Self> {
        let Some(known) = known else {
            return Some(Self { peak: now.used, cap: now.cap, full: now.full() });
        };
        let next = Self { peak: known.peak.max(now.used), cap: now.cap, full: known.full || now.full() };
        (next != known).then_some(next)
    }
}

/// Whose use is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whose {
    /// A module's.
    Module(ModuleNo),
    /// That of all user plans of an issuer together, an index of [`Licences::issuers`]: what allowances grow with. The sum of
    /// the plans' own peaks would be more: whoever moves from one plan to another would count twice.
    Plans(usize),
}

/// The use of everything whose history is kept: visible modules that are counted, and the user plans of each issuer.
pub fn figures(licences: &Licences, day: &Day, usage: &Usage, open: &OpenSeats) -> Vec<(Whose, Figure)> {
    let mut figures = Vec::new();
    let mut plans: Vec<Option<Figure>> = vec![None; licences.issuers().len()];
    for (no, module) in licences.modules().filter(|(_, module)| is_kept(module)) {
        let used = match module.counting {
            Counting::Concurrent if module.scope == Scope::User => open.get(no),
            Counting::Concurrent | Counting::Named => usage.get(no),
        };
        let figure = Figure { used, cap: day.total(no).cap() };
        figures.push((Whose::Module(no), figure));
        if role(licences, module) == Role::Plan
            && let Some(sum) = plans.get_mut(module.issuer)
        {
            *sum = Some(sum.map_or(figure, |sum| sum.and(figure)));
        }
    }
    let plans = plans.into_iter().enumerate();
    figures.extend(plans.filter_map(|(issuer, sum)| Some((Whose::Plans(issuer), sum?))));
    figures
}

/// Whether the use of a module is kept: hidden ones are never shown, and system ones count nothing.
pub fn is_kept(module: &Module) -> bool {
    module.scope != Scope::System && !module.hidden && !module.tier
}

impl Figure {
    /// Both together.
    fn and(self, other: Self) -> Self {
        let cap = self.cap.zip(other.cap).map(|(a, b)| a.saturating_add(b));
        Self { used: self.used.saturating_add(other.used), cap }
    }
}

/// One day of a module's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayUse {
    /// The day.
    pub day: Date,
    /// What it keeps.
    pub kept: Kept,
    /// When the highest use was reached first, in milliseconds UTC.
    pub peak_at: i64,
}

/// What some days say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How many days have figures.
    pub days: u32,
    /// The highest use, and the first day that had it.
    pub highest: Option<(u64, Date)>,
    /// The lowest of the daily peaks.
    pub lowest: u64,
    /// All daily peaks added up.
    pub sum: u64,
    /// On how many days the last unit was taken.
    pub full_days: u32,
    /// The last day on which it was.
    pub last_full: Option<Date>,
    /// The first day on which the use will reach what there is, if it goes on as it went.
    pub exhausted: Option<Date>,
}

/// Fewer days than this show no direction.
const DIRECTION_DAYS: usize = 14;
/// Neither do fewer rises: a single step is no way.
const RISES: usize = 3;
/// The direction is that of so many days at most: what was earlier says little about now.
const LOOK_BACK: usize = 90;
/// Nobody believes a forecast beyond this.
const LOOK_AHEAD_DAYS: u128 = 366;

impl Summary {
    /// Looks back over `days`, oldest first.
    pub fn of(days: &[DayUse]) -> Self {
        let mut summary = Self::default();
        for DayUse { day, kept, .. } in days {
            summary.days += 1;
            summary.sum = summary.sum.saturating_add(kept.peak);
            summary.lowest = if summary.days == 1 { kept.peak } else { summary.lowest.min(kept.peak) };
            if summary.highest.is_none_or(|(highest, _)| kept.peak > highest) {
                summary.highest = Some((kept.peak, *day));
            }
            if kept.full {
                summary.full_days += 1;
                summary.last_full = Some(*day);
            }
        }
        summary.exhausted = exhausted(&days[days.len().saturating_sub(LOOK_BACK)..]);
        summary
    }

    /// The mean of the daily peaks, in tenths, rounded to the nearest.
    pub fn average_tenths(&self) -> Option<u64> {
        let days = u128::from(self.days);
        let tenths = (u128::from(self.sum) * 20 + days).checked_div(days * 2)?;
        Some(u64::try_from(tenths).unwrap_or(u64::MAX))
    }
}

/// When a straight line through the daily peaks, moved so that it passes through the last of them, reaches the cap.
///
/// In whole numbers throughout, so that every server and every reader computes the same day.
fn exhausted(days: &[DayUse]) -> Option<Date> {
    let (first, last) = (days.first()?, days.last()?);
    let free = last.kept.cap?.checked_sub(last.kept.peak).filter(|free| *free > 0)?;
    let rises = days.windows(2).filter(|two| two[0].kept.peak < two[1].kept.peak).count();
    if days.len() < DIRECTION_DAYS || rises < RISES {
        return None;
    }
    let n = days.len() as i128;
    let (mut x, mut y, mut xx, mut xy) = (0_i128, 0_i128, 0_i128, 0_i128);
    for DayUse { day, kept, .. } in days {
        let at = i128::from(crate::time::days_until(first.day, *day));
        let peak = i128::from(kept.peak);
        (x, y, xx, xy) = (x + at, y + peak, xx + at * at, xy + at * peak);
    }
    // The slope is `rise / run` units a day; `run` is positive for two different days.
    let (rise, run) = (n * xy - x * y, n * xx - x * x);
    if rise <= 0 || run <= 0 {
        return None;
    }
    let ahead = (u128::from(free) * run.unsigned_abs()).div_ceil(rise.unsigned_abs());
    let span: Span = i64::try_from(ahead).ok().filter(|_| ahead <= LOOK_AHEAD_DAYS)?.days();
    last.day.checked_add(span).ok()
}
