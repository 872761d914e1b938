//! The root, the issuers' keys, and the list of those that are withdrawn.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::keys::Jwk;

/// `GET /keys`: the root and the issuers' keys, public halves only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyList {
    /// The root that customers trust.
    pub root: RootKey,
    /// The issuers' keys: those whose secret half is here first, the newest first.
    pub items: Vec<IssuerKey>,
    /// The version of the root's key list in force; 0 before the first.
    #[serde(default)]
    pub list: u64,
    /// Installations that are bound to a customer.
    #[serde(default)]
    pub installations: u64,
    /// Those among them that know this key list.
    #[serde(default)]
    pub knowing: u64,
    /// The one thing to do next.
    #[serde(default)]
    pub next: KeyStep,
}

/// The one thing to do next about the keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeyStep {
    /// Which step it is; `rest` when nothing is under way.
    #[schema(example = "reissue")]
    pub step: String,
    /// Where the replacement stands, in the reader's language.
    pub message: String,
    /// The command that does it, on the authority's machine.
    #[schema(example = "licentia keys reissue")]
    pub command: String,
}

/// What became of `POST /keys/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeysInstalled {
    /// The key that signs from now on, when the file certified one of this server's.
    #[serde(default)]
    pub kid: Option<String>,
    /// The version of the key list in force; 0 when there is none.
    pub list: u64,
    /// Whether anything is different from before.
    pub changed: bool,
}

/// The root key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RootKey {
    /// Its thumbprint.
    pub kid: String,
    /// The thumbprint in groups, for people to compare.
    pub fingerprint: String,
    /// The key as PEM, as `licentia manager init --trust` takes it.
    pub pem: String,
    /// Whether it is a demonstration's root, which no real server trusts.
    #[serde(default)]
    pub demo: bool,
}

/// One issuer's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuerKey {
    /// Its thumbprint.
    pub kid: String,
    /// The issuer it may sign for.
    pub issuer: String,
    /// The thumbprint in groups, for people to compare.
    #[serde(default)]
    pub fingerprint: String,
    /// From when; null while it waits for its certificate.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_before: Option<Timestamp>,
    /// Until when.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub not_after: Option<Timestamp>,
    /// Whether new packages are signed with it.
    pub active: bool,
    /// `waiting` for its certificate, `active`, `retired`, or `withdrawn`.
    #[serde(default)]
    #[schema(example = "active")]
    pub state: String,
    /// Since when it is in that state, as far as the key list says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Why it was withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether its secret half is on this server.
    #[serde(default)]
    pub ours: bool,
    /// Whether its issuer is a partner of the root's owner.
    #[serde(default)]
    pub partner: bool,
    /// How many packages it signed here.
    #[serde(default)]
    pub packages: u64,
    /// How many customers' newest package is one of them.
    #[serde(default)]
    pub customers: u64,
}

/// `/.well-known/licentia/keys.json`: a JWK set (RFC 7517 section 5) with the certificates.
/// For convenience only: nothing is trusted because it stands here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
    /// The certificates, one signed line each.
    #[serde(default)]
    pub certificates: Vec<String>,
    /// The root's key list in force: one signed line that says which keys are withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_list: Option<String>,
}
