//! Drafts, invoices and credit notes, newest first.

use std::collections::BTreeSet;

use axum::extract::State as Server;
use axum::response::Response;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Notice, Panel, Row, Table, Tabs, Tag, Tone, amount, empty, encode, t,
};
use maud::{Markup, html};

use super::super::issue::outdated;
use super::super::{Invoice, Listing, Query, Run, State, api, export, list};
use super::{name, obstruction, state_tag};
use crate::lists::page::{after, uncounted};
use crate::page::Screen;
use crate::state::Authority;
use crate::usage::month_name;

/// How many invoices a page shows.
const PAGE: u32 = 50;
/// How many obstructions are told; the others are as many again.
const TOLD: usize = 20;

pub(super) async fn show(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    page(&authority, &screen, None).await
}

/// What the address asks for: drafts, unless the issued ones are wanted.
fn query(screen: &Screen) -> Query {
    let get = |name: &str| screen.here.get(name).unwrap_or_default();
    let state = if get("show") == "issued" { State::Issued } else { State::Draft };
    Query {
        serial: Some(get("customer").to_owned()).filter(|serial| !serial.is_empty()),
        month: get("month").parse().ok(),
        state: Some(state),
        kind: None,
        after: after(screen),
        limit: PAGE,
    }
}

/// The page; with what came of drawing up drafts, when somebody just did.
pub(super) async fn page(
    authority: &Authority,
    screen: &Screen,
    run: Option<&Run>,
) -> Result<Response, Problem> {
    let (lang, query) = (screen.lang, query(screen));
    let granted = screen.caller.may::<View>()?;
    let state = query.state;
    let listing = list(authority, &granted, query).await?;
    let outdated = outdated(authority, &listing.items).await?;
    let (drafts, issued) = listing.counts;
    let here = screen.here.without("cursor");
    let tabs = Tabs::new(t!(lang, "invoices-title"))
        .counted(
            lang,
            t!(lang, "invoices-tab-drafts"),
            here.without("show").to_string(),
            state == Some(State::Draft),
            drafts,
        )
        .counted(
            lang,
            t!(lang, "invoices-tab-issued"),
            here.with("show", "issued").to_string(),
            state == Some(State::Issued),
            issued,
        );
    let title = t!(lang, "invoices-title");
    let body = html! {
        (head(screen))
        @if let Some(run) = run { (told(screen, run)) }
        (tabs)
        @if listing.items.is_empty() { (nothing(screen, state)) } @else {
            (Panel::new().flush(table(screen, &listing, &outdated)))
            (uncounted(screen, &listing.items, listing.next.as_ref()))
        }
    };
    Ok(screen.page(&title, "invoices", body))
}

fn head(screen: &Screen) -> Head {
    let lang = screen.lang;
    let save = Button::link(t!(lang, "invoices-save"), "/invoices.csv").icon(Icon::Download).download();
    let head = Head::new(t!(lang, "invoices-title")).lead(html! { (t!(lang, "invoices-lead")) });
    let head = head.action(save.key("e"));
    if !screen.caller.has(Right::Sell) {
        return head;
    }
    head.action(Button::link(t!(lang, "invoices-draw-up"), "/invoices/draft").primary().dialog())
}

/// What came of drawing up drafts, and what could not be invoiced.
fn told(screen: &Screen, run: &Run) -> Markup {
    let lang = screen.lang;
    let words = t!(
        lang,
        "invoices-drawn-up",
        drafted = run.drafted.len() as u64,
        unchanged = run.unchanged,
        removed = run.removed
    );
    let obstructions = &run.obstructions;
    let more = obstructions.len().saturating_sub(TOLD) as u64;
    html! {
        (Notice::new(Tone::Good, words).focused())
        @if !obstructions.is_empty() {
            (Panel::titled("obstructions", t!(lang, "invoices-obstructions")).accent().body(html! {
                ul { @for one in obstructions.iter().take(TOLD) { li { (obstruction(lang, one)) } } }
                @if more > 0 { p.quiet { (t!(lang, "invoices-obstructions-more", count = more)) } }
            }))
        }
    }
}

fn nothing(screen: &Screen, state: Option<State>) -> Markup {
    let lang = screen.lang;
    match state {
        Some(State::Issued) => {
            empty(Icon::Invoice, &t!(lang, "invoices-none-issued"), t!(lang, "invoices-none-issued-why"), &[])
        }
        _ => empty(
            Icon::Invoice,
            &t!(lang, "invoices-none-drafted"),
            t!(lang, "invoices-none-drafted-why"),
            &[],
        ),
    }
}

fn table(screen: &Screen, listing: &Listing, outdated: &BTreeSet<String>) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "invoices-title"))
        .column(Column::new(t!(lang, "invoices-column-invoice")))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "usage-column-month")).p2())
        .column(Column::new(t!(lang, "packages-column-state")).p2())
        .column(Column::new(t!(lang, "invoices-column-total")).num())
        .column(Column::new(t!(lang, "invoices-column-currency")))
        .column(Column::new(t!(lang, "invoices-column-when")).p3());
    table.rows(listing.items.iter().map(|invoice| row(screen, invoice, outdated.contains(&invoice.id))))
}

fn row(screen: &Screen, invoice: &Invoice, is_outdated: bool) -> Row {
    let lang = screen.lang;
    let customer = format!("/customers/{}", encode(&invoice.serial));
    let row = Row::new()
        .cell(html! {
            a href=(format!("/invoices/{}", invoice.id)) { (name(lang, invoice)) }
            @if is_outdated { " " (Tag::warn(t!(lang, "invoices-outdated"))) }
        })
        .cell(html! { a href=(customer) { (invoice.customer_name) } })
        .cell(month_name(lang, invoice.month))
        .cell(state_tag(lang, invoice))
        .with(Cell::new(amount(lang, invoice.total, &invoice.currency)))
        .cell(invoice.currency.as_str())
        .cell(screen.moment(invoice.issued_at_ms.unwrap_or(invoice.created_at_ms)));
    if invoice.credited_by.is_some() { row.state("past") } else { row }
}

/// Everything that was issued, one row for each line.
pub(super) async fn file(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let month = screen.here.get("month").and_then(|month| month.parse().ok());
    let exported = export(&authority, &granted, month, screen.here.get("customer")).await?;
    Ok(api::csv(&exported, month, screen.lang.tag()))
}
