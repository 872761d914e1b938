//! What was undone already of a change that somebody wants to undo.

use std::collections::HashSet;

use licentia_core::ids::{ModuleNo, UserNo};
use licentia_platform::db::Write;
use licentia_platform::ledger;
use licentia_platform::problem::Problem;

use super::decided::Decided;
use super::member::Member;
use super::net::Meant;
use super::undo::CHANGED_SINCE;
use crate::changes::{KINDS, UNDOINGS};

/// The code of what an earlier undoing of the same change did.
const UNDONE_ALREADY: &str = "undone_already";

/// What earlier undoings of a change have undone, unless they were undone themselves.
#[derive(Default)]
pub(super) struct Undone {
    /// The latest of them.
    pub(super) by: Option<u64>,
    what: HashSet<(UserNo, ModuleNo)>,
}

impl Undone {
    /// Reads what was undone of the change of this revision.
    pub(super) fn of(w: &mut Write<'_>, revision: u64) -> Result<Self, Problem> {
        let (scope, undone) = (w.scope(), (&KINDS[..], Some("assignments.undone")));
        let all = ledger::entries_among(w, scope, undone, (revision, i64::MAX as u64), UNDOINGS)?;
        let undoing = |of: u64| all.iter().filter(move |entry| entry.after["undoes"].as_u64() == Some(of));
        let stands = |entry: &&ledger::StoredEntry| undoing(entry.revision).next().is_none();
        let mut found = Self::default();
        for entry in undoing(revision).filter(stands) {
            found.by = found.by.max(Some(entry.revision));
            let what = &mut found.what;
            ledger::members(w, scope, entry.revision, &mut |member| {
                what.extend(Member::read(&member).map(|member| (member.user, member.row.module)));
            })?;
        }
        Ok(found)
    }

    /// What an undoing did is no change of somebody else's.
    pub(super) fn tell(&self, meant: &Meant<'_>, decided: &mut Decided) {
        for refused in decided.refused.iter_mut().filter(|refused| refused.code == CHANGED_SINCE) {
            let user = meant.targets[refused.pair.target].user.map(|user| user.no());
            let what = user.zip(meant.modules[refused.pair.module].no);
            if what.is_some_and(|what| self.what.contains(&what)) {
                refused.code = UNDONE_ALREADY;
            }
        }
    }
}
