//! When it is looked: at seven in the morning, and when licences have changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::civil::Date;
use licentia_core::licences::Licences;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::run::run;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The hour of the holder's day from which on it is looked.
const HOUR: i8 = 7;

/// For which licences and on which day it was last looked, by installation. Only a plan: what was told stands in the
/// database.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<HashMap<ScopeNo, Last>>);

#[derive(Clone, Debug)]
struct Last {
    licences: Arc<Licences>,
    /// The day of the last look at its hour.
    day: Option<Date>,
}

impl Kept {
    /// Whether to look, and what to remember once that is done.
    fn is_due(&self, at: &Snapshot, morning: bool) -> Option<Last> {
        let today = at.day().today;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = kept.get(&at.scope());
        let looked = last.and_then(|last| last.day);
        let changed = last.is_some_and(|last| !Arc::ptr_eq(&last.licences, &at.licences));
        let day = if morning { Some(today) } else { looked };
        // A server that has just started waits for the hour like any other.
        let due = changed || (morning && looked != Some(today)) || (last.is_none() && !morning);
        due.then(|| Last { licences: Arc::clone(&at.licences), day })
    }

    fn done(&self, scope: ScopeNo, last: Last) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(scope, last);
    }

    fn is_new(&self, scope: ScopeNo) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&scope)
    }
}

/// Looks at every installation where it is time.
///
/// # Errors
/// None: what goes wrong in one installation is for the log, and tried again.
pub(crate) async fn keep(manager: Manager, kept: Arc<Kept>) -> Result<(), Problem> {
    for slot in manager.slots() {
        let (scope, at) = (slot.scope(), slot.get());
        let morning = is_morning(manager.now_ms(), &at.installation().zone);
        let Some(last) = kept.is_due(&at, morning) else { continue };
        // Before the hour, a new server only notes what is in force.
        if kept.is_new(scope) && !morning {
            kept.done(scope, last);
            continue;
        }
        match run(&manager, scope).await {
            Ok(_) => kept.done(scope, last),
            Err(Problem { code, detail, .. }) => {
                tracing::warn!(scope = scope.0, %code, ?detail, "reminders could not be made and are tried again");
            }
        }
    }
    Ok(())
}

/// Whether the day has come to its hour in a zone.
fn is_morning(now_ms: i64, zone: &str) -> bool {
    let now = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::MAX);
    crate::day::zone(zone).to_datetime(now).hour() >= HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_morning_is_the_holders() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap().as_millisecond();
        assert!(!is_morning(at("2026-11-21T05:59:59Z"), "Europe/Stockholm"));
        assert!(is_morning(at("2026-11-21T06:00:00Z"), "Europe/Stockholm"));
        assert!(is_morning(at("2026-07-21T05:00:00Z"), "Europe/Stockholm"), "summer time");
        assert!(!is_morning(at("2026-11-21T06:00:00Z"), "America/New_York"));
        assert!(is_morning(at("2026-11-21T23:00:00Z"), "nowhere: UTC"));
    }
}
