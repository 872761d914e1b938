//! Every product: buy, take back, or leave it as it is?

use axum::extract::State;
use axum::response::Response;
use licentia_core::counting::{Role, role};
use licentia_core::history::DayUse;
use licentia_platform::access::View as MayView;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Cell, Column, Icon, Panel, Row, Table, Tag, Tone, date_short, date_words, empty, encode, number, spark, t,
};
use maud::{Markup, html};

use super::product::{in_use, tone};
use super::{View, chooser, head, period};
use crate::csv::api::sheet;
use crate::history::{History, capacity, csv, words};
use crate::page::Screen;
use crate::state::Manager;

/// From more days on, the small line shows the highest of each week.
const SPARK_DAYS: usize = 120;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let lang = screen.lang;
    let (period, wrong) = period(&screen);
    let mut reports = capacity(&manager, &granted, period).await?;
    sort(&screen, &mut reports);
    let body = html! {
        (head(&screen, View::Capacity))
        (chooser(&screen, period, wrong.as_ref(), None))
        @if reports.is_empty() {
            (empty(Icon::Chart, &t!(lang, "history-nothing-title"), t!(lang, "history-nothing-why"), &[]))
        } @else { (Panel::new().flush(table(&screen, &reports))) }
    };
    Ok(screen.page(&t!(lang, "history-tab-capacity"), "history", body))
}

/// What presses most comes first, unless the reader sorts by something else.
fn sort(screen: &Screen, reports: &mut [History]) {
    match screen.here.get("sort") {
        Some("name") => {
            reports.sort_by_cached_key(|report| words::title(&screen.at, &report.item, screen.lang))
        }
        Some("highest") => reports.sort_by_key(|report| std::cmp::Reverse(report.summary.highest)),
        Some("full") => reports.sort_by_key(|report| std::cmp::Reverse(report.summary.full_days)),
        Some("idle") => reports.sort_by_key(|report| std::cmp::Reverse(report.idle)),
        _ => reports.sort_by_key(|report| urgency(screen, report)),
    }
}

/// Short first, then full, then soon; plans before other modules.
fn urgency(screen: &Screen, report: &History) -> (u8, bool) {
    let press = match tone(report.advice).0 {
        Tone::Bad => 0,
        Tone::Warn => 1,
        _ => 2,
    };
    let module = report.item.module.and_then(|no| screen.at.licences().module(no));
    let other = module.is_some_and(|module| role(screen.at.licences(), module) != Role::Plan);
    (press, other)
}

fn table(screen: &Screen, reports: &[History]) -> Table {
    let lang = screen.lang;
    Table::new(lang, t!(lang, "history-tab-capacity"))
        .column(Column::new(t!(lang, "history-column-product")).sort("name"))
        .column(Column::new(t!(lang, "history-column-went")).p3())
        .column(Column::new(t!(lang, "history-now")).num().nowrap().p2())
        .column(Column::new(t!(lang, "history-column-highest")).num().p2().sort("highest"))
        .column(Column::new(t!(lang, "history-column-full")).num().p2().sort("full"))
        .column(Column::new(t!(lang, "history-column-idle")).num().p2().sort("idle"))
        .column(Column::new(t!(lang, "history-column-advice")))
        .sorted(&screen.here, screen.here.get("sort").unwrap_or("urgency"))
        .rows(reports.iter().map(|report| line(screen, report)))
}

fn line(screen: &Screen, report: &History) -> Row {
    let lang = screen.lang;
    let query = screen.here.without("sort").with("module", &report.item.name).to_string();
    let query = query.split_once('?').map_or("", |(_, query)| query);
    let to = format!("{}?{query}", screen.to("/history"));
    // A line in a table has room for weeks, not for every day of a year.
    let span = if report.days.len() > SPARK_DAYS { 7 } else { 1 };
    let most = |days: &[DayUse]| days.iter().map(|day| day.kept.peak).max().unwrap_or(0);
    let peaks: Vec<u64> = report.days.chunks(span).map(most).collect();
    let highest = report.summary.highest.map(|(peak, day)| {
        html! { span title=(date_words(lang, day)) { (number(lang, peak)) } }
    });
    Row::new()
        .cell(html! { a href=(to) { (words::title(&screen.at, &report.item, lang)) } br; code.quiet.small { (report.item.name) } })
        .cell(html! { @if !peaks.is_empty() { (spark(&peaks, report.now.cap)) } })
        .cell(in_use(lang, report.now))
        .cell(highest.unwrap_or_else(|| html! { span.quiet { "–" } }))
        .with(Cell::number(lang, Some(report.summary.full_days).filter(|days| *days > 0)))
        .cell(idle(screen, report))
        .cell(advice(screen, report))
}

fn idle(screen: &Screen, report: &History) -> Markup {
    let lang = screen.lang;
    let to = screen.to(&format!("/products/{}?sort=last-used", encode(&report.item.name)));
    html! {
        @match report.idle {
            Some(0) | None => span.quiet { "–" },
            Some(idle) if report.item.module.is_some() => a href=(to) { (number(lang, idle)) },
            Some(idle) => (number(lang, idle)),
        }
    }
}

fn advice(screen: &Screen, report: &History) -> Markup {
    let (lang, (tone, icon)) = (screen.lang, tone(report.advice));
    let words = words::advice(report, lang, |day| date_words(lang, day).replace(' ', "\u{a0}"));
    let short = match tone {
        Tone::Bad => Some(t!(lang, "history-tag-short")),
        Tone::Warn => Some(match report.summary.exhausted {
            Some(_) if report.summary.full_days == 0 => t!(lang, "history-tag-soon"),
            _ => t!(lang, "history-tag-full"),
        }),
        _ => None,
    };
    html! {
        @if let Some(short) = short { (Tag::new(tone, short).icon(icon)) " " }
        span.small { (words) }
        @if let Some(day) = report.summary.exhausted { span.visually-hidden { " " (date_short(lang, day)) } }
    }
}

pub(super) async fn file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let (period, wrong) = period(&screen);
    if let Some(problem) = wrong {
        return Err(problem);
    }
    let reports = capacity(&manager, &granted, period).await?;
    Ok(sheet(&format!("capacity-{}", period.to), &csv::capacity(&reports)))
}
