//! Lists under `/api/v1`: which page is asked for, and how one is answered.

use licentia_platform::problem::Problem;
use licentia_platform::web::{decode_cursor, encode_cursor, page_limit};
use licentia_protocol::api::Page;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

/// How many items a page has, unless told.
const PAGE: u32 = 100;

/// Which page of a list is wanted, beside the list's own filters.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// How many at most, 1 to 1,000; 100 unless told.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

impl Paging {
    /// How many items are asked for; 422 `invalid` when that is not 1 to 1,000.
    pub(crate) fn limit(&self) -> Result<u32, Problem> {
        page_limit(self.limit.or(Some(PAGE)))
    }

    /// The place to go on from, if a cursor came; 400 `cursor_invalid` when it is not one of ours.
    pub(crate) fn after<C: DeserializeOwned>(&self) -> Result<Option<C>, Problem> {
        self.cursor.as_deref().map(decode_cursor).transpose()
    }
}

/// A page as it is answered: its items in the words of the API, and a cursor for the next one.
pub(crate) fn page<T, W, C: Serialize>(
    items: Vec<T>,
    next: Option<C>,
    total: Option<u64>,
    wire: impl FnMut(T) -> W,
) -> Page<W> {
    Page {
        items: items.into_iter().map(wire).collect(),
        next: next.map(|place| encode_cursor(&place)),
        total,
    }
}

/// What a parameter means that takes one of a few words; 422 `invalid`, naming them, for any other.
pub(crate) fn one_of<T>(
    name: &str,
    word: Option<String>,
    read: fn(&str) -> Option<T>,
    words: &str,
) -> Result<Option<T>, Problem> {
    let wrong = || Problem::invalid(name, format!("`{name}` must be {words}."));
    word.map(|word| read(&word).ok_or_else(wrong)).transpose()
}
