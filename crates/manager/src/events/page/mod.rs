//! *System events*: what is on, what was, adding, changing and ending; the part of the Status tab; the stream.

mod form;
mod section;
mod sort;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::HeaderMap;
use licentia_core::events::Kind;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Head, Here, Icon, Lang, Notice, Tabs, Tone, t};
use maud::html;

pub(crate) use section::section;

use super::{Event, live, told};
use crate::page::{OwnScreen, Screen};
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/events", get(list))
        .route("/events/new", get(form::add).post(form::added))
        .route("/events/banners", get(bare))
        .route("/events/stream", get(stream))
        .route("/events/{id}", get(form::edit).post(form::edited))
        .route("/events/{id}/end", get(form::ask).post(form::end))
}

async fn list(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "events-title"), "events", body))
}

/// The page of its own: those that are active, or those that were.
async fn body(manager: &Manager, screen: &Screen) -> Result<maud::Markup, Problem> {
    let (lang, here) = (screen.lang, here(screen));
    let (ended, bare) =
        (here.get("ended") == Some("true"), here.without("event").without("cursor").without("sort"));
    let active = screen.at.events().active.len() as u64;
    let section = match ended {
        false => section(screen, manager, here.get("event")).await?,
        true => section::past(screen, manager, here.get("event")).await?,
    };
    Ok(html! {
        (Head::new(t!(lang, "events-title")).lead(html! { (t!(lang, "events-lead")) }))
        (Tabs::new(t!(lang, "events-title"))
            .counted(lang, t!(lang, "events-active"), bare.without("ended"), !ended, active)
            .tab(t!(lang, "events-ended"), bare.with("ended", true), ended))
        (section)
    })
}

/// A page with nothing but the banners: what an open page asks for that shows no events.
async fn bare(OwnScreen(screen): OwnScreen) -> Response {
    screen.page(&t!(screen.lang, "events-title"), "events", html! {})
}

/// Server-sent events for open pages: a mark that says whether there is news, and nothing else.
async fn stream(
    State(manager): State<Manager>,
    OwnScreen(screen): OwnScreen,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    live::stream(&manager, &screen.caller, headers, None, |mark| async move { Ok(mark.to_string()) })
}

/// What stands under the top bar of every page: the message of the day, and that nobody comes in.
pub(crate) fn banners(
    events: &[Event],
    may_lift: bool,
    zone: &jiff::tz::TimeZone,
    lang: Lang,
    to: &impl Fn(&str) -> String,
) -> Vec<Notice> {
    let banner = |event: &Event| {
        let said = told::sentence(event, zone, lang);
        match event.key.kind() {
            Kind::MessageOfTheDay => {
                let said = html! { strong { (t!(lang, "events-key-message-of-the-day")) ": " } (said) };
                Some(Notice::new(Tone::Accent, said).icon(Icon::Bell).quiet())
            }
            Kind::NoLogin => {
                let notice = Notice::new(Tone::Warn, said).quiet();
                let end =
                    || Button::link(t!(lang, "events-look"), to(&format!("/events?event={}", event.id)));
                Some(if may_lift { notice.action(end().small()) } else { notice })
            }
            Kind::NoFreetext | Kind::NoTravel | Kind::Raised => None,
        }
    };
    // Whoever is kept out matters more than what is told.
    let bars = |event: &&Event| event.key.kind() == Kind::NoLogin;
    let others = events.iter().filter(|event| !bars(event));
    events.iter().filter(bars).chain(others).filter_map(banner).collect()
}

/// Where the list is: behind a dialog it is the page of its own.
fn here(screen: &Screen) -> Here {
    let own = screen.to("/events");
    let dialog = screen.here.path().strip_prefix(&own).is_some_and(|rest| rest.starts_with('/'));
    if dialog { Here::new(&own, "") } else { screen.here.clone() }
}

/// Whether whoever looks may start, change and end events.
fn manages(screen: &Screen) -> bool {
    screen.caller.has(Right::ManageLicences)
}
