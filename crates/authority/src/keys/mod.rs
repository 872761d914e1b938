//! Keys: the root that customers trust, and the issuers' keys that sign packages (rule 9).
//!
//! There are two kinds of authority. The *root authority* made the root key, whose secret half is in a
//! file of its own, encrypted, and is needed only to certify, replace and withdraw keys. A *partner
//! authority* made a key for its own issuer name and got a certificate for it from the root's owner.
//! Either keeps the secret half of the key it signs with in its database, encrypted with age under a
//! passphrase or a key file that is not. What the root signed of it, the certificate, travels in every
//! package; the [list](licentia_protocol::KeyList) of keys, with those that are withdrawn, too.
//!
//! | file | what it does |
//! |---|---|
//! | `setup` | makes the first keys of either kind of authority |
//! | `replace` | makes the next key |
//! | `certify` | the root certifies somebody else's key |
//! | `install` | takes in a certificate or a newer list |
//! | `withdraw` | the root takes a key out of use, for everybody |
//! | `lists` | the root's list of keys, version by version |
//! | `signer` | what signs now, the same in every server of this database |
//! | `status`, `next` | where the keys stand, and the one thing to do next |
//! | `reissue` | packages signed with an old key, signed again |
//!
//! How a replacement goes from beginning to end is in docs/decisions/0010-replacing-issuer-keys.md.

pub(crate) mod api;
mod bundle;
mod certify;
mod files;
mod install;
mod lists;
mod next;
mod page;
mod reissue;
mod replace;
pub mod sealed;
mod setup;
mod signer;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod withdraw;

use licentia_platform::access::{Granted, View};
use licentia_platform::problem::Problem;
use licentia_protocol::package::Trust;
use licentia_protocol::{PublicKey, Refused, SecretKey};
use zeroize::Zeroizing;

use crate::state::Authority;

pub use certify::{Certified, NewCertificate, certify, certify_apart};
pub use files::{KeyFiles, RootKey};
pub use install::{Installed, install};
pub use lists::{CurrentList, current_list, export};
pub use next::{Step, next};
pub use reissue::{Progress, reissue};
pub use replace::{Replace, request_replacement, rotate};
pub use sealed::{SealError, Unlock};
pub use setup::{NewKey, NewKeys, NewPartner, Waiting, init, init_partner};
pub use signer::Signer;
pub use status::{KeyStatus, Standing, State, status};
pub use withdraw::{Withdrawn, withdraw};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;
pub(crate) use signer::{current as signer, load as load_signer, recent as recent_signer};
pub(crate) use store::signing_kid;

/// How long an issuer's key may sign unless told, in days: two years. Its end stops no licence.
pub const VALID_DAYS: u32 = 730;

/// One key as it is listed; public halves only.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The key.
    pub key: PublicKey,
    /// Whether it is the root.
    pub root: bool,
    /// Whether its secret half is here.
    pub ours: bool,
    /// Whether the issuer is a partner of the root's owner.
    pub partner: bool,
    /// The issuer it may sign for; none for the root.
    pub issuer: Option<String>,
    /// The certificates from the root downwards, as signed lines; none for the root and for a key that waits.
    pub certificates: Vec<String>,
    /// Whether it belongs to a demonstration.
    pub demo: bool,
    /// The bounds of what it may sign, in seconds UTC.
    pub bounds: Option<(i64, i64)>,
    /// Whether new packages of its issuer are signed with it.
    pub active: bool,
    /// Whether somebody else may know its secret half.
    pub suspect: bool,
}

/// The keys: the root first, then ours, then others', the newest first.
///
/// # Errors
/// As any read.
pub async fn list(authority: &Authority, _granted: &Granted<View>) -> Result<Vec<Listed>, Problem> {
    published(authority).await
}

/// The same for everybody: public halves are public.
pub(crate) async fn published(authority: &Authority) -> Result<Vec<Listed>, Problem> {
    let rows = authority.db().read(|r| Ok(store::all(r)?)).await?;
    rows.iter().map(store::Row::listed).collect()
}

/// What customers trust; `None` when there are no keys yet.
pub(crate) async fn trust(authority: &Authority) -> Result<Option<Trust>, Problem> {
    let keys = authority.db().read(|r| Ok(store::all(r)?)).await?;
    root_of(&keys).transpose()
}

/// The root among the keys.
fn root_of(keys: &[store::Row]) -> Option<Result<Trust, Problem>> {
    let root = keys.iter().find(|key| key.is_root())?;
    Some(root.key().map(|key| Trust { root: key, demo: root.demo }))
}

/// The root among the keys; 404 without one.
fn trusted(keys: &[store::Row]) -> Result<Trust, Problem> {
    root_of(keys).unwrap_or_else(|| Err(Problem::not_found("key")))
}

fn random_key(authority: &Authority) -> SecretKey {
    let mut seed = Zeroizing::new([0_u8; 32]);
    authority.db().random().fill(&mut *seed);
    SecretKey::from_seed(&seed)
}

/// A secret key as PKCS#8 PEM inside an age file: `age -d root.key.age | openssl pkey` reads it.
fn sealed_key(key: &SecretKey, unlock: &Unlock) -> Result<Vec<u8>, Problem> {
    unlock.seal(key.to_pem().as_bytes()).map_err(|error| seal_problem(&error))
}

fn opened_key(pem: &[u8]) -> Result<SecretKey, String> {
    let pem = std::str::from_utf8(pem).map_err(|_| "the key is not text".to_owned())?;
    SecretKey::from_pem(pem).map_err(|error| error.to_string())
}

fn seal_problem(error: &SealError) -> Problem {
    Problem::refused(409, error.code()).detail(error.to_string())
}

/// A file that was refused, as a problem with the reason's own code.
fn refused(refused: &Refused) -> Problem {
    let problem = Problem::refused(422, refused.reason.code()).detail(refused.detail.clone());
    match refused.line {
        Some(line) => problem.with("line", line),
        None => problem,
    }
}

fn seconds(ms: i64) -> i64 {
    ms.div_euclid(1_000)
}
