//! Tokens of 256 bits that are shown once and stored as their SHA-256.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::clock::Random;
use crate::db::ScopeNo;

/// SHA-256 of a token: what is stored and looked up.
pub(super) type Hash = [u8; 32];

/// A new token of 256 bits, as 43 characters of base64url.
pub(super) fn new_token(random: &dyn Random) -> String {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    random.fill(&mut *bytes);
    URL_SAFE_NO_PAD.encode(*bytes)
}

/// What stands for `token` in the database.
pub(super) fn hash(token: &str) -> Hash {
    Sha256::digest(token).into()
}

/// The keyed hash over a link's or a session's row: whoever writes rows without the secret
/// file opens nothing.
pub(super) struct Mac(Zeroizing<[u8; 32]>);

impl Mac {
    pub(super) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// Over what the row says of itself. `kind` keeps links and sessions apart.
    pub(super) fn over(
        &self,
        kind: &str,
        hash: &Hash,
        scope: ScopeNo,
        account: i64,
        expires_at: i64,
    ) -> [u8; 32] {
        let mut mac = blake3::Hasher::new_keyed(&self.0);
        mac.update(hash);
        mac.update(&scope.0.to_be_bytes());
        mac.update(&account.to_be_bytes());
        mac.update(&expires_at.to_be_bytes());
        mac.update(kind.as_bytes());
        *mac.finalize().as_bytes()
    }
}
