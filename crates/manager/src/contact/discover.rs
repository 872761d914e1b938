//! Which issuer the vendor is, for an installation that has never had a package: `[authority] url` is an address, but a
//! question names an issuer.
//!
//! The authority publishes its keys' certificates. One that the root trusted here has signed names an issuer beyond
//! doubt; whatever else stands there is passed by.

use licentia_core::names::IssuerName;
use licentia_platform::outbound::success;
use licentia_protocol::Trust;
use licentia_protocol::package::Certificate;
use serde::Deserialize;

use super::converse::Failure;
use crate::state::Manager;

/// The largest document that is looked at, in bytes.
const LIMIT: u64 = 1 << 20;

/// What counts of the document.
#[derive(Deserialize)]
struct Published {
    #[serde(default)]
    certificates: Vec<String>,
}

/// Asks the vendor's authority whose it is, and remembers the answer while this server runs.
///
/// # Errors
/// What goes wrong with the authority; `untrusted_root` when nothing there is certified by the root trusted here.
pub(super) async fn vendor(manager: &Manager) -> Result<(), Failure> {
    let url = manager.settings().authority.url.trim_end_matches('/');
    let answer = manager.outbound().get(&format!("{url}/.well-known/licentia/keys.json"), LIMIT).await?;
    let body = success(answer)?;
    let found = serde_json::from_slice::<Published>(&body).ok();
    let found = found.and_then(|published| certified(&published.certificates, manager.trust()));
    let issuer =
        found.ok_or_else(|| Failure::new("untrusted_root", "no key there is certified by the root"))?;
    tracing::info!(%issuer, %url, "the vendor's authority speaks for this issuer");
    manager.set_vendor(issuer);
    Ok(())
}

/// The issuer of the first key that the root has certified for its own vendor.
fn certified(lines: &[String], trust: &Trust) -> Option<IssuerName> {
    let certificates = lines.iter().filter_map(|line| Certificate::verify(line, &trust.root).ok());
    certificates.filter(|certificate| !certificate.partner).map(|certificate| certificate.issuer).next()
}
