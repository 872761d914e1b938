//! The form of a subscription: every line of it, the five dates, and the product versions.

mod sheet;
mod typed;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::Sell;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::encode;

use crate::customers::{self, Patch};
use crate::page::{Screen, on_form, unchanged_since};
use crate::state::Authority;

use sheet::Sheet;
use typed::Typed;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/customers/{serial}/subscription", get(edit).post(change))
}

async fn edit(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let customer = customers::show(&authority, &screen.caller.may()?, &serial).await?;
    let current = authority.catalogue().await?;
    let typed = Typed::of(&customer, &current.file.catalogue, screen.lang);
    Ok(Sheet { screen: &screen, customer: &customer, current: &current, typed, refused: None }.show())
}

async fn change(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let customer = customers::show(&authority, &screen.caller.may()?, &serial).await?;
    let current = authority.catalogue().await?;
    let mut typed = Typed::read(&form);
    let mut refused = None;
    if form.has("propose") {
        typed.propose(&current);
    } else {
        match save(&authority, &screen, &serial, &typed).await {
            Ok(()) => return Ok(Redirect::to(&format!("/customers/{}", encode(&serial))).into_response()),
            Err(problem) => refused = Some(on_form(problem)?),
        }
    }
    Ok(Sheet { screen: &screen, customer: &customer, current: &current, typed, refused }.show())
}

async fn save(authority: &Authority, screen: &Screen, serial: &str, typed: &Typed) -> Result<(), Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let patch = Patch { subscription: typed.patch()?, ..Patch::default() };
    let unchanged = unchanged_since(typed.revision);
    customers::change(authority, &granted, serial, unchanged, patch).await.map(drop)
}
