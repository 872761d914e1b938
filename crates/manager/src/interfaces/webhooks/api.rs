//! `/api/v1/webhooks`.

use axum::Router;
use axum::extract::State;
use axum::routing::{get, patch, post};
use http::StatusCode;
use jiff::Timestamp;
use licentia_platform::access::{Caller, ManageLicences, Right, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{Json, Path};
use licentia_protocol::api::{Changed, NewWebhook, Page, Webhook, WebhookChange, WebhookTried};
use utoipa::OpenApi;

use super::{Secret, Tried};
use crate::state::Manager;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(
    paths(list, add, change, remove, rotate, test),
    tags((name = "webhooks", description = "Programs that are told, as Standard Webhooks 1.0 has it."))
)]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    Router::new()
        .route("/webhooks", get(list).post(add))
        .route("/webhooks/{id}", patch(change).delete(remove))
        .route("/webhooks/{id}/secret", post(rotate))
        .route("/webhooks/{id}/test", post(test))
}

/// The programs that are told.
#[utoipa::path(get, path = "/api/v1/webhooks", tag = "webhooks",
    responses((status = 200, description = "The webhooks, the oldest first.", body = Page<Webhook>)))]
async fn list(State(manager): State<Manager>, caller: Caller) -> Result<Json<Page<Webhook>>, Problem> {
    let mut hooks = super::list(&manager, &caller.may::<View>()?).await?;
    if !caller.has(Right::ManageLicences) {
        hooks.iter_mut().for_each(super::Webhook::keep_host);
    }
    Ok(Json(Page::whole(hooks.into_iter().map(|hook| wire(hook, None)).collect())))
}

/// Adds a program to tell. The answer carries its secret, this once.
#[utoipa::path(post, path = "/api/v1/webhooks", tag = "webhooks",
    request_body = NewWebhook,
    responses((status = 201, description = "It is told from now on.", body = Webhook)))]
async fn add(
    State(manager): State<Manager>,
    caller: Caller,
    Json(new): Json<NewWebhook>,
) -> Result<(StatusCode, Json<Webhook>), Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let NewWebhook { url, kinds, lang } = new;
    let hook = super::add(&manager, &granted, super::NewWebhook { url, kinds, lang }).await?.value;
    let secret = Secret::of(&manager, granted.scope, &hook).shown();
    Ok((StatusCode::CREATED, Json(wire(hook, Some(secret)))))
}

/// Tells a program again, or no more.
#[utoipa::path(patch, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id.")), request_body = WebhookChange,
    responses((status = 200, description = "As it is now.", body = Webhook)))]
async fn change(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
    Json(WebhookChange { enabled }): Json<WebhookChange>,
) -> Result<Json<Webhook>, Problem> {
    let done = super::enable(&manager, &caller.may::<ManageLicences>()?, id, enabled).await?;
    Ok(Json(wire(done.value, None)))
}

/// Removes a program. What is on its way to it is given up.
#[utoipa::path(delete, path = "/api/v1/webhooks/{id}", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "It is gone.", body = Changed)))]
async fn remove(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Changed>, Problem> {
    let done = super::remove(&manager, &caller.may::<ManageLicences>()?, id).await?;
    Ok(Json(Changed { revision: done.revision }))
}

/// Gives a program another secret, in the answer. For a day its messages carry both signatures.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/secret", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "With its new secret.", body = Webhook)))]
async fn rotate(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, Problem> {
    let granted = caller.may::<ManageLicences>()?;
    let hook = super::rotate(&manager, &granted, id).await?.value;
    let secret = Secret::of(&manager, granted.scope, &hook).shown();
    Ok(Json(wire(hook, Some(secret))))
}

/// Sends a message of the type `webhook.test` at once, and answers how that ended.
#[utoipa::path(post, path = "/api/v1/webhooks/{id}/test", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id.")),
    responses((status = 200, description = "How it ended.", body = WebhookTried)))]
async fn test(
    State(manager): State<Manager>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<WebhookTried>, Problem> {
    let tried = super::trial(&manager, &caller.may::<ManageLicences>()?, id).await?;
    let Tried { arrived, code, detail } = tried;
    Ok(Json(WebhookTried { arrived, code, detail }))
}

fn wire(hook: super::Webhook, secret: Option<String>) -> Webhook {
    Webhook {
        enabled: hook.disabled_at.is_none(),
        id: hook.id,
        url: hook.url,
        kinds: hook.kinds,
        lang: hook.lang,
        disabled_by: hook.disabled_by,
        created_at: Timestamp::from_millisecond(hook.created_at).unwrap_or_default(),
        secret,
    }
}
