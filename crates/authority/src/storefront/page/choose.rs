//! What a customer has, what it can add, and how many it wants.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use licentia_core::catalogue::{ModuleDef, SuiteDef};
use licentia_core::licence::{Scope, text_in};
use licentia_core::prices::{Wanted, sold, unit_price};
use licentia_platform::problem::Problem;
use licentia_platform::web::{ClientAddress, Form};
use licentia_protocol::conversation::PARAMETER;
use licentia_ui::{
    Button, Cell, Column, Here, Icon, Lang, Notice, Panel, Preferences, Row, Table, Tone, date_words, encode,
    hidden, money, number, t,
};
use maud::{Markup, html};

use super::super::{choose, enter};
use super::shop::{Shop, visit_cookie};
use crate::page::refusal;
use crate::state::Authority;

/// With a link: enters. Without: the store, for whoever has entered.
pub(super) async fn show(State(authority): State<Authority>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let here = Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default());
    if let Some(link) = here.get(PARAMETER) {
        let ClientAddress(address) = ClientAddress::from_request_parts(&mut parts, &authority).await?;
        return come_in(&authority, link, address.map(|address| address.to_string())).await;
    }
    let shop = Shop::from_request_parts(&mut parts, &authority).await?;
    Ok(shop.page(&t!(shop.lang, "store-title"), body(&shop, None)))
}

/// The link is used up and leaves the address; the language of the manager stays.
async fn come_in(authority: &Authority, link: &str, address: Option<String>) -> Result<Response, Problem> {
    let (cookie, lang) = enter(authority, link, address).await?;
    let mut response = Redirect::to("/store").into_response();
    response.headers_mut().append(SET_COOKIE, visit_cookie(authority, &cookie)?);
    if let Some(lang) = Lang::from_tag(&lang)
        && let Ok(cookie) = (Preferences { lang, ..Preferences::default() }).language_cookie().parse()
    {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Keeps what was chosen, and goes on: to the order, or to what was searched for.
pub(super) async fn keep(
    State(authority): State<Authority>,
    shop: Shop,
    form: Form,
) -> Result<Response, Problem> {
    let basket = match typed(&shop, &form) {
        Ok(basket) => basket,
        Err(problem) => {
            let body = body(&shop, Some(&problem));
            return Ok(shop.refused(problem.status, &t!(shop.lang, "store-title"), body));
        }
    };
    let basket = if form.has("clear") { Wanted::default() } else { basket };
    choose(&authority, &shop.visit, basket).await?;
    let search = form.text("q");
    let to = match (form.has("review"), search) {
        (true, _) => "/store/review".to_owned(),
        (false, "") => "/store".to_owned(),
        (false, search) => format!("/store?q={}", encode(search)),
    };
    Ok(Redirect::to(&to).into_response())
}

/// The basket with what stands in the form; what the form did not show stays as it was.
fn typed(shop: &Shop, form: &Form) -> Result<Wanted, Problem> {
    let mut basket = shop.visit.basket.clone();
    for code in form.all("listed") {
        let Some(module) = shop.current.file.catalogue.module(code) else { continue };
        let now = shop.customer.subscription.order.units(code, shop.today);
        let text = form.text(&format!("units-{code}"));
        let wanted = match (module.scope, text) {
            (Scope::System, text) => u32::from(!text.is_empty()),
            (_, "") => now,
            (_, text) => digits(text).ok_or_else(|| {
                let title = text_in(&module.titles, shop.lang.tag(), code);
                Problem::refused(422, "quantity_invalid").arg("module", title).with("path", code)
            })?,
        };
        match wanted == now {
            true => drop(basket.units.remove(code)),
            false => drop(basket.units.insert(code.to_owned(), wanted)),
        }
    }
    if form.has("suite") {
        basket.suite = Some(form.text("suite").to_owned()).filter(|suite| !suite.is_empty());
    }
    Ok(basket)
}

/// A number as people write it: blanks between the thousands do not count.
fn digits(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    digits.parse().ok()
}

fn body(shop: &Shop, refused: Option<&Problem>) -> Markup {
    let lang = shop.lang;
    let count = shop.visit.basket.units.len() + usize::from(shop.visit.basket.suite.is_some());
    html! {
        (shop.head(t!(lang, "store-title")))
        (shop.facts())
        (shop.tabs("licences"))
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        form.stack method="post" action="/store" {
            // Enter in a number goes on to the order; the search has its own button.
            button.visually-hidden type="submit" name="review" value="1" tabindex="-1" { (t!(lang, "store-review")) }
            (search(shop))
            (suites(shop))
            (table(shop))
            div.row {
                (Button::submit(t!(lang, "store-review")).named("review", "1").primary().icon(Icon::Cart))
                @if count > 0 { (Button::submit(t!(lang, "store-clear")).named("clear", "1")) }
            }
            p.small.quiet { (t!(lang, "store-choose-hint")) }
        }
    }
}

fn search(shop: &Shop) -> Markup {
    let lang = shop.lang;
    html! {
        div.tools role="search" {
            input.input type="search" name="q" value=[shop.here.get("q")] aria-label=(t!(lang, "store-search"))
                placeholder=(t!(lang, "store-search")) autocomplete="off";
            (Button::submit(t!(lang, "store-search-button")).named("search", "1").icon(Icon::Search))
        }
    }
}

/// Whoever has a suite may move up.
fn suites(shop: &Shop) -> Markup {
    let lang = shop.lang;
    let catalogue = &shop.current.file.catalogue;
    let Some(now) = shop.customer.subscription.order.suite.as_deref().and_then(|name| catalogue.suite(name))
    else {
        return html! {};
    };
    let next = |suite: &&SuiteDef| catalogue.suite(suite.next.as_deref()?);
    let above: Vec<&SuiteDef> =
        std::iter::successors(Some(now), next).skip(1).take(catalogue.suites.len()).collect();
    let title = |suite: &SuiteDef| text_in(&suite.titles, lang.tag(), &suite.name).to_owned();
    let chosen = shop.visit.basket.suite.as_deref();
    html! {
        @if !above.is_empty() {
            (Panel::titled("suite", t!(lang, "store-suite")).body(html! {
                p { (t!(lang, "store-suite-now", suite = title(now))) }
                label.field {
                    span { (t!(lang, "store-suite-up")) }
                    select.input name="suite" {
                        option value="" { (t!(lang, "store-suite-stay")) }
                        @for suite in &above {
                            option value=(suite.name) selected[chosen == Some(suite.name.as_str())] {
                                (title(suite))
                                @if let Some(each) = price(shop, &suite.module) { " · " (each) }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// What a unit costs in a month.
fn price(shop: &Shop, module: &str) -> Option<String> {
    let currency = shop.customer.details.currency();
    let unit = unit_price(&shop.current.file.catalogue, module, currency)?;
    Some(money(shop.lang, i64::try_from(unit).ok()?, currency))
}

fn table(shop: &Shop) -> Markup {
    let lang = shop.lang;
    let order = &shop.customer.subscription.order;
    let mut modules: Vec<&ModuleDef> = sold(&shop.current.file.catalogue, order).collect();
    let words = shop.here.get("q").unwrap_or_default().to_lowercase();
    modules.retain(|module| {
        let tooltip = text_in(&module.tooltips, lang.tag(), "");
        let text =
            format!("{} {} {tooltip}", text_in(&module.titles, lang.tag(), ""), module.code).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    });
    if modules.is_empty() {
        let clear = Button::link(t!(lang, "store-search-clear"), "/store").small();
        let what = t!(lang, "store-search-none", search = words.as_str());
        return html! { (Notice::new(Tone::Plain, what).icon(Icon::Search).action(clear)) };
    }
    let (have, more): (Vec<_>, Vec<_>) =
        modules.into_iter().partition(|module| order.units(&module.code, shop.today) > 0);
    let mut table = Table::new(lang, t!(lang, "store-title"))
        .column(Column::new(t!(lang, "orders-column-licence")))
        .column(Column::new(t!(lang, "store-column-each")).num().p2())
        .column(Column::new(t!(lang, "store-column-have")).num())
        .column(Column::new(t!(lang, "store-column-want")).num());
    let planned = shop.subscribed.as_ref().map(|subscribed| subscribed.planned.clone()).unwrap_or_default();
    for (title, modules) in [(t!(lang, "store-group-have"), have), (t!(lang, "store-group-more"), more)] {
        if !modules.is_empty() {
            table = table.group(title).rows(modules.into_iter().map(|module| row(shop, module, &planned)));
        }
    }
    html! { (Panel::new().flush(table)) }
}

fn row(shop: &Shop, module: &ModuleDef, planned: &BTreeMap<String, u32>) -> Row {
    let lang = shop.lang;
    let code = module.code.as_str();
    let title = text_in(&module.titles, lang.tag(), code);
    let tooltip = Some(text_in(&module.tooltips, lang.tag(), "")).filter(|text| !text.is_empty());
    let now = shop.customer.subscription.order.units(code, shop.today);
    let capless = shop
        .customer
        .subscription
        .order
        .lines
        .iter()
        .any(|line| line.module == code && line.unrestricted && line.is_on(shop.today));
    // What has no cap cannot become more, and without a term nothing is given back.
    let fixed = capless || module.scope == Scope::System && now > 0 && shop.subscribed.is_none();
    let wanted = shop.visit.basket.units.get(code).copied();
    let looked_at = shop.visit.module.as_deref() == Some(code);
    let name = html! {
        b { (title) }
        @if let Some(tooltip) = tooltip { br; span.small.quiet { (tooltip) } }
    };
    let have = html! {
        @match (module.scope, capless) {
            (_, true) => { span.quiet { (t!(lang, "word-unrestricted")) } },
            (Scope::System, _) => { @if now > 0 { (Icon::Tick) span.visually-hidden { (t!(lang, "store-included")) } } @else { "–" } },
            _ => { (number(lang, now)) },
        }
        @if let (Some(then), Some(subscribed)) = (planned.get(code), &shop.subscribed)
            && let Ok(day) = subscribed.term.ends().tomorrow() {
            br; span.small.quiet { (t!(lang, "store-then", count = *then, date = date_words(lang, day))) }
        }
    };
    let row = Row::new()
        .cell(name)
        .with(Cell::new(price(shop, code).unwrap_or_else(|| t!(lang, "orders-on-request"))).class("quiet"))
        .with(Cell::new(have))
        .with(Cell::new(match fixed {
            true => html! { "–" },
            false => wish(shop, module, now, wanted, title),
        }));
    match (wanted.is_some_and(|wanted| wanted != now), looked_at) {
        (true, _) => row.state("adding"),
        (false, true) => row.state("chosen"),
        _ => row,
    }
}

/// How many are wanted: a number, or a box to tick for what is there or not.
fn wish(shop: &Shop, module: &ModuleDef, now: u32, wanted: Option<u32>, title: &str) -> Markup {
    let lang = shop.lang;
    let name = format!("units-{}", module.code);
    let value = wanted.unwrap_or(now);
    let least = if shop.subscribed.is_some() { 0 } else { now };
    html! {
        (hidden("listed", &module.code))
        @if module.scope == Scope::System {
            label.row.tick.end {
                input type="checkbox" name=(name) value="1" checked[value > 0] aria-label=(title);
                " " span { (if now > 0 { t!(lang, "store-keep") } else { t!(lang, "store-add") }) }
            }
        } @else {
            input.input.units type="number" inputmode="numeric" min=(least) step="1" name=(name) value=(value)
                id=(format!("field-{name}")) aria-label=(t!(lang, "store-wanted-of", module = title));
        }
    }
}
