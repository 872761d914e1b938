//! `licentia invoice`: drafts, invoices and credit notes of the authority.

use super::csv::save;
use super::manager::encoded;
use super::query::query;
use crate::output::{self, Column, Format, number, text};
use crate::remote::Remote;
use anyhow::{Result, bail};
use clap::{ArgGroup, Subcommand};
use licentia_client::Client;
use serde_json::{Value, json};

/// `licentia invoice …`.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "A month from beginning to end:\n  licentia invoice draft --month 2026-10\n  licentia invoice list --state draft\n  licentia invoice show ID\n  licentia invoice issue --month 2026-10\n  licentia invoice export --csv october.csv"
)]
pub(crate) enum Invoice {
    /// List invoices and credit notes, newest first
    List {
        /// Only of the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
        /// Only those drawn up for this month, such as 2026-10
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
        /// Only `draft` or `issued`
        #[arg(long)]
        state: Option<String>,
    },
    /// Show one with every line and what it stands on
    Show {
        /// The invoice's id
        id: String,
    },
    /// Draw up drafts of whatever is due up to a month and not invoiced yet (exit code 1: some overage could not be invoiced)
    Draft {
        /// The month, such as 2026-10
        #[arg(long, value_name = "MONTH")]
        month: String,
        /// Only for the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
        /// Say what would be drawn up, and draw up nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Issue a draft: it gets the next number and never changes again
    Issue {
        /// The draft's id
        #[arg(required_unless_present = "month", conflicts_with = "month")]
        id: Option<String>,
        /// Every draft that was drawn up for this month
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
    },
    /// Take an issued invoice back with a credit note
    Credit {
        /// The invoice's id
        id: String,
        /// What it was for is to be invoiced again; otherwise it is settled
        #[arg(long)]
        anew: bool,
        /// Why, for the ledger
        #[arg(long)]
        reason: Option<String>,
    },
    /// Write what was issued to a file, for whoever keeps the books
    #[command(group = ArgGroup::new("to").required(true).args(["csv", "json_file"]))]
    Export {
        /// Only what was issued in this month (UTC)
        #[arg(long, value_name = "MONTH")]
        month: Option<String>,
        /// Only of the customer with this serial number
        #[arg(long, value_name = "SERIAL")]
        customer: Option<String>,
        /// Comma-separated values, one row for each line: to a file, or with `-` to standard output
        #[arg(long, value_name = "FILE")]
        csv: Option<String>,
        /// The documents as they were issued, as JSON
        #[arg(long, value_name = "FILE")]
        json_file: Option<String>,
    },
}

impl Invoice {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        match self {
            Self::List { customer, month, state } => {
                let asked = query(&[
                    ("customer", customer.as_deref()),
                    ("month", month.as_deref()),
                    ("state", state.as_deref()),
                ]);
                output::list(format, &client.get_all(&format!("/api/v1/invoices{asked}"))?, &heads());
            }
            Self::Show { id } => show(format, &client.get(&place(&id, ""))?),
            Self::Draft { month, customer, dry_run } => draft(format, &client, month, customer, dry_run)?,
            Self::Issue { id: Some(id), .. } => {
                show(format, &client.post(&place(&id, "/issue"), &json!({}))?)
            }
            Self::Issue { month, .. } => issue_all(format, &client, month.as_deref().unwrap_or_default())?,
            Self::Credit { id, anew, reason } => {
                let body = json!({"anew": anew, "reason": reason});
                show(format, &client.post(&place(&id, "/credit"), &body)?);
            }
            Self::Export { month, customer, csv, json_file } => {
                let kind = if csv.is_some() { "csv" } else { "json" };
                let asked = query(&[
                    ("month", month.as_deref()),
                    ("customer", customer.as_deref()),
                    ("format", Some(kind)),
                ]);
                let file = csv.or(json_file).unwrap_or_else(|| "-".to_owned());
                save(format, &file, &client.get_bytes(&format!("/api/v1/invoices/export{asked}"))?)?;
            }
        }
        Ok(())
    }
}

fn place(id: &str, rest: &str) -> String {
    format!("/api/v1/invoices/{}{rest}", encoded(id))
}

fn heads() -> [Column; 8] {
    [
        text("id", "id"),
        number("no.", "number"),
        text("kind", "kind"),
        text("state", "state"),
        text("month", "month"),
        text("customer", "customer_name"),
        number("total", "total_text"),
        text("currency", "currency"),
    ]
}

fn show(format: Format, invoice: &Value) {
    let facts = [
        text("id", "id"),
        number("no.", "number"),
        text("kind", "kind"),
        text("state", "state"),
        text("customer", "customer_name"),
        text("serial", "customer"),
        text("issued", "issued_on"),
        text("due", "due_on"),
        text("credits", "credits"),
        text("credited by", "credited_by"),
        text("total", "total_text"),
        text("currency", "currency"),
        text("SHA-256", "sha256"),
    ];
    let columns = [
        number("line", "n"),
        text("month", "month"),
        text("meter", "meter"),
        number("used", "used"),
        number("allowance", "allowance"),
        number("beyond", "overage"),
        number("blocks", "blocks"),
        number("of", "block"),
        number("amount", "amount_text"),
        number("figure", "figure"),
    ];
    output::facts_and_list(format, invoice, &facts, ("lines", &columns));
}

fn draft(
    format: Format,
    client: &Client,
    month: String,
    customer: Option<String>,
    dry_run: bool,
) -> Result<()> {
    let asked = query(&[("dry_run", dry_run.then_some("true"))]);
    let body = json!({"month": month, "customer": customer});
    let run = client.post(&format!("/api/v1/invoices/draft{asked}"), &body)?;
    let obstructions = run["obstructions"].as_array().map_or(0, Vec::len);
    match format {
        Format::Json => output::json(&run),
        Format::People => {
            output::list(format, &run["drafted"], &heads());
            output::line(&format!(
                "{} drafts are new or changed, {} are as they were, {} are gone.",
                run["drafted"].as_array().map_or(0, Vec::len),
                run["unchanged"],
                run["removed"]
            ));
            if obstructions > 0 {
                let columns = [
                    text("serial", "customer"),
                    text("customer", "customer_name"),
                    text("month", "month"),
                    text("meter", "meter"),
                    text("code", "code"),
                    text("why", "message"),
                ];
                output::list(format, &run["obstructions"], &columns);
            }
        }
    }
    // Who has not reported is told, and fails nothing: there is no overage yet that could be invoiced.
    let known = |one: &&Value| one["code"] != "not_reported";
    match run["obstructions"].as_array().map_or(0, |all| all.iter().filter(known).count()) {
        0 => Ok(()),
        count => bail!("{count} times overage could not be invoiced"),
    }
}

/// Issues every draft of a month; one that is outdated stops no other.
fn issue_all(format: Format, client: &Client, month: &str) -> Result<()> {
    let asked = query(&[("month", Some(month)), ("state", Some("draft"))]);
    let drafts = client.get_all(&format!("/api/v1/invoices{asked}"))?;
    let (mut issued, mut failed) = (Vec::new(), 0);
    for draft in drafts["items"].as_array().into_iter().flatten() {
        let id = draft["id"].as_str().unwrap_or_default();
        match client.post(&place(id, "/issue"), &json!({})) {
            Ok(invoice) => issued.push(invoice),
            Err(error) => {
                failed += 1;
                output::error(&anyhow::Error::new(error));
            }
        }
    }
    output::list(format, &json!({"items": issued}), &heads());
    if failed > 0 { bail!("{failed} drafts were not issued") } else { Ok(()) }
}
