//! Reads TOML tables field by field, collecting every problem instead of stopping at the first.

use std::collections::BTreeMap;

use licentia_core::licence::Texts;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{FileProblem, Trouble};

/// The greatest number a catalogue may hold, so that sums of them stay far from any limit.
const MOST: u64 = 1_000_000_000_000;

/// The line of each thing in a file, by its path: `modules[3]`, `modules[3].set`.
pub(super) type Lines = BTreeMap<String, u32>;

/// What has been found so far, and the way from a byte to a line.
pub(super) struct Found {
    /// The first byte of every line.
    starts: Vec<usize>,
    problems: Vec<FileProblem>,
    lines: Lines,
}

impl Found {
    pub(super) fn in_source(source: &str) -> Self {
        let ends = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { starts, problems: Vec::new(), lines: Lines::new() }
    }

    /// The line of a byte, counted from 1.
    fn line_at(&self, byte: usize) -> u32 {
        u32::try_from(self.starts.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX)
    }

    pub(super) fn add(&mut self, byte: usize, module: Option<&str>, trouble: Trouble) {
        let line = Some(self.line_at(byte));
        self.problems.push(FileProblem { line, module: module.map(str::to_owned), trouble });
    }

    pub(super) fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// The problems in the order of their lines.
    pub(super) fn into_problems(mut self) -> Vec<FileProblem> {
        self.problems.sort_by_key(|problem| problem.line);
        self.problems
    }

    /// Where everything stood.
    pub(super) fn into_lines(self) -> Lines {
        self.lines
    }
}

/// One table being read. Every field asked for counts as known; [`Fields::finish`] reports the others.
pub(super) struct Fields<'t, 'i, 'f> {
    table: &'t DeTable<'i>,
    found: &'f mut Found,
    start: usize,
    path: String,
    module: Option<String>,
    known: Vec<&'static str>,
}

impl<'t, 'i, 'f> Fields<'t, 'i, 'f> {
    /// `path` is how the rules name this table: `modules[3]`, and nothing for the whole document.
    pub(super) fn of(table: &'t DeTable<'i>, start: usize, path: String, found: &'f mut Found) -> Self {
        let line = found.line_at(start);
        found.lines.insert(path.clone(), line);
        for (key, value) in table.iter() {
            let line = found.line_at(value.span().start);
            found.lines.insert(joined(&path, key.get_ref()), line);
        }
        Self { table, found, start, path, module: None, known: Vec::new() }
    }

    /// From here on, problems name this module.
    pub(super) fn named(&mut self, module: &str) {
        self.module = Some(module.to_owned());
    }

    pub(super) fn trouble(&mut self, at: usize, trouble: Trouble) {
        self.found.add(at, self.module.as_deref(), trouble);
    }

    fn wrong(&mut self, at: usize, field: &str, wanted: &'static str) {
        self.trouble(at, Trouble::WrongType { field: field.to_owned(), wanted });
    }

    fn get(&mut self, field: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.known.push(field);
        self.table.get(field)
    }

    /// Reports `field` if it is not there.
    pub(super) fn must_have(&mut self, field: &'static str) {
        if !self.table.contains_key(field) {
            self.trouble(self.start, Trouble::Missing { field });
        }
    }

    /// A text, if it is there, and where.
    pub(super) fn text(&mut self, field: &'static str) -> Option<(String, usize)> {
        let value = self.get(field)?;
        let at = value.span().start;
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong(at, field, "text");
        }
        text.map(|text| (text.to_owned(), at))
    }

    /// One of a few words, if it is there.
    pub(super) fn word<T: Copy>(&mut self, field: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(field)?;
        self.meaning(field, text, words)
    }

    /// A list of a few words, if it is there.
    pub(super) fn words<T: Copy>(
        &mut self,
        field: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Vec<T>> {
        let texts = self.texts(field)?;
        Some(texts.into_iter().filter_map(|text| self.meaning(field, text, words)).collect())
    }

    fn meaning<T: Copy>(
        &mut self,
        field: &'static str,
        (value, at): (String, usize),
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let meaning = words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.trouble(at, Trouble::UnknownWord { field, value, allowed: allowed.join(", ") });
        }
        meaning
    }

    /// Yes or no; no when it is not there.
    pub(super) fn flag(&mut self, field: &'static str) -> bool {
        let Some(value) = self.get(field) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong(value.span().start, field, "flag");
        }
        flag.unwrap_or_default()
    }

    /// A whole number, if it is there.
    pub(super) fn number(&mut self, field: &'static str) -> Option<u64> {
        let value = self.get(field)?;
        let number = whole(value.get_ref());
        if number.is_none() {
            self.wrong(value.span().start, field, "number");
        }
        number
    }

    /// A list of texts, if it is there, each with its place.
    pub(super) fn texts(&mut self, field: &'static str) -> Option<Vec<(String, usize)>> {
        const WANTED: &str = "texts";
        let value = self.get(field)?;
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value.span().start, field, WANTED);
            return None;
        };
        let mut texts = Vec::with_capacity(array.len());
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), item.span().start)),
                None => self.wrong(item.span().start, field, WANTED),
            }
        }
        Some(texts)
    }

    /// A text for each language: `{ en = "…", sv = "…" }`; empty when it is not there.
    pub(super) fn languages(&mut self, field: &'static str) -> Texts {
        self.entries(field, "languages", |value| {
            value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        })
    }

    /// A price for each currency: `{ EUR = 5900 }`; empty when it is not there.
    pub(super) fn prices(&mut self, field: &'static str) -> BTreeMap<String, u64> {
        self.entries(field, "prices", whole)
    }

    fn entries<T>(
        &mut self,
        field: &'static str,
        wanted: &'static str,
        read: impl Fn(&DeValue<'i>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let mut entries = BTreeMap::new();
        let Some(value) = self.get(field) else { return entries };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(value.span().start, field, wanted);
            return entries;
        };
        for (key, value) in table.iter() {
            match read(value.get_ref()) {
                Some(read) => drop(entries.insert(key.get_ref().to_string(), read)),
                None => self.wrong(value.span().start, field, wanted),
            }
        }
        entries
    }

    /// A table, if it is there, read by `read`.
    pub(super) fn table<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Fields<'t, 'i, '_>) -> T,
    ) -> Option<T> {
        let value = self.get(field)?;
        let at = value.span().start;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong(at, field, "table");
            return None;
        };
        let mut fields = Fields::of(table, at, joined(&self.path, field), self.found);
        let read = read(&mut fields);
        fields.finish();
        Some(read)
    }

    /// A list of tables, each read by `read`; empty when it is not there.
    pub(super) fn tables<T>(
        &mut self,
        field: &'static str,
        read: impl Fn(&mut Fields<'t, 'i, '_>) -> T,
    ) -> Vec<T> {
        const WANTED: &str = "tables";
        let Some(value) = self.get(field) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(value.span().start, field, WANTED);
            return Vec::new();
        };
        let mut all = Vec::with_capacity(array.len());
        for (n, item) in array.iter().enumerate() {
            let at = item.span().start;
            let Some(table) = item.get_ref().as_table() else {
                self.wrong(at, field, WANTED);
                continue;
            };
            let path = format!("{}[{n}]", joined(&self.path, field));
            let mut fields = Fields::of(table, at, path, self.found);
            fields.module.clone_from(&self.module);
            all.push(read(&mut fields));
            fields.finish();
        }
        all
    }

    /// Reports every field that nobody asked for.
    pub(super) fn finish(self) {
        let known = || self.known.join(", ");
        for (key, _) in self.table.iter() {
            let field: &str = key.get_ref();
            if !self.known.contains(&field) {
                let trouble = Trouble::UnknownField { field: field.to_owned(), known: known() };
                self.found.add(key.span().start, self.module.as_deref(), trouble);
            }
        }
    }
}

fn joined(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|number| *number <= MOST)
}
