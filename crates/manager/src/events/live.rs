//! Telling open pages and applications at once: server-sent events.
//!
//! What is sent to a page is a mark that says what changed last; the page, which knows the mark it was drawn with, asks
//! for itself again. An application is sent the events themselves.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use licentia_platform::access::{Caller, Right};
use licentia_platform::problem::Problem;
use licentia_platform::web::{EventStream, Pieces, event_stream};
use tokio::sync::watch;

use super::store;
use crate::snapshot::Slot;
use crate::state::Manager;

/// How often something is sent although nothing happened, so that no proxy closes the connection, and whether the
/// listener may still listen is asked.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// The least time between two messages to one listener: an application may report faster than pages can be drawn.
const BREATH: Duration = Duration::from_millis(250);
/// How often servers look for progress that another one was told.
pub(crate) const LOOK: Duration = Duration::from_secs(1);
/// Listeners of one server.
const MOST: usize = 10_000;
/// Listeners under one account or token.
const MOST_OF_ONE: usize = 1_000;

/// What changed last: the chain's revision for events, and the moment an application last told how far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    events: u64,
    told: i64,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.events, self.told)
    }
}

/// What the listeners of an installation follow.
pub(crate) struct Live(watch::Sender<Mark>);

impl Live {
    /// As the installation was loaded.
    pub(crate) fn new(events: u64) -> Self {
        Self(watch::Sender::new(Mark { events, told: 0 }))
    }

    /// What changed last.
    pub(crate) fn mark(&self) -> Mark {
        *self.0.borrow()
    }

    /// The events of the snapshot are those of another revision.
    pub(crate) fn changed(&self, events: u64) {
        self.0.send_if_modified(|mark| std::mem::replace(&mut mark.events, events) != events);
    }

    /// An application told how far it is.
    pub(crate) fn told(&self, at_ms: i64) {
        self.0.send_if_modified(|mark| {
            let later = at_ms > mark.told;
            mark.told = mark.told.max(at_ms);
            later
        });
    }

    fn listeners(&self) -> usize {
        self.0.receiver_count()
    }
}

/// Looks for progress that another server was told, where somebody listens.
///
/// # Errors
/// The database's.
pub(crate) async fn follow_progress(manager: Manager) -> Result<(), Problem> {
    for slot in manager.slots().iter().filter(|slot| slot.live().listeners() > 0) {
        let scope = slot.scope();
        if !slot.load().events().active.is_empty() {
            let told = manager.db().read(move |r| Ok(store::last_told(r, scope)?)).await?;
            slot.live().told(told);
        }
    }
    Ok(())
}

/// Who listens to this server.
#[derive(Clone)]
pub(crate) struct Streams {
    open: Arc<Mutex<HashMap<String, usize>>>,
    /// Grows when the server stops: whoever listens lets go, and comes back to the next one.
    stops: watch::Sender<u64>,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), stops: watch::Sender::new(0) }
    }
}

impl Streams {
    /// Ends every stream that is open now.
    pub(crate) fn end(&self) {
        self.stops.send_modify(|stops| *stops += 1);
    }

    fn enter(&self, who: String) -> Result<Seat, Problem> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = open.get(&who).copied().unwrap_or_default();
        if of_one >= MOST_OF_ONE || open.values().sum::<usize>() >= MOST {
            return Err(Problem::refused(503, "busy"));
        }
        *open.entry(who.clone()).or_default() += 1;
        Ok(Seat { open: Arc::clone(&self.open), who })
    }
}

/// A listener's place, given back when it goes.
struct Seat {
    open: Arc<Mutex<HashMap<String, usize>>>,
    who: String,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.who) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.who);
            }
        }
    }
}

/// An answer that goes on for as long as the caller has the right: `tell` makes the message for a mark, first at once and
/// then whenever something changes.
///
/// # Errors
/// 404 `not_found`; 503 `busy` when too many listen.
pub(super) fn stream<T, F>(
    manager: &Manager,
    caller: &Caller,
    headers: HeaderMap,
    right: Option<Right>,
    tell: T,
) -> Result<EventStream, Problem>
where
    T: Fn(Mark) -> F + Send + Sync + 'static,
    F: Future<Output = Result<String, Problem>> + Send + 'static,
{
    let slot = manager.slot(caller.scope)?;
    let seat = manager.streams().enter(caller.by.actor.reference())?;
    let (send, answer) = event_stream();
    let listener = Listener { manager: manager.clone(), headers, right, send, _seat: seat };
    tokio::spawn(listener.listen(slot, tell));
    Ok(answer)
}

struct Listener {
    manager: Manager,
    headers: HeaderMap,
    /// Without which nothing is told; none for whom it is enough to be signed in.
    right: Option<Right>,
    send: Pieces,
    _seat: Seat,
}

impl Listener {
    /// Sends until the listener has gone, may not listen any more, or the server stops.
    async fn listen<T, F>(self, slot: Arc<Slot>, tell: T)
    where
        T: Fn(Mark) -> F,
        F: Future<Output = Result<String, Problem>>,
    {
        let (mut marks, mut stops) = (slot.live().0.subscribe(), self.manager.streams().stops.subscribe());
        let mut beats = tokio::time::interval(HEARTBEAT);
        beats.tick().await;
        let mut known = None;
        loop {
            let mark = *marks.borrow_and_update();
            if known != Some(mark) {
                if !self.may_listen().await {
                    return;
                }
                let Ok(told) = tell(mark).await else { return };
                if !self.say(&message(mark, &told)).await {
                    return;
                }
                known = Some(mark);
                tokio::time::sleep(BREATH).await;
            }
            tokio::select! {
                changed = marks.changed() => if changed.is_err() { return },
                _ = beats.tick() => if !self.may_listen().await || !self.say(":\n\n").await { return },
                _ = stops.changed() => return,
                () = self.send.closed() => return,
            }
        }
    }

    async fn say(&self, text: &str) -> bool {
        self.send.send(Ok(Bytes::copy_from_slice(text.as_bytes()))).await.is_ok()
    }

    /// Whoever was signed out, or has the right no more, hears nothing more. A database that does not answer signs nobody
    /// out.
    async fn may_listen(&self) -> bool {
        let Ok(rights) = self.manager.access().rights_now(&self.headers).await else { return true };
        rights.is_some_and(|rights| self.right.is_none_or(|right| rights.has(right)))
    }
}

/// One message (WHATWG HTML §9.2.6): what is told has no line break, being a mark or JSON.
fn message(mark: Mark, told: &str) -> String {
    format!("retry: 2000\nid: {mark}\nevent: events\ndata: {told}\n\n")
}
