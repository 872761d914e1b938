//! Sign-in and set-up pages, and the page *Access* with accounts and tokens.

use axum::Router;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::HeaderMap;
use http::header::SET_COOKIE;
use licentia_platform::access::{
    Account, Browser, Caller, Chosen, ManageAccess, NewAccount, NewToken, Purpose, Right, Rights, SignedIn,
};
use licentia_platform::problem::Problem;
use licentia_platform::web::{ClientAddress, Form, Path, Query};
use licentia_ui::{
    Button, Cell, Column, Field, Head, Here, Icon, Notice, Panel, Preferences, Row, Server, Table, Tag,
    Theme, Tone, card_page, copyable, has_text, t, text,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::api::site_of;
use crate::banners::needs_licences;
use crate::installations::{names, site_name};
use crate::page::{self, Screen};
use crate::state::Manager;
use crate::users::account::page::state as account_state;

/// The routes for people who are not signed in.
pub(crate) fn open_routes() -> Router<Manager> {
    Router::new()
        .route("/", get(home))
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-in/{token}", get(link).post(sign_in_by_link))
        .route("/set-up/{token}", get(link).post(set_up))
        .route("/sign-out", post(sign_out))
        .route("/theme", post(theme))
}

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/access", get(show))
        .route("/access/accounts", post(invite))
        .route("/access/tokens", post(make_token))
        .route("/access/tokens/{no}/revoke", post(revoke))
}

/// A page outside the frame: no caller yet.
struct Outside {
    preferences: Preferences,
    here: Here,
}

impl<S: Send + Sync> FromRequestParts<S> for Outside {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let here = Here::new(parts.uri.path(), parts.uri.query().unwrap_or_default());
        Ok(Self { preferences: page::preferences(parts), here })
    }
}

impl Outside {
    fn card(&self, title: &str, body: Markup) -> Response {
        page::answer(self.preferences, card_page(self.preferences, &self.here, Server::Manager, title, body))
    }
}

async fn home(caller: Option<Caller>) -> Redirect {
    match caller {
        Some(caller) => Redirect::to(&page::first_page(&caller)),
        None => Redirect::to("/sign-in"),
    }
}

#[derive(Default, Deserialize)]
struct Next {
    next: Option<String>,
    #[serde(rename = "lang")]
    _lang: Option<String>,
}

async fn ask(outside: Outside, Query(next): Query<Next>) -> Response {
    sign_in_card(&outside, "", next.next.as_deref(), None)
}

async fn sign_in(
    State(manager): State<Manager>,
    outside: Outside,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, Problem> {
    let (login, next) = (form.text("login"), form.get("next"));
    match manager
        .access()
        .sign_in(login, form.text("password").into(), None, Browser::of(&headers, address))
        .await
    {
        Ok(signed_in) => Ok(welcome(&manager, &signed_in, next).await),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(sign_in_card(&outside, login, next, Some(&problem))),
    }
}

/// Sends somebody who has just signed in to where they wanted to go, on this server only; to *Licences* first when some
/// have expired and this is somebody who may do something about it.
async fn welcome(manager: &Manager, signed_in: &SignedIn, next: Option<&str>) -> Response {
    let own = next.filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'));
    let caller = &signed_in.caller;
    let home = page::first_page(caller);
    // Whoever sees nothing but their own page is not sent to another, whatever brought them here.
    let own = own.filter(|own| caller.has(Right::View) || own.starts_with(&home));
    let at = manager.snapshot(caller.scope).await;
    let first = at.is_ok_and(|at| needs_licences(caller, &at));
    let licences = format!("/i/{}/licences", caller.slug);
    let place = if first { &licences } else { own.unwrap_or(&home) };
    let mut response = Redirect::to(place).into_response();
    for cookie in &signed_in.cookies {
        response.headers_mut().append(SET_COOKIE, cookie.clone());
    }
    response
}

fn sign_in_card(outside: &Outside, login: &str, next: Option<&str>, refused: Option<&Problem>) -> Response {
    let lang = outside.preferences.lang;
    let body = html! {
        h1 { (t!(lang, "access-sign-in")) }
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        form.stack method="post" action="/sign-in" {
            (Field::text("login", t!(lang, "access-login")).value(login).required().autocomplete("username").focused())
            (Field::password("password", t!(lang, "access-password")).required().autocomplete("current-password"))
            @if let Some(next) = next { (licentia_ui::hidden("next", next)) }
            (Button::submit(t!(lang, "access-sign-in")).primary())
        }
    };
    outside.card(&t!(lang, "access-sign-in"), body)
}

fn refusal(lang: licentia_ui::Lang, problem: &Problem) -> Notice {
    let said = problem.said(lang.tag());
    Notice::new(Tone::Bad, format!("{} {}", said.title, said.detail)).code(problem.code.to_string()).focused()
}

/// The name that a password manager keeps with the password; it cannot be changed here.
fn hidden_login(login: &str) -> Markup {
    html! { input.visually-hidden type="text" name="login" value=(login) autocomplete="username" readonly tabindex="-1" aria-hidden="true"; }
}

async fn link(State(manager): State<Manager>, outside: Outside, Path(token): Path<String>) -> Response {
    link_card(&manager, &outside, &token, None).await
}

/// What a one-time link shows: a form to choose a password, or one button to sign in with.
async fn link_card(manager: &Manager, outside: &Outside, token: &str, refused: Option<&Problem>) -> Response {
    let lang = outside.preferences.lang;
    let opened = match manager.access().open_link(token).await {
        Ok(opened) => opened,
        Err(problem) => {
            let body = html! { h1 { (t!(lang, "access-sign-in")) } (refusal(lang, &problem)) (Button::link(t!(lang, "access-sign-in"), "/sign-in")) };
            return outside.card(&t!(lang, "access-sign-in"), body);
        }
    };
    let (title, body) = match opened.purpose {
        Purpose::SetUp => (
            t!(lang, "access-set-up"),
            html! {
                p.quiet { (t!(lang, "access-set-up-lead", login = opened.login.as_str())) }
                @if let Some(problem) = refused { (refusal(lang, problem)) }
                form.stack method="post" action=(format!("/set-up/{token}")) {
                    @if opened.of_user { (hidden_login(&opened.login)) }
                    @else {
                        (Field::text("name", t!(lang, "access-name")).value(&opened.name).required().autocomplete("name"))
                        (Field::text("login", t!(lang, "access-login")).value(&opened.login).required().autocomplete("username"))
                    }
                    (Field::password("password", t!(lang, "access-new-password")).hint(t!(lang, "access-new-password-hint")).required().autocomplete("new-password"))
                    (Button::submit(t!(lang, "access-set-password")).primary())
                }
            },
        ),
        Purpose::SignIn => (
            t!(lang, "access-sign-in"),
            html! {
                p.quiet { (t!(lang, "access-link-lead", name = opened.name.as_str())) }
                form.stack method="post" action=(format!("/sign-in/{token}")) { (Button::submit(t!(lang, "access-sign-in")).primary()) }
            },
        ),
    };
    outside.card(&title, html! { h1 { (title) } (body) })
}

async fn sign_in_by_link(
    State(manager): State<Manager>,
    outside: Outside,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    match manager.access().sign_in_by_link(&token, Browser::of(&headers, address)).await {
        Ok(signed_in) => welcome(&manager, &signed_in, None).await,
        Err(problem) => link_card(&manager, &outside, &token, Some(&problem)).await,
    }
}

async fn set_up(
    State(manager): State<Manager>,
    outside: Outside,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Path(token): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let [login, name] = ["login", "name"].map(|field| form.text(field).to_owned());
    let chosen = Chosen { login, name, password: form.text("password").into() };
    match manager.access().set_up(&token, chosen, Browser::of(&headers, address)).await {
        Ok(signed_in) => Ok(welcome(&manager, &signed_in, None).await),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => Ok(link_card(&manager, &outside, &token, Some(&problem)).await),
    }
}

async fn sign_out(State(manager): State<Manager>, headers: HeaderMap) -> Result<Response, Problem> {
    let gone = manager.access().sign_out(&headers).await?;
    Ok(([(SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response())
}

async fn theme(outside: Outside, form: Form) -> Response {
    let chosen = Preferences { theme: Theme::from_name(form.text("theme")), ..outside.preferences };
    let back = form.get("back").filter(|back| back.starts_with('/') && !back.starts_with("//"));
    ([(SET_COOKIE, chosen.theme_cookie())], Redirect::to(back.unwrap_or("/"))).into_response()
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    access_page(&manager, &screen, None).await
}

/// Accounts and tokens, with the secret that was just made on top: the only time it can be read.
async fn access_page(manager: &Manager, screen: &Screen, made: Option<Markup>) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let (lang, now) = (screen.lang, manager.now_ms());
    let accounts = manager.access().accounts(&granted).await?;
    let tokens = manager.access().tokens(&granted).await?;
    let rights = |rights: Rights| html! { @for right in rights.iter() { (Tag::new(Tone::Plain, right_title(lang, right))) " " } };
    // Whoever has no right sees a page of their own and is no administrator.
    let account_table = accounts.iter().filter(|account| !account.rights.is_empty()).fold(
        Table::new(lang, t!(lang, "access-accounts"))
            .column(Column::new(t!(lang, "access-name")))
            .column(Column::new(t!(lang, "access-login")))
            .column(Column::new(t!(lang, "access-rights")).p2()),
        |table, account| {
            table.row(
                Row::new()
                    .cell(account_name(screen, account, now))
                    .cell(&account.login)
                    .with(Cell::new(rights(account.rights))),
            )
        },
    );
    let token_table = tokens.iter().fold(
        Table::new(lang, t!(lang, "access-tokens"))
            .column(Column::new(t!(lang, "access-label")))
            .column(Column::new(t!(lang, "access-rights")).p2())
            .column(Column::new(t!(lang, "access-token-state"))),
        |table, token| {
            let revoke = html! {
                @if token.state.as_str() == "active" {
                    form method="post" action=(screen.to(&format!("/access/tokens/{}/revoke", token.no))) { (Button::submit(t!(lang, "access-revoke")).small().danger()) }
                } @else { (Tag::new(Tone::Plain, t!(lang, "access-token-ended"))) }
            };
            let of = token.site.and_then(|site| site_name(&screen.at, site));
            let label = html! { (token.label) @if let Some(of) = of { " " (Tag::new(Tone::Accent, of)) } };
            table.row(Row::new().cell(label).with(Cell::new(rights(token.rights))).cell(revoke))
        },
    );
    let body = html! {
        (Head::new(t!(lang, "access-title")))
        @if let Some(made) = made { (made) }
        (Panel::titled("accounts", t!(lang, "access-accounts")).flush(account_table))
        (Panel::titled("invite", t!(lang, "access-invite")).body(invite_form(screen)))
        (Panel::titled("tokens", t!(lang, "access-tokens")).flush(token_table))
        (Panel::titled("new-token", t!(lang, "access-new-token")).body(token_form(screen)))
    };
    Ok(screen.page(&t!(lang, "access-title"), "access", body))
}

/// The name, as a link to the user whose account it is; and what keeps it from being used.
fn account_name(screen: &Screen, account: &Account, now_ms: i64) -> Markup {
    html! {
        @match &account.user {
            Some(id) => a href=(screen.to(&format!("/users/{id}"))) { (account.name) },
            None => (account.name),
        }
        @if !account.is_usable(now_ms) || !account.is_taken_up() { " " (account_state(screen.lang, account, now_ms)) }
    }
}

pub(crate) fn right_title(lang: licentia_ui::Lang, right: Right) -> String {
    let key = format!("right-{}", right.as_str());
    if has_text(lang, &key) { text(lang, &key) } else { right.as_str().to_owned() }
}

/// The rights that an account of an installation may have, in the order of the page.
pub(crate) const MANAGERS: [Right; 5] =
    [Right::ManageLicences, Right::ManageUsers, Right::View, Right::ManageAccess, Right::Check];

pub(crate) fn right_boxes(screen: &Screen, ticked: &[Right]) -> Markup {
    html! {
        fieldset {
            legend { (t!(screen.lang, "access-rights")) }
            @for right in MANAGERS {
                (licentia_ui::tick_box(right.as_str(), "yes", &right_title(screen.lang, right), ticked.contains(&right)))
            }
        }
    }
}

fn invite_form(screen: &Screen) -> Markup {
    let lang = screen.lang;
    html! {
        form.stack method="post" action=(screen.to("/access/accounts")) {
            (Field::text("name", t!(lang, "access-name")).required())
            (Field::text("login", t!(lang, "access-login")).required())
            (right_boxes(screen, &[Right::View]))
            div.row { (Button::submit(t!(lang, "access-invite")).icon(Icon::Plus)) }
        }
    }
}

fn token_form(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let asked = screen.here.get("site").unwrap_or_default();
    let databases: Vec<(String, String, bool)> =
        names(&screen.at).map(|(slug, name)| (slug.to_owned(), name.to_owned(), slug == asked)).collect();
    html! {
        form.stack method="post" action=(screen.to("/access/tokens")) {
            (Field::text("label", t!(lang, "access-label")).hint(t!(lang, "access-label-hint")).required())
            @if databases.len() > 1 { (Field::select("installation", t!(lang, "satellites-token-for"), databases)) }
            (right_boxes(screen, &[Right::Check]))
            div.row { (Button::submit(t!(lang, "access-new-token")).icon(Icon::Plus)) }
        }
    }
}

/// The rights whose boxes are ticked in a form.
pub(crate) fn ticked(form: &Form) -> Rights {
    let ticked: Vec<Right> = MANAGERS.into_iter().filter(|right| form.has(right.as_str())).collect();
    Rights::of(&ticked)
}

async fn invite(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let [login, name] = ["login", "name"].map(|field| form.text(field).to_owned());
    let new = NewAccount { login, name, rights: ticked(&form), user: None };
    let made = match manager.access().invite(&granted, new).await {
        Ok(done) => {
            let link = manager.access().make_link(&granted, done.value, Purpose::SetUp).await?;
            let link = screen.to_send(&manager, &link.path);
            shown_once(&screen, &t!(screen.lang, "access-link-made"), &link)
        }
        Err(problem) => html! { (refusal(screen.lang, &problem)) },
    };
    access_page(&manager, &screen, Some(made)).await
}

async fn make_token(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let site = site_of(&manager, &screen.caller, form.get("installation")).await?;
    let new =
        NewToken { label: form.text("label").to_owned(), rights: ticked(&form), expires_at_ms: None, site };
    let made = match manager.access().make_token(&granted, new).await {
        Ok(done) => shown_once(&screen, &t!(screen.lang, "access-token-made"), &done.value.token),
        Err(problem) => html! { (refusal(screen.lang, &problem)) },
    };
    access_page(&manager, &screen, Some(made)).await
}

pub(crate) fn shown_once(screen: &Screen, what: &str, secret: &str) -> Markup {
    html! { (Notice::new(Tone::Good, html! { (what) " " (copyable(screen.lang, what, secret)) }).focused()) }
}

async fn revoke(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, no)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    manager.access().revoke_token(&screen.caller.may::<ManageAccess>()?, no).await?;
    Ok(Redirect::to(&screen.to("/access")).into_response())
}
