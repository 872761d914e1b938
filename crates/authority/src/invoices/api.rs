//! `/api/v1/invoices`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use http::header::ETAG;
use jiff::Timestamp;
use licentia_core::money::plain;
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{CSV, IfMatch, Json, Paged, Path, Query, download, etag};
use licentia_protocol::api::Page;
use licentia_protocol::authority_api::{
    self as wire, CreditInvoice, DraftInvoices, DraftRun, InvoiceBuyer, InvoiceHead, InvoiceLine,
    InvoiceObstruction,
};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Credit, Exported, Invoice, Kind, Line, Obstruction, Opened, Run, State as Standing};
use crate::lists::api::{Paging, one_of, page};
use crate::page::in_house;
use crate::state::Authority;
use crate::usage::api::month;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, draft, show, issue, credit, export), components(schemas(wire::Invoice, DraftRun)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/invoices", get(list))
        .route("/invoices/draft", post(draft))
        .route("/invoices/export", get(export))
        .route("/invoices/{id}", get(show))
        .route("/invoices/{id}/issue", post(issue))
        .route("/invoices/{id}/credit", post(credit))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only of the customer with this serial number.
    customer: Option<String>,
    /// Only those drawn up for this month: `2026-10`.
    month: Option<String>,
    /// Only `draft` or `issued`.
    state: Option<String>,
    /// Only `invoice` or `credit_note`.
    kind: Option<String>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        Ok(super::Query {
            serial: self.customer,
            month: self.month.as_deref().map(month).transpose()?,
            state: one_of("state", self.state, Standing::from_word, "draft or issued")?,
            kind: one_of("kind", self.kind, Kind::from_word, "invoice or credit_note")?,
            after: paging.after()?,
            limit,
        })
    }
}

/// Invoices and credit notes, newest first.
#[utoipa::path(get, path = "/api/v1/invoices", tag = "invoices", params(Asked, Paging),
    responses((status = 200, description = "One page, without lines.", body = Page<InvoiceHead>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<InvoiceHead>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let query = asked.query(&paging)?;
    let state = query.state;
    let listing = super::list(&authority, &granted, query).await?;
    let (drafts, issued) = listing.counts;
    let total = match state {
        None => drafts + issued,
        Some(Standing::Draft) => drafts,
        Some(Standing::Issued) => issued,
    };
    Ok(Json(page(listing.items, listing.next, Some(total), head)))
}

/// How drafts are drawn up.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Say what would be drawn up, and draw up nothing.
    dry_run: Option<bool>,
}

/// Draws up a draft for everybody, of whatever is due up to a month and not invoiced yet. Doing it again brings the
/// drafts up to date.
#[utoipa::path(post, path = "/api/v1/invoices/draft", tag = "invoices", params(How), request_body = DraftInvoices,
    responses((status = 200, description = "The drafts that are new or have changed, and what could not be invoiced.", body = DraftRun)))]
async fn draft(
    State(authority): State<Authority>,
    caller: Caller,
    Query(how): Query<How>,
    Json(body): Json<DraftInvoices>,
) -> Result<Json<DraftRun>, Problem> {
    let lang = caller.lang.clone();
    let granted = in_house(caller)?.may::<Sell>()?;
    let (until, dry_run) = (month(&body.month)?, how.dry_run.unwrap_or(false));
    let done = super::draft(&authority, &granted, until, body.customer.as_deref(), dry_run).await?;
    Ok(Json(run(done.value, &lang)))
}

/// An invoice with everything on it; an issued one as it was issued.
#[utoipa::path(get, path = "/api/v1/invoices/{id}", tag = "invoices",
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The invoice; its revision is the ETag.", body = wire::Invoice)))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    Ok(answer(StatusCode::OK, super::show(&authority, &granted, &id).await?))
}

/// Issues a draft: it gets the next number and never changes again.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/issue", tag = "invoices",
    params(("id" = String, Path, description = "Its id."),
        ("If-Match" = Option<String>, Header, description = "The ETag it was read with.")),
    responses((status = 200, description = "The invoice as it was issued.", body = wire::Invoice)))]
async fn issue(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    if_match: IfMatch,
) -> Result<Response, Problem> {
    let caller = in_house(caller)?;
    let unchanged = move |revision| if_match.check(&etag(revision));
    let issued = super::issue(&authority, &caller.may::<Sell>()?, &id, unchanged).await?.value;
    let view = licentia_platform::access::Granted::to_the_server(caller.by, crate::state::HOUSE);
    Ok(answer(StatusCode::OK, super::show(&authority, &view, &issued.id).await?))
}

/// Takes an issued invoice back with a credit note, which is issued at once.
#[utoipa::path(post, path = "/api/v1/invoices/{id}/credit", tag = "invoices", request_body = CreditInvoice,
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 201, description = "The credit note.", body = wire::Invoice)))]
async fn credit(
    State(authority): State<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<CreditInvoice>,
) -> Result<Response, Problem> {
    let caller = in_house(caller)?;
    let how = Credit { anew: body.anew, reason: body.reason };
    let note = super::credit(&authority, &caller.may::<Sell>()?, &id, how).await?.value;
    let view = licentia_platform::access::Granted::to_the_server(caller.by, crate::state::HOUSE);
    Ok(answer(StatusCode::CREATED, super::show(&authority, &view, &note.id).await?))
}

/// What is exported.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only what was issued in this month (UTC): `2026-10`.
    month: Option<String>,
    /// Only of the customer with this serial number.
    customer: Option<String>,
    /// `csv`, one row for each line, or `json`; `json` unless told.
    format: Option<String>,
}

/// Everything that was issued, for whoever keeps the books: as JSON, or as rows for a spreadsheet.
#[utoipa::path(get, path = "/api/v1/invoices/export", tag = "invoices", params(Wanted),
    responses((status = 200, description = "All of it, in the order of the numbers.", content(
        (Vec<wire::Invoice> = "application/json"), (String = "text/csv")))))]
async fn export(
    State(authority): State<Authority>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let lang = caller.lang.clone();
    let granted = in_house(caller)?.may::<View>()?;
    let issued_in = wanted.month.as_deref().map(month).transpose()?;
    let exported = super::export(&authority, &granted, issued_in, wanted.customer.as_deref()).await?;
    match wanted.format.as_deref() {
        None | Some("json") => Ok(Json(documents(exported)).into_response()),
        Some("csv") => Ok(csv(&exported, issued_in, &lang)),
        Some(_) => {
            let problem = Problem::invalid("format", "It must be one of: `json`, `csv`.");
            Err(problem.words("why-one-of").arg("known", "`json`, `csv`"))
        }
    }
}

/// The rows as a file to be saved.
pub(super) fn csv(exported: &Exported, month: Option<licentia_core::month::Month>, lang: &str) -> Response {
    let name = month.map_or_else(|| "invoices.csv".to_owned(), |month| format!("invoices-{month}.csv"));
    download(CSV, &name, exported.csv(lang))
}

/// The invoices as they were issued, each as `GET /invoices/{id}` answers it.
fn documents(exported: Exported) -> Vec<wire::Invoice> {
    exported.items.into_iter().map(wire_of).collect()
}

fn answer(status: StatusCode, opened: Opened) -> Response {
    (status, [(ETAG, etag(opened.invoice.revision))], Json(wire_of(opened))).into_response()
}

fn run(run: Run, lang: &str) -> DraftRun {
    DraftRun {
        month: run.month.to_string(),
        drafted: run.drafted.into_iter().map(head).collect(),
        unchanged: run.unchanged,
        removed: run.removed,
        obstructions: run.obstructions.into_iter().map(|one| obstruction(one, lang)).collect(),
    }
}

fn obstruction(one: Obstruction, lang: &str) -> InvoiceObstruction {
    let lang = licentia_ui::Lang::from_tag(lang).unwrap_or_default();
    InvoiceObstruction {
        message: super::page::obstruction(lang, &one),
        customer: one.serial,
        customer_name: one.customer_name,
        meter: one.meter,
        month: one.month.to_string(),
        currency: one.currency,
        code: one.code,
    }
}

fn head(invoice: Invoice) -> InvoiceHead {
    let moment = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    InvoiceHead {
        total_text: plain(invoice.total, &invoice.currency),
        id: invoice.id,
        customer: invoice.serial,
        customer_name: invoice.customer_name,
        kind: invoice.kind.as_str().to_owned(),
        state: invoice.state.as_str().to_owned(),
        number: invoice.number,
        month: invoice.month.to_string(),
        currency: invoice.currency,
        total: invoice.total,
        credits: invoice.credits,
        anew: invoice.anew,
        credited_by: invoice.credited_by,
        created_at: moment(invoice.created_at_ms),
        issued_at: invoice.issued_at_ms.map(moment),
        revision: invoice.revision,
    }
}

fn wire_of(opened: Opened) -> wire::Invoice {
    let document = opened.document;
    // What is sealed is what counts, also where the list's row says something else.
    let (total, total_text) = (document.total, document.total_plain());
    let currency = document.currency;
    wire::Invoice {
        head: InvoiceHead { total, total_text, currency: currency.clone(), ..head(opened.invoice) },
        issued_on: document.issued_on,
        due_on: document.due_on,
        seller: document.seller,
        buyer: InvoiceBuyer {
            name: document.buyer.name,
            serial: document.buyer.serial,
            customer: document.buyer.customer,
            address: document.buyer.address,
            country: document.buyer.country,
        },
        lines: document.lines.into_iter().map(|one| line(one, &currency)).collect(),
        note: document.note,
        sha256: opened.sha256,
    }
}

fn line(line: Line, currency: &str) -> InvoiceLine {
    let source = line.source;
    InvoiceLine {
        n: line.n,
        meter: line.meter,
        titles: line.titles,
        unit: line.unit,
        month: line.month.to_string(),
        blocks: line.blocks,
        block: line.block,
        price: line.price,
        price_text: plain(i64::try_from(line.price).unwrap_or(i64::MAX), currency),
        amount: line.amount,
        amount_text: plain(line.amount, currency),
        used: source.used,
        plan_users: source.plan_users,
        allowance: source.allowance,
        overage: source.overage,
        invoiced_before: source.before,
        installation: source.installation,
        figure: source.figure,
        bundle: source.bundle,
        package: source.package,
        catalogue: source.catalogue,
    }
}
