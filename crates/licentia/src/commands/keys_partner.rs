//! `licentia authority init --partner`: a partner's authority, whose key somebody else's root certifies.

use super::keys::{granted, install_in, public_half};
use super::place::{Place, Side, prepare, unlock, write_new};
use super::problems::said;
use super::servers::{administrator, open_authority};
use crate::output::{self, Format};
use anyhow::{Context, Result, bail};
use clap::Args;
use licentia_authority::Authority;
use licentia_authority::keys::{self, NewPartner, Unlock, Waiting};
use licentia_core::names::IssuerName;
use licentia_platform::access::Link;
use licentia_protocol::package::Trust;
use std::path::PathBuf;

/// What makes an authority a partner's.
#[derive(Args, Debug)]
pub(crate) struct Partner {
    /// The root is somebody else's, who will certify the key made here
    #[arg(long, requires = "trust")]
    partner: bool,
    /// The root's public half, as customers get it
    #[arg(long, value_name = "ROOT.pem", requires = "partner")]
    trust: Option<PathBuf>,
    /// The certificate that came back from the root's owner
    #[arg(long, value_name = "FILE.cert", requires = "partner")]
    certificate: Option<PathBuf>,
}

impl Partner {
    /// Whether the root is somebody else's.
    pub(super) fn is_partner(&self) -> bool {
        self.partner
    }

    /// Sets the authority up, or takes in the certificate when it was set up before.
    pub(super) async fn init(
        self,
        place: &Place,
        issuer: &str,
        admin: &str,
        format: Format,
    ) -> Result<(Authority, Link)> {
        let trust = self.trust.context("name the root's public half with --trust ROOT.pem")?;
        let root =
            std::fs::read_to_string(&trust).with_context(|| format!("cannot read {}", trust.display()))?;
        let (authority, link, waiting) = init_partner_authority(place, issuer, &root, admin, false).await?;
        if let Some(waiting) = &waiting {
            let path = public_half(place, waiting)?;
            if format == Format::People {
                output::line(&format!("The public half of the key for {issuer} is in {}.", path.display()));
                output::line("Send it to the owner of the root, and take in what comes back:");
                output::line(&format!("  licentia keys install {issuer}.cert{}", place.words()));
                output::line("");
            }
        }
        if let Some(path) = &self.certificate {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            install_in(&authority, &bytes).await?;
        }
        Ok((authority, link))
    }
}

/// Makes secret file, key and first administrator of a partner's authority. A key that was made here is
/// answered: it waits for its certificate.
pub(crate) async fn init_partner_authority(
    place: &Place,
    issuer: &str,
    root: &str,
    admin: &str,
    demo: bool,
) -> Result<(Authority, Link, Option<Waiting>)> {
    let issuer = IssuerName::new(issuer).with_context(|| format!("{issuer:?} is no issuer name"))?;
    let trust = Trust::from_pem(root).context("the root key is not an Ed25519 public key in PEM")?;
    if trust.demo && !demo {
        bail!("this root belongs to a demonstration; ask its owner for the real one [demo_root]");
    }
    prepare(place, Side::Authority)?;
    if !place.key_file().exists() {
        write_new(&place.key_file(), Unlock::new_key_file().as_bytes(), 0o600)?;
    }
    let authority = open_authority(place).await?;
    let made = !place.root().exists();
    let waiting = if made {
        let new = NewPartner { issuer, trust, unlock: unlock(place)? };
        let waiting = keys::init_partner(&authority, &granted(), new).await.map_err(said)?.value;
        write_new(&place.root(), root.as_bytes(), 0o644)?;
        Some(waiting)
    } else {
        None
    };
    let link = administrator(&authority, admin).await?;
    Ok((authority, link, waiting))
}
