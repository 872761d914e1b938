//! `licentia blockers`: applications that are asked before a user loses a licence.

use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

/// `licentia blockers …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Blockers {
    /// List them
    List,
    /// Ask an application from now on
    Add {
        /// What people call it
        name: String,
        /// Where it is asked, http or https
        url: String,
        /// Only about this module (may be repeated); without it about all
        #[arg(long = "module", value_name = "MODULE")]
        modules: Vec<String>,
    },
    /// Ask it no more
    Remove {
        /// The blocker's id, as `list` prints it
        id: String,
    },
}

impl Blockers {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::List => {
                let columns = [
                    text("id", "id"),
                    text("name", "name"),
                    text("address", "url"),
                    text("modules", "modules"),
                ];
                output::list(format, &manager.get_all("/api/v1/blockers")?, &columns);
            }
            Self::Add { name, url, modules } => {
                let answer = manager
                    .post("/api/v1/blockers", &json!({"name": name, "url": url, "modules": modules}))?;
                let told = format!("{name} is asked from now on before a user loses a licence.");
                output::said(format, &answer, &told);
            }
            Self::Remove { id } => {
                let answer = manager.delete(&format!("/api/v1/blockers/{id}"))?;
                output::said(format, &answer, "It is asked no more.");
            }
        }
        Ok(())
    }
}
