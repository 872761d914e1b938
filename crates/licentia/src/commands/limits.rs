//! `licentia status` and `licentia limits`: how things stand with the installation, and how near its limits are.

use super::manager::encoded;
use crate::output::{self, Column, Format, number, text};
use crate::remote::Remote;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia status`: owner, subscription, what expires next, who is logged in, limits.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  licentia status\n  licentia status --json | jq .next_expiry")]
pub(crate) struct Status;

impl Status {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let status = remote.manager()?.get("/api/v1/status")?;
        if format == Format::Json {
            output::json(&status);
            return Ok(());
        }
        output::facts(format, &told(&status), &facts());
        let limits = json!({"items": status["limits"]});
        if status["limits"].as_array().is_some_and(|limits| !limits.is_empty()) {
            output::line("");
            output::list(format, &limits, &columns());
        }
        Ok(())
    }
}

/// The answer as a person reads it: one line for each fact.
fn told(status: &Value) -> Value {
    let plans = status["subscriptions"].as_array().into_iter().flatten().map(|one| {
        let (title, standing) = (words(&one["title"]), words(&one["standing"]));
        let suite = one["suite"]["title"].as_str().map(|suite| {
            let total =
                one["suite"]["total"].as_u64().map_or("no limit".to_owned(), |total| total.to_string());
            format!(", {suite}, seats {} of {total}", one["suite"]["in_use"])
        });
        format!("{title} ({standing}{})", suite.unwrap_or_default())
    });
    let expiry = status["next_expiry"]["date"]
        .as_str()
        .map(|day| format!("{day} ({})", words(&status["next_expiry"]["issuer"])));
    let now = &status["logged_in"];
    json!({
        "owner": status["owner"], "serial": status["serial"],
        "type": format!("{}, satellites: {}", words(&status["kind"]), status["satellites"]),
        "subscriptions": plans.collect::<Vec<_>>().join("; "),
        "next_expiry": expiry,
        "logged_in": format!("people: {}, services: {}", now["people"], now["services"]),
        "version": status["version"], "server": status["server_version"], "demo": status["demo"],
        "revision": status["revision"],
    })
}

fn words(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn facts() -> [Column; 10] {
    [
        text("owner", "owner"),
        text("serial number", "serial"),
        text("type", "type"),
        text("subscription", "subscriptions"),
        text("next expiry", "next_expiry"),
        text("logged in", "logged_in"),
        text("version", "version"),
        text("server", "server"),
        text("demo", "demo"),
        text("revision", "revision"),
    ]
}

/// `licentia limits …`. Without a command it lists.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  licentia limits\n  licentia limits report active-projects 97\n  licentia limits check active-projects --units 3"
)]
pub(crate) struct Limits {
    #[command(subcommand)]
    command: Option<LimitsCommand>,
}

/// What an application otherwise does.
#[derive(Debug, Subcommand)]
pub(crate) enum LimitsCommand {
    /// Say how many there are
    Report {
        /// The limit: `issuer.name`, or a bare name
        limit: String,
        /// How many; with --change how many more, or fewer
        #[arg(allow_hyphen_values = true)]
        number: i64,
        /// The number is a difference
        #[arg(long)]
        change: bool,
    },
    /// May one more be created? (exit code 1: no)
    Check {
        /// The limit: `issuer.name`, or a bare name
        limit: String,
        /// How many
        #[arg(long, default_value_t = 1)]
        units: u64,
    },
}

impl Limits {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self.command {
            None => output::list(format, &client.get("/api/v1/limits")?, &columns()),
            Some(LimitsCommand::Report { limit, number, change }) => {
                let body = if change { json!({"change": number}) } else { json!({"used": number}) };
                let body = serde_json::to_vec(&body)?;
                let path = format!("/api/v1/limits/{}", encoded(&limit));
                let answer: Value = client.put_bytes(&path, "application/json", &body)?;
                answered(format, &answer);
            }
            Some(LimitsCommand::Check { limit, units }) => {
                let path = format!("/api/v1/limits/{}/check", encoded(&limit));
                let answer = client.post(&path, &json!({"units": units}))?;
                answered(format, &answer);
                if answer["allowed"] != true {
                    bail!("not allowed [{}]", words(&answer["code"]));
                }
            }
        }
        Ok(())
    }
}

fn answered(format: Format, answer: &Value) {
    output::said(format, answer, words(&answer["message"]));
}

fn columns() -> [Column; 7] {
    [
        text("limit", "limit"),
        text("name", "name"),
        number("in use", "used"),
        number("reserved", "reserved"),
        number("allowed", "max"),
        text("level", "level"),
        text("how to free capacity", "advice"),
    ]
}
