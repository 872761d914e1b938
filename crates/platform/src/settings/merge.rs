//! The operator's file over the built-in one, key by key.

use serde::Deserialize as _;
use serde::de::IntoDeserializer as _;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::SettingsError;

/// The one table whose keys are names of the operator's choosing.
const ISSUERS: &str = "issuers.";

/// What may stand in a table of [`ISSUERS`], with the defaults.
fn issuer() -> Value {
    let empty = || Value::String(String::new());
    Value::Table(Table::from_iter(["authority", "store"].map(|key| (key.to_owned(), empty()))))
}

/// `text` over `defaults`, both TOML. A key that the defaults do not have is refused, and so
/// is a value of another kind than the default's.
pub(super) fn over_defaults(defaults: &str, text: &str, file: &str) -> Result<Table, SettingsError> {
    let mut merged: Table = defaults.parse().expect("the built-in file is TOML: a test reads it");
    let known = keys(&merged, "");
    let read = DeTable::parse(text).map_err(|error| SettingsError::Syntax {
        file: file.to_owned(),
        detail: error.to_string().trim_end().to_owned(),
    })?;
    let place = Place { text, file, known };
    place.merge(&mut merged, read.into_inner(), "")?;
    Ok(merged)
}

struct Place<'a> {
    text: &'a str,
    file: &'a str,
    known: Vec<String>,
}

impl Place<'_> {
    fn merge(&self, merged: &mut Table, read: DeTable<'_>, prefix: &str) -> Result<(), SettingsError> {
        for (name, value) in read {
            let line = self.line_of(name.span().start);
            let key = format!("{prefix}{}", name.get_ref());
            if prefix == ISSUERS {
                merged.entry(name.get_ref().to_string()).or_insert_with(issuer);
            }
            let Some(present) = merged.get_mut(name.get_ref().as_ref()) else {
                return Err(SettingsError::UnknownKey {
                    file: self.file.to_owned(),
                    line,
                    nearest: self.nearest(&key),
                    key,
                });
            };
            self.put(present, value, &key, line)?;
        }
        Ok(())
    }

    fn put(
        &self,
        present: &mut Value,
        value: Spanned<DeValue<'_>>,
        key: &str,
        line: usize,
    ) -> Result<(), SettingsError> {
        let (present, value) = match (present, value.into_inner()) {
            (Value::Table(present), DeValue::Table(read)) => {
                return self.merge(present, read, &format!("{key}."));
            }
            (present, value) => (present, Spanned::new(0..0, value)),
        };
        let value = Value::deserialize(value.into_deserializer())
            .map_err(|error| self.invalid(key, line, error.message().to_owned()))?;
        if !present.same_type(&value) {
            let detail = format!("must be {}, not {}", kind(present.type_str()), kind(value.type_str()));
            return Err(self.invalid(key, line, detail));
        }
        *present = value;
        Ok(())
    }

    fn invalid(&self, key: &str, line: usize, detail: String) -> SettingsError {
        SettingsError::invalid(format!("{}, line {line}", self.file), key, detail)
    }

    fn line_of(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
    }

    /// The known key most like `key`: a right name in a wrong table first, then a slip of
    /// the pen.
    fn nearest(&self, key: &str) -> Option<String> {
        let name = last(key);
        if let Some(same) = self.known.iter().find(|known| last(known) == name) {
            return Some(same.clone());
        }
        self.known
            .iter()
            .map(|known| {
                let distance = distance(known, key).min(distance(last(known), name) + 1);
                (distance, known)
            })
            .filter(|(distance, known)| *distance <= 1 + last(known).len() / 3)
            .min()
            .map(|(_, known)| known.clone())
    }
}

fn last(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

/// Every key of `table`, tables included, with dots.
fn keys(table: &Table, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        if let Value::Table(inner) = value {
            found.extend(keys(inner, &format!("{key}.")));
        }
        found.push(key);
    }
    found
}

fn kind(name: &str) -> String {
    match name {
        "string" => "a text in quotes".to_owned(),
        "integer" => "a whole number".to_owned(),
        "array" => "a list in brackets".to_owned(),
        "boolean" => "true or false".to_owned(),
        other => format!("a {other}"),
    }
}

/// Levenshtein's distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
