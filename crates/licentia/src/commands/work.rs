//! Long work: waiting for a job with a bar, and `licentia jobs`.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Args;
use licentia_client::{Client, Error};
use serde_json::Value;

use crate::output::{self, Format, number, text};
use crate::remote::Remote;

/// How often a job is asked how far it is.
const PAUSE: Duration = Duration::from_millis(250);
/// How wide the bar is, in characters.
const WIDTH: u64 = 30;

/// `licentia jobs [ID]`.
#[derive(Args, Debug)]
pub(crate) struct Jobs {
    /// Wait for this job and show what came of it
    id: Option<String>,
}

impl Jobs {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self.id {
            Some(id) => output::json(&wait(&client, format, &id)?),
            None => {
                let columns = [
                    text("id", "id"),
                    text("kind", "kind"),
                    text("state", "state"),
                    number("done", "done"),
                    number("of", "total"),
                    text("since", "created_at"),
                    number("revision", "revision"),
                ];
                output::list(format, &client.get("/api/v1/jobs?limit=50")?, &columns);
            }
        }
        Ok(())
    }
}

/// The answer of a request that may have become a job: waits for it, with a bar when a terminal is there.
pub(crate) fn finished(client: &Client, format: Format, answer: Value) -> Result<Value> {
    match answer.get("job").and_then(Value::as_str) {
        Some(id) => wait(client, format, id),
        None => Ok(answer),
    }
}

fn wait(client: &Client, format: Format, id: &str) -> Result<Value> {
    let shows = format == Format::People && std::io::stderr().is_terminal();
    loop {
        let job = client.get(&format!("/api/v1/jobs/{id}"))?;
        match job["state"].as_str() {
            Some("done") => {
                bar(shows, 1, 1, true);
                return Ok(job["answer"].clone());
            }
            Some("failed") => {
                bar(shows, 0, 1, true);
                let problem = serde_json::from_value(job["problem"].clone())
                    .context("a job failed without saying why")?;
                return Err(Error::Problem(Box::new(problem)).into());
            }
            _ => {
                let count = |name: &str| job[name].as_u64().unwrap_or(0);
                bar(shows, count("done"), count("total"), false);
                std::thread::sleep(PAUSE);
            }
        }
    }
}

/// Draws the bar over itself on standard error; `last` leaves the line.
fn bar(shows: bool, done: u64, total: u64, last: bool) {
    if !shows {
        return;
    }
    let filled = (done * WIDTH).checked_div(total).unwrap_or(0).min(WIDTH);
    let (full, rest) = ("█".repeat(filled as usize), "·".repeat((WIDTH - filled) as usize));
    let counts = if last { String::new() } else { format!(" {done} of {total}") };
    let _ = write!(std::io::stderr(), "\r{full}{rest}{counts}   {}", if last { "\n" } else { "" });
    let _ = std::io::stderr().flush();
}
