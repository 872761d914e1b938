//! The Status tab: whose database this is, its plan and how near it is to each limit, services, notifications.

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
