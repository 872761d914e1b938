//! Files of rows as spreadsheets write them (RFC 4180): UTF-8 with or without a mark at its beginning, commas, semicolons
//! or tabs between cells, quotes around what has any of these in it.

pub(crate) mod api;

use std::borrow::Cow;

pub(crate) use licentia_platform::csv::{MARK, line};

/// The largest file, in bytes.
pub(crate) const LIMIT: u64 = 64 * 1024 * 1024;
/// The most rows.
pub(crate) const ROWS: usize = 300_000;

/// One row: its number as spreadsheets show it, the first being 1, and its cells without blanks around them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Record<'a> {
    pub(crate) row: u64,
    pub(crate) cells: Vec<Cow<'a, str>>,
    /// A quote that is never closed, or something after one.
    pub(crate) broken: bool,
}

/// The rows of a text, one after the other; empty ones are left out.
pub(crate) struct Records<'a> {
    rest: &'a str,
    separator: char,
    row: u64,
}

/// The text of a file; what is not UTF-8 becomes U+FFFD, for its row to be found at fault. `None` for UTF-16.
pub(crate) fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return None;
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    Some(String::from_utf8_lossy(bytes))
}

/// The rows of `text`, separated by whatever its first line has most of.
pub(crate) fn records(text: &str) -> Records<'_> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: char| first.chars().filter(|c| *c == separator).count();
    let separator =
        [';', '\t'].into_iter().fold(',', |best, c| if count(c) > count(best) { c } else { best });
    Records { rest: text, separator, row: 0 }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            self.row += 1;
            let record = self.record();
            if record.cells.iter().any(|cell| !cell.is_empty()) {
                return Some(record);
            }
        }
    }
}

impl<'a> Records<'a> {
    fn record(&mut self) -> Record<'a> {
        let mut record = Record { row: self.row, cells: Vec::with_capacity(8), broken: false };
        loop {
            let (cell, broken) = self.cell();
            record.cells.push(cell);
            record.broken |= broken;
            match self.rest.chars().next() {
                Some(c) if c == self.separator => self.rest = &self.rest[c.len_utf8()..],
                _ => break,
            }
        }
        let ends = [("\r\n", 2), ("\n", 1), ("\r", 1)];
        if let Some((_, length)) = ends.iter().find(|(end, _)| self.rest.starts_with(end)) {
            self.rest = &self.rest[*length..];
        }
        record
    }

    /// One cell; afterwards the rest begins with what ended it.
    fn cell(&mut self) -> (Cow<'a, str>, bool) {
        let start = self.rest.trim_start_matches([' ', '\u{a0}']);
        if let Some(inside) = start.strip_prefix('"') {
            return self.quoted(inside);
        }
        let end = self.rest.find([self.separator, '\n', '\r']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        (Cow::Borrowed(cell.trim()), false)
    }

    fn quoted(&mut self, inside: &'a str) -> (Cow<'a, str>, bool) {
        let (mut from, mut doubled) = (0, false);
        let end = loop {
            let Some(quote) = inside[from..].find('"').map(|at| from + at) else {
                // Never closed: only its own line is taken, so that the rows below are looked at as well.
                let end = inside.find(['\n', '\r']).unwrap_or(inside.len());
                self.rest = &inside[end..];
                return (Cow::Borrowed(inside[..end].trim()), true);
            };
            if !inside[quote + 1..].starts_with('"') {
                break quote;
            }
            doubled = true;
            from = quote + 2;
        };
        let after = &inside[end + 1..];
        let next = after.find([self.separator, '\n', '\r']).unwrap_or(after.len());
        let broken = !after[..next].trim().is_empty();
        self.rest = &after[next..];
        let cell = inside[..end].trim();
        (if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) }, broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>, bool)> {
        let owned = |record: Record<'_>| {
            (record.row, record.cells.into_iter().map(Cow::into_owned).collect(), record.broken)
        };
        records(text).map(owned).collect()
    }

    fn written(cells: &[&str]) -> String {
        let mut text = String::new();
        line(&mut text, cells);
        text
    }

    fn row(row: u64, cells: &[&str], broken: bool) -> (u64, Vec<String>, bool) {
        (row, cells.iter().map(ToString::to_string).collect(), broken)
    }

    #[test]
    fn rows_are_read_as_spreadsheets_write_them() {
        assert_eq!(
            read("login,name\r\nanna,\"Berg, Anna\"\r\n\r\n bo , \"Bo \"\"B\"\" Ek\"\n"),
            [
                row(1, &["login", "name"], false),
                row(2, &["anna", "Berg, Anna"], false),
                row(4, &["bo", "Bo \"B\" Ek"], false)
            ]
        );
        assert_eq!(
            read("a;b\n1;\"x\ny\"\n2;"),
            [row(1, &["a", "b"], false), row(2, &["1", "x\ny"], false), row(3, &["2", ""], false)]
        );
        assert_eq!(read("a\tb\r1\t2"), [row(1, &["a", "b"], false), row(2, &["1", "2"], false)]);
        assert_eq!(read(""), []);
    }

    #[test]
    fn a_quote_that_is_never_closed_spoils_its_row_only() {
        assert_eq!(
            read("a,b\n1,\"x\n2,y"),
            [row(1, &["a", "b"], false), row(2, &["1", "x"], true), row(3, &["2", "y"], false)]
        );
        assert_eq!(read("a,b\n\"1\"2,x"), [row(1, &["a", "b"], false), row(2, &["1", "x"], true)]);
    }

    #[test]
    fn what_is_written_reads_back_and_runs_nowhere() {
        for text in ["anna", "Berg, Anna", "\"x\"", "a\nb", ""] {
            assert_eq!(read(&written(&[text, "end"]))[0].1[0], text);
        }
        assert_eq!(
            written(&["Anna", "Berg, \"Bo\"", "=1+1", "-5+A1", "a-b", ""]),
            "Anna,\"Berg, \"\"Bo\"\"\",\"'=1+1\",\"'-5+A1\",a-b,\r\n"
        );
    }

    #[test]
    fn a_mark_at_the_beginning_is_no_text() {
        assert_eq!(text(b"\xEF\xBB\xBFlogin").as_deref(), Some("login"));
        assert_eq!(text(b"\xFF\xFEl\0"), None);
        assert_eq!(text(b"a\xFFb").as_deref(), Some("a\u{FFFD}b"));
    }
}
