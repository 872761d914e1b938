//! `licentia products`: what was bought by name, every dated row of it, and one difference of who has it.

use super::query::query;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia products`, `licentia products show`, `licentia products change`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Products {
    #[command(subcommand)]
    act: Option<Act>,
    /// Only this kind: personal, concurrent or server
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only those with this text in their name or code
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// What can be done with one product.
#[derive(Debug, Subcommand)]
pub(crate) enum Act {
    /// One product with every dated row, past, current and future
    Show {
        /// The product, such as superoffice.ten-sales
        product: String,
    },
    /// Give it to some users and take it from others, in one change, all or nothing
    Change(Change),
}

/// `licentia products change PRODUCT --add USER --recall USER`.
#[derive(Args, Debug)]
pub(crate) struct Change {
    /// The product, such as superoffice.ten-sales
    product: String,
    /// Give it to this user, by id or log-in name
    #[arg(long = "add", value_name = "USER", required_unless_present = "recall")]
    add: Vec<String>,
    /// Take it from this user
    #[arg(long = "recall", value_name = "USER")]
    recall: Vec<String>,
    /// The revision you looked at: what others have changed since is not overwritten
    #[arg(long, value_name = "REVISION")]
    since: Option<u64>,
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

impl Products {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self.act {
            Some(Act::Show { product }) => {
                show(format, &remote.manager()?.get(&format!("/api/v1/products/{product}"))?);
            }
            Some(Act::Change(change)) => change.run(format, remote)?,
            None => {
                let asked = query(&[("kind", self.kind.as_deref()), ("search", self.search.as_deref())]);
                list(format, &remote.manager()?.get(&format!("/api/v1/products{asked}"))?);
            }
        }
        Ok(())
    }
}

impl Change {
    fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let body = json!({
            "add": self.add, "recall": self.recall, "since": self.since, "reason": self.reason,
            "despite_silence": self.despite_silence,
        });
        let path = format!("/api/v1/products/{}/difference?dry_run={}", self.product, self.dry_run);
        let answer = remote.manager()?.post(&path, &body)?;
        if format == Format::Json {
            output::json(&answer);
            return Ok(());
        }
        let columns = [
            text("product", "module"),
            number("before", "before"),
            number("afterwards", "after"),
            number("total", "total"),
        ];
        output::list(format, &answer["seats"], &columns);
        let would = if self.dry_run { "would be" } else { "were" };
        output::line(&format!("{} {would} changed.", answer["counts"]["done"]));
        Ok(())
    }
}

fn list(format: Format, answer: &Value) {
    let columns = [
        text("product", "module"),
        text("name", "name"),
        text("kind", "kind"),
        text("status", "state"),
        text("start", "start"),
        text("due", "due"),
        number("in use", "in_use"),
        number("total", "total"),
    ];
    output::list(format, answer, &columns);
}

fn show(format: Format, answer: &Value) {
    let facts = [
        text("product", "module"),
        text("name", "name"),
        text("kind", "kind"),
        text("status", "state"),
        number("in use", "in_use"),
        number("free", "free"),
        number("total", "total"),
        number("granted to", "granted"),
        number("revision", "revision"),
    ];
    let columns = [
        text("start", "start"),
        text("due", "due"),
        text("status", "state"),
        number("quantity", "quantity"),
        number("package no.", "sequence"),
    ];
    output::facts_and_list(format, answer, &facts, ("rows", &columns));
}
