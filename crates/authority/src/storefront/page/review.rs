//! What was chosen, what it costs, and the button that orders exactly that.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::prices::Waits;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{Button, Field, Icon, Notice, Panel, Tone, encode, hidden, t};
use maud::{Markup, html};

use super::super::order as place;
use super::shop::Shop;
use crate::orders::{self, Preview};
use crate::page::refusal;
use crate::state::Authority;

pub(super) async fn show(State(authority): State<Authority>, shop: Shop) -> Result<Response, Problem> {
    page(&authority, &shop, "", None).await
}

/// Orders, or shows again what it has become meanwhile.
pub(super) async fn order(
    State(authority): State<Authority>,
    shop: Shop,
    form: Form,
) -> Result<Response, Problem> {
    let (seen, reference) = (form.text("seen").to_owned(), form.text("reference").to_owned());
    match place(&authority, &shop.visit, shop.address.clone(), seen, reference.clone()).await {
        Ok(order) => Ok(Redirect::to(&format!("/store/orders/{}", encode(&order.id))).into_response()),
        // The button was pressed twice: what it ordered is there.
        Err(problem) if problem.code == "nothing_changes" => {
            Ok(Redirect::to("/store/orders").into_response())
        }
        Err(problem) if problem.is_internal() || problem.status == 403 => Err(problem),
        Err(problem) => page(&authority, &shop, &reference, Some(problem)).await,
    }
}

async fn page(
    authority: &Authority,
    shop: &Shop,
    reference: &str,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = shop.lang;
    let title = t!(lang, "store-review-title");
    match preview(authority, shop).await {
        Ok(preview) => {
            let body = contents(shop, &preview, reference, refused.as_ref());
            Ok(match refused {
                Some(problem) => shop.refused(problem.status, &title, body),
                None => shop.page(&title, body),
            })
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            let choose = Button::link(t!(lang, "store-change"), "/store");
            let body = html! { (shop.head(title.clone())) (refusal(lang, &named(shop, problem.clone())).action(choose)) };
            Ok(shop.refused(problem.status, &title, body))
        }
    }
}

/// With the title of the module instead of its code.
fn named(shop: &Shop, mut problem: Problem) -> Problem {
    let catalogue = &shop.current.file.catalogue;
    for (_, value) in problem.args.iter_mut().filter(|(name, _)| *name == "module") {
        if let Some(module) = catalogue.module(value) {
            *value = licentia_core::licence::text_in(&module.titles, shop.lang.tag(), value).to_owned();
        }
    }
    problem
}

async fn preview(authority: &Authority, shop: &Shop) -> Result<Preview, Problem> {
    let (customer, basket) = (shop.customer.clone(), shop.visit.basket.clone());
    let (current, now_ms) = (shop.current.clone(), authority.now_ms());
    let read = move |r: &mut licentia_platform::db::Read<'_>| {
        orders::look(r, &customer, &current.file.catalogue, &basket, now_ms)
    };
    authority.db().read(read).await
}

fn contents(shop: &Shop, preview: &Preview, reference: &str, refused: Option<&Problem>) -> Markup {
    let lang = shop.lang;
    let catalogue = Some(&shop.current.file.catalogue);
    let table = orders::quote_table(lang, catalogue, &preview.quote, None);
    html! {
        (shop.head(t!(lang, "store-review-title")))
        (shop.facts())
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        div.cols {
            div.stack {
                (Panel::titled("lines", t!(lang, "orders-lines")).flush(table))
                (what_happens(shop, preview))
            }
            div.stack { (confirm(shop, preview, reference)) }
        }
    }
}

/// At once, or once somebody has looked at it; what is given back, and when.
fn what_happens(shop: &Shop, preview: &Preview) -> Markup {
    let lang = shop.lang;
    let vendor = shop.vendor();
    if !preview.quote.is_now() {
        return html! { (Notice::new(Tone::Plain, t!(lang, "store-only-renewal")).icon(Icon::Info).quiet()) };
    }
    let (tone, icon, words) = match preview.waits {
        None => (Tone::Good, Icon::Tick, t!(lang, "store-at-once")),
        Some(Waits::NoLimit | Waits::OnHold) => {
            (Tone::Plain, Icon::Clock, t!(lang, "store-looked-at", vendor = vendor))
        }
        Some(Waits::OverLimit) => (Tone::Plain, Icon::Clock, t!(lang, "store-over-limit", vendor = vendor)),
        Some(Waits::NotPriced) => (Tone::Plain, Icon::Clock, t!(lang, "store-not-priced", vendor = vendor)),
    };
    html! { (Notice::new(tone, words).icon(icon).quiet()) }
}

fn confirm(shop: &Shop, preview: &Preview, reference: &str) -> Panel {
    let lang = shop.lang;
    let label = Field::text("reference", t!(lang, "store-reference")).value(reference);
    Panel::titled("confirm", t!(lang, "orders-costs")).accent().body(html! {
        div.stack {
            (orders::totals(lang, &preview.quote))
            form.stack method="post" action="/store/order" {
                (hidden("seen", &preview.digest))
                (label.hint(t!(lang, "store-reference-hint")))
                (Button::submit(t!(lang, "store-order")).primary().icon(Icon::Cart))
                (Button::link(t!(lang, "store-change"), "/store"))
            }
            p.small.quiet { (t!(lang, "store-on-account", vendor = shop.vendor())) }
        }
    })
}
