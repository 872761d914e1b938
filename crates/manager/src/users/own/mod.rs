//! What somebody who has signed in may know about themselves, whatever else they may see (rule 12).

pub(crate) mod api;
pub(crate) mod page;

use std::collections::HashMap;

use licentia_platform::access::Caller;
use licentia_platform::problem::Problem;

use super::Listed;
use super::held::{GrantedBy, Held, granted_by, held};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The user behind the caller's account, with everything held and waited for.
pub(crate) struct Own {
    pub(crate) user: Listed,
    pub(crate) held: Vec<Held>,
    pub(crate) by: HashMap<u64, GrantedBy>,
}

/// The user behind the caller's account.
///
/// # Errors
/// 404 `not_found` for operators and programs: there is no user behind them; the database's.
pub(crate) async fn own(manager: &Manager, caller: &Caller, at: &Snapshot) -> Result<Own, Problem> {
    let id = caller.user.as_deref().ok_or_else(|| Problem::not_found("user"))?;
    let user = super::find_in(manager, caller.scope, id).await?;
    let known = at.user(user.row.no).ok_or_else(|| Problem::not_found("user"))?;
    let held: Vec<Held> = held(at, &known).into_iter().filter(|held| !held.hidden).collect();
    let mut by = granted_by(manager, caller.scope, &held).await?;
    // What an administrator wrote beside a change is for administrators.
    by.values_mut().for_each(|by| by.reason = None);
    Ok(Own { user, held, by })
}
