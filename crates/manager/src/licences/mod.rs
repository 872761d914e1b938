//! What is in force: every module with its use, and every issuer with its dates.
//!
//! Nothing is stored here. Everything follows from the packages in force and from the assignments, and is read from the
//! snapshot.

pub(crate) mod api;
mod delete;
mod page;
#[cfg(test)]
mod tests;

pub use delete::{Deleted, Which, delete};

pub(crate) use api::routes as api_routes;
pub(crate) use page::{above_status, body, is_vendor, routes as page_routes, title_of};

use jiff::civil::Date;
use licentia_core::dates::Standing;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Counting, Scope};
use licentia_core::licences::{Licences, Module, Total};

use crate::snapshot::{Snapshot, User, waits};

/// One module in force, with its use today.
#[derive(Clone, Debug)]
pub struct Licence<'a> {
    /// The module.
    pub module: &'a Module,
    /// The units in force today.
    pub total: Total,
    /// The units in use: active holders, or open sessions of a concurrent module.
    pub in_use: u64,
    /// Where the dates put its issuer.
    pub standing: Standing,
    /// The last day of the rows in force, without a break; of those that come, where none has begun yet.
    pub until: Option<Date>,
}

impl Licence<'_> {
    /// The units left; `None` when there is no cap, or nothing to count.
    pub fn free(&self) -> Option<i64> {
        let cap = self.total.cap().filter(|_| self.module.scope != Scope::System)?;
        Some(i64::try_from(cap).unwrap_or(i64::MAX) - i64::try_from(self.in_use).unwrap_or(i64::MAX))
    }
}

/// Every module that a package in force has rows of, in the issuers' order.
pub fn in_force(at: &Snapshot) -> impl Iterator<Item = Licence<'_>> {
    at.licences().in_order().into_iter().map(|module| licence(at, module))
}

/// One module, by its number.
pub fn of_module(at: &Snapshot, no: ModuleNo) -> Option<Licence<'_>> {
    at.licences().module(no).map(|module| licence(at, module))
}

fn licence<'a>(at: &'a Snapshot, module: &'a Module) -> Licence<'a> {
    let day = at.day().module(module.no);
    let in_use = match (module.scope, module.counting) {
        (Scope::User, Counting::Concurrent) => at.open_seats().get(module.no),
        _ => at.usage().get(module.no),
    };
    let until = at.licences().lasts_until(module, at.day());
    Licence { module, total: day.total, in_use, standing: day.standing, until }
}

/// Whether the module is a suite's, whose seat follows *can log in* and is never handed out by hand (rule 3a).
pub fn follows_log_in(licences: &Licences, module: &Module) -> bool {
    let suite = licences.issuers().get(module.issuer).and_then(|issuer| issuer.suite.as_ref());
    suite.is_some_and(|suite| suite.module == module.name.code())
}

/// Who holds a module, in order of their numbers.
pub fn holders(at: &Snapshot, no: ModuleNo) -> impl Iterator<Item = User<'_>> {
    at.users().filter(move |user| user.active() && user.holds(no))
}

/// How many assignments wait for a module.
pub fn waiting(at: &Snapshot, no: ModuleNo) -> u64 {
    let waiting = at.users().filter(User::waits).flat_map(|user| user.assignments().iter());
    waiting.filter(|assignment| assignment.module == no && waits(assignment)).count() as u64
}
