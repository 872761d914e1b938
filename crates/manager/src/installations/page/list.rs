//! The list: the central installation, its satellites, and the site licences there are to hand out.

use axum::response::Response;
use licentia_core::licence::Scope;
use licentia_core::sites::{Lacking, SATELLITE, room_for_satellite};
use licentia_platform::access::{ManageLicences, RightKind as _, View};
use licentia_platform::problem::Problem;
use licentia_protocol::api::Installation;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Lang, Panel, Row, Table, dash, empty, meter, number, number_or_dash, t,
};
use maud::{Markup, html};

use super::{address, kind};
use crate::installations::databases;
use crate::licences::{Licence, in_force};
use crate::page::Screen;

pub(super) async fn show(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    Ok(screen.page(&t!(screen.lang, "satellites-title"), "installations", body(&screen)))
}

/// The whole list.
pub(super) fn body(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let all = databases(&screen.at, lang.tag());
    let lacking = lacking(screen);
    html! {
        (head(screen, all.len() as u64 - 1, lacking))
        @if let Some(why) = lacking { p.quiet id="why-no-satellite" { (lacking_words(lang, why)) } }
        (Panel::titled("databases", t!(lang, "satellites-databases")).flush(table(screen, &all)))
        (site_licences(screen))
    }
}

fn head(screen: &Screen, satellites: u64, lacking: Option<Lacking>) -> Head {
    let lang = screen.lang;
    let head = Head::new(t!(lang, "satellites-title"))
        .lead(html! { (t!(lang, "satellites-lead", count = satellites)) });
    if !screen.caller.has(ManageLicences::RIGHT) {
        return head;
    }
    let add = Button::link(t!(lang, "satellites-add"), screen.to("/installations/new")).icon(Icon::Plus);
    head.action(match lacking {
        None => add.primary().dialog(),
        Some(_) => add.disabled("why-no-satellite"),
    })
}

/// Why there can be no further satellite.
fn lacking(screen: &Screen) -> Option<Lacking> {
    let at = &screen.at;
    if at.demo() {
        return None;
    }
    room_for_satellite(at.licences(), at.day(), at.site_grants()).err()
}

fn lacking_words(lang: Lang, lacking: Lacking) -> String {
    match lacking {
        Lacking::AreaManagement => t!(lang, "satellites-lacking-area"),
        Lacking::Satellite => t!(lang, "satellites-lacking-licence"),
        Lacking::Unit => t!(lang, "satellites-lacking-unit"),
    }
}

fn table(screen: &Screen, all: &[Installation]) -> Table {
    let lang = screen.lang;
    Table::new(lang, t!(lang, "satellites-databases"))
        .column(Column::new(t!(lang, "satellites-column-name")))
        .column(Column::new(t!(lang, "satellites-column-kind")))
        .column(Column::new(t!(lang, "satellites-column-users")).num())
        .column(Column::new(t!(lang, "satellites-column-licences")).p2())
        .rows(all.iter().map(|one| {
            Row::new()
                .cell(html! { a href=(address(screen, &one.slug)) { (one.name) } " " code { (one.slug) } })
                .cell(kind(lang, one))
                .cell(users(lang, one))
                .cell(licences(one))
        }))
}

/// How many belong to a database; of those who may not log in it is said.
pub(super) fn users(lang: Lang, one: &Installation) -> Markup {
    html! {
        (number(lang, one.users))
        @if one.can_log_in < one.users {
            " " span.quiet.small { (t!(lang, "satellites-can-log-in", count = one.can_log_in)) }
        }
    }
}

fn licences(one: &Installation) -> Markup {
    let held = one.licences.iter().filter(|licence| !licence.module.ends_with(&format!(".{SATELLITE}")));
    let held: Vec<&str> = held.map(|licence| licence.name.as_str()).collect();
    if held.is_empty() {
        html! { (dash()) }
    } else {
        html! { (held.join(", ")) }
    }
}

/// What there is to hand out to databases.
fn site_licences(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let modules: Vec<Licence<'_>> = in_force(&screen.at)
        .filter(|licence| licence.module.scope == Scope::Site && !licence.module.hidden)
        .collect();
    if modules.is_empty() {
        return empty(Icon::Server, &t!(lang, "satellites-none"), t!(lang, "satellites-none-why"), &[]);
    }
    let table = Table::new(lang, t!(lang, "satellites-licences"))
        .column(Column::new(t!(lang, "satellites-column-module")))
        .column(Column::new("").bar().p2())
        .column(Column::new(t!(lang, "satellites-column-in-use")).num())
        .column(Column::new(t!(lang, "satellites-column-total")).num())
        .column(Column::new(t!(lang, "satellites-column-free")).num())
        .rows(modules.iter().map(|licence| row(screen, licence)));
    html! { (Panel::titled("site-licences", t!(lang, "satellites-licences")).flush(table)) }
}

fn row(screen: &Screen, licence: &Licence<'_>) -> Row {
    let (lang, module) = (screen.lang, licence.module);
    let title = module.title(lang.tag());
    let cap = licence.total.cap();
    Row::new()
        .cell(html! { a href=(screen.to(&format!("/licences/{}", module.name))) { (title) } })
        .cell(html! { @if let Some(cap) = cap { (meter(lang, title, licence.in_use, cap)) } })
        .with(Cell::number(lang, Some(licence.in_use)))
        .cell(html! { @if let Some(cap) = cap { (number(lang, cap)) } @else { (t!(lang, "licences-unrestricted")) } })
        .cell(number_or_dash(lang, licence.free()))
}
