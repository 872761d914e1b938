//! `licentia users export`, `groups` and `rename-group`: everybody that a filter finds as a file, and who belongs together.

use crate::commands::manager::encoded;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use std::io::Write as _;
use std::path::PathBuf;

/// What is done with many users.
#[derive(Debug, Subcommand)]
pub(crate) enum Lists {
    /// Write everybody that a filter finds to a file, CSV or XLSX
    Export(Export),
    /// The groups, with their members and plans
    Groups,
    /// Give a group another name, as one change of all its members
    RenameGroup {
        /// The group
        group: String,
        /// What it will be called
        name: String,
    },
}

/// `licentia users export`.
#[derive(Args, Debug)]
pub(crate) struct Export {
    /// Where to write; its ending, .csv or .xlsx, says what. Without it, CSV goes to standard output
    #[arg(long, short, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Columns, separated by commas: name, login, groups … and licences such as superoffice.ten-sales
    #[arg(long)]
    columns: Option<String>,
    /// name, login, email, group, role, plan, state, last_used, job_title, kind or can_log_in; - in front turns it round
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<String>,
    /// Words that occur in name, log-in name, address, group, role, job title, an attribute or plan
    #[arg(long)]
    search: Option<String>,
    /// Further filters as in the interface for programs, such as plan=none or quick=former (may be repeated)
    #[arg(long = "filter", value_name = "NAME=VALUE")]
    filters: Vec<String>,
}

impl Lists {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self {
            Self::Export(export) => return export.run(format, remote),
            Self::Groups => {
                let columns =
                    [text("group", "name"), number("members", "members"), number("can log in", "can_log_in")];
                output::list(format, &client.get("/api/v1/groups")?["items"], &columns);
            }
            Self::RenameGroup { group, name } => {
                let path = format!("/api/v1/groups/{}", encoded(&group));
                let done = client.patch(&path, &json!({"name": name}))?;
                output::said(format, &done, &format!("{} users carry the new name.", done["users"]));
            }
        }
        Ok(())
    }
}

impl Export {
    fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let ending = self.out.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
        let kind = match ending {
            None if self.out.is_none() => "csv",
            Some(ending) if ending.eq_ignore_ascii_case("csv") => "csv",
            Some(ending) if ending.eq_ignore_ascii_case("xlsx") => "xlsx",
            _ => bail!("the file's name must end in .csv or .xlsx"),
        };
        let mut query = format!("format={kind}");
        for (name, value) in [("columns", &self.columns), ("sort", &self.sort), ("search", &self.search)] {
            if let Some(value) = value {
                query.push_str(&format!("&{name}={}", encoded(value)));
            }
        }
        for filter in &self.filters {
            let (name, value) = filter.split_once('=').context("a filter is written NAME=VALUE")?;
            query.push_str(&format!("&{}={}", encoded(name), encoded(value)));
        }
        let file = remote.manager()?.get_bytes(&format!("/api/v1/users/export?{query}"))?;
        let Some(path) = &self.out else {
            // A reader that has gone away is not an error.
            let _ = std::io::stdout().write_all(&file);
            return Ok(());
        };
        let place = path.display().to_string();
        std::fs::write(path, &file).with_context(|| format!("cannot write {place}"))?;
        let answer = json!({"file": place, "bytes": file.len()});
        output::said(format, &answer, &format!("Written to {place}."));
        Ok(())
    }
}
