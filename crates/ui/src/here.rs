//! Where the reader is: the path and query of the page, and links that change one thing of it.

use std::fmt;

use maud::{Markup, html};

/// A path with its query, decoded. State lives in the URL, so sorting, filtering, paging and opening
/// a dialog are links made from this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Here {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Here {
    /// From the two halves of a request's URI, as they came.
    #[must_use]
    pub fn new(path: &str, query: &str) -> Here {
        let pairs = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        Here { path: path.to_owned(), pairs }
    }

    /// The path, as it came.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The first value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every pair of the query, in order.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same page with `name=value`.
    #[must_use]
    pub fn with(&self, name: &str, value: impl fmt::Display) -> Here {
        let mut changed = self.without(name);
        changed.pairs.push((name.to_owned(), value.to_string()));
        changed
    }

    /// The same page without `name`.
    #[must_use]
    pub fn without(&self, name: &str) -> Here {
        let mut changed = self.clone();
        changed.pairs.retain(|(known, _)| known != name);
        changed
    }

    /// Hidden fields that carry the query through a GET form which asks for `except` itself.
    #[must_use]
    pub fn hidden_fields(&self, except: &[&str]) -> Markup {
        html! {
            @for (name, value) in self.pairs().filter(|(name, _)| !except.contains(name)) {
                input type="hidden" name=(name) value=(value);
            }
        }
    }
}

impl fmt::Display for Here {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.path)?;
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            write!(out, "{mark}{}={}", encode(name), encode(value))?;
        }
        Ok(())
    }
}

impl From<Here> for String {
    fn from(here: Here) -> String {
        here.to_string()
    }
}

impl From<&Here> for String {
    fn from(here: &Here) -> String {
        here.to_string()
    }
}

/// Percent-encodes one part of a path or query.
#[must_use]
pub fn encode(plain: &str) -> String {
    let mut out = String::with_capacity(plain.len());
    for byte in plain.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decode(encoded: &str) -> String {
    let bytes = encoded.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        match (bytes[at], pair.and_then(|two| u8::from_str_radix(two, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}
