//! The page that answers the search of the top bar.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Cell, Column, Head, Icon, Panel, Row, Table, count, dash, empty, encode, t};
use maud::{Markup, html};

use super::Found;
use crate::packages::whereabouts_tag;
use crate::page::{Screen, short_key};
use crate::state::Authority;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/search", get(show))
}

async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let words = screen.here.get("q").unwrap_or_default().trim().to_owned();
    if words.is_empty() {
        return Ok(Redirect::to("/customers").into_response());
    }
    let found = super::find(&authority, &screen.caller.may::<View>()?, &words).await?;
    if let Some(only) = only(&found) {
        return Ok(Redirect::to(&only).into_response());
    }
    let title = t!(screen.lang, "search-title", words = words.as_str());
    let body = html! {
        (Head::new(title.as_str()))
        @if found.shown() == 0 { (nothing(&screen)) } @else { (everything(&screen, &found, &words)) }
    };
    Ok(screen.page(&title, "", body))
}

/// Whoever typed what only one thing is called wants that thing.
fn only(found: &Found) -> Option<String> {
    if found.shown() != 1 {
        return None;
    }
    let customer = |serial: &str| format!("/customers/{}", encode(serial));
    None.or_else(|| found.customers.first().map(|found| customer(&found.serial)))
        .or_else(|| found.former.first().map(|found| customer(&found.serial)))
        .or_else(|| {
            found.installations.first().map(|found| format!("{}#installations", customer(&found.serial)))
        })
        .or_else(|| found.packages.first().map(|found| format!("/packages/{}", found.issued.id)))
}

fn nothing(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let all = Button::link(t!(lang, "search-all-customers"), "/customers");
    empty(Icon::Search, &t!(lang, "search-nothing"), t!(lang, "search-nothing-why"), &[all])
}

fn everything(screen: &Screen, found: &Found, words: &str) -> Markup {
    html! {
        @if !found.customers.is_empty() { (customers(screen, found, words)) }
        @if !found.former.is_empty() { (former(screen, found)) }
        @if !found.installations.is_empty() { (installations(screen, found)) }
        @if !found.packages.is_empty() { (packages(screen, found)) }
    }
}

fn customers(screen: &Screen, found: &Found, words: &str) -> Panel {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "customers-title"))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "customers-column-serial")))
        .column(Column::new(t!(lang, "customers-customer-id")).p2())
        .column(Column::new(t!(lang, "customers-column-country")).p3());
    let table = table.rows(found.customers.iter().map(|customer| {
        Row::new()
            .cell(html! { a href=(format!("/customers/{}", encode(&customer.serial))) { (customer.name) } })
            .with(Cell::new(html! { span.mono { (customer.serial) } }))
            .cell(customer.customer.as_deref().unwrap_or(dash()))
            .cell(customer.country.as_deref().unwrap_or(dash()))
    }));
    let panel = Panel::titled("customers", t!(lang, "customers-title"))
        .aside(count(lang, found.customers_total))
        .flush(table);
    if found.customers_total <= found.customers.len() as u64 {
        return panel;
    }
    let all = t!(lang, "search-all-hits", count = found.customers_total);
    panel.footer(html! { a href=(format!("/customers?q={}", encode(words))) { (all) } })
}

fn former(screen: &Screen, found: &Found) -> Panel {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "search-former"))
        .column(Column::new(t!(lang, "search-column-former")))
        .column(Column::new(t!(lang, "customers-column-serial")))
        .column(Column::new(t!(lang, "search-column-now")))
        .column(Column::new(t!(lang, "search-column-until")).p2());
    let table = table.rows(found.former.iter().map(|former| {
        let address = format!("/customers/{}", encode(&former.serial));
        Row::new()
            .cell(&former.name)
            .with(Cell::new(html! { span.mono { (former.former_serial) } }))
            .cell(html! { a href=(address) { (former.customer) } " " span.mono.quiet { (former.serial) } })
            .cell(screen.moment(former.changed_at_ms))
    }));
    Panel::titled("former", t!(lang, "search-former"))
        .aside(count(lang, found.former.len() as u64))
        .flush(table)
}

fn installations(screen: &Screen, found: &Found) -> Panel {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "navigation-installations"))
        .column(Column::new(t!(lang, "search-column-key")))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "search-column-last")).p2());
    let table = table.rows(found.installations.iter().map(|installation| {
        let address = format!("/customers/{}#installations", encode(&installation.serial));
        Row::new()
            .cell(short_key(&installation.kid))
            .cell(html! { a href=(address) { (installation.customer) } })
            .cell(screen.moment(installation.last_at_ms))
    }));
    let found = found.installations.len() as u64;
    Panel::titled("installations", t!(lang, "navigation-installations"))
        .aside(count(lang, found))
        .flush(table)
}

fn packages(screen: &Screen, found: &Found) -> Panel {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "packages-title"))
        .column(Column::new(t!(lang, "packages-column-package")))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "packages-column-state")))
        .column(Column::new(t!(lang, "packages-id")).p3());
    let table = table.rows(found.packages.iter().map(|listed| {
        let number = t!(lang, "packages-number", number = listed.issued.sequence);
        Row::new()
            .cell(html! { a href=(format!("/packages/{}", listed.issued.id)) { (number) } })
            .cell(&listed.customer)
            .cell(whereabouts_tag(lang, listed.whereabouts))
            .with(Cell::new(html! { code { (listed.issued.id) } }).class("quiet"))
    }));
    let found = found.packages.len() as u64;
    Panel::titled("packages", t!(lang, "packages-title")).aside(count(lang, found)).flush(table)
}
