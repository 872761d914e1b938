//! A letter and a receipt, opened.

use jiff::civil::Date;
use licentia_core::compare::Comparison;
use licentia_core::licence::text_in;
use licentia_core::names::ModuleName;
use licentia_protocol::conversation::{Letter, Receipt, ReceiptState};
use licentia_ui::{
    Button, Cell, Column, Facts, Icon, Lang, Panel, Row, Size, Table, Tag, Tone, date_words, encode, number,
    number_or_dash, portrait, t,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::super::Item;
use super::parts::state;
use crate::packages::{changed_dates, delta, total};
use crate::page::{Screen, short_key};

/// What somebody wrote, with the comparison they looked at as a table.
pub(super) fn letter(screen: &Screen, item: &Item, letter: &Letter) -> Markup {
    let lang = screen.lang;
    let email = &letter.from.email;
    // A subject is their words: it is encoded, so that it cannot add headers of its own.
    let reply = format!("mailto:{}?subject={}", encode(email), encode(&format!("Re: {}", letter.subject)));
    let body = html! {
        div.stack {
            div.person { (portrait(&letter.from.name, Size::Small)) div { b { (letter.from.name) } p.small { a href=(reply) { (email) } } } }
            @for paragraph in letter.text.split("\n\n") {
                p { @for (n, line) in paragraph.lines().enumerate() { @if n > 0 { br; } (line) } }
            }
        }
    };
    html! {
        (Facts::new()
            .fact(t!(lang, "packages-holder"), &letter.holder)
            .mono(t!(lang, "customers-column-serial"), &letter.serial)
            .fact(t!(lang, "installations-column-key"), short_key(&item.kid))
            .fact(t!(lang, "desk-written"), screen.moment(letter.iat * 1_000))
            .fact(t!(lang, "desk-column-received"), screen.moment(item.received_at_ms))
            .fact(t!(lang, "packages-column-state"), state(lang, item)))
        (Panel::titled("letter", letter.subject.as_str()).body(body)
            .footer(html! { span.row.end { (Button::link(t!(lang, "desk-reply"), reply.as_str()).primary()) } }))
        @if let Some(text) = &letter.comparison { (comparison(screen, text)) }
    }
}

/// The comparison that the writer looked at. It is theirs: signed, but not computed here.
fn comparison(screen: &Screen, text: &str) -> Markup {
    let lang = screen.lang;
    let title = t!(lang, "desk-comparison");
    let Ok(comparison) = serde_json::from_str::<Comparison>(text) else {
        let unread = t!(lang, "desk-comparison-unread");
        return html! { (Panel::titled("comparison", title).body(html! {
            div.stack.tight { p.quiet { (unread) } details.data { summary { (t!(lang, "desk-comparison-raw")) } pre.small { (text) } } }
        })) };
    };
    // Whatever numbers they send: none of them is ours.
    let blocked = comparison.rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.to_remove));
    let tag = match blocked {
        0 => Tag::good(t!(lang, "desk-comparison-fits")).icon(Icon::Tick),
        count => Tag::bad(t!(lang, "desk-comparison-blocked", count = count)).icon(Icon::Stop),
    };
    let hidden = comparison.rows.iter().filter(|row| row.hidden).count() as u64;
    let rest = html! {
        div.stack.tight {
            p.small.quiet { (t!(lang, "packages-rest", hidden = hidden, unchanged = comparison.unchanged as u64)) }
            @if !comparison.dates.is_empty() { (changed_dates(lang, &comparison)) }
            (losses(lang, text, &comparison))
        }
    };
    html! { (Panel::titled("comparison", title).aside(tag).flush(seats(lang, &comparison)).footer(rest)) }
}

/// How many people lose what, as the letter counts them; an older one does not.
#[derive(Deserialize)]
struct Counted {
    people: People,
}

#[derive(Deserialize)]
struct People {
    #[serde(default)]
    loses: Vec<Losing>,
    #[serde(default)]
    later: Vec<Losing>,
}

#[derive(Deserialize)]
struct Losing {
    module: ModuleName,
    people: u64,
    from: Option<Date>,
}

/// Who would lose something, in numbers: now, and on later days.
fn losses(lang: Lang, text: &str, comparison: &Comparison) -> Markup {
    let Ok(Counted { people }) = serde_json::from_str::<Counted>(text) else { return html! {} };
    let title = |module: &ModuleName| {
        let row = comparison.rows.iter().find(|row| row.module == *module);
        row.map_or(module.code(), |row| text_in(&row.titles, lang.tag(), module.code())).to_owned()
    };
    let words = |losing: &Losing| match losing.from {
        None => t!(lang, "desk-comparison-loses", module = title(&losing.module), count = losing.people),
        Some(from) => t!(
            lang,
            "desk-comparison-loses-from",
            module = title(&losing.module),
            count = losing.people,
            date = date_words(lang, from)
        ),
    };
    let lines: Vec<String> = people.loses.iter().chain(&people.later).map(words).collect();
    html! { @if !lines.is_empty() { ul.small { @for line in &lines { li { (line) } } } } }
}

/// Their table: what is in use beside what there would be. A row without room blocks.
fn seats(lang: Lang, comparison: &Comparison) -> Table {
    let table = Table::new(lang, t!(lang, "desk-comparison"))
        .column(Column::new(t!(lang, "customers-column-item")))
        .column(Column::new(t!(lang, "desk-column-in-use")).num().p2())
        .column(Column::new(t!(lang, "desk-column-total")).num().p3())
        .column(Column::new(t!(lang, "customers-column-change")).num())
        .column(Column::new(t!(lang, "packages-column-new-total")).num())
        .column(Column::new(t!(lang, "packages-column-new-free")).num().p2());
    table.rows(comparison.rows.iter().filter(|row| !row.hidden).map(|row| {
        let code = row.module.code();
        let name = html! { (text_in(&row.titles, lang.tag(), code)) " " code.quiet.small { (code) } };
        let line = Row::new()
            .cell(name)
            .with(Cell::number(lang, Some(row.in_use)))
            .cell(total(lang, row.scope, row.total))
            .with(delta(lang, row.change))
            .cell(html! { b { (total(lang, row.scope, row.new_total)) } })
            .with(Cell::new(number_or_dash(lang, row.new_free)).class(if row.to_remove > 0 {
                "bad"
            } else {
                ""
            }));
        if row.to_remove > 0 { line.state("blocks") } else { line }
    }))
}

/// What an installation did with a package.
pub(super) fn receipt(screen: &Screen, item: &Item, receipt: &Receipt) -> Markup {
    let lang = screen.lang;
    let what = match receipt.state {
        ReceiptState::Activated => Tag::good(t!(lang, "packages-in-force")).icon(Icon::Tick),
        ReceiptState::Prepared => {
            Tag::new(Tone::Accent, t!(lang, "packages-state-prepared")).icon(Icon::Clock)
        }
        ReceiptState::Deleted => Tag::warn(t!(lang, "installations-mark-deleted")).icon(Icon::Trash),
    };
    let means = match receipt.state {
        ReceiptState::Activated => t!(lang, "desk-receipt-activated"),
        ReceiptState::Prepared => t!(lang, "desk-receipt-prepared"),
        ReceiptState::Deleted => t!(lang, "desk-receipt-deleted"),
    };
    let package = t!(lang, "packages-number", number = receipt.sequence);
    html! {
        (Facts::new()
            .fact(t!(lang, "packages-holder"), &receipt.holder)
            .mono(t!(lang, "customers-column-serial"), &receipt.serial)
            .fact(t!(lang, "packages-column-package"), html! { a href=(format!("/packages/{}", encode(&receipt.package))) { (package) } })
            .fact(t!(lang, "packages-column-state"), what)
            .fact(t!(lang, "desk-receipt-at"), screen.moment(receipt.at * 1_000))
            .fact(t!(lang, "installations-column-key"), short_key(&item.kid))
            .fact(t!(lang, "desk-column-received"), screen.moment(item.received_at_ms)))
        p { (means) }
        (Panel::titled("proof", t!(lang, "packages-proof")).body(Facts::new().list()
            .mono(t!(lang, "packages-sha256"), &receipt.sha256)
            .fact(t!(lang, "desk-ledger"), t!(lang, "desk-head", revision = receipt.head.revision))
            .fact(t!(lang, "desk-keys-known"), if receipt.keys == 0 { t!(lang, "word-none") } else { number(lang, receipt.keys) })))
    }
}
