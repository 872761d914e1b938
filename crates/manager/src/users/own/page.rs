//! One's own page: what I hold and why, what I wait for, how I sign in. Nothing about anybody else.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use http::header::SET_COOKIE;
use licentia_core::ids::ModuleNo;
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{
    Button, Facts, Field, Head, Icon, Lang, Notice, Panel, Tone, date_short, empty, encode, problem_words,
    section_head, t,
};
use maud::{Markup, html};

use super::{Own, own};
use crate::checks;
use crate::page::{OwnScreen, Screen};
use crate::state::Manager;
use crate::users::page::effective::{is_own, row, table};
use crate::users::portraits;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/me", get(show))
        .route("/me/why", get(why))
        .route("/me/language", post(language))
        .route("/me/password", post(password))
}

async fn show(State(manager): State<Manager>, OwnScreen(screen): OwnScreen) -> Result<Response, Problem> {
    page(&manager, &screen, None).await
}

/// The whole page; `said` is what came of a form on it.
pub(crate) async fn page(
    manager: &Manager,
    screen: &Screen,
    said: Option<Notice>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let own = match own(manager, &screen.caller, &screen.at).await {
        Ok(own) => Some(own),
        Err(problem) if problem.status == 404 => None,
        Err(problem) => return Err(problem),
    };
    let name = own.as_ref().map_or_else(|| screen.caller.by.actor.name(), |own| &own.user.row.name);
    let picture = own.as_ref().and_then(|own| own.user.portrait.as_deref()).map(portraits::own_address);
    let body = html! {
        (Head::new(name).portrait(name).picture(picture.as_deref()).lead(html! { (t!(lang, "people-own-lead")) }))
        @if let Some(said) = said { (said) }
        @match &own {
            Some(own) => { (facts(screen, own)) (licences(screen, own)) }
            None => (empty(Icon::Person, &t!(lang, "people-own-nobody"), t!(lang, "people-own-nobody-why"), &[])),
        }
        @if screen.caller.account().is_some() {
            div.cols.even {
                div.stack {
                    @if let Some(own) = &own { (portraits::page::own_panel(screen, &own.user)) }
                    (language_form(screen))
                }
                div { (password_form(screen)) }
            }
        }
    };
    Ok(screen.page(&t!(lang, "people-own-title"), "me", body))
}

fn facts(screen: &Screen, own: &Own) -> Facts {
    let (lang, row) = (screen.lang, &own.user.row);
    let last = row.last_used.as_deref().and_then(|day| day.parse().ok());
    let last =
        html! { @match last { Some(day) => (date_short(lang, day)), None => (t!(lang, "word-never")) } };
    Facts::new()
        .mono(t!(lang, "users-column-login"), &row.login)
        .maybe(t!(lang, "users-email"), row.email.as_ref())
        .maybe(t!(lang, "people-primary-group"), row.groups.first())
        .fact(t!(lang, "users-column-last-used"), last)
}

fn licences(screen: &Screen, own: &Own) -> Markup {
    let lang = screen.lang;
    let shown = own.held.iter().filter(|held| is_own(held, screen));
    let rows = shown.map(|held| {
        let module = screen.at.name(held.module).map(ToString::to_string).unwrap_or_default();
        let why = format!("{}?module={}", screen.to("/me/why"), encode(&module));
        row(screen, &own.user, held, &own.by).act(Button::link(t!(lang, "users-why"), why).small())
    });
    let nothing = !own.held.iter().any(|held| is_own(held, screen));
    html! {
        section {
            (section_head("licences", t!(lang, "people-own-licences"), None))
            @if nothing { (empty(Icon::Key, &t!(lang, "people-own-none"), t!(lang, "people-own-none-why"), &[])) }
            @else { (Panel::new().flush(table(screen, &t!(lang, "people-own-licences")).rows(rows))) }
        }
    }
}

fn language_form(screen: &Screen) -> Panel {
    let lang = screen.lang;
    let options = Lang::ALL.iter().map(|one| (one.tag().to_owned(), one.own_name(), *one == lang));
    let field = Field::select("language", t!(lang, "people-own-language-field"), options.collect::<Vec<_>>());
    let body = html! {
        form.stack.tight method="post" action=(screen.to("/me/language")) {
            (field)
            div.row { (Button::submit(t!(lang, "people-own-language-do"))) }
        }
    };
    Panel::titled("language", t!(lang, "people-own-language")).body(body)
}

fn password_form(screen: &Screen) -> Panel {
    let lang = screen.lang;
    let body = html! {
        form.stack.tight method="post" action=(screen.to("/me/password")) {
            (Field::password("present", t!(lang, "people-own-password-present")).required().autocomplete("current-password"))
            (Field::password("new", t!(lang, "access-new-password")).hint(t!(lang, "access-new-password-hint")).required().autocomplete("new-password"))
            div.row { (Button::submit(t!(lang, "people-own-password-do"))) }
        }
    };
    Panel::titled("password", t!(lang, "people-own-password")).body(body)
}

/// Keeps the language with the account, and in this browser.
async fn language(
    State(manager): State<Manager>,
    OwnScreen(screen): OwnScreen,
    form: Form,
) -> Result<Response, Problem> {
    let chosen = Lang::from_tag(form.text("language"))
        .ok_or_else(|| Problem::invalid("language", "This language is not there."))?;
    manager.access().choose_look(&screen.caller, Some(chosen.tag().to_owned()), None).await?;
    let cookie = licentia_ui::Preferences { lang: chosen, ..screen.preferences() }.language_cookie();
    Ok(([(SET_COOKIE, cookie)], Redirect::to(&screen.to("/me"))).into_response())
}

async fn password(
    State(manager): State<Manager>,
    OwnScreen(screen): OwnScreen,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (present, new) = (form.text("present").into(), form.text("new").into());
    let lang = screen.lang;
    let said = match manager.access().change_password(&screen.caller, &headers, present, new).await {
        Ok(()) => Notice::new(Tone::Good, t!(lang, "people-own-password-done")).focused(),
        Err(problem) if problem.is_internal() => return Err(problem),
        Err(problem) => Notice::new(Tone::Bad, problem_words(lang, &problem.code, &[]))
            .code(problem.code.to_string())
            .focused(),
    };
    let screen = screen.at_path("/me");
    page(&manager, &screen, Some(said)).await
}

/// Why I may use something, or may not: the rules, and who can change it.
async fn why(State(manager): State<Manager>, OwnScreen(screen): OwnScreen) -> Result<Response, Problem> {
    let lang = screen.lang;
    let own = own(&manager, &screen.caller, &screen.at).await?;
    let asked = screen.here.get("module").unwrap_or_default();
    let module = screen.at.licences().no(asked).ok_or_else(|| Problem::not_found("module"))?;
    let title = t!(lang, "people-own-why", module = heading(&screen, module).as_str());
    let head = Head::new(title.clone()).crumb(lang, t!(lang, "people-own-title"), screen.to("/me"));
    let answer = checks::page_about(&manager, &screen, &own.user.row.id, asked).await?;
    Ok(screen.page(&title, "me", html! { (head) (answer) }))
}

fn heading(screen: &Screen, module: ModuleNo) -> String {
    crate::users::page::title(&screen.at, screen.lang, module)
}
