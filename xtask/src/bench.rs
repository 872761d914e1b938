//! `cargo xtask bench`: each path beside its anchor, in one run, as ratios.
//!
//! Brings what the benchmarks need (a PostgreSQL server that syncs, nginx and wrk) and runs the crate `licentia-benches`
//! in release; what is measured, and how, stands there.

use crate::postgres::{Durability, Postgres};
use crate::tools;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Runs the named benchmarks, or all.
pub(crate) fn run(names: &[String]) -> Result<()> {
    let wanted = |name: &str| names.is_empty() || names.iter().any(|other| other == name);
    if wanted("http") && !(Path::new("/usr/bin/wrk").exists() && Path::new("/usr/sbin/nginx").exists()) {
        tools::apt_install(&["wrk", "nginx-light"])?;
    }
    tools::run(
        Command::new("cargo")
            .args(["build", "--release", "--package", "licentia-benches"])
            .current_dir(tools::root()),
    )?;
    let postgres = ["assign", "login", "usage", "usage-full", "scale"]
        .into_iter()
        .any(wanted)
        .then(|| Postgres::start(Durability::Real))
        .transpose()?;
    let mut benches = Command::new("cargo");
    benches
        .args(["run", "--release", "--quiet", "--package", "licentia-benches", "--"])
        .args(names)
        .current_dir(tools::root());
    if let Some(postgres) = &postgres {
        benches.env("LICENTIA_TEST_POSTGRES", postgres.url());
    }
    tools::run(&mut benches)
}
