//! Visits that have just begun: while they last, news is waited for.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use licentia_core::names::IssuerName;
use licentia_platform::db::ScopeNo;

/// How long after somebody went to the store the authority is asked more often, in milliseconds.
const FRESH_MS: i64 = 15 * 60 * 1_000;

/// The visits that this server has sent off. What is lost when it stops is only haste: the authority is asked
/// daily anyway, and whenever somebody comes back.
#[derive(Debug, Default)]
pub(crate) struct Visits(Mutex<HashMap<(ScopeNo, IssuerName), i64>>);

impl Visits {
    /// Somebody goes to an issuer's store.
    pub(crate) fn begin(&self, scope: ScopeNo, issuer: IssuerName, now_ms: i64) {
        let mut visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        visits.retain(|_, until| *until > now_ms);
        visits.insert((scope, issuer), now_ms + FRESH_MS);
    }

    /// Whether somebody is in an issuer's store, or was a moment ago.
    pub(crate) fn is_fresh(&self, whom: &(ScopeNo, IssuerName), now_ms: i64) -> bool {
        let visits = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = visits.get(whom).copied();
        // A visit further ahead than any can be began under a wrong clock.
        until.is_some_and(|until| until > now_ms && until <= now_ms + FRESH_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_fresh_for_a_quarter_of_an_hour() {
        let visits = Visits::default();
        let whom = (ScopeNo(1), IssuerName::new("acme").unwrap());
        assert!(!visits.is_fresh(&whom, 0));
        visits.begin(whom.0, whom.1.clone(), 1_000);
        assert!(visits.is_fresh(&whom, 1_000) && visits.is_fresh(&whom, FRESH_MS));
        assert!(!visits.is_fresh(&whom, FRESH_MS + 1_000));
        assert!(!visits.is_fresh(&(ScopeNo(2), whom.1.clone()), 1_000));
        assert!(!visits.is_fresh(&whom, -1), "the clock was set back");
    }
}
