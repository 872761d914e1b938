//! Automatic distribution: who gets which plan or modules by group, attribute or kind (rule 13).

use axum::Router;

use crate::state::Manager;

pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
