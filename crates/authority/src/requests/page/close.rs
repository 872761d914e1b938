//! *Put away*: what nobody will answer, or was answered otherwise.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, Field, encode, t};
use maud::html;

use super::super::Kind;
use super::one;
use crate::page::{Screen, refusal};
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
    let reason = Some(form.text("reason").to_owned()).filter(|reason| !reason.is_empty());
    match super::super::close(&authority, &granted, &id, reason).await {
        Ok(_) => Ok(Redirect::to("/requests").into_response()),
        Err(problem) if problem.is_internal() || problem.status == 404 => Err(problem),
        Err(problem) => dialog(&authority, &screen, &id, Some(problem)).await,
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
        .lead(html! { (opened.item.customer_name) ", " span.mono { (opened.item.serial) } })
        .narrow()
        .form(format!("{address}/close"))
        .body(html! {
            @if let Some(problem) = &refused { (refusal(lang, problem)) }
            ul.will { li { (does) } li { (t!(lang, "desk-close-does-kept")) } }
            (Field::text("reason", t!(lang, "packages-reason")).hint(t!(lang, "packages-reason-hint")))
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "desk-close")).primary()) };
    let behind = one::body(authority, screen, &opened, None).await?;
    Ok(screen.dialog("requests", behind, &dialog.footer(footer), refused.as_ref()))
}
