//! Keys: the root that customers trust, and the issuer's key that signs packages (rule 9).
//!
//! The root's secret half is in a file of its own, encrypted, needed only to certify another issuer
//! key and kept away from the server. The issuer's secret half is in the database, encrypted with age
//! under a passphrase or a key file that is not. What the root signed of it, the certificate, travels
//! in every package.

pub(crate) mod api;
mod files;
mod page;
pub mod sealed;
mod store;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use licentia_core::names::IssuerName;
use licentia_platform::access::{Granted, ManageKeys, View};
use licentia_platform::db::{Done, Write};
use licentia_platform::ledger::Entry;
use licentia_platform::problem::Problem;
use licentia_protocol::package::{Certificate, Trust};
use licentia_protocol::{PublicKey, SecretKey};
use serde::{Deserialize, Serialize};
use serde_json::json;
use zeroize::Zeroizing;

use crate::state::{Authority, HOUSE};

pub use files::KeyFiles;
pub use sealed::{SealError, Unlock};

pub(crate) use api::routes as api_routes;
pub(crate) use page::routes as page_routes;

/// How long an issuer's key may sign unless told, in days: two years. Its end stops no licence.
pub const VALID_DAYS: u32 = 730;

/// What signs packages.
pub struct Signer {
    /// For whom.
    pub issuer: IssuerName,
    /// What customers trust.
    pub trust: Trust,
    pub(crate) key: SecretKey,
    pub(crate) certificates: Vec<String>,
    not_before: i64,
    not_after: i64,
}

impl Signer {
    /// The thumbprint of the signing key.
    pub fn kid(&self) -> &str {
        self.key.public().kid()
    }

    /// Refuses to sign what nobody could verify: outside the days of the certificate.
    pub(crate) fn check(&self, iat: i64) -> Result<(), Problem> {
        if (self.not_before..=self.not_after).contains(&iat) {
            return Ok(());
        }
        Err(Problem::conflict("issuer_key_expired").arg("kid", self.kid()))
    }
}

/// One key as it is listed; public halves only.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The key.
    pub key: PublicKey,
    /// Whether it is the root.
    pub root: bool,
    /// The issuer it may sign for; none for the root.
    pub issuer: Option<String>,
    /// The certificate, as a signed line; none for the root.
    pub certificate: Option<String>,
    /// Whether it belongs to a demonstration.
    pub demo: bool,
    /// The bounds of what it may sign, in seconds UTC.
    pub bounds: Option<(i64, i64)>,
    /// Whether new packages are signed with it.
    pub active: bool,
}

/// What setting up the keys needs.
pub struct NewKeys {
    /// Whose packages they will sign.
    pub issuer: IssuerName,
    /// Whether this is a demonstration, which no real server trusts.
    pub demo: bool,
    /// Where the root's key goes.
    pub files: KeyFiles,
    /// What encrypts the root's secret half.
    pub root_unlock: Unlock,
    /// What encrypts the issuer's secret half in the database.
    pub unlock: Unlock,
    /// How long the issuer's key may sign, in days.
    pub valid_days: u32,
}

/// What was set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// The thumbprint of the issuer's key.
    pub kid: String,
    /// The root's thumbprint.
    pub root: String,
}

/// Makes the root key and the first issuer key, and lets the issuer sign from now on.
///
/// # Errors
/// 409 `keys_exist` when there are keys already; 409 `key_file_exists` when a file is in the way;
/// what encrypting or writing a file says. Files may then be left behind, rows never.
pub async fn init(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    new: NewKeys,
) -> Result<Done<NewKey>, Problem> {
    if authority.db().read(|r| Ok(!store::all(r)?.is_empty())).await? {
        return Err(Problem::conflict("keys_exist"));
    }
    let root = random_key(authority);
    let trust = Trust { root: root.public().clone(), demo: new.demo };
    // The file comes first: a key that is in the database but in no file would be lost for ever.
    new.files.write(&sealed_key(&root, &new.root_unlock)?, &trust.to_pem())?;
    let issuer = IssuerKey::certified(authority, &new.issuer, &root, new.valid_days);
    let sealed = sealed_key(&issuer.key, &new.unlock)?;
    let row = issuer.row(sealed, new.demo);
    let root_row = store::Row::root(&trust, authority.now_ms());
    let done = authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            if !store::all(w)?.is_empty() {
                return Err(Problem::conflict("keys_exist"));
            }
            store::insert(w, &root_row)?;
            create(w, &row, root_row.kid.clone())
        })
        .await?;
    authority.set_signer(Some(issuer.signer(trust)));
    Ok(done)
}

/// Certifies another issuer key with the root and signs with it from now on. Packages signed with the
/// one before stay valid.
///
/// # Errors
/// 404 when there are no keys yet; `unlock_failed` when `root_unlock` does not open the file;
/// 409 `wrong_root` when the file holds another root.
pub async fn rotate(
    authority: &Authority,
    granted: &Granted<ManageKeys>,
    root_file: PathBuf,
    root_unlock: Unlock,
    unlock: Unlock,
    valid_days: u32,
) -> Result<Done<NewKey>, Problem> {
    let keys = authority.db().read(|r| Ok(store::all(r)?)).await?;
    let (trust, name) = current_trust(&keys).ok_or_else(|| Problem::not_found("key"))?;
    let root = files::read_key(&root_file, &root_unlock)?;
    if root.public() != &trust.root {
        return Err(Problem::conflict("wrong_root"));
    }
    let issuer = IssuerKey::certified(authority, &name, &root, valid_days);
    let row = issuer.row(sealed_key(&issuer.key, &unlock)?, trust.demo);
    let root_kid = trust.root.kid().to_owned();
    let done = authority
        .db()
        .write(HOUSE, &granted.by, move |w| {
            store::retire_issuer_keys(w)?;
            create(w, &row, root_kid)
        })
        .await?;
    authority.set_signer(Some(issuer.signer(trust)));
    Ok(done)
}

fn create(w: &mut Write<'_>, row: &store::Row, root: String) -> Result<NewKey, Problem> {
    store::insert(w, row)?;
    let after = json!({
        "issuer": row.issuer, "root": root, "not_before": row.not_before, "not_after": row.not_after,
    });
    w.record(Entry::new("keys.certified", 1).subject(format!("key/{}", row.kid)).after(after))?;
    Ok(NewKey { kid: row.kid.clone(), root })
}

/// The keys, the root first and then the newest.
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
    Ok(current_trust(&keys).map(|(trust, _)| trust))
}

/// The issuer's key, opened; `None` when there is none yet.
pub(crate) async fn load_signer(
    authority: &Authority,
    unlock: &Unlock,
) -> Result<Option<Signer>, crate::state::StartError> {
    let keys = authority.db().read(|r| Ok(store::all(r)?)).await?;
    let Some((trust, issuer)) = current_trust(&keys) else { return Ok(None) };
    let active = keys.iter().find(|key| key.active && !key.is_root());
    let Some((row, sealed)) = active.and_then(|row| Some((row, row.sealed.as_ref()?))) else {
        return Ok(None);
    };
    let key = opened_key(&unlock.open(sealed)?).map_err(Problem::internal)?;
    Ok(Some(Signer {
        issuer,
        trust,
        key,
        certificates: row.certificate.iter().cloned().collect(),
        not_before: row.not_before.unwrap_or(0),
        not_after: row.not_after.unwrap_or(0),
    }))
}

/// The root, and the issuer that it certified.
fn current_trust(keys: &[store::Row]) -> Option<(Trust, IssuerName)> {
    let root = keys.iter().find(|key| key.is_root())?;
    let issuer = keys.iter().find(|key| key.active && !key.is_root())?;
    let trust = Trust { root: PublicKey::from_bytes(&root.public_key).ok()?, demo: root.demo };
    Some((trust, IssuerName::new(issuer.issuer.as_deref()?).ok()?))
}

/// A new issuer key with its certificate.
struct IssuerKey {
    key: SecretKey,
    certificate: Certificate,
    line: String,
}

impl IssuerKey {
    fn certified(authority: &Authority, issuer: &IssuerName, root: &SecretKey, days: u32) -> Self {
        let key = random_key(authority);
        let now = authority.now_ms().div_euclid(1_000);
        let certificate = Certificate {
            issuer: issuer.clone(),
            key: key.public().clone(),
            not_before: now,
            not_after: now + i64::from(days) * 86_400,
            certifies: false,
            partner: false,
            iat: now,
        };
        let line = certificate.sign(root);
        Self { key, certificate, line }
    }

    fn row(&self, sealed: Vec<u8>, demo: bool) -> store::Row {
        store::Row {
            kid: self.key.public().kid().to_owned(),
            issuer: Some(self.certificate.issuer.to_string()),
            public_key: self.key.public().as_bytes().to_vec(),
            certificate: Some(self.line.clone()),
            sealed: Some(sealed),
            demo,
            not_before: Some(self.certificate.not_before),
            not_after: Some(self.certificate.not_after),
            created_at_ms: self.certificate.iat * 1_000,
            active: true,
        }
    }

    fn signer(self, trust: Trust) -> Signer {
        Signer {
            issuer: self.certificate.issuer,
            trust,
            key: self.key,
            certificates: vec![self.line],
            not_before: self.certificate.not_before,
            not_after: self.certificate.not_after,
        }
    }
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
