//! Long work: started by one request, asked for by others.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A job (`GET /jobs/{id}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Job {
    /// The id.
    pub id: String,
    /// What kind of work: `assign`, `recall`, `import`, `undo`, `rules`.
    #[schema(example = "assign")]
    pub kind: String,
    /// How it stands.
    pub state: JobState,
    /// What was asked for, in short.
    #[schema(value_type = Object)]
    pub asked: serde_json::Value,
    /// How many are done.
    pub done: u64,
    /// Of how many.
    pub total: u64,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// Who asked, as in the ledger: `account:3`, `token:7`.
    pub created_by: String,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub finished_at: Option<Timestamp>,
    /// The revision of its change, when it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revision: Option<u64>,
    /// When it is done: what the request would have been answered, had it been short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub answer: Option<serde_json::Value>,
    /// When it failed: why, as a problem. Nothing was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub problem: Option<serde_json::Value>,
}

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Other work goes first.
    Queued,
    /// It is at work.
    Running,
    /// Its change is made.
    Done,
    /// Nothing was changed.
    Failed,
}

/// 202: the work goes on beside the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JobStarted {
    /// The job's id.
    pub job: String,
    /// Where to ask how far it is: `/api/v1/jobs/{id}`.
    pub url: String,
}
