//! Log-ins, and the concurrent seats that sessions take (rule 6).
//!
//! Opening, changing and ending a session is durable and goes through the database's door for what arrives by the
//! thousand: one decision over everything that waits, one set statement, one ledger entry. Seats are counted there, by
//! the one writer of the installation, so that no race gives a seat twice. Heartbeats stay in memory and are flushed.

pub(crate) mod api;
mod beats;
mod end;
mod list;
mod notices;
mod page;
mod purge;
mod store;
mod visit;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use licentia_core::decide::{Code, Reason};
use licentia_core::ids::{ModuleNo, UserNo};
use licentia_core::login::LoginResult;
use licentia_platform::access::{Check, Granted};
use licentia_platform::problem::Problem;
use uuid::Uuid;

pub(crate) use api::routes as api_routes;
pub(crate) use beats::{Beats, flush, sweep};
pub(crate) use end::end_with_their_users;
pub use end::{Ended, MOST, end_by_administrator};
pub use list::{Found, Listed, SessionFilter, SessionSort, SortBy, list, named, of_user};
pub use notices::Told;
pub(crate) use page::routes as page_routes;
pub use purge::KEPT_DAYS;
pub(crate) use purge::purge;

use crate::history::Noted;
use crate::sealed::CENTRAL;
use crate::snapshot::{Session, Snapshot};
use crate::state::Manager;
use visit::{Item, Visits, What};

/// How often a session says that it goes on, in seconds: the application is told so in every answer. After two intervals
/// without a word it ends.
pub fn heartbeat_s(manager: &Manager) -> u32 {
    manager.settings().sessions.heartbeat_seconds
}

/// How long a session may be silent, and the grace of every open one after a start: two intervals.
pub(crate) fn patience_ms(manager: &Manager) -> i64 {
    2_000 * i64::from(heartbeat_s(manager))
}

/// Somebody wants to come in.
#[derive(Clone, Debug)]
pub struct LogIn {
    /// The user's id or log-in name.
    pub user: String,
    /// The client's module; a bare code means the first issuer that has one.
    pub client: String,
    /// Further modules the session needs.
    pub modules: Vec<String>,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The result.
    pub result: LoginResult,
    /// The session, when there is one.
    pub session: Option<Uuid>,
    /// The concurrent modules of which the session has a seat.
    pub seats: Vec<ModuleNo>,
    /// The module at fault, by name, and why.
    pub because: Option<(String, Code)>,
    /// What the user is to be told.
    pub told: Vec<Told>,
    /// The revision after it.
    pub revision: u64,
    /// What the day remembers since, of all that was decided with it.
    pub(crate) noted: Option<Arc<Noted>>,
}

/// Decides a log-in and opens its session, taking one unit of each concurrent module it needs, all or nothing. A
/// refusal is an answer, not an error.
///
/// # Errors
/// 503 `behind`, `database_unavailable`, `outcome_unknown`.
pub async fn log_in(manager: &Manager, granted: &Granted<Check>, ask: LogIn) -> Result<Visit, Problem> {
    visit(manager, granted, What::Open(ask)).await
}

/// Takes seats of further modules for an open session, all or nothing, and gives others back.
///
/// # Errors
/// 404 `not_found` when the session is not open; as [`log_in`].
pub async fn seats(
    manager: &Manager,
    granted: &Granted<Check>,
    session: Uuid,
    take: Vec<String>,
    release: Vec<String>,
) -> Result<Visit, Problem> {
    visit(manager, granted, What::Seats { session, take, release }).await
}

/// Ends a session and frees its seats. Ending one that has ended is done already.
///
/// # Errors
/// 404 `not_found` when there never was such a session; as [`log_in`].
pub async fn end(manager: &Manager, granted: &Granted<Check>, session: Uuid) -> Result<Visit, Problem> {
    visit(manager, granted, What::End { session }).await
}

/// Notes that a session goes on, and that its user uses something today.
///
/// # Errors
/// 404 `not_found` when it is not open.
pub async fn heartbeat(manager: &Manager, granted: &Granted<Check>, session: Uuid) -> Result<(), Problem> {
    let snapshot = manager.snapshot(granted.scope).await?;
    let here = |open: &Session| granted.site == CENTRAL || snapshot.belongs(open.user, granted.site);
    if !snapshot.session(session.as_u128()).is_some_and(here) {
        return Err(Problem::not_found("session"));
    }
    manager.beats().note(granted.scope, session.as_u128(), manager.now_ms());
    if let (Some(open), Ok(slot)) = (snapshot.session(session.as_u128()), manager.slot(granted.scope)) {
        slot.last_use().note(open.user);
    }
    Ok(())
}

async fn visit(manager: &Manager, granted: &Granted<Check>, what: What) -> Result<Visit, Problem> {
    let slot = manager.slot(granted.scope)?;
    manager.ready(&slot)?;
    crate::day::begin(manager, &slot).await;
    let who = whose(&slot.load(), &what);
    let uses = matches!(what, What::Open(_) | What::Seats { .. });
    let item = Item { slot: Arc::clone(&slot), site: granted.site, access: manager.access().clone(), what };
    let visit = manager.db().append::<Visits>(granted.scope, item).await??;
    visit.noted.iter().for_each(|noted| slot.kept().learn(noted));
    manager.reach(&slot, visit.revision).await;
    // Whoever is let in uses the licence, whether the application asks anything else or not.
    if let Some(user) = who.filter(|_| uses && visit.result == LoginResult::Ok) {
        slot.last_use().note(user);
    }
    note_refusal(manager, granted, who, &visit).await;
    Ok(visit)
}

/// Whom it is about, where that is known.
fn whose(at: &Snapshot, what: &What) -> Option<UserNo> {
    match what {
        What::Open(ask) => at.user_named(&ask.user).map(|user| user.no()),
        What::Seats { session, .. } | What::End { session } | What::Silent { session, .. } => {
            at.session(session.as_u128()).map(|session| session.user)
        }
    }
}

/// Counts a log-in that was refused, as checks count theirs: for want of a licence or a seat, or because the user may not
/// log in at all.
async fn note_refusal(manager: &Manager, granted: &Granted<Check>, who: Option<UserNo>, visit: &Visit) {
    let at_all = at_all(who, visit.result);
    if visit.because.is_none() && at_all.is_none() {
        return;
    }
    let Ok(snapshot) = manager.snapshot(granted.scope).await else { return };
    let (user, now) = (who.map_or(-1, |user| i64::from(user.0)), manager.now_ms());
    match (&visit.because, at_all) {
        (Some((module, code)), _) => {
            let module = snapshot.licences().no(module).map_or(-1, |no| i64::from(no.0));
            manager.refusals().add(granted.scope, snapshot.day().today, user, module, *code, now);
        }
        (None, Some(reason)) => manager.refusals().add_login(&snapshot, user, reason, now),
        (None, None) => {}
    }
}

/// Why somebody may not log in at all, whatever is licensed.
fn at_all(who: Option<UserNo>, result: LoginResult) -> Option<Reason> {
    match result {
        LoginResult::NotAllowed if who.is_none() => Some(Code::UserUnknown.into()),
        LoginResult::NotAllowed | LoginResult::WaitingForApproval => Some(Code::UserInactive.into()),
        LoginResult::WrongInstallation => Some(Reason::WrongInstallation),
        LoginResult::BlockedByEvent => Some(Reason::BlockedByEvent),
        _ => None,
    }
}
