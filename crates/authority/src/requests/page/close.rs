//! *Put away*: what nobody will answer, or was answered otherwise.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, encode, t};
use maud::html;

use super::super::Kind;
use super::one;
use crate::page::{Screen, on_form, reason_field, refusal, whom};
use crate::state::Authority;

pub(super) async fn ask(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    dialog(&authority, &screen, &id, None).await
}

pub(super) async fn close(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    match super::super::close(&authority, &granted, &id, form.typed("reason")).await {
        Ok(_) => Ok(Redirect::to("/requests").into_response()),
        Err(problem) => dialog(&authority, &screen, &id, Some(on_form(problem)?)).await,
    }
}

async fn dialog(
    authority: &Authority,
    screen: &Screen,
    id: &str,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let opened = super::super::show(authority, &screen.caller.may::<View>()?, id).await?;
    let address = format!("/requests/{}", encode(id));
    let does = match opened.item.kind {
        Kind::Request => t!(lang, "desk-close-does-request"),
        Kind::Letter | Kind::Receipt => t!(lang, "desk-close-does-letter"),
    };
    let dialog = Dialog::new(lang, t!(lang, "desk-close"), address.as_str())
        .lead(whom(&opened.item.customer_name, &opened.item.serial))
        .narrow()
        .form(format!("{address}/close"))
        .body(html! {
            @if let Some(problem) = &refused { (refusal(lang, problem)) }
            ul.will { li { (does) } li { (t!(lang, "desk-close-does-kept")) } }
            (reason_field(lang))
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "desk-close")).primary()) };
    let behind = one::body(authority, screen, &opened, None).await?;
    Ok(screen.dialog("requests", behind, &dialog.footer(footer), refused.as_ref()))
}
