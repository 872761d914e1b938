//! The tab *Groups*: who belongs together and what they hold, and another name for a group.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::names::fold_search;
use licentia_platform::access::{ManageUsers, Right, View as MayView};
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{
    Button, Cell, Column, Dialog, Field, Icon, Lang, Panel, Row, Table, empty, encode, hidden, number, pager,
    search, t, tools,
};
use maud::{Markup, html};

use super::view::{Tab, View};
use super::{list, notice, title};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{Group, NewGroupName, groups, rename_group};

/// Groups on a page.
const PER_PAGE: usize = 50;
/// The plans of a group that its row names.
const NAMED: usize = 3;

pub(super) async fn body(manager: &Manager, screen: &Screen, view: &View) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let all = groups(manager, &screen.caller.may::<MayView>()?).await?;
    let typed = view.here.get("q").unwrap_or_default();
    let word = fold_search(typed.trim());
    let mut found: Vec<&Group> =
        all.iter().filter(|group| fold_search(&group.name).contains(&word)).collect();
    let sorted = view
        .here
        .get("sort")
        .filter(|sort| matches!(*sort, "-name" | "members" | "-members" | "active" | "-active"));
    let sorted = sorted.unwrap_or("name");
    match sorted.trim_start_matches('-') {
        "members" => found.sort_by_key(|group| group.members),
        "active" => found.sort_by_key(|group| group.active),
        _ => {}
    }
    if sorted.starts_with('-') {
        found.reverse();
    }
    let shown =
        found.iter().skip((view.page as usize).saturating_sub(1).saturating_mul(PER_PAGE)).take(PER_PAGE);
    let table = Table::new(lang, t!(lang, "users-groups"))
        .column(Column::new(t!(lang, "users-column-group")).sort("name"))
        .column(Column::new(t!(lang, "users-groups-members")).num().sort("members"))
        .column(Column::new(t!(lang, "users-can-log-in")).num().p2().sort("active"))
        .column(Column::new(t!(lang, "users-groups-hold")).p2())
        .sorted(&view.here, sorted)
        .rows(shown.map(|group| line(screen, group)));
    let field = search(&view.here, "q", &t!(lang, "users-groups-search"), &t!(lang, "users-groups-search"));
    Ok(html! {
        (tools(field, html! {}))
        @if all.is_empty() { (empty(Icon::Users, &t!(lang, "users-groups-none"), t!(lang, "users-groups-none-why"), &[])) }
        @else if found.is_empty() { (nobody(screen, lang, typed)) }
        @else { (Panel::new().flush(html! { (table) (pager(lang, &view.here, view.page, PER_PAGE as u64, found.len() as u64)) })) }
    })
}

fn nobody(screen: &Screen, lang: Lang, typed: &str) -> Markup {
    let clear = screen.to(&format!("/users?tab={}", Tab::Groups.word()));
    let clear = Button::link(t!(lang, "action-clear-search"), clear);
    empty(
        Icon::Search,
        &t!(lang, "users-groups-none-found", search = typed),
        t!(lang, "users-none-why"),
        &[clear],
    )
}

fn line(screen: &Screen, group: &Group) -> Row {
    let lang = screen.lang;
    let name = encode(&group.name);
    let members = |more: &str| screen.to(&format!("/users?tab=everybody&group={name}{more}"));
    let plans = group.plans.iter().take(NAMED);
    let row = Row::new()
        .cell(html! { a href=(members("")) { (group.name) } })
        .cell(number(lang, group.members))
        .cell(html! { a href=(members("&quick=can_log_in")) { (number(lang, group.active)) } })
        .with(
            Cell::new(html! {
                @if group.plans.is_empty() { "–" }
                @for (index, (no, count)) in plans.enumerate() {
                    @if index > 0 { ", " }
                    (title(&screen.at, lang, *no)) " " (number(lang, *count))
                }
                @if group.plans.len() > NAMED { " …" }
            })
            .class("quiet"),
        );
    if screen.caller.has(Right::ManageUsers) {
        let to = screen.to(&format!("/users/groups/rename?group={name}"));
        return row.act(Button::link(t!(lang, "users-groups-rename"), to).small().dialog());
    }
    row
}

pub(super) async fn ask(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageUsers>()?;
    let group = screen.here.get("group").unwrap_or_default().to_owned();
    dialog(&manager, screen, &group, &group, None).await
}

pub(super) async fn renamed(
    State(manager): State<Manager>,
    screen: Screen,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageUsers>()?;
    let (group, name) = (form.text("group").to_owned(), form.text("name").to_owned());
    match rename_group(&manager, &granted, NewGroupName { group: group.clone(), name: name.clone() }).await {
        Ok(_) => {
            let to = screen.to(&format!("/users?tab={}&q={}", Tab::Groups.word(), encode(name.trim())));
            Ok(Redirect::to(&to).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => dialog(&manager, screen, &group, &name, Some(problem)).await,
    }
}

async fn dialog(
    manager: &Manager,
    mut screen: Screen,
    group: &str,
    typed: &str,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let lang = screen.lang;
    let all = groups(manager, &screen.caller.may::<MayView>()?).await?;
    let members = all.iter().find(|known| known.name == group).map_or(0, |known| known.members);
    let back = format!("{}?tab={}", screen.to("/users"), Tab::Groups.word());
    let known = typed != group && all.iter().any(|known| known.name == typed.trim());
    let dialog = Dialog::new(lang, t!(lang, "users-groups-rename-title", group = group), back)
        .narrow()
        .form(screen.to("/users/groups/rename"))
        .body(html! {
            @if let Some(problem) = &refused { (notice(lang, problem)) }
            p { (t!(lang, "users-groups-rename-means", count = members)) }
            @if known { p { (t!(lang, "users-groups-rename-joins", group = typed)) } }
            (hidden("group", group))
            (Field::text("name", t!(lang, "users-groups-rename-name")).value(typed).required().autocomplete("off").focused())
        });
    let footer = html! {
        (dialog.cancel())
        (Button::submit(t!(lang, "users-groups-rename")).primary())
    };
    screen.here = licentia_ui::Here::new(&screen.to("/users"), &format!("tab={}", Tab::Groups.word()));
    let behind = list::body(manager, &screen).await?;
    Ok(screen.dialog("users", behind, &dialog.footer(footer)))
}
