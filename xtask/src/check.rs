//! `cargo xtask check`: the invariants of `ARCHITECTURE.md`, held against the sources.
//!
//! Each invariant is one function that returns what breaks it. The checks read text: they are
//! quick, and they err on the side of asking. A line that has to break a rule says why in an
//! `invariant: allow NAME, because …` comment on the line before.

mod arrows;
mod languages;
mod sources;

use crate::tools;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};

/// One broken invariant: where, and what to do about it.
pub(crate) struct Finding {
    /// `file:line`, or a crate's name.
    pub(crate) place: String,
    /// What is wrong and what would be right.
    pub(crate) what: String,
}

/// One source file, with what the checks ask about it.
pub(crate) struct Source {
    /// The path below the workspace's root, with forward slashes.
    pub(crate) path: String,
    /// The whole text.
    pub(crate) text: String,
}

impl Source {
    /// The lines outside `#[cfg(test)] mod …` at the file's end, numbered from 1, comments left out.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut in_tests = false;
        let mut allowed = false;
        self.text.lines().enumerate().filter_map(move |(index, line)| {
            let trimmed = line.trim_start();
            in_tests |= trimmed.starts_with("#[cfg(test)]");
            let allow = allowed;
            if trimmed.starts_with("//") {
                allowed |= trimmed.contains("invariant: allow");
                return None;
            }
            allowed = false;
            (!in_tests && !allow).then_some((index + 1, line))
        })
    }

    /// Whether the file is test code: a test target, a story beside a noun, or the test kit.
    pub(crate) fn is_test(&self) -> bool {
        let path = &self.path;
        path.starts_with("tests/")
            || path.contains("/tests/")
            || path.ends_with("/tests.rs")
            || path.ends_with("_tests.rs")
            || path.contains("/benches/")
            || path.contains("/examples/")
            || path.starts_with("crates/testkit/")
            || path.ends_with("/testing.rs")
            || path.contains("/testing/")
    }
}

/// Runs every check and fails with the list of findings.
pub(crate) fn run() -> Result<()> {
    let sources = read_sources(&tools::root())?;
    let mut findings = arrows::check()?;
    findings.extend(sources::check(&sources));
    findings.extend(languages::check(&sources)?);
    for finding in &findings {
        eprintln!("{}: {}", finding.place, finding.what);
    }
    if !findings.is_empty() {
        bail!("{} findings; the invariants are explained in ARCHITECTURE.md", findings.len());
    }
    println!("check: {} source files hold to the invariants", sources.len());
    Ok(())
}

fn read_sources(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut folders: Vec<PathBuf> = ["crates", "xtask", "tests", "benches", "examples"]
        .iter()
        .map(|f| root.join(f))
        .filter(|f| f.exists())
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path)?;
                let path = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
                sources.push(Source { path, text });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}
