//! Who can put right what stands in a user's way, and how (rule 19). Typed; words come elsewhere.

use super::{Code, Facts, ModuleFacts};
use crate::ids::ModuleNo;
use crate::licence::{Kinds, Scope};
use crate::package::{Version, Versions};
use jiff::civil::Date;
use serde::Serialize;

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

/// Who can do what about a rule that applies to these facts.
pub(super) fn remedies(code: Code, facts: &Facts<'_>) -> Vec<Remedy> {
    let by = |who, action| Remedy { who, action };
    match code {
        Code::UserUnknown => {
            vec![by(Who::Application, Action::CorrectUser), by(Who::UserManager, Action::AddUser)]
        }
        Code::ModuleUnknown => vec![
            by(Who::Application, Action::CorrectModule),
            by(Who::LicenceManager, Action::ActivatePackage),
        ],
        Code::Tampered => tampered(facts),
        Code::UserInactive => vec![by(Who::UserManager, Action::ActivateUser)],
        Code::NoLicence => {
            vec![by(Who::LicenceManager, Action::Buy), by(Who::LicenceManager, Action::ActivatePackage)]
        }
        Code::NotStarted => wait(facts.module.and_then(|module| module.day.until)),
        Code::Expired | Code::ReadOnly => stopped(facts),
        Code::Version => version(facts),
        Code::UserKind => facts.module.map_or_else(Vec::new, |module| {
            vec![by(Who::UserManager, Action::ChangeKind { allowed: module.day.kinds })]
        }),
        Code::NoSeat => facts.module.as_ref().map_or_else(Vec::new, seat),
        Code::Prerequisite => facts.module.as_ref().map_or_else(Vec::new, prerequisite),
        Code::NoSession => vec![by(Who::User, Action::LogIn)],
        // Nothing stands in the way; and what only a refused assignment says is no rule of a check.
        Code::Demo | Code::Granted | Code::NotAssignable | Code::ManualPlan => Vec::new(),
    }
}

/// Rows of ours can be restored from the ledger; the issuer's own come with its package.
fn tampered(facts: &Facts<'_>) -> Vec<Remedy> {
    let ours =
        facts.user.is_some_and(|user| user.tampered) || facts.module.is_some_and(|module| module.tampered);
    let action = if ours { Action::RestoreOrAccept } else { Action::ActivatePackage };
    vec![Remedy { who: Who::LicenceManager, action }]
}

fn wait(day: Option<Date>) -> Vec<Remedy> {
    let remedy = |day| Remedy { who: Who::User, action: Action::WaitUntil { day } };
    day.map(remedy).into_iter().collect()
}

/// Renewing helps always; waiting only where a renewal is loaded already.
fn stopped(facts: &Facts<'_>) -> Vec<Remedy> {
    let mut remedies = vec![Remedy { who: Who::LicenceManager, action: Action::Renew }];
    let next = |module: ModuleFacts<'_>| module.module()?.next_start(module.today);
    remedies.extend(wait(facts.module.and_then(next)));
    remedies
}

fn version(facts: &Facts<'_>) -> Vec<Remedy> {
    let issuer = facts.module.and_then(|module| module.issuer());
    let covered = issuer.and_then(|issuer| issuer.versions);
    vec![
        Remedy { who: Who::LicenceManager, action: Action::RequestVersion { version: facts.version } },
        Remedy { who: Who::Application, action: Action::UseCoveredVersion { covered } },
    ]
}

/// A hidden module comes only with a plan (rule 2), so the plans that bring it are what can be
/// assigned. Who waits already needs a seat to become free.
fn seat(module: &ModuleFacts<'_>) -> Vec<Remedy> {
    let by = |who, action| Remedy { who, action };
    if module.day.scope == Scope::Site {
        return vec![by(Who::LicenceManager, Action::AssignToSite { module: module.no })];
    }
    if module.waiting {
        return vec![
            by(Who::UserManager, Action::FreeSeat { module: module.no }),
            by(Who::LicenceManager, Action::Buy),
        ];
    }
    let assign = |no| by(Who::UserManager, Action::Assign { module: no });
    let mut remedies: Vec<_> = if module.module().is_some_and(|module| module.hidden) {
        module.licences.plans_with(module.no).map(assign).collect()
    } else {
        vec![assign(module.no)]
    };
    if remedies.is_empty() {
        remedies.push(by(Who::LicenceManager, Action::Buy));
    } else {
        remedies.push(by(Who::User, Action::Ask));
    }
    remedies
}

/// A system module cannot be assigned, only licensed.
fn prerequisite(module: &ModuleFacts<'_>) -> Vec<Remedy> {
    let Some(missing) = module.missing else { return Vec::new() };
    let (who, action) = match module.licences.module(missing).map(|module| module.scope) {
        None | Some(Scope::System) => (Who::LicenceManager, Action::Buy),
        Some(Scope::Site) => (Who::LicenceManager, Action::AssignToSite { module: missing }),
        Some(Scope::User) => (Who::UserManager, Action::Assign { module: missing }),
    };
    vec![Remedy { who, action }]
}
