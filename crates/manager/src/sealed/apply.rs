//! From what core decided about people's assignments to rows.

use std::collections::{HashMap, HashSet};

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::seats::{Change, Source};
use licentia_platform::db::Write;
use licentia_platform::ledger::TextId;
use licentia_platform::problem::Problem;

use super::store::{self, Which};
use super::{AssignmentRow, Stored};

type Key = (UserNo, ModuleNo, Source);

/// Writes what core decided, one change per user at most, with a few set statements however many users there are.
/// New rows get `comment`; a row that only changes keeps its own.
///
/// # Errors
/// `tampered` when a row that has to go does not carry its seal; the database's.
pub fn apply(
    w: &mut Write<'_>,
    changes: &[(UserNo, Change)],
    comment: Option<&TextId>,
) -> Result<(), Problem> {
    let mut old = stored(w, changes)?;
    let (mut gone, mut before, mut after, mut new) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (user, change) in changes {
        for assignment in &change.add {
            let row = AssignmentRow { user: *user, assignment: *assignment, comment_text: comment.cloned() };
            let (module, source) = assignment.key();
            match old.remove(&(*user, module, source)) {
                Some(stored) => {
                    let comment_text = comment.cloned().or_else(|| stored.row.comment_text.clone());
                    after.push(AssignmentRow { comment_text, ..row });
                    before.push(stored);
                }
                None => new.push(row),
            }
        }
        gone.extend(
            change.remove.iter().filter_map(|(module, source)| old.remove(&(*user, *module, *source))),
        );
    }
    store::remove_assignments(w, &gone)?;
    if !after.is_empty() {
        store::change_assignments(w, &before, &after)?;
    }
    store::insert_assignments(w, &new)?;
    Ok(())
}

/// The rows that give way, by key.
fn stored(
    w: &mut Write<'_>,
    changes: &[(UserNo, Change)],
) -> Result<HashMap<Key, Stored<AssignmentRow>>, Problem> {
    let keys: HashSet<Key> = changes
        .iter()
        .flat_map(|(user, change)| change.remove.iter().map(|(module, source)| (*user, *module, *source)))
        .collect();
    let mut users: Vec<UserNo> = keys.iter().map(|(user, ..)| *user).collect();
    users.sort_unstable();
    users.dedup();
    let mut rows = HashMap::with_capacity(keys.len());
    if users.is_empty() {
        return Ok(rows);
    }
    let scope = w.scope();
    store::assignments(w, scope, Which::Users(&users), &mut |found| {
        // What cannot be read has no key that core could have named.
        if let Ok(stored) = found {
            let (module, source) = stored.row.assignment.key();
            let key = (stored.row.user, module, source);
            if keys.contains(&key) {
                rows.insert(key, stored);
            }
        }
    })?;
    Ok(rows)
}
