//! What a customer has, what it can add, and how many it wants.

use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use licentia_core::catalogue::SuiteDef;
use licentia_core::licence::text_in;
use licentia_core::prices::{MOST_UNITS, Wanted};
use licentia_platform::problem::Problem;
use licentia_platform::web::{ClientAddress, Form};
use licentia_protocol::conversation::PARAMETER;
use licentia_ui::{
    Button, Field, Here, Icon, Lang, Panel, Preferences, encode, error_summary, hidden, staged, t,
};
use maud::{Markup, html};

use super::super::{choose, enter};
use super::shelf::{self, Slips};
use super::shop::{Shop, visit_cookie};
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
    Ok(shop.page(&t!(shop.lang, "store-title"), body(&shop, &Slips::new())))
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

/// Keeps what was chosen, and goes on: to the order, or to what was searched for. What is no number is said beside it,
/// and everything else that was typed stays.
pub(super) async fn keep(
    State(authority): State<Authority>,
    mut shop: Shop,
    form: Form,
) -> Result<Response, Problem> {
    let (basket, slips) = match form.has("clear") {
        true => (Wanted::default(), Slips::new()),
        false => typed(&shop, &form),
    };
    choose(&authority, &shop.visit, basket.clone()).await?;
    if !slips.is_empty() {
        shop.visit.basket = basket;
        return Ok(shop.refused(422, &t!(shop.lang, "store-title"), body(&shop, &slips)));
    }
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

/// The basket with what stands in the form, and what in it is no number that can be ordered; what the form did not show
/// stays as it was.
fn typed(shop: &Shop, form: &Form) -> (Wanted, Slips) {
    let (mut basket, mut slips) = (shop.visit.basket.clone(), Slips::new());
    for code in form.all("listed") {
        let Some(module) = shop.current.file.catalogue.module(code) else { continue };
        let text = form.text(&format!("units-{code}"));
        let wanted = match (module.is_single(), text) {
            (true, text) => Some(u32::from(!text.is_empty())),
            (_, "") => Some(shop.agreed(code)),
            (_, text) => digits(text),
        };
        match wanted {
            Some(wanted) if wanted == shop.agreed(code) => drop(basket.units.remove(code)),
            Some(wanted) => drop(basket.units.insert(code.to_owned(), wanted)),
            None => drop(slips.insert(code.to_owned(), text.to_owned())),
        }
    }
    if form.has("suite") {
        basket.suite = form.typed("suite");
    }
    (basket, slips)
}

/// A number as people write it: blanks between the thousands do not count. None of what is no number, and of more than
/// can be ordered.
fn digits(text: &str) -> Option<u32> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    digits.parse().ok().filter(|units| *units <= MOST_UNITS)
}

fn body(shop: &Shop, slips: &Slips) -> Markup {
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
        (error_summary(lang, &shelf::errors(shop, slips)))
        form.stack method="post" action="/store" {
            // Enter in a number goes on to the order; the search has its own button.
            button.visually-hidden type="submit" name="review" value="1" tabindex="-1" { (t!(lang, "store-review")) }
            (search(shop))
            (suites(shop))
            (shelf::table(shop, slips))
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
    let option = |suite: &SuiteDef| {
        let label = match shelf::price(shop, &suite.module) {
            Some(each) => t!(lang, "store-suite-each", suite = title(suite), price = each),
            None => title(suite),
        };
        (suite.name.clone(), label, chosen == Some(suite.name.as_str()))
    };
    let stay = (String::new(), t!(lang, "store-suite-stay"), chosen.is_none());
    let options: Vec<_> = std::iter::once(stay).chain(above.iter().copied().map(option)).collect();
    html! {
        @if !above.is_empty() {
            (Panel::titled("suite", t!(lang, "store-suite")).body(html! {
                div.stack {
                    p { (t!(lang, "store-suite-now", suite = title(now))) }
                    (Field::select("suite", t!(lang, "store-suite-up"), options))
                }
            }))
        }
    }
}
