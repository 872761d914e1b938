//! Changing and ending an event.

use licentia_core::events::{Ender, Ending, MustRun, clash, may_end};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use serde_json::json;

use super::start::{exists, facts, message_line, moment, name_line, subject};
use super::store::{self, Texts};
use super::{Event, Hand, ReachAsked};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// What becomes of an event; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Whom it is for.
    pub reach: Option<ReachAsked>,
    /// What an application calls it.
    pub name: Option<String>,
    /// What is told.
    pub message: Option<String>,
    /// When it is expected to be over, in milliseconds UTC; `Some(None)` = nobody knows.
    pub finish_at: Option<Option<i64>>,
}

/// Changes an active event. `seen` is the revision that the caller saw, if it matters.
///
/// # Errors
/// 404 `not_found` when it is not active; 412 `precondition_failed`; 403 `forbidden` for an application that would change
/// what a person started; 409 `event_exists`; 422 as [`super::start`].
pub async fn change(
    manager: &Manager,
    hand: &Hand,
    id: String,
    change: Change,
    seen: Option<u64>,
) -> Result<Done<Event>, Problem> {
    let acting = hand.clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| change_in(w, at, &acting, &id, &change, seen);
    manager.write(hand.scope(), hand.by(), write).await
}

fn change_in(
    w: &mut Write<'_>,
    at: &Snapshot,
    hand: &Hand,
    id: &str,
    change: &Change,
    seen: Option<u64>,
) -> Result<Event, Problem> {
    let old = hand.take(at, id)?;
    if seen.is_some_and(|seen| seen != old.revision) {
        return Err(Problem::precondition_failed());
    }
    let new = changed(at, hand, old, change)?;
    if new == *old {
        return Ok(new);
    }
    let others: Vec<Event> = at.events().active.iter().filter(|event| event.id != id).cloned().collect();
    if let Some(there) = clash(&others, &new.key, &new.reach) {
        return Err(exists(there));
    }
    let new = Event { revision: w.revision(), ..new };
    // A text that was there is overwritten by an empty one: the ledger keeps both.
    let mut text = |old: &Option<String>, new: &Option<String>| {
        (old != new).then(|| w.text(new.as_deref().unwrap_or_default()))
    };
    let texts = Texts { name: text(&old.name, &new.name), message: text(&old.message, &new.message) };
    store::change(w, &new, &texts)?;
    let before = facts(w, old, &Texts { name: None, message: None });
    let after = facts(w, &new, &texts);
    w.record(Entry::new("events.changed", 1).subject(subject(id)).before(before).after(after))?;
    Ok(new)
}

fn changed(at: &Snapshot, hand: &Hand, old: &Event, change: &Change) -> Result<Event, Problem> {
    let mut new = old.clone();
    if let Some(reach) = &change.reach {
        new.reach = reach.resolve(at, hand)?;
    }
    if change.name.is_some() {
        new.name = name_line(change.name.as_deref())?;
    }
    if change.message.is_some() {
        new.message = message_line(change.message.as_deref())?;
    }
    if new.key.kind().needs_message() && new.message.is_none() {
        return Err(
            Problem::invalid("message", "The message of the day needs a text.").words("why-message-empty")
        );
    }
    if let Some(finish_at) = change.finish_at {
        new.finish_at = moment(finish_at)?;
    }
    Ok(new)
}

/// Ends an event. One that has ended is done already. `emergency` says that what goes on may be left half done.
///
/// # Errors
/// 404 `not_found` when there never was such an event; 403 `forbidden` for an application that would end what a person
/// started; 409 `event_must_run`, `event_in_emergency` (both with `raised_by`).
pub async fn end(manager: &Manager, hand: &Hand, id: String, emergency: bool) -> Result<Done<()>, Problem> {
    let acting = hand.clone();
    let write = move |w: &mut Write<'_>, at: &Snapshot| {
        let scope = w.scope();
        if let Some(past) = store::one(w, scope, &id)?.filter(|event| event.ended.is_some())
            && acting.sees(at, &past.reach)
        {
            return Ok(());
        }
        let event = acting.take(at, &id)?;
        let by = w.by().actor.reference();
        let now = w.now_ms();
        let raiser = store::raiser(w, &event.activated_by, now)?;
        let ending = if raiser.is_some() { event.ending } else { event.ending.unattended() };
        let ender = match &acting {
            Hand::Manages(_) if event.activated_by != by => Ender::Person { emergency },
            _ => Ender::Application,
        };
        may_end(ending, ender).map_err(|why| goes_on(why, raiser.as_deref()))?;
        store::end(w, &id, &by)?;
        let before = json!({"event": id, "key": event.key, "ending": event.ending, "emergency": emergency});
        w.record(Entry::new("events.ended", 1).subject(subject(&id)).before(before))
    };
    manager.write(hand.scope(), hand.by(), write).await
}

/// How an event is ended now: whoever raised it may have gone for good.
///
/// # Errors
/// The database's.
pub(crate) async fn ending_now(manager: &Manager, event: &Event) -> Result<Ending, Problem> {
    if event.ending == event.ending.unattended() {
        return Ok(event.ending);
    }
    let (raised_by, now) = (event.activated_by.clone(), manager.now_ms());
    let raiser = manager.db().read(move |r| Ok(store::raiser(r, &raised_by, now)?)).await?;
    Ok(if raiser.is_some() { event.ending } else { event.ending.unattended() })
}

/// `raiser` is what whoever raised it is called.
fn goes_on(why: MustRun, raiser: Option<&str>) -> Problem {
    let problem = Problem::conflict(match why {
        MustRun::UnlessEmergency => "event_in_emergency",
        MustRun::ToItsEnd => "event_must_run",
    });
    problem.arg("by", raiser.unwrap_or_default()).with("raised_by", raiser)
}
