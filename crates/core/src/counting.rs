//! Counting users, for invoices and for whoever wonders (rule 17).
//!
//! What is paid for is what is in use: the seats of user plans that active users hold, and how many active users there
//! are. Totals are never counted: who pays per use owns huge ones. The totals of `user` and of the client's module are
//! told beside it, as what they are: a ceiling.

#[cfg(test)]
mod tests;

use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope, UserKind};
use crate::licences::{Day, Licences, Module, Total};
use crate::names::ModuleName;
use crate::seats::{Person, Usage};
use serde::{Deserialize, Serialize};

/// The codes whose totals are a ceiling for the number of users: the half-way log-in, and the client.
pub const CEILINGS: [&str; 2] = ["user", "web"];

/// What a module of user scope counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A user plan, or the module of a suite: its seats in use are what is paid for.
    Plan,
    /// Another visible module.
    Module,
    /// `user`, or the client's module, hidden or not: its total is the highest number of users there can be.
    Ceiling,
}

/// One module with its figures on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// The module.
    pub module: ModuleNo,
    /// What it counts for.
    pub role: Role,
    /// Units that active users hold; of a concurrent module, those of users who may open sessions.
    pub in_use: u64,
    /// What the rows in force allow.
    pub total: Total,
    /// What takes a seat.
    pub counting: Counting,
}

/// Everything that is counted on one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The visible modules of user scope and the ceilings, hidden or not, in the issuers' order.
    pub lines: Vec<Line>,
    /// Active users by kind, in the order of [`UserKind::EVERY`].
    pub active: [u64; UserKind::EVERY.len()],
}

impl Counted {
    /// Counts `people` under what is in force on a day.
    pub fn of<'a>(licences: &Licences, day: &Day, people: impl IntoIterator<Item = Person<'a>>) -> Self {
        let mut active = [0_u64; UserKind::EVERY.len()];
        let counted = people.into_iter().inspect(|person| {
            if person.active {
                active[person.kind as usize - 1] += 1;
            }
        });
        let usage = Usage::count(licences, day, counted);
        Self { active, ..Self::from_usage(licences, day, &usage) }
    }

    /// The same from figures that were counted already; the users are left out.
    fn from_usage(licences: &Licences, day: &Day, usage: &Usage) -> Self {
        let of_users = licences.in_order().into_iter().filter(|module| module.scope == Scope::User);
        let with_role = of_users.map(|module| (module, role(licences, module)));
        // The ceilings come with the plans and are hidden in most catalogues: they are told all the same.
        let counted = with_role.filter(|(module, role)| !module.hidden || *role == Role::Ceiling);
        let lines = counted.map(|(module, role)| Line {
            module: module.no,
            role,
            in_use: usage.get(module.no),
            total: day.total(module.no),
            counting: module.counting,
        });
        Self { lines: lines.collect(), active: Default::default() }
    }

    /// The lines of a role.
    pub fn lines_of(&self, role: Role) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.role == role)
    }

    /// The seats of user plans in use: what is paid for.
    pub fn plan_seats(&self) -> u64 {
        self.lines_of(Role::Plan).map(|line| line.in_use).sum()
    }

    /// How many users are active.
    pub fn active_users(&self) -> u64 {
        self.active.iter().sum()
    }
}

/// What a module of user scope counts for; a hidden one that is no ceiling is not counted at all.
pub fn role(licences: &Licences, module: &Module) -> Role {
    if module.plan || is_suite(licences, module) {
        Role::Plan
    } else if CEILINGS.contains(&module.name.code()) {
        Role::Ceiling
    } else {
        Role::Module
    }
}

/// Whether it is the one module of its issuer's suite, whose seat follows *can log in* (rule 3a).
fn is_suite(licences: &Licences, module: &Module) -> bool {
    let issuer = licences.issuers().get(module.issuer);
    let suite = issuer.and_then(|issuer| Some((&issuer.name, issuer.suite.as_ref()?)));
    suite.is_some_and(|(issuer, suite)| {
        ModuleName::new(issuer, &suite.module).is_ok_and(|name| name == module.name)
    })
}
