//! What a user holds: derived, never stored (rule 3).

use super::{Assignment, Person, Source};
use crate::bits::ModuleSet;
use crate::ids::ModuleNo;
use crate::licence::{Counting, Scope};
use crate::licences::{Day, Licences};
use jiff::civil::Date;

/// Everything a user holds on a day: granted modules, and the sets of granted plans as the package
/// in force defines them. Waiting intents and assignments outside their dates give nothing.
///
/// Whether the user may log in is another question and does not matter here.
pub fn holds(licences: &Licences, day: &Day, person: &Person<'_>) -> ModuleSet {
    let mut held = ModuleSet::new();
    for assignment in person.assignments.iter().filter(|a| a.acts(day.today)) {
        let module = current(licences, assignment.module);
        held.insert(module);
        held.extend(members(licences, module).iter().copied());
    }
    held
}

/// Through which assignment a user holds a module on a day: the granted module or plan, by its
/// number today even where it was renamed, and its source. The oldest, where there are several.
pub fn held_through(
    licences: &Licences,
    day: &Day,
    person: &Person<'_>,
    module: ModuleNo,
) -> Option<(ModuleNo, Source)> {
    let acting =
        |assignment: &&Assignment| assignment.acts(day.today) && gives(licences, assignment.module, module);
    let oldest = person.assignments.iter().filter(acting).min_by_key(|a| (a.order, a.key()))?;
    Some((current(licences, oldest.module), oldest.source))
}

/// Whether a grant of `granted` gives `module` today: as itself, under its new name, or as a plan that brings it.
pub fn gives(licences: &Licences, granted: ModuleNo, module: ModuleNo) -> bool {
    let granted = current(licences, granted);
    granted == module || members(licences, granted).contains(&module)
}

/// [`current`] for who keeps modules by number: itself, or what it was renamed to (rule 8).
pub fn current_module(licences: &Licences, no: ModuleNo) -> ModuleNo {
    current(licences, no)
}

/// The module that an assignment means today: itself, or what it was renamed to (rule 8).
#[inline]
pub(crate) fn current(licences: &Licences, no: ModuleNo) -> ModuleNo {
    if licences.module(no).is_some() { no } else { renamed(licences, no) }
}

#[cold]
fn renamed(licences: &Licences, no: ModuleNo) -> ModuleNo {
    let mut modules = licences.modules();
    modules.find(|(_, module)| module.was == Some(no)).map_or(no, |(no, _)| no)
}

/// What comes with a module: the set of a plan, nothing otherwise.
#[inline]
pub(crate) fn members(licences: &Licences, no: ModuleNo) -> &[ModuleNo] {
    match licences.module(no) {
        Some(module) if module.plan => &module.set,
        _ => &[],
    }
}

/// Whether users take units of it at all: a module of user scope that a package in force has.
#[inline]
pub(crate) fn is_counted(licences: &Licences, no: ModuleNo) -> bool {
    licences.module(no).is_some_and(|module| module.scope == Scope::User)
}

/// The cap that rule 5 guards: of counted, named, restricted modules. `None` = no cap.
///
/// A module whose rows have all ended, or not begun, is capped at 0; one that no package in force
/// knows has no cap, and its assignments rest as intents (rule 11).
#[inline]
pub(crate) fn cap(licences: &Licences, day: &Day, no: ModuleNo) -> Option<u64> {
    let module = licences.module(no)?;
    let guarded = module.scope == Scope::User && module.counting == Counting::Named;
    if guarded { day.total(no).cap() } else { None }
}

/// The units one user takes of each module: the largest of several sources (rule 3).
///
/// A scratch table by module number, cleared by what was touched, so that bulk work allocates
/// nothing per user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    units: Vec<u32>,
    touched: Vec<ModuleNo>,
}

impl Load {
    pub(crate) fn new(licences: &Licences) -> Self {
        Self { units: vec![0; licences.numbers()], touched: Vec::new() }
    }

    pub(crate) fn clear(&mut self) {
        for no in self.touched.drain(..) {
            self.units[no.index()] = 0;
        }
    }

    /// Units taken of a module.
    #[inline]
    pub(crate) fn get(&self, no: ModuleNo) -> u32 {
        self.units.get(no.index()).copied().unwrap_or(0)
    }

    /// The modules of which units are taken.
    #[inline]
    pub(crate) fn touched(&self) -> &[ModuleNo] {
        &self.touched
    }

    /// Adds a module with everything that comes with it. Numbers beyond the register are nothing.
    #[inline]
    pub(crate) fn grant(&mut self, licences: &Licences, module: ModuleNo, units: u32) {
        let module = current(licences, module);
        self.raise(module, units);
        for member in members(licences, module) {
            self.raise(*member, units);
        }
    }

    #[inline]
    fn raise(&mut self, no: ModuleNo, units: u32) {
        let Some(mine) = self.units.get_mut(no.index()) else { return };
        if *mine == 0 {
            self.touched.push(no);
        }
        *mine = (*mine).max(units.max(1));
    }

    /// Adds every assignment that acts on `day`.
    pub(crate) fn fill<'a>(
        &mut self,
        licences: &Licences,
        day: Date,
        assignments: impl IntoIterator<Item = &'a Assignment>,
    ) {
        for assignment in assignments.into_iter().filter(|a| a.acts(day)) {
            self.grant(licences, assignment.module, assignment.units);
        }
    }

    /// How the counted units change from this to `after`.
    pub(crate) fn difference(&self, licences: &Licences, after: &Self) -> Vec<(ModuleNo, i64)> {
        let lost = self.touched.iter().filter(|no| after.get(**no) == 0);
        let all = after.touched.iter().chain(lost);
        all.filter(|no| is_counted(licences, **no))
            .map(|no| (*no, i64::from(after.get(*no)) - i64::from(self.get(*no))))
            .filter(|(_, units)| *units != 0)
            .collect()
    }
}
