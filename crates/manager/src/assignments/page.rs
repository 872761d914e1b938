//! What a preview of assignments shows, wherever one is: the effect on each product, and who is refused with why.

use std::collections::HashMap;

use licentia_core::ids::UserNo;
use licentia_platform::problem::Problem;
use licentia_protocol::api::{AssignAnswer, AssignEffect};
use licentia_ui::{Cell, Column, Lang, Notice, Row, Table, Tone, number_or_dash, t};
use maud::{Markup, html};

use super::undo::USER_DELETED;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{self, Named};

/// Refusals that a preview names one by one.
pub(crate) const SHOWN: usize = 20;

/// Per product: seats in use before, the change and after, of how many; who gains, has it already, loses, is refused;
/// and whom the seats that become free reach from the waiting list.
pub(crate) fn effect_table(screen: &Screen, answer: &AssignAnswer) -> Markup {
    let lang = screen.lang;
    let serves = answer.effect.iter().any(|one| one.served > 0);
    let mut table = Table::new(lang, t!(lang, "assignments-effect"))
        .bare()
        .column(Column::new(t!(lang, "assignments-module")))
        .column(Column::new(t!(lang, "assignments-in-use")).num().p2())
        .column(Column::new(t!(lang, "assignments-change")).num())
        .column(Column::new(t!(lang, "assignments-after")).num())
        .column(Column::new(t!(lang, "assignments-free")).num().p2())
        .column(Column::new(t!(lang, "assignments-gain")).num())
        .column(Column::new(t!(lang, "assignments-lose")).num())
        .column(Column::new(t!(lang, "assignments-already")).num().p3())
        .column(Column::new(t!(lang, "assignments-refused")).num());
    if serves {
        table = table.column(Column::new(t!(lang, "assignments-served")).num());
    }
    // A plan that nobody has is not told of when every plan is taken back.
    let moves =
        |one: &&AssignEffect| one.gains + one.loses + one.refused > 0 || one.in_use != one.in_use_after;
    let some = answer.effect.iter().any(|one| moves(&one));
    let rows = answer.effect.iter().filter(|one| !some || moves(one)).map(|one| {
        let title = screen.at.licences().no(&one.module).and_then(|no| screen.at.licences().module(no));
        let title = title.map_or_else(|| one.module.clone(), |m| m.title(lang.tag()).to_owned());
        // What becomes free is not left for long where somebody waits for it.
        let after = one.in_use_after + one.served;
        let change = i64::try_from(after).unwrap_or(i64::MAX) - i64::try_from(one.in_use).unwrap_or(i64::MAX);
        let refused = if one.refused > 0 { "bad" } else { "zero" };
        let row = Row::new()
            .cell(title)
            .with(Cell::number(lang, Some(one.in_use)))
            .with(Cell::delta(lang, change))
            .with(Cell::number(lang, Some(after)))
            .cell(number_or_dash(lang, one.total.map(|total| total.saturating_sub(after))))
            .with(Cell::number(lang, Some(one.gains)))
            .with(Cell::number(lang, Some(one.loses)))
            .with(Cell::number(lang, Some(one.already)))
            .with(Cell::number(lang, Some(one.refused)).class(refused));
        if serves { row.with(Cell::number(lang, Some(one.served))) } else { row }
    });
    html! {
        (table.rows(rows))
        @if serves { p.small.quiet { (t!(lang, "assignments-served-why")) } }
        (by_rules(screen.lang, answer.effect.iter().map(|one| one.by_rules).sum()))
    }
}

/// That a rule gives again what is taken from so many.
pub(crate) fn by_rules(lang: Lang, count: u64) -> Markup {
    html! { @if count > 0 { (Notice::new(Tone::Warn, t!(lang, "assignments-by-rules", count = count))) } }
}

/// The first of those refused, each with why, and how many more there are.
///
/// # Errors
/// The database's.
pub(crate) async fn refused_table(
    manager: &Manager,
    screen: &Screen,
    answer: &AssignAnswer,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let shown = &answer.refused[..answer.refused.len().min(SHOWN)];
    let number = |named: &str| screen.at.user_named(named).map(|user| user.no());
    let numbers = shown.iter().filter_map(|one| number(&one.user)).collect();
    let names = users::names(manager, screen.caller.scope, numbers).await?;
    let names: HashMap<UserNo, Named> = names.into_iter().collect();
    let table = Table::new(lang, t!(lang, "users-refused"))
        .bare()
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "assignments-module")).p2())
        .column(Column::new(t!(lang, "users-refused-why")))
        .rows(shown.iter().map(|one| {
            let no = screen.at.licences().no(&one.module).and_then(|no| screen.at.licences().module(no));
            let title = no.map_or_else(|| one.module.clone(), |m| m.title(lang.tag()).to_owned());
            let name = match number(&one.user).and_then(|no| names.get(&no)) {
                _ if one.code == USER_DELETED => html! { (t!(lang, "users-deleted-name")) },
                Some(user) => html! { (user.name) br; span.small.quiet { (user.login) } },
                None => html! { (one.user) },
            };
            Row::new()
                .cell(name)
                .with(Cell::new(title).class("quiet"))
                .with(Cell::new(&one.message).class("quiet"))
        }));
    let more = answer.counts.refused.max(answer.refused.len() as u64) - shown.len() as u64;
    Ok(html! {
        (table)
        @if more > 0 { p.quiet { (t!(lang, "jobs-more", count = more)) } }
    })
}
