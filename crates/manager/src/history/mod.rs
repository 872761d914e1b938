//! History: the daily use of each module, its high-water mark, days at capacity, refusals; buy or take back?
//!
//! A day keeps the highest use of every visible module that is counted, and of all user plans of an issuer together
//! ([`month_plan_users`]). It is written in the transaction of the change that makes it ([`kept`](Today)), so that no crash
//! loses a peak, and costs nothing where a change makes none. When a day is over it is closed: see [`closing`].

pub(crate) mod api;
mod closing;
mod csv;
mod file;
mod gap;
mod kept;
mod page;
mod period;
mod refusals;
mod report;
mod store;
mod takeover;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use licentia_core::history::DayUse;
use licentia_core::month::Month;
use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, View};
use licentia_platform::db::{DbError, ScopeNo, Sql};
use licentia_platform::problem::Problem;

pub(crate) use api::routes as api_routes;
pub(crate) use closing::{recount, run_due};
pub(crate) use gap::fill as fill_gap;
pub use kept::Noted;
pub(crate) use kept::{After, Today};
pub(crate) use page::routes as page_routes;
pub use period::{Asked, MOST_DAYS, Period, USUAL_DAYS};
pub use refusals::{Refusal, RefusalFilter, RefusalOrder, Refusals, refusals};
pub use report::{History, IDLE_DAYS, Item, capacity, history, item, items};
pub use takeover::{Past, PastDay, PastRefusal, take_over};

use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The most seats of an issuer's user plans that were in use together on any day of a month: what the month's allowances
/// grow with (rule 15). `None` of a month that no day is kept of.
///
/// # Errors
/// The database's.
pub fn month_plan_users(
    sql: &mut dyn Sql,
    at: &Snapshot,
    issuer: &IssuerName,
    month: Month,
) -> Result<Option<u64>, Problem> {
    let days = (month.first_day(), month.last_day());
    Ok(store::highest(sql, at.scope(), issuer.as_str(), days)?.map(|(peak, _)| peak))
}

/// The seats of an issuer's user plans that are in use now.
pub fn plan_users(at: &Snapshot, issuer: &IssuerName) -> u64 {
    let now = After::of(at).named().into_iter().find(|(name, _)| *name == issuer.as_str());
    now.map_or(0, |(_, figure)| figure.used)
}

/// The days of a module (by its full name), or of all user plans of an issuer (by the issuer's), oldest first, both ends
/// included. Days before the history began are missing.
///
/// # Errors
/// The database's.
pub fn days(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    item: &str,
    from: Date,
    to: Date,
) -> Result<Vec<DayUse>, Problem> {
    Ok(store::days(sql, scope, item, (from, to))?)
}

/// The highest use of every item that a day is kept of.
///
/// # Errors
/// The database's.
pub fn most_on(sql: &mut dyn Sql, scope: ScopeNo, day: Date) -> Result<BTreeMap<String, u64>, Problem> {
    let mut most = BTreeMap::new();
    store::all_days(sql, scope, (day, day), &mut |item, of_day| {
        most.insert(item, of_day.kept.peak);
    })?;
    Ok(most)
}

/// The highest use of a module, or of all user plans of an issuer, at any time, and the first day that had it.
///
/// # Errors
/// The database's.
pub async fn highest_ever(
    manager: &Manager,
    granted: &Granted<View>,
    item: &str,
) -> Result<Option<(u64, Date)>, Problem> {
    let (scope, item) = (granted.scope, item.to_owned());
    manager.db().read(move |r| Ok(store::highest(r, scope, &item, (Date::MIN, Date::MAX))?)).await
}

/// The first day that is not closed, once one is: what belongs to an earlier one counts for it.
pub(crate) fn first_open_day(sql: &mut dyn Sql, scope: ScopeNo) -> Result<Option<Date>, DbError> {
    Ok(store::last_closed(sql, scope)?.and_then(|closed| closed.tomorrow().ok()))
}
