//! Packages: read offline, verified and compared without a server; loaded and activated with one.

use super::file::NewFile;
use super::requests::written;
use crate::output::{self, Format, number, text};
use crate::remote::Remote;
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use licentia_core::compare::{Comparison, Delta, compare};
use licentia_core::licence::{Quantity, Row};
use licentia_core::licences::Total;
use licentia_core::package::Package;
use licentia_core::seats::Usage;
use licentia_protocol::package::{MAX_BYTES, Trust, Verified, verify};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// `licentia package …`.
#[derive(Debug, Subcommand)]
pub(crate) enum PackageCommand {
    /// Show what a package says, after verifying it
    Inspect {
        /// The package file
        file: PathBuf,
        /// The root's public key
        #[arg(long, value_name = "ROOT.pem")]
        trust: PathBuf,
    },
    /// Verify packages: exit code 0 only if every one is good
    Verify {
        /// Package files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The root's public key
        #[arg(long, value_name = "ROOT.pem")]
        trust: PathBuf,
    },
    /// Show what a second package changes against a first
    Diff {
        /// The package that is there
        old: PathBuf,
        /// The package that comes
        new: PathBuf,
        /// The root's public key
        #[arg(long, value_name = "ROOT.pem")]
        trust: PathBuf,
    },
    /// Load a package into a manager and show the comparison; nothing changes
    Load {
        /// The package file
        file: PathBuf,
    },
    /// Activate a loaded package
    Activate {
        /// The package's id, as `load` printed it
        id: String,
    },
    /// Save the receipt for a package that is in force or prepared, for a vendor who is not reached online
    Receipt {
        /// The package's id
        id: String,
        #[command(flatten)]
        file: NewFile,
    },
    /// List the packages that a manager knows
    List,
}

impl PackageCommand {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::Inspect { file, trust } => inspect(format, &verified(&file, &root(&trust)?)?),
            Self::Verify { files, trust } => return verify_all(format, &files, &root(&trust)?),
            Self::Diff { old, new, trust } => {
                let root = root(&trust)?;
                diff(format, &verified(&old, &root)?, &verified(&new, &root)?);
            }
            Self::Load { file } => {
                let answer = remote.manager()?.post_bytes("/api/v1/packages", &read(&file)?)?;
                loaded(format, &answer);
            }
            Self::Activate { id } => {
                let answer =
                    remote.manager()?.post(&format!("/api/v1/packages/{id}/activate"), &json!({}))?;
                match format {
                    Format::Json => output::json(&answer),
                    Format::People if answer["state"] == json!("prepared") => output::line(&format!(
                        "Prepared, revision {}: it comes into force when the application reports its version.",
                        answer["revision"]
                    )),
                    Format::People => output::line(&format!("In force, revision {}.", answer["revision"])),
                }
            }
            Self::Receipt { id, file } => {
                let place = file.place(&format!("{id}.tlc"))?;
                let bytes = remote.manager()?.get_bytes(&format!("/api/v1/packages/{id}/receipt"))?;
                written(format, place.write(&bytes)?, "Send it to the vendor.");
            }
            Self::List => {
                let columns = [
                    text("id", "id"),
                    text("issuer", "issuer"),
                    number("no.", "sequence"),
                    text("state", "state"),
                ];
                output::list(format, &remote.manager()?.get_all("/api/v1/packages")?, &columns);
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    let size = std::fs::metadata(file).with_context(|| format!("cannot read {}", file.display()))?.len();
    if size > MAX_BYTES as u64 {
        bail!("{} has {size} bytes; a package has at most {MAX_BYTES} [too_large]", file.display());
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}

fn root(file: &Path) -> Result<Trust> {
    let pem = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the root's key {}", file.display()))?;
    Trust::from_pem(&pem).with_context(|| format!("{} is not an Ed25519 public key in PEM", file.display()))
}

fn verified(file: &Path, trust: &Trust) -> Result<Verified<Package>> {
    verify(&read(file)?, trust)
        .map_err(|refused| anyhow::anyhow!("{}: {refused}. {}", file.display(), refused.reason.remedy()))
}

fn verify_all(format: Format, files: &[PathBuf], trust: &Trust) -> Result<()> {
    let mut refused = 0;
    let mut items = Vec::new();
    for file in files {
        let item = match read(file).map(|bytes| verify(&bytes, trust)) {
            Ok(Ok(package)) => {
                json!({"file": file, "result": "good", "detail": format!("no. {} of {}", package.sequence, package.issuer)})
            }
            Ok(Err(reason)) => {
                json!({"file": file, "result": reason.code(), "line": reason.line, "detail": reason.detail})
            }
            Err(error) => json!({"file": file, "result": "unreadable", "detail": format!("{error:#}")}),
        };
        refused += usize::from(item["result"] != json!("good"));
        items.push(item);
    }
    output::list(
        format,
        &Value::Array(items),
        &[text("file", "file"), text("result", "result"), text("detail", "detail")],
    );
    if refused > 0 {
        bail!("{refused} of {} files are refused", files.len());
    }
    Ok(())
}

fn inspect(format: Format, package: &Verified<Package>) {
    let rows: Vec<Value> = package.rows.iter().map(row).collect();
    let head = json!({
        "package": package.id, "issuer": package.issuer, "sequence": package.sequence, "holder": package.holder.name,
        "serial": package.holder.serial, "zone": package.zone, "dates": package.dates,
        "signed": Timestamp::from_second(package.iat).ok(), "key": package.evidence().kid, "demo_root": package.evidence().demo,
        "rows": rows,
    });
    let facts = [
        text("package", "package"),
        text("issuer", "issuer"),
        number("no.", "sequence"),
        text("holder", "holder"),
        text("serial", "serial"),
        text("zone", "zone"),
        text("signed", "signed"),
        text("expiry", "dates.expiry"),
        text("grace", "dates.grace"),
        text("signed by key", "key"),
    ];
    let columns = [
        text("module", "module"),
        text("scope", "scope"),
        number("quantity", "quantity"),
        text("from", "start"),
        text("until", "due"),
        text("hidden", "hidden"),
        text("set", "set"),
    ];
    output::facts_and_list(format, &head, &facts, ("rows", &columns));
}

fn row(row: &Row) -> Value {
    let quantity = match row.quantity {
        Quantity::Count(count) => json!(count),
        Quantity::Unrestricted => json!("unrestricted"),
    };
    json!({
        "module": row.module, "scope": row.scope.as_str(), "quantity": quantity, "start": row.start, "due": row.due,
        "hidden": row.hidden, "set": row.set, "requires": row.requires,
    })
}

fn diff(format: Format, old: &Verified<Package>, new: &Verified<Package>) {
    let zone = TimeZone::get(&new.zone).unwrap_or(TimeZone::UTC);
    let today = Timestamp::now().to_zoned(zone).date();
    let comparison = compare(Some(old), new, today, &[], &[], &Usage::default());
    if format == Format::Json {
        return output::json(&serde_json::to_value(&comparison).unwrap_or_default());
    }
    let columns = [
        text("module", "module"),
        number("total", "total"),
        number("+/−", "change"),
        number("new total", "new_total"),
    ];
    output::list(format, &compared(&comparison), &columns);
    for date in &comparison.dates {
        let day =
            |day: Option<jiff::civil::Date>| day.map_or_else(|| "never".to_owned(), |day| day.to_string());
        output::line(&format!("{:?}: {} → {}", date.which, day(date.old), day(date.new)));
    }
    output::line(&format!("{} modules stay as they are.", comparison.unchanged));
}

fn compared(comparison: &Comparison) -> Value {
    let total = |total: Total| match total {
        Total::Absent => Value::Null,
        Total::Count(count) => json!(count),
        Total::Unrestricted => json!("unrestricted"),
    };
    let change = |delta: Delta| match delta {
        Delta::Same => json!("="),
        Delta::On => json!("on"),
        Delta::Off => json!("off"),
        Delta::By(by) => json!(format!("{by:+}")),
        Delta::Lifted => json!("no cap"),
        Delta::Capped => json!("capped"),
    };
    let rows = comparison.rows.iter();
    rows.map(|row| json!({"module": row.module, "total": total(row.total), "change": change(row.change), "new_total": total(row.new_total)})).collect()
}

/// So many people are named in a line of a terminal; `--json` names everybody.
const NAMED: usize = 8;

/// Who loses what, now and on later days: one line for all to whom the same happens.
fn losses(answer: &Value) {
    let mut lines: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for person in list(&answer["people"]) {
        let mut lost: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        lost.entry("").or_default().extend(list(&person["loses"]).iter().map(word));
        for later in list(&person["loses_later"]) {
            lost.entry(word(&later["from"])).or_default().push(word(&later["module"]));
        }
        for (from, modules) in lost.into_iter().filter(|(_, modules)| !modules.is_empty()) {
            lines.entry((from, shown(answer, &modules))).or_default().push(word(&person["user"]));
        }
    }
    for ((from, what), who) in &lines {
        let day = if from.is_empty() { String::new() } else { format!("From {from} ") };
        let (verb, more) = (if who.len() > 1 { "lose" } else { "loses" }, who.len().saturating_sub(NAMED));
        let named = who[..who.len() - more].join(", ");
        let others = if more > 0 { format!(" and {more} more") } else { String::new() };
        output::line(&format!("{day}{named}{others} {verb} {what}."));
    }
}

/// The modules that people know, and how many come with them.
fn shown(answer: &Value, modules: &[&str]) -> String {
    let rows = list(&answer["rows"]);
    let known =
        |module: &&&str| rows.iter().any(|row| row["module"] == **module && row["hidden"] == json!(false));
    let known: Vec<&str> = modules.iter().filter(known).copied().collect();
    let named = if known.is_empty() { &modules[..modules.len().min(3)] } else { &known };
    match modules.len() - named.len() {
        0 => named.join(", "),
        more => format!("{} and {more} modules with it", named.join(", ")),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn loaded(format: Format, answer: &Value) {
    if format == Format::Json {
        return output::json(answer);
    }
    let columns = [
        text("module", "module"),
        number("in use", "in_use"),
        number("free", "free"),
        number("total", "total"),
        number("+/−", "change"),
        number("new total", "new_total"),
        number("new free", "new_free"),
    ];
    output::list(format, &answer["rows"], &columns);
    losses(answer);
    let id = answer["id"].as_str().unwrap_or_default();
    if answer["can_activate"] == json!(true) {
        output::line(&format!(
            "{} people are affected. To activate: licentia package activate {id}",
            answer["people_count"]
        ));
        return;
    }
    for blocked in answer["blocked"].as_array().into_iter().flatten() {
        output::line(&format!(
            "Blocked: recall {} of {} first.",
            blocked["to_remove"],
            blocked["module"].as_str().unwrap_or_default()
        ));
    }
}
