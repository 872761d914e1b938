//! The signed link by which somebody at an installation comes into the issuer's store.

use licentia_core::names::IssuerName;
use licentia_core::package::Holder;
use serde::Serialize;

use super::{Head, own};
use crate::fields::{code, members, nonce, person, required, text, url};
use crate::file::Kind;
use crate::json::{Read, Reader, bad};
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::package::{FORMAT, Verified};
use crate::reasons::Refused;

/// How long a visit is good for after it was signed, in seconds: five minutes.
pub const GOOD_FOR_S: i64 = 300;

/// The parameter of the store's address that carries it.
pub const PARAMETER: &str = "visit";

/// Who comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Visitor {
    /// The person's name, up to 400 bytes.
    pub name: String,
    /// The address to write to, up to 320 bytes, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A visit to the issuer's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// 16 random bytes in base64url, 22 characters: a visit is begun once.
    pub nonce: String,
    /// The issuer whose store it is.
    pub issuer: IssuerName,
    /// The holder's name here.
    pub holder: String,
    /// The holder's serial number here.
    pub serial: String,
    /// Who comes, having been found to be allowed to buy by the installation.
    pub visitor: Visitor,
    /// The tag of the language that the person reads.
    pub lang: String,
    /// What the person was looking at: a module's code without the issuer.
    pub module: Option<String>,
    /// Where the way leads back to.
    pub back: Option<String>,
    /// When it was signed, in seconds since 1970 UTC. It is good for [`GOOD_FOR_S`].
    pub iat: i64,
    /// The end of the installation's ledger.
    pub head: Head,
    /// The installation's key, which signed it.
    pub key: PublicKey,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    nonce: &'a str,
    issuer: &'a str,
    holder: Holder,
    visitor: &'a Visitor,
    lang: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back: Option<&'a str>,
    iat: i64,
    head: &'a Head,
    jwk: Jwk,
}

/// Signs a visit and answers the one line, **without** a line end: it travels in an address. The key that
/// it carries is the public half of `key`, whatever [`Visit::key`] says.
pub fn write_visit(visit: &Visit, key: &SecretKey) -> String {
    let body = Body {
        format: FORMAT,
        nonce: &visit.nonce,
        issuer: visit.issuer.as_str(),
        holder: Holder { name: visit.holder.clone(), serial: visit.serial.clone(), customer: None },
        visitor: &visit.visitor,
        lang: &visit.lang,
        module: visit.module.as_deref(),
        back: visit.back.as_deref(),
        iat: visit.iat,
        head: &visit.head,
        jwk: key.public().to_jwk(),
    };
    let mut line = own::write(Kind::Visit, &body, key);
    line.pop();
    line
}

/// Verifies a visit, given without its line end: that it is whole, and that whoever made it holds the key
/// that it carries. Whether it is still good, and whose key that is, the reader asks.
///
/// # Errors
/// The first thing that is wrong; see [`Reason`](crate::Reason). Never panics.
pub fn read_visit(line: &str) -> Result<Verified<Visit>, Refused> {
    own::read(format!("{line}\n").as_bytes(), Kind::Visit, parse)
}

fn parse(payload: &[u8], key: PublicKey) -> Read<Visit> {
    let (mut once, mut who, mut lang, mut module, mut back) = (None, None, None, None, None);
    let mut common = own::Common::default();
    members(payload, |reader, member| {
        match member {
            "nonce" => once = Some(nonce(reader)?),
            "visitor" => who = Some(visitor(reader)?),
            "lang" => lang = Some(language(reader)?),
            "module" => module = Some(code(reader)?),
            "back" => back = Some(url(reader)?),
            _ => common.member(reader, member)?,
        }
        Ok(())
    })?;
    let Holder { name, serial, .. } = required(common.holder, "holder")?;
    Ok(Visit {
        nonce: required(once, "nonce")?,
        issuer: required(common.issuer, "issuer")?,
        holder: name,
        serial,
        visitor: required(who, "visitor")?,
        lang: required(lang, "lang")?,
        module,
        back,
        iat: required(common.iat, "iat")?,
        head: required(common.head, "head")?,
        key,
    })
}

fn visitor(reader: &mut Reader<'_>) -> Read<Visitor> {
    let (name, email) = person(reader)?;
    Ok(Visitor { name, email })
}

/// The tag of a language: 1 to 35 letters, digits and hyphens.
fn language(reader: &mut Reader<'_>) -> Read<String> {
    let tag = text(reader, 35)?;
    if tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        Ok(tag)
    } else {
        Err(bad("not the tag of a language"))
    }
}
