//! Bulk changes that were made, and undoing them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A bulk change (`GET /changes`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BulkChange {
    /// Its revision in the ledger, by which it is named.
    pub revision: u64,
    /// What kind of change: `assignments.assigned`.
    pub kind: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who, as in the ledger: `account:3`.
    pub actor: String,
    /// What that account or token is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Why, in somebody's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How many users it was about.
    pub users: u64,
    /// How many of them it changed.
    #[serde(default)]
    pub changed: u64,
    /// How many assignments it touched.
    pub members: u64,
    /// The modules it was about.
    pub modules: Vec<String>,
    /// Whether changes of its kind can be undone.
    pub undoable: bool,
    /// The change that undid it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<u64>,
    /// The change that it undid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<u64>,
    /// With one change: what it touched, the first 1,000 after `skip`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touched: Vec<TouchedOne>,
}

/// What a change did to one assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TouchedOne {
    /// The user's log-in name; null when the user was deleted.
    #[serde(default)]
    pub user: Option<String>,
    /// The module or plan.
    pub module: String,
    /// `assigned`, `recalled`, `replaced`.
    #[schema(example = "assigned")]
    pub what: String,
}

/// `POST /changes/{revision}/undo`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UndoBody {
    /// Why, for the ledger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Go on although an application that should be asked first (`GET /blockers`) gives no answer.
    pub despite_silence: bool,
}
