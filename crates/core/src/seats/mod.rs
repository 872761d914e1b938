//! Seats: who was granted what, what follows from it, and whether there is room for more.
//!
//! *Stored* is an [`Assignment`]: a user, a module or plan, where it came from. What a user *holds*
//! is derived from it and from the package in force, by [`holds`], each time anew (rule 3); how
//! many units are in use is counted by [`Usage`] and kept by difference. Every change of seats is
//! decided here ([`assign`], [`recall`], [`activate`], [`deactivate`]) as a pure function that
//! answers a [`Change`] to write or a [`Refusal`] to show, and changes nothing itself.
//!
//! Two things never happen through these functions: more units of a named licence in use than its
//! rows in force allow (rule 5), and half of a plan (rule 3).

mod active;
mod assigner;
mod grant;
mod holds;
mod prepared;
mod recall;
mod suites;
mod usage;

#[cfg(test)]
pub(crate) mod tests;

pub(crate) use active::suite_seats;
pub use active::{activate, activate_or_wait, activate_without, deactivate, follow_suite};
pub use assigner::Assigner;
pub use grant::{assign, intend};
pub(crate) use grant::{intend_over, orphan as lost_prerequisite, rival};
pub(crate) use holds::{Load, cap, current, is_counted, members};
pub use holds::{current_module, gives, held_through, holds};
pub(crate) use prepared::suite_module;
pub use recall::recall;
pub use suites::follow_suites;
pub(crate) use suites::has_left;
pub use usage::Usage;

use crate::decide::Code;
use crate::ids::{ModuleNo, UserNo};
use crate::licence::UserKind;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where an assignment came from (rule 13). The numbers are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A person assigned it.
    Manual = 1,
    /// Derived from a plan; never stored, only told.
    Plan,
    /// A distribution rule.
    Rule,
    /// The identity system.
    Scim,
    /// A person's import file.
    Import,
    /// The user took it at the first log-in.
    AutoClaim,
    /// A reservation.
    Reservation,
    /// The suite's seat, which follows *can log in* (rule 3a).
    Suite,
}

impl Source {
    /// Every source, in the order of their numbers.
    pub const EVERY: [Self; 8] = [
        Self::Manual,
        Self::Plan,
        Self::Rule,
        Self::Scim,
        Self::Import,
        Self::AutoClaim,
        Self::Reservation,
        Self::Suite,
    ];

    /// The number that tables store.
    pub const fn value(self) -> u8 {
        self as u8
    }

    /// The source of a number.
    pub fn from_value(value: u8) -> Option<Self> {
        Self::EVERY.into_iter().find(|source| source.value() == value)
    }

    /// The name used in APIs and language files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Plan => "plan",
            Self::Rule => "rule",
            Self::Scim => "scim",
            Self::Import => "import",
            Self::AutoClaim => "auto_claim",
            Self::Reservation => "reservation",
            Self::Suite => "suite",
        }
    }

    /// The source of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|source| source.as_str() == name)
    }

    /// Whether a person decided it, so that no rule may replace it unless told (rule 3).
    pub const fn by_hand(self) -> bool {
        matches!(self, Self::Manual | Self::Import)
    }

    /// Whether a program decided it, which must leave alone what persons decided.
    pub const fn automatic(self) -> bool {
        matches!(self, Self::Rule | Self::Scim | Self::AutoClaim)
    }
}

/// Whether an assignment acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It acts.
    Active,
    /// An intent that could not be met, and why (rule 13).
    Waiting(Code),
}

/// What was granted: one row, unique by user, module and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Assignment {
    /// The module or plan.
    pub module: ModuleNo,
    /// Who granted it.
    pub source: Source,
    /// How many units; 0 counts as 1.
    pub units: u32,
    /// First day, inclusive; `None` = from the beginning.
    pub from: Option<Date>,
    /// Last day, inclusive; `None` = for ever.
    pub until: Option<Date>,
    /// Whether it acts.
    pub state: State,
    /// Grows with the time of the grant: the newest has the largest.
    pub order: u64,
}

impl Assignment {
    /// Whether its dates include `day`.
    #[inline]
    pub fn in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it gives its module on `day`: active, and its dates include the day.
    #[inline]
    pub fn acts(&self, day: Date) -> bool {
        self.state == State::Active && self.in_force(day)
    }

    /// The key under which it is stored beside the user.
    pub fn key(&self) -> (ModuleNo, Source) {
        (self.module, self.source)
    }
}

/// One user with everything that was granted, as the rules see it.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Who.
    pub no: UserNo,
    /// What the user is.
    pub kind: UserKind,
    /// May log in, and is neither former nor deleted.
    pub active: bool,
    /// What was granted, waiting intents included.
    pub assignments: &'a [Assignment],
}

/// What somebody wants to grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The module or plan.
    pub module: ModuleNo,
    /// Who grants it.
    pub source: Source,
    /// How many units; 0 counts as 1.
    pub units: u32,
    /// First day, inclusive.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub until: Option<Date>,
    /// The grant's place in time.
    pub order: u64,
}

impl Ask {
    /// One unit without dates.
    pub const fn new(module: ModuleNo, source: Source, order: u64) -> Self {
        Self { module, source, units: 1, from: None, until: None, order }
    }

    /// The assignment that it becomes.
    pub(crate) const fn granted(&self, state: State) -> Assignment {
        let Self { module, source, units, from, until, order } = *self;
        let units = if units == 0 { 1 } else { units };
        Assignment { module, source, units, from, until, state, order }
    }
}

impl From<&Assignment> for Ask {
    fn from(assignment: &Assignment) -> Self {
        let Assignment { module, source, units, from, until, order, .. } = *assignment;
        Self { module, source, units, from, until, order }
    }
}

/// What to write about one user. Nothing at all when what was asked for is so already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Rows to add, after the removals.
    pub add: Vec<Assignment>,
    /// Rows to remove; a row that is also in `add` changes.
    pub remove: Vec<(ModuleNo, Source)>,
    /// Plans that gave way to another (rule 3).
    pub replaced: Vec<ModuleNo>,
    /// What it does to the units in use.
    pub usage: Vec<(ModuleNo, i64)>,
}

impl Change {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.remove.is_empty()
    }

    /// Does it to a list of assignments.
    pub fn apply(&self, assignments: &mut Vec<Assignment>) {
        assignments.retain(|assignment| !self.remove.contains(&assignment.key()));
        assignments.extend(&self.add);
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub code: Code,
    /// What was asked for.
    pub module: ModuleNo,
    /// The module at fault, where it is another: the hidden one without a free seat, the
    /// prerequisite that is missing, the one that would lose its prerequisite, the plan that stays.
    pub because: Option<ModuleNo>,
}

impl Refusal {
    pub(crate) fn new(code: Code, module: ModuleNo, because: Option<ModuleNo>) -> Self {
        Self { code, module, because: because.filter(|because| *because != module) }
    }
}
