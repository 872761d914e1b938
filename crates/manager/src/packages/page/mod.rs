//! The list of packages, *Load licence from file*, and the dialog *Activate new licence*.

mod changes;
mod dates;
mod dialog;
mod list;
mod load;
mod people;
mod seen;
mod stage;
mod stopper;
#[cfg(test)]
pub(crate) mod tests;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, PACKAGE_LIMIT, Path, body_limit};
use licentia_ui::{Icon, Lang, Notice, Tag, Tone, Value, encode, problem_notice, t};
use maud::html;

use super::Listed;
use crate::page::Screen;
use crate::sealed::PackageState;
use crate::state::Manager;

pub(crate) use dialog::attachment;
pub(crate) use list::body as list_body;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    let upload =
        body_limit(Router::new().route("/packages/load", get(load::choose).post(load::load)), PACKAGE_LIMIT);
    upload
        .route("/packages", get(list::list))
        .route("/packages/{id}", get(show))
        .route("/packages/{id}/people", get(people::list))
        .route("/packages/{id}/activate", post(activate))
        .route("/packages/{id}/dismiss", post(dismiss))
}

async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    dialog::answer(&manager, &screen, id, None).await
}

async fn activate(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    match super::activate(&manager, &granted, id.clone(), Some(form.text("tag").to_owned())).await {
        Ok(_) => Ok(Redirect::to(&activated(&manager, &screen, &id).await?).into_response()),
        Err(problem) if problem.status == 409 => {
            let refused = dialog::Refused { problem, seen: form.text("seen").to_owned() };
            dialog::answer(&manager, &screen, id, Some(refused)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Where one sees that it worked: the Licences screen, on the tab of the package's issuer.
async fn activated(manager: &Manager, screen: &Screen, id: &str) -> Result<String, Problem> {
    let packages = super::list(manager, &screen.caller.may::<View>()?).await?;
    let issuer = packages.iter().find(|package| package.id == id).map(|package| package.issuer.as_str());
    Ok(screen.to(&format!(
        "/licences?issuer={}&activated={}",
        encode(issuer.unwrap_or_default()),
        encode(id)
    )))
}

async fn dismiss(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    super::dismiss(&manager, &screen.caller.may::<ManageLicences>()?, id).await?;
    Ok(Redirect::to(&screen.to("/packages")).into_response())
}

/// The package that waits for a decision: of several, only the newest of an issuer counts, and only if nothing newer
/// has been in force.
pub(crate) fn waiting<'a>(screen: &Screen, packages: &'a [Listed], issuer: &str) -> Option<&'a Listed> {
    let mark = screen.at.installation().in_force.get(issuer);
    packages
        .iter()
        .filter(|package| package.issuer == issuer && package.state == PackageState::Loaded)
        .filter(|package| mark.is_none_or(|mark| package.sequence > mark.sequence))
        .max_by_key(|package| package.sequence)
}

/// The zone in which this installation's days are counted.
pub(crate) fn zone(screen: &Screen) -> TimeZone {
    TimeZone::get(&screen.at.installation().zone).unwrap_or(TimeZone::UTC)
}

/// How a package stands, as a tag.
pub(crate) fn state_tag(lang: Lang, state: PackageState) -> Tag {
    match state {
        PackageState::Loaded => Tag::new(Tone::Accent, t!(lang, "packages-state-loaded")).icon(Icon::Clock),
        PackageState::InForce => Tag::good(t!(lang, "packages-state-in-force")).icon(Icon::Tick),
        PackageState::Replaced => Tag::new(Tone::Plain, t!(lang, "packages-state-replaced")),
        PackageState::Prepared => Tag::new(Tone::Accent, t!(lang, "packages-state-prepared")),
        PackageState::Dismissed => Tag::new(Tone::Plain, t!(lang, "packages-state-dismissed")),
        PackageState::Deleted => Tag::new(Tone::Plain, t!(lang, "packages-state-deleted")).icon(Icon::Trash),
    }
}

/// A refusal as the notice on top of a dialog: what, where, what to do, and the stable code.
pub(crate) fn notice_of(lang: Lang, problem: &Problem) -> Notice {
    let args: Vec<(&str, Value<'_>)> =
        problem.args.iter().map(|(name, value)| (*name, Value::from(value.as_str()))).collect();
    let why = problem.why(lang.tag()).filter(|_| problem.code == "invalid");
    match why.zip(licentia_ui::problem(lang, &problem.code, &args)) {
        Some((why, said)) => {
            let text = html! { strong { (said.title) } " " (said.detail) " " (why) };
            Notice::new(Tone::Bad, text).code(problem.code.to_string()).focused()
        }
        None => problem_notice(lang, &problem.code, &args).focused(),
    }
}
