//! A small installation that tests change step by step.

use crate::ids::{ModuleNo, UserNo};
use crate::licence::{FLAG_PLAN, Quantity, Row, Scope, UserKind};
use crate::licences::{Day, Licences};
use crate::names::ModuleName;
use crate::package::Package;
use crate::seats::{Ask, Assignment, Change, Person, Refusal, Source, Usage, follow_suites};
use crate::testing::{FIRST_DAY, names_in, package_of};
use jiff::civil::Date;

/// A user with what was granted.
#[derive(Clone, Debug)]
pub(crate) struct Someone {
    pub(crate) kind: UserKind,
    pub(crate) active: bool,
    pub(crate) assignments: Vec<Assignment>,
}

/// Licences, people, and the use kept by difference.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) names: Vec<ModuleName>,
    pub(crate) packages: Vec<Package>,
    pub(crate) licences: Licences,
    pub(crate) day: Day,
    pub(crate) people: Vec<Someone>,
    pub(crate) usage: Usage,
    pub(crate) order: u64,
}

impl World {
    /// An installation with one package of `superoffice` and so many internal users who may log in.
    pub(crate) fn new(rows: Vec<Row>, users: usize) -> Self {
        Self::with(vec![package_of("superoffice", rows)], users)
    }

    pub(crate) fn with(packages: Vec<Package>, users: usize) -> Self {
        let names = names_in(&packages);
        let licences = Licences::build(&names, &packages, &[]);
        let someone = Someone { kind: UserKind::Internal, active: true, assignments: Vec::new() };
        let day = licences.on(FIRST_DAY);
        let people = vec![someone; users];
        Self { names, packages, licences, day, people, usage: Usage::default(), order: 0 }
    }

    /// The number of a module's code.
    pub(crate) fn no(&self, code: &str) -> ModuleNo {
        crate::testing::no(&self.names, &format!("superoffice.{code}"))
    }

    pub(crate) fn person(&self, at: usize) -> Person<'_> {
        let someone = &self.people[at];
        let no = UserNo(u32::try_from(at).unwrap());
        Person { no, kind: someone.kind, active: someone.active, assignments: &someone.assignments }
    }

    pub(crate) fn persons(&self) -> Vec<Person<'_>> {
        (0..self.people.len()).map(|at| self.person(at)).collect()
    }

    /// The use counted from nothing.
    pub(crate) fn recount(&self) -> Usage {
        Usage::count(&self.licences, &self.day, self.persons())
    }

    pub(crate) fn in_use(&self, code: &str) -> u64 {
        self.usage.get(self.no(code))
    }

    pub(crate) fn apply(&mut self, at: usize, change: &Change) {
        change.apply(&mut self.people[at].assignments);
        self.usage.apply(&change.usage);
    }

    /// The next place in time.
    pub(crate) fn tick(&mut self) -> u64 {
        self.order += 1;
        self.order
    }

    pub(crate) fn ask(&mut self, code: &str, source: Source) -> Ask {
        Ask::new(self.no(code), source, self.tick())
    }

    /// Assigns by hand.
    pub(crate) fn assign(&mut self, at: usize, code: &str) -> Result<Change, Refusal> {
        let ask = self.ask(code, Source::Manual);
        self.grant(at, &ask)
    }

    pub(crate) fn grant(&mut self, at: usize, ask: &Ask) -> Result<Change, Refusal> {
        let change = super::super::assign(&self.licences, &self.day, &self.usage, &self.person(at), ask)?;
        self.apply(at, &change);
        assert_eq!(self.usage, self.recount());
        Ok(change)
    }

    pub(crate) fn recall(&mut self, at: usize, code: &str) -> Result<Change, Refusal> {
        let module = self.no(code);
        let change = super::super::recall(&self.licences, &self.day, &self.person(at), module, None)?;
        self.apply(at, &change);
        assert_eq!(self.usage, self.recount());
        Ok(change)
    }

    /// What somebody holds, as codes.
    pub(crate) fn held(&self, at: usize) -> Vec<&str> {
        let held = super::super::holds(&self.licences, &self.day, &self.person(at));
        let mut codes: Vec<_> = held.iter().map(|no| self.names[no.index()].code()).collect();
        codes.sort_unstable();
        codes
    }

    /// Another day, or the same day with other packages: the use is counted anew.
    pub(crate) fn turn(&mut self, today: Date) {
        self.licences = Licences::build(&self.names, &self.packages, &[]);
        self.day = self.licences.on(today);
        self.usage = self.recount();
    }

    /// Puts a package in force.
    pub(crate) fn activate(&mut self, package: Package) {
        self.names.extend(Licences::missing_names(&self.names, &package));
        self.packages.retain(|old| old.issuer != package.issuer);
        self.packages.push(package);
        self.turn(self.day.today);
        self.settle();
    }

    /// Lets the seats of suites follow what is in force (rule 3a).
    pub(crate) fn settle(&mut self) {
        let order = self.tick();
        let (licences, day, usage) = (&self.licences, &self.day, &self.usage);
        let changes = follow_suites(&self.names, licences, day, usage, self.persons(), order);
        for (no, change) in changes {
            self.apply(no.index(), &change);
        }
    }
}

/// A visible named user module.
pub(crate) fn user(code: &str, count: u32) -> Row {
    Row::new(0, code, Quantity::Count(count))
}

/// A hidden named user module.
pub(crate) fn hidden(code: &str, count: u32) -> Row {
    Row { hidden: true, ..user(code, count) }
}

/// A plan with its set.
pub(crate) fn plan(code: &str, count: u32, set: &[&str]) -> Row {
    let set = set.iter().map(|code| (*code).to_owned()).collect();
    Row { flags: FLAG_PLAN, set, ..user(code, count) }
}

/// A system module.
pub(crate) fn system(code: &str) -> Row {
    Row { scope: Scope::System, ..Row::new(0, code, Quantity::Unrestricted) }
}

/// A row that requires others.
pub(crate) fn requiring(row: Row, requires: &[&str]) -> Row {
    Row { requires: requires.iter().map(|code| (*code).to_owned()).collect(), ..row }
}
