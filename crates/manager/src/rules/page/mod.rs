//! The pages of the rules: the list, a rule, and what a change would do before it is done.

mod form;
mod list;
mod preview;

use axum::Router;
use axum::routing::get;

use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/rules", get(list::list))
        .route("/rules/new", get(form::add).post(form::added))
        .route("/rules/preview", get(list::list).post(preview::act))
        .route("/rules/preview.csv", axum::routing::post(preview::file))
        .route("/rules/{id}", get(form::edit).post(form::edited))
}
