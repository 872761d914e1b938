//! Rules applied without being asked: when a package or a day has begun, and every hour.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::licences::Licences;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::change::{Agreed, Asked, trial, write};
use super::edit::Edit;
use crate::blockers;
use crate::state::Manager;

/// How often rules are applied although nothing is known to have changed, in milliseconds.
const EVERY_MS: i64 = 60 * 60 * 1_000;

/// For which licences, on which day and in which hour rules were last applied, by installation.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<HashMap<ScopeNo, For>>);

/// What the outcome depends on besides rules and users, whose changes apply the rules themselves.
#[derive(Clone, Debug)]
struct For {
    licences: Arc<Licences>,
    day: Date,
    hour: i64,
}

impl Kept {
    /// Whether rules have yet to be applied under this.
    fn is_due(&self, scope: ScopeNo, now: &For) -> bool {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&scope).is_none_or(|last| {
            !Arc::ptr_eq(&last.licences, &now.licences) || last.day != now.day || last.hour != now.hour
        })
    }

    fn done(&self, scope: ScopeNo, now: For) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(scope, now);
    }
}

/// Applies the rules of every installation where it is due. What was decided on paper is written only when there is
/// something to write, so that an hour in which nothing happened costs no change.
///
/// # Errors
/// None: what goes wrong in one installation is for the log, and tried again.
pub(crate) async fn keep(manager: Manager, kept: Arc<Kept>) -> Result<(), Problem> {
    for slot in manager.slots() {
        let (scope, at) = (slot.scope(), slot.get());
        let now = For {
            licences: Arc::clone(&at.licences),
            day: at.day.today,
            hour: manager.now_ms().div_euclid(EVERY_MS),
        };
        if at.rules.rows.is_empty() || at.rules_rest() || !kept.is_due(scope, &now) {
            continue;
        }
        match apply(&manager, scope).await {
            Ok(()) => kept.done(scope, now),
            Err(Problem { code, detail, .. }) => {
                // An application that objects is not asked again every second.
                kept.done(scope, now);
                tracing::warn!(scope = scope.0, %code, ?detail, "the rules of distribution could not be applied");
            }
        }
    }
    Ok(())
}

/// Applies the rules of one installation.
async fn apply(manager: &Manager, scope: ScopeNo) -> Result<(), Problem> {
    let (_, trial, _) = trial(manager, scope, Edit::Nothing).await?;
    if trial.changes.is_empty() {
        return Ok(());
    }
    blockers::ask(manager, scope, &trial.loses, blockers::Despite::Nothing).await?;
    let agreed = Agreed::of(manager, scope, &trial).await?;
    write(manager, scope, &By::system("rules"), Asked::of(Edit::Nothing), agreed, None).await?;
    Ok(())
}
