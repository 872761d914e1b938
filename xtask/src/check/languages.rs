//! Invariant 7: every text a person reads is in every language file, and every text is used.

use super::{Finding, Source};
use crate::tools;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Keys that code builds from a value, such as `problem-<code>`: the prefix stands for them all.
const BUILT_PREFIXES: &[&str] = &[
    "problem-",
    "check-",
    "checks-who-",
    "code-",
    "rule-",
    "detail-",
    "remedy-",
    "reason-",
    "login-",
    "right-",
    "source-",
    "scope-",
    "kind-",
    "standing-",
    "state-",
    "events-key-",
    "ledger-kind-",
    "ledger-origin-",
    "date-month-",
    "contact-state-",
    "contact-waits-",
    "keys-next-",
    "history-reason-",
    "orders-waits-",
    "reminders-kind-",
    "reminders-why-",
    "users-column-",
    "users-state-",
];

/// Missing, superfluous and unused keys.
pub(super) fn check(sources: &[Source]) -> Result<Vec<Finding>> {
    let folder = tools::root().join("crates/ui/languages");
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut languages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.is_dir() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            languages.insert(name, keys_in(&path)?);
        }
    }
    let mut findings = Vec::new();
    let all: BTreeSet<&String> = languages.values().flatten().collect();
    for (language, keys) in &languages {
        for missing in all.iter().filter(|key| !keys.contains(**key)) {
            findings.push(Finding {
                place: format!("languages/{language}"),
                what: format!("has no text for {missing}"),
            });
        }
    }
    let code: String =
        sources.iter().filter(|s| s.path.starts_with("crates/")).map(|s| s.text.as_str()).collect();
    for key in all {
        let built = BUILT_PREFIXES.iter().any(|prefix| key.starts_with(prefix));
        if !built && !code.contains(&format!("\"{key}\"")) {
            findings.push(Finding {
                place: "languages".to_owned(),
                what: format!("nothing uses {key}: remove it"),
            });
        }
    }
    Ok(findings)
}

fn keys_in(folder: &Path) -> Result<BTreeSet<String>> {
    let mut keys = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        for line in std::fs::read_to_string(&path)?.lines() {
            let starts_a_message = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let (true, Some((key, _))) = (starts_a_message, line.split_once('=')) {
                keys.insert(key.trim().to_owned());
            }
        }
    }
    Ok(keys)
}
