//! *Reminders*: what was told, when and to whom, the programs that are told, and how messages fare.

mod deliveries;
pub(super) mod letter;
mod settings;
mod told;
mod webhooks;

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use licentia_platform::access::Right;
use licentia_ui::{Button, Head, Icon, Notice, Tabs, Tone, t};
use maud::{Markup, html};

use crate::page::Screen;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/reminders", get(told::show))
        .route("/reminders/run", post(told::run))
        .route("/reminders/settings", get(settings::show).post(settings::choose))
        .route("/reminders/test", post(settings::test))
        .route("/reminders/deliveries", get(deliveries::show))
        .route("/reminders/webhooks", get(webhooks::show).post(webhooks::add))
        .route("/reminders/webhooks/new", get(webhooks::ask))
        .route("/reminders/webhooks/{id}/test", post(webhooks::test))
        .route("/reminders/webhooks/{id}/secret", get(webhooks::ask_rotate).post(webhooks::rotate))
        .route("/reminders/webhooks/{id}/enable", post(webhooks::enable))
        .route("/reminders/webhooks/{id}/disable", post(webhooks::disable))
        .route("/reminders/webhooks/{id}/remove", get(webhooks::ask_remove).post(webhooks::remove))
}

/// Which tab.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    Told,
    Settings,
    Webhooks,
    Deliveries,
}

/// A page of reminders under its tabs. Whoever may not manage licences sees what was told.
fn page(screen: &Screen, tab: Tab, content: impl maud::Render) -> Response {
    let lang = screen.lang;
    let body = html! {
        (head(screen))
        @if screen.caller.has(Right::ManageLicences) { (tabs(screen, tab)) }
        (content)
    };
    screen.page(&t!(lang, "reminders-title"), "reminders", body)
}

fn head(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let mut head = Head::new(t!(lang, "reminders-title")).lead(html! { (t!(lang, "reminders-lead")) });
    if screen.caller.has(Right::ManageLicences) {
        let now = Button::submit(t!(lang, "reminders-now")).icon(Icon::Bell);
        let form = html! { form method="post" action=(screen.to("/reminders/run")) { (now) } };
        head = head.action_markup(form);
    }
    html! { (head) }
}

fn tabs(screen: &Screen, tab: Tab) -> Tabs {
    let lang = screen.lang;
    let tabs = [
        (Tab::Told, t!(lang, "reminders-tab-told"), "/reminders"),
        (Tab::Settings, t!(lang, "reminders-tab-settings"), "/reminders/settings"),
        (Tab::Webhooks, t!(lang, "reminders-tab-webhooks"), "/reminders/webhooks"),
        (Tab::Deliveries, t!(lang, "reminders-tab-deliveries"), "/reminders/deliveries"),
    ];
    let all = Tabs::new(t!(lang, "reminders-title"));
    tabs.into_iter().fold(all, |all, (one, label, path)| all.tab(label, screen.to(path), one == tab))
}

/// Back to a page, which says what was done.
fn back(screen: &Screen, path: &str) -> Response {
    Redirect::to(&screen.to(path)).into_response()
}

/// What the address says was done a moment ago.
fn said(screen: &Screen) -> Option<Notice> {
    let (lang, here) = (screen.lang, &screen.here);
    let number = |name: &str| here.get(name).and_then(|text| text.parse::<u64>().ok());
    let good = |text: String| Some(Notice::new(Tone::Good, text).focused());
    if let Some(made) = number("made") {
        return good(t!(lang, "reminders-made", count = made));
    }
    if let Some(to) = here.get("sent") {
        return good(t!(lang, "reminders-trial-sent", to = to));
    }
    match here.get("done") {
        Some("saved") => good(t!(lang, "reminders-saved")),
        Some("arrived") => good(t!(lang, "webhooks-arrived")),
        Some("removed") => good(t!(lang, "webhooks-removed")),
        _ => None,
    }
}

/// The name of a kind of need.
fn kind_name(screen: &Screen, kind: licentia_core::reminders::Kind) -> String {
    licentia_ui::text(screen.lang, &format!("reminders-kind-{}", kind.as_str()))
}
