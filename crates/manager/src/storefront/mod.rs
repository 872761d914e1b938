//! The way to an issuer's store, with the customer already known by a signed link.

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
