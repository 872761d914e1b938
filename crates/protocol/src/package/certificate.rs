//! The certificate of a key: whose it is, and for when (rule 9).

use licentia_core::names::IssuerName;
use serde::Serialize;

use super::{Chain, Evidence, Trust, Verified};
use crate::fields::{critical, issuer, jwk, members, required, seconds};
use crate::file::{self, Kind};
use crate::json::Read;
use crate::jws::{self, Parts, Typ};
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::reasons::{Reason, Refused};

/// Says that a key may sign for an issuer. The root signs it, or a key that may certify.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The issuer whose packages the key may sign.
    pub issuer: IssuerName,
    /// The key.
    pub key: PublicKey,
    /// The earliest `iat` of what it signs, in seconds since 1970 UTC.
    pub not_before: i64,
    /// The latest `iat` of what it signs, inclusive. Its passing stops no licence.
    pub not_after: i64,
    /// Whether the key may certify keys, of whatever issuer: it is then the root's deputy.
    pub certifies: bool,
    /// Whether the issuer is a partner: its licences are assigned and deleted apart, and its key
    /// certifies no others.
    pub partner: bool,
    /// When the certificate was signed.
    pub iat: i64,
}

#[derive(Serialize)]
struct Body<'a> {
    issuer: &'a str,
    jwk: Jwk,
    not_before: i64,
    not_after: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    certifies: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    partner: bool,
    iat: i64,
}

impl Certificate {
    /// Signs the certificate and answers its line, without a line end.
    pub fn sign(&self, signer: &SecretKey) -> String {
        let body = Body {
            issuer: self.issuer.as_str(),
            jwk: self.key.to_jwk(),
            not_before: self.not_before,
            not_after: self.not_after,
            certifies: self.certifies,
            partner: self.partner,
            iat: self.iat,
        };
        let payload = serde_json::to_vec(&body).expect("texts and numbers are always JSON");
        jws::sign(Typ::KEY, &payload, signer)
    }

    /// Verifies a certificate's line under the key that is said to have signed it.
    ///
    /// # Errors
    /// The reasons of [`jws::verify`], and what can be wrong with a certificate.
    pub fn verify(line: &str, signer: &PublicKey) -> Result<Self, Refused> {
        Self::read(&jws::verify(line, Typ::KEY, signer)?)
    }

    /// Whether what is dated `iat` may have been signed with the key.
    pub(crate) fn covers(&self, iat: i64) -> Result<(), Refused> {
        let (reason, relation, bound) = if iat < self.not_before {
            (Reason::KeyNotYetValid, "before", self.not_before)
        } else if iat > self.not_after {
            (Reason::KeyExpired, "after", self.not_after)
        } else {
            return Ok(());
        };
        Err(Refused::new(
            reason,
            format!("iat is {iat}, {relation} {bound}, the bound of the key {}", self.key.kid()),
        ))
    }

    /// Reads a payload that has been verified.
    pub(super) fn read(payload: &[u8]) -> Read<Self> {
        let (mut name, mut key, mut not_before, mut not_after) = (None, None, None, None);
        let (mut iat, mut certifies, mut partner) = (None, false, false);
        members(payload, |reader, member| {
            match member {
                "issuer" => name = Some(issuer(reader)?),
                "jwk" => key = Some(jwk(reader)?),
                "not_before" => not_before = Some(seconds(reader)?),
                "not_after" => not_after = Some(seconds(reader)?),
                "certifies" => certifies = reader.boolean()?,
                "partner" => partner = reader.boolean()?,
                "iat" => iat = Some(seconds(reader)?),
                "crit" => critical(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        let certificate = Self {
            issuer: required(name, "issuer")?,
            key: required(key, "jwk")?,
            not_before: required(not_before, "not_before")?,
            not_after: required(not_after, "not_after")?,
            certifies,
            partner,
            iat: required(iat, "iat")?,
        };
        if certificate.not_after < certificate.not_before {
            return Err(Refused::new(Reason::CertificateDates, "not_after is before not_before"));
        }
        if certificate.partner && certificate.certifies {
            return Err(Refused::new(Reason::PartnerCertifies, "both partner and certifies are true"));
        }
        Ok(certificate)
    }
}

/// Verifies a file of certificates, from the root downwards: what a partner gets back when the root has
/// certified its key. The last one is that of the key in question.
///
/// # Errors
/// What is wrong with the bytes, or with the first bad line.
pub fn read_certificates(bytes: &[u8], trust: &Trust) -> Result<Verified<Vec<Certificate>>, Refused> {
    let lines = file::lines(bytes, Kind::Certificate)?;
    let first = Parts::split(lines[0]).and_then(|parts| parts.header());
    first.and_then(|header| Kind::Certificate.check_first(&header)).map_err(|refused| refused.at(1))?;
    let chain = Chain::read(&lines, 0, trust)?;
    chain.ends_file(&lines)?;
    let certificates = chain.certificates.clone();
    Ok(Verified::new(certificates, Evidence::of_chain(bytes, chain, trust)))
}
