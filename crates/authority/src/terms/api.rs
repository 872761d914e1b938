//! `/api/v1/customers/{serial}/terms` and `/api/v1/renewals`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::ETAG;
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Json, Path, etag};
use licentia_protocol::authority_api as wire;
use utoipa::OpenApi;

use super::{NewTerm, Subscribed, Terms};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(show, change, renew), components(schemas(wire::Terms, wire::NewTerms, wire::Renewals)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/customers/{serial}/terms", get(show).put(change)).route("/renewals", post(renew))
}

/// For how long a customer has subscribed, and what it may order by itself.
#[utoipa::path(get, path = "/api/v1/customers/{serial}/terms", tag = "terms",
    params(("serial" = String, Path, description = "Its serial number.")),
    responses((status = 200, description = "The terms; the customer's revision is the ETag.", body = wire::Terms)))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    Ok(answer(super::show(&authority, &granted, &serial).await?))
}

/// Agrees other terms, all of them anew: with `term` null there is none any more, without `order_limit` every order waits
/// for somebody.
#[utoipa::path(put, path = "/api/v1/customers/{serial}/terms", tag = "terms", request_body = wire::NewTerms,
    params(("serial" = String, Path, description = "Its serial number."),
        ("If-Match" = Option<String>, Header, description = "The ETag they were read with.")),
    responses((status = 200, description = "The terms as they are now.", body = wire::Terms)))]
async fn change(
    State(authority): State<Authority>,
    caller: Caller,
    Path(serial): Path<String>,
    if_match: IfMatch,
    Json(new): Json<wire::NewTerms>,
) -> Result<Response, Problem> {
    let caller = in_house(caller)?;
    let term = new.term.map(|term| NewTerm {
        began: term.began,
        months: term.months,
        period: term.period,
        notice: term.notice,
        renews: term.renews.unwrap_or(true),
        at_renewal: term.at_renewal,
    });
    let unchanged = move |revision| if_match.check(&etag(revision));
    super::change(&authority, &caller.may::<Sell>()?, &serial, unchanged, term, new.order_limit).await?;
    Ok(answer(super::show(&authority, &caller.may::<View>()?, &serial).await?))
}

/// Prepares the next term of every subscription for which that is due, as the server does by itself.
#[utoipa::path(post, path = "/api/v1/renewals", tag = "terms",
    responses((status = 200, description = "What was renewed, and what was not.", body = wire::Renewals)))]
async fn renew(State(authority): State<Authority>, caller: Caller) -> Result<Json<wire::Renewals>, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    let done = super::renew_due(&authority, &granted).await?;
    let renewed = done.renewed.into_iter().map(|issued| wire::Renewed {
        serial: issued.serial,
        package: issued.id,
        sequence: issued.sequence,
    });
    let failed = done
        .failed
        .into_iter()
        .map(|(serial, problem)| wire::NotRenewed { serial, code: problem.code.into() });
    Ok(Json(wire::Renewals { renewed: renewed.collect(), failed: failed.collect() }))
}

fn answer(terms: Terms) -> Response {
    ([(ETAG, etag(terms.revision))], Json(wire_of(terms))).into_response()
}

fn wire_of(terms: Terms) -> wire::Terms {
    let term = terms.subscribed.map(|subscribed| {
        let due = subscribed.due();
        let Subscribed { term, period, notice, renews, .. } = subscribed;
        wire::Term {
            began: term.began(),
            ends: term.ends(),
            months: term.months(),
            period,
            notice,
            renews,
            due,
            at_renewal: terms.at_renewal,
        }
    });
    wire::Terms { term, order_limit: terms.order_limit }
}
