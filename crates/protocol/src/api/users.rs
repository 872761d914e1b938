//! Users of an installation.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Source, UserKind};

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
    /// The groups of the user; the first is the primary one.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What the person does, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Account manager")]
    pub job_title: Option<String>,
    /// The role in the application, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Editor")]
    pub role: Option<String>,
    /// What else is kept about the user (department, cost centre), for filters and rules.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Somebody has yet to approve the user: no log-in and no seat, but licences can be assigned.
    #[serde(default)]
    pub waiting_for_approval: bool,
    /// The databases the user belongs to, by their short names: the central one, satellites.
    #[serde(default)]
    pub sites: Vec<String>,
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
    /// The groups of the user, at most 100; the first is the primary one.
    #[serde(default)]
    pub groups: Vec<String>,
    /// What the person does, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Account manager", max_length = 200)]
    pub job_title: Option<String>,
    /// The role in the application, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "Editor", max_length = 200)]
    pub role: Option<String>,
    /// What else is kept about the user: at most 50 texts of 200 characters, under names of 60.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Somebody has yet to approve the user: no log-in and no seat until then, but licences can be assigned.
    #[serde(default)]
    pub waiting_for_approval: bool,
    /// The databases the user belongs to, by their short names; the central one unless told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
}

impl NewUser {
    /// Somebody of this log-in name, and nothing else told.
    pub fn named(login: impl Into<String>) -> Self {
        Self {
            login: login.into(),
            name: None,
            email: None,
            kind: UserKind::default(),
            can_log_in: true,
            groups: Vec::new(),
            job_title: None,
            role: None,
            attributes: BTreeMap::new(),
            waiting_for_approval: false,
            sites: Vec::new(),
        }
    }
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
    /// All groups, replacing the present ones; the first is the primary one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<Vec<String>>,
    /// What the person does; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub job_title: Option<String>,
    /// The role in the application; empty to remove it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub role: Option<String>,
    /// All attributes, replacing the present ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<BTreeMap<String, String>>,
    /// False approves a user who waits for it, as `can_log_in: true` seats are checked; true asks for approval anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting_for_approval: Option<bool>,
    /// All databases the user belongs to, replacing the present ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sites: Option<Vec<String>>,
    /// Active or former; deleting has its own method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<UserState>,
    /// Go on although an application that should be asked first (`GET /blockers`) gives no answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub despite_silence: bool,
}

/// Users as lists offer them at one glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserQuick {
    /// With us, approved, and may log in.
    CanLogIn,
    /// Internal, with us, may not log in and was assigned nothing: people known of who are no users yet.
    Potential,
    /// Former employees.
    Former,
    /// Somebody has yet to approve them.
    WaitingForApproval,
    /// With an open session.
    LoggedOn,
    /// Assigned something whose last day is over, or whose licence is no longer in force.
    Expired,
    /// Without any licence: assigned nothing, or nothing that does not wait.
    None,
}

/// Which users are meant: all conditions given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserFilter {
    /// Words that occur in the name, log-in name, e-mail address, a group, the role, the job title, the value of an attribute
    /// or the title of a plan that is assigned, or that are the code of a licence that is assigned, or the user's id; with
    /// or without the signs over letters (`akesson` finds Åkesson).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// One of the sorts that lists offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quick: Option<UserQuick>,
    /// Internal users, or all others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub associates: Option<bool>,
    /// Members of this group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Users with exactly this role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Users with this attribute: `department=Sales`, or `department` for whatever value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// Users of this database, by its short name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Users who were assigned something by this source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
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
    /// Users with this plan, not those who only wait for it; `none`: users without any plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Users who hold this module today, directly or through a plan, and may log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<String>,
    /// Users with something on the waiting list, or with nothing on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<bool>,
}

/// `GET /groups`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Groups {
    /// Every group, by name.
    pub items: Vec<Group>,
}

/// Users who belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Group {
    /// The name.
    pub name: String,
    /// Who belongs to it, former employees too.
    pub members: u64,
    /// Who of them may log in.
    pub can_log_in: u64,
    /// The plans that members were granted, the most frequent first.
    pub plans: Vec<GroupPlan>,
}

/// How many of a group have a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupPlan {
    /// The plan, `issuer.module`.
    pub plan: String,
    /// Members who were granted it.
    pub users: u64,
}

/// `PATCH /groups/{group}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupPatch {
    /// What the group will be called.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
}

/// What renaming a group did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupRenamed {
    /// Users who carry the new name.
    pub users: u64,
}
