//! The list of products: quick filter, search, order.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use licentia_core::licence::Scope;
use licentia_core::licences::Total;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_protocol::api::ProductKind;
use licentia_ui::{
    Button, Cell, Column, Filters, Head, Icon, Lang, Panel, Row, Table, Tag, Tone, date_short, empty, meter,
    number, search, state_words, t, tools,
};
use maud::{Markup, html};

use super::address;
use crate::licences::Licence;
use crate::page::Screen;
use crate::products::api::named;
use crate::products::{kind, products, renewal, start};
use crate::state::Manager;

const KINDS: [(&str, ProductKind); 3] = [
    ("personal", ProductKind::Personal),
    ("concurrent", ProductKind::Concurrent),
    ("server", ProductKind::Server),
];

pub(super) async fn show(State(_): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let lang = screen.lang;
    let typed = screen.here.get("q").unwrap_or_default();
    let found: Vec<Licence<'_>> = products(&screen.at).filter(|product| named(product, typed)).collect();
    let chosen = chosen(&screen);
    let shown: Vec<&Licence<'_>> =
        found.iter().filter(|one| chosen.is_none_or(|wanted| kind(one.module) == wanted)).collect();
    let find = search(&screen.here, "q", &t!(lang, "products-search"), &t!(lang, "products-search"));
    let none_at_all = products(&screen.at).next().is_none();
    let body = html! {
        (Head::new(t!(lang, "products-title")).lead(html! { (t!(lang, "products-lead")) }))
        @if none_at_all { (nothing_yet(&screen)) }
        @else {
            (tools(find, html! {}))
            (filters(&screen, &found))
            @if shown.is_empty() { (no_hits(&screen, typed)) } @else { (table(&screen, shown)) }
        }
    };
    Ok(screen.page(&t!(lang, "products-title"), "products", body))
}

fn chosen(screen: &Screen) -> Option<ProductKind> {
    let asked = screen.here.get("kind")?;
    KINDS.iter().find(|(name, _)| *name == asked).map(|(_, kind)| *kind)
}

fn filters(screen: &Screen, found: &[Licence<'_>]) -> Filters {
    let (lang, chosen) = (screen.lang, chosen(screen));
    let bare = screen.here.without("kind");
    let all = Filters::new(lang, t!(lang, "products-filter")).filter(
        &t!(lang, "products-all"),
        bare.to_string(),
        found.len(),
        chosen.is_none(),
    );
    KINDS.iter().fold(all, |filters, (name, wanted)| {
        let count = found.iter().filter(|one| kind(one.module) == *wanted).count();
        let label = match wanted {
            ProductKind::Personal => t!(lang, "products-personal"),
            ProductKind::Concurrent => t!(lang, "products-concurrent"),
            ProductKind::Server => t!(lang, "products-server"),
        };
        filters.filter(&label, bare.with("kind", name).to_string(), count, chosen == Some(*wanted))
    })
}

fn nothing_yet(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let load = Button::link(t!(lang, "packages-load-title"), screen.to("/packages/load")).primary().dialog();
    empty(Icon::Box, &t!(lang, "products-empty"), t!(lang, "products-empty-why"), &[load])
}

fn no_hits(screen: &Screen, typed: &str) -> Markup {
    let lang = screen.lang;
    let clear = Button::link(t!(lang, "action-clear-search"), screen.to("/products"));
    let title = match typed {
        "" => t!(lang, "products-none-of-kind"),
        typed => t!(lang, "products-none", search = typed),
    };
    empty(Icon::Search, &title, t!(lang, "products-none-why"), &[clear])
}

fn table(screen: &Screen, mut shown: Vec<&Licence<'_>>) -> Markup {
    let lang = screen.lang;
    let sorted = screen.here.get("sort").unwrap_or("name");
    let (key, down) = sorted.strip_prefix('-').map_or((sorted, false), |key| (key, true));
    sort(screen, &mut shown, key);
    if down {
        shown.reverse();
    }
    let table = Table::new(lang, t!(lang, "products-title"))
        .column(Column::new(t!(lang, "products-column-name")).sort("name"))
        .column(Column::new(t!(lang, "products-column-type")).p2().sort("type"))
        .column(Column::new(t!(lang, "products-column-start")).p3().nowrap().sort("start"))
        .column(Column::new(t!(lang, "products-column-due")).p2().nowrap().sort("due"))
        .column(Column::new(t!(lang, "products-column-state")).sort("state"))
        .column(Column::new(t!(lang, "products-column-share")).bar().p3())
        .column(Column::new(t!(lang, "products-column-in-use")).num().p2().sort("in-use"))
        .column(Column::new(t!(lang, "products-column-total")).num().sort("total"))
        .sorted(&screen.here, sorted)
        .rows(shown.into_iter().map(|product| line(screen, product)));
    html! { (Panel::new().flush(table)) }
}

fn sort(screen: &Screen, shown: &mut [&Licence<'_>], key: &str) {
    let (lang, day) = (screen.lang, screen.at.day());
    let title = |one: &Licence<'_>| one.module.title(lang.tag()).to_lowercase();
    shown.sort_by_key(|one| (title(one), one.module.no));
    match key {
        "type" => shown.sort_by_key(|one| kind_words(lang, one)),
        "start" => shown.sort_by_key(|one| start(one.module, day.today).unwrap_or(Date::MIN)),
        "due" => shown.sort_by_key(|one| one.until.unwrap_or(Date::MAX)),
        "state" => shown.sort_by_key(|one| day.module(one.module.no).state as u8),
        "in-use" => shown.sort_by_key(|one| one.in_use),
        "total" => shown.sort_by_key(|one| one.total.cap().unwrap_or(u64::MAX)),
        _ => {}
    }
}

fn line(screen: &Screen, product: &Licence<'_>) -> Row {
    let (lang, module, day) = (screen.lang, product.module, screen.at.day());
    let title = module.title(lang.tag());
    let name = html! {
        a href=(address(screen, module.name.as_str())) { (title) } " "
        code.quiet.p3 { (module.name.code()) }
    };
    // What reaches the whole installation is there or not; what databases and people have is counted.
    let counted = module.scope != Scope::System;
    let cap = product.total.cap().filter(|cap| counted && *cap > 0);
    let state = html! {
        (state_words(lang, day.module(module.no).state)) " "
        @if renewal(module, day.today) { (Tag::new(Tone::Accent, t!(lang, "products-renewal")).icon(Icon::Clock)) }
    };
    Row::new()
        .cell(name)
        .with(Cell::new(kind_words(lang, product)).class("quiet"))
        .cell(day_or(lang, start(module, day.today), &t!(lang, "products-no-start")))
        .cell(day_or(lang, product.until, &t!(lang, "word-no-end")))
        .cell(state)
        .cell(html! { @if let Some(cap) = cap { (meter(lang, title, product.in_use, cap)) } })
        .with(Cell::number(lang, counted.then_some(product.in_use)))
        .with(total(lang, product))
}

fn day_or(lang: Lang, day: Option<Date>, none: &str) -> Markup {
    html! { @match day { Some(day) => (date_short(lang, day)), None => span.quiet { (none) } } }
}

/// Plan, personal, concurrent, server or site.
pub(super) fn kind_words(lang: Lang, product: &Licence<'_>) -> String {
    match kind(product.module) {
        ProductKind::Personal if product.module.plan => t!(lang, "products-kind-plan"),
        ProductKind::Personal => t!(lang, "products-kind-personal"),
        ProductKind::Concurrent => t!(lang, "products-kind-concurrent"),
        ProductKind::Server if product.module.scope == Scope::Site => t!(lang, "products-kind-site"),
        ProductKind::Server => t!(lang, "products-kind-server"),
    }
}

fn total(lang: Lang, product: &Licence<'_>) -> Cell {
    match product.total {
        _ if product.module.scope == Scope::System => Cell::number(lang, None::<u64>),
        Total::Count(count) => Cell::new(number(lang, count)),
        Total::Absent => Cell::new(number(lang, 0)).class("zero"),
        Total::Unrestricted => Cell::new(t!(lang, "word-unrestricted")).class("quiet"),
    }
}
