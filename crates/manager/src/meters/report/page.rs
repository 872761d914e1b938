//! What was reported to whom: every figure, what waits, the bundle to carry and the receipt that comes back.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use licentia_core::licence::text_in;
use licentia_platform::access::{ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Upload};
use licentia_ui::{
    Button, Cell, Column, Field, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, empty, hidden,
    moment, number, problem_notice, t,
};
use maud::{Markup, html};

use super::api::{file, read};
use super::{Figure, Report};
use crate::meters::figures::FigureKind;
use crate::meters::page::month_name;
use crate::packages::{notice_of, zone};
use crate::page::Screen;
use crate::state::{Manager, TAMPERED};

/// How many figures the page shows.
const SHOWN: usize = 200;

/// The routes under `/i/{slug}`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/meters/report", get(show))
        .route("/meters/report/bundle", post(bundle))
        .route("/meters/report/put-right", post(put_right))
        .route("/meters/report/receipt", post(receipt))
}

async fn show(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    page(&manager, &screen, None).await
}

/// The bundle comes as a download.
async fn bundle(State(manager): State<Manager>, screen: Screen, form: Form) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let issuer = read(form.text("issuer"))?;
    match super::bundle(&manager, &granted, &issuer).await {
        Ok(bundle) => Ok(file(bundle)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => page(&manager, &screen, Some(&problem)).await,
    }
}

async fn receipt(
    State(manager): State<Manager>,
    screen: Screen,
    upload: Upload,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    let file = upload.files.into_iter().find(|file| file.field == "file");
    let bytes = file.map(|file| file.bytes.to_vec()).unwrap_or_default();
    match super::take_receipt(&manager, &granted, &bytes).await {
        Ok(done) => {
            let said = format!(
                "/meters/report?through={}&new={}&renumbered={}",
                done.through, done.new, done.renumbered
            );
            Ok(Redirect::to(&screen.to(&said)).into_response())
        }
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => page(&manager, &screen, Some(&problem)).await,
    }
}

/// The figures are written as the ledger has them.
async fn put_right(State(manager): State<Manager>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<ManageLicences>()?;
    match crate::meters::put_right(&manager, &granted).await {
        Ok(_) => Ok(Redirect::to(&screen.to("/meters/report")).into_response()),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => page(&manager, &screen, Some(&problem)).await,
    }
}

async fn page(manager: &Manager, screen: &Screen, refused: Option<&Problem>) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let reports = super::reports(manager, &granted).await?;
    let (figures, is_tampered) = match super::figures(manager, &granted).await {
        Ok(figures) => (figures, false),
        Err(problem) if problem.code == TAMPERED => (Vec::new(), true),
        Err(problem) => return Err(problem),
    };
    let lang = screen.lang;
    let title = t!(lang, "usage-report");
    let body = html! {
        (Head::new(title.as_str()).crumb(lang, t!(lang, "meters-title"), screen.to("/meters"))
            .lead(html! { (t!(lang, "usage-report-lead")) }))
        @if let Some(problem) = refused { (notice_of(lang, problem).focused()) }
        @else if let Some(notice) = brought(screen) { (notice) }
        @if is_tampered {
            (tampered(screen))
        } @else if figures.is_empty() {
            (empty(Icon::Gauge, &t!(lang, "usage-none"), t!(lang, "usage-none-why"), &[]))
        } @else {
            (issuers(manager, screen, &reports))
            (table(manager, screen, &reports, &figures))
        }
    };
    let mut response = screen.page(&title, "meters", body);
    if let Some(problem) = refused {
        *response.status_mut() = http::StatusCode::from_u16(problem.status).unwrap_or_default();
    }
    Ok(response)
}

/// Figures do not carry their seals, and whoever may act can have them written as the ledger has them (rule 10).
fn tampered(screen: &Screen) -> Panel {
    let lang = screen.lang;
    Panel::titled("tampered", t!(lang, "usage-tampered")).body(html! {
        p { (t!(lang, "usage-tampered-why")) }
        @if screen.caller.has(Right::ManageLicences) {
            form method="post" action=(screen.to("/meters/report/put-right")) {
                (Button::submit(t!(lang, "usage-put-right")).primary())
            }
        }
    })
}

/// What the receipt that was just taken in has brought.
fn brought(screen: &Screen) -> Option<Notice> {
    let number = |name: &str| screen.here.get(name).and_then(|text| text.parse::<u64>().ok());
    let (through, new) = (number("through")?, number("new")?);
    if let Some(count) = number("renumbered").filter(|count| *count > 0) {
        let words = t!(screen.lang, "usage-renumbered", count = count);
        return Some(Notice::new(Tone::Accent, words).focused());
    }
    let words = t!(screen.lang, "usage-receipt-taken", new = new, through = through);
    Some(Notice::new(Tone::Good, words).focused())
}

/// One panel for each issuer, with what can be done.
fn issuers(manager: &Manager, screen: &Screen, reports: &[Report]) -> Markup {
    let may = screen.caller.has(Right::ManageLicences);
    html! { @for report in reports { (issuer(manager, screen, report, may)) } }
}

fn issuer(manager: &Manager, screen: &Screen, report: &Report, may: bool) -> Panel {
    let lang = screen.lang;
    let (name, title) = (report.issuer.as_str(), issuer_title(screen, report));
    let state = match report.waiting {
        0 => Tag::good(t!(lang, "usage-all-receipted")).icon(Icon::Tick),
        waiting => Tag::new(Tone::Accent, t!(lang, "usage-waiting", count = waiting)).icon(Icon::Clock),
    };
    let last = report.receipted_at_ms.map(|ms| moment(lang, ms, manager.now_ms(), &zone(screen)));
    Panel::titled(format!("issuer-{name}"), title.to_owned()).aside(state).body(html! {
        div.stack.tight {
            @if let Some(last) = last { p.small { (t!(lang, "usage-last-receipt")) " " (last) } }
            @if let Some(code) = report.failure.as_deref().filter(|_| report.waiting > 0) {
                (problem_notice(lang, code, &[]).quiet())
            }
            p.small.quiet {
                @if report.online { (t!(lang, "usage-online")) } @else { (t!(lang, "usage-offline")) }
            }
            @if may { (acts(screen, report)) }
        }
    })
}

fn issuer_title<'a>(screen: &'a Screen, report: &'a Report) -> &'a str {
    let in_force = screen.at.package_of(&report.issuer);
    in_force.map_or(report.issuer.as_str(), |in_force| in_force.package.issuer_title(screen.lang.tag()))
}

/// The bundle to carry, and the receipt that comes back.
fn acts(screen: &Screen, report: &Report) -> Markup {
    let lang = screen.lang;
    let make = Button::submit(t!(lang, "usage-make-bundle")).icon(Icon::Download);
    let file = Field::file("file", t!(lang, "usage-receipt")).accept(".receipt").required();
    let file = file.among(report.issuer.as_str());
    html! {
        @if report.waiting > 0 {
            form method="post" action=(screen.to("/meters/report/bundle")) {
                (hidden("issuer", report.issuer.as_str()))
                @if report.online { (make) } @else { (make.primary()) }
            }
        }
        details {
            summary { (t!(lang, "usage-take-receipt")) }
            form.stack.tight method="post" action=(screen.to("/meters/report/receipt")) enctype="multipart/form-data" {
                (file)
                div.row { (Button::submit(t!(lang, "usage-take-receipt")).icon(Icon::Upload)) }
            }
        }
    }
}

/// The figures, under whom they are numbered by where there are several.
fn table(manager: &Manager, screen: &Screen, reports: &[Report], figures: &[Figure]) -> Panel {
    let lang = screen.lang;
    let titles = titles(screen, lang);
    let mut table = Table::new(lang, t!(lang, "usage-figures"))
        .column(Column::new(t!(lang, "usage-column-n")).num())
        .column(Column::new(t!(lang, "usage-column-month")))
        .column(Column::new(t!(lang, "usage-column-meter")))
        .column(Column::new(t!(lang, "usage-column-used")).num())
        .column(Column::new(t!(lang, "usage-column-allowance")).num().p2())
        .column(Column::new(t!(lang, "usage-column-overage")).num())
        .column(Column::new(t!(lang, "usage-column-receipt")).p2());
    for report in reports {
        if reports.len() > 1 {
            table = table.group(issuer_title(screen, report).to_owned());
        }
        let own = figures.iter().filter(|figure| figure.issuer == report.issuer).take(SHOWN);
        table = table.rows(own.map(|figure| line(manager, screen, &titles, figure)));
    }
    Panel::titled("figures", t!(lang, "usage-figures")).flush(table)
}

fn line(manager: &Manager, screen: &Screen, titles: &Titles, figure: &Figure) -> Row {
    let lang = screen.lang;
    let name = (figure.issuer.to_string(), figure.meter.clone());
    let title = titles.get(&name).map_or(figure.meter.as_str(), String::as_str);
    let receipt = match figure.receipted_at {
        Some(ms) => moment(lang, ms, manager.now_ms(), &zone(screen)),
        None => html! { span.quiet { (t!(lang, "usage-not-receipted")) } },
    };
    let month = html! {
        (month_name(lang, figure.month))
        @if figure.kind == FigureKind::Correction { " " (Tag::new(Tone::Plain, t!(lang, "usage-correction"))) }
    };
    Row::new()
        .cell(number(lang, figure.n))
        .cell(month)
        .cell(title.to_owned())
        .with(Cell::number(lang, Some(figure.used)))
        .with(Cell::number(lang, Some(figure.allowance)))
        .with(super::super::page::over(lang, figure.overage))
        .cell(receipt)
}

/// The titles of meters, by issuer and code.
type Titles = BTreeMap<(String, String), String>;

/// The titles of the meters in force, by issuer and code.
fn titles(screen: &Screen, lang: Lang) -> Titles {
    let packages = screen.at.packages().iter();
    let meters = packages.flat_map(|in_force| {
        let issuer = in_force.package.issuer.to_string();
        in_force.package.meters.iter().map(move |meter| (issuer.clone(), meter))
    });
    meters
        .map(|(issuer, meter)| {
            let title = text_in(&meter.titles, lang.tag(), &meter.name).to_owned();
            ((issuer, meter.name.clone()), title)
        })
        .collect()
}
