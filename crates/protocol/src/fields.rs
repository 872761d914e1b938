//! Values that occur in several kinds of payloads, each read in its one permitted form.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::dates::day;
use licentia_core::licence::Texts;
use licentia_core::month::Month;
use licentia_core::names::{IssuerName, MAX_PART};
use licentia_core::package::{Holder, Version};

use crate::json::{Read, Reader, bad, shorten};
use crate::keys::{Jwk, KeyError, PublicKey};
use crate::package::FORMAT;
use crate::reasons::{Reason, Refused};

/// Reads the members of a payload, which is one object and nothing after it.
#[inline]
pub(crate) fn members<'a>(
    payload: &'a [u8],
    member: impl FnMut(&mut Reader<'a>, &str) -> Read<()>,
) -> Read<()> {
    let mut reader = Reader::new(payload, Reason::PayloadNotJson)?;
    reader.object(member)?;
    reader.end()
}

/// A member that must be there.
pub(crate) fn required<T>(value: Option<T>, name: &str) -> Read<T> {
    value.ok_or_else(|| Refused::new(Reason::MemberMissing, format!("{name} is missing")))
}

/// What `crit` is answered with: this version of the format has no critical members.
pub(crate) fn critical(reader: &mut Reader<'_>) -> Read<()> {
    let mut names = Vec::new();
    reader.array(|reader| {
        names.push(shorten(&reader.string()?));
        Ok(())
    })?;
    Err(Refused::new(
        Reason::UnknownCritical,
        format!("these members must be understood and are not: {}", names.join(", ")),
    ))
}

/// A whole number of a given range.
pub(crate) fn number<T: TryFrom<i64>>(reader: &mut Reader<'_>) -> Read<T> {
    let number = reader.integer()?;
    T::try_from(number).map_err(|_| bad(format!("{number} is out of range")))
}

/// A moment in seconds since 1970 UTC, up to the year 9999.
pub(crate) fn seconds(reader: &mut Reader<'_>) -> Read<i64> {
    match reader.integer()? {
        seconds @ 0..=253_402_300_799 => Ok(seconds),
        other => Err(bad(format!("{other} is not a time in seconds since 1970"))),
    }
}

/// A text of 1 to `longest` bytes.
pub(crate) fn text(reader: &mut Reader<'_>, longest: usize) -> Read<String> {
    let text = reader.string()?;
    if text.is_empty() || text.len() > longest {
        return Err(bad(format!("a text of 1 to {longest} bytes is expected, this has {}", text.len())));
    }
    Ok(text.into_owned())
}

/// An identifier: 1 to `longest` letters, digits, hyphens and underscores.
pub(crate) fn identifier(reader: &mut Reader<'_>, longest: usize) -> Read<String> {
    let id = text(reader, longest)?;
    if id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        Ok(id)
    } else {
        Err(bad(format!("{:?} holds something other than letters, digits, - and _", shorten(&id))))
    }
}

/// A SHA-256 in lower-case hexadecimal.
pub(crate) fn hash(reader: &mut Reader<'_>) -> Read<String> {
    let hash = reader.string()?;
    if hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        Ok(hash.into_owned())
    } else {
        Err(bad("64 lower-case hexadecimal digits are expected"))
    }
}

/// The code of a module, a limit or a meter, in lower case.
pub(crate) fn code(reader: &mut Reader<'_>) -> Read<String> {
    let code = reader.string()?;
    if is_code(&code) { Ok(code.into_owned()) } else { Err(bad_name(&code)) }
}

/// The name of an issuer, in lower case.
pub(crate) fn issuer(reader: &mut Reader<'_>) -> Read<IssuerName> {
    let name = reader.string()?;
    if !is_code(&name) {
        return Err(bad_name(&name));
    }
    IssuerName::new(&name).map_err(|_| bad_name(&name))
}

/// Codes in a list.
pub(crate) fn codes(reader: &mut Reader<'_>) -> Read<Vec<String>> {
    let mut codes = Vec::new();
    reader.array(|reader| {
        codes.push(code(reader)?);
        Ok(())
    })?;
    Ok(codes)
}

/// Words of `a`–`z` and `0`–`9` joined by single hyphens: the names of core in the one form that
/// files carry.
fn is_code(text: &str) -> bool {
    let mut after_word = false;
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => after_word = true,
            b'-' if after_word => after_word = false,
            _ => return false,
        }
    }
    after_word && text.len() <= MAX_PART
}

#[cold]
fn bad_name(name: &str) -> Refused {
    Refused::new(
        Reason::BadName,
        format!("{:?} is not words of a-z and 0-9 joined by single hyphens", shorten(name)),
    )
}

/// A day, or `0` for never.
pub(crate) fn date(reader: &mut Reader<'_>) -> Read<Option<Date>> {
    if reader.starts_number() {
        return match reader.integer()? {
            0 => Ok(None),
            other => Err(Refused::new(Reason::BadDate, format!("{other} is not a day"))),
        };
    }
    let text = reader.string()?;
    match day::parse(&text) {
        Some(day) => Ok(Some(day)),
        None => Err(Refused::new(
            Reason::BadDate,
            format!("{:?} is not a day written YYYY-MM-DD", shorten(&text)),
        )),
    }
}

/// A month, written `2026-10`.
pub(crate) fn month(reader: &mut Reader<'_>) -> Read<Month> {
    let text = reader.string()?;
    text.parse().map_err(|_| bad(format!("{:?} is not a month written YYYY-MM", shorten(&text))))
}

/// The name of a time zone, spelt as in the IANA database.
pub(crate) fn zone(reader: &mut Reader<'_>) -> Read<String> {
    let name = reader.string()?;
    let zone = TimeZone::get(&name).ok();
    if zone.as_ref().and_then(TimeZone::iana_name) == Some(&*name) {
        return Ok(name.into_owned());
    }
    Err(Refused::new(
        Reason::BadZone,
        format!("{:?} is not a time zone of the IANA database", shorten(&name)),
    ))
}

/// Texts per language.
pub(crate) fn texts(reader: &mut Reader<'_>) -> Read<Texts> {
    let mut texts = Texts::new();
    reader.object(|reader, language| {
        let tag = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        if language.is_empty() || language.len() > 35 || !language.bytes().all(tag) {
            return Err(bad("not the tag of a language"));
        }
        texts.insert(language.to_owned(), reader.string()?.into_owned());
        Ok(())
    })?;
    Ok(texts)
}

/// One of a few words.
pub(crate) fn word<T: Copy>(reader: &mut Reader<'_>, words: &[(&str, T)]) -> Read<T> {
    let found = reader.string()?;
    match words.iter().find(|(word, _)| *word == found) {
        Some((_, meaning)) => Ok(*meaning),
        None => {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Err(bad(format!("{:?} is not one of {}", shorten(&found), known.join(", "))))
        }
    }
}

/// The address of a web server: `https://` or `http://`, a host, no user name, no blanks; up to 2,000 bytes.
pub(crate) fn url(reader: &mut Reader<'_>) -> Read<String> {
    let url = reader.string()?;
    if is_url(&url) {
        return Ok(url.into_owned());
    }
    Err(Refused::new(
        Reason::BadUrl,
        format!("{:?} is not an address that begins with https:// or http://", shorten(&url)),
    ))
}

/// Whether a signed file may carry the text as an address.
pub(crate) fn is_url(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let plain = |b: u8| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b);
    let named = host.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric() || b == b'[');
    named && !host.contains('@') && url.len() <= 2_000 && url.bytes().all(plain)
}

/// The name of a key: the 43 characters of its thumbprint.
pub(crate) fn kid(reader: &mut Reader<'_>) -> Read<String> {
    let kid = identifier(reader, 43)?;
    if kid.len() == 43 { Ok(kid) } else { Err(bad("the 43 characters of a key's thumbprint are expected")) }
}

/// A whole number of at least 0 and below 2^63.
pub(crate) fn count(reader: &mut Reader<'_>) -> Read<u64> {
    number(reader)
}

/// Reads a JWK that must be an Ed25519 public key.
pub(crate) fn jwk(reader: &mut Reader<'_>) -> Read<PublicKey> {
    let (mut kty, mut crv, mut x, mut kid) = (None, None, None, None);
    reader.object(|reader, member| {
        match member {
            "kty" => kty = Some(reader.string()?.into_owned()),
            "crv" => crv = Some(reader.string()?.into_owned()),
            "x" => x = Some(reader.string()?.into_owned()),
            "kid" => kid = Some(reader.string()?.into_owned()),
            "d" => return Err(Refused::new(Reason::PrivateKey, "the JWK holds d, a private key")),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    let jwk = Jwk { kty: required(kty, "kty")?, crv: required(crv, "crv")?, x: required(x, "x")?, kid };
    PublicKey::from_jwk(&jwk).map_err(|error| {
        let reason = match error {
            KeyError::Weak => Reason::WeakKey,
            KeyError::WrongKid => Reason::WrongKeyId,
            _ => Reason::BadKey,
        };
        Refused { reason, ..bad(error.to_string()) }
    })
}

/// The name and serial number of a holder, in an object of their own.
pub(crate) fn name_and_serial(reader: &mut Reader<'_>) -> Read<Holder> {
    let holder = holder(reader)?;
    Ok(Holder { customer: None, ..holder })
}

/// A holder: `name`, `serial` and perhaps `customer`.
pub(crate) fn holder(reader: &mut Reader<'_>) -> Read<Holder> {
    let (mut name, mut serial, mut customer) = (None, None, None);
    reader.object(|reader, member| {
        match member {
            "name" => name = Some(text(reader, 400)?),
            "serial" => serial = Some(text(reader, 100)?),
            "customer" => customer = Some(text(reader, 100)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok(Holder { name: required(name, "name")?, serial: required(serial, "serial")?, customer })
}

/// A person: `name`, and perhaps `email`, the address to write to.
pub(crate) fn person(reader: &mut Reader<'_>) -> Read<(String, Option<String>)> {
    let (mut name, mut email) = (None, None);
    reader.object(|reader, member| {
        match member {
            "name" => name = Some(text(reader, 400)?),
            "email" => email = Some(text(reader, 320)?),
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    Ok((required(name, "name")?, email))
}

/// A product version in its one spelling.
pub(crate) fn version(reader: &mut Reader<'_>) -> Read<Version> {
    let text = reader.string()?;
    match text.parse::<Version>() {
        Ok(version) if version.to_string() == text => Ok(version),
        _ => Err(bad(format!("{:?} is not a version like 12.1.0", shorten(&text)))),
    }
}

/// Looks at `format` and `crit` before anything else: a newer format may have other members
/// altogether, and must be called newer, not wrong.
pub(crate) fn check_format(payload: &[u8]) -> Read<()> {
    let mut reader = Reader::new(payload, Reason::PayloadNotJson)?;
    let mut format = None;
    reader.object(|reader, name| match name {
        "format" => {
            format = Some(reader.integer()?);
            Ok(())
        }
        "crit" => critical(reader),
        _ => reader.skip(),
    })?;
    match required(format, "format")? {
        FORMAT => Ok(()),
        newer if newer > FORMAT => Err(Refused::new(
            Reason::NewerFormat,
            format!("it has format {newer}, this program reads {FORMAT}"),
        )),
        other => Err(bad(format!("there is no format {other}"))),
    }
}

/// A moment or a span in milliseconds, up to the year 9999.
pub(crate) fn milliseconds(reader: &mut Reader<'_>) -> Read<i64> {
    match reader.integer()? {
        ms @ 0..=253_402_300_799_999 => Ok(ms),
        other => Err(bad(format!("{other} is not a number of milliseconds up to the year 9999"))),
    }
}

/// A number in a sequence, from 1.
pub(crate) fn positive(reader: &mut Reader<'_>) -> Read<u64> {
    match number(reader)? {
        0 => Err(bad("sequence numbers begin with 1")),
        sequence => Ok(sequence),
    }
}

/// The nonce of a request: 16 bytes in base64url, in their one spelling of 22 characters.
pub(crate) fn nonce(reader: &mut Reader<'_>) -> Read<String> {
    let nonce = reader.string()?;
    match URL_SAFE_NO_PAD.decode(nonce.as_bytes()) {
        Ok(bytes) if bytes.len() == 16 => Ok(nonce.into_owned()),
        _ => Err(bad(format!("{:?} is not 16 bytes in base64url", shorten(&nonce)))),
    }
}
