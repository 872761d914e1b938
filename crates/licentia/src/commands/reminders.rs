//! `licentia today`, `licentia reminders`, `licentia webhook`: what needs somebody, and who is told.

use crate::output::{self, Column, Format, text};
use crate::remote::Remote;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia today`
///
/// Lists what needs somebody today, the most serious first, as the page Today does.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  licentia today\n  licentia today --urgent && echo nothing has stopped")]
pub(crate) struct Today {
    /// Only what has stopped or run out; exit code 1 when there is any
    #[arg(long)]
    urgent: bool,
}

impl Today {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let mut today = remote.manager()?.get("/api/v1/home")?;
        if let Some(items) = today.get_mut("items").and_then(Value::as_array_mut).filter(|_| self.urgent) {
            items.retain(|item| item["severity"] == "urgent");
        }
        let count = today["items"].as_array().map_or(0, Vec::len);
        match format {
            Format::People if count == 0 && self.urgent => output::line("Nothing has stopped or run out."),
            Format::People if count == 0 => output::line("Nothing needs you."),
            _ => output::list(
                format,
                &today,
                &[text("how serious", "severity"), text("what", "title"), text("what it means", "detail")],
            ),
        }
        if self.urgent && count > 0 {
            bail!("{count} of it has stopped or run out");
        }
        Ok(())
    }
}

/// `licentia reminders …`
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  licentia reminders list\n  licentia reminders settings --steps 60,30,7 --off next_check\n  \
                        licentia reminders test anna@example.com"
)]
pub(crate) enum Reminders {
    /// What was told, when and to whom, the newest first
    List,
    /// Look now for what is new, and tell it
    Run,
    /// Before which dates, of what, and to which further addresses; without an option it shows them
    Settings(Settings),
    /// The messages of the last weeks, with how they fare
    Deliveries,
    /// Send a mail at once, to see that mail arrives
    Test {
        /// The address
        to: String,
    },
}

/// What is chosen anew; everything else stays.
#[derive(Args, Debug)]
pub(crate) struct Settings {
    /// Days before a date, such as 90,60,30,14,7,1
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    steps: Option<Vec<u16>>,
    /// Tell nobody of this kind (may be repeated), such as next_check
    #[arg(long, value_name = "KIND")]
    off: Vec<String>,
    /// Tell people of this kind again (may be repeated)
    #[arg(long, value_name = "KIND")]
    on: Vec<String>,
    /// A further address that gets mail, with its language: licences@example.com:sv (may be repeated)
    #[arg(long, value_name = "ADDRESS[:LANGUAGE]")]
    also: Vec<String>,
    /// An address that gets no more mail (may be repeated)
    #[arg(long, value_name = "ADDRESS")]
    not: Vec<String>,
}

impl Reminders {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::List => {
                let columns = [
                    text("when", "made_at"),
                    text("kind", "kind"),
                    text("step", "step"),
                    text("to", "told_to"),
                    text("what", "title"),
                ];
                let mut told = manager.get("/api/v1/reminders")?;
                if format == Format::People {
                    name_receivers(&mut told);
                }
                output::list(format, &told, &columns);
            }
            Self::Run => {
                let ran = manager.post("/api/v1/reminders/run", &json!({}))?;
                output::facts(format, &ran, &[text("reminders made", "made"), text("messages", "messages")]);
            }
            Self::Settings(settings) => settings.run(format, remote)?,
            Self::Deliveries => {
                let columns = [
                    text("when", "made_at"),
                    text("to", "receiver"),
                    text("about", "subject"),
                    text("state", "state"),
                    text("tries", "tries"),
                    text("code", "code"),
                ];
                output::list(format, &manager.get("/api/v1/reminders/deliveries")?, &columns);
            }
            Self::Test { to } => {
                let sent = manager.post("/api/v1/reminders/test", &json!({"to": to}))?;
                output::said(format, &sent, &format!("The mail server took a message to {to}."));
            }
        }
        Ok(())
    }
}

impl Settings {
    fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let (manager, path) = (remote.manager()?, "/api/v1/reminders/settings");
        let mut chosen = manager.get(path)?;
        let before = chosen.clone();
        if let Some(steps) = self.steps {
            chosen["steps"] = json!(steps);
        }
        let mut off: Vec<String> = strings(&chosen["off"]);
        off.retain(|kind| !self.on.contains(kind));
        off.extend(self.off);
        chosen["off"] = json!(off);
        if let Some(also) = chosen["also"].as_array_mut() {
            also.retain(|one| !self.not.iter().any(|gone| one["address"] == json!(gone)));
            for address in &self.also {
                let (address, lang) = address.rsplit_once(':').unwrap_or((address, "en"));
                also.retain(|one| one["address"] != json!(address));
                also.push(json!({"address": address, "lang": lang}));
            }
        }
        if chosen != before {
            manager.put_bytes(path, "application/json", chosen.to_string().as_bytes())?;
            chosen = manager.get(path)?;
        }
        if let Some(also) = chosen["also"].as_array_mut().filter(|_| format == Format::People) {
            let told = |one: &Value| format!("{} ({})", shown(&one["address"]), shown(&one["lang"]));
            *also = also.iter().map(|one| json!(told(one))).collect();
        }
        let columns = [
            text("days before a date", "steps"),
            text("nobody is told of", "off"),
            text("accounts without mail", "muted"),
            text("further addresses", "also"),
        ];
        output::facts(format, &chosen, &columns);
        Ok(())
    }
}

/// To whom each went, in one text.
fn name_receivers(told: &mut Value) {
    for one in told["items"].as_array_mut().into_iter().flatten() {
        let names = strings(&one["told_to"]).join(", ");
        one["told_to"] = json!(if names.is_empty() { "nobody" } else { &*names });
    }
}

fn shown(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|one| shown(one).to_owned()).collect()
}

/// `licentia webhook …`
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  licentia webhook add https://hooks.example.com/licences --kind reminder.expiry\n  \
                        licentia webhook test 0199a2f0-5c3e-7000-8000-000000000001"
)]
pub(crate) enum Webhook {
    /// The programs that are told
    List,
    /// Tell a program from now on; prints its secret, this once
    Add {
        /// Its address, http or https
        url: String,
        /// Only of this type (may be repeated), such as reminder.expiry; without it of everything
        #[arg(long = "kind", value_name = "TYPE")]
        kinds: Vec<String>,
        /// The language of the sentences
        #[arg(long)]
        lang: Option<String>,
    },
    /// Tell it no more
    Remove {
        /// The webhook's id, as `list` prints it
        id: String,
    },
    /// Give it another secret; for a day its messages carry both signatures
    Secret {
        /// The webhook's id
        id: String,
    },
    /// Tell it again, after it answered 410 or was switched off
    Enable {
        /// The webhook's id
        id: String,
    },
    /// Send it a message at once; exit code 1 when it does not arrive
    Test {
        /// The webhook's id
        id: String,
    },
}

impl Webhook {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::List => output::list(format, &manager.get("/api/v1/webhooks")?, &columns()),
            Self::Add { url, kinds, lang } => {
                let new = json!({"url": url, "kinds": kinds, "lang": lang});
                secret(format, &manager.post("/api/v1/webhooks", &new)?);
            }
            Self::Remove { id } => {
                let answer = manager.delete(&format!("/api/v1/webhooks/{id}"))?;
                output::said(format, &answer, "It is told no more.");
            }
            Self::Secret { id } => {
                secret(format, &manager.post(&format!("/api/v1/webhooks/{id}/secret"), &json!({}))?);
            }
            Self::Enable { id } => {
                let hook = manager.patch(&format!("/api/v1/webhooks/{id}"), &json!({"enabled": true}))?;
                output::facts(format, &hook, &columns());
            }
            Self::Test { id } => {
                let tried = manager.post(&format!("/api/v1/webhooks/{id}/test"), &json!({}))?;
                output::facts(
                    format,
                    &tried,
                    &[text("arrived", "arrived"), text("code", "code"), text("detail", "detail")],
                );
                if tried["arrived"] != true {
                    bail!("the message did not arrive");
                }
            }
        }
        Ok(())
    }
}

fn secret(format: Format, hook: &Value) {
    output::facts(format, hook, &[text("id", "id"), text("address", "url"), text("secret", "secret")]);
}

fn columns() -> [Column; 5] {
    [
        text("id", "id"),
        text("address", "url"),
        text("tells of", "kinds"),
        text("told", "enabled"),
        text("switched off by", "disabled_by"),
    ]
}
