//! History: the daily use of each module, its high-water mark, days at capacity, refusals.

use axum::Router;

use crate::state::Manager;

/// The routes under `/api/v1`.
pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

/// The pages.
pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
