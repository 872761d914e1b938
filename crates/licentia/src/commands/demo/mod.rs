//! `licentia demo`: authorities and a manager in one process, with a sample vendor, two partners and a customer.
//!
//! All are filled through their own APIs, as any program would do it. Everything stays in one folder; a second start finds it and only makes new one-time links.

mod events;
mod history;
mod invoices;
mod meters;
mod orders;
mod reminders;
mod sample;
mod suite;
mod vendors;

use super::problems::said;
use super::{place, servers};
use crate::output::{self, Format};
use anyhow::{Context, Result};
use clap::Args;
use licentia_authority::{Authority, HOUSE};
use licentia_client::Client;
use licentia_manager::Manager;
use licentia_platform::access::{Access, Granted, NewToken, Purpose, Rights};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vendors::{PARTNERS, VENDOR, Vendor};

/// A running authority.
struct Served {
    issuer: &'static str,
    authority: Authority,
    url: String,
}

/// Options of `licentia demo`.
#[derive(Args, Clone, Debug)]
pub(crate) struct Demo {
    /// Where the demonstration keeps its data
    #[arg(long, default_value = "licentia-demo", value_name = "DIR")]
    dir: PathBuf,
    /// Port of the manager; 0 takes a free one
    #[arg(long, default_value_t = servers::MANAGER_PORT, value_name = "PORT")]
    manager_port: u16,
    /// Port of the authority, the partners' are those after it; 0 takes free ones
    #[arg(long, default_value_t = servers::AUTHORITY_PORT, value_name = "PORT")]
    authority_port: u16,
    /// Throw the data of an earlier demonstration away first
    #[arg(long)]
    reset: bool,
}

impl Default for Demo {
    fn default() -> Self {
        Self {
            dir: "licentia-demo".into(),
            manager_port: servers::MANAGER_PORT,
            authority_port: servers::AUTHORITY_PORT,
            reset: false,
        }
    }
}

/// What a demonstration remembers between starts; readable by its owner only.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Remembered {
    manager_token: String,
    suite_token: String,
    authority_tokens: BTreeMap<String, String>,
}

/// The first line of `--json`.
#[derive(Debug, Serialize)]
struct Handshake {
    manager: String,
    authority: String,
    manager_sign_in: String,
    authority_sign_in: String,
    manager_token: String,
    authority_token: String,
    partners: BTreeMap<String, PartnerHandshake>,
    /// The manager's second installation: a customer on a suite.
    suite: SuiteHandshake,
}

/// Another installation of the manager.
#[derive(Debug, Serialize)]
struct SuiteHandshake {
    sign_in: String,
    token: String,
}

/// The same about one partner's authority.
#[derive(Debug, Default, Serialize)]
struct PartnerHandshake {
    url: String,
    sign_in: String,
    token: String,
}

impl Demo {
    pub(crate) fn run(self, format: Format) -> Result<()> {
        servers::in_runtime(self.serve(format))
    }

    async fn serve(self, format: Format) -> Result<()> {
        let listener = servers::bind(([127, 0, 0, 1], self.manager_port).into()).await?;
        let listeners = vendors::listen(self.authority_port).await?;
        std::fs::create_dir_all(&self.dir).with_context(|| format!("cannot make {}", self.dir.display()))?;
        let _held = place::hold(&self.dir, "demo")?;
        if self.reset {
            reset(&self.dir)?;
        }
        if !self.dir.join("demo.json").exists() {
            vendors::set_up(&self.dir).await?;
        }
        let (vendors, manager) = vendors::open(&self.dir, listeners).await?;
        let url = format!("http://{}", listener.local_addr()?);

        let (stop, stopped) = tokio::sync::watch::channel(false);
        let until = |mut stopped: tokio::sync::watch::Receiver<bool>| async move {
            drop(stopped.wait_for(|stop| *stop).await)
        };
        let mut serving =
            vec![tokio::spawn(servers::serve_manager(manager.clone(), listener, until(stopped.clone())))];
        let mut open = Vec::new();
        for Vendor { issuer, authority, url, listener } in vendors {
            let (server, until) = (authority.clone(), until(stopped.clone()));
            serving.push(tokio::spawn(servers::serve_authority(server, listener, until)));
            open.push(Served { issuer, authority, url });
        }
        let remembered = fill(&self.dir, &open, &manager, &url).await?;
        let handshake = handshake(&open, (&manager, url), remembered).await?;
        drop((manager, open, stopped));
        greet(format, &handshake)?;
        servers::interrupted().await;
        stop.send_replace(true);
        for server in serving {
            server.await??;
        }
        Ok(())
    }
}

/// One-time links for everybody, with the addresses and tokens.
async fn handshake(
    vendors: &[Served],
    (manager, url): (&Manager, String),
    mut remembered: Remembered,
) -> Result<Handshake> {
    let path = sign_in(manager.access(), installation(manager).await?).await?;
    let mut partners = BTreeMap::new();
    for Served { issuer, authority, url } in vendors {
        let path = sign_in(authority.access(), HOUSE).await?;
        let token = remembered.authority_tokens.remove(*issuer).unwrap_or_default();
        // A browser keeps one sign-in per name, whatever the port: so each partner has a name.
        let named = url.replace("127.0.0.1", &format!("{issuer}.localhost"));
        let base = if *issuer == VENDOR { url } else { &named };
        let sign_in = format!("{base}{path}");
        partners.insert((*issuer).to_owned(), PartnerHandshake { url: url.clone(), sign_in, token });
    }
    let vendor = partners.remove(VENDOR).unwrap_or_default();
    let scope = suite::installation(manager).await?;
    let scope = scope.context("the demonstration has no second installation; start it with --reset")?;
    let second = sign_in(manager.access(), scope).await?;
    Ok(Handshake {
        suite: SuiteHandshake { sign_in: format!("{url}{second}"), token: remembered.suite_token },
        manager_sign_in: format!("{url}{path}"),
        manager: url,
        manager_token: remembered.manager_token,
        authority: vendor.url,
        authority_sign_in: vendor.sign_in,
        authority_token: vendor.token,
        partners,
    })
}

/// Throws away only what a demonstration made: a folder with anything else in it stays as it is.
fn reset(dir: &Path) -> Result<()> {
    for name in ["manager", "authority", "demo.json"].into_iter().chain(PARTNERS) {
        let path = dir.join(name);
        let gone = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else if path.exists() {
            std::fs::remove_file(&path)
        } else {
            Ok(())
        };
        gone.with_context(|| format!("cannot remove {}", path.display()))?;
    }
    Ok(())
}

async fn installation(manager: &Manager) -> Result<ScopeNo> {
    let installations = licentia_manager::installations::list(manager).await.map_err(said)?;
    let first = installations.iter().find(|one| one.slug == vendors::INSTALLATION.0);
    Ok(first.context("the demonstration has no installation; start it with --reset")?.scope)
}

/// A one-time link that signs the first account in.
async fn sign_in(access: &Access, scope: ScopeNo) -> Result<String> {
    let granted = Granted::to_the_server(By::setup(), scope);
    let accounts = access.accounts(&granted).await.map_err(said)?;
    let first = accounts.first().context("the demonstration has no account; start it with --reset")?;
    Ok(access.make_link(&granted, first.no, Purpose::SignIn).await.map_err(said)?.path)
}

/// Fills the servers on the first start, and remembers the tokens.
async fn fill(dir: &Path, vendors: &[Served], manager: &Manager, url: &str) -> Result<Remembered> {
    let file = dir.join("demo.json");
    if let Ok(text) = std::fs::read_to_string(&file) {
        return serde_json::from_str(&text)
            .context("demo.json is damaged, or of an earlier version; start with --reset");
    }
    let mut authority_tokens = BTreeMap::new();
    let mut clients = Vec::new();
    for Served { issuer, authority, url } in vendors {
        let token = token(authority.access(), HOUSE, Rights::AUTHORITY).await?;
        clients.push((*issuer, Client::new(url, &token)));
        authority_tokens.insert((*issuer).to_owned(), token);
    }
    let manager_token = token(manager.access(), installation(manager).await?, Rights::MANAGER).await?;
    let suite_token = suite::set_up(manager).await?;
    let (customer, on_suite) = (Client::new(url, &manager_token), Client::new(url, &suite_token));
    tokio::task::spawn_blocking(move || sample::fill(&customer, &on_suite, &clients)).await??;
    let (first, second) = (installation(manager).await?, suite::installation(manager).await?);
    for scope in [first].into_iter().chain(second) {
        history::fill(manager, scope).await?;
    }
    meters::fill(manager, first, Client::new(url, &manager_token)).await?;
    reminders::fill(Client::new(url, &manager_token)).await?;
    let vendor = vendors.iter().find(|vendor| vendor.issuer == VENDOR).context("there is no vendor")?;
    let vendor = Client::new(&vendor.url, authority_tokens.get(VENDOR).map_or("", String::as_str));
    invoices::fill(manager, Client::new(url, &manager_token), vendor).await?;
    let remembered = Remembered { manager_token, suite_token, authority_tokens };
    write_private(&file, &serde_json::to_vec_pretty(&remembered)?)?;
    Ok(remembered)
}

fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.and_then(|mut file| file.write_all(bytes))
        .with_context(|| format!("cannot write {}", path.display()))
}

async fn token(access: &Access, scope: ScopeNo, rights: Rights) -> Result<String> {
    let granted = Granted::to_the_server(By::setup(), scope);
    let new = NewToken { label: "Demonstration".to_owned(), rights, expires_at_ms: None, site: None };
    Ok(access.make_token(&granted, new).await.map_err(said)?.value.token)
}

fn greet(format: Format, handshake: &Handshake) -> Result<()> {
    if format == Format::Json {
        output::line(&serde_json::to_string(handshake)?);
        return Ok(());
    }
    output::line("");
    output::line("  Licentia, demonstration. Nothing here is for production.");
    output::line("");
    output::line("  Manager, the customer's server. Sign in as Ingrid Solberg (this link works once):");
    output::line(&format!("    {}", handshake.manager_sign_in));
    output::line("  The same server's second installation, a customer on a suite. Sign in as Åsa Lindgren:");
    output::line(&format!("    {}", handshake.suite.sign_in));
    output::line("  Authority, the vendor's server (this link works once):");
    output::line(&format!("    {}", handshake.authority_sign_in));
    for (issuer, partner) in &handshake.partners {
        output::line(&format!("  The authority of {issuer}, a partner (this link works once):"));
        output::line(&format!("    {}", partner.sign_in));
    }
    output::line("");
    output::line(&format!("  Manager {}   token {}", handshake.manager, handshake.manager_token));
    output::line(&format!("  Authority {}   token {}", handshake.authority, handshake.authority_token));
    output::line("");
    output::line("  Ctrl-C ends it; the data stays. Begin anew with --reset.");
    Ok(())
}
