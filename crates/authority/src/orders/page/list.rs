//! What waits for sales, everything that was ordered, and the orders of one customer.

use std::collections::BTreeMap;

use axum::extract::State as Server;
use axum::response::Response;
use licentia_core::catalogue::Catalogue;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Panel, Row, Table, Tabs, count, empty, encode, section_head, t,
};
use maud::{Markup, html};

use super::super::{Listing, Order, Overtaken, Query, State, list, overtaken_of};
use super::parts::{monthly, state_tag, what_changes};
use crate::customers::Customer;
use crate::lists::page::{after, is_whole, pager};
use crate::page::Screen;
use crate::state::Authority;

/// How many orders a page shows.
const PAGE: u32 = 50;
/// How many a customer's page shows.
const FEW: u32 = 5;

pub(super) async fn show(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    let lang = screen.lang;
    let everything = screen.here.get("show") == Some("all");
    let granted = screen.caller.may::<View>()?;
    let state = (!everything).then_some(State::Waiting);
    let query = Query { state, after: after(&screen), limit: PAGE, serial: None };
    let listing = list(&authority, &granted, query).await?;
    let gone = overtaken_of(&authority, &listing.items).await?;
    let current = authority.catalogue_if_any().await?;
    let catalogue = current.as_ref().map(|current| &current.file.catalogue);
    let tabs = Tabs::new(t!(lang, "orders-title"))
        .counted(lang, t!(lang, "orders-tab-waiting"), "/orders", !everything, screen.orders)
        .tab(t!(lang, "orders-tab-everything"), "/orders?show=all", everything);
    let body = html! {
        (Head::new(t!(lang, "orders-title")).lead(html! { (t!(lang, "orders-lead")) }))
        (tabs)
        @if listing.items.is_empty() { (nothing(&screen, everything)) }
        @else { (table_of(&screen, catalogue, &listing, &gone)) }
    };
    Ok(screen.page(&t!(lang, "orders-title"), "orders", body))
}

fn nothing(screen: &Screen, everything: bool) -> Markup {
    let lang = screen.lang;
    match everything {
        true => empty(Icon::Cart, &t!(lang, "orders-none-yet"), t!(lang, "orders-none-yet-why"), &[]),
        false => empty(Icon::Tick, &t!(lang, "orders-none-wait"), t!(lang, "orders-none-wait-why"), &[]),
    }
}

fn table_of(
    screen: &Screen,
    catalogue: Option<&Catalogue>,
    listing: &Listing,
    gone: &BTreeMap<String, Overtaken>,
) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "orders-title"))
        .column(Column::new(t!(lang, "orders-column-order")))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "orders-column-what")).p2())
        .column(Column::new(t!(lang, "orders-column-month")).num())
        .column(Column::new(t!(lang, "orders-column-ordered")).nowrap().p3())
        .column(Column::new(t!(lang, "orders-column-state")).nowrap())
        .room_for_acts();
    let table =
        table.rows(listing.items.iter().map(|order| row(screen, catalogue, order, gone.get(&order.id))));
    let words = t!(lang, "orders-shown", shown = listing.items.len() as u64, total = listing.total);
    html! {
        (Panel::new().flush(table))
        @if !is_whole(screen, listing.next.as_ref()) { (pager(screen, &words, listing.next.as_ref())) }
    }
}

fn row(screen: &Screen, catalogue: Option<&Catalogue>, order: &Order, gone: Option<&Overtaken>) -> Row {
    let lang = screen.lang;
    let href = format!("/orders/{}", encode(&order.id));
    let customer = format!("/customers/{}", encode(&order.serial));
    let name = html! { a.nowrap href=(href) { (t!(lang, "orders-number", number = order.n)) } };
    let what = what_changes(lang, catalogue, &order.quote, gone);
    let whose = html! {
        a href=(customer) { (order.customer_name) } " " span.quiet.mono.small { (order.serial) }
        span.for-p2.small { br; (what) }
    };
    let row = Row::new()
        .cell(name)
        .cell(whose)
        .with(Cell::new(what).class("quiet"))
        .with(Cell::new(monthly(lang, &order.quote)))
        .with(Cell::new(screen.moment(order.ordered_at_ms)))
        .cell(state_tag(lang, order));
    match order.state {
        State::Waiting => row.act(Button::link(t!(lang, "orders-look"), href).small()),
        _ => row,
    }
}

/// The newest orders of a customer, on its page; nothing before the first.
pub(crate) async fn of_customer(
    authority: &Authority,
    screen: &Screen,
    customer: &Customer,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let granted = screen.caller.may::<View>()?;
    let serial = Some(customer.details.serial.clone());
    let listing = list(authority, &granted, Query { serial, limit: FEW, ..Query::default() }).await?;
    if listing.items.is_empty() {
        return Ok(html! {});
    }
    let gone = overtaken_of(authority, &listing.items).await?;
    let current = authority.catalogue_if_any().await?;
    let catalogue = current.as_ref().map(|current| &current.file.catalogue);
    let table = Table::new(lang, t!(lang, "orders-title"))
        .column(Column::new(t!(lang, "orders-column-order")))
        .column(Column::new(t!(lang, "orders-column-what")))
        .column(Column::new(t!(lang, "orders-column-ordered")).nowrap().p3())
        .column(Column::new(t!(lang, "orders-column-state")).nowrap());
    let table = table.rows(listing.items.iter().map(|order| {
        let href = format!("/orders/{}", encode(&order.id));
        Row::new()
            .cell(html! { a href=(href) { (t!(lang, "orders-number", number = order.n)) } })
            .with(Cell::new(what_changes(lang, catalogue, &order.quote, gone.get(&order.id))))
            .with(Cell::new(screen.moment(order.ordered_at_ms)))
            .cell(state_tag(lang, order))
    }));
    let title = html! { (t!(lang, "orders-title")) " " (count(lang, listing.total)) };
    Ok(html! {
        section.stack.tight aria-labelledby="orders" {
            (section_head("orders", title, None))
            (Panel::new().flush(table))
        }
    })
}
