//! What an installation and its issuer say to each other (rules 8–11), online and in files alike.
//!
//! | message | from | in a file |
//! |---|---|---|
//! | [`Request`] | the installation: what is new? a package, please; another name, please | `LicenseRequest.tlr` |
//! | [`Receipt`] | the installation: this is what became of your package | `*.tlc` |
//! | [`Letter`] | the installation's people: a question, with the comparison they look at | `*.tll` |
//! | [`Usage`] | the installation: this is what was used of metered services | `*.tlu` |
//! | [`Visit`] | the installation: this person comes to buy | never: it is an address |
//! | [`Answer`] | the authority, to an online request | never |
//! | [`UsageReceipt`] | the authority: these figures are here | `*.receipt` |
//!
//! The installation's messages are one signed line each, and **carry the public key** that signed
//! them: the line's `kid` is the thumbprint of the JWK inside, so whoever sends it holds the secret
//! half. Which installation that is, the authority decides (enrolment). An answer is signed by the
//! issuer's key; the certificates of that key follow, and the key list if the asker's is older.
//!
//! ```
//! use licentia_core::names::IssuerName;
//! use licentia_protocol::SecretKey;
//! use licentia_protocol::conversation::{Head, Purpose, Request, read_request, write_request};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SecretKey::from_seed(&[3; 32]); // the installation's own, from a good source in earnest
//! let request = Request {
//!     id: "0199a2f0-5c3e-7000-8000-0000000000a1".into(),
//!     nonce: "AAECAwQFBgcICQoLDA0ODw".into(), // 16 random bytes
//!     purpose: Purpose::Package,
//!     issuer: IssuerName::new("acme")?,
//!     holder: "Berg AB".into(),
//!     serial: "1000234567".into(),
//!     customer: None,
//!     version: Some("12.1.0".parse()?),
//!     sequence: 7,
//!     package: None,
//!     deleted: false,
//!     online: false, // it goes into a file
//!     change: None,
//!     root: SecretKey::from_seed(&[1; 32]).public().kid().to_owned(),
//!     keys: 0,
//!     head: Head { revision: 41, hash: "ab".repeat(32) },
//!     clock_ms: 1_800_000_000_000,
//!     back_ms: None,
//!     rewound: None,
//!     iat: 1_800_000_000,
//!     key: key.public().clone(),
//! };
//! let file = write_request(&request, &key); // LicenseRequest.tlr
//!
//! let read = read_request(file.as_bytes())?; // at the authority
//! assert_eq!(*read, request);
//! assert_eq!(read.key.kid(), key.public().kid()); // whoever sent it holds this key
//! # Ok(()) }
//! ```

mod answer;
mod issued;
mod letter;
mod own;
mod receipt;
mod request;
mod usage;
mod usage_receipt;
mod visit;

#[cfg(test)]
mod tests;

pub use answer::{Answer, AnswerHolder, Asked, Offer, State, read_answer, write_answer};
pub use letter::{From, Letter, MAX_COMPARISON, MAX_TEXT, read_letter, write_letter};
pub use receipt::{Receipt, ReceiptState, read_receipt, write_receipt};
pub use request::{HolderChange, Purpose, Request, read_request, write_request};
pub use usage::{Figure, FigureKind, MAX_USAGE, Usage, read_usage, write_usage};
pub use usage_receipt::{USAGE_RECEIPT, UsageReceipt, read_usage_receipt, write_usage_receipt};
pub use visit::{GOOD_FOR_S, PARAMETER, Visit, Visitor, read_visit, write_visit};

use serde::{Deserialize, Serialize};

use crate::fields::{count, hash, required};
use crate::json::{Read, Reader};

/// The largest file of a conversation that is looked at, but for a usage bundle: 1 MiB.
pub const MAX_BYTES: usize = crate::file::MAX_SMALL;

/// The name by which HTTP calls the signed lines of an installation.
pub const MEDIA_TYPE: &str = "application/licentia-request";

/// The end of a ledger: what an installation's state hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of its last entry; 0 when it has none.
    pub revision: u64,
    /// The hash of that entry, 64 lower-case hexadecimal digits.
    pub hash: String,
}

impl Head {
    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let (mut revision, mut digest) = (None, None);
        reader.object(|reader, member| {
            match member {
                "revision" => revision = Some(count(reader)?),
                "hash" => digest = Some(hash(reader)?),
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        Ok(Self { revision: required(revision, "revision")?, hash: required(digest, "hash")? })
    }
}
