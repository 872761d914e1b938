//! What happened to a user.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{Feed, Head, Lang, Panel, has_text, moment, t, text};
use maud::{Markup, html};

use super::{address, show, title};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::{Happened, Listed, find, history};

/// Changes on the user's page.
const FIRST: usize = 8;
/// Changes on the page of its own.
const ALL: usize = 500;
/// Modules that one change names.
const NAMED: usize = 4;

/// Everything that is known, newest first.
pub(super) async fn page(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let (lang, granted) = (screen.lang, screen.caller.may::<View>()?);
    let user = find(&manager, &granted, &user).await?;
    let happened = history(&manager, &granted, user.row.no, ALL).await?;
    let name = show::name(lang, &user);
    let back = address(&screen, &user.row.login, &user.row.id);
    let title = t!(lang, "people-history-of", name = name.as_str());
    let head = Head::new(title.clone())
        .crumb(lang, t!(lang, "users-title"), screen.to("/users"))
        .crumb(lang, name, back);
    let body = html! { (head) (Panel::new().body(feed(&manager, &screen, &happened))) };
    Ok(screen.page(&title, "users", body))
}

/// The newest changes, on the user's page.
pub(super) async fn panel(manager: &Manager, screen: &Screen, user: &Listed) -> Result<Markup, Problem> {
    let happened = history(manager, &screen.caller.may::<View>()?, user.row.no, FIRST + 1).await?;
    let all = format!("{}/history", address(screen, &user.row.login, &user.row.id));
    let more = happened.len() > FIRST;
    let first = &happened[..happened.len().min(FIRST)];
    let mut panel =
        Panel::titled("history", t!(screen.lang, "users-history")).body(feed(manager, screen, first));
    if more {
        panel = panel.aside(html! { a href=(all) { (t!(screen.lang, "people-history-all")) } });
    }
    Ok(html! { (panel) })
}

fn feed(manager: &Manager, screen: &Screen, happened: &[Happened]) -> Markup {
    let lang = screen.lang;
    if happened.is_empty() {
        return html! { p.quiet { (t!(lang, "users-history-none")) } };
    }
    let (now, zone) = (manager.now_ms(), crate::day::zone(&screen.at.installation().zone));
    let feed = happened.iter().fold(Feed::new(), |feed, one| {
        feed.item(what(screen, one), Some(who(lang, one)), moment(lang, one.at_ms, now, &zone))
    });
    html! { (feed) }
}

/// What happened: of the modules concerned by what became of them, otherwise by the kind of change.
fn what(screen: &Screen, one: &Happened) -> String {
    let lang = screen.lang;
    let of = |word: &str| {
        let modules: Vec<String> = one
            .modules
            .iter()
            .filter(|(_, what)| what == word)
            .map(|(no, _)| title(&screen.at, lang, *no))
            .collect();
        let more = modules.len().saturating_sub(NAMED);
        let shown = modules.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        (!modules.is_empty()).then_some(if more > 0 { format!("{shown} +{more}") } else { shown })
    };
    let mut parts = Vec::new();
    if let Some(modules) = of("assigned") {
        parts.push(t!(lang, "users-did-assigned", modules = modules.as_str()));
    }
    if let Some(modules) = of("replaced") {
        parts.push(t!(lang, "users-did-replaced", modules = modules.as_str()));
    }
    if let Some(modules) = of("recalled") {
        parts.push(t!(lang, "users-did-recalled", modules = modules.as_str()));
    }
    if let Some(modules) = of("healed") {
        parts.push(t!(lang, "users-did-healed", modules = modules.as_str()));
    }
    if !parts.is_empty() {
        return parts.join(" · ");
    }
    let key = format!("ledger-kind-{}", one.kind.replace('.', "-"));
    if has_text(lang, &key) { text(lang, &key) } else { one.kind.clone() }
}

fn who(lang: Lang, one: &Happened) -> Markup {
    let system = one.actor.starts_with("system:") || one.actor == "setup";
    let name =
        one.name.clone().unwrap_or_else(|| if system { t!(lang, "word-system") } else { one.actor.clone() });
    html! { (name) @if let Some(reason) = &one.reason { ": “" (reason) "”" } }
}
