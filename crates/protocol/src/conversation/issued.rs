//! What an issuer signs for one installation: its line first, then the certificates of its key, and the key list if the
//! asker's is older (docs/format.md, "Answer" and "Usage receipt").

use licentia_core::names::IssuerName;
use serde::Serialize;

use super::{Asked, own};
use crate::fields::check_format;
use crate::file::{self, Kind};
use crate::json::Read;
use crate::jws::Parts;
use crate::key_list::not_withdrawn;
use crate::keys::SecretKey;
use crate::package::{Chain, Evidence, Trust, Verified};
use crate::reasons::{Reason, Refused};

/// A message that an issuer signs for one installation.
pub(super) trait Issued: Sized {
    /// What kind of file it is.
    const KIND: Kind;
    /// What refusals call it.
    const NAME: &'static str;
    /// How refusals introduce what it is held against.
    const OURS: &'static str;

    /// Reads a payload under a good signature, whose format is this one.
    fn parse(payload: &[u8]) -> Read<Self>;

    /// For whom it was signed, by whom and when.
    fn envelope(&self) -> Envelope<'_>;
}

/// What every message of an issuer says, whatever else it is about.
pub(super) struct Envelope<'a> {
    /// The nonce that it answers.
    pub(super) nonce: &'a str,
    /// The thumbprint of the key that is answered.
    pub(super) installation: &'a str,
    /// Who signed it.
    pub(super) issuer: &'a IssuerName,
    /// When, in milliseconds since 1970 UTC.
    pub(super) at_ms: i64,
}

/// Signs a payload with the issuer's key and answers the file: its line, the certificates of the key from the root
/// downwards, and the line of the key list if there is one.
pub(super) fn write(
    kind: Kind,
    payload: &impl Serialize,
    key: &SecretKey,
    certificates: &[String],
    keys: Option<&str>,
) -> Vec<u8> {
    let mut file = own::write(kind, payload, key);
    for line in certificates.iter().map(String::as_str).chain(keys) {
        file.push_str(line.trim_end());
        file.push('\n');
    }
    file.into_bytes()
}

/// Verifies that the issuer signed it, while its key was certified for that.
///
/// # Errors
/// The first thing that is wrong with it, in the order of the file.
pub(super) fn read<T: Issued>(bytes: &[u8], trust: &Trust) -> Result<Verified<T>, Refused> {
    let lines = file::lines(bytes, T::KIND)?;
    let first = Parts::split(lines[0]).map_err(|refused| refused.at(1))?;
    let header = first.header().map_err(|refused| refused.at(1))?;
    T::KIND.check_first(&header).map_err(|refused| refused.at(1))?;
    let chain = Chain::read(&lines, 1, trust)?;
    let message = chain
        .open(first, &header)
        .and_then(|payload| speaking(&payload, &chain))
        .map_err(|refused| refused.at(1))?;
    chain.ends_file(&lines)?;
    Ok(Verified::new(message, Evidence::of_chain(bytes, chain, trust)))
}

/// The message in a payload, if the key may say it for the issuer and at the time that it names.
fn speaking<T: Issued>(payload: &[u8], chain: &Chain) -> Result<T, Refused> {
    check_format(payload)?;
    let message = T::parse(payload)?;
    let Envelope { issuer, at_ms, .. } = message.envelope();
    chain.speaks_for(issuer, at_ms.div_euclid(1_000), T::NAME)?;
    Ok(message)
}

/// Whether it answers what was asked, and none of the keys that it hangs on is withdrawn.
///
/// # Errors
/// [`Reason::AnswerForOther`], [`Reason::OtherIssuer`], [`Reason::WrongNonce`], [`Reason::KeyWithdrawn`], in this order.
pub(super) fn belongs<T: Issued>(message: &Verified<T>, asked: &Asked<'_>) -> Result<(), Refused> {
    let same = |reason, what: &str, theirs: &str, ours: &str| {
        if theirs == ours {
            return Ok(());
        }
        let (name, introduced) = (T::NAME, T::OURS);
        Err(Refused::new(reason, format!("the {name}'s {what} is {theirs:?}, {introduced} {ours:?}")))
    };
    let Envelope { nonce, installation, issuer, .. } = message.envelope();
    same(Reason::AnswerForOther, "installation", installation, asked.installation)?;
    same(Reason::OtherIssuer, "issuer", issuer.as_str(), asked.issuer)?;
    same(Reason::WrongNonce, "nonce", nonce, asked.nonce)?;
    let evidence = message.evidence();
    not_withdrawn(evidence, asked.keys.into_iter().chain(&evidence.keys))
}
