//! What several nouns share: pages, problems, and the small enumerations of the domain.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items of this page, in the order asked for.
    pub items: Vec<T>,
    /// Where the next page begins, to be given as `cursor`; absent or null on the last page.
    #[serde(default)]
    pub next: Option<String>,
    /// How many items the whole list has, where the server knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// A list that fits one page.
    pub fn whole(items: Vec<T>) -> Self {
        let total = Some(items.len() as u64);
        Self { items, next: None, total }
    }
}

/// How a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PageQuery {
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// How many items at most, 1 to 1,000; 50 unless told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The member to sort by; a leading `-` sorts downwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
}

/// Why a request was refused or failed (RFC 9457, `application/problem+json`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ProblemBody {
    /// A URI reference that names the kind of problem and leads to its documentation.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The localised sentence for people.
    #[serde(default)]
    pub title: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: u16,
    /// What exactly was wrong, where there is more to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request that it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// The stable code, in snake case: what programs decide by.
    #[serde(default)]
    pub code: String,
    /// Further members, by code: `line`, `blocked`, `counts` …
    #[serde(flatten)]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A change that answers nothing but the revision that it made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changed {
    /// The ledger's revision after the change. A server that shows at least this revision shows the
    /// change.
    pub revision: u64,
}

/// What a licence covers (rule 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The whole installation: there or not, nothing to assign.
    System,
    /// Counted per installation.
    Site,
    /// Counted per user.
    User,
}

/// What takes a seat (rule 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// Each user who is assigned it.
    Named,
    /// Each open session.
    Concurrent,
}

/// Where the dates put an issuer's licences today (rule 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing to tell.
    Current,
    /// Works; administrators are told.
    Warned,
    /// Works; everybody responsible is told.
    Expired,
    /// Stopped: writing modules read only, reading ones not at all.
    Stopped,
}

/// The kind of a user (rule 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UserKind {
    /// An employee.
    #[default]
    Internal,
    /// A room, a vehicle.
    Resource,
    /// A person of another company.
    External,
    /// Whoever visits.
    Anonymous,
    /// A program.
    System,
}

impl From<licentia_core::licence::Scope> for Scope {
    fn from(scope: licentia_core::licence::Scope) -> Self {
        match scope {
            licentia_core::licence::Scope::System => Self::System,
            licentia_core::licence::Scope::Site => Self::Site,
            licentia_core::licence::Scope::User => Self::User,
        }
    }
}

impl From<licentia_core::licence::Counting> for Counting {
    fn from(counting: licentia_core::licence::Counting) -> Self {
        match counting {
            licentia_core::licence::Counting::Named => Self::Named,
            licentia_core::licence::Counting::Concurrent => Self::Concurrent,
        }
    }
}

impl From<licentia_core::dates::Standing> for Standing {
    fn from(standing: licentia_core::dates::Standing) -> Self {
        match standing {
            licentia_core::dates::Standing::Current => Self::Current,
            licentia_core::dates::Standing::Warned => Self::Warned,
            licentia_core::dates::Standing::Expired => Self::Expired,
            licentia_core::dates::Standing::Stopped => Self::Stopped,
        }
    }
}
