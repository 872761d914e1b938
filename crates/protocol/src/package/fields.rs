//! Values that occur in several kinds of payloads, each read in its one permitted form.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::dates::day;
use licentia_core::licence::Texts;
use licentia_core::names::{IssuerName, MAX_PART};

use crate::json::{Read, Reader, bad, shorten};
use crate::reasons::{Reason, Refused};

/// A member that must be there.
pub(super) fn required<T>(value: Option<T>, name: &str) -> Read<T> {
    value.ok_or_else(|| Refused::new(Reason::MemberMissing, format!("{name} is missing")))
}

/// What `crit` is answered with: this version of the format has no critical members.
pub(super) fn critical(reader: &mut Reader<'_>) -> Read<()> {
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
pub(super) fn number<T: TryFrom<i64>>(reader: &mut Reader<'_>) -> Read<T> {
    let number = reader.integer()?;
    T::try_from(number).map_err(|_| bad(format!("{number} is out of range")))
}

/// A moment in seconds since 1970 UTC, up to the year 9999.
pub(super) fn seconds(reader: &mut Reader<'_>) -> Read<i64> {
    match reader.integer()? {
        seconds @ 0..=253_402_300_799 => Ok(seconds),
        other => Err(bad(format!("{other} is not a time in seconds since 1970"))),
    }
}

/// A text of 1 to `longest` bytes.
pub(super) fn text(reader: &mut Reader<'_>, longest: usize) -> Read<String> {
    let text = reader.string()?;
    if text.is_empty() || text.len() > longest {
        return Err(bad(format!("a text of 1 to {longest} bytes is expected, this has {}", text.len())));
    }
    Ok(text.into_owned())
}

/// An identifier: 1 to `longest` letters, digits, hyphens and underscores.
pub(super) fn identifier(reader: &mut Reader<'_>, longest: usize) -> Read<String> {
    let id = text(reader, longest)?;
    if id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        Ok(id)
    } else {
        Err(bad(format!("{:?} holds something other than letters, digits, - and _", shorten(&id))))
    }
}

/// A SHA-256 in lower-case hexadecimal.
pub(super) fn hash(reader: &mut Reader<'_>) -> Read<String> {
    let hash = reader.string()?;
    if hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        Ok(hash.into_owned())
    } else {
        Err(bad("64 lower-case hexadecimal digits are expected"))
    }
}

/// The code of a module, a limit or a meter, in lower case.
pub(super) fn code(reader: &mut Reader<'_>) -> Read<String> {
    let code = reader.string()?;
    if is_code(&code) { Ok(code.into_owned()) } else { Err(bad_name(&code)) }
}

/// The name of an issuer, in lower case.
pub(super) fn issuer(reader: &mut Reader<'_>) -> Read<IssuerName> {
    let name = reader.string()?;
    if !is_code(&name) {
        return Err(bad_name(&name));
    }
    IssuerName::new(&name).map_err(|_| bad_name(&name))
}

/// Codes in a list.
pub(super) fn codes(reader: &mut Reader<'_>) -> Read<Vec<String>> {
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
pub(super) fn date(reader: &mut Reader<'_>) -> Read<Option<Date>> {
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

/// The name of a time zone, spelt as in the IANA database.
pub(super) fn zone(reader: &mut Reader<'_>) -> Read<String> {
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
pub(super) fn texts(reader: &mut Reader<'_>) -> Read<Texts> {
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
pub(super) fn word<T: Copy>(reader: &mut Reader<'_>, words: &[(&str, T)]) -> Read<T> {
    let found = reader.string()?;
    match words.iter().find(|(word, _)| *word == found) {
        Some((_, meaning)) => Ok(*meaning),
        None => {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            Err(bad(format!("{:?} is not one of {}", shorten(&found), known.join(", "))))
        }
    }
}
