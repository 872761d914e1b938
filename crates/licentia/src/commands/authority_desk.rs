//! `licentia answer`, `licentia receipt` and `licentia installations`: the conversation with customers, on the
//! authority's side.

use super::file::NewFile;
use super::manager::encoded;
use super::requests::written;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The media type of what installations sign.
const MEDIA_TYPE: &str = "application/licentia-request";

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

/// `licentia answer REQUEST`.
#[derive(Args, Debug)]
pub(crate) struct Answer {
    /// The request file, `LicenseRequest.tlr`
    #[arg(value_name = "REQUEST.tlr")]
    request: PathBuf,
    /// Let the customer own the version that is asked for, when what it owns does not cover it
    #[arg(long)]
    cover_version: bool,
    /// Why, for the ledger
    #[arg(long)]
    reason: Option<String>,
    #[command(flatten)]
    file: NewFile,
}

impl Answer {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let usual = self.request.with_extension("tls");
        let place = self.file.place(&usual.display().to_string())?;
        let mut path = format!("/api/v1/answers?cover_version={}", self.cover_version);
        if let Some(reason) = &self.reason {
            path.push_str(&format!("&reason={}", encoded(reason)));
        }
        let bytes = remote.authority()?.exchange(&path, MEDIA_TYPE, &read(&self.request)?)?;
        written(
            format,
            place.write(&bytes)?,
            "Send it to the customer, who loads it where the request was made.",
        );
        Ok(())
    }
}

/// `licentia receipt FILE`.
#[derive(Args, Debug)]
pub(crate) struct Receipt {
    /// The receipt, `*.tlc`, or a letter, `*.tll`
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Receipt {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let answer = remote.authority()?.exchange("/api/v1/receipts", MEDIA_TYPE, &read(&self.file)?)?;
        output::said(format, &serde_json::from_slice(&answer).unwrap_or(Value::Null), "Taken in.");
        Ok(())
    }
}

/// `licentia installations …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Installations {
    /// List the installations that were heard, newest contact first
    List {
        /// Only those of the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
        /// Only those in this state: bound, waiting, copy or released
        #[arg(long)]
        state: Option<String>,
        /// Only those that somebody should look at
        #[arg(long)]
        attention: bool,
    },
    /// Let a bound key speak no more, so that the next one may be bound
    Release(Key),
    /// Bind a key that waits or was taken for a copy; the one that was bound is released
    Accept(Key),
    /// Take a rewound installation's database for the right one, after a restore
    Acknowledge(Key),
}

/// Which key, and why.
#[derive(Args, Debug)]
pub(crate) struct Key {
    /// The thumbprint of the installation's key
    key: String,
    /// The customer's serial number, for a key that spoke for several
    #[arg(long, value_name = "SERIAL")]
    customer: Option<String>,
    /// Why, for the ledger
    #[arg(long)]
    reason: Option<String>,
}

impl Installations {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::List { customer, state, attention } => {
                let mut path = format!("/api/v1/installations?attention={attention}");
                for (name, value) in [("customer", customer), ("state", state)] {
                    if let Some(value) = value {
                        path.push_str(&format!("&{name}={}", encoded(&value)));
                    }
                }
                let columns = [
                    text("key", "kid"),
                    text("serial", "customer"),
                    text("customer", "customer_name"),
                    text("state", "state"),
                    text("last contact", "last_at"),
                    number("has", "sequence"),
                    number("issued", "issued_sequence"),
                    text("rewound", "rewound_at"),
                ];
                output::list(format, &remote.authority()?.get_all(&path)?, &columns);
                Ok(())
            }
            Self::Release(key) => decide(format, remote, key, "release"),
            Self::Accept(key) => decide(format, remote, key, "accept"),
            Self::Acknowledge(key) => decide(format, remote, key, "acknowledge"),
        }
    }
}

fn decide(format: Format, remote: &Remote, key: Key, what: &str) -> Result<()> {
    let path = format!("/api/v1/installations/{}/{what}", encoded(&key.key));
    let body = json!({"customer": key.customer, "reason": key.reason});
    let answer = remote.authority()?.post(&path, &body)?;
    output::said(format, &answer, &format!("Done, revision {}.", answer["revision"]));
    Ok(())
}
