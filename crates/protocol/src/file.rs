//! A file as bytes: size, text, lines, and what kind of file it is. Nothing is decoded here.

use crate::jws::{Header, Parts, Typ, wrong_type};
use crate::package::{MAX_BYTES, MAX_LINE, MIN_LINE};
use crate::reasons::{Reason, Refused};

/// The largest file of a conversation that is looked at: 1 MiB.
pub(crate) const MAX_SMALL: usize = 1 << 20;
/// The largest usage bundle that is looked at: 64 MiB.
pub(crate) const MAX_USAGE: usize = 64 << 20;

/// What a file is meant to be. The type of its first line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Package,
    Request,
    Receipt,
    Letter,
    Usage,
    Visit,
    Answer,
    UsageReceipt,
    KeyList,
    Certificate,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Package,
        Kind::Request,
        Kind::Receipt,
        Kind::Letter,
        Kind::Usage,
        Kind::Visit,
        Kind::Answer,
        Kind::UsageReceipt,
        Kind::KeyList,
        Kind::Certificate,
    ];

    /// The type of its first line.
    pub(crate) fn typ(self) -> Typ {
        match self {
            Kind::Package => Typ::MANIFEST,
            Kind::Request => Typ::REQUEST,
            Kind::Receipt => Typ::RECEIPT,
            Kind::Letter => Typ::LETTER,
            Kind::Usage => Typ::USAGE,
            Kind::Visit => Typ::VISIT,
            Kind::Answer => Typ::ANSWER,
            Kind::UsageReceipt => Typ::USAGE_RECEIPT,
            Kind::KeyList => Typ::KEYS,
            Kind::Certificate => Typ::KEY,
        }
    }

    /// The refusal for something that is none of our files.
    fn foreign(self) -> Reason {
        match self {
            Kind::Package => Reason::NotAPackage,
            Kind::Request => Reason::NotARequest,
            Kind::Receipt => Reason::NotAReceipt,
            Kind::Letter => Reason::NotALetter,
            Kind::Usage => Reason::NotAUsageBundle,
            Kind::Visit => Reason::NotAVisit,
            Kind::Answer => Reason::NotAnAnswer,
            Kind::UsageReceipt => Reason::NotAUsageReceipt,
            Kind::KeyList => Reason::NotAKeyList,
            Kind::Certificate => Reason::NotACertificate,
        }
    }

    /// The refusal for a file of this kind where another is expected.
    fn instead(self) -> (Reason, &'static str) {
        match self {
            Kind::Package => (Reason::ThisIsAPackage, "a licence package"),
            Kind::Request => (Reason::ThisIsARequest, "a request"),
            Kind::Receipt => (Reason::ThisIsAReceipt, "a receipt"),
            Kind::Letter => (Reason::ThisIsALetter, "a letter"),
            Kind::Usage => (Reason::ThisIsAUsageBundle, "a usage bundle"),
            Kind::Visit => (Reason::ThisIsAVisit, "a visit to the store"),
            Kind::Answer => (Reason::ThisIsAnAnswer, "an answer"),
            Kind::UsageReceipt => (Reason::ThisIsAUsageReceipt, "the receipt for a usage bundle"),
            Kind::KeyList => (Reason::ThisIsAKeyList, "a key list"),
            Kind::Certificate => (Reason::ThisIsACertificate, "a key certificate"),
        }
    }

    /// The largest file, and the longest line in it.
    fn limits(self) -> (usize, usize) {
        match self {
            Kind::Package => (MAX_BYTES, MAX_LINE),
            Kind::Usage => (MAX_USAGE, MAX_USAGE),
            _ => (MAX_SMALL, MAX_SMALL),
        }
    }

    /// Whether the first line may begin such a file; another kind of our files is named as what it is.
    pub(crate) fn check_first(self, header: &Header) -> Result<(), Refused> {
        let typ = &*header.typ;
        if typ == self.typ().as_str() {
            return Ok(());
        }
        match Kind::ALL.iter().find(|kind| kind.typ().as_str() == typ) {
            Some(other) => {
                let (reason, what) = other.instead();
                Err(Refused::new(reason, format!("this is {what}: its first line is of type {typ}")))
            }
            None => Err(wrong_type(typ, self.typ().as_str())),
        }
    }
}

/// The lines of a file, without their ends.
///
/// # Errors
/// [`Reason::TooLarge`] before anything else, then what is wrong with the text.
pub(crate) fn lines(bytes: &[u8], kind: Kind) -> Result<Vec<&str>, Refused> {
    let (max_bytes, max_line) = kind.limits();
    if bytes.len() > max_bytes {
        return Err(Refused::new(
            Reason::TooLarge,
            format!("{} bytes; at most {max_bytes} are looked at", bytes.len()),
        ));
    }
    kind_of_file(bytes, kind)?;
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Refused::new(Reason::NotUtf8, format!("byte {} is not UTF-8", e.valid_up_to())).at(line)
    })?;
    let mut lines = Vec::with_capacity(1 + bytes.len() / 512);
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        lines.push(line);
        check(line, longest(line, max_line)).map_err(|refused| refused.at(lines.len()))?;
        rest = after;
    }
    if !rest.is_empty() {
        return Err(Refused::new(
            Reason::Truncated,
            "the last line does not end in LF: the file was cut off",
        )
        .at(lines.len() + 1));
    }
    Ok(lines)
}

/// The line of a file that has one only.
///
/// # Errors
/// As [`lines`]; [`Reason::LinesAdded`] if there are more.
pub(crate) fn one_line(bytes: &[u8], kind: Kind) -> Result<&str, Refused> {
    let lines = lines(bytes, kind)?;
    match lines[..] {
        [line] => Ok(line),
        _ => {
            // What the first line is comes first: a package given as a request is no long request.
            let header = Parts::split(lines[0]).and_then(|parts| parts.header());
            kind.check_first(&header.map_err(|refused| refused.at(1))?).map_err(|refused| refused.at(1))?;
            Err(Refused::new(Reason::LinesAdded, "something follows the one line").at(2))
        }
    }
}

/// Tells other kinds of files apart, by their first bytes and first line.
fn kind_of_file(bytes: &[u8], kind: Kind) -> Result<(), Refused> {
    if bytes.is_empty() {
        return Err(Refused::new(Reason::Empty, "the file holds no bytes"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(Refused::new(Reason::ByteOrderMark, "the file begins with EF BB BF").at(1));
    }
    let ours = |b: &u8| b.is_ascii_alphanumeric() || b"-_.\r\n".contains(b);
    let first_line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    if !bytes.iter().take(16).all(ours) || !first_line.is_empty() && !first_line.contains(&b'.') {
        if bytes.starts_with(b"-----BEGIN ") || bytes.starts_with(b"# licentia") {
            return Err(Refused::new(Reason::ThisIsAKey, "the file holds a key in PEM").at(1));
        }
        let seems = seems_to_be(bytes).map(|what| format!("; it begins like {what}")).unwrap_or_default();
        return Err(Refused::new(kind.foreign(), format!("the first line is not a signed line{seems}")).at(1));
    }
    Ok(())
}

/// What people choose by mistake most often.
fn seems_to_be(bytes: &[u8]) -> Option<&'static str> {
    let starts = |with: &[u8]| bytes.starts_with(with);
    Some(match bytes {
        _ if starts(b"PK\x03\x04") => "a ZIP archive",
        _ if starts(b"\x1f\x8b") => "a gzip archive",
        _ if starts(b"%PDF") => "a PDF document",
        _ if starts(b"<?xml") => "XML",
        _ if starts(b"<") => "a web page",
        _ if starts(b"{") || starts(b"[") => "JSON",
        _ if starts(b"\xff\xfe") || starts(b"\xfe\xff") => "UTF-16 text",
        _ => return None,
    })
}

/// How long the line may be: a package's key list, which grows with the years, may be longer than its rows.
fn longest(line: &str, max_line: usize) -> usize {
    if line.len() <= max_line {
        return max_line;
    }
    let header = Parts::split(line).and_then(|parts| parts.header());
    if header.is_ok_and(|header| header.typ == Typ::KEYS.as_str()) { MAX_SMALL } else { max_line }
}

fn check(line: &str, max_line: usize) -> Result<(), Refused> {
    if line.is_empty() {
        return Err(Refused::new(Reason::BlankLine, "the line is empty"));
    }
    if line.len() > max_line {
        return Err(Refused::new(
            Reason::LineTooLong,
            format!("the line has {} bytes; at most {max_line} are looked at", line.len()),
        ));
    }
    if line.ends_with('\r') {
        return Err(Refused::new(Reason::CarriageReturn, "the line ends in CR LF"));
    }
    // Also keeps 16 MiB of line ends from becoming a list of 16 million lines.
    if line.len() < MIN_LINE {
        return Err(Refused::new(
            Reason::NotAJws,
            format!("the line has {} bytes; a signed line has more than {MIN_LINE}", line.len()),
        ));
    }
    Ok(())
}
