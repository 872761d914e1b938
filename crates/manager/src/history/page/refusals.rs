//! Who was refused what, and why.

use axum::extract::State;
use axum::response::Response;
use licentia_core::licence::text_in;
use licentia_platform::access::View as MayView;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Bar, Bars, Cell, Column, Filters, Icon, Panel, Row, Table, check, date_words_short, day_month, empty,
    encode, moment, number, pager, person, search, t, tools,
};
use maud::{Markup, html};

use super::{View, chooser, head, period};
use crate::checks::LOGIN;
use crate::csv::MARK;
use crate::history::{Period, Refusal, RefusalFilter, RefusalOrder, Refusals, api, file, refusals};
use crate::page::Screen;
use crate::state::Manager;
use crate::users::Alphabet;

/// Lines on a page.
const PER_PAGE: u64 = 50;
/// The picture has a bar for every day up to so many, then one for every week.
const DAYS_UP_TO: u32 = 100;

fn filter(screen: &Screen, period: Period) -> RefusalFilter {
    let known = |name: &&str| screen.at.licences().no(name.to_lowercase()).is_some();
    RefusalFilter {
        period,
        code: api::code(screen.here.get("code")).ok().flatten(),
        module: screen.here.get("module").filter(known).map(str::to_owned),
        search: screen.here.get("q").map(str::to_owned),
    }
}

fn order(screen: &Screen) -> (RefusalOrder, &'static str) {
    match screen.here.get("sort") {
        Some("-times") => (RefusalOrder::Times, "-times"),
        Some("user") => (RefusalOrder::User(Alphabet::of(screen.lang)), "user"),
        _ => (RefusalOrder::Last, "-last"),
    }
}

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let lang = screen.lang;
    let (period, wrong) = period(&screen);
    let filter = filter(&screen, period);
    let page = screen.here.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);
    let slice = (PER_PAGE as u32, (page - 1).saturating_mul(PER_PAGE).min(1 << 40));
    let found = refusals(&manager, &granted, filter.clone(), order(&screen).0, slice).await?;
    let label = t!(lang, "history-search");
    let field = search(&screen.here, "q", &label, &t!(lang, "history-search-placeholder"));
    let body = html! {
        (head(&screen, View::Refusals))
        (chooser(&screen, period, wrong.as_ref(), None))
        @if !found.by_code.is_empty() { (reasons(&screen, &filter, &found)) }
        (tools(field, module(&screen, &filter)))
        @if found.items.is_empty() {
            (empty(Icon::Tick, &t!(lang, "history-none-title"), t!(lang, "history-none-why"), &[]))
        } @else {
            (picture(&screen, period, &found))
            (table(&screen, &found, page, manager.now_ms()))
        }
    };
    Ok(screen.page(&t!(lang, "history-tab-refusals"), "history", body))
}

/// Reasons to choose from, each with how often.
fn reasons(screen: &Screen, filter: &RefusalFilter, found: &Refusals) -> Filters {
    let lang = screen.lang;
    let here = screen.here.without("page");
    let all: u64 = found.by_code.iter().map(|(_, times)| times).sum();
    let filters = Filters::new(lang, t!(lang, "history-reasons"));
    let filters = filters.filter(&t!(lang, "history-all"), here.without("code"), all, filter.code.is_none());
    found.by_code.iter().fold(filters, |filters, (code, times)| {
        let chosen = filter.code.is_some_and(|chosen| chosen.as_str() == code);
        filters.filter(&reason(screen, code), here.with("code", code), *times, chosen)
    })
}

/// A reason in a few words: the rule that did not hold.
fn reason(screen: &Screen, code: &str) -> String {
    let key = format!("history-reason-{code}");
    match licentia_ui::has_text(screen.lang, &key) {
        true => licentia_ui::text(screen.lang, &key),
        false => check(screen.lang, code, &[]).map_or_else(|| code.to_owned(), |sentences| sentences.title),
    }
}

/// The module that was chosen, with a way back to all.
fn module(screen: &Screen, filter: &RefusalFilter) -> Markup {
    let title = filter.module.as_deref().map(|name| title(screen, name));
    html! {
        @if let Some(title) = title {
            a.filter href=(screen.here.without("module").without("page")) aria-current="true" { (title) " ×" }
        }
    }
}

fn title(screen: &Screen, name: &str) -> String {
    let module = screen.at.licences().no(name.to_lowercase()).and_then(|no| screen.at.licences().module(no));
    module.map_or_else(|| name.to_owned(), |module| module.title(screen.lang.tag()).to_owned())
}

/// How often on each day, or in each week.
fn picture(screen: &Screen, period: Period, found: &Refusals) -> Bars {
    let lang = screen.lang;
    let step = if period.days() > DAYS_UP_TO { 7 } else { 1 };
    let starts = period.from.series(jiff::Span::new().days(step)).take_while(|day| *day <= period.to);
    let bars = starts.map(|from| {
        let until = from.checked_add(jiff::Span::new().days(step)).unwrap_or(from);
        let within = found.by_day.iter().filter(|(day, _)| *day >= from && *day < until);
        let times: u64 = within.map(|(_, times)| times).sum();
        let day = date_words_short(lang, from);
        let words = match step {
            1 => t!(lang, "history-refused-day", day = day.as_str(), times = times),
            _ => t!(lang, "history-refused-week", day = day.as_str(), times = times),
        };
        Bar::new(day_month(lang, from), words, times)
    });
    let description = t!(lang, "history-refusals-picture", times = found.times);
    Bars::new(lang, "refusals-picture", t!(lang, "history-tab-refusals"), description, "").bars(bars)
}

fn table(screen: &Screen, found: &Refusals, page: u64, now: i64) -> Markup {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "history-tab-refusals"))
        .column(Column::new(t!(lang, "history-column-user")).sort("user"))
        .column(Column::new(t!(lang, "history-column-product")))
        .column(Column::new(t!(lang, "history-column-reason")))
        .column(Column::new(t!(lang, "history-column-times")).num().sort("-times"))
        .column(Column::new(t!(lang, "history-column-first")).p3().nowrap())
        .column(Column::new(t!(lang, "history-column-last")).p2().nowrap().sort("-last"))
        .sorted(&screen.here, order(screen).1)
        .rows(found.items.iter().map(|refusal| line(screen, refusal, now)));
    html! { (Panel::new().flush(html! { (table) (pager(lang, &screen.here, page, PER_PAGE, found.total)) })) }
}

fn line(screen: &Screen, refusal: &Refusal, now: i64) -> Row {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    let who = match &refusal.user {
        Some(id) if !refusal.login.is_empty() => {
            person(&refusal.name, &screen.to(&format!("/users/{}", encode(id))), Some(&refusal.login))
        }
        Some(_) => html! { span.quiet { (t!(lang, "history-deleted")) } },
        None if refusal.asked_by.is_some() => html! {
            (refusal.asked_by.as_deref().unwrap_or_default()) br; span.quiet.small { (t!(lang, "history-asked-by")) }
        },
        None => html! { span.quiet { (t!(lang, "history-unknown-user")) } },
    };
    let what = match &refusal.module {
        Some(name) => html! {
            a href=(screen.here.without("page").with("module", name)) { (title(screen, name)) }
        },
        None => apart(screen, refusal.item.as_deref()),
    };
    let ask = refusal.user.as_ref().zip(refusal.module.as_ref()).filter(|_| !refusal.login.is_empty()).map(
        |(_, module)| {
            let query = format!("/why?user={}&module={}", encode(&refusal.login), encode(module));
            licentia_ui::Button::link(t!(lang, "history-ask-why"), screen.to(&query)).small().icon(Icon::Ask)
        },
    );
    let row = Row::new()
        .cell(who)
        .cell(what)
        .cell(html! { (reason(screen, &refusal.code)) br; code.quiet.small { (refusal.code) } })
        .cell(html! {
            (number(lang, refusal.times))
            @if refusal.days > 1 { " " span.quiet.small.p2 { (t!(lang, "history-on-days", count = refusal.days)) } }
        })
        .with(Cell::new(moment(lang, refusal.first_at, now, &zone)).class("quiet"))
        .cell(moment(lang, refusal.last_at, now, &zone));
    match ask {
        Some(ask) => row.act(ask),
        None => row,
    }
}

/// What is no module: a log-in as a whole, or a plan limit.
fn apart(screen: &Screen, item: Option<&str>) -> Markup {
    let lang = screen.lang;
    let limit = |item: &str| {
        let (of, name) = item.split_once('.')?;
        let issuer = screen.at.licences().issuers().iter().find(|issuer| issuer.name.as_str() == of)?;
        let limit = issuer.limits.iter().find(|limit| limit.name == name)?;
        Some(text_in(&limit.titles, lang.tag(), name).to_owned())
    };
    match item {
        None => html! { span.quiet { (t!(lang, "history-unknown-module")) } },
        Some(LOGIN) => html! { (t!(lang, "history-item-login")) },
        Some(item) => html! {
            (limit(item).unwrap_or_else(|| item.to_owned())) br; span.quiet.small { (t!(lang, "history-item-limit")) }
        },
    }
}

pub(super) async fn file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let (period, wrong) = period(&screen);
    if let Some(problem) = wrong {
        return Err(problem);
    }
    let filter = filter(&screen, period);
    let name = format!("refusals-{}", period.to);
    file::refusals(&manager, &granted, filter, order(&screen).0, (&name, MARK)).await
}
