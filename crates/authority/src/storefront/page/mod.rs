//! The pages of the store: what there is and what is wanted, what that costs, what became of it.

mod choose;
mod orders;
mod review;
mod shelf;
mod shop;

use axum::Router;
use axum::routing::{get, post};

use crate::state::Authority;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/store", get(choose::show).post(choose::keep))
        .route("/store/review", get(review::show))
        .route("/store/order", post(review::order))
        .route("/store/orders", get(orders::list))
        .route("/store/orders/{id}", get(orders::show))
        .route("/store/orders/{id}/withdraw", post(orders::withdraw))
}
