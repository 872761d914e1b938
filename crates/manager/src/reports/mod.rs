//! Counting: who held what, today and on past dates (rule 17).

use axum::Router;

use crate::state::Manager;

pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
