//! Deleting a user: the person goes, the id, the history and the counts stay (rule 18).

use licentia_platform::access::{Granted, ManageUsers};
use licentia_platform::db::{Done, Write};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, etag};

use super::change::{Settled, save, settle};
use super::kept::Kept;
use super::moved::take_everything;
use super::{portraits, stored_row};
use crate::blockers;
use crate::jobs;
use crate::reminders::outbox::forget_person;
use crate::rules::Agreed;
use crate::sealed::{UserRow, UserState};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Erases everything personal about a user, in the tables and beside the ledger, and takes every licence away. The
/// log-in name stays taken for 30 days.
///
/// # Errors
/// 404 `not_found`; 412 `precondition_failed`; 409 `user_has_session` while the user is logged in;
/// `recall_blocked` and `blocker_unreachable` of [`blockers::ask`].
pub async fn delete(
    manager: &Manager,
    granted: &Granted<ManageUsers>,
    user: String,
    seen: IfMatch,
) -> Result<Done<Settled>, Problem> {
    blockers::ask_about(manager, granted.scope, &user).await?;
    let kept = Kept::of(manager, granted.scope);
    let done =
        manager.write(granted.scope, &granted.by, move |w, at| write(w, at, &kept, &user, &seen)).await?;
    settle(manager, granted.scope, done.value).await?;
    Ok(done)
}

fn write(
    w: &mut Write<'_>,
    at: &Snapshot,
    kept: &Kept,
    user: &str,
    seen: &IfMatch,
) -> Result<Settled, Problem> {
    let user = at.user_named(user).ok_or_else(|| Problem::not_found("user"))?;
    let scope = w.scope();
    let stored = stored_row(w, scope, user.no())?;
    seen.check(&etag(stored.rev))?;
    if at.sessions().any(|(_, session)| session.user == user.no()) {
        return Err(Problem::conflict("user_has_session"));
    }
    w.erase_about(&stored.row.id)?;
    jobs::forget_names(w)?;
    forget_person(w, &stored.row.name, &stored.row.login)?;
    portraits::forget(w, user.no())?;
    if stored.row.state != UserState::Deleted {
        kept.keep(w, &stored.row.login_key)?;
    }
    let row = UserRow {
        login: String::new(),
        login_key: format!("deleted:{}", stored.row.id),
        name: String::new(),
        name_key: String::new(),
        email: None,
        can_log_in: false,
        state: UserState::Deleted,
        groups: Vec::new(),
        job_title: None,
        role: None,
        attributes: std::collections::BTreeMap::new(),
        updated_at: w.now_ms(),
        ..stored.row.clone()
    };
    let moved = take_everything(at, &user.person());
    save(w, at, &user, (stored, row), moved, &Agreed::default())
}
