//! What a package changes, as a table: before it is signed, and before it answers a request.

use licentia_core::compare::{CompareRow, Comparison, Delta, RowKind, Span, WhichDate};
use licentia_core::licence::{Scope, text_in};
use licentia_core::licences::Total;
use licentia_ui::{Cell, Column, Lang, Row, Table, Tag, Tone, date_or_dash, date_short, number, t};
use maud::{Markup, html};

/// The visible rows that a package changes; the modules that come with plans change with them.
pub(crate) fn changed_rows<'a>(lang: Lang, rows: impl IntoIterator<Item = &'a CompareRow>) -> Table {
    let table = Table::new(lang, t!(lang, "packages-what-changes"))
        .column(Column::new(t!(lang, "customers-column-item")))
        .column(Column::new(t!(lang, "customers-column-now")).num().p3())
        .column(Column::new(t!(lang, "customers-column-change")).num().p2())
        .column(Column::new(t!(lang, "customers-column-new")).num());
    table.rows(rows.into_iter().map(|row| changed_row(lang, row)))
}

fn changed_row(lang: Lang, row: &CompareRow) -> Row {
    let code = row.module.code();
    let why = match row.kind {
        RowKind::New => Some(t!(lang, "packages-new")),
        RowKind::Gone => Some(t!(lang, "packages-gone")),
        RowKind::Dates => Some(t!(lang, "customers-other-dates")),
        RowKind::Definition => Some(t!(lang, "packages-other-definition")),
        _ => None,
    };
    let name = html! {
        (text_in(&row.titles, lang.tag(), code))
        @if let Some(why) = why { " " (Tag::new(Tone::Plain, why)) }
        " " code.quiet.small { (code) }
        @if row.spans != row.new_spans { (spans(lang, &row.new_spans)) }
    };
    Row::new()
        .cell(name)
        .with(Cell::new(total(lang, row.scope, row.total)))
        .with(delta(lang, row.change))
        .with(Cell::new(html! { b { (total(lang, row.scope, row.new_total)) } }))
}

/// The dates that a package moves, one to a line.
pub(crate) fn changed_dates(lang: Lang, comparison: &Comparison) -> Markup {
    html! {
        ul.small {
            @for change in &comparison.dates {
                li {
                    (date_name(lang, change.which)) ": "
                    (date_or_dash(lang, change.old)) " → " (date_or_dash(lang, change.new))
                }
            }
        }
    }
}

/// The days of dated rows, for what begins or ends on a day of its own.
fn spans(lang: Lang, spans: &[Span]) -> Markup {
    let dated = spans.iter().filter(|span| span.start.is_some() || span.due.is_some());
    html! {
        @for span in dated {
            br;
            small.quiet {
                @if let Some(quantity) = span.quantity { (number(lang, u64::from(quantity))) ": " }
                @if let Some(start) = span.start { (date_short(lang, start)) }
                "–"
                @if let Some(due) = span.due { (date_short(lang, due)) }
            }
        }
    }
}

/// An amount in words; a system module is only there or not.
pub(crate) fn total(lang: Lang, scope: Scope, total: Total) -> String {
    match (scope, total) {
        (_, Total::Absent) => "–".to_owned(),
        (Scope::System, _) => t!(lang, "packages-on"),
        (_, Total::Count(count)) => number(lang, count),
        (_, Total::Unrestricted) => t!(lang, "word-unrestricted"),
    }
}

/// What is added or taken away.
pub(crate) fn delta(lang: Lang, delta: Delta) -> Cell {
    match delta {
        Delta::Same => Cell::new("–").class("zero"),
        Delta::On => Cell::new(t!(lang, "packages-on")).class("plus"),
        Delta::Off => Cell::new(t!(lang, "packages-off")).class("minus"),
        Delta::By(more) => Cell::delta(lang, more),
        Delta::Lifted => Cell::new(t!(lang, "word-unrestricted")).class("plus"),
        Delta::Capped => Cell::new(t!(lang, "packages-capped")).class("minus"),
    }
}

fn date_name(lang: Lang, which: WhichDate) -> String {
    match which {
        WhichDate::NextCheck => t!(lang, "timeline-next-check"),
        WhichDate::AdminWarning => t!(lang, "timeline-admin-warning"),
        WhichDate::Expiry => t!(lang, "timeline-expiry"),
        WhichDate::Grace => t!(lang, "timeline-grace"),
        WhichDate::Maintenance => t!(lang, "timeline-maintenance"),
    }
}
