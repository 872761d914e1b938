//! Tables as answers: to programs, which may have the same as JSON, and to people.

use axum::response::{IntoResponse as _, Response};
use licentia_platform::web::{CSV, Download, Json, download};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::MARK;

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    #[default]
    Json,
    Csv,
}

impl Format {
    /// A report as a program asked for it: the object that `wire` makes of it, or the file `name` that `table` writes.
    pub(crate) fn answer<R, T: Serialize>(
        self,
        name: &str,
        report: R,
        table: impl FnOnce(&R) -> String,
        wire: impl FnOnce(R) -> T,
    ) -> Response {
        match self {
            Self::Json => Json(wire(report)).into_response(),
            Self::Csv => file(name, table(&report)),
        }
    }
}

/// A table for people, who open it in a spreadsheet: its bytes say that they are UTF-8.
pub(crate) fn sheet(name: &str, table: &str) -> Download {
    file(name, format!("{MARK}{table}"))
}

fn file(name: &str, table: String) -> Download {
    download(CSV, &format!("{name}.csv"), table)
}
