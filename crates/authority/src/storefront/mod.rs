//! The store: what a customer has, can add, and what it costs; opened by a signed link.

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
