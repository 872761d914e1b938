//! `licentia request`: request files for a vendor who is not reached online, and `licentia installation`: what is
//! installed, and whose it is.

use super::file::NewFile;
use crate::output::{self, Format, text};
use crate::remote::Remote;
use anyhow::Result;
use clap::Subcommand;
use serde_json::json;

/// `licentia request …`.
#[derive(Debug, Subcommand)]
pub(crate) enum RequestCommand {
    /// Make a request file, signed by the installation; its response can be loaded here and nowhere else
    Create {
        /// The issuer that is asked; by default the vendor whose licences are in force
        #[arg(long)]
        issuer: Option<String>,
        /// The product version that licences are asked for, three numbers; by default the one last reported
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
        /// With --serial: the name that the company wants to have
        #[arg(long, requires = "serial")]
        holder: Option<String>,
        /// With --holder: the serial number that the company wants to have
        #[arg(long, requires = "holder")]
        serial: Option<String>,
        #[command(flatten)]
        file: NewFile,
    },
    /// List the requests that were made, and which of them are still open
    List,
}

impl RequestCommand {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        match self {
            Self::Create { issuer, version, holder, serial, file } => {
                let place = file.place("LicenseRequest.tlr")?;
                let body = json!({"issuer": issuer, "version": version, "holder": holder, "serial": serial});
                let bytes = remote.manager()?.post_for_bytes("/api/v1/requests", &body)?;
                written(
                    format,
                    place.write(&bytes)?,
                    "Send it to the vendor, and load the response with licentia package load.",
                );
            }
            Self::List => {
                let columns = [
                    text("id", "id"),
                    text("issuer", "issuer"),
                    text("for", "purpose"),
                    text("version", "version"),
                    text("open", "open"),
                    text("answered by", "package"),
                ];
                output::list(format, &remote.manager()?.get_all("/api/v1/requests")?, &columns);
            }
        }
        Ok(())
    }
}

/// Says which file was written, and what to do with it.
pub(crate) fn written(format: Format, file: Option<String>, then: &str) {
    let Some(file) = file else { return };
    output::said(format, &json!({"file": file}), &format!("Written to {file}. {then}"));
}

/// `licentia installation …`.
#[derive(Debug, Subcommand)]
pub(crate) enum InstallationCommand {
    /// Whom the token belongs to: holder, serial number, packages in force
    Show,
    /// Say which product version is installed; what was prepared for it comes into force
    Version {
        /// Three numbers, such as 12.1.0
        version: String,
        /// The day the version was released
        #[arg(long, value_name = "DATE")]
        released: Option<jiff::civil::Date>,
    },
    /// Enter company name and serial number, exactly as they stand in the licence
    Serial {
        /// The serial number
        serial: String,
        /// The company's name
        holder: String,
    },
}

impl InstallationCommand {
    pub(crate) fn run(self, format: Format, remote: &Remote) -> Result<()> {
        let client = remote.manager()?;
        let answer = match self {
            Self::Show => {
                output::json(&client.get("/api/v1/installation")?);
                return Ok(());
            }
            Self::Version { version, released } => {
                let body = json!({"version": version, "released": released}).to_string();
                client.put_bytes("/api/v1/installation/version", "application/json", body.as_bytes())?
            }
            Self::Serial { serial, holder } => {
                client.post("/api/v1/installation/serial", &json!({"serial": serial, "holder": holder}))?
            }
        };
        if format == Format::Json {
            output::json(&answer);
            return Ok(());
        }
        output::line(&format!("Done, revision {}.", answer["revision"]));
        for package in answer["in_force"].as_array().into_iter().flatten() {
            output::line(&format!("In force: {}", package.as_str().unwrap_or_default()));
        }
        for held in answer["held"].as_array().into_iter().flatten() {
            let word = |member: &str| held[member].as_str().unwrap_or_default().to_owned();
            output::line(&format!("Waits: {} of {} [{}]", word("package"), word("issuer"), word("code")));
        }
        Ok(())
    }
}
