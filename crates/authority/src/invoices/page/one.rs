//! One invoice, as it is printed: the page is the paper.

use axum::extract::State as Server;
use axum::response::Response;
use licentia_core::licence::text_in;
use licentia_platform::access::{Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Path;
use licentia_ui::{
    Button, Cell, Column, Facts, Head, Icon, Lang, Notice, Panel, Row, Table, Tone, amount, copyable, date,
    encode, hidden, money, number, t,
};
use maud::{Markup, html};

use super::super::{Document, Kind, Line, Opened, State, show as open};
use super::{name, state_tag};
use crate::page::{Screen, refusal};
use crate::state::Authority;
use crate::usage::{address, month_name};

pub(super) async fn show(
    Server(authority): Server<Authority>,
    screen: Screen,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    page(&authority, &screen, &id, None).await
}

/// The page; with what was refused, when something was.
pub(super) async fn page(
    authority: &Authority,
    screen: &Screen,
    id: &str,
    refused: Option<&Problem>,
) -> Result<Response, Problem> {
    let opened = open(authority, &screen.caller.may::<View>()?, id).await?;
    let title = name(screen.lang, &opened.invoice);
    let body = contents(screen, &opened, refused);
    Ok(match refused {
        Some(problem) => screen.refused(problem.status, &title, "invoices", body),
        None => screen.page(&title, "invoices", body),
    })
}

/// What stands behind a dialog too.
pub(super) fn contents(screen: &Screen, opened: &Opened, refused: Option<&Problem>) -> Markup {
    let lang = screen.lang;
    html! {
        (head(screen, opened))
        @if let Some(problem) = refused { (why_not(lang, problem)) }
        @else if opened.is_outdated { (outdated(screen)) }
        (fate(lang, opened))
        (paper(screen, opened))
        (proof(screen, opened))
    }
}

/// What was refused, with the way on where there is one.
fn why_not(lang: Lang, problem: &Problem) -> Notice {
    let notice = refusal(lang, problem);
    match &*problem.code {
        "draft_outdated" => {
            let again = Button::link(t!(lang, "invoices-draw-up"), "/invoices/draft");
            notice.action(again.small().dialog())
        }
        _ => notice,
    }
}

/// Something came since the draft was drawn up: it would not be issued.
fn outdated(screen: &Screen) -> Notice {
    let lang = screen.lang;
    let notice = Notice::new(Tone::Warn, t!(lang, "invoices-outdated-means")).icon(Icon::Warn);
    match screen.caller.has(Right::Sell) {
        true => notice.action(Button::link(t!(lang, "invoices-draw-up"), "/invoices/draft").small().dialog()),
        false => notice,
    }
}

fn head(screen: &Screen, opened: &Opened) -> Head {
    let (lang, invoice) = (screen.lang, &opened.invoice);
    let customer = format!("/customers/{}", encode(&invoice.serial));
    let head = Head::new(name(lang, invoice)).crumb(lang, t!(lang, "invoices-title"), "/invoices").crumb(
        lang,
        invoice.customer_name.as_str(),
        customer,
    );
    if !screen.caller.has(Right::Sell) {
        return head;
    }
    match invoice.state {
        State::Draft => {
            let issue = html! {
                form method="post" action=(format!("/invoices/{}/issue", invoice.id)) {
                    (hidden("revision", &invoice.revision.to_string()))
                    (Button::submit(t!(lang, "invoices-issue")).primary().icon(Icon::Tick))
                }
            };
            head.action_markup(issue)
        }
        State::Issued if invoice.stands() => {
            let credit = format!("/invoices/{}/credit", invoice.id);
            head.action(Button::link(t!(lang, "invoices-credit"), credit).icon(Icon::Undo).dialog())
        }
        State::Issued => head,
    }
}

/// That it is no invoice yet, that it was taken back, or what it takes back.
fn fate(lang: Lang, opened: &Opened) -> Markup {
    let invoice = &opened.invoice;
    let other = opened.other_number.unwrap_or(0).to_string();
    if invoice.state == State::Draft {
        return html! { (Notice::new(Tone::Accent, t!(lang, "invoices-is-draft")).icon(Icon::Clock)) };
    }
    let Some(id) = invoice.credited_by.as_ref().or(invoice.credits.as_ref()) else { return html! {} };
    let words = match invoice.credited_by.is_some() {
        true => t!(lang, "invoices-was-credited", number = other.as_str()),
        false if invoice.anew => t!(lang, "invoices-credits-anew", number = other.as_str()),
        false => t!(lang, "invoices-credits", number = other.as_str()),
    };
    let open = Button::link(t!(lang, "invoices-open-other"), format!("/invoices/{id}")).small();
    html! { (Notice::new(Tone::Plain, words).action(open)) }
}

/// The paper itself.
fn paper(screen: &Screen, opened: &Opened) -> Panel {
    let (lang, document) = (screen.lang, &opened.document);
    let title = match document.kind {
        Kind::Invoice => t!(lang, "invoices-kind-invoice"),
        Kind::CreditNote => t!(lang, "invoices-kind-credit"),
    };
    Panel::new().body(html! {
        article.stack.invoice {
            div.cols.even {
                address.small {
                    @for (n, line) in document.seller.iter().enumerate() {
                        @if n == 0 { strong { (line) } } @else { br; (line) }
                    }
                }
                div.end {
                    h2 { (title) }
                    @if document.number.is_none() { (state_tag(lang, &opened.invoice)) }
                }
            }
            div.cols.even { (buyer(lang, document)) (dates(lang, document)) }
            (lines(lang, document))
            p.small.quiet { (t!(lang, "invoices-no-tax")) }
            @for line in &document.note { p.small { (line) } }
        }
    })
}

fn buyer(lang: Lang, document: &Document) -> Markup {
    let buyer = &document.buyer;
    html! {
        address {
            strong { (buyer.name) }
            @for line in &buyer.address { br; (line) }
            br; span.quiet.small {
                (t!(lang, "customers-column-serial")) " " (buyer.serial)
                @if let Some(id) = &buyer.customer { " · " (t!(lang, "customers-customer-id")) " " (id) }
                @if let Some(country) = &buyer.country { " · " (t!(lang, "customers-column-country")) " " (country) }
            }
        }
    }
}

fn dates(lang: Lang, document: &Document) -> Facts {
    let facts = match document.number {
        Some(no) => Facts::new().list().fact(t!(lang, "invoices-no"), no.to_string()),
        None => Facts::new().list(),
    };
    let facts = facts
        .maybe(t!(lang, "invoices-issued-on"), document.issued_on.map(|day| date(lang, day)))
        .maybe(t!(lang, "invoices-due-on"), document.due_on.map(|day| date(lang, day)))
        .fact(t!(lang, "invoices-for-month"), month_name(lang, document.month));
    let credited = document.credits.as_ref().map(|credited| credited.number.to_string());
    facts.maybe(t!(lang, "invoices-credited-no"), credited)
}

fn lines(lang: Lang, document: &Document) -> Table {
    let currency = document.currency.as_str();
    let table = Table::new(lang, t!(lang, "invoices-lines"))
        .bare()
        .column(Column::new(t!(lang, "invoices-column-what")))
        .column(Column::new(t!(lang, "invoices-column-blocks")).num().p2())
        .column(Column::new(t!(lang, "invoices-column-price")).num().p2())
        .column(Column::new(t!(lang, "invoices-column-amount")).num());
    let table = table.rows(document.lines.iter().map(|line| row(lang, document, line)));
    let total = t!(lang, "invoices-total", currency = currency);
    table
        .foot(Cell::new(html! { strong { (total) } }))
        .foot(Cell::new("").span(2).class("p2"))
        .foot(Cell::new(html! { strong { (amount(lang, document.total, currency)) } }))
}

fn row(lang: Lang, document: &Document, line: &Line) -> Row {
    let title = text_in(&line.titles, lang.tag(), &line.meter);
    let unit = text_in(&line.unit, lang.tag(), "");
    let source = &line.source;
    let place = address(&document.buyer.serial, line.month, &line.meter);
    let price = amount(lang, i64::try_from(line.price).unwrap_or(i64::MAX), &document.currency);
    let how = t!(
        lang,
        "invoices-line-how",
        used = source.used,
        allowance = source.allowance,
        overage = source.overage,
        plans = source.plan_users
    );
    let blocks = html! {
        (number(lang, line.blocks)) " × " (number(lang, line.block)) " " span.quiet { (unit) }
    };
    Row::new()
        .cell(html! {
            a href=(place) { (title) ", " (month_name(lang, line.month)) }
            span.for-p2.small { br; (blocks) " × " (price) }
            br; span.small.quiet {
                (how)
                @if source.before != 0 { " " (t!(lang, "invoices-line-before", blocks = source.before)) }
            }
        })
        .with(Cell::new(blocks))
        .with(Cell::new(price))
        .with(Cell::new(amount(lang, line.amount, &document.currency)))
}

/// What proves it: number, hash, and where it stands in the ledger.
fn proof(screen: &Screen, opened: &Opened) -> Markup {
    let lang = screen.lang;
    let Some(sha256) = &opened.sha256 else { return html! {} };
    let label = t!(lang, "invoices-sha256");
    let sum = money(lang, opened.document.total, &opened.document.currency);
    let facts = Facts::new()
        .list()
        .fact(label.as_str(), copyable(lang, &label, sha256))
        .fact(t!(lang, "invoices-column-total"), sum)
        .mono(t!(lang, "invoices-id"), &opened.invoice.id);
    html! { (Panel::titled("proof", t!(lang, "invoices-proof")).body(html! {
        div.stack.tight { p.small.quiet { (t!(lang, "invoices-proof-why")) } (facts) }
    })) }
}
