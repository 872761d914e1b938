//! `*.tll`: what people at an installation write to the issuer, with the comparison they look at.

use licentia_core::names::IssuerName;
use licentia_core::package::Holder;
use serde::Serialize;

use super::{Head, own};
use crate::fields::{identifier, members, person, required, text};
use crate::file::Kind;
use crate::json::{Read, Reader, bad};
use crate::keys::{Jwk, PublicKey, SecretKey};
use crate::package::{FORMAT, Verified};
use crate::reasons::{Reason, Refused};

/// The longest text of a letter, in bytes: 64 KiB.
pub const MAX_TEXT: usize = 64 << 10;

/// The longest comparison that comes with a letter, in bytes: 256 KiB.
pub const MAX_COMPARISON: usize = 256 << 10;

/// Who writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct From {
    /// The person's name.
    pub name: String,
    /// The address to answer to.
    pub email: String,
}

/// A letter to the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The letter's id, a UUID.
    pub id: String,
    /// The issuer it is for.
    pub issuer: IssuerName,
    /// The holder's name here.
    pub holder: String,
    /// The holder's serial number here.
    pub serial: String,
    /// What it is about, up to 400 bytes.
    pub subject: String,
    /// What is written, up to [`MAX_TEXT`].
    pub text: String,
    /// Who writes.
    pub from: From,
    /// The comparison that it speaks of, as JSON text up to [`MAX_COMPARISON`].
    pub comparison: Option<String>,
    /// When the letter was signed, in seconds since 1970 UTC.
    pub iat: i64,
    /// The end of the installation's ledger.
    pub head: Head,
    /// The installation's key, which signed the letter.
    pub key: PublicKey,
}

#[derive(Serialize)]
struct Body<'a> {
    format: i64,
    letter: &'a str,
    issuer: &'a str,
    holder: Holder,
    subject: &'a str,
    text: &'a str,
    from: &'a From,
    #[serde(skip_serializing_if = "Option::is_none")]
    comparison: Option<&'a str>,
    iat: i64,
    head: &'a Head,
    jwk: Jwk,
}

/// Signs a letter and answers the file: one line with its LF. The key that it carries is the public
/// half of `key`, whatever [`Letter::key`] says.
pub fn write_letter(letter: &Letter, key: &SecretKey) -> String {
    let body = Body {
        format: FORMAT,
        letter: &letter.id,
        issuer: letter.issuer.as_str(),
        holder: Holder { name: letter.holder.clone(), serial: letter.serial.clone(), customer: None },
        subject: &letter.subject,
        text: &letter.text,
        from: &letter.from,
        comparison: letter.comparison.as_deref(),
        iat: letter.iat,
        head: &letter.head,
        jwk: key.public().to_jwk(),
    };
    own::write(Kind::Letter, &body, key)
}

/// Verifies a letter: that it is whole, and that its sender holds the key it carries.
///
/// # Errors
/// The first thing that is wrong; see [`Reason`]. Never panics.
pub fn read_letter(bytes: &[u8]) -> Result<Verified<Letter>, Refused> {
    own::read(bytes, Kind::Letter, parse)
}

fn parse(payload: &[u8], key: PublicKey) -> Read<Letter> {
    let (mut id, mut subject, mut body, mut writer, mut seen) = (None, None, None, None, None);
    let mut common = own::Common::default();
    members(payload, |reader, member| {
        match member {
            "letter" => id = Some(identifier(reader, 64)?),
            "subject" => subject = Some(text(reader, 400)?),
            "text" => body = Some(text(reader, MAX_TEXT)?),
            "from" => writer = Some(from(reader)?),
            "comparison" => seen = Some(comparison(reader)?),
            _ => common.member(reader, member)?,
        }
        Ok(())
    })?;
    let Holder { name, serial, .. } = required(common.holder, "holder")?;
    Ok(Letter {
        id: required(id, "letter")?,
        issuer: required(common.issuer, "issuer")?,
        holder: name,
        serial,
        subject: required(subject, "subject")?,
        text: required(body, "text")?,
        from: required(writer, "from")?,
        comparison: seen,
        iat: required(common.iat, "iat")?,
        head: required(common.head, "head")?,
        key,
    })
}

fn from(reader: &mut Reader<'_>) -> Read<From> {
    let (name, email) = person(reader)?;
    Ok(From { name, email: required(email, "email")? })
}

/// A text that is itself JSON: whoever shows the letter reads it with the same strictness.
fn comparison(reader: &mut Reader<'_>) -> Read<String> {
    let json = text(reader, MAX_COMPARISON)?;
    let mut inner = Reader::new(json.as_bytes(), Reason::PayloadNotJson)?;
    inner.skip().and_then(|()| inner.end()).map_err(|refused| match refused.reason {
        Reason::PayloadNotJson => bad(refused.detail),
        _ => refused,
    })?;
    Ok(json)
}
