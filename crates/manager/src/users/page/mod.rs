//! The pages of users: the list, one user, the forms, and what asks before it is done.

mod acts;
mod bulk;
pub(super) mod effective;
mod export;
mod filters;
mod form;
mod groups;
mod history;
mod licences;
mod list;
mod sessions;
pub(super) mod show;
mod user_licences;
mod view;

use axum::Router;
use axum::routing::{get, post};
use licentia_core::ids::ModuleNo;
use licentia_core::seats::Source;
use licentia_platform::problem::Problem;
use licentia_ui::{Lang, Notice, encode, t, text, tick_box};
use maud::{Markup, html};

use crate::page::{Screen, refused};
use crate::snapshot::Snapshot;
use crate::state::Manager;
use view::filter;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/users", get(list::show))
        .route("/users/bulk", post(bulk::act))
        .route("/users/export", get(export::file))
        .route("/users/groups/rename", get(groups::ask).post(groups::renamed))
        .route("/users/new", get(form::add).post(form::added))
        .route("/users/{user}", get(show::show))
        .route("/users/{user}/edit", get(form::edit).post(form::edited))
        .route("/users/{user}/licences", post(licences::apply))
        .route("/users/{user}/history", get(history::page))
        .merge(super::account::page::routes())
        .merge(super::leave::page::routes())
        .merge(super::own::page::routes())
        .merge(super::portraits::page::routes())
        .route("/users/{user}/{act}", get(acts::ask).post(acts::act))
}

/// The address of a user's page: by log-in name, or by id where another page has that name.
pub(super) fn address(screen: &Screen, login: &str, id: &str) -> String {
    let name = if login.is_empty() || matches!(login, "new" | "bulk" | "export" | "import" | "." | "..") {
        id
    } else {
        login
    };
    screen.to(&format!("/users/{}", encode(name)))
}

/// The same with the list that the reader comes from, so that the page can go on in it and back to it.
fn in_view(screen: &Screen, login: &str, id: &str) -> String {
    format!("{}{}", address(screen, login, id), view_query(screen))
}

/// The list that an address carries, as a query; empty for the list as it comes.
fn view_query(screen: &Screen) -> String {
    let here = ["page", "chosen", "hidden", "lang", view::DID]
        .iter()
        .fold(screen.here.clone(), |here, name| here.without(name));
    here.to_string().split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default()
}

/// A module's title in the language of the page.
pub(super) fn title(at: &Snapshot, lang: Lang, no: ModuleNo) -> String {
    match at.licences().module(no) {
        Some(module) => module.title(lang.tag()).to_owned(),
        None => at.name(no).map(ToString::to_string).unwrap_or_default(),
    }
}

fn source(lang: Lang, source: Source) -> String {
    text(lang, &format!("source-{}", source.as_str()))
}

/// A refusal as a notice, with the exact words where there are some.
pub(super) fn notice(lang: Lang, problem: &Problem) -> Notice {
    let told = problem.extra.get("refused").and_then(|list| list.get(0)).and_then(|one| one.get("message"));
    match told.and_then(serde_json::Value::as_str) {
        Some(message) => {
            Notice::new(licentia_ui::Tone::Bad, message).code(problem.code.to_string()).focused()
        }
        None => refused(lang, problem),
    }
}

/// What can be ticked when an application that should be asked gives no answer.
pub(super) fn despite(lang: Lang, refused: Option<&Problem>) -> Markup {
    let silent = refused.is_some_and(|problem| problem.code == "blocker_unreachable");
    html! { @if silent { (tick_box("silence", "true", &t!(lang, "users-despite"), false)) } }
}
