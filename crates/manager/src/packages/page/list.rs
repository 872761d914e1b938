//! The list of packages: everything that was ever loaded.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Column, Head, Icon, Lang, Panel, Row, Table, dash, empty, moment, t};
use maud::{Markup, html};

use super::{state_tag, zone};
use crate::packages::{Listed, Origin};
use crate::page::Screen;
use crate::sealed::PackageState;
use crate::state::Manager;

pub(super) async fn list(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "packages-title"), "packages", body))
}

/// The whole list; also what lies behind the dialogs.
pub(crate) async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let packages = crate::packages::list(manager, &screen.caller.may::<View>()?).await?;
    let lang = screen.lang;
    let may = screen.caller.has(Right::ManageLicences);
    let head = Head::new(t!(lang, "packages-title")).lead(html! { (t!(lang, "packages-lead")) });
    let head = if may { head.action(load_button(screen)) } else { head };
    let table = packages.iter().fold(
        Table::new(lang, t!(lang, "packages-title"))
            .column(Column::new(t!(lang, "packages-column-package")))
            .column(Column::new(t!(lang, "packages-column-issuer")))
            .column(Column::new(t!(lang, "packages-column-state")))
            .column(Column::new(t!(lang, "packages-column-loaded")).p2())
            .column(Column::new(t!(lang, "packages-column-activated")).p3()),
        |table, package| table.row(listed(manager, screen, package)),
    );
    let first = load_button(screen).primary();
    Ok(html! {
        (head)
        @if packages.is_empty() {
            (empty(Icon::File, &t!(lang, "licences-empty-title"), t!(lang, "licences-empty-why"), if may { std::slice::from_ref(&first) } else { &[] }))
        } @else {
            (Panel::new().flush(table))
        }
    })
}

fn load_button(screen: &Screen) -> Button {
    Button::link(t!(screen.lang, "packages-load-title"), screen.to("/packages/load"))
        .icon(Icon::Upload)
        .dialog()
}

/// How a package came here.
fn origin(lang: Lang, origin: Origin) -> String {
    match origin {
        Origin::File => t!(lang, "packages-origin-file"),
        Origin::Fetched => t!(lang, "packages-origin-fetched"),
        Origin::Response => t!(lang, "packages-origin-response"),
    }
}

fn listed(manager: &Manager, screen: &Screen, package: &Listed) -> Row {
    let (lang, now) = (screen.lang, manager.clock().now_ms());
    let zone = zone(screen);
    let at = |ms: Option<i64>| match ms {
        Some(ms) => moment(lang, ms, now, &zone),
        None => html! { span.quiet { (dash()) } },
    };
    let issuer = screen.at.packages().iter().find(|p| p.package.issuer.as_str() == package.issuer);
    let issuer = issuer.map_or(package.issuer.as_str(), |p| p.package.issuer_title(lang.tag()));
    let href = screen.to(&format!("/packages/{}", package.id));
    let row = Row::new()
        .cell(html! { a href=(href) data-dialog { (t!(lang, "licences-package-number", number = package.sequence)) } })
        .cell(issuer)
        .cell(state_tag(lang, package.state))
        .cell(html! { (at(Some(package.loaded_at))) small.line { (origin(lang, package.origin)) } })
        .cell(at(package.activated_at));
    match package.state {
        PackageState::Replaced | PackageState::Dismissed | PackageState::Deleted => row.state("past"),
        _ => row,
    }
}
