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
mod expect;
mod fields;
mod head;
mod issue;
mod manifest;
mod row;
mod structure;
mod trust;
mod verify;

#[cfg(test)]
mod tests;

pub use certificate::Certificate;
pub use expect::{Expected, InForce, expect};
pub use issue::issue;
pub use trust::Trust;
pub use verify::{verify, verify_with};

use std::ops::Deref;

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
    /// SHA-256 of the file's bytes.
    pub sha256: [u8; 32],
    /// The key that signed the manifest and the rows.
    pub kid: String,
    /// The certificates, from the root downwards; the last is that of `kid`.
    pub certificates: Vec<Certificate>,
    /// SHA-256, in hexadecimal, of the package before, as the issuer says: evidence, not a condition.
    pub prev: Option<String>,
    /// Whether the root trusted was a demonstration's.
    pub demo: bool,
}
