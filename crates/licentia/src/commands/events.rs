//! `licentia event`: system events, from a terminal or a script that upgrades something.

use super::query::query;
use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde_json::{Value, json};

/// `licentia event …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Events {
    /// List the events that are on
    List {
        /// Those that have ended instead, the latest first
        #[arg(long)]
        ended: bool,
    },
    /// Switch one on: keep people out, tell everybody something, or say what an application is busy with
    #[command(after_help = "Examples:
  licentia event add no_login --message \"Upgrade to 12.2. Please save your work.\" --finish 2h
  licentia event add message_of_the_day --message \"Quarter closes on Monday.\"
  licentia event add no_travel --user anna
  licentia event add import --message \"Trade fair companies\" --total 4800")]
    Add(Box<Add>),
    /// Say how far it is; needs no entry in the ledger, and may be told every second
    #[command(after_help = "Example:
  licentia event progress 01995… --done 3120 --total 4800 --status \"Reading companies\"")]
    Progress {
        /// The event's id, as `list` prints it
        id: String,
        /// What is done
        #[arg(long)]
        done: Option<u64>,
        /// Out of so much
        #[arg(long)]
        total: Option<u64>,
        /// What goes on just now
        #[arg(long)]
        status: Option<String>,
    },
    /// End it; it stays in the list of those that have ended
    #[command(after_help = "Examples:
  licentia event end 01995…
  licentia event end no_login")]
    End {
        /// The event's id, or its key where only one of that key is on
        event: String,
        /// Although what goes on is left half done
        #[arg(long)]
        emergency: bool,
    },
}

/// An event to switch on.
#[derive(Args, Debug)]
pub(crate) struct Add {
    /// no_login, no_freetext, no_travel, message_of_the_day, or what an application is busy with
    key: String,
    /// What people are told
    #[arg(long)]
    message: Option<String>,
    /// When it is expected to be over: in 30m, 2h, 1d, or at a moment such as 2026-11-21T15:00. It ends nothing
    #[arg(long, value_name = "WHEN")]
    finish: Option<String>,
    /// Only at this database, by its short name
    #[arg(long, value_name = "INSTALLATION", group = "whom")]
    installation: Option<String>,
    /// Only for this group
    #[arg(long, group = "whom")]
    group: Option<String>,
    /// Only for this user: id or log-in name
    #[arg(long, group = "whom")]
    user: Option<String>,
    /// What an application calls it
    #[arg(long)]
    name: Option<String>,
    /// Who ends what an application raises: free, emergency or never
    #[arg(long)]
    ending: Option<String>,
    /// Out of how much
    #[arg(long)]
    total: Option<u64>,
}

impl Add {
    fn body(&self) -> Result<Value> {
        let (scope, owner) = match (&self.installation, &self.group, &self.user) {
            (Some(owner), ..) => (Some("installation"), Some(owner)),
            (_, Some(owner), _) => (Some("group"), Some(owner)),
            (.., Some(owner)) => (Some("user"), Some(owner)),
            _ => (None, None),
        };
        let finish = self.finish.as_deref().map(|when| moment(when, Timestamp::now()));
        let mut body = json!({
            "key": self.key, "scope": scope, "owner": owner, "name": self.name, "message": self.message,
            "finish_at": finish.transpose()?, "ending": self.ending, "total": self.total,
        });
        if let Some(members) = body.as_object_mut() {
            members.retain(|_, value| !value.is_null());
        }
        Ok(body)
    }
}

/// `2h` from now, or a moment on this machine's clock.
fn moment(when: &str, now: Timestamp) -> Result<Timestamp> {
    if let Ok(at) = when.parse::<Timestamp>() {
        return Ok(at);
    }
    if let Ok(at) = when.parse::<DateTime>() {
        return Ok(at.to_zoned(TimeZone::system())?.timestamp());
    }
    let wrong = || format!("{when} is no moment: give 30m, 2h, 1d or 2026-11-21T15:00");
    let span: Span = when.parse().with_context(wrong)?;
    Ok(now.to_zoned(TimeZone::system()).checked_add(span).with_context(wrong)?.timestamp())
}

impl Events {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let manager = remote.manager()?;
        match self {
            Self::List { ended } => {
                let asked = query(&[("ended", ended.then_some("true"))]);
                let last = if ended { text("ended", "ended_at") } else { text("finished", "finish_at") };
                let columns = [
                    text("id", "id"),
                    text("event", "title"),
                    text("done", "done"),
                    text("of", "total"),
                    text("message", "message"),
                    text("activated", "activated_at"),
                    text("by", "activated_by"),
                    last,
                    text("for", "scope"),
                    text("owner", "owner"),
                ];
                output::list(format, &manager.get_all(&format!("/api/v1/events{asked}"))?, &columns);
            }
            Self::Add(add) => {
                let answer = manager.post("/api/v1/events", &add.body()?)?;
                let (title, id) = (&answer["title"], answer["id"].as_str().unwrap_or_default());
                let title = title.as_str().unwrap_or(&add.key);
                let told = format!("{title} is on until somebody ends it: licentia event end {id}");
                output::said(format, &answer, &told);
            }
            Self::Progress { id, done, total, status } => {
                let mut body = json!({"done": done, "total": total, "status": status});
                if let Some(members) = body.as_object_mut() {
                    members.retain(|_, value| !value.is_null());
                }
                let answer = manager.patch(&format!("/api/v1/events/{id}"), &body)?;
                output::said(format, &answer, "Told.");
            }
            Self::End { event, emergency } => {
                let id = match event.contains('-') && event.len() == 36 {
                    true => event,
                    false => only_of(&manager.get_all("/api/v1/events")?["items"], &event)?,
                };
                let how = if emergency { "?emergency=true" } else { "" };
                let answer = manager.delete(&format!("/api/v1/events/{id}{how}"))?;
                output::said(format, &answer, "It has ended.");
            }
        }
        Ok(())
    }
}

/// The one event of a key that is on.
fn only_of(active: &Value, key: &str) -> Result<String> {
    let mut of_key = active.as_array().into_iter().flatten().filter(|event| event["key"] == key);
    let first = of_key.next().with_context(|| format!("{key} is not on"))?;
    anyhow::ensure!(of_key.next().is_none(), "{key} is on for several: give the id that `event list` prints");
    Ok(first["id"].as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_span_from_now_or_a_moment() {
        let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        assert_eq!(moment("2h", now).unwrap().to_string(), "2026-11-21T14:00:00Z");
        assert_eq!(moment("30m", now).unwrap().to_string(), "2026-11-21T12:30:00Z");
        assert_eq!(moment("2026-11-30T18:00:00Z", now).unwrap().to_string(), "2026-11-30T18:00:00Z");
        assert!(moment("2026-11-30T18:00", now).is_ok());
        assert!(moment("soon", now).unwrap_err().to_string().contains("soon is no moment"));
    }

    #[test]
    fn a_key_names_an_event_where_there_is_only_one() {
        let of = |id: &str, key: &str| json!({"id": id, "key": key});
        let active = json!([of("a", "no_login"), of("b", "import"), of("c", "import")]);
        assert_eq!(only_of(&active, "no_login").unwrap(), "a");
        assert!(only_of(&active, "import").unwrap_err().to_string().contains("several"));
        assert!(only_of(&active, "no_travel").unwrap_err().to_string().contains("not on"));
    }
}
