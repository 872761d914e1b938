//! `/api/v1/events`.

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use http::header::IF_MATCH;
use http::{HeaderMap, StatusCode};
use licentia_platform::access::{Caller, Check, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Json, Path, Query, etag, page_limit};
use licentia_protocol::api::{ActiveEvents, Changed, NewSystemEvent, Page, SystemEvent, SystemEventChange};
use licentia_ui::Lang;
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::{Actors, Event, Hand, Source, live, wire};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(list, start, active, stream, show, change, end), tags((name = "events", description = "System events: what bars, warns or informs everybody until somebody ends it.")))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/events", get(list).post(start))
        .route("/events/active", get(active))
        .route("/events/stream", get(stream))
        .route("/events/{id}", get(show).patch(change).delete(end))
}

/// Which events.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct Which {
    /// Those that have ended, the latest end first, instead of those that are active.
    ended: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many at most, 1 to 1,000; 50 unless told. Active ones come all at once.
    limit: Option<u32>,
}

/// The active events, the latest first; with `ended=true` those that have ended.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Which),
    responses((status = 200, description = "One page.", body = Page<SystemEvent>)))]
async fn list(
    State(manager): State<Manager>,
    caller: Caller,
    Query(which): Query<Which>,
) -> Result<Json<Page<SystemEvent>>, Problem> {
    let granted = caller.may::<View>()?;
    let limit = page_limit(which.limit)?;
    let listed = if which.ended { super::Which::Ended(super::Past::default()) } else { super::Which::Active };
    let found = super::list(&manager, &granted, listed, which.cursor.as_deref(), limit).await?;
    let (at, lang) = (manager.snapshot(granted.scope).await?, lang(&caller));
    let total = (!which.ended).then_some(found.events.len() as u64);
    let items = found.events.iter().map(|event| wire::event(&at, &found.actors, event, lang)).collect();
    Ok(Json(Page { items, next: found.next, total }))
}

fn lang(caller: &Caller) -> Lang {
    Lang::from_tag(&caller.lang).unwrap_or_default()
}

/// Starts an event. Whoever manages licences starts any; an application raises what it is busy with, *No free text* and
/// *No travel*. There is one of a key per scope and owner.
#[utoipa::path(post, path = "/api/v1/events", tag = "events", request_body = NewSystemEvent,
    responses((status = 201, description = "It is active.", body = SystemEvent)))]
async fn start(
    State(manager): State<Manager>,
    caller: Caller,
    Json(asked): Json<NewSystemEvent>,
) -> Result<(StatusCode, Json<SystemEvent>), Problem> {
    let done = super::start(&manager, &Hand::of(&caller)?, wire::new(asked)?).await?;
    Ok((StatusCode::CREATED, Json(shown(&manager, &caller, &done.value).await?)))
}

async fn shown(manager: &Manager, caller: &Caller, event: &Event) -> Result<SystemEvent, Problem> {
    let at = manager.snapshot(caller.scope).await?;
    Ok(wire::event(&at, &Actors::of(&caller.by), event, lang(caller)))
}

/// For whom.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct For {
    /// A user's id or log-in name; without one, whoever uses the token's database.
    user: Option<String>,
}

/// The active events that reach a user: what the application heeds, and whether one bars the log-in.
#[utoipa::path(get, path = "/api/v1/events/active", tag = "events", params(For),
    responses((status = 200, description = "What is on.", body = ActiveEvents)))]
async fn active(
    State(manager): State<Manager>,
    caller: Caller,
    Query(whom): Query<For>,
) -> Result<Json<ActiveEvents>, Problem> {
    let granted = caller.may_here::<Check>()?;
    let reaching = super::reaching_user(&manager, &granted, whom.user.as_deref()).await?;
    let at = manager.snapshot(granted.scope).await?;
    Ok(Json(wire::active(&at, &reaching, lang(&caller))))
}

/// The same as server-sent events (`text/event-stream`): `event: events` with the whole answer as `data`, at once and
/// whenever something changes, progress included; a comment every 15 seconds. After a break ask again.
#[utoipa::path(get, path = "/api/v1/events/stream", tag = "events", params(For),
    responses((status = 200, description = "What is on, as it changes.", body = String, content_type = "text/event-stream")))]
async fn stream(
    State(manager): State<Manager>,
    caller: Caller,
    headers: HeaderMap,
    Query(whom): Query<For>,
) -> Result<Response, Problem> {
    let granted = caller.may_here::<Check>()?;
    // Who is not there is told so now, not within an answer that has begun.
    super::reaching_user(&manager, &granted, whom.user.as_deref()).await?;
    let (lang, asked, of) = (lang(&caller), manager.clone(), granted.scope);
    live::stream(&manager, &caller, headers, Some(Right::Check), move |_| {
        let (manager, granted, user) = (asked.clone(), granted.clone(), whom.user.clone());
        async move {
            let reaching = super::reaching_user(&manager, &granted, user.as_deref()).await?;
            let at = manager.snapshot(of).await?;
            serde_json::to_string(&wire::active(&at, &reaching, lang))
                .map_err(|error| Problem::internal(error.to_string()))
        }
    })
}

/// One event, active or ended.
#[utoipa::path(get, path = "/api/v1/events/{id}", tag = "events",
    params(("id" = String, Path, description = "The event's id.")),
    responses((status = 200, description = "The event.", body = SystemEvent, headers(("ETag", description = "For `If-Match`.")))))]
async fn show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<([(http::HeaderName, String); 1], Json<SystemEvent>), Problem> {
    let granted = caller.may::<View>()?;
    let found = super::find(&manager, &granted, &id).await?;
    let at = manager.snapshot(granted.scope).await?;
    let event = found.events.first().ok_or_else(|| Problem::not_found("event"))?;
    let shown = wire::event(&at, &found.actors, event, lang(&caller));
    Ok(([(http::header::ETAG, etag(event.revision))], Json(shown)))
}

/// Changes an active event, or says how far it is. Applications change what applications raised.
#[utoipa::path(patch, path = "/api/v1/events/{id}", tag = "events",
    params(("id" = String, Path, description = "The event's id."), ("If-Match" = Option<String>, Header, description = "The revision that was seen.")),
    request_body = SystemEventChange, responses((status = 200, description = "It is so.", body = Changed)))]
async fn change(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    headers: HeaderMap,
    seen: IfMatch,
    Json(asked): Json<SystemEventChange>,
) -> Result<Json<Changed>, Problem> {
    let hand = Hand::of(&caller)?;
    let at = manager.snapshot(caller.scope).await?;
    let event = hand.take(&at, &id)?;
    seen.check(&etag(event.revision))?;
    let seen = headers.contains_key(IF_MATCH).then_some(event.revision);
    match wire::change(asked, event.source == Source::Application)? {
        wire::Asked::Progress(report) => {
            super::report(&manager, &hand, id, report).await?;
            Ok(Json(Changed { revision: at.revision() }))
        }
        wire::Asked::Change(change) => {
            let done = super::change(&manager, &hand, id, change, seen).await?;
            Ok(Json(Changed { revision: done.revision }))
        }
    }
}

/// How it is to be ended.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
struct How {
    /// End it although what goes on is left half done.
    emergency: bool,
}

/// Ends an event; it stays for history. What must run to its end is ended by its application alone.
#[utoipa::path(delete, path = "/api/v1/events/{id}", tag = "events",
    params(How, ("id" = String, Path, description = "The event's id.")),
    responses((status = 200, description = "It has ended.", body = Changed)))]
async fn end(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Query(how): Query<How>,
) -> Result<Json<Changed>, Problem> {
    let done = super::end(&manager, &Hand::of(&caller)?, id, how.emergency).await?;
    Ok(Json(Changed { revision: done.revision }))
}
