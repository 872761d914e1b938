//! The desk: a file is opened, what waits, and everything that came.

use std::collections::HashMap;

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::access::{Granted, Right, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Upload;
use licentia_ui::{
    Button, Cell, Column, Field, Head, Icon, Lang, Panel, Row, Table, Tabs, Tag, Tone, dash, empty, encode, t,
};
use maud::{Markup, html};

use super::super::{Content, Item, Kind, Listing, Opened, Query, State, lay, list, show as open};
use super::parts::{icon, kind, state};
use super::why;
use crate::installations::listing::SILENT_DAYS;
use crate::installations::{self, Listed};
use crate::lists::page::{after, counted};
use crate::page::{Screen, short_key};
use crate::state::Authority;

/// How many things a page shows.
const PAGE: u32 = 50;
/// How many of what waits are shown: more than anybody does in a day.
const WAITING: u32 = 200;
/// How many letters are opened for their subjects.
const SUBJECTS: usize = 25;

pub(super) async fn show(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    let title = t!(screen.lang, "desk-title");
    let body = body(&authority, &screen, None).await?;
    Ok(screen.page(&title, "requests", body))
}

/// Takes a file in and opens it; what is refused is said where it was chosen.
pub(super) async fn upload(
    Server(authority): Server<Authority>,
    screen: Screen,
    upload: Upload,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    match lay(&authority, &granted, upload.chosen("file").to_vec()).await {
        Ok(id) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            let title = t!(screen.lang, "desk-title");
            let body = body(&authority, &screen, Some(&problem)).await?;
            Ok(screen.refused(problem.status, &title, "requests", body))
        }
    }
}

async fn body(authority: &Authority, screen: &Screen, refused: Option<&Problem>) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let everything = screen.here.get("show") == Some("all");
    let granted = screen.caller.may::<View>()?;
    let shown = match everything {
        true => {
            let query = Query { after: after(screen), limit: PAGE, ..Query::default() };
            let listing = list(authority, &granted, query).await?;
            html! { (all(screen, &listing)) }
        }
        false => {
            let query = Query { state: Some(State::Waiting), limit: WAITING, ..Query::default() };
            let items = list(authority, &granted, query).await?.items;
            let query = installations::Query { attention: true, limit: WAITING, ..Default::default() };
            let keys = installations::list(authority, &granted, query).await?.items;
            let subjects = subjects(authority, &granted, &items).await;
            html! { (waiting(screen, &items, &subjects, &unheard(screen, &items, keys))) }
        }
    };
    let tabs = Tabs::new(t!(lang, "desk-title"))
        .counted(lang, t!(lang, "desk-waiting"), "/requests", !everything, screen.waiting)
        .tab(t!(lang, "desk-everything"), "/requests?show=all", everything);
    Ok(html! {
        (Head::new(t!(lang, "desk-title")).lead(html! { (t!(lang, "desk-lead")) }))
        @if screen.caller.has(Right::Sell) { (open_file(lang, refused)) }
        (tabs)
        (shown)
    })
}

/// What the letters are about, by id: the first ones, for nobody reads more at a glance.
async fn subjects(authority: &Authority, granted: &Granted<View>, items: &[Item]) -> HashMap<String, String> {
    let mut subjects = HashMap::new();
    for item in items.iter().filter(|item| item.kind == Kind::Letter).take(SUBJECTS) {
        // One that cannot be read any more says so when it is opened.
        if let Ok(Opened { content: Content::Letter(letter), .. }) = open(authority, granted, &item.id).await
        {
            subjects.insert(item.id.clone(), letter.subject);
        }
    }
    subjects
}

/// The one control for every kind of file.
fn open_file(lang: Lang, refused: Option<&Problem>) -> Markup {
    let file = Field::file("file", t!(lang, "desk-file"))
        .hint(t!(lang, "desk-file-hint"))
        .accept(".tlr,.tlc,.tll")
        .required();
    html! {
        (Panel::new().body(html! {
            form.stack.tight method="post" action="/requests" enctype="multipart/form-data" {
                @if let Some(problem) = refused { (why::notice(lang, problem, None).focused()) }
                div.row.wide-field { (file) (Button::submit(t!(lang, "desk-open")).primary().icon(Icon::Upload)) }
            }
        }))
    }
}

/// Keys that wait and of which no file lies on the desk; a copy that is silent for long is past.
fn unheard(screen: &Screen, items: &[Item], keys: Vec<Listed>) -> Vec<Listed> {
    let since = screen.now_ms - SILENT_DAYS * 86_400_000;
    let has_file = |listed: &Listed| {
        items.iter().any(|item| item.kid == listed.installation.kid && item.serial == listed.customer_serial)
    };
    let mut keys = keys;
    keys.retain(|listed| {
        let one = &listed.installation;
        let waits = matches!(one.state, installations::State::Waiting | installations::State::Copy);
        let rewound = one.state == installations::State::Bound && one.rewound_at_ms.is_some();
        rewound || (waits && one.last_at_ms >= since && !has_file(listed))
    });
    keys
}

fn waiting(screen: &Screen, items: &[Item], subjects: &HashMap<String, String>, keys: &[Listed]) -> Markup {
    let lang = screen.lang;
    if items.is_empty() && keys.is_empty() {
        return empty(Icon::Tick, &t!(lang, "desk-none"), t!(lang, "desk-none-why"), &[]);
    }
    let of = |kind: Kind| items.iter().filter(move |item| item.kind == kind);
    let mut table = columns(screen, false);
    for (title, kind) in [(t!(lang, "desk-files"), Kind::Request), (t!(lang, "desk-letters"), Kind::Letter)] {
        if of(kind).next().is_some() {
            let subject = |item: &Item| subjects.get(&item.id).map(String::as_str);
            table = table.group(title).rows(of(kind).map(|item| row(screen, item, subject(item), false)));
        }
    }
    if !keys.is_empty() {
        table = table.group(t!(lang, "desk-keys")).rows(keys.iter().map(|listed| key(screen, listed)));
    }
    html! { (Panel::new().flush(table)) }
}

fn all(screen: &Screen, listing: &Listing) -> Markup {
    let lang = screen.lang;
    if listing.items.is_empty() && screen.here.get("cursor").is_none() {
        return empty(Icon::Upload, &t!(lang, "desk-nothing"), t!(lang, "desk-nothing-why"), &[]);
    }
    let table = columns(screen, true).rows(listing.items.iter().map(|item| row(screen, item, None, true)));
    html! {
        (Panel::new().flush(table))
        (counted(screen, &listing.items, listing.next.as_ref(), listing.total))
    }
}

fn columns(screen: &Screen, with_state: bool) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "desk-title"))
        .column(Column::new(t!(lang, "desk-column-what")))
        .column(Column::new(t!(lang, "customers-column-name")));
    let table = match with_state {
        true => table.column(Column::new(t!(lang, "packages-column-state"))),
        false => table,
    };
    table
        .column(Column::new(t!(lang, "installations-column-key")).p3())
        .column(Column::new(t!(lang, "installations-column-version")).p3())
        .column(Column::new(t!(lang, "desk-column-received")).p2().nowrap())
}

fn row(screen: &Screen, item: &Item, subject: Option<&str>, with_state: bool) -> Row {
    let lang = screen.lang;
    let words = subject.map_or_else(|| kind(lang, item), str::to_owned);
    let what = html! { a href=(format!("/requests/{}", item.id)) { (words) } };
    let row = Row::new().cell(what).cell(customer(&item.customer_name, &item.serial));
    let row = if with_state { row.cell(state(lang, item)) } else { row };
    row.with(Cell::new(html! { (short_key(&item.kid)) " " (standing(lang, item)) }))
        .cell(item.version.as_deref().unwrap_or(dash()))
        .cell(screen.moment(item.received_at_ms))
}

fn customer(name: &str, serial: &str) -> Markup {
    html! { a href=(format!("/customers/{}", encode(serial))) { (name) } }
}

/// How the key that signed it stands, when it does not speak for the customer.
fn standing(lang: Lang, item: &Item) -> Markup {
    use installations::State::{Bound, Copy, Released, Waiting};
    let tag = match item.installation {
        Some(Waiting) => Tag::new(Tone::Accent, t!(lang, "installations-state-waiting")),
        Some(Copy) => Tag::bad(t!(lang, "installations-state-copy")),
        Some(Released) => Tag::new(Tone::Plain, t!(lang, "installations-state-released")),
        Some(Bound) | None => return html! {},
    };
    html! { (tag) }
}

fn key(screen: &Screen, listed: &Listed) -> Row {
    let lang = screen.lang;
    let one = &listed.installation;
    let words = match one.state {
        installations::State::Copy => t!(lang, "installations-state-copy"),
        installations::State::Bound => t!(lang, "installations-mark-rewound"),
        _ => t!(lang, "installations-waiting-title"),
    };
    let address = format!("/customers/{}#key-{}", encode(&listed.customer_serial), encode(&one.kid));
    Row::new()
        .cell(html! { a href=(address) { (words) } })
        .cell(customer(&listed.customer_name, &listed.customer_serial))
        .cell(short_key(&one.kid))
        .cell(one.version.as_deref().unwrap_or(dash()))
        .cell(screen.moment(one.last_at_ms))
}

/// What waits of one customer, on its page.
pub(crate) async fn of_customer(
    authority: &Authority,
    screen: &Screen,
    serial: &str,
) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let query = Query {
        state: Some(State::Waiting),
        serial: Some(serial.to_owned()),
        limit: WAITING,
        ..Query::default()
    };
    let items = list(authority, &granted, query).await?.items;
    Ok(html! { @for item in &items { (panel(screen, item)) } })
}

fn panel(screen: &Screen, item: &Item) -> Panel {
    let lang = screen.lang;
    let id = format!("request-{}", item.id);
    let open = Button::link(t!(lang, "desk-look"), format!("/requests/{}", item.id)).small();
    let came = html! { span.tag.accent { (icon(item.kind)) (screen.moment(item.received_at_ms)) } };
    let facts = licentia_ui::Facts::new()
        .fact(
            t!(lang, "installations-column-key"),
            html! { (short_key(&item.kid)) " " (standing(lang, item)) },
        )
        .maybe(t!(lang, "installations-column-version"), item.version.as_deref());
    Panel::titled(id, kind(lang, item)).accent().aside(came).body(facts).footer(html! {
        p.small.quiet { (t!(lang, "desk-waits-for-you")) } span.row.end { (open) }
    })
}
