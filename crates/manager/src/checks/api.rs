//! `GET /checks/{user}/{module}`, `POST /checks`, `/checks/batch`, `/checks/why`.

use std::borrow::Cow;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use jiff::civil::Date;
use licentia_core::ids::ModuleNo;
use licentia_core::package::Version;
use licentia_platform::access::{Caller, Check, Right};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query, body_limit};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};
use uuid::Uuid;

use super::answer::{write_members, write_string};
use super::explain::Explain;
use super::{Answered, Question, ask, ask_about, note, why, write_answer};
use crate::snapshot::{Slot, Snapshot, work_out};
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
        ("module" = String, Path, description = "The module, `issuer.module`."), Asks),
    responses((status = 200, description = "The answer; whoever is unknown is answered, too.", body = api::CheckAnswer)))]
async fn check_named(
    State(manager): State<Manager>,
    caller: Caller,
    Path((user, module)): Path<(String, String)>,
    Query(Asks { version, released }): Query<Asks>,
) -> Result<Response, Problem> {
    let question = api::CheckQuestion { user, module, version, released, ..api::CheckQuestion::default() };
    answer(&manager, &caller, &question).await
}

/// Which product asks.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Asks {
    /// The application's version, when the answer shall depend on it (rule 7).
    #[param(pattern = "^[0-9]{1,9}[.][0-9]{1,9}[.][0-9]{1,9}$")]
    version: Option<String>,
    /// The day that version was released, when it is not the one that was reported.
    #[param(value_type = Option<String>, format = Date)]
    released: Option<Date>,
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
    caller.may_here::<Check>()?;
    let snapshot = manager.snapshot(caller.scope).await?;
    let asked = read(question, caller.site)?;
    work_out(&snapshot, asked.at.into_iter()).await?;
    let answered = ask(&snapshot, &asked);
    if asked.at.is_none() {
        let slot = manager.slot(caller.scope)?;
        note(manager, &slot, &answered, manager.now_ms());
    }
    let mut out = Vec::with_capacity(320);
    write_answer(&mut out, manager.words(), lang(caller), &answered);
    Ok(json(out))
}

/// Up to 40,000 questions about at most 31 different days, answered from one revision.
#[utoipa::path(post, path = "/api/v1/checks/batch", tag = "checks", request_body = api::CheckBatch,
    responses((status = 200, description = "An answer for each question.", body = api::CheckBatchAnswer)))]
async fn check_many(
    State(manager): State<Manager>,
    caller: Caller,
    Json(batch): Json<api::CheckBatch>,
) -> Result<Response, Problem> {
    caller.may_here::<Check>()?;
    let snapshot = manager.snapshot(caller.scope).await?;
    let modules = modules_of(&snapshot, &batch);
    let count = batch.users.len().saturating_mul(modules.len()).saturating_add(batch.checks.len());
    if count > MOST {
        let too_many =
            Problem::unprocessable("too_many_checks", "checks", format!("At most {MOST} at once."));
        return Err(too_many.arg("limit", MOST));
    }
    work_out(&snapshot, batch.checks.iter().filter_map(|question| question.at)).await?;
    let slot = manager.slot(caller.scope)?;
    let mut answers = Answers::new(&manager, &slot, lang(&caller), count);
    for question in &batch.checks {
        let asked = read(question, caller.site)?;
        let answered = ask(&snapshot, &asked);
        answers.add(&question.user, &question.module, &answered, asked.at.is_none());
    }
    for name in &batch.users {
        let user = snapshot.user_named(name);
        for (module, no) in &modules {
            answers.add(name, module, &ask_about(&snapshot, caller.site, user, *no), true);
        }
    }
    Ok(json(answers.close(snapshot.revision())))
}

/// The modules asked of each user: those named, or every visible one in force.
fn modules_of<'a>(
    snapshot: &'a Snapshot,
    batch: &'a api::CheckBatch,
) -> Vec<(Cow<'a, str>, Option<ModuleNo>)> {
    if batch.modules.is_empty() && !batch.users.is_empty() {
        let visible = snapshot.licences().in_order().into_iter().filter(|module| !module.hidden);
        return visible.map(|module| (Cow::from(module.name.as_str()), Some(module.no))).collect();
    }
    let named = batch.modules.iter();
    named.map(|name| (Cow::from(name), snapshot.licences().no(name))).collect()
}

/// The answers of a batch while they are written, into one buffer.
struct Answers<'a> {
    manager: &'a Manager,
    slot: &'a Slot,
    lang: Lang,
    now_ms: i64,
    out: Vec<u8>,
    first: bool,
}

impl<'a> Answers<'a> {
    fn new(manager: &'a Manager, slot: &'a Slot, lang: Lang, count: usize) -> Self {
        let mut out = Vec::with_capacity(64 + count * 320);
        out.extend_from_slice(br#"{"items":["#);
        Self { manager, slot, lang, now_ms: manager.now_ms(), out, first: true }
    }

    fn add(&mut self, user: &str, module: &str, answered: &Answered<'_>, counts: bool) {
        if counts {
            note(self.manager, self.slot, answered, self.now_ms);
        }
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
        self.out.extend_from_slice(br#"{"user":"#);
        write_string(&mut self.out, user);
        self.out.extend_from_slice(br#","module":"#);
        write_string(&mut self.out, module);
        self.out.push(b',');
        write_members(&mut self.out, self.manager.words(), self.lang, answered);
        self.out.push(b'}');
    }

    fn close(mut self, revision: u64) -> Vec<u8> {
        self.out.extend_from_slice(format!(r#"],"revision":{revision}}}"#).as_bytes());
        self.out
    }
}

/// The same answer with the way there: rule by rule, and who can change it how.
#[utoipa::path(post, path = "/api/v1/checks/why", tag = "checks", request_body = api::CheckQuestion,
    responses((status = 200, description = "The answer and why.", body = api::WhyAnswer)))]
async fn explain(
    State(manager): State<Manager>,
    caller: Caller,
    Json(question): Json<api::CheckQuestion>,
) -> Result<Response, Problem> {
    caller.may_any_here(&[Right::Check, Right::View])?;
    explained(&manager, &caller, &question).await
}

/// The answer with its reasons, for whoever may ask about this user.
pub(crate) async fn explained(
    manager: &Manager,
    caller: &Caller,
    question: &api::CheckQuestion,
) -> Result<Response, Problem> {
    let snapshot = manager.snapshot(caller.scope).await?;
    work_out(&snapshot, question.at.into_iter()).await?;
    let (answered, trace) = why(&snapshot, &read(question, caller.site)?);
    let words = Explain { lang: lang(caller), answered: &answered };
    let mut out = Vec::with_capacity(4_096);
    out.push(b'{');
    write_members(&mut out, manager.words(), lang(caller), &answered);
    let reasons =
        serde_json::json!({"trace": words.steps(&trace), "remedies": words.remedies(&trace)}).to_string();
    out.push(b',');
    // Two objects become one: the second begins after its brace.
    out.extend_from_slice(&reasons.as_bytes()[1..]);
    Ok(json(out))
}

/// The question as the snapshot is asked it, in the database of whoever asks.
///
/// 422 for a version or a session that is none.
pub(super) fn read(question: &api::CheckQuestion, site: u32) -> Result<Question<'_>, Problem> {
    let version = question.version.as_deref().map(str::parse::<Version>).transpose();
    let version = version.map_err(|error| Problem::invalid("version", error.to_string()))?;
    // What is no id is the id of no session: the answer then says that there is none.
    let session = question.session.as_deref().and_then(|id| Uuid::parse_str(id).ok()).map(|id| id.as_u128());
    let api::CheckQuestion { user, module, at, released, .. } = question;
    Ok(Question { user, module, at: *at, version, released: *released, session, site })
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
