//! Usage that installations report: each figure once.

use axum::Router;

use crate::state::Authority;

/// The routes under `/api/v1`.
pub(crate) fn api_routes() -> Router<Authority> {
    Router::new()
}

/// The pages.
pub(crate) fn page_routes() -> Router<Authority> {
    Router::new()
}
