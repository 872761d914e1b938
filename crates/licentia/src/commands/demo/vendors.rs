//! The servers of the demonstration: the root vendor's authority, two partners' on the same root, and the customer's manager.

use super::super::keys::install_in;
use super::super::keys_partner::init_partner_authority;
use super::super::place::{Place, unlock};
use super::super::problems::said;
use super::super::servers;
use super::reset;
use anyhow::{Context, Result};
use licentia_authority::keys::{self, KeyFiles, NewCertificate, RootKey};
use licentia_authority::{Authority, HOUSE};
use licentia_manager::Manager;
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::db::{Db, ScopeNo};
use licentia_platform::settings::{Issuer, Settings};
use licentia_protocol::PublicKey;
use std::path::Path;
use tokio::net::TcpListener;

/// The root vendor.
pub(super) const VENDOR: &str = "superoffice";
/// The partners, in the order of their ports.
pub(super) const PARTNERS: [&str; 2] = ["acme", "creatio"];

/// The manager's first installation: short name and name.
pub(super) const INSTALLATION: (&str, &str) = ("production", "Production");

/// One authority, and where it listens.
pub(super) struct Vendor {
    pub(super) issuer: &'static str,
    pub(super) authority: Authority,
    pub(super) url: String,
    pub(super) listener: TcpListener,
}

/// Listens for the vendor and, on the ports after its own, for the partners; where one of those is taken, on any.
pub(super) async fn listen(port: u16) -> Result<Vec<(&'static str, TcpListener)>> {
    let local = |port: u16| servers::bind(([127, 0, 0, 1], port).into());
    let mut listeners = vec![(VENDOR, local(port).await?)];
    for (partner, after) in PARTNERS.into_iter().zip(1..) {
        let next = if port == 0 { None } else { port.checked_add(after) };
        let listener = match next {
            Some(port) => match local(port).await {
                Ok(listener) => listener,
                Err(_) => local(0).await?,
            },
            None => local(0).await?,
        };
        listeners.push((partner, listener));
    }
    Ok(listeners)
}

/// Sets everything up on the first start: the root, the partners certified by it, and the manager that trusts it.
pub(super) async fn set_up(dir: &Path) -> Result<()> {
    // A first start that was interrupted left half a sample: it begins anew.
    reset(dir)?;
    let place = Place::in_folder(&dir.join("authority"), 0);
    let (vendor, _) = servers::init_authority(&place, VENDOR, "vendor", true).await?;
    let files = KeyFiles::in_folder(&dir.join("authority"));
    let pem = std::fs::read_to_string(&files.public).context("the demonstration's root cannot be read")?;
    let root = RootKey::open(&files.secret, &unlock(&place)?).map_err(said)?;
    for partner in PARTNERS {
        set_up_partner(dir, &vendor, (&root, &pem), partner).await?;
    }
    let place = Place::in_folder(&dir.join("manager"), 0);
    servers::init_manager(&place, &pem, INSTALLATION, ("ingrid", "Ingrid Solberg"), true).await?;
    Ok(())
}

/// A partner makes its key; the root certifies it for the partner's name.
async fn set_up_partner(dir: &Path, vendor: &Authority, root: (&RootKey, &str), issuer: &str) -> Result<()> {
    let place = Place::in_folder(&dir.join(issuer), 0);
    let (partner, _, waiting) = init_partner_authority(&place, issuer, root.1, "vendor", true).await?;
    let waiting = waiting.context("a new partner has a key to certify")?;
    let new = NewCertificate {
        key: PublicKey::from_pem(&waiting.pem)?,
        issuer: issuer.parse()?,
        partner: true,
        days: keys::VALID_DAYS,
        replaces: None,
    };
    let granted = Granted::to_the_server(By::setup(), HOUSE);
    let certified = keys::certify(vendor, &granted, root.0.clone(), new).await.map_err(said)?;
    install_in(&partner, certified.value.file.as_bytes()).await?;
    Ok(())
}

/// Opens every server with the addresses of this start: ports may be others than last time.
pub(super) async fn open(
    dir: &Path,
    listeners: Vec<(&'static str, TcpListener)>,
) -> Result<(Vec<Vendor>, Manager)> {
    let mut vendors = Vec::new();
    for (issuer, listener) in listeners {
        let url = format!("http://{}", listener.local_addr()?);
        let folder = if issuer == VENDOR { "authority" } else { issuer };
        let place = Place::in_folder(&dir.join(folder), 0);
        let authority = servers::open_authority_with(&place, |settings| {
            settings.server.public_url.clone_from(&url);
            settings.store.url = format!("{url}/store");
        });
        let authority = authority.await?;
        believe_the_clock(authority.db(), HOUSE).await?;
        vendors.push(Vendor { issuer, authority, url, listener });
    }
    let place = Place::in_folder(&dir.join("manager"), 0);
    let manager = servers::open_manager_with(&place, true, |settings| at(settings, &vendors)).await?;
    for one in licentia_manager::installations::list(&manager).await.map_err(said)? {
        believe_the_clock(manager.db(), one.scope).await?;
    }
    Ok((vendors, manager))
}

/// A demonstration may lie for months between two starts; nothing in it is worth turning a clock for (rule 20).
async fn believe_the_clock(db: &Db, scope: ScopeNo) -> Result<()> {
    db.confirm_clock(scope, &By::setup()).await.map(drop).map_err(said)
}

/// Where the issuers are today, over what their packages say.
fn at(settings: &mut Settings, vendors: &[Vendor]) {
    for Vendor { issuer, url, .. } in vendors {
        let addresses = Issuer { authority: url.clone(), store: format!("{url}/store") };
        settings.issuers.insert((*issuer).to_owned(), addresses);
        if *issuer == VENDOR {
            settings.authority.url.clone_from(url);
        }
    }
}
