//! The pages *Ledger* and a customer's *History*.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Cell, Column, Head, Icon, Lang, Panel, Row, Table, empty, encode, has_text, number, t, text,
};
use maud::{Markup, html};

use super::{About, Told, Whose};
use crate::customers::tabs;
use crate::lists::page::{after, pager};
use crate::page::{Screen, short_key};
use crate::state::Authority;

/// How many entries a page shows.
const PAGE: u32 = 50;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/ledger", get(house)).route("/customers/{serial}/history", get(history))
}

async fn house(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let lang = screen.lang;
    let title = t!(lang, "ledger-title");
    let entries = entries(&authority, &screen, Whose::House).await?;
    let body = html! {
        (Head::new(title.as_str()).lead(html! { (t!(lang, "ledger-house-lead")) }))
        (entries)
    };
    Ok(screen.page(&title, "ledger", body))
}

async fn history(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let customer = crate::customers::show(&authority, &granted, &serial).await?;
    let lang = screen.lang;
    let name = customer.details.name.as_str();
    let entries = entries(&authority, &screen, Whose::Customer(serial.clone())).await?;
    let body = html! {
        (Head::new(name).crumb(lang, t!(lang, "customers-title"), "/customers"))
        (tabs(lang, &serial, "history"))
        (entries)
    };
    Ok(screen.page(name, "customers", body))
}

async fn entries(authority: &Authority, screen: &Screen, whose: Whose) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let told = super::entries(authority, &granted, whose, after(screen), PAGE).await?;
    let lang = screen.lang;
    if told.is_empty() {
        let (title, why) = (t!(lang, "ledger-empty-title"), t!(lang, "ledger-empty-why"));
        return Ok(empty(Icon::Book, &title, why, &[]));
    }
    let last = told.last().map_or(0, |told| told.entry.revision);
    let newest = told.first().map_or(0, |told| told.entry.revision);
    let words = t!(lang, "ledger-shown", first = last, last = newest);
    Ok(html! {
        (Panel::new().flush(table(screen, &told)))
        (pager(screen, &words, (last > 1).then_some(&last)))
    })
}

fn table(screen: &Screen, told: &[Told]) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "ledger-title"))
        .column(Column::new(t!(lang, "ledger-column-revision")))
        .column(Column::new(t!(lang, "ledger-column-time")).nowrap())
        .column(Column::new(t!(lang, "ledger-column-what")))
        .column(Column::new(t!(lang, "ledger-column-about")).p3())
        .column(Column::new(t!(lang, "ledger-column-who")).p2());
    table.rows(told.iter().map(|told| row(screen, told)))
}

fn row(screen: &Screen, told: &Told) -> Row {
    let lang = screen.lang;
    let entry = &told.entry;
    let what = html! {
        (kind(lang, &entry.kind))
        @if let Some(reason) = &told.reason { br; span.quiet { "“" (reason) "”" } }
    };
    Row::new()
        .cell(number(lang, entry.revision))
        .cell(screen.moment(entry.at_ms))
        .with(Cell::new(what))
        .with(Cell::new(html! { @for (n, about) in told.about.iter().enumerate() { @if n > 0 { ", " } (subject(about)) } }))
        .with(Cell::new(who(lang, told)))
}

/// The actor's name, and through which door; parts of the server by what they are.
fn who(lang: Lang, told: &Told) -> Markup {
    let entry = &told.entry;
    let server = entry.actor.starts_with("system:") || entry.actor == "setup";
    let name = if server { t!(lang, "ledger-actor-server") } else { told.actor.clone() };
    let origin = format!("ledger-origin-{}", entry.origin);
    html! { (name) @if has_text(lang, &origin) { " " small.quiet { (text(lang, &origin)) } } }
}

fn kind(lang: Lang, kind: &str) -> String {
    let key = format!("ledger-kind-{}", kind.replace('.', "-"));
    if has_text(lang, &key) { text(lang, &key) } else { kind.to_owned() }
}

/// A subject, with the way to it where it has a page.
fn subject(about: &About) -> Markup {
    match about {
        About::Customer { name, serial } => {
            html! { a href=(format!("/customers/{}", encode(serial))) { (name) } }
        }
        About::Package(id) => html! { a href=(format!("/packages/{}", encode(id))) { code { (short(id)) } } },
        About::Other(subject) => match subject.split_once('/') {
            Some(("installation" | "key", kid)) => short_key(kid),
            Some(("request", id)) => {
                html! { a href=(format!("/requests/{}", encode(id))) { code { (short(id)) } } }
            }
            _ => html! { (subject) },
        },
    }
}

/// The end of a long id: the part in which neighbours differ.
fn short(id: &str) -> &str {
    id.rsplit('-').next().unwrap_or(id)
}
