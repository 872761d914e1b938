//! `GET /status`.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use jiff::Timestamp;
use licentia_core::licence::text_in;
use licentia_platform::access::{Caller, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::Json;
use licentia_protocol::api::{StatusAnswer, StatusExpiry, StatusLoggedIn, StatusSubscription, StatusSuite};
use utoipa::OpenApi;

use super::Subscription;
use crate::limits::api::item;
use crate::snapshot::Snapshot;
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(status), tags((name = "status", description = "How things stand with the installation.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new().route("/status", get(status))
}

/// Whose installation it is, its plan and limits, what expires next, and who is logged in.
#[utoipa::path(get, path = "/api/v1/status", tag = "status",
    responses((status = 200, description = "How things stand.", body = StatusAnswer)))]
async fn status(State(manager): State<Manager>, caller: Caller) -> Result<Json<StatusAnswer>, Problem> {
    let granted = caller.may::<View>()?;
    let at = manager.snapshot(granted.scope).await?;
    let status = super::status(&manager, &granted, &at).await?;
    let (installation, lang) = (at.installation(), &*caller.lang);
    let subscriptions = status.subscriptions.iter();
    Ok(Json(StatusAnswer {
        owner: installation.holder.clone(),
        serial: installation.serial.clone(),
        installation: installation.name.clone(),
        kind: "central".to_owned(),
        satellites: at.satellites().count() as u64,
        subscriptions: subscriptions.clone().map(|one| subscription(&at, one, lang)).collect(),
        next_expiry: status
            .next_expiry
            .map(|(date, issuer)| StatusExpiry { date, issuer: issuer.name.to_string() }),
        logged_in: StatusLoggedIn {
            people: status.logged_in.people.len() as u64,
            services: status.logged_in.services,
            sessions: status.logged_in.sessions,
        },
        version: at.product().map(|product| product.version.to_string()),
        version_reported_at: at.product().and_then(|p| Timestamp::from_millisecond(p.reported_at).ok()),
        server_version: super::SERVER_VERSION.to_owned(),
        limits: subscriptions.flat_map(|one| &one.limits).map(|limit| item(limit, lang)).collect(),
        demo: at.demo(),
        revision: at.revision(),
    }))
}

fn subscription(at: &Snapshot, one: &Subscription<'_>, lang: &str) -> StatusSubscription {
    let suite = one.suite.map(|(suite, seats)| StatusSuite {
        name: suite.name.clone(),
        title: text_in(&suite.titles, lang, &suite.name).to_owned(),
        module: at.name(seats.module).map_or_else(String::new, ToString::to_string),
        next: Some(text_in(&suite.next, lang, "").to_owned()).filter(|next| !next.is_empty()),
        in_use: seats.used,
        total: seats.total,
        waiting: seats.waiting,
    });
    StatusSubscription {
        issuer: one.issuer.name.to_string(),
        title: one.issuer.title(lang).to_owned(),
        partner: one.partner,
        standing: one.standing.into(),
        expiry: one.issuer.dates.expiry,
        maintenance: one.issuer.dates.maintenance,
        suite,
        level: one.level().as_str().to_owned(),
    }
}
