//! The waiting list: who waits for what, since when and why, the next to be served first.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Panel, Row, Table, empty, encode, has_text, hidden, moment,
    pager_cursor, person, t, text,
};
use maud::{Markup, html};

use super::{Asked, GrantedOne, Listing, Order, list, recall};
use crate::page::Screen;
use crate::state::Manager;

/// Intents on a page.
const PER_PAGE: u32 = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/assignments/waiting", get(waiting).post(withdraw))
}

async fn waiting(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let cursor = screen.here.get("cursor").map(str::to_owned);
    let asked = Asked { waiting: Some(true), limit: PER_PAGE, cursor, ..Asked::default() };
    let listing = list(&manager, &granted, asked).await?;
    let title = t!(lang, "assignments-waiting-title");
    let body = html! {
        (Head::new(title.clone()).lead(html! { (t!(lang, "assignments-waiting-lead")) }))
        @if listing.items.is_empty() {
            (empty(Icon::Queue, &t!(lang, "assignments-waiting-none"), t!(lang, "assignments-waiting-none-why"), &[]))
        } @else { (table(&manager, &screen, &listing)) }
    };
    Ok(screen.page(&title, "waiting", body))
}

fn table(manager: &Manager, screen: &Screen, listing: &Listing) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "assignments-waiting-title"))
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "assignments-waiting-for")))
        .column(Column::new(t!(lang, "assignments-waiting-why")))
        .column(Column::new(t!(lang, "users-column-source")).p2())
        .column(Column::new(t!(lang, "assignments-waiting-since")).p2())
        .rows(listing.items.iter().map(|one| line(manager, screen, one)));
    let later = listing.next.as_deref().map(|cursor| screen.here.with("cursor", cursor).to_string());
    let first = screen.here.get("cursor").map(|_| screen.to("/assignments/waiting"));
    let words = t!(lang, "assignments-waiting-count", count = listing.total);
    html! { (Panel::new().flush(html! { (table) (pager_cursor(lang, &words, first.as_deref(), later.as_deref())) })) }
}

fn line(manager: &Manager, screen: &Screen, one: &GrantedOne) -> Row {
    let lang = screen.lang;
    let module = screen.at.licences().module(one.module).map(|module| module.title(lang.tag()).to_owned());
    let name = screen.at.name(one.module).map(ToString::to_string).unwrap_or_default();
    let zone = crate::day::zone(&screen.at.installation().zone);
    let since =
        html! { @match one.at_ms { Some(ms) => (moment(lang, ms, manager.now_ms(), &zone)), None => "–" } };
    let code = one.code.as_deref().unwrap_or("no_seat");
    let key = format!("problem-{code}");
    let why = if has_text(lang, &key) { text(lang, &key) } else { code.to_owned() };
    let row = Row::new()
        .cell(person(&one.name, &screen.to(&format!("/users/{}", encode(&one.id))), None))
        .cell(html! { (module.unwrap_or_else(|| name.clone())) })
        .cell(html! { (why) " " code.quiet { (code) } })
        .with(Cell::new(text(lang, &format!("source-{}", one.source.as_str()))).class("quiet"))
        .cell(since);
    if !screen.caller.has(Right::ManageLicences) {
        return row;
    }
    row.act(html! {
        form method="post" action=(screen.to("/assignments/waiting")) {
            (hidden("user", &one.id)) (hidden("module", &name))
            (Button::submit(t!(lang, "assignments-withdraw")).small())
        }
    })
}

/// Takes an intent off the list.
async fn withdraw(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let order =
        Order::by_hand(vec![form.text("user").to_owned()], vec![form.text("module").to_owned()], screen.lang);
    recall(&manager, &granted, order).await?;
    Ok(Redirect::to(&screen.to("/assignments/waiting")).into_response())
}
