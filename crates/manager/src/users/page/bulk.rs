//! One plan for many, or taken from many: first what would happen, then done as seen.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::licence::Scope;
use licentia_platform::access::{ManageLicences, View};
use licentia_platform::db::Done;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_protocol::api::AssignAnswer;
use licentia_ui::{Button, Dialog, Here, Notice, Tone, hidden, t, tick_box};
use maud::{Markup, html};

use super::list::{bold, reason};
use super::view::{DID, filter};
use super::{list, notice, title};
use crate::assignments::page::{SHOWN, effect_table, refused_table};
use crate::assignments::{Answered, Order, Who, assign, order as carry_out, recall};
use crate::changes;
use crate::csv;
use crate::licences::in_force;
use crate::page::Screen;
use crate::state::Manager;

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
    let recalls = recalls(&form);
    if form.has("apply") {
        let order = Order { partial: !form.has("strict"), ..order };
        return match carry_out(&manager, &granted, order, recalls).await {
            Ok(Answered::Now(done)) => told(&manager, &screen, &form, &back, *done).await,
            Ok(Answered::Job(job)) => Ok(Redirect::to(&screen.to(&format!("/jobs/{job}"))).into_response()),
            Err(problem) if problem.is_internal() => Err(problem),
            Err(problem) => dialog(&manager, &screen, &form, Err(problem)).await,
        };
    }
    let whole = form.has("csv");
    let order = Order { dry_run: true, first: if whole { usize::MAX } else { order.first }, ..order };
    let seen = if recalls {
        recall(&manager, &granted, order).await
    } else {
        assign(&manager, &granted, order).await
    };
    match seen {
        Ok(seen) if whole => Ok(download(&seen.value)),
        Err(problem) if problem.is_internal() => Err(problem),
        seen => dialog(&manager, &screen, &form, seen.map(|done| done.value)).await,
    }
}

/// Where the reader sees what was done: the list, with the way to undo it; the change, with whoever was left out; the
/// preview again when nobody was changed, although somebody asked for it.
async fn told(
    manager: &Manager,
    screen: &Screen,
    form: &Form,
    back: &Here,
    done: Done<AssignAnswer>,
) -> Result<Response, Problem> {
    let counts = done.value.counts;
    let revision = done.value.revision;
    let to = match (counts.done > counts.unchanged, counts.refused > 0) {
        (false, true) => return dialog(manager, screen, form, Ok(done.value)).await,
        (false, false) => back.to_string(),
        (true, false) => back.with(DID, revision).to_string(),
        (true, true) => screen.to(&format!("/changes/{revision}")),
    };
    Ok(Redirect::to(&to).into_response())
}

/// What the list says about the change that its address tells of.
pub(super) async fn did(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let Some(revision) = screen.here.get(DID).and_then(|text| text.parse().ok()) else {
        return Ok(html! {});
    };
    let granted = screen.caller.may::<View>()?;
    let change = match changes::find(manager, &granted, revision, (0, 0)).await {
        Ok((change, _)) => change,
        Err(problem) if problem.status == 404 => return Ok(html! {}),
        Err(problem) => return Err(problem),
    };
    let (lang, address) = (screen.lang, screen.to(&format!("/changes/{revision}")));
    let said = Notice::new(Tone::Good, t!(lang, "users-bulk-done", count = change.changed)).focused();
    Ok(html! {
        @if changes::may_undo(screen, &change) {
            (said.action(Button::link(t!(lang, "changes-undo"), format!("{address}/undo")).dialog()))
        } @else {
            (said.action(Button::link(t!(lang, "jobs-show-change"), address)))
        }
    })
}

/// Every plan, or the one chosen, is taken back.
fn recalls(form: &Form) -> bool {
    matches!(form.text("act"), "recall" | "recall-one")
}

/// What is asked for: the ticked users, or all that the filter finds; one licence, or every plan to be taken back.
fn order(screen: &Screen, form: &Form) -> Result<Order, Problem> {
    let who = if form.has("all") {
        let expect = form.text("expect").parse().ok();
        Who::Found { filter: Box::new(filter(&screen.here)), expect }
    } else {
        Who::Named(form.all("user").map(str::to_owned).collect())
    };
    if matches!(&who, Who::Named(users) if users.is_empty()) {
        return Err(Problem::invalid("user", "Choose at least one user.").words("why-choose-user"));
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
    let recalls = recalls(form);
    let plan =
        screen.at.licences().no(form.text("plan")).map(|no| title(&screen.at, lang, no)).unwrap_or_default();
    let heading = match form.text("act") {
        "recall" => t!(lang, "users-recall-title"),
        "recall-one" => t!(lang, "users-recall-one-title", plan = plan.as_str()),
        _ => t!(lang, "users-change-title", plan = plan.as_str()),
    };
    let dialog = Dialog::new(lang, heading, screen.here.to_string()).form(screen.to("/users/bulk"));
    let counts = seen.as_ref().map(|seen| seen.counts).unwrap_or_default();
    let changed = counts.done.saturating_sub(counts.unchanged);
    // More than one plan may be taken from somebody.
    let people = if recalls { changed.min(count(form)) } else { changed };
    let answer = match &seen {
        Ok(answer) => Some(answer.clone()),
        Err(problem) => refused_of(problem),
    };
    let refused = match &answer {
        Some(answer) => refused_table(manager, screen, answer).await?,
        None => html! {},
    };
    let file = || Button::submit(t!(lang, "users-bulk-download")).plain().named("csv", "true");
    let further = counts.refused > SHOWN as u64;
    let footer = html! {
        (dialog.cancel())
        @if people > 0 {
            @if !further { (file()) }
            @if recalls { (Button::submit(t!(lang, "users-recall-apply", count = people)).danger().named("apply", "true")) }
            @else { (Button::submit(t!(lang, "users-change-apply", count = people)).primary().named("apply", "true")) }
        }
    };
    let body = html! {
        @match &seen {
            Err(problem) => {
                (notice(lang, problem))
                @if let Some(answer) = &answer {
                    p { (t!(lang, "users-bulk-would-fit")) }
                    (effect_table(screen, answer))
                    (refused)
                }
            }
            Ok(answer) => {
                @if form.has("apply") { (Notice::new(Tone::Bad, t!(lang, "users-bulk-nobody")).focused()) }
                (preview(screen, answer, recalls, &refused))
                @if further { div.row { (file().small()) } }
            }
        }
        @for (name, value) in form.0.iter().filter(|(name, _)| matches!(name.as_str(), "query" | "expect" | "all" | "user" | "plan" | "act")) {
            (hidden(name, value))
        }
        @if people > 0 {
            (tick_box("strict", "true", &t!(lang, "users-bulk-strict"), false))
            (reason(lang))
        }
    };
    Ok(screen.dialog("users", list::body(manager, screen).await?, &dialog.body(body).footer(footer)))
}

/// What a refusal that is all or nothing says: who is refused, and the effect of what would fit.
fn refused_of(problem: &Problem) -> Option<AssignAnswer> {
    let list = |name: &str| problem.extra.get(name).cloned();
    let refused = serde_json::from_value(list("refused")?).ok()?;
    let effect = list("effect").and_then(|effect| serde_json::from_value(effect).ok()).unwrap_or_default();
    Some(AssignAnswer { refused, effect, ..AssignAnswer::default() })
}

/// The effect on every user and product, as a file.
fn download(answer: &AssignAnswer) -> Response {
    let mut text = String::new();
    let mut line = |cells: [&str; 5]| csv::line(&mut text, cells);
    line(["user", "module", "effect", "code", "message"]);
    for one in &answer.done {
        line([&one.user, &one.module, if one.already { "unchanged" } else { "done" }, "", ""]);
    }
    for one in &answer.replaced {
        line([&one.user, &one.module, "replaced", "", ""]);
    }
    for one in &answer.refused {
        line([&one.user, &one.module, "refused", &one.code, &one.message]);
    }
    csv::api::sheet("preview", &text)
}

/// How many users were chosen.
fn count(form: &Form) -> u64 {
    if form.has("all") {
        form.text("expect").parse().unwrap_or(u64::MAX)
    } else {
        form.all("user").count() as u64
    }
}

fn preview(screen: &Screen, answer: &AssignAnswer, recalls: bool, refused: &Markup) -> Markup {
    let (lang, counts) = (screen.lang, answer.counts);
    html! {
        @if recalls { p { (t!(lang, "users-recall-means")) } }
        @else {
            @let gets = counts.done.saturating_sub(counts.unchanged);
            p { (bold(lang, gets)) " " (t!(lang, "users-change-get", count = gets)) }
            @if counts.unchanged > 0 { p { (bold(lang, counts.unchanged)) " " (t!(lang, "users-change-has", count = counts.unchanged)) } }
            @if counts.replaced > 0 { p { (bold(lang, counts.replaced)) " " (t!(lang, "users-change-replaces", count = counts.replaced)) } }
        }
        (effect_table(screen, answer))
        @if counts.refused > 0 {
            (Notice::new(Tone::Warn, t!(lang, "users-change-refused", count = counts.refused)))
            (refused)
        }
    }
}
