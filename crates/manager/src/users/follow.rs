//! Users have changed: rules are applied at once (rule 13), and whoever waits for what they free is served. An application
//! that may object is asked before.

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::{Read, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;

use crate::assignments::{self, Changed, People};
use crate::blockers::{self, Despite};
use crate::rules::{self, After, Agreed};
use crate::sealed::UserRow;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Asks the applications about what users lose by a change that is tried first. What makes the trial fail makes the
/// change fail, which says why.
///
/// # Errors
/// Those of [`blockers::ask`]; the database's.
pub(crate) async fn agree(
    manager: &Manager,
    scope: ScopeNo,
    despite: Despite,
    trial: impl FnOnce(&mut Read<'_>, &Snapshot) -> Result<Vec<(UserNo, ModuleNo)>, Problem> + Send + 'static,
) -> Result<Agreed, Problem> {
    if !blockers::any(manager, scope).await? {
        return Ok(Agreed::default());
    }
    let at = manager.snapshot(scope).await?;
    let loses = manager.db().read(move |r| Ok(trial(r, &at).unwrap_or_default())).await?;
    blockers::ask(manager, scope, &loses, despite).await?;
    Ok(Agreed::to(&loses))
}

/// What the rules take from users when rows change and assignments do not.
pub(crate) fn would_lose(at: &Snapshot, rows: &[UserRow]) -> Vec<(UserNo, ModuleNo)> {
    rules::would_lose(at, &after(at, rows))
}

/// Applies the rules to rows that a change has written; answers how many who waited were served.
///
/// # Errors
/// 409 `effect_changed` when somebody loses what no application was asked about; the database's.
pub(crate) fn follow(
    w: &mut Write<'_>,
    at: &Snapshot,
    rows: &[UserRow],
    agreed: &Agreed,
    entry: &mut Entry,
) -> Result<u64, Problem> {
    let mut usage = at.usage().clone();
    let after = after(at, rows);
    let followed = rules::follow_in(w, at, &mut usage, &after)?;
    agreed.covers(&rules::losses(at, &after, &followed))?;
    followed.members.iter().for_each(|member| entry.member(member));
    if !followed.frees {
        return Ok(0);
    }
    let mut people = People::default();
    for (no, change) in &followed.changes {
        if let Some(user) = at.user(*no) {
            let mut assignments = user.assignments().to_vec();
            change.apply(&mut assignments);
            people.insert(*no, Changed { kind: user.kind(), active: user.active(), assignments });
        }
    }
    let healed = assignments::heal_in(w, at, at.licences(), at.day(), &usage, &people)?;
    healed.iter().for_each(|member| entry.member(member));
    Ok(healed.len() as u64)
}

fn after<'a>(at: &'a Snapshot, rows: &'a [UserRow]) -> Vec<After<'a>> {
    let given = |no: UserNo| at.user(no).map_or(&[][..], |user| user.assignments());
    rows.iter().map(|row| After { row, assignments: given(row.no) }).collect()
}
