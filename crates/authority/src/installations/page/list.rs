//! The list of all installations.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Filters, Head, Icon, Lang, Panel, Row, Table, dash, empty, encode, pager, search,
    t, tools,
};
use maud::{Markup, html};

use super::super::Installation;
use super::super::listing::{Line, Listing, Query, Sort, Which};
use super::parts::{marks, said, standing};
use crate::page::{Screen, short_key};
use crate::state::Authority;

/// How many installations a page shows.
const PAGE: u64 = 50;

pub(super) async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let query = query(&screen);
    let listing = super::super::listing::list(&authority, &granted, query.clone()).await?;
    let title = t!(screen.lang, "installations-title");
    Ok(screen.page(&title, "installations", contents(&screen, &query, &listing)))
}

fn query(screen: &Screen) -> Query {
    let get = |name: &str| screen.here.get(name).unwrap_or_default();
    let (sort, backwards) = match get("sort") {
        "customer" => (Sort::Customer, false),
        "-customer" => (Sort::Customer, true),
        "contact" => (Sort::Contact, true),
        _ => (Sort::Contact, false),
    };
    Query {
        search: get("q").to_owned(),
        which: Which::named(get("show")).unwrap_or_default(),
        sort,
        backwards,
        page: get("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        per_page: PAGE,
    }
}

fn contents(screen: &Screen, query: &Query, listing: &Listing) -> Markup {
    let lang = screen.lang;
    let label = t!(lang, "installations-search");
    let nobody = listing.count(Which::All) + listing.count(Which::Never) == 0;
    html! {
        (Head::new(t!(lang, "installations-title")).lead(html! { (t!(lang, "installations-lead")) }))
        @if nobody && query.search.trim().is_empty() {
            (empty(Icon::Server, &t!(lang, "installations-empty"), t!(lang, "installations-empty-why"), &[]))
        } @else {
            (tools(search(&screen.here, "q", &label, &label), html! {}))
            (filters(screen, query.which, listing))
            @if listing.items.is_empty() { (no_hits(screen, query)) } @else {
                (Panel::new().flush(table(screen, query, &listing.items)))
                (pager(lang, &screen.here, query.page, PAGE, listing.count(query.which)))
            }
        }
    }
}

/// What would show nothing is not offered, except what is chosen.
fn filters(screen: &Screen, chosen: Which, listing: &Listing) -> Filters {
    let lang = screen.lang;
    let here = screen.here.without("page");
    let mut filters = Filters::new(lang, t!(lang, "installations-filter"));
    for which in Which::ALL {
        let count = listing.count(which);
        if count == 0 && which != chosen && which != Which::All {
            continue;
        }
        let href = match which {
            Which::All => here.without("show"),
            which => here.with("show", which.name()),
        };
        filters = filters.filter(&name(lang, which), href, count, which == chosen);
    }
    filters
}

fn name(lang: Lang, which: Which) -> String {
    match which {
        Which::All => t!(lang, "installations-all"),
        Which::Never => t!(lang, "installations-never"),
        Which::Behind => t!(lang, "installations-behind"),
        Which::Silent => t!(lang, "installations-silent"),
        Which::Waiting => t!(lang, "installations-waiting"),
        Which::Copies => t!(lang, "installations-copies"),
        Which::Marked => t!(lang, "installations-marked"),
    }
}

fn no_hits(screen: &Screen, query: &Query) -> Markup {
    let lang = screen.lang;
    let here = screen.here.without("page");
    if query.search.trim().is_empty() {
        let clear = Button::link(t!(lang, "action-clear-filter"), here.without("show"));
        return empty(
            Icon::Tick,
            &t!(lang, "installations-none"),
            t!(lang, "installations-none-why"),
            &[clear],
        );
    }
    let title = t!(lang, "customers-no-hits", search = query.search.trim());
    let clear = Button::link(t!(lang, "action-clear-search"), here.without("q"));
    empty(Icon::Search, &title, t!(lang, "installations-no-hits-why"), &[clear])
}

fn table(screen: &Screen, query: &Query, lines: &[Line]) -> Table {
    let lang = screen.lang;
    // By contact the newest comes first: that is the moment falling.
    let sorted = match (query.sort, query.backwards) {
        (Sort::Contact, false) => "-contact",
        (Sort::Contact, true) => "contact",
        (Sort::Customer, false) => "customer",
        (Sort::Customer, true) => "-customer",
    };
    let table = Table::new(lang, t!(lang, "installations-title"))
        .column(Column::new(t!(lang, "customers-column-name")).sort("customer"))
        .column(Column::new(t!(lang, "installations-column-key")).p3())
        .column(Column::new(t!(lang, "installations-column-state")))
        .column(Column::new(t!(lang, "installations-column-package")).num().p2())
        .column(Column::new(t!(lang, "installations-column-version")).p3())
        .column(Column::new(t!(lang, "installations-column-contact")).p2().nowrap().sort("contact"))
        .sorted(&screen.here, sorted);
    table.rows(lines.iter().map(|line| row(screen, line)))
}

fn row(screen: &Screen, line: &Line) -> Row {
    let lang = screen.lang;
    let address = format!("/customers/{}#installations", encode(&line.serial));
    let customer = html! { a href=(address) { (line.customer) } br; span.mono.small.quiet { (line.serial) } };
    let Some(installation) = &line.installation else {
        let never = licentia_ui::Tag::new(licentia_ui::Tone::Plain, t!(lang, "installations-never-one"));
        return Row::new()
            .cell(customer)
            .cell(dash())
            .cell(never)
            .cell(of(lang, 0, line.newest))
            .cell(dash())
            .cell(dash());
    };
    let state = html! {
        (standing(screen, installation, line.newest)) @for mark in marks(lang, installation) { " " (mark) }
    };
    Row::new()
        .cell(customer)
        .cell(short_key(&installation.kid))
        .cell(state)
        .cell(of(lang, installation.sequence, line.newest))
        .cell(installation.version.as_deref().unwrap_or(dash()))
        .with(Cell::new(contact(screen, installation)))
}

/// "14 of 15": the package in force, of the newest.
fn of(lang: Lang, sequence: u64, newest: u64) -> Markup {
    html! { (licentia_ui::number(lang, sequence)) span.quiet { " " (t!(lang, "meter-of-total", total = newest)) } }
}

fn contact(screen: &Screen, installation: &Installation) -> Markup {
    html! { (screen.moment(installation.last_at_ms)) " " small.quiet { (said(screen.lang, installation.origin)) } }
}
