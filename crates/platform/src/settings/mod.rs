//! Settings: one documented default file, built in; a file of the operator's over it; flags
//! over both.
//!
//! [`Settings::load`] refuses what it does not know, with the line, the key and the nearest
//! one that exists. The environment is read by the command line only, which hands its
//! findings over as [`Overrides`].

mod accounts;
mod error;
mod invoices;
mod merge;
mod meters;
mod others;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use accounts::Accounts;
pub use error::SettingsError;
pub use invoices::Invoices;
pub use meters::Meters;
pub use others::{Authority, Issuer, Mail, MailTls, Outbound, Store, Webhooks};

/// The documented default file, as it is built in; `licentia settings` prints it.
pub const DEFAULTS: &str = include_str!("../../licentia.default.toml");

/// Everything an operator can choose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Address, limits, proxies.
    pub server: Server,
    /// Where the data is.
    pub database: Database,
    /// Where the server's secret file is.
    pub secret: SecretFile,
    /// The root key a manager trusts.
    pub trust: Trust,
    /// Where a manager asks for the vendor's licences.
    pub authority: Authority,
    /// A manager's addresses of single issuers, by the issuer's name.
    pub issuers: BTreeMap<String, Issuer>,
    /// Where an authority's customers buy.
    pub store: Store,
    /// What an authority's invoices say.
    pub invoices: Invoices,
    /// Calls to other servers.
    pub outbound: Outbound,
    /// Mail to people.
    pub mail: Mail,
    /// Messages to programs.
    pub webhooks: Webhooks,
    /// The signing keys of an authority.
    pub keys: Keys,
    /// Passwords, sessions, sign-in.
    pub accounts: Accounts,
    /// Log-ins of applications.
    pub sessions: Sessions,
    /// Metered services.
    pub meters: Meters,
    /// Languages.
    pub language: Language,
    /// What is logged, and how.
    pub log: Log,
    /// The folder that relative paths start from: that of the settings file.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// `[server]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address and port; empty for the server's own default.
    pub listen: String,
    /// The address people use; empty for http and the address listened on.
    pub public_url: String,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The largest ordinary body, in bytes.
    pub body_limit_bytes: u64,
    /// The longest wait for requests under way when stopping, in seconds.
    pub shutdown_seconds: u64,
}

/// `[database]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`; empty for the server's own default.
    pub url: String,
}

/// `[secret]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretFile {
    /// The file; empty for the default beside the database.
    pub file: String,
}

/// `[trust]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    /// The root key's PEM file; empty when it was taken in by `init`.
    pub root: String,
}

/// `[keys]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// The folder of the encrypted keys; empty for `keys`.
    pub folder: String,
    /// The file that opens them; empty to ask.
    pub passphrase_file: String,
}

/// `[sessions]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How often an application says that a log-in goes on.
    pub heartbeat_seconds: u32,
}

/// `[language]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    /// The language of those who chose none.
    pub default: String,
}

/// `[log]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// A filter as `tracing` reads it.
    pub filter: String,
    /// Text or JSON.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// What flags say, over every file. `None` leaves a setting as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--listen`.
    pub listen: Option<String>,
    /// `--database`.
    pub database: Option<String>,
    /// `--public-url`.
    pub public_url: Option<String>,
    /// `--secret`.
    pub secret: Option<String>,
    /// `--trust`.
    pub trust: Option<String>,
    /// `--keys`.
    pub keys: Option<String>,
    /// `--log`.
    pub log: Option<String>,
}

impl Settings {
    /// The defaults, then the file at `path` if there is one, then the flags.
    ///
    /// # Errors
    /// A [`SettingsError`] that names file, line and key.
    pub fn load(path: Option<&Path>, overrides: Overrides) -> Result<Self, SettingsError> {
        let mut settings = match path {
            None => Self::read("", "the default settings")?,
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| SettingsError::Missing(path.into(), error.to_string()))?;
                Self::read(&text, &path.display().to_string())?
            }
        };
        settings.folder = path.and_then(Path::parent).map(Path::to_path_buf).unwrap_or_default();
        settings.apply(overrides);
        settings.check(&path.map_or_else(|| "flags".to_owned(), |path| path.display().to_string()))?;
        Ok(settings)
    }

    /// The settings that `text` gives over the defaults; `file` names it in errors.
    fn read(text: &str, file: &str) -> Result<Self, SettingsError> {
        let merged = merge::over_defaults(DEFAULTS, text, file)?;
        serde_path_to_error::deserialize(toml::Value::Table(merged)).map_err(|error| {
            let detail = format!("cannot be used: {}", error.inner().message());
            SettingsError::invalid(file, error.path().to_string(), detail)
        })
    }

    /// Flags are relative to the folder one stands in, not to the file's, so paths among
    /// them are made absolute here.
    fn apply(&mut self, overrides: Overrides) {
        let here = |path: String| std::path::absolute(&path).map_or(path, |path| path.display().to_string());
        let set = |value: &mut String, flag: Option<String>| {
            if let Some(flag) = flag {
                *value = flag;
            }
        };
        set(&mut self.server.listen, overrides.listen);
        set(&mut self.server.public_url, overrides.public_url);
        set(&mut self.log.filter, overrides.log);
        set(&mut self.secret.file, overrides.secret.map(here));
        set(&mut self.trust.root, overrides.trust.map(here));
        set(&mut self.keys.folder, overrides.keys.map(here));
        set(
            &mut self.database.url,
            overrides.database.map(|url| match sqlite_path(&url) {
                Some(path) => format!("sqlite:{}", here(path.to_owned())),
                None => url,
            }),
        );
    }

    fn check(&self, file: &str) -> Result<(), SettingsError> {
        let invalid = |key: &str, detail: &str| Err(SettingsError::invalid(file, key, detail));
        if !self.server.listen.is_empty() && self.server.listen.parse::<SocketAddr>().is_err() {
            return invalid(
                "server.listen",
                "must be an address and a port, such as \"127.0.0.1:7300\" or \"[::]:7300\"",
            );
        }
        if !self.server.public_url.is_empty() && origin_of(&self.server.public_url).is_none() {
            return invalid(
                "server.public_url",
                "must be http:// or https:// with a host and perhaps a port, and nothing after them",
            );
        }
        self.check_addresses(file)?;
        self.check_invoices(file)?;
        self.check_mail(file)?;
        if !(1024..=1 << 30).contains(&self.server.body_limit_bytes) {
            return invalid("server.body_limit_bytes", "must be 1024 to 1073741824");
        }
        if !(5..=3_600).contains(&self.sessions.heartbeat_seconds) {
            return invalid("sessions.heartbeat_seconds", "must be 5 to 3600");
        }
        self.check_meters(file)?;
        self.check_accounts(file)?;
        if let Err(why) = crate::telemetry::check_filter(&self.log.filter) {
            return invalid("log.filter", &format!("is no filter: {why}"));
        }
        Ok(())
    }

    /// `path` as a path, relative to the settings file's folder.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The address to listen on, or `default` when none is set.
    ///
    /// # Panics
    /// Never: [`Settings::load`] has checked it, and the defaults are constants.
    pub fn listen_or(&self, default: SocketAddr) -> SocketAddr {
        self.server.listen.parse().unwrap_or(default)
    }

    /// The database's URL, or `sqlite:` with `default` as its file; a relative path starts
    /// from the settings file's folder.
    pub fn database_or(&self, default: &str) -> String {
        let url = match self.database.url.as_str() {
            "" => return format!("sqlite:{}", self.path(default).display()),
            url => url,
        };
        match sqlite_path(url) {
            Some(path) => format!("sqlite:{}", self.path(path).display()),
            None => url.to_owned(),
        }
    }

    /// The secret file: as set, or beside the database file `default` names.
    pub fn secret_or(&self, default: &str) -> PathBuf {
        if !self.secret.file.is_empty() {
            return self.path(&self.secret.file);
        }
        let database = self.database_or(default);
        match sqlite_path(&database) {
            Some(path) => PathBuf::from(format!("{path}.secret")),
            None => self.path(&format!("{default}.secret")),
        }
    }

    /// The public origin (`https://host:port`), when one is set.
    pub fn public_origin(&self) -> Option<String> {
        origin_of(&self.server.public_url)
    }
}

fn sqlite_path(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite:").filter(|path| !path.is_empty() && *path != ":memory:")
}

/// Scheme, host and port of an URL that has nothing else; lower case, no slash at the end.
fn origin_of(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    let scheme = uri.scheme_str()?;
    let authority = uri.authority()?.as_str();
    let bare = matches!(uri.path(), "" | "/") && uri.query().is_none() && !authority.contains('@');
    (bare && matches!(scheme, "http" | "https")).then(|| format!("{scheme}://{}", authority.to_lowercase()))
}

#[cfg(test)]
mod tests;
