//! How many units are superfluous under a package, who holds them, and where there is room instead.

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licence::{Scope, Texts};
use licentia_core::licences::{Day, Licences, Total};
use licentia_core::names::ModuleName;
use licentia_core::package::Package;
use licentia_core::seats::{Assignment, Source, Usage, gives};
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;

use crate::licences::follows_log_in;
use crate::packages;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What a package leaves too little of, and who holds it.
#[derive(Clone, Debug)]
pub struct Superfluous {
    /// The package's id.
    pub package: String,
    /// Its number in the issuer's sequence.
    pub sequence: u64,
    /// The module.
    pub module: ModuleName,
    /// Its title per language.
    pub titles: Texts,
    /// Units that would be in use under the package.
    pub in_use: u64,
    /// Units that the package has.
    pub available: u64,
    /// Units that must go before the package can be activated; 0 when nothing stands in its way any more.
    pub to_remove: u64,
    /// It is the seat of a suite, which follows *can log in* and is not recalled (rule 3a).
    pub follows_log_in: bool,
    /// Who holds it, in order of their numbers.
    pub holders: Vec<Holder>,
    /// Plans with room now and under the package, by title of the default language.
    pub rooms: Vec<Room>,
}

/// Somebody who holds the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Who.
    pub user: UserNo,
    /// The grants that bring it: a plan, the module itself, or both.
    pub through: Vec<(ModuleNo, Source)>,
}

/// A plan to which holders can be moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// The plan.
    pub no: ModuleNo,
    /// Its name.
    pub name: ModuleName,
    /// Its title per language.
    pub titles: Texts,
    /// How many can move, as far as the plan itself goes; `None` = without limit.
    pub free: Option<u64>,
}

/// Says what has to go before a loaded package can be activated, of one module.
///
/// # Errors
/// 404 `not_found` for a package or a module that is not in it; 409 `package_tampered`; 503 `behind`.
pub async fn superfluous(
    manager: &Manager,
    granted: &Granted<View>,
    package: String,
    module: &str,
) -> Result<Superfluous, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let (scope, trust) = (granted.scope, manager.trust().clone());
    let package = manager.db().read(move |r| packages::stored(r, scope, &package, &trust)).await?;
    under(&at, &package, module)
}

/// The same at exactly this snapshot.
pub(super) fn under(at: &Snapshot, package: &Package, module: &str) -> Result<Superfluous, Problem> {
    let row = packages::changes(at, package).rows.into_iter().find(|row| row.module.to_string() == module);
    let row = row.ok_or_else(|| Problem::not_found("module"))?;
    let after = After::of(at, package);
    let no = after.licences.no(module).ok_or_else(|| Problem::not_found("module"))?;
    let holders = at.users().filter(crate::snapshot::User::active).filter_map(|user| {
        let through = after.through(user.assignments(), no);
        (!through.is_empty()).then_some(Holder { user: user.no(), through })
    });
    Ok(Superfluous {
        package: package.id.clone(),
        sequence: package.sequence,
        titles: row.titles,
        in_use: row.new_in_use,
        available: match row.new_total {
            Total::Count(count) => count,
            Total::Absent => 0,
            // Without a cap nothing is superfluous.
            Total::Unrestricted => row.new_in_use,
        },
        to_remove: row.to_remove,
        follows_log_in: after.licences.module(no).is_some_and(|m| follows_log_in(&after.licences, m)),
        holders: holders.collect(),
        rooms: after.rooms(at, no),
        module: row.module,
    })
}

/// The installation as it would be under a package.
pub(super) struct After {
    pub(super) licences: Licences,
    day: Day,
    usage: Usage,
}

impl After {
    pub(super) fn of(at: &Snapshot, package: &Package) -> Self {
        let mut names = at.names().to_vec();
        names.extend(Licences::missing_names(&names, package));
        let others = at.packages().iter().map(|in_force| &in_force.package);
        let mut packages: Vec<Package> =
            others.filter(|other| other.issuer != package.issuer).cloned().collect();
        packages.push(package.clone());
        let licences = Licences::build(&names, &packages, at.stopped());
        let day = licences.on(at.day().today);
        let usage = Usage::count(&licences, &day, at.people());
        Self { licences, day, usage }
    }

    /// The grants that bring a module under the package.
    pub(super) fn through(&self, assignments: &[Assignment], no: ModuleNo) -> Vec<(ModuleNo, Source)> {
        let brings = |a: &&Assignment| a.acts(self.today()) && gives(&self.licences, a.module, no);
        assignments.iter().filter(brings).map(Assignment::key).collect()
    }

    fn today(&self) -> Date {
        self.day.today
    }

    /// Plans of the same issuer that do not bring the module and have room both now and afterwards: who is moved into
    /// a plan that is about to be too small would have to move again.
    fn rooms(&self, at: &Snapshot, no: ModuleNo) -> Vec<Room> {
        let issuer = self.licences.module(no).map(|module| module.issuer);
        let plans = at
            .licences()
            .modules()
            .filter(|(_, plan)| plan.plan && !plan.hidden && plan.scope == Scope::User);
        plans
            .filter_map(|(plan, module)| {
                let later = self.licences.module(plan).filter(|later| Some(later.issuer) == issuer)?;
                let there = later.plan
                    && self.day.total(plan) != Total::Absent
                    && at.day().total(plan) != Total::Absent;
                if !there || gives(&self.licences, plan, no) {
                    return None;
                }
                let now = at.usage().free(at.licences(), at.day(), plan);
                let afterwards = self.usage.free(&self.licences, &self.day, plan);
                let free = [now, afterwards].into_iter().flatten().min();
                let room = Room { no: plan, name: module.name.clone(), titles: module.titles.clone(), free };
                (free != Some(0)).then_some(room)
            })
            .collect()
    }
}
