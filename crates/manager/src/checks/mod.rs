//! May this user use this module now, and why (rules 1–7, 19, 20).
//!
//! A check asks the snapshot and core, and nothing else: no database, no lock. [`ask`] is the way of every interface;
//! [`why`] runs the same rules with a trace. Both are pure questions: refusals are counted by whoever answers.

mod answer;
pub(crate) mod api;
mod explain;
mod hot;
mod last_use;
mod page;
mod refusals;
mod store;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use licentia_core::decide::{Access, Code, Decision, Facts, Trace, decide, trace};
use licentia_core::ids::ModuleNo;
use licentia_core::licence::Scope;
use licentia_core::licences::{Day, DayState};
use licentia_core::package::Version;
use licentia_core::seats::{self, Person, Source};

pub(crate) use answer::write_answer;
pub(crate) use api::routes as api_routes;
pub(crate) use hot::Front;
pub(crate) use last_use::{LastUse, flush_last_use};
pub(crate) use page::{about as page_about, routes as page_routes};
pub(crate) use refusals::{LOGIN, Refusals, flush};
pub(crate) use store::used;
pub(crate) use words::Words;

use crate::snapshot::{Slot, Snapshot, User};
use crate::state::Manager;

/// How many records an application may let a demonstration have (rule 11).
pub const DEMO_RECORD_CAP: u64 = 1_000;

/// One question.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The user's id or log-in name.
    pub user: &'a str,
    /// The module's full name.
    pub module: &'a str,
    /// As if it were this day: a simulation, which neither grants nor counts.
    pub at: Option<Date>,
    /// The product version that asks.
    pub version: Option<Version>,
    /// The day that version was released, when the application says so.
    pub released: Option<Date>,
    /// The open session, as the bits of its UUID.
    pub session: Option<u128>,
    /// The database in which it is asked.
    pub site: u32,
}

/// A question with its answer.
#[derive(Clone, Copy)]
pub struct Answered<'a> {
    /// The revision it was answered from.
    pub snapshot: &'a Snapshot,
    /// The user, if there is one.
    pub user: Option<User<'a>>,
    /// The module's number, if its name was ever known.
    pub module: Option<ModuleNo>,
    /// The answer.
    pub decision: Decision,
    /// Where the right comes from on the day asked about, when that is not today.
    then: Option<Option<Via>>,
    /// Whether a package in force licenses the module, so that its standing means something.
    pub licensed: bool,
}

/// Where a right comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// A plan that brings the module.
    Plan(ModuleNo),
    /// The module itself was granted.
    Granted(Source),
    /// The whole installation, or this one, has it.
    Scope(Scope),
}

/// The answer to a question.
#[inline]
pub fn ask<'a>(snapshot: &'a Snapshot, question: &Question<'_>) -> Answered<'a> {
    match question.at {
        None => answer_today(snapshot, question, decide),
        Some(_) => answer_with(snapshot, question, decide),
    }
}

/// The answer about a user and a module that are resolved already: today, without version and session.
#[inline]
pub fn ask_about<'a>(
    snapshot: &'a Snapshot,
    site: u32,
    user: Option<User<'a>>,
    module: Option<ModuleNo>,
) -> Answered<'a> {
    let decision = decide(&snapshot.facts_at(site, user, module, None, None));
    answered(snapshot, snapshot.day(), user, module, decision)
}

/// The answer with its reasons: the same rules, the same code.
pub fn why<'a>(snapshot: &'a Snapshot, question: &Question<'_>) -> (Answered<'a>, Trace) {
    let mut kept = None;
    let answered = answer_with(snapshot, question, |facts| {
        let traced = trace(facts);
        let decision = traced.decision;
        kept = Some(traced);
        decision
    });
    let trace =
        kept.unwrap_or(Trace { decision: answered.decision, steps: Vec::new(), remedies: Vec::new() });
    (answered, trace)
}

/// Today's answer, inlined with its rules: the fewer instructions a check takes, the more checks a processor has under
/// way while it waits for memory.
#[inline(always)]
fn answer_today<'a>(
    snapshot: &'a Snapshot,
    question: &Question<'_>,
    decide: impl FnOnce(&Facts<'_>) -> Decision,
) -> Answered<'a> {
    let (user, module) = (snapshot.user_named(question.user), snapshot.licences().no(question.module));
    let mut facts = snapshot.facts_at(question.site, user, module, question.version, question.session);
    facts.released = question.released.or(facts.released);
    answered(snapshot, snapshot.day(), user, module, decide(&facts))
}

fn answer_with<'a>(
    snapshot: &'a Snapshot,
    question: &Question<'_>,
    decide: impl FnOnce(&Facts<'_>) -> Decision,
) -> Answered<'a> {
    match question.at.filter(|at| *at != snapshot.day().today) {
        None => answer_today(snapshot, question, decide),
        Some(at) => {
            let (user, module) =
                (snapshot.user_named(question.user), snapshot.licences().no(question.module));
            let then = snapshot.then(at);
            let (version, session) = (question.version, question.session);
            let mut facts = snapshot.facts_on(&then, question.site, user, module, version, session);
            facts.released = question.released.or(facts.released);
            let answered = answered(snapshot, &then.day, user, module, decide(&facts));
            let rows = user.map_or_else(Vec::new, |user| then.assignments(user));
            let person = user.map(|user| Person { assignments: &rows, ..user.person() });
            Answered { then: Some(via(snapshot, &then.day, person.as_ref(), module)), ..answered }
        }
    }
}

#[inline]
fn answered<'a>(
    snapshot: &'a Snapshot,
    day: &Day,
    user: Option<User<'a>>,
    module: Option<ModuleNo>,
    decision: Decision,
) -> Answered<'a> {
    let licensed = module.is_some_and(|no| day.module(no).state != DayState::Absent);
    Answered { snapshot, user, module, decision, then: None, licensed }
}

impl Answered<'_> {
    /// Where the right comes from, when there is one. The decision does not depend on it: who does not tell it need not
    /// ask.
    pub fn via(&self) -> Option<Via> {
        let open = self.decision.access != Access::None && self.decision.code != Code::Demo;
        match self.then {
            _ if !open => None,
            Some(then) => then,
            None => {
                let person = self.user.map(|user| user.person());
                via(self.snapshot, self.snapshot.day(), person.as_ref(), self.module)
            }
        }
    }

    /// Whether it is about another day than today.
    pub(crate) fn is_simulated(&self) -> bool {
        self.then.is_some()
    }
}

fn via(snapshot: &Snapshot, day: &Day, person: Option<&Person<'_>>, module: Option<ModuleNo>) -> Option<Via> {
    let no = module?;
    match day.module(no).scope {
        Scope::User => {
            let (granted, source) = seats::held_through(snapshot.licences(), day, person?, no)?;
            Some(if granted == no { Via::Granted(source) } else { Via::Plan(granted) })
        }
        scope => Some(Via::Scope(scope)),
    }
}

/// Keeps in memory what an answer leaves behind: a refusal is counted, a use makes today the user's last day of use.
#[inline]
pub(crate) fn note(manager: &Manager, slot: &Slot, answered: &Answered<'_>, now_ms: i64) {
    match (answered.decision.access, answered.user) {
        (Access::Full, Some(user)) => slot.last_use().note(user.no()),
        (Access::Full, None) => {}
        _ => manager.refusals().count(answered, now_ms),
    }
}
