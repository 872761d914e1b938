//! Log-ins and the concurrent seats that sessions take (rule 6).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `POST /logins`: a user wants to come in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The user's id or log-in name.
    #[schema(example = "anna")]
    pub user: String,
    /// The client's module, `issuer.module`.
    #[schema(example = "superoffice.web")]
    pub client: String,
    /// Further modules that the session needs from the start; of concurrent ones it takes a seat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
}

/// How a log-in ended. A refusal is an answer too: it says what the application does next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LoginAnswer {
    /// `ok`, `needs_licence_manager`, `needs_licence`, `not_allowed`, `waiting_for_approval`, `blocked_by_event`,
    /// `no_free_session` or `wrong_installation`.
    #[schema(example = "ok")]
    pub result: String,
    /// The session, when the user is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The concurrent modules of which the session has a seat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seats: Vec<String>,
    /// After how many seconds the application says that the session goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_heartbeat_s: Option<u32>,
    /// The module at fault, when one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Why that module was at fault, as a check's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The result as a sentence in the caller's language.
    pub message: String,
    /// What the user should be told: the message of the day, licences that run out.
    #[serde(default)]
    pub notices: Vec<String>,
    /// Whether this is demo mode (rule 11).
    #[serde(default)]
    pub demo: bool,
    /// In demo mode, whether the installation has ever been licensed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licensed_before: Option<bool>,
    /// In demo mode, how many records the application may let this installation have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_cap: Option<u64>,
}

/// `POST /sessions/{id}/seats`: a session needs seats of further modules, or gives some back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatsRequest {
    /// The modules to take a seat of, all or none.
    #[serde(default)]
    pub modules: Vec<String>,
    /// The modules to give back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub release: Vec<String>,
}

/// The answer to a heartbeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HeartbeatAnswer {
    /// After how many seconds the next one is expected.
    pub next_heartbeat_s: u32,
}

/// An open session (`GET /sessions`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenSession {
    /// Its id.
    pub id: String,
    /// The id of the user who logged in.
    pub user: String,
    /// The log-in name.
    pub login: String,
    /// The user's name.
    pub name: String,
    /// The client's module, `issuer.module`.
    #[schema(example = "superoffice.web")]
    pub client: String,
    /// The concurrent modules of which it has a seat.
    #[serde(default)]
    pub seats: Vec<String>,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
    /// When the application last said that it goes on.
    #[schema(value_type = String, format = DateTime)]
    pub heard_at: Timestamp,
}
