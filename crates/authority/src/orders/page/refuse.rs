//! *Refuse order*: with a reason that the customer reads.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, Field, encode, t};
use maud::html;

use super::super::show as found;
use super::one;
use crate::page::{Screen, on_form, refusal, whom};
use crate::state::Authority;

pub(super) async fn ask(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    dialog(&authority, &screen, &id, "", None).await
}

pub(super) async fn refuse(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let reason = form.text("reason");
    match super::super::refuse(&authority, &granted, &id, reason.to_owned()).await {
        Ok(_) => Ok(Redirect::to("/orders").into_response()),
        Err(problem) => dialog(&authority, &screen, &id, reason, Some(on_form(problem)?)).await,
    }
}

async fn dialog(
    authority: &Authority,
    screen: &Screen,
    id: &str,
    typed: &str,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let order = found(authority, &screen.caller.may::<View>()?, id).await?;
    let address = format!("/orders/{}", encode(id));
    let reason = Field::area("reason", t!(lang, "orders-refuse-reason"));
    let dialog = Dialog::new(lang, t!(lang, "orders-refuse-title", number = order.n), address.as_str())
        .lead(whom(&order.customer_name, &order.serial))
        .narrow()
        .form(format!("{address}/refuse"))
        .body(html! {
            @if let Some(problem) = &refused { (refusal(lang, problem)) }
            ul.will { li { (t!(lang, "orders-refuse-does")) } }
            (reason.value(typed).hint(t!(lang, "orders-refuse-hint")).required())
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "orders-refuse")).danger()) };
    let behind = one::body(authority, screen, &order, None).await?;
    Ok(screen.dialog("orders", behind, &dialog.footer(footer), refused.as_ref()))
}
