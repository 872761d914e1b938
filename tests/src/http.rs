//! A plain HTTP client that answers status and JSON, whatever the status is.

use serde_json::Value;

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

/// GET with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn get(url: &str, token: &str) -> Answer {
    let request = agent().get(url);
    let request =
        if token.is_empty() { request } else { request.header("authorization", format!("Bearer {token}")) };
    answer(request.call().unwrap())
}

/// POST of JSON with a token, and further headers.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post(url: &str, token: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = agent()
        .post(url)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(request.send(body.to_string().as_bytes()).unwrap())
}

/// POST of bytes with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post_bytes(url: &str, token: &str, body: &[u8]) -> Answer {
    answer(
        agent()
            .post(url)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/octet-stream")
            .send(body)
            .unwrap(),
    )
}

/// POST of a text of some kind with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn post_as(url: &str, token: &str, media_type: &str, body: &str) -> Answer {
    let request = agent().post(url).header("authorization", format!("Bearer {token}"));
    answer(request.header("content-type", media_type).send(body.as_bytes()).unwrap())
}

/// GET of a licence file with a token.
///
/// # Panics
/// When there is no answer at all.
#[must_use]
pub fn get_file(url: &str, token: &str) -> Vec<u8> {
    let request = agent()
        .get(url)
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "application/licentia-package");
    let mut response = request.call().unwrap();
    response.body_mut().read_to_vec().unwrap()
}

fn answer(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().unwrap_or_default();
    Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
}

/// PATCH of JSON with a token: the status, or nothing when the server went away.
#[must_use]
pub fn try_patch(url: &str, token: &str, body: &Value) -> Option<u16> {
    let request = agent()
        .patch(url)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    request.send(body.to_string().as_bytes()).ok().map(|response| response.status().as_u16())
}

/// POST of JSON with a token: the answer, or nothing when the server went away.
#[must_use]
pub fn try_post(url: &str, token: &str, body: &Value) -> Option<Answer> {
    let request = agent()
        .post(url)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    request.send(body.to_string().as_bytes()).ok().map(answer)
}

/// `PUT` of JSON.
///
/// # Panics
/// When nobody answers.
#[must_use]
pub fn put(url: &str, token: &str, body: &Value) -> Answer {
    let request = agent()
        .put(url)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    answer(request.send(body.to_string().as_bytes()).unwrap())
}

/// `DELETE`.
///
/// # Panics
/// When nobody answers.
#[must_use]
pub fn delete(url: &str, token: &str) -> Answer {
    answer(agent().delete(url).header("authorization", format!("Bearer {token}")).call().unwrap())
}
