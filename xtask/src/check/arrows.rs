//! Invariant 1: which crate may use which.

use super::Finding;
use crate::tools;
use anyhow::{Context, Result};
use std::process::Command;

/// crate → what it may use of this workspace (outside tests).
const ARROWS: &[(&str, &[&str])] = &[
    ("licentia-core", &[]),
    ("licentia-protocol", &["licentia-core"]),
    ("licentia-client", &["licentia-protocol", "licentia-core"]),
    ("licentia-platform", &["licentia-protocol", "licentia-core"]),
    ("licentia-ui", &["licentia-core"]),
    ("licentia-manager", &["licentia-ui", "licentia-platform", "licentia-protocol", "licentia-core"]),
    ("licentia-authority", &["licentia-ui", "licentia-platform", "licentia-protocol", "licentia-core"]),
    (
        "licentia",
        &[
            "licentia-manager",
            "licentia-authority",
            "licentia-client",
            "licentia-ui",
            "licentia-platform",
            "licentia-protocol",
            "licentia-core",
        ],
    ),
];

/// Crates that only tests may use.
const TEST_ONLY: &[&str] = &["licentia-testkit"];

/// Every dependency that the arrows do not allow.
pub(super) fn check() -> Result<Vec<Finding>> {
    let output = Command::new("cargo")
        .current_dir(tools::root())
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .output()?;
    let metadata: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("cargo metadata did not print JSON")?;
    let mut findings = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default();
        let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == name) else { continue };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let to = dependency["name"].as_str().unwrap_or_default();
            let in_tests_only = dependency["kind"].as_str() == Some("dev");
            let ours = ARROWS.iter().any(|(n, _)| *n == to) || TEST_ONLY.contains(&to);
            if ours && !in_tests_only && !allowed.contains(&to) {
                findings.push(Finding {
                    place: name.to_owned(),
                    what: format!("may not use {to}: see the arrows in ARCHITECTURE.md"),
                });
            }
        }
    }
    Ok(findings)
}
