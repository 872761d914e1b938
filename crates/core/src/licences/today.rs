//! The licences on one day: totals, states, ends, all worked out beforehand.

use super::{DatedRow, Licences, Module};
use crate::dates::Standing;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Kinds, Quantity, Scope, WhenStopped};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The seats of a module on a day: the sum of its rows in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Total {
    /// No row is in force.
    #[default]
    Absent,
    /// That many.
    Count(u64),
    /// No cap.
    Unrestricted,
}

impl Total {
    /// The cap, 0 where nothing is in force, `None` where there is no cap.
    pub const fn cap(self) -> Option<u64> {
        match self {
            Self::Absent => Some(0),
            Self::Count(count) => Some(count),
            Self::Unrestricted => None,
        }
    }

    /// Whether `units` fit under the cap.
    pub const fn holds(self, units: u64) -> bool {
        match self.cap() {
            Some(cap) => units <= cap,
            None => true,
        }
    }

    /// The total with one more row in force.
    #[must_use]
    pub const fn plus(self, quantity: Quantity) -> Self {
        match (self, quantity) {
            (Self::Unrestricted, _) | (_, Quantity::Unrestricted) => Self::Unrestricted,
            (Self::Absent, Quantity::Count(count)) => Self::Count(count as u64),
            (Self::Count(sum), Quantity::Count(count)) => Self::Count(sum.saturating_add(count as u64)),
        }
    }
}

/// What a module is on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayState {
    /// A row is in force and the issuer's licences have not stopped.
    InForce,
    /// Its first row begins later.
    NotStarted,
    /// Stopped, and may still be read.
    ReadOnly,
    /// Stopped and closed.
    Expired,
    /// No package in force has a row of it that ever begins.
    #[default]
    Absent,
    /// The issuer's licences were found tampered with.
    Tampered,
}

/// One module on one day: everything a decision asks about it, in half a cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleDay {
    /// Its seats.
    pub total: Total,
    /// In force: the last day without a break; not started: the first day; stopped: the last day
    /// it worked. `None` where there is no such day.
    pub until: Option<Date>,
    /// What it is.
    pub state: DayState,
    /// The standing of its issuer's licences.
    pub standing: Standing,
    /// What it reaches.
    pub scope: Scope,
    /// What takes a seat.
    pub counting: Counting,
    /// Who may hold it.
    pub kinds: Kinds,
    /// Whether it has prerequisites at all.
    pub requires: bool,
}

impl Licences {
    /// The last day, without a break, of what is in force on a day, or of what begins later where nothing has begun yet;
    /// of what has stopped, the last day it worked. `None` where there is no such day.
    pub fn lasts_until(&self, module: &Module, day: &Day) -> Option<Date> {
        let today = day.module(module.no);
        match (today.state, today.until) {
            (DayState::NotStarted, Some(first)) => {
                let grace = self.issuers.get(module.issuer).and_then(|issuer| issuer.dates.grace);
                earlier(covered_until(&module.rows, first), grace)
            }
            (_, until) => until,
        }
    }
}

impl ModuleDay {
    /// A module of which no package in force has a row.
    pub const ABSENT: Self = Self {
        total: Total::Absent,
        until: None,
        state: DayState::Absent,
        standing: Standing::Current,
        scope: Scope::User,
        counting: Counting::Named,
        kinds: Kinds::ALL,
        requires: false,
    };
}

/// The licences on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub today: Date,
    modules: Vec<ModuleDay>,
    standings: Vec<Standing>,
}

impl Day {
    /// What `licences` say on `today`.
    pub(super) fn of(licences: &Licences, today: Date) -> Self {
        let standings: Vec<_> = licences.issuers.iter().map(|issuer| issuer.dates.standing(today)).collect();
        let module = |module: &Option<Module>| match module {
            Some(module) => on(licences, module, today),
            None => ModuleDay::ABSENT,
        };
        let modules = licences.modules.iter().map(module).collect();
        Self { today, modules, standings }
    }

    /// The module on this day; absent where its number is not known.
    #[inline]
    pub fn module(&self, no: ModuleNo) -> ModuleDay {
        self.modules.get(no.index()).copied().unwrap_or(ModuleDay::ABSENT)
    }

    /// The module's seats on this day.
    #[inline]
    pub fn total(&self, no: ModuleNo) -> Total {
        self.modules.get(no.index()).map_or(Total::Absent, |module| module.total)
    }

    /// The standing of an issuer, an index of [`Licences::issuers`].
    pub fn standing(&self, issuer: usize) -> Standing {
        self.standings.get(issuer).copied().unwrap_or_default()
    }

    /// The worst standing of any issuer.
    pub fn worst_standing(&self) -> Standing {
        self.standings.iter().copied().max().unwrap_or_default()
    }
}

/// One module on one day.
fn on(licences: &Licences, module: &Module, today: Date) -> ModuleDay {
    let issuer = &licences.issuers[module.issuer];
    let standing = issuer.dates.standing(today);
    let total = total(&module.rows, today);
    let stopped = match module.when_stopped {
        WhenStopped::ReadOnly => DayState::ReadOnly,
        WhenStopped::None => DayState::Expired,
    };
    let (state, until) = if issuer.tampered {
        (DayState::Tampered, None)
    } else if module.rows.is_empty() {
        (DayState::Absent, None)
    } else if let Some(first) = not_started(&module.rows, today) {
        (DayState::NotStarted, Some(first))
    } else if total == Total::Absent || standing == Standing::Stopped {
        (stopped, last_day_before(&module.rows, issuer.dates.grace, today))
    } else {
        (DayState::InForce, earlier(covered_until(&module.rows, today), issuer.dates.grace))
    };
    ModuleDay {
        total,
        until,
        state,
        standing,
        scope: module.scope,
        counting: module.counting,
        kinds: module.kinds,
        requires: !module.requires.is_empty(),
    }
}

/// The sum of the rows in force (rule 5).
fn total(rows: &[DatedRow], today: Date) -> Total {
    rows.iter().filter(|row| row.in_force(today)).fold(Total::Absent, |sum, row| sum.plus(row.quantity))
}

/// The first day of all, when it is still to come. Rows come earliest start first.
fn not_started(rows: &[DatedRow], today: Date) -> Option<Date> {
    rows.first()?.start.filter(|start| *start > today)
}

/// The last day up to which rows follow one another without a break; `None` = for ever.
fn covered_until(rows: &[DatedRow], today: Date) -> Option<Date> {
    let mut last = today;
    for row in rows {
        let begins_in_time =
            row.start.is_none_or(|start| start <= last || last.tomorrow().is_ok_and(|next| start <= next));
        if begins_in_time {
            match row.due {
                None => return None,
                Some(due) => last = last.max(due),
            }
        }
    }
    Some(last)
}

/// The last day before `today` on which a row was in force and grace had not ended.
fn last_day_before(rows: &[DatedRow], grace: Option<Date>, today: Date) -> Option<Date> {
    let yesterday = today.yesterday().ok()?;
    let end = earlier(Some(yesterday), grace)?;
    rows.iter()
        .filter(|row| row.start.is_none_or(|start| start <= end))
        .map(|row| row.due.map_or(end, |due| due.min(end)))
        .max()
}

/// The earlier of two days, either of which may be never.
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

impl DatedRow {
    /// Whether there is a day on which it is in force: one that ends before it begins never is.
    pub fn ever_in_force(&self) -> bool {
        match (self.start, self.due) {
            (Some(start), Some(due)) => start <= due,
            _ => true,
        }
    }

    /// Whether its dates include `today`.
    pub fn in_force(&self, today: Date) -> bool {
        self.start.is_none_or(|start| start <= today) && self.due.is_none_or(|due| today <= due)
    }
}
