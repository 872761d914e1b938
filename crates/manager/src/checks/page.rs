//! *Ask why*: a question, the verdict, every rule with what it saw, and who can fix it.

use axum::Router;

use crate::state::Manager;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
}
