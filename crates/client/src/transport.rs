//! Requests and answers as HTTP carries them.

use std::time::Duration;

use licentia_protocol::api::ProblemBody;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

use crate::Error;

/// How long one call may take in all.
const PATIENCE: Duration = Duration::from_secs(120);
/// What an answer should be, unless a file is asked for.
const JSON: &str = "application/json";
/// The largest answer that is read, in bytes.
const LARGEST: u64 = 256 << 20;

#[derive(Clone)]
pub(crate) struct Transport {
    agent: Agent,
    base: String,
    authorization: String,
}

impl std::fmt::Debug for Transport {
    /// Without the token: it is a secret, and debug output ends up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Transport").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Transport {
    /// Where the server is, without a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn new(base: &str, token: &str) -> Self {
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE));
        Self {
            agent: config.build().into(),
            base: base.trim_end_matches('/').to_owned(),
            authorization: format!("Bearer {token}"),
        }
    }

    pub(crate) fn typed<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        question: &Q,
    ) -> Result<A, Error> {
        let body = serde_json::to_vec(question).map_err(|error| self.misunderstood(0, &error))?;
        let mut response = self.call("POST", path, JSON, Some("application/json"), &body)?;
        let status = response.status().as_u16();
        let text = self.text(&mut response)?;
        serde_json::from_str(&text).map_err(|error| self.misunderstood(status, &error))
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, Error> {
        let mut response = self.call("GET", path, JSON, None, &[])?;
        self.json(&mut response)
    }

    /// The same with its `ETag`, where it has one.
    pub(crate) fn get_tagged(&self, path: &str) -> Result<(Value, Option<String>), Error> {
        let mut response = self.call("GET", path, JSON, None, &[])?;
        let tag = response.headers().get("etag").and_then(|tag| tag.to_str().ok()).map(str::to_owned);
        Ok((self.json(&mut response)?, tag))
    }

    pub(crate) fn get_bytes(&self, path: &str) -> Result<Vec<u8>, Error> {
        let mut response = self.call("GET", path, licentia_protocol::package::MEDIA_TYPE, None, &[])?;
        self.bytes(&mut response)
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        media_type: &str,
        body: &[u8],
    ) -> Result<Value, Error> {
        let mut response = self.call(method, path, JSON, Some(media_type), body)?;
        self.json(&mut response)
    }

    /// JSON in place of what was read with this `ETag`, and of nothing else.
    pub(crate) fn put_over(&self, path: &str, tag: Option<&str>, body: &[u8]) -> Result<Value, Error> {
        let mut response = self.call_if("PUT", path, (JSON, tag), Some(JSON), body)?;
        self.json(&mut response)
    }

    /// JSON sent, a file answered.
    pub(crate) fn send_for_bytes(&self, method: &str, path: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        let mut response = self.call(method, path, "application/octet-stream", Some(JSON), body)?;
        self.bytes(&mut response)
    }

    /// A file sent, a file answered.
    pub(crate) fn exchange(&self, path: &str, media_type: &str, body: &[u8]) -> Result<Vec<u8>, Error> {
        let mut response = self.call("POST", path, "application/octet-stream", Some(media_type), body)?;
        self.bytes(&mut response)
    }

    fn bytes(&self, response: &mut Response<Body>) -> Result<Vec<u8>, Error> {
        let body = response.body_mut().with_config().limit(LARGEST);
        body.read_to_vec().map_err(|error| self.unreachable(&error))
    }

    /// One request; an answer of 400 or above is the problem it carries.
    fn call(
        &self,
        method: &str,
        path: &str,
        accept: &str,
        media_type: Option<&str>,
        body: &[u8],
    ) -> Result<Response<Body>, Error> {
        self.call_if(method, path, (accept, None), media_type, body)
    }

    /// The same, only if what it changes still has this `ETag`.
    fn call_if(
        &self,
        method: &str,
        path: &str,
        (accept, tag): (&str, Option<&str>),
        media_type: Option<&str>,
        body: &[u8],
    ) -> Result<Response<Body>, Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("authorization", &self.authorization)
            .header("accept", format!("{accept}, application/problem+json"));
        if let Some(media_type) = media_type {
            request = request.header("content-type", media_type);
        }
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        let sent = match media_type {
            None => self.agent.run(request.body(()).map_err(|error| self.unreachable(&error))?),
            Some(_) => self.agent.run(request.body(body).map_err(|error| self.unreachable(&error))?),
        };
        let mut response = sent.map_err(|error| self.unreachable(&error))?;
        let status = response.status().as_u16();
        if status < 400 {
            return Ok(response);
        }
        let text = self.text(&mut response)?;
        match serde_json::from_str::<ProblemBody>(&text) {
            Ok(problem) if !problem.code.is_empty() => Err(Error::Problem(Box::new(problem))),
            // A proxy's error page, or JSON of somebody else's.
            Ok(_) => Err(self.misunderstood(status, &"it has no code")),
            Err(error) => Err(self.misunderstood(status, &error)),
        }
    }

    fn json(&self, response: &mut Response<Body>) -> Result<Value, Error> {
        let status = response.status().as_u16();
        let text = self.text(response)?;
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).map_err(|error| self.misunderstood(status, &error))
    }

    fn text(&self, response: &mut Response<Body>) -> Result<String, Error> {
        response
            .body_mut()
            .with_config()
            .limit(LARGEST)
            .read_to_string()
            .map_err(|error| self.unreachable(&error))
    }

    fn unreachable(&self, cause: &impl std::fmt::Display) -> Error {
        Error::Transport { base: self.base.clone(), cause: cause.to_string() }
    }

    /// An answer that is well-formed and cannot be meant.
    pub(crate) fn nonsense(&self, cause: &str) -> Error {
        self.misunderstood(200, &cause)
    }

    fn misunderstood(&self, status: u16, cause: &impl std::fmt::Display) -> Error {
        Error::Answer { base: self.base.clone(), status, cause: cause.to_string() }
    }
}

/// A text as part of a query: everything but letters, digits, `-`, `.`, `_` and `~` as `%XX` (RFC 3986).
pub(crate) fn escaped(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(byte.into()),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
        escaped
    })
}
