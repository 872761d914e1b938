//! How many things need the reader, for the mark beside *Today* on every page: counted at most twice a minute, unless
//! something has changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::reminders::{Kind, Severity};
use licentia_platform::access::Caller;
use licentia_platform::db::ScopeNo;

use super::{all, sees};
use crate::reminders::Whom;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// How long a count stands, in milliseconds: limits and usage change without a change of the chain.
const STANDS_MS: i64 = 30_000;

/// What was last found, by installation.
#[derive(Debug, Default)]
pub(crate) struct Counted(Mutex<HashMap<ScopeNo, Found>>);

#[derive(Debug)]
struct Found {
    revision: u64,
    day: Date,
    until_ms: i64,
    /// What is more than a notice.
    pressing: Vec<Kind>,
}

impl Counted {
    fn of(&self, at: &Snapshot, caller: &Caller, now_ms: i64) -> Option<u64> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(&at.scope())?;
        let same = found.revision == at.revision() && found.day == at.day().today;
        let stands = (now_ms..now_ms + STANDS_MS + 1).contains(&found.until_ms);
        (same && stands).then(|| count(&found.pressing, caller))
    }
}

/// How many needs are more than a notice to the caller. What cannot be counted is no reason to show no page.
pub(crate) async fn pressing(manager: &Manager, caller: &Caller, at: &Snapshot) -> u64 {
    let now_ms = manager.now_ms();
    if let Some(count) = manager.counted().of(at, caller, now_ms) {
        return count;
    }
    let needs = match all(manager, at, Whom::Nobody).await {
        Ok(needs) => needs,
        Err(problem) => {
            tracing::warn!(code = %problem.code, detail = ?problem.detail, "what needs somebody could not be counted");
            return 0;
        }
    };
    let pressing: Vec<Kind> =
        needs.iter().filter(|need| need.severity > Severity::Notice).map(|need| need.kind).collect();
    let count = count(&pressing, caller);
    let found =
        Found { revision: at.revision(), day: at.day().today, until_ms: now_ms + STANDS_MS, pressing };
    manager.counted().0.lock().unwrap_or_else(PoisonError::into_inner).insert(at.scope(), found);
    count
}

fn count(pressing: &[Kind], caller: &Caller) -> u64 {
    pressing.iter().filter(|kind| sees(caller, **kind)).count() as u64
}
