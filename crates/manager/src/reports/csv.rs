//! Reports as comma-separated values.

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use licentia_core::counting::Line;
use licentia_core::licences::Total;

use super::{Counting, Holders};
use crate::snapshot::Snapshot;

/// A table being written. Lines end as RFC 4180 says.
#[derive(Default)]
struct Csv(String);

impl Csv {
    fn line<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    /// Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe in front.
    fn cell(&mut self, text: &str) {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let quoted = formula || text.contains(['"', ',', ';', '\n', '\r']);
        if !quoted {
            return self.0.push_str(text);
        }
        self.0.push('"');
        if formula {
            self.0.push('\'');
        }
        self.0.push_str(&text.replace('"', "\"\""));
        self.0.push('"');
    }
}

/// What was counted: one line per module, then the active users.
pub(super) fn counting(at: &Snapshot, report: &Counting) -> String {
    let mut csv = Csv::default();
    csv.line(["at", "counts", "module", "in_use", "total"]);
    let when = report.moment.timestamp().to_string();
    let total = |line: &Line| match line.total {
        Total::Absent => "0".to_owned(),
        Total::Count(count) => count.to_string(),
        Total::Unrestricted => "unrestricted".to_owned(),
    };
    for line in &report.counted.lines {
        let module = at.name(line.module).map_or_else(String::new, ToString::to_string);
        let (in_use, total) = (line.in_use.to_string(), total(line));
        csv.line([when.as_str(), super::api::role(line.role), &module, &in_use, &total]);
    }
    let active = report.counted.active_users().to_string();
    csv.line([when.as_str(), "active_users", "", &active, ""]);
    csv.0
}

/// Who held what: one line per user and grant.
pub(super) fn holders(at: &Snapshot, report: &Holders) -> String {
    let mut csv = Csv::default();
    csv.line([
        "at", "user", "login", "name", "active", "module", "through", "source", "units", "from", "until",
    ]);
    let when = report.moment.timestamp().to_string();
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let name = |no| at.name(no).map_or_else(String::new, ToString::to_string);
    for holder in &report.items {
        for held in &holder.held {
            let active = if holder.active { "true" } else { "false" };
            csv.line([
                when.as_str(),
                &holder.id,
                &holder.login,
                &holder.name,
                active,
                &name(held.module),
                &name(held.through),
                held.source.as_str(),
                &held.units.to_string(),
                &day(held.from),
                &day(held.until),
            ]);
        }
    }
    csv.0
}

/// A table as an answer. With `marked`, for people who open it in a spreadsheet, the bytes say that they are UTF-8.
pub(super) fn file(csv: String, name: &str, marked: bool) -> Response {
    let body = if marked { format!("\u{feff}{csv}") } else { csv };
    let disposition = format!("attachment; filename=\"{name}.csv\"");
    let kind = "text/csv; charset=utf-8; header=present".to_owned();
    ([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition)], body).into_response()
}
