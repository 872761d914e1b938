//! A whole filter as a file: CSV or XLSX, with the columns shown, streamed.
//!
//! Who is in the file and in which order is said once, at the beginning; the rows are then read a thousand at a time, so
//! that nobody is in it twice or left out however much changes meanwhile, no transaction stays open for a slow reader, and
//! the memory it takes does not grow with the number of users (four bytes of each are kept).

mod csv;
mod xlsx;

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use licentia_core::ids::UserNo;
use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{self, Download, Pieces, download, pieces};
use licentia_protocol::api::UserFilter;
use licentia_ui::Lang;
use tokio::runtime::Handle;

use super::columns::Column;
use super::order::{self, Window};
use super::{Listed, Sort, filter, listed, rows};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// Users read at a time.
const AT_ONCE: usize = 1_000;
/// Rows that a sheet can hold, its heading included.
const SHEET: u64 = 1_048_576;

/// What the file is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated text in UTF-8, marked as such.
    #[default]
    Csv,
    /// A workbook.
    Xlsx,
}

impl FromStr for Format {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        match text {
            "csv" => Ok(Self::Csv),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(Problem::invalid("format", "`format` must be csv or xlsx.")),
        }
    }
}

impl Format {
    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => web::CSV,
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// What to write.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// The file.
    pub(crate) format: Format,
    /// Whom.
    pub(crate) filter: UserFilter,
    /// In which order.
    pub(crate) sort: Sort,
    /// The columns, in their order.
    pub(crate) columns: Vec<Column>,
    /// Words for people; codes for programs without a language.
    pub(crate) lang: Option<Lang>,
}

/// Everybody that the filter finds, as the answer to a request.
///
/// # Errors
/// As a list's; 422 `export_too_long` for a sheet of more than a million users.
pub(crate) async fn export(
    manager: &Manager,
    granted: &Granted<View>,
    wanted: Wanted,
) -> Result<Download, Problem> {
    let at = manager.snapshot(granted.scope).await?;
    let sieve = filter::compile(&at, &wanted.filter)?;
    let (seen, sort) = (Arc::clone(&at), wanted.sort);
    let reading = move |r: &mut licentia_platform::db::Read<'_>| {
        let members = sieve.members(r, &seen)?;
        let everybody = Window { limit: members.count(), ..Window::default() };
        let places = order::page(r, &seen, &members, sort, &everybody)?;
        Ok(places.into_iter().map(|(no, _)| no).collect::<Vec<_>>())
    };
    let users = manager.db().read(reading).await?;
    if wanted.format == Format::Xlsx && users.len() as u64 >= SHEET {
        return Err(Problem::refused(422, "export_too_long").arg("count", users.len()));
    }
    let name = format!("users-{}.{}", at.day().today, wanted.format.extension());
    let kind = wanted.format.media_type();
    let (feed, body) = pieces();
    let source = Source { manager: manager.clone(), at, users, wanted };
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || source.write(&handle, &feed));
    Ok(download(kind, &name, body))
}

/// What a file is written to: whoever reads it may be gone.
type Sink = Pieces;

/// Where the rows come from.
struct Source {
    manager: Manager,
    at: Arc<Snapshot>,
    users: Vec<UserNo>,
    wanted: Wanted,
}

impl Source {
    /// Writes the file. What goes wrong halfway breaks the answer off: a file that ends too early must not look whole.
    fn write(self, handle: &Handle, sink: &Sink) {
        let done = match self.wanted.format {
            Format::Csv => csv::write(&self, handle, sink),
            Format::Xlsx => xlsx::write(&self, handle, sink),
        };
        if let Err(problem) = done {
            tracing::warn!(code = %problem.code, "an export broke off");
            let broken = std::io::Error::other(problem.code.to_string());
            // Nobody may be there to hear it.
            drop(sink.blocking_send(Err(broken)));
        }
    }

    fn headings(&self) -> impl Iterator<Item = String> + '_ {
        let title = |column: &Column| match self.wanted.lang {
            Some(lang) => column.title(&self.at, lang),
            None => column.name(&self.at),
        };
        self.wanted.columns.iter().map(title)
    }

    /// Hands over each user's line, in order. Whoever was deleted meanwhile is left out.
    fn each(
        &self,
        handle: &Handle,
        each: &mut dyn FnMut(&[String]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let scope = self.at.scope();
        let mut line = Vec::with_capacity(self.wanted.columns.len());
        for some in self.users.chunks(AT_ONCE) {
            let numbers = some.to_vec();
            let reading = self.manager.db().read(move |r| rows(r, scope, &numbers));
            let mut found: HashMap<_, _> = handle.block_on(reading)?;
            for user in some.iter().filter_map(|no| found.remove(no)) {
                let user: Listed = listed(&self.at, user);
                line.clear();
                let cell = |column: &Column| column.content(&self.at, &user, self.wanted.lang);
                line.extend(self.wanted.columns.iter().map(cell));
                each(&line)?;
            }
        }
        Ok(())
    }
}

/// The reader is gone: nothing is to be done, and nobody to be told.
fn gone() -> Problem {
    Problem::internal("the reader of an export went away")
}
