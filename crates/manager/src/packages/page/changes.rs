//! The table of what changes: what people see and what blocks; what only comes with plans is folded away (rule 2).

use licentia_core::compare::{CompareRow, Delta, RowKind, Span};
use licentia_core::licence::{Scope, text_in};
use licentia_core::licences::Total;
use licentia_ui::{
    Cell, Column, Icon, Lang, Panel, Row, Table, Tag, Tone, dash, date_words_short, number, t,
};
use maud::{Markup, html};

use super::dialog::Shown;

/// What changes, as one framed table, with the hidden modules behind a summary.
pub(super) fn table(shown: &Shown<'_>) -> Markup {
    let lang = shown.screen.lang;
    let (folded, visible): (Vec<&CompareRow>, Vec<&CompareRow>) =
        shown.changes().rows.iter().partition(|row| row.hidden);
    let blocking = folded.iter().filter(|row| row.to_remove > 0).count();
    html! {
        @if !visible.is_empty() { (Panel::new().flush(rows(shown, &visible))) }
        @if !folded.is_empty() {
            details.data {
                summary {
                    (t!(lang, "packages-hidden-too", count = folded.len()))
                    @if blocking > 0 { " " (Tag::bad(t!(lang, "packages-hidden-blocking", count = blocking))) }
                }
                (Panel::new().flush(rows(shown, &folded)))
            }
        }
    }
}

fn rows(shown: &Shown<'_>, rows: &[&CompareRow]) -> Table {
    let lang = shown.screen.lang;
    let mut table = Table::new(lang, t!(lang, "packages-what-changes"))
        .column(Column::new(t!(lang, "licences-column-licence")))
        .column(Column::new(t!(lang, "licences-column-in-use")).num())
        .column(Column::new(t!(lang, "licences-column-free")).num().p2())
        .column(Column::new(t!(lang, "licences-column-total")).num().p2())
        .column(Column::new(t!(lang, "packages-column-change")).num())
        .column(Column::new(t!(lang, "packages-column-new-total")).num())
        .column(Column::new(t!(lang, "packages-column-new-free")).num());
    for (title, belongs) in groups(lang) {
        let mut group = rows.iter().filter(|row| belongs(row)).peekable();
        if group.peek().is_some() {
            table = table.group(title).rows(group.map(|row| changed(shown, row)));
        }
    }
    table
}

type Belongs = fn(&CompareRow) -> bool;

fn groups(lang: Lang) -> [(String, Belongs); 5] {
    [
        (t!(lang, "licences-group-system"), |row| row.scope == Scope::System && !row.hidden),
        (t!(lang, "licences-group-site"), |row| row.scope == Scope::Site && !row.hidden),
        (t!(lang, "licences-group-plans"), |row| row.scope == Scope::User && row.plan && !row.hidden),
        (t!(lang, "licences-group-modules"), |row| row.scope == Scope::User && !row.plan && !row.hidden),
        (t!(lang, "packages-group-hidden"), |row| row.hidden),
    ]
}

fn changed(shown: &Shown<'_>, row: &CompareRow) -> Row {
    let lang = shown.screen.lang;
    let counted = row.scope != Scope::System;
    let count = |value: Option<i64>| Cell::number(lang, value.filter(|_| counted));
    let blocks = row.to_remove > 0 && shown.stage.is_proposal();
    let new_free = count(row.new_free.or((row.new_total == Total::Absent).then_some(0)));
    let line = Row::new()
        .cell(name(shown, row, blocks))
        .with(count(i64::try_from(row.in_use).ok()))
        .with(count(row.free.or((row.total == Total::Absent).then_some(0))))
        .with(total(lang, row.total, counted, false))
        .with(delta(lang, row))
        .with(total(lang, row.new_total, counted, true))
        .with(if blocks { new_free.class("minus") } else { new_free });
    if blocks { line.state("blocks") } else { line }
}

fn name(shown: &Shown<'_>, row: &CompareRow, blocks: bool) -> Markup {
    let (screen, lang) = (shown.screen, shown.screen.lang);
    let title = text_in(&row.titles, lang.tag(), row.module.code());
    let known = screen
        .at
        .licences()
        .no(row.module.as_str())
        .is_some_and(|no| screen.at.licences().module(no).is_some());
    html! {
        @if blocks {
            span.row { span.bad { (Icon::Stop) } a.bad href=(shown.superfluous(row)) title=(t!(lang, "packages-remove")) { (title) } }
        } @else if known { a href=(screen.to(&format!("/licences/{}", row.module))) { (title) } " " }
        @else { (title) " " }
        (kind(lang, row))
        @if let Some(was) = &row.was { small.line { (t!(lang, "packages-was", name = was.code())) } }
        @if spans_tell(row) { (spans(lang, row)) }
    }
}

fn kind(lang: Lang, row: &CompareRow) -> Markup {
    html! {
        @match row.kind {
            RowKind::New => { (Tag::new(Tone::Accent, t!(lang, "packages-new"))) },
            RowKind::Gone => { (Tag::bad(t!(lang, "packages-gone"))) },
            RowKind::Definition => { (Tag::new(Tone::Plain, t!(lang, "packages-other-definition"))) },
            RowKind::Use => { (Tag::new(Tone::Plain, t!(lang, "packages-other-use"))) },
            RowKind::Dates | RowKind::More | RowKind::Fewer => {},
        }
    }
}

fn delta(lang: Lang, row: &CompareRow) -> Cell {
    match row.change {
        Delta::Same => Cell::new(dash()).class("zero"),
        Delta::On => Cell::new(t!(lang, "packages-on")).class("plus"),
        Delta::Off => Cell::new(t!(lang, "packages-off")).class("minus"),
        Delta::By(by) => Cell::delta(lang, by),
        Delta::Lifted => Cell::new(t!(lang, "word-unrestricted")).class("plus"),
        Delta::Capped => Cell::new(t!(lang, "packages-capped")).class("minus"),
    }
}

fn total(lang: Lang, total: Total, counted: bool, strong: bool) -> Cell {
    match (total, counted) {
        (Total::Absent, true) if strong => Cell::new(html! { b { (number(lang, 0)) } }),
        (Total::Absent, true) => Cell::new(number(lang, 0)),
        (Total::Absent, false) => Cell::number(lang, None::<i64>),
        (_, false) => Cell::new(t!(lang, "packages-in-force")),
        (Total::Count(count), true) if strong => Cell::new(html! { b { (number(lang, count)) } }),
        (Total::Count(count), true) => Cell::new(number(lang, count)),
        (Total::Unrestricted, true) => Cell::new(t!(lang, "word-unrestricted")),
    }
}

/// Whether the rows' dates are worth a line: they change, and a date stands in them.
fn spans_tell(row: &CompareRow) -> bool {
    let dated = |spans: &[Span]| spans.iter().any(|span| span.start.is_some() || span.due.is_some());
    let ends = |spans: &[Span]| spans.iter().map(|span| (span.start, span.due)).collect::<Vec<_>>();
    ends(&row.spans) != ends(&row.new_spans) && (dated(&row.spans) || dated(&row.new_spans))
}

/// "until 27 Mar 2027 → until 27 Mar 2028"; several rows with their quantities.
fn spans(lang: Lang, row: &CompareRow) -> Markup {
    let many = row.spans.len() > 1 || row.new_spans.len() > 1;
    let words =
        |spans: &[Span]| spans.iter().map(|span| span_words(lang, span, many)).collect::<Vec<_>>().join(", ");
    html! {
        small.line {
            @if !row.spans.is_empty() { (words(&row.spans)) span aria-hidden="true" { " → " } span.visually-hidden { (t!(lang, "packages-then")) } }
            @if row.new_spans.is_empty() { (t!(lang, "packages-gone")) } @else { b { (words(&row.new_spans)) } }
        }
    }
}

fn span_words(lang: Lang, span: &Span, quantity: bool) -> String {
    let day = |date| date_words_short(lang, date);
    let when = match (span.start, span.due) {
        (None, None) => t!(lang, "packages-span-always"),
        (Some(start), None) => t!(lang, "packages-span-from", start = day(start)),
        (None, Some(due)) => t!(lang, "packages-span-until", due = day(due)),
        (Some(start), Some(due)) => t!(lang, "packages-span-both", start = day(start), due = day(due)),
    };
    match span.quantity {
        Some(count) if quantity => format!("{} {when}", number(lang, count)),
        _ => when,
    }
}
