//! `licentia sessions`: who is logged in, who holds concurrent seats, and ending a log-in.

use super::query::query;
use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Subcommand;

/// `licentia sessions …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Sessions {
    /// List open log-ins with their concurrent seats, the newest first
    List {
        /// Only of this user: id or log-in name
        #[arg(long)]
        user: Option<String>,
        /// Only with a seat of this module
        #[arg(long)]
        module: Option<String>,
        /// Only with a concurrent seat at all
        #[arg(long)]
        seated: bool,
        /// Text in the user's name or log-in name
        #[arg(long)]
        search: Option<String>,
    },
    /// End a log-in; its seats are free at once, and the application sends the user out
    End {
        /// The session's id, as `list` prints it
        id: String,
    },
}

impl Sessions {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::List { user, module, seated, search } => {
                let asked = query(&[
                    ("user", user.as_deref()),
                    ("module", module.as_deref()),
                    ("search", search.as_deref()),
                    ("seated", seated.then_some("true")),
                ]);
                let columns = [
                    text("session", "id"),
                    text("user", "login"),
                    text("name", "name"),
                    text("client", "client"),
                    text("seats", "seats"),
                    text("since", "opened_at"),
                    text("heard", "heard_at"),
                ];
                output::list(format, &manager.get_all(&format!("/api/v1/sessions{asked}"))?, &columns);
            }
            Self::End { id } => {
                let answer = manager.delete(&format!("/api/v1/sessions/{id}"))?;
                output::said(format, &answer, "It has ended.");
            }
        }
        Ok(())
    }
}
