//! Comma-separated text (RFC 4180) in UTF-8.

use bytes::Bytes;
use licentia_platform::problem::Problem;
use tokio::runtime::Handle;

use super::{Sink, Source, gone};

/// Pieces of about this many bytes.
const PIECE: usize = 64 << 10;

pub(super) fn write(source: &Source, handle: &Handle, sink: &Sink) -> Result<(), Problem> {
    let mut text = String::with_capacity(PIECE + 4_096);
    // So that spreadsheets read it as UTF-8.
    text.push('\u{feff}');
    line(&mut text, source.headings());
    source.each(handle, &mut |cells| {
        line(&mut text, cells.iter().map(String::as_str));
        if text.len() >= PIECE { send(&mut text, sink) } else { Ok(()) }
    })?;
    send(&mut text, sink)
}

fn send(text: &mut String, sink: &Sink) -> Result<(), Problem> {
    let piece = Bytes::from(std::mem::replace(text, String::with_capacity(PIECE + 4_096)));
    sink.blocking_send(Ok(piece)).map_err(|_| gone())
}

fn line(text: &mut String, cells: impl IntoIterator<Item = impl AsRef<str>>) {
    for (index, value) in cells.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        cell(text, value.as_ref());
    }
    text.push_str("\r\n");
}

/// A value. What a spreadsheet would take for a formula gets an apostrophe before it: a name that somebody typed must not
/// become a program on the desk of whoever opens the file.
fn cell(text: &mut String, value: &str) {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !formula && !value.contains(['"', ',', ';', '\n', '\r']) {
        text.push_str(value);
        return;
    }
    text.push('"');
    if formula {
        text.push('\'');
    }
    text.push_str(&value.replace('"', "\"\""));
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_where_they_must_be_and_never_formulas() {
        let mut text = String::new();
        line(&mut text, ["Anna", "Berg, \"Bo\"", "=1+1", "-5", "a-b", ""]);
        assert_eq!(text, "Anna,\"Berg, \"\"Bo\"\"\",\"'=1+1\",\"'-5\",a-b,\r\n");
    }
}
