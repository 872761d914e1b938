//! The authority's work from a terminal, against a running server.

use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

/// `licentia catalogue …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// Show what a catalogue file would change, and for whom
    Plan {
        /// The TOML file
        file: PathBuf,
    },
    /// Apply a catalogue file
    Apply {
        /// The TOML file
        file: PathBuf,
    },
    /// Show the catalogue in force
    Show,
}

impl Catalogue {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        match self {
            Self::Show => output::json(&client.get("/api/v1/catalogue")?),
            Self::Plan { file } => changes(
                format,
                &client.put_bytes("/api/v1/catalogue?dry_run=true", "application/toml", &read(&file)?)?,
            ),
            Self::Apply { file } => {
                changes(format, &client.put_bytes("/api/v1/catalogue", "application/toml", &read(&file)?)?)
            }
        }
        Ok(())
    }
}

fn changes(format: Format, answer: &Value) {
    if format == Format::Json {
        return output::json(answer);
    }
    let none = answer["changes"].as_array().is_none_or(Vec::is_empty);
    if none {
        return output::line("Nothing changes.");
    }
    output::list(
        format,
        &answer["changes"],
        &[text("change", "kind"), text("module", "module"), text("detail", "detail")],
    );
    let affected = answer["affected"].as_array().map_or(0, Vec::len);
    output::line(&format!("{affected} customers are affected when their next package is issued."));
}

fn read(file: &PathBuf) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// `licentia issue SERIAL --out FILE`.
#[derive(Args, Debug)]
pub(crate) struct Issue {
    /// The customer's serial number
    serial: String,
    /// Where the package goes
    #[arg(long, short, value_name = "FILE.tls")]
    out: PathBuf,
    /// Show the rows and sign nothing
    #[arg(long)]
    dry_run: bool,
}

impl Issue {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        let query = if self.dry_run { "?dry_run=true" } else { "" };
        let answer = client.post(&format!("/api/v1/packages{query}"), &json!({"serial": self.serial}))?;
        if self.dry_run {
            let columns = [
                text("module", "module"),
                text("scope", "scope"),
                number("quantity", "quantity"),
                text("hidden", "hidden"),
            ];
            output::list(format, &answer["rows"], &columns);
            return Ok(());
        }
        let id = answer["id"].as_str().context("the server's answer names no package")?;
        let bytes = client.get_bytes(&format!("/api/v1/packages/{id}"))?;
        std::fs::write(&self.out, &bytes).with_context(|| format!("cannot write {}", self.out.display()))?;
        let (number, serial, out) = (&answer["sequence"], &self.serial, self.out.display());
        output::said(format, &answer, &format!("Package no. {number} for {serial} is in {out}."));
        Ok(())
    }
}
