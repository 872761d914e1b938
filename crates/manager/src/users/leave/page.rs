//! Letting a user go: one dialog with the three levels, each saying first what it does.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::{ManageLicences, ManageUsers, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, IfMatch, Path};
use licentia_protocol::api::{LeaveLevel, UserPatch, UserState};
use licentia_ui::{Button, Dialog, Icon, Lang, Notice, Tone, problem_words, right_words, t, tick_box};
use maud::{Markup, html};

use super::{Leaving, LevelEffect, leaving, remove_licences};
use crate::blockers::Despite;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::page::{address, notice, show, title};
use crate::users::{Changing, Listed, change, delete, find};

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/users/{user}/leave", get(ask).post(leave))
}

async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may_any(&[Right::ManageUsers, Right::ManageLicences])?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    dialog(&manager, &screen, &user, None).await
}

async fn leave(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let id = user.row.id.clone();
    let back = address(&screen, &user.row.login, &id);
    let (done, to) = match form.text("level") {
        "licences" => {
            let granted = screen.caller.may::<ManageLicences>()?;
            let despite = if form.has("despite_silence") { Despite::Silence } else { Despite::Nothing };
            (remove_licences(&manager, &granted, &id, despite, screen.lang).await, back)
        }
        "former" => {
            let granted = screen.caller.may::<ManageUsers>()?;
            let patch = UserPatch { state: Some(UserState::Former), ..UserPatch::default() };
            let changing = Changing { user: id, patch, ..Changing::default() };
            (change(&manager, &granted, changing).await.map(drop), back)
        }
        "delete" => {
            let granted = screen.caller.may::<ManageUsers>()?;
            (delete(&manager, &granted, id, IfMatch::default()).await.map(drop), screen.to("/users"))
        }
        _ => return Err(Problem::invalid("level", "`level` must be licences, former or delete.")),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&to).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 403 => Err(problem),
        Err(problem) => dialog(&manager, &screen, &user, Some(problem)).await,
    }
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let found = leaving(manager, &screen.caller.may::<View>()?, &user.row.id).await?;
    let back = address(screen, &user.row.login, &user.row.id);
    let name = user.row.name.as_str();
    let silent = refused.as_ref().is_some_and(|problem| problem.code == "blocker_unreachable");
    let body = html! {
        @if let Some(problem) = &refused { (notice(lang, problem)) }
        @if silent { (tick_box("despite_silence", "true", &t!(lang, "people-leave-despite-silence"), false)) }
        (asked(lang, &found))
        div.levels {
            @for level in &found.levels { (section(screen, user, &found, level)) }
        }
    };
    let dialog = Dialog::new(lang, t!(lang, "people-leave-title", name = name), back.clone())
        .lead(html! { (t!(lang, "people-leave-lead")) })
        .form(format!("{back}/leave"))
        .body(body);
    let footer = html! { (dialog.cancel()) };
    Ok(screen.dialog("users", show::body(manager, screen, user, None).await?, &dialog.footer(footer)))
}

/// Which applications are asked, and what they say now.
fn asked(lang: Lang, found: &Leaving) -> Markup {
    html! {
        @for one in &found.objections {
            (Notice::new(Tone::Bad, html! { b { (one.blocker) } ": " (one.message) }))
        }
        @if found.objections.is_empty() && !found.asked.is_empty() {
            (Notice::new(Tone::Accent, t!(lang, "people-leave-asked", names = found.asked.join(", "))).quiet())
        }
    }
}

fn section(screen: &Screen, user: &Listed, found: &Leaving, level: &LevelEffect) -> Markup {
    let lang = screen.lang;
    let (value, heading, label) = match level.level {
        LeaveLevel::Licences => {
            ("licences", t!(lang, "people-leave-licences"), t!(lang, "people-leave-licences-do"))
        }
        LeaveLevel::Former => ("former", t!(lang, "people-leave-former"), t!(lang, "people-leave-former-do")),
        LeaveLevel::Delete => ("delete", t!(lang, "people-leave-delete"), t!(lang, "people-leave-delete-do")),
    };
    let reason = format!("why-{value}");
    let because = because(screen, level);
    let mut button = Button::submit(label).named("level", value);
    if level.level != LeaveLevel::Licences {
        button = button.danger();
    }
    if because.is_some() {
        button = button.disabled(reason.as_str());
    }
    html! {
        section.stack.tight {
            h3 { (heading) }
            ul.marks { @for line in lines(screen, user, found, level) { li { (line.0) span { (line.1) } } } }
            div.row {
                (button)
                @if let Some(because) = because { span.small.quiet id=(reason) { (because) } }
            }
        }
    }
}

/// What the level does: what goes, what stays, who is served.
fn lines(screen: &Screen, user: &Listed, found: &Leaving, level: &LevelEffect) -> Vec<(Icon, String)> {
    let lang = screen.lang;
    let mut lines = vec![(Icon::Minus, freed(screen, level))];
    let (goes, stays): (&[String], &[String]) = match level.level {
        LeaveLevel::Licences => {
            (&[], &[t!(lang, "people-leave-licences-stays"), t!(lang, "people-leave-licences-back")])
        }
        LeaveLevel::Former => (
            &[t!(lang, "people-leave-former-goes")],
            &[t!(lang, "people-leave-former-stays"), t!(lang, "people-leave-former-back")],
        ),
        LeaveLevel::Delete => (
            &[t!(lang, "people-leave-former-goes"), t!(lang, "people-leave-delete-goes")],
            &[t!(lang, "people-leave-delete-stays", login = user.row.login.as_str())],
        ),
    };
    lines.extend(goes.iter().map(|text| (Icon::Minus, text.clone())));
    if level.level == LeaveLevel::Former && found.sessions > 0 {
        lines.push((Icon::Minus, t!(lang, "people-leave-ends", count = found.sessions)));
    }
    lines.extend(stays.iter().map(|text| (Icon::Tick, text.clone())));
    if level.served > 0 {
        lines.push((Icon::Queue, served(screen, level)));
    }
    if level.level == LeaveLevel::Licences && found.by_rule {
        lines.push((Icon::Rules, t!(lang, "people-leave-by-rule")));
    }
    lines
}

fn freed(screen: &Screen, level: &LevelEffect) -> String {
    let lang = screen.lang;
    let titles: Vec<String> = level.freed.iter().map(|(no, _)| title(&screen.at, lang, *no)).collect();
    if titles.is_empty() {
        return t!(lang, "users-frees-nothing");
    }
    t!(lang, "users-frees", count = titles.len(), modules = titles.join(", "))
}

fn served(screen: &Screen, level: &LevelEffect) -> String {
    let lang = screen.lang;
    let one = |(user, module): &(crate::users::Named, licentia_core::ids::ModuleNo)| {
        format!("{} ({})", user.name, title(&screen.at, lang, *module))
    };
    let first: Vec<String> = level.served_first.iter().map(one).collect();
    let more = level.served.saturating_sub(first.len() as u64);
    let names = first.join(", ");
    if more == 0 {
        return t!(lang, "people-leave-served", count = level.served, names = names);
    }
    t!(lang, "people-leave-served-more", count = more, names = names)
}

/// Why the level cannot be chosen by this reader now.
fn because(screen: &Screen, level: &LevelEffect) -> Option<String> {
    let lang = screen.lang;
    let needed = match level.level {
        LeaveLevel::Licences => Right::ManageLicences,
        LeaveLevel::Former | LeaveLevel::Delete => Right::ManageUsers,
    };
    if !screen.caller.has(needed) {
        let right = right_words(lang, needed.as_str());
        return Some(problem_words(lang, "forbidden", &[("right", right.as_str().into())]));
    }
    level.because.map(|code| match code {
        "nothing_assigned" => t!(lang, "people-leave-nothing"),
        "already_former" => t!(lang, "people-leave-already"),
        "recall_blocked" => t!(lang, "people-leave-blocked"),
        "user_has_session" => t!(lang, "people-leave-session"),
        code => problem_words(lang, code, &[]),
    })
}
