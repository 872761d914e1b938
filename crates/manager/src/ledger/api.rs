//! `GET /ledger` and `GET /ledger/checkpoint`.

use axum::Router;

use crate::state::Manager;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
}
