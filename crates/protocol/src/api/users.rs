//! Users of an installation.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UserKind;

/// A user (rule 18).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct User {
    /// The id, which never changes.
    pub id: String,
    /// The log-in name, unique in the installation.
    pub login: String,
    /// The name for people.
    pub name: String,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The kind, which some licences ask for.
    pub kind: UserKind,
    /// Whether the user may log in.
    pub can_log_in: bool,
    /// Where the user stands in the life of an account.
    pub state: UserState,
    /// The groups of the user.
    #[serde(default)]
    pub groups: Vec<String>,
    /// The user plans assigned, `issuer.module`, at most one per issuer (rule 3).
    #[serde(default)]
    pub plans: Vec<String>,
    /// When the user was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub created_at: Option<Timestamp>,
    /// When the user was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub updated_at: Option<Timestamp>,
    /// The last day on which the user was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub last_used: Option<Date>,
}

/// Where a user stands in the life of an account (rule 18).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserState {
    /// With us.
    #[default]
    Active,
    /// A former employee: licences and log-in gone, data kept.
    Former,
    /// Deleted: only the id, history and counts are kept.
    Deleted,
}

/// `POST /users`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The log-in name.
    #[schema(example = "anna", min_length = 1, max_length = 200)]
    pub login: String,
    /// The name for people; the log-in name unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Anna Berg")]
    pub name: Option<String>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The kind; internal unless told.
    #[serde(default)]
    pub kind: UserKind,
    /// Whether the user may log in; true unless told.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub can_log_in: bool,
    /// The groups of the user.
    #[serde(default)]
    pub groups: Vec<String>,
}

fn yes() -> bool {
    true
}

/// `PATCH /users/{id}`: what is absent stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserPatch {
    /// A new log-in name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// A new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new e-mail address; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A new kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<UserKind>,
    /// Whether the user may log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_log_in: Option<bool>,
    /// With `can_log_in: true`: activate even if the licences find no free seats (rule 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_licences: Option<bool>,
    /// All groups, replacing the present ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// Active or former; deleting has its own method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<UserState>,
}

/// Which users are meant: all conditions given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserFilter {
    /// Text that occurs in the name, log-in name or e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// Members of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Users of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<UserKind>,
    /// Users in this state; everybody who is not deleted unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<UserState>,
    /// Users who may or may not log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub can_log_in: Option<bool>,
    /// Users who are assigned this module or plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<String>,
    /// Users who are not assigned this module or plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without: Option<String>,
    /// Users with this plan, active or waiting; `none`: users without any plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Users who hold this module today, directly or through a plan, and may log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// Users with something on the waiting list, or with nothing on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<bool>,
}
