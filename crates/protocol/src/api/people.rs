//! What happens to people: leaving, and what they see of themselves.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Source, User};

/// `GET /users/{id}/leaving`: what each way of letting a user go would do (rule 18), before any of it is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Leaving {
    /// The three ways, from the mildest to the one that cannot be undone.
    pub levels: Vec<LeavingLevel>,
    /// The applications that are asked first, by the name they registered under.
    pub asked: Vec<String>,
    /// What they object to now; each of them is asked again when it is done.
    pub objections: Vec<LeavingObjection>,
    /// Whether a rule gives some of the licences: it may give them again to a user who stays when rules are next applied.
    #[serde(default)]
    pub by_rule: bool,
}

/// One way of letting a user go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeavingLevel {
    /// Which one.
    pub level: LeaveLevel,
    /// Whether it can be done now.
    pub possible: bool,
    /// If not, why: `nothing_assigned`, `already_former`, `user_has_session`, `last_administrator`, `recall_blocked`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The seats that become free, hidden modules left out.
    pub seats: Vec<FreedSeat>,
    /// How many intents on the waiting list would be met with them.
    pub served: u64,
    /// The first of those who would be served.
    pub served_first: Vec<ServedUser>,
}

/// How far a user goes (rule 18).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeaveLevel {
    /// Every licence is taken away; the user stays.
    Licences,
    /// A former employee: licences and log-in go, data stays.
    Former,
    /// The person is erased; id, history and counts stay.
    Delete,
}

/// Seats of a module that become free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreedSeat {
    /// The module or plan, `issuer.module`.
    pub module: String,
    /// Its title in the caller's language.
    pub title: String,
    /// How many.
    pub units: u64,
}

/// Somebody who would be served from the waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ServedUser {
    /// The user's id.
    pub id: String,
    /// The user's name.
    pub name: String,
    /// With what, `issuer.module`.
    pub module: String,
}

/// An application's reason against it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LeavingObjection {
    /// Which application.
    pub blocker: String,
    /// Its sentence, in its own words.
    pub message: String,
}

/// `GET /me`: what somebody who has signed in may know about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who it is.
    pub user: User,
    /// What the user holds or waits for, hidden modules left out.
    pub licences: Vec<OwnLicence>,
}

/// One plan or module of one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnLicence {
    /// The module or plan, `issuer.module`.
    pub module: String,
    /// Its title in the caller's language.
    pub title: String,
    /// Whether it is a user plan.
    pub plan: bool,
    /// `granted`, `resting` while the user may not log in, `waiting`, `later`, `over`, or `unlicensed` where no package
    /// in force brings it.
    pub state: String,
    /// What a waiting one waits for: `no_seat`, `prerequisite`, `user_kind` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The place on the waiting list, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<u64>,
    /// How many wait for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// Through what, and since when; several where it comes in several ways.
    pub sources: Vec<OwnSource>,
}

/// One way in which a module comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnSource {
    /// The plan or module that was granted.
    pub through: String,
    /// Where the grant comes from.
    pub source: Source,
    /// Who granted it, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
}
