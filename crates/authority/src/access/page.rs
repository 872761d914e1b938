//! The page *Access*: accounts and tokens.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use licentia_platform::access::{Account, ManageAccess, NewAccount, NewToken, Purpose, Right, Rights, Token};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Field, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, copyable, t, text,
    tick_box,
};
use maud::{Markup, html};

use super::RIGHTS;
use crate::page::{Screen, refusal};
use crate::state::Authority;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    super::sign_in::page::routes()
        .route("/access", get(show))
        .route("/access/accounts", post(invite))
        .route("/access/tokens", post(make_token))
        .route("/access/tokens/{no}/revoke", post(revoke))
}

async fn show(State(authority): State<Authority>, screen: Screen) -> Result<Response, Problem> {
    access_page(&authority, &screen, html! {}).await
}

/// Accounts and tokens, with what was just made on top: the only time a secret can be read.
async fn access_page(authority: &Authority, screen: &Screen, made: Markup) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let lang = screen.lang;
    let accounts = authority.access().accounts(&granted).await?;
    let tokens = authority.access().tokens(&granted).await?;
    let body = html! {
        (Head::new(t!(lang, "access-title")))
        (made)
        (Panel::titled("accounts", t!(lang, "access-accounts")).flush(accounts_table(lang, &accounts)))
        (Panel::titled("invite", t!(lang, "access-invite")).body(invite_form(lang)))
        (Panel::titled("tokens", t!(lang, "access-tokens")).flush(tokens_table(lang, &tokens)))
        (Panel::titled("new-token", t!(lang, "access-new-token")).body(token_form(lang)))
    };
    Ok(screen.page(&t!(lang, "access-title"), "access", body))
}

fn accounts_table(lang: Lang, accounts: &[Account]) -> Table {
    let table = Table::new(lang, t!(lang, "access-accounts"))
        .column(Column::new(t!(lang, "access-name")))
        .column(Column::new(t!(lang, "access-login")))
        .column(Column::new(t!(lang, "access-rights")).p2());
    table.rows(accounts.iter().map(|account| {
        Row::new().cell(&account.name).cell(&account.login).with(Cell::new(rights(lang, account.rights)))
    }))
}

fn tokens_table(lang: Lang, tokens: &[Token]) -> Table {
    let table = Table::new(lang, t!(lang, "access-tokens"))
        .column(Column::new(t!(lang, "access-label")))
        .column(Column::new(t!(lang, "access-rights")).p2())
        .column(Column::new(t!(lang, "access-token-state")));
    table.rows(tokens.iter().map(|token| {
        let action = format!("/access/tokens/{}/revoke", token.no);
        let state = html! {
            @if token.state.as_str() == "active" {
                form method="post" action=(action) { (Button::submit(t!(lang, "access-revoke")).small().danger()) }
            } @else { (Tag::new(Tone::Plain, t!(lang, "access-token-ended"))) }
        };
        Row::new().cell(&token.label).with(Cell::new(rights(lang, token.rights))).cell(state)
    }))
}

fn rights(lang: Lang, rights: Rights) -> Markup {
    html! { @for right in rights.iter() { (Tag::new(Tone::Plain, right_name(lang, right))) " " } }
}

fn right_name(lang: Lang, right: Right) -> String {
    text(lang, &format!("right-{}", right.as_str()))
}

fn right_boxes(lang: Lang, ticked: Right) -> Markup {
    html! {
        fieldset {
            legend { (t!(lang, "access-rights")) }
            @for right in RIGHTS {
                (tick_box("right", right.as_str(), &right_name(lang, right), right == ticked))
            }
        }
    }
}

fn invite_form(lang: Lang) -> Markup {
    html! {
        form.stack method="post" action="/access/accounts" {
            (Field::text("name", t!(lang, "access-name")).required())
            (Field::text("login", t!(lang, "access-login")).required())
            (right_boxes(lang, Right::View))
            div.row { (Button::submit(t!(lang, "access-invite")).icon(Icon::Plus)) }
        }
    }
}

fn token_form(lang: Lang) -> Markup {
    let label = Field::text("label", t!(lang, "access-label"));
    html! {
        form.stack method="post" action="/access/tokens" {
            (label.hint(t!(lang, "access-label-hint")).required())
            (right_boxes(lang, Right::View))
            div.row { (Button::submit(t!(lang, "access-new-token")).icon(Icon::Plus)) }
        }
    }
}

/// The rights whose boxes are ticked; words that are no right of the authority's are nobody's ticks.
fn ticked(form: &Form) -> Rights {
    RIGHTS.into_iter().filter(|right| form.all("right").any(|word| word == right.as_str())).collect()
}

async fn invite(State(authority): State<Authority>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let [login, name] = ["login", "name"].map(|field| form.text(field).to_owned());
    let new = NewAccount { login, name, rights: ticked(&form), user: None };
    let invited = match authority.access().invite(&granted, new).await {
        Ok(done) => authority.access().make_link(&granted, done.value, Purpose::SetUp).await,
        Err(problem) => Err(problem),
    };
    let lang = screen.lang;
    let made = match invited {
        Ok(link) => secret(lang, &t!(lang, "access-link-made"), &link.path),
        Err(problem) if problem.is_internal() => return Err(problem),
        Err(problem) => html! { (refusal(lang, &problem)) },
    };
    access_page(&authority, &screen, made).await
}

async fn make_token(
    State(authority): State<Authority>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageAccess>()?;
    let label = form.text("label").to_owned();
    let new = NewToken { label, rights: ticked(&form), expires_at_ms: None, site: None };
    let lang = screen.lang;
    let made = match authority.access().make_token(&granted, new).await {
        Ok(done) => secret(lang, &t!(lang, "access-token-made"), &done.value.token),
        Err(problem) if problem.is_internal() => return Err(problem),
        Err(problem) => html! { (refusal(lang, &problem)) },
    };
    access_page(&authority, &screen, made).await
}

fn secret(lang: Lang, words: &str, secret: &str) -> Markup {
    html! { (Notice::new(Tone::Good, html! { (words) " " (copyable(lang, words, secret)) }).focused()) }
}

async fn revoke(
    State(authority): State<Authority>,
    screen: Screen,
    Path(no): Path<i64>,
) -> Result<Response, Problem> {
    authority.access().revoke_token(&screen.caller.may::<ManageAccess>()?, no).await?;
    Ok(Redirect::to("/access").into_response())
}
