//! Each path beside what a user would pick instead, or what the machine can do at most: `cargo xtask bench`.
//!
//! | name | path |
//! |---|---|
//! | `decision` | may this user use this module now, in-process |
//! | `package` | a package from bytes to a verified value |
//! | `assign` | a plan to 100,000 users, durable |
//! | `login` | log-ins, 64 in flight, each durable |
//! | `http` | a check over HTTP |
//! | `status` | managers ask the authority what is new |
//! | `usage` | usage events, each counted once, into a million keys; `usage-full` into ten million |
//! | `scale` | 300,000 users: taken in, given a plan, shown, waiting, and checks meanwhile |
//!
//! The two sides alternate in one run, at least five rounds, and figures are medians. `serve` is the server that `http`
//! starts. `LICENTIA_TEST_POSTGRES` names a server for `assign`, `login`, `usage` and `scale`, with its
//! syncs on.

mod assign;
mod bare;
mod connection;
mod decision;
mod http;
mod in_flight;
mod login;
mod package;
mod report;
mod scale;
mod serve;
mod status;
mod timing;
mod usage;
mod world;

use anyhow::{Result, bail};

const ALL: [&str; 8] = ["decision", "package", "assign", "login", "http", "status", "usage", "scale"];

fn main() -> Result<()> {
    let names: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if names == ["serve"] {
        return runtime.block_on(serve::run());
    }
    let names: Vec<&str> =
        if names.is_empty() { ALL.to_vec() } else { names.iter().map(String::as_str).collect() };
    let mut lines = Vec::new();
    for name in names {
        lines.extend(match name {
            "decision" => decision::run(&runtime)?,
            "package" => package::run()?,
            "assign" => assign::run(&runtime)?,
            "login" => login::run(&runtime)?,
            "http" => http::run()?,
            "status" => status::run(&runtime)?,
            "usage" => usage::run(&runtime, 1_000_000)?,
            "usage-full" => usage::run(&runtime, 10_000_000)?,
            "scale" => scale::run(&runtime)?,
            other => bail!("there is no benchmark called {other}; there are {}", ALL.join(", ")),
        });
    }
    report::table(lines);
    Ok(())
}
