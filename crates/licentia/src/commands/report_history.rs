//! `licentia report history|capacity|refusals`: daily use, buy or take back, and who was refused what.

use super::csv::Csv;
use super::query::query;
use crate::output::{self, Format, number, text};
use anyhow::Result;
use clap::{Args, ValueEnum};
use licentia_client::Client;
use serde_json::{Value, json};

/// Which days, and where the answer goes.
#[derive(Args, Debug)]
pub(crate) struct Days {
    /// So many days up to today, 1 to 1096
    #[arg(long, default_value_t = 90, conflicts_with_all = ["from", "to"])]
    days: u32,
    /// The first day, such as 2027-03-01
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day; today without it
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    #[command(flatten)]
    csv: Csv,
}

impl Days {
    /// The address of a report with these days and everything else that was asked for.
    fn path(&self, report: &str, more: &[(&str, Option<&str>)]) -> String {
        let days = self.days.to_string();
        let own = self.from.is_some() || self.to.is_some();
        let mut pairs = vec![
            ("days", (!own).then_some(days.as_str())),
            ("from", self.from.as_deref()),
            ("to", self.to.as_deref()),
            self.csv.asked(),
        ];
        pairs.extend_from_slice(more);
        format!("/api/v1/reports/{report}{}", query(&pairs))
    }
}

/// The use of one product, day by day.
pub(crate) fn history(format: Format, manager: &Client, module: Option<&str>, days: &Days) -> Result<()> {
    let path = days.path("history", &[("module", module)]);
    let Some(answer) = days.csv.for_people(format, manager, &path)? else { return Ok(()) };
    let facts = [
        text("product", "name"),
        number("in use now", "in_use"),
        number("total", "total"),
        number("highest of these days", "highest"),
        text("  on", "highest_on"),
        number("highest ever", "highest_ever"),
        text("  on", "highest_ever_on"),
        number("average of the daily peaks", "average"),
        number("days at capacity", "days_at_capacity"),
        number("short of a seat", "refused"),
        number("seats idle for 90 days", "idle"),
        text("full on", "exhausted_on"),
    ];
    output::facts(format, &answer, &facts);
    tell(&answer["advice"]["message"]);
    output::line("");
    let columns = [
        text("day", "day"),
        number("highest", "peak"),
        number("total", "total"),
        text("full", "at_capacity"),
    ];
    output::list(format, &answer["days"], &columns);
    Ok(())
}

/// Every product: buy, take back, or leave it as it is.
pub(crate) fn capacity(format: Format, manager: &Client, module: Option<&str>, days: &Days) -> Result<()> {
    let path = days.path("capacity", &[("module", module)]);
    if days.csv.saved(format, manager, &path)? {
        return Ok(());
    }
    let columns = [
        text("product", "module"),
        number("in use", "in_use"),
        number("total", "total"),
        number("highest", "highest"),
        number("ever", "highest_ever"),
        number("days full", "days_at_capacity"),
        number("short", "refused"),
        number("idle", "idle"),
        text("advice", "advice.message"),
    ];
    output::list(format, &manager.get(&path)?, &columns);
    Ok(())
}

/// In which order refusals are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// The latest first
    Last,
    /// The most frequent first
    Times,
    /// By the person's name
    User,
}

impl Sort {
    fn as_str(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::Times => "times",
            Self::User => "user",
        }
    }
}

/// Which refusals.
#[derive(Args, Debug)]
pub(crate) struct Refused {
    /// For this reason, such as no_seat or limit_reached
    #[arg(long)]
    code: Option<String>,
    /// Of this module, such as superoffice.web
    #[arg(long)]
    module: Option<String>,
    /// Text in the name or log-in name
    #[arg(long)]
    search: Option<String>,
    /// In which order
    #[arg(long, value_enum, default_value_t = Sort::Last)]
    sort: Sort,
    #[command(flatten)]
    days: Days,
}

/// Who was refused what, and why.
pub(crate) fn refusals(format: Format, manager: &Client, refused: &Refused) -> Result<()> {
    let more = [
        ("code", refused.code.as_deref()),
        ("module", refused.module.as_deref()),
        ("search", refused.search.as_deref()),
        ("sort", Some(refused.sort.as_str())),
    ];
    let path = refused.days.path("refusals", &more);
    if refused.days.csv.saved(format, manager, &path)? {
        return Ok(());
    }
    let mut answer = manager.get_all(&path)?;
    if format == Format::People {
        for item in answer["items"].as_array_mut().into_iter().flatten() {
            if item["user"].is_null() {
                item["login"] = match &item["asked_by"] {
                    Value::Null => json!("(unknown)"),
                    program => program.clone(),
                };
            }
            if item["module"].is_null() {
                item["module"] = item["item"].clone();
            }
        }
    }
    let columns = [
        text("user", "login"),
        text("what", "module"),
        text("reason", "code"),
        number("times", "times"),
        number("days", "days"),
        text("first", "first_at"),
        text("last", "last_at"),
    ];
    output::list(format, &answer, &columns);
    Ok(())
}

fn tell(message: &Value) {
    if let Some(message) = message.as_str().filter(|message| !message.is_empty()) {
        output::line(&format!("\n{message}"));
    }
}
