//! Bulk changes, newest first; one of them with what it touched; and undoing it, first as a preview.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::AssignAnswer;
use licentia_ui::{
    Button, Cell, Column, Dialog, Facts, Field, Head, Here, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone,
    empty, encode, moment, number, pager, pager_cursor, person, progress, t,
};
use maud::{Markup, html};

use super::{Change, Touched, find, list};
use crate::assignments::page::{effect_table, refused_table};
use crate::assignments::{Answered, Undoing, undo};
use crate::blockers::Despite;
use crate::jobs;
use crate::page::{self, Screen};
use crate::state::Manager;

/// Changes on a page, and assignments of one change.
const PER_PAGE: u32 = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/changes", get(all))
        .route("/changes/{revision}", get(one))
        .route("/changes/{revision}/undo", get(ask).post(act))
}

async fn all(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let before = screen.here.get("before").and_then(|text| text.parse().ok());
    let (changes, next) = list(&manager, &granted, before, PER_PAGE).await?;
    let (work, _) = jobs::list(&manager, &granted, None, PER_PAGE).await?;
    let work: Vec<jobs::Job> = work.into_iter().filter(|job| !job.state.ended()).collect();
    let title = t!(lang, "changes-title");
    let later = next.map(|revision| screen.here.with("before", revision.to_string()).to_string());
    let first = before.map(|_| screen.to("/changes"));
    let body = html! {
        (Head::new(title.clone()).lead(html! { (t!(lang, "changes-lead")) })
            .action(Button::link(t!(lang, "jobs-title"), screen.to("/jobs"))))
        @if !work.is_empty() { (at_work(&screen, &work)) }
        @if changes.is_empty() && later.is_none() {
            (empty(Icon::Undo, &t!(lang, "changes-none"), t!(lang, "changes-none-why"), &[]))
        } @else {
            (Panel::new().flush(html! {
                (table(&manager, &screen, &changes))
                (pager_cursor(lang, "", first.as_deref(), later.as_deref()))
            }))
        }
    };
    Ok(screen.page(&title, "changes", body))
}

/// The jobs that go on.
fn at_work(screen: &Screen, work: &[jobs::Job]) -> Markup {
    let lang = screen.lang;
    html! {
        (Panel::titled("work", t!(lang, "changes-at-work")).body(html! {
            div.stack {
                @for job in work {
                    div {
                        p { a href=(screen.to(&format!("/jobs/{}", job.id))) { (jobs::title(lang, job.kind)) } " "
                            span.quiet { (t!(lang, "jobs-so-far", done = job.done, total = job.total)) } }
                        (progress(lang, &jobs::title(lang, job.kind), job.done, job.total))
                    }
                }
            }
        }))
    }
}

fn table(manager: &Manager, screen: &Screen, changes: &[Change]) -> Table {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    Table::new(lang, t!(lang, "changes-title"))
        .column(Column::new(t!(lang, "changes-what")))
        .column(Column::new(t!(lang, "changes-users")).num())
        .column(Column::new(t!(lang, "changes-who")).p2())
        .column(Column::new(t!(lang, "changes-when")).nowrap())
        .rows(changes.iter().map(|change| {
            let address = screen.to(&format!("/changes/{}", change.entry.revision));
            let row = Row::new()
                .cell(html! {
                    a href=(address) { (what(screen, change)) }
                    @if change.undone_by.is_some() { " " (Tag::new(Tone::Plain, t!(lang, "changes-undone"))) }
                    @if let Some(reason) = &change.reason { br; span.small.quiet { "“" (reason) "”" } }
                })
                .with(Cell::new(users(lang, change)))
                .with(Cell::new(who(lang, change)).class("quiet"))
                .cell(moment(lang, change.entry.at_ms, manager.now_ms(), &zone));
            if may_undo(screen, change) {
                row.act(html! { (Button::link(t!(lang, "changes-undo"), format!("{address}/undo")).small().dialog()) })
            } else {
                row
            }
        }))
}

pub(crate) fn may_undo(screen: &Screen, change: &Change) -> bool {
    screen.caller.has(Right::ManageLicences) && change.undoable() && change.undone_by.is_none()
}

/// What a change did, in a few words: the verb and the products.
fn what(screen: &Screen, change: &Change) -> String {
    let lang = screen.lang;
    let titles = change.modules.iter().map(|no| match screen.at.licences().module(*no) {
        Some(module) => module.title(lang.tag()).to_owned(),
        None => screen.at.name(*no).map(ToString::to_string).unwrap_or_default(),
    });
    let mut told: Vec<String> = Vec::new();
    for title in titles {
        if !told.contains(&title) {
            told.push(title);
        }
    }
    let modules = told.join(", ");
    match change.entry.kind.as_str() {
        "assignments.assigned" => t!(lang, "changes-did-assigned", modules = modules),
        "assignments.recalled" => t!(lang, "changes-did-recalled", modules = modules),
        "assignments.undone" => {
            t!(lang, "changes-did-undone", revision = change.undoes.unwrap_or_default().to_string())
        }
        "rules.applied" => t!(lang, "changes-did-rules"),
        "users.imported" => t!(lang, "changes-did-imported"),
        _ => t!(lang, "changes-did-changed", modules = modules),
    }
}

/// How many users it changed, of how many it was about.
fn users(lang: Lang, change: &Change) -> Markup {
    html! {
        @if change.changed < change.users { (t!(lang, "changes-users-of", count = change.changed, of = change.users)) }
        @else { (number(lang, change.users)) }
    }
}

fn who(lang: Lang, change: &Change) -> String {
    match &change.actor {
        Some(name) => name.clone(),
        None if change.entry.actor.starts_with("system:") => t!(lang, "changes-server"),
        None => change.entry.actor.clone(),
    }
}

async fn one(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, revision)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let body = page_of(&manager, &screen, revision).await?;
    Ok(screen.page(&t!(screen.lang, "changes-one", revision = revision.to_string()), "changes", body))
}

async fn page_of(manager: &Manager, screen: &Screen, revision: u64) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let page: u64 = screen.here.get("page").and_then(|text| text.parse().ok()).unwrap_or(1).max(1);
    let skip = usize::try_from((page - 1) * u64::from(PER_PAGE)).unwrap_or(usize::MAX / 2);
    let (change, touched) = find(manager, &granted, revision, (skip, PER_PAGE as usize)).await?;
    let zone = crate::day::zone(&screen.at.installation().zone);
    let mut head =
        Head::new(what(screen, &change)).crumb(lang, t!(lang, "changes-title"), screen.to("/changes"));
    if may_undo(screen, &change) {
        let address = screen.to(&format!("/changes/{revision}/undo"));
        head = head.action(Button::link(t!(lang, "changes-undo"), address).icon(Icon::Undo).dialog());
    }
    let facts = Facts::new()
        .fact(t!(lang, "changes-users"), html! { (users(lang, &change)) })
        .fact(t!(lang, "changes-who"), html! { (who(lang, &change)) })
        .fact(t!(lang, "changes-when"), moment(lang, change.entry.at_ms, manager.now_ms(), &zone))
        .fact(t!(lang, "changes-revision"), html! { (number(lang, revision)) });
    let left_out = left_out(manager, screen, &change).await?;
    let other = |revision: u64| html! { a href=(screen.to(&format!("/changes/{revision}"))) { (number(lang, revision)) } };
    Ok(html! {
        (head)
        (facts)
        @if let Some(reason) = &change.reason { p { "“" (reason) "”" } }
        @if let Some(undone) = change.undone_by { p { (t!(lang, "changes-undone-by")) " " (other(undone)) } }
        @if let Some(undoes) = change.undoes { p { (t!(lang, "changes-undoes")) " " (other(undoes)) } }
        (left_out)
        @if !touched.is_empty() {
            (Panel::new().flush(html! {
                (touched_table(screen, &touched))
                (pager(lang, &screen.here, page, u64::from(PER_PAGE), change.entry.members))
            }))
        }
    })
}

/// Who was left as it was, with why; only how many once the lists are forgotten.
async fn left_out(manager: &Manager, screen: &Screen, change: &Change) -> Result<Markup, Problem> {
    let lang = screen.lang;
    if change.left_out == 0 {
        return Ok(html! {});
    }
    let lists = match &change.job {
        Some(job) => jobs::left_out(manager, screen, job).await?,
        None => None,
    };
    let said = t!(lang, "changes-left-out", count = change.left_out);
    Ok(html! {
        (Notice::new(Tone::Warn, said))
        @match lists {
            Some(lists) => (lists),
            None => p.quiet { (t!(lang, "changes-left-out-forgotten")) },
        }
    })
}

fn touched_table(screen: &Screen, touched: &[Touched]) -> Table {
    let lang = screen.lang;
    let said = |what: &str| match what {
        "assigned" => t!(lang, "changes-assigned"),
        "replaced" => t!(lang, "changes-replaced"),
        _ => t!(lang, "changes-recalled"),
    };
    Table::new(lang, t!(lang, "changes-touched"))
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "assignments-module")))
        .column(Column::new(t!(lang, "changes-became")))
        .rows(touched.iter().map(|one| {
            let name = match &one.user {
                Some(user) => {
                    person(&user.name, &screen.to(&format!("/users/{}", encode(&user.id))), Some(&user.login))
                }
                None => html! { (t!(lang, "users-deleted-name")) },
            };
            let title =
                screen.at.licences().module(one.module).map(|module| module.title(lang.tag()).to_owned());
            Row::new()
                .cell(name)
                .cell(html! { (title.unwrap_or_default()) })
                .with(Cell::new(said(one.what)).class(if one.what == "assigned" { "plus" } else { "minus" }))
        }))
}

async fn ask(
    State(manager): State<Manager>,
    mut screen: Screen,
    Path((_, revision)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    screen.here = Here::new(&screen.to(&format!("/changes/{revision}")), "");
    let seen = match undo(&manager, &granted, undoing(&screen, revision, true, None)).await {
        Ok(Answered::Now(done)) => Ok(done.value),
        Ok(Answered::Job(_)) => Err(Problem::internal("a dry run became a job")),
        Err(problem) if problem.is_internal() || problem.status == 404 => return Err(problem),
        Err(problem) => Err(problem),
    };
    dialog(&manager, &screen, revision, seen).await
}

fn undoing(screen: &Screen, revision: u64, dry_run: bool, reason: Option<String>) -> Undoing {
    Undoing { revision, dry_run, reason, despite: Despite::Nothing, page: 0, lang: screen.lang }
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    revision: u64,
    seen: Result<AssignAnswer, Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let address = screen.to(&format!("/changes/{revision}"));
    let title = t!(lang, "changes-undo-title", revision = revision.to_string());
    let dialog = Dialog::new(lang, title, address.clone()).form(format!("{address}/undo"));
    let count = seen.as_ref().map_or(0, |answer| answer.counts.done);
    let footer = html! {
        (dialog.cancel())
        @if count > 0 { (Button::submit(t!(lang, "changes-undo-apply", count = count)).primary()) }
    };
    let refused = match &seen {
        Ok(answer) => refused_table(manager, screen, answer).await?,
        Err(_) => html! {},
    };
    let body = html! {
        @match &seen {
            Err(problem) => (page::refused(lang, problem)),
            Ok(answer) => {
                p { (t!(lang, "changes-undo-means")) }
                (effect_table(screen, answer))
                @if answer.counts.refused > 0 {
                    (Notice::new(Tone::Warn, t!(lang, "changes-undo-refused", count = answer.counts.refused)))
                    (refused)
                }
                @if count > 0 { (Field::text("reason", t!(lang, "assignments-reason")).hint(t!(lang, "assignments-reason-hint"))) }
            }
        }
    };
    Ok(screen.dialog("changes", page_of(manager, screen, revision).await?, &dialog.body(body).footer(footer)))
}

async fn act(
    State(manager): State<Manager>,
    mut screen: Screen,
    Path((_, revision)): Path<(String, u64)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    screen.here = Here::new(&screen.to(&format!("/changes/{revision}")), "");
    let reason = Some(form.text("reason").to_owned()).filter(|reason| !reason.is_empty());
    match undo(&manager, &granted, undoing(&screen, revision, false, reason)).await {
        Ok(Answered::Now(done)) => {
            Ok(Redirect::to(&screen.to(&format!("/changes/{}", done.revision))).into_response())
        }
        Ok(Answered::Job(job)) => Ok(Redirect::to(&screen.to(&format!("/jobs/{job}"))).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 404 => Err(problem),
        Err(problem) => dialog(&manager, &screen, revision, Err(problem)).await,
    }
}
