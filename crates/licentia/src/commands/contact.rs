//! `licentia contact`: how things stand with each issuer's authority, and asking it now.

use crate::output::{self, Column, Format, text};
use crate::remote::Remote;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia contact …`. Without a command it lists.
#[derive(Args, Debug)]
pub(crate) struct Contact {
    #[command(subcommand)]
    command: Option<ContactCommand>,
}

/// What can be done about it.
#[derive(Debug, Subcommand)]
pub(crate) enum ContactCommand {
    /// Ask the authority now
    Check {
        /// The issuer; by default every one that has an address
        issuer: Option<String>,
    },
    /// Take away the notice of a package that came into force by itself
    Dismiss {
        /// The issuer
        issuer: String,
    },
}

impl Contact {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self.command {
            None => output::list(format, &client.get_all("/api/v1/contact")?, &columns()),
            Some(ContactCommand::Check { issuer: Some(issuer) }) => {
                let answer = client.post(&format!("/api/v1/contact/{issuer}/check"), &json!({}))?;
                output::facts(format, &answer, &columns());
            }
            Some(ContactCommand::Check { issuer: None }) => {
                let mut list = client.get_all("/api/v1/contact")?;
                let items = list.get_mut("items").and_then(Value::as_array_mut);
                let mut asked = 0;
                for item in items.into_iter().flatten().filter(|item| !item["address"].is_null()) {
                    let issuer = item["issuer"].as_str().unwrap_or_default();
                    *item = client.post(&format!("/api/v1/contact/{issuer}/check"), &json!({}))?;
                    asked += 1;
                }
                output::list(format, &list, &columns());
                if asked == 0 {
                    bail!(
                        "there is nobody to ask: no issuer has an address, or this server calls no other one"
                    );
                }
            }
            Some(ContactCommand::Dismiss { issuer }) => {
                client.delete(&format!("/api/v1/contact/{issuer}/notice"))?;
                output::line("The notice is gone.");
            }
        }
        Ok(())
    }
}

fn columns() -> [Column; 7] {
    [
        text("issuer", "issuer"),
        text("state", "state"),
        text("code", "code"),
        text("notice", "notice"),
        text("last answer", "checked_at"),
        text("next question", "next_at"),
        text("address", "address"),
    ]
}
