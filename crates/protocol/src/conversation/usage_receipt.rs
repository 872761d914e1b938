//! `*.receipt`: the issuer's signed word that it has an installation's figures, so that nobody has to send
//! them again and nobody can say later that they never came (rule 15).

use licentia_core::names::IssuerName;
use serde::Serialize;

use super::Asked;
use super::issued::{self, Envelope, Issued};
use crate::fields::{count, hash, identifier, issuer, kid, members, milliseconds, nonce, required};
use crate::file::Kind;
use crate::json::Read;
use crate::keys::SecretKey;
use crate::package::{FORMAT, Trust, Verified};
use crate::reasons::Refused;

/// The name by which HTTP calls it.
pub const USAGE_RECEIPT: &str = "application/licentia-usage-receipt";

/// The receipt for one usage bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageReceipt {
    /// The bundle's id.
    pub usage: String,
    /// The bundle's nonce.
    pub nonce: String,
    /// The thumbprint of the key that signed the bundle.
    pub installation: String,
    /// Who has it.
    pub issuer: IssuerName,
    /// SHA-256 of the bundle's bytes, in hexadecimal.
    pub sha256: String,
    /// Every figure up to this number is there. When it is lower than the bundle's first figure less one, what
    /// lies between is missing: the bundle was not taken, and the figures after this number are to be sent again.
    pub through: u64,
    /// Numbers above `through` and up to this one are there of other figures than the bundle's: the installation went back
    /// to an older database, and gave them a second time. Nothing of the bundle was taken; its figures after `through` are
    /// to be numbered anew from above this number, and sent.
    pub taken: Option<u64>,
    /// When it was written, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    usage: &'a str,
    nonce: &'a str,
    installation: &'a str,
    issuer: &'a str,
    sha256: &'a str,
    through: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<u64>,
    at_ms: i64,
}

/// Signs a receipt with the issuer's key and answers the file: its line, the certificates of the key from the
/// root downwards, and the line of the key list if there is one.
pub fn write_usage_receipt(
    receipt: &UsageReceipt,
    key: &SecretKey,
    certificates: &[String],
    keys: Option<&str>,
) -> Vec<u8> {
    let body = Body {
        format: FORMAT,
        usage: &receipt.usage,
        nonce: &receipt.nonce,
        installation: &receipt.installation,
        issuer: receipt.issuer.as_str(),
        sha256: &receipt.sha256,
        through: receipt.through,
        taken: receipt.taken,
        at_ms: receipt.at_ms,
    };
    issued::write(Kind::UsageReceipt, &body, key, certificates, keys)
}

/// Verifies a receipt: that the issuer signed it. Whether it is for one of our bundles, [`UsageReceipt::belongs`] says.
///
/// # Errors
/// The first thing that is wrong with it, in the order of the file. Never panics.
pub fn read_usage_receipt(bytes: &[u8], trust: &Trust) -> Result<Verified<UsageReceipt>, Refused> {
    issued::read(bytes, trust)
}

impl Verified<UsageReceipt> {
    /// Whether the receipt is for the bundle that was sent: its nonce, by this installation's key, to this
    /// issuer, whose key is not withdrawn.
    ///
    /// # Errors
    /// What an answer to another question is refused for; see [`read_answer`](super::read_answer).
    pub fn belongs(&self, asked: &Asked<'_>) -> Result<(), Refused> {
        issued::belongs(self, asked)
    }
}

impl Issued for UsageReceipt {
    const KIND: Kind = Kind::UsageReceipt;
    const NAME: &'static str = "receipt";
    const OURS: &'static str = "ours is";

    fn parse(payload: &[u8]) -> Read<Self> {
        let (mut usage, mut once, mut installation, mut whose) = (None, None, None, None);
        let (mut sha256, mut through, mut taken, mut at_ms) = (None, None, None, None);
        members(payload, |reader, member| {
            match member {
                "usage" => usage = Some(identifier(reader, 64)?),
                "nonce" => once = Some(nonce(reader)?),
                "installation" => installation = Some(kid(reader)?),
                "issuer" => whose = Some(issuer(reader)?),
                "sha256" => sha256 = Some(hash(reader)?),
                "through" => through = Some(count(reader)?),
                "taken" => taken = Some(count(reader)?),
                "at_ms" => at_ms = Some(milliseconds(reader)?),
                // `format` and `crit` have been looked at already.
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        Ok(Self {
            usage: required(usage, "usage")?,
            nonce: required(once, "nonce")?,
            installation: required(installation, "installation")?,
            issuer: required(whose, "issuer")?,
            sha256: required(sha256, "sha256")?,
            through: required(through, "through")?,
            taken,
            at_ms: required(at_ms, "at_ms")?,
        })
    }

    fn envelope(&self) -> Envelope<'_> {
        let Self { nonce, installation, issuer, at_ms, .. } = self;
        Envelope { nonce, installation, issuer, at_ms: *at_ms }
    }
}
