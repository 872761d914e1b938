//! One database: what it is, what it holds, and giving and taking site licences.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::licence::Scope;
use licentia_core::seats::current_module;
use licentia_core::sites::{SATELLITE, SiteGrant, may_hold};
use licentia_platform::access::{ManageAccess, ManageLicences, RightKind as _, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::{Installation, InstallationKind};
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Notice, Panel, Row, Table, Tag, Tone, copyable, empty, hidden,
    number, t,
};
use maud::{Markup, html};

use super::{address, kind, named, notice, reason_words};
use crate::installations::{assign_to_site, recall_from_site};
use crate::licences::{Licence, in_force};
use crate::page::Screen;
use crate::state::Manager;

pub(super) async fn show(
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<View>()?;
    let database = named(&screen, &site)?;
    Ok(screen.page(&database.name, "installations", body(&screen, &database, None)))
}

pub(super) async fn apply(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, site)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let database = named(&screen, &site)?;
    let (module, id) = (form.text("module").to_owned(), database.id.clone());
    let done = match form.text("act") {
        "assign" => assign_to_site(&manager, &granted, id, module, 1).await,
        "recall" => recall_from_site(&manager, &granted, id, module).await,
        _ => return Err(Problem::not_found("page")),
    };
    match done {
        Ok(_) => {
            let back = format!("{}#site-licences", address(&screen, &database.slug));
            Ok(Redirect::to(&back).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            let body = body(&screen, &database, Some(&problem));
            Ok(screen.page(&database.name, "installations", body))
        }
    }
}

/// The whole page of a database, with a refusal on top.
pub(super) fn body(screen: &Screen, database: &Installation, refused: Option<&Problem>) -> Markup {
    let lang = screen.lang;
    html! {
        (head(screen, database))
        @if let Some(problem) = refused { (notice(lang, problem)) }
        @if !database.licensed { (Notice::new(Tone::Bad, t!(lang, "satellites-unlicensed-why"))) }
        (facts(screen, database))
        (licences(screen, database))
    }
}

fn head(screen: &Screen, database: &Installation) -> Head {
    let lang = screen.lang;
    let mut head =
        Head::new(&database.name).crumb(lang, t!(lang, "satellites-title"), screen.to("/installations"));
    let path = |act: &str| format!("{}/{act}", address(screen, &database.slug));
    if screen.caller.has(ManageLicences::RIGHT) {
        if database.kind == InstallationKind::Satellite {
            head = head.action(Button::link(t!(lang, "satellites-close"), path("close")).danger().dialog());
        }
        head =
            head.action(Button::link(t!(lang, "satellites-rename"), path("edit")).icon(Icon::Edit).dialog());
    }
    head
}

fn facts(screen: &Screen, database: &Installation) -> Markup {
    let lang = screen.lang;
    let users = screen.to(&format!("/users?site={}", licentia_ui::encode(&database.slug)));
    let short = t!(lang, "satellites-slug");
    let id = t!(lang, "satellites-id");
    let facts = Facts::new()
        .fact(t!(lang, "satellites-column-kind"), kind(lang, database))
        .fact(
            t!(lang, "satellites-column-users"),
            html! { a href=(users) { (super::list::users(lang, database)) } },
        )
        .mono(short, &database.slug)
        .fact(id.clone(), copyable(lang, &id, &database.id));
    let owner = screen.at.installation().holder.clone();
    html! {
        (Panel::titled("about", t!(lang, "satellites-about")).body(html! { div.stack {
            (facts.maybe(t!(lang, "licences-owner"), owner))
            @if database.kind == InstallationKind::Satellite {
                p.quiet.small {
                    (t!(lang, "satellites-shares")) " "
                    @if screen.caller.has(ManageAccess::RIGHT) {
                        a href=(screen.to(&format!("/access?site={}#new-token", licentia_ui::encode(&database.slug)))) { (t!(lang, "satellites-token")) }
                    }
                }
            }
        } }))
    }
}

/// Every site licence there is, and whether this database has it.
fn licences(screen: &Screen, database: &Installation) -> Markup {
    let lang = screen.lang;
    let all: Vec<Licence<'_>> = in_force(&screen.at)
        .filter(|licence| licence.module.scope == Scope::Site && !licence.module.hidden)
        // The unit of a satellite comes and goes with it.
        .filter(|licence| licence.module.name.code() != SATELLITE)
        .collect();
    if all.is_empty() {
        return empty(Icon::Server, &t!(lang, "satellites-none"), t!(lang, "satellites-none-why"), &[]);
    }
    let table = Table::new(lang, t!(lang, "satellites-licences"))
        .column(Column::new(t!(lang, "satellites-column-module")))
        .column(Column::new(t!(lang, "satellites-column-here")))
        .column(Column::new(t!(lang, "satellites-column-in-use")).num().p2())
        .column(Column::new(t!(lang, "satellites-column-total")).num().p2())
        .column(Column::new(""))
        .rows(all.iter().map(|licence| row(screen, database, licence)));
    html! { (Panel::titled("site-licences", t!(lang, "satellites-licences")).flush(table)) }
}

fn row(screen: &Screen, database: &Installation, licence: &Licence<'_>) -> Row {
    let (lang, module, at) = (screen.lang, licence.module, &screen.at);
    let name = module.name.to_string();
    let given = at
        .site_grants()
        .iter()
        .find(|grant| grant.site == database.no && current_module(at.licences(), grant.module) == module.no);
    let here = match given {
        Some(_) if at.site_holds(database.no, module.no) => Tag::good(t!(lang, "satellites-has")),
        Some(_) => Tag::warn(t!(lang, "satellites-waits")),
        None => Tag::new(Tone::Line, t!(lang, "satellites-has-not")),
    };
    let manages = screen.caller.has(ManageLicences::RIGHT);
    let refused = if given.is_none() && manages { refusal(screen, database, licence) } else { None };
    let units = given.filter(|grant| grant.units > 1).map(|grant| number(lang, u64::from(grant.units)));
    let here = html! {
        (here)
        @if let Some(units) = units { " " span.quiet { (units) } }
        @if let Some(why) = &refused { div.small.quiet id=(why_id(licence)) { (why) } }
    };
    let cap = licence.total.cap().map(|cap| number(lang, cap));
    Row::new()
        .cell(html! { a href=(screen.to(&format!("/licences/{name}"))) { (module.title(lang.tag())) } })
        .cell(here)
        .with(Cell::number(lang, Some(licence.in_use)))
        .cell(cap.unwrap_or_else(|| t!(lang, "licences-unrestricted")))
        .cell(html! { @if manages { (act(screen, database, licence, given.is_some(), refused.is_some())) } })
}

/// Why a database cannot be given a licence that it does not have.
fn refusal(screen: &Screen, database: &Installation, licence: &Licence<'_>) -> Option<String> {
    let (at, module) = (&screen.at, licence.module.no);
    let ask = SiteGrant { order: u64::MAX, site: database.no, module, units: 1 };
    let why = may_hold(at.licences(), at.day(), at.site_grants(), &ask).err()?;
    reason_words(screen.lang, why.code)
}

/// The button that gives or takes.
fn act(
    screen: &Screen,
    database: &Installation,
    licence: &Licence<'_>,
    given: bool,
    refused: bool,
) -> Markup {
    let (lang, title) = (screen.lang, licence.module.title(screen.lang.tag()));
    let (act, label) = match given {
        true => ("recall", t!(lang, "satellites-recall", module = title)),
        false => ("assign", t!(lang, "satellites-assign", module = title)),
    };
    let button = Button::submit(label).small();
    let button = if refused { button.disabled(why_id(licence)) } else { button };
    html! {
        form method="post" action=(format!("{}/licences", address(screen, &database.slug))) {
            (hidden("module", licence.module.name.as_str())) (hidden("act", act)) (button)
        }
    }
}

fn why_id(licence: &Licence<'_>) -> String {
    format!("why-{}", licence.module.no.0)
}
