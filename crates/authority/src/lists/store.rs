//! The SQL that every list is put together from.

use licentia_platform::db::{DbError, Row, Sql, Value};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// How many words of a search count.
const WORDS: usize = 8;

/// The condition of a list while it is put together, with the values at its places.
#[derive(Default)]
pub(crate) struct Filter {
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Filter {
    /// Every word must occur, where `occurs` says from its place; what `LIKE` gives a meaning to is taken
    /// as written.
    pub(crate) fn words(search: &str, occurs: impl Fn(&str) -> String) -> Self {
        let mut filter = Self::default();
        for word in folded(search).split_whitespace().take(WORDS) {
            let escaped = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let place = filter.bind(format!("%{escaped}%"));
            filter.and(&occurs(&place));
        }
        filter
    }

    /// A place for a value.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// One more condition.
    pub(crate) fn and(&mut self, condition: &str) {
        self.conditions.push(condition.to_owned());
    }

    /// Only rows with this value, when one is given.
    pub(crate) fn only(&mut self, column: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            let place = self.bind(value);
            self.and(&format!("{column} = {place}"));
        }
    }

    /// Only what comes behind a place, in a list that goes by all these columns upwards (`>`) or all downwards (`<`).
    pub(crate) fn behind<const N: usize>(&mut self, compare: &str, columns: [&str; N], place: [Value; N]) {
        let places = place.map(|value| self.bind(value)).join(", ");
        self.and(&format!("({}) {compare} ({places})", columns.join(", ")));
    }

    /// A place for the number of rows to read for a page of `limit`: one more than it has, because that one says that
    /// the list goes on.
    pub(crate) fn one_more(&mut self, limit: u32) -> String {
        self.bind(limit.saturating_add(1))
    }

    /// ` WHERE …`, or nothing.
    pub(crate) fn sql(&self) -> String {
        if self.conditions.is_empty() {
            return String::new();
        }
        format!(" WHERE {}", self.conditions.join(" AND "))
    }

    /// What stands at the places.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }

    /// How many rows of `table` meet it.
    pub(crate) fn count(&self, sql: &mut dyn Sql, table: &str) -> Result<u64, DbError> {
        let statement = format!("SELECT COUNT(*) FROM {table}{}", self.sql());
        sql.query_one(&statement, &self.values)?.map_or(Ok(0), |row| row.get(0))
    }
}

/// The items of a page, and the place of the last one when there are more, out of rows of which
/// [`one more`](Filter::one_more) was read.
pub(crate) fn page<T, C>(
    rows: &[Row],
    limit: u32,
    item: impl FnMut(&Row) -> Result<T, DbError>,
    place: impl FnOnce(&Row) -> Result<C, DbError>,
) -> Result<(Vec<T>, Option<C>), DbError> {
    let shown = &rows[..rows.len().min(limit as usize)];
    let next = match shown.last() {
        Some(last) if rows.len() > shown.len() => Some(place(last)?),
        _ => None,
    };
    Ok((shown.iter().map(item).collect::<Result<_, _>>()?, next))
}

/// A stored word as what it stands for.
pub(crate) fn word<T>(row: &Row, index: usize, read: fn(&str) -> Option<T>) -> Result<T, DbError> {
    row.text(index).and_then(read).ok_or(DbError::Column { index, wanted: std::any::type_name::<T>() })
}

/// Case and accents do not count when people look for a name or sort by it: `Ó Briain` stands at O.
pub(crate) fn folded(text: &str) -> String {
    let folded = licentia_core::names::fold_login(text.trim());
    folded.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
}
