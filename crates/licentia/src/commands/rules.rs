//! `licentia rules`: automatic distribution, kept as a TOML file.

use super::manager::encoded;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context as _, Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::time::Duration;

/// `licentia rules …`.
#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// List the rules, the first one first
    List {
        /// Print them as a TOML file that `apply -f` takes
        #[arg(long)]
        toml: bool,
    },
    /// Show who would gain, who would lose and who would end with nothing, and change nothing
    Preview {
        /// The rules, as TOML; without it those that are there, applied now
        #[arg(long, short, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Everybody it concerns, not only the first 20 of each list
        #[arg(long)]
        all: bool,
    },
    /// Make these the rules and apply them
    Apply {
        /// The rules, as TOML; without it those that are there are applied now
        #[arg(long, short, value_name = "FILE")]
        file: Option<PathBuf>,
        /// `seen` of a preview: nothing is changed when the effect is another one by now
        #[arg(long, requires = "file")]
        seen: Option<String>,
        /// Go on although an application that should be asked first gives no answer
        #[arg(long)]
        despite_silence: bool,
    },
    /// Remove the rules that were changed outside the manager, and go on with those that are left
    PutRight {
        /// Show what would happen and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Rules {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::List { toml } => list(format, remote, toml),
            Self::Preview { file, all } => {
                let answer = send(remote, file, None, "dry_run=true")?;
                show(format, &answer, if all { usize::MAX } else { SHOWN });
                if format == Format::People {
                    output::line("Nothing was changed.");
                }
                Ok(())
            }
            Self::PutRight { dry_run } => {
                let path = format!("/api/v1/rules/put-right?dry_run={dry_run}");
                let answer = finished(remote, format, remote.manager()?.post(&path, &json!({}))?)?;
                show(format, &answer, SHOWN);
                if dry_run && format == Format::People {
                    output::line("Nothing was changed.");
                }
                Ok(())
            }
            Self::Apply { file, seen, despite_silence } => {
                let answer = send(remote, file, seen, &format!("despite_silence={despite_silence}"))?;
                let answer = finished(remote, format, answer)?;
                show(format, &answer, SHOWN);
                Ok(())
            }
        }
    }
}

/// So many of each list are shown, unless everybody is asked for.
const SHOWN: usize = 20;

fn list(format: Format, remote: &Remote, as_toml: bool) -> Result<()> {
    let mut answer = remote.manager()?.get("/api/v1/rules")?;
    if as_toml {
        for rule in answer["items"].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            rule.remove("id");
            rule.remove("place");
        }
        output::line(toml::to_string(&json!({"rules": answer["items"]}))?.trim_end());
        return Ok(());
    }
    for rule in answer["items"].as_array_mut().into_iter().flatten() {
        let who: Vec<String> = rule["when"].as_array().into_iter().flatten().map(condition).collect();
        rule["who"] = json!(if who.is_empty() { "everybody".to_owned() } else { who.join(" and ") });
    }
    let columns = [
        number("#", "place"),
        text("name", "name"),
        text("on", "enabled"),
        text("who", "who"),
        text("gives", "modules"),
        text("over manual", "over_manual"),
    ];
    output::list(format, &answer, &columns);
    Ok(())
}

fn condition(condition: &Value) -> String {
    let is: Vec<&str> = condition["is"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let what = condition["attribute"].as_str().unwrap_or_default();
    match (is.is_empty(), condition["not"] == json!(true)) {
        (true, false) => format!("any {what}"),
        (true, true) => format!("no {what}"),
        (false, false) => format!("{what} {}", is.join(" or ")),
        (false, true) => format!("{what} not {}", is.join(" nor ")),
    }
}

/// The rules of a file, or those that are there.
fn send(remote: &Remote, file: Option<PathBuf>, seen: Option<String>, query: &str) -> Result<Value> {
    let client = remote.manager()?;
    let Some(file) = file else {
        return Ok(client.post(&format!("/api/v1/rules/apply?{query}"), &json!({}))?);
    };
    let place = file.display();
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {place}"))?;
    let mut body: Value = toml::from_str(&text).with_context(|| format!("{place} is not TOML"))?;
    if !body["rules"].is_array() {
        bail!("{place} has no [[rules]]");
    }
    if let Some(seen) = seen {
        body["seen"] = json!(seen);
    }
    let body = serde_json::to_vec(&body)?;
    Ok(client.put_bytes(&format!("/api/v1/rules?{query}"), "application/json", &body)?)
}

/// Waits for the job, where it became one.
fn finished(remote: &Remote, format: Format, answer: Value) -> Result<Value> {
    let Some(id) = answer["job"].as_str().map(str::to_owned) else { return Ok(answer) };
    if format == Format::People {
        output::line(&format!("It concerns very many users and goes on as job {id}."));
    }
    let client = remote.manager()?;
    loop {
        let job = client.get(&format!("/api/v1/jobs/{}", encoded(&id)))?;
        match job["state"].as_str() {
            Some("done") => {
                return Ok(json!({"effect": job["answer"], "job": id, "revision": job["revision"]}));
            }
            Some("failed") => bail!(
                "the job failed, nothing was changed [{}]",
                job["problem"]["code"].as_str().unwrap_or("?")
            ),
            _ => std::thread::sleep(Duration::from_millis(500)),
        }
    }
}

/// What the rules did or would do.
fn show(format: Format, answer: &Value, most: usize) {
    if format == Format::Json {
        return output::json(answer);
    }
    let effect = &answer["effect"];
    let facts = [
        number("users with a rule", "counts/users"),
        number("users changed", "counts/changed"),
        number("licences given", "counts/gains"),
        number("licences taken", "counts/loses"),
        number("cannot be given", "counts/unmet"),
        number("of those, wait", "counts/waiting"),
        number("only another source", "counts/sources_only"),
        number("only stop waiting", "counts/no_longer_waiting"),
        number("kept, needed by others", "counts/kept"),
        number("users left with nothing", "counts/nothing"),
        text("seen", "seen"),
    ];
    output::facts(format, effect, &facts);
    let some = |name: &str| effect[name].as_array().is_some_and(|list| !list.is_empty());
    if some("seats") {
        let columns = [
            text("module", "module"),
            number("in use", "before"),
            number("afterwards", "after"),
            number("available", "total"),
            number("too few", "lacking"),
        ];
        output::list(format, &effect["seats"], &columns);
    }
    for (name, title) in [("gains", "given:"), ("loses", "taken:"), ("unmet", "not given:")] {
        if some(name) {
            output::line(title);
            let mut columns = vec![text("user", "user"), text("module", "module")];
            if name == "unmet" {
                columns.extend([text("code", "code"), text("waits", "waits"), text("keeps", "beside")]);
            }
            shown(format, &effect[name], &columns, (most, effect["counts"][name].as_u64()));
        }
    }
    if some("nothing") {
        let names: Vec<&str> =
            effect["nothing"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let first = names.iter().take(most).copied().collect::<Vec<_>>().join(", ");
        output::line(&format!("left with nothing: {first}"));
        rest(names.len().min(most), effect["counts"]["nothing"].as_u64());
    }
}

/// The first of a list, and how many more there are.
fn shown(format: Format, list: &Value, columns: &[output::Column], (most, all): (usize, Option<u64>)) {
    let first: Vec<&Value> = list.as_array().into_iter().flatten().take(most).collect();
    output::list(format, &json!(first), columns);
    rest(first.len(), all.or(list.as_array().map(|list| list.len() as u64)));
}

fn rest(shown: usize, all: Option<u64>) {
    let more = all.unwrap_or_default().saturating_sub(shown as u64);
    if more > 0 {
        output::line(&format!("… and {more} more"));
    }
}
