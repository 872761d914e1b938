//! `cargo xtask test`: everything, in the order in which it fails fastest.

use crate::postgres::{Durability, Postgres};
use crate::tools;
use anyhow::Result;
use std::process::Command;

/// Runs every test of the workspace; arguments after `--` go to nextest.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let long = arguments.iter().any(|a| a == "--long");
    let passed_on: Vec<&String> = arguments.iter().filter(|a| *a != "--long" && *a != "--").collect();

    tools::nextest()?;
    tools::need("openssl", "openssl")?;
    let python = tools::python()?;
    let (browser, driver) = tools::browser()?;
    let postgres = Postgres::start(Durability::Test)?;

    let mut nextest = Command::new("cargo");
    nextest
        .current_dir(tools::root())
        .args(["nextest", "run", "--workspace", "--no-fail-fast"])
        .args(if long { ["--profile", "long"] } else { ["--profile", "default"] })
        .args(passed_on)
        .env("LICENTIA_TEST_POSTGRES", postgres.url())
        .env("LICENTIA_PYTHON", python)
        .env("LICENTIA_BROWSER", browser)
        .env("LICENTIA_BROWSER_DRIVER", driver)
        .env("LICENTIA_TEST_SCALE", if long { "100" } else { "1" });
    tools::run(&mut nextest)
}
