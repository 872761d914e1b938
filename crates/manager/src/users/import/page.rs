//! Taking users in from a file: choose it, see what it would do and what is wrong with which row, then do it.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::{ManageUsers, Right};
use licentia_platform::clock::new_id;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Upload, body_limit};
use licentia_protocol::api::{ImportAnswer, ImportProblem};
use licentia_ui::{
    Button, Cell, Column, Facts, Field, Head, Here, Notice, Panel, Row, Table, Tone, hidden, number,
    problem_notice, section_head, t, tick_box,
};
use maud::{Markup, html};

use super::{Imported, Importing, import};
use crate::blockers::Despite;
use crate::csv;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::page::{despite, notice};

/// Rows at fault that the page names one by one.
const SHOWN: usize = 100;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .merge(body_limit(Router::new().route("/users/import", get(choose).post(look)), csv::LIMIT))
        .route("/users/import/apply", axum::routing::post(apply))
}

async fn choose(screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    let title = t!(screen.lang, "imports-title");
    Ok(screen.page(&title, "users", form(&screen, None)))
}

fn form(screen: &Screen, problem: Option<&Problem>) -> Markup {
    let lang = screen.lang;
    html! {
        (head(screen))
        @if let Some(problem) = problem { (problem_notice(lang, &problem.code, &[]).focused()) }
        form method="post" action=(screen.to("/users/import")) enctype="multipart/form-data" {
            (Panel::new().body(html! {
                div.stack {
                    (Field::file("file", t!(lang, "imports-file")).accept(".csv,text/csv").required().hint(t!(lang, "imports-file-hint")))
                    (tick_box("update", "true", &t!(lang, "imports-update"), false))
                    div.row { (Button::submit(t!(lang, "imports-look")).primary()) (Button::link(t!(lang, "imports-cancel"), screen.to("/users"))) }
                }
            }))
        }
        section.stack.tight {
            (section_head("columns", t!(lang, "imports-columns"), None))
            p.quiet { (t!(lang, "imports-columns-means")) }
            (Panel::new().flush(columns(screen)))
        }
    }
}

/// What a file may say of a user, column by column.
fn columns(screen: &Screen) -> Table {
    let lang = screen.lang;
    let known = [
        ("login", t!(lang, "imports-for-login"), "anna"),
        ("name", t!(lang, "imports-for-name"), "Anna Berg"),
        ("email", t!(lang, "imports-for-email"), "anna@example.org"),
        ("kind", t!(lang, "imports-for-kind"), "internal"),
        ("can_log_in", t!(lang, "imports-for-can-log-in"), "yes"),
        ("waiting_for_approval", t!(lang, "imports-for-waiting"), "no"),
        ("groups", t!(lang, "imports-for-groups"), "Sales|Oslo"),
        ("job_title", t!(lang, "imports-for-job-title"), "Account manager"),
        ("role", t!(lang, "imports-for-role"), "Standard user"),
        ("sites", t!(lang, "imports-for-sites"), &*screen.caller.slug),
        ("plan", t!(lang, "imports-for-plan"), "superoffice.ten-sales"),
        ("attribute:department", t!(lang, "imports-for-attribute"), "Research"),
    ];
    Table::new(lang, t!(lang, "imports-columns"))
        .column(Column::new(t!(lang, "imports-column")))
        .column(Column::new(t!(lang, "imports-column-holds")))
        .column(Column::new(t!(lang, "imports-column-example")).p2())
        .rows(known.into_iter().map(|(name, holds, example)| {
            let example = html! { code { (example) } };
            Row::new().cell(html! { code { (name) } }).cell(holds).with(Cell::new(example).class("quiet"))
        }))
}

fn head(screen: &Screen) -> Head {
    let lang = screen.lang;
    Head::new(t!(lang, "imports-title")).crumb(lang, t!(lang, "users-title"), screen.to("/users"))
}

async fn look(
    State(manager): State<Manager>,
    mut screen: Screen,
    upload: Upload,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    screen.here = Here::new(&screen.to("/users/import"), "");
    let title = t!(screen.lang, "imports-title");
    let Some(file) = upload.files.into_iter().next() else {
        let missing = Problem::refused(422, "csv_empty");
        return Ok(screen.page(&title, "users", form(&screen, Some(&missing))));
    };
    let update = upload.form.has("update");
    match dry_run(&manager, &screen, file.bytes.clone(), update).await {
        Ok(answer) => {
            let db = manager.db();
            let now = db.certain_now_ms();
            let token = new_id(now, &**db.random()).to_string();
            let actor = screen.caller.by.actor.reference();
            manager.jobs().keep_file(token.clone(), screen.caller.scope, actor, file.bytes, now);
            Ok(screen.page(&title, "users", preview(&screen, &answer, (&token, update), None)))
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(screen.page(&title, "users", form(&screen, Some(&problem)))),
    }
}

async fn dry_run(
    manager: &Manager,
    screen: &Screen,
    bytes: Bytes,
    update: bool,
) -> Result<ImportAnswer, Problem> {
    let asked = importing(screen, bytes, update);
    let granted = screen.caller.may::<ManageUsers>()?;
    match import(manager, &granted, Importing { dry_run: true, ..asked }).await? {
        Imported::Now(done) => Ok(done.value),
        Imported::Job(_) => Err(Problem::internal("a dry run became a job")),
    }
}

fn importing(screen: &Screen, bytes: Bytes, update: bool) -> Importing {
    let (may_assign, lang) = (screen.caller.has(Right::ManageLicences), screen.lang);
    let despite = Despite::Nothing;
    Importing { bytes, dry_run: false, skip_invalid: false, update, may_assign, despite, lang }
}

/// What the file would do, the rows at fault, and what to do about it.
fn preview(
    screen: &Screen,
    answer: &ImportAnswer,
    (token, update): (&str, bool),
    refused: Option<&Problem>,
) -> Markup {
    let (lang, counts) = (screen.lang, answer.counts);
    let count = |n: u64| html! { (number(lang, n)) };
    let people = counts.created + counts.updated;
    let facts = Facts::new()
        .fact(t!(lang, "imports-rows"), count(counts.rows))
        .fact(t!(lang, "imports-created"), count(counts.created))
        .fact(t!(lang, "imports-updated"), count(counts.updated))
        .fact(t!(lang, "imports-unchanged"), count(counts.unchanged))
        .fact(t!(lang, "imports-assigned"), count(counts.assigned))
        .fact(t!(lang, "imports-skipped"), count(counts.skipped));
    let sound = answer.problems.is_empty();
    html! {
        (head(screen))
        @if let Some(problem) = refused { (notice(lang, problem)) }
        @if !sound {
            (Notice::new(Tone::Bad, t!(lang, "imports-at-fault", count = counts.skipped)).focused())
        }
        form.stack method="post" action=(screen.to("/users/import/apply")) {
            (Panel::new().body(html! { div.stack {
                (facts)
                (hidden("file", token))
                @if update { (hidden("update", "true")) }
                (despite(lang, refused))
                div.row {
                    @if people > 0 && sound { (Button::submit(t!(lang, "imports-apply", count = people)).primary().named("act", "apply")) }
                    @if people > 0 && !sound { (Button::submit(t!(lang, "imports-apply-rest", count = people)).named("act", "skip")) }
                    @if !sound { (Button::submit(t!(lang, "imports-download")).named("act", "problems")) }
                    (Button::link(t!(lang, "imports-other"), screen.to("/users/import")))
                }
            } }))
        }
        @if !sound { (problems(screen, &answer.problems)) }
    }
}

fn problems(screen: &Screen, problems: &[ImportProblem]) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "jobs-problems"))
        .column(Column::new(t!(lang, "jobs-row")).num())
        .column(Column::new(t!(lang, "jobs-column")))
        .column(Column::new(t!(lang, "users-refused-why")))
        .rows(problems.iter().take(SHOWN).map(|one| {
            Row::new()
                .cell(number(lang, one.row))
                .with(Cell::new(html! { code { (one.column.as_deref().unwrap_or("–")) } }))
                .cell(html! { (one.message) " " code.quiet { (one.code) } })
        }));
    let more = problems.len().saturating_sub(SHOWN);
    html! {
        (Panel::titled("problems", t!(lang, "jobs-problems")).flush(table))
        @if more > 0 { p.quiet { (t!(lang, "imports-more", count = more)) } }
    }
}

async fn apply(State(manager): State<Manager>, mut screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    screen.here = Here::new(&screen.to("/users/import"), "");
    let actor = screen.caller.by.actor.reference();
    let now = manager.db().certain_now_ms();
    let Some(bytes) = manager.jobs().file(form.text("file"), screen.caller.scope, &actor, now) else {
        let gone = Problem::conflict("import_forgotten");
        let title = t!(screen.lang, "imports-title");
        return Ok(screen.page(&title, "users", self::form(&screen, Some(&gone))));
    };
    let update = form.has("update");
    if form.text("act") == "problems" {
        return Ok(download(&dry_run(&manager, &screen, bytes, update).await?.problems));
    }
    let skip_invalid = form.text("act") == "skip";
    let despite = if form.has("silence") { Despite::Silence } else { Despite::Nothing };
    let asked = Importing { skip_invalid, despite, ..importing(&screen, bytes.clone(), update) };
    match import(&manager, &granted, asked).await {
        Ok(Imported::Job(job)) => Ok(Redirect::to(&screen.to(&format!("/jobs/{job}"))).into_response()),
        Ok(Imported::Now(_)) => Ok(Redirect::to(&screen.to("/users")).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 403 => Err(problem),
        Err(problem) => {
            // Somebody has changed something since it was looked at; or an application objects.
            let refused = Some(&problem).filter(|problem| problem.code != "import_invalid");
            let answer = dry_run(&manager, &screen, bytes, update).await?;
            let body = preview(&screen, &answer, (form.text("file"), update), refused);
            Ok(screen.page(&t!(screen.lang, "imports-title"), "users", body))
        }
    }
}

/// All rows at fault as a file.
fn download(problems: &[ImportProblem]) -> Response {
    let mut text = String::new();
    csv::line(&mut text, ["row", "column", "code", "message"]);
    for one in problems {
        let (row, column) = (one.row.to_string(), one.column.as_deref().unwrap_or_default());
        csv::line(&mut text, [row.as_str(), column, one.code.as_str(), one.message.as_str()]);
    }
    csv::api::sheet("problems", &text)
}
