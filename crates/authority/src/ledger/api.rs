//! `/api/v1/ledger`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use jiff::Timestamp;
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, decode_cursor, encode_cursor};
use licentia_protocol::api::{LedgerEntry, Page};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Told, Whose};
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
    /// How many at most, 1 to 1,000; 100 unless told.
    limit: Option<u32>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Every change, newest first: of catalogue, keys, accounts and new customers, or of one customer.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger", params(Asked),
    responses((status = 200, description = "One page.", body = Page<LedgerEntry>)))]
async fn list(
    State(authority): State<Authority>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<LedgerEntry>>, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let limit = asked.limit.unwrap_or(100);
    if !(1..=1_000).contains(&limit) {
        return Err(Problem::invalid("limit", "`limit` must be 1 to 1000."));
    }
    let before = asked.cursor.as_deref().map(decode_cursor).transpose()?;
    let whose = asked.customer.map_or(Whose::House, Whose::Customer);
    let told = super::entries(&authority, &granted, whose, before, limit).await?;
    let last =
        told.last().map(|told| told.entry.revision).filter(|last| *last > 1 && told.len() == limit as usize);
    let items = told.into_iter().map(entry).collect();
    Ok(Json(Page { items, next: last.map(|last| encode_cursor(&last)), total: None }))
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
