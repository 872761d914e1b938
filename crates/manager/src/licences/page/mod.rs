//! The Licences screen: whose they are, what the dates say, what is new, and every licence in use of its total.

mod delete;
mod history;
mod holder;
mod list;
mod module;
mod owner;
mod screen;
mod tabs;
#[cfg(test)]
mod tests;
mod update;

use axum::Router;
use axum::routing::get;

use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/licences", get(screen::show))
        .route("/licences/delete", get(delete::ask).post(delete::delete))
        .route("/licences/{module}", get(module::show))
        .route("/holder", get(holder::show).post(holder::save))
}

pub(crate) use screen::body;
pub(crate) use tabs::{above_status, is_vendor, title_of};
