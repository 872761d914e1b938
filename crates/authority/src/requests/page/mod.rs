//! The desk's pages: what waits, what was done, and one thing opened.

mod close;
mod letter;
mod list;
mod one;
mod parts;
mod request;
#[cfg(test)]
mod tests;
mod why;

use axum::Router;
use axum::routing::{get, post};
use licentia_platform::web::{PACKAGE_LIMIT, body_limit};

use crate::state::Authority;

pub(crate) use list::of_customer;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    let upload =
        body_limit(Router::new().route("/requests", get(list::show).post(list::upload)), PACKAGE_LIMIT);
    upload
        .route("/requests/{id}", get(one::show))
        .route("/requests/{id}/answer", post(one::answer))
        .route("/requests/{id}/close", get(close::ask).post(close::close))
        .route("/requests/{id}/file", get(one::file))
}
