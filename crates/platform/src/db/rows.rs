//! A set of rows, bound to one statement or inserted at once.

use std::fmt::Write as _;

use super::Value;

/// Rows for [`super::Sql::insert_rows`] and [`super::Sql::execute_rows`], or for `EACH($n)` as a
/// parameter. Kept flat: no allocation per row or column.
///
/// ```
/// use licentia_platform::db::Rows;
/// let mut rows = Rows::new();
/// rows.row().int(7).text("Anna").null();
/// rows.row().int(8).text("Björn").bool(true);
/// assert_eq!(rows.json(), r#"[[7,"Anna",null],[8,"Björn",1]]"#);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rows {
    cells: Vec<Cell>,
    /// Where each row begins in `cells`.
    starts: Vec<usize>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
enum Cell {
    Null,
    Int(i64),
    Text { start: usize, end: usize },
    Blob { start: usize, end: usize },
}

/// One column of one row, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellRef<'a> {
    Null,
    Int(i64),
    Text(&'a str),
    Blob(&'a [u8]),
}

impl Rows {
    /// No rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// No rows yet, with room for `rows` of `columns` each.
    pub fn with_capacity(rows: usize, columns: usize) -> Self {
        Self {
            cells: Vec::with_capacity(rows * columns),
            starts: Vec::with_capacity(rows),
            bytes: Vec::new(),
        }
    }

    /// Adds a row; its columns follow on what is returned.
    pub fn row(&mut self) -> RowOf<'_> {
        self.starts.push(self.cells.len());
        RowOf { rows: self }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// All rows as one JSON array of arrays. Bytes become hexadecimal text.
    pub fn json(&self) -> String {
        self.json_of(0, self.len())
    }

    /// The rows from `from` up to, without, `to` as one JSON array of arrays.
    pub(crate) fn json_of(&self, from: usize, to: usize) -> String {
        let mut json = String::with_capacity((to - from) * 64 + 2);
        json.push('[');
        for row in from..to {
            json.push_str(if row == from { "[" } else { ",[" });
            for (column, cell) in self.row_at(row).enumerate() {
                if column > 0 {
                    json.push(',');
                }
                push_json(&mut json, cell);
            }
            json.push(']');
        }
        json.push(']');
        json
    }

    /// The columns of row `row`.
    pub(crate) fn row_at(&self, row: usize) -> impl ExactSizeIterator<Item = CellRef<'_>> {
        let end = self.starts.get(row + 1).copied().unwrap_or(self.cells.len());
        self.cells[self.starts[row]..end].iter().map(|cell| match *cell {
            Cell::Null => CellRef::Null,
            Cell::Int(number) => CellRef::Int(number),
            Cell::Text { start, end } => CellRef::Text(
                std::str::from_utf8(&self.bytes[start..end]).expect("these bytes were pushed as a str"),
            ),
            Cell::Blob { start, end } => CellRef::Blob(&self.bytes[start..end]),
        })
    }

    /// How many columns every row has; `None` when they differ.
    pub(crate) fn width(&self) -> Option<usize> {
        let width = self.cells.len() / self.len().max(1);
        self.starts
            .iter()
            .enumerate()
            .all(|(row, start)| *start == row * width)
            .then_some(width)
            .filter(|width| width * self.len() == self.cells.len())
    }

    /// Whether a text holds a NUL character, which no database keeps.
    pub(crate) fn has_nul(&self) -> bool {
        self.bytes.contains(&0)
            && self.cells.iter().any(|cell| match *cell {
                Cell::Text { start, end } => self.bytes[start..end].contains(&0),
                _ => false,
            })
    }

    fn push_bytes(&mut self, bytes: &[u8]) -> (usize, usize) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        (start, self.bytes.len())
    }
}

impl From<Rows> for Value {
    fn from(rows: Rows) -> Self {
        Self::Text(rows.json())
    }
}

impl From<&Rows> for Value {
    fn from(rows: &Rows) -> Self {
        Self::Text(rows.json())
    }
}

/// One row of [`Rows`] while it is written.
pub struct RowOf<'a> {
    rows: &'a mut Rows,
}

impl RowOf<'_> {
    /// A number.
    pub fn int(self, value: impl Into<i64>) -> Self {
        self.rows.cells.push(Cell::Int(value.into()));
        self
    }

    /// A revision or sequence number.
    pub fn revision(self, value: u64) -> Self {
        self.int(value.cast_signed())
    }

    /// A flag, as 0 or 1.
    pub fn bool(self, value: bool) -> Self {
        self.int(i64::from(value))
    }

    /// A text.
    pub fn text(self, value: &str) -> Self {
        let (start, end) = self.rows.push_bytes(value.as_bytes());
        self.rows.cells.push(Cell::Text { start, end });
        self
    }

    /// Bytes.
    pub fn blob(self, value: &[u8]) -> Self {
        let (start, end) = self.rows.push_bytes(value);
        self.rows.cells.push(Cell::Blob { start, end });
        self
    }

    /// SQL's NULL.
    pub fn null(self) -> Self {
        self.rows.cells.push(Cell::Null);
        self
    }

    /// A number that may be absent.
    pub fn int_or_null(self, value: Option<impl Into<i64>>) -> Self {
        match value {
            Some(value) => self.int(value),
            None => self.null(),
        }
    }

    /// A text that may be absent.
    pub fn text_or_null(self, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(value),
            None => self.null(),
        }
    }
}

fn push_json(json: &mut String, cell: CellRef<'_>) {
    match cell {
        CellRef::Null => json.push_str("null"),
        CellRef::Int(number) => {
            write!(json, "{number}").expect("writing to a String cannot fail");
        }
        CellRef::Text(text) => push_json_text(json, text),
        CellRef::Blob(bytes) => {
            json.push('"');
            push_hex(json, bytes);
            json.push('"');
        }
    }
}

/// Appends `bytes` in lower-case hexadecimal.
pub(crate) fn push_hex(out: &mut String, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// Appends `text` as a JSON string. A NUL stays as it is, so that binding refuses the array as it
/// refuses a text.
fn push_json_text(json: &mut String, text: &str) {
    json.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if (byte >= 0x20 && byte != b'"' && byte != b'\\') || byte == 0 {
            continue;
        }
        json.push_str(&text[plain..at]);
        match byte {
            b'"' => json.push_str("\\\""),
            b'\\' => json.push_str("\\\\"),
            control => write!(json, "\\u{control:04x}").expect("writing to a String cannot fail"),
        }
        plain = at + 1;
    }
    json.push_str(&text[plain..]);
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_as_json() {
        let texts = ["", "plain", "\"quoted\" \\ back", "line\nfeed\ttab\u{1}", "Żółć 漢字 🦀"];
        let mut rows = Rows::new();
        for text in texts {
            rows.row().text(text).int(-5_i64).int_or_null(None::<i64>);
        }
        let read: Vec<(String, i64, Option<i64>)> = serde_json::from_str(&rows.json()).unwrap();
        assert_eq!(read.len(), texts.len());
        for (row, text) in read.iter().zip(texts) {
            assert_eq!((row.0.as_str(), row.1, row.2), (text, -5, None));
        }
        assert_eq!(rows.json_of(1, 2), r#"[["plain",-5,null]]"#);
        assert_eq!(Rows::new().json(), "[]");
    }

    #[test]
    fn rows_of_different_width_have_none() {
        let mut rows = Rows::new();
        assert_eq!(rows.width(), Some(0));
        rows.row().int(1).int(2);
        rows.row().int(3).blob(&[0, 255]);
        assert_eq!(rows.width(), Some(2));
        assert_eq!(rows.json_of(1, 2), r#"[[3,"00ff"]]"#);
        rows.row().int(5);
        assert_eq!(rows.width(), None);
        rows.row().int(6).int(7).int(8);
        assert_eq!(rows.width(), None);
    }
}
