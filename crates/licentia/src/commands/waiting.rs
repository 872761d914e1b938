//! `licentia waiting`: who waits for what, and serving whom it can.

use super::manager::encoded;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};

/// `licentia waiting …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Waiting {
    /// List who waits, the next to be served first
    List {
        /// Only for this module or plan
        #[arg(long, short)]
        module: Option<String>,
        /// Only for this reason: no_seat, prerequisite, user_kind …
        #[arg(long)]
        code: Option<String>,
        /// Only users whose name, log-in name or e-mail address has this in it
        #[arg(long)]
        search: Option<String>,
    },
    /// Serve everybody for whom there is a seat, and write anew why the others wait
    Reprocess,
    /// Take users off the list for a module
    Remove {
        /// The module or plan, such as superoffice.ten-sales
        #[arg(long, short)]
        module: String,
        /// Log-in names or ids
        #[arg(required = true)]
        users: Vec<String>,
    },
}

impl Waiting {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self {
            Self::List { module, code, search } => {
                let asked = [("module", module), ("code", code), ("search", search)];
                let asked = asked.into_iter().filter_map(|(name, value)| Some((name, value?)));
                let query: Vec<String> =
                    asked.map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
                let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
                let columns = [
                    number("place", "place"),
                    number("of", "of"),
                    text("user", "user"),
                    text("module", "module"),
                    text("why", "code"),
                    text("source", "source"),
                    text("since", "since"),
                ];
                output::list(
                    format,
                    &client.get_all(&format!("/api/v1/assignments/waiting{query}"))?,
                    &columns,
                );
            }
            Self::Reprocess => {
                let answer = client.post("/api/v1/assignments/waiting/reprocess", &json!({}))?;
                let facts = [
                    number("served", "met"),
                    number("wait for another reason", "updated"),
                    number("still waiting", "waiting"),
                ];
                output::facts(format, &answer, &facts);
            }
            Self::Remove { module, users } => {
                let intents: Vec<Value> =
                    users.iter().map(|user| json!({"user": user, "module": module})).collect();
                let answer =
                    client.post("/api/v1/assignments/waiting/remove", &json!({"intents": intents}))?;
                match format {
                    Format::Json => output::json(&answer),
                    Format::People => output::line("They wait no more."),
                }
            }
        }
        Ok(())
    }
}
