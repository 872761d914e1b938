//! `licentia waiting`: who waits for what, and serving whom it can.

use super::manager::encoded;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::{Args, Subcommand};
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
    Remove(Remove),
}

/// `licentia waiting remove`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  licentia waiting remove --module superoffice.ten-sales anna bo
  licentia waiting remove --module superoffice.ten-sales --filter group=Sales
  licentia waiting remove --all --code prerequisite --expect 12")]
pub(crate) struct Remove {
    /// The module or plan, such as superoffice.ten-sales; with --filter or --all it may be repeated, or left out for all
    #[arg(long = "module", short, value_name = "MODULE", required_unless_present_any = ["filter", "all"])]
    modules: Vec<String>,
    /// Log-in names or ids
    #[arg(required_unless_present_any = ["filter", "all"], conflicts_with_all = ["filter", "all"])]
    users: Vec<String>,
    /// Everybody of whom this is true, as in group=Sales or kind=external (may be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    filter: Vec<String>,
    /// Everybody
    #[arg(long, conflicts_with = "filter")]
    all: bool,
    /// Only what waits for this reason: no_seat, prerequisite, user_kind …
    #[arg(long, conflicts_with = "users")]
    code: Option<String>,
    /// How many the filter must find, or nothing is done
    #[arg(long, value_name = "COUNT", conflicts_with = "users")]
    expect: Option<u64>,
}

impl Remove {
    fn body(&self) -> Result<Value> {
        if self.filter.is_empty() && !self.all {
            let pairs =
                self.users.iter().flat_map(|user| self.modules.iter().map(move |module| (user, module)));
            let intents: Vec<Value> =
                pairs.map(|(user, module)| json!({"user": user, "module": module})).collect();
            return Ok(json!({"intents": intents}));
        }
        let filter = super::distribute::filter(&self.filter)?;
        Ok(json!({"filter": filter, "modules": self.modules, "code": self.code, "expect": self.expect}))
    }
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
            Self::Remove(remove) => {
                let answer = client.post("/api/v1/assignments/waiting/remove", &remove.body()?)?;
                output::said(format, &answer, "They wait no more.");
            }
        }
        Ok(())
    }
}
