//! `licentia superfluous`: what has to go before a loaded package can be activated, and taking it away.

use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Args;
use serde_json::{Value, json};

/// `licentia superfluous PACKAGE MODULE`.
#[derive(Args, Debug)]
pub(crate) struct Superfluous {
    /// The loaded package's id, as `licentia package load` printed it
    package: String,
    /// The module of which too much is in use
    module: String,
    /// Take it from these users (by id or log-in name)
    #[arg(long = "user", value_name = "USER", conflicts_with = "longest")]
    users: Vec<String>,
    /// Take it from so many who have not used anything for longest; 0 = exactly as many as must go
    #[arg(long, value_name = "N")]
    longest: Option<u64>,
    /// Move them to this plan instead of recalling
    #[arg(long, value_name = "PLAN")]
    move_to: Option<String>,
    /// Why, for the ledger
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Go on although an application that should be asked first gives no answer
    #[arg(long)]
    despite_silence: bool,
}

impl Superfluous {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let path = format!("/api/v1/packages/{}/superfluous/{}", self.package, self.module);
        if self.users.is_empty() && self.longest.is_none() {
            show(format, &remote.manager()?.get(&path)?);
            return Ok(());
        }
        let mut body = json!({"reason": self.reason, "despite_silence": self.despite_silence});
        match self.longest {
            Some(count) => {
                body["longest_unused"] = json!(count);
                body["instead"] = json!(self.move_to);
            }
            None => {
                let from = |user: &String| json!({"user": user, "instead": self.move_to});
                body["users"] = self.users.iter().map(from).collect();
            }
        }
        let path = if self.dry_run { format!("{path}?dry_run=true") } else { path };
        let answer = remote.manager()?.post(&path, &body)?;
        let would = if self.dry_run { "would give it up" } else { "gave it up" };
        let (done, moved) = (&answer["counts"]["done"], &answer["counts"]["replaced"]);
        output::said(format, &answer, &format!("{done} {would}, {moved} by moving to another plan."));
        Ok(())
    }
}

fn show(format: Format, answer: &Value) {
    let facts = [
        text("module", "module"),
        number("in use", "in_use"),
        number("available", "available"),
        number("to remove", "to_remove"),
    ];
    let columns = [
        text("user", "user"),
        text("name", "name"),
        text("last used", "last_used"),
        text("through", "through"),
    ];
    output::facts_and_list(format, answer, &facts, ("holders", &columns));
    if format == Format::Json {
        return;
    }
    for room in answer["rooms"].as_array().into_iter().flatten() {
        let free = room["free"].as_u64().map_or_else(|| "no limit".to_owned(), |free| format!("{free} free"));
        output::line(&format!("Room for moves: {} ({free})", room["plan"].as_str().unwrap_or_default()));
    }
}
