//! Checkpoints: every 1,000 entries the installation signs where its chain stands, so that whoever
//! has its public key can check the chain without the secret file.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::Chain;
use crate::db::connection::Transaction;
use crate::db::{DbError, ScopeNo, Sql, values};
use crate::secret::Secret;

/// A checkpoint stands at every revision divisible by this.
pub(crate) const EVERY: u64 = 1_000;

/// What is signed: where the chain stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// When the entry was written, in milliseconds UTC.
    pub at: i64,
    /// SHA-256 of the entry's bytes, base64url.
    pub hash: String,
    /// The entry's revision.
    pub revision: u64,
    /// The chain.
    pub scope: i64,
    /// Per sealed table the sum of all seals, hexadecimal.
    pub sums: BTreeMap<String, String>,
}

/// A checkpoint with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// The bytes that are signed: the JSON of a [`Checkpoint`].
    pub bytes: Vec<u8>,
    /// Ed25519 over them, by the installation's key.
    pub signature: Vec<u8>,
}

impl SignedCheckpoint {
    /// What it says, when the signature is that of `key`.
    pub fn verified(&self, key: &VerifyingKey) -> Option<Checkpoint> {
        let signature = Signature::from_slice(&self.signature).ok()?;
        key.verify_strict(&self.bytes, &signature).ok()?;
        serde_json::from_slice(&self.bytes).ok()
    }
}

impl Checkpoint {
    pub(crate) fn of(scope: ScopeNo, chain: &Chain) -> Self {
        Self {
            at: chain.at_ms,
            hash: URL_SAFE_NO_PAD.encode(chain.hash),
            revision: chain.revision,
            scope: scope.0,
            sums: chain.sums.iter().map(|(table, sum)| (table.clone(), format!("{sum:032x}"))).collect(),
        }
    }
}

/// The key that signs the checkpoints of `scope`.
pub(crate) fn signing_key(secret: &Secret, scope: ScopeNo) -> SigningKey {
    SigningKey::from_bytes(&secret.installation_seed(scope))
}

/// Signs where `chain` stands.
pub(crate) fn sign(secret: &Secret, scope: ScopeNo, chain: &Chain) -> Result<SignedCheckpoint, DbError> {
    let bytes = serde_json::to_vec(&Checkpoint::of(scope, chain))
        .map_err(|error| DbError::Failed(format!("a checkpoint is not JSON: {error}")))?;
    let signature = signing_key(secret, scope).sign(&bytes).to_vec();
    Ok(SignedCheckpoint { bytes, signature })
}

pub(crate) fn write(
    transaction: &mut dyn Transaction,
    secret: &Secret,
    scope: ScopeNo,
    chain: &Chain,
) -> Result<(), DbError> {
    let signed = sign(secret, scope, chain)?;
    transaction.later(
        "INSERT INTO ledger_checkpoint (scope, revision, bytes, signature) VALUES ($1, $2, $3, $4)",
        &values![scope, chain.revision, signed.bytes, signed.signature],
    )
}

/// The checkpoints of `scope` after `after` and up to `until`, oldest first.
pub(crate) fn between(
    sql: &mut dyn Sql,
    scope: ScopeNo,
    after: u64,
    until: u64,
) -> Result<BTreeMap<u64, SignedCheckpoint>, DbError> {
    sql.query(
        "SELECT revision, bytes, signature FROM ledger_checkpoint
         WHERE scope = $1 AND revision > $2 AND revision <= $3 ORDER BY revision",
        &values![scope, after, until],
    )?
    .iter()
    .map(|row| Ok((row.get(0)?, SignedCheckpoint { bytes: row.get(1)?, signature: row.get(2)? })))
    .collect()
}
