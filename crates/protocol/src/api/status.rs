//! How things stand with an installation: the Status tab for programs.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{LimitItem, Standing};

/// `GET /status`: whose installation it is, its plan and limits, what expires next, who is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusAnswer {
    /// The company it belongs to; absent before it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The serial number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// The installation's name.
    pub installation: String,
    /// `central`: satellites are asked about with `GET /installations`.
    #[schema(example = "central")]
    pub kind: String,
    /// How many satellites it has.
    pub satellites: u64,
    /// What each issuer's package in force says, the vendor's own first.
    pub subscriptions: Vec<StatusSubscription>,
    /// The first expiry to come, over all issuers; where none is to come, the last that has been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_expiry: Option<StatusExpiry>,
    /// Who is logged in now.
    pub logged_in: StatusLoggedIn,
    /// The product version that the application last reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// When it reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub version_reported_at: Option<Timestamp>,
    /// The version of this server.
    pub server_version: String,
    /// Every plan limit as it stands now.
    pub limits: Vec<LimitItem>,
    /// Whether this is demo mode (rule 11).
    pub demo: bool,
    /// The revision of the ledger it is read from.
    pub revision: u64,
}

/// What one issuer's package in force says about the whole installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusSubscription {
    /// The issuer.
    pub issuer: String,
    /// What it calls itself, in the caller's language.
    pub title: String,
    /// Whether it is a partner, beside the vendor's own.
    pub partner: bool,
    /// Where its dates put it today.
    pub standing: Standing,
    /// The day its licences expire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub expiry: Option<Date>,
    /// The last day of maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub maintenance: Option<Date>,
    /// The one plan of the whole organisation, where there is one (rule 3a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<StatusSuite>,
    /// How near the nearest limit is, of what the plan includes, its seats among them: `normal`, `warning`, `reached`.
    #[schema(example = "normal")]
    pub level: String,
}

/// A suite and its seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusSuite {
    /// Its code.
    #[schema(example = "core")]
    pub name: String,
    /// Its title in the caller's language.
    pub title: String,
    /// The module whose seats follow *can log in*.
    pub module: String,
    /// The next suite up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many people have a seat.
    pub in_use: u64,
    /// How many seats there are; absent = no cap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// How many people wait for one.
    pub waiting: u64,
}

/// When licences expire, and whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusExpiry {
    /// The day.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// The issuer.
    pub issuer: String,
}

/// Who is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StatusLoggedIn {
    /// People.
    pub people: u64,
    /// Programs and anonymous users.
    pub services: u64,
    /// Open log-ins.
    pub sessions: u64,
}
