//! The list of customers.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use licentia_core::dates::Dates;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Lang, Panel, Row, Table, Tag, dash, date_with_days, empty, encode,
    search, standing_tag, t, tools,
};
use maud::{Markup, html};

use super::super::api::sorting;
use super::super::{Listed, Listing, Query};
use crate::lists::page::{after, counted};
use crate::page::Screen;
use crate::state::Authority;

/// How many customers a page shows.
const PAGE: u32 = 50;

pub(super) async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let search = screen.here.get("q").unwrap_or_default().to_owned();
    let sorted = screen.here.get("sort").filter(|sort| sorting(sort).is_some()).unwrap_or("name").to_owned();
    let (sort, backwards) = sorting(&sorted).unwrap_or_default();
    let query = Query { search, sort, backwards, after: after(&screen), limit: PAGE };
    let listing = super::super::list(&authority, &granted, query.clone()).await?;
    // Somebody who typed a whole serial number wants that customer.
    if let ([only], true) = (listing.items.as_slice(), query.search.trim().len() == 10)
        && only.serial == query.search.trim()
    {
        return Ok(Redirect::to(&format!("/customers/{}", encode(&only.serial))).into_response());
    }
    let title = t!(screen.lang, "customers-title");
    Ok(screen.page(&title, "customers", contents(&screen, &query, &sorted, listing)))
}

fn contents(screen: &Screen, query: &Query, sorted: &str, listing: Listing) -> Markup {
    let lang = screen.lang;
    let may_add = screen.caller.has(Right::Sell);
    let add = || Button::link(t!(lang, "customers-add"), "/customers/new").icon(Icon::Plus).primary();
    let mut head = Head::new(t!(lang, "customers-title"));
    if may_add {
        head = head.action(add());
    }
    if listing.total == 0 && query.search.trim().is_empty() {
        let actions: Vec<Button> = may_add.then(add).into_iter().collect();
        let (title, why) = (t!(lang, "customers-empty-title"), t!(lang, "customers-empty-why"));
        return html! { (Head::new(t!(lang, "customers-title"))) (empty(Icon::Building, &title, why, &actions)) };
    }
    let label = t!(lang, "customers-search");
    html! {
        (head)
        (tools(search(&screen.here, "q", &label, &label), html! {}))
        @if listing.items.is_empty() { (no_hits(lang, query)) } @else {
            (Panel::new().flush(table(screen, sorted, &listing.items)))
            (counted(screen, &listing.items, listing.next.as_ref(), listing.total))
        }
    }
}

fn no_hits(lang: Lang, query: &Query) -> Markup {
    let title = t!(lang, "customers-no-hits", search = query.search.trim());
    let clear = Button::link(t!(lang, "action-clear-search"), "/customers");
    empty(Icon::Search, &title, t!(lang, "customers-no-hits-why"), &[clear])
}

fn table(screen: &Screen, sorted: &str, customers: &[Listed]) -> Table {
    let lang = screen.lang;
    let here = screen.here.without("cursor");
    let table = Table::new(lang, t!(lang, "customers-title"))
        .column(Column::new(t!(lang, "customers-column-name")).sort("name"))
        .column(Column::new(t!(lang, "customers-column-serial")).p2().sort("serial"))
        .column(Column::new(t!(lang, "customers-column-country")).p3())
        .column(Column::new(t!(lang, "customers-column-standing")))
        .column(Column::new(t!(lang, "customers-column-expiry")).p2().sort("expiry"))
        .column(Column::new(t!(lang, "customers-column-package")).p2())
        .sorted(&here, sorted);
    table.rows(customers.iter().map(|customer| row(screen, customer)))
}

fn row(screen: &Screen, customer: &Listed) -> Row {
    let lang = screen.lang;
    let today = today_in(&customer.zone, screen.now_ms);
    let package = html! {
        @match customer.issued_at_ms {
            Some(at_ms) => { (t!(lang, "customers-package-number", number = customer.sequence)) ", " (screen.moment(at_ms)) },
            None => (dash()),
        }
    };
    let expiry = match customer.expiry {
        Some(expiry) => date_with_days(lang, expiry, today),
        None => html! { (t!(lang, "word-no-end")) },
    };
    Row::new()
        .cell(html! { a href=(format!("/customers/{}", encode(&customer.serial))) { (customer.name) } })
        .with(Cell::new(html! { span.mono { (customer.serial) } }))
        .cell(customer.country.as_deref().unwrap_or("–"))
        .cell(standing(lang, customer.sequence, customer.expiry, today))
        .cell(expiry)
        .cell(package)
}

/// Where a customer stands, in a word: one without a package has nothing that could expire.
fn standing(lang: Lang, sequence: u64, expiry: Option<Date>, today: Date) -> Tag {
    if sequence == 0 {
        return Tag::new(licentia_ui::Tone::Plain, t!(lang, "customers-no-package"));
    }
    let dates = Dates { expiry, admin_warning: expiry.and_then(month_before), ..Dates::default() };
    standing_tag(lang, dates.standing(today))
}

/// When sales should begin to talk about a renewal.
fn month_before(day: Date) -> Option<Date> {
    day.checked_sub(jiff::Span::new().days(30)).ok()
}

/// Today where a customer is.
pub(super) fn today_in(zone: &str, now_ms: i64) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let now = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(now).date()
}
