//! `licentia demo` as a child process, with the handshake that `--json` prints.

use crate::binary;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running demonstration. Dropping it ends the process.
pub struct Demo {
    process: Child,
    /// Base URL of the manager.
    pub manager: String,
    /// Base URL of the authority.
    pub authority: String,
    /// One-time sign-in link of the customer's administrator.
    pub manager_sign_in: String,
    /// One-time sign-in link of the vendor.
    pub authority_sign_in: String,
    /// Token with full rights at the manager.
    pub manager_token: String,
    /// Token with full rights at the authority.
    pub authority_token: String,
}

impl Demo {
    /// Starts it in a folder, on free ports.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn start(folder: &Path) -> Self {
        let mut process = Command::new(binary())
            .args(["demo", "--json", "--manager-port", "0", "--authority-port", "0", "--dir"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let handshake: Value = serde_json::from_str(&first)
            .unwrap_or_else(|e| panic!("the first line is not JSON ({e}): {first:?}"));
        let member = |name: &str| {
            handshake[name]
                .as_str()
                .unwrap_or_else(|| panic!("the handshake lacks {name}: {first}"))
                .to_owned()
        };
        Self {
            manager: member("manager"),
            authority: member("authority"),
            manager_sign_in: member("manager_sign_in"),
            authority_sign_in: member("authority_sign_in"),
            manager_token: member("manager_token"),
            authority_token: member("authority_token"),
            process,
        }
    }

    /// Ends it as an operator does (Ctrl-C) and answers whether it left cleanly.
    ///
    /// # Panics
    /// When the process cannot be signalled.
    pub fn interrupt(mut self) -> bool {
        Command::new("kill").args(["-INT", &self.process.id().to_string()]).status().unwrap();
        self.process.wait().unwrap().success()
    }

    /// Ends it as a power cut does.
    ///
    /// # Panics
    /// When the process cannot be killed.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
