//! `/api/v1/assignments/waiting`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use licentia_core::ids::ModuleNo;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, page_limit};
use licentia_protocol::api;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::super::api::{source_of, wire};
use super::super::list::{Asked, Listing, list};
use super::{Found, Intent, Places, Which};
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of the waiting list.
#[derive(OpenApi)]
#[openapi(paths(waiting, reprocess, remove))]
pub(crate) struct Doc;

pub(in crate::assignments) fn routes() -> Router<Manager> {
    Router::new()
        .route("/assignments/waiting", get(waiting))
        .route("/assignments/waiting/reprocess", post(reprocess))
        .route("/assignments/waiting/remove", post(remove))
}

/// The query of the list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// How many at most, 1 to 1,000; 50 unless told.
    #[param(minimum = 1, maximum = 1_000)]
    limit: Option<u32>,
    /// `next` of the page before.
    #[param(min_length = 1)]
    cursor: Option<String>,
    /// Those of this user, by id or log-in name.
    #[param(min_length = 1)]
    user: Option<String>,
    /// Those for this module or plan.
    #[param(min_length = 1)]
    module: Option<String>,
    /// Those that wait for this reason: `no_seat`, `prerequisite`, `user_kind` …
    #[param(min_length = 1)]
    code: Option<String>,
    /// Those of users whose name, log-in name or e-mail address has this in it.
    #[param(min_length = 1)]
    search: Option<String>,
}

/// The waiting list, oldest first, with everybody's place.
#[utoipa::path(get, path = "/api/v1/assignments/waiting", tag = "assignments", params(Filter),
    responses((status = 200, description = "One page.", body = api::Page<api::Assignment>)))]
async fn waiting(
    State(manager): State<Manager>,
    caller: Caller,
    Query(filter): Query<Filter>,
) -> Result<Json<api::Page<api::Assignment>>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let asked = read(&at, filter)?;
    let Listing { items, total, next } = list(&manager, &granted, asked).await?;
    let places = Places::of(&at);
    let items = items.iter().map(|one| {
        let place = places.get(one.user, one.module, one.source);
        let (place, of) = place.map_or((None, None), |(place, of)| (Some(place), Some(of)));
        api::Assignment { place, of, ..wire(&at, one) }
    });
    Ok(Json(api::Page { items: items.collect(), next, total: Some(total) }))
}

fn read(at: &Snapshot, filter: Filter) -> Result<Asked, Problem> {
    let unknown = |code: &'static str, field: &'static str, name: &str| {
        Problem::unprocessable(code, field, format!("There is no {field} `{name}`.")).arg(field, name)
    };
    let user = filter.user.map(|name| {
        let known = at.user_named(&name).map(|user| user.no());
        known.ok_or_else(|| unknown("user_unknown", "user", &name))
    });
    let module =
        filter.module.map(|name| named(at, &name).ok_or_else(|| unknown("module_unknown", "module", &name)));
    Ok(Asked {
        user: user.transpose()?,
        module: module.transpose()?,
        waiting: Some(true),
        code: filter.code,
        search: filter.search,
        limit: page_limit(filter.limit)?,
        cursor: filter.cursor,
    })
}

/// The number of a module that was ever named here: one may wait for what no package in force has.
pub(super) fn named(at: &Snapshot, name: &str) -> Option<ModuleNo> {
    let name = name.trim().to_lowercase();
    at.names().iter().position(|known| known.as_str() == name).and_then(ModuleNo::from_index)
}

/// Serves everybody for whom there is a seat, oldest first, and writes anew why the others wait.
#[utoipa::path(post, path = "/api/v1/assignments/waiting/reprocess", tag = "assignments",
    responses((status = 200, description = "What came of it.", body = api::Reprocessed)))]
async fn reprocess(
    State(manager): State<Manager>,
    caller: Caller,
) -> Result<Json<api::Reprocessed>, Problem> {
    Ok(Json(super::reprocess(&manager, &caller.may::<ManageLicences>()?).await?))
}

/// Takes intents off the list. What a rule wants comes back when the rules are next applied.
#[utoipa::path(post, path = "/api/v1/assignments/waiting/remove", tag = "assignments", request_body = api::RemoveIntents,
    responses((status = 200, description = "They are gone.", body = api::Changed)))]
async fn remove(
    State(manager): State<Manager>,
    caller: Caller,
    Json(body): Json<api::RemoveIntents>,
) -> Result<Json<api::Changed>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let done = super::remove_intents(&manager, &granted, which(body)?).await?;
    Ok(Json(api::Changed { revision: done.revision }))
}

fn which(body: api::RemoveIntents) -> Result<Which, Problem> {
    let api::RemoveIntents { intents, filter, modules, code, expect } = body;
    let named = !intents.is_empty();
    match filter {
        Some(_) if named => {
            Err(Problem::invalid("intents", "Either intents are named, or a filter finds them."))
        }
        Some(filter) => Ok(Which::Found(Box::new(Found { filter, modules, code, expect }))),
        None if !named => Err(Problem::invalid("intents", "Name at least one, or a filter.")),
        None if !modules.is_empty() || code.is_some() || expect.is_some() => {
            Err(Problem::invalid("filter", "`modules`, `code` and `expect` go with a filter."))
        }
        None => {
            let intents = intents.into_iter().map(|intent| Intent {
                user: intent.user,
                module: intent.module,
                source: intent.source.map(source_of),
            });
            Ok(Which::Named(intents.collect()))
        }
    }
}
