//! Site licences: which of a holder's databases may use what (rule 1).
//!
//! A holder has one central database, number [`CENTRAL`], and perhaps satellites. What was given to a database is kept as
//! a [`SiteGrant`]; which grants act follows from the rows in force on the day, oldest first. So no more units are ever
//! in use than rows allow, whatever date lowers a total, and what had to wait acts again by itself.

#[cfg(test)]
mod tests;

use crate::bits::ModuleSet;
use crate::decide::Code;
use crate::ids::ModuleNo;
use crate::licence::Scope;
use crate::licences::{Day, DayState, Licences, Module};
use crate::seats::current;
use std::collections::{BTreeMap, BTreeSet};

/// The number of the central database; satellites count from 1.
pub const CENTRAL: u32 = 0;
/// The code of the site module of which every satellite takes a unit.
pub const SATELLITE: &str = "satellite";
/// The code of the system module without which no satellite can be made.
pub const AREA_MANAGEMENT: &str = "area-management";

/// A site module given to a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteGrant {
    /// Grows with the time of the grant: the newest gives way first.
    pub order: u64,
    /// The database.
    pub site: u32,
    /// The module.
    pub module: ModuleNo,
    /// How many units it takes.
    pub units: u32,
}

/// What databases hold on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    sites: BTreeMap<u32, ModuleSet>,
    /// Hidden site modules: simply present.
    everywhere: ModuleSet,
    /// Units in use per module.
    in_use: BTreeMap<ModuleNo, u64>,
    /// Databases that hold a unit of a `satellite` module.
    licensed: BTreeSet<u32>,
}

impl Held {
    /// Whether the database holds the module.
    pub fn holds(&self, site: u32, no: ModuleNo) -> bool {
        self.everywhere.contains(no) || self.sites.get(&site).is_some_and(|held| held.contains(no))
    }

    /// Units of the module in use by databases.
    pub fn in_use(&self, no: ModuleNo) -> u64 {
        self.in_use.get(&no).copied().unwrap_or(0)
    }

    /// Units in use of every module that some database holds.
    pub fn usage(&self) -> impl Iterator<Item = (ModuleNo, u64)> {
        self.in_use.iter().map(|(no, units)| (*no, *units))
    }

    /// Whether the database may be there at all: the central one, or a satellite with its unit.
    pub fn licensed(&self, site: u32) -> bool {
        site == CENTRAL || self.licensed.contains(&site)
    }
}

/// What databases hold on a day: of each module the oldest grants, as far as its rows in force reach.
///
/// A pure function of grants, rows and date; the order in which the grants come does not matter.
pub fn held(licences: &Licences, day: &Day, grants: &[SiteGrant]) -> Held {
    let mut grants = grants.to_vec();
    grants.sort_unstable();
    let mut held = Held::default();
    held.everywhere.extend(licences.modules().filter(|(_, it)| is_site(it) && it.hidden).map(|(no, _)| no));
    let mut full = ModuleSet::new();
    for grant in grants {
        let no = current(licences, grant.module);
        let Some(module) = licences.module(no).filter(|module| is_site(module)) else { continue };
        let units = held.in_use(no) + u64::from(grant.units.max(1));
        // None is skipped for a younger one that would still fit.
        if full.contains(no) || day.total(no).cap().is_some_and(|cap| units > cap) {
            full.insert(no);
            continue;
        }
        held.in_use.insert(no, units);
        held.sites.entry(grant.site).or_default().insert(no);
        if module.name.code() == SATELLITE {
            held.licensed.insert(grant.site);
        }
    }
    held
}

/// Why a database is not given a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRefusal {
    /// The reason.
    pub code: Code,
    /// The module at fault, where it is another one.
    pub because: Option<ModuleNo>,
}

impl From<Code> for SiteRefusal {
    fn from(code: Code) -> Self {
        Self { code, because: None }
    }
}

/// Whether a database may be given a module: a visible site module in force, with enough free units, whose prerequisites
/// are met there (rule 4). A grant that the database has of it is replaced, so its units count as free.
///
/// # Errors
/// `not_assignable` for what is no visible site module; `no_licence`, `not_started`, `expired`, `read_only`, `tampered`;
/// `no_seat`; `prerequisite`.
pub fn may_hold(
    licences: &Licences,
    day: &Day,
    grants: &[SiteGrant],
    ask: &SiteGrant,
) -> Result<(), SiteRefusal> {
    let no = ask.module;
    let module = licences.module(no).ok_or(Code::NoLicence)?;
    if !is_site(module) || module.hidden {
        return Err(Code::NotAssignable.into());
    }
    match day.module(no).state {
        DayState::InForce => {}
        DayState::NotStarted => return Err(Code::NotStarted.into()),
        DayState::ReadOnly => return Err(Code::ReadOnly.into()),
        DayState::Expired => return Err(Code::Expired.into()),
        DayState::Tampered => return Err(Code::Tampered.into()),
        DayState::Absent => return Err(Code::NoLicence.into()),
    }
    let others =
        grants.iter().filter(|grant| grant.site != ask.site && current(licences, grant.module) == no);
    let taken: u64 = others.map(|grant| u64::from(grant.units.max(1))).sum();
    if day.total(no).cap().is_some_and(|cap| taken + u64::from(ask.units.max(1)) > cap) {
        return Err(Code::NoSeat.into());
    }
    let there = held(licences, day, grants);
    // What users must have first is no affair of the database.
    let met = |required| is_user(licences, required) || there.holds(ask.site, required);
    match licences.missing_prerequisite(day, no, met) {
        Some(missing) => Err(SiteRefusal { code: Code::Prerequisite, because: Some(missing) }),
        None => Ok(()),
    }
}

/// The module of this database that needs `module` to be there, and keeps it from being taken away (rule 4).
pub fn needed_by(licences: &Licences, grants: &[SiteGrant], site: u32, module: ModuleNo) -> Option<ModuleNo> {
    let mut others = grants.iter().filter(|grant| grant.site == site && grant.module != module);
    let needs = |grant: &&SiteGrant| {
        licences.module(current(licences, grant.module)).is_some_and(|other| other.requires.contains(&module))
    };
    others.find(needs).map(|grant| grant.module)
}

/// What another satellite lacks (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lacking {
    /// No issuer licenses `area-management`.
    AreaManagement,
    /// No issuer licenses `satellite`.
    Satellite,
    /// Every unit of `satellite` is taken.
    Unit,
}

/// The `satellite` module, of any issuer, of which another database can take a unit.
///
/// # Errors
/// What is lacking, the first thing first.
pub fn room_for_satellite(licences: &Licences, day: &Day, grants: &[SiteGrant]) -> Result<ModuleNo, Lacking> {
    let coded = |code: &'static str, scope| {
        licences.in_order().into_iter().filter(move |module| {
            module.name.code() == code
                && module.scope == scope
                && day.module(module.no).state == DayState::InForce
        })
    };
    coded(AREA_MANAGEMENT, Scope::System).next().ok_or(Lacking::AreaManagement)?;
    let mut lacking = Lacking::Satellite;
    for module in coded(SATELLITE, Scope::Site) {
        let taken = grants.iter().filter(|grant| current(licences, grant.module) == module.no);
        let taken: u64 = taken.map(|grant| u64::from(grant.units.max(1))).sum();
        if day.total(module.no).cap().is_none_or(|cap| taken < cap) {
            return Ok(module.no);
        }
        lacking = Lacking::Unit;
    }
    Err(lacking)
}

/// What databases are given by themselves when packages come into force: satellites that have none get their unit of
/// `satellite`, oldest first, and while there is no satellite the central database gets every site module that nobody
/// was given and that `before` did not have. `order` is that of the new grants.
pub fn follow(
    (before, licences): (&Licences, &Licences),
    day: &Day,
    grants: &[SiteGrant],
    satellites: &[u32],
    order: u64,
) -> Vec<SiteGrant> {
    let mut all = grants.to_vec();
    for site in satellites {
        let has =
            |grant: &SiteGrant| grant.site == *site && code_of(licences, grant.module) == Some(SATELLITE);
        if !all.iter().any(has)
            && let Ok(module) = room_for_satellite(licences, day, &all)
        {
            all.push(SiteGrant { order, site: *site, module, units: 1 });
        }
    }
    if satellites.is_empty() {
        let new = |module: &&Module| is_site(module) && !module.hidden && module.name.code() != SATELLITE;
        let is_new = |no| before.module(no).is_none();
        // Twice: what comes later in the package may be needed by what comes first.
        for module in licences.in_order().into_iter().chain(licences.in_order()).filter(new) {
            let ask = SiteGrant { order, site: CENTRAL, module: module.no, units: 1 };
            let given = all.iter().any(|grant| current(licences, grant.module) == module.no);
            if !given && is_new(module.no) && may_hold(licences, day, &all, &ask).is_ok() {
                all.push(ask);
            }
        }
    }
    all.split_off(grants.len())
}

fn is_site(module: &Module) -> bool {
    module.scope == Scope::Site
}

fn is_user(licences: &Licences, no: ModuleNo) -> bool {
    licences.module(no).is_some_and(|module| module.scope == Scope::User)
}

fn code_of(licences: &Licences, no: ModuleNo) -> Option<&str> {
    licences.module(current(licences, no)).map(|module| module.name.code())
}
