//! Files of rows that are taken in.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is wrong with a row of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProblem {
    /// The row as a spreadsheet numbers it: the heading is row 1.
    pub row: u64,
    /// The column at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The stable code.
    #[schema(example = "login_taken")]
    pub code: String,
    /// The same as a sentence.
    pub message: String,
}

/// What came of a file of users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportAnswer {
    /// How many of each.
    pub counts: ImportCounts,
    /// What is wrong with rows that were left out, the first 1,000.
    #[serde(default)]
    pub problems: Vec<ImportProblem>,
    /// Where the rest of the problems begins: the `cursor` of `GET /jobs/{id}/problems`.
    #[serde(default)]
    pub next: Option<String>,
    /// The revision after the change; the present one when nothing was changed.
    pub revision: u64,
}

/// How many rows, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportCounts {
    /// Rows in the file, without its heading.
    pub rows: u64,
    /// Users added.
    pub created: u64,
    /// Users changed.
    pub updated: u64,
    /// Users who are as the file says already.
    pub unchanged: u64,
    /// Rows left out because something is wrong with them.
    pub skipped: u64,
    /// Plans and modules handed out.
    pub assigned: u64,
}
