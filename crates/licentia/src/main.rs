//! `licentia`: the one binary. It reads the command line and the environment, wires the rooms
//! together, and does nothing else.
//!
//! * [`commands`] has one file per family of commands: servers, the manager's work from a
//!   terminal, the authority's, packages read offline.
//! * [`output`] prints tables for people and JSON for programs.
//! * [`remote`] finds the server a command talks to.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 used wrongly. Errors go to standard error with
//! their stable code.

mod commands;
mod output;
mod remote;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let command_line = commands::CommandLine::parse();
    match commands::run(command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::error(&error);
            ExitCode::FAILURE
        }
    }
}
