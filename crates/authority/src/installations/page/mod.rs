//! The pages about installations: all of them, those of a customer, and what support decides about one.

mod decide;
mod list;
mod parts;

use axum::Router;
use axum::routing::get;

use crate::state::Authority;

pub(crate) use parts::{as_called, lines_of, waiting_of};

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/installations", get(list::show))
        .route("/customers/{serial}/installations/{kid}/{act}", get(decide::ask).post(decide::act))
}
