//! `POST /logins`, `POST /sessions/{id}/seats`, `POST /sessions/{id}/heartbeat`, `DELETE /sessions/{id}`.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, post};
use http::StatusCode;
use licentia_core::login::LoginResult;
use licentia_platform::access::{Caller, Check};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{HeartbeatAnswer, LoginAnswer, LoginRequest, SeatsRequest};
use licentia_ui::{Lang, text};
use utoipa::OpenApi;
use uuid::Uuid;

use super::{HEARTBEAT_S, LogIn, Visit};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(log_in, seats, heartbeat, end), tags((name = "sessions", description = "Log-ins, and the concurrent seats that sessions take.")))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/logins", post(log_in))
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
    let granted = caller.may::<Check>()?;
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
    let granted = caller.may::<Check>()?;
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
    let granted = caller.may::<Check>()?;
    super::heartbeat(&manager, &granted, session(&id)?).await?;
    Ok(Json(HeartbeatAnswer { next_heartbeat_s: HEARTBEAT_S }))
}

/// The session ends and gives its seats back.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "sessions", extensions(("x-unkeyed" = json!(true))),
    params(("id" = String, Path, description = "The session.")),
    responses((status = 204, description = "It has ended.")))]
async fn end(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let granted = caller.may::<Check>()?;
    super::end(&manager, &granted, session(&id)?).await?;
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
        next_heartbeat_s: (visit.result == LoginResult::Ok).then_some(HEARTBEAT_S),
        module,
        code: code.map(|code| code.as_str().to_owned()),
        message: text(lang, &format!("login-{}", visit.result.as_str())),
        notices: Vec::new(),
        demo: snapshot.demo(),
        licensed_before: snapshot.demo().then(|| snapshot.installation().licensed_before),
        record_cap: snapshot.demo().then_some(crate::checks::DEMO_RECORD_CAP),
    })
}
