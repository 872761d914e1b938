//! `/api/v1/jobs`.

use axum::Router;
use axum::extract::State as Server;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::LOCATION;
use jiff::Timestamp;
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Listing, Path, Query, decode_cursor, encode_cursor};
use licentia_protocol::api;
use licentia_ui::{Lang, Value as Word, problem};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, OpenApi};

use super::{Job, State};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, problems), tags((name = "jobs", description = "Long work: how far it is, and what came of it.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/jobs", get(list))
        .route("/jobs/{id}", get(show))
        .route("/jobs/{id}/problems", get(problems))
}

/// The jobs of the last month, newest first.
#[utoipa::path(get, path = "/api/v1/jobs", tag = "jobs", params(Listing),
    responses((status = 200, description = "One page.", body = api::Page<api::Job>)))]
async fn list(
    Server(manager): Server<Manager>,
    caller: Caller,
    Query(paging): Query<Listing>,
) -> Result<Json<api::Page<api::Job>>, Problem> {
    let granted = caller.may::<View>()?;
    let before = paging.after::<String>()?;
    let (jobs, more) = super::list(&manager, &granted, before, paging.limit()?).await?;
    let next = jobs.last().filter(|_| more).map(|job| encode_cursor(&job.id));
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let items = jobs.into_iter().map(|job| wire(lang, job)).collect();
    Ok(Json(api::Page { items, next, total: None }))
}

/// How far a job is, and what came of it.
#[utoipa::path(get, path = "/api/v1/jobs/{id}", tag = "jobs",
    params(("id" = String, Path, description = "The job's id.")),
    responses((status = 200, description = "The job.", body = api::Job)))]
async fn show(
    Server(manager): Server<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<api::Job>, Problem> {
    let granted = caller.may::<View>()?;
    let job = super::find(&manager, &granted, &id).await?;
    Ok(Json(wire(Lang::from_tag(&caller.lang).unwrap_or_default(), job)))
}

/// Where the rest of the problems begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Rest {
    /// `next` of the answer before; without it the rest begins after the first thousand.
    #[param(min_length = 1)]
    cursor: Option<String>,
}

/// The rest of the rows at fault of an import: those after the first thousand, kept for a week.
#[utoipa::path(get, path = "/api/v1/jobs/{id}/problems", tag = "jobs",
    params(("id" = String, Path, description = "The job's id."), Rest),
    responses((status = 200, description = "The next thousand.", body = api::Page<api::ImportProblem>)))]
async fn problems(
    Server(manager): Server<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Query(rest): Query<Rest>,
) -> Result<Json<api::Page<api::ImportProblem>>, Problem> {
    let granted = caller.may::<View>()?;
    super::find(&manager, &granted, &id).await?;
    let (job, no) = match rest.cursor {
        Some(cursor) => decode_cursor::<(String, u64)>(&cursor)?,
        None => (id.clone(), 0),
    };
    if job != id {
        return Err(Problem::malformed("cursor_invalid", "the cursor is another job's"));
    }
    let found = super::page_of(&manager, granted.scope, id.clone(), no).await?;
    let items = found.and_then(|lines| serde_json::from_str(&lines).ok()).unwrap_or_default();
    let more = super::page_of(&manager, granted.scope, id.clone(), no + 1).await?.is_some();
    Ok(Json(api::Page { items, next: more.then(|| encode_cursor(&(id, no + 1))), total: None }))
}

/// A job as it is answered.
fn wire(lang: Lang, job: Job) -> api::Job {
    let time = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
    api::Job {
        id: job.id,
        kind: job.kind.as_str().to_owned(),
        state: match job.state {
            State::Queued => api::JobState::Queued,
            State::Running => api::JobState::Running,
            State::Done => api::JobState::Done,
            State::Failed => api::JobState::Failed,
        },
        asked: job.asked,
        done: job.done,
        total: job.total,
        created_at: time(job.created_at),
        created_by: job.created_by,
        finished_at: job.finished_at.map(time),
        revision: job.revision,
        answer: job.answer,
        problem: job.problem.map(|kept| said(lang, &kept)),
    }
}

/// A kept problem in the reader's language, in the shape of any other.
fn said(lang: Lang, kept: &Value) -> Value {
    let code = kept["code"].as_str().unwrap_or("internal");
    let args = args_of(kept);
    let words = problem(lang, code, &args);
    let mut body = json!({"code": code, "status": kept["status"]});
    if let Some(words) = words {
        body["title"] = json!(words.title);
        body["detail"] = json!(words.detail);
    }
    for (name, value) in kept["extra"].as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// The arguments of a kept problem's sentence.
pub(super) fn args_of(kept: &Value) -> Vec<(&str, Word<'_>)> {
    let args = kept["args"].as_object().into_iter().flatten();
    let detail = kept["detail"].as_str().map(|detail| ("detail", Word::from(detail)));
    args.map(|(name, value)| {
        let text = value.as_str().unwrap_or_default();
        let word = if name == "count" { Word::try_number(text) } else { Word::from(text) };
        (name.as_str(), word)
    })
    .chain(detail)
    .collect()
}

/// 202: the work goes on beside the request.
pub(crate) fn accepted(job: String) -> Response {
    let url = format!("/api/v1/jobs/{job}");
    let body = api::JobStarted { job, url: url.clone() };
    (StatusCode::ACCEPTED, [(LOCATION, url)], Json(body)).into_response()
}
