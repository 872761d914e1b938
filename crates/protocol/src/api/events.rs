//! System events (rule 16).

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A system event (`GET /events`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemEvent {
    /// Its id.
    pub id: String,
    /// What it is known by: `no_login`, `no_freetext`, `no_travel`, `message_of_the_day`, or what an application says.
    #[schema(example = "import")]
    pub key: String,
    /// What it is called, in the caller's language where it is known to everybody.
    #[schema(example = "Import")]
    pub title: String,
    /// What is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `everywhere`, `installation`, `group` or `user`.
    pub scope: String,
    /// The database's short name, the group, or the user's log-in name; absent for one that is everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// `person` or `application`: who started it.
    pub source: String,
    /// `free`: whoever may ends it. `emergency`: a person only in an emergency. `never`: only its application.
    pub ending: String,
    /// When it was started.
    #[schema(value_type = String, format = DateTime)]
    pub activated_at: Timestamp,
    /// By whom: an account's log-in name, a token's label, or the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated_by: Option<String>,
    /// When it is expected to be over. An estimate: it goes on until somebody ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finish_at: Option<Timestamp>,
    /// When it was ended; absent while it is active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<Timestamp>,
    /// By whom it was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<String>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Out of so much; 0 = nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What the application says that it is doing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The change that last wrote it, progress apart: what `If-Match` compares.
    pub revision: u64,
}

/// `POST /events`: an event to start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSystemEvent {
    /// `no_login`, `no_freetext`, `no_travel`, `message_of_the_day`; an application says what it is busy with: small
    /// letters, digits, and `.`, `_`, `-` between them, at most 64.
    #[schema(example = "import")]
    pub key: String,
    /// `everywhere` (unless told), `installation`, `group` or `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The database's short name (the central one unless told), the group, or the user's id or log-in name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What an application calls it, at most 100 characters; a key that everybody knows has a name already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is told, at most 500 characters. The message of the day needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Trade fair companies")]
    pub message: Option<String>,
    /// When it is expected to be over. It ends nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finish_at: Option<Timestamp>,
    /// Who ends what an application raises: `free`, `emergency` or `never`. Usual for the key unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<String>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Out of so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What the application is doing, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// `PATCH /events/{id}`: what becomes of an event. What is absent stays. `done`, `total`, `status` and, of what an
/// application raised, `finish_at` by themselves are progress: they may come every second, and stand outside the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemEventChange {
    /// Whom it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What an application calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When it is expected to be over; null = nobody knows.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finish_at: Option<Option<Timestamp>>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<u64>,
    /// Out of so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// What the application is doing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// Null is something else than absent.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Timestamp>>, D::Error> {
    Option::<Timestamp>::deserialize(deserializer).map(Some)
}

/// `GET /events/active`: what an application has to heed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActiveEvents {
    /// The active events that reach the user, or the database where no user is named; the latest first.
    pub items: Vec<SystemEvent>,
    /// Whether one of them keeps the user from logging in.
    pub blocks_login: bool,
    /// The change that last started, changed or ended an event.
    pub revision: u64,
}
