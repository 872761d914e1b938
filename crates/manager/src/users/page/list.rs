//! The list: search, filters with counts, order, pages, and what to do with the chosen ones.

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::Scope;
use licentia_core::licences::Total;
use licentia_platform::access::{ManageLicences, Right, RightKind, View};
use licentia_platform::problem::Problem;
use licentia_ui::{
    Bulk, Button, Cell, Column, Field, Filters, Head, Icon, Lang, Panel, Row, Table, Tag, Tone, date_short,
    empty, hidden, number, pager, person, search, t, tools,
};
use maud::{Markup, Render, html};

use super::{address, filter, source, title};
use crate::licences::in_force;
use crate::page::Screen;
use crate::sealed::UserState;
use crate::state::Manager;
use crate::users::{Counts, Found, Listed, Paging, Sort, counts, list};

/// Users on a page.
const PER_PAGE: u64 = 50;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let lang = screen.lang;
    let body = body(&manager, &screen).await?;
    Ok(screen.page(&t!(lang, "users-title"), "users", body))
}

/// The whole list as the address asks for it.
pub(super) async fn body(manager: &Manager, screen: &Screen) -> Result<Markup, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let asked = screen.here.get("sort").unwrap_or("name");
    let (sort, sorted) = asked.parse().map_or((Sort::default(), "name"), |sort| (sort, asked));
    let page = screen.here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    let paging = Paging {
        sort,
        limit: PER_PAGE as u32,
        cursor: None,
        offset: (page - 1).saturating_mul(PER_PAGE).min(1 << 40),
    };
    let found = list(manager, &granted, &filter(&screen.here), paging).await?;
    let counts = counts(&screen.at);
    Ok(html! {
        (head(screen))
        (tools(search(&screen.here, "q", &t!(lang, "users-search"), &t!(lang, "users-search-placeholder")), only_those(screen)))
        (filters(screen, &counts))
        @if counts.all == 0 { (nobody_yet(screen)) }
        @else if found.items.is_empty() { (no_hits(screen)) }
        @else { (table(screen, &found, sorted, page)) }
    })
}

fn head(screen: &Screen) -> Head {
    let mut head = Head::new(t!(screen.lang, "users-title"));
    if screen.caller.has(Right::ManageLicences) && screen.at.installation().serial.is_some() {
        let file = |label, path, icon| Button::link(label, screen.to(path)).icon(icon).dialog();
        head = head
            .action(file(t!(screen.lang, "requests-title"), "/requests?from=users", Icon::Download))
            .action(file(t!(screen.lang, "packages-load-title"), "/packages/load?from=users", Icon::Upload));
    }
    if !screen.caller.has(Right::ManageUsers) {
        return head;
    }
    head.action(
        Button::link(t!(screen.lang, "users-add"), screen.to("/users/new"))
            .icon(Icon::Plus)
            .primary()
            .dialog(),
    )
}

fn only_those(screen: &Screen) -> Markup {
    let here = screen.here.without("page").without("chosen");
    let on = screen.here.get("can_log_in") == Some("true");
    let to = if on { here.without("can_log_in") } else { here.with("can_log_in", true) };
    html! { a.filter href=(to) aria-current=[on.then_some("true")] { (t!(screen.lang, "users-only-log-in")) } }
}

fn filters(screen: &Screen, counts: &Counts) -> Filters {
    let (lang, here) = (screen.lang, screen.here.without("page").without("chosen"));
    let bare = here.without("plan").without("waiting").without("holds").without("module");
    let (plan, waits) = (here.get("plan"), here.get("waiting") == Some("true"));
    let all = plan.is_none() && !waits && here.get("holds").is_none();
    let mut filters = Filters::new(lang, t!(lang, "users-filter")).filter(
        &t!(lang, "users-everybody"),
        bare.to_string(),
        counts.all,
        all,
    );
    for licence in
        in_force(&screen.at).filter(|l| l.module.plan && !l.module.hidden && l.module.scope == Scope::User)
    {
        let name = licence.module.name.as_str();
        let count = counts.plans.get(&licence.module.no).copied().unwrap_or(0);
        filters = filters.filter(
            licence.module.title(lang.tag()),
            bare.with("plan", name).to_string(),
            count,
            plan == Some(name),
        );
    }
    filters = filters.filter(
        &t!(lang, "users-no-plan"),
        bare.with("plan", "none").to_string(),
        counts.none,
        plan == Some("none"),
    );
    if let Some(holds) = here.get("holds") {
        let module =
            screen.at.licences().no(holds).map_or_else(|| holds.to_owned(), |no| title(&screen.at, lang, no));
        let used = screen.at.licences().no(holds).map_or(0, |no| screen.at.usage().get(no));
        filters = filters.filter(
            &t!(lang, "users-holding", module = module.as_str()),
            here.to_string(),
            used,
            true,
        );
    }
    filters.filter(
        &t!(lang, "assignments-waiting"),
        bare.with("waiting", true).to_string(),
        counts.waiting,
        waits,
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

fn no_hits(screen: &Screen) -> Markup {
    let lang = screen.lang;
    match screen.here.get("q").filter(|text| !text.is_empty()) {
        Some(text) => {
            let clear = Button::link(
                t!(lang, "action-clear-search"),
                screen.here.without("q").without("page").to_string(),
            );
            empty(
                Icon::Search,
                &t!(lang, "users-none-title", search = text),
                t!(lang, "users-none-why"),
                &[clear],
            )
        }
        None => {
            let clear = Button::link(t!(lang, "action-clear-filter"), screen.to("/users"));
            empty(Icon::Filter, &t!(lang, "users-none-filter"), t!(lang, "users-none-filter-why"), &[clear])
        }
    }
}

fn table(screen: &Screen, found: &Found, sorted: &str, page: u64) -> Markup {
    let lang = screen.lang;
    let whole = screen.here.get("chosen") == Some("all");
    let manages = screen.caller.has(ManageLicences::RIGHT);
    let mut table = Table::new(lang, t!(lang, "users-title"))
        .column(Column::new(t!(lang, "users-column-name")).sort("name"))
        .column(Column::new(t!(lang, "users-column-login")).sort("login").p2())
        .column(Column::new(t!(lang, "users-column-group")).p3())
        .column(Column::new(t!(lang, "users-column-plan")))
        .column(Column::new(t!(lang, "users-column-source")).p3())
        .column(Column::new(t!(lang, "users-column-state")).p2())
        .column(Column::new(t!(lang, "users-column-last-used")).sort("last_used").num().p2())
        .sorted(&screen.here.without("page"), sorted)
        .rows(found.items.iter().map(|user| line(screen, user, manages, whole)));
    if manages {
        table = table.choose("user");
    }
    let pages = pager(lang, &screen.here, page, PER_PAGE, found.total);
    if !manages {
        return html! { (Panel::new().flush(html! { (table) (pages) })) };
    }
    let form = html! {
        form method="post" action=(screen.to("/users/bulk")) {
            (hidden("query", &query(screen)))
            (hidden("expect", &found.total.to_string()))
            (bulk(screen, found.total, whole))
            (table)
        }
        (pages)
    };
    Panel::new().flush(form).render()
}

/// The query of this list, for a form to give back.
pub(super) fn query(screen: &Screen) -> String {
    let here = screen.here.without("chosen").to_string();
    here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
}

fn bulk(screen: &Screen, total: u64, whole: bool) -> Bulk {
    let lang = screen.lang;
    let bar = Bulk::new(lang, if whole { total } else { 0 }, screen.here.without("chosen").to_string());
    let bar = if whole {
        bar.whole_filter()
    } else {
        bar.all(screen.here.with("chosen", "all").to_string(), total)
    };
    let plans =
        in_force(&screen.at).filter(|l| l.module.plan && !l.module.hidden && l.module.scope == Scope::User);
    let options: Vec<(String, String)> = plans
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
        label.row.small { (t!(lang, "users-plan")) " "
            select.input.small name="plan" { @for (value, label) in &options { option value=(value) { (label) } } }
        }
    };
    bar.action(choose)
        .action(Button::submit(t!(lang, "users-preview-change")).named("act", "assign").small())
        .action(Button::submit(t!(lang, "users-preview-recall")).named("act", "recall").small().danger())
}

fn line(screen: &Screen, user: &Listed, manages: bool, whole: bool) -> Row {
    let (lang, row) = (screen.lang, &user.row);
    let (plan, by) = plans(screen, user);
    let last = row.last_used.as_deref().and_then(|day| day.parse().ok());
    let last = html! { @match last { Some(day) => (date_short(lang, day)), None => span.quiet { "–" } } };
    let line = Row::new()
        .cell(person(&row.name, &address(screen, &row.login, &row.id), None))
        .with(Cell::new(&row.login).class("quiet"))
        .cell(row.groups.join(", "))
        .cell(plan)
        .with(Cell::new(by).class("quiet"))
        .cell(state(lang, user))
        .cell(last);
    let line = if row.state == UserState::Former { line.state("past") } else { line };
    if manages { line.choose(row.id.clone(), row.name.clone(), whole) } else { line }
}

fn plans(screen: &Screen, user: &Listed) -> (Markup, String) {
    let lang = screen.lang;
    let titles: Vec<String> = user.plans.iter().map(|(no, ..)| title(&screen.at, lang, *no)).collect();
    if titles.is_empty() {
        return (html! { span.quiet { (t!(lang, "users-no-plan")) } }, "–".to_owned());
    }
    let by = user.plans.first().map(|(_, by, _)| source(lang, *by)).unwrap_or_default();
    (html! { (titles.join(", ")) }, by)
}

/// A state in one or two words.
pub(super) fn state(lang: Lang, user: &Listed) -> Markup {
    let row = &user.row;
    html! {
        @if row.state == UserState::Former { (Tag::new(Tone::Line, t!(lang, "users-state-former"))) }
        @else if row.state == UserState::Deleted { (Tag::new(Tone::Line, t!(lang, "users-state-deleted"))) }
        @else if user.waits { (Tag::new(Tone::Accent, t!(lang, "assignments-waiting")).icon(Icon::Clock)) }
        @else if !row.can_log_in { (Tag::new(Tone::Plain, t!(lang, "users-state-inactive"))) }
        @else { span.quiet { (t!(lang, "users-state-active")) } }
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
