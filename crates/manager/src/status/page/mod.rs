//! The Status tab of the Licences screen, what a suite allows, and asking for more of it.

mod database;
mod plan;
mod suite;
mod upgrade;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use licentia_core::names::IssuerName;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Head, Icon, encode, t};
use maud::{Markup, html};

use super::{Services, Status, Subscription, status};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::{events, licences};

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/licences/status", get(show))
        .route("/licences/suite/{issuer}", get(suite::show))
        .route("/licences/suite/{issuer}/upgrade", get(upgrade::ask).post(upgrade::send))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "status-title"), "licences", body))
}

async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let status = status(manager, &granted, &screen.at).await?;
    let database = database::panel(manager, screen, &status).await?;
    Ok(html! {
        (head(manager, screen))
        (licences::above_status(manager, screen).await?)
        div.cols.even { (database) (plan::panel(screen, &status)) }
        (events::page::section(screen, manager, screen.here.get("event")).await?)
    })
}

/// Metered services, or on a suite the issuer's own applications; and the same page for programs.
fn head(manager: &Manager, screen: &Screen) -> Head {
    let lang = screen.lang;
    let export = Button::link(t!(lang, "status-export"), "/api/v1/status").icon(Icon::Download).download();
    let head = Head::new(t!(lang, "licences-title")).action(export);
    let services = Services::of(manager, &screen.caller, &screen.at);
    let meters = services
        .meters
        .then(|| Button::link(t!(lang, "navigation-meters"), screen.to("/meters")).icon(Icon::Gauge));
    let apps = services.apps.map(|to| Button::link(t!(lang, "navigation-apps"), to).icon(Icon::Grid));
    meters.into_iter().chain(apps).fold(head, Head::action)
}

/// The page of what a suite allows.
fn suite_path(screen: &Screen, issuer: &IssuerName) -> String {
    screen.to(&format!("/licences/suite/{}", encode(issuer.as_str())))
}

/// Where more of a limit is asked for; without one, more of the plan.
fn upgrade_path(screen: &Screen, issuer: &IssuerName, limit: Option<&str>) -> String {
    let about = limit.map_or_else(String::new, |limit| format!("?limit={}", encode(limit)));
    format!("{}/upgrade{about}", suite_path(screen, issuer))
}

/// The subscription of an issuer that sells a suite or limits something here.
fn named<'a, 'b>(status: &'b Status<'a>, issuer: &str) -> Result<&'b Subscription<'a>, Problem> {
    let found = status.subscriptions.iter().find(|one| one.issuer.name.as_str() == issuer);
    let found = found.filter(|one| one.suite.is_some() || !one.limits.is_empty());
    found.ok_or_else(|| Problem::not_found("licence"))
}

/// What a module is called in the reader's language.
fn module_title(screen: &Screen, at: &Snapshot, no: licentia_core::ids::ModuleNo) -> String {
    let module = at.licences().module(no);
    module.map_or_else(String::new, |module| module.title(screen.lang.tag()).to_owned())
}
