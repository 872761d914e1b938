//! Pages.

use axum::Router;

use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
}
