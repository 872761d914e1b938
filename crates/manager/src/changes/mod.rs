//! Bulk changes that were made, and undoing them as far as they still apply.

use axum::Router;

use crate::state::Manager;

pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
