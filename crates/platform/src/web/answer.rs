//! Problems as answers: RFC 9457 problem+json for programs, a page for people.

use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER};
use http::header::{LOCATION, VARY, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::access::Look;
use crate::problem::Problem;

/// Draws a problem as a page: what a server hands to [`super::Shell`]. The words come from
/// [`Problem::said`].
pub type ProblemPage = fn(&Problem, &Look) -> String;

/// A problem that an answer carries until the layer around everything puts it into the
/// reader's language.
#[derive(Clone)]
pub(super) struct Carried(pub(super) Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if self.is_internal() {
            let Problem { code, detail, .. } = &self;
            tracing::error!(%code, detail = detail.as_deref().unwrap_or(""), "a request failed");
        }
        let mut response = problem_response(&self, "en");
        response.extensions_mut().insert(Carried(Arc::new(self)));
        response
    }
}

/// The answer for a problem, in `lang`.
pub(super) fn problem_response(problem: &Problem, lang: &str) -> Response {
    let body = Body::from(problem_json(problem, lang).to_string());
    let mut response = with_status(problem, body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    put(headers, CONTENT_LANGUAGE, lang);
    headers.insert(VARY, HeaderValue::from_static("Accept-Language"));
    response
}

/// The page for a problem; for somebody not signed in, the way to the sign-in page.
pub(super) fn problem_html(
    problem: &Problem,
    look: &Look,
    page: ProblemPage,
    asked: Option<&str>,
) -> Response {
    if problem.status == 401
        && let Some(asked) = asked
    {
        let mut response = StatusCode::SEE_OTHER.into_response();
        let target = format!("/sign-in?next={}", percent(asked));
        put(response.headers_mut(), LOCATION, &target);
        return response;
    }
    let mut response = with_status(problem, Body::from(page(problem, look)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    put(headers, CONTENT_LANGUAGE, &look.lang);
    response
}

/// The members of RFC 9457 and the problem's own. `detail` says what is wrong and what to
/// do next; a fault of ours never tells its cause.
pub fn problem_json(problem: &Problem, lang: &str) -> Value {
    let said = problem.said(lang);
    let mut members: Map<String, Value> = problem.extra.clone();
    members.insert("type".into(), json!(format!("/docs/problems/{}", problem.code)));
    members.insert("title".into(), json!(said.title));
    members.insert("status".into(), json!(problem.status));
    members.insert("detail".into(), json!(said.detail));
    members.insert("code".into(), json!(problem.code));
    Value::Object(members)
}

fn with_status(problem: &Problem, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match problem.status {
        401 => {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"licentia\""));
        }
        405 => {
            if let Some((_, allow)) = problem.args.iter().find(|(name, _)| *name == "allow") {
                put(headers, ALLOW, allow);
            }
        }
        429 | 503 => {
            let seconds = problem.extra.get("retry_after_s").map_or_else(|| "1".to_owned(), Value::to_string);
            put(headers, RETRY_AFTER, &seconds);
        }
        _ => {}
    }
    response
}

fn put(headers: &mut http::HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// `text` as a value inside a query.
fn percent(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).map_or_else(|_| String::new(), |pair| pair[1..].to_owned())
}

/// What axum itself answered without a problem of ours (an unknown path, a method that is
/// not allowed), as a problem; `None` when the answer is not an error or has its own body.
pub(super) fn problem_of_bare(response: &Response) -> Option<Problem> {
    let status = response.status();
    let text =
        response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !text || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    Some(match status {
        StatusCode::NOT_FOUND => Problem::not_found("page"),
        StatusCode::METHOD_NOT_ALLOWED => {
            let allow = response.headers().get(ALLOW);
            Problem::method_not_allowed(allow.and_then(|it| it.to_str().ok()).unwrap_or("GET"))
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::refused(413, "too_large"),
        status if status.is_server_error() => Problem::internal("an answer without a problem"),
        status => Problem::refused(status.as_u16(), "bad_request"),
    })
}
