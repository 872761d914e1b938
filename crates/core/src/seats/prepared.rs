//! What granting a module needs, worked out once and used for every user of a bulk change.

use super::holds::{cap, current, is_counted, members};
use super::{Ask, Refusal, Source};
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::{Kinds, Scope};
use crate::licences::{Day, DayState, Licences, Module, Total};
use crate::names::ModuleName;
use jiff::civil::Date;

/// One module of what is granted together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) no: ModuleNo,
    /// The cap that rule 5 guards; `None` = none.
    pub(super) cap: Option<u64>,
    pub(super) kinds: Kinds,
}

/// A module or plan with everything that comes with it, on one day.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    /// What it is today: itself, or what it was renamed to.
    pub(super) module: ModuleNo,
    /// Its issuer, where it is a plan.
    pub(super) plan_of: Option<usize>,
    /// The counted modules taken together, the granted one first, each once.
    pub(super) parts: Vec<Part>,
    /// Who may hold all of them.
    pub(super) kinds: Kinds,
    /// The user modules that must be held beside it.
    pub(super) requires: Vec<ModuleNo>,
    /// A required system module that is not in force.
    missing: Option<ModuleNo>,
    /// Why nobody can be given it, whoever and when.
    never: Option<Code>,
    suite: bool,
}

impl Prepared {
    pub(super) fn of(licences: &Licences, day: &Day, asked: ModuleNo) -> Self {
        let module = current(licences, asked);
        let mut prepared = Self {
            module,
            plan_of: None,
            parts: Vec::new(),
            kinds: Kinds::ALL,
            requires: Vec::new(),
            missing: None,
            never: None,
            suite: false,
        };
        match licences.module(module) {
            Some(definition) => prepared.define(licences, day, definition),
            None if module.index() < licences.numbers() => prepared.never = Some(Code::NoLicence),
            None => prepared.never = Some(Code::ModuleUnknown),
        }
        prepared
    }

    fn define(&mut self, licences: &Licences, day: &Day, definition: &Module) {
        self.plan_of = definition.plan.then_some(definition.issuer);
        self.suite = suite_module(licences, definition.issuer) == Some(definition.no);
        if day.module(definition.no).state == DayState::Tampered {
            self.never = Some(Code::Tampered);
        } else if definition.hidden || definition.scope != Scope::User {
            self.never = Some(Code::NotAssignable);
        }
        let all = std::iter::once(&definition.no).chain(members(licences, definition.no));
        for no in all.copied().filter(|no| is_counted(licences, *no)) {
            if self.parts.iter().all(|part| part.no != no) {
                let kinds = day.module(no).kinds;
                self.kinds = self.kinds.iter().filter(|kind| kinds.contains(*kind)).collect();
                self.parts.push(Part { no, cap: cap(licences, day, no), kinds });
            }
        }
        for at in 0..self.parts.len() {
            self.require(licences, day, self.parts[at].no);
        }
    }

    /// Sorts the prerequisites of one part: met by the licences, missing there, or the user's.
    fn require(&mut self, licences: &Licences, day: &Day, no: ModuleNo) {
        let requires = licences.module(no).map_or(&[][..], |module| &module.requires);
        for needed in requires.iter().copied() {
            if is_counted(licences, needed) {
                let inside = self.parts.iter().any(|part| part.no == needed);
                if !inside && !self.requires.contains(&needed) {
                    self.requires.push(needed);
                }
            } else if day.total(needed) == Total::Absent {
                self.missing = self.missing.or(Some(needed));
            }
        }
    }

    /// Refuses what nobody can be given on `at`, the first day of the grant (rules 2 and 7).
    pub(super) fn check(&self, licences: &Licences, ask: &Ask, at: Date) -> Result<(), Refusal> {
        // The suite's seat follows *can log in*, and nothing else does; a plan's parts follow it.
        let follows = self.suite != (ask.source == Source::Suite) || ask.source == Source::Plan;
        let never = self.never.or(follows.then_some(Code::NotAssignable));
        let code = never.or_else(|| no_row(licences.module(self.module)?, at));
        code.map_or(Ok(()), |code| Err(Refusal::new(code, ask.module, None)))
    }

    /// The first prerequisite that is neither in force nor among what the user will hold (rule 4).
    pub(super) fn unmet(&self, held: impl Fn(ModuleNo) -> bool) -> Option<ModuleNo> {
        self.missing.or_else(|| self.requires.iter().copied().find(|needed| !held(*needed)))
    }
}

/// Why no row of the module covers the day, if none does.
fn no_row(module: &Module, at: Date) -> Option<Code> {
    if module.rows.iter().any(|row| row.in_force(at)) {
        return None;
    }
    let later = module.rows.iter().any(|row| row.start.is_some_and(|start| start > at));
    Some(if later { Code::NotStarted } else { Code::Expired })
}

/// The user module of an issuer's suite (rule 3a).
pub(crate) fn suite_module(licences: &Licences, issuer: usize) -> Option<ModuleNo> {
    let issuer = licences.issuers().get(issuer)?;
    let name = ModuleName::new(&issuer.name, &issuer.suite.as_ref()?.module).ok()?;
    let no = licences.no(name.as_str())?;
    licences.module(no).map(|_| no)
}
