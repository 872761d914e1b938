//! The pages about packages: all of them, one, and the next one before it is signed.

mod changes;
mod issue;
mod list;
mod one;

use axum::Router;
use axum::routing::get;

use crate::state::Authority;

pub(crate) use changes::{changed_dates, changed_rows, delta, total};
pub(crate) use list::whereabouts_tag;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/customers/{serial}/issue", get(issue::preview).post(issue::issue))
        .route("/packages", get(list::show))
        .route("/packages/{id}", get(one::show))
        .route("/packages/{id}/file", get(one::file))
}
