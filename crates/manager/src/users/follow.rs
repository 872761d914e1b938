//! Users have changed: rules are applied at once (rule 13), and whoever waits for what they free is served. An application
//! that may object is asked before.

use std::collections::HashMap;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Change, Usage};
use licentia_platform::db::{Read, ScopeNo, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;

use crate::assignments::{self, Changed, People};
use crate::blockers::{self, Despite};
use crate::rules::{self, After, Agreed};
use crate::sealed::UserRow;
use crate::snapshot::{Snapshot, waits};
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
    rules::would_lose(at, &mut at.usage().clone(), at.revision() + 1, &after(at, rows))
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
    let users = after(at, rows);
    let left = Left { users: &users, usage: at.usage().clone(), freed: &[], frees: false };
    follow_up(w, at, left, agreed, entry)
}

/// How a change that is written leaves the users it touched.
pub(super) struct Left<'a> {
    /// Who they are now, and what is granted to them.
    pub(super) users: &'a [After<'a>],
    /// The use after the change, `freed` not yet taken off.
    pub(super) usage: Usage,
    /// What is for those who wait, and not for the rules.
    pub(super) freed: &'a [(ModuleNo, i64)],
    /// Whether somebody who waits may be served, whatever the rules do.
    pub(super) frees: bool,
}

/// Applies the rules and serves those who wait; the entry of the change tells of both. Answers how many were served.
///
/// # Errors
/// 409 `effect_changed` when somebody loses what no application was asked about; the database's.
pub(super) fn follow_up(
    w: &mut Write<'_>,
    at: &Snapshot,
    left: Left<'_>,
    agreed: &Agreed,
    entry: &mut Entry,
) -> Result<u64, Problem> {
    let Left { users, mut usage, freed, frees } = left;
    let followed = rules::follow_in(w, at, &mut usage, users)?;
    agreed.covers(&rules::losses(at, users, &followed))?;
    followed.members.iter().for_each(|member| entry.member(member));
    if !frees && !followed.frees {
        return Ok(0);
    }
    usage.apply(freed);
    let ruled: HashMap<UserNo, &Change> = followed.changes.iter().map(|(no, change)| (*no, change)).collect();
    let mut people = People::new();
    for user in users {
        let (row, mut assignments) = (user.row, user.assignments.to_vec());
        if let Some(change) = ruled.get(&row.no) {
            change.apply(&mut assignments);
        }
        if assignments.iter().any(waits) || at.user(row.no).is_some_and(|known| known.waits()) {
            people.insert(row.no, Changed { kind: row.kind, active: row.acts(), assignments });
        }
    }
    let healed = assignments::heal_in(w, at, at.licences(), at.day(), &usage, &people)?;
    healed.iter().for_each(|met| entry.member(met));
    Ok(healed.len() as u64)
}

fn after<'a>(at: &'a Snapshot, rows: &'a [UserRow]) -> Vec<After<'a>> {
    let given = |no: UserNo| at.user(no).map_or(&[][..], |user| user.assignments());
    rows.iter().map(|row| After { row, assignments: given(row.no) }).collect()
}
