//! What past packages did to one licence.

use licentia_core::compare::{CompareRow, Delta};
use licentia_core::licences::{Module, Total};
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{Cell, Column, Lang, Panel, Row, Table, dash, moment, number, t};
use maud::{Markup, html};

use crate::packages::{self, Listed};
use crate::page::Screen;
use crate::state::Manager;

/// The panel: every package that changed the licence, the newest first.
pub(super) async fn panel(manager: &Manager, screen: &Screen, module: &Module) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let issuer = module.name.issuer();
    let changes = packages::histories(manager, &screen.caller.may::<View>()?, issuer).await?;
    let rows: Vec<(&Listed, &CompareRow)> = changes
        .iter()
        .filter_map(|(listed, changes)| {
            let row = changes.rows.iter().find(|row| row.module == module.name)?;
            Some((listed, row))
        })
        .collect();
    if rows.is_empty() {
        return Ok(html! {});
    }
    let table = Table::new(lang, t!(lang, "licences-history"))
        .column(Column::new(t!(lang, "packages-column-package")))
        .column(Column::new(t!(lang, "packages-column-activated")).p2())
        .column(Column::new(t!(lang, "licences-column-total")).num())
        .column(Column::new(t!(lang, "packages-column-change")).num())
        .column(Column::new(t!(lang, "packages-column-new-total")).num());
    let table =
        rows.into_iter().fold(table, |table, (listed, row)| table.row(line(manager, screen, listed, row)));
    Ok(html! { (Panel::titled("history", t!(lang, "licences-history")).flush(table)) })
}

fn line(manager: &Manager, screen: &Screen, listed: &Listed, row: &CompareRow) -> Row {
    let lang = screen.lang;
    let zone = packages::zone(screen);
    let href = screen.to(&format!("/packages/{}", listed.id));
    let since = html! {
        @match listed.activated_at { Some(at) => { (moment(lang, at, manager.clock().now_ms(), &zone)) }, None => { (dash()) } }
    };
    Row::new()
        .cell(html! { a href=(href) data-dialog { (t!(lang, "licences-package-number", number = listed.sequence)) } })
        .cell(since)
        .cell(total(lang, row.total))
        .with(delta(lang, row.change))
        .cell(html! { b { (total(lang, row.new_total)) } })
}

fn total(lang: Lang, total: Total) -> String {
    match total {
        Total::Absent => dash().to_owned(),
        Total::Count(count) => number(lang, count),
        Total::Unrestricted => t!(lang, "word-unrestricted"),
    }
}

fn delta(lang: Lang, change: Delta) -> Cell {
    match change {
        Delta::Same => Cell::new(dash()).class("zero"),
        Delta::On => Cell::new(t!(lang, "packages-on")).class("plus"),
        Delta::Off => Cell::new(t!(lang, "packages-off")).class("minus"),
        Delta::By(by) => Cell::delta(lang, by),
        Delta::Lifted => Cell::new(t!(lang, "word-unrestricted")).class("plus"),
        Delta::Capped => Cell::new(t!(lang, "packages-capped")).class("minus"),
    }
}
