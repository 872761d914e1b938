//! *Add users*: everybody who could be given it, with search and pages. What is ticked travels with every step, so that
//! it works without script; nothing is saved here either.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::ids::UserNo;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Dialog, Icon, Panel, Row, Table, Tag, Tone, date_short, empty, encode, hidden,
    kind_words, person_of, t,
};
use maud::{Markup, html};

use super::show::{Product, body};
use super::staged::AT_MOST;
use crate::page::Screen;
use crate::products::{Asked, Found, Listed, Only, Order, can_be_added};
use crate::state::Manager;

/// People on a page of the dialog.
const PER_PAGE: u32 = 25;

/// What somebody has done in the dialog so far.
#[derive(Default)]
struct Ticks {
    chosen: BTreeSet<u32>,
    search: String,
    page: u64,
}

impl Ticks {
    fn read(form: &Form) -> Self {
        Self {
            chosen: form.all("user").filter_map(|no| no.parse().ok()).collect(),
            search: form.text("q").to_owned(),
            page: form.text("page").parse().unwrap_or(1).max(1),
        }
    }
}

pub(super) async fn show(
    State(manager): State<Manager>,
    mut screen: Screen,
    Path((_, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    // What is searched for is searched for in the dialog, and nowhere behind it.
    let search = screen.here.get("q").unwrap_or_default().to_owned();
    screen.here = screen.here.without("q");
    let product = Product::find(&screen, &module)?;
    draw(&manager, &product, Ticks { page: 1, search, ..Ticks::default() }).await
}

pub(super) async fn step(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, module)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let product = Product::find(&screen, &module)?;
    let mut ticks = Ticks::read(&form);
    match form.text("act") {
        "add" => {
            let staged = product.staged.clone().adding(ticks.chosen.iter().copied().map(UserNo));
            return Ok(Redirect::to(&product.with(&staged).to_string()).into_response());
        }
        "none" => ticks.chosen.clear(),
        "search" => ticks.page = 1,
        act => {
            if let Some(page) = act.strip_prefix("page-") {
                ticks.page = page.parse().unwrap_or(1).max(1);
            }
        }
    }
    draw(&manager, &product, ticks).await
}

async fn draw(manager: &Manager, product: &Product<'_>, mut ticks: Ticks) -> Result<Response, Problem> {
    let screen = product.screen;
    let asked = Asked {
        only: Only::All,
        search: ticks.search.clone(),
        order: Order::named("name").read_in(screen.lang),
        limit: PER_PAGE,
        offset: (ticks.page - 1).saturating_mul(PER_PAGE.into()).min(1 << 40),
        staged: product.settled.add.clone(),
    };
    let granted = screen.caller.may::<View>()?;
    let found = can_be_added(manager, &granted, &screen.at, product.module(), asked).await?;
    ticks.page = ticks.page.min(found.total.div_ceil(PER_PAGE.into()).max(1));
    let dialog = dialog(product, &ticks, &found);
    let behind = body(manager, product, None).await?;
    Ok(screen.dialog("products", behind, &dialog))
}

fn dialog(product: &Product<'_>, ticks: &Ticks, found: &Found) -> Dialog {
    let lang = product.screen.lang;
    let title = t!(lang, "products-add-title", product = product.title());
    let label = t!(lang, "products-search-people");
    let dialog = Dialog::new(lang, title, product.here().to_string())
        .lead(t!(lang, "products-add-lead"))
        .form(product.at("add").to_string())
        .body(html! {
            // Enter in the search field searches, since this button is the first.
            button.visually-hidden type="submit" name="act" value="search" tabindex="-1" { (label) }
            div.tools {
                div.search {
                    (Icon::Search)
                    input.input type="search" name="q" value=(ticks.search) aria-label=(label) placeholder=(label)
                        autocomplete="off" data-search;
                }
                @if !ticks.chosen.is_empty() {
                    (Button::submit(t!(lang, "table-choose-none")).plain().named("act", "none"))
                }
                span.end.quiet.small { (room(product)) }
            }
            (carried(ticks, found))
            (Panel::new().flush(html! { (people(product, ticks, found)) (pages(product, ticks, found)) }))
        });
    let add = Button::submit(t!(lang, "products-add-chosen")).primary().named("act", "add");
    let footer = html! { p.quiet { (t!(lang, "products-add-means")) } (dialog.cancel()) (add) };
    dialog.footer(footer)
}

/// How many seats are left once what is staged is applied, or how many more can be staged.
fn room(product: &Product<'_>) -> String {
    let lang = product.screen.lang;
    let left = AT_MOST.saturating_sub(product.staged.add.len() + product.staged.drop.len());
    match product.licence.total.cap() {
        Some(cap) if product.module().counting == licentia_core::licence::Counting::Named => {
            let free = i64::try_from(cap).unwrap_or(i64::MAX) - product.after();
            t!(lang, "products-add-free", count = free.max(0))
        }
        _ => t!(lang, "products-add-left", count = left),
    }
}

/// Those chosen who are not on this page travel along unseen.
fn carried(ticks: &Ticks, found: &Found) -> Markup {
    let here = |no: u32| found.items.iter().any(|one| one.row.no.0 == no);
    html! {
        (hidden("page", &ticks.page.to_string()))
        @for no in ticks.chosen.iter().filter(|no| !here(**no)) { (hidden("user", &no.to_string())) }
    }
}

fn people(product: &Product<'_>, ticks: &Ticks, found: &Found) -> Markup {
    let lang = product.screen.lang;
    if found.items.is_empty() {
        let title = match ticks.search.as_str() {
            "" => t!(lang, "products-add-nobody"),
            typed => t!(lang, "products-nobody-found", search = typed),
        };
        return empty(Icon::Users, &title, t!(lang, "products-add-nobody-why"), &[]);
    }
    let table = Table::new(lang, t!(lang, "products-add"))
        .choose("user")
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "products-column-job")).p2())
        .column(Column::new(t!(lang, "products-column-groups")).p2())
        .column(Column::new(t!(lang, "users-column-last-used")).p2().nowrap());
    let table = table.rows(found.items.iter().map(|one| line(product, ticks, one)));
    html! { (table) }
}

fn line(product: &Product<'_>, ticks: &Ticks, one: &Listed) -> Row {
    let (screen, lang, row) = (product.screen, product.screen.lang, &one.row);
    let detail = row.email.as_deref().unwrap_or(&row.login);
    let last = row.last_used.as_deref().and_then(|day| day.parse().ok());
    let href = screen.to(&format!("/users/{}", encode(&row.id)));
    let name = html! {
        (person_of(&row.name, &href, Some(detail), one.portrait.as_deref()))
        @if row.kind != licentia_core::licence::UserKind::Internal { " " (Tag::new(Tone::Line, kind_words(lang, row.kind))) }
        @if !row.can_log_in { " " (Tag::new(Tone::Line, t!(lang, "products-no-seat"))) }
    };
    Row::new()
        .choose(row.no.0.to_string(), &row.name, ticks.chosen.contains(&row.no.0))
        .cell(name)
        .with(Cell::new(row.job_title.as_deref().unwrap_or("–")).class("quiet"))
        .with(Cell::new(row.groups.join(", ")).class("quiet"))
        .cell(html! { @match last { Some(day) => (date_short(lang, day)), None => span.quiet { "–" } } })
}

/// Pages are buttons: a link would lose the ticks.
fn pages(product: &Product<'_>, ticks: &Ticks, found: &Found) -> Markup {
    let (lang, per) = (product.screen.lang, u64::from(PER_PAGE));
    let last = found.total.div_ceil(per).max(1);
    let page = ticks.page.min(last);
    let from = ((page - 1) * per + 1).min(found.total);
    let to = (page * per).min(found.total);
    let go =
        |label: String, page: u64| Button::submit(label).plain().small().named("act", format!("page-{page}"));
    html! {
        div.pager {
            span {
                (t!(lang, "pager-range", first = from, last = to, total = found.total))
                @if !ticks.chosen.is_empty() { " · " (t!(lang, "table-chosen", count = ticks.chosen.len())) }
            }
            @if last > 1 {
                span.end.row {
                    @if page > 1 { (go(t!(lang, "pager-earlier"), page - 1)) }
                    @if page < last { (go(t!(lang, "pager-next"), page + 1)) }
                }
            }
        }
    }
}
