//! System events: what bars, warns or informs everybody until somebody ends it (rule 16).
//!
//! Administrators start four kinds: *No login*, *No free text*, *No travel* and the *Message of the day*. Applications
//! raise what they are busy with, and say how far it is. An event never ends by itself, and one that has ended stays
//! for history. Those that are active stand in the snapshot, so that a log-in is barred on every server within the
//! second; how far an application is stands outside the chain.
//!
//! Open pages and applications hear of changes at once: [`live`] sends them as server-sent events.

pub(crate) mod api;
mod change;
mod hand;
mod list;
pub(crate) mod live;
pub(crate) mod page;
mod progress;
mod reaching;
mod start;
pub(crate) mod store;
#[cfg(test)]
mod tests;
mod told;
mod wire;

pub(crate) use change::ending_now;
pub use change::{Change, change, end};
pub use hand::{Hand, ReachAsked};
pub use list::{Actors, Found, Named, Past, Which, find, list};
pub use progress::{Report, report};
pub use reaching::{Reaching, reaching_user};
pub use start::{NewEvent, start};

pub(crate) use api::routes as api_routes;
pub(crate) use hand::owner;
pub(crate) use live::follow_progress;
pub(crate) use page::routes as page_routes;
pub(crate) use reaching::{follow_group, groups_of, of_reader};
pub(crate) use told::sentence;

use licentia_core::events::{self, EventKey, Reach};
use serde::{Deserialize, Serialize};

use crate::snapshot::Snapshot;

/// Events that may be active at the same time: everybody reads all of them.
const MOST: usize = 500;

/// Who started an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody who manages licences.
    Person,
    /// An application, about its own work.
    Application,
}

impl Source {
    /// The name in interfaces and tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Application => "application",
        }
    }
}

/// A system event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its id.
    pub id: String,
    /// What it is known by.
    pub key: EventKey,
    /// Whom it is for.
    pub reach: Reach,
    /// Who started it.
    pub source: Source,
    /// Who ends it.
    pub ending: events::Ending,
    /// What an application calls it.
    pub name: Option<String>,
    /// What is told.
    pub message: Option<String>,
    /// When it was started, in milliseconds UTC.
    pub activated_at: i64,
    /// By whom, as the ledger names actors.
    pub activated_by: String,
    /// When it is expected to be over: an estimate, that ends nothing.
    pub finish_at: Option<i64>,
    /// When and by whom it was ended.
    pub ended: Option<(i64, String)>,
    /// The change that last wrote it, progress apart.
    pub revision: u64,
    /// How far the application is. A snapshot has it as it was when the event last changed; lists read it.
    pub progress: Option<events::Progress>,
    /// What it says it is doing; likewise.
    pub status: Option<String>,
}

impl events::Event for Event {
    fn key(&self) -> &EventKey {
        &self.key
    }
    fn reach(&self) -> &Reach {
        &self.reach
    }
}

/// The events that are active, as a snapshot keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// The latest first.
    pub active: Vec<Event>,
    /// The change that last started, changed or ended one.
    pub revision: u64,
}

impl Events {
    /// Whether it must be known to which groups a user belongs.
    pub(crate) fn ask_for_groups(&self) -> bool {
        self.active.iter().any(|event| matches!(event.reach, Reach::Group(_)))
    }
}

impl Snapshot {
    /// The system events that are active.
    pub fn events(&self) -> &Events {
        &self.events
    }
}
