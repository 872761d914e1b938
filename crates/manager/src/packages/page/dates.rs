//! The five dates before and after, and everything else of a package that is no licence: zone, product versions, suite,
//! limits, meters.

use jiff::civil::Date;
use licentia_core::compare::WhichDate;
use licentia_core::licence::{Texts, text_in};
use licentia_core::package::Versions;
use licentia_ui::{Cell, Column, Lang, Row, Table, date, number, t};
use maud::{Markup, html};

use super::dialog::Shown;

/// The five dates; those that stay are faint.
pub(super) fn section(shown: &Shown<'_>) -> Markup {
    let (lang, changes) = (shown.screen.lang, shown.changes());
    let table = Table::new(lang, t!(lang, "packages-dates"))
        .bare()
        .column(Column::new(t!(lang, "packages-date")))
        .column(Column::new(if shown.stage.is_proposal() {
            t!(lang, "packages-date-before")
        } else {
            t!(lang, "packages-date-was")
        }))
        .column(Column::new(if shown.stage.is_proposal() {
            t!(lang, "packages-date-after")
        } else {
            t!(lang, "packages-date-became")
        }));
    let dates = shown.comparison.package.dates;
    let five = [
        (WhichDate::NextCheck, t!(lang, "timeline-next-check"), dates.next_check),
        (WhichDate::AdminWarning, t!(lang, "timeline-admin-warning"), dates.admin_warning),
        (WhichDate::Expiry, t!(lang, "timeline-expiry"), dates.expiry),
        (WhichDate::Grace, t!(lang, "timeline-grace"), dates.grace),
        (WhichDate::Maintenance, t!(lang, "timeline-maintenance"), dates.maintenance),
    ];
    let table = five.into_iter().fold(table, |table, (which, title, new)| {
        let change = changes.dates.iter().find(|change| change.which == which);
        let row = Row::new().cell(title);
        table.row(match change {
            Some(change) => row
                .with(Cell::new(words(lang, change.old)).class("quiet"))
                .cell(html! { b { (words(lang, new)) } }),
            None => row
                .with(Cell::new(words(lang, new)).class("quiet"))
                .with(Cell::new(t!(lang, "packages-date-stays")).class("quiet")),
        })
    });
    html! {
        section.stack.tight {
            h2 { (t!(lang, "packages-dates")) }
            @if changes.dates.is_empty() { p.quiet { (t!(lang, "packages-dates-stay")) } } @else { (table) }
        }
    }
}

fn words(lang: Lang, day: Option<Date>) -> Markup {
    html! { @match day { Some(day) => { (date(lang, day)) }, None => { (t!(lang, "packages-date-never")) } } }
}

/// Zone, product versions, suite, plan limits and meters, when they change.
pub(super) fn also(shown: &Shown<'_>) -> Markup {
    let lang = shown.screen.lang;
    let lines = other_changes(shown);
    if lines.is_empty() {
        return html! {};
    }
    html! {
        section.stack.tight {
            h2 { (t!(lang, "packages-also")) }
            dl.facts.list {
                @for (what, before, after) in &lines {
                    dt { (what) }
                    dd { span.quiet { (before) } " → " b { (after) } }
                }
            }
        }
    }
}

/// What, before, after.
fn other_changes(shown: &Shown<'_>) -> Vec<(String, String, String)> {
    let (lang, changes) = (shown.screen.lang, shown.changes());
    let none = || t!(lang, "word-none");
    let mut lines = Vec::new();
    if let Some((before, after)) = &changes.zone {
        lines.push((t!(lang, "packages-zone"), before.clone(), after.clone()));
    }
    if let Some((before, after)) = &changes.versions {
        lines.push((t!(lang, "packages-versions"), versions(lang, before), versions(lang, after)));
    }
    if let Some((before, after)) = &changes.suite {
        let words = |name: &Option<String>| name.clone().unwrap_or_else(none);
        lines.push((t!(lang, "packages-suite"), words(before), words(after)));
    }
    for change in &changes.limits {
        let max = |limit: &Option<licentia_core::package::Limit>| match limit {
            None => none(),
            Some(limit) => limit.max.map_or_else(|| t!(lang, "word-unrestricted"), |max| number(lang, max)),
        };
        if let Some(limit) = change.new.as_ref().or(change.old.as_ref()) {
            lines.push((title(lang, &limit.titles, &limit.name), max(&change.old), max(&change.new)));
        }
    }
    for change in &changes.meters {
        let base = |meter: &Option<licentia_core::package::Meter>| {
            meter.as_ref().map_or_else(none, |meter| number(lang, meter.base))
        };
        if let Some(meter) = change.new.as_ref().or(change.old.as_ref()) {
            lines.push((title(lang, &meter.titles, &meter.name), base(&change.old), base(&change.new)));
        }
    }
    lines
}

/// "12.0.0 to 12.99.0".
fn versions(lang: Lang, versions: &Versions) -> String {
    match (versions.from, versions.to) {
        (None, None) => t!(lang, "packages-versions-every"),
        (Some(from), None) => t!(lang, "packages-span-from", start = from.to_string()),
        (None, Some(to)) => t!(lang, "packages-span-until", due = to.to_string()),
        (Some(from), Some(to)) => {
            t!(lang, "packages-span-both", start = from.to_string(), due = to.to_string())
        }
    }
}

fn title(lang: Lang, titles: &Texts, name: &str) -> String {
    text_in(titles, lang.tag(), name).to_owned()
}
