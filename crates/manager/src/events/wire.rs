//! Events as the interface shows them.

use jiff::Timestamp;
use licentia_core::events::{Ending, Progress};
use licentia_platform::problem::Problem;
use licentia_protocol::api::{ActiveEvents, NewSystemEvent, SystemEvent, SystemEventChange};
use licentia_ui::Lang;

use super::{Actors, Change, Event, NewEvent, ReachAsked, Reaching, Report, owner, told};
use crate::snapshot::Snapshot;

/// An event in the caller's language.
pub(super) fn event(at: &Snapshot, actors: &Actors, event: &Event, lang: Lang) -> SystemEvent {
    let when = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    let who = |actor: &str| match actors.get(actor) {
        Some(named) => named.login.clone().unwrap_or_else(|| named.name.clone()),
        None => actor.to_owned(),
    };
    let ended = event.ended.as_ref();
    SystemEvent {
        id: event.id.clone(),
        key: event.key.to_string(),
        title: told::title(event, lang),
        message: event.message.clone(),
        scope: event.reach.as_str().to_owned(),
        owner: owner(at, &event.reach),
        source: event.source.as_str().to_owned(),
        ending: event.ending.as_str().to_owned(),
        activated_at: when(event.activated_at),
        activated_by: Some(who(&event.activated_by)),
        finish_at: event.finish_at.map(when),
        ended_at: ended.map(|(ms, _)| when(*ms)),
        ended_by: ended.map(|(_, by)| who(by)),
        done: event.progress.map(|progress| progress.done),
        total: event.progress.map(|progress| progress.total),
        status: event.status.clone(),
        revision: event.revision,
    }
}

/// The events that reach somebody. Who started them is no affair of an application's.
pub(super) fn active(at: &Snapshot, reaching: &Reaching, lang: Lang) -> ActiveEvents {
    let nobody = Actors::default();
    let shown = |one: &Event| SystemEvent { activated_by: None, ..event(at, &nobody, one, lang) };
    ActiveEvents {
        items: reaching.events.iter().map(shown).collect(),
        blocks_login: reaching.blocks_login,
        revision: reaching.revision,
    }
}

/// The event that is asked for.
pub(super) fn new(asked: NewSystemEvent) -> Result<NewEvent, Problem> {
    let NewSystemEvent { key, scope, owner, name, message, finish_at, ending, done, total, status } = asked;
    let ending = ending.map(|name| {
        let known = Ending::from_name(&name);
        known.ok_or_else(|| {
            let problem = Problem::invalid("ending", "It must be one of: `free`, `emergency`, `never`.");
            problem.words("why-one-of").arg("known", "`free`, `emergency`, `never`")
        })
    });
    Ok(NewEvent {
        key,
        reach: reach(scope, owner),
        name,
        message,
        finish_at: finish_at.map(Timestamp::as_millisecond),
        ending: ending.transpose()?,
        progress: progress(done, total),
        status,
    })
}

/// A database, a group or a user that is named without a scope is not everybody.
fn reach(scope: Option<String>, owner: Option<String>) -> ReachAsked {
    ReachAsked { scope: scope.unwrap_or_default(), owner: owner.unwrap_or_default() }
}

fn progress(done: Option<u64>, total: Option<u64>) -> Option<Progress> {
    done.or(total).map(|_| Progress { done: done.unwrap_or_default(), total: total.unwrap_or_default() })
}

/// What a `PATCH` asks for.
pub(super) enum Asked {
    /// A change that the ledger tells of.
    Change(Change),
    /// How far an application is.
    Progress(Report),
}

/// Reads a `PATCH`: everything that is not progress makes it a change, and the two do not mix.
pub(super) fn change(asked: SystemEventChange, of_application: bool) -> Result<Asked, Problem> {
    let SystemEventChange { scope, owner, name, message, finish_at, done, total, status } = asked;
    let is_progress = done.is_some() || total.is_some() || status.is_some();
    let is_change = scope.is_some() || owner.is_some() || name.is_some() || message.is_some();
    let finish = finish_at.map(|at| at.map(Timestamp::as_millisecond));
    if is_progress && is_change {
        return Err(Problem::invalid("done", "Say how far it is, and change the event, in two requests.")
            .words("why-two-requests"));
    }
    if is_progress || (of_application && !is_change && matches!(finish, Some(Some(_)))) {
        return Ok(Asked::Progress(Report { done, total, status, finish_at: finish.flatten() }));
    }
    let reach = (scope.is_some() || owner.is_some()).then(|| reach(scope, owner));
    Ok(Asked::Change(Change { reach, name, message, finish_at: finish }))
}
