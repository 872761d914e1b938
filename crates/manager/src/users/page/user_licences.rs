//! The tab *User licences*: what users can be given, how many have it, and who.

use licentia_core::licence::Counting;
use licentia_core::licences::Total;
use licentia_ui::{
    Cell, Column, Icon, Panel, Row, Table, Tag, Tone, date_or_dash, date_short, empty, encode, meter, number,
    t,
};
use maud::{Markup, Render, html};

use super::view::View;
use crate::licences::{Licence, follows_log_in, waiting};
use crate::page::Screen;
use crate::products::start;
use crate::users::Overview;
use crate::users::columns::{begun, visible};

pub(super) fn body(screen: &Screen, _: &View, overview: &Overview) -> Markup {
    let lang = screen.lang;
    let counts = overview.associates.with(&overview.others);
    let mut offers: Vec<_> = visible(&screen.at).collect();
    if offers.is_empty() {
        return empty(Icon::Key, &t!(lang, "users-licences-none"), t!(lang, "users-licences-none-why"), &[]);
    }
    offers.sort_by_key(|licence| !licence.module.plan);
    let table = Table::new(lang, t!(lang, "users-tab-licences"))
        .column(Column::new(t!(lang, "users-licences-licence")))
        .column(Column::new(t!(lang, "users-licences-type")).p3())
        .column(Column::new(t!(lang, "users-licences-in-use")))
        .column(Column::new(t!(lang, "users-licences-free")).num())
        .column(Column::new(t!(lang, "users-licences-given")).num().p2())
        .column(Column::new(t!(lang, "users-licences-waiting")).num().p2())
        .column(Column::new(t!(lang, "users-licences-until")).num().p3())
        .rows(
            offers.iter().map(|licence| line(screen, licence, counts.having(&screen.at, licence.module.no))),
        );
    Panel::new().flush(table).render()
}

fn line(screen: &Screen, licence: &Licence<'_>, given: u64) -> Row {
    let lang = screen.lang;
    let module = licence.module;
    let (name, title) = (module.name.as_str(), module.title(lang.tag()));
    let kind = match (module.plan, module.counting) {
        _ if follows_log_in(screen.at.licences(), module) => t!(lang, "users-licences-suite"),
        (true, _) => t!(lang, "users-licences-plan"),
        (_, Counting::Concurrent) => t!(lang, "users-licences-concurrent"),
        _ => t!(lang, "users-licences-personal"),
    };
    let holders = screen.to(&format!("/users?holds={}", encode(name)));
    let field = if module.plan { "plan" } else { "module" };
    let granted = screen.to(&format!("/users?{field}={}", encode(name)));
    let waits = waiting(&screen.at, module.no);
    let used = html! {
        @match licence.total {
            Total::Count(total) => {
                a.nowrap href=(holders) { (number(lang, licence.in_use)) " / " (number(lang, total)) }
                (meter(lang, title, licence.in_use, total))
            },
            Total::Absent => a href=(holders) { (number(lang, licence.in_use)) " / " (number(lang, 0_u64)) },
            Total::Unrestricted => a href=(holders) { (number(lang, licence.in_use)) },
        }
    };
    Row::new()
        .cell(html! {
            a href=(screen.to(&format!("/products/{}", encode(name)))) { (title) }
            " " code.quiet.small { (name) }
        })
        .with(Cell::new(kind).class("quiet"))
        .cell(used)
        .with(free(screen, licence))
        .cell(html! { a href=(granted) { (number(lang, given)) } })
        .cell(html! {
            @if waits == 0 { span.quiet { "–" } }
            @else { (Tag::new(Tone::Accent, number(lang, waits)).icon(Icon::Clock)) }
        })
        .cell(date_or_dash(lang, licence.until))
}

/// How many are left, or why that is no question: what begins later has none today.
fn free(screen: &Screen, licence: &Licence<'_>) -> Cell {
    let lang = screen.lang;
    let first = start(licence.module, screen.at.day().today).filter(|_| !begun(&screen.at, licence));
    match (first, licence.total) {
        (Some(first), _) => {
            let day = html! { (t!(lang, "users-licences-from")) " " (date_short(lang, first)) };
            Cell::new(day).class("quiet")
        }
        (None, Total::Unrestricted) => Cell::new(t!(lang, "users-licences-no-limit")).class("quiet"),
        (None, _) => Cell::number(lang, licence.free().map(|free| free.max(0))),
    }
}
