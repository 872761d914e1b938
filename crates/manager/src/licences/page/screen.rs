//! The Licences screen itself.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_ui::{Button, Head, Icon, empty, t};
use maud::{Markup, html};

use super::tabs::{self, Tab};
use super::{delete, list, owner, update};
use crate::page::Screen;
use crate::state::Manager;
use crate::{packages, storefront};

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "licences-title"), "licences", body))
}

/// The whole screen; also what lies behind its dialogs.
pub(crate) async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let packages = packages::list(manager, &screen.caller.may::<View>()?).await?;
    let tabs = tabs::all(manager, screen, &packages).await?;
    let chosen = screen.here.get("issuer");
    let current = tabs.iter().position(|tab| Some(tab.name.as_str()) == chosen).unwrap_or(0);
    let here = screen.here.without("activated").without("deleted");
    let bar = tabs::bar(screen, &here, &tabs, Some(current));
    let Some(tab) = tabs.get(current) else {
        return Ok(html! { (head(manager, screen, None)) (bar) (nothing_yet(screen)) });
    };
    Ok(html! {
        (head(manager, screen, Some(tab)))
        (bar)
        @if let Some(notice) = delete::just_deleted(screen) { (notice) }
        (update::notices(manager, screen, tab, &packages))
        @match tab.issuer {
            Some((no, issuer)) => {
                (owner::section(manager, screen, tab, no, issuer))
                (list::section(manager, screen, no))
            },
            None => { (nothing_of(screen, tab)) },
        }
    })
}

/// Title and actions: what one does with licences, the seldom needed behind the three dots.
fn head(manager: &Manager, screen: &Screen, tab: Option<&Tab<'_>>) -> Head {
    let lang = screen.lang;
    let mut head = Head::new(t!(lang, "licences-title"));
    if screen.caller.has(Right::ManageLicences) {
        if screen.at.installation().serial.is_some() {
            head = head.action(request_button(screen, tab)).action(load_button(screen));
        }
        if let Some(purchase) = tab.and_then(|tab| storefront::button(manager, screen, &tab.name, None)) {
            head = head.action(purchase);
        }
        head = head.action_markup(more(screen, tab));
    }
    head
}

/// *Request licences*: as a file.
fn request_button(screen: &Screen, tab: Option<&Tab<'_>>) -> Button {
    let query = tab.map_or_else(String::new, |tab| format!("?issuer={}", tab.name));
    Button::link(t!(screen.lang, "requests-title"), screen.to(&format!("/requests{query}")))
        .icon(Icon::Download)
        .dialog()
}

/// *Load licence from file*.
fn load_button(screen: &Screen) -> Button {
    Button::link(t!(screen.lang, "packages-load-title"), screen.to("/packages/load"))
        .icon(Icon::Upload)
        .dialog()
}

/// What is seldom needed: another serial number, and deletion.
fn more(screen: &Screen, tab: Option<&Tab<'_>>) -> Markup {
    let lang = screen.lang;
    let licensed = screen.at.installation().licensed_before;
    let serial =
        if licensed { t!(lang, "licences-serial-change") } else { t!(lang, "licences-holder-enter") };
    let partner = tab.filter(|tab| tab.partner && tab.issuer.is_some());
    let title = |tab: &Tab<'_>| tab.title.clone();
    html! {
        span.more {
            (Button::opens(t!(lang, "licences-more"), "more").icon(Icon::Dots).only_icon())
            div.popup id="more" popover {
                ul {
                    li { a href=(screen.to("/holder")) { (serial) } }
                    @if let Some(tab) = partner {
                        li { a.bad href=(screen.to(&format!("/licences/delete?issuer={}", tab.name))) data-dialog { (t!(lang, "licences-delete-partner", issuer = title(tab))) } }
                    }
                    @if !screen.at.packages().is_empty() {
                        li { a.bad href=(screen.to("/licences/delete")) data-dialog { (t!(lang, "licences-delete-all")) } }
                    }
                }
            }
        }
    }
}

/// A fresh installation: who it belongs to comes first, then a licence.
fn nothing_yet(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let may = screen.caller.has(Right::ManageLicences);
    if screen.at.installation().serial.is_some() {
        let buttons = [load_button(screen).primary(), request_button(screen, None)];
        let why = html! { (t!(lang, "licences-empty-why")) };
        return empty(Icon::Key, &t!(lang, "licences-empty-title"), why, if may { &buttons } else { &[] });
    }
    let enter = Button::link(t!(lang, "licences-holder-enter"), screen.to("/holder")).primary();
    let why = html! { (t!(lang, "licences-fresh-why")) };
    let buttons = [enter];
    empty(Icon::Key, &t!(lang, "licences-fresh-title"), why, if may { &buttons } else { &[] })
}

/// An issuer of whom nothing is in force: not yet, or not any more.
fn nothing_of(screen: &Screen, tab: &Tab<'_>) -> Markup {
    let lang = screen.lang;
    let title = t!(lang, "licences-none-title", issuer = tab.title.as_str());
    let why = html! { (if tab.waiting.is_some() { t!(lang, "licences-none-waits") } else { t!(lang, "licences-none-why") }) };
    let buttons = [load_button(screen), request_button(screen, Some(tab))];
    let may = screen.caller.has(Right::ManageLicences) && tab.waiting.is_none();
    empty(Icon::Key, &title, why, if may { &buttons } else { &[] })
}
