//! `licentia assign`, `licentia recall`, `licentia undo`: seats for one and for thousands.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};

use super::work::finished;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;

/// `licentia assign` and `licentia recall`.
#[derive(Args, Debug)]
pub(crate) struct Distribute {
    /// Plans or modules, such as superoffice.ten-sales (may be repeated)
    #[arg(
        long = "module",
        short,
        value_name = "MODULE",
        required_unless_present = "file",
        conflicts_with = "file"
    )]
    modules: Vec<String>,
    /// Log-in names or ids
    #[arg(required_unless_present_any = ["filter", "all", "file"], conflicts_with_all = ["filter", "all", "file"])]
    users: Vec<String>,
    /// Everybody of whom this is true, as in group=Sales or can_log_in=true (may be repeated)
    #[arg(long, value_name = "NAME=VALUE")]
    filter: Vec<String>,
    /// Everybody
    #[arg(long, conflicts_with = "filter")]
    all: bool,
    /// How many users the filter must find, or nothing is done
    #[arg(long, value_name = "COUNT", conflicts_with = "file")]
    expect: Option<u64>,
    /// A CSV file with the columns user and module
    #[arg(long, value_name = "FILE", conflicts_with_all = ["filter", "all"])]
    file: Option<PathBuf>,
    /// With a file: leave out rows with something wrong in them
    #[arg(long, requires = "file")]
    skip_invalid: bool,
    /// Do what is possible and list the rest, instead of all or nothing
    #[arg(long)]
    partial: bool,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Why, kept in the history
    #[arg(long)]
    reason: Option<String>,
}

impl Distribute {
    pub(crate) fn assign(self, format: Format, remote: &Remote) -> Result<()> {
        self.send(false, format, remote)
    }

    pub(crate) fn recall(self, format: Format, remote: &Remote) -> Result<()> {
        self.send(true, format, remote)
    }

    fn send(self, recall: bool, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let answer = match &self.file {
            Some(file) => {
                let bytes =
                    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
                client.post_as(&self.query(recall), "text/csv", &bytes)?
            }
            None => {
                let path = if recall { "/api/v1/assignments/recall" } else { "/api/v1/assignments" };
                let query = if self.dry_run { "?dry_run=true" } else { "" };
                client.post(&format!("{path}{query}"), &self.body()?)?
            }
        };
        let answer = finished(&client, format, answer)?;
        shown(format, &answer, self.dry_run, "done");
        Ok(())
    }

    fn query(&self, recall: bool) -> String {
        let mut query = format!(
            "/api/v1/assignments/import?dry_run={}&recall={recall}&partial={}&skip_invalid={}",
            self.dry_run, self.partial, self.skip_invalid
        );
        if let Some(reason) = &self.reason {
            query.push_str(&format!("&reason={}", super::manager::encoded(reason)));
        }
        query
    }

    fn body(&self) -> Result<Value> {
        let mut body = json!({"modules": self.modules, "partial": self.partial, "reason": self.reason});
        if self.filter.is_empty() && !self.all {
            body["users"] = json!(self.users);
            return Ok(body);
        }
        let mut filter = Map::new();
        for condition in &self.filter {
            let Some((name, value)) = condition.split_once('=') else {
                bail!("{condition}: a filter is NAME=VALUE, as in group=Sales");
            };
            let value = value.parse::<bool>().map_or_else(|_| json!(value), |yes| json!(yes));
            filter.insert(name.trim().replace('-', "_"), value);
        }
        body["filter"] = Value::Object(filter);
        if let Some(expect) = self.expect {
            body["expect"] = json!(expect);
        }
        Ok(body)
    }
}

/// What was done, or would be: counts, the effect on each product, who was refused.
fn shown(format: Format, answer: &Value, dry_run: bool, verb: &str) {
    if format == Format::Json {
        return output::json(answer);
    }
    let count = |name: &str| answer.pointer(&format!("/counts/{name}")).and_then(Value::as_u64).unwrap_or(0);
    let would = if dry_run { "would be " } else { "" };
    let (done, refused, replaced) = (count("done"), count("refused"), count("replaced"));
    output::line(&format!("{done} {would}{verb}, {refused} refused, {replaced} {would}replaced"));
    if dry_run {
        let columns = [
            text("product", "module"),
            number("in use", "in_use"),
            number("afterwards", "in_use_after"),
            number("of", "total"),
            number("get it", "gains"),
            number("lose it", "loses"),
            number("as they are", "already"),
            number("refused", "refused"),
        ];
        output::list(format, &answer["effect"], &columns);
    }
    if refused > 0 {
        let columns =
            [text("user", "user"), text("module", "module"), text("code", "code"), text("reason", "message")];
        output::list(format, &answer["refused"], &columns);
    }
}

/// `licentia undo [REVISION]`.
#[derive(Args, Debug)]
pub(crate) struct Undo {
    /// The change's revision; without it the bulk changes are listed
    revision: Option<u64>,
    /// Show what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Why, kept in the history
    #[arg(long)]
    reason: Option<String>,
}

impl Undo {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let Some(revision) = self.revision else {
            let columns = [
                number("revision", "revision"),
                text("what", "kind"),
                number("users", "users"),
                text("modules", "modules"),
                text("when", "at"),
                text("who", "name"),
                number("undone by", "undone_by"),
            ];
            output::list(format, &client.get("/api/v1/changes?limit=50")?, &columns);
            return Ok(());
        };
        let query = if self.dry_run { "?dry_run=true" } else { "" };
        let path = format!("/api/v1/changes/{revision}/undo{query}");
        let answer = finished(&client, format, client.post(&path, &json!({"reason": self.reason}))?)?;
        shown(format, &answer, self.dry_run, "undone");
        Ok(())
    }
}

/// `licentia users import FILE`.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// CSV in UTF-8 with a heading: login, name, email, kind, can_log_in, groups, job_title, role, plan, attribute:NAME
    file: PathBuf,
    /// Show what would happen, with every problem of every row, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out rows with something wrong in them, instead of taking none
    #[arg(long)]
    skip_invalid: bool,
    /// Change users who are there already
    #[arg(long)]
    update: bool,
}

impl Import {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let file = &self.file;
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let path = format!(
            "/api/v1/users/import?dry_run={}&skip_invalid={}&update={}",
            self.dry_run, self.skip_invalid, self.update
        );
        let answer = finished(&client, format, client.post_as(&path, "text/csv", &bytes)?)?;
        if format == Format::Json {
            output::json(&answer);
            return Ok(());
        }
        let count = |name: &str| answer["counts"][name].as_u64().unwrap_or(0);
        let would = if self.dry_run { "would be " } else { "" };
        output::line(&format!(
            "{} rows: {} {would}added, {} {would}changed, {} as they are, {} left out, {} licences {would}handed out",
            count("rows"),
            count("created"),
            count("updated"),
            count("unchanged"),
            count("skipped"),
            count("assigned")
        ));
        if answer["problems"].as_array().is_some_and(|problems| !problems.is_empty()) {
            let columns = [
                number("row", "row"),
                text("column", "column"),
                text("code", "code"),
                text("why", "message"),
            ];
            output::list(format, &answer["problems"], &columns);
        }
        Ok(())
    }
}
