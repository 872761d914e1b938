//! `*.receipt`: the issuer's signed word that it has an installation's figures, so that nobody has to send
//! them again and nobody can say later that they never came (rule 15).

use licentia_core::names::IssuerName;
use serde::Serialize;

use crate::fields::{check_format, count, hash, identifier, issuer, kid, milliseconds, nonce, required};
use crate::file::{self, Kind};
use crate::json::{Read, Reader};
use crate::jws::{self, Parts};
use crate::key_list::not_withdrawn;
use crate::keys::SecretKey;
use crate::package::{Chain, Evidence, FORMAT, Trust, Verified};
use crate::reasons::{Reason, Refused};

use super::Asked;

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
        at_ms: receipt.at_ms,
    };
    let payload = serde_json::to_vec(&body).expect("payloads have text keys only");
    let mut file = jws::sign(Kind::UsageReceipt.typ(), &payload, key);
    file.push('\n');
    for line in certificates.iter().map(String::as_str).chain(keys) {
        file.push_str(line.trim_end());
        file.push('\n');
    }
    file.into_bytes()
}

/// Verifies a receipt: that the issuer signed it. Whether it is for one of our bundles, [`UsageReceipt::belongs`] says.
///
/// # Errors
/// The first thing that is wrong with it, in the order of the file. Never panics.
pub fn read_usage_receipt(bytes: &[u8], trust: &Trust) -> Result<Verified<UsageReceipt>, Refused> {
    let lines = file::lines(bytes, Kind::UsageReceipt)?;
    let first = Parts::split(lines[0]).map_err(|refused| refused.at(1))?;
    let header = first.header().map_err(|refused| refused.at(1))?;
    Kind::UsageReceipt.check_first(&header).map_err(|refused| refused.at(1))?;
    let chain = Chain::read(&lines, 1, trust)?;
    let receipt = chain
        .open(first, &header)
        .and_then(|payload| parse(&payload))
        .and_then(|receipt| {
            chain.speaks_for(&receipt.issuer, receipt.at_ms.div_euclid(1_000), "receipt")?;
            Ok(receipt)
        })
        .map_err(|refused| refused.at(1))?;
    chain.ends_file(&lines)?;
    Ok(Verified::new(receipt, Evidence::of_chain(bytes, chain, trust)))
}

impl Verified<UsageReceipt> {
    /// Whether the receipt is for the bundle that was sent: its nonce, by this installation's key, to this
    /// issuer, whose key is not withdrawn.
    ///
    /// # Errors
    /// [`Reason::AnswerForOther`], [`Reason::OtherIssuer`], [`Reason::WrongNonce`], [`Reason::KeyWithdrawn`].
    pub fn belongs(&self, asked: &Asked<'_>) -> Result<(), Refused> {
        let same = |reason, what: &str, theirs: &str, ours: &str| {
            if theirs == ours {
                return Ok(());
            }
            Err(Refused::new(reason, format!("the receipt's {what} is {theirs:?}, ours is {ours:?}")))
        };
        same(Reason::AnswerForOther, "installation", &self.installation, asked.installation)?;
        same(Reason::OtherIssuer, "issuer", self.issuer.as_str(), asked.issuer)?;
        same(Reason::WrongNonce, "nonce", &self.nonce, asked.nonce)?;
        let evidence = self.evidence();
        not_withdrawn(evidence, asked.keys.into_iter().chain(&evidence.keys))
    }
}

fn parse(payload: &[u8]) -> Read<UsageReceipt> {
    check_format(payload)?;
    let mut reader = Reader::new(payload, Reason::PayloadNotJson)?;
    let (mut usage, mut once, mut installation, mut whose) = (None, None, None, None);
    let (mut sha256, mut through, mut at_ms) = (None, None, None);
    reader.object(|reader, member| {
        match member {
            "usage" => usage = Some(identifier(reader, 64)?),
            "nonce" => once = Some(nonce(reader)?),
            "installation" => installation = Some(kid(reader)?),
            "issuer" => whose = Some(issuer(reader)?),
            "sha256" => sha256 = Some(hash(reader)?),
            "through" => through = Some(count(reader)?),
            "at_ms" => at_ms = Some(milliseconds(reader)?),
            // `format` and `crit` have been looked at already.
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    reader.end()?;
    Ok(UsageReceipt {
        usage: required(usage, "usage")?,
        nonce: required(once, "nonce")?,
        installation: required(installation, "installation")?,
        issuer: required(whose, "issuer")?,
        sha256: required(sha256, "sha256")?,
        through: required(through, "through")?,
        at_ms: required(at_ms, "at_ms")?,
    })
}
