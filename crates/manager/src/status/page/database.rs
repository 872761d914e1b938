//! Whose database it is, what runs out next, who is in.

use std::collections::BTreeSet;

use licentia_core::dates::Standing;
use licentia_core::ids::UserNo;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Facts, Icon, Panel, ago, copyable, dash, date, date_with_days, encode, number, standing_tag, t,
};
use maud::{Markup, Render as _, html};

use crate::page::Screen;
use crate::state::Manager;
use crate::status::{LoggedIn, SERVER_VERSION, Status};
use crate::users;

/// So many of those who are logged in are named.
const NAMED: usize = 3;

pub(super) async fn panel(
    manager: &Manager,
    screen: &Screen,
    status: &Status<'_>,
) -> Result<Markup, Problem> {
    let lang = screen.lang;
    let installation = screen.at.installation();
    let owner = html! { @match &installation.holder { Some(owner) => (owner), None => (dash()) } };
    let serial_label = t!(lang, "licences-serial");
    let serial = html! {
        @match &installation.serial { Some(serial) => (copyable(lang, &serial_label, serial)), None => (dash()) }
    };
    let facts = Facts::new()
        .list()
        .fact(t!(lang, "status-owner"), owner)
        .fact(serial_label.clone(), serial)
        .fact(t!(lang, "status-subscription"), subscription(screen, status))
        .fact(t!(lang, "status-type"), kind(screen))
        .fact(t!(lang, "status-next-expiry"), next_expiry(screen, status))
        .fact(t!(lang, "status-logged-in"), logged_in(manager, screen, &status.logged_in).await?)
        .fact(t!(lang, "status-version"), version(manager, screen, status))
        .fact(t!(lang, "status-powered-by"), t!(lang, "status-server", version = SERVER_VERSION))
        .fact(t!(lang, "status-ledger"), ledger(screen));
    let worst = status.subscriptions.iter().map(|one| one.standing).max_by_key(|standing| rank(*standing));
    let panel = Panel::titled("database", t!(lang, "status-database")).body(facts);
    Ok(match worst {
        Some(standing) => panel.aside(standing_tag(lang, standing)).render(),
        None => panel.render(),
    })
}

/// The worse, the higher.
fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Current => 0,
        Standing::Warned => 1,
        Standing::Expired => 2,
        Standing::Stopped => 3,
    }
}

/// "CRM Suite Core", or "User plans and modules", and from how many partners there is more.
fn subscription(screen: &Screen, status: &Status<'_>) -> Markup {
    let lang = screen.lang;
    let partners = status.subscriptions.iter().filter(|one| one.partner).count();
    let suite = status.subscriptions.iter().find_map(|one| one.plan(lang.tag()));
    html! {
        @if status.subscriptions.is_empty() {
            (if screen.at.demo() { t!(lang, "status-demo") } else { t!(lang, "status-none") })
        } @else {
            // One piece, so that no line begins with the comma.
            span {
                @match suite { Some(suite) => (suite), None => (t!(lang, "status-modules")) }
                @if partners > 0 { ", " span.quiet { (t!(lang, "status-partners", count = partners)) } }
            }
        }
    }
}

/// "Central, with 2 satellites".
fn kind(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let satellites = screen.at.satellites().count();
    html! {
        (t!(lang, "satellites-central"))
        @if satellites > 0 { ", " a href=(screen.to("/installations")) { (t!(lang, "status-satellites", count = satellites)) } }
    }
}

fn next_expiry(screen: &Screen, status: &Status<'_>) -> Markup {
    let lang = screen.lang;
    let Some((day, issuer)) = status.next_expiry else { return html! { (t!(lang, "packages-date-never")) } };
    let several = status.subscriptions.len() > 1;
    let to = screen.to(&format!("/licences?issuer={}", encode(issuer.name.as_str())));
    html! {
        (date_with_days(lang, day, screen.at.day().today))
        @if several { ", " a href=(to) { (issuer.title(lang.tag())) } }
    }
}

/// "14 people: Anna Berg, …, 3 services".
async fn logged_in(manager: &Manager, screen: &Screen, now: &LoggedIn) -> Result<Markup, Problem> {
    let lang = screen.lang;
    if now.sessions == 0 {
        return Ok(html! { (t!(lang, "status-nobody")) });
    }
    let names = names(manager, screen, &now.people).await?;
    let more = now.people.len().saturating_sub(names.len());
    Ok(html! {
        a href=(screen.to("/sessions")) { (t!(lang, "status-people", count = now.people.len())) }
        @if now.services > 0 { ", " (t!(lang, "status-services", count = now.services)) }
        @if !names.is_empty() {
            br;
            span.quiet {
                @for (no, (login, name)) in names.iter().enumerate() {
                    @if no > 0 { ", " }
                    a href=(screen.to(&format!("/users/{}", encode(login)))) { (name) }
                }
                @if more > 0 { " " (t!(lang, "status-and-more", count = more)) }
            }
        }
    })
}

async fn names(
    manager: &Manager,
    screen: &Screen,
    people: &BTreeSet<UserNo>,
) -> Result<Vec<(String, String)>, Problem> {
    screen.caller.may::<View>()?;
    let first = people.iter().copied().take(NAMED).collect();
    let names = users::names(manager, screen.at.scope(), first).await?;
    Ok(names.into_iter().map(|(_, named)| (named.login, named.name)).collect())
}

/// "12.1.0, maintenance until 30 June 2027", as the application reported it.
fn version(manager: &Manager, screen: &Screen, status: &Status<'_>) -> Markup {
    let lang = screen.lang;
    let vendor = status.subscriptions.iter().find(|one| !one.partner);
    let maintenance = vendor.and_then(|one| one.issuer.dates.maintenance);
    html! {
        @match screen.at.product() {
            Some(product) => {
                (product.version) " "
                span.quiet { (t!(lang, "status-reported")) " " (ago(lang, product.reported_at, manager.now_ms())) }
            },
            None => { span.quiet { (t!(lang, "status-not-reported")) } },
        }
        @if let Some(day) = maintenance { br; span.quiet { (t!(lang, "status-maintenance")) " " (date(lang, day)) } }
    }
}

fn ledger(screen: &Screen) -> Markup {
    let lang = screen.lang;
    html! {
        a href=(screen.to("/ledger")) { (t!(lang, "status-revision", number = number(lang, screen.at.revision()))) }
        @if !screen.at.wrong().is_empty() { " " (Icon::Warn) " " (t!(lang, "status-tampered")) }
    }
}
