//! `POST /logins`, `GET /sessions`, `POST /sessions/{id}/seats`, `POST /sessions/{id}/heartbeat`, `DELETE /sessions/{id}`.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get, post};
use http::StatusCode;
use jiff::Timestamp;
use licentia_core::login::LoginResult;
use licentia_platform::access::{Caller, Check, ManageLicences, Right, View};
use licentia_platform::by::Actor;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query, page_limit};
use licentia_protocol::api::{HeartbeatAnswer, LoginAnswer, LoginRequest, OpenSession, Page, SeatsRequest};
use licentia_ui::{Lang, text};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};
use uuid::Uuid;

use super::{Listed, LogIn, SessionFilter, SessionSort, Visit, heartbeat_s};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(log_in, list, seats, heartbeat, end), tags((name = "sessions", description = "Log-ins, and the concurrent seats that sessions take.")))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/logins", post(log_in))
        .route("/sessions", get(list))
        .route("/sessions/{id}/seats", post(seats))
        .route("/sessions/{id}/heartbeat", post(heartbeat))
        .route("/sessions/{id}", delete(end))
}

/// A user wants to come in. A refusal is an answer, too: it says what the application does next.
#[utoipa::path(post, path = "/api/v1/logins", tag = "sessions", extensions(("x-unkeyed" = json!(true))), request_body = LoginRequest,
    responses((status = 200, description = "How it ended.", body = LoginAnswer)))]
async fn log_in(
    State(manager): State<Manager>,
    caller: Caller,
    Json(asked): Json<LoginRequest>,
) -> Result<Json<LoginAnswer>, Problem> {
    let granted = caller.may_here::<Check>()?;
    let LoginRequest { user, client, modules } = asked;
    let visit = super::log_in(&manager, &granted, LogIn { user, client, modules }).await?;
    answer(&manager, &caller, visit).await.map(Json)
}

/// A session takes seats of further modules, or gives some back.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/seats", tag = "sessions", extensions(("x-unkeyed" = json!(true))), request_body = SeatsRequest,
    params(("id" = String, Path, description = "The session.")),
    responses((status = 200, description = "How it ended.", body = LoginAnswer)))]
async fn seats(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Json(asked): Json<SeatsRequest>,
) -> Result<Json<LoginAnswer>, Problem> {
    let granted = caller.may_here::<Check>()?;
    let visit = super::seats(&manager, &granted, session(&id)?, asked.modules, asked.release).await?;
    answer(&manager, &caller, visit).await.map(Json)
}

/// The session goes on.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/heartbeat", tag = "sessions", extensions(("x-unkeyed" = json!(true))),
    params(("id" = String, Path, description = "The session.")),
    responses((status = 200, description = "When the next one is expected.", body = HeartbeatAnswer)))]
async fn heartbeat(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<HeartbeatAnswer>, Problem> {
    let granted = caller.may_here::<Check>()?;
    super::heartbeat(&manager, &granted, session(&id)?).await?;
    Ok(Json(HeartbeatAnswer { next_heartbeat_s: heartbeat_s(&manager) }))
}

/// What a list of sessions is asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Asked {
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many at most, 1 to 1,000; 50 unless told.
    limit: Option<u32>,
    /// Text in the user's name, log-in name or whatever else users are searched by.
    search: Option<String>,
    /// Of this user only: id or log-in name.
    user: Option<String>,
    /// Having a seat of this module only.
    module: Option<String>,
    /// Having a concurrent seat at all.
    seated: Option<bool>,
}

/// Who is logged in, the newest log-in first, and which concurrent seats each session has.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", params(Asked),
    responses((status = 200, description = "One page.", body = Page<OpenSession>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Page<OpenSession>>, Problem> {
    let granted = caller.may::<View>()?;
    let limit = page_limit(asked.limit)?;
    let filter = SessionFilter {
        search: asked.search,
        user: asked.user,
        module: asked.module,
        seated: asked.seated.unwrap_or(false),
    };
    let paging = (limit, 0, asked.cursor.as_deref());
    let found = super::list(&manager, &granted, &filter, SessionSort::NEWEST, paging).await?;
    let at = manager.snapshot(granted.scope).await?;
    let items = found.items.into_iter().map(|session| wire(&at, session)).collect();
    Ok(Json(Page { items, next: found.next, total: Some(found.total) }))
}

fn wire(at: &Snapshot, session: Listed) -> OpenSession {
    let name = |no| at.name(no).map_or_else(String::new, ToString::to_string);
    let when = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
    OpenSession {
        id: session.id.to_string(),
        user: session.user_id,
        login: session.login,
        name: session.name,
        client: name(session.client),
        seats: session.seats.into_iter().map(name).collect(),
        opened_at: when(session.opened_at),
        heard_at: when(session.seen_at),
    }
}

/// The session ends and gives its seats back. An application ends its own sessions; whoever manages licences ends
/// anybody's, and the ledger names them.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "sessions", extensions(("x-unkeyed" = json!(true))),
    params(("id" = String, Path, description = "The session.")),
    responses((status = 204, description = "It has ended.")))]
async fn end(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let application = matches!(caller.by.actor, Actor::Token { .. }) && caller.rights.has(Right::Check);
    if application || !caller.has(Right::ManageLicences) {
        super::end(&manager, &caller.may_here::<Check>()?, session(&id)?).await?;
    } else {
        let granted = caller.may::<ManageLicences>()?;
        super::end_by_administrator(&manager, &granted, &[session(&id)?], None).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What is no id names no session.
fn session(id: &str) -> Result<Uuid, Problem> {
    Uuid::parse_str(id).map_err(|_| Problem::not_found("session"))
}

async fn answer(manager: &Manager, caller: &Caller, visit: Visit) -> Result<LoginAnswer, Problem> {
    let snapshot = manager.snapshot(caller.scope).await?;
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let names = visit.seats.iter().filter_map(|no| snapshot.name(*no));
    let (module, code) = visit.because.map_or((None, None), |(module, code)| (Some(module), Some(code)));
    Ok(LoginAnswer {
        result: visit.result.as_str().to_owned(),
        session: visit.session.map(|id| id.to_string()),
        seats: names.map(ToString::to_string).collect(),
        next_heartbeat_s: (visit.result == LoginResult::Ok).then(|| heartbeat_s(manager)),
        module,
        code: code.map(|code| code.as_str().to_owned()),
        message: text(lang, &format!("login-{}", visit.result.as_str())),
        notices: visit.told.iter().map(|told| told.sentence(&snapshot, lang)).collect(),
        demo: snapshot.demo(),
        licensed_before: snapshot.demo().then(|| snapshot.installation().licensed_before),
        record_cap: snapshot.demo().then_some(crate::checks::DEMO_RECORD_CAP),
    })
}
