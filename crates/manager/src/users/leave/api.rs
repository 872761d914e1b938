//! `/api/v1/users/{id}/leaving` and `/api/v1/users/{id}/licences`.

use axum::Router;
use axum::extract::State;
use axum::routing::{delete, get};
use http::StatusCode;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api;
use licentia_ui::Lang;
use utoipa::OpenApi;

use super::{Leaving, LevelEffect};
use crate::blockers::Despite;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(leaving, remove_licences))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/users/{id}/leaving", get(leaving))
        .route("/users/{id}/licences", delete(remove_licences))
}

/// What each way of letting a user go would do, before any of it is done.
#[utoipa::path(get, path = "/api/v1/users/{id}/leaving", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 200, description = "The three levels.", body = api::Leaving)))]
async fn leaving(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
) -> Result<Json<api::Leaving>, Problem> {
    let found = super::leaving(&manager, &caller.may::<View>()?, &user).await?;
    let at = manager.snapshot(caller.scope).await?;
    Ok(Json(wire(&at, Lang::from_tag(&caller.lang).unwrap_or_default(), found)))
}

/// Takes every licence of a user away, what waits too; the user stays.
#[utoipa::path(delete, path = "/api/v1/users/{id}/licences", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name.")),
    responses((status = 204, description = "The user has no licences.")))]
async fn remove_licences(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
) -> Result<StatusCode, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let lang = Lang::from_tag(&caller.lang).unwrap_or_default();
    super::remove_licences(&manager, &granted, &user, Despite::Nothing, lang).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn wire(at: &Snapshot, lang: Lang, found: Leaving) -> api::Leaving {
    let objections = found.objections.into_iter();
    api::Leaving {
        by_rule: found.by_rule,
        levels: found.levels.into_iter().map(|level| wire_level(at, lang, level)).collect(),
        asked: found.asked,
        objections: objections
            .map(|one| api::LeavingObjection { blocker: one.blocker, message: one.message })
            .collect(),
    }
}

fn wire_level(at: &Snapshot, lang: Lang, level: LevelEffect) -> api::LeavingLevel {
    let name = |no| at.name(no).map(ToString::to_string).unwrap_or_default();
    let title = |no| at.licences().module(no).map(|module| module.title(lang.tag()).to_owned());
    let seats = level.freed.into_iter().map(|(no, units)| api::FreedSeat {
        module: name(no),
        title: title(no).unwrap_or_else(|| name(no)),
        units,
    });
    let first = level.served_first.into_iter().map(|(user, module)| api::ServedUser {
        id: user.id,
        name: user.name,
        module: name(module),
    });
    api::LeavingLevel {
        level: level.level,
        possible: level.because.is_none(),
        because: level.because.map(str::to_owned),
        seats: seats.collect(),
        served: level.served,
        served_first: first.collect(),
    }
}
