//! The page that answers the search of the top bar.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Head, Icon, Panel, Row, Table, count, date_or_dash, empty, encode, number,
    person_of, t,
};
use maud::{Markup, html};

use super::{Found, MOST};
use crate::packages::state_tag;
use crate::page::Screen;
use crate::state::Manager;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/search", get(show))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let words = screen.here.get("q").unwrap_or_default().trim().to_owned();
    if words.is_empty() {
        return Ok(Redirect::to(&screen.to("/users")).into_response());
    }
    let found = super::find(&manager, &granted, &screen.at, (&words, screen.lang)).await?;
    if let Some(there) = there(&screen, &found, &words) {
        return Ok(Redirect::to(&there).into_response());
    }
    let title = t!(screen.lang, "search-title", words = words.as_str());
    let body = html! {
        (Head::new(title.as_str()))
        @if found.users.total == 0 && found.products.is_empty() && found.packages.is_empty() {
            (nothing(&screen))
        }
        // Products and packages are few and called exactly so; whoever has a product is found by its name, too.
        @if !found.products.is_empty() { (products(&screen, &found, &words)) }
        @if !found.packages.is_empty() { (packages(&screen, &found)) }
        @if found.users.total > 0 { (users(&screen, &found, &words)) }
    };
    Ok(screen.page(&title, "", body))
}

/// Where whoever typed this wants to be: what alone is called so, or the list of users, which does more with many of them.
fn there(screen: &Screen, found: &Found<'_>, words: &str) -> Option<String> {
    match (found.users.total, found.products.as_slice(), found.packages.as_slice()) {
        (1, [], []) => found.users.items.first().map(|user| address(screen, "users", &user.row.id)),
        (2.., [], []) => Some(everybody(screen, words)),
        (0, [product], []) => Some(address(screen, "products", product.module.name.as_str())),
        (0, [], [package]) => Some(address(screen, "packages", &package.id)),
        _ => None,
    }
}

fn address(screen: &Screen, noun: &str, id: &str) -> String {
    screen.to(&format!("/{noun}/{}", encode(id)))
}

fn everybody(screen: &Screen, words: &str) -> String {
    screen.to(&format!("/users?tab=everybody&q={}", encode(words)))
}

fn nothing(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let links = [
        Button::link(t!(lang, "search-all-users"), screen.to("/users")),
        Button::link(t!(lang, "search-all-products"), screen.to("/products")),
    ];
    empty(Icon::Search, &t!(lang, "search-nothing"), t!(lang, "search-nothing-why-manager"), &links)
}

fn users(screen: &Screen, found: &Found<'_>, words: &str) -> Panel {
    let lang = screen.lang;
    let plans = |user: &crate::users::Listed| {
        let titles = user.plans.iter().filter_map(|(no, ..)| screen.at.licences().module(*no));
        let mut titles: Vec<&str> = titles.map(|module| module.title(lang.tag())).collect();
        titles.dedup();
        titles.join(", ")
    };
    let rows = found.users.items.iter().map(|user| {
        let to = address(screen, "users", &user.row.id);
        Row::new()
            .cell(person_of(&user.row.name, &to, Some(&user.row.login), user.portrait.as_deref()))
            .cell(user.row.groups.first().map_or("–", String::as_str))
            .cell(plans(user))
    });
    let table = Table::new(lang, t!(lang, "users-title"))
        .column(Column::new(t!(lang, "users-column-name")))
        .column(Column::new(t!(lang, "users-column-groups")).p2())
        .column(Column::new(t!(lang, "users-column-plan")).p2())
        .rows(rows);
    let panel =
        Panel::titled("users", t!(lang, "users-title")).aside(count(lang, found.users.total)).flush(table);
    if found.users.total <= found.users.items.len() as u64 {
        return panel;
    }
    let all = t!(lang, "search-all-hits-users", count = found.users.total);
    panel.footer(html! { a href=(everybody(screen, words)) { (all) } })
}

fn products(screen: &Screen, found: &Found<'_>, words: &str) -> Panel {
    let lang = screen.lang;
    let rows = found.products.iter().take(MOST).map(|product| {
        let name = product.module.name.as_str();
        let to = address(screen, "products", name);
        Row::new()
            .cell(
                html! { a href=(to) { (product.module.title(lang.tag())) } " " code.quiet.small { (name) } },
            )
            .with(Cell::new(date_or_dash(lang, product.until)))
            .with(Cell::new(number(lang, product.in_use)))
    });
    let table = Table::new(lang, t!(lang, "products-title"))
        .column(Column::new(t!(lang, "products-column-name")))
        .column(Column::new(t!(lang, "products-column-due")).p2())
        .column(Column::new(t!(lang, "products-column-in-use")).num())
        .rows(rows);
    let total = found.products.len();
    let panel = Panel::titled("products", t!(lang, "products-title")).aside(count(lang, total)).flush(table);
    if total <= MOST {
        return panel;
    }
    let to = screen.to(&format!("/products?q={}", encode(words)));
    panel.footer(html! { a href=(to) { (t!(lang, "search-all-hits-products", count = total)) } })
}

fn packages(screen: &Screen, found: &Found<'_>) -> Panel {
    let lang = screen.lang;
    let rows = found.packages.iter().take(MOST).map(|package| {
        let to = address(screen, "packages", &package.id);
        let number = t!(lang, "licences-package-number", number = package.sequence);
        Row::new()
            .cell(html! { a href=(to) { (number) } })
            .cell(&package.issuer)
            .cell(state_tag(lang, package.state))
    });
    let table = Table::new(lang, t!(lang, "packages-title"))
        .column(Column::new(t!(lang, "packages-column-package")))
        .column(Column::new(t!(lang, "packages-column-issuer")).p2())
        .column(Column::new(t!(lang, "packages-column-state")))
        .rows(rows);
    let total = found.packages.len();
    let panel = Panel::titled("packages", t!(lang, "packages-title")).aside(count(lang, total)).flush(table);
    if total <= MOST {
        return panel;
    }
    let all = t!(lang, "search-all-hits-packages", count = total);
    panel.footer(html! { a href=(screen.to("/packages")) { (all) } })
}
