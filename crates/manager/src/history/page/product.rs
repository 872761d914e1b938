//! One product day by day.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use licentia_core::history::{Advice, DayUse, Figure, Summary};
use licentia_platform::access::View as MayView;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Button, Cell, Column, Facts, Field, Icon, Lang, Notice, Panel, Row, StepDay, Steps, Table, Tag, Tone,
    date, date_short, date_words, empty, encode, moment, number, section_head, t, text,
};
use maud::{Markup, html};

use super::{View, chooser, head, period};
use crate::csv::api::sheet;
use crate::history::{History, Item, csv, history, items, words};
use crate::page::Screen;
use crate::state::Manager;

/// From so many days on, the table is one of months, with the days folded below it.
const MONTHS_FROM: u32 = 63;

pub(super) async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let lang = screen.lang;
    let (period, wrong) = period(&screen);
    let items = items(&screen.at);
    let Some(item) = chosen(&screen, &items) else {
        let body = html! {
            (head(&screen, View::Use))
            (empty(Icon::Chart, &t!(lang, "history-nothing-title"), t!(lang, "history-nothing-why"), &[]))
        };
        return Ok(screen.page(&t!(lang, "history-title"), "history", body));
    };
    let name = item.name.clone();
    let options =
        items.iter().map(|item| (item.name.clone(), words::title(&screen.at, item, lang), item.name == name));
    let product = Field::select("module", t!(lang, "history-product"), options);
    let report = history(&manager, &granted, item.clone(), period).await?;
    let body = html! {
        (head(&screen, View::Use))
        (chooser(&screen, period, wrong.as_ref(), Some(&product)))
        (section(&screen, &report))
        @if !report.days.is_empty() { (tables(&screen, &report, manager.now_ms())) }
    };
    Ok(screen.page(&t!(lang, "history-title"), "history", body))
}

/// The product of the address, or the first there is.
fn chosen<'a>(screen: &Screen, items: &'a [Item]) -> Option<&'a Item> {
    let asked = screen.here.get("module").map(str::to_lowercase);
    items.iter().find(|item| Some(&item.name) == asked.as_ref()).or_else(|| items.first())
}

/// The picture with what it says.
fn section(screen: &Screen, report: &History) -> Markup {
    let (lang, title) = (screen.lang, words::title(&screen.at, &report.item, screen.lang));
    let to = screen.to(&format!("/products/{}", encode(&report.item.name)));
    let aside = html! {
        span.quiet.small {
            (date_short(lang, report.period.from)) "–" (date_short(lang, report.period.to))
            @if report.item.module.is_some() { " · " a href=(to) { (t!(lang, "history-to-product")) } }
        }
    };
    html! {
        section.stack aria-labelledby="use" {
            (section_head("use", &title, Some(aside)))
            (facts(lang, report))
            (advice(screen, report))
            @if report.days.is_empty() {
                (empty(Icon::Chart, &t!(lang, "history-empty-title"), t!(lang, "history-empty-why"), &[]))
            } @else { (picture(lang, &title, report)) }
        }
    }
}

fn facts(lang: Lang, report: &History) -> Facts {
    let summary = &report.summary;
    let most = |most: Option<(u64, Date)>| {
        most.map(|(peak, day)| html! { b { (number(lang, peak)) } " " span.quiet { (date(lang, day)) } })
    };
    let full = html! {
        @if summary.full_days > 0 { (Tag::bad(t!(lang, "history-days", count = summary.full_days))) }
        @else { (t!(lang, "history-never")) }
    };
    Facts::new()
        .fact(t!(lang, "history-now"), in_use(lang, report.now))
        .maybe(t!(lang, "history-highest"), most(report.summary.highest))
        .maybe(t!(lang, "history-ever"), most(report.ever))
        .maybe(t!(lang, "history-average"), summary.average_tenths().map(|tenths| tenths_words(lang, tenths)))
        .maybe(t!(lang, "history-full"), report.now.cap.map(|_| full))
        .maybe(t!(lang, "history-idle"), report.idle.map(|idle| number(lang, idle)))
}

/// "17 of 20", or the number alone.
pub(super) fn in_use(lang: Lang, now: Figure) -> Markup {
    match now.cap {
        Some(cap) => html! { b { (number(lang, now.used)) } " " (t!(lang, "meter-of-total", total = cap)) },
        None => {
            html! { b { (number(lang, now.used)) } " " span.quiet { (t!(lang, "history-unrestricted")) } }
        }
    }
}

/// A mean with one decimal as the reader's language writes it.
pub(super) fn tenths_words(lang: Lang, tenths: u64) -> String {
    t!(lang, "history-decimal", whole = number(lang, tenths / 10), tenth = (tenths % 10).to_string())
}

/// The advice as a notice, with the first thing to do.
fn advice(screen: &Screen, report: &History) -> Markup {
    let (lang, words) = (screen.lang, words::advice(report, screen.lang, |day| date_words(screen.lang, day)));
    let (tone, icon) = tone(report.advice);
    let to = screen.to(&format!("/products/{}?sort=last-used", encode(&report.item.name)));
    let act = report.idle.is_some_and(|idle| idle > 0) && report.item.module.is_some() && tone != Tone::Good;
    html! {
        @if !words.is_empty() {
            @let notice = Notice::new(tone, words).icon(icon).quiet();
            @if act { (notice.action(Button::link(t!(lang, "history-see-idle"), to).small())) } @else { (notice) }
        }
    }
}

/// How urgent an advice is.
pub(super) fn tone(advice: Advice) -> (Tone, Icon) {
    match advice {
        Advice::Short { .. } => (Tone::Bad, Icon::Stop),
        Advice::Full { .. } | Advice::Soon { .. } => (Tone::Warn, Icon::Warn),
        Advice::Enough => (Tone::Good, Icon::Tick),
        Advice::Nothing | Advice::Spare { .. } => (Tone::Plain, Icon::Info),
    }
}

fn picture(lang: Lang, title: &str, report: &History) -> Steps {
    let days = report.days.iter().map(|day| StepDay {
        day: day.day,
        value: day.kept.peak,
        limit: day.kept.cap,
        full: day.kept.full,
    });
    let summary = &report.summary;
    let (peak, day) = summary.highest.unwrap_or((0, report.period.to));
    let description = t!(
        lang,
        "history-picture",
        highest = peak,
        day = date_words(lang, day),
        lowest = summary.lowest,
        full = summary.full_days
    );
    Steps::new(lang, "use-picture", title, description, (report.period.from, report.period.to))
        .words(t!(lang, "history-level"), t!(lang, "history-limit"), t!(lang, "history-at-capacity"))
        .days(days)
}

/// The same numbers as a table: months with the days folded below, or the days.
fn tables(screen: &Screen, report: &History, now: i64) -> Markup {
    let (lang, days) = (screen.lang, days(screen, report, now));
    if report.period.days() < MONTHS_FROM {
        return html! { (Panel::new().flush(days)) };
    }
    html! {
        (Panel::new().flush(months(lang, report)))
        details.data { summary { (t!(lang, "history-each-day")) } (Panel::new().flush(days)) }
    }
}

fn months(lang: Lang, report: &History) -> Table {
    let months: Vec<&[DayUse]> =
        report.days.chunk_by(|a, b| a.day.first_of_month() == b.day.first_of_month()).collect();
    Table::new(lang, t!(lang, "history-months"))
        .column(Column::new(t!(lang, "history-column-month")))
        .column(Column::new(t!(lang, "history-column-highest")).num())
        .column(Column::new(t!(lang, "history-column-on")).p2())
        .column(Column::new(t!(lang, "history-column-average")).num())
        .column(Column::new(t!(lang, "history-column-total")).num())
        .column(Column::new(t!(lang, "history-column-full")).num())
        .rows(months.into_iter().rev().map(|days| month(lang, days)))
}

fn month(lang: Lang, days: &[DayUse]) -> Row {
    let (summary, last) = (Summary::of(days), days[days.len() - 1]);
    let name = text(lang, &format!("date-month-{}", last.day.month()));
    let name = t!(lang, "history-month", month = name, year = last.day.year().to_string());
    let (peak, on) = summary.highest.unwrap_or((0, last.day));
    Row::new()
        .cell(name)
        .cell(number(lang, peak))
        .with(Cell::new(date_short(lang, on)).class("quiet"))
        .cell(summary.average_tenths().map_or_else(String::new, |tenths| tenths_words(lang, tenths)))
        .cell(total(lang, last.kept.cap))
        .with(Cell::number(lang, Some(summary.full_days).filter(|days| *days > 0)))
}

fn days(screen: &Screen, report: &History, now: i64) -> Table {
    let lang = screen.lang;
    let zone = crate::day::zone(&screen.at.installation().zone);
    Table::new(lang, t!(lang, "history-each-day"))
        .column(Column::new(t!(lang, "history-column-day")))
        .column(Column::new(t!(lang, "history-column-highest")).num())
        .column(Column::new(t!(lang, "history-column-total")).num())
        .column(Column::new(t!(lang, "history-column-reached")).p2())
        .column(Column::new(t!(lang, "history-column-state")))
        .rows(report.days.iter().rev().map(|day| {
            Row::new()
                .cell(date_short(lang, day.day))
                .cell(number(lang, day.kept.peak))
                .cell(total(lang, day.kept.cap))
                .with(Cell::new(moment(lang, day.peak_at, now, &zone)).class("quiet"))
                .cell(html! { @if day.kept.full { (Tag::bad(t!(lang, "history-at-capacity"))) } })
        }))
}

fn total(lang: Lang, cap: Option<u64>) -> String {
    cap.map_or_else(|| t!(lang, "history-unrestricted"), |cap| number(lang, cap))
}

pub(super) async fn file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<MayView>()?;
    let (period, wrong) = period(&screen);
    if let Some(problem) = wrong {
        return Err(problem);
    }
    let items = items(&screen.at);
    let item = chosen(&screen, &items).ok_or_else(|| Problem::not_found("product"))?;
    let report = history(&manager, &granted, item.clone(), period).await?;
    let name = format!("history-{}-{}", report.item.name, period.to);
    Ok(sheet(&name, &csv::history(&report)))
}
