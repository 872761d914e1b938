//! One plan for many, or taken from many: first what would happen, then done as seen.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::licence::Scope;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_protocol::api::AssignAnswer;
use licentia_ui::{Button, Cell, Column, Dialog, Here, Notice, Row, Table, Tone, hidden, t};
use maud::{Markup, html};

use super::list::{bold, reason};
use super::{filter, list, notice, title};
use crate::assignments::{Order, Who, assign, recall};
use crate::licences::in_force;
use crate::page::Screen;
use crate::state::Manager;

/// Refusals that the preview names one by one.
const SHOWN: usize = 20;

pub(super) async fn act(
    State(manager): State<Manager>,
    mut screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let back = Here::new(&screen.to("/users"), form.text("query"));
    screen.here = back.clone();
    let order = match order(&screen, &form) {
        Ok(order) => order,
        Err(problem) => return dialog(&manager, &screen, &form, Err(problem)).await,
    };
    let recalls = form.text("act") == "recall";
    let apply = form.has("apply");
    let order = Order { dry_run: !apply, ..order };
    let done = if recalls {
        recall(&manager, &granted, order).await
    } else {
        assign(&manager, &granted, order).await
    };
    match done {
        Ok(_) if apply => Ok(Redirect::to(&back.to_string()).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        seen => dialog(&manager, &screen, &form, seen.map(|done| done.value)).await,
    }
}

/// What is asked for: the ticked users, or all that the filter finds; one plan, or every plan to be taken back.
fn order(screen: &Screen, form: &Form) -> Result<Order, Problem> {
    let who = if form.has("all") {
        let expect = form.text("expect").parse().ok();
        Who::Found { filter: Box::new(filter(&screen.here)), expect }
    } else {
        Who::Named(form.all("user").map(str::to_owned).collect())
    };
    if matches!(&who, Who::Named(users) if users.is_empty()) {
        return Err(Problem::invalid("user", "Choose at least one user."));
    }
    let plans =
        in_force(&screen.at).filter(|l| l.module.plan && !l.module.hidden && l.module.scope == Scope::User);
    let modules = match form.text("act") {
        "recall" => plans.map(|plan| plan.module.name.to_string()).collect(),
        _ => vec![form.text("plan").to_owned()],
    };
    let reason = Some(form.text("reason").to_owned()).filter(|reason| !reason.is_empty());
    Ok(Order { who, partial: true, reason, ..Order::by_hand(Vec::new(), modules, screen.lang) })
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    form: &Form,
    seen: Result<AssignAnswer, Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let recalls = form.text("act") == "recall";
    let plan =
        screen.at.licences().no(form.text("plan")).map(|no| title(&screen.at, lang, no)).unwrap_or_default();
    let heading = if recalls {
        t!(lang, "users-recall-title")
    } else {
        t!(lang, "users-change-title", plan = plan.as_str())
    };
    let dialog = Dialog::new(lang, heading, screen.here.to_string()).form(screen.to("/users/bulk"));
    let people = seen
        .as_ref()
        .map_or(0, |seen| if recalls { seen.counts.done.min(count(form)) } else { seen.counts.done });
    let footer = html! {
        (dialog.cancel())
        @if people > 0 {
            @if recalls { (Button::submit(t!(lang, "users-recall-apply", count = people)).danger().named("apply", "true")) }
            @else { (Button::submit(t!(lang, "users-change-apply", count = people)).primary().named("apply", "true")) }
        }
    };
    let body = html! {
        @match &seen {
            Err(problem) => (notice(lang, problem)),
            Ok(answer) => (preview(screen, answer, recalls)),
        }
        @for (name, value) in form.0.iter().filter(|(name, _)| matches!(name.as_str(), "query" | "expect" | "all" | "user" | "plan" | "act")) {
            (hidden(name, value))
        }
        @if people > 0 { (reason(lang)) }
    };
    Ok(screen.dialog("users", list::body(manager, screen).await?, &dialog.body(body).footer(footer)))
}

/// How many users were chosen.
fn count(form: &Form) -> u64 {
    if form.has("all") {
        form.text("expect").parse().unwrap_or(u64::MAX)
    } else {
        form.all("user").count() as u64
    }
}

fn preview(screen: &Screen, answer: &AssignAnswer, recalls: bool) -> Markup {
    let (lang, counts) = (screen.lang, answer.counts);
    html! {
        @if recalls { p { (t!(lang, "users-recall-means")) } }
        @else {
            p { (bold(lang, counts.done)) " " (t!(lang, "users-change-get", count = counts.done)) }
            @if counts.replaced > 0 { p { (bold(lang, counts.replaced)) " " (t!(lang, "users-change-replaces", count = counts.replaced)) } }
        }
        @if counts.refused > 0 {
            (Notice::new(Tone::Warn, t!(lang, "users-change-refused", count = counts.refused)))
            (Table::new(lang, t!(lang, "users-refused")).bare()
                .column(Column::new(t!(lang, "users-column-name")))
                .column(Column::new(t!(lang, "users-refused-why")))
                .rows(answer.refused.iter().take(SHOWN).map(|one| {
                    let known = screen.at.user_named(&one.user).map(|user| user.login_key().to_owned());
                    Row::new().cell(known.unwrap_or_else(|| one.user.clone())).with(Cell::new(&one.message).class("quiet"))
                })))
        }
    }
}
