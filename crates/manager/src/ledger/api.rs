//! `GET /ledger`, `GET /ledger/checkpoint`, `POST /ledger/verify`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use licentia_platform::access::{Caller, View};
use licentia_platform::ledger::Report;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, MAX_PAGE, Query, decode_cursor, encode_cursor};
use licentia_protocol::SecretKey;
use licentia_protocol::api::{LedgerCheckpoint, LedgerEntry, Page};
use serde::Deserialize;

use super::{From, Shown, checkpoint, entries, verify};
use crate::sealed::hex;
use crate::state::Manager;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/ledger", get(list))
        .route("/ledger/checkpoint", get(signed))
        .route("/ledger/verify", post(replay))
}

/// How the ledger is asked for: pages from the newest on, or what came `after` a revision.
#[derive(Debug, Deserialize)]
struct Asked {
    limit: Option<u32>,
    cursor: Option<String>,
    after: Option<u64>,
}

async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<LedgerEntry>>, Problem> {
    let granted = caller.may::<View>()?;
    let limit = asked.limit.unwrap_or(50);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Problem::invalid("limit", "`limit` must be 1 to 1000."));
    }
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

async fn replay(State(manager): State<Manager>, caller: Caller) -> Result<Json<Report>, Problem> {
    let granted = caller.may::<View>()?;
    verify(&manager, &granted).await.map(Json)
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
