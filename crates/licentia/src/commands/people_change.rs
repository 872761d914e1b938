//! `licentia users change`: a user's fields.

use super::people::place;
use crate::output::{self, Format, text};
use anyhow::{Result, bail};
use clap::Args;
use licentia_client::Client;
use serde_json::{Map, Value, json};

/// `licentia users change USER …`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  licentia users change anna --role \"Sales manager\" --group Sales --group Nordics\n  licentia \
    users change anna --email \"\" --attribute department=Nordics\n\nWhat is not named stays as it is. Rules that look at \
    what was changed are followed at once."
)]
pub(crate) struct Change {
    /// Log-in name or id
    user: String,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
struct Fields {
    /// A new log-in name
    #[arg(long)]
    login: Option<String>,
    /// A new name
    #[arg(long)]
    name: Option<String>,
    /// A new e-mail address; "" removes it
    #[arg(long)]
    email: Option<String>,
    /// internal, resource, external, anonymous or system
    #[arg(long)]
    kind: Option<String>,
    /// What the person does; "" removes it
    #[arg(long)]
    job_title: Option<String>,
    /// The role in the application; "" removes it
    #[arg(long)]
    role: Option<String>,
    /// A group (may be repeated): these in place of the present ones, the primary one first
    #[arg(long = "group", value_name = "GROUP")]
    groups: Vec<String>,
    /// No group any more
    #[arg(long, conflicts_with = "groups")]
    no_groups: bool,
    /// An attribute (may be repeated): these in place of the present ones
    #[arg(long = "attribute", value_name = "NAME=VALUE")]
    attributes: Vec<String>,
    /// No attribute any more
    #[arg(long, conflicts_with = "attributes")]
    no_attributes: bool,
    /// A database the user belongs to (may be repeated): these in place of the present ones
    #[arg(long = "site", value_name = "INSTALLATION")]
    sites: Vec<String>,
}

impl Change {
    pub(super) fn run(self, format: Format, client: &Client) -> Result<()> {
        let answer = client.patch(&place(&self.user, ""), &self.fields.patch()?)?;
        let columns = [
            text("login", "login"),
            text("name", "name"),
            text("e-mail", "email"),
            text("kind", "kind"),
            text("job title", "job_title"),
            text("role", "role"),
            text("groups", "groups"),
            text("can log in", "can_log_in"),
            text("plans", "plans"),
        ];
        output::facts(format, &answer, &columns);
        Ok(())
    }
}

impl Fields {
    fn patch(self) -> Result<Value> {
        let mut patch = Map::new();
        let texts = [
            ("login", self.login),
            ("name", self.name),
            ("email", self.email),
            ("kind", self.kind),
            ("job_title", self.job_title),
            ("role", self.role),
        ];
        for (field, value) in texts {
            patch.extend(value.map(|value| (field.to_owned(), json!(value))));
        }
        if self.no_groups || !self.groups.is_empty() {
            patch.insert("groups".to_owned(), json!(self.groups));
        }
        if self.no_attributes || !self.attributes.is_empty() {
            let mut all = Map::new();
            for one in &self.attributes {
                let Some((name, value)) = one.split_once('=') else { bail!("{one} is not NAME=VALUE") };
                all.insert(name.to_owned(), json!(value));
            }
            patch.insert("attributes".to_owned(), Value::Object(all));
        }
        if !self.sites.is_empty() {
            patch.insert("sites".to_owned(), json!(self.sites));
        }
        Ok(Value::Object(patch))
    }
}
