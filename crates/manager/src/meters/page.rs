//! The dashboard of metered services: months against their allowance, the days of one of them, and what is to be expected.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use licentia_core::licence::text_in;
use licentia_core::month::Month;
use licentia_core::package::MeterKind;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_ui::{
    Bar, Bars, Button, Cell, Column, Gauges, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, dash,
    date_short, date_words, date_words_short, empty, number, section_head, t, text,
};
use maud::{Markup, html};

use super::{MeterMonth, api, csv, months};
use crate::csv::api::sheet;
use crate::page::Screen;
use crate::state::Manager;

/// Months of the picture: this one and eleven before.
const MONTHS: usize = 12;
/// So many are shown although nothing was counted in the first of them.
const LEAST: usize = 3;

/// The pages.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/meters", get(show))
        .route("/meters.csv", get(months_file))
        .route("/meters/days.csv", get(days_file))
        .merge(super::report::page::routes())
}

/// What the address asks for, with the months it stands in.
struct Dashboard<'a> {
    screen: &'a Screen,
    /// Every meter's months, the oldest first.
    months: Vec<(Month, Vec<MeterMonth>)>,
    today: Date,
}

impl<'a> Dashboard<'a> {
    async fn read(manager: &Manager, screen: &'a Screen) -> Result<Self, Problem> {
        screen.caller.may::<View>()?;
        let today = screen.at.day().today;
        let to = Month::of(today);
        let from = (1..MONTHS).fold(to, |month, _| month.previous());
        Ok(Self { screen, months: months(manager, &screen.at, from, to).await?, today })
    }

    /// The meters of the present month.
    fn now(&self) -> &[MeterMonth] {
        self.months.last().map_or(&[], |(_, meters)| meters)
    }

    /// The meter of the address, or the first that was ever used: this month of it.
    fn chosen(&self) -> Option<&MeterMonth> {
        let asked = self.screen.here.get("meter").map(str::to_ascii_lowercase);
        let now = self.now();
        let used = |meter: &&MeterMonth| self.of(meter).iter().any(|(_, of)| of.events > 0);
        let named = |meter: &&MeterMonth| {
            let asked = asked.as_deref();
            asked == Some(full_name(meter).as_str()) || asked == Some(meter.name.as_str())
        };
        let asked = now.iter().find(named);
        asked.or_else(|| now.iter().find(used)).or_else(|| now.first())
    }

    /// The months of a meter.
    fn of(&self, meter: &MeterMonth) -> Vec<(Month, &MeterMonth)> {
        let own = |found: &&MeterMonth| found.issuer == meter.issuer && found.name == meter.name;
        self.months.iter().filter_map(|(month, meters)| Some((*month, meters.iter().find(own)?))).collect()
    }

    /// The same from the first month on in which anything was counted: nobody needs to see that there was nothing yet.
    fn since_begun(&self, meter: &MeterMonth) -> Vec<(Month, &MeterMonth)> {
        let mut months = self.of(meter);
        let begun = months.iter().position(|(_, of)| of.events > 0 || of.used > 0).unwrap_or(months.len());
        months.drain(..begun.min(months.len().saturating_sub(LEAST)));
        months
    }

    /// The month whose days are shown.
    fn month(&self) -> Month {
        let asked = self.screen.here.get("month").and_then(|text| text.parse().ok());
        let known = |month: &Month| self.months.iter().any(|(known, _)| known == month);
        asked.filter(known).unwrap_or_else(|| Month::of(self.today))
    }
}

fn full_name(meter: &MeterMonth) -> String {
    format!("{}.{}", meter.issuer, meter.name)
}

fn title(meter: &MeterMonth, lang: Lang) -> &str {
    text_in(&meter.titles, lang.tag(), &meter.name)
}

/// The unit, unless the title says it already.
fn unit(meter: &MeterMonth, lang: Lang) -> &str {
    let unit = text_in(&meter.unit, lang.tag(), "");
    let said = title(meter, lang).to_lowercase().contains(&unit.to_lowercase());
    if said { "" } else { unit }
}

/// "59 GB": alone in a sentence a number has its unit.
fn counted(meter: &MeterMonth, lang: Lang, count: u64) -> String {
    let unit = text_in(&meter.unit, lang.tag(), "");
    format!("{}\u{a0}{unit}", number(lang, count)).trim_end().to_owned()
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let board = Dashboard::read(&manager, &screen).await?;
    let lang = screen.lang;
    let body = match board.chosen() {
        None => html! {
            (Head::new(t!(lang, "meters-title")))
            (empty(Icon::Gauge, &t!(lang, "meters-none-title"), t!(lang, "meters-none-why"), &[]))
        },
        Some(meter) => html! {
            (head(&board, meter))
            (gauges(&board, meter))
            (year(&board, meter))
            (days(&board, meter))
        },
    };
    Ok(screen.page(&t!(lang, "meters-title"), "meters", body))
}

fn head(board: &Dashboard<'_>, meter: &MeterMonth) -> Head {
    let (screen, lang) = (board.screen, board.screen.lang);
    // On a suite there are no user plans: whoever can log in has a seat (rule 3a).
    let issuers = screen.at.licences().issuers().iter();
    let on_suite = issuers.filter(|issuer| issuer.name == meter.issuer).any(|i| i.suite.is_some());
    let lead = match on_suite {
        true => t!(lang, "meters-lead-suite", count = meter.plan_users),
        false => t!(lang, "meters-lead", count = meter.plan_users),
    };
    let file = Button::link(t!(lang, "meters-save"), screen.to("/meters.csv"));
    let report = Button::link(t!(lang, "usage-report"), screen.to("/meters/report")).icon(Icon::Invoice);
    let head = Head::new(t!(lang, "meters-title")).lead(html! { (lead) });
    head.action(report).action(file.icon(Icon::Download).download().key("e"))
}

fn gauges(board: &Dashboard<'_>, chosen: &MeterMonth) -> Gauges {
    let (screen, lang) = (board.screen, board.screen.lang);
    board.now().iter().fold(Gauges::new(lang, t!(lang, "meters-gauges")), |gauges, meter| {
        let to = screen.here.without("month").with("meter", full_name(meter)).to_string();
        let note = html! {
            @if let Some(expected) = meter.expected.filter(|expected| *expected > 0) {
                @let class = if expected > meter.allowance { "bad" } else if warns(expected, meter.allowance) { "warn" } else { "" };
                small class=[Some(class).filter(|class| !class.is_empty())] { (t!(lang, "meters-expected", count = expected)) }
            }
        };
        let is_chosen = (&meter.issuer, &meter.name) == (&chosen.issuer, &chosen.name);
        gauges.noted(title(meter, lang), &to, (meter.used, meter.allowance, unit(meter, lang)), is_chosen, note)
    })
}

/// From 85 % on.
fn warns(used: u64, allowance: u64) -> bool {
    licentia_ui::fullness(used, allowance) != Tone::Plain
}

/// The months against their allowance: what is to be expected, the picture, the table.
fn year(board: &Dashboard<'_>, meter: &MeterMonth) -> Markup {
    let lang = board.screen.lang;
    let months = board.since_begun(meter);
    html! {
        section.stack aria-labelledby="months" {
            (section_head("months", title(meter, lang), None))
            (forecast(board, meter))
            (picture(board, meter, &months))
        }
        (Panel::new().flush(table(board, meter, &months)))
    }
}

/// What will happen if it goes on like this, or what has happened.
fn forecast(board: &Dashboard<'_>, meter: &MeterMonth) -> Markup {
    let lang = board.screen.lang;
    let month = Month::of(board.today);
    let name = month_name(lang, month);
    let reached = meter.forecast.map(|day| date_words(lang, day));
    if meter.overage > 0 {
        let over = counted(meter, lang, meter.overage);
        let words = match reached {
            Some(day) => t!(lang, "meters-over-since", month = name, over = over, day = day),
            None => t!(lang, "meters-over", month = name, over = over),
        };
        return html! { (Notice::new(Tone::Bad, words).icon(Icon::Warn).quiet()) };
    }
    let expected = meter.expected.filter(|expected| *expected > meter.allowance);
    let words = match (expected, reached) {
        (Some(expected), Some(day)) => t!(
            lang,
            "meters-will-end",
            month = name,
            expected = counted(meter, lang, expected),
            over = counted(meter, lang, expected - meter.allowance),
            day = day
        ),
        _ => return html! {},
    };
    html! { (Notice::new(Tone::Warn, words).icon(Icon::Warn).quiet()) }
}

fn picture(board: &Dashboard<'_>, meter: &MeterMonth, months: &[(Month, &MeterMonth)]) -> Bars {
    let lang = board.screen.lang;
    let bars = months.iter().map(|(month, of)| {
        let words = t!(
            lang,
            "meters-month-of",
            month = month_name(lang, *month),
            used = of.used,
            allowance = of.allowance,
            unit = unit(meter, lang)
        );
        let allowed = Some(of.allowance).filter(|_| of.package.is_some() || of.closed);
        Bar::new(month_short(lang, *month), words, of.used)
            .limit(allowed)
            .expected(of.expected)
            .now(month.contains(board.today))
    });
    let over = months.iter().filter(|(_, of)| of.overage > 0).count();
    let description = t!(lang, "meters-picture", over = over);
    Bars::new(lang, "months-picture", title(meter, lang), description, t!(lang, "meters-within"))
        .against(t!(lang, "meters-allowance"), t!(lang, "meters-overage"), t!(lang, "meters-forecast"))
        .bars(bars)
}

fn table(board: &Dashboard<'_>, meter: &MeterMonth, months: &[(Month, &MeterMonth)]) -> Table {
    let lang = board.screen.lang;
    Table::new(lang, t!(lang, "meters-months", meter = title(meter, lang)))
        .column(Column::new(t!(lang, "meters-column-month")))
        .column(Column::new(t!(lang, "meters-column-used")).num())
        .column(Column::new(t!(lang, "meters-allowance")).num())
        .column(Column::new(t!(lang, "meters-overage")).num())
        .column(Column::new(t!(lang, "meters-column-users")).num().p2())
        .column(Column::new(t!(lang, "meters-column-events")).num().p2())
        .column(Column::new(t!(lang, "meters-column-state")).p2())
        .rows(months.iter().rev().map(|(month, of)| line(board, *month, of)))
}

fn line(board: &Dashboard<'_>, month: Month, of: &MeterMonth) -> Row {
    let lang = board.screen.lang;
    let to = board.screen.here.with("meter", full_name(of)).with("month", month);
    let state = match (month.contains(board.today), of.closed) {
        (true, _) => html! { (Tag::new(Tone::Accent, t!(lang, "meters-open")).icon(Icon::Clock)) },
        (false, true) => html! { span.quiet { (t!(lang, "meters-closed")) } },
        (false, false) if of.events == 0 => html! { span.quiet { (dash()) } },
        (false, false) => html! { span.quiet { (t!(lang, "meters-closing")) } },
    };
    let row = Row::new()
        .cell(html! { a href={ (to) "#days" } { (month_name(lang, month)) } })
        .cell(html! { (number(lang, of.used)) " " span.quiet.small { (unit(of, lang)) } })
        .cell(number(lang, of.allowance))
        .with(over(lang, of.overage))
        .cell(number(lang, of.plan_users))
        .cell(number(lang, of.events))
        .cell(state);
    if month == board.month() { row.state("chosen") } else { row }
}

/// What goes beyond the allowance, in a table: "+85", or a dash.
pub(super) fn over(lang: Lang, overage: u64) -> Cell {
    match overage {
        0 => Cell::number(lang, None::<u64>),
        over => Cell::new(html! { "+" (number(lang, over)) }).class("minus"),
    }
}

/// The days of a month: picture, table, file.
fn days(board: &Dashboard<'_>, meter: &MeterMonth) -> Markup {
    let (lang, month) = (board.screen.lang, board.month());
    let Some((_, of)) = board.of(meter).into_iter().find(|(known, _)| *known == month) else {
        return html! {};
    };
    let name = month_name(lang, month);
    let query = format!("?meter={}&month={month}", licentia_ui::encode(&full_name(of)));
    let file =
        Button::link(t!(lang, "meters-save-days"), format!("{}{query}", board.screen.to("/meters/days.csv")));
    html! {
        section.stack aria-labelledby="days" {
            (section_head("days", t!(lang, "meters-days", month = name.as_str()), Some(html! { (file.icon(Icon::Download).small().download()) })))
            @if of.days.is_empty() { p.quiet { (t!(lang, "meters-no-days")) } }
            @else { (day_picture(board, of, month, &name)) }
        }
        @if !of.days.is_empty() {
            details.data { summary { (t!(lang, "meters-each-day")) } (Panel::new().flush(day_table(board, of))) }
        }
    }
}

/// Whether its days stand for themselves: they do not add up to the month.
fn stands(kind: MeterKind) -> bool {
    matches!(kind, MeterKind::Maximum | MeterKind::Latest | MeterKind::Level)
}

fn day_picture(board: &Dashboard<'_>, of: &MeterMonth, month: Month, name: &str) -> Bars {
    let lang = board.screen.lang;
    let used: std::collections::BTreeMap<Date, u64> = of.days.iter().copied().collect();
    let all = month.first_day().series(jiff::Span::new().days(1)).take(month.days() as usize);
    let bars = all.map(|day| {
        let value = used.get(&day).copied().unwrap_or(0);
        let words =
            t!(lang, "meters-day-of", day = date_words_short(lang, day), used = value, unit = unit(of, lang));
        let limit = Some(of.allowance).filter(|_| stands(of.kind));
        Bar::new(day.day().to_string(), words, value).limit(limit).now(day == board.today)
    });
    let description = t!(lang, "meters-days-picture", month = name);
    Bars::new(
        lang,
        "days-picture",
        t!(lang, "meters-days", month = name),
        description,
        t!(lang, "meters-each-day"),
    )
    .against(t!(lang, "meters-allowance"), t!(lang, "meters-overage"), t!(lang, "meters-forecast"))
    .bars(bars)
}

fn day_table(board: &Dashboard<'_>, of: &MeterMonth) -> Table {
    let lang = board.screen.lang;
    let mut sum = 0_u64;
    let rows: Vec<Row> = of
        .days
        .iter()
        .map(|(day, used)| {
            sum = sum.saturating_add(*used);
            let row = Row::new().cell(date_short(lang, *day)).cell(number(lang, *used));
            if stands(of.kind) { row } else { row.cell(number(lang, sum)) }
        })
        .collect();
    let table = Table::new(lang, t!(lang, "meters-each-day"))
        .column(Column::new(t!(lang, "meters-column-day")))
        .column(Column::new(t!(lang, "meters-column-used")).num());
    let table =
        if stands(of.kind) { table } else { table.column(Column::new(t!(lang, "meters-column-sum")).num()) };
    table.rows(rows.into_iter().rev())
}

/// "November 2026".
pub(super) fn month_name(lang: Lang, month: Month) -> String {
    let first = month.first_day();
    let name = text(lang, &format!("date-month-{}", first.month()));
    t!(lang, "meters-month", month = name, year = first.year().to_string())
}

/// "Nov", and "Jan 2027".
fn month_short(lang: Lang, month: Month) -> String {
    let first = month.first_day();
    let name = text(lang, &format!("date-month-short-{}", first.month()));
    if first.month() == 1 {
        t!(lang, "meters-month", month = name, year = first.year().to_string())
    } else {
        name
    }
}

async fn months_file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let board = Dashboard::read(&manager, &screen).await?;
    let lang = screen.lang.tag();
    let items: Vec<_> = board
        .months
        .into_iter()
        .flat_map(|(month, meters)| meters.into_iter().map(move |meter| api::item(meter, month, lang)))
        .collect();
    Ok(sheet(&format!("meters-{}", Month::of(board.today)), &csv::months(&items)))
}

async fn days_file(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let board = Dashboard::read(&manager, &screen).await?;
    let (month, lang) = (board.month(), screen.lang.tag());
    let meter = board.chosen().ok_or_else(|| Problem::not_found("meter"))?;
    let found = board.of(meter).into_iter().find(|(known, _)| *known == month);
    let (_, of) = found.ok_or_else(|| Problem::not_found("meter"))?;
    let name = format!("{}-{month}", full_name(of));
    Ok(sheet(&name, &csv::days(&[api::item(of.clone(), month, lang)])))
}
