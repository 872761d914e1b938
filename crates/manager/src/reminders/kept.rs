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

/// What is to be done now, and what to remember afterwards.
enum Plan {
    Look(Last),
    /// A server that has just started notes what is in force, and waits for the hour like any other.
    Note(Last),
    Rest,
}

impl Kept {
    fn plan(&self, at: &Snapshot, morning: bool) -> Plan {
        let (today, licences) = (at.day().today, Arc::clone(&at.licences));
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = kept.get(&at.scope());
        if morning && last.is_none_or(|last| last.day != Some(today)) {
            return Plan::Look(Last { licences, day: Some(today) });
        }
        match last {
            None => Plan::Note(Last { licences, day: None }),
            Some(last) if !Arc::ptr_eq(&last.licences, &licences) => {
                Plan::Look(Last { licences, day: last.day })
            }
            Some(_) => Plan::Rest,
        }
    }

    fn done(&self, scope: ScopeNo, last: Last) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(scope, last);
    }
}

/// Looks at every installation where it is time.
///
/// # Errors
/// None: what goes wrong in one installation is for the log, and tried again.
pub(crate) async fn keep(manager: Manager, kept: Arc<Kept>) -> Result<(), Problem> {
    for slot in manager.slots() {
        let (scope, at) = (slot.scope(), slot.get());
        let last = match kept.plan(&at, is_morning(manager.now_ms(), &at.installation().zone)) {
            Plan::Rest => continue,
            Plan::Note(last) => {
                kept.done(scope, last);
                continue;
            }
            Plan::Look(last) => last,
        };
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
