//! One order: what it changes and costs, who ordered it, why it waits, and the decision.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::catalogue::Catalogue;
use licentia_platform::access::{Right, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Facts, Head, Icon, Notice, Panel, Tone, encode, has_text, t, text};
use maud::{Markup, html};

use super::super::{Order, State, overtaken, show as found};
use super::parts::{lines, state_tag, totals};
use crate::customers;
use crate::page::{Screen, on_form, refusal};
use crate::state::Authority;
use crate::terms::{self, Terms};

pub(super) async fn show(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let order = found(&authority, &screen.caller.may::<View>()?, &id).await?;
    let body = body(&authority, &screen, &order, None).await?;
    Ok(screen.page(&t!(screen.lang, "orders-number", number = order.n), "orders", body))
}

pub(super) async fn approve(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    _form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    match super::super::approve(&authority, &granted, &id, None).await {
        Ok(_) => Ok(Redirect::to(&format!("/orders/{}", encode(&id))).into_response()),
        Err(problem) => {
            let problem = on_form(problem)?;
            let order = found(&authority, &screen.caller.may::<View>()?, &id).await?;
            let title = t!(screen.lang, "orders-number", number = order.n);
            let body = body(&authority, &screen, &order, Some(&problem)).await?;
            Ok(screen.refused(problem.status, &title, "orders", body))
        }
    }
}

/// The page without its frame: also what stands behind a refusal's dialog.
pub(super) async fn body(
    authority: &Authority,
    screen: &Screen,
    order: &Order,
    refused: Option<&Problem>,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let granted = screen.caller.may::<View>()?;
    let current = authority.catalogue_if_any().await?;
    let catalogue = current.as_ref().map(|current| &current.file.catalogue);
    let terms = terms::show(authority, &granted, &order.serial).await?;
    let customer = customers::show(authority, &granted, &order.serial).await?;
    let actors = crate::ledger::actors(authority).await?;
    let decided_by = order.decided_by.as_ref().map(|by| actors.get(by).unwrap_or(by).as_str());
    let sold_meanwhile = order.state == State::Waiting && is_overtaken(order, &customer, screen.now_ms);
    let gone = overtaken(order, terms.subscribed.as_ref());
    let table = lines(lang, catalogue, &order.quote, Some(&gone));
    Ok(html! {
        (head(screen, order))
        (facts(screen, order))
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        @if sold_meanwhile { (Notice::new(Tone::Warn, t!(lang, "orders-overtaken")).icon(Icon::Warn)) }
        @if !gone.is_empty() { (Notice::new(Tone::Plain, t!(lang, "orders-line-overtaken-why")).icon(Icon::Info)) }
        div.cols {
            div.stack {
                (Panel::titled("lines", t!(lang, "orders-lines")).flush(table))
                (outcome(screen, order, decided_by))
            }
            div.stack {
                (Panel::titled("costs", t!(lang, "orders-costs")).body(totals(lang, &order.quote)))
                @if order.state == State::Waiting { (decision(screen, order, &terms, catalogue)) }
            }
        }
    })
}

/// Whether the customer owns something else of what is ordered than when it was.
fn is_overtaken(order: &Order, customer: &customers::Customer, now_ms: i64) -> bool {
    let today = crate::packages::day_in(&customer.details.zone, now_ms);
    let owned = &customer.subscription.order;
    order.quote.lines.iter().any(|line| owned.units(&line.module, today) != line.from)
}

fn head(screen: &Screen, order: &Order) -> Head {
    let lang = screen.lang;
    let customer = format!("/customers/{}", encode(&order.serial));
    let head = Head::new(t!(lang, "orders-number", number = order.n))
        .crumb(lang, t!(lang, "orders-title"), "/orders")
        .crumb(lang, order.customer_name.as_str(), customer);
    if order.state != State::Waiting || !screen.caller.has(Right::Sell) {
        return head;
    }
    let refuse = Button::link(t!(lang, "orders-refuse"), format!("/orders/{}/refuse", encode(&order.id)));
    let approve = Button::submit(t!(lang, "orders-approve")).primary().icon(Icon::Tick).form("approve");
    head.action(refuse.dialog()).action(approve)
}

fn facts(screen: &Screen, order: &Order) -> Facts {
    let lang = screen.lang;
    let person = html! {
        (order.by.name)
        @if let Some(email) = &order.by.email { " " a.small href=(format!("mailto:{email}")) { (email) } }
    };
    let origin = match order.origin {
        super::super::Origin::Store => t!(lang, "orders-origin-store"),
        super::super::Origin::Api => t!(lang, "orders-origin-api"),
    };
    Facts::new()
        .fact(t!(lang, "orders-column-state"), state_tag(lang, order))
        .fact(t!(lang, "orders-ordered-by"), person)
        .fact(t!(lang, "orders-column-ordered"), screen.moment(order.ordered_at_ms))
        .fact(t!(lang, "orders-origin"), origin)
        .maybe(t!(lang, "orders-reference"), order.reference.as_deref())
}

/// Why it waits, and what approving it does.
fn decision(screen: &Screen, order: &Order, terms: &Terms, catalogue: Option<&Catalogue>) -> Panel {
    let lang = screen.lang;
    let next = catalogue.is_some() && order.quote.is_now();
    let settings = format!("/customers/{}/terms", encode(&order.serial));
    Panel::titled("decision", t!(lang, "orders-decision")).accent().body(html! {
        div.stack.tight {
            p { (waits(screen, order)) }
            @if next { p.small.quiet { (t!(lang, "orders-approve-means")) } }
            @else { p.small.quiet { (t!(lang, "orders-approve-means-renewal")) } }
            @if screen.caller.has(Right::Sell) {
                form id="approve" method="post" action=(format!("/orders/{}/approve", encode(&order.id))) {}
                p.small {
                    a href=(settings) data-dialog {
                        (match terms.order_limit {
                            None => t!(lang, "orders-allow-some"),
                            Some(_) => t!(lang, "orders-change-limit"),
                        })
                    }
                }
            }
        }
    })
}

fn waits(screen: &Screen, order: &Order) -> String {
    let lang = screen.lang;
    let Some(code) = &order.waits else { return t!(lang, "orders-underway") };
    let key = format!("orders-waits-{code}");
    if has_text(lang, &key) {
        return text(lang, &key);
    }
    t!(lang, "orders-waits-otherwise", code = code.as_str())
}

/// What became of it.
fn outcome(screen: &Screen, order: &Order, decided_by: Option<&str>) -> Markup {
    let lang = screen.lang;
    let when = order.decided_at_ms.map(|at| screen.moment(at));
    let by = if order.rule { t!(lang, "orders-by-rule") } else { decided_by.unwrap_or_default().to_owned() };
    html! {
        @if order.state != State::Waiting {
            (Panel::titled("outcome", t!(lang, "orders-outcome")).body(html! {
                div.stack.tight {
                    p { (state_tag(lang, order)) " " @if let Some(when) = when { (when) } " " span.quiet { (by) } }
                    @if let Some(reason) = &order.reason { p { (reason) } }
                    @if let Some(package) = &order.package {
                        p { a href=(format!("/packages/{}", encode(package))) { (t!(lang, "orders-package")) } }
                    }
                    @else if order.state == State::Approved { p.quiet { (t!(lang, "orders-at-renewal-only")) } }
                }
            }))
        }
    }
}
