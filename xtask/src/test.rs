//! `cargo xtask test`: everything, in the order in which it fails fastest.

use crate::fuzz;
use crate::postgres::{Durability, Postgres};
use crate::tools;
use anyhow::Result;
use std::process::Command;

/// Runs every test of the workspace, and every fuzz target for a few seconds; arguments after `--` go to
/// nextest, and then those tests alone run.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let long = arguments.iter().any(|a| a == "--long");
    let passed_on: Vec<&String> = arguments.iter().filter(|a| *a != "--long" && *a != "--").collect();

    tools::nextest()?;
    tools::need("openssl", "openssl")?;
    tools::need("ip", "iproute2")?;
    tools::need("nsenter", "util-linux")?;
    let python = tools::python()?;
    let node = tools::node()?;
    let (browser, driver) = tools::browser()?;
    let postgres = Postgres::start(Durability::Test)?;

    let mut nextest = Command::new("cargo");
    nextest
        .current_dir(tools::root())
        .args(["nextest", "run", "--workspace", "--no-fail-fast"])
        .args(if long { ["--profile", "long"] } else { ["--profile", "default"] })
        .args(&passed_on)
        .env("LICENTIA_TEST_POSTGRES", postgres.url())
        .env("LICENTIA_PYTHON", python)
        .env("LICENTIA_NODE", node)
        .env("LICENTIA_BROWSER", browser)
        .env("LICENTIA_BROWSER_DRIVER", driver)
        .env("LICENTIA_TEST_SCALE", if long { "100" } else { "1" });
    tools::run(&mut nextest)?;
    if !passed_on.is_empty() {
        println!("fuzz: not run, because tests were chosen");
        return Ok(());
    }
    fuzz::run_all(if long { 60 } else { fuzz::SECONDS_IN_TESTS })
}
