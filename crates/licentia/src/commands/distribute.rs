//! `licentia assign`, `licentia recall`, `licentia undo`: seats for one and for thousands.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use licentia_client::{Client, Error};
use serde_json::{Map, Value, json};

use super::work::finished;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;

/// What to do when there are more users than seats.
const CHOOSE: &str = "There are more users than seats. Choose who gets one: name them, or narrow them down with --filter \
    (group=Sales, role=…, kind=internal, can_log_in=true, plan=none). With --partial those get one who were added first.";

/// `licentia assign` and `licentia recall`.
#[derive(Args, Debug)]
#[command(
    after_help = "Who is meant: log-in names, --filter NAME=VALUE (group, role, kind, plan, can_log_in, quick, search …), \
    --all, or --file. Look first with --dry-run; --expect COUNT does nothing when the filter finds other users by now."
)]
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
        let sent = match &self.file {
            Some(file) => {
                let bytes =
                    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
                client.post_as(&self.query(recall), "text/csv", &bytes)
            }
            None => {
                let path = if recall { "/api/v1/assignments/recall" } else { "/api/v1/assignments" };
                let query = if self.dry_run { "?dry_run=true" } else { "" };
                client.post(&format!("{path}{query}"), &self.body()?)
            }
        };
        let answer = answered(&client, format, sent)?;
        shown(format, &answer, self.dry_run, "done");
        sound(&answer, self.dry_run, self.skip_invalid)
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
        body["filter"] = filter(&self.filter)?;
        if let Some(expect) = self.expect {
            body["expect"] = json!(expect);
        }
        Ok(body)
    }
}

/// Conditions as a filter of users.
pub(crate) fn filter(conditions: &[String]) -> Result<Value> {
    let mut filter = Map::new();
    for condition in conditions {
        let Some((name, value)) = condition.split_once('=') else {
            bail!("{condition}: a filter is NAME=VALUE, as in group=Sales");
        };
        let value = value.parse::<bool>().map_or_else(|_| json!(value), |yes| json!(yes));
        filter.insert(name.trim().replace('-', "_"), value);
    }
    Ok(Value::Object(filter))
}

/// The answer, of a job too; of a refusal first what would fit of it.
fn answered(client: &Client, format: Format, sent: Result<Value, Error>) -> Result<Value> {
    let answer = sent.map_err(anyhow::Error::from).and_then(|answer| finished(client, format, answer));
    if let Err(error) = &answer
        && let Some(Error::Problem(problem)) = error.downcast_ref::<Error>()
        && format == Format::People
        && problem.extra.get("effect").and_then(Value::as_array).is_some_and(|effect| !effect.is_empty())
    {
        output::line("Nothing is changed. What would fit, with --partial:");
        effects(format, &json!(problem.extra));
        if problem.code == "no_seat" {
            output::line(CHOOSE);
        }
    }
    answer
}

/// The effect on each product: in use, the change, afterwards, and what is free then, or missing for all.
fn effects(format: Format, answer: &Value) {
    let list = |name: &str| answer[name].as_array().map(Vec::as_slice).unwrap_or_default();
    let refused = list("refused");
    // A part of the list does not say how many seats are missing.
    let whole = answer["counts"]["refused"].as_u64() == Some(refused.len() as u64);
    let missing = |module: &Value| {
        let of = |one: &&Value| {
            if one["because"].is_null() { one["module"] == *module } else { one["because"] == *module }
        };
        whole.then(|| refused.iter().filter(|one| one["code"] == "no_seat").filter(of).count())
    };
    let rows = list("effect").iter().map(|one| {
        let count = |name: &str| one[name].as_i64().unwrap_or(0);
        let mut row = one.clone();
        // What becomes free is not left for long where somebody waits for it.
        let after = count("in_use_after") + count("served");
        row["after"] = json!(after);
        row["change"] = json!(format!("{:+}", after - count("in_use")));
        let free = one["total"].as_i64().map(|total| (total - after).max(0));
        row["free"] = json!(free);
        row["missing"] = json!(missing(&one["module"]));
        row
    });
    let columns = [
        text("product", "module"),
        number("in use", "in_use"),
        number("change", "change"),
        number("afterwards", "after"),
        number("of", "total"),
        number("free", "free"),
        number("to who waits", "served"),
        number("missing", "missing"),
        number("get it", "gains"),
        number("lose it", "loses"),
        number("as they are", "already"),
        number("refused", "refused"),
    ];
    output::list(format, &Value::Array(rows.collect()), &columns);
    let by_rules: u64 = list("effect").iter().filter_map(|one| one["by_rules"].as_u64()).sum();
    if by_rules > 0 {
        output::line(&format!(
            "{by_rules} of it comes from rules, which give it again when they are next applied."
        ));
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
    let unchanged = count("unchanged");
    let so = if unchanged > 0 { format!(" ({unchanged} of them were so already)") } else { String::new() };
    output::line(&format!("{done} {would}{verb}{so}, {refused} refused, {replaced} {would}replaced"));
    if dry_run {
        effects(format, answer);
    }
    for line in output::reasons(&answer["refused"], Some(refused)) {
        output::line(&format!("  - {line}"));
    }
    if count("skipped") > 0 {
        output::line(&format!("{} {would}left out", rows(count("skipped"))));
    }
    problems(format, answer);
}

/// What is wrong with the rows of a file, if anything is.
fn problems(format: Format, answer: &Value) {
    if answer["problems"].as_array().is_some_and(|problems| !problems.is_empty()) {
        let columns =
            [number("row", "row"), text("column", "column"), text("code", "code"), text("why", "message")];
        output::list(format, &answer["problems"], &columns);
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
            return listed(format, &client);
        };
        let query = if self.dry_run { "?dry_run=true" } else { "" };
        let path = format!("/api/v1/changes/{revision}/undo{query}");
        let answer = answered(&client, format, client.post(&path, &json!({"reason": self.reason})))?;
        shown(format, &answer, self.dry_run, "undone");
        Ok(())
    }
}

/// The bulk changes, newest first.
fn listed(format: Format, client: &Client) -> Result<()> {
    let columns = [
        number("revision", "revision"),
        text("what", "kind"),
        number("changed", "changed"),
        number("of", "users"),
        text("modules", "modules"),
        text("when", "at"),
        text("who", "name"),
        number("undone by", "undone_by"),
    ];
    output::list(format, &client.get("/api/v1/changes?limit=50")?, &columns);
    Ok(())
}

/// `licentia changes`.
#[derive(Args, Debug)]
pub(crate) struct Changes {}

impl Changes {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        listed(format, &remote.manager()?)
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
    /// Go on although an application that should be asked first gives no answer
    #[arg(long)]
    despite_silence: bool,
}

impl Import {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let file = &self.file;
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        let path = format!(
            "/api/v1/users/import?dry_run={}&skip_invalid={}&update={}&despite_silence={}",
            self.dry_run, self.skip_invalid, self.update, self.despite_silence
        );
        let answer = finished(&client, format, client.post_as(&path, "text/csv", &bytes)?)?;
        if format == Format::Json {
            output::json(&answer);
            return sound(&answer, self.dry_run, self.skip_invalid);
        }
        let count = |name: &str| answer["counts"][name].as_u64().unwrap_or(0);
        let would = if self.dry_run { "would be " } else { "" };
        output::line(&format!(
            "{}: {} {would}added, {} {would}changed, {} as they are, {} left out, {} licences {would}handed out",
            rows(count("rows")),
            count("created"),
            count("updated"),
            count("unchanged"),
            count("skipped"),
            count("assigned")
        ));
        problems(format, &answer);
        sound(&answer, self.dry_run, self.skip_invalid)
    }
}

/// A trial of a file with something wrong in it has failed, as the file would: exit code 1.
fn sound(answer: &Value, dry_run: bool, skip_invalid: bool) -> Result<()> {
    let problems = answer["problems"].as_array().map_or(&[][..], Vec::as_slice);
    if problems.is_empty() || !dry_run || skip_invalid {
        return Ok(());
    }
    // One row may have several things wrong with it.
    let mut wrong: Vec<Option<u64>> = problems.iter().map(|one| one["row"].as_u64()).collect();
    wrong.sort_unstable();
    wrong.dedup();
    let wrong = rows(wrong.len() as u64);
    bail!("nothing was changed, and nothing would be: something is wrong in {wrong} [import_invalid]")
}

/// So many rows.
fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}
