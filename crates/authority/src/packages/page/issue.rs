//! *Issue package*: everything that would be signed, and what it changes.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use licentia_core::compare::Comparison;
use licentia_core::licence::{Quantity, Row as LicenceRow, Scope, text_in};
use licentia_platform::access::Sell;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Form, Path};
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tone, count, date_short,
    encode, hidden, number, scope_words, t,
};
use maud::{Markup, html};

use super::super::draft::day_in;
use super::super::{Preview, Wish};
use super::changes::{changed_dates, changed_rows};
use crate::page::{Screen, five_dates, on_form, reason_field, refusal};
use crate::state::Authority;
use crate::subscriptions::SubscriptionPatch;

pub(super) async fn preview(
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
    match super::super::preview(authority, &granted, serial, changes).await {
        Ok(preview) => {
            let body = contents(screen, &preview, refused.as_ref());
            Ok(match refused {
                Some(problem) => screen.refused(problem.status, &title, "customers", body),
                None => screen.page(&title, "customers", body),
            })
        }
        Err(problem) => {
            let problem = on_form(problem)?;
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
    let (count_shown, more) = (shown.len() as u64, (rows.len() - shown.len()) as u64);
    let table = changed_rows(lang, shown);
    html! {
        @if same { (Notice::new(Tone::Warn, t!(lang, "packages-same")).icon(Icon::Info).quiet()) }
        @else if count_shown > 0 {
            (Panel::titled("changes", t!(lang, "packages-what-changes")).aside(count(lang, count_shown)).flush(table)
                .footer(html! { p.small.quiet { (t!(lang, "packages-rest", hidden = more, unchanged = *unchanged as u64)) } }))
        }
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
    let today = day_in(&preview.package.zone, screen.now_ms);
    let panel = Panel::titled("dates", t!(lang, "customers-dates"));
    let panel = panel.body(five_dates(lang, &preview.package.dates, today));
    if preview.previous.is_none() || preview.comparison.dates.is_empty() {
        return panel;
    }
    panel.footer(changed_dates(lang, &preview.comparison))
}

fn sign(lang: Lang, preview: &Preview, customer: &str) -> Markup {
    let button = t!(lang, "packages-sign", number = preview.package.sequence);
    html! {
        (Panel::titled("sign", t!(lang, "packages-sign-title")).body(html! {
            form.stack method="post" action=(format!("{customer}/issue")) {
                (hidden("seen", &preview.digest))
                (reason_field(lang))
                p.small.quiet { (t!(lang, "packages-sign-means")) }
                div.row { (Button::submit(button).primary().icon(Icon::Key)) (Button::link(t!(lang, "dialog-cancel"), customer)) }
            }
        }))
    }
}

pub(super) async fn issue(
    State(authority): State<Authority>,
    screen: Screen,
    Path(serial): Path<String>,
    form: Form,
) -> Result<Response, Problem> {
    let granted = screen.caller.may::<Sell>()?;
    let wish = Wish { seen: form.typed("seen"), reason: form.typed("reason"), ..Wish::default() };
    match super::super::issue(&authority, &granted, &serial, wish).await {
        Ok(done) => Ok(Redirect::to(&format!("/packages/{}", done.value.id)).into_response()),
        Err(problem) => preview_page(&authority, &screen, &serial, Some(on_form(problem)?)).await,
    }
}
