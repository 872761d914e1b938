//! One licence: what it is, its dated rows, who holds it, and what past packages did to it.

use axum::extract::State;
use axum::response::Response;
use licentia_core::ids::ModuleNo;
use licentia_core::licence::{Quantity, Scope};
use licentia_core::licences::Total;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Column, Facts, Head, Lang, Panel, Row, Table, date_or_dash, number, number_or_dash, person_of,
    standing_tag, t,
};
use maud::{Markup, html};

use super::history;
use crate::licences::{Licence, holders, of_module};
use crate::page::Screen;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::storefront;
use crate::users::portraits::Pictures;

/// Holders named on the page; the list of users shows everybody.
const HOLDERS: usize = 12;

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let licence = screen.at.licences().no(module.to_lowercase()).and_then(|no| of_module(&screen.at, no));
    let licence = licence.ok_or_else(|| Problem::not_found("licence"))?;
    let (lang, module) = (screen.lang, licence.module);
    let issuer = screen.at.licences().issuers().get(module.issuer);
    let tab = issuer.map_or_else(String::new, |issuer| format!("?issuer={}", issuer.name));
    let head = Head::new(module.title(lang.tag()))
        .crumb(lang, t!(lang, "licences-title"), screen.to(&format!("/licences{tab}")))
        .lead(html! { (module.tooltip(lang.tag())) });
    let name = &module.name;
    let purchase = storefront::button(&manager, &screen, name.issuer(), Some(name.code()));
    let body = html! {
        (purchase.into_iter().fold(head, Head::action))
        (facts(&screen, &licence))
        div.cols {
            div.stack {
                (Panel::titled("rows", t!(lang, "licences-rows")).flush(dated_rows(lang, &licence)))
                (history::panel(&manager, &screen, module).await?)
            }
            div.stack {
                @if !module.set.is_empty() { (Panel::titled("set", t!(lang, "licences-set")).flush(names(&screen.at, &module.set, lang))) }
                @if !module.requires.is_empty() { (Panel::titled("requires", t!(lang, "licences-requires")).flush(names(&screen.at, &module.requires, lang))) }
                @if module.scope == Scope::User { (held_by(&manager, &screen, &licence).await?) }
            }
        }
    };
    Ok(screen.page(module.title(lang.tag()), "licences", body))
}

async fn held_by(manager: &Manager, screen: &Screen, licence: &Licence<'_>) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let first: Vec<_> = holders(&screen.at, licence.module.no).take(HOLDERS).map(|user| user.no()).collect();
    let pictures = Pictures::of(manager, &screen.at, first.clone()).await?;
    let people = crate::users::names(manager, screen.at.scope(), first).await?;
    let all = screen.to(&format!("/users?holds={}", licence.module.name));
    let more = licence.in_use.saturating_sub(people.len() as u64);
    let list = html! {
        @if people.is_empty() { p.body.quiet { (t!(lang, "licences-nobody")) } }
        ul.lines { @for (no, user) in &people { li { (person_of(&user.name, &screen.to(&format!("/users/{}", user.id)), Some(&user.login), pictures.get(*no))) } } }
    };
    let panel = Panel::titled("holders", t!(lang, "licences-holders"))
        .aside(licentia_ui::count(lang, licence.in_use))
        .flush(list);
    let panel = match more {
        0 => panel,
        more => panel.footer(html! { a href=(all) { (t!(lang, "licences-holders-more", count = more)) } }),
    };
    Ok(html! { (panel) })
}

fn facts(screen: &Screen, licence: &Licence<'_>) -> Facts {
    let lang = screen.lang;
    let counted = licence.module.scope != Scope::System;
    let shown = |value: Option<i64>| html! { (number_or_dash(lang, value)) };
    let facts = Facts::new()
        .mono(t!(lang, "licences-code"), licence.module.name.as_str())
        .fact(t!(lang, "licences-standing"), standing_tag(lang, licence.standing));
    if !counted {
        return facts;
    }
    let total = licence.total.cap().and_then(|cap| i64::try_from(cap).ok());
    let total = match licence.total {
        Total::Unrestricted => html! { (t!(lang, "word-unrestricted")) },
        _ => shown(total),
    };
    facts
        .fact(t!(lang, "licences-column-in-use"), number(lang, licence.in_use))
        .fact(t!(lang, "licences-column-free"), shown(licence.free()))
        .fact(t!(lang, "licences-column-total"), total)
}

fn dated_rows(lang: Lang, licence: &Licence<'_>) -> Table {
    let table = Table::new(lang, t!(lang, "licences-rows"))
        .column(Column::new(t!(lang, "licences-row-quantity")))
        .column(Column::new(t!(lang, "licences-row-start")))
        .column(Column::new(t!(lang, "licences-row-due")));
    let system = licence.module.scope == Scope::System;
    licence.module.rows.iter().fold(table, |table, row| {
        let quantity = match row.quantity {
            _ if system => t!(lang, "packages-in-force"),
            Quantity::Count(count) => number(lang, count),
            Quantity::Unrestricted => t!(lang, "word-unrestricted"),
        };
        table.row(
            Row::new().cell(quantity).cell(date_or_dash(lang, row.start)).cell(date_or_dash(lang, row.due)),
        )
    })
}

fn names(at: &Snapshot, modules: &[ModuleNo], lang: Lang) -> Markup {
    html! {
        ul.lines {
            @for module in modules.iter().filter_map(|no| at.licences().module(*no)) {
                li { (module.title(lang.tag())) code.end.quiet { (module.name.code()) } }
            }
        }
    }
}
