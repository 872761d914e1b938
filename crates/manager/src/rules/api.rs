//! `/api/v1/rules`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query};
use licentia_protocol::api::{Page, Rule, RuleBody, RulesAnswer, RulesBody};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Answered, Asked, Edit};
use crate::blockers::Despite;
use crate::jobs;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, show, replace, add, change, remove, apply, put_right), tags((name = "rules", description = "Automatic distribution: who gets which plan or modules by group, kind or attribute.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/rules", get(list).put(replace).post(add))
        .route("/rules/apply", post(apply))
        .route("/rules/put-right", post(put_right))
        .route("/rules/{id}", get(show).put(change).delete(remove))
}

/// How it is to be done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
    /// Go on although an application that should be asked first (`GET /blockers`) gives no answer.
    despite_silence: bool,
}

/// The rules, the first one first.
#[utoipa::path(get, path = "/api/v1/rules", tag = "rules",
    responses((status = 200, description = "Every rule.", body = Page<Rule>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Rule>>, Problem> {
    Ok(Json(Page::whole(super::list(&manager, &caller.may::<View>()?).await?)))
}

/// One rule.
#[utoipa::path(get, path = "/api/v1/rules/{id}", tag = "rules", params(("id" = String, Path, description = "The rule's id.")),
    responses((status = 200, description = "The rule.", body = Rule)))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Rule>, Problem> {
    let rules = super::list(&manager, &caller.may::<View>()?).await?;
    let found = rules.into_iter().find(|rule| rule.id == id);
    Ok(Json(found.ok_or_else(|| Problem::not_found("rule"))?))
}

/// Makes these the rules and applies them.
#[utoipa::path(put, path = "/api/v1/rules", tag = "rules", params(HowTo), request_body = RulesBody,
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn replace(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<RulesBody>,
) -> Result<Response, Problem> {
    perform(&manager, &caller, &how, Edit::All { rules: body.rules }, body.seen).await
}

/// Adds a rule and applies the rules.
#[utoipa::path(post, path = "/api/v1/rules", tag = "rules", params(HowTo), request_body = RuleBody,
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn add(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Json(body): Json<RuleBody>,
) -> Result<Response, Problem> {
    let RuleBody { rule, place, seen } = body;
    perform(&manager, &caller, &how, Edit::Add { rule, place }, seen).await
}

/// Puts another rule in the place of one and applies the rules.
#[utoipa::path(put, path = "/api/v1/rules/{id}", tag = "rules", params(HowTo, ("id" = String, Path, description = "The rule's id.")),
    request_body = RuleBody,
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn change(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Query(how): Query<HowTo>,
    Json(body): Json<RuleBody>,
) -> Result<Response, Problem> {
    let RuleBody { rule, place, seen } = body;
    perform(&manager, &caller, &how, Edit::Change { id, rule, place }, seen).await
}

/// Removes a rule and applies the rules: what it gave is taken away.
#[utoipa::path(delete, path = "/api/v1/rules/{id}", tag = "rules", params(HowTo, ("id" = String, Path, description = "The rule's id.")),
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn remove(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Query(how): Query<HowTo>,
) -> Result<Response, Problem> {
    perform(&manager, &caller, &how, Edit::Remove { id }, None).await
}

/// Applies the rules as they are, now instead of within the hour.
#[utoipa::path(post, path = "/api/v1/rules/apply", tag = "rules", params(HowTo),
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn apply(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
) -> Result<Response, Problem> {
    perform(&manager, &caller, &how, Edit::Nothing, None).await
}

/// Removes the rules that were changed outside the manager, takes those that are left for all there are, and applies them.
/// Until then none is applied, and every other change of the rules is refused (409 `tampered`).
#[utoipa::path(post, path = "/api/v1/rules/put-right", tag = "rules", params(HowTo),
    responses((status = 200, description = "What was done.", body = RulesAnswer),
        (status = 202, description = "It concerns very many and goes on as a job.", body = licentia_protocol::api::JobStarted)))]
async fn put_right(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
) -> Result<Response, Problem> {
    perform(&manager, &caller, &how, Edit::PutRight, None).await
}

async fn perform(
    manager: &Manager,
    caller: &Caller,
    how: &HowTo,
    edit: Edit,
    seen: Option<String>,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    if how.dry_run {
        return Ok(Json(super::preview(manager, &granted, edit).await?).into_response());
    }
    let despite = if how.despite_silence { Despite::Silence } else { Despite::Nothing };
    match super::change(manager, &granted, Asked { edit, seen, despite }).await? {
        Answered::Done(answer) => Ok(Json(*answer).into_response()),
        Answered::Job(id) => Ok(jobs::accepted(id)),
    }
}
