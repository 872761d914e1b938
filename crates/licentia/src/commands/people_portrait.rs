//! `licentia users portrait`: the picture that stands in place of a user's initials.

use super::people::{place, said};
use crate::output::Format;
use anyhow::{Context, Result};
use clap::Args;
use licentia_client::Client;
use std::path::PathBuf;

/// `licentia users portrait USER FILE|--remove`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  licentia users portrait anna anna.jpg\n  licentia users portrait anna --remove\n\nA PNG or JPEG \
    file of at most 256 kB. The square in its middle is kept, small, without anything else that the file says."
)]
pub(crate) struct Portrait {
    /// Log-in name or id
    user: String,
    /// The picture: a PNG or JPEG file
    #[arg(required_unless_present = "remove", conflicts_with = "remove")]
    file: Option<PathBuf>,
    /// Initials again
    #[arg(long)]
    remove: bool,
}

impl Portrait {
    pub(super) fn run(self, format: Format, client: &Client) -> Result<()> {
        let path = place(&self.user, "/portrait");
        let Some(file) = self.file else {
            client.delete(&path)?;
            said(format, &self.user, "has no picture");
            return Ok(());
        };
        let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        client.put_bytes(&path, media_type(&bytes), &bytes)?;
        said(format, &self.user, "has a new picture");
        Ok(())
    }
}

/// What the file says of itself; the server looks at what it is.
fn media_type(bytes: &[u8]) -> &'static str {
    match bytes.starts_with(b"\x89PNG") {
        true => "image/png",
        false => "image/jpeg",
    }
}
