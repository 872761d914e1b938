//! Sign-in, one-time links, sign-out, language and theme.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use http::header::SET_COOKIE;
use http::request::Parts;
use licentia_platform::access::{Browser, Caller, Chosen, Purpose, SignedIn};
use licentia_platform::problem::Problem;
use licentia_platform::web::{ClientAddress, Form, Path};
use licentia_ui::{Button, Field, Here, Preferences, Server, Theme, card_page, hidden, t};
use maud::{Markup, html};

use crate::page::{answer, preferences, refusal};
use crate::state::{Authority, HOUSE};

/// The routes for people who are not signed in.
pub(in crate::access) fn routes() -> Router<Authority> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(ask).post(sign_in))
        .route("/set-up/{token}", get(link).post(use_link))
        .route("/sign-out", post(sign_out))
        .route("/theme", post(theme))
}

/// A page outside the frame: no caller yet.
struct Outside {
    preferences: Preferences,
    here: Here,
    browser: Browser,
}

impl<S: Send + Sync> FromRequestParts<S> for Outside {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let ClientAddress(address) = ClientAddress::from_request_parts(parts, state).await?;
        let browser = Browser::of(&parts.headers, address);
        let here = Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default());
        Ok(Self { preferences: preferences(parts), here, browser })
    }
}

impl Outside {
    fn card(&self, title: &str, body: Markup) -> Response {
        answer(self.preferences, card_page(self.preferences, &self.here, Server::Authority, title, body))
    }

    /// A refusal keeps its status, so that programs and tests see it.
    fn refused(&self, title: &str, body: Markup, problem: &Problem) -> Response {
        let mut response = self.card(title, body);
        *response.status_mut() = http::StatusCode::from_u16(problem.status).unwrap_or_default();
        response
    }
}

async fn home(caller: Option<Caller>) -> Redirect {
    Redirect::to(if caller.is_some() { "/customers" } else { "/sign-in" })
}

async fn ask(outside: Outside) -> Response {
    let lang = outside.preferences.lang;
    let next = outside.here.get("next").map(str::to_owned);
    outside.card(&t!(lang, "access-sign-in"), sign_in_form(&outside, "", next.as_deref(), None))
}

async fn sign_in(
    State(authority): State<Authority>,
    outside: Outside,
    form: Form,
) -> Result<Response, Problem> {
    let (login, next) = (form.text("login"), form.get("next"));
    let password = form.get("password").unwrap_or_default().into();
    match authority.access().sign_in(login, password, Some(HOUSE), outside.browser.clone()).await {
        Ok(signed_in) => Ok(welcome(&signed_in, next)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => {
            let title = t!(outside.preferences.lang, "access-sign-in");
            let body = sign_in_form(&outside, login, next, Some(&problem));
            Ok(outside.refused(&title, body, &problem))
        }
    }
}

/// Sends somebody who has just signed in to where they wanted to go, on this server only.
fn welcome(signed_in: &SignedIn, next: Option<&str>) -> Response {
    let mut response = Redirect::to(own_path(next).unwrap_or("/customers")).into_response();
    for cookie in &signed_in.cookies {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}

fn own_path(path: Option<&str>) -> Option<&str> {
    path.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
}

fn sign_in_form(outside: &Outside, login: &str, next: Option<&str>, refused: Option<&Problem>) -> Markup {
    let lang = outside.preferences.lang;
    let name = Field::text("login", t!(lang, "access-login")).value(login).required();
    let password = Field::password("password", t!(lang, "access-password")).required();
    html! {
        h1 { (t!(lang, "access-sign-in")) }
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        form.stack method="post" action="/sign-in" {
            (name.autocomplete("username").focused())
            (password.autocomplete("current-password"))
            @if let Some(next) = own_path(next) { (hidden("next", next)) }
            (Button::submit(t!(lang, "access-sign-in")).primary())
        }
    }
}

async fn link(State(authority): State<Authority>, outside: Outside, Path(token): Path<String>) -> Response {
    link_card(&authority, &outside, &token, None).await
}

/// What a one-time link shows: a form to choose a password, or one button to sign in with.
async fn link_card(
    authority: &Authority,
    outside: &Outside,
    token: &str,
    refused: Option<&Problem>,
) -> Response {
    let lang = outside.preferences.lang;
    let action = format!("/set-up/{}", licentia_ui::encode(token));
    let opened = match authority.access().open_link(token).await {
        Ok(opened) => opened,
        Err(problem) => return no_link(outside, &problem),
    };
    let title = match opened.purpose {
        Purpose::SetUp => t!(lang, "access-set-up"),
        Purpose::SignIn => t!(lang, "access-sign-in"),
    };
    let body = html! {
        h1 { (title) }
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        form.stack method="post" action=(action) {
            @match opened.purpose {
                Purpose::SetUp => (set_up_fields(lang, &opened.login, &opened.name)),
                Purpose::SignIn => {
                    p.quiet { (t!(lang, "access-link-lead", name = opened.name.as_str())) }
                    (Button::submit(t!(lang, "access-sign-in")).primary())
                },
            }
        }
    };
    match refused {
        Some(problem) => outside.refused(&title, body, problem),
        None => outside.card(&title, body),
    }
}

fn no_link(outside: &Outside, problem: &Problem) -> Response {
    let lang = outside.preferences.lang;
    let title = t!(lang, "access-sign-in");
    let body = html! {
        h1 { (title) }
        (refusal(lang, problem))
        (Button::link(title.as_str(), "/sign-in"))
    };
    outside.refused(&title, body, problem)
}

fn set_up_fields(lang: licentia_ui::Lang, login: &str, name: &str) -> Markup {
    let password = Field::password("password", t!(lang, "access-new-password"));
    html! {
        p.quiet { (t!(lang, "access-set-up-lead", login = login)) }
        (Field::text("name", t!(lang, "access-name")).value(name).required().autocomplete("name"))
        (Field::text("login", t!(lang, "access-login")).value(login).required().autocomplete("username"))
        (password.hint(t!(lang, "access-new-password-hint")).required().autocomplete("new-password"))
        (Button::submit(t!(lang, "access-set-password")).primary())
    }
}

async fn use_link(
    State(authority): State<Authority>,
    outside: Outside,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let access = authority.access();
    let purpose = match access.open_link(&token).await {
        Ok(opened) => opened.purpose,
        Err(problem) => return Ok(no_link(&outside, &problem)),
    };
    let signed_in = match purpose {
        Purpose::SignIn => access.sign_in_by_link(&token, outside.browser.clone()).await,
        Purpose::SetUp => {
            let [login, name] = ["login", "name"].map(|field| form.text(field).to_owned());
            let password = form.get("password").unwrap_or_default().into();
            access.set_up(&token, Chosen { login, name, password }, outside.browser.clone()).await
        }
    };
    match signed_in {
        Ok(signed_in) => Ok(welcome(&signed_in, None)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(link_card(&authority, &outside, &token, Some(&problem)).await),
    }
}

async fn sign_out(State(authority): State<Authority>, headers: HeaderMap) -> Result<Response, Problem> {
    let gone = authority.access().sign_out(&headers).await?;
    Ok(([(SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

async fn theme(outside: Outside, form: Form) -> Response {
    let chosen = Preferences { theme: Theme::from_name(form.text("theme")), ..outside.preferences };
    let back = own_path(form.get("back")).unwrap_or("/");
    ([(SET_COOKIE, chosen.theme_cookie())], Redirect::to(back)).into_response()
}
