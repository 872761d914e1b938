//! What a change of the rules would do, before it is done: who gains, who loses, who ends with nothing, and the seats.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::ids::UserNo;
use licentia_platform::access::ManageLicences;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_protocol::api::{RuleUnmet, RulesAnswer, RulesEffect, UserModule};
use licentia_ui::{
    Button, Cell, Column, Dialog, Icon, Lang, Notice, Row, Table, Tone, encode, hidden, number, person_of,
    problem, problem_notice, t,
};
use maud::{Markup, html};

use super::super::{Answered, Asked, Edit, change, every_line, preview};
use super::list;
use crate::csv::api::sheet;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{self, portraits::Pictures};

/// People named in each list of the page; all of them are in the file.
const SHOWN: usize = 20;

fn edit(form: &Form) -> Result<Edit, Problem> {
    serde_json::from_str(form.text("edit"))
        .map_err(|_| Problem::bad_request("`edit` is not what the page sent."))
}

/// Shows the effect, or does it as it was seen.
pub(super) async fn act(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let edit = edit(&form)?;
    if !form.has("apply") {
        return draw(&manager, &screen, edit, None).await;
    }
    let seen = Some(form.text("seen").to_owned()).filter(|seen| !seen.is_empty());
    match change(&manager, &granted, Asked { seen, ..Asked::of(edit.clone()) }).await {
        Ok(Answered::Done(_)) => Ok(Redirect::to(&screen.to("/rules")).into_response()),
        Ok(Answered::Job(id)) => {
            Ok(Redirect::to(&screen.to(&format!("/jobs/{}", encode(&id)))).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => draw(&manager, &screen, edit, Some(&problem)).await,
    }
}

/// Everything as a file.
pub(super) async fn file(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let effect = every_line(&manager, &granted, edit(&form)?).await?;
    Ok(sheet("rules-preview", &csv(&effect)))
}

fn csv(effect: &RulesEffect) -> String {
    let mut text = String::new();
    let mut line = |what: &str, user: &str, module: &str, code: &str| {
        crate::csv::line(&mut text, [what, user, module, code]);
    };
    line("what", "user", "module", "code");
    effect.gains.iter().for_each(|one| line("gains", &one.user, &one.module, ""));
    effect.loses.iter().for_each(|one| line("loses", &one.user, &one.module, ""));
    effect
        .unmet
        .iter()
        .for_each(|one| line(if one.waits { "waits" } else { "unmet" }, &one.user, &one.module, &one.code));
    effect.kept.iter().for_each(|one| line("kept", &one.user, &one.module, "prerequisite"));
    effect.nothing.iter().for_each(|user| line("nothing", user, "", ""));
    text
}

/// The dialog. What is wrong with the edit itself is for whoever asked for it.
pub(super) async fn draw(
    manager: &Manager,
    screen: &Screen,
    edit: Edit,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let answer = preview(manager, &granted, edit.clone()).await?;
    let people = People::of(manager, screen, &answer.effect).await?;
    let lang = screen.lang;
    let title = title(lang, screen, &edit);
    let counts = answer.effect.counts;
    let dialog =
        Dialog::new(lang, title, screen.to("/rules")).form(screen.to("/rules/preview")).body(html! {
            @if let Some(problem) = refused { (problem_notice(lang, &problem.code, &[])) }
            (hidden("edit", &list::json(&edit)))
            (hidden("seen", &answer.effect.seen))
            (effect(screen, &answer, &people))
        });
    let words = match (&edit, counts.changed) {
        (Edit::Nothing, 0) => None,
        (Edit::Nothing, count) => Some(t!(lang, "rules-apply-changes", count = count)),
        (Edit::PutRight, count) => Some(t!(lang, "rules-put-right-changes", count = count)),
        (Edit::Remove { .. }, count) => Some(t!(lang, "rules-remove-changes", count = count)),
        (_, 0) => Some(t!(lang, "rules-save")),
        (_, count) => Some(t!(lang, "rules-save-changes", count = count)),
    };
    let loses = counts.loses > 0 || matches!(edit, Edit::Remove { .. } | Edit::PutRight);
    let footer = html! {
        p.quiet { (t!(lang, "rules-nothing-saved")) }
        (dialog.cancel())
        @if counts.gains + counts.loses + counts.unmet + counts.kept > 0 {
            (Button::submit(t!(lang, "rules-preview-file")).icon(Icon::Download).action(screen.to("/rules/preview.csv")))
        }
        @if let Some(words) = words {
            @let button = Button::submit(words).named("apply", "true");
            @if loses { (button.danger()) } @else { (button.primary()) }
        }
    };
    Ok(screen.dialog("rules", list::body(screen), &dialog.footer(footer)))
}

fn title(lang: Lang, screen: &Screen, edit: &Edit) -> String {
    let named = |id: &String| {
        let rows = &screen.at.rules.rows;
        rows.iter().find(|row| row.id == *id).map(|row| row.name.clone()).unwrap_or_default()
    };
    match edit {
        Edit::Nothing | Edit::All { .. } => t!(lang, "rules-preview-all"),
        Edit::PutRight => t!(lang, "rules-preview-put-right"),
        Edit::Add { rule, .. } => t!(lang, "rules-preview-add", name = rule.name.as_str()),
        Edit::Change { id, .. } => t!(lang, "rules-preview-change", name = named(id)),
        Edit::Remove { id } => t!(lang, "rules-preview-remove", name = named(id)),
    }
}

/// What those in the lists are called, and their portraits.
struct People(HashMap<String, (UserNo, String)>, Pictures);

impl People {
    async fn of(manager: &Manager, screen: &Screen, effect: &RulesEffect) -> Result<Self, Problem> {
        let logins =
            effect.gains.iter().take(SHOWN).chain(effect.loses.iter().take(SHOWN)).map(|one| &one.user);
        let unmet = [true, false].into_iter().flat_map(|waits| of_unmet(effect, waits).take(SHOWN));
        let logins = logins.chain(unmet.map(|one| &one.user));
        let logins = logins.chain(effect.kept.iter().take(SHOWN).map(|one| &one.user));
        let logins = logins.chain(effect.nothing.iter().take(SHOWN));
        let numbers: Vec<UserNo> =
            logins.filter_map(|login| Some(screen.at.user_named(login)?.no())).collect();
        let pictures = Pictures::of(manager, &screen.at, numbers.clone()).await?;
        let named = users::names(manager, screen.caller.scope, numbers).await?;
        Ok(Self(named.into_iter().map(|(no, named)| (named.login, (no, named.name))).collect(), pictures))
    }

    fn show(&self, screen: &Screen, login: &str) -> Markup {
        let known = self.0.get(login);
        let name = known.map_or(login, |(_, name)| name.as_str());
        let picture = known.and_then(|(no, _)| self.1.get(*no));
        // Two people may have one name; no two have one log-in name.
        let detail = Some(login).filter(|login| *login != name);
        person_of(name, &screen.to(&format!("/users/{}", encode(login))), detail, picture)
    }
}

fn effect(screen: &Screen, answer: &RulesAnswer, people: &People) -> Markup {
    let (lang, effect) = (screen.lang, &answer.effect);
    let counts = effect.counts;
    html! {
        p { (t!(lang, "rules-applies-to", count = counts.users)) " "
            @if counts.changed == 0 && counts.unmet == 0 { (t!(lang, "rules-changes-nothing")) }
            @else { (t!(lang, "rules-changes", count = counts.changed)) }
            @if counts.sources_only > 0 { " " (t!(lang, "rules-sources-only", count = counts.sources_only)) }
            @if counts.no_longer_waiting > 0 { " " (t!(lang, "rules-no-longer-waiting", count = counts.no_longer_waiting)) }
        }
        @if counts.nothing > 0 {
            (Notice::new(Tone::Bad, t!(lang, "rules-nothing-left", count = counts.nothing)))
            ul.people { @for login in effect.nothing.iter().take(SHOWN) { li { (people.show(screen, login)) } } }
            (more(lang, counts.nothing))
        }
        @if !effect.seats.is_empty() { (seats(screen, effect)) }
        div.stack.tight.aligned {
            (pairs(screen, people, &t!(lang, "rules-gains", count = counts.gains), &effect.gains, counts.gains))
            (pairs(screen, people, &t!(lang, "rules-loses", count = counts.loses), &effect.loses, counts.loses))
            (unmet(screen, people, &t!(lang, "rules-waiting", count = counts.waiting), effect, true))
            (unmet(screen, people, &t!(lang, "rules-unmet", count = counts.unmet - counts.waiting.min(counts.unmet)), effect, false))
            (pairs(screen, people, &t!(lang, "rules-kept", count = counts.kept), &effect.kept, counts.kept))
        }
    }
}

fn more(lang: Lang, count: u64) -> Markup {
    let rest = count.saturating_sub(SHOWN as u64);
    html! { @if rest > 0 { p.quiet.small { (t!(lang, "rules-and-more", count = rest)) } } }
}

fn module(screen: &Screen, name: &str) -> String {
    let module = screen.at.licences().no(name).and_then(|no| screen.at.licences().module(no));
    module.map_or_else(|| name.to_owned(), |module| module.title(screen.lang.tag()).to_owned())
}

fn seats(screen: &Screen, effect: &RulesEffect) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "rules-seats"))
        .bare()
        .column(Column::new(t!(lang, "rules-module")))
        .column(Column::new(t!(lang, "rules-before")).num().p3())
        .column(Column::new(t!(lang, "rules-difference")).num())
        .column(Column::new(t!(lang, "rules-after")).num())
        .column(Column::new(t!(lang, "rules-total")).num().p3())
        .column(Column::new(t!(lang, "rules-lacking")).num());
    let rows = effect.seats.iter().map(|seats| {
        let by =
            i64::try_from(seats.after).unwrap_or(i64::MAX) - i64::try_from(seats.before).unwrap_or(i64::MAX);
        let lacking = Cell::number(lang, (seats.lacking > 0).then_some(seats.lacking));
        Row::new()
            .cell(module(screen, &seats.module))
            .with(Cell::new(number(lang, seats.before)))
            .with(Cell::delta(lang, by))
            .with(Cell::new(number(lang, seats.after)))
            .with(Cell::number(lang, seats.total))
            .with(if seats.lacking > 0 { lacking.class("bad") } else { lacking })
    });
    html! { (table.rows(rows)) }
}

fn pairs(screen: &Screen, people: &People, title: &str, list: &[UserModule], count: u64) -> Markup {
    let lang = screen.lang;
    if list.is_empty() {
        return html! {};
    }
    let table = Table::new(lang, title)
        .bare()
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "rules-module")));
    let rows = list.iter().take(SHOWN);
    let rows =
        rows.map(|one| Row::new().cell(people.show(screen, &one.user)).cell(module(screen, &one.module)));
    html! { details open[count <= 5] { summary { (title) } (table.rows(rows)) (more(lang, count)) } }
}

/// What is not given now but waits, or is never given.
fn of_unmet(effect: &RulesEffect, waits: bool) -> impl Iterator<Item = &RuleUnmet> {
    effect.unmet.iter().filter(move |one| one.waits == waits)
}

fn unmet(screen: &Screen, people: &People, title: &str, effect: &RulesEffect, waits: bool) -> Markup {
    let (lang, counts) = (screen.lang, effect.counts);
    let count = if waits { counts.waiting } else { counts.unmet.saturating_sub(counts.waiting) };
    if count == 0 {
        return html! {};
    }
    let table = Table::new(lang, title)
        .bare()
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "rules-module")))
        .column(Column::new(t!(lang, "assignments-waiting-why")));
    let rows = of_unmet(effect, waits).take(SHOWN).map(|one| {
        Row::new()
            .cell(people.show(screen, &one.user))
            .cell(module(screen, &one.module))
            .with(Cell::new(why(screen, one)).class("quiet"))
    });
    html! { details open[count <= 5] { summary { (title) } (table.rows(rows)) (more(lang, count)) } }
}

/// Why somebody does not get it, and what stays: for somebody who waits until there is a seat, otherwise until somebody
/// does what the sentence says.
fn why(screen: &Screen, one: &RuleUnmet) -> String {
    let lang = screen.lang;
    let beside = one.beside.as_deref().map(|plan| module(screen, plan));
    let because = problem(lang, &one.code, &[]);
    let (title, detail) = because.map_or((one.code.clone(), String::new()), |said| (said.title, said.detail));
    match (beside, one.waits) {
        (Some(plan), true) => format!("{title} {}", t!(lang, "rules-stays-until", plan = plan)),
        (Some(plan), false) => t!(lang, "rules-chosen-by-hand", plan = plan),
        (None, true) => title,
        (None, false) => format!("{title} {detail}"),
    }
}
