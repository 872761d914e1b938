//! Which users are meant, and in which order.

use std::str::FromStr;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::Sql;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{self, UserFilter};

use super::store::{self, Where};
use crate::sealed::UserState;
use crate::snapshot::Snapshot;

/// What a list of users is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// The name for people.
    #[default]
    Name,
    /// The log-in name.
    Login,
    /// The last day of use.
    LastUsed,
}

/// The order of a list of users: `name`, `-last_used`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: SortBy,
    /// From the largest to the smallest.
    pub down: bool,
}

impl FromStr for Sort {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let (down, name) = text.strip_prefix('-').map_or((false, text), |name| (true, name));
        let by = match name {
            "name" => SortBy::Name,
            "login" => SortBy::Login,
            "last_used" => SortBy::LastUsed,
            _ => {
                return Err(Problem::invalid(
                    "sort",
                    "`sort` must be name, login or last_used; - before it turns it round.",
                ));
            }
        };
        Ok(Self { by, down })
    }
}

/// The word of [`UserFilter::plan`] for users without any plan.
pub(super) const NO_PLAN: &str = "none";

/// The filter as a condition on rows.
pub(super) fn compile(at: &Snapshot, filter: &UserFilter) -> Result<Where, Problem> {
    let mut found = Where::all(at.scope());
    match filter.state {
        Some(state) => found.state(stored_state(state)),
        None => found.not_deleted(),
    }
    if let Some(text) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        found.search(text);
    }
    if let Some(group) = &filter.group {
        found.group(group);
    }
    if let Some(kind) = filter.kind {
        found.kind(super::new::kind(kind) as i64);
    }
    if let Some(can) = filter.can_log_in {
        found.can_log_in(can);
    }
    if let Some(waits) = filter.waiting {
        found.waiting(waits);
    }
    if let Some(module) = &filter.module {
        found.assigned(&same(at, number(at, "module", module)?), true);
    }
    if let Some(module) = &filter.without {
        found.assigned(&same(at, number(at, "without", module)?), false);
    }
    match filter.plan.as_deref() {
        None => {}
        Some(NO_PLAN) => found.assigned(&plans(at), false),
        Some(plan) => found.assigned(&same(at, number(at, "plan", plan)?), true),
    }
    if let Some(module) = &filter.holds {
        found.holding(&granting(at, number(at, "holds", module)?), &at.day().today.to_string());
    }
    Ok(found)
}

/// The numbers of everybody that a filter finds, in order.
pub(crate) fn select(sql: &mut dyn Sql, at: &Snapshot, filter: &UserFilter) -> Result<Vec<UserNo>, Problem> {
    Ok(store::select(sql, &compile(at, filter)?)?)
}

fn number(at: &Snapshot, path: &str, name: &str) -> Result<ModuleNo, Problem> {
    let unknown = || Problem::unprocessable("module_unknown", path, format!("There is no module `{name}`."));
    at.licences().no(name).ok_or_else(unknown)
}

/// Every number under which a module may have been granted: its own, and what it was called before (rule 8).
fn same(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let was = at.licences().module(no).and_then(|module| module.was);
    [Some(no), was].into_iter().flatten().collect()
}

fn plans(at: &Snapshot) -> Vec<ModuleNo> {
    at.licences().modules().filter(|(_, module)| module.plan).flat_map(|(no, _)| same(at, no)).collect()
}

/// Every grant that brings a module: itself, and the plans whose set names it (rule 3).
pub(crate) fn granting(at: &Snapshot, no: ModuleNo) -> Vec<ModuleNo> {
    let plans = at.licences().plans_with(no).flat_map(|plan| same(at, plan));
    same(at, no).into_iter().chain(plans).collect()
}

fn stored_state(state: api::UserState) -> UserState {
    match state {
        api::UserState::Active => UserState::Active,
        api::UserState::Former => UserState::Former,
        api::UserState::Deleted => UserState::Deleted,
    }
}
