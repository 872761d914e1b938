//! `/api/v1/home`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use licentia_platform::access::{Caller, Look, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::api::Today;
use utoipa::OpenApi;

use crate::reminders::api::language;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(today), tags((name = "home", description = "What needs somebody today.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/home", get(today))
}

/// What needs somebody today, the most serious first: what the caller can do something about.
#[utoipa::path(get, path = "/api/v1/home", tag = "home",
    responses((status = 200, description = "The needs.", body = Today)))]
async fn today(State(manager): State<Manager>, caller: Caller, look: Look) -> Result<Json<Today>, Problem> {
    caller.may::<View>()?;
    let at = manager.snapshot(caller.scope).await?;
    let (today, lang) = (super::today_at(&manager, &caller, &at).await?, language(&manager, &look));
    let items = today.needs.iter().map(|need| super::wire(&at, lang, need)).collect();
    Ok(Json(Today { day: today.day.to_string(), items }))
}
