//! Which server a command talks to, and as whom.

use anyhow::{Context, Result};
use clap::Args;
use licentia_client::Client;

/// The server and the token of a command that works against a running server.
#[derive(Args, Clone, Debug)]
pub(crate) struct Remote {
    /// Base URL of the server
    #[arg(long, global = true, env = "LICENTIA_SERVER", value_name = "URL")]
    server: Option<String>,
    /// API token (better given as LICENTIA_TOKEN than on the command line)
    #[arg(long, global = true, env = "LICENTIA_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    token: Option<String>,
}

impl Remote {
    /// A client for the server; without `--server` the demonstration's port of `default_port`.
    pub(crate) fn client(&self, default_port: u16) -> Result<Client> {
        let token = self.token.as_deref().context(
            "no token: set LICENTIA_TOKEN to an API token of the installation (make one under Access, or take the one \
             that `licentia demo` prints)",
        )?;
        let server = self.server.clone().unwrap_or_else(|| format!("http://127.0.0.1:{default_port}"));
        Ok(Client::new(&server, token))
    }

    /// A client for a manager.
    pub(crate) fn manager(&self) -> Result<Client> {
        self.client(7300)
    }

    /// A client for an authority.
    pub(crate) fn authority(&self) -> Result<Client> {
        self.client(7400)
    }
}
