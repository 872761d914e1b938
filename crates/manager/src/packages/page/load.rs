//! *Load licence from file*: from a file to the comparison, or to why not.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Upload;
use licentia_ui::{Button, Dialog, Icon, Lang, t};
use maud::{Markup, html};

use super::{list, notice_of};
use crate::page::Screen;
use crate::state::Manager;

pub(super) async fn choose(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    dialog(&manager, &screen, None).await
}

pub(super) async fn load(
    State(manager): State<Manager>,
    screen: Screen,
    upload: Upload,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let Some(file) = upload.files.into_iter().find(|file| file.field == "file") else {
        return dialog(
            &manager,
            &screen,
            Some(Refused { problem: Problem::refused(422, "empty"), file: String::new() }),
        )
        .await;
    };
    let (name, bytes) = (file.name.clone(), file.bytes.to_vec());
    let sha256 = licentia_protocol::sha256(&bytes);
    match crate::packages::load(&manager, &granted, bytes).await {
        Ok(done) => Ok(Redirect::to(&screen.to(&format!("/packages/{}", done.value.id))).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => match same_in_force(&screen, &problem, &sha256) {
            Some(id) => Ok(Redirect::to(&screen.to(&format!("/packages/{id}?again=true"))).into_response()),
            None => dialog(&manager, &screen, Some(Refused { problem, file: name })).await,
        },
    }
}

/// The very file that is in force: nothing was refused, there is just nothing to do.
fn same_in_force(screen: &Screen, problem: &Problem, sha256: &[u8; 32]) -> Option<String> {
    let known = screen.at.packages().iter().find(|in_force| in_force.sha256 == *sha256);
    known.filter(|_| problem.code == "already_in_force").map(|in_force| in_force.package.id.clone())
}

struct Refused {
    problem: Problem,
    file: String,
}

async fn dialog(manager: &Manager, screen: &Screen, refused: Option<Refused>) -> Result<Response, Problem> {
    let lang = screen.lang;
    let back = if screen.here.get("from") == Some("users") { "/users" } else { "/licences" };
    let dialog = Dialog::new(lang, t!(lang, "packages-load-title"), screen.to(back))
        .narrow()
        .upload(screen.to(if back == "/users" { "/packages/load?from=users" } else { "/packages/load" }));
    let dialog = dialog.body(html! {
        @if let Some(refused) = &refused { (why_not(screen, refused)) }
        (drop_area(lang, ".tls,.tlr,.tlc"))
    });
    let footer = html! {
        (dialog.cancel()) (Button::submit(t!(lang, "packages-load")).primary())
    };
    Ok(screen.dialog("licences", list::body(manager, screen).await?, &dialog.footer(footer)))
}

/// What is wrong, in which file and line, what to do, the stable code, and the exact finding for whoever is asked.
fn why_not(screen: &Screen, refused: &Refused) -> Markup {
    let (lang, problem) = (screen.lang, &refused.problem);
    let line = problem.args.iter().find(|(name, _)| *name == "line").map(|(_, line)| line.as_str());
    let detail = problem.detail.as_deref().filter(|detail| !detail.is_empty());
    html! {
        (notice_of(lang, problem))
        @if line.is_some() || detail.is_some() || !refused.file.is_empty() {
            dl.facts.list.small {
                @if !refused.file.is_empty() { dt { (t!(lang, "packages-refused-file")) } dd { (refused.file) } }
                @if let Some(line) = line { dt { (t!(lang, "packages-refused-line")) } dd { (line) } }
                @if let Some(detail) = detail { dt { (t!(lang, "packages-refused-found")) } dd lang="en" { (detail) } }
            }
        }
    }
}

/// A place to drop a file on: the whole of it is the field, so that it works without script and from the keyboard.
pub(crate) fn drop_area(lang: Lang, accept: &str) -> Markup {
    html! {
        div.drop {
            (Icon::Upload)
            label for="field-file" { (t!(lang, "packages-file-drop")) }
            span.hint id="field-file-hint" { (t!(lang, "packages-file-hint")) }
            input id="field-file" name="file" type="file" accept=(accept) required autofocus aria-describedby="field-file-hint";
        }
    }
}
