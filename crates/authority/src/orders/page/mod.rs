//! The pages of orders: what waits, one order, and the decision.

mod list;
mod one;
mod parts;
mod refuse;

use axum::Router;
use axum::routing::{get, post};

use crate::state::Authority;

pub(crate) use list::of_customer;
pub(crate) use parts::{lines, monthly, state_tag, totals, what_changes};

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/orders", get(list::show))
        .route("/orders/{id}", get(one::show))
        .route("/orders/{id}/approve", post(one::approve))
        .route("/orders/{id}/refuse", get(refuse::ask).post(refuse::refuse))
}
