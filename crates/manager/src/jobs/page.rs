//! How far a job is: a bar, a count and a way to leave; then what came of it.

use axum::Router;
use axum::extract::State as Server;
use axum::response::Response;
use axum::routing::get;
use http::HeaderValue;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tone, moment, number,
    problem_notice, progress, t,
};
use maud::{Markup, html};
use serde_json::Value;

use super::api::args_of;
use super::{Job, Kind, State, find};
use crate::page::Screen;
use crate::state::Manager;

/// Refusals that the page names one by one.
const SHOWN: usize = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/jobs/{id}", get(show))
}

async fn show(
    Server(manager): Server<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let job = find(&manager, &granted, &id).await?;
    let (lang, zone) = (screen.lang, crate::day::zone(&screen.at.installation().zone));
    let title = title(lang, job.kind);
    let since =
        html! { (t!(lang, "jobs-asked")) " " (moment(lang, job.created_at, manager.now_ms(), &zone)) };
    let body = html! {
        (Head::new(title.clone()).crumb(lang, t!(lang, "navigation-changes"), screen.to("/changes")).lead(since))
        @match job.state {
            State::Queued | State::Running => (at_work(&screen, &job)),
            State::Done => (done(&screen, &job)),
            State::Failed => (failed(&screen, &job)),
        }
    };
    let mut answer = screen.page(&title, "changes", body);
    if !job.state.ended() {
        answer.headers_mut().insert("refresh", HeaderValue::from_static("2"));
    }
    Ok(answer)
}

/// What a job is called.
pub(crate) fn title(lang: Lang, kind: Kind) -> String {
    match kind {
        Kind::Assign => t!(lang, "jobs-kind-assign"),
        Kind::Recall => t!(lang, "jobs-kind-recall"),
        Kind::Import => t!(lang, "jobs-kind-import"),
        Kind::Undo => t!(lang, "jobs-kind-undo"),
        Kind::Rules => t!(lang, "jobs-kind-rules"),
    }
}

fn at_work(screen: &Screen, job: &Job) -> Markup {
    let lang = screen.lang;
    let queued = job.state == State::Queued;
    let body = html! {
        div.stack {
            (progress(lang, &title(lang, job.kind), job.done, job.total))
            p role="status" {
                @if queued { (t!(lang, "jobs-queued")) }
                @else { (t!(lang, "jobs-so-far", done = job.done, total = job.total)) }
            }
            p.quiet { (t!(lang, "jobs-leave-means")) }
            div.row { (Button::link(t!(lang, "jobs-leave"), screen.to("/users"))) }
        }
    };
    html! { (Panel::new().body(body)) }
}

fn done(screen: &Screen, job: &Job) -> Markup {
    let lang = screen.lang;
    let answer = job.answer.clone().unwrap_or_default();
    html! {
        (Notice::new(Tone::Good, t!(lang, "jobs-done")))
        (Panel::new().body(html! {
            div.stack {
                (facts(lang, &answer))
                @if let Some(revision) = job.revision {
                    div.row { (Button::link(t!(lang, "jobs-show-change"), screen.to(&format!("/changes/{revision}"))).icon(Icon::Undo)) }
                }
            }
        }))
        (refusals(lang, &answer))
    }
}

/// What a count is called.
type Label = fn(Lang) -> String;

/// The counts of an answer, whatever work it was.
fn facts(lang: Lang, answer: &Value) -> Facts {
    let words: [(&str, Label); 6] = [
        ("done", |lang| t!(lang, "jobs-count-done")),
        ("refused", |lang| t!(lang, "jobs-count-refused")),
        ("replaced", |lang| t!(lang, "jobs-count-replaced")),
        ("created", |lang| t!(lang, "jobs-count-created")),
        ("updated", |lang| t!(lang, "jobs-count-updated")),
        ("skipped", |lang| t!(lang, "jobs-count-skipped")),
    ];
    let mut facts = Facts::new();
    for (member, label) in words {
        if let Some(count) = answer["counts"][member].as_u64() {
            facts = facts.fact(label(lang), html! { (number(lang, count)) });
        }
    }
    facts
}

fn failed(screen: &Screen, job: &Job) -> Markup {
    let lang = screen.lang;
    let kept = job.problem.clone().unwrap_or_default();
    let code = kept["code"].as_str().unwrap_or("internal");
    html! {
        (problem_notice(lang, code, &args_of(&kept)))
        p { (t!(lang, "jobs-nothing-changed")) }
        (refusals(lang, &kept["extra"]))
    }
}

/// The first of those refused, with why, or the rows at fault.
fn refusals(lang: Lang, answer: &Value) -> Markup {
    let list = |member: &str| answer[member].as_array().cloned().unwrap_or_default();
    let (refused, problems) = (list("refused"), list("problems"));
    let text = |one: &Value, member: &str| one[member].as_str().unwrap_or_default().to_owned();
    html! {
        @if !refused.is_empty() {
            (Panel::new().flush(Table::new(lang, t!(lang, "jobs-refused"))
                .column(Column::new(t!(lang, "users-column-name")))
                .column(Column::new(t!(lang, "assignments-module")))
                .column(Column::new(t!(lang, "users-refused-why")))
                .rows(refused.iter().take(SHOWN).map(|one| {
                    Row::new().cell(text(one, "user")).cell(text(one, "module"))
                        .with(Cell::new(text(one, "message")).class("quiet"))
                }))))
        }
        @if !problems.is_empty() {
            (Panel::new().flush(Table::new(lang, t!(lang, "jobs-problems"))
                .column(Column::new(t!(lang, "jobs-row")).num())
                .column(Column::new(t!(lang, "jobs-column")))
                .column(Column::new(t!(lang, "users-refused-why")))
                .rows(problems.iter().take(SHOWN).map(|one| {
                    Row::new().cell(number(lang, one["row"].as_u64().unwrap_or(0))).cell(text(one, "column"))
                        .with(Cell::new(text(one, "message")).class("quiet"))
                }))))
        }
    }
}
