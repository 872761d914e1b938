//! `GET /ledger`, `GET /ledger/checkpoint`, `POST /ledger/verify`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::ledger::Report;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, decode_cursor, encode_cursor, page_limit};
use licentia_protocol::SecretKey;
use licentia_protocol::api::{Changed, LedgerCheckpoint, LedgerEntry, Page};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{From, Shown, checkpoint, entries, verify};
use crate::sealed::hex;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, signed, replay, confirm_clock, declare_restore), tags((name = "ledger", description = "Every change: by whom, when and why.")))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/ledger", get(list))
        .route("/ledger/checkpoint", get(signed))
        .route("/ledger/verify", post(replay))
        .route("/ledger/clock", post(confirm_clock))
        .route("/ledger/restore", post(declare_restore))
}

/// How the ledger is asked for: pages from the newest on, or what came `after` a revision.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// How many at most, 1 to 1,000; 50 unless told.
    #[param(minimum = 1, maximum = 1_000)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
    /// Only what came after this revision, oldest first.
    after: Option<u64>,
}

/// Every change, newest first, or what came after a revision.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger", params(Asked),
    responses((status = 200, description = "One page.", body = Page<LedgerEntry>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<LedgerEntry>>, Problem> {
    let granted = caller.may::<View>()?;
    let limit = page_limit(asked.limit)?;
    let place = asked.cursor.as_deref().map(decode_cursor::<(bool, u64)>).transpose()?;
    let from = match (place, asked.after) {
        (Some((true, revision)), _) | (None, Some(revision)) => From::After(revision),
        (Some((false, revision)), _) => From::Before(revision),
        (None, None) => From::Head,
    };
    let shown = entries(&manager, &granted, from, limit).await?;
    let rising = matches!(from, From::After(_));
    let last = shown.last().filter(|_| shown.len() == limit as usize);
    let more = last.filter(|last| rising || last.entry.revision > 1);
    let next = more.map(|last| encode_cursor(&(rising, last.entry.revision)));
    Ok(Json(Page { items: shown.into_iter().map(item).collect(), next, total: None }))
}

/// Where the chain stands, signed by the installation's key.
#[utoipa::path(get, path = "/api/v1/ledger/checkpoint", tag = "ledger",
    responses((status = 200, description = "The checkpoint.", body = LedgerCheckpoint)))]
async fn signed(State(manager): State<Manager>, caller: Caller) -> Result<Json<LedgerCheckpoint>, Problem> {
    let granted = caller.may::<View>()?;
    let signed = checkpoint(&manager, &granted).await?;
    let key = SecretKey::from_seed(&manager.db().secret().installation_seed(granted.scope));
    Ok(Json(LedgerCheckpoint {
        checkpoint: String::from_utf8(signed.bytes).map_err(|_| Problem::internal("a checkpoint is JSON"))?,
        signature: URL_SAFE_NO_PAD.encode(signed.signature),
        kid: key.public().kid().to_owned(),
        key: URL_SAFE_NO_PAD.encode(key.public().as_bytes()),
    }))
}

/// Replays the ledger against the tables and says what does not fit.
#[utoipa::path(post, path = "/api/v1/ledger/verify", tag = "ledger",
    responses((status = 200, description = "What was found.", body = Report)))]
async fn replay(State(manager): State<Manager>, caller: Caller) -> Result<Json<Report>, Problem> {
    let granted = caller.may::<View>()?;
    verify(&manager, &granted).await.map(Json)
}

/// Confirms a clock that is ahead of everything known (rule 20). Nothing happens when it is not.
#[utoipa::path(post, path = "/api/v1/ledger/clock", tag = "ledger",
    responses((status = 200, description = "The clock is believed.", body = Changed)))]
async fn confirm_clock(State(manager): State<Manager>, caller: Caller) -> Result<Json<Changed>, Problem> {
    let revision = super::confirm_clock(&manager, &caller.may::<ManageLicences>()?).await?;
    Ok(Json(Changed { revision }))
}

/// Declares that an older database was put in place on purpose (rule 10). Nothing happens when none was.
#[utoipa::path(post, path = "/api/v1/ledger/restore", tag = "ledger",
    responses((status = 200, description = "The database is what it should be.", body = Changed)))]
async fn declare_restore(State(manager): State<Manager>, caller: Caller) -> Result<Json<Changed>, Problem> {
    let revision = super::declare_restore(&manager, &caller.may::<ManageLicences>()?).await?;
    Ok(Json(Changed { revision }))
}

fn item(shown: Shown) -> LedgerEntry {
    let Shown { entry, actor, reason, .. } = shown;
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
        hash: hex(&entry.hash),
    }
}
