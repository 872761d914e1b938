//! The upper half of a product's page: its dated rows, and its seats today as a ring with the same numbers beside it.

use licentia_core::licence::{Counting, Quantity, Scope};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_protocol::api::ProductRowState;
use licentia_ui::{
    Cell, Column, Doughnut, Facts, Icon, Lang, Panel, Row, Table, Tag, Tone, date_short, days_away, encode,
    number, number_or_dash, section_head, signed, t,
};
use maud::{Markup, html};

use super::show::Product;
use crate::licences::waiting;
use crate::products::{Dated, renewal, rows};
use crate::state::Manager;

/// Modules of a plan that are named; all of them stand on the page of the licence.
const NAMED: usize = 8;

/// Every dated row, past, current and future.
pub(super) async fn dated_rows(manager: &Manager, product: &Product<'_>) -> Result<Markup, Problem> {
    let (screen, lang) = (product.screen, product.screen.lang);
    let granted = screen.caller.may::<View>()?;
    let rows = rows(manager, &granted, &screen.at, product.module()).await?;
    let counted = product.module().scope != Scope::System;
    let table = Table::new(lang, t!(lang, "products-rows"))
        .column(Column::new(t!(lang, "products-column-start")))
        .column(Column::new(t!(lang, "products-column-due")).nowrap())
        .column(Column::new(t!(lang, "products-column-state")))
        .column(Column::new(t!(lang, "products-column-counting")).p2())
        .column(Column::new(t!(lang, "products-column-package")).p2())
        .column(Column::new(t!(lang, "products-column-quantity")).num());
    let today = screen.at.day().today;
    let lines = rows.iter().map(|row| line(product, row, today, counted));
    let sum = Some(html! { p.small { (t!(lang, "products-rows-added")) } }).filter(|_| counted);
    Ok(html! {
        div.stack.tight {
            (section_head("rows", t!(lang, "products-rows"), sum))
            (Panel::new().flush(table.rows(lines)))
            div.stack.tight.small {
                (along(product))
                @if counted { (highest(manager, product).await?) }
            }
        }
    })
}

/// The modules that come with a plan, the first few by name.
fn along(product: &Product<'_>) -> Markup {
    let (screen, lang, module) = (product.screen, product.screen.lang, product.module());
    let set = if module.plan { &*module.set } else { &[] };
    let mut titles: Vec<&str> = set
        .iter()
        .filter_map(|no| screen.at.licences().module(*no))
        .map(|module| module.title(lang.tag()))
        .collect();
    titles.sort_unstable_by_key(|title| title.to_lowercase());
    let shown = titles[..titles.len().min(NAMED)].join(", ");
    let names = match titles.len().saturating_sub(NAMED) {
        0 => shown,
        more => t!(lang, "products-and-more", names = shown, count = more),
    };
    let licence = screen.to(&format!("/licences/{}", encode(module.name.as_str())));
    html! {
        @if !titles.is_empty() {
            p { a href=(licence) { (t!(lang, "products-along", count = titles.len())) } " " span.quiet { (names) } }
        }
    }
}

fn line(product: &Product<'_>, row: &Dated, today: jiff::civil::Date, counted: bool) -> Row {
    let (screen, lang) = (product.screen, product.screen.lang);
    let over = matches!(row.state, ProductRowState::Past | ProductRowState::Replaced);
    let day = |day: Option<jiff::civil::Date>, none: String| {
        html! { @match day { Some(day) => (date_short(lang, day)), None => span.quiet { (none) } } }
    };
    let words = html! {
        (state(lang, row.state)) " "
        span.quiet.small.nowrap {
            @match (row.state, row.start, row.due) {
                (ProductRowState::InForce, _, Some(due)) => (t!(lang, "products-row-ends", when = days_away(lang, due, today))),
                (ProductRowState::Future, Some(start), _) => (days_away(lang, start, today)),
                _ => {},
            }
        }
    };
    let counting = match row.counting {
        Counting::Named => t!(lang, "products-counting-named"),
        Counting::Concurrent => t!(lang, "products-counting-concurrent"),
    };
    let counting = if product.module().scope == Scope::User { counting } else { "–".to_owned() };
    let quantity = match row.quantity {
        _ if !counted => html! { "–" },
        Quantity::Count(count) if over => html! { (number(lang, count)) },
        Quantity::Count(count) => html! { b { (number(lang, count)) } },
        Quantity::Unrestricted => html! { (t!(lang, "word-unrestricted")) },
    };
    let package = html! {
        a href=(screen.to(&format!("/packages/{}", row.package))) data-dialog {
            (t!(lang, "licences-package-number", number = row.sequence))
        }
    };
    let line = Row::new()
        .cell(day(row.start, t!(lang, "products-no-start")))
        .cell(due(product, row))
        .cell(words)
        .with(Cell::new(counting).class("quiet"))
        .cell(package)
        .cell(quantity);
    if over { line.state("past") } else { line }
}

/// The row's last day; of one without an end of its own, the day on which the issuer's licences end, or would have ended
/// had no other package come.
fn due(product: &Product<'_>, row: &Dated) -> Markup {
    let lang = product.screen.lang;
    let with_all = match row.state {
        ProductRowState::InForce => product.licence.until,
        _ => row.package_end,
    };
    html! {
        @match (row.due, with_all) {
            (Some(due), _) => (date_short(lang, due)),
            (None, Some(until)) => span.quiet { (date_short(lang, until)) },
            (None, None) => span.quiet { (t!(lang, "word-no-end")) },
        }
    }
}

fn state(lang: Lang, state: ProductRowState) -> Tag {
    match state {
        ProductRowState::Past => Tag::new(Tone::Plain, t!(lang, "products-state-past")),
        ProductRowState::Replaced => Tag::new(Tone::Plain, t!(lang, "products-state-replaced")),
        ProductRowState::InForce => Tag::good(t!(lang, "state-in_force")),
        ProductRowState::Future => {
            Tag::new(Tone::Accent, t!(lang, "products-state-future")).icon(Icon::Clock)
        }
    }
}

/// The seats today: a ring where there is a total, the numbers alone where there is none.
pub(super) fn today(product: &Product<'_>) -> Markup {
    let (lang, module) = (product.screen.lang, product.module());
    if module.scope == Scope::System {
        let words = html! { p { (t!(lang, "products-for-everybody")) } };
        return html! { (Panel::titled("seats", t!(lang, "products-reach")).body(words)) };
    }
    let mut panel = Panel::titled("seats", t!(lang, "products-seats"));
    if renewal(module, product.screen.at.day().today) {
        panel = panel.aside(Tag::good(t!(lang, "products-renewal")));
    }
    let inside = match product.licence.total.cap() {
        Some(cap) => ring(product, cap),
        None => numbers(product),
    };
    html! { (panel.body(inside)) }
}

/// The highest use of all times, with the way to its history.
async fn highest(manager: &Manager, product: &Product<'_>) -> Result<Markup, Problem> {
    let (screen, lang, name) = (product.screen, product.screen.lang, product.module().name.as_str());
    let granted = screen.caller.may::<View>()?;
    let highest = crate::history::highest_ever(manager, &granted, name).await?;
    let to = screen.to(&format!("/history?module={}", encode(name)));
    Ok(html! {
        @if let Some((peak, day)) = highest {
            p {
                (t!(lang, "products-highest")) " " b { (number(lang, peak)) } " " span.quiet { (date_short(lang, day)) }
                " · " a href=(to) { (t!(lang, "products-history")) }
            }
        }
    })
}

fn ring(product: &Product<'_>, cap: u64) -> Markup {
    let (lang, used) = (product.screen.lang, product.licence.in_use);
    let more = product.staged_units;
    let caption = t!(lang, "products-seats-of", product = product.title());
    let free = i64::try_from(cap).unwrap_or(i64::MAX) - product.after();
    let class = if free < 0 { "minus" } else { "" };
    let ring = Doughnut::new(lang, caption, used, cap).staged(u64::try_from(more).unwrap_or(0)).row(
        in_use_words(product),
        number(lang, used),
        "",
    );
    let ring = match more {
        0 => ring,
        more => ring.row(
            t!(lang, "products-staged-units"),
            signed(lang, more),
            if more > 0 { "plus" } else { "minus" },
        ),
    };
    let ring = match product.served {
        0 => ring,
        served => {
            let served = i64::try_from(served).unwrap_or(i64::MAX);
            ring.row(t!(lang, "products-served-units"), signed(lang, served), "plus")
        }
    };
    let label = if more == 0 { t!(lang, "products-free") } else { t!(lang, "products-free-after") };
    let ring = ring.row(label, signed_or_plain(lang, free), class);
    let ring = match product.module().counting {
        Counting::Concurrent => ring.row(t!(lang, "products-granted-to"), number(lang, product.granted), ""),
        Counting::Named => ring,
    };
    let ring = match waiting(&product.screen.at, product.module().no) {
        0 => ring,
        waits => ring.row(t!(lang, "products-waiting"), number(lang, waits), ""),
    };
    html! { (ring) }
}

fn signed_or_plain(lang: Lang, free: i64) -> String {
    if free < 0 { signed(lang, free) } else { number(lang, free) }
}

fn in_use_words(product: &Product<'_>) -> String {
    match product.module().counting {
        Counting::Concurrent => t!(product.screen.lang, "products-open-sessions"),
        Counting::Named => t!(product.screen.lang, "products-in-use"),
    }
}

fn numbers(product: &Product<'_>) -> Markup {
    let lang = product.screen.lang;
    let total = match product.licence.total {
        licentia_core::licences::Total::Unrestricted => t!(lang, "word-unrestricted"),
        _ => number_or_dash(lang, None::<u64>),
    };
    let facts = Facts::new()
        .fact(in_use_words(product), number(lang, product.licence.in_use))
        .fact(t!(lang, "products-column-total"), total);
    html! {
        (facts)
        @if product.staged_units != 0 {
            p.quiet { (t!(lang, "products-staged-units")) " " (signed(lang, product.staged_units)) }
        }
    }
}
