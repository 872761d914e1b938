//! `/api/v1/customers`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::ETAG;
use jiff::Timestamp;
use licentia_core::package::{Holder, Version, Versions};
use licentia_platform::access::{Caller, Sell, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Json, Paged, Path, etag};
use licentia_protocol::api::Page;
use licentia_protocol::authority_api::{self as wire, CustomerPatch, HolderName, NewCustomer};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Customer, Details, Listed, Patch, Sort};
use crate::installations::rule::Enrolment;
use crate::lists::api::{Paging, one_of, page};
use crate::page::in_house;
use crate::state::Authority;
use crate::subscriptions::{Subscription, SubscriptionPatch, wire as lines};

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, create, show, change), components(schemas(wire::Customer)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/customers", get(list).post(create))
        .route("/customers/{serial}", get(show).patch(change))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Words that all must occur in name, serial number, customer id or contact.
    search: Option<String>,
    /// `name`, `serial` or `expiry`; with `-` in front the other way round.
    sort: Option<String>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        let (sort, backwards) = sorting(self.sort.as_deref().unwrap_or("name"))
            .ok_or_else(|| Problem::invalid("sort", "`sort` must be name, serial or expiry."))?;
        let after = paging.after()?;
        Ok(super::Query { search: self.search.unwrap_or_default(), sort, backwards, after, limit })
    }
}

/// `-expiry` → expiry, backwards.
pub(super) fn sorting(text: &str) -> Option<(Sort, bool)> {
    let (name, backwards) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text, false),
    };
    let sort = match name {
        "name" => Sort::Name,
        "serial" => Sort::Serial,
        "expiry" => Sort::Expiry,
        _ => return None,
    };
    Some((sort, backwards))
}

/// The customers, one page at a time.
#[utoipa::path(get, path = "/api/v1/customers", tag = "customers", params(Asked, Paging),
    responses((status = 200, description = "One page, without what each owns.", body = Page<wire::Customer>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<wire::Customer>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let listing = super::list(&authority, &granted, asked.query(&paging)?).await?;
    Ok(Json(page(listing.items, listing.next, Some(listing.total), listed)))
}

/// Creates a customer. Without a serial number it is given a free one.
#[utoipa::path(post, path = "/api/v1/customers", tag = "customers", request_body = NewCustomer,
    responses((status = 201, description = "The customer.", body = wire::Customer)))]
async fn create(
    State(authority): State<Authority>,
    caller: Caller,
    Json(new): Json<NewCustomer>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    let details = Details {
        serial: new.serial.unwrap_or_default(),
        name: new.name,
        customer: new.customer,
        country: new.country,
        contact: new.contact,
        zone: new.zone,
        note: new.note,
        currency: new.currency,
        billing: new.billing,
    };
    let enrolment = enrolment(new.enrolment)?.unwrap_or_default();
    let subscription = Subscription {
        order: lines::order(new.suite, new.licences),
        dates: lines::dates(new.dates),
        versions: None,
    };
    let done = super::create(&authority, &granted, details, subscription, enrolment).await?;
    Ok(answer(StatusCode::CREATED, done.value))
}

/// One customer, with everything it owns.
#[utoipa::path(get, path = "/api/v1/customers/{serial}", tag = "customers",
    params(("serial" = String, Path, description = "Its serial number.")),
    responses((status = 200, description = "The customer; its revision is the ETag.", body = wire::Customer)))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(serial): Path<String>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    Ok(answer(StatusCode::OK, super::show(&authority, &granted, &serial).await?))
}

/// Changes a customer, or what it owns. What is absent stays as it is.
#[utoipa::path(patch, path = "/api/v1/customers/{serial}", tag = "customers", request_body = CustomerPatch,
    params(("serial" = String, Path, description = "Its serial number."),
        ("If-Match" = Option<String>, Header, description = "The ETag it was read with.")),
    responses((status = 200, description = "The customer as it is now.", body = wire::Customer)))]
async fn change(
    State(authority): State<Authority>,
    caller: Caller,
    Path(serial): Path<String>,
    if_match: IfMatch,
    Json(patch): Json<CustomerPatch>,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    let patch = patch_of(patch)?;
    let unchanged = move |revision| if_match.check(&etag(revision));
    let done = super::change(&authority, &granted, &serial, unchanged, patch).await?;
    Ok(answer(StatusCode::OK, done.value))
}

fn patch_of(patch: CustomerPatch) -> Result<Patch, Problem> {
    let emptied = |text: String| Some(text).filter(|text| !text.is_empty());
    let versions = match (patch.versions_from, patch.versions_to) {
        (None, None) => None,
        (from, to) => Some(versions(from.and_then(emptied), to.and_then(emptied))?),
    };
    Ok(Patch {
        serial: patch.serial,
        hold: patch.hold,
        message: patch.message,
        link: patch.link,
        enrolment: enrolment(patch.enrolment)?,
        reason: patch.reason,
        name: patch.name,
        customer: patch.customer,
        country: patch.country,
        contact: patch.contact,
        zone: patch.zone,
        note: patch.note,
        currency: patch.currency,
        billing: patch.billing,
        subscription: SubscriptionPatch {
            suite: patch.suite.map(emptied),
            lines: patch.licences.map(lines::lines),
            dates: patch.dates.map(lines::dates),
            versions,
        },
    })
}

fn enrolment(word: Option<String>) -> Result<Option<Enrolment>, Problem> {
    one_of("enrolment", word, Enrolment::from_word, "open or closed")
}

/// Both bounds of the product versions, or none.
pub(crate) fn versions(from: Option<String>, to: Option<String>) -> Result<Option<Versions>, Problem> {
    let read = |text: Option<String>, path: &str| -> Result<Option<Version>, Problem> {
        text.map(|text| {
            text.parse().map_err(|error: licentia_core::package::VersionError| {
                Problem::unprocessable("version_invalid", path, error.to_string())
            })
        })
        .transpose()
    };
    let versions = Versions { from: read(from, "versions_from")?, to: read(to, "versions_to")? };
    Ok((versions != Versions::default()).then_some(versions))
}

fn answer(status: StatusCode, customer: Customer) -> Response {
    (status, [(ETAG, etag(customer.revision))], Json(wire_of(customer))).into_response()
}

fn wire_of(customer: Customer) -> wire::Customer {
    let currency = Some(customer.details.currency().to_owned());
    let Details { serial, name, customer: number, country, contact, zone, note, billing, .. } =
        customer.details;
    let Subscription { order, dates, versions } = customer.subscription;
    let bound = |version: Option<Version>| version.map(|version| version.to_string());
    wire::Customer {
        serial,
        name,
        customer: number,
        country,
        contact,
        note,
        zone,
        currency,
        billing,
        sequence: customer.sequence,
        suite: order.suite,
        licences: order.lines.into_iter().map(lines::line_of).collect(),
        dates: lines::dates_of(dates),
        versions_from: bound(versions.and_then(|versions| versions.from)),
        versions_to: bound(versions.and_then(|versions| versions.to)),
        hold: customer.notices.hold,
        message: customer.notices.message,
        link: customer.notices.link,
        enrolment: Some(customer.enrolment.as_str().to_owned()),
        replaces: customer.replaces.map(|Holder { name, serial, .. }| HolderName { name, serial }),
        revision: customer.revision,
        created_at: Timestamp::from_millisecond(customer.created_at_ms).ok(),
    }
}

/// A line of the list: without what the customer owns, which has its own address.
fn listed(listed: Listed) -> wire::Customer {
    wire::Customer {
        serial: listed.serial,
        name: listed.name,
        customer: listed.customer,
        country: listed.country,
        contact: None,
        note: None,
        zone: listed.zone,
        currency: None,
        billing: None,
        sequence: listed.sequence,
        suite: None,
        licences: Vec::new(),
        dates: wire_expiry(listed.expiry),
        versions_from: None,
        versions_to: None,
        hold: None,
        message: None,
        link: None,
        enrolment: None,
        replaces: None,
        revision: listed.revision,
        created_at: None,
    }
}

fn wire_expiry(expiry: Option<jiff::civil::Date>) -> licentia_protocol::api::IssuerDates {
    lines::dates_of(licentia_core::dates::Dates { expiry, ..Default::default() })
}
