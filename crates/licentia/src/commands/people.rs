//! `licentia users …` beyond the list: letting go, taking back, approving, and access to Licentia itself.

use super::people_leave::leaving;
use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::{Context, Result};
use clap::{Subcommand, ValueEnum};
use licentia_client::Client;
use serde_json::{Value, json};

/// What happens to one user.
#[derive(Debug, Subcommand)]
pub(crate) enum People {
    /// Approve a user who waits for it
    Approve {
        /// Log-in name or id
        user: String,
        /// Though there is no seat: without what was assigned
        #[arg(long)]
        without_licences: bool,
    },
    /// Let a user go; without --level, say what each of the three levels would do
    Leave {
        /// Log-in name or id
        user: String,
        /// How far
        #[arg(long, value_enum)]
        level: Option<Level>,
    },
    /// Take a former employee back; licences and log-in do not come back
    Return {
        /// Log-in name or id
        user: String,
    },
    /// Change a user's fields: name, e-mail, kind, role, groups, attributes …
    Change(super::people_change::Change),
    /// Set the picture that stands in place of a user's initials, or remove it
    Portrait(super::people_portrait::Portrait),
    /// Who may sign in to Licentia itself
    #[command(subcommand)]
    Account(Account),
}

/// How far a user goes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Level {
    /// Every licence is taken away; the user stays
    Licences,
    /// A former employee: licences and log-in go, data stays
    Former,
    /// The person is erased for good; id, history and counts stay
    Delete,
}

/// `licentia users account …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Show a user's account
    Show {
        /// Log-in name or id
        user: String,
    },
    /// Give a user an account, or change rights and end of the one there is; prints the one-time link
    Give {
        /// Log-in name or id
        user: String,
        /// manage_licences, manage_users, view, manage_access or check (may be repeated); none = the own page only
        #[arg(long = "right", value_name = "RIGHT")]
        rights: Vec<String>,
        /// The last day on which it may be used (2027-01-31)
        #[arg(long, value_name = "DAY")]
        until: Option<String>,
        /// Make a new one-time link, though a password was chosen
        #[arg(long)]
        link: bool,
        /// An account of this log-in name that belongs to no user is this person's
        #[arg(long)]
        adopt: bool,
    },
    /// Take a user's account away; the user stays
    Remove {
        /// Log-in name or id
        user: String,
    },
}

impl People {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        match self {
            Self::Approve { user, without_licences } => {
                let mut body = json!({"waiting_for_approval": false});
                if without_licences {
                    body["without_licences"] = json!(true);
                }
                done(format, &client.patch(&place(&user, ""), &body)?, "approved");
            }
            Self::Return { user } => {
                let now = client.get(&place(&user, ""))?;
                if now["state"] != json!("former") {
                    stays(format, &now);
                    return Ok(());
                }
                done(format, &client.patch(&place(&user, ""), &json!({"state": "active"}))?, "with us again");
            }
            Self::Leave { user, level: None } => {
                leaving(format, &user, &client.get(&place(&user, "/leaving"))?);
            }
            Self::Leave { user, level: Some(level) } => leave(&client, format, &user, level)?,
            Self::Change(change) => change.run(format, &client)?,
            Self::Portrait(portrait) => portrait.run(format, &client)?,
            Self::Account(account) => account.run(format, &client)?,
        }
        Ok(())
    }
}

impl Account {
    fn run(self, format: Format, client: &Client) -> Result<()> {
        let columns = [
            text("log-in", "login"),
            text("rights", "rights"),
            text("state", "state"),
            text("last day", "until"),
            text("signed in", "signed_in_at"),
        ];
        match self {
            Self::Show { user } => output::facts(format, &client.get(&place(&user, "/account"))?, &columns),
            Self::Give { user, rights, until, link, adopt } => {
                let mut body = json!({"rights": rights, "link": link, "adopt": adopt});
                if let Some(until) = until {
                    body["until"] = json!(until);
                }
                let bytes = serde_json::to_vec(&body).context("the order is JSON")?;
                let answer = client.put_bytes(&place(&user, "/account"), "application/json", &bytes)?;
                match format {
                    Format::Json => output::json(&answer),
                    Format::People => {
                        output::facts(format, &answer["account"], &columns);
                        if let Some(link) = answer["link"]["url"].as_str() {
                            let link = client.address(link);
                            output::line(&format!("Send this link; it works once: {link}"));
                        }
                    }
                }
            }
            Self::Remove { user } => {
                client.delete(&place(&user, "/account"))?;
                said(format, &user, "cannot sign in to Licentia any more");
            }
        }
        Ok(())
    }
}

pub(super) fn place(user: &str, part: &str) -> String {
    format!("/api/v1/users/{}{part}", super::manager::encoded(user))
}

fn leave(client: &Client, format: Format, user: &str, level: Level) -> Result<()> {
    match level {
        Level::Licences => {
            client.delete(&place(user, "/licences"))?;
            said(format, user, "has no licences");
        }
        Level::Former => {
            done(format, &client.patch(&place(user, ""), &json!({"state": "former"}))?, "a former employee");
        }
        Level::Delete => {
            client.delete(&place(user, ""))?;
            said(format, user, "is deleted");
        }
    }
    Ok(())
}

pub(super) fn said(format: Format, user: &str, what: &str) {
    output::said(format, &json!({"user": user, "done": true}), &format!("{user} {what}."));
}

/// Somebody who never left cannot come back.
fn stays(format: Format, user: &Value) {
    let name = user["name"].as_str().unwrap_or_default();
    output::said(format, user, &format!("{name} has not left: nothing was changed."));
}

fn done(format: Format, user: &Value, what: &str) {
    output::said(format, user, &format!("{} is {what}.", user["name"].as_str().unwrap_or_default()));
}
