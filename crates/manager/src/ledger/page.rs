//! The ledger as a page.

use axum::Router;

use crate::state::Manager;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
}
