//! The list of all packages.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Filters, Head, Icon, Lang, Panel, Row, Table, Tag, Tone, date_or_dash, empty,
    encode, search, t, tools,
};
use maud::{Markup, html};

use super::super::listing::{Listed, Listing, Query, Sort, Whereabouts, list};
use crate::lists::page::{after, counted};
use crate::page::Screen;
use crate::state::Authority;

/// How many packages a page shows.
const PAGE: u32 = 50;

pub(super) async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let query = query(&screen);
    let listing = list(&authority, &granted, query.clone()).await?;
    let title = t!(screen.lang, "packages-title");
    Ok(screen.page(&title, "packages", contents(&screen, &query, &listing)))
}

/// The newest first, unless asked otherwise.
fn query(screen: &Screen) -> Query {
    let get = |name: &str| screen.here.get(name).unwrap_or_default();
    let (sort, backwards) = match get("sort") {
        "signed" => (Sort::Signed, false),
        "customer" => (Sort::Customer, false),
        "-customer" => (Sort::Customer, true),
        "expiry" => (Sort::Expiry, false),
        "-expiry" => (Sort::Expiry, true),
        _ => (Sort::Signed, true),
    };
    Query {
        search: get("q").to_owned(),
        whereabouts: Whereabouts::named(get("show")),
        sort,
        backwards,
        after: after(screen),
        limit: PAGE,
    }
}

fn contents(screen: &Screen, query: &Query, listing: &Listing) -> Markup {
    let lang = screen.lang;
    let all: u64 = listing.counts.iter().map(|(_, count)| count).sum();
    let label = t!(lang, "packages-search");
    html! {
        (Head::new(t!(lang, "packages-title")))
        @if all == 0 && query.search.trim().is_empty() {
            (empty(Icon::File, &t!(lang, "packages-none"), t!(lang, "packages-none-why"),
                &[Button::link(t!(lang, "search-all-customers"), "/customers")]))
        } @else {
            (tools(search(&screen.here, "q", &label, &label), html! {}))
            (filters(screen, query.whereabouts, listing, all))
            @if listing.items.is_empty() { (no_hits(screen, query)) } @else {
                (Panel::new().flush(table(screen, query, &listing.items)))
                (counted(screen, &listing.items, listing.next.as_ref(), listing.total))
            }
        }
    }
}

fn filters(screen: &Screen, chosen: Option<Whereabouts>, listing: &Listing, all: u64) -> Filters {
    let lang = screen.lang;
    let here = screen.here.without("cursor");
    let filters = Filters::new(lang, t!(lang, "packages-filter"));
    let filters = filters.filter(&t!(lang, "packages-all"), here.without("show"), all, chosen.is_none());
    let offered = listing.counts.iter().filter(|(known, count)| *count > 0 || Some(*known) == chosen);
    offered.fold(filters, |filters, (known, count)| {
        let href = here.with("show", known.name());
        filters.filter(&words(lang, *known), href, *count, Some(*known) == chosen)
    })
}

fn no_hits(screen: &Screen, query: &Query) -> Markup {
    let lang = screen.lang;
    let here = screen.here.without("cursor");
    if query.search.trim().is_empty() {
        let clear = Button::link(t!(lang, "action-clear-filter"), here.without("show"));
        return empty(
            Icon::File,
            &t!(lang, "packages-none-there"),
            t!(lang, "packages-none-there-why"),
            &[clear],
        );
    }
    let title = t!(lang, "customers-no-hits", search = query.search.trim());
    let clear = Button::link(t!(lang, "action-clear-search"), here.without("q"));
    empty(Icon::Search, &title, t!(lang, "packages-no-hits-why"), &[clear])
}

fn table(screen: &Screen, query: &Query, packages: &[Listed]) -> Table {
    let lang = screen.lang;
    let name = match query.sort {
        Sort::Signed => "signed",
        Sort::Customer => "customer",
        Sort::Expiry => "expiry",
    };
    let sorted = if query.backwards { format!("-{name}") } else { name.to_owned() };
    let here = screen.here.without("cursor");
    let table = Table::new(lang, t!(lang, "packages-title"))
        .column(Column::new(t!(lang, "packages-column-package")))
        .column(Column::new(t!(lang, "customers-column-name")).sort("customer"))
        .column(Column::new(t!(lang, "packages-column-state")))
        .column(Column::new(t!(lang, "packages-column-signed")).p2().nowrap().sort("signed"))
        .column(Column::new(t!(lang, "customers-column-expiry")).p2().sort("expiry"))
        .sorted(&here, &sorted)
        .room_for_acts();
    table.rows(packages.iter().map(|listed| row(screen, listed)))
}

fn row(screen: &Screen, listed: &Listed) -> Row {
    let lang = screen.lang;
    let issued = &listed.issued;
    let number = t!(lang, "packages-number", number = issued.sequence);
    let file = format!("/packages/{}/file", issued.id);
    let save = Button::link(t!(lang, "packages-download-number", number = issued.sequence), file);
    let row = Row::new()
        .cell(html! { a href=(format!("/packages/{}", issued.id)) { (number) } })
        .cell(html! { a href=(format!("/customers/{}", encode(&issued.serial))) { (listed.customer) } })
        .cell(whereabouts_tag(lang, listed.whereabouts))
        .with(Cell::new(screen.moment(issued.issued_at_ms)))
        .cell(date_or_dash(lang, issued.expiry))
        .act(save.icon(Icon::Download).only_icon().plain().small().download());
    if listed.whereabouts == Whereabouts::Past { row.state("past") } else { row }
}

/// Where a package is, as a tag.
pub(crate) fn whereabouts_tag(lang: Lang, at: Whereabouts) -> Tag {
    let label = words(lang, at);
    match at {
        Whereabouts::Signed => Tag::new(Tone::Plain, label).icon(Icon::File),
        Whereabouts::Offered => Tag::new(Tone::Accent, label).icon(Icon::Clock),
        Whereabouts::Held => Tag::warn(label).icon(Icon::Warn),
        Whereabouts::InForceByContact | Whereabouts::InForceByReceipt => Tag::good(label).icon(Icon::Tick),
        Whereabouts::Past => Tag::new(Tone::Plain, label),
    }
}

fn words(lang: Lang, at: Whereabouts) -> String {
    match at {
        Whereabouts::Signed => t!(lang, "packages-at-signed"),
        Whereabouts::Offered => t!(lang, "packages-at-offered"),
        Whereabouts::Held => t!(lang, "packages-at-held"),
        Whereabouts::InForceByContact => t!(lang, "packages-at-contact"),
        Whereabouts::InForceByReceipt => t!(lang, "packages-at-receipt"),
        Whereabouts::Past => t!(lang, "packages-at-past"),
    }
}
