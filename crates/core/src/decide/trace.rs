//! The same rules, rule by rule: what each saw, and who can put it right (rule 19).

use super::rules::{RULES, Rule};
use super::{Code, Decision, Facts, ModuleFacts, UserFacts, answer};
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

/// Something that somebody can do about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// Who can do it.
    pub who: Who,
    /// What to do.
    #[serde(flatten)]
    pub action: Action,
}

/// Who can do something about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// The user.
    User,
    /// Who may manage users.
    UserManager,
    /// Who may manage licences.
    LicenceManager,
    /// The vendor that issues the licences.
    Issuer,
    /// Who runs or writes the application that asks.
    Application,
}

/// What to do about a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Add the user.
    AddUser,
    /// Ask with the right user, by id or log-in.
    CorrectUser,
    /// Ask with the right module, by its full name.
    CorrectModule,
    /// Restore what was tampered with from the ledger, or accept it.
    RestoreOrAccept,
    /// Load and activate a package that contains the module.
    ActivatePackage,
    /// Buy licences.
    Buy,
    /// Renew the licences.
    Renew,
    /// Wait for that day.
    WaitUntil {
        /// The day.
        day: Date,
    },
    /// Let the user log in again.
    ActivateUser,
    /// Ask the issuer for a package that covers that version.
    RequestVersion {
        /// The version, where the application said it.
        version: Option<Version>,
    },
    /// Use a covered version.
    UseCoveredVersion {
        /// The covered versions; absent = every version released in time.
        covered: Option<Versions>,
    },
    /// Change the user's kind, or use an account of a kind that may hold the module.
    ChangeKind {
        /// Who may hold it.
        allowed: Kinds,
    },
    /// Assign the module, or a plan that contains it.
    Assign {
        /// The module to assign.
        module: ModuleNo,
    },
    /// Assign the module to this installation.
    AssignToSite {
        /// The module to assign.
        module: ModuleNo,
    },
    /// Ask for a seat.
    Ask,
    /// Take a seat from somebody who does not need it; the waiting intent then gets it.
    FreeSeat {
        /// The module whose seats are short.
        module: ModuleNo,
    },
    /// Log in, so that a session takes a seat.
    LogIn,
}

/// Runs every rule and keeps what it saw.
pub fn trace(facts: &Facts<'_>) -> Trace {
    let mut steps = Vec::with_capacity(RULES.len() + 1);
    let mut remedies = Vec::new();
    let mut decided = None;
    for rule in RULES {
        let applies = (rule.applies)(facts);
        let decides = applies && decided.is_none();
        if decides {
            decided = Some(rule.code);
        }
        if let Some(detail) = detail(rule, facts).filter(|_| rule.code != Code::Demo || applies) {
            // A demonstration is the one rule that lets the user through by applying.
            let holds = !applies || rule.code == Code::Demo;
            steps.push(Step { rule: rule.code, holds, decides, detail });
        }
        if applies {
            remedies.extend(remedies_of(rule.code, facts));
        }
        if decided == Some(Code::Demo) {
            break;
        }
    }
    let decision = answer(facts, decided.unwrap_or(Code::Granted));
    if decided.is_none() {
        let detail = Detail::Until { day: decision.until };
        steps.push(Step { rule: Code::Granted, holds: true, decides: true, detail });
    }
    Trace { decision, steps, remedies }
}

/// What a rule saw; nothing where it has nothing to look at.
fn detail(rule: &Rule, facts: &Facts<'_>) -> Option<Detail> {
    let (user, module) = (facts.user, facts.module);
    match rule.code {
        Code::UserUnknown | Code::ModuleUnknown | Code::Demo => Some(Detail::Nothing),
        Code::Tampered => Some(tampering(facts)),
        Code::UserInactive => user.map(|UserFacts { kind, active, .. }| Detail::User { kind, active }),
        Code::NoLicence | Code::NotStarted | Code::Expired | Code::ReadOnly => {
            licence(rule.code, module?)
        }
        Code::Version => module.map(|module| version(facts, module)),
        Code::UserKind => Some(Detail::Kind { kind: user?.kind, allowed: module?.day.kinds }),
        Code::NoSeat => module.map(|module| Detail::Seat {
            scope: module.day.scope,
            waiting: module.waiting,
            until: module.held_until,
        }),
        Code::Prerequisite => module.map(|module| Detail::Prerequisite {
            requires: module.module().map_or_else(Vec::new, |module| module.requires.clone()),
            missing: module.missing,
        }),
        Code::NoSession => module.map(|module| Detail::Session {
            counting: module.day.counting,
            open: module.session,
        }),
        Code::Granted => None,
    }
}

fn tampering(facts: &Facts<'_>) -> Detail {
    let what = if facts.user.is_some_and(|user| user.tampered) {
        Tampering::User
    } else if facts.module.is_some_and(|module| module.tampered) {
        Tampering::Assignment
    } else if super::is(facts, DayState::Tampered) {
        Tampering::Licences
    } else {
        return Detail::Nothing;
    };
    Detail::Tampering { what }
}

/// The licence's step. Of the two ways to stop only the module's own is worth a line.
fn licence(code: Code, module: ModuleFacts<'_>) -> Option<Detail> {
    let day = module.day;
    let other_way = match code {
        Code::Expired => day.state == DayState::ReadOnly,
        Code::ReadOnly => day.state != DayState::ReadOnly,
        _ => false,
    };
    (!other_way).then(|| Detail::Licence {
        state: day.state,
        total: day.total,
        standing: day.standing,
        day: day.until,
        next_start: None,
    })
}

fn version(facts: &Facts<'_>, module: ModuleFacts<'_>) -> Detail {
    let issuer = module.issuer();
    Detail::Version {
        version: facts.version,
        covered: issuer.and_then(|issuer| issuer.versions),
        released: facts.released,
        maintenance: issuer.and_then(|issuer| issuer.dates.maintenance),
    }
}

/// Who can do what about a rule that applies.
fn remedies_of(code: Code, facts: &Facts<'_>) -> Vec<Remedy> {
    let _ = (code, facts);
    Vec::new()
}
