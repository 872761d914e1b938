//! What the lists of all nouns have in common: they come in pages, and each page says where the next one begins.
//!
//! A noun keeps its own query, its own rows and its own sentences. Here is what stands around them: the query of a page
//! and its answer in the API, the ways to other pages on a page, and the conditions of a statement.

pub(crate) mod api;
pub(crate) mod page;
pub(crate) mod store;

use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Clone, Debug)]
pub struct Listing<T, C> {
    /// The page.
    pub items: Vec<T>,
    /// Where the next one begins.
    pub next: Option<C>,
    /// How many the whole list has.
    pub total: u64,
}

/// A place in a list that goes by moments, newest first: the moment in milliseconds UTC, and the id, because two may
/// have come in the same millisecond.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newest(pub i64, pub String);
