//! What a customer has, what it can add, and how many it wants.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use licentia_core::catalogue::SuiteDef;
use licentia_core::licence::text_in;
use licentia_core::prices::Wanted;
use licentia_platform::problem::Problem;
use licentia_platform::web::{ClientAddress, Form};
use licentia_protocol::conversation::PARAMETER;
use licentia_ui::{Button, Here, Icon, Lang, Panel, Preferences, encode, hidden, staged, t};
use maud::{Markup, html};

use super::super::{choose, enter};
use super::shelf;
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
    // Enter in the search box presses the form's first button; who has typed there wants to see what is found.
    let search = form.text("q");
    let searches = search != form.text("was");
    let to = match (form.has("review") && !searches, search) {
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
        let text = form.text(&format!("units-{code}"));
        let wanted = match (module.is_single(), text) {
            (true, text) => u32::from(!text.is_empty()),
            (_, "") => shop.agreed(code),
            (_, text) => digits(text).ok_or_else(|| {
                let title = text_in(&module.titles, shop.lang.tag(), code);
                Problem::refused(422, "units_invalid").arg("module", title).with("path", code)
            })?,
        };
        match wanted == shop.agreed(code) {
            true => drop(basket.units.remove(code)),
            false => drop(basket.units.insert(code.to_owned(), wanted)),
        }
    }
    if form.has("suite") {
        basket.suite = form.typed("suite");
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
    let words = match count {
        0 => t!(lang, "store-choose-hint"),
        count => t!(lang, "store-chosen", count = count as u64),
    };
    let buttons = html! {
        @if count > 0 { (Button::submit(t!(lang, "store-clear")).named("clear", "1")) }
        (Button::submit(t!(lang, "store-review")).named("review", "1").primary().icon(Icon::Cart))
    };
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
            (shelf::table(shop))
            (staged(true, words, buttons))
        }
    }
}

fn search(shop: &Shop) -> Markup {
    let lang = shop.lang;
    html! {
        div.tools role="search" {
            (hidden("was", shop.here.get("q").unwrap_or_default()))
            div.search {
                (Icon::Search)
                input.input type="search" name="q" value=[shop.here.get("q")] aria-label=(t!(lang, "store-search"))
                    placeholder=(t!(lang, "store-search")) autocomplete="off";
            }
            (Button::submit(t!(lang, "store-search-button")).named("search", "1"))
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
                                @if let Some(each) = shelf::price(shop, &suite.module) { " · " (each) }
                            }
                        }
                    }
                }
            }))
        }
    }
}
