//! Visits that have just begun: while they last, news is waited for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use licentia_core::names::IssuerName;
use licentia_platform::db::ScopeNo;

/// How long after somebody went to the store the authority is asked more often, in milliseconds.
const FRESH_MS: i64 = 15 * 60 * 1_000;
/// How often it is asked then, in milliseconds.
const PAUSE_MS: i64 = 3_000;

/// The visits that this server has sent off. What is lost when it stops is only haste: the authority is asked
/// daily anyway, and whenever somebody comes back.
#[derive(Debug, Default)]
pub(crate) struct Visits(Mutex<HashMap<(ScopeNo, IssuerName), Going>>);

/// Somebody in a store, in milliseconds of this machine's clock.
#[derive(Clone, Copy, Debug)]
struct Going {
    until: i64,
    next: i64,
}

impl Visits {
    /// Somebody goes to an issuer's store.
    pub(crate) fn begin(&self, scope: ScopeNo, issuer: IssuerName, now_ms: i64) {
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        visits.retain(|_, going| going.until > now_ms);
        visits.insert((scope, issuer), Going { until: now_ms + FRESH_MS, next: now_ms + PAUSE_MS });
    }

    /// Whether the authority is to be asked because somebody is in its store, or was a moment ago. Says so once
    /// every few seconds.
    pub(crate) fn is_due(&self, whom: &(ScopeNo, IssuerName), now_ms: i64) -> bool {
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A visit further ahead than any can be began under a wrong clock.
        let fresh = |going: &&mut Going| going.until > now_ms && going.until <= now_ms + FRESH_MS;
        match visits.get_mut(whom).filter(fresh) {
            Some(going) if going.next <= now_ms => {
                going.next = now_ms + PAUSE_MS;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_a_quarter_of_an_hour_it_is_asked_every_three_seconds() {
        let visits = Visits::default();
        let whom = (ScopeNo(1), IssuerName::new("acme").unwrap());
        assert!(!visits.is_due(&whom, 0), "nobody is there");
        visits.begin(whom.0, whom.1.clone(), 0);
        let due: Vec<i64> = (0..12_000).step_by(500).filter(|now| visits.is_due(&whom, *now)).collect();
        assert_eq!(due, [3_000, 6_000, 9_000]);
        assert!(visits.is_due(&whom, FRESH_MS - 1) && !visits.is_due(&whom, FRESH_MS + PAUSE_MS));
        assert!(!visits.is_due(&(ScopeNo(2), whom.1.clone()), 3_000), "another installation");
        visits.begin(whom.0, whom.1.clone(), 10 * FRESH_MS);
        assert!(!visits.is_due(&whom, PAUSE_MS), "the clock was set back");
    }
}
