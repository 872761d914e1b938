//! What became of the customer's orders.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Cell, Column, Facts, Icon, Notice, Panel, Row, Table, Tone, empty, encode, t};
use maud::{Markup, html};

use super::super::{own_order, own_orders, withdraw as take_back};
use super::shop::Shop;
use crate::orders::{self, Order, State, overtaken, what_changes};
use crate::page::{on_form, refusal};
use crate::state::Authority;

/// How many orders are listed.
const MOST: u32 = 100;

pub(super) async fn list(Server(authority): Server<Authority>, shop: Shop) -> Result<Response, Problem> {
    let lang = shop.lang;
    let orders = own_orders(&authority, &shop.visit, MOST).await?;
    let body = html! {
        (shop.head(t!(lang, "store-title")))
        (shop.facts())
        (shop.tabs("orders"))
        @if orders.is_empty() {
            (empty(Icon::Cart, &t!(lang, "store-no-orders"), t!(lang, "store-no-orders-why"),
                &[Button::link(t!(lang, "store-tab-licences"), "/store").primary()]))
        } @else { (Panel::new().flush(table(&shop, &orders))) }
    };
    Ok(shop.page(&t!(lang, "store-tab-orders"), body))
}

fn table(shop: &Shop, orders: &[Order]) -> Table {
    let lang = shop.lang;
    let catalogue = Some(&shop.current.file.catalogue);
    let table = Table::new(lang, t!(lang, "store-tab-orders"))
        .column(Column::new(t!(lang, "orders-column-order")))
        .column(Column::new(t!(lang, "orders-column-what")))
        .column(Column::new(t!(lang, "orders-column-month")).num().p2())
        .column(Column::new(t!(lang, "orders-column-ordered")).nowrap().p3())
        .column(Column::new(t!(lang, "orders-column-state")).nowrap());
    table.rows(orders.iter().map(|order| {
        let href = format!("/store/orders/{}", encode(&order.id));
        let gone = overtaken(order, shop.subscribed.as_ref());
        Row::new()
            .cell(html! { a.nowrap href=(href) { (t!(lang, "orders-number", number = order.n)) } })
            .with(Cell::new(what_changes(lang, catalogue, &order.quote, Some(&gone))))
            .with(Cell::new(orders::monthly(lang, &order.quote)))
            .with(Cell::new(shop.moment(order.ordered_at_ms)))
            .cell(orders::state_tag(lang, order))
    }))
}

pub(super) async fn show(
    Server(authority): Server<Authority>,
    shop: Shop,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let order = own_order(&authority, &shop.visit, &id).await?;
    let title = t!(shop.lang, "orders-number", number = order.n);
    Ok(shop.page(&title, body(&shop, &order, None)))
}

pub(super) async fn withdraw(
    Server(authority): Server<Authority>,
    shop: Shop,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, Problem> {
    let here = format!("/store/orders/{}", encode(&id));
    match take_back(&authority, &shop.visit, shop.address.clone(), &id).await {
        Ok(()) => Ok(Redirect::to(&here).into_response()),
        Err(problem) => {
            let problem = on_form(problem)?;
            let order = own_order(&authority, &shop.visit, &id).await?;
            let title = t!(shop.lang, "orders-number", number = order.n);
            Ok(shop.refused(problem.status, &title, body(&shop, &order, Some(&problem))))
        }
    }
}

fn body(shop: &Shop, order: &Order, refused: Option<&Problem>) -> Markup {
    let lang = shop.lang;
    let gone = overtaken(order, shop.subscribed.as_ref());
    let table = orders::quote_table(lang, Some(&shop.current.file.catalogue), &order.quote, Some(&gone));
    let facts = Facts::new()
        .fact(t!(lang, "orders-column-state"), orders::state_tag(lang, order))
        .fact(t!(lang, "orders-column-ordered"), shop.moment(order.ordered_at_ms))
        .fact(t!(lang, "orders-ordered-by"), &order.by.name)
        .maybe(t!(lang, "orders-reference"), order.reference.as_deref());
    html! {
        (shop.head(t!(lang, "orders-number", number = order.n)).crumb(lang, t!(lang, "store-tab-orders"), "/store/orders"))
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        (outcome(shop, order))
        @if !gone.is_empty() { (Notice::new(Tone::Plain, t!(lang, "orders-line-overtaken-why")).icon(Icon::Info)) }
        (facts)
        div.cols {
            div.stack { (Panel::titled("lines", t!(lang, "orders-lines")).flush(table)) }
            div.stack { (Panel::titled("costs", t!(lang, "orders-costs")).body(orders::totals(lang, &order.quote))) }
        }
        @if order.state == State::Waiting {
            form method="post" action=(format!("/store/orders/{}/withdraw", encode(&order.id))) {
                (Button::submit(t!(lang, "store-withdraw")))
            }
        }
    }
}

/// What has happened, and what to do next: usually, back to the manager.
fn outcome(shop: &Shop, order: &Order) -> Notice {
    let (lang, vendor) = (shop.lang, shop.vendor());
    let back = |notice: Notice| match &shop.visit.back {
        Some(back) => notice.action(Button::link(t!(lang, "store-to-manager"), back).primary()),
        None => notice,
    };
    match (order.state, &order.package) {
        (State::Approved, Some(_)) => {
            back(Notice::new(Tone::Good, t!(lang, "store-done-package")).icon(Icon::Tick))
        }
        (State::Approved, None) => {
            back(Notice::new(Tone::Good, t!(lang, "store-done-renewal")).icon(Icon::Tick))
        }
        (State::Waiting, _) => {
            back(Notice::new(Tone::Accent, t!(lang, "store-done-waits", vendor = vendor)).icon(Icon::Clock))
        }
        (State::Refused, _) => {
            let reason = order.reason.as_deref().unwrap_or_default();
            Notice::new(Tone::Bad, t!(lang, "store-done-refused", vendor = vendor, reason = reason))
                .icon(Icon::Cross)
        }
        (State::Withdrawn, _) => Notice::new(Tone::Plain, t!(lang, "store-done-withdrawn")).icon(Icon::Info),
    }
}
