//! Settings about other servers: where they are, and whether and how they are called.

use licentia_core::names::IssuerName;
use serde::Deserialize;

use super::{Settings, SettingsError};

/// `[authority]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// The vendor's authority; empty for the one that a package names.
    pub url: String,
}

/// `[issuers.NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Issuer {
    /// Its authority; empty for the one that its package names.
    pub authority: String,
    /// Its store; empty for the one that its package names.
    pub store: String,
}

/// `[store]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Where customers buy; empty for no link.
    pub url: String,
}

/// `[outbound]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    /// Whether this server ever calls another one.
    pub enabled: bool,
    /// `http://HOST:PORT`; empty for none.
    pub proxy: String,
}

/// `[mail]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The SMTP server; empty for no mail.
    pub server: String,
    /// Its port; 0 for the usual one.
    pub port: u16,
    /// How the connection is kept secret.
    pub tls: MailTls,
    /// Who signs in there; empty for nobody.
    pub user: String,
    /// The file with the password.
    pub password_file: String,
    /// Who mail is from.
    pub from: String,
    /// A file with further certificates to trust; empty for none.
    pub ca_file: String,
}

/// How a connection to a mail server is kept secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTls {
    /// It begins in the open and turns to TLS before anything is said.
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all: for a server on this very machine.
    None,
}

/// `[webhooks]`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhooks {
    /// Whether webhooks may lead into this server's own network.
    pub internal: bool,
}

impl Settings {
    /// How mail is sent.
    pub(super) fn check_mail(&self, file: &str) -> Result<(), SettingsError> {
        let invalid = |key: &str, detail: &str| Err(SettingsError::invalid(file, key, detail));
        let mail = &self.mail;
        if !mail.server.is_empty() && !crate::mail::is_mailbox(&mail.from) {
            return invalid("mail.from", "must be an address such as \"Licences <licences@example.com>\"");
        }
        if !mail.user.is_empty() && mail.password_file.is_empty() {
            return invalid("mail.password_file", "is needed where mail.user is set");
        }
        if !mail.user.is_empty() && mail.tls == MailTls::None {
            return invalid(
                "mail.tls",
                "cannot be \"none\" where mail.user is set: the password would be sent in the open",
            );
        }
        Ok(())
    }

    /// Addresses that are called or shown as links.
    pub(super) fn check_addresses(&self, file: &str) -> Result<(), SettingsError> {
        let issuers = self.issuers.iter().flat_map(|(name, issuer)| {
            [("authority", &issuer.authority), ("store", &issuer.store)]
                .map(|(key, url)| (format!("issuers.{name}.{key}"), url))
        });
        let single = [("authority.url", &self.authority.url), ("store.url", &self.store.url)];
        let single = single.map(|(key, url)| (key.to_owned(), url));
        for name in self.issuers.keys() {
            if name.parse::<IssuerName>().is_ok_and(|issuer| issuer.as_str() == name) {
                continue;
            }
            let detail = "must be the issuer's name in lower case: letters, digits and single hyphens";
            return Err(SettingsError::invalid(file, format!("issuers.{name}"), detail));
        }
        for (key, url) in single.into_iter().chain(issuers) {
            if !url.is_empty() && crate::outbound::address(url).is_none() {
                let detail = "must be an http:// or https:// address with a host";
                return Err(SettingsError::invalid(file, key, detail));
            }
        }
        if !self.outbound.proxy.is_empty() && !crate::outbound::is_proxy(&self.outbound.proxy) {
            return Err(SettingsError::invalid(file, "outbound.proxy", "must be http://HOST:PORT"));
        }
        Ok(())
    }

    /// What is set for one issuer; empty addresses when nothing is.
    pub fn issuer(&self, name: &str) -> Issuer {
        self.issuers.get(name).cloned().unwrap_or_default()
    }
}
