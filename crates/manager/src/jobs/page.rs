//! How far a job is: a bar, a count and a way to leave; then what came of it.

use std::collections::HashMap;

use axum::Router;
use axum::extract::State as Server;
use axum::response::Response;
use axum::routing::get;
use http::HeaderValue;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_protocol::api::{ImportProblem, RefusedOne};
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, empty, encode,
    moment, number, person, problem_notice, progress, t,
};
use maud::{Markup, html};
use serde::Deserialize as _;
use serde_json::Value;

use super::api::args_of;
use super::{Job, Kind, State, find, list};
use crate::assignments::{rest_of_job, said};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{self, Named};

/// Refusals that the page names one by one.
const SHOWN: usize = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/jobs", get(all)).route("/jobs/{id}", get(show))
}

async fn show(
    Server(manager): Server<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let job = find(&manager, &granted, &id).await?;
    let (lang, zone) = (screen.lang, crate::day::zone(&screen.at.installation().zone));
    let lists = if job.state.ended() { Lists::of(&manager, &screen, &job).await? } else { Lists::default() };
    let title = title(lang, job.kind);
    let since =
        html! { (t!(lang, "jobs-asked")) " " (moment(lang, job.created_at, manager.now_ms(), &zone)) };
    let body = html! {
        (Head::new(title.clone()).crumb(lang, t!(lang, "navigation-changes"), screen.to("/changes")).lead(since))
        @match job.state {
            State::Queued | State::Running => (at_work(&screen, &job)),
            State::Done => (done(&screen, &job, &lists)),
            State::Failed => (failed(&screen, &job, &lists)),
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

fn done(screen: &Screen, job: &Job, lists: &Lists) -> Markup {
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
        (refusals(screen, lists))
    }
}

/// What a count is called.
type Label = fn(Lang) -> String;

/// The counts of an answer, whatever work it was.
fn facts(lang: Lang, answer: &Value) -> Facts {
    let words: [(&str, Label); 7] = [
        ("done", |lang| t!(lang, "jobs-count-done")),
        ("unchanged", |lang| t!(lang, "jobs-count-unchanged")),
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

fn failed(screen: &Screen, job: &Job, lists: &Lists) -> Markup {
    let lang = screen.lang;
    let kept = job.problem.clone().unwrap_or_default();
    let code = kept["code"].as_str().unwrap_or("internal");
    html! {
        (problem_notice(lang, code, &args_of(&kept)))
        p { (t!(lang, "jobs-nothing-changed")) }
        (refusals(screen, lists))
    }
}

/// Those refused, with why, and the rows at fault.
#[derive(Default)]
struct Lists {
    refused: Vec<RefusedOne>,
    names: HashMap<String, Named>,
    problems: Vec<ImportProblem>,
    /// How many come after these.
    more: (u64, u64),
    /// The part that comes next, counted from 0.
    next: Option<u64>,
}

impl Lists {
    /// The first of them, or a thousand of them when a part is asked for.
    async fn of(manager: &Manager, screen: &Screen, job: &Job) -> Result<Self, Problem> {
        let granted = screen.caller.may::<View>()?;
        let none = Value::Null;
        let kept = match job.state {
            State::Done => job.answer.as_ref().unwrap_or(&none),
            _ => job.problem.as_ref().map_or(&none, |problem| &problem["extra"]),
        };
        let part: Option<u64> = screen.here.get("part").and_then(|text| text.parse().ok());
        let mut lists = Self {
            refused: Vec::deserialize(&kept["refused"]).unwrap_or_default(),
            problems: Vec::deserialize(&kept["problems"]).unwrap_or_default(),
            ..Self::default()
        };
        let all = |member: &str| kept["counts"][member].as_u64().unwrap_or(0);
        let faults =
            kept["count"].as_u64().unwrap_or_else(|| all("skipped")).max(lists.problems.len() as u64);
        if let Some(no) = part.and_then(|part| part.checked_sub(1)) {
            let text = super::page_of(manager, granted.scope, job.id.clone(), no).await?;
            let text = text.ok_or_else(|| Problem::not_found("list"))?;
            lists.problems = serde_json::from_str(&text).unwrap_or_default();
            lists.refused = rest_of_job(manager, &granted, &job.id, no, screen.lang).await?.refused;
        }
        let shown = if part.is_some() { usize::MAX } else { SHOWN };
        lists.refused.truncate(shown);
        lists.problems.truncate(shown);
        let before = part.unwrap_or(0) * 1_000;
        let after = |all: u64, shown: usize| all.saturating_sub(before + shown as u64);
        lists.more = (after(all("refused"), lists.refused.len()), after(faults, lists.problems.len()));
        let next = part.map_or(0, |part| part + 1);
        let there = match next.checked_sub(1) {
            None => true,
            Some(no) => super::page_of(manager, granted.scope, job.id.clone(), no).await?.is_some(),
        };
        lists.next = Some(next).filter(|_| there && lists.more != (0, 0));
        let people =
            lists.refused.iter().filter_map(|one| Some((screen.at.user_named(&one.user)?.no(), &one.user)));
        let people: HashMap<_, _> = people.collect();
        let named = users::names(manager, granted.scope, people.keys().copied().collect()).await?;
        lists.names =
            named.into_iter().filter_map(|(no, named)| Some(((*people.get(&no)?).clone(), named))).collect();
        Ok(lists)
    }
}

/// Those refused, with why in the reader's language, or the rows at fault; how many more, and where.
fn refusals(screen: &Screen, lists: &Lists) -> Markup {
    let lang = screen.lang;
    let more = |count: u64| {
        html! {
            @if count > 0 {
                p.quiet {
                    @match lists.next {
                        Some(next) => { a href=(screen.here.with("part", next)) { (t!(lang, "jobs-more", count = count)) } }
                        None => { (t!(lang, "jobs-more", count = count)) }
                    }
                }
            }
        }
    };
    html! {
        @if !lists.refused.is_empty() {
            (Panel::new().flush(refused_rows(screen, lists)))
            (more(lists.more.0))
        }
        @if !lists.problems.is_empty() {
            (Panel::new().flush(Table::new(lang, t!(lang, "jobs-problems"))
                .column(Column::new(t!(lang, "jobs-row")).num())
                .column(Column::new(t!(lang, "jobs-column")))
                .column(Column::new(t!(lang, "users-refused-why")))
                .rows(lists.problems.iter().map(|one| {
                    Row::new().cell(number(lang, one.row)).cell(one.column.as_deref().unwrap_or_default())
                        .with(Cell::new(&one.message).class("quiet"))
                }))))
            (more(lists.more.1))
        }
    }
}

/// Those whom a change left out, with why, as its job keeps them for a week; `None` when they are kept no more.
///
/// # Errors
/// The database's.
pub(crate) async fn left_out(
    manager: &Manager,
    screen: &Screen,
    id: &str,
) -> Result<Option<Markup>, Problem> {
    let granted = screen.caller.may::<View>()?;
    let job = match find(manager, &granted, id).await {
        Ok(job) => job,
        Err(problem) if problem.status == 404 => return Ok(None),
        Err(problem) => return Err(problem),
    };
    let lists = Lists::of(manager, screen, &job).await?;
    Ok((!lists.refused.is_empty()).then(|| refusals(screen, &lists)))
}

fn refused_rows(screen: &Screen, lists: &Lists) -> Table {
    let lang = screen.lang;
    Table::new(lang, t!(lang, "jobs-refused"))
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "assignments-module")).p2())
        .column(Column::new(t!(lang, "users-refused-why")))
        .rows(lists.refused.iter().map(|one| {
            let module = screen.at.licences().no(&one.module).and_then(|no| screen.at.licences().module(no));
            let title =
                module.map_or_else(|| one.module.clone(), |module| module.title(lang.tag()).to_owned());
            let name = match lists.names.get(&one.user) {
                Some(user) => {
                    person(&user.name, &screen.to(&format!("/users/{}", encode(&user.id))), Some(&user.login))
                }
                None => html! { (one.user) },
            };
            Row::new()
                .cell(name)
                .with(Cell::new(title))
                .with(Cell::new(said(&screen.at, lang, one)).class("quiet"))
        }))
}

/// Jobs in the list.
const LISTED: u32 = 50;

async fn all(Server(manager): Server<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let (jobs, _) = list(&manager, &granted, None, LISTED).await?;
    let zone = crate::day::zone(&screen.at.installation().zone);
    let heading = t!(lang, "jobs-title");
    let table = Table::new(lang, heading.clone())
        .column(Column::new(t!(lang, "changes-what")))
        .column(Column::new(t!(lang, "jobs-state")))
        .column(Column::new(t!(lang, "jobs-progress")).p2())
        .column(Column::new(t!(lang, "changes-when")).nowrap())
        .rows(jobs.iter().map(|job| {
            Row::new()
                .cell(html! { a href=(screen.to(&format!("/jobs/{}", job.id))) { (title(lang, job.kind)) } })
                .cell(state_tag(lang, job.state))
                .with(Cell::new(t!(lang, "jobs-so-far", done = job.done, total = job.total)).class("quiet"))
                .cell(moment(lang, job.created_at, manager.now_ms(), &zone))
        }));
    let body = html! {
        (Head::new(heading.clone()).crumb(lang, t!(lang, "navigation-changes"), screen.to("/changes"))
            .lead(html! { (t!(lang, "jobs-lead")) }))
        @if jobs.is_empty() { (empty(Icon::Undo, &t!(lang, "jobs-none"), t!(lang, "jobs-none-why"), &[])) }
        @else { (Panel::new().flush(table)) }
    };
    Ok(screen.page(&heading, "changes", body))
}

fn state_tag(lang: Lang, state: State) -> Tag {
    match state {
        State::Queued => Tag::new(Tone::Plain, t!(lang, "jobs-state-queued")),
        State::Running => Tag::new(Tone::Accent, t!(lang, "jobs-state-running")),
        State::Done => Tag::new(Tone::Good, t!(lang, "jobs-done")),
        State::Failed => Tag::new(Tone::Bad, t!(lang, "jobs-state-failed")),
    }
}
