//! `licentia report`: seats in use and active users, today and on past dates; who held what; daily use and refusals.

use super::csv::Csv;
use super::query::query;
use super::report_history::{self, Days, Refused};
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::{Args, Subcommand};
use licentia_client::Client;
use serde_json::Value;

/// `licentia report …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Count seats in use and active users
    Counting {
        #[command(flatten)]
        when: When,
    },
    /// Who held a plan or module, or anything
    Holders {
        /// The plan or module, such as superoffice.ten-sales; everything without it
        #[arg(long)]
        module: Option<String>,
        /// Only who was active, and so took a seat
        #[arg(long)]
        active: bool,
        #[command(flatten)]
        when: When,
    },
    /// The use of a product day by day: highest, total, days at capacity
    #[command(
        after_help = "Example: licentia report history --module superoffice.ten-sales --days 365 --csv use.csv"
    )]
    History {
        /// The plan or module; an issuer for all its user plans together; the first product without it
        #[arg(long)]
        module: Option<String>,
        #[command(flatten)]
        days: Days,
    },
    /// Every product: buy seats, take idle ones back, or leave it as it is
    #[command(after_help = "Example: licentia report capacity --days 365")]
    Capacity {
        /// This product only
        #[arg(long)]
        module: Option<String>,
        #[command(flatten)]
        days: Days,
    },
    /// Who was refused what, why, how often, first and last
    #[command(after_help = "Example: licentia report refusals --code no_seat --sort times --days 30")]
    Refusals {
        #[command(flatten)]
        refused: Refused,
    },
}

/// The moment, and where the answer goes.
#[derive(Args, Debug)]
pub(crate) struct When {
    /// A date (the end of that day) or a moment, such as 2027-03-01 or 2027-03-01T12:00:00Z; now without it
    #[arg(long, value_name = "DATE")]
    at: Option<String>,
    #[command(flatten)]
    csv: Csv,
}

impl Report {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::Counting { when } => counting(format, &manager, &when),
            Self::History { module, days } => {
                report_history::history(format, &manager, module.as_deref(), &days)
            }
            Self::Capacity { module, days } => {
                report_history::capacity(format, &manager, module.as_deref(), &days)
            }
            Self::Refusals { refused } => report_history::refusals(format, &manager, &refused),
            Self::Holders { module, active, when } => {
                let asked = query(&[
                    ("at", when.at.as_deref()),
                    ("module", module.as_deref()),
                    ("active", active.then_some("true")),
                    when.csv.asked(),
                ]);
                let path = format!("/api/v1/reports/holders{asked}");
                if !when.csv.saved(format, &manager, &path)? {
                    show(format, manager.get_all(&path)?);
                }
                Ok(())
            }
        }
    }
}

fn counting(format: Format, manager: &Client, when: &When) -> Result<()> {
    let asked = query(&[("at", when.at.as_deref()), when.csv.asked()]);
    let path = format!("/api/v1/reports/counting{asked}");
    let Some(answer) = when.csv.for_people(format, manager, &path)? else { return Ok(()) };
    let facts = [
        text("day", "day"),
        number("seats of user plans in use", "plan_seats"),
        number("active users", "active_users"),
        text("records begin", "records_begin"),
    ];
    output::facts(format, &answer, &facts);
    unrecorded(&answer);
    for (heading, member, total) in [
        ("User plans", "plans", "total"),
        ("Other licences of users", "modules", "total"),
        ("Ceilings (no count)", "ceilings", "ceiling"),
    ] {
        if answer[member].as_array().is_some_and(|lines| !lines.is_empty()) {
            output::line(&format!("\n{heading}"));
            let columns = [
                text("module", "module"),
                text("name", "name"),
                number("in use", "in_use"),
                number(total, "total"),
            ];
            output::list(format, &assigned(&answer[member]), &columns);
        }
    }
    Ok(())
}

/// Says that nothing is known of a day before the records begin.
fn unrecorded(answer: &Value) {
    if let (Some(day), Some(begin)) = (answer["day"].as_str(), answer["records_begin"].as_str())
        && day < begin
    {
        output::line(&format!(
            "The records of this installation begin on {begin}: who held what before is not known here."
        ));
    }
}

/// Lines in which a figure that is no part of its total says what it counts: open sessions take a seat, not assignments.
fn assigned(lines: &Value) -> Value {
    let mut lines = lines.clone();
    for line in lines.as_array_mut().into_iter().flatten() {
        if line["counting"] == "concurrent" {
            let open = line["in_use"].as_u64().map(|open| format!("{open} open, ")).unwrap_or_default();
            line["in_use"] = Value::from(format!("{open}{} assigned", line["assigned"]));
        }
    }
    lines
}

/// Each thing that was held once, with where it came from: what comes from two sources is held once.
fn with_sources(held: &Value) -> Value {
    let mut modules: Vec<(&str, Vec<&str>)> = Vec::new();
    for one in held.as_array().into_iter().flatten() {
        let (module, source) =
            (one["module"].as_str().unwrap_or_default(), one["source"].as_str().unwrap_or_default());
        match modules.iter_mut().find(|(known, _)| *known == module) {
            Some((_, sources)) => sources.push(source),
            None => modules.push((module, vec![source])),
        }
    }
    modules.iter().map(|(module, sources)| format!("{module} ({})", sources.join(", "))).collect()
}

/// Holders with their modules beside them.
fn show(format: Format, mut answer: Value) {
    if format == Format::People {
        unrecorded(&answer);
        for item in answer["items"].as_array_mut().into_iter().flatten() {
            item["modules"] = with_sources(&item["held"]);
        }
    }
    let columns =
        [text("user", "login"), text("name", "name"), text("active", "active"), text("held", "modules")];
    output::list(format, &answer, &columns);
}
