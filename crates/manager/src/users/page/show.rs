//! One user: who it is, what it holds and why, and what happened.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Facts, Feed, Head, Icon, Lang, Panel, Tag, Tone, copyable, date_short, encode, has_text, moment,
    t, text,
};
use maud::{Markup, html};

use super::licences::{self, Typed};
use super::{address, list, notice, title};
use crate::page::Screen;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::{Happened, Listed, find, history};

/// Changes shown.
const HISTORY: usize = 12;
/// Modules that one change names.
const NAMED: usize = 4;

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let body = body(&manager, &screen, &user, None).await?;
    Ok(screen.page(&name(screen.lang, &user), "users", body))
}

fn name(lang: Lang, user: &Listed) -> String {
    if user.row.state == UserState::Deleted { t!(lang, "users-deleted-name") } else { user.row.name.clone() }
}

/// The page without its frame, also behind a dialog; `typed` is a change that was refused.
pub(super) async fn body(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    typed: Option<&Typed<'_>>,
) -> Result<Markup, Problem> {
    let happened = history(manager, &screen.caller.may::<View>()?, user.row.no, HISTORY).await?;
    let (plans, further) = licences::fields(screen, user, typed);
    let columns = html! {
        div.cols {
            div.stack {
                @if user.row.state == UserState::Active { (plans) }
                (licences::effective(screen, user))
            }
            div.stack {
                @if user.row.state == UserState::Active { (further) }
                (Panel::titled("history", t!(screen.lang, "users-history")).body(feed(manager, screen, &happened)))
            }
        }
    };
    Ok(html! {
        (head(screen, user))
        (facts(screen, user))
        @if let Some(typed) = typed { (notice(screen.lang, &typed.problem)) }
        @if user.row.state == UserState::Active { form method="post" action=(licences::action(screen, user)) { (columns) } }
        @else { (columns) }
    })
}

fn head(screen: &Screen, user: &Listed) -> Head {
    let (lang, row) = (screen.lang, &user.row);
    let mut head = Head::new(name(lang, user))
        .crumb(lang, t!(lang, "users-title"), screen.to("/users"))
        .portrait(name(lang, user));
    if row.state == UserState::Deleted {
        return head;
    }
    let why = format!("{}?user={}", screen.to("/why"), encode(&row.login));
    head = head.action(Button::link(t!(lang, "users-why-not"), why).icon(Icon::Ask));
    if !screen.caller.has(Right::ManageUsers) {
        return head;
    }
    let to = |act: &str| format!("{}/{act}", address(screen, &row.login, &row.id));
    head = head.action(Button::link(t!(lang, "users-edit"), to("edit")).icon(Icon::Edit).dialog());
    let stand = match (row.state, row.can_log_in) {
        (UserState::Former, _) => (t!(lang, "users-return"), "return"),
        (_, true) => (t!(lang, "users-deactivate"), "deactivate"),
        (_, false) => (t!(lang, "users-activate"), "activate"),
    };
    head = head.action(Button::link(stand.0, to(stand.1)).dialog());
    if row.state == UserState::Active {
        head = head.action(Button::link(t!(lang, "users-retire"), to("retire")).dialog());
    }
    head.action(Button::link(t!(lang, "users-delete"), to("delete")).danger().dialog())
}

fn facts(screen: &Screen, user: &Listed) -> Facts {
    let (lang, row) = (screen.lang, &user.row);
    let yes_no = if row.can_log_in {
        Tag::good(t!(lang, "word-yes")).icon(Icon::Tick)
    } else {
        Tag::new(Tone::Plain, t!(lang, "word-no"))
    };
    let last = row.last_used.as_deref().and_then(|day| day.parse().ok());
    let last =
        html! { @match last { Some(day) => (date_short(lang, day)), None => (t!(lang, "word-never")) } };
    let groups = if row.groups.is_empty() { "–".to_owned() } else { row.groups.join(", ") };
    Facts::new()
        .mono(t!(lang, "users-column-login"), &row.login)
        .maybe(t!(lang, "users-email"), row.email.as_ref())
        .fact(t!(lang, "users-groups"), groups)
        .fact(t!(lang, "users-kind"), text(lang, &format!("kind-{}", kind(user))))
        .fact(t!(lang, "users-can-log-in"), yes_no)
        .fact(t!(lang, "users-column-state"), list::state(lang, user))
        .fact(t!(lang, "users-column-last-used"), last)
        .fact(t!(lang, "users-id"), copyable(lang, &t!(lang, "users-id"), &row.id))
}

fn kind(user: &Listed) -> &'static str {
    use licentia_core::licence::UserKind as Kind;
    match user.row.kind {
        Kind::Internal => "internal",
        Kind::Resource => "resource",
        Kind::External => "external",
        Kind::Anonymous => "anonymous",
        Kind::System => "system",
    }
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
