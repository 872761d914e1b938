//! Deactivating, reactivating, retiring, returning and deleting: each says first what it does.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::seats;
use licentia_platform::access::{ManageUsers, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_protocol::api::{UserPatch, UserState as State_};
use licentia_ui::{Button, Dialog, Lang, t};
use maud::{Markup, html};

use super::{address, despite, notice, show, title};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{Changing, Listed, change, find};

/// One of the acts, by the last part of its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Deactivate,
    Activate,
    Approve,
    Return,
}

impl Act {
    fn named(name: &str) -> Result<Self, Problem> {
        match name {
            "deactivate" => Ok(Self::Deactivate),
            "activate" => Ok(Self::Activate),
            "approve" => Ok(Self::Approve),
            "return" => Ok(Self::Return),
            _ => Err(Problem::not_found("page")),
        }
    }

    /// Title, what it does, and the words on the button.
    fn words(self, lang: Lang, name: &str) -> (String, String, String) {
        match self {
            Self::Deactivate => (
                t!(lang, "users-deactivate-title", name = name),
                t!(lang, "users-deactivate-means"),
                t!(lang, "users-deactivate"),
            ),
            Self::Activate => (
                t!(lang, "users-activate-title", name = name),
                t!(lang, "users-activate-means"),
                t!(lang, "users-activate"),
            ),
            Self::Approve => (
                t!(lang, "people-approve-title", name = name),
                t!(lang, "people-approve-means"),
                t!(lang, "people-approve"),
            ),
            Self::Return => (
                t!(lang, "users-return-title", name = name),
                t!(lang, "users-return-means"),
                t!(lang, "users-return"),
            ),
        }
    }

    fn patch(self, form: &Form) -> UserPatch {
        let (without, despite_silence) = (form.has("without_licences"), form.has("silence"));
        let patch =
            UserPatch { without_licences: without.then_some(true), despite_silence, ..UserPatch::default() };
        match self {
            Self::Deactivate => UserPatch { can_log_in: Some(false), ..patch },
            Self::Activate => UserPatch { can_log_in: Some(true), ..patch },
            Self::Approve => UserPatch { waiting_for_approval: Some(false), ..patch },
            Self::Return => UserPatch { state: Some(State_::Active), ..patch },
        }
    }
}

pub(super) async fn ask(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user, act)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    let act = Act::named(&act)?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    dialog(&manager, &screen, &user, act, None).await
}

pub(super) async fn act(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user, act)): Path<(String, String, String)>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let act = Act::named(&act)?;
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let patch = act.patch(&form);
    let changing = Changing { user: user.row.id.clone(), patch, ..Changing::default() };
    match change(&manager, &granted, changing).await {
        Ok(_) => Ok(Redirect::to(&address(&screen, &user.row.login, &user.row.id)).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => dialog(&manager, &screen, &user, act, Some(problem)).await,
    }
}

async fn dialog(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    act: Act,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let (title, means, button) = act.words(lang, &user.row.name);
    let back = address(screen, &user.row.login, &user.row.id);
    let path = match act {
        Act::Deactivate => "deactivate",
        Act::Activate => "activate",
        Act::Approve => "approve",
        Act::Return => "return",
    };
    let dialog = Dialog::new(lang, title, back.clone()).narrow().form(format!("{back}/{path}")).body(html! {
        @if let Some(problem) = &refused { (notice(lang, problem)) }
        p { (means) }
        @if act == Act::Deactivate { (freed(screen, user)) }
        (despite(lang, refused.as_ref()))
    });
    let offer = refused.as_ref().is_some_and(|problem| problem.extra.contains_key("offer"));
    let decide = Button::submit(button).primary();
    let footer = html! {
        (dialog.cancel())
        @if offer { (Button::submit(t!(lang, "users-activate-without")).primary().named("without_licences", "true")) }
        @else { (decide) }
    };
    Ok(screen.dialog("users", show::body(manager, screen, user, None).await?, &dialog.footer(footer)))
}

/// The seats that become free: core's answer, not ours.
fn freed(screen: &Screen, user: &Listed) -> Markup {
    let (lang, at) = (screen.lang, &screen.at);
    let Some(known) = at.user(user.row.no) else { return html! {} };
    let change = seats::deactivate(at.licences(), at.day(), &known.person());
    let visible = change
        .usage
        .iter()
        .filter(|(no, units)| *units < 0 && at.licences().module(*no).is_some_and(|module| !module.hidden));
    let titles: Vec<String> = visible.map(|(no, _)| title(at, lang, *no)).collect();
    html! {
        @if titles.is_empty() { p.quiet { (t!(lang, "users-frees-nothing")) } }
        @else { p { (t!(lang, "users-frees", count = titles.len(), modules = titles.join(", "))) } }
    }
}
