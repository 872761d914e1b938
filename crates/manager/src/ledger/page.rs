//! The ledger as a page: newest first, with who, what and about whom.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use licentia_core::time::ClockState;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::seals::Sealed as _;
use licentia_ui::{
    Button, Cell, Column, Head, Lang, Row, Table, has_text, moment, number, pager_cursor, t, text,
};
use maud::{Markup, html};
use serde_json::Value;

use super::{From, Shown, entries};
use crate::meters::figures::Figure;
use crate::page::Screen;
use crate::state::Manager;

/// Entries on a page.
const PER_PAGE: u32 = 50;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/ledger", get(show))
        .route("/ledger/clock", post(confirm))
        .route("/ledger/restore", post(restore))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let before = screen.here.get("before").and_then(|revision| revision.parse().ok());
    let shown = entries(&manager, &granted, before.map_or(From::Head, From::Before), PER_PAGE).await?;
    let (lang, now) = (screen.lang, manager.now_ms());
    let title = t!(lang, "ledger-title");
    let body = html! {
        (Head::new(title.clone()).lead(html! { (t!(lang, "ledger-lead")) }))
        (rewound(&screen))
        (clock(&screen))
        (tampered(&screen))
        (licentia_ui::Panel::new().flush(table(&screen, &shown, now)))
        (pager(&screen, &shown, before))
    };
    Ok(screen.page(&title, "ledger", body))
}

/// The clock is ahead, and whoever may act can confirm it (rule 20).
fn clock(screen: &Screen) -> Markup {
    let lang = screen.lang;
    html! {
        @if let ClockState::Ahead { .. } = screen.alarms.clock {
            (licentia_ui::Panel::titled("clock", t!(lang, "ledger-clock")).body(html! {
                p { (t!(lang, "ledger-clock-ahead")) }
                @if screen.caller.has(Right::ManageLicences) {
                    form method="post" action=(screen.to("/ledger/clock")) { (Button::submit(t!(lang, "ledger-clock-confirm"))) }
                }
            }))
        }
    }
}

/// The chain had come further, and whoever may act can declare a restore (rule 10).
fn rewound(screen: &Screen) -> Markup {
    let lang = screen.lang;
    html! {
        @if let Some(rewound) = &screen.alarms.rewound {
            (licentia_ui::Panel::titled("rewound", t!(lang, "ledger-rewound")).body(html! {
                p { (t!(lang, "ledger-rewound-why", found = number(lang, rewound.found), witnessed = number(lang, rewound.witnessed))) }
                @if screen.caller.has(Right::ManageLicences) {
                    form method="post" action=(screen.to("/ledger/restore")) { (Button::submit(t!(lang, "ledger-rewound-declare")).danger()) }
                }
            }))
        }
    }
}

async fn confirm(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    super::confirm_clock(&manager, &screen.caller.may::<ManageLicences>()?).await?;
    Ok(Redirect::to(&screen.to("/ledger")).into_response())
}

async fn restore(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    super::declare_restore(&manager, &screen.caller.may::<ManageLicences>()?).await?;
    Ok(Redirect::to(&screen.to("/ledger")).into_response())
}

/// The rows that were changed outside, each by its name (rule 10).
fn tampered(screen: &Screen) -> Markup {
    let (lang, wrong) = (screen.lang, screen.at.wrong());
    let (rows, figures) = (wrong.names(), wrong.in_table(Figure::TABLE));
    html! {
        @if !rows.is_empty() {
            (licentia_ui::Panel::titled("tampered", t!(lang, "ledger-tampered")).body(html! {
                p.quiet { (t!(lang, "ledger-tampered-do")) }
                ul.lines { @for row in rows.iter().take(100) { li { code { (row) } } } }
                @if figures {
                    p { (t!(lang, "usage-tampered-why")) }
                    @if screen.caller.has(Right::ManageLicences) {
                        form method="post" action=(screen.to("/meters/report/put-right")) { (Button::submit(t!(lang, "usage-put-right")).primary()) }
                    }
                }
            }))
        }
    }
}

fn table(screen: &Screen, shown: &[Shown], now: i64) -> Table {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    Table::new(lang, t!(lang, "ledger-title"))
        .column(Column::new(t!(lang, "ledger-column-revision")).num())
        .column(Column::new(t!(lang, "ledger-column-time")).nowrap())
        .column(Column::new(t!(lang, "ledger-column-who")))
        .column(Column::new(t!(lang, "ledger-column-what")))
        .column(Column::new(t!(lang, "ledger-column-about")).p2())
        .rows(shown.iter().map(|shown| {
            Row::new()
                .cell(number(lang, shown.entry.revision))
                .cell(moment(lang, shown.entry.at_ms, now, &zone))
                .cell(who(lang, shown))
                .cell(what(lang, shown))
                .with(Cell::new(about(lang, shown)).class("quiet"))
        }))
}

/// The actor's name, and through which door; parts of the server by what they are.
fn who(lang: Lang, shown: &Shown) -> Markup {
    let job = shown.entry.actor.strip_prefix("system:").is_some() || shown.entry.actor == "setup";
    let name = if job { t!(lang, "ledger-actor-server") } else { shown.actor.clone() };
    let origin = format!("ledger-origin-{}", shown.entry.origin);
    html! { (name) @if has_text(lang, &origin) { " " small.quiet { (text(lang, &origin)) } } }
}

/// What happened, the reason given, and what the entry itself says of before and after.
fn what(lang: Lang, shown: &Shown) -> Markup {
    let key = format!("ledger-kind-{}", shown.entry.kind.replace('.', "-"));
    let kind = if has_text(lang, &key) { text(lang, &key) } else { shown.entry.kind.clone() };
    let states =
        [(t!(lang, "ledger-before"), &shown.entry.before), (t!(lang, "ledger-after"), &shown.entry.after)];
    html! {
        @if states.iter().all(|(_, state)| state.is_null()) {
            (kind)
        } @else {
            details {
                summary { (kind) }
                @for (label, state) in states.iter().filter(|(_, state)| !state.is_null()) {
                    p.small { (label) ": " code { (plain(state)) } }
                }
            }
        }
        @if let Some(reason) = &shown.reason { p.small.quiet { "“" (reason) "”" } }
    }
}

fn about(lang: Lang, shown: &Shown) -> Markup {
    const NAMED: usize = 3;
    let more = shown.about.len().saturating_sub(NAMED) as u64;
    html! {
        (shown.about.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "))
        @if more > 0 { " " (t!(lang, "ledger-and-more", count = more)) }
        @if shown.entry.members > 0 { " " (t!(lang, "ledger-members", count = shown.entry.members)) }
    }
}

/// A state as `name value, name value`: readable without knowing JSON.
fn plain(state: &Value) -> String {
    match state {
        Value::Object(members) => {
            let one = |(name, value): (&String, &Value)| format!("{name} {}", plain(value));
            members.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(" · "),
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        other => other.to_string(),
    }
}

fn pager(screen: &Screen, shown: &[Shown], before: Option<u64>) -> Markup {
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else { return html! {} };
    let (first, last) = (first.entry.revision, last.entry.revision);
    let words = t!(screen.lang, "ledger-range", first = first, last = last);
    let newer = before.map(|_| screen.here.with("before", first + u64::from(PER_PAGE) + 1).to_string());
    let older = (last > 1).then(|| screen.here.with("before", last).to_string());
    pager_cursor(screen.lang, &words, newer.as_deref(), older.as_deref())
}
