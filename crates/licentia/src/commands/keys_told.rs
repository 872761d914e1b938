//! What `licentia keys` prints.

use super::place::Place;
use crate::output::{self, Format, number, text};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use licentia_authority::keys::{Certified, KeyStatus, NewKey, Progress, Standing, State, Step};
use licentia_ui::Lang;
use serde_json::{Value, json};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

/// Where a replacement stands, and the one command that comes next.
pub(super) fn walk(format: Format, step: &Step, place: &Place) {
    let (says, command) = (step.says(Lang::En), command(step, place));
    if format == Format::Json {
        return output::json(&json!({"step": step.name(), "message": says, "command": command}));
    }
    output::line(&says);
    output::line("");
    output::line(&format!("  {command}"));
}

/// The same after something was done; for programs there is `keys next`.
pub(super) fn finished(format: Format, step: &Step, place: &Place) {
    if format == Format::People {
        output::line("");
        walk(format, step, place);
    }
}

fn command(step: &Step, place: &Place) -> String {
    format!("{}{}", step.command(), place.words())
}

/// The keys as a table, the root's fingerprint and the key list.
pub(super) fn standing(format: Format, standing: &Standing) {
    let keys: Vec<Value> = standing.keys.iter().map(key).collect();
    let Some(trust) = &standing.trust else {
        return output::line("There are no keys yet: run `licentia authority init`.");
    };
    if format == Format::Json {
        return output::json(&json!({
            "root": {"kid": trust.root.kid(), "fingerprint": trust.root.fingerprint(), "demo": trust.demo},
            "issuer": standing.issuer, "partner": standing.partner, "list": standing.version(),
            "installations": standing.installations, "knowing": standing.knowing, "items": keys,
        }));
    }
    let columns = [
        text("key", "kid"),
        text("issuer", "issuer"),
        text("state", "told"),
        text("from", "from"),
        text("until", "until"),
        number("packages", "packages"),
        number("customers", "customers"),
    ];
    output::list(format, &json!(keys), &columns);
    output::line("");
    output::line(&format!("Root      {}", trust.root.fingerprint()));
    output::line(&match standing.version() {
        0 => "Key list  none yet".to_owned(),
        version => format!(
            "Key list  version {version}, known to {} of {} installations",
            standing.knowing, standing.installations
        ),
    });
}

fn key(status: &KeyStatus) -> Value {
    let KeyStatus { key, state, reason, packages, customers, since } = status;
    let told = match (state, reason) {
        (State::Withdrawn, Some(reason)) => format!("withdrawn ({reason})"),
        _ if key.suspect => format!("{}, compromised", state.as_str()),
        _ if key.partner && !key.ours => format!("{}, partner", state.as_str()),
        _ => state.as_str().to_owned(),
    };
    json!({
        "kid": key.key.kid(), "fingerprint": key.key.fingerprint(), "issuer": key.issuer, "state": state.as_str(),
        "told": told, "ours": key.ours, "partner": key.partner, "since": since, "reason": reason,
        "from": key.bounds.map(|(from, _)| day(from)), "until": key.bounds.map(|(_, until)| day(until)),
        "packages": packages, "customers": customers,
    })
}

fn day(seconds: i64) -> String {
    let moment = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(TimeZone::UTC).date().to_string()
}

/// A key that signs from now on.
pub(super) fn rotated(format: Format, new: &NewKey) {
    let told = format!(
        "Key {} signs from now on; key list {} says so. Packages of the key before stay valid.",
        new.kid, new.list
    );
    output::said(format, &json!(new), &told);
}

/// A key that the root has certified for somebody else.
pub(super) fn certified(format: Format, done: &Certified, out: &Path) {
    if format == Format::Json {
        return output::json(&json!({
            "kid": done.kid, "issuer": done.issuer, "until": day(done.not_after), "list": done.list, "file": out,
        }));
    }
    output::line(&format!(
        "Key {} may sign for {} until {}. Send {} to whoever made it:",
        done.kid,
        done.issuer,
        day(done.not_after),
        out.display()
    ));
    output::line("");
    output::line(&format!("  licentia keys install {}", out.display()));
    if done.list == 0 {
        output::line("");
        output::line(
            "No authority is in this folder: nothing was remembered, and no key list names this key.",
        );
    }
}

/// How far re-issuing is, when somebody watches.
pub(super) fn progress(progress: &Progress) {
    let mut out = std::io::stderr();
    if !out.is_terminal() || progress.customers == 0 {
        return;
    }
    let done = progress.done + progress.failed.len() as u64;
    let filled = usize::try_from(done * 30 / progress.customers).unwrap_or(30);
    let end = if done == progress.customers { "\n" } else { "" };
    let _ = write!(out, "\r[{:30}] {done} of {}{end}", "#".repeat(filled), progress.customers);
    let _ = out.flush();
}
