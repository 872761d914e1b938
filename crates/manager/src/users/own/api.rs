//! `/api/v1/me`: for whoever has signed in, and about nobody else.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use jiff::Timestamp;
use licentia_platform::access::Caller;
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api;
use licentia_ui::Lang;
use utoipa::OpenApi;

use super::Own;
use crate::assignments::place;
use crate::checks;
use crate::snapshot::Snapshot;
use crate::state::Manager;
use crate::users::held::{Held, HeldState, source_wire};

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(me, my_why), tags((name = "me", description = "What somebody who has signed in may know about themselves.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/me", get(me)).route("/me/why/{module}", get(my_why))
}

/// Oneself: what one holds, through what, and what one waits for. Needs no right, and a user behind the account.
#[utoipa::path(get, path = "/api/v1/me", operation_id = "show", tag = "me",
    responses((status = 200, description = "Oneself.", body = api::Me)))]
async fn me(State(manager): State<Manager>, caller: Caller) -> Result<Json<api::Me>, Problem> {
    let at = manager.snapshot(caller.scope).await?;
    let own = super::own(&manager, &caller, &at).await?;
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    let licences = own.held.iter().map(|held| licence(&at, lang, &own, held)).collect();
    Ok(Json(api::Me { user: crate::users::api::wire(&at, &own.user), licences }))
}

/// Why one may use a module, or may not: rule by rule.
#[utoipa::path(get, path = "/api/v1/me/why/{module}", operation_id = "why", tag = "me",
    params(("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "The answer and why.", body = api::WhyAnswer)))]
async fn my_why(
    State(manager): State<Manager>,
    caller: Caller,
    Path(module): Path<String>,
) -> Result<Response, Problem> {
    let user = caller.user.as_deref().ok_or_else(|| Problem::not_found("user"))?.to_owned();
    let question = api::CheckQuestion { user, module, ..api::CheckQuestion::default() };
    checks::api::explained(&manager, &caller, &question).await
}

fn licence(at: &Snapshot, lang: Lang, own: &Own, held: &Held) -> api::OwnLicence {
    let name = |no| at.name(no).map(ToString::to_string).unwrap_or_default();
    let title = at.licences().module(held.module).map(|module| module.title(lang.tag()).to_owned());
    let waits = match held.state {
        HeldState::Waiting(code) => Some(code.as_str().to_owned()),
        _ => None,
    };
    let queue = waits.as_ref().and_then(|_| place(at, own.user.row.no, held.module));
    let sources = held.sources.iter().map(|granted| {
        let by = own.by.get(&granted.order);
        api::OwnSource {
            through: name(granted.module),
            source: source_wire(granted.source),
            by: by.and_then(|by| by.name.clone()),
            at: by.and_then(|by| Timestamp::from_millisecond(by.at_ms).ok()),
            from: granted.from,
            until: granted.until,
        }
    });
    api::OwnLicence {
        module: name(held.module),
        title: title.unwrap_or_else(|| name(held.module)),
        plan: held.plan,
        state: held.state.as_str().to_owned(),
        because: waits,
        place: queue.map(|(place, _)| place),
        of: queue.map(|(_, of)| of),
        sources: sources.collect(),
    }
}
