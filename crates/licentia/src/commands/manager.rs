//! The manager's work from a terminal, against a running server.

use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

/// `licentia licences [MODULE]`, `licentia licences delete`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Licences {
    #[command(subcommand)]
    act: Option<LicencesAct>,
    /// One module, such as superoffice.ten-sales
    module: Option<String>,
    /// Hidden modules too
    #[arg(long)]
    hidden: bool,
}

/// What can be done with licences besides looking.
#[derive(Debug, Subcommand)]
pub(crate) enum LicencesAct {
    /// Delete a partner's licences, or all: then demo mode begins. Assignments, serial number and ledger stay
    Delete {
        /// The partner whose licences go
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        issuer: Option<String>,
        /// Everybody's: demo mode begins
        #[arg(long)]
        all: bool,
        /// Only say what would happen
        #[arg(long)]
        dry_run: bool,
    },
}

impl LicencesAct {
    fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let Self::Delete { issuer, dry_run, .. } = self;
        let which = issuer.map(|issuer| format!("/{issuer}")).unwrap_or_default();
        let answer = remote.manager()?.delete(&format!("/api/v1/licences{which}?dry_run={dry_run}"))?;
        let facts = [
            text("issuers", "issuers"),
            number("modules", "modules"),
            number("people who lose", "people_count"),
            number("assignments kept", "assignments_kept"),
            text("demo mode", "demo"),
        ];
        output::facts(format, &answer, &facts);
        if dry_run && format == Format::People {
            output::line("Nothing was deleted.");
        }
        Ok(())
    }
}

impl Licences {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        if let Some(act) = self.act {
            return act.run(format, remote);
        }
        let client = remote.manager()?;
        if let Some(module) = self.module {
            let answer = client.get(&format!("/api/v1/licences/{module}"))?;
            output::json(&answer);
            return Ok(());
        }
        let mut answer = client.get_all("/api/v1/licences")?;
        if let (false, Some(items)) = (self.hidden, answer.get_mut("items").and_then(Value::as_array_mut)) {
            items.retain(|item| item["hidden"] != json!(true));
        }
        let columns = [
            text("module", "module"),
            text("name", "name"),
            text("scope", "scope"),
            number("in use", "in_use"),
            number("free", "free"),
            number("total", "total"),
            text("standing", "standing"),
        ];
        output::list(format, &answer, &columns);
        Ok(())
    }
}

/// `licentia users …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List users
    List {
        /// Search in names, log-ins, e-mail addresses and groups
        #[arg(long)]
        search: Option<String>,
    },
    /// Show one user
    Show {
        /// Log-in name or id
        user: String,
    },
    /// Add a user
    Add {
        /// Log-in name, unique in the installation
        login: String,
        /// The person's name
        #[arg(long)]
        name: String,
        /// E-mail address
        #[arg(long)]
        email: Option<String>,
        /// internal, resource, external, anonymous or system
        #[arg(long, default_value = "internal")]
        kind: String,
        /// A group (may be repeated)
        #[arg(long = "group")]
        groups: Vec<String>,
        /// The user may not log in yet
        #[arg(long)]
        no_log_in: bool,
    },
    /// Switch *can log in* off: frees the seats, keeps the assignments
    Deactivate {
        /// Log-in name or id
        user: String,
    },
    /// Switch *can log in* on
    Activate {
        /// Log-in name or id
        user: String,
    },
    /// Add many users from a CSV file, after finding every problem of every row
    Import(super::distribute::Import),
    #[command(flatten)]
    Lists(super::users_list::Lists),
    #[command(flatten)]
    People(super::people::People),
}

impl Users {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let columns = [
            text("login", "login"),
            text("name", "name"),
            text("e-mail", "email"),
            text("kind", "kind"),
            text("can log in", "can_log_in"),
            text("plans", "plans"),
            text("groups", "groups"),
        ];
        match self {
            Self::List { search } => {
                let query = search.map(|s| format!("?search={}", encoded(&s))).unwrap_or_default();
                output::list(format, &client.get_all(&format!("/api/v1/users{query}"))?, &columns);
            }
            Self::Show { user } => {
                output::facts(format, &client.get(&format!("/api/v1/users/{}", encoded(&user)))?, &columns);
            }
            Self::Add { login, name, email, kind, groups, no_log_in } => {
                let body = json!({"login": login, "name": name, "email": email, "kind": kind, "groups": groups, "can_log_in": !no_log_in});
                output::facts(format, &client.post("/api/v1/users", &body)?, &columns);
            }
            Self::Deactivate { user } => set_can_log_in(&client, format, &user, false, &columns)?,
            Self::Activate { user } => set_can_log_in(&client, format, &user, true, &columns)?,
            Self::Import(import) => import.run(format, remote)?,
            Self::Lists(lists) => lists.run(format, remote)?,
            Self::People(people) => people.run(format, remote)?,
        }
        Ok(())
    }
}

fn set_can_log_in(
    client: &licentia_client::Client,
    format: Format,
    user: &str,
    can_log_in: bool,
    columns: &[output::Column],
) -> Result<()> {
    let answer =
        client.patch(&format!("/api/v1/users/{}", encoded(user)), &json!({"can_log_in": can_log_in}))?;
    output::facts(format, &answer, columns);
    Ok(())
}

/// `licentia check USER MODULE`.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// Log-in name or id
    user: String,
    /// Module, such as superoffice.sale-cal
    module: String,
}

impl Check {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let answer = remote.manager()?.get(&format!(
            "/api/v1/checks/{}/{}",
            encoded(&self.user),
            encoded(&self.module)
        ))?;
        output::said(format, &answer, &sentence(&answer));
        if answer["allowed"] == json!(true) {
            Ok(())
        } else {
            bail!("not allowed [{}]", answer["code"].as_str().unwrap_or("?"))
        }
    }
}

fn sentence(answer: &Value) -> String {
    let word = if answer["allowed"] == json!(true) { "yes" } else { "no" };
    let message = answer["message"].as_str().unwrap_or_default();
    format!("{word} [{}] {message}", answer["code"].as_str().unwrap_or_default())
}

/// `licentia why USER MODULE`.
#[derive(Args, Debug)]
pub(crate) struct Why {
    /// Log-in name or id
    user: String,
    /// Module, such as superoffice.sale-cal
    module: String,
    /// Ask for another day (a simulation: it grants and counts nothing)
    #[arg(long, value_name = "YYYY-MM-DD")]
    at: Option<String>,
}

impl Why {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let answer = remote
            .manager()?
            .post("/api/v1/checks/why", &json!({"user": self.user, "module": self.module, "at": self.at}))?;
        if format == Format::Json {
            output::json(&answer);
            return Ok(());
        }
        output::line(&sentence(&answer));
        for step in answer["trace"].as_array().into_iter().flatten() {
            let mark = if step["holds"] == json!(true) { "✓" } else { "✗" };
            output::line(&format!(
                "  {mark} {:<16} {}",
                step["rule"].as_str().unwrap_or_default(),
                step["detail"].as_str().unwrap_or_default()
            ));
        }
        for remedy in answer["remedies"].as_array().into_iter().flatten() {
            output::line(&format!(
                "  → {}: {}",
                remedy["who"].as_str().unwrap_or_default(),
                remedy["action"].as_str().unwrap_or_default()
            ));
        }
        Ok(())
    }
}

/// Percent-encodes one path segment or query value.
pub(crate) fn encoded(segment: &str) -> String {
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
