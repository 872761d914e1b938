//! Starting an event.

use licentia_core::events::{Ending, EventKey, Progress, Reach, clash};
use licentia_platform::access::Right;
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::{Entry, TextId};
use licentia_platform::problem::Problem;
use serde_json::{Value, json};

use super::store::{self, Texts};
use super::{Event, Hand, MOST, ReachAsked, Source};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The most characters of what is told.
const LONGEST_MESSAGE: usize = 500;
/// The most characters of what an application calls an event.
const LONGEST_NAME: usize = 100;
/// The most characters of what it says it is doing.
const LONGEST_STATUS: usize = 200;

/// An event to start.
#[derive(Clone, Debug, Default)]
pub struct NewEvent {
    /// What it is known by.
    pub key: String,
    /// Whom it is for.
    pub reach: ReachAsked,
    /// What an application calls it.
    pub name: Option<String>,
    /// What is told.
    pub message: Option<String>,
    /// When it is expected to be over, in milliseconds UTC.
    pub finish_at: Option<i64>,
    /// Who ends it; usual for its key unless told, and for applications only.
    pub ending: Option<Ending>,
    /// How far it is.
    pub progress: Option<Progress>,
    /// What it is doing.
    pub status: Option<String>,
}

/// Starts an event.
///
/// # Errors
/// 403 `forbidden` for an application that would keep everybody out or speak to everybody, and for a reach that its
/// database does not have; 409 `event_exists` (with its `event`), `too_many_system_events`; 422 `invalid`, `user_unknown`,
/// `installation_unknown`.
pub async fn start(manager: &Manager, hand: &Hand, new: NewEvent) -> Result<Done<Event>, Problem> {
    let acting = hand.clone();
    manager.write(hand.scope(), hand.by(), move |w, at| start_in(w, at, &acting, &new)).await
}

fn start_in(w: &mut Write<'_>, at: &Snapshot, hand: &Hand, new: &NewEvent) -> Result<Event, Problem> {
    let event = checked(w, at, hand, new)?;
    let active = &at.events().active;
    if let Some(there) = clash(active, &event.key, &event.reach) {
        return Err(exists(there));
    }
    if active.len() >= MOST {
        return Err(Problem::conflict("too_many_system_events").arg("count", MOST));
    }
    let texts = texts(w, &event);
    store::insert(w, &event, &texts)?;
    let after = facts(w, &event, &texts);
    w.record(Entry::new("events.started", 1).subject(subject(&event.id)).after(after))?;
    Ok(event)
}

/// What the ledger calls an event.
pub(super) fn subject(id: &str) -> String {
    format!("event:{id}")
}

/// One of the key is active for the same already.
pub(super) fn exists(there: &Event) -> Problem {
    Problem::conflict("event_exists").arg("key", &there.key).with("event", &there.id)
}

fn checked(w: &mut Write<'_>, at: &Snapshot, hand: &Hand, new: &NewEvent) -> Result<Event, Problem> {
    let key: EventKey =
        new.key.trim().parse().map_err(|error| Problem::invalid("key", sentence(&format!("{error}"))))?;
    let kind = key.kind();
    let source = source(hand, &key)?;
    let reach = new.reach.resolve(at, hand)?;
    let message = line("message", new.message.as_deref(), LONGEST_MESSAGE)?;
    if kind.needs_message() && message.is_none() {
        return Err(
            Problem::invalid("message", "The message of the day needs a text.").words("why-message-empty")
        );
    }
    let ending = match source {
        Source::Person => Ending::Free,
        Source::Application => new.ending.unwrap_or_else(|| key.usual_ending()),
    };
    Ok(Event {
        id: w.new_id().to_string(),
        reach,
        source,
        ending,
        name: line("name", new.name.as_deref(), LONGEST_NAME)?,
        message,
        activated_at: w.now_ms(),
        activated_by: w.by().actor.reference(),
        finish_at: moment(new.finish_at)?,
        ended: None,
        revision: w.revision(),
        progress: new.progress,
        status: line("status", new.status.as_deref(), LONGEST_STATUS)?,
        key,
    })
}

/// The four kinds are people's when somebody starts them who manages licences; everything else is an application's.
fn source(hand: &Hand, key: &EventKey) -> Result<Source, Problem> {
    match (hand, key.kind().key().is_some()) {
        (Hand::Manages(_), true) => Ok(Source::Person),
        (Hand::Application(_), true) if !key.kind().for_applications() => {
            Err(Problem::forbidden(Right::ManageLicences.as_str()))
        }
        _ => Ok(Source::Application),
    }
}

/// A text of one paragraph without surroundings; nothing where there is none.
pub(super) fn line(path: &str, text: Option<&str>, longest: usize) -> Result<Option<String>, Problem> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    let Some(text) = text else { return Ok(None) };
    if text.chars().count() > longest {
        let problem = Problem::invalid(path, format!("No more than {longest} characters."));
        return Err(problem.words("why-no-more-characters").arg("most", longest));
    }
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\r') {
        return Err(Problem::invalid(path, "No control characters.").words("why-no-control"));
    }
    Ok(Some(text.to_owned()))
}

/// What is told, checked.
pub(super) fn message_line(text: Option<&str>) -> Result<Option<String>, Problem> {
    line("message", text, LONGEST_MESSAGE)
}

/// What an application calls an event, checked.
pub(super) fn name_line(text: Option<&str>) -> Result<Option<String>, Problem> {
    line("name", text, LONGEST_NAME)
}

/// What an application says it is doing, checked.
pub(super) fn status_line(text: Option<&str>) -> Result<Option<String>, Problem> {
    line("status", text, LONGEST_STATUS)
}

/// A moment that a calendar has.
pub(super) fn moment(at_ms: Option<i64>) -> Result<Option<i64>, Problem> {
    match at_ms {
        Some(at) if jiff::Timestamp::from_millisecond(at).is_err() || at < 0 => {
            Err(Problem::invalid("finish_at", "That is no moment of our calendar.").words("why-no-moment"))
        }
        at => Ok(at),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).chain(['.']).collect()
}

fn texts(w: &mut Write<'_>, event: &Event) -> Texts {
    let mut text = |text: &Option<String>| text.as_deref().map(|text| w.text(text));
    Texts { name: text(&event.name), message: text(&event.message) }
}

/// What the ledger says of an event: words of people, and names of groups, stand beside it.
pub(super) fn facts(w: &mut Write<'_>, event: &Event, texts: &Texts) -> Value {
    let owner = match &event.reach {
        Reach::Group(group) => json!(w.text(group)),
        reach => json!(reach.owner()),
    };
    let told = |text: &Option<TextId>| text.as_ref().map(|text| json!(text));
    json!({
        "event": event.id, "key": event.key, "scope": event.reach.as_str(), "owner": owner, "source": event.source,
        "ending": event.ending, "finish_at": event.finish_at, "name": told(&texts.name), "message": told(&texts.message),
    })
}
