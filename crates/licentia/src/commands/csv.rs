//! `--csv FILE`: an answer as a table in a file.

use crate::output::{self, Format};
use anyhow::{Context, Result};
use clap::Args;
use licentia_client::Client;
use serde_json::{Value, json};
use std::io::Write as _;

/// Where the table goes, if one is wanted.
#[derive(Args, Debug)]
pub(crate) struct Csv {
    /// Write comma-separated values to a file, or with `-` to standard output
    #[arg(id = "csv", long = "csv", value_name = "FILE")]
    file: Option<String>,
}

impl Csv {
    /// How the server is to answer, for the query of an address.
    pub(super) fn asked(&self) -> (&'static str, Option<&'static str>) {
        ("format", self.file.as_ref().map(|_| "csv"))
    }

    /// Writes the table, where one is wanted; whether it was.
    pub(super) fn saved(&self, format: Format, server: &Client, path: &str) -> Result<bool> {
        let Some(file) = &self.file else { return Ok(false) };
        save(format, file, &server.get_bytes(path)?)?;
        Ok(true)
    }

    /// The answer that people are to read; none once it went to a file or out as JSON.
    pub(super) fn for_people(&self, format: Format, server: &Client, path: &str) -> Result<Option<Value>> {
        if self.saved(format, server, path)? {
            return Ok(None);
        }
        let answer = server.get(path)?;
        if format == Format::Json {
            output::json(&answer);
            return Ok(None);
        }
        Ok(Some(answer))
    }
}

/// Writes what a server sent to a file, or with `-` to standard output.
pub(super) fn save(format: Format, file: &str, bytes: &[u8]) -> Result<()> {
    if file == "-" {
        // A reader that has gone away is not an error.
        let _ = std::io::stdout().write_all(bytes);
        return Ok(());
    }
    std::fs::write(file, bytes).with_context(|| format!("cannot write {file}"))?;
    output::said(format, &json!({"file": file}), &format!("Written to {file}."));
    Ok(())
}
