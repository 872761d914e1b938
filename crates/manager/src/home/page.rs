//! *Today*.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use licentia_core::reminders::{Need, Severity};
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Head, Icon, Lang, Panel, Tag, Tone, date_words, empty, t};
use maud::{Markup, html};

use super::Today;
use crate::page::Screen;
use crate::reminders::words;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/home", get(show))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let today = super::today_at(&manager, &screen.caller, &screen.at).await?;
    let lang = screen.lang;
    let day = date_words(lang, today.day);
    let mut head = Head::new(t!(lang, "home-title")).lead(html! { (lead(&screen, &today, &day)) });
    if screen.caller.may::<ManageLicences>().is_ok() {
        let reminders = Button::link(t!(lang, "home-reminders"), screen.to("/reminders")).icon(Icon::Bell);
        head = head.action(reminders);
    }
    let body = html! {
        (head)
        @if today.needs.is_empty() { (nothing(lang, today.others)) }
        @for (severity, title) in [
            (Severity::Urgent, t!(lang, "home-urgent")),
            (Severity::Warning, t!(lang, "home-warning")),
            (Severity::Notice, t!(lang, "home-notice")),
        ] {
            (section(&screen, &today, severity, &title))
        }
    };
    Ok(screen.page(&t!(lang, "home-title"), "home", body))
}

/// All is well, or only nothing that the reader could do anything about.
fn nothing(lang: Lang, others: usize) -> Markup {
    let (title, means) = match others {
        0 => (t!(lang, "home-nothing"), t!(lang, "home-nothing-means")),
        count => (t!(lang, "home-others"), t!(lang, "home-others-mean", count = count)),
    };
    html! { (Panel::new().body(empty(Icon::Tick, &title, means, &[]))) }
}

fn lead(screen: &Screen, today: &Today, day: &str) -> String {
    let now = today.needs.iter().filter(|need| need.severity > Severity::Notice).count();
    match now {
        0 => t!(screen.lang, "home-lead-quiet", date = day),
        count => t!(screen.lang, "home-lead", date = day, count = count),
    }
}

fn section(screen: &Screen, today: &Today, severity: Severity, title: &str) -> Markup {
    let needs: Vec<&Need> = today.needs.iter().filter(|need| need.severity == severity).collect();
    if needs.is_empty() {
        return Markup::default();
    }
    let id = format!("needs-{}", severity.as_str());
    let list = html! {
        ul.needs {
            // The most serious thing there is waits for this person; a page has one such button.
            @for (at, need) in needs.iter().enumerate() { (one(screen, need, at == 0 && severity == Severity::Urgent)) }
        }
    };
    html! { (Panel::titled(id, title).aside(html! { (licentia_ui::count(screen.lang, needs.len())) }).flush(list)) }
}

/// One need: what is the matter, what it means, and the button that leads to where it is put right.
fn one(screen: &Screen, need: &Need, first: bool) -> Markup {
    let words = words(&screen.at, screen.lang, need);
    let (tone, icon) = match need.severity {
        Severity::Urgent => (Tone::Bad, Icon::Warn),
        Severity::Warning => (Tone::Warn, Icon::Warn),
        Severity::Notice => (Tone::Accent, Icon::Info),
    };
    let button = Button::link(words.action, screen.to(&words.path)).small();
    html! {
        li.need data-severity=(need.severity.as_str()) {
            div.need-mark { (Tag::new(tone, kind(screen, need)).icon(icon)) }
            div.need-words {
                p.need-title { (words.title) }
                @if !words.detail.is_empty() { p.quiet.small { (words.detail) } }
            }
            div.need-do { @if first { (button.primary()) } @else { (button) } }
        }
    }
}

fn kind(screen: &Screen, need: &Need) -> String {
    licentia_ui::text(screen.lang, &format!("reminders-kind-{}", need.kind.as_str()))
}
