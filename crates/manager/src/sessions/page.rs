//! *Log-ins*: who is in, which concurrent seats they hold, and ending a session.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_core::licence::{Counting, Scope};
use licentia_core::licences::Total;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Form;
use licentia_ui::{
    Bulk, Button, Cell, Column, Dialog, Field, Filters, Gauges, Head, Icon, Panel, Row, Table, ago, dash,
    empty, hidden, moment, pager, person_of, search, t, tools,
};
use maud::{Markup, html};
use uuid::Uuid;

use super::{Found, Listed, SessionFilter, SessionSort, list, named};
use crate::licences::in_force;
use crate::packages::zone;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::portraits::Pictures;

/// Sessions on a page.
const PER_PAGE: u64 = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/sessions", get(show)).route("/sessions/end", get(ask).post(end))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(screen.lang, "sessions-title"), "sessions", body))
}

async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let (lang, here) = (screen.lang, &screen.here);
    let known = |name: &&str| screen.at.licences().no(name).is_some();
    let module = here.get("module").filter(known).map(str::to_owned);
    let filter = SessionFilter {
        search: here.get("q").map(str::to_owned),
        seated: here.get("seated") == Some("true"),
        module,
        user: None,
    };
    let page = here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    let sort = SessionSort::named(here.get("sort").unwrap_or("-since")).read_in(lang);
    let offset = (page - 1).saturating_mul(PER_PAGE).min(1 << 40);
    let found = list(manager, &granted, &filter, sort, (PER_PAGE as u32, offset, None)).await?;
    let users = found.items.iter().map(|session| session.user).collect();
    let pictures = Pictures::of(manager, &screen.at, users).await?;
    let open = screen.at.sessions().count() as u64;
    let lead = t!(lang, "sessions-lead", count = super::heartbeat_s(manager));
    Ok(html! {
        (Head::new(t!(lang, "sessions-title")).lead(html! { (lead) }))
        (gauges(screen, &filter))
        (tools(search(here, "q", &t!(lang, "sessions-search"), &t!(lang, "sessions-search-placeholder")), filters(screen, &filter, open)))
        @if open == 0 { (empty(Icon::Clock, &t!(lang, "sessions-empty-title"), t!(lang, "sessions-empty-why"), &[])) }
        @else if found.items.is_empty() { (no_hits(screen)) }
        @else { (table(manager, screen, (&found, &pictures), page)) }
    })
}

/// The concurrent licences with a cap: seats of open sessions out of those in force.
fn gauges(screen: &Screen, filter: &SessionFilter) -> Markup {
    let (lang, bare) = (screen.lang, screen.here.without("page").without("seated"));
    let mut gauges = Gauges::new(lang, t!(lang, "sessions-seats"));
    let mut any = false;
    for licence in in_force(&screen.at).filter(|licence| !licence.module.hidden) {
        let (module, Total::Count(total)) = (licence.module, licence.total) else { continue };
        if module.scope != Scope::User || module.counting != Counting::Concurrent {
            continue;
        }
        let (name, chosen) = (module.name.as_str(), filter.module.as_deref() == Some(module.name.as_str()));
        let to = if chosen { bare.without("module") } else { bare.with("module", name) };
        any = true;
        gauges = gauges.gauge(module.title(lang.tag()), &to.to_string(), licence.in_use, total, chosen);
    }
    html! { @if any { (gauges) } }
}

fn filters(screen: &Screen, filter: &SessionFilter, open: u64) -> Filters {
    let (lang, here) = (screen.lang, screen.here.without("page"));
    let bare = here.without("module").without("seated");
    let seated = screen.at.sessions().filter(|(_, session)| !session.seats.is_empty()).count() as u64;
    let mut filters = Filters::new(lang, t!(lang, "sessions-filter"))
        .filter(&t!(lang, "sessions-all"), bare.to_string(), open, !filter.seated && filter.module.is_none())
        .filter(&t!(lang, "sessions-seated"), bare.with("seated", true).to_string(), seated, filter.seated);
    let chosen = filter.module.as_deref().and_then(|name| screen.at.licences().no(name));
    if let Some(module) = chosen.and_then(|no| screen.at.licences().module(no)) {
        let taken = screen.at.open_seats().get(module.no);
        let label = t!(lang, "sessions-having", module = module.title(lang.tag()));
        filters = filters.filter(&label, bare.to_string(), taken, true);
    }
    filters
}

fn no_hits(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let clear = Button::link(t!(lang, "action-clear-filter"), screen.to("/sessions"));
    empty(Icon::Search, &t!(lang, "sessions-none-title"), t!(lang, "sessions-none-why"), &[clear])
}

/// The sessions of a page, and the portraits of their people.
type Pictured<'a> = (&'a Found, &'a Pictures);

fn table(manager: &Manager, screen: &Screen, (found, pictures): Pictured<'_>, page: u64) -> Markup {
    let lang = screen.lang;
    let may_end = screen.caller.has(Right::ManageLicences);
    let mut table = Table::new(lang, t!(lang, "sessions-title"))
        .column(Column::new(t!(lang, "sessions-column-user")).sort("user"))
        .column(Column::new(t!(lang, "sessions-column-seats")))
        .column(Column::new(t!(lang, "sessions-column-client")).p2())
        .column(Column::new(t!(lang, "sessions-column-since")).sort("since").num().p2())
        .column(Column::new(t!(lang, "sessions-column-heard")).sort("heard").num().p2())
        .sorted(&screen.here.without("page"), screen.here.get("sort").unwrap_or("-since"))
        .rows(found.items.iter().map(|session| line(manager, screen, session, pictures.get(session.user))));
    let pages = pager(lang, &screen.here, page, PER_PAGE, found.total);
    if !may_end {
        return html! { (Panel::new().flush(html! { (table) (pages) })) };
    }
    table = table.choose("session").room_for_acts();
    let bar = Bulk::new(lang, 0, screen.here.to_string())
        .action(Button::submit(t!(lang, "sessions-end-chosen")).small().danger());
    let form = html! {
        form method="post" action=(screen.to("/sessions/end")) { (bar) (table) }
        (pages)
    };
    html! { (Panel::new().flush(form)) }
}

fn line(manager: &Manager, screen: &Screen, session: &Listed, picture: Option<&str>) -> Row {
    let (lang, now) = (screen.lang, manager.now_ms());
    let href = screen.to(&format!("/users/{}", licentia_ui::encode(&session.login)));
    let seats = seats_of(screen, session);
    let row = Row::new()
        .cell(person_of(&session.name, &href, Some(&session.login), picture))
        .cell(html! { @if seats.is_empty() { (dash()) } @else { (seats) } })
        .with(Cell::new(title(screen, session.client)).class("quiet"))
        .cell(moment(lang, session.opened_at, now, &zone(screen)))
        .cell(ago(lang, session.seen_at, now));
    if !screen.caller.has(Right::ManageLicences) {
        return row;
    }
    let end = screen.to(&format!("/sessions/end?session={}", session.id));
    row.choose(session.id.to_string(), session.name.clone(), false)
        .act(Button::link(t!(lang, "sessions-end"), end).icon(Icon::Out).small().dialog())
}

fn title(screen: &Screen, no: licentia_core::ids::ModuleNo) -> String {
    let module = screen.at.licences().module(no);
    module
        .map(|module| module.title(screen.lang.tag()).to_owned())
        .unwrap_or_else(|| screen.at.name(no).map_or_else(|| "–".to_owned(), ToString::to_string))
}

fn seats_of(screen: &Screen, session: &Listed) -> String {
    session.seats.iter().map(|no| title(screen, *no)).collect::<Vec<_>>().join(", ")
}

async fn ask(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    screen.caller.may::<ManageLicences>()?;
    let ids = screen.here.pairs().filter(|(name, _)| *name == "session");
    let ids: Vec<Uuid> = ids.filter_map(|(_, id)| Uuid::parse_str(id).ok()).collect();
    let back = screen.here.get("back").unwrap_or_default().to_owned();
    dialog(&manager, &screen, &ids, &back).await
}

/// From the list it asks first; from the dialog it ends them.
async fn end(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let ids: Vec<Uuid> = form.all("session").filter_map(|id| Uuid::parse_str(id).ok()).collect();
    if ids.is_empty() {
        return Ok(Redirect::to(&screen.to("/sessions")).into_response());
    }
    if !form.has("confirmed") {
        return dialog(&manager, &screen, &ids, form.text("back")).await;
    }
    let reason = Some(form.text("reason").to_owned());
    super::end_by_administrator(&manager, &granted, &ids, reason).await?;
    Ok(Redirect::to(&back_to(&screen, form.text("back"))).into_response())
}

/// Where to go afterwards: to a page of this installation, and nowhere else.
fn back_to(screen: &Screen, back: &str) -> String {
    let ours = screen.to("/");
    if back.starts_with(&ours) && !back.contains('\\') { back.to_owned() } else { screen.to("/sessions") }
}

async fn dialog(manager: &Manager, screen: &Screen, ids: &[Uuid], back: &str) -> Result<Response, Problem> {
    let lang = screen.lang;
    let sessions = named(manager, &screen.caller.may::<View>()?, ids).await?;
    let seats: u64 = sessions.iter().map(|session| session.seats.len() as u64).sum();
    let title = match sessions.as_slice() {
        [one] => t!(lang, "sessions-end-title", name = one.name.as_str()),
        all => t!(lang, "sessions-end-many", count = all.len()),
    };
    let dialog = Dialog::new(lang, title, back_to(screen, back)).narrow().form(screen.to("/sessions/end"));
    let means = html! {
        @if sessions.is_empty() { p { (t!(lang, "sessions-ended-already")) } }
        @else {
            p { (t!(lang, "sessions-end-means")) }
            ul {
                @for session in sessions.iter().take(20) {
                    li { b { (session.name) } @let seats = seats_of(screen, session); @if !seats.is_empty() { ": " (seats) } }
                }
                @if sessions.len() > 20 { li.quiet { (t!(lang, "sessions-and-more", count = sessions.len() - 20)) } }
            }
            p { (t!(lang, "sessions-end-frees", count = seats)) }
            (Field::text("reason", t!(lang, "sessions-reason")).hint(t!(lang, "sessions-reason-hint")).autocomplete("off"))
            @for session in &sessions { (hidden("session", &session.id.to_string())) }
            (hidden("confirmed", "true")) (hidden("back", back))
        }
    };
    let footer = html! {
        (dialog.cancel())
        @if !sessions.is_empty() {
            (Button::submit(t!(lang, "sessions-end-button", count = sessions.len())).danger())
        }
    };
    Ok(screen.dialog("sessions", body(manager, screen).await?, &dialog.body(means).footer(footer)))
}
