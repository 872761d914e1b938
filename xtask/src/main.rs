//! The project's own chores, in plain Rust: `cargo xtask test | check | fuzz | bench`.
//!
//! * `test` installs what the tests need (where it may), starts a PostgreSQL of its own, runs
//!   everything with nextest and ends with the count. `--long` runs the full counts.
//! * `check` holds the house to the invariants of `ARCHITECTURE.md`.
//! * `fuzz` feeds the readers of files with made-up input, `test` does so for some seconds.
//! * `bench` prints ratios against anchors taken in the same run.
//!
//! Nothing is skipped silently: what cannot be had makes the command fail and say why.

mod bench;
mod check;
mod fuzz;
mod postgres;
mod test;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>

  test [--long] [-- NEXTEST ARGS]   install what tests need, start PostgreSQL, run every test
  check                             hold the sources to the invariants of ARCHITECTURE.md
  fuzz [--seconds N] [TARGET ...]   feed every reader of bytes from outside with made-up input
  bench [NAME ...]                  measure each path beside its anchor (decision, package,
                                    assign, login, http, status, usage, scale; all
                                    without a name)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.first().map(String::as_str) {
        Some("test") => test::run(&arguments[1..]),
        Some("check") => check::run(),
        Some("fuzz") => fuzz::run(&arguments[1..]),
        Some("bench") => bench::run(&arguments[1..]),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
