//! What every customer has used, month by month; and the desk for usage bundles that are carried here.

use axum::extract::State as Server;
use axum::response::Response;
use licentia_core::month::Month;
use licentia_platform::access::{Right, Sell, View};
use licentia_platform::csv::{MARK, line};
use licentia_platform::problem::Problem;
use licentia_platform::web::{CSV, Upload, download};
use licentia_ui::{
    Button, Cell, Column, Field, Head, Icon, Lang, Panel, Row, Table, Tabs, Tag, Tone, empty, encode, t,
};
use maud::{Markup, html};

use super::super::{Listing, Query, Standing, api, carried, list, months};
use super::{address, month_name, over, remark, words};
use crate::catalogue::Current;
use crate::lists::page::{after, uncounted};
use crate::page::{Screen, refusal};
use crate::state::Authority;

/// How many figures a page shows.
const PAGE: u32 = 100;
/// How many a file has at most.
const FILE: u32 = 100_000;

pub(super) async fn show(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    page(&authority, &screen, None).await
}

/// Takes a bundle in; the answer is the receipt, to be sent back.
pub(super) async fn upload(
    Server(authority): Server<Authority>,
    screen: Screen,
    upload: Upload,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    match carried(&authority, &granted, &upload.chosen("file")).await {
        Ok(received) => Ok(api::download(received)),
        Err(problem) if problem.is_internal() => Err(problem),
        Err(problem) => page(&authority, &screen, Some(&problem)).await,
    }
}

/// What the address asks for.
fn query(screen: &Screen) -> Query {
    let get = |name: &str| screen.here.get(name).unwrap_or_default();
    Query {
        serial: Some(get("customer").to_owned()).filter(|serial| !serial.is_empty()),
        month: get("month").parse().ok(),
        meter: None,
        doubtful: get("show") == "doubtful",
        overage: get("show") == "overage",
        after: after(screen),
        limit: PAGE,
    }
}

async fn page(
    authority: &Authority,
    screen: &Screen,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let (lang, query) = (screen.lang, query(screen));
    let granted = screen.caller.may::<View>()?;
    let current = authority.catalogue_if_any().await?;
    let months = months(authority, &granted).await?;
    let listing = list(authority, &granted, query.clone()).await?;
    let title = t!(lang, "usage-title");
    let save = screen.here.without("cursor").to_string().replacen("/usage", "/usage.csv", 1);
    let save = Button::link(t!(lang, "usage-save"), save).icon(Icon::Download).download().key("e");
    let body = html! {
        (Head::new(title.as_str()).lead(html! { (t!(lang, "usage-lead")) }).action(save))
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        @if months.is_empty() {
            (empty(Icon::Gauge, &t!(lang, "usage-none"), t!(lang, "usage-nothing-why"), &[]))
        } @else {
            (tabs(screen, &query))
            (choose(screen, &query, &months))
            @if listing.items.is_empty() {
                (empty(Icon::Tick, &t!(lang, "usage-none-there"), t!(lang, "usage-none-there-why"), &[]))
            } @else {
                (Panel::new().flush(table(screen, current.as_deref(), &listing)))
                (uncounted(screen, &listing.items, listing.next.as_ref()))
            }
        }
        @if screen.caller.has(Right::Sell) { (desk(lang)) }
    };
    Ok(match refused {
        Some(problem) => screen.refused(problem.status, &title, "usage", body),
        None => screen.page(&title, "usage", body),
    })
}

fn tabs(screen: &Screen, query: &Query) -> Tabs {
    let lang = screen.lang;
    let here = screen.here.without("cursor");
    let all = !query.doubtful && !query.overage;
    Tabs::new(t!(lang, "usage-title"))
        .tab(t!(lang, "usage-tab-all"), here.without("show").to_string(), all)
        .tab(t!(lang, "usage-tab-overage"), here.with("show", "overage").to_string(), query.overage)
        .tab(t!(lang, "usage-tab-doubtful"), here.with("show", "doubtful").to_string(), query.doubtful)
}

/// Which month, and whose: a form that works without script.
fn choose(screen: &Screen, query: &Query, months: &[Month]) -> Markup {
    let lang = screen.lang;
    let every = (String::new(), t!(lang, "usage-every-month"), query.month.is_none());
    let options =
        months.iter().map(|month| (month.to_string(), month_name(lang, *month), query.month == Some(*month)));
    let options: Vec<_> = std::iter::once(every).chain(options).collect();
    let month = Field::select("month", t!(lang, "usage-column-month"), options);
    let serial = Field::text("customer", t!(lang, "customers-column-serial"))
        .value(query.serial.clone().unwrap_or_default())
        .inputmode("numeric");
    html! {
        form.row method="get" action="/usage" {
            (screen.here.hidden_fields(&["month", "customer", "cursor"]))
            (month) (serial)
            (Button::submit(t!(lang, "usage-show")))
        }
    }
}

fn table(screen: &Screen, current: Option<&Current>, listing: &Listing) -> Table {
    let lang = screen.lang;
    let mut table = Table::new(lang, t!(lang, "usage-title"))
        .column(Column::new(t!(lang, "customers-column-name")))
        .column(Column::new(t!(lang, "usage-column-meter")))
        .column(Column::new(t!(lang, "usage-column-used")).num())
        .column(Column::new(t!(lang, "usage-column-allowance")).num().p2())
        .column(Column::new(t!(lang, "usage-column-overage")).num())
        .column(Column::new(t!(lang, "usage-column-invoice")).p2());
    let mut month = None;
    for standing in &listing.items {
        if month != Some(standing.figure.month) {
            month = Some(standing.figure.month);
            table = table.group(month_name(lang, standing.figure.month));
        }
        table = table.row(row(screen, current, standing));
    }
    table
}

fn row(screen: &Screen, current: Option<&Current>, standing: &Standing) -> Row {
    let lang = screen.lang;
    let figure = &standing.figure;
    let (title, unit) = words(current, lang, &figure.meter);
    // The title may say it already.
    let unit = if title.to_lowercase().contains(&unit.to_lowercase()) { "" } else { &unit };
    let customer = format!("/customers/{}", encode(&standing.serial));
    let place = address(&standing.serial, figure.month, &figure.meter);
    Row::new()
        .cell(html! { a href=(customer) { (standing.customer_name) } })
        .cell(html! {
            a href=(place) { (title) }
            @if !unit.is_empty() { " " span.quiet.small { (unit) } }
            @if let Some(doubt) = standing.remark { " " (remark(lang, doubt).0) }
        })
        .with(Cell::number(lang, Some(figure.used)))
        .with(Cell::number(lang, Some(standing.allowance)))
        .with(over(lang, standing.overage))
        .cell(invoice(lang, standing))
}

/// Where it was invoiced.
pub(super) fn invoice(lang: Lang, standing: &Standing) -> Markup {
    match &standing.invoice {
        Some((id, no)) => {
            html! { a href=(format!("/invoices/{id}")) { (t!(lang, "invoices-number", number = no.to_string())) } }
        }
        None if standing.overage > 0 => {
            html! { (Tag::new(Tone::Accent, t!(lang, "usage-not-invoiced"))) }
        }
        None => html! { span.quiet { (licentia_ui::dash()) } },
    }
}

/// Where a bundle that somebody brought is opened.
fn desk(lang: Lang) -> Panel {
    let file = Field::file("file", t!(lang, "usage-bundle")).hint(t!(lang, "usage-bundle-hint"));
    Panel::titled("bundle", t!(lang, "usage-take")).body(html! {
        form.stack.tight method="post" action="/usage" enctype="multipart/form-data" {
            div.row.wide-field {
                (file.accept(".tlu").required())
                (Button::submit(t!(lang, "usage-take-in")).icon(Icon::Upload))
            }
        }
    })
}

/// What is listed, as a file.
pub(super) async fn file(Server(authority): Server<Authority>, screen: Screen) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let query = Query { after: None, limit: FILE, ..query(&screen) };
    let listing = list(&authority, &granted, query).await?;
    let mut text = MARK.to_owned();
    line(
        &mut text,
        [
            "month",
            "serial",
            "customer",
            "meter",
            "kind",
            "used",
            "plan_users",
            "allowance",
            "overage",
            "told_allowance",
            "told_overage",
            "remark",
            "installation",
            "figure",
            "bundle",
            "invoice",
        ],
    );
    for one in &listing.items {
        let figure = &one.figure;
        let cells: [String; 16] = [
            figure.month.to_string(),
            one.serial.clone(),
            one.customer_name.clone(),
            figure.meter.clone(),
            figure.kind.as_str().to_owned(),
            figure.used.to_string(),
            figure.plan_users.to_string(),
            one.allowance.to_string(),
            one.overage.to_string(),
            figure.allowance.to_string(),
            figure.overage.to_string(),
            one.remark.map(super::Remark::as_str).unwrap_or_default().to_owned(),
            one.kid.clone(),
            figure.n.to_string(),
            one.bundle.clone(),
            one.invoice.as_ref().map(|(_, number)| number.to_string()).unwrap_or_default(),
        ];
        line(&mut text, cells);
    }
    Ok(download(CSV, "usage.csv", text))
}
