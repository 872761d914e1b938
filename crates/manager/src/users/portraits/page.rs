//! Setting and removing a portrait: in a dialog over the user's page, and on the page of one's own.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use licentia_platform::access::{ManageUsers, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Path, Upload, body_limit};
use licentia_ui::{Button, Dialog, Field, Icon, Lang, Panel, Size, portrait_of, t};
use maud::{Markup, html};

use super::May;
use super::api::larger;
use super::picture::MAX_BYTES;
use crate::page::{OwnScreen, Screen};
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::page::{address, notice, show};
use crate::users::{Listed, find, own};

/// What a form says beside the file, in bytes.
const AROUND: u64 = 16 * 1_024;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    let uploads = Router::new()
        .route("/users/{user}/portrait", get(ask).post(set))
        .route("/me/portrait", post(set_own));
    body_limit(uploads, MAX_BYTES + AROUND)
        .route("/users/{user}/portrait/remove", post(remove))
        .route("/me/portrait/remove", post(remove_own))
}

/// The portrait among the facts of a user's page, with the way to another one.
pub(crate) fn fact(screen: &Screen, user: &Listed) -> Option<Markup> {
    let lang = screen.lang;
    if !screen.caller.has(Right::ManageUsers) || user.row.state == UserState::Deleted {
        return None;
    }
    let label = match user.portrait {
        Some(_) => t!(lang, "people-portrait-change"),
        None => t!(lang, "people-portrait-add"),
    };
    let to = format!("{}/portrait", address(screen, &user.row.login, &user.row.id));
    Some(html! { (Button::link(label, to).small().dialog()) })
}

fn file(lang: Lang) -> Field {
    Field::file("file", t!(lang, "people-portrait-file"))
        .accept("image/png,image/jpeg")
        .hint(t!(lang, "people-portrait-hint"))
}

async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    dialog(&manager, &screen, &user, None).await
}

async fn set(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
    upload: Result<Upload, Problem>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let done = match upload.map_err(larger) {
        Ok(upload) => {
            super::set(&manager, May::of(&granted, &user.row.id), IfMatch::default(), upload.chosen("file"))
                .await
        }
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&address(&screen, &user.row.login, &user.row.id)).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 415 => Err(problem),
        Err(problem) => dialog(&manager, &screen, &user, Some(&problem)).await,
    }
}

async fn remove(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    super::remove(&manager, May::of(&granted, &user.row.id), IfMatch::default()).await?;
    Ok(Redirect::to(&address(&screen, &user.row.login, &user.row.id)).into_response())
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let back = address(screen, &user.row.login, &user.row.id);
    let to = format!("{back}/portrait");
    let title = t!(lang, "people-portrait-title", name = user.row.name.as_str());
    let body = html! {
        @if let Some(problem) = refused { (notice(lang, problem)) }
        div.row { (portrait_of(&user.row.name, user.portrait.as_deref(), Size::Large)) (file(lang)) }
    };
    let dialog = Dialog::new(lang, title, back).narrow().upload(to.clone()).body(body);
    let remove = Button::submit(t!(lang, "people-portrait-remove")).danger().action(format!("{to}/remove"));
    let footer = html! {
        (dialog.cancel())
        (Button::submit(t!(lang, "people-portrait-do")).primary())
        @if user.portrait.is_some() { (remove) }
    };
    let behind = show::body(manager, screen, user, None).await?;
    let mut response = screen.dialog("users", behind, &dialog.footer(footer));
    if let Some(problem) = refused {
        *response.status_mut() = http::StatusCode::from_u16(problem.status).unwrap_or_default();
    }
    Ok(response)
}

/// The portrait as a part of one's own page.
pub(crate) fn own_panel(screen: &Screen, user: &Listed) -> Panel {
    let lang = screen.lang;
    let body = html! {
        form.stack.tight method="post" action=(screen.to("/me/portrait")) enctype="multipart/form-data" {
            (file(lang))
            div.row { (Button::submit(t!(lang, "people-portrait-do")).icon(Icon::Upload)) }
        }
        @if user.portrait.is_some() {
            form method="post" action=(screen.to("/me/portrait/remove")) {
                (Button::submit(t!(lang, "people-portrait-remove")).small())
            }
        }
    };
    Panel::titled("portrait", t!(lang, "people-portrait")).body(html! { div.stack.tight { (body) } })
}

async fn set_own(
    State(manager): State<Manager>,
    OwnScreen(screen): OwnScreen,
    upload: Result<Upload, Problem>,
) -> Result<Response, Problem> {
    let may = May::own(&screen.caller)?;
    let done = match upload.map_err(larger) {
        Ok(upload) => super::set(&manager, may, IfMatch::default(), upload.chosen("file")).await,
        Err(problem) => Err(problem),
    };
    match done {
        Ok(_) => Ok(Redirect::to(&screen.to("/me")).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 415 => Err(problem),
        Err(problem) => {
            let screen = screen.at_path("/me");
            let said = notice(screen.lang, &problem);
            let mut response = own::page::page(&manager, &screen, Some(said)).await?;
            *response.status_mut() = http::StatusCode::from_u16(problem.status).unwrap_or_default();
            Ok(response)
        }
    }
}

async fn remove_own(
    State(manager): State<Manager>,
    OwnScreen(screen): OwnScreen,
) -> Result<Response, Problem> {
    super::remove(&manager, May::own(&screen.caller)?, IfMatch::default()).await?;
    Ok(Redirect::to(&screen.to("/me")).into_response())
}
