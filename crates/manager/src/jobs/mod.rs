//! Long work: what was asked, how far it is, what came of it.

use axum::Router;

use crate::state::Manager;

pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
