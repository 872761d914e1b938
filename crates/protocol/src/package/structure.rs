//! The file as bytes: size, text, lines. Nothing is decoded here.

use super::{MAX_BYTES, MAX_LINE, MIN_LINE};
use crate::reasons::{Reason, Refused};

/// The lines of a file, without their ends.
///
/// # Errors
/// [`Reason::TooLarge`] before anything else, then what is wrong with the text.
pub(super) fn lines(bytes: &[u8]) -> Result<Vec<&str>, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::new(
            Reason::TooLarge,
            format!("{} bytes; at most {MAX_BYTES} are looked at", bytes.len()),
        ));
    }
    kind_of_file(bytes)?;
    let text = std::str::from_utf8(bytes).map_err(|e| {
        let line = 1 + bytes[..e.valid_up_to()].iter().filter(|b| **b == b'\n').count();
        Refused::new(Reason::NotUtf8, format!("byte {} is not UTF-8", e.valid_up_to())).at(line)
    })?;
    let mut lines = Vec::with_capacity(bytes.len() / 512);
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        lines.push(line);
        check(line).map_err(|refused| refused.at(lines.len()))?;
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

/// Tells other kinds of files apart, by their first bytes and first line.
fn kind_of_file(bytes: &[u8]) -> Result<(), Refused> {
    if bytes.is_empty() {
        return Err(Refused::new(Reason::Empty, "the file holds no bytes"));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(Refused::new(Reason::ByteOrderMark, "the file begins with EF BB BF").at(1));
    }
    let ours = |b: &u8| b.is_ascii_alphanumeric() || b"-_.\r\n".contains(b);
    let first_line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    if !bytes.iter().take(16).all(ours) || !first_line.is_empty() && !first_line.contains(&b'.') {
        return Err(Refused::new(Reason::NotAPackage, "the first line is not a signed line").at(1));
    }
    Ok(())
}

fn check(line: &str) -> Result<(), Refused> {
    if line.is_empty() {
        return Err(Refused::new(Reason::BlankLine, "the line is empty"));
    }
    if line.len() > MAX_LINE {
        return Err(Refused::new(
            Reason::LineTooLong,
            format!("the line has {} bytes; at most {MAX_LINE} are looked at", line.len()),
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
