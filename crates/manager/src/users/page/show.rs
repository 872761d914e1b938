//! One user: who it is, what it holds and why, and what happened.

use axum::extract::State;
use axum::response::Response;
use licentia_platform::access::{ManageAccess, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Facts, Head, Icon, Lang, Notice, Panel, Tag, Tone, copyable, date_short, encode, moment, t, text,
};
use maud::{Markup, Render, html};

use super::licences::{self, Typed};
use super::{address, effective, filter, history, in_view, list, notice, sessions, view_query};
use crate::page::Screen;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::neighbours::neighbours;
use crate::users::{Listed, Named, account, find, portraits, site_slug};

/// Attributes shown.
const ATTRIBUTES: usize = 50;

pub(super) async fn show(
    State(manager): State<Manager>,
    screen: Screen,
    Path((_, user)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let user = find(&manager, &screen.caller.may::<View>()?, &user).await?;
    let body = body(&manager, &screen, &user, None).await?;
    Ok(screen.page(&name(screen.lang, &user), "users", body))
}

pub(super) fn name(lang: Lang, user: &Listed) -> String {
    if user.row.state == UserState::Deleted { t!(lang, "users-deleted-name") } else { user.row.name.clone() }
}

/// The page without its frame, also behind a dialog; `typed` is a change that was refused.
pub(crate) async fn body(
    manager: &Manager,
    screen: &Screen,
    user: &Listed,
    typed: Option<&Typed<'_>>,
) -> Result<Markup, Problem> {
    let (held, by) = effective::of(manager, screen, user).await?;
    let with_us = user.row.state == UserState::Active;
    let (plans, further) = licences::fields(screen, user, typed, &by);
    let account = match screen.caller.may::<ManageAccess>() {
        Ok(granted) if user.row.state != UserState::Deleted => {
            account::page::panel(manager, screen, &granted, user).await?
        }
        _ => html! {},
    };
    let columns = html! {
        div.cols {
            div.stack {
                @if with_us { (plans) }
                (effective::section(screen, user, &held, &by))
            }
            div.stack {
                @if with_us { (further) }
                (sessions::panel(manager, screen, user).await?)
                (account)
                (details(manager, screen, user))
                (history::panel(manager, screen, user).await?)
            }
        }
    };
    Ok(html! {
        (head(screen, user, arrows(manager, screen, user).await?))
        (facts(screen, user))
        @if user.row.waiting_for_approval && with_us { (approval(screen, user)) }
        @if let Some(typed) = typed { (notice(screen.lang, &typed.problem)) }
        @if with_us { form method="post" action=(licences::action(screen, user)) { (columns) } }
        @else { (columns) }
    })
}

/// The users before and after in the list that the address carries; the whole list by name where it carries none.
async fn arrows(manager: &Manager, screen: &Screen, user: &Listed) -> Result<Markup, Problem> {
    let sort = screen.here.get("sort").and_then(|sort| sort.parse().ok()).unwrap_or_default();
    let granted = screen.caller.may::<View>()?;
    let mut asked = filter(&screen.here);
    if screen.here.get("tab").is_none() {
        asked.associates = None;
    }
    let found = neighbours(manager, &granted, &asked, sort, user).await;
    let (before, after) = found.unwrap_or_default();
    let lang = screen.lang;
    let arrow = |label: String, icon, to: Option<Named>| match to {
        Some(to) => {
            let href = in_view(screen, &to.login, &to.id);
            Button::link(format!("{label}: {}", to.name), href).icon(icon).only_icon().plain().render()
        }
        None => html! {},
    };
    Ok(html! {
        (arrow(t!(lang, "people-previous"), Icon::Left, before))
        (arrow(t!(lang, "people-next"), Icon::Right, after))
    })
}

fn head(screen: &Screen, user: &Listed, arrows: Markup) -> Head {
    let (lang, row) = (screen.lang, &user.row);
    let mut head = Head::new(name(lang, user))
        .crumb(lang, t!(lang, "users-title"), format!("{}{}", screen.to("/users"), view_query(screen)))
        .portrait(name(lang, user))
        .picture(user.portrait.as_deref())
        .action_markup(arrows);
    if row.state == UserState::Deleted {
        return head;
    }
    let why = format!("{}?user={}", screen.to("/why"), encode(&row.login));
    head = head.action(Button::link(t!(lang, "users-why-not"), why).icon(Icon::Ask));
    let to = |act: &str| format!("{}/{act}", address(screen, &row.login, &row.id));
    let leave = Button::link(t!(lang, "people-leave"), to("leave")).dialog();
    if !screen.caller.has(Right::ManageUsers) {
        return if screen.caller.has(Right::ManageLicences) { head.action(leave) } else { head };
    }
    head = head.action(Button::link(t!(lang, "users-edit"), to("edit")).icon(Icon::Edit).dialog());
    let stand = match (row.state, row.can_log_in) {
        (UserState::Former, _) => (t!(lang, "users-return"), "return"),
        (_, true) => (t!(lang, "users-deactivate"), "deactivate"),
        (_, false) => (t!(lang, "users-activate"), "activate"),
    };
    head.action(Button::link(stand.0, to(stand.1)).dialog()).action(leave)
}

/// Somebody has yet to say that the user may come in.
fn approval(screen: &Screen, user: &Listed) -> Notice {
    let lang = screen.lang;
    let notice = Notice::new(Tone::Warn, t!(lang, "people-waits-for-approval")).icon(Icon::Clock);
    if !screen.caller.has(Right::ManageUsers) {
        return notice;
    }
    let to = format!("{}/approve", address(screen, &user.row.login, &user.row.id));
    notice.action(Button::link(t!(lang, "people-approve"), to).primary().small().dialog())
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
    Facts::new()
        .mono(t!(lang, "users-column-login"), &row.login)
        .maybe(t!(lang, "users-email"), row.email.as_ref())
        .maybe(t!(lang, "people-primary-group"), row.groups.first())
        .maybe(t!(lang, "people-role"), row.role.as_ref())
        .fact(t!(lang, "users-kind"), text(lang, &format!("kind-{}", kind(user))))
        .fact(t!(lang, "users-can-log-in"), yes_no)
        .fact(t!(lang, "users-column-state"), list::state(lang, user))
        .fact(t!(lang, "users-column-last-used"), last)
}

/// The rest of what is kept about the person.
fn details(manager: &Manager, screen: &Screen, user: &Listed) -> Panel {
    let (lang, row) = (screen.lang, &user.row);
    let (now, zone) = (manager.now_ms(), crate::day::zone(&screen.at.installation().zone));
    let others = row.groups.get(1..).filter(|groups| !groups.is_empty()).map(|groups| groups.join(", "));
    let sites: Vec<String> = row.sites.iter().filter_map(|no| site_slug(&screen.at, *no)).collect();
    let sites =
        Some(sites.join(", ")).filter(|_| row.sites.len() > 1 || row.sites != [crate::sealed::CENTRAL]);
    let mut facts = Facts::new()
        .maybe(t!(lang, "people-portrait"), portraits::page::fact(screen, user))
        .maybe(t!(lang, "people-job-title"), row.job_title.as_ref())
        .maybe(t!(lang, "people-other-groups"), others)
        .maybe(t!(lang, "people-databases"), sites);
    for (name, value) in row.attributes.iter().take(ATTRIBUTES) {
        facts = facts.fact(name, value);
    }
    let facts = facts
        .fact(t!(lang, "people-added"), moment(lang, row.created_at, now, &zone))
        .fact(t!(lang, "people-changed"), moment(lang, row.updated_at, now, &zone))
        .fact(t!(lang, "users-id"), copyable(lang, &t!(lang, "users-id"), &row.id))
        .list();
    Panel::titled("details", t!(lang, "people-details")).body(facts)
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
