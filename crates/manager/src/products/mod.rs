//! Products: what an issuer sells by name, with every dated row, who has it, and staged edits.

use axum::Router;

use crate::state::Manager;

pub(crate) fn api_routes() -> Router<Manager> {
    Router::new()
}

pub(crate) fn page_routes() -> Router<Manager> {
    Router::new()
}
