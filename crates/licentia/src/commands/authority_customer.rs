//! `licentia customer`: to whom licences are sold, and what each is told.

use super::manager::encoded;
use crate::output::{self, Format, number, text, texts};
use crate::remote::Remote;
use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia customer …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Customer {
    /// List customers
    List {
        /// Search in names and serial numbers
        #[arg(long)]
        search: Option<String>,
    },
    /// Show one customer
    Show {
        /// Ten-digit serial number
        serial: String,
    },
    /// Add a customer
    Add {
        /// Ten-digit serial number
        serial: String,
        /// The company's name, exactly as it will stand in packages
        #[arg(long)]
        name: String,
        /// IANA time zone in which its dates are meant
        #[arg(long, default_value = "Europe/Oslo")]
        zone: String,
        /// Bind the first installation that names it; otherwise it waits for support
        #[arg(long)]
        open: bool,
    },
    /// Hand out nothing new, and say why: payment is missing
    Hold {
        #[command(flatten)]
        whose: Whose,
        /// What the customer's administrators read
        #[arg(value_parser = words)]
        text: String,
        /// The language of the text
        #[arg(long, default_value = "en")]
        lang: String,
    },
    /// End a hold: what waits is handed out at the next contact
    Release {
        #[command(flatten)]
        whose: Whose,
    },
    /// Let the customer's administrators read something; without a text it is taken back
    Message {
        #[command(flatten)]
        whose: Whose,
        /// What they read
        text: Option<String>,
        /// The language of the text
        #[arg(long, default_value = "en")]
        lang: String,
        /// Where they find more
        #[arg(long, value_name = "URL", requires = "text")]
        link: Option<String>,
    },
    /// Authorise another name; the next package turns the old one into it
    Rename {
        #[command(flatten)]
        whose: Whose,
        /// The company's new name
        name: String,
    },
    /// Authorise another serial number; the next package turns the old one into it
    Serial {
        #[command(flatten)]
        whose: Whose,
        /// The new serial number
        new: String,
    },
    /// For how long it has subscribed, and what it may order by itself; with options, agree other terms
    Term(super::authority_orders::Term),
    /// Bind the first installation that names the customer, while none is bound
    Open {
        #[command(flatten)]
        whose: Whose,
    },
    /// Let every new installation wait for support
    Close {
        #[command(flatten)]
        whose: Whose,
    },
}

/// Whose, and why.
#[derive(Args, Debug)]
pub(crate) struct Whose {
    /// The customer's serial number
    serial: String,
    /// Why, for the ledger
    #[arg(long)]
    reason: Option<String>,
}

impl Customer {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.authority()?;
        match self {
            Self::List { search } => {
                let query = search.map(|s| format!("?search={}", encoded(&s))).unwrap_or_default();
                output::list(format, &client.get_all(&format!("/api/v1/customers{query}"))?, &columns());
                Ok(())
            }
            Self::Show { serial } => {
                output::json(&client.get(&format!("/api/v1/customers/{}", encoded(&serial)))?);
                Ok(())
            }
            Self::Add { serial, name, zone, open } => {
                let enrolment = if open { "open" } else { "closed" };
                let body = json!({"serial": serial, "name": name, "zone": zone, "enrolment": enrolment});
                output::facts(format, &client.post("/api/v1/customers", &body)?, &columns());
                Ok(())
            }
            Self::Term(term) => term.run(format, remote),
            Self::Hold { whose, text, lang } => change(format, remote, whose, json!({"hold": {lang: text}})),
            Self::Release { whose } => change(format, remote, whose, json!({"hold": {}})),
            Self::Message { whose, text: Some(text), lang, link } => {
                let body = json!({"message": {lang: text}, "link": link.unwrap_or_default()});
                change(format, remote, whose, body)
            }
            Self::Message { whose, .. } => change(format, remote, whose, json!({"message": {}})),
            Self::Rename { whose, name } => change(format, remote, whose, json!({"name": name})),
            Self::Serial { whose, new } => change(format, remote, whose, json!({"serial": new})),
            Self::Open { whose } => change(format, remote, whose, json!({"enrolment": "open"})),
            Self::Close { whose } => change(format, remote, whose, json!({"enrolment": "closed"})),
        }
    }
}

/// A hold without words would be none: only `release` ends one.
fn words(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("a hold needs a text that says why; `licentia customer release` ends one".to_owned()),
        text => Ok(text.to_owned()),
    }
}

fn columns() -> [output::Column; 5] {
    [
        text("serial", "serial"),
        text("name", "name"),
        text("country", "country"),
        text("zone", "zone"),
        number("last package", "sequence"),
    ]
}

/// Changes a customer and shows it as it is now.
fn change(format: Format, remote: &Remote, whose: Whose, mut body: Value) -> Result<()> {
    if let Some(reason) = whose.reason {
        body["reason"] = json!(reason);
    }
    let path = format!("/api/v1/customers/{}", encoded(&whose.serial));
    let customer = remote.authority()?.patch(&path, &body)?;
    let facts = [
        text("serial", "serial"),
        text("name", "name"),
        text("was", "replaces.name"),
        text("with", "replaces.serial"),
        texts("hold", "hold"),
        texts("message", "message"),
        text("link", "link"),
        text("enrolment", "enrolment"),
    ];
    output::facts(format, &customer, &facts);
    Ok(())
}
