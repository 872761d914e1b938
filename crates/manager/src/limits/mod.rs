//! Plan limits (rule 14): how much of each is used, reserved and left, and what an application may still create.

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
