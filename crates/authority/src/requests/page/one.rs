//! One thing on the desk, opened, and a request answered.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Right, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path, download};
use licentia_ui::{Button, Head, Icon, encode, t};
use maud::{Markup, html};

use super::super::{Content, Opened, Options, State, answer_kept};
use super::parts::kind;
use super::{letter, request};
use crate::page::{Screen, on_form};
use crate::state::Authority;

pub(super) async fn show(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let opened = super::super::show(&authority, &screen.caller.may::<View>()?, &id).await?;
    let body = body(&authority, &screen, &opened, None).await?;
    Ok(screen.page(&title(&screen, &opened), "requests", body))
}

fn title(screen: &Screen, opened: &Opened) -> String {
    t!(
        screen.lang,
        "desk-from",
        kind = kind(screen.lang, &opened.item),
        name = opened.item.customer_name.as_str()
    )
}

/// The page without its frame: also what stands behind the question whether to put it away.
pub(super) async fn body(
    authority: &Authority,
    screen: &Screen,
    opened: &Opened,
    refused: Option<&Problem>,
) -> Result<Markup, Problem> {
    let content = match &opened.content {
        Content::Request(asked) => request::contents(authority, screen, &opened.item, asked, refused).await?,
        Content::Receipt(receipt) => letter::receipt(screen, &opened.item, receipt),
        Content::Letter(written) => letter::letter(screen, &opened.item, written),
    };
    Ok(html! { (head(screen, opened)) (content) })
}

fn head(screen: &Screen, opened: &Opened) -> Head {
    let lang = screen.lang;
    let item = &opened.item;
    let address = format!("/requests/{}", item.id);
    let customer = format!("/customers/{}", encode(&item.serial));
    let file = Button::link(t!(lang, "desk-file-as-it-came"), format!("{address}/file"));
    let head = Head::new(kind(lang, item))
        .crumb(lang, t!(lang, "desk-title"), "/requests")
        .crumb(lang, item.customer_name.as_str(), customer)
        .action(file.plain().icon(Icon::Download).download());
    if item.state != State::Waiting || !screen.caller.has(Right::Sell) {
        return head;
    }
    head.action(Button::link(t!(lang, "desk-close"), format!("{address}/close")).dialog())
}

pub(super) async fn answer(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let options = Options { cover_version: form.has("cover_version"), reason: form.typed("reason") };
    match answer_kept(&authority, &granted, &id, options).await {
        Ok(_) => Ok(Redirect::to(&format!("/requests/{}", encode(&id))).into_response()),
        Err(problem) => {
            let problem = on_form(problem)?;
            let opened = super::super::show(&authority, &screen.caller.may::<View>()?, &id).await?;
            let body = body(&authority, &screen, &opened, Some(&problem)).await?;
            Ok(screen.refused(problem.status, &title(&screen, &opened), "requests", body))
        }
    }
}

/// The file as it came, for whoever wants to verify it elsewhere.
pub(super) async fn file(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let (item, bytes) = super::super::file(&authority, &screen.caller.may::<View>()?, &id).await?;
    Ok(download("application/octet-stream", &item.file_name(), bytes))
}
