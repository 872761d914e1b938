//! The same rules, rule by rule: what each saw, and who can put it right (rule 19).

use super::remedy::{Remedy, remedies};
use super::rules::RULES;
use super::{Code, Decision, Facts, ModuleFacts, UserFacts, answer, is};
use crate::dates::Standing;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Kinds, Scope, UserKind};
use crate::licences::{DayState, Total};
use crate::package::{Version, Versions};
use jiff::civil::Date;
use serde::Serialize;

/// A decision with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The decision, the same as [`decide`](super::decide) gives.
    pub decision: Decision,
    /// The rules in order. Every rule that says something about these facts is here, those after
    /// the deciding one too, so that everything in the way can be put right at once.
    pub steps: Vec<Step>,
    /// Who can put right what stands in the way, for the deciding rule first; empty when nothing
    /// does.
    pub remedies: Vec<Remedy>,
}

/// What one rule saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The rule, by the code it gives; [`Code::Granted`] is the step after the last rule.
    pub rule: Code,
    /// Whether it lets the user through.
    pub holds: bool,
    /// Whether it is the one that decided.
    pub decides: bool,
    /// What it saw.
    pub detail: Detail,
}

/// What a rule saw, for a language file to put into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "seen", rename_all = "snake_case")]
pub enum Detail {
    /// Nothing more than the rule's name says.
    Nothing,
    /// The user.
    User {
        /// What the user is.
        kind: UserKind,
        /// Whether the user may log in and is neither former nor deleted.
        active: bool,
    },
    /// What was tampered with.
    Tampering {
        /// The first thing found.
        what: Tampering,
    },
    /// The module's licence on the day.
    Licence {
        /// What it is.
        state: DayState,
        /// Its seats.
        total: Total,
        /// Where the dates put its issuer.
        standing: Standing,
        /// The day it begins, where it has not; the last day it works or worked, where there is one.
        day: Option<Date>,
        /// The day a further row begins, where one does.
        next_start: Option<Date>,
    },
    /// The product version.
    Version {
        /// The version that asks.
        version: Option<Version>,
        /// The versions covered; absent = every version.
        covered: Option<Versions>,
        /// The day that version was released.
        released: Option<Date>,
        /// The last day on which a covered version may have been released.
        maintenance: Option<Date>,
    },
    /// The kind of user.
    Kind {
        /// What the user is.
        kind: UserKind,
        /// Who may hold the module.
        allowed: Kinds,
    },
    /// The seat.
    Seat {
        /// Who needs one: nobody, the installation or the user.
        scope: Scope,
        /// Whether an intent waits.
        waiting: bool,
        /// The last day of the user's own assignment, where it is time-boxed.
        until: Option<Date>,
    },
    /// The modules that must come first.
    Prerequisite {
        /// All of them.
        requires: Vec<ModuleNo>,
        /// The first that is not met.
        missing: Option<ModuleNo>,
    },
    /// The session.
    Session {
        /// What takes a seat.
        counting: Counting,
        /// Whether an open session has one.
        open: bool,
    },
    /// Granted, until then.
    Until {
        /// The last day; absent = without end.
        day: Option<Date>,
    },
}

/// What was tampered with (rule 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tampering {
    /// The user's row.
    User,
    /// An assignment.
    Assignment,
    /// The issuer's licences.
    Licences,
}

/// Runs every rule and keeps what it saw.
pub fn trace(facts: &Facts<'_>) -> Trace {
    let mut steps = Vec::with_capacity(RULES.len() + 1);
    let mut cures = Vec::new();
    let mut decided = None;
    for rule in RULES {
        let applies = (rule.applies)(facts);
        let Some(detail) = detail(rule.code, applies, facts) else { continue };
        let decides = applies && decided.is_none();
        if decides {
            decided = Some(rule.code);
        }
        if applies {
            cures.extend(remedies(rule.code, facts));
        }
        // A demonstration is the one rule that lets the user through by applying.
        let holds = !applies || rule.code == Code::Demo;
        steps.push(Step { rule: rule.code, holds, decides, detail });
        if decided == Some(Code::Demo) {
            break;
        }
    }
    let decision = answer(facts, decided.unwrap_or(Code::Granted));
    if decided.is_none() {
        let detail = Detail::Until { day: decision.until };
        steps.push(Step { rule: Code::Granted, holds: true, decides: true, detail });
    }
    Trace { decision, steps, remedies: cures }
}

/// What a rule saw. `None` where it has nothing to look at: it is then no step, and an earlier
/// rule has decided.
fn detail(rule: Code, applies: bool, facts: &Facts<'_>) -> Option<Detail> {
    match rule {
        Code::UserUnknown => Some(Detail::Nothing),
        // In a demonstration an unknown module is no obstacle, and a demonstration is only
        // mentioned where there is one.
        Code::ModuleUnknown => (facts.module.is_some() || applies).then_some(Detail::Nothing),
        Code::Demo => applies.then_some(Detail::Nothing),
        Code::Tampered => Some(tampering(facts)),
        Code::UserInactive => facts.user.map(|UserFacts { kind, active, .. }| Detail::User { kind, active }),
        Code::NoLicence | Code::NotStarted | Code::Expired | Code::ReadOnly => {
            licence(rule, facts.module.as_ref()?)
        }
        Code::Version => licensed(facts).map(|module| version(facts, module)),
        Code::UserKind | Code::NoSeat | Code::Prerequisite | Code::NoSession => {
            personal(rule, facts.user?.kind, licensed(facts)?)
        }
        Code::Granted | Code::NotAssignable | Code::ManualPlan => None,
    }
}

/// The module, where a package in force has a row of it.
fn licensed<'f, 'a>(facts: &'f Facts<'a>) -> Option<&'f ModuleFacts<'a>> {
    facts.module.as_ref().filter(|module| module.day.state != DayState::Absent)
}

fn tampering(facts: &Facts<'_>) -> Detail {
    let what = if facts.user.is_some_and(|user| user.tampered) {
        Tampering::User
    } else if facts.module.is_some_and(|module| module.tampered) {
        Tampering::Assignment
    } else if is(facts, DayState::Tampered) {
        Tampering::Licences
    } else {
        return Detail::Nothing;
    };
    Detail::Tampering { what }
}

/// The licence's steps. What is not licensed is not late either, and of the two ways to stop only
/// the module's own is worth a line.
fn licence(rule: Code, module: &ModuleFacts<'_>) -> Option<Detail> {
    let day = module.day;
    let speaks = match rule {
        Code::NoLicence => true,
        Code::Expired => !matches!(day.state, DayState::Absent | DayState::ReadOnly),
        Code::ReadOnly => day.state == DayState::ReadOnly,
        _ => day.state != DayState::Absent,
    };
    speaks.then(|| Detail::Licence {
        state: day.state,
        total: day.total,
        standing: day.standing,
        day: day.until,
        next_start: module.module().and_then(|definition| definition.next_start(module.today)),
    })
}

fn version(facts: &Facts<'_>, module: &ModuleFacts<'_>) -> Detail {
    let issuer = module.issuer();
    Detail::Version {
        version: facts.version,
        covered: issuer.and_then(|issuer| issuer.versions),
        released: facts.released,
        maintenance: issuer.and_then(|issuer| issuer.dates.maintenance),
    }
}

/// The steps about this user and this module.
fn personal(rule: Code, kind: UserKind, module: &ModuleFacts<'_>) -> Option<Detail> {
    let day = module.day;
    match rule {
        Code::UserKind => Some(Detail::Kind { kind, allowed: day.kinds }),
        Code::NoSeat => {
            Some(Detail::Seat { scope: day.scope, waiting: module.waiting, until: module.held_until })
        }
        Code::Prerequisite => Some(Detail::Prerequisite {
            requires: module.module().map_or_else(Vec::new, |module| module.requires.clone()),
            missing: module.missing,
        }),
        Code::NoSession => Some(Detail::Session { counting: day.counting, open: module.session }),
        _ => None,
    }
}
