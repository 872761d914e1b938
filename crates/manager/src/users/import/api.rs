//! `POST /api/v1/users/import`.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use licentia_platform::access::{Caller, ManageUsers, Right};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Query, Raw, body_limit};
use licentia_protocol::api;
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Imported, Importing};
use crate::blockers::Despite;
use crate::state::Manager;
use crate::{csv, jobs};

/// The operation of taking users in from a file.
#[derive(OpenApi)]
#[openapi(paths(import))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    body_limit(Router::new().route("/users/import", post(import)), csv::LIMIT)
}

/// How a file is to be taken in.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct HowTo {
    /// Answer what would happen, with every problem of every row, and change nothing.
    dry_run: bool,
    /// Leave out rows with something wrong in them, instead of taking none.
    skip_invalid: bool,
    /// Change users who are there already, instead of finding their rows at fault.
    update: bool,
    /// Go on although an application that should be asked first (`GET /blockers`) gives no answer.
    despite_silence: bool,
}

/// Takes users in from a file: CSV in UTF-8 with a heading, up to 300,000 rows and 64 MiB. Columns: `login`, `name`,
/// `email`, `kind`, `can_log_in`, `waiting_for_approval`, `groups`, `job_title`, `role`, `sites`, `plan`,
/// `attribute:NAME`; lists are separated by `|`. Every problem of every row is listed (422 `import_invalid`) before
/// anything is written.
#[utoipa::path(post, path = "/api/v1/users/import", tag = "users", params(HowTo),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What was done.", body = api::ImportAnswer),
        (status = 202, description = "More than 10,000 rows: a job does it, all in one change.", body = api::JobStarted)))]
async fn import(
    State(manager): State<Manager>,
    caller: Caller,
    Query(how): Query<HowTo>,
    Raw(bytes): Raw,
) -> Result<Response, Problem> {
    let granted = caller.may::<ManageUsers>()?;
    let importing = Importing {
        bytes,
        dry_run: how.dry_run,
        skip_invalid: how.skip_invalid,
        update: how.update,
        may_assign: caller.has(Right::ManageLicences),
        despite: if how.despite_silence { Despite::Silence } else { Despite::Nothing },
        lang: Lang::from_tag(&caller.lang).unwrap_or_default(),
    };
    Ok(match super::import(&manager, &granted, importing).await? {
        Imported::Now(done) => Json(done.value).into_response(),
        Imported::Job(job) => jobs::accepted(job),
    })
}
