//! What is decided about invoices: drawing them up, issuing, taking back.

use axum::extract::State as Server;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::month::Month;
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{Button, Dialog, Field, money, t};
use maud::html;

use super::super::draft::this_month;
use super::super::{Credit, Opened, show as open};
use super::{list, name, one};
use crate::page::{Screen, on_form, refusal, unchanged_since};
use crate::state::Authority;
use crate::usage::month_name;

/// How many months back drafts are offered for.
const MONTHS: usize = 24;

/// Which month? The one before this one, unless somebody wants another.
pub(super) async fn ask_draft(
    Server(authority): Server<Authority>,
    screen: Screen,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let lang = screen.lang;
    let last = this_month(&authority).previous();
    let months = std::iter::successors(Some(last), |month| Some(month.previous())).take(MONTHS);
    let options: Vec<(String, String, bool)> =
        months.map(|month| (month.to_string(), month_name(lang, month), month == last)).collect();
    let dialog = Dialog::new(lang, t!(lang, "invoices-draw-up"), "/invoices");
    let buttons = html! { (dialog.cancel()) (Button::submit(t!(lang, "invoices-draw-up")).primary()) };
    let dialog = dialog.narrow().form("/invoices/draft").footer(buttons).body(html! {
        p { (t!(lang, "invoices-draw-up-does")) }
        (Field::select("month", t!(lang, "invoices-until"), options))
    });
    Ok(screen.dialog("invoices", html! {}, &dialog, None))
}

pub(super) async fn draw_up(
    Server(authority): Server<Authority>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let month: Month = crate::usage::api::month(form.text("month"))?;
    let run = super::super::draft(&authority, &granted, month, None, false).await?.value;
    let mut screen = screen;
    screen.here = licentia_ui::Here::new("/invoices", "");
    list::page(&authority, &screen, Some(&run)).await
}

pub(super) async fn issue(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let seen: Option<u64> = form.text("revision").parse().ok();
    match super::super::issue(&authority, &granted, &id, unchanged_since(seen)).await {
        Ok(_) => Ok(to(&id)),
        Err(problem) => refused(&authority, screen, &id, on_form(problem)?).await,
    }
}

fn to(id: &str) -> Response {
    Redirect::to(&format!("/invoices/{id}")).into_response()
}

async fn refused(
    authority: &Authority,
    mut screen: Screen,
    id: &str,
    problem: Problem,
) -> Result<Response, Problem> {
    screen.here = licentia_ui::Here::new(&format!("/invoices/{id}"), "");
    one::page(authority, &screen, id, Some(&problem)).await
}

pub(super) async fn ask_credit(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    screen.caller.may::<Sell>()?;
    let opened = open(&authority, &screen.caller.may::<View>()?, &id).await?;
    if !opened.invoice.stands() {
        // From an old page: what has become of it stands on its own.
        return Ok(to(&id));
    }
    Ok(dialog(&screen, &opened, None))
}

fn dialog(screen: &Screen, opened: &Opened, refused: Option<&Problem>) -> Response {
    let lang = screen.lang;
    let invoice = &opened.invoice;
    let title = t!(lang, "invoices-credit-title", invoice = name(lang, invoice));
    let back = format!("/invoices/{}", invoice.id);
    let dialog = Dialog::new(lang, title, back.as_str());
    let sum = money(lang, invoice.total, &invoice.currency);
    let buttons = html! { (dialog.cancel()) (Button::submit(t!(lang, "invoices-credit")).danger()) };
    let choices =
        [("settled", t!(lang, "invoices-credit-settled")), ("anew", t!(lang, "invoices-credit-anew"))];
    let options: Vec<(String, String, bool)> =
        choices.into_iter().map(|(value, words)| (value.to_owned(), words, value == "settled")).collect();
    let dialog = dialog.form(format!("{back}/credit")).footer(buttons).body(html! {
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        p { (t!(lang, "invoices-credit-does", sum = sum)) }
        (Field::select("then", t!(lang, "invoices-credit-then"), options))
        (Field::text("reason", t!(lang, "invoices-credit-reason")))
    });
    screen.dialog("invoices", one::contents(screen, opened, None), &dialog, refused)
}

pub(super) async fn credit(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let how = Credit { anew: form.text("then") == "anew", reason: form.typed("reason") };
    match super::super::credit(&authority, &granted, &id, how).await {
        Ok(done) => Ok(to(&done.value.id)),
        Err(problem) => {
            let problem = on_form(problem)?;
            let opened = open(&authority, &screen.caller.may::<View>()?, &id).await?;
            Ok(dialog(&screen, &opened, Some(&problem)))
        }
    }
}
