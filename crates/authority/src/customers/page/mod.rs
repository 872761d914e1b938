//! The pages about customers: the list, one customer, and the form behind both.

mod decide;
mod form;
mod list;
mod one;
mod owned;
mod told;

use axum::Router;
use axum::routing::get;

use crate::state::Authority;

pub(crate) use one::{body as page_behind, tabs};

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/customers", get(list::show))
        .route("/customers/new", get(form::new).post(form::create))
        .route("/customers/{serial}", get(one::show))
        .route("/customers/{serial}/edit", get(form::edit).post(form::change))
        .route("/customers/{serial}/decide/{act}", get(decide::ask).post(decide::decide))
}
