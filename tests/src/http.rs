//! A plain HTTP client that answers status and JSON, whatever the status is.

use serde_json::Value;

use crate::until;

/// One answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// The body as JSON; null when it is none.
    pub body: Value,
}

impl Answer {
    /// The stable code of a problem, empty when there is none.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().into()
}

type Response = ureq::http::Response<ureq::Body>;

/// Asks, and asks again as long as the server has not heard of its database for some seconds: then it says so and does
/// nothing (503 `behind`), which may happen on a machine with much to do.
fn ask(send: impl Fn() -> Result<Response, ureq::Error>) -> Answer {
    until("the server knows how things stand", || {
        let answer = answer(send().unwrap());
        let behind = answer.status == 503 && answer.code() == "behind";
        if behind { Err(answer) } else { Ok(answer) }
    })
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// GET with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn get(url: &str, token: &str) -> Answer {
    ask(|| got(url, token))
}

/// GET with a token: the answer whatever it is, or nothing when nobody answers.
#[must_use]
pub fn try_get(url: &str, token: &str) -> Option<Answer> {
    got(url, token).ok().map(answer)
}

fn got(url: &str, token: &str) -> Result<Response, ureq::Error> {
    let request = agent().get(url);
    if token.is_empty() { request.call() } else { request.header("authorization", bearer(token)).call() }
}

/// POST of JSON with a token, and further headers.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post(url: &str, token: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    ask(|| {
        let mut request = agent()
            .post(url)
            .header("authorization", bearer(token))
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(body.to_string().as_bytes())
    })
}

/// POST of bytes with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post_bytes(url: &str, token: &str, body: &[u8]) -> Answer {
    ask(|| {
        let request = agent().post(url).header("authorization", bearer(token));
        request.header("content-type", "application/octet-stream").send(body)
    })
}

/// POST of a text of some kind with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post_as(url: &str, token: &str, media_type: &str, body: &str) -> Answer {
    ask(|| {
        let request = agent().post(url).header("authorization", bearer(token));
        request.header("content-type", media_type).send(body.as_bytes())
    })
}

/// GET of a licence file with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn get_file(url: &str, token: &str) -> Vec<u8> {
    let request = agent()
        .get(url)
        .header("authorization", bearer(token))
        .header("accept", "application/licentia-package");
    let mut response = request.call().unwrap();
    response.body_mut().read_to_vec().unwrap()
}

fn answer(mut response: Response) -> Answer {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap_or_default();
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
}

/// PATCH of JSON with a token: the status, or nothing when the server went away.
#[must_use]
pub fn try_patch(url: &str, token: &str, body: &Value) -> Option<u16> {
    let request =
        agent().patch(url).header("authorization", bearer(token)).header("content-type", "application/json");
    request.send(body.to_string().as_bytes()).ok().map(|response| response.status().as_u16())
}

/// POST of JSON with a token: the answer, or nothing when the server went away.
#[must_use]
pub fn try_post(url: &str, token: &str, body: &Value) -> Option<Answer> {
    let request =
        agent().post(url).header("authorization", bearer(token)).header("content-type", "application/json");
    request.send(body.to_string().as_bytes()).ok().map(answer)
}

/// `PUT` of JSON.
///
/// # Panics
/// When nobody answers.
#[must_use]
pub fn put(url: &str, token: &str, body: &Value) -> Answer {
    ask(|| {
        let request = agent().put(url).header("authorization", bearer(token));
        request.header("content-type", "application/json").send(body.to_string().as_bytes())
    })
}

/// `DELETE`.
///
/// # Panics
/// When nobody answers.
#[must_use]
pub fn delete(url: &str, token: &str) -> Answer {
    ask(|| agent().delete(url).header("authorization", bearer(token)).call())
}
