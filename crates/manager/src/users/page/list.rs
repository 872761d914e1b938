//! The Users screen: tabs, search, filters with counts, order, columns, pages, and what to do with the chosen ones.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use licentia_core::licences::Total;
use licentia_platform::access::{ManageLicences, Right, RightKind, View as MayView};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Bulk, Button, Cell, Column as Heading, Field, Head, Icon, Lang, Panel, Row, Table, Tabs, Tag, Tone,
    date_short, empty, hidden, number, pager, person_of, search, t, tools,
};
use maud::{Markup, Render, html};

use super::view::{Tab, View, filter, sort_key};
use super::{bulk, filters, groups, in_view, source, title, user_licences};
use crate::licences::follows_log_in;
use crate::page::Screen;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::columns::{Column, Has, has, offered, standing};
use crate::users::{Found, Listed, Overview, Paging, list, overview};

/// Users on a page.
const PER_PAGE: u64 = 50;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let lang = screen.lang;
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(lang, "users-title"), "users", body))
}

/// The whole screen as the address asks for it.
pub(super) async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let view = View::read(screen);
    let overview = overview(manager, &screen.at).await;
    let did = bulk::did(manager, screen).await?;
    let content = match view.tab {
        Tab::Licences => user_licences::body(screen, &view, &overview),
        Tab::Groups => groups::body(manager, screen, &view).await?,
        _ => {
            let offset = (view.page - 1).saturating_mul(PER_PAGE).min(1 << 40);
            let paging = Paging { sort: view.sort, limit: PER_PAGE as u32, cursor: None, offset };
            let found = list(manager, &granted, &filter(&view.here), paging).await?;
            people(screen, &view, &overview, &found)
        }
    };
    Ok(html! {
        (head(screen, &view))
        (did)
        (tabs(screen, &view, &overview))
        (content)
    })
}

fn people(screen: &Screen, view: &View, overview: &Arc<Overview>, found: &Found) -> Markup {
    let lang = screen.lang;
    let field = search(&view.here, "q", &t!(lang, "users-search"), &t!(lang, "users-search-placeholder"));
    html! {
        div.stack.tight {
            (tools(html! { (field) (filters::beside(screen, view, overview, found.total)) }, filters::columns(screen, view)))
            (filters::by_licence(screen, view, overview))
        }
        @if overview.associates.all + overview.others.all == 0 { (nobody_yet(screen)) }
        @else if found.items.is_empty() { (no_hits(screen, view, found.total)) }
        @else { (table(screen, view, found)) }
    }
}

fn head(screen: &Screen, view: &View) -> Head {
    let lang = screen.lang;
    let mut head = Head::new(t!(lang, "users-title"));
    if !matches!(view.tab, Tab::Licences | Tab::Groups) {
        head = head.action_markup(export(screen, view));
    }
    if screen.caller.has(Right::ManageLicences) && screen.at.installation().serial.is_some() {
        let file = |label: String, path| html! { li { a href=(screen.to(path)) data-dialog { (label) } } };
        head = head.action_markup(html! {
            span.more {
                (Button::opens(t!(lang, "users-more"), "more").icon(Icon::Dots).only_icon())
                div.popup id="more" popover { ul {
                    (file(t!(lang, "requests-title"), "/requests?from=users"))
                    (file(t!(lang, "packages-load-title"), "/packages/load?from=users"))
                } }
            }
        });
    }
    if !screen.caller.has(Right::ManageUsers) {
        return head;
    }
    let import = Button::link(t!(lang, "users-import"), screen.to("/users/import"));
    head = head.action(import.icon(Icon::Upload));
    head.action(
        Button::link(t!(lang, "users-add"), screen.to("/users/new")).icon(Icon::Plus).primary().dialog(),
    )
}

/// The whole filter as a file, with the columns shown.
fn export(screen: &Screen, view: &View) -> Markup {
    let lang = screen.lang;
    let query = view.bare().to_string();
    let query = query.split_once('?').map_or("", |(_, query)| query);
    let to = |format: &str| format!("{}?{query}&format={format}", screen.to("/users/export"));
    html! {
        span.more {
            (Button::opens(t!(lang, "users-export"), "export").icon(Icon::Download).key("e"))
            div.popup id="export" popover { ul {
                li { a href=(to("csv")) download autofocus { (t!(lang, "users-export-csv")) } }
                li { a href=(to("xlsx")) download { (t!(lang, "users-export-xlsx")) } }
            } }
        }
    }
}

fn tabs(screen: &Screen, view: &View, overview: &Overview) -> Tabs {
    let lang = screen.lang;
    let to = |tab: Tab| screen.to(&format!("/users?tab={}", tab.word()));
    let people = |tabs: Tabs, tab: Tab, label: String, count: u64| {
        tabs.counted(lang, label, to(tab), view.tab == tab, count)
    };
    let mut tabs = Tabs::new(t!(lang, "users-tabs"));
    if view.tab == Tab::Everybody {
        let all = overview.associates.all + overview.others.all;
        tabs = people(tabs, Tab::Everybody, t!(lang, "users-everybody"), all);
    }
    tabs = people(tabs, Tab::Associates, t!(lang, "users-tab-associates"), overview.associates.all);
    tabs = people(tabs, Tab::Others, t!(lang, "users-tab-others"), overview.others.all);
    tabs.tab(t!(lang, "users-tab-licences"), to(Tab::Licences), view.tab == Tab::Licences).tab(
        t!(lang, "users-groups"),
        to(Tab::Groups),
        view.tab == Tab::Groups,
    )
}

fn nobody_yet(screen: &Screen) -> Markup {
    let lang = screen.lang;
    let add = Button::link(t!(lang, "users-add"), screen.to("/users/new")).primary();
    let can = screen.caller.has(Right::ManageUsers);
    empty(
        Icon::Users,
        &t!(lang, "users-empty-title"),
        t!(lang, "users-empty-why"),
        if can { std::slice::from_ref(&add) } else { &[] },
    )
}

fn no_hits(screen: &Screen, view: &View, total: u64) -> Markup {
    let lang = screen.lang;
    if total > 0 {
        let first = Button::link(t!(lang, "users-first-page"), view.here.without("page").to_string());
        return empty(Icon::Users, &t!(lang, "users-no-page"), t!(lang, "users-no-page-why"), &[first]);
    }
    let everywhere = (view.tab != Tab::Everybody).then(|| {
        let here = view.bare().with("tab", Tab::Everybody.word());
        Button::link(t!(lang, "users-search-everybody"), here.to_string())
    });
    match view.here.get("q").filter(|text| !text.is_empty()) {
        Some(text) => {
            let clear = view.here.without("q").without("page").to_string();
            let mut buttons = vec![Button::link(t!(lang, "action-clear-search"), clear)];
            buttons.extend(everywhere);
            empty(
                Icon::Search,
                &t!(lang, "users-none-title", search = text),
                t!(lang, "users-none-why"),
                &buttons,
            )
        }
        None => {
            let clear = screen.to(&format!("/users?tab={}", view.tab.word()));
            let clear = Button::link(t!(lang, "action-clear-filter"), clear);
            empty(Icon::Filter, &t!(lang, "users-none-filter"), t!(lang, "users-none-filter-why"), &[clear])
        }
    }
}

fn table(screen: &Screen, view: &View, found: &Found) -> Markup {
    let lang = screen.lang;
    let whole = view.here.get("chosen") == Some("all");
    let manages = screen.caller.has(ManageLicences::RIGHT);
    let mut table = Table::new(lang, t!(lang, "users-title"));
    for column in &view.columns {
        table = table.column(heading(screen, *column));
    }
    let mut table = table
        .sorted(&view.here.without("page"), &view.sorted)
        .rows(found.items.iter().map(|user| line(screen, view, user, manages, whole)));
    if manages {
        table = table.choose("user");
    }
    // Beyond the usual columns there may be more than fit: the list is then moved sideways.
    let wide = view.columns.len() > 9;
    let pages = pager(lang, &view.here, view.page, PER_PAGE, found.total);
    if !manages {
        return html! { (Panel::new().flush(html! { div.scroll[wide] { (table) } (pages) })) };
    }
    let form = html! {
        form.scroll[wide] method="post" action=(screen.to("/users/bulk")) {
            (hidden("query", &view.query()))
            (hidden("expect", &found.total.to_string()))
            (bar(screen, view, found.total, whole))
            (table)
        }
        (pages)
    };
    Panel::new().flush(form).render()
}

fn heading(screen: &Screen, column: Column) -> Heading {
    let mut heading = Heading::new(column.title(&screen.at, screen.lang));
    if let Some(key) = sort_key(&screen.at, column) {
        heading = heading.sort(key);
    }
    match column {
        Column::Name | Column::Plan => heading,
        Column::Login | Column::State => heading.p2(),
        Column::LastUsed => heading.num().p2(),
        Column::Module(_) => heading,
        _ => heading.p3(),
    }
}

fn bar(screen: &Screen, view: &View, total: u64, whole: bool) -> Bulk {
    let lang = screen.lang;
    let bar = Bulk::new(lang, if whole { total } else { 0 }, view.here.without("chosen").to_string());
    let bar =
        if whole { bar.whole_filter() } else { bar.all(view.here.with("chosen", "all").to_string(), total) };
    let options: Vec<(String, String)> = offered(&screen.at)
        .filter(|licence| !follows_log_in(screen.at.licences(), licence.module))
        .map(|plan| {
            let label = match (plan.total, plan.free()) {
                (Total::Unrestricted, _) | (_, None) => plan.module.title(lang.tag()).to_owned(),
                (_, Some(free)) => {
                    t!(lang, "users-plan-free", plan = plan.module.title(lang.tag()), free = free.max(0))
                }
            };
            (plan.module.name.to_string(), label)
        })
        .collect();
    let choose = html! {
        label.row.small { (t!(lang, "users-bulk-licence")) " "
            select.input.small name="plan" { @for (value, label) in &options { option value=(value) { (label) } } }
        }
    };
    bar.action(choose)
        .action(Button::submit(t!(lang, "users-preview-change")).named("act", "assign").small())
        .action(Button::submit(t!(lang, "users-preview-recall-one")).named("act", "recall-one").small())
        .action(Button::submit(t!(lang, "users-preview-recall")).named("act", "recall").small().danger())
}

fn line(screen: &Screen, view: &View, user: &Listed, manages: bool, whole: bool) -> Row {
    let row = &user.row;
    let line = view.columns.iter().fold(Row::new(), |line, column| line.with(cell(screen, user, *column)));
    let line = if row.state == UserState::Former { line.state("past") } else { line };
    if manages { line.choose(row.id.clone(), row.name.clone(), whole) } else { line }
}

fn cell(screen: &Screen, user: &Listed, column: Column) -> Cell {
    let (lang, row) = (screen.lang, &user.row);
    let quiet = |text: String| Cell::new(text).class("quiet");
    match column {
        Column::Name => {
            let to = in_view(screen, &row.login, &row.id);
            Cell::new(person_of(&row.name, &to, None, user.portrait.as_deref()))
        }
        Column::Groups => Cell::new(belongs(screen, user)),
        Column::Plan => Cell::new(plans(screen, user)),
        Column::Source => quiet(user.plans.first().map_or("–".to_owned(), |(_, by, _)| source(lang, *by))),
        Column::State => Cell::new(state(lang, user)),
        Column::LastUsed => {
            let last = row.last_used.as_deref().and_then(|day| day.parse().ok());
            Cell::new(
                html! { @match last { Some(day) => (date_short(lang, day)), None => span.quiet { "–" } } },
            )
        }
        Column::Module(no) => Cell::new(licence(lang, has(&screen.at, user, no))),
        Column::Role => Cell::new(row.role.clone().unwrap_or_else(|| "–".to_owned())),
        _ => quiet(column.content(&screen.at, user, Some(lang))),
    }
}

/// The primary group, and how many others.
fn belongs(screen: &Screen, user: &Listed) -> Markup {
    let groups = &user.row.groups;
    let more = groups.len().saturating_sub(1);
    html! {
        @match groups.first() {
            None => span.quiet { "–" },
            Some(first) => {
                (first)
                @if more > 0 { " " span.quiet title=(groups[1..].join(", ")) { (t!(screen.lang, "users-groups-more", count = more)) } }
            }
        }
    }
}

/// Whether a user has a licence: a mark, with a word for readers.
fn licence(lang: Lang, has: Has) -> Markup {
    let marked = |word: String| html! { (Icon::Tick) " " span.quiet.small { (word) } };
    match has {
        Has::Nothing => html! { span.quiet { "–" } },
        Has::Granted(1) => html! { (Icon::Tick) span.visually-hidden { (t!(lang, "word-yes")) } },
        Has::Granted(units) => marked(number(lang, units)),
        Has::ByPlan => marked(t!(lang, "users-from-plan")),
        Has::Waits => html! { (Tag::new(Tone::Accent, t!(lang, "users-state-waiting")).icon(Icon::Clock)) },
    }
}

fn plans(screen: &Screen, user: &Listed) -> Markup {
    let lang = screen.lang;
    let mut titles: Vec<String> = user.plans.iter().map(|(no, ..)| title(&screen.at, lang, *no)).collect();
    titles.dedup();
    html! {
        @if titles.is_empty() { span.quiet { (t!(lang, "users-no-plan")) } } @else { (titles.join(", ")) }
    }
}

/// A state in one or two words.
pub(super) fn state(lang: Lang, user: &Listed) -> Markup {
    html! {
        @match standing(user) {
            "former" => (Tag::new(Tone::Line, t!(lang, "users-state-former"))),
            "deleted" => (Tag::new(Tone::Line, t!(lang, "users-state-deleted"))),
            "unapproved" => (Tag::warn(t!(lang, "users-state-unapproved")).icon(Icon::Clock)),
            "waiting" => (Tag::new(Tone::Accent, t!(lang, "users-state-waiting")).icon(Icon::Clock)),
            "inactive" => (Tag::new(Tone::Plain, t!(lang, "users-state-inactive"))),
            _ => span.quiet { (t!(lang, "users-state-active")) },
        }
    }
}

/// The field for the reason of a change.
pub(super) fn reason(lang: Lang) -> Field {
    Field::text("reason", t!(lang, "assignments-reason")).hint(t!(lang, "assignments-reason-hint"))
}

/// A count as bold text.
pub(super) fn bold(lang: Lang, count: u64) -> Markup {
    html! { b { (number(lang, count)) } }
}
