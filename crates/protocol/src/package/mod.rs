//! The licence package: one text file that carries its own proof (rules 8 and 9).
//!
//! Line by line: the **manifest**, the **certificates** of the keys from the root downwards, the
//! licence **rows** in sort order, then the plan **limits** and the **meters**. Every line is a
//! compact JWS of its own type; the manifest holds the number of each and the SHA-256 of all the
//! lines after the certificates.
//!
//! [`issue`] writes it, [`verify`] is the only way to read it, [`expect`] asks whether it is meant
//! for here and now. `docs/format.md` is the specification.
//!
//! ```
//! use licentia_core::{licence::{Quantity, Row}, names::IssuerName, package::{Holder, Package}};
//! use licentia_protocol::{SecretKey, package::{self, Certificate, Expected, Trust}};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let root = SecretKey::from_seed(&[1; 32]); // from a good source of randomness, in earnest
//! let key = SecretKey::from_seed(&[2; 32]);
//! let issuer = IssuerName::new("acme")?;
//! let certificate = Certificate {
//!     issuer: issuer.clone(),
//!     key: key.public().clone(),
//!     not_before: 1_790_000_000,
//!     not_after: 1_853_000_000,
//!     certifies: false,
//!     partner: false,
//!     iat: 1_790_000_000,
//! };
//! let package = Package {
//!     id: "0199a2f0-5c3e-7000-8000-000000000001".into(),
//!     sequence: 1,
//!     issuer,
//!     issuer_title: Default::default(),
//!     holder: Holder { name: "Berg AB".into(), serial: "1000234567".into(), customer: None },
//!     installation: None,
//!     zone: "Europe/Stockholm".into(),
//!     dates: Default::default(),
//!     versions: None,
//!     iat: 1_800_000_000,
//!     nonce: None,
//!     suite: None,
//!     replaces: None,
//!     authority: None,
//!     store: None,
//!     rows: vec![Row::new(0, "ten-sales", Quantity::Count(20))],
//!     limits: vec![],
//!     meters: vec![],
//! };
//! let file = package::issue(&package, None, &key, &[certificate.sign(&root)]);
//!
//! let trust = Trust { root: root.public().clone(), demo: false };
//! let verified = package::verify(&file, &trust)?;
//! package::expect(&verified, &Expected {
//!     holder: "Berg AB",
//!     serial: "1000234567",
//!     ..Expected::default()
//! })?;
//! assert_eq!(*verified, package);
//! # Ok(()) }
//! ```

mod body;
mod certificate;
mod chain;
mod expect;
mod head;
mod issue;
mod manifest;
mod row;
mod trust;
mod verify;

#[cfg(test)]
mod tests;

pub use certificate::{Certificate, read_certificates};
pub use expect::{Expected, InForce, expect};
pub use issue::{issue, issue_with_keys};
pub use trust::Trust;
pub use verify::{verify, verify_with};

pub(crate) use chain::Chain;
pub(crate) use row::once;

use std::ops::Deref;

use crate::key_list::KeyList;

/// The largest file that is looked at: 16 MiB.
pub const MAX_BYTES: usize = 16 << 20;

/// The longest line that is looked at, in bytes.
pub const MAX_LINE: usize = 64 << 10;

/// The shortest line that can be one: its signature alone has 86 bytes.
pub const MIN_LINE: usize = 90;

/// The highest number of certificates in one package.
pub const MAX_CERTIFICATES: usize = 4;

/// The version of the format that this program writes, and the highest that it reads.
pub const FORMAT: i64 = 1;

/// The name by which HTTP calls a package.
pub const MEDIA_TYPE: &str = "application/licentia-package";

/// Something whose signatures have been verified. Only this crate's parsers can make one, so holding
/// one is the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T> {
    value: T,
    evidence: Evidence,
}

impl<T> Verified<T> {
    pub(crate) fn new(value: T, evidence: Evidence) -> Self {
        Self { value, evidence }
    }

    /// What was verified, without its proof.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// What the verification was based on.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// What a verification was based on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// SHA-256 of the file's bytes; of a list's line, with its LF.
    pub sha256: [u8; 32],
    /// The key that signed: of a package its manifest and rows, otherwise the line.
    pub kid: String,
    /// The certificates, from the root downwards; the last is that of `kid`. Empty where the file
    /// carries the key itself, or where the root signed.
    pub certificates: Vec<Certificate>,
    /// SHA-256, in hexadecimal, of the package before, as the issuer says: evidence, not a condition.
    pub prev: Option<String>,
    /// Whether the root trusted was a demonstration's; false where no root is concerned.
    pub demo: bool,
    /// The key list that came with it.
    pub keys: Option<KeyList>,
    /// The same as its signed line, without the LF.
    pub key_list_line: Option<String>,
    /// Whether the key is certified as a partner's.
    pub partner: bool,
}

impl Evidence {
    /// What a line shows that carries the key it was signed with.
    pub(crate) fn of_key(bytes: &[u8], kid: String) -> Self {
        Self {
            sha256: crate::sha256(bytes),
            kid,
            certificates: Vec::new(),
            prev: None,
            demo: false,
            keys: None,
            key_list_line: None,
            partner: false,
        }
    }

    /// What a line shows that the root has signed.
    pub(crate) fn of_root(bytes: &[u8], trust: &Trust) -> Self {
        Self { demo: trust.demo, ..Self::of_key(bytes, trust.root.kid().to_owned()) }
    }

    /// What a file shows that begins with a chain of certificates.
    pub(crate) fn of_chain(bytes: &[u8], chain: Chain, trust: &Trust) -> Self {
        let last = chain.last();
        let (kid, partner) = (last.key.kid().to_owned(), last.partner);
        let Chain { certificates, keys, key_list_line, .. } = chain;
        Self { certificates, demo: trust.demo, keys, key_list_line, partner, ..Self::of_key(bytes, kid) }
    }
}
