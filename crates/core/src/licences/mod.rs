//! Everything in force for one installation, compiled so that questions need no text.
//!
//! [`Licences`] is built when a package is activated and depends on no date; [`Day`] is what it
//! says on one day, in a vector by [`ModuleNo`]. Both are values: the snapshot holds them, and an
//! answer "as of 1 March" or "with that package" is another value of the same types.

mod build;
#[cfg(test)]
mod tests;
mod today;

pub use today::{Day, DayState, ModuleDay, Total};

use crate::dates::Dates;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Kinds, Quantity, Scope, Texts, WhenStopped, text_in};
use crate::names::{IssuerName, ModuleName};
use crate::package::{Holder, Limit, Meter, Package, Suite, Versions};
use foldhash::fast::FixedState;
use jiff::civil::Date;
use std::collections::HashMap;

/// What one issuer's package in force says about all its licences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its name.
    pub name: IssuerName,
    /// Its title per language.
    pub titles: Texts,
    /// The id of its package in force.
    pub package: String,
    /// The sequence number of that package.
    pub sequence: u64,
    /// Whom the package is for.
    pub holder: Holder,
    /// The IANA name of the zone in which its days are counted.
    pub zone: String,
    /// The five dates.
    pub dates: Dates,
    /// The product versions it covers; `None` = every version.
    pub versions: Option<Versions>,
    /// When the package was issued, in seconds since 1970 UTC.
    pub iat: i64,
    /// The suite, where there is one (rule 3a).
    pub suite: Option<Suite>,
    /// The plan limits (rule 14).
    pub limits: Vec<Limit>,
    /// The meters (rule 15).
    pub meters: Vec<Meter>,
    /// Found tampered with: all its licences have stopped (rule 10).
    pub tampered: bool,
}

impl Issuer {
    /// The title in `language`, or the name.
    pub fn title(&self, language: &str) -> &str {
        text_in(&self.titles, language, self.name.as_str())
    }
}

/// One dated row of a module: how many, from when, until when (days inclusive).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedRow {
    /// How many seats.
    pub quantity: Quantity,
    /// First day; `None` = always.
    pub start: Option<Date>,
    /// Last day; `None` = for ever.
    pub due: Option<Date>,
}

/// One module with all its rows.
///
/// Where the rows of one package define it differently, the last in sort order does; quantities
/// and dates are each row's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its number in this installation.
    pub no: ModuleNo,
    /// Its full name.
    pub name: ModuleName,
    /// Its title per language.
    pub titles: Texts,
    /// Its explanation per language.
    pub tooltips: Texts,
    /// What it reaches.
    pub scope: Scope,
    /// What takes a seat.
    pub counting: Counting,
    /// Never shown, never assigned by hand (rule 2).
    pub hidden: bool,
    /// A user plan (rule 3).
    pub plan: bool,
    /// A marker of a plan's tier.
    pub tier: bool,
    /// What comes with the plan.
    pub set: Vec<ModuleNo>,
    /// What must be held first (rule 4).
    pub requires: Vec<ModuleNo>,
    /// Who may hold it (rule 4).
    pub kinds: Kinds,
    /// What is left of it when it stops (rule 7).
    pub when_stopped: WhenStopped,
    /// Its dated rows, earliest start first, without those that end before they begin.
    pub rows: Vec<DatedRow>,
    /// Its issuer, an index of [`Licences::issuers`].
    pub issuer: usize,
    /// Its place in lists: the place of its first row in the package.
    pub sort: u32,
    /// The module it was before it was renamed.
    pub was: Option<ModuleNo>,
}

impl Module {
    /// The title in `language`, or the code.
    pub fn title(&self, language: &str) -> &str {
        text_in(&self.titles, language, self.name.code())
    }

    /// The explanation in `language`, or nothing.
    pub fn tooltip(&self, language: &str) -> &str {
        text_in(&self.tooltips, language, "")
    }

    /// The first day on or after `today` on which a row begins that has not begun yet.
    pub fn next_start(&self, today: Date) -> Option<Date> {
        self.rows.iter().filter_map(|row| row.start).find(|start| *start > today)
    }
}

/// The licences of one installation, by [`ModuleNo`]. A number it does not know is simply absent.
#[derive(Clone, Debug, Default)]
pub struct Licences {
    modules: Vec<Option<Module>>,
    issuers: Vec<Issuer>,
    /// Lower-case names. The hasher is fixed because core knows no randomness; the keys come from
    /// signed packages only, so nobody can choose them to collide.
    numbers: HashMap<ModuleName, ModuleNo, FixedState>,
}

impl Licences {
    /// Compiles the packages in force.
    ///
    /// `names` is the installation's register of modules: a name's index is its [`ModuleNo`].
    /// Modules it does not list are left out ([`Licences::missing_names`] lists them beforehand).
    /// The issuers in `stopped` were found tampered with (rule 10). Of two packages of one issuer
    /// the higher sequence counts.
    pub fn build(names: &[ModuleName], packages: &[Package], stopped: &[IssuerName]) -> Self {
        build::build(names, packages, stopped)
    }

    /// The names in `package` that are not in `names` yet, in the order to append them.
    pub fn missing_names(names: &[ModuleName], package: &Package) -> Vec<ModuleName> {
        build::missing_names(names, package)
    }

    /// The module, when a package in force has a row of it.
    #[inline]
    pub fn module(&self, no: ModuleNo) -> Option<&Module> {
        self.modules.get(no.index())?.as_ref()
    }

    /// The number of a module's name, in capitals or not, whether it is licensed or not.
    #[inline]
    pub fn no(&self, name: impl AsRef<str>) -> Option<ModuleNo> {
        let name = name.as_ref();
        self.numbers.get(name).copied().or_else(|| self.no_in_capitals(name))
    }

    #[cold]
    fn no_in_capitals(&self, name: &str) -> Option<ModuleNo> {
        let capitals = name.bytes().any(|b| b.is_ascii_uppercase());
        capitals.then(|| self.numbers.get(name.to_ascii_lowercase().as_str()).copied()).flatten()
    }

    /// The licensed modules, in the order of their numbers.
    pub fn modules(&self) -> impl Iterator<Item = (ModuleNo, &Module)> {
        self.modules.iter().flatten().map(|module| (module.no, module))
    }

    /// The licensed modules in the order of the packages: by issuer, then by row.
    pub fn in_order(&self) -> Vec<&Module> {
        let mut modules: Vec<_> = self.modules.iter().flatten().collect();
        modules.sort_by_key(|module| (module.issuer, module.sort, module.no));
        modules
    }

    /// How many module numbers there are, licensed or not.
    pub fn numbers(&self) -> usize {
        self.modules.len()
    }

    /// The issuers with a package in force.
    pub fn issuers(&self) -> &[Issuer] {
        &self.issuers
    }

    /// The issuer of a module.
    #[inline]
    pub fn issuer_of(&self, no: ModuleNo) -> Option<&Issuer> {
        self.issuers.get(self.module(no)?.issuer)
    }

    /// The user plans whose set brings the module (rule 3).
    pub fn plans_with(&self, no: ModuleNo) -> impl Iterator<Item = ModuleNo> {
        self.modules()
            .filter(move |(_, module)| module.plan && module.set.contains(&no))
            .map(|(plan, _)| plan)
    }

    /// What all this says on one day.
    pub fn on(&self, today: Date) -> Day {
        Day::of(self, today)
    }

    /// The next day after `today` on which a row begins or ends, or a standing changes.
    pub fn next_change_after(&self, today: Date) -> Option<Date> {
        let rows = self.modules.iter().flatten().flat_map(|module| &module.rows);
        let row_days = rows.flat_map(|row| [row.start, row.due.and_then(|due| due.tomorrow().ok())]);
        let standings = self.issuers.iter().flat_map(|issuer| issuer.dates.changes_after(today));
        row_days.flatten().filter(|date| *date > today).chain(standings).min()
    }

    /// The first prerequisite of `module` that is not met on `day` (rule 4).
    ///
    /// A system module meets it by being in force; others need `held` as well: the user's for a
    /// user module, the installation's for a site module.
    pub fn missing_prerequisite(
        &self,
        day: &Day,
        module: ModuleNo,
        held: impl Fn(ModuleNo) -> bool,
    ) -> Option<ModuleNo> {
        let requires = &self.module(module)?.requires;
        requires.iter().copied().find(|no| {
            let required = day.module(*no);
            let reaches = required.scope == Scope::System || held(*no);
            required.state != DayState::InForce || !reaches
        })
    }
}
