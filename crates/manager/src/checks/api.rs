//! `GET /checks/{user}/{module}`, `POST /checks`, `/checks/batch`, `/checks/why`.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use licentia_core::package::Version;
use licentia_platform::access::{Caller, Check, Right};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, body_limit};
use licentia_protocol::api;
use licentia_ui::Lang;
use utoipa::OpenApi;
use uuid::Uuid;

use super::answer::write_members;
use super::explain::Explain;
use super::{Question, ask, note, why, write_answer};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The most questions that one request may hold.
const MOST: usize = 40_000;
/// The largest body of a batch, in bytes.
const BATCH_LIMIT: u64 = 8 << 20;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(check_named, check, check_many, explain), tags((name = "checks", description = "May this user use this module, and why?")))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<Manager> {
    let batch = Router::new().route("/checks/batch", post(check_many));
    Router::new()
        .route("/checks/{user}/{module}", get(check_named))
        .route("/checks", post(check))
        .route("/checks/why", post(explain))
        .merge(body_limit(batch, BATCH_LIMIT))
}

/// May this user use this module now?
#[utoipa::path(get, path = "/api/v1/checks/{user}/{module}", tag = "checks",
    params(("user" = String, Path, description = "The user's id or log-in name."),
        ("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "The answer; whoever is unknown is answered, too.", body = api::CheckAnswer)))]
async fn check_named(
    State(manager): State<Manager>,
    caller: Caller,
    Path((user, module)): Path<(String, String)>,
) -> Result<Response, Problem> {
    answer(&manager, &caller, &api::CheckQuestion { user, module, ..api::CheckQuestion::default() }).await
}

/// May this user use this module: now, on another day, with a version, in a session?
#[utoipa::path(post, path = "/api/v1/checks", tag = "checks", request_body = api::CheckQuestion,
    responses((status = 200, description = "The answer.", body = api::CheckAnswer)))]
async fn check(
    State(manager): State<Manager>,
    caller: Caller,
    Json(question): Json<api::CheckQuestion>,
) -> Result<Response, Problem> {
    answer(&manager, &caller, &question).await
}

async fn answer(
    manager: &Manager,
    caller: &Caller,
    question: &api::CheckQuestion,
) -> Result<Response, Problem> {
    caller.may::<Check>()?;
    let snapshot = manager.snapshot(caller.scope).await?;
    let asked = read(question)?;
    let answered = ask(&snapshot, &asked);
    if asked.at.is_none() {
        let slot = manager.slot(caller.scope)?;
        note(manager, &slot, &answered, manager.clock().now_ms());
    }
    let mut out = Vec::with_capacity(320);
    write_answer(&mut out, manager.words(), lang(caller), &answered);
    Ok(json(out))
}

/// Up to 40,000 questions, answered from one revision.
#[utoipa::path(post, path = "/api/v1/checks/batch", tag = "checks", request_body = api::CheckBatch,
    responses((status = 200, description = "An answer for each question.", body = api::CheckBatchAnswer)))]
async fn check_many(
    State(manager): State<Manager>,
    caller: Caller,
    Json(batch): Json<api::CheckBatch>,
) -> Result<Response, Problem> {
    caller.may::<Check>()?;
    let snapshot = manager.snapshot(caller.scope).await?;
    let (slot, questions) = (manager.slot(caller.scope)?, all_questions(&snapshot, batch)?);
    let (lang, now) = (lang(&caller), manager.clock().now_ms());
    let mut out = Vec::with_capacity(64 + questions.len() * 320);
    out.extend_from_slice(br#"{"items":["#);
    for (at, question) in questions.iter().enumerate() {
        let asked = read(question)?;
        let answered = ask(&snapshot, &asked);
        if asked.at.is_none() {
            note(&manager, &slot, &answered, now);
        }
        out.extend_from_slice(if at == 0 { b"{" } else { b",{" });
        write_named(&mut out, "user", &question.user);
        write_named(&mut out, "module", &question.module);
        write_members(&mut out, manager.words(), lang, &answered);
        out.push(b'}');
    }
    out.extend_from_slice(format!(r#"],"revision":{}}}"#, snapshot.revision()).as_bytes());
    Ok(json(out))
}

/// The questions listed, then every user with every module; without modules, every visible module in force.
fn all_questions(snapshot: &Snapshot, batch: api::CheckBatch) -> Result<Vec<api::CheckQuestion>, Problem> {
    let api::CheckBatch { mut checks, users, mut modules } = batch;
    if modules.is_empty() && !users.is_empty() {
        let visible = snapshot.licences().in_order().into_iter().filter(|module| !module.hidden);
        modules = visible.map(|module| module.name.to_string()).collect();
    }
    let wanted = users.len().saturating_mul(modules.len()).saturating_add(checks.len());
    if wanted > MOST {
        let too_many =
            Problem::unprocessable("too_many_checks", "checks", format!("At most {MOST} at once."));
        return Err(too_many.arg("limit", MOST));
    }
    checks.reserve(wanted - checks.len());
    for user in &users {
        checks.extend(modules.iter().map(|module| api::CheckQuestion {
            user: user.clone(),
            module: module.clone(),
            ..api::CheckQuestion::default()
        }));
    }
    Ok(checks)
}

/// The same answer with the way there: rule by rule, and who can change it how.
#[utoipa::path(post, path = "/api/v1/checks/why", tag = "checks", request_body = api::CheckQuestion,
    responses((status = 200, description = "The answer and why.", body = api::WhyAnswer)))]
async fn explain(
    State(manager): State<Manager>,
    caller: Caller,
    Json(question): Json<api::CheckQuestion>,
) -> Result<Response, Problem> {
    caller.may_any(&[Right::Check, Right::View])?;
    let snapshot = manager.snapshot(caller.scope).await?;
    let (answered, trace) = why(&snapshot, &read(&question)?);
    let words = Explain { lang: lang(&caller), answered: &answered };
    let mut out = Vec::with_capacity(4_096);
    out.push(b'{');
    write_members(&mut out, manager.words(), lang(&caller), &answered);
    let reasons =
        serde_json::json!({"trace": words.steps(&trace), "remedies": words.remedies(&trace)}).to_string();
    out.push(b',');
    // Two objects become one: the second begins after its brace.
    out.extend_from_slice(&reasons.as_bytes()[1..]);
    Ok(json(out))
}

/// The question as the snapshot is asked it.
///
/// 422 for a version or a session that is none.
pub(super) fn read(question: &api::CheckQuestion) -> Result<Question<'_>, Problem> {
    let version = question.version.as_deref().map(str::parse::<Version>).transpose();
    let version = version.map_err(|error| Problem::invalid("version", error.to_string()))?;
    // What is no id is the id of no session: the answer then says that there is none.
    let session = question.session.as_deref().and_then(|id| Uuid::parse_str(id).ok()).map(|id| id.as_u128());
    Ok(Question { user: &question.user, module: &question.module, at: question.at, version, session })
}

fn write_named(out: &mut Vec<u8>, name: &str, value: &str) {
    let value = serde_json::Value::from(value);
    out.extend_from_slice(format!("\"{name}\":{value},").as_bytes());
}

fn lang(caller: &Caller) -> Lang {
    Lang::from_tag(&caller.lang).unwrap_or_default()
}

fn json(body: Vec<u8>) -> Response {
    let mut response = Body::from(body).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
