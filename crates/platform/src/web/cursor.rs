//! Cursor pages: where a list goes on.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::problem::Problem;

/// The most items one page of a list may have.
pub const MAX_PAGE: u32 = 1_000;

/// The items of a page, unless told.
const PAGE: u32 = 50;

/// Which page of a list is wanted: the whole query of a list without filters. One with filters is asked with
/// [`Paged`](super::Paged), or has these two members itself and reads the first with [`page_limit`].
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// How many at most, 1 to 1,000; 50 unless told.
    #[param(minimum = 1, maximum = 1_000)]
    pub limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1)]
    pub cursor: Option<String>,
}

/// The number of items that a list is asked for.
///
/// # Errors
/// 422 `invalid` when it is not 1 to 1,000.
pub fn page_limit(asked: Option<u32>) -> Result<u32, Problem> {
    match asked.unwrap_or(PAGE) {
        limit @ 1..=MAX_PAGE => Ok(limit),
        _ => Err(Problem::invalid("limit", "`limit` must be 1 to 1000.").words("why-page-limit")),
    }
}

impl Listing {
    /// The number of items asked for.
    ///
    /// # Errors
    /// 422 `invalid` when it is not 1 to 1,000.
    pub fn limit(&self) -> Result<u32, Problem> {
        page_limit(self.limit)
    }

    /// The place to go on from, if a cursor came.
    ///
    /// # Errors
    /// 400 `cursor_invalid`.
    pub fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, Problem> {
        self.cursor.as_deref().map(decode_cursor).transpose()
    }
}

/// A cursor for a place in a list. Clients must not look inside.
///
/// # Panics
/// Never for the tuples and structs of numbers and texts that places are.
pub fn encode_cursor<T: Serialize>(place: &T) -> String {
    let json = serde_json::to_vec(place).expect("a place in a list is plain data");
    URL_SAFE_NO_PAD.encode(json)
}

/// The place that a cursor stands for.
///
/// # Errors
/// 400 `cursor_invalid` when it is not one of ours.
pub fn decode_cursor<T: DeserializeOwned>(cursor: &str) -> Result<T, Problem> {
    URL_SAFE_NO_PAD
        .decode(cursor)
        .ok()
        .and_then(|json| serde_json::from_slice(&json).ok())
        .ok_or_else(|| Problem::refused(400, "cursor_invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_a_made_up_one_is_refused() {
        let place = ("berg, anna".to_owned(), 17_u32);
        let listing = Listing { limit: Some(10), cursor: Some(encode_cursor(&place)) };
        assert_eq!(listing.after::<(String, u32)>().unwrap(), Some(place));
        for cursor in ["", "x", "e30", "AAAA", "[1]"] {
            let problem = decode_cursor::<(String, u32)>(cursor).unwrap_err();
            assert_eq!(problem.code, "cursor_invalid");
        }
        assert_eq!(Listing::default().limit().unwrap(), 50);
        let too_many = Listing { limit: Some(1_001), cursor: None };
        assert_eq!(too_many.limit().unwrap_err().status, 422);
    }
}
