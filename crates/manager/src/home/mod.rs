//! Home: what needs somebody today, each with its action.

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
