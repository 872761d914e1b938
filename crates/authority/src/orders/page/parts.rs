//! How an order looks: what changes, what it costs, what became of it. The store shows the same.

use licentia_core::catalogue::Catalogue;
use licentia_core::licence::text_in;
use licentia_core::prices::{Quote, QuoteLine, When};
use licentia_ui::{
    Cell, Column, Facts, Icon, Lang, Row, Table, Tag, Tone, date_short, date_words, date_words_short, money,
    number, signed, t,
};
use maud::{Markup, html};

use super::super::{Order, Overtaken, State};

/// The title of a module, or its code when the catalogue does not have it any more.
fn title<'a>(lang: Lang, catalogue: Option<&'a Catalogue>, code: &'a str) -> &'a str {
    let module = catalogue.and_then(|catalogue| catalogue.module(code));
    module.map_or(code, |module| text_in(&module.titles, lang.tag(), code))
}

/// What changes, in one line: `+10 Sales Premium, −2 Service (23 to 21)`. What counts no more is struck out.
pub(crate) fn what_changes(
    lang: Lang,
    catalogue: Option<&Catalogue>,
    quote: &Quote,
    gone: Option<&Overtaken>,
) -> Markup {
    let one = |line: &QuoteLine| {
        let what = format!("{} {}", signed(lang, line.more()), title(lang, catalogue, &line.module));
        match line.when {
            When::Now => what,
            When::AtRenewal => {
                let from_to = t!(lang, "orders-from-to", from = line.before(), to = line.to);
                format!("{what} ({})", from_to.replace(' ', "\u{a0}"))
            }
        }
    };
    let is_gone = |line: &QuoteLine| gone.is_some_and(|gone| gone.contains(&line.module));
    html! {
        @for (n, line) in quote.lines.iter().enumerate() {
            @if n > 0 { ", " }
            @if is_gone(line) { s { (one(line)) } } @else { (one(line)) }
        }
        @if quote.lines.iter().any(is_gone) { " " (overtaken_tag(lang)) }
    }
}

/// A later order, or sales, has planned something else for the renewal.
fn overtaken_tag(lang: Lang) -> Markup {
    html! { span title=(t!(lang, "orders-line-overtaken-why")) { (Tag::new(Tone::Plain, t!(lang, "orders-line-overtaken"))) } }
}

/// What it costs more or less a month, in a cell of a list: from now on, and below it from the renewal on.
pub(crate) fn monthly(lang: Lang, quote: &Quote) -> Markup {
    let currency = quote.currency.as_str();
    let has_price = quote.lines.iter().any(|line| line.unit.is_some());
    let renewal = quote.renewal().map(|day| date_words_short(lang, day));
    let from = match renewal {
        Some(day) => t!(lang, "orders-from-day", date = day),
        None => t!(lang, "orders-at-renewal"),
    };
    html! {
        @if !has_price { (price(lang, None, currency)) }
        @else {
            @if quote.is_now() { (difference(lang, Some(quote.per_month), currency)) }
            @match quote.then() {
                Some(then) if quote.is_now() => { small.line { (from) ": " (difference(lang, Some(then), currency)) } },
                Some(then) => { (difference(lang, Some(then), currency)) small.line { (from) } },
                None => {},
            }
            @if !quote.priced { small.line { (t!(lang, "orders-rest-on-request")) } }
        }
    }
}

/// Every line of an order: before, afterwards, from when, and what that costs. What counts no more says so.
pub(crate) fn lines(
    lang: Lang,
    catalogue: Option<&Catalogue>,
    quote: &Quote,
    gone: Option<&Overtaken>,
) -> Table {
    let table = Table::new(lang, t!(lang, "orders-lines"))
        .column(Column::new(t!(lang, "orders-column-licence")))
        .column(Column::new(t!(lang, "orders-column-before")).num().p3())
        .column(Column::new(t!(lang, "orders-column-change")).num())
        .column(Column::new(t!(lang, "orders-column-after")).num())
        .column(Column::new(t!(lang, "orders-column-from")).nowrap().p2())
        .column(Column::new(t!(lang, "orders-column-each")).num().p3())
        .column(Column::new(t!(lang, "orders-column-month")).num());
    table.rows(quote.lines.iter().map(|line| {
        let is_gone = gone.is_some_and(|gone| gone.contains(&line.module));
        row(lang, catalogue, (quote, line), is_gone)
    }))
}

fn row(lang: Lang, catalogue: Option<&Catalogue>, (quote, line): (&Quote, &QuoteLine), is_gone: bool) -> Row {
    let from = match (line.when, quote.renewal()) {
        (When::Now, _) => html! { (t!(lang, "orders-at-once")) },
        (When::AtRenewal, Some(day)) => date_short(lang, day),
        (When::AtRenewal, None) => html! { (t!(lang, "orders-at-renewal")) },
    };
    let each = line.unit.and_then(|unit| i64::try_from(unit).ok());
    let before = html! {
        (number(lang, line.before()))
        @if line.before() != line.from { small.line { (t!(lang, "orders-today", count = line.from)) } }
    };
    // Whoever adds some keeps what was to be given back, too.
    let planned = line.planned.filter(|_| line.when == When::Now);
    let dropped = planned.zip(quote.renewal().map(|day| date_words_short(lang, day)));
    let after = html! {
        b { (afterwards(lang, catalogue, line)) }
        @if let Some((count, day)) = dropped { small.line { (t!(lang, "orders-not-planned", count = count, date = day)) } }
    };
    let row = Row::new()
        .cell(html! {
            span title=(line.module) { (title(lang, catalogue, &line.module)) }
            @if is_gone { " " (overtaken_tag(lang)) }
        })
        .with(Cell::new(before))
        .with(Cell::delta(lang, line.more()))
        .with(Cell::new(after))
        .cell(from)
        .with(Cell::new(price(lang, each, &quote.currency)).class("quiet"))
        .with(Cell::new(difference(lang, line.per_month, &quote.currency)));
    if is_gone { row.state("past") } else { row }
}

/// How many there are then; of what is signed without a cap, that it has none.
fn afterwards(lang: Lang, catalogue: Option<&Catalogue>, line: &QuoteLine) -> String {
    let module = catalogue.and_then(|catalogue| catalogue.module(&line.module));
    match module.is_some_and(|module| module.unrestricted) && line.to > 0 {
        true => t!(lang, "word-unrestricted"),
        false => number(lang, line.to),
    }
}

/// An amount, or that it is to be asked for.
fn price(lang: Lang, amount: Option<i64>, currency: &str) -> Markup {
    html! {
        @match amount {
            Some(amount) => { span.nowrap { (money(lang, amount, currency)) } },
            None => { span.quiet { (t!(lang, "orders-on-request")) } },
        }
    }
}

/// The same as a difference, with its sign.
fn difference(lang: Lang, amount: Option<i64>, currency: &str) -> Markup {
    html! {
        @match amount {
            Some(amount) if amount > 0 => { span.nowrap { "+" (money(lang, amount, currency)) } },
            amount => { (price(lang, amount, currency)) },
        }
    }
}

/// What an order costs: from now on a month, for the rest of the term, from the renewal on.
pub(crate) fn totals(lang: Lang, quote: &Quote) -> Facts {
    let currency = quote.currency.as_str();
    let mut facts = Facts::new();
    if quote.is_now() {
        let month = html! { b { (difference(lang, Some(quote.per_month), currency)) } };
        facts = facts.fact(t!(lang, "orders-month-more"), month);
        if let (Some(now), Some(ends)) = (quote.now, quote.term_ends) {
            let amount = html! { b { (price(lang, Some(now), currency)) } };
            facts = facts.fact(t!(lang, "orders-rest", date = date_words(lang, ends)), amount);
        }
    }
    // Both at once: what is added now costs something then, too.
    if let Some(then) = quote.then() {
        let amount = html! { b { (difference(lang, Some(then), currency)) } };
        let label = match (quote.renewal().map(|day| date_words(lang, day)), quote.was_planned()) {
            (Some(day), true) => t!(lang, "orders-month-from-planned", date = day),
            (Some(day), false) => t!(lang, "orders-month-from", date = day),
            (None, true) => t!(lang, "orders-month-renewal-planned"),
            (None, false) => t!(lang, "orders-month-renewal"),
        };
        facts = facts.fact(label, amount);
    }
    if !quote.priced {
        let words = t!(lang, "orders-and-on-request");
        facts = facts.fact(t!(lang, "orders-besides"), words);
    }
    facts
}

/// What became of an order.
pub(crate) fn state_tag(lang: Lang, order: &Order) -> Tag {
    match order.state {
        State::Waiting if order.waits.is_none() => Tag::new(Tone::Accent, t!(lang, "orders-state-underway")),
        State::Waiting => Tag::new(Tone::Accent, t!(lang, "orders-state-waiting")).icon(Icon::Clock),
        State::Approved => Tag::good(t!(lang, "orders-state-approved")).icon(Icon::Tick),
        State::Refused => Tag::bad(t!(lang, "orders-state-refused")).icon(Icon::Cross),
        State::Withdrawn => Tag::new(Tone::Plain, t!(lang, "orders-state-withdrawn")),
    }
}
