//! The list of packages, *Load licence from file*, and the dialog *Activate new licence*.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::tz::TimeZone;
use licentia_core::compare::{CompareRow, DateChange, Delta, RowKind};
use licentia_core::licence::{Scope, text_in};
use licentia_core::licences::Total;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, PACKAGE_LIMIT, Path, Upload, body_limit};
use licentia_protocol::api::AffectedPerson;
use licentia_ui::{
    Button, Cell, Column, Dialog, Field, Head, Icon, Lang, Notice, Row, Table, Tag, Tone, crowd, date,
    date_or_dash, day_of, empty, moment, number, number_or_dash, problem_notice, section_head, t,
};
use maud::{Markup, html};

use super::{Comparison, Listed};
use crate::page::Screen;
use crate::sealed::PackageState;
use crate::state::Manager;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    let upload = body_limit(Router::new().route("/packages/load", get(choose).post(load)), PACKAGE_LIMIT);
    upload
        .route("/packages", get(list))
        .route("/packages/{id}", get(show))
        .route("/packages/{id}/activate", post(activate))
        .route("/packages/{id}/dismiss", post(dismiss))
}

async fn list(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let body = list_body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "packages-title"), "packages", body))
}

async fn list_body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let packages = super::list(manager, &screen.caller.may::<View>()?).await?;
    let lang = screen.lang;
    let load = load_button(screen).icon(Icon::Upload);
    let head = Head::new(t!(lang, "packages-title"));
    let head = if screen.caller.has(Right::ManageLicences) { head.action(load) } else { head };
    let table = packages.iter().fold(
        Table::new(lang, t!(lang, "packages-title"))
            .column(Column::new(t!(lang, "packages-column-package")))
            .column(Column::new(t!(lang, "packages-column-issuer")))
            .column(Column::new(t!(lang, "packages-column-state")))
            .column(Column::new(t!(lang, "packages-column-loaded")).p2())
            .column(Column::new(t!(lang, "packages-column-activated")).p3()),
        |table, package| table.row(listed(manager, screen, package)),
    );
    Ok(html! {
        (head)
        @if packages.is_empty() {
            (empty(Icon::File, &t!(lang, "licences-empty-title"), t!(lang, "licences-empty-why"), &[load_button(screen).primary()]))
        } @else {
            (licentia_ui::Panel::new().flush(table))
        }
    })
}

fn load_button(screen: &Screen) -> Button {
    Button::link(t!(screen.lang, "packages-load-title"), screen.to("/packages/load"))
}

fn listed(manager: &Manager, screen: &Screen, package: &Listed) -> Row {
    let (lang, now) = (screen.lang, manager.now_ms());
    let zone = TimeZone::get(&screen.at.installation().zone).unwrap_or(TimeZone::UTC);
    let at = |ms: Option<i64>| match ms {
        Some(ms) => moment(lang, ms, now, &zone),
        None => html! { (licentia_ui::dash()) },
    };
    let issuer = screen.at.packages().iter().find(|p| p.package.issuer.as_str() == package.issuer);
    let issuer = issuer.map_or(package.issuer.as_str(), |p| p.package.issuer_title(lang.tag()));
    Row::new()
        .cell(html! { a href=(screen.to(&format!("/packages/{}", package.id))) { (t!(lang, "licences-package-number", number = package.sequence)) } })
        .cell(issuer)
        .cell(state_tag(lang, package.state))
        .cell(at(Some(package.loaded_at)))
        .cell(at(package.activated_at))
}

fn state_tag(lang: Lang, state: PackageState) -> Tag {
    match state {
        PackageState::Loaded => Tag::new(Tone::Accent, t!(lang, "packages-state-loaded")).icon(Icon::Clock),
        PackageState::InForce => Tag::good(t!(lang, "packages-state-in-force")).icon(Icon::Tick),
        PackageState::Replaced => Tag::new(Tone::Plain, t!(lang, "packages-state-replaced")),
        PackageState::Prepared => Tag::new(Tone::Accent, t!(lang, "packages-state-prepared")),
        PackageState::Dismissed => Tag::new(Tone::Plain, t!(lang, "packages-state-dismissed")),
        PackageState::Deleted => Tag::new(Tone::Plain, t!(lang, "packages-state-deleted")),
    }
}

async fn choose(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    load_dialog(&manager, &screen, None).await
}

async fn load(State(manager): State<Manager>, screen: Screen, upload: Upload) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let bytes = upload
        .files
        .into_iter()
        .find(|file| file.field == "file")
        .map(|file| file.bytes.to_vec())
        .unwrap_or_default();
    match super::load(&manager, &granted, bytes).await {
        Ok(done) => Ok(Redirect::to(&screen.to(&format!("/packages/{}", done.value.id))).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => load_dialog(&manager, &screen, Some(problem)).await,
    }
}

async fn load_dialog(
    manager: &Manager,
    screen: &Screen,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let file = Field::file("file", t!(lang, "packages-file"))
        .hint(t!(lang, "packages-file-hint"))
        .accept(".tls")
        .required()
        .focused();
    let dialog = Dialog::new(lang, t!(lang, "packages-load-title"), screen.to("/packages"))
        .narrow()
        .upload(screen.to("/packages/load"));
    let dialog = dialog.body(html! {
        @if let Some(problem) = &refused { (notice_of(lang, problem)) }
        (file)
    });
    let footer = html! { (dialog.cancel()) (Button::submit(t!(lang, "packages-load")).primary()) };
    Ok(screen.dialog("packages", list_body(manager, screen).await?, &dialog.footer(footer)))
}

/// A refusal as the notice on top of a dialog, with the exact cause in small print.
fn notice_of(lang: Lang, problem: &Problem) -> Notice {
    let mut args: Vec<(&str, licentia_ui::Value<'_>)> = Vec::new();
    for (name, value) in &problem.args {
        args.push((name, licentia_ui::Value::from(value.as_str())));
    }
    problem_notice(lang, &problem.code, &args).focused()
}

async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    compared(&manager, &screen, id, None).await
}

async fn activate(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    match super::activate(&manager, &granted, id.clone(), Some(form.text("tag").to_owned())).await {
        Ok(_) => Ok(Redirect::to(&screen.to("/licences")).into_response()),
        Err(problem) if problem.status == 409 => compared(&manager, &screen, id, Some(problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn dismiss(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, Problem> {
    super::dismiss(&manager, &screen.caller.may::<ManageLicences>()?, id).await?;
    Ok(Redirect::to(&screen.to("/packages")).into_response())
}

async fn compared(
    manager: &Manager,
    screen: &Screen,
    id: String,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let comparison = super::comparison(manager, &screen.caller.may::<View>()?, id).await?;
    let (people, count) = super::api::people(manager, &screen.caller, &comparison).await?;
    let dialog = activation(screen, &comparison, &people, count, refused.as_ref());
    Ok(screen.dialog("packages", list_body(manager, screen).await?, &dialog))
}

/// The dialog of rule 8: only what changes, the people affected, and whether it can be activated.
fn activation(
    screen: &Screen,
    comparison: &Comparison,
    people: &[AffectedPerson],
    people_count: u64,
    refused: Option<&Problem>,
) -> Dialog {
    let (lang, package, changes) = (screen.lang, &comparison.package, &comparison.changes);
    let waits = comparison.state == PackageState::Loaded;
    let title = if waits {
        t!(lang, "packages-activate-title")
    } else {
        t!(lang, "licences-package-number", number = package.sequence)
    };
    let zone = TimeZone::get(&package.zone).unwrap_or(TimeZone::UTC);
    let signed = licentia_ui::date_words(lang, day_of(package.iat.saturating_mul(1_000), &zone));
    let lead = html! {
        (t!(lang, "packages-activate-lead", number = package.sequence, issuer = package.issuer_title(lang.tag()), date = signed.as_str(), holder = package.holder.name.as_str()))
        " · " code { (package.holder.serial) }
    };
    let action = screen.to(&format!("/packages/{}/activate", package.id));
    let dialog = Dialog::new(lang, title, screen.to("/packages")).lead(lead).form(action).body(html! {
        @if let Some(problem) = refused { (notice_of(lang, problem)) }
        @if waits { @for notice in blocks(screen, comparison) { (notice) } }
        @if !waits { p { (state_tag(lang, comparison.state)) } }
        (section_head("changes", t!(lang, "packages-what-changes"), Some(unchanged(lang, changes.rows.len(), changes.unchanged))))
        @if changes.rows.is_empty() { p.quiet { (t!(lang, "packages-nothing-changes")) } } @else { (what_changes(screen, &changes.rows)) }
        div.cols.even {
            (dates(lang, &changes.dates))
            (affected(lang, people, people_count, changes.rows.iter().filter(|row| !row.hidden).map(|row| row.to_remove).sum()))
        }
        input type="hidden" name="tag" value=(comparison.tag);
    });
    let file = Button::link(t!(lang, "packages-download"), format!("/api/v1/packages/{}/file", package.id))
        .icon(Icon::Download)
        .plain()
        .download();
    let activate = Button::submit(t!(lang, "packages-activate")).primary();
    let activate = if changes.can_activate { activate } else { activate.disabled("blocked") };
    let footer = html! {
        p { (t!(lang, "packages-whole")) }
        (file) (dialog.cancel())
        @if waits && screen.caller.has(Right::ManageLicences) { (activate) }
    };
    dialog.footer(footer)
}

fn unchanged(lang: Lang, changed: usize, unchanged: usize) -> Markup {
    html! { span.small.quiet { (t!(lang, "packages-unchanged", changed = changed, all = changed + unchanged, unchanged = unchanged)) } }
}

/// One red notice per module that blocks, with the way to its holders.
fn blocks(screen: &Screen, comparison: &Comparison) -> Vec<Notice> {
    let lang = screen.lang;
    let blocking = comparison.changes.rows.iter().filter(|row| row.to_remove > 0);
    blocking
        .map(|row| {
            let title = text_in(&row.titles, lang.tag(), row.module.code());
            let text = html! {
                b id="blocked" { (t!(lang, "packages-blocked", count = row.to_remove, module = title)) } " "
                (t!(lang, "packages-blocked-do", count = row.to_remove))
            };
            let holders = Button::link(t!(lang, "packages-see-holders"), holders(screen, row));
            Notice::new(Tone::Bad, text).action(holders)
        })
        .collect()
}

/// Where the people who hold a module are listed.
fn holders(screen: &Screen, row: &CompareRow) -> String {
    screen.to(&format!("/users?holds={}", row.module))
}

/// What people see, and what blocks; the modules that only come with plans are folded away (rule 2).
fn what_changes(screen: &Screen, rows: &[CompareRow]) -> Markup {
    let lang = screen.lang;
    let (folded, shown): (Vec<&CompareRow>, Vec<&CompareRow>) =
        rows.iter().partition(|row| row.hidden && row.to_remove == 0);
    html! {
        @if !shown.is_empty() { (licentia_ui::Panel::new().flush(table(screen, &shown))) }
        @if !folded.is_empty() {
            details.data {
                summary { (t!(lang, "packages-hidden-too", count = folded.len())) }
                (table(screen, &folded))
            }
        }
    }
}

fn table(screen: &Screen, rows: &[&CompareRow]) -> Table {
    let lang = screen.lang;
    let mut table = Table::new(lang, t!(lang, "packages-what-changes"))
        .column(Column::new(t!(lang, "licences-column-licence")))
        .column(Column::new(t!(lang, "licences-column-in-use")).num())
        .column(Column::new(t!(lang, "licences-column-free")).num().p2())
        .column(Column::new(t!(lang, "licences-column-total")).num().p2())
        .column(Column::new(t!(lang, "packages-column-change")).num())
        .column(Column::new(t!(lang, "packages-column-new-total")).num())
        .column(Column::new(t!(lang, "packages-column-new-free")).num());
    for (title, belongs) in groups(lang) {
        let mut group = rows.iter().filter(|row| belongs(row)).peekable();
        if group.peek().is_some() {
            table = table.group(title).rows(group.map(|row| changed(screen, row)));
        }
    }
    table
}

type Belongs = fn(&CompareRow) -> bool;

fn groups(lang: Lang) -> [(String, Belongs); 5] {
    [
        (t!(lang, "licences-group-system"), |row| row.scope == Scope::System && !row.hidden),
        (t!(lang, "licences-group-site"), |row| row.scope == Scope::Site && !row.hidden),
        (t!(lang, "licences-group-plans"), |row| row.scope == Scope::User && row.plan && !row.hidden),
        (t!(lang, "licences-group-modules"), |row| row.scope == Scope::User && !row.plan && !row.hidden),
        (t!(lang, "packages-group-hidden"), |row| row.hidden),
    ]
}

fn changed(screen: &Screen, row: &CompareRow) -> Row {
    let lang = screen.lang;
    let title = text_in(&row.titles, lang.tag(), row.module.code());
    let counted = row.scope != Scope::System;
    let count = |value: Option<i64>| Cell::number(lang, value.filter(|_| counted));
    let delta = match row.change {
        Delta::Same => Cell::new(licentia_ui::dash()),
        Delta::On => Cell::new(t!(lang, "packages-on")).class("plus"),
        Delta::Off => Cell::new(t!(lang, "packages-off")).class("minus"),
        Delta::By(by) => Cell::delta(lang, by),
        Delta::Lifted => Cell::new(t!(lang, "word-unrestricted")).class("plus"),
        Delta::Capped => Cell::new(t!(lang, "packages-capped")).class("minus"),
    };
    let name = html! {
        @if row.to_remove > 0 { span.row { (Icon::Stop) a.bad href=(holders(screen, row)) { (title) } } }
        @else { (title) " " }
        @match row.kind {
            RowKind::New => (Tag::new(Tone::Accent, t!(lang, "packages-new"))),
            RowKind::Gone => (Tag::bad(t!(lang, "packages-gone"))),
            RowKind::Dates => (Tag::new(Tone::Plain, t!(lang, "packages-other-dates"))),
            RowKind::Definition => (Tag::new(Tone::Plain, t!(lang, "packages-other-definition"))),
            RowKind::More | RowKind::Fewer | RowKind::Use => {},
        }
    };
    let line = Row::new()
        .cell(name)
        .with(count(i64::try_from(row.in_use).ok()))
        .with(count(row.free))
        .with(total(lang, row.total, counted, false))
        .with(delta)
        .with(total(lang, row.new_total, counted, true))
        .with(if row.to_remove > 0 { count(row.new_free).class("minus") } else { count(row.new_free) });
    if row.to_remove > 0 { line.state("blocks") } else { line }
}

fn total(lang: Lang, total: Total, counted: bool, strong: bool) -> Cell {
    match (total, counted) {
        (Total::Absent, _) => Cell::number(lang, None::<i64>),
        (_, false) => Cell::new(t!(lang, "packages-in-force")),
        (Total::Count(count), true) if strong => Cell::new(html! { b { (number(lang, count)) } }),
        (Total::Count(count), true) => Cell::new(number(lang, count)),
        (Total::Unrestricted, true) => Cell::new(t!(lang, "word-unrestricted")),
    }
}

fn dates(lang: Lang, dates: &[DateChange]) -> Markup {
    html! {
        section {
            (section_head("dates", t!(lang, "packages-dates"), None))
            @if dates.is_empty() { p.quiet { (t!(lang, "packages-dates-stay")) } }
            @else {
                (dates.iter().fold(
                    Table::new(lang, t!(lang, "packages-dates")).bare()
                        .column(Column::new(t!(lang, "packages-date")))
                        .column(Column::new(t!(lang, "packages-date-before")))
                        .column(Column::new(t!(lang, "packages-date-after"))),
                    |table, change| table.row(Row::new()
                        .cell(date_title(lang, change))
                        .with(Cell::new(date_or_dash(lang, change.old)).class("quiet"))
                        .cell(html! { b { @match change.new { Some(day) => (date(lang, day)), None => (t!(lang, "packages-date-never")) } } })),
                ))
            }
        }
    }
}

fn date_title(lang: Lang, change: &DateChange) -> String {
    match super::api::which(change.which) {
        "next_check" => t!(lang, "timeline-next-check"),
        "admin_warning" => t!(lang, "timeline-admin-warning"),
        "expiry" => t!(lang, "timeline-expiry"),
        "grace" => t!(lang, "timeline-grace"),
        _ => t!(lang, "timeline-maintenance"),
    }
}

fn affected(lang: Lang, people: &[AffectedPerson], count: u64, to_remove: u64) -> Markup {
    let losing: Vec<&str> = people.iter().filter(|p| !p.loses.is_empty()).map(|p| p.name.as_str()).collect();
    let gaining: Vec<&str> = people.iter().filter(|p| !p.gains.is_empty()).map(|p| p.name.as_str()).collect();
    let line = |label: String, names: &[&str]| {
        html! { dt { (label) } dd { @if names.is_empty() { (number_or_dash(lang, None::<u64>)) } @else { (crowd(names.iter().copied())) " " (number(lang, names.len() as u64)) } } }
    };
    html! {
        section {
            (section_head("people", t!(lang, "packages-people"), None))
            @if to_remove > 0 { p { (t!(lang, "packages-your-choice", count = to_remove)) } }
            @if count == 0 && to_remove == 0 { p.quiet { (t!(lang, "packages-nobody")) } }
            @if count > 0 {
                dl.facts.list {
                    div { (line(t!(lang, "packages-lose"), &losing)) }
                    div { (line(t!(lang, "packages-gain"), &gaining)) }
                }
                ul.lines {
                    @for person in people.iter().take(8) {
                        li {
                            (person.name)
                            span.end.small.quiet {
                                @if !person.gains.is_empty() { span.good { "+ " (person.gains.join(", ")) } " " }
                                @if !person.loses.is_empty() { span.bad { "− " (person.loses.join(", ")) } }
                            }
                        }
                    }
                }
                @if count > 8 { p.small.quiet { (t!(lang, "packages-people-more", count = count - 8)) } }
            }
        }
    }
}
