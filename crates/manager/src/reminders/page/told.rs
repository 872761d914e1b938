//! What was told, the newest first.

use axum::extract::State;
use axum::response::Response;
use licentia_core::reminders::Severity;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Column, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, empty, moment, t};
use maud::{Markup, html};

use super::{Tab, back, kind_name, page, said};
use crate::page::Screen;
use crate::reminders::told::{Names, reaches_nobody};
use crate::reminders::{self, Made, words};
use crate::state::Manager;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let made = reminders::list(&manager, &granted).await?;
    let names = Names::known(&manager, &granted).await?;
    let nobody = screen.caller.has(Right::ManageLicences)
        && reaches_nobody(&manager, &screen.caller.may::<ManageLicences>()?).await?;
    let lang = screen.lang;
    let content = html! {
        @if let Some(said) = said(&screen) { (said) }
        @if nobody { (Notice::new(Tone::Warn, t!(lang, "reminders-reach-nobody")).icon(Icon::Warn)) }
        @if made.is_empty() {
            (Panel::new().body(empty(Icon::Bell, &t!(lang, "reminders-none"), t!(lang, "reminders-none-means"), &[])))
        } @else {
            (Panel::new().flush(table(&manager, &screen, &made, &names)))
        }
    };
    Ok(page(&screen, Tab::Told, content))
}

pub(super) async fn run(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let ran = reminders::run(&manager, granted.scope).await?;
    Ok(back(&screen, &format!("/reminders?made={}", ran.made)))
}

fn table(manager: &Manager, screen: &Screen, made: &[Made], names: &Names) -> Table {
    let lang = screen.lang;
    let (now, zone) = (manager.now_ms(), crate::day::zone(&screen.at.installation().zone));
    Table::new(lang, t!(lang, "reminders-tab-told"))
        .column(Column::new(t!(lang, "reminders-what")))
        .column(Column::new(t!(lang, "reminders-kind")).p2())
        .column(Column::new(t!(lang, "reminders-told-to")).p2())
        .column(Column::new(t!(lang, "reminders-when")).nowrap())
        .rows(made.iter().map(|made| {
            let words = words(&screen.at, lang, &made.need);
            let tone = match made.need.severity {
                Severity::Urgent => Tone::Bad,
                Severity::Warning => Tone::Warn,
                Severity::Notice => Tone::Plain,
            };
            let to = receivers(lang, &names.of(lang, &made.told_to));
            Row::new()
                .cell(html! {
                    a href=(screen.to(&words.path)) { (words.title) }
                    @if !words.detail.is_empty() { br; span.small.quiet { (words.detail) } }
                    span.for-p2.small { br; (t!(lang, "reminders-told-to")) ": " (to) }
                })
                .cell(Tag::new(tone, kind_name(screen, made.need.kind)))
                .cell(to)
                .cell(moment(lang, made.made_at, now, &zone))
        }))
}

/// How many names a line says.
const NAMED: usize = 3;

/// To whom it went: the first of them by name.
fn receivers(lang: Lang, names: &[String]) -> Markup {
    let (named, more) = names.split_at(names.len().min(NAMED));
    html! {
        @if names.is_empty() { span.quiet { (t!(lang, "reminders-told-nobody")) } }
        (named.join(", "))
        @if !more.is_empty() { " " span.quiet title=(more.join(", ")) { (t!(lang, "reminders-told-more", count = more.len())) } }
    }
}
