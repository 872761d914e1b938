//! Rules applied without being asked: when a package or a day has begun, and every hour.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::licences::Licences;
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::problem::Problem;

use super::change::{Agreed, Asked, trial, trial_sparing, write};
use super::edit::Edit;
use crate::blockers;
use crate::snapshot::Snapshot;
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

/// Applies the rules of one installation. Whoever would lose what an application objects to is left as is, and so is
/// everybody who would lose anything while one gives no answer; everybody else gets what the rules say.
async fn apply(manager: &Manager, scope: ScopeNo) -> Result<(), Problem> {
    let (_, mut trial, at) = trial(manager, scope, Edit::Nothing).await?;
    let mut spared = HashSet::new();
    let losing = trial.at_stake();
    if !losing.is_empty() {
        spared = objected(manager, &at, &losing).await?;
        let asked: HashSet<_> = losing.into_iter().collect();
        // With somebody spared a seat less is free, so that others may lose what nobody was asked about: they wait, too.
        while !spared.is_empty() {
            trial = trial_sparing(manager, scope, Edit::Nothing, spared.clone()).await?.1;
            let before = spared.len();
            let stake = trial.at_stake();
            spared.extend(stake.iter().filter(|lost| !asked.contains(lost)).map(|(user, _)| *user));
            if spared.len() == before {
                tracing::warn!(
                    scope = scope.0,
                    users = before,
                    "users are spared by the rules of distribution"
                );
                break;
            }
        }
    }
    if trial.changes.is_empty() {
        return Ok(());
    }
    let agreed = Agreed::of(manager, scope, &trial).await?.sparing(spared);
    write(manager, scope, &By::system("rules"), Asked::of(Edit::Nothing), agreed, None).await?;
    Ok(())
}

/// Who may not lose these licences: those to whom an application objects; everybody of them when one gives no answer.
async fn objected(
    manager: &Manager,
    at: &Snapshot,
    losing: &[(UserNo, ModuleNo)],
) -> Result<HashSet<UserNo>, Problem> {
    match blockers::objections(manager, at.scope(), losing).await {
        Ok(objections) => {
            let named = objections.iter().filter_map(|one| at.user_named(&one.user));
            Ok(named.map(|user| user.no()).collect())
        }
        Err(Problem { code, detail, .. }) if code == "blocker_unreachable" => {
            tracing::warn!(
                scope = at.scope().0,
                ?detail,
                "a blocker gave no answer: nobody loses anything by rules"
            );
            Ok(losing.iter().map(|(user, _)| *user).collect())
        }
        Err(problem) => Err(problem),
    }
}
