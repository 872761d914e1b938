//! `/api/v1/installations`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use jiff::Timestamp;
use licentia_platform::access::{Caller, Granted, Sell, View};
use licentia_platform::db::Done;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Paged, Path, Query};
use licentia_protocol::api::{Changed, Page};
use licentia_protocol::authority_api::{self as wire, InstallationChange};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Listed, State as Standing, Which};
use crate::lists::api::{Paging, one_of, page};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, release, accept, acknowledge), components(schemas(wire::Installation)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new()
        .route("/installations", get(list))
        .route("/installations/{kid}", get(show))
        .route("/installations/{kid}/release", post(release))
        .route("/installations/{kid}/accept", post(accept))
        .route("/installations/{kid}/acknowledge", post(acknowledge))
}

/// How the list is asked for.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only those of the customer with this serial number.
    customer: Option<String>,
    /// Only those in this state: `bound`, `waiting`, `copy`, `released`.
    state: Option<String>,
    /// Only those that somebody should look at: waiting ones, possible copies, rewound ones.
    attention: Option<bool>,
}

impl Asked {
    fn query(self, paging: &Paging) -> Result<super::Query, Problem> {
        let limit = paging.limit()?;
        Ok(super::Query {
            state: one_of("state", self.state, Standing::from_word, "bound, waiting, copy or released")?,
            serial: self.customer,
            attention: self.attention.unwrap_or(false),
            after: paging.after()?,
            limit,
        })
    }
}

/// Which customer is meant, for a key that spoke for several.
#[derive(Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// The customer's serial number.
    customer: Option<String>,
}

/// The installations that were heard, newest contact first.
#[utoipa::path(get, path = "/api/v1/installations", tag = "installations", params(Asked, Paging),
    responses((status = 200, description = "One page.", body = Page<wire::Installation>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<wire::Installation>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let listing = super::list(&authority, &granted, asked.query(&paging)?).await?;
    Ok(Json(page(listing.items, listing.next, Some(listing.total), wire_of)))
}

/// One installation, by its key.
#[utoipa::path(get, path = "/api/v1/installations/{kid}", tag = "installations",
    params(Whose, ("kid" = String, Path, description = "The thumbprint of its key.")),
    responses((status = 200, description = "The installation.", body = wire::Installation)))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    Path(kid): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<Json<wire::Installation>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let which = Which { kid, serial: whose.customer };
    super::show(&authority, &granted, which).await.map(|listed| Json(wire_of(listed)))
}

fn asked(caller: Caller, kid: String, change: InstallationChange) -> Result<Change, Problem> {
    let granted = in_house(caller)?.may::<Sell>()?;
    Ok(Change { granted, which: Which { kid, serial: change.customer }, reason: change.reason })
}

struct Change {
    granted: Granted<Sell>,
    which: Which,
    reason: Option<String>,
}

fn changed(done: Done<()>) -> Json<Changed> {
    Json(Changed { revision: done.revision })
}

/// Lets a bound key speak no more, so that the next one may be bound.
#[utoipa::path(post, path = "/api/v1/installations/{kid}/release", tag = "installations",
    params(("kid" = String, Path, description = "The thumbprint of its key.")), request_body = InstallationChange,
    responses((status = 200, description = "It is released.", body = Changed)))]
async fn release(
    State(authority): State<Authority>,
    caller: Caller,
    Path(kid): Path<String>,
    Json(change): Json<InstallationChange>,
) -> Result<Json<Changed>, Problem> {
    let Change { granted, which, reason } = asked(caller, kid, change)?;
    super::release(&authority, &granted, which, reason).await.map(changed)
}

/// Binds a key that waits or was taken for a copy; the one that was bound is released.
#[utoipa::path(post, path = "/api/v1/installations/{kid}/accept", tag = "installations",
    params(("kid" = String, Path, description = "The thumbprint of its key.")), request_body = InstallationChange,
    responses((status = 200, description = "It is bound.", body = Changed)))]
async fn accept(
    State(authority): State<Authority>,
    caller: Caller,
    Path(kid): Path<String>,
    Json(change): Json<InstallationChange>,
) -> Result<Json<Changed>, Problem> {
    let Change { granted, which, reason } = asked(caller, kid, change)?;
    super::accept(&authority, &granted, which, reason).await.map(changed)
}

/// Takes a rewound installation's database for the right one, after a restore that the customer has confirmed.
#[utoipa::path(post, path = "/api/v1/installations/{kid}/acknowledge", tag = "installations",
    params(("kid" = String, Path, description = "The thumbprint of its key.")), request_body = InstallationChange,
    responses((status = 200, description = "Its head counts from now on.", body = Changed)))]
async fn acknowledge(
    State(authority): State<Authority>,
    caller: Caller,
    Path(kid): Path<String>,
    Json(change): Json<InstallationChange>,
) -> Result<Json<Changed>, Problem> {
    let Change { granted, which, reason } = asked(caller, kid, change)?;
    super::acknowledge(&authority, &granted, which, reason).await.map(changed)
}

fn wire_of(listed: Listed) -> wire::Installation {
    let Listed { installation: one, customer_name, customer_serial, customer_sequence } = listed;
    let moment = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    wire::Installation {
        kid: one.kid,
        customer: customer_serial,
        customer_name,
        state: one.state.as_str().to_owned(),
        origin: one.origin.as_str().to_owned(),
        first_at: moment(one.first_at_ms),
        last_at: moment(one.last_at_ms),
        name: one.name,
        serial: one.serial,
        version: one.version,
        sequence: one.sequence,
        issued_sequence: customer_sequence,
        package: one.package,
        keys: one.keys,
        revision: one.head.revision,
        rewound_at: one.rewound_at_ms.map(moment),
        clock_set_back_ms: one.set_back.map(|(ms, _)| ms),
        deleted_at: one.deleted_at_ms.map(moment),
    }
}
