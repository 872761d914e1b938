//! `/api/v1/packages/{id}/superfluous/{module}`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use licentia_platform::access::{Caller, ManageLicences, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path, Query};
use licentia_protocol::api::{
    AssignAnswer, RemoveSuperfluous, RoomForMoves, SuperfluousHolder, SuperfluousLicences,
};
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Chosen, Removal, Superfluous, Who};
use crate::blockers::Despite;
use crate::state::Manager;
use crate::users;

/// How many holders an answer names.
const HOLDERS: u32 = 1_000;

/// The operations of *Remove superfluous licences*.
#[derive(OpenApi)]
#[openapi(paths(superfluous, remove_superfluous))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/packages/{id}/superfluous/{module}", get(superfluous).post(remove_superfluous))
}

/// How much of a module is superfluous under a loaded package, who holds it, and where there is room instead.
#[utoipa::path(get, path = "/api/v1/packages/{id}/superfluous/{module}", tag = "packages",
    params(("id" = String, Path, description = "The package's id."), ("module" = String, Path, description = "The module, `issuer.module`.")),
    responses((status = 200, description = "The numbers and the holders.", body = SuperfluousLicences)))]
async fn superfluous(
    State(manager): State<Manager>,
    caller: Caller,
    Path((id, module)): Path<(String, String)>,
) -> Result<Json<SuperfluousLicences>, Problem> {
    let granted = caller.may::<View>()?;
    let found = super::superfluous(&manager, &granted, id, &module).await?;
    let at = manager.snapshot(granted.scope).await?;
    let numbers = found.holders.iter().map(|holder| holder.user).collect();
    let (page, _) =
        users::longest_unused_page(&manager, granted.scope, numbers, String::new(), (HOLDERS, 0)).await?;
    let holders = page.into_iter().map(|row| {
        let through = found.holders.iter().find(|holder| holder.user == row.no).map(|h| &h.through[..]);
        let name = |no| at.name(no).map(ToString::to_string).unwrap_or_default();
        SuperfluousHolder {
            through: through.unwrap_or_default().iter().map(|(no, _)| name(*no)).collect(),
            last_used: row.last_used.as_deref().and_then(|day| day.parse().ok()),
            id: row.id,
            user: row.login,
            name: row.name,
        }
    });
    Ok(Json(SuperfluousLicences { holders: holders.collect(), ..numbers_of(&found) }))
}

fn numbers_of(found: &Superfluous) -> SuperfluousLicences {
    let rooms = found.rooms.iter().map(|room| RoomForMoves { plan: room.name.to_string(), free: room.free });
    SuperfluousLicences {
        module: found.module.to_string(),
        in_use: found.in_use,
        available: found.available,
        to_remove: found.to_remove,
        holders: Vec::new(),
        holder_count: found.holders.len() as u64,
        rooms: rooms.collect(),
    }
}

/// How it is to be done.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, and change nothing.
    dry_run: bool,
}

/// Recalls superfluous licences, or moves their holders to other plans. All or nothing.
#[utoipa::path(post, path = "/api/v1/packages/{id}/superfluous/{module}", tag = "packages",
    params(("id" = String, Path, description = "The package's id."), ("module" = String, Path, description = "The module, `issuer.module`."), HowTo),
    request_body = RemoveSuperfluous,
    responses((status = 200, description = "What was done.", body = AssignAnswer)))]
async fn remove_superfluous(
    State(manager): State<Manager>,
    caller: Caller,
    Path((package, module)): Path<(String, String)>,
    Query(how): Query<HowTo>,
    Json(body): Json<RemoveSuperfluous>,
) -> Result<Json<AssignAnswer>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let removal = Removal {
        package,
        module,
        who: who(&body)?,
        dry_run: how.dry_run,
        despite: if body.despite_silence { Despite::Silence } else { Despite::Nothing },
        reason: body.reason,
        lang: Lang::from_tag(&caller.lang).unwrap_or_default(),
    };
    Ok(Json(super::remove(&manager, &granted, removal).await?.value))
}

fn who(body: &RemoveSuperfluous) -> Result<Who, Problem> {
    match (&body.users, body.longest_unused) {
        (Some(users), None) if body.instead.is_none() => Ok(Who::Chosen(
            users.iter().map(|one| Chosen { user: one.user.clone(), instead: one.instead.clone() }).collect(),
        )),
        (Some(_), None) => {
            Err(Problem::invalid("instead", "With `users`, `instead` stands beside each of them."))
        }
        (None, Some(count)) => {
            Ok(Who::Longest { count: (count > 0).then_some(count), instead: body.instead.clone() })
        }
        _ => Err(Problem::invalid("users", "Give either `users` or `longest_unused`.")),
    }
}
