//! May this user use this module now, and why?
//!
//! [`decide`] is the only decision there is. Its rules are listed once, in [`RULES`], in the order
//! of `contract.md`; the first that applies gives the code. [`trace`] walks the same list and
//! says of each rule what it saw, and who can put right what stands in the way.
//!
//! **The least work**: the caller finds the user and one [`ModuleDay`] (half a cache line, dates
//! already worked out); what is left is one comparison per rule on values in registers. Nothing is
//! allocated, and the licences themselves are touched only when a product version is asked about.

mod code;
mod reason;
mod remedy;
mod rules;
#[cfg(test)]
mod tests;
mod trace;

pub use code::{Access, Code};
pub use reason::Reason;
pub use remedy::{Action, Remedy, Who};
pub use rules::{RULES, Rule};
pub use trace::{Detail, Step, Tampering, Trace, trace};

use crate::bits::ModuleSet;
use crate::dates::Standing;
use crate::ids::ModuleNo;
use crate::licence::{Scope, UserKind};
use crate::licences::{Day, DayState, Issuer, Licences, Module, ModuleDay};
use crate::package::Version;
use jiff::civil::Date;

/// What a decision needs to know of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// May log in, and is neither former nor deleted.
    pub active: bool,
    /// What the user is.
    pub kind: UserKind,
    /// The user's row has a wrong seal (rule 10).
    pub tampered: bool,
}

/// What a decision needs to know of the module and of what the user holds of it.
#[derive(Clone, Copy, Debug)]
pub struct ModuleFacts<'a> {
    /// The licences in force; touched only for versions and traces.
    pub licences: &'a Licences,
    /// The module asked about.
    pub no: ModuleNo,
    /// The day asked about.
    pub today: Date,
    /// The module on the day asked about.
    pub day: ModuleDay,
    /// The user holds it (rule 3).
    pub holds: bool,
    /// The last day of the user's own assignment, where it is time-boxed.
    pub held_until: Option<Date>,
    /// An intent of the user waits for it (rule 13).
    pub waiting: bool,
    /// An assignment it depends on has a wrong seal (rule 10).
    pub tampered: bool,
    /// The first prerequisite that is not met (rule 4).
    pub missing: Option<ModuleNo>,
    /// An open session of the user has a seat of it (rule 6).
    pub session: bool,
    /// The installation holds it, where it is a site module (rule 1).
    pub site: bool,
}

impl<'a> ModuleFacts<'a> {
    /// The facts of a user who holds `holds`, without session, waiting list or site assignments.
    #[inline]
    pub fn new(licences: &'a Licences, day: &Day, no: ModuleNo, holds: &ModuleSet) -> Self {
        let on_day = day.module(no);
        let missing = if on_day.requires {
            licences.missing_prerequisite(day, no, |module| holds.contains(module))
        } else {
            None
        };
        Self {
            licences,
            no,
            today: day.today,
            day: on_day,
            holds: holds.contains(no),
            held_until: None,
            waiting: false,
            tampered: false,
            missing,
            session: false,
            site: false,
        }
    }

    /// The module's definition, where a package in force has one.
    pub fn module(&self) -> Option<&'a Module> {
        self.licences.module(self.no)
    }

    /// The module's issuer.
    pub fn issuer(&self) -> Option<&'a Issuer> {
        self.licences.issuer_of(self.no)
    }

    /// Whether somebody has the seat that the module's scope asks for.
    #[inline]
    pub(crate) const fn seated(&self) -> bool {
        match self.day.scope {
            Scope::System => true,
            Scope::Site => self.site,
            Scope::User => self.holds,
        }
    }
}

/// Everything a decision depends on.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The user, when there is one.
    pub user: Option<UserFacts>,
    /// The module, when its name was ever interned.
    pub module: Option<ModuleFacts<'a>>,
    /// The installation is a demonstration (rule 11).
    pub demo: bool,
    /// The product version that asks, when it says so (rule 7).
    pub version: Option<Version>,
    /// The day that version was released, when the application says so (rule 7).
    pub released: Option<Date>,
}

/// The answer to a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What the user may do.
    pub access: Access,
    /// Why.
    pub code: Code,
    /// The last day of full access; `None` = without end, or there is none.
    pub until: Option<Date>,
    /// The standing of the module's issuer.
    pub standing: Standing,
    /// The installation is a demonstration.
    pub demo: bool,
    /// An intent of the user waits for a seat.
    pub waiting: bool,
}

/// How many records of a kind an application keeps in a demonstration, and how many users, groups,
/// rules and assignments the manager does (rule 11). What exists stays.
pub const DEMO_CAP: u32 = 1_000;

impl Decision {
    /// How many records of a kind the application may keep; `None` = as many as it likes.
    pub const fn record_cap(&self) -> Option<u32> {
        if self.demo { Some(DEMO_CAP) } else { None }
    }
}

/// The decision: the first rule of [`RULES`] that applies, else [`Code::Granted`].
#[inline(always)]
pub fn decide(facts: &Facts<'_>) -> Decision {
    answer(facts, rules::first(facts))
}

/// What a code means for these facts.
#[inline(always)]
fn answer(facts: &Facts<'_>, code: Code) -> Decision {
    let module = facts.module.as_ref();
    let until = match (code, module) {
        (Code::Granted, Some(module)) => earlier(module.day.until, module.held_until),
        _ => None,
    };
    Decision {
        access: code.access(),
        code,
        until,
        standing: module.map_or(Standing::Current, |module| module.day.standing),
        demo: facts.demo,
        waiting: module.is_some_and(|module| module.waiting),
    }
}

/// The earlier of two days, either of which may be never.
#[inline]
fn earlier(a: Option<Date>, b: Option<Date>) -> Option<Date> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Whether the module is in this state on the day asked about.
#[inline]
fn is(facts: &Facts<'_>, state: DayState) -> bool {
    facts.module.is_some_and(|module| module.day.state == state)
}
