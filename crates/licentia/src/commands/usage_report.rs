//! `licentia usage …`: figures of closed months on their way to the issuer, and their arrival there.

use super::file::NewFile;
use super::query::query;
use super::requests::written;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result};
use clap::Subcommand;
use licentia_protocol::conversation::{MEDIA_TYPE, USAGE_RECEIPT, Usage, read_usage};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// What is done with figures.
#[derive(Debug, Subcommand)]
pub(crate) enum UsageReport {
    /// How reporting to each issuer stands: what is receipted, what waits
    Report,
    /// List every figure of a closed month, and every correction
    Figures,
    /// Write the figures as the ledger has them, after some were edited outside the manager
    PutRight,
    /// Make a signed usage bundle of what is not receipted yet, for a vendor who is not reached online
    #[command(
        after_help = "Examples:\n  licentia usage bundle -o usage.tlu\n  licentia usage show usage.tlu        (read it before it is sent)\n  licentia usage receipt 1801852599-usage-15.receipt"
    )]
    Bundle {
        /// The issuer; by default the only one that waits for figures
        #[arg(long)]
        issuer: Option<String>,
        #[command(flatten)]
        file: NewFile,
    },
    /// Read a usage bundle, offline: everything that is in it (exit code 1: it is not genuine)
    Show {
        /// The bundle
        #[arg(value_name = "FILE.tlu")]
        file: PathBuf,
    },
    /// Take in the receipt that the issuer has sent for a usage bundle
    Receipt {
        /// The receipt
        #[arg(value_name = "FILE.receipt")]
        file: PathBuf,
    },
    /// At the authority: take in a customer's usage bundle, and write the receipt for it
    Take {
        /// The bundle
        #[arg(value_name = "FILE.tlu")]
        bundle: PathBuf,
        #[command(flatten)]
        file: NewFile,
    },
    /// At the authority: what customers have used, by month and meter
    #[command(
        after_help = "Examples:\n  licentia usage received --month 2026-10 --overage\n  licentia usage received --customer 1801852599\n  licentia usage received --doubtful --json"
    )]
    Received {
        /// Only of the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
        /// Only of this month, such as 2026-10
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
        /// Only what is beyond its allowance
        #[arg(long)]
        overage: bool,
        /// Only what somebody should look at
        #[arg(long)]
        doubtful: bool,
    },
}

fn bytes(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

impl UsageReport {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::Report => {
                let columns = [
                    text("issuer", "issuer"),
                    number("figures", "figures"),
                    number("waiting", "waiting"),
                    text("last receipt", "receipted_at"),
                    text("online", "online"),
                    text("code", "code"),
                ];
                output::list(format, &remote.manager()?.get_all("/api/v1/usage/report")?, &columns);
            }
            Self::Figures => {
                output::list(format, &remote.manager()?.get_all("/api/v1/usage/figures")?, &figures());
            }
            Self::PutRight => {
                let answer = remote.manager()?.post("/api/v1/usage/figures/put-right", &json!({}))?;
                output::said(format, &answer, "The figures are as the ledger has them.");
            }
            Self::Bundle { issuer, file } => {
                let place = file.place("usage.tlu")?;
                let body = json!({"issuer": issuer});
                let bundle = remote.manager()?.post_for_bytes("/api/v1/usage/bundle", &body)?;
                written(
                    format,
                    place.write(&bundle)?,
                    "Read it with licentia usage show, send it to the vendor, and take the receipt in with licentia usage receipt.",
                );
            }
            Self::Show { file } => show(format, &bytes(&file)?)?,
            Self::Receipt { file } => {
                let answer =
                    remote.manager()?.exchange("/api/v1/usage/receipt", USAGE_RECEIPT, &bytes(&file)?)?;
                let columns = [
                    text("issuer", "issuer"),
                    number("receipted", "new"),
                    number("through", "through"),
                    number("to be sent again", "again"),
                    number("numbered anew", "renumbered"),
                ];
                output::facts(format, &serde_json::from_slice(&answer).unwrap_or(Value::Null), &columns);
            }
            Self::Take { bundle, file } => {
                let usual = bundle.with_extension("receipt");
                let place = file.place(&usual.display().to_string())?;
                let receipt = remote.authority()?.exchange("/api/v1/usage", MEDIA_TYPE, &bytes(&bundle)?)?;
                written(
                    format,
                    place.write(&receipt)?,
                    "Send it to the customer, who takes it in where the bundle was made.",
                );
            }
            Self::Received { customer, month, overage, doubtful } => {
                let asked = query(&[
                    ("customer", customer.as_deref()),
                    ("month", month.as_deref()),
                    ("overage", overage.then_some("true")),
                    ("doubtful", doubtful.then_some("true")),
                ]);
                output::list(
                    format,
                    &remote.authority()?.get_all(&format!("/api/v1/usage{asked}"))?,
                    &received(),
                );
            }
        }
        Ok(())
    }
}

fn figures() -> [output::Column; 9] {
    [
        text("issuer", "issuer"),
        number("no.", "n"),
        text("month", "month"),
        text("meter", "meter"),
        text("kind", "kind"),
        number("used", "used"),
        number("allowance", "allowance"),
        number("beyond", "overage"),
        text("receipt", "receipted_at"),
    ]
}

fn received() -> [output::Column; 9] {
    [
        text("month", "month"),
        text("serial", "customer"),
        text("customer", "customer_name"),
        text("meter", "meter"),
        number("used", "used"),
        number("allowance", "allowance"),
        number("beyond", "overage"),
        text("kind", "kind"),
        text("remark", "remark"),
    ]
}

/// Prints a bundle that is genuine: whose it is, and every figure in it.
fn show(format: Format, bytes: &[u8]) -> Result<()> {
    let usage = read_usage(bytes).map_err(anyhow::Error::new)?;
    let usage: &Usage = &usage;
    let items = serde_json::to_value(&usage.figures)?;
    if format == Format::Json {
        output::json(&json!({
            "id": usage.id, "issuer": usage.issuer.as_str(), "holder": usage.holder, "serial": usage.serial,
            "zone": usage.zone, "installation": usage.key.kid(), "figures": items,
        }));
        return Ok(());
    }
    output::line(&format!(
        "Usage bundle for {}, of {} ({}), signed by {}",
        usage.issuer,
        usage.holder,
        usage.serial,
        usage.key.fingerprint()
    ));
    let columns = [
        number("no.", "n"),
        text("month", "month"),
        text("meter", "meter"),
        text("kind", "kind"),
        number("used", "used"),
        number("plans in use", "plan_users"),
        number("allowance", "allowance"),
        number("beyond", "overage"),
    ];
    output::list(format, &items, &columns);
    Ok(())
}
