//! Log-in: who gets in, and the concurrent seats that a session takes (rule 6).
//!
//! [`log_in`] says whether a user gets in, seats apart; [`take_seats`] then takes one unit of each
//! concurrent module asked for, all or nothing. Both are pure, so a batch of log-ins is decided in
//! order against one [`OpenSeats`].

#[cfg(test)]
mod tests;

use crate::decide::{Access, Code, Facts, decide};
use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Day, DayState};
use serde::{Deserialize, Serialize};

/// How a log-in ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginResult {
    /// In.
    Ok,
    /// A licence is missing, and the user may manage licences: go to the manager.
    NeedsLicenceManager,
    /// A licence is missing: ask your administrator.
    NeedsLicence,
    /// No such user, or one who may not log in.
    NotAllowed,
    /// The user is not approved yet; licences may be assigned meanwhile.
    WaitingForApproval,
    /// A system event bars log-ins (rule 16).
    BlockedByEvent,
    /// Every concurrent seat is taken.
    NoFreeSession,
    /// The user belongs to another installation.
    WrongInstallation,
}

impl LoginResult {
    /// Every result.
    pub const EVERY: [Self; 8] = [
        Self::Ok,
        Self::NeedsLicenceManager,
        Self::NeedsLicence,
        Self::NotAllowed,
        Self::WaitingForApproval,
        Self::BlockedByEvent,
        Self::NoFreeSession,
        Self::WrongInstallation,
    ];

    /// The name used in APIs and language files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NeedsLicenceManager => "needs_licence_manager",
            Self::NeedsLicence => "needs_licence",
            Self::NotAllowed => "not_allowed",
            Self::WaitingForApproval => "waiting_for_approval",
            Self::BlockedByEvent => "blocked_by_event",
            Self::NoFreeSession => "no_free_session",
            Self::WrongInstallation => "wrong_installation",
        }
    }
}

/// Where a log-in leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// An application of the vendor.
    Application,
    /// The manager itself.
    Manager,
}

/// What a log-in needs to know of the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginUser {
    /// *Can log in* is on, and the user is neither former nor deleted.
    pub may_log_in: bool,
    /// Somebody has yet to approve the user.
    pub waiting_for_approval: bool,
    /// The user may manage licences.
    pub manages_licences: bool,
    /// The user's row has a wrong seal and counts as absent (rule 10).
    pub tampered: bool,
}

/// Everything a log-in depends on, seats apart.
#[derive(Clone, Copy, Debug)]
pub struct LoginFacts<'a> {
    /// The user, when there is one.
    pub user: Option<LoginUser>,
    /// Where it leads.
    pub door: Door,
    /// The user belongs to another installation or area.
    pub elsewhere: bool,
    /// An event that bars log-ins reaches the user.
    pub blocked: bool,
    /// What is needed: `user`, the client's module, and every other module asked for.
    pub needs: &'a [Facts<'a>],
}

/// How a log-in ends, and which licence was at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Login {
    /// How it ends.
    pub result: LoginResult,
    /// The first need that was not met, an index of [`LoginFacts::needs`], and why.
    pub because: Option<(usize, Code)>,
}

impl Login {
    const fn plain(result: LoginResult) -> Self {
        Self { result, because: None }
    }
}

/// Whether a user gets in, before seats are counted.
///
/// Who may manage licences always reaches the manager, whatever the licences' state and whatever
/// event is on, because that is where both are put right.
pub fn log_in(facts: &LoginFacts<'_>) -> Login {
    if facts.elsewhere {
        return Login::plain(LoginResult::WrongInstallation);
    }
    let Some(user) = facts.user.filter(|user| user.may_log_in && !user.tampered) else {
        return Login::plain(LoginResult::NotAllowed);
    };
    if user.waiting_for_approval {
        return Login::plain(LoginResult::WaitingForApproval);
    }
    if exempt(facts) {
        return Login::plain(LoginResult::Ok);
    }
    if facts.blocked {
        return Login::plain(LoginResult::BlockedByEvent);
    }
    let unmet = facts.needs.iter().enumerate().find_map(|(at, need)| Some((at, refusal(need)?)));
    match unmet {
        None => Login::plain(LoginResult::Ok),
        Some((_, Code::UserUnknown | Code::UserInactive)) => {
            Login { result: LoginResult::NotAllowed, because: unmet }
        }
        Some(_) if user.manages_licences => {
            Login { result: LoginResult::NeedsLicenceManager, because: unmet }
        }
        Some(_) => Login { result: LoginResult::NeedsLicence, because: unmet },
    }
}

/// Whether this log-in takes no seat and needs no licence: a manager of licences, into the manager.
pub fn exempt(facts: &LoginFacts<'_>) -> bool {
    let manages = facts.user.is_some_and(|user| user.manages_licences);
    facts.door == Door::Manager && manages
}

/// Why a need is not met. The seat of a concurrent module is taken afterwards, so the session
/// counts as open; a module that has stopped may be entered for reading by those who had it.
fn refusal(need: &Facts<'_>) -> Option<Code> {
    let mut need = *need;
    if let Some(module) = &mut need.module {
        module.session = true;
    }
    let decision = decide(&need);
    let had =
        need.module.is_some_and(|module| module.day.scope != Scope::User || module.holds || module.waiting);
    match decision.access {
        Access::Full => None,
        Access::Read if had => None,
        Access::Read | Access::None => Some(decision.code),
    }
}

/// The concurrent seats that open sessions have taken, per module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenSeats {
    units: Vec<u64>,
}

/// Why no seat was taken: every unit of this module is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoFreeSeat {
    /// The module.
    pub module: ModuleNo,
    /// Its seats today.
    pub total: u64,
    /// Those taken.
    pub open: u64,
}

impl OpenSeats {
    /// Nothing taken.
    pub const fn new() -> Self {
        Self { units: Vec::new() }
    }

    /// The units of a module that are taken.
    pub fn get(&self, module: ModuleNo) -> u64 {
        self.units.get(module.index()).copied().unwrap_or(0)
    }

    /// Counts seats that a session has.
    pub fn add(&mut self, seats: &[ModuleNo]) {
        for module in seats {
            if self.units.len() <= module.index() {
                self.units.resize(module.index() + 1, 0);
            }
            let units = &mut self.units[module.index()];
            *units = units.saturating_add(1);
        }
    }

    /// Gives the seats of an ended session back.
    pub fn give_back(&mut self, seats: &[ModuleNo]) {
        for module in seats {
            if let Some(units) = self.units.get_mut(module.index()) {
                *units = units.saturating_sub(1);
            }
        }
    }
}

/// Takes one unit of each concurrent module asked for, all or nothing, and answers which.
///
/// Modules that count by name, or that are not in force, have no seats of sessions and are passed
/// over: whether the user may enter was [`log_in`]'s question. Asking twice takes one.
///
/// # Errors
///
/// [`NoFreeSeat`] names the first module without a free unit; nothing was taken then.
pub fn take_seats(day: &Day, open: &mut OpenSeats, asked: &[ModuleNo]) -> Result<Vec<ModuleNo>, NoFreeSeat> {
    let mut seats = Vec::new();
    for &module in asked {
        let on_day = day.module(module);
        let counted = on_day.counting == Counting::Concurrent && on_day.state == DayState::InForce;
        if counted && !seats.contains(&module) {
            let taken = open.get(module);
            if !on_day.total.holds(taken.saturating_add(1)) {
                let total = on_day.total.cap().unwrap_or(0);
                return Err(NoFreeSeat { module, total, open: taken });
            }
            seats.push(module);
        }
    }
    open.add(&seats);
    Ok(seats)
}
