//! The command line, as an operator uses it.

use std::process::{Command, Output};

use serde_json::Value;

use crate::{binary, until};

/// The binary with arguments, and nothing of our own environment about servers.
#[must_use]
pub fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(binary());
    command.args(arguments).env_remove("LICENTIA_SERVER").env_remove("LICENTIA_TOKEN");
    command
}

/// Runs the binary.
///
/// # Panics
/// When it fails.
pub fn run(arguments: &[&str]) -> Output {
    done(&mut command(arguments))
}

/// Runs a command. A server that has not heard of its database for some seconds says so, and is asked again.
///
/// # Panics
/// When it fails.
pub fn done(command: &mut Command) -> Output {
    let output = until("the server knows how things stand", || {
        let output = command.output().unwrap();
        let behind = !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("[behind]");
        if behind { Err(output) } else { Ok(output) }
    });
    assert!(
        output.status.success(),
        "{command:?} ended with {}: {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// What a command printed, as JSON.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn json_of(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|e| panic!("not JSON ({e}): {}", String::from_utf8_lossy(&output.stdout)))
}
