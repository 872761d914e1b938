//! What follows from a change while it is still being written: the day's peaks, and the snapshot after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use licentia_platform::db::Write;
use licentia_platform::problem::Problem;

use super::advance::{Touched, apply, usage_after};
use super::load::put;
use super::slot::lock;
use super::{Journal, Slot, Snapshot};
use crate::history::{After, Noted};
use crate::ledger::subject;

impl Slot {
    /// When a change has been decided with `at` and recorded: keeps the daily peaks that it makes, in the same
    /// transaction, and after a change of many users the snapshot after it, from what it wrote. What is returned is for
    /// [`learn`](crate::history::Today::learn) once the change is committed.
    pub(crate) fn foresee(
        self: &Arc<Self>,
        w: &mut Write<'_>,
        at: &Arc<Snapshot>,
    ) -> Result<Option<Noted>, Problem> {
        let journal = std::mem::take(Journal::of(w));
        let Some(kind) = w.recorded() else { return Ok(None) };
        let register = subject::changes_register(kind);
        if journal.is_empty() && !register {
            return Ok(None);
        }
        let whole = journal.is_whole(kind);
        // Only where somebody edited rows is what was written not enough to know these users.
        let read = register || !at.wrong.is_empty();
        let users = if read { journal.touched() } else { BTreeSet::new() };
        let Some(records) = journal.records(at).filter(|_| !register) else {
            let mut next = Snapshot::clone(at);
            let touched = Touched { users, register, ..Touched::default() };
            apply(w, &mut next, &touched, &mut self.reader())?;
            return Ok(self.kept.note(w, &After::of(&next))?);
        };
        let usage = usage_after(at, &records);
        let noted = self.kept.note(w, &After { usage: &usage, ..After::of(at) })?;
        if whole && self.stands(at) {
            let mut next = Snapshot { revision: w.revision(), usage, ..Snapshot::clone(at) };
            put(&mut next, records);
            let (slot, at) = (Arc::clone(self), Arc::clone(at));
            w.when_recorded(move |hash| {
                let mut foreseen = lock(&slot.foreseen);
                if slot.stands(&at) {
                    *foreseen = Some(Arc::new(Snapshot { hash, ..next }));
                }
            });
        }
        Ok(noted)
    }
}
