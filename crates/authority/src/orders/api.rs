//! `/api/v1/orders`.

use axum::Router;
use axum::extract::State as Server;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use jiff::Timestamp;
use licentia_core::prices::{Quote, Waits, When};
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Paged, Path, Query};
use licentia_protocol::api::Page;
use licentia_protocol::authority_api::{
    self as wire, NewOrderLine, OrderDecision, OrderPreview, OrderQuote, OrderQuoteLine,
};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Amount, NewOrder, Order, Orderer, Origin, Placing, Preview, State};
use crate::lists::api::{Paging, one_of, page};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, place, show, approve, refuse), components(schemas(wire::Order, OrderPreview)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/orders", get(list).post(place))
        .route("/orders/{id}", get(show))
        .route("/orders/{id}/approve", post(approve))
        .route("/orders/{id}/refuse", post(refuse))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// `waiting`, `approved`, `refused` or `withdrawn`.
    state: Option<String>,
    /// Only of this customer, by serial number.
    customer: Option<String>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        let states = "waiting, approved, refused or withdrawn";
        Ok(super::Query {
            state: one_of("state", self.state, State::from_word, states)?,
            serial: self.customer,
            after: paging.after()?,
            limit,
        })
    }
}

/// How an order is placed.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct How {
    /// Only say what it would change and cost.
    dry_run: Option<bool>,
}

/// Orders, newest first.
#[utoipa::path(get, path = "/api/v1/orders", tag = "orders", params(Asked, Paging),
    responses((status = 200, description = "One page.", body = Page<wire::Order>)))]
async fn list(
    Server(authority): Server<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<wire::Order>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let listing = super::list(&authority, &granted, asked.query(&paging)?).await?;
    Ok(Json(page(listing.items, listing.next, Some(listing.total), wire_of)))
}

/// Places an order for a customer. What a rule approves comes with a package at once; everything else waits.
#[utoipa::path(post, path = "/api/v1/orders", tag = "orders", params(How), request_body = wire::NewOrder,
    responses((status = 201, description = "The order.", body = wire::Order),
        (status = 200, description = "With `dry_run`: what it would change and cost.", body = OrderPreview)))]
async fn place(
    Server(authority): Server<Authority>,
    caller: Caller,
    Query(how): Query<How>,
    Json(body): Json<wire::NewOrder>,
) -> Result<Response, Problem> {
    let caller = in_house(caller)?;
    let granted = caller.may::<Sell>()?;
    let serial = body.serial.clone();
    let new = new_order(body, caller.by.actor.name())?;
    if how.dry_run.unwrap_or(false) {
        let preview = super::preview(&authority, &caller.may::<View>()?, &serial, new).await?;
        return Ok(Json(preview_of(preview)).into_response());
    }
    let done = super::place(&authority, &granted, &serial, new).await?;
    Ok((StatusCode::CREATED, Json(wire_of(done.value))).into_response())
}

fn new_order(body: wire::NewOrder, placed_by: &str) -> Result<NewOrder, Problem> {
    let amount = |(n, line): (usize, NewOrderLine)| match (line.quantity, line.more) {
        (Some(units), None) => Ok((line.module, Amount::To(units))),
        (None, Some(more)) => Ok((line.module, Amount::More(more))),
        _ => {
            let problem = Problem::invalid(&format!("licences[{n}]"), "Send either `quantity` or `more`.");
            Err(problem.words("why-quantity-or-more"))
        }
    };
    let by = match body.ordered_by {
        Some(wire::Orderer { name, email }) => Orderer { name, email },
        None => Orderer { name: placed_by.to_owned(), email: None },
    };
    Ok(NewOrder {
        lines: body.licences.into_iter().enumerate().map(amount).collect::<Result<_, _>>()?,
        suite: body.suite,
        placing: Placing { reference: body.reference, by, origin: Origin::Api, seen: body.seen },
    })
}

/// One order.
#[utoipa::path(get, path = "/api/v1/orders/{id}", tag = "orders",
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The order.", body = wire::Order)))]
async fn show(
    Server(authority): Server<Authority>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::Order>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    Ok(Json(wire_of(super::show(&authority, &granted, &id).await?)))
}

/// Approves an order: what it adds is signed in the same transaction, what it gives back waits for the renewal.
#[utoipa::path(post, path = "/api/v1/orders/{id}/approve", tag = "orders", request_body = OrderDecision,
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The order, approved.", body = wire::Order)))]
async fn approve(
    Server(authority): Server<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<OrderDecision>,
) -> Result<Json<wire::Order>, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    Ok(Json(wire_of(super::approve(&authority, &granted, &id, body.reason).await?)))
}

/// Refuses an order, with a reason that the customer reads.
#[utoipa::path(post, path = "/api/v1/orders/{id}/refuse", tag = "orders", request_body = OrderDecision,
    params(("id" = String, Path, description = "Its id.")),
    responses((status = 200, description = "The order, refused.", body = wire::Order)))]
async fn refuse(
    Server(authority): Server<Authority>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<OrderDecision>,
) -> Result<Json<wire::Order>, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    let reason = body.reason.unwrap_or_default();
    Ok(Json(wire_of(super::refuse(&authority, &granted, &id, reason).await?)))
}

fn quote_of(quote: Quote) -> OrderQuote {
    let lines = quote.lines.into_iter().map(|line| OrderQuoteLine {
        module: line.module,
        from: line.from,
        to: line.to,
        planned: line.planned,
        when: match line.when {
            When::Now => "now".to_owned(),
            When::AtRenewal => "at_renewal".to_owned(),
        },
        unit: line.unit,
        per_month: line.per_month,
        now: line.now,
    });
    OrderQuote {
        currency: quote.currency,
        suite: quote.suite.map(|(_, suite)| suite),
        lines: lines.collect(),
        per_month: quote.per_month,
        at_renewal: quote.at_renewal,
        now: quote.now,
        priced: quote.priced,
    }
}

fn preview_of(preview: Preview) -> OrderPreview {
    let term_ends = preview.quote.term_ends;
    OrderPreview {
        quote: quote_of(preview.quote),
        digest: preview.digest,
        term_ends,
        waits: preview.waits.map(Waits::as_str).map(str::to_owned),
    }
}

fn wire_of(order: Order) -> wire::Order {
    let moment = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    wire::Order {
        id: order.id,
        number: order.n,
        serial: order.serial,
        customer_name: order.customer_name,
        state: order.state.as_str().to_owned(),
        origin: order.origin.as_str().to_owned(),
        ordered_by: wire::Orderer { name: order.by.name, email: order.by.email },
        reference: order.reference,
        quote: quote_of(order.quote),
        waits: order.waits.filter(|_| order.state == State::Waiting),
        by_rule: order.rule,
        decided_by: order.decided_by,
        reason: order.reason,
        package: order.package,
        ordered_at: moment(order.ordered_at_ms),
        decided_at: order.decided_at_ms.map(moment),
    }
}
