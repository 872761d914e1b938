//! The pages of installations: the list, one database with its site licences, and what asks before it is done.

mod acts;
mod list;
mod show;

use axum::Router;
use axum::routing::{get, post};
use licentia_core::decide::Code;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{Installation, InstallationKind};
use licentia_ui::{Lang, Notice, Tag, Tone, check, encode, t};

use crate::page::{Screen, refused};
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/installations", get(list::show))
        .route("/installations/new", get(acts::add).post(acts::added))
        .route("/installations/{site}", get(show::show))
        .route("/installations/{site}/edit", get(acts::edit).post(acts::edited))
        .route("/installations/{site}/close", get(acts::close).post(acts::closed))
        .route("/installations/{site}/licences", post(show::apply))
}

/// The address of a database's page.
fn address(screen: &Screen, site: &str) -> String {
    screen.to(&format!("/installations/{}", encode(site)))
}

/// The database that an address names.
fn named(screen: &Screen, site: &str) -> Result<Installation, Problem> {
    let no = super::satellites::found(&screen.at, site)?;
    super::database(&screen.at, no, screen.lang.tag()).ok_or_else(|| Problem::not_found("installation"))
}

/// Central or satellite, and whether licences reach it.
fn kind(lang: Lang, database: &Installation) -> Tag {
    match (database.kind, database.licensed) {
        (InstallationKind::Central, _) => Tag::new(Tone::Accent, t!(lang, "satellites-central")),
        (InstallationKind::Satellite, true) => Tag::new(Tone::Plain, t!(lang, "satellites-satellite")),
        (InstallationKind::Satellite, false) => Tag::bad(t!(lang, "satellites-unlicensed")),
    }
}

/// A refusal as a notice; of a site licence with the exact reason.
fn notice(lang: Lang, problem: &Problem) -> Notice {
    let reason = problem.extra.get("reason").and_then(serde_json::Value::as_str).and_then(Code::from_name);
    let said = reason.and_then(|code| reason_words(lang, code));
    match said {
        Some(said) => Notice::new(Tone::Bad, said).code(problem.code.to_string()).focused(),
        None => refused(lang, problem),
    }
}

/// Why a database is not given a module, in words.
fn reason_words(lang: Lang, code: Code) -> Option<String> {
    match code {
        Code::NoSeat => Some(t!(lang, "satellites-no-unit")),
        Code::Prerequisite => Some(t!(lang, "satellites-prerequisite")),
        code => check(lang, code.as_str(), &[]).map(|said| said.title),
    }
}
