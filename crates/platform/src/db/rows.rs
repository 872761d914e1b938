//! A set of rows, bound to one statement as one JSON array.

use std::fmt::Write as _;

use super::Value;

/// Builds the JSON array that `EACH($n)` takes, one array per row, without a tree in between.
///
/// ```
/// use licentia_platform::db::Rows;
/// let mut rows = Rows::new();
/// rows.row().int(7).text("Anna").null();
/// rows.row().int(8).text("Björn").bool(true);
/// assert_eq!(rows.json(), r#"[[7,"Anna",null],[8,"Björn",1]]"#);
/// ```
#[derive(Clone, Debug)]
pub struct Rows {
    json: String,
    len: usize,
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

impl Rows {
    /// No rows.
    pub fn new() -> Self {
        Self {
            json: String::from("["),
            len: 0,
        }
    }

    /// Adds a row; its columns follow on what is returned.
    pub fn row(&mut self) -> RowOf<'_> {
        if self.len > 0 {
            self.json.push(',');
        }
        self.len += 1;
        self.json.push('[');
        RowOf {
            json: &mut self.json,
            first: true,
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The array.
    pub fn json(&self) -> String {
        format!("{}]", self.json)
    }
}

impl From<Rows> for Value {
    fn from(mut rows: Rows) -> Self {
        rows.json.push(']');
        Self::Text(rows.json)
    }
}

/// One row of [`Rows`] while it is written.
pub struct RowOf<'a> {
    json: &'a mut String,
    first: bool,
}

impl RowOf<'_> {
    fn separate(&mut self) {
        if !std::mem::take(&mut self.first) {
            self.json.push(',');
        }
    }

    /// A number.
    pub fn int(mut self, value: impl Into<i64>) -> Self {
        self.separate();
        write!(self.json, "{}", value.into()).expect("writing to a String cannot fail");
        self
    }

    /// A flag, as 0 or 1.
    pub fn bool(self, value: bool) -> Self {
        self.int(i64::from(value))
    }

    /// A text.
    pub fn text(mut self, value: &str) -> Self {
        self.separate();
        push_json_text(self.json, value);
        self
    }

    /// SQL's NULL.
    pub fn null(mut self) -> Self {
        self.separate();
        self.json.push_str("null");
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

impl Drop for RowOf<'_> {
    fn drop(&mut self) {
        self.json.push(']');
    }
}

/// Appends `text` as a JSON string.
fn push_json_text(json: &mut String, text: &str) {
    json.push('"');
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        if byte >= 0x20 && byte != b'"' && byte != b'\\' {
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
        let texts = [
            "",
            "plain",
            "\"quoted\" \\ back",
            "line\nfeed\ttab\u{1}",
            "Żółć 漢字 🦀",
        ];
        let mut rows = Rows::new();
        for text in texts {
            rows.row().text(text).int(-5_i64).int_or_null(None::<i64>);
        }
        let read: Vec<(String, i64, Option<i64>)> = serde_json::from_str(&rows.json()).unwrap();
        assert_eq!(read.len(), texts.len());
        for (row, text) in read.iter().zip(texts) {
            assert_eq!((row.0.as_str(), row.1, row.2), (text, -5, None));
        }
        assert_eq!(Rows::new().json(), "[]");
    }
}
