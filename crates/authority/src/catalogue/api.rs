//! `/api/v1/catalogue`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE, ETAG};
use licentia_core::catalogue::{Change, FieldChange, Item, ItemChange};
use licentia_platform::access::{Caller, ManageCatalogue, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, Raw, body_limit, etag};
use licentia_protocol::authority_api::{
    AffectedCustomer, CatalogueChange, CatalogueChanges, CatalogueProblem,
};
use licentia_ui::Lang;
use serde::Deserialize;
use serde_json::Value;
use utoipa::OpenApi;

use super::{Affected, MAX_BYTES, Plan};
use crate::page::in_house;
use crate::state::Authority;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(show, apply), components(schemas(CatalogueChanges, CatalogueProblem)))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Authority> {
    body_limit(Router::new().route("/catalogue", get(show).put(apply)), MAX_BYTES as u64)
}

/// The catalogue in force: as JSON, or with `Accept: application/toml` the file as it was applied.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "catalogue", responses(
    (status = 200, description = "The catalogue; its edition is the ETag.", content(
        (Object = "application/json"), (String = "application/toml"))),
    (status = 404, description = "None was ever applied.")))]
async fn show(
    State(authority): State<Authority>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let granted = in_house(caller)?.may::<View>()?;
    let current = super::show(&authority, &granted).await?;
    let current = current.ok_or_else(|| Problem::not_found("catalogue"))?;
    let wants = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let shown = if wants.contains("application/toml") {
        ([(CONTENT_TYPE, "application/toml")], current.source.clone()).into_response()
    } else {
        Json(&current.file.catalogue).into_response()
    };
    Ok(([(ETAG, etag(current.version))], shown).into_response())
}

/// How a catalogue is put.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Answer what would change and for whom, and change nothing.
    dry_run: Option<bool>,
}

/// Makes a TOML file the catalogue in force (docs/catalogue.md), or with `dry_run` shows what it would
/// change and which customers it concerns.
#[utoipa::path(put, path = "/api/v1/catalogue", tag = "catalogue", params(Asked),
    request_body(content = String, content_type = "application/toml"),
    responses((status = 200, description = "What was changed, or would be.", body = CatalogueChanges)))]
async fn apply(
    State(authority): State<Authority>,
    caller: Caller,
    Query(asked): Query<Asked>,
    Raw(source): Raw,
) -> Result<Json<CatalogueChanges>, Problem> {
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let granted = in_house(caller)?.may::<ManageCatalogue>()?;
    let answer = if asked.dry_run.unwrap_or(false) {
        super::plan(&authority, &granted, &source).await.map(|plan| changes(plan, None))
    } else {
        let applied = super::apply(&authority, &granted, &source).await;
        applied.map(|(plan, done)| changes(plan, Some(done.value.version)))
    };
    answer.map(Json).map_err(|problem| in_words(problem, lang))
}

fn changes(plan: Plan, applied: Option<u64>) -> CatalogueChanges {
    CatalogueChanges {
        version: applied.unwrap_or(plan.before),
        applied: applied.is_some(),
        changes: plan.changes.into_iter().map(change).collect(),
        affected: plan.affected.into_iter().map(affected).collect(),
    }
}

fn affected(affected: Affected) -> AffectedCustomer {
    let Affected { serial, name, modules } = affected;
    AffectedCustomer { serial, name, modules: modules.into_iter().collect() }
}

fn change(change: ItemChange) -> CatalogueChange {
    let item = match change.item {
        Item::Issuer => "issuer",
        Item::Module => "module",
        Item::Suite => "suite",
        Item::Meter => "meter",
    };
    let (kind, detail) = match change.change {
        Change::Added => ("added", String::new()),
        Change::Removed => ("removed", String::new()),
        Change::Changed(fields) => ("changed", fields.iter().map(field).collect::<Vec<_>>().join("; ")),
    };
    CatalogueChange { kind: kind.to_owned(), item: item.to_owned(), module: change.code, detail }
}

/// One field as a diff would show it: `set: -a, +b`.
fn field(change: &FieldChange) -> String {
    let gone = change.before.iter().map(|word| format!("−{word}"));
    let came = change.after.iter().map(|word| format!("+{word}"));
    format!("{}: {}", change.field, gone.chain(came).collect::<Vec<_>>().join(", "))
}

/// The same refusal, with a sentence for each problem of the file in the reader's language.
fn in_words(mut problem: Problem, lang: Lang) -> Problem {
    if let Some(Value::Array(problems)) = problem.extra.get_mut("problems") {
        problems.iter_mut().for_each(|problem| add_sentence(problem, lang));
    }
    problem
}

fn add_sentence(problem: &mut Value, lang: Lang) {
    let Some(members) = problem.as_object_mut() else { return };
    let args = members.remove("args").unwrap_or_default();
    let args: Vec<(&str, licentia_ui::Value<'_>)> = args
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?.into())))
        .collect();
    let code = members.get("code").and_then(Value::as_str).unwrap_or_default();
    let message = licentia_ui::problem_words(lang, &format!("catalogue-{code}"), &args);
    members.insert("message".to_owned(), message.into());
}
