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

impl Settings {
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
            let detail =
                "must be the issuer's name in lower case: letters, digits and single hyphens".to_owned();
            return Err(SettingsError::Invalid {
                file: file.to_owned(),
                key: format!("issuers.{name}"),
                detail,
            });
        }
        for (key, url) in single.into_iter().chain(issuers) {
            if !url.is_empty() && crate::outbound::address(url).is_none() {
                let detail = "must be an http:// or https:// address with a host".to_owned();
                return Err(SettingsError::Invalid { file: file.to_owned(), key, detail });
            }
        }
        if !self.outbound.proxy.is_empty() && !crate::outbound::is_proxy(&self.outbound.proxy) {
            let detail = "must be http://HOST:PORT".to_owned();
            let key = "outbound.proxy".to_owned();
            return Err(SettingsError::Invalid { file: file.to_owned(), key, detail });
        }
        Ok(())
    }

    /// What is set for one issuer; empty addresses when nothing is.
    pub fn issuer(&self, name: &str) -> Issuer {
        self.issuers.get(name).cloned().unwrap_or_default()
    }
}
