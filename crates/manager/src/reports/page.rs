//! *Counting*: seats in use and active users, today or on a past date, and who held what.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use licentia_core::counting::{Line, Role};
use licentia_core::licence::UserKind;
use licentia_core::licences::Total;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Facts, Field, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, dash, date,
    date_short, date_words, empty, error_summary, kind_words, meter, number, pager, person_of, search,
    section_head, source_words, t, tools,
};
use maud::{Markup, html};

use super::api::title;
use super::{Counting, Holder, HolderFilter, Holders, Moment, Paging, counting, csv, holders};
use crate::csv::api::sheet;
use crate::page::Screen;
use crate::state::Manager;
use crate::users::Alphabet;
use crate::users::portraits::Pictures;

/// Holders on a page.
const PER_PAGE: u64 = 50;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/reports/counting", get(show))
        .route("/reports/counting.csv", get(counting_file))
        .route("/reports/holders", get(show_holders))
        .route("/reports/holders.csv", get(holders_file))
}

/// The moment that the address asks for; what is wrong with it is said at its field, and the present is shown.
fn moment(manager: &Manager, screen: &Screen) -> Result<(Moment, Option<String>), Problem> {
    let asked = screen.here.get("at");
    match Moment::read(manager, &screen.at, asked) {
        Ok(moment) => Ok((moment, None)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) if problem.code == "not_yet" => {
            Ok((Moment::now(manager), Some(t!(screen.lang, "reports-not-yet"))))
        }
        Err(_) => Ok((Moment::now(manager), Some(t!(screen.lang, "reports-no-date")))),
    }
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let (moment, wrong) = moment(&manager, &screen)?;
    let report = counting(&manager, &granted, moment).await?;
    let file = screen.here.to_string().replacen("/reports/counting", "/reports/counting.csv", 1);
    let file = Button::link(t!(lang, "reports-save"), file).icon(Icon::Download).download().key("e");
    let body = html! {
        (Head::new(t!(lang, "reports-title")).lead(html! { (t!(lang, "reports-lead")) }).action(file))
        (when(&screen, report.day, wrong))
        @if !report.unreadable.is_empty() { (Notice::new(Tone::Bad, t!(lang, "reports-unreadable", count = report.unreadable.len()))) }
        @if let Some(begin) = unrecorded(report.day, report.records_begin) {
            (Notice::new(Tone::Warn, t!(lang, "reports-before", day = date_words(lang, begin))))
        }
        (facts(lang, &report))
        @if report.counted.lines.is_empty() && unrecorded(report.day, report.records_begin).is_none() {
            (empty(Icon::Chart, &t!(lang, "reports-nothing-title"), t!(lang, "reports-nothing-why"), &[]))
        }
        (lines(&screen, &report, Role::Plan, &t!(lang, "reports-plans"), None))
        (lines(&screen, &report, Role::Module, &t!(lang, "reports-modules"), None))
        (lines(&screen, &report, Role::Ceiling, &t!(lang, "reports-ceilings"), Some(&t!(lang, "reports-ceilings-why"))))
    };
    Ok(screen.page(&t!(lang, "reports-title"), "reports", body))
}

/// The day on which the records begin, where nothing is known of the day in question.
fn unrecorded(day: Date, begin: Option<Date>) -> Option<Date> {
    begin.filter(|begin| day < *begin)
}

/// The date to count, as a form that keeps the rest of the address.
fn when(screen: &Screen, day: Date, wrong: Option<String>) -> Markup {
    let lang = screen.lang;
    let asked = screen.here.get("at").unwrap_or_default();
    let past = !asked.is_empty();
    let shown = if past { asked.to_owned() } else { day.to_string() };
    let field = Field::date("at", t!(lang, "reports-at")).value(&shown).error(wrong.clone());
    html! {
        form.tools method="get" action=(screen.here.path()) {
            @if let Some(wrong) = wrong { (error_summary(lang, &[("field-at".to_owned(), wrong)])) }
            (screen.here.hidden_fields(&["at", "page"]))
            (field)
            (Button::submit(t!(lang, "reports-show")))
            @if past { (Button::link(t!(lang, "reports-today"), screen.here.without("at").without("page").to_string()).plain()) }
        }
    }
}

fn facts(lang: Lang, report: &Counting) -> Facts {
    let counted = &report.counted;
    let day = html! {
        (date(lang, report.day))
        @if report.moment.is_now() { " " span.quiet { (t!(lang, "reports-now")) } }
        @else { " " span.quiet { (t!(lang, "reports-end-of-day")) } }
    };
    let kinds = UserKind::EVERY.iter().zip(counted.active).filter(|(_, count)| *count > 0);
    let kinds: Vec<String> = kinds
        .map(|(kind, count)| {
            t!(lang, "reports-of-kind", count = count, kind = kind_words(lang, *kind).to_lowercase())
        })
        .collect();
    Facts::new()
        .fact(t!(lang, "reports-day"), day)
        .maybe(t!(lang, "reports-begin"), report.records_begin.map(|begin| date(lang, begin)))
        .fact(t!(lang, "reports-plan-seats"), html! { b { (number(lang, counted.plan_seats())) } })
        .fact(
            t!(lang, "reports-active"),
            html! { b { (number(lang, counted.active_users())) } @if !kinds.is_empty() { " " span.quiet { "(" (kinds.join(", ")) ")" } } },
        )
}

fn lines(screen: &Screen, report: &Counting, role: Role, heading: &str, why: Option<&str>) -> Markup {
    let lang = screen.lang;
    let mut rows = report.counted.lines_of(role).peekable();
    if rows.peek().is_none() {
        return html! {};
    }
    let total = match role {
        Role::Ceiling => t!(lang, "reports-column-ceiling"),
        Role::Plan | Role::Module => t!(lang, "reports-column-total"),
    };
    let mut table = Table::new(lang, heading)
        .column(Column::new(t!(lang, "reports-column-licence")))
        .column(Column::new(t!(lang, "reports-column-in-use")).num())
        .column(Column::new(total).num())
        .column(Column::new(t!(lang, "reports-column-share")).bar().p2())
        .rows(rows.map(|line| line_row(screen, report, line)));
    if role == Role::Plan {
        table = table
            .foot(Cell::new(t!(lang, "reports-sum")))
            .foot(Cell::number(lang, Some(report.counted.plan_seats())))
            .foot(Cell::new(""))
            .foot(Cell::new(""));
    }
    html! {
        section.stack.tight {
            (section_head(&format!("role-{}", super::api::role(role)), heading, None::<Markup>))
            @if let Some(why) = why { p.quiet.small { (why) } }
            (Panel::new().flush(table))
        }
    }
}

fn line_row(screen: &Screen, report: &Counting, line: &Line) -> Row {
    let lang = screen.lang;
    let name = screen.at.name(line.module).map_or_else(String::new, ToString::to_string);
    let title = title(&report.licences, line.module, lang);
    let concurrent = line.counting == licentia_core::licence::Counting::Concurrent;
    let at = screen.here.get("at").filter(|_| !report.moment.is_now());
    let query = format!("?module={}", licentia_ui::encode(&name));
    let query = at.map_or(query.clone(), |at| format!("{query}&at={}", licentia_ui::encode(at)));
    let label = html! {
        (title) " " code.quiet.small { (name) }
        @if concurrent { " " (Tag::new(Tone::Line, t!(lang, "reports-concurrent"))) }
    };
    let holders =
        html! { a href=(screen.to(&format!("/reports/holders{query}"))) { (number(lang, line.in_use)) } };
    // Whoever may open a session takes no seat by that: to how many it is assigned is no part of its total.
    let in_use = html! {
        @if concurrent {
            @if let Some(open) = report.in_use(line) { (number(lang, open)) " " span.quiet.small { (open_words(lang, report)) " · " } }
            (holders) " " span.quiet.small { (t!(lang, "reports-assigned")) }
        } @else { (holders) }
    };
    let total = match line.total {
        Total::Absent => number(lang, 0_u64).to_string(),
        Total::Count(count) => number(lang, count).to_string(),
        Total::Unrestricted => t!(lang, "reports-unrestricted"),
    };
    let bar = match line.total {
        Total::Count(count) if !concurrent && line.role != Role::Ceiling => {
            meter(lang, &title, line.in_use, count)
        }
        _ => html! { (dash()) },
    };
    Row::new().cell(label).cell(in_use).cell(total).cell(bar)
}

/// What the sessions of a line are: those of now, or the most of a day that is over.
fn open_words(lang: Lang, report: &Counting) -> String {
    if report.moment.is_now() { t!(lang, "reports-open") } else { t!(lang, "reports-open-most") }
}

async fn counting_file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let moment = Moment::read(&manager, &screen.at, screen.here.get("at"))?;
    let report = counting(&manager, &granted, moment).await?;
    let name = format!("counting-{}", report.day);
    Ok(sheet(&name, &csv::counting(&screen.at, &report)))
}

fn filter(screen: &Screen) -> HolderFilter {
    let known = |name: &&str| screen.at.licences().no(name).is_some();
    HolderFilter {
        module: screen.here.get("module").filter(known).map(str::to_owned),
        search: screen.here.get("q").map(str::to_owned),
        active: screen.here.get("active") == Some("true"),
    }
}

async fn show_holders(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let lang = screen.lang;
    let (moment, wrong) = moment(&manager, &screen)?;
    let filter = filter(&screen);
    let page = screen.here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    let offset = (page - 1).saturating_mul(PER_PAGE).min(1 << 40);
    let paging = Paging { limit: PER_PAGE as u32, offset, cursor: None, alphabet: Alphabet::of(lang) };
    let found = holders(&manager, &granted, moment, &filter, paging).await?;
    let pictures = found.items.iter().map(|holder| holder.no).collect();
    let pictures = Pictures::of(&manager, &screen.at, pictures).await?;
    let no = filter.module.as_deref().and_then(|name| screen.at.licences().no(name));
    let what = no.map(|no| title(&found.licences, no, lang)).filter(|title| !title.is_empty());
    let what = what.or_else(|| filter.module.clone());
    let heading = match &what {
        Some(module) => t!(lang, "reports-holders-of", module = module.as_str()),
        None => t!(lang, "reports-holders"),
    };
    let day = date_words(lang, found.day);
    let lead = match moment.is_now() {
        _ if unrecorded(found.day, found.records_begin).is_some() => String::new(),
        true => t!(lang, "reports-holders-now", count = found.total),
        false => t!(lang, "reports-holders-then", count = found.total, day = day),
    };
    let file = screen.here.to_string().replacen("/reports/holders", "/reports/holders.csv", 1);
    let file = Button::link(t!(lang, "reports-save"), file).icon(Icon::Download).download().key("e");
    let back =
        screen.here.get("at").map_or_else(String::new, |at| format!("?at={}", licentia_ui::encode(at)));
    let head = Head::new(heading.clone())
        .crumb(lang, t!(lang, "reports-title"), screen.to(&format!("/reports/counting{back}")))
        .lead(html! { (lead) })
        .action(file);
    let body = html! {
        (head)
        (when(&screen, found.day, wrong))
        (tools(search(&screen.here, "q", &t!(lang, "reports-search"), &t!(lang, "reports-search-placeholder")), only_active(&screen, &filter)))
        @if let Some(begin) = unrecorded(found.day, found.records_begin) {
            (empty(Icon::Users, &t!(lang, "reports-before-title"), t!(lang, "reports-before", day = date_words(lang, begin)), &[]))
        } @else if found.items.is_empty() { (empty(Icon::Users, &t!(lang, "reports-nobody-title"), t!(lang, "reports-nobody-why"), &[])) }
        @else { (holder_table(&screen, &heading, (&found, &pictures), page)) }
    };
    Ok(screen.page(&heading, "reports", body))
}

fn only_active(screen: &Screen, filter: &HolderFilter) -> Markup {
    let here = screen.here.without("page");
    let to = if filter.active { here.without("active") } else { here.with("active", true) };
    html! { a.filter href=(to) aria-current=[filter.active.then_some("true")] { (t!(screen.lang, "reports-only-active")) } }
}

fn holder_table(
    screen: &Screen,
    heading: &str,
    (found, pictures): (&Holders, &Pictures),
    page: u64,
) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, heading)
        .column(Column::new(t!(lang, "reports-column-user")))
        .column(Column::new(t!(lang, "reports-column-held")))
        .column(Column::new(t!(lang, "reports-column-source")).p2())
        .column(Column::new(t!(lang, "reports-column-until")).p2())
        .column(Column::new(t!(lang, "reports-column-counted")))
        .rows(found.items.iter().map(|holder| holder_row(screen, found, holder, pictures.get(holder.no))));
    html! { (Panel::new().flush(html! { (table) (pager(lang, &screen.here, page, PER_PAGE, found.total)) })) }
}

fn holder_row(screen: &Screen, found: &Holders, holder: &Holder, picture: Option<&str>) -> Row {
    let lang = screen.lang;
    let href = screen.to(&format!("/users/{}", licentia_ui::encode(&holder.id)));
    let who = match holder.login.is_empty() {
        true => html! { span.quiet { (t!(lang, "reports-deleted")) } },
        false => person_of(&holder.name, &href, Some(&holder.login), picture),
    };
    let mut titles: Vec<String> = holder.held.iter().map(|held| through(found, held, lang)).collect();
    // What comes from two sources is held once.
    titles.dedup();
    let mut sources: Vec<String> =
        holder.held.iter().map(|held| source_words(lang, held.source.as_str())).collect();
    sources.dedup();
    let until = holder.held.iter().filter_map(|held| held.until).max();
    let counted = match holder.active {
        true => html! { (t!(lang, "reports-counted")) },
        false => html! { span.quiet { (t!(lang, "reports-not-counted")) } },
    };
    Row::new()
        .cell(who)
        .cell(titles.join(", "))
        .with(Cell::new(sources.join(", ")).class("quiet"))
        .cell(html! { @match until { Some(day) => (date_short(lang, day)), None => (dash()) } })
        .cell(counted)
}

/// What was held, and the plan that gave it where it was another.
fn through(found: &Holders, held: &super::Held, lang: Lang) -> String {
    let (module, plan) =
        (title(&found.licences, held.module, lang), title(&found.licences, held.through, lang));
    let module = match held.units {
        0 | 1 => module,
        units => t!(lang, "reports-units", module = module, count = units),
    };
    if held.module == held.through {
        module
    } else {
        t!(lang, "reports-through", module = module, plan = plan)
    }
}

async fn holders_file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let moment = Moment::read(&manager, &screen.at, screen.here.get("at"))?;
    let whole = holders(&manager, &granted, moment, &filter(&screen), Paging::whole()).await?;
    let name = format!("holders-{}", whole.day);
    Ok(sheet(&name, &csv::holders(&screen.at, &whole)))
}
