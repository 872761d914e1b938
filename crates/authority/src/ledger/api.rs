//! `/api/v1/ledger`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use jiff::Timestamp;
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Paged};
use licentia_protocol::api::{LedgerEntry, Page};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Told, Whose};
use crate::lists::api::{Paging, page};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list), components(schemas(LedgerEntry)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    Router::new().route("/ledger", get(list))
}

/// How the ledger is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// A customer's serial number; without it the ledger of the house.
    customer: Option<String>,
}

/// Every change, newest first: of catalogue, keys, accounts and new customers, or of one customer.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger", params(Asked, Paging),
    responses((status = 200, description = "One page.", body = Page<LedgerEntry>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Paged(asked, paging): Paged<Asked, Paging>,
) -> Result<Json<Page<LedgerEntry>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let (limit, before) = (paging.limit()?, paging.after()?);
    let whose = asked.customer.map_or(Whose::House, Whose::Customer);
    let told = super::entries(&authority, &granted, whose, before, limit).await?;
    let last =
        told.last().map(|told| told.entry.revision).filter(|last| *last > 1 && told.len() == limit as usize);
    Ok(Json(page(told, last, None, entry)))
}

fn entry(Told { entry, actor, reason, .. }: Told) -> LedgerEntry {
    LedgerEntry {
        revision: entry.revision,
        at: Timestamp::from_millisecond(entry.at_ms).unwrap_or_default(),
        actor,
        origin: entry.origin,
        kind: entry.kind,
        subjects: entry.subjects,
        before: entry.before,
        after: entry.after,
        reason,
        members: (entry.members > 0).then_some(entry.members),
        hash: entry.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}
