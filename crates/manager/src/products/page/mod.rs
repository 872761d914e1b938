//! The pages of products: the list, one product with its staged changes, *Add users* and the preview.
//!
//! What is staged lives in the address and nowhere else: nothing is saved until *Apply*, and back, reload and a second
//! window do what one expects.

mod add;
mod apply;
mod bar;
mod list;
mod members;
mod preview;
mod seats;
mod show;
mod staged;

use axum::Router;
use axum::routing::{get, post};
use licentia_core::ids::UserNo;
use licentia_ui::encode;

use crate::page::Screen;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/products", get(list::show))
        .route("/products/{module}", get(show::show).post(apply::apply))
        .route("/products/{module}/stage", post(apply::stage))
        .route("/products/{module}/add", get(add::show).post(add::step))
        .route("/products/{module}/preview", get(preview::show))
}

/// The address of a product's page.
fn address(screen: &Screen, module: &str) -> String {
    screen.to(&format!("/products/{}", encode(module)))
}

/// The id by which a change names a user.
fn id_of(screen: &Screen, no: UserNo) -> Option<String> {
    screen.at.user(no).map(|user| uuid::Uuid::from_u128(user.id()).to_string())
}
