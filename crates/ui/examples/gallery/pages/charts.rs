//! What was used over time: months against an allowance, a level day by day, a line in a table.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use licentia_ui::{
    Bar, Bars, Column, Frame, Head, Panel, Row, StepDay, Steps, Table, date_words_short, number,
    section_head, spark,
};
use maud::{Markup, html};

use super::TODAY;

/// Used and allowed, from December to November.
const MONTHS: [(&str, u64, u64); 12] = [
    ("Dec", 41_000, 48_000),
    ("Jan 2026", 44_000, 48_000),
    ("Feb", 46_000, 48_000),
    ("Mar", 52_000, 50_000),
    ("Apr", 43_000, 50_000),
    ("May", 47_000, 50_000),
    ("Jun", 49_000, 52_000),
    ("Jul", 28_000, 52_000),
    ("Aug", 39_000, 52_000),
    ("Sep", 55_000, 52_000),
    ("Oct", 51_000, 52_000),
    ("Nov", 38_412, 52_000),
];

/// Both kinds of drawing, with their numbers in a table.
pub(crate) fn charts(frame: &Frame) -> Markup {
    let lang = frame.lang();
    let months = MONTHS.iter().map(|(label, used, allowed)| {
        let now = *label == "Nov";
        let words = format!("{label}: {} of {}", number(lang, *used), number(lang, *allowed));
        Bar::new(*label, words, *used).limit(Some(*allowed)).expected(now.then_some(56_100)).now(now)
    });
    let bars = Bars::new(
        lang,
        "months",
        "E-mails sent",
        "Each month against its allowance.",
        "Within the allowance",
    )
    .against("Allowance", "Overage", "Forecast")
    .bars(months);
    let days = (1..=30_u64).map(|day| {
        Bar::new(
            day.to_string(),
            format!("{day} November"),
            if day > 21 { 0 } else { 900 + day * 97 % 1_400 },
        )
        .now(day == 21)
    });
    let days = Bars::new(lang, "days", "Days of November", "What each day came to.", "Each day").bars(days);
    let table = Table::new(lang, "E-mails sent for each month")
        .column(Column::new("Month"))
        .column(Column::new("How it went").p3())
        .column(Column::new("Used").num())
        .column(Column::new("Allowance").num())
        .rows(MONTHS.iter().rev().map(|(label, used, allowed)| {
            let went: Vec<u64> = (0..30).map(|day| used / 40 + day * used / 900 % 700).collect();
            Row::new()
                .cell(*label)
                .cell(spark(&went, Some(*allowed / 20)))
                .cell(number(lang, *used))
                .cell(number(lang, *allowed))
        }));
    frame.page(
        "Charts",
        "ledger",
        html! {
            (Head::new("Charts").lead(html! { "The drawing is for the eye, the table beside it is for everybody." }))
            section.stack { (section_head("m", "E-mails sent", None)) (bars) }
            (Panel::new().flush(table))
            section.stack { (section_head("d", "Days of November", None)) (days) }
            section.stack { (section_head("y", "Ten Sales, a year", None)) (level(frame, 365)) }
            section.stack { (section_head("n", "Ten Sales, thirty days", None)) (level(frame, 30)) }
        },
    )
}

fn level(frame: &Frame, days: i64) -> Steps {
    let lang = frame.lang();
    let from = TODAY.checked_sub((days - 1).days()).unwrap_or(TODAY);
    let level = |day: Date| {
        let limit = if day < date(2026, 6, 20) { 200 } else { 250 };
        let grown = 120
            + u64::from(day.day_of_year().unsigned_abs()) * 2 / 5
            + u64::from(day.day().unsigned_abs()) / 7 * 9;
        let value = if day.year() == 2025 { 118 } else { grown.min(limit) };
        StepDay { day, value, limit: Some(limit), full: value == limit }
    };
    let all = from.series(1.day()).take_while(|day| *day <= TODAY);
    let description = format!("From {} to {}.", date_words_short(lang, from), date_words_short(lang, TODAY));
    Steps::new(lang, format!("level-{days}"), "Ten Sales", description, (from, TODAY))
        .words("Highest use of the day", "What there was", "At capacity")
        .days(all.filter(|day| *day != date(2026, 11, 3)).map(level))
}
