//! Issuing with a preview, and the page of a package.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use licentia_core::compare::{Comparison, Delta, RowKind, Span, WhichDate};
use licentia_core::licence::{Quantity, Row as LicenceRow, Scope, text_in};
use licentia_core::licences::Total;
use licentia_platform::access::{Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Facts, Field, Head, Icon, Lang, Notice, Panel, Row, Table, Tag, Tone, copyable,
    count, date_or_dash, date_short, encode, hidden, number, scope_words, t,
};
use maud::{Markup, html};

use super::{Preview, Wish, api};
use crate::page::{Screen, five_dates, refusal};
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

/// The pages of this noun.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/customers/{serial}/issue", get(preview).post(issue))
        .route("/packages/{id}", get(show))
        .route("/packages/{id}/file", get(file))
}

async fn preview(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    preview_page(&authority, &screen, &serial, None).await
}

/// The preview, with what was refused on top when signing was tried.
async fn preview_page(
    authority: &Authority,
    screen: &Screen,
    serial: &str,
    refused: Option<Problem>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let changes = SubscriptionPatch::default();
    let title = t!(screen.lang, "packages-issue-title");
    match super::preview(authority, &granted, serial, changes).await {
        Ok(preview) => {
            let body = contents(screen, &preview, refused.as_ref());
            Ok(match refused {
                Some(problem) => screen.refused(problem.status, &title, "customers", body),
                None => screen.page(&title, "customers", body),
            })
        }
        Err(problem) if problem.is_internal() || problem.status == 404 => Err(problem),
        Err(problem) => {
            Ok(screen.refused(problem.status, &title, "customers", not_now(screen, serial, &problem)))
        }
    }
}

/// Why nothing can be issued, with the way to what is missing.
fn not_now(screen: &Screen, serial: &str, problem: &Problem) -> Markup {
    let lang = screen.lang;
    let customer = format!("/customers/{}", encode(serial));
    let owned = Button::link(t!(lang, "customers-change-subscription"), format!("{customer}/subscription"));
    html! {
        (Head::new(t!(lang, "packages-issue-title"))
            .crumb(lang, t!(lang, "customers-title"), "/customers")
            .crumb(lang, serial, customer))
        (refusal(lang, problem).action(owned))
    }
}

fn contents(screen: &Screen, preview: &Preview, refused: Option<&Problem>) -> Markup {
    let lang = screen.lang;
    let customer = &preview.customer.details;
    let address = format!("/customers/{}", encode(&customer.serial));
    let head = Head::new(t!(lang, "packages-issue-number", number = preview.package.sequence))
        .crumb(lang, t!(lang, "customers-title"), "/customers")
        .crumb(lang, customer.name.as_str(), address.as_str());
    html! {
        (head)
        (facts(lang, preview))
        @if let Some(problem) = refused { (refusal(lang, problem)) }
        div.cols {
            div.stack { (changes(lang, preview)) (everything(lang, preview)) }
            div.stack { (dates(screen, preview)) (sign(lang, preview, &address)) }
        }
    }
}

fn facts(lang: Lang, preview: &Preview) -> Facts {
    let package = &preview.package;
    let serial = t!(lang, "customers-column-serial");
    let previous = match &preview.previous {
        Some(previous) => t!(lang, "packages-number", number = previous.sequence),
        None => t!(lang, "word-none"),
    };
    Facts::new()
        .fact(t!(lang, "packages-holder"), &package.holder.name)
        .mono(serial, &package.holder.serial)
        .fact(t!(lang, "packages-column-issuer"), package.issuer_title(lang.tag()))
        .fact(t!(lang, "packages-column-rows"), number(lang, package.rows.len() as u64))
        .fact(t!(lang, "packages-previous"), previous)
        .fact(t!(lang, "customers-zone"), &package.zone)
}

/// What differs from the package before. Of a first package everything does: then the whole list says it better.
fn changes(lang: Lang, preview: &Preview) -> Markup {
    let Comparison { rows, unchanged, .. } = &preview.comparison;
    if preview.previous.is_none() {
        return html! { (Notice::new(Tone::Accent, t!(lang, "packages-first")).icon(Icon::Info).quiet()) };
    }
    let same = rows.is_empty() && preview.comparison.dates.is_empty();
    let shown: Vec<_> = rows.iter().filter(|row| !row.hidden).collect();
    let more = (rows.len() - shown.len()) as u64;
    let table = Table::new(lang, t!(lang, "packages-what-changes"))
        .column(Column::new(t!(lang, "customers-column-item")))
        .column(Column::new(t!(lang, "customers-column-now")).num().p3())
        .column(Column::new(t!(lang, "customers-column-change")).num().p2())
        .column(Column::new(t!(lang, "customers-column-new")).num());
    let table = table.rows(shown.iter().map(|row| {
        let code = row.module.code();
        let why = match row.kind {
            RowKind::New => Some(t!(lang, "packages-new")),
            RowKind::Gone => Some(t!(lang, "packages-gone")),
            RowKind::Dates => Some(t!(lang, "packages-other-dates")),
            RowKind::Definition => Some(t!(lang, "packages-other-definition")),
            _ => None,
        };
        let name = html! {
            (text_in(&row.titles, lang.tag(), code))
            @if let Some(why) = why { " " (Tag::new(Tone::Plain, why)) }
            " " code.quiet.small { (code) }
            @if row.spans != row.new_spans { (spans(lang, &row.new_spans)) }
        };
        Row::new()
            .cell(name)
            .with(Cell::new(total(lang, row.scope, row.total)))
            .with(delta(lang, row.change))
            .with(Cell::new(html! { b { (total(lang, row.scope, row.new_total)) } }))
    }));
    html! {
        @if same { (Notice::new(Tone::Warn, t!(lang, "packages-same")).icon(Icon::Info).quiet()) }
        @else if !shown.is_empty() {
            (Panel::titled("changes", t!(lang, "packages-what-changes")).aside(count(lang, shown.len() as u64)).flush(table)
                .footer(html! { p.small.quiet { (t!(lang, "packages-rest", hidden = more, unchanged = *unchanged as u64)) } }))
        }
    }
}

/// The days of dated rows, for what begins or ends on a day of its own.
fn spans(lang: Lang, spans: &[Span]) -> Markup {
    let dated = spans.iter().filter(|span| span.start.is_some() || span.due.is_some());
    html! {
        @for span in dated {
            br;
            small.quiet {
                @if let Some(quantity) = span.quantity { (number(lang, u64::from(quantity))) ": " }
                @if let Some(start) = span.start { (date_short(lang, start)) }
                "–"
                @if let Some(due) = span.due { (date_short(lang, due)) }
            }
        }
    }
}

fn total(lang: Lang, scope: Scope, total: Total) -> String {
    match (scope, total) {
        (_, Total::Absent) => "–".to_owned(),
        (Scope::System, _) => t!(lang, "packages-on"),
        (_, Total::Count(count)) => number(lang, count),
        (_, Total::Unrestricted) => t!(lang, "word-unrestricted"),
    }
}

fn delta(lang: Lang, delta: Delta) -> Cell {
    match delta {
        Delta::Same => Cell::new("–").class("zero"),
        Delta::On => Cell::new(t!(lang, "packages-on")).class("plus"),
        Delta::Off => Cell::new(t!(lang, "packages-off")).class("minus"),
        Delta::By(more) => Cell::delta(lang, more),
        Delta::Lifted => Cell::new(t!(lang, "word-unrestricted")).class("plus"),
        Delta::Capped => Cell::new(t!(lang, "packages-capped")).class("minus"),
    }
}

/// Every row that will be signed, those that customers never see included.
fn everything(lang: Lang, preview: &Preview) -> Markup {
    let (hidden, shown): (Vec<_>, Vec<_>) = preview.package.rows.iter().partition(|row| row.hidden);
    let panel = |id: &str, title: String, rows: &[&LicenceRow]| {
        Panel::titled(id, title).aside(count(lang, rows.len() as u64))
    };
    let folded = html! {
        details {
            summary { (t!(lang, "packages-show-rows")) }
            (row_table(lang, &hidden).bare())
        }
    };
    html! {
        (panel("rows", t!(lang, "packages-visible-rows"), &shown).flush(row_table(lang, &shown)))
        (panel("hidden", t!(lang, "packages-hidden-rows"), &hidden).body(folded))
    }
}

fn row_table(lang: Lang, rows: &[&LicenceRow]) -> Table {
    let table = Table::new(lang, t!(lang, "packages-column-rows"))
        .column(Column::new(t!(lang, "customers-column-item")))
        .column(Column::new(t!(lang, "customers-column-kind")).p3())
        .column(Column::new(t!(lang, "packages-column-quantity")).num())
        .column(Column::new(t!(lang, "customers-column-days")).p2());
    table.rows(rows.iter().map(|row| {
        let kind = match row.is_plan() {
            true => t!(lang, "customers-kind-plan"),
            false => scope_words(lang, row.scope),
        };
        let name =
            html! { (text_in(&row.titles, lang.tag(), &row.module)) " " code.quiet.small { (row.module) } };
        Row::new()
            .cell(name)
            .with(Cell::new(kind).class("quiet"))
            .with(Cell::new(quantity(lang, row)))
            .with(Cell::new(days(lang, row)).class("quiet"))
    }))
}

fn quantity(lang: Lang, row: &LicenceRow) -> String {
    match row.quantity {
        Quantity::Count(count) => number(lang, u64::from(count)),
        Quantity::Unrestricted if row.scope == Scope::System => t!(lang, "packages-on"),
        Quantity::Unrestricted => t!(lang, "word-unrestricted"),
    }
}

fn days(lang: Lang, row: &LicenceRow) -> Markup {
    html! {
        @if row.start.is_some() || row.due.is_some() {
            @if let Some(start) = row.start { (date_short(lang, start)) }
            "–"
            @if let Some(due) = row.due { (date_short(lang, due)) }
        }
    }
}

fn dates(screen: &Screen, preview: &Preview) -> Panel {
    let lang = screen.lang;
    let today = super::draft::day_in(&preview.package.zone, screen.now_ms);
    let changed = &preview.comparison.dates;
    let panel = Panel::titled("dates", t!(lang, "customers-dates"));
    let panel = panel.body(five_dates(lang, &preview.package.dates, today));
    if preview.previous.is_none() || changed.is_empty() {
        return panel;
    }
    panel.footer(html! {
        ul.small {
            @for change in changed {
                li {
                    (date_name(lang, change.which)) ": "
                    (date_or_dash(lang, change.old)) " → " (date_or_dash(lang, change.new))
                }
            }
        }
    })
}

fn date_name(lang: Lang, which: WhichDate) -> String {
    match which {
        WhichDate::NextCheck => t!(lang, "timeline-next-check"),
        WhichDate::AdminWarning => t!(lang, "timeline-admin-warning"),
        WhichDate::Expiry => t!(lang, "timeline-expiry"),
        WhichDate::Grace => t!(lang, "timeline-grace"),
        WhichDate::Maintenance => t!(lang, "timeline-maintenance"),
    }
}

fn sign(lang: Lang, preview: &Preview, customer: &str) -> Markup {
    let button = t!(lang, "packages-sign", number = preview.package.sequence);
    html! {
        (Panel::titled("sign", t!(lang, "packages-sign-title")).body(html! {
            form.stack method="post" action=(format!("{customer}/issue")) {
                (hidden("seen", &preview.digest))
                (Field::text("reason", t!(lang, "packages-reason")).hint(t!(lang, "packages-reason-hint")))
                p.small.quiet { (t!(lang, "packages-sign-means")) }
                div.row { (Button::submit(button).primary().icon(Icon::Key)) (Button::link(t!(lang, "dialog-cancel"), customer)) }
            }
        }))
    }
}

async fn issue(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let text = |name: &str| Some(form.text(name).to_owned()).filter(|text| !text.is_empty());
    let wish = Wish { seen: text("seen"), reason: text("reason"), ..Wish::default() };
    match super::issue(&authority, &granted, &serial, wish).await {
        Ok(done) => Ok(Redirect::to(&format!("/packages/{}", done.value.id)).into_response()),
        Err(problem) if problem.is_internal() || problem.status == 404 => Err(problem),
        Err(problem) => preview_page(&authority, &screen, &serial, Some(problem)).await,
    }
}

async fn show(
    State(authority): State<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<View>()?;
    let issued = super::show(&authority, &granted, &id).await?;
    let customer = crate::customers::show(&authority, &granted, &issued.serial).await?;
    let lang = screen.lang;
    let title = t!(lang, "packages-number", number = issued.sequence);
    let name = customer.details.name.as_str();
    let address = format!("/customers/{}", encode(&issued.serial));
    let save =
        Button::link(t!(lang, "packages-save", file = issued.file_name()), format!("/packages/{id}/file"));
    let head = Head::new(title.as_str())
        .crumb(lang, t!(lang, "customers-title"), "/customers")
        .crumb(lang, name, address)
        .action(save.icon(Icon::Download).download().primary());
    let fingerprint = t!(lang, "packages-sha256");
    let body = html! {
        (head)
        (Facts::new()
            .fact(t!(lang, "packages-holder"), name)
            .mono(t!(lang, "customers-column-serial"), &issued.serial)
            .fact(t!(lang, "packages-column-signed"), screen.moment(issued.issued_at_ms))
            .fact(t!(lang, "customers-column-expiry"), date_or_dash(lang, issued.expiry))
            .fact(t!(lang, "packages-column-rows"), number(lang, issued.rows))
            .fact(t!(lang, "catalogue-edition"), number(lang, issued.catalogue)))
        (Panel::titled("proof", t!(lang, "packages-proof")).body(Facts::new().list()
            .fact(fingerprint.as_str(), copyable(lang, &fingerprint, &issued.sha256))
            .mono(t!(lang, "packages-key"), &issued.kid)
            .mono(t!(lang, "packages-id"), &issued.id)))
        p.quiet { (t!(lang, "packages-deliver")) }
    };
    Ok(screen.page(&title, "customers", body))
}

async fn file(
    State(authority): State<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    super::file(&authority, &screen.caller.may::<View>()?, &id).await.map(api::download)
}
