//! One meter and month of a customer: every figure that was reported for it, and what we make of it.

use axum::extract::State as Server;
use axum::response::Response;
use licentia_core::month::Month;
use licentia_platform::access::View;
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_protocol::conversation::FigureKind;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Notice, Panel, Row, Table, Tag, Tone, encode, number, t,
};
use maud::html;

use super::super::{Standing, api, history};
use super::list::invoice;
use super::{month_name, over, remark, words};
use crate::page::{Screen, short_key};
use crate::state::Authority;

pub(super) async fn show(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path((serial, month, meter)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let month: Month = month.parse().map_err(|_| Problem::not_found("usage"))?;
    let figures = history(&authority, &granted, &serial, month, &meter).await?;
    let current = authority.catalogue_if_any().await?;
    let lang = screen.lang;
    let (title, unit) = words(current.as_deref(), lang, &meter);
    let heading = t!(lang, "usage-of-month", meter = title, month = month_name(lang, month));
    let Some(newest) = figures.first() else { return Err(Problem::not_found("usage")) };
    let body = html! {
        (Head::new(heading.as_str())
            .crumb(lang, t!(lang, "usage-title"), format!("/usage?month={month}"))
            .crumb(lang, newest.customer_name.as_str(), format!("/customers/{}", encode(&serial))))
        @if let Some(doubt) = newest.remark {
            (Notice::new(Tone::Warn, remark(lang, doubt).1).code(doubt.as_str().to_owned()).icon(Icon::Warn))
        }
        (facts(&screen, newest, &unit))
        (Panel::titled("figures", t!(lang, "usage-figures")).flush(table(&screen, &figures)))
    };
    Ok(screen.page(&heading, "usage", body))
}

fn facts(screen: &Screen, newest: &Standing, unit: &str) -> Facts {
    let lang = screen.lang;
    let figure = &newest.figure;
    let count = |n: u64| html! { (number(lang, n)) " " span.quiet { (unit) } };
    let facts = Facts::new()
        .fact(t!(lang, "usage-column-used"), count(figure.used))
        .fact(t!(lang, "usage-column-plans"), number(lang, figure.plan_users))
        .fact(t!(lang, "usage-our-allowance"), count(newest.allowance))
        .fact(t!(lang, "usage-column-overage"), count(newest.overage));
    let facts = match (figure.allowance, figure.overage) == (newest.allowance, newest.overage) {
        true => facts,
        false => facts
            .fact(t!(lang, "usage-told-allowance"), count(figure.allowance))
            .fact(t!(lang, "usage-told-overage"), count(figure.overage)),
    };
    let package =
        figure.package.as_ref().map(|id| html! { a.mono href=(format!("/packages/{id}")) { (id) } });
    facts
        .fact(t!(lang, "usage-column-invoice"), invoice(lang, newest))
        .maybe(t!(lang, "usage-package"), package)
}

fn table(screen: &Screen, figures: &[Standing]) -> Table {
    let lang = screen.lang;
    let table = Table::new(lang, t!(lang, "usage-figures"))
        .column(Column::new(t!(lang, "usage-column-n")).num())
        .column(Column::new(t!(lang, "usage-column-kind")))
        .column(Column::new(t!(lang, "usage-column-used")).num())
        .column(Column::new(t!(lang, "usage-column-allowance")).num().p2())
        .column(Column::new(t!(lang, "usage-column-overage")).num())
        .column(Column::new(t!(lang, "installations-column-key")).p3())
        .column(Column::new(t!(lang, "usage-column-came")).p2())
        .room_for_acts();
    table.rows(figures.iter().map(|one| {
        let figure = &one.figure;
        let kind = match figure.kind {
            FigureKind::Final => Tag::new(Tone::Line, t!(lang, "usage-final")),
            FigureKind::Correction => Tag::new(Tone::Plain, t!(lang, "usage-correction")),
        };
        let file = format!("/usage/bundles/{}?customer={}", encode(&one.bundle), encode(&one.serial));
        let save = Button::link(t!(lang, "usage-save-bundle"), file).icon(Icon::Download).only_icon();
        Row::new()
            .cell(number(lang, figure.n))
            .cell(kind)
            .with(Cell::number(lang, Some(figure.used)))
            .with(Cell::number(lang, Some(one.allowance)))
            .with(over(lang, one.overage))
            .cell(short_key(&one.kid))
            .cell(screen.moment(one.received_at_ms))
            .act(save.plain().small().download())
    }))
}

/// A signed bundle, as it came.
pub(super) async fn bundle(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let serial = screen.here.get("customer").unwrap_or_default().to_owned();
    let bytes = super::super::bundle(&authority, &granted, &serial, &id).await?;
    Ok(api::bundle_file(&serial, &id, bytes))
}
