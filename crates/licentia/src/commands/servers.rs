//! Setting up and running the two servers: the one place that wires the rooms together.

use super::clock;
use super::keys_partner::Partner;
use super::operators::{Operator, ServerInstallations};
use super::place::{Place, Side, coded, prepare, secret, unlock, write_new};
use super::problems::{said, speak};
use crate::output::{self, Format};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use licentia_authority::keys::{self, KeyFiles, NewKeys, Unlock};
use licentia_authority::{Authority, HOUSE};
use licentia_core::names::IssuerName;
use licentia_manager::{Manager, installations};
use licentia_platform::access::{Access, Granted, Link, NewAccount, NewToken, Right, Rights};
use licentia_platform::by::By;
use licentia_platform::clock::{SystemClock, SystemRandom};
use licentia_platform::db::ScopeNo;
use licentia_platform::settings::Settings;
use licentia_platform::{telemetry, web};
use licentia_protocol::package::Trust;
use serde_json::json;
use std::future::Future;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Port of a manager unless told.
pub(crate) const MANAGER_PORT: u16 = 7300;
/// Port of an authority unless told.
pub(crate) const AUTHORITY_PORT: u16 = 7400;

/// Who gets in first.
#[derive(Args, Debug)]
pub(crate) struct First {
    /// Log-in name of the first administrator
    #[arg(long, default_value = "admin")]
    admin: String,
    /// Make an API token with this label too, for scripts
    #[arg(long, value_name = "LABEL")]
    api_token: Option<String>,
}

/// `licentia manager …`.
#[derive(Debug, Subcommand)]
pub(crate) enum ManagerCommand {
    /// First set-up: secret file, root of trust, installation, and a one-time link for the first administrator
    Init {
        #[command(flatten)]
        place: Place,
        /// The vendor's root key: the only way in which a root enters
        #[arg(long, value_name = "ROOT.pem")]
        trust: PathBuf,
        /// Short name of the installation in addresses
        #[arg(long, default_value = "production")]
        slug: String,
        /// Name of the installation
        #[arg(long, default_value = "Production")]
        name: String,
        #[command(flatten)]
        first: First,
    },
    /// Serve until interrupted
    Serve {
        #[command(flatten)]
        place: Place,
    },
    /// The installations of this server
    #[command(subcommand)]
    Installation(ServerInstallations),
    /// Make a token for operators of the server, who make and list installations
    Operator(Operator),
    /// What time it is, and whether this machine's clock is believed; end the server first
    Clock(clock::Clock),
}

/// `licentia authority …`.
#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// First set-up: secret file, root and issuer keys, and a one-time link for the first administrator
    Init {
        #[command(flatten)]
        place: Place,
        /// Whose packages it will sign
        #[arg(long, value_name = "NAME")]
        issuer: String,
        #[command(flatten)]
        partner: Partner,
        #[command(flatten)]
        first: First,
    },
    /// Serve until interrupted
    Serve {
        #[command(flatten)]
        place: Place,
    },
    /// What time it is, and whether this machine's clock is believed; end the server first
    Clock(clock::Clock),
}

impl ManagerCommand {
    pub(crate) fn run(self, format: Format) -> Result<()> {
        match self {
            Self::Init { place, trust, slug, name, first } => in_runtime(async move {
                let root = std::fs::read_to_string(&trust)
                    .with_context(|| format!("cannot read {}", trust.display()))?;
                let (manager, scope, link) =
                    init_manager(&place, &root, (&slug, &name), (&first.admin, &first.admin), false).await?;
                let token = made_token(manager.access(), scope, first.api_token).await?;
                told(format, &link, token.as_deref(), MANAGER_PORT);
                Ok(())
            }),
            Self::Serve { place } => in_runtime(async move {
                let settings = place.settings(Side::Manager)?;
                log(&settings)?;
                let _held = place.hold(&settings, Side::Manager)?;
                let listener = bind(place.address(&settings, MANAGER_PORT)).await?;
                let manager = open_manager(&place, false).await?;
                serving("manager", &listener)?;
                serve_manager(manager, listener, interrupted()).await
            }),
            Self::Installation(command) => in_runtime(command.run(format)),
            Self::Operator(operator) => in_runtime(operator.run(format)),
            Self::Clock(clock) => in_runtime(clock.run(Side::Manager, format)),
        }
    }
}

impl AuthorityCommand {
    pub(crate) fn run(self, format: Format) -> Result<()> {
        match self {
            Self::Init { place, issuer, partner, first } => in_runtime(async move {
                let (authority, link) = match partner.is_partner() {
                    true => partner.init(&place, &issuer, &first.admin, format).await?,
                    false => init_authority(&place, &issuer, &first.admin, false).await?,
                };
                let token = made_token(authority.access(), HOUSE, first.api_token).await?;
                told(format, &link, token.as_deref(), AUTHORITY_PORT);
                Ok(())
            }),
            Self::Serve { place } => in_runtime(async move {
                let settings = place.settings(Side::Authority)?;
                log(&settings)?;
                let _held = place.hold(&settings, Side::Authority)?;
                let listener = bind(place.address(&settings, AUTHORITY_PORT)).await?;
                let authority = open_authority(&place).await?;
                serving("authority", &listener)?;
                serve_authority(authority, listener, interrupted()).await
            }),
            Self::Clock(clock) => in_runtime(clock.run(Side::Authority, format)),
        }
    }
}

/// Makes secret file, database, installation and first administrator of a manager.
pub(crate) async fn init_manager(
    place: &Place,
    root: &str,
    (slug, name): (&str, &str),
    (login, person): (&str, &str),
    demo: bool,
) -> Result<(Manager, ScopeNo, Link)> {
    let trust = Trust::from_pem(root).context("the root key is not an Ed25519 public key in PEM")?;
    if trust.demo && !demo {
        bail!("this root belongs to a demonstration; ask the vendor for the real one [demo_root]");
    }
    let settings = prepare(place, Side::Manager)?;
    if !place.root().exists() {
        write_new(&place.root(), root.as_bytes(), 0o644)?;
    }
    drop(settings);
    let manager = open_manager(place, demo).await?;
    let present = installations::list(&manager).await.map_err(said)?;
    let scope = match present.into_iter().find(|installation| installation.slug == slug) {
        Some(installation) => installation.scope,
        None => {
            let new = installations::NewInstallation { slug: slug.to_owned(), name: name.to_owned() };
            installations::create(&manager, &By::setup(), new).await.map_err(said)?.value.scope
        }
    };
    let rights = Rights::of(&[
        Right::ManageLicences,
        Right::ManageUsers,
        Right::View,
        Right::ManageAccess,
        Right::Check,
    ]);
    let new = NewAccount { login: login.to_owned(), name: person.to_owned(), rights, user: None };
    let link = manager.access().first_administrator(scope, new).await.map_err(said)?;
    Ok((manager, scope, link))
}

/// Makes secret file, keys and first administrator of an authority.
pub(crate) async fn init_authority(
    place: &Place,
    issuer: &str,
    admin: &str,
    demo: bool,
) -> Result<(Authority, Link)> {
    let issuer = IssuerName::new(issuer).with_context(|| format!("{issuer:?} is no issuer name"))?;
    prepare(place, Side::Authority)?;
    if !place.key_file().exists() {
        write_new(&place.key_file(), Unlock::new_key_file().as_bytes(), 0o600)?;
    }
    let unlock = unlock(place)?;
    let authority = open_authority(place).await?;
    if !place.root().exists() {
        let new = NewKeys {
            issuer,
            demo,
            files: KeyFiles::in_folder(&place.dir),
            root_unlock: unlock.clone(),
            unlock,
            valid_days: keys::VALID_DAYS,
        };
        keys::init(&authority, &Granted::to_the_server(By::setup(), HOUSE), new).await.map_err(said)?;
    }
    let link = administrator(&authority, admin).await?;
    Ok((authority, link))
}

/// A one-time link for the first administrator of an authority.
pub(super) async fn administrator(authority: &Authority, admin: &str) -> Result<Link> {
    let rights = Rights::of(&[
        Right::Sell,
        Right::ManageCatalogue,
        Right::ManageKeys,
        Right::View,
        Right::ManageAccess,
    ]);
    let new = NewAccount { login: admin.to_owned(), name: admin.to_owned(), rights, user: None };
    authority.access().first_administrator(HOUSE, new).await.map_err(said)
}

/// An API token with every right of the server's administrators, when a label was given.
async fn made_token(access: &Access, scope: ScopeNo, label: Option<String>) -> Result<Option<String>> {
    let Some(label) = label else { return Ok(None) };
    let new = NewToken { label, rights: Rights::ALL, expires_at_ms: None, site: None };
    let made = access.make_token(&Granted::to_the_server(By::setup(), scope), new).await.map_err(said)?;
    Ok(Some(made.value.token))
}

/// Opens a manager in its place.
pub(crate) async fn open_manager(place: &Place, demo: bool) -> Result<Manager> {
    open_manager_with(place, demo, |_| {}).await
}

/// The same with settings of the caller's over those of the place.
pub(super) async fn open_manager_with(
    place: &Place,
    demo: bool,
    adjust: impl FnOnce(&mut Settings),
) -> Result<Manager> {
    speak();
    let mut settings = place.settings(Side::Manager)?;
    adjust(&mut settings);
    let path = place.root();
    let root = std::fs::read_to_string(&path).with_context(|| {
        format!("cannot read {}: run `licentia manager init --trust ROOT.pem` first", path.display())
    })?;
    let trust = Trust::from_pem(&root).with_context(|| format!("{} is not a root key", path.display()))?;
    if trust.demo && !demo {
        bail!("{} is the root of a demonstration, which a server does not trust [demo_root]", path.display());
    }
    let options = licentia_manager::Options {
        url: place.database(&settings, Side::Manager),
        secret: secret(place, &settings, Side::Manager)?,
        trust,
        settings,
        clock: Arc::new(SystemClock::default()),
        random: Arc::new(SystemRandom),
    };
    Manager::open(options).await.map_err(|error| coded(error.code(), &error))
}

/// Opens an authority in its place.
pub(crate) async fn open_authority(place: &Place) -> Result<Authority> {
    open_authority_with(place, |_| {}).await
}

/// The same with settings of the caller's over those of the place.
pub(super) async fn open_authority_with(
    place: &Place,
    adjust: impl FnOnce(&mut Settings),
) -> Result<Authority> {
    speak();
    let mut settings = place.settings(Side::Authority)?;
    adjust(&mut settings);
    let options = licentia_authority::Options {
        url: place.database(&settings, Side::Authority),
        secret: secret(place, &settings, Side::Authority)?,
        settings,
        clock: Arc::new(SystemClock::default()),
        random: Arc::new(SystemRandom),
        unlock: Some(unlock(place)?),
    };
    Authority::open(options).await.map_err(|error| coded(&error.code(), &error))
}

/// Listens, or says which port is taken.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener> {
    web::bind(address).await.map_err(|error| coded(error.code(), &error))
}

/// Serves a manager until `shutdown`, then finishes what is under way.
pub(crate) async fn serve_manager(
    manager: Manager,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let background = manager.start();
    let grace = Duration::from_secs(manager.settings().server.shutdown_seconds);
    manager.serve(listener, shutdown, grace).await?;
    background.stop().await;
    Ok(())
}

/// Serves an authority until `shutdown`, then finishes what is under way.
pub(crate) async fn serve_authority(
    authority: Authority,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    let grace = Duration::from_secs(authority.settings().server.shutdown_seconds);
    let background = authority.start();
    let served = web::serve(listener, authority.router(), shutdown, grace).await;
    background.stop().await;
    Ok(served?)
}

/// Ctrl-C, or the termination that service managers send.
pub(crate) async fn interrupted() {
    let mut terminated = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(_) => return drop(tokio::signal::ctrl_c().await),
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}

/// Runs a command's asynchronous part.
pub(crate) fn in_runtime(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?
        .block_on(work)
}

pub(crate) fn log(settings: &Settings) -> Result<()> {
    telemetry::log(&settings.log)
        .map_err(|why| anyhow::anyhow!("the log filter is wrong: {why} [settings_invalid]"))
}

fn serving(what: &str, listener: &TcpListener) -> Result<()> {
    tracing::info!("the {what} listens on http://{}", listener.local_addr()?);
    Ok(())
}

fn told(format: Format, link: &Link, token: Option<&str>, port: u16) {
    match format {
        Format::Json => {
            output::json(&json!({"set_up": link.path, "expires_at_ms": link.expires_at_ms, "token": token}))
        }
        Format::People => {
            if let Some(token) = token {
                output::line(&format!("API token, shown only now: {token}"));
            }
            output::line("Ready. Start the server, then open this link once to choose a password:");
            output::line(&format!("  http://127.0.0.1:{port}{}", link.path));
        }
    }
}
