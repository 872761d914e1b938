//! Automatic distribution: who gets which plan or modules by group, attribute or kind (rule 13).
//!
//! Core says what rules want for a user, and makes it so. Here it is done: [`change`] edits the rules and applies them in
//! one transaction, after a dry run that names who gains, who loses and who would end with nothing; [`follow_in`] applies
//! them to users that a change has touched, inside that change; `schedule` applies them when a day or a package begins,
//! and every hour. Rules hand out seats and nothing else: nobody's account or right is theirs to take.

pub(crate) mod api;
mod change;
mod edit;
mod effect;
mod follow;
mod page;
mod schedule;
#[cfg(test)]
mod tests;
mod wire;

pub(crate) use change::{Agreed, every_line};
pub use change::{Answered, Asked, change, preview};
pub use edit::Edit;
pub(crate) use follow::{After, follow_in, losses, not_by_rule, would_lose};
pub(crate) use schedule::{Kept, keep};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;

use licentia_core::ids::ModuleNo;
use licentia_core::rules::Traits;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_protocol::api::Rule;

use crate::sealed::UserRow;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// A rule by id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleName {
    /// The id.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// Every rule of the installation, the first one first.
///
/// # Errors
/// 503 `behind`.
pub async fn list(manager: &Manager, granted: &Granted<View>) -> Result<Vec<Rule>, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    Ok(wire::rules(&at, &at.rules.rows))
}

/// The rules by which a user is given a module: as itself, or with the plan that brings it.
pub(crate) fn names_for(at: &Snapshot, user: &UserRow, module: ModuleNo) -> Vec<RuleName> {
    let giving = at.rules.rules.giving(at.licences(), &traits(user), module);
    let rows = giving.into_iter().filter_map(|no| at.rules.rule(no));
    rows.map(|row| RuleName { id: row.id.clone(), name: row.name.clone() }).collect()
}

/// What rules look at.
pub(crate) fn traits(user: &UserRow) -> Traits<'_> {
    Traits {
        groups: &user.groups,
        kind: user.kind,
        role: user.role.as_deref(),
        job_title: user.job_title.as_deref(),
        installations: &user.sites,
        attributes: &user.attributes,
    }
}
