//! Adding, renaming and closing: each says first what it does.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::{Installation, InstallationKind, InstallationPatch};
use licentia_ui::{Button, Dialog, Field, t};
use maud::{Markup, html};

use super::{address, list, named, notice, show};
use crate::installations::{
    NewInstallation, change_installation, close_satellite, create_satellite, site_slug,
};
use crate::page::Screen;
use crate::state::Manager;

pub(super) async fn add(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    Ok(add_dialog(&screen, "", "", None))
}

pub(super) async fn added(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let (name, slug) = (form.text("name").trim().to_owned(), form.text("slug").trim().to_owned());
    let new = NewInstallation { name: name.clone(), slug: slug.clone() };
    match create_satellite(&manager, &granted, new).await {
        Ok(_) => Ok(Redirect::to(&address(&screen, &slug)).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(add_dialog(&screen, &name, &slug, Some(&problem))),
    }
}

fn add_dialog(screen: &Screen, name: &str, slug: &str, refused: Option<&Problem>) -> Response {
    let lang = screen.lang;
    let dialog = Dialog::new(lang, t!(lang, "satellites-add"), screen.to("/installations"))
        .narrow()
        .form(screen.to("/installations/new"))
        .body(html! {
            @if let Some(problem) = refused { (notice(lang, problem)) }
            @if !screen.at.demo() { p.quiet { (t!(lang, "satellites-add-means")) } }
            (fields(screen, name, Some(slug)))
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "satellites-add")).primary()) };
    screen.dialog("installations", list::body(screen), &dialog.footer(footer))
}

fn fields(screen: &Screen, name: &str, slug: Option<&str>) -> Markup {
    let lang = screen.lang;
    html! {
        (Field::text("name", t!(lang, "satellites-name")).value(name).required().autocomplete("off").focused())
        @if let Some(slug) = slug {
            (Field::text("slug", t!(lang, "satellites-slug")).value(slug).hint(t!(lang, "satellites-slug-hint")).required().autocomplete("off"))
        }
    }
}

pub(super) async fn edit(
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let database = named(&screen, &site)?;
    let (name, slug) = (database.name.clone(), database.slug.clone());
    Ok(edit_dialog(&screen, &database, (&name, &slug), None))
}

pub(super) async fn edited(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let database = named(&screen, &site)?;
    let name = form.text("name").trim().to_owned();
    let slug = form.get("slug").map(|slug| slug.trim().to_owned());
    let typed = (name.clone(), slug.clone().unwrap_or_else(|| database.slug.clone()));
    let patch = InstallationPatch { name: Some(name), slug };
    match change_installation(&manager, &granted, database.id.clone(), patch).await {
        Ok(done) => {
            let at = manager.snapshot(screen.caller.scope).await?;
            let slug = site_slug(&at, done.value).unwrap_or(&database.slug).to_owned();
            Ok(Redirect::to(&address(&screen, &slug)).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(edit_dialog(&screen, &database, (&typed.0, &typed.1), Some(&problem))),
    }
}

fn edit_dialog(
    screen: &Screen,
    database: &Installation,
    (name, slug): (&str, &str),
    refused: Option<&Problem>,
) -> Response {
    let lang = screen.lang;
    let back = address(screen, &database.slug);
    let slug = (database.kind == InstallationKind::Satellite).then_some(slug);
    let dialog =
        Dialog::new(lang, t!(lang, "satellites-rename-title", name = database.name.as_str()), back.clone())
            .narrow()
            .form(format!("{back}/edit"))
            .body(html! {
                @if let Some(problem) = refused { (notice(lang, problem)) }
                (fields(screen, name, slug))
            });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "satellites-rename")).primary()) };
    screen.dialog("installations", show::body(screen, database, None), &dialog.footer(footer))
}

pub(super) async fn close(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
) -> Result<Response, Problem> {
    close_dialog(&manager, &screen, &named(&screen, &site)?).await
}

pub(super) async fn closed(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let database = named(&screen, &site)?;
    close_satellite(&manager, &granted, database.id, false).await?;
    Ok(Redirect::to(&screen.to("/installations")).into_response())
}

async fn close_dialog(
    manager: &Manager,
    screen: &Screen,
    database: &Installation,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let would = close_satellite(manager, &granted, database.id.clone(), true).await?;
    let lang = screen.lang;
    let back = address(screen, &database.slug);
    let title = |module: &String| {
        let known = screen.at.licences().no(module).and_then(|no| screen.at.licences().module(no));
        known.map_or_else(|| module.clone(), |known| known.title(lang.tag()).to_owned())
    };
    let dialog = Dialog::new(lang, t!(lang, "satellites-close-title", name = database.name.as_str()), back.clone())
        .narrow()
        .form(format!("{back}/close"))
        .body(html! {
            p { (t!(lang, "satellites-close-means")) }
            @if !would.freed.is_empty() {
                p { (t!(lang, "satellites-close-frees", modules = would.freed.iter().map(title).collect::<Vec<_>>().join(", "))) }
            }
            @if would.moved > 0 { p { (t!(lang, "satellites-close-moves", count = would.moved)) } }
        });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "satellites-close")).danger()) };
    Ok(screen.dialog("installations", show::body(screen, database, None), &dialog.footer(footer)))
}
