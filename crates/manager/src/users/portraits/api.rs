//! `/api/v1/users/{id}/portrait` and `/api/v1/me/portrait`.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};
use licentia_platform::access::{Caller, ManageUsers, View};
use licentia_platform::problem::Problem;
use licentia_platform::web::{IfMatch, Path, Query, Raw, body_limit};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use super::picture::{MAX_BYTES, MediaType, too_large};
use super::{May, Portrait, mark, tag};
use crate::state::Manager;
use crate::users;

/// The operations of this noun.
#[derive(OpenApi)]
#[openapi(paths(
    portrait_show,
    portrait_set,
    portrait_remove,
    own_portrait_show,
    own_portrait_set,
    own_portrait_remove
))]
pub(crate) struct Doc;

/// The routes under `/api/v1`.
pub(crate) fn routes() -> Router<Manager> {
    let routes = Router::new()
        .route("/users/{id}/portrait", get(portrait_show).put(portrait_set).delete(portrait_remove))
        .route("/me/portrait", get(own_portrait_show).put(own_portrait_set).delete(own_portrait_remove));
    body_limit(routes, MAX_BYTES)
}

/// The query of a portrait.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Which one, as in the addresses that pages carry: under the mark of the present one it may be kept for a day.
    v: Option<String>,
}

/// The portrait of a user, 128 pixels square.
#[utoipa::path(get, path = "/api/v1/users/{id}/portrait", operation_id = "portrait_show", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name."), Asked),
    responses((status = 200, description = "The picture, with its ETag.", content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))),
        (status = 304, description = "It is the one of `If-None-Match`.")))]
async fn portrait_show(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let granted = caller.may_here::<View>()?;
    let user = users::find(&manager, &granted, &user).await?.row.no;
    let portrait = super::find(&manager, granted.scope, user).await?;
    Ok(answer(portrait, &asked, &headers))
}

/// Sets the portrait of a user: a PNG or JPEG file of at most 256 KiB, with at most 4,096 pixels a side and 12 million in
/// all. The square in its middle is kept, small, without anything else that the file says.
#[utoipa::path(put, path = "/api/v1/users/{id}/portrait", operation_id = "portrait_set", tag = "users",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")), description = "The file as it is."),
    params(("id" = String, Path, description = "The user's id or log-in name."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 204, description = "It is set; its ETag is said.")))]
async fn portrait_set(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    seen: IfMatch,
    headers: HeaderMap,
    body: Result<Raw, Problem>,
) -> Result<Response, Problem> {
    take(&manager, May::of(&caller.may::<ManageUsers>()?, &user), (seen, &headers), body).await
}

/// Removes the portrait of a user: initials stand in its place.
#[utoipa::path(delete, path = "/api/v1/users/{id}/portrait", operation_id = "portrait_remove", tag = "users",
    params(("id" = String, Path, description = "The user's id or log-in name."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 204, description = "There is none any more.")))]
async fn portrait_remove(
    State(manager): State<Manager>,
    caller: Caller,
    Path(user): Path<String>,
    seen: IfMatch,
) -> Result<StatusCode, Problem> {
    super::remove(&manager, May::of(&caller.may::<ManageUsers>()?, &user), seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// One's own portrait.
#[utoipa::path(get, path = "/api/v1/me/portrait", operation_id = "portrait_show", tag = "me", params(Asked),
    responses((status = 200, description = "The picture, with its ETag.", content(
            (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))),
        (status = 304, description = "It is the one of `If-None-Match`.")))]
async fn own_portrait_show(
    State(manager): State<Manager>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let user = caller.user.as_deref().ok_or_else(|| Problem::not_found("user"))?;
    let user = users::find_in(&manager, caller.scope, user).await?.row.no;
    Ok(answer(super::find(&manager, caller.scope, user).await?, &asked, &headers))
}

/// Sets one's own portrait, as that of any user is set.
#[utoipa::path(put, path = "/api/v1/me/portrait", operation_id = "portrait_set", tag = "me",
    request_body(content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png")), description = "The file as it is."),
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 204, description = "It is set; its ETag is said.")))]
async fn own_portrait_set(
    State(manager): State<Manager>,
    caller: Caller,
    seen: IfMatch,
    headers: HeaderMap,
    body: Result<Raw, Problem>,
) -> Result<Response, Problem> {
    take(&manager, May::own(&caller)?, (seen, &headers), body).await
}

/// Removes one's own portrait.
#[utoipa::path(delete, path = "/api/v1/me/portrait", operation_id = "portrait_remove", tag = "me",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was seen.")),
    responses((status = 204, description = "There is none any more.")))]
async fn own_portrait_remove(
    State(manager): State<Manager>,
    caller: Caller,
    seen: IfMatch,
) -> Result<StatusCode, Problem> {
    super::remove(&manager, May::own(&caller)?, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn take(
    manager: &Manager,
    may: May,
    (seen, headers): (IfMatch, &HeaderMap),
    body: Result<Raw, Problem>,
) -> Result<Response, Problem> {
    // Whose it is comes first: what belongs to another installation is missing, whatever was sent.
    may.is_there(manager).await?;
    if !is_picture(headers) {
        return Err(Problem::unsupported_media_type("image/png, image/jpeg"));
    }
    let Raw(sent) = body.map_err(larger)?;
    let sha256 = super::set(manager, may, seen, sent).await?;
    Ok((StatusCode::NO_CONTENT, [(ETAG, tag(&sha256))]).into_response())
}

/// What is too large for the route is too large for a portrait.
pub(super) fn larger(problem: Problem) -> Problem {
    if problem.code == "too_large" { too_large() } else { problem }
}

/// Whether the body says that it is a picture of a kind that is taken. Whether it is one is seen when it is unpacked.
fn is_picture(headers: &HeaderMap) -> bool {
    let said = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let said = said.split(';').next().unwrap_or_default().trim();
    [MediaType::Png, MediaType::Jpeg].iter().any(|kind| said.eq_ignore_ascii_case(kind.as_str()))
}

fn answer(portrait: Portrait, asked: &Asked, headers: &HeaderMap) -> Response {
    let tag = tag(&portrait.sha256);
    let keep = match asked.v.as_deref() == Some(mark(&portrait.sha256)) {
        true => "private, max-age=86400",
        false => "private, no-cache",
    };
    let lines = headers.get_all(IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    let mut seen = lines.flat_map(|line| line.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
    if seen.any(|seen| seen == "*" || seen == tag) {
        return (StatusCode::NOT_MODIFIED, [(ETAG, tag), (CACHE_CONTROL, keep.to_owned())]).into_response();
    }
    let kind = portrait.media_type.as_str();
    ([(CONTENT_TYPE, kind), (ETAG, &*tag), (CACHE_CONTROL, keep)], Bytes::from(portrait.bytes))
        .into_response()
}
