//! `licentia meters` and `licentia usage`: what was used in a month, and telling it.

use super::csv::Csv;
use super::manager::encoded;
use super::query::query;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use licentia_client::Client;
use serde_json::Value;
use std::io::Read as _;

/// `licentia meters`: every metered service in a month, or one of them month by month.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  licentia meters\n  licentia meters --month 2026-10 --csv october.csv\n  licentia meters superoffice.emails --from 2026-01\n  licentia meters superoffice.emails --days --csv days.csv"
)]
pub(crate) struct Meters {
    /// One meter by its full name: its last twelve months
    meter: Option<String>,
    /// The month, such as 2026-11; the present one without it
    #[arg(long, value_name = "MONTH", conflicts_with_all = ["meter", "from", "to", "days"])]
    month: Option<String>,
    /// The first month of one meter
    #[arg(long, value_name = "MONTH", requires = "meter")]
    from: Option<String>,
    /// The last month of one meter
    #[arg(long, value_name = "MONTH", requires = "meter")]
    to: Option<String>,
    /// With --csv: a line for each day of one meter
    #[arg(long, requires_all = ["meter", "csv"])]
    days: bool,
    #[command(flatten)]
    csv: Csv,
}

impl Meters {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        let path = self.path();
        if self.csv.saved(format, &manager, &path)? {
            return Ok(());
        }
        let columns = [
            text("month", "month"),
            text("meter", "meter"),
            text("name", "name"),
            number("used", "used"),
            number("allowance", "allowance"),
            number("beyond", "overage"),
            text("unit", "unit"),
            text("used up", "forecast"),
            text("closed", "closed"),
        ];
        output::list(format, &manager.get(&path)?, &columns);
        Ok(())
    }

    fn path(&self) -> String {
        let asked = query(&[
            ("month", self.month.as_deref()),
            ("from", self.from.as_deref()),
            ("to", self.to.as_deref()),
            ("days", self.days.then_some("true")),
            self.csv.asked(),
        ]);
        match &self.meter {
            Some(meter) => format!("/api/v1/meters/{}{asked}", encoded(meter)),
            None => format!("/api/v1/meters{asked}"),
        }
    }
}

/// `licentia usage …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Usage {
    /// Send usage events from a file: CloudEvents as a JSON array, or one to a line (exit code 1: some were refused)
    #[command(
        after_help = "Events that were sent before are known again by source and id, so a file can be sent again.\n\nExamples:\n  licentia usage send october.json\n  zcat events.jsonl.gz | licentia usage send -"
    )]
    Send {
        /// The file, or `-` for standard input
        file: String,
        /// How many events go into one request, 1 to 10000
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..=10_000))]
        batch: u64,
    },
    #[command(flatten)]
    Report(super::usage_report::UsageReport),
}

impl Usage {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::Send { file, batch } => send(format, &remote.manager()?, &file, batch as usize),
            Self::Report(command) => command.run(format, remote),
        }
    }
}

/// How often each outcome came.
#[derive(Debug, Default, serde::Serialize)]
struct Sent {
    counted: u64,
    late: u64,
    corrections: u64,
    duplicates: u64,
    refused: u64,
    /// The first of the events that were refused.
    refusals: Vec<Value>,
}

/// So many refused events are listed.
const LISTED: usize = 1_000;

fn send(format: Format, manager: &Client, file: &str, batch: usize) -> Result<()> {
    let events = events(&read(file)?)?;
    let mut sent = Sent::default();
    for events in events.chunks(batch) {
        let body = serde_json::to_vec(events)?;
        let answer = manager.post_as("/api/v1/usage", "application/cloudevents-batch+json", &body)?;
        sent.add(&answer);
    }
    sent.print(format)?;
    if sent.refused > 0 {
        bail!("{} of {} events were refused", sent.refused, events.len());
    }
    Ok(())
}

impl Sent {
    fn add(&mut self, answer: &Value) {
        for (count, name) in [
            (&mut self.counted, "counted"),
            (&mut self.late, "late"),
            (&mut self.corrections, "corrections"),
            (&mut self.duplicates, "duplicates"),
            (&mut self.refused, "refused"),
        ] {
            *count += answer[name].as_u64().unwrap_or(0);
        }
        let refused = answer["events"].as_array().into_iter().flatten();
        let refused = refused.filter(|event| event["outcome"] == "refused").cloned();
        self.refusals.extend(refused.take(LISTED.saturating_sub(self.refusals.len())));
    }

    fn print(&self, format: Format) -> Result<()> {
        let answer = serde_json::to_value(self)?;
        let columns = [
            number("counted", "counted"),
            number("late", "late"),
            number("corrections", "corrections"),
            number("sent before", "duplicates"),
            number("refused", "refused"),
        ];
        output::facts(format, &answer, &columns);
        if format == Format::People && !self.refusals.is_empty() {
            output::line("");
            let list = serde_json::json!({"items": self.refusals});
            let columns =
                [text("source", "source"), text("id", "id"), text("code", "code"), text("why", "message")];
            output::list(format, &list, &columns);
        }
        Ok(())
    }
}

fn read(file: &str) -> Result<String> {
    if file == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input is no text")?;
        return Ok(text);
    }
    std::fs::read_to_string(file).with_context(|| format!("cannot read {file}"))
}

/// One array, one event, or one event to a line.
fn events(text: &str) -> Result<Vec<Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Array(events)) => Ok(events),
        Ok(event) => Ok(vec![event]),
        Err(_) => {
            let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
            let event = |(at, line)| {
                serde_json::from_str(line).with_context(|| format!("line {} is not JSON", at + 1))
            };
            lines.map(event).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_holds_an_array_or_lines() {
        assert_eq!(events("[{\"id\":\"a\"},\n 7]").unwrap(), [json!({"id": "a"}), json!(7)]);
        assert_eq!(events("{\"id\":\n\"a\"}").unwrap(), [json!({"id": "a"})]);
        assert_eq!(events("{\"id\":\"a\"}\n\n{\"id\":\"b\"}\n").unwrap().len(), 2);
        assert!(events("{\"id\":\"a\"}\nno").unwrap_err().to_string().contains("line 2"));
        assert!(events("").unwrap().is_empty());
    }

    #[test]
    fn counts_add_up_and_refusals_are_kept() {
        let mut sent = Sent::default();
        let answer = json!({"counted": 2, "refused": 1, "events": [
            {"outcome": "counted"}, {"outcome": "counted"}, {"outcome": "refused", "id": "x", "code": "time_past"}]});
        sent.add(&answer);
        sent.add(&answer);
        assert_eq!((sent.counted, sent.refused, sent.refusals.len()), (4, 2, 2));
    }
}
