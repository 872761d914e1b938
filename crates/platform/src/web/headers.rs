//! Preconditions, idempotency keys and the caller's address.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use http::HeaderMap;
use http::header::IF_MATCH;
use http::request::Parts;
use sha2::{Digest as _, Sha256};

use super::around::Context;
use crate::by::IdempotencyKey;
use crate::problem::Problem;

/// The `ETag` of something at `revision`.
pub fn etag(revision: u64) -> String {
    format!("\"{revision}\"")
}

/// The request's `If-Match` (RFC 9110 §13.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IfMatch(Option<Vec<String>>);

impl IfMatch {
    /// Refuses with 412 `precondition_failed` when the header names another version than
    /// `present`; without the header there is nothing to refuse.
    ///
    /// # Errors
    /// `precondition_failed`.
    pub fn check(&self, present: &str) -> Result<(), Problem> {
        match &self.0 {
            None => Ok(()),
            Some(tags) if tags.iter().any(|tag| tag == "*" || tag == present) => Ok(()),
            Some(_) => Err(Problem::precondition_failed().with("etag", present)),
        }
    }

    /// The same, and 428 `precondition_required` without the header.
    ///
    /// # Errors
    /// `precondition_failed`, `precondition_required`.
    pub fn require(&self, present: &str) -> Result<(), Problem> {
        if self.0.is_none() {
            return Err(Problem::refused(428, "precondition_required"));
        }
        self.check(present)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let mut tags = None;
        for line in parts.headers.get_all(IF_MATCH) {
            let line = line.to_str().map_err(|_| Problem::bad_request("`If-Match` is not text."))?;
            // A weak tag never matches here, so it may stay in the list as it is.
            tags.get_or_insert_with(Vec::new).extend(line.split(',').map(|tag| tag.trim().to_owned()));
        }
        Ok(Self(tags))
    }
}

/// The request's `Idempotency-Key`, if it has one. [`Caller`](crate::access::Caller) carries
/// it already, in `by`; this is for handlers without a caller.
#[derive(Clone, Debug)]
pub struct Idempotency(pub Option<IdempotencyKey>);

impl<S: Send + Sync> FromRequestParts<S> for Idempotency {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(Context::of(parts)?.idempotency.clone()))
    }
}

/// The key in `Idempotency-Key`: in quotes, as the draft has it, or bare, as most clients
/// send it.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = value.to_str().unwrap_or("").trim();
    let key = match key.strip_prefix('"') {
        Some(rest) => rest.strip_suffix('"').unwrap_or(""),
        None => key,
    };
    let good = (1..=255).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\');
    if good {
        Ok(Some(key))
    } else {
        Err(Problem::malformed(
            "idempotency_key_invalid",
            "`Idempotency-Key` must be 1 to 255 visible ASCII characters, bare or in double quotes.",
        )
        .words("why-idempotency-key"))
    }
}

/// SHA-256 over what was asked: method, path with query, and body.
pub(super) fn request_digest(method: &http::Method, target: &str, body: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(method.as_str());
    digest.update([0]);
    digest.update(target);
    digest.update([0]);
    digest.update(body);
    digest.finalize().into()
}

/// The network address a request came from; behind a proxy that the settings name, the one
/// the proxy tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self(Context::of(parts)?.address))
    }
}

/// The nearest address in the chain that is no proxy of ours.
pub(super) fn client_address(
    peer: Option<IpAddr>,
    headers: &HeaderMap,
    proxies: &[IpAddr],
) -> Option<IpAddr> {
    let mut nearest = peer?.to_canonical();
    if !proxies.contains(&nearest) {
        return Some(nearest);
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    for told in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = told.trim().parse::<IpAddr>() else {
            break;
        };
        nearest = address.to_canonical();
        if !proxies.contains(&nearest) {
            break;
        }
    }
    Some(nearest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        headers
    }

    #[test]
    fn a_key_may_be_bare_or_quoted_and_nothing_else() {
        for (sent, key) in [("abc-1", Some("abc-1")), ("\"abc-1\"", Some("abc-1"))] {
            let headers = headers("idempotency-key", sent);
            assert_eq!(idempotency_key(&headers).unwrap(), key);
        }
        for sent in ["", "\"\"", "\"abc", "a b", "å", &"x".repeat(256)] {
            let headers = headers("idempotency-key", sent);
            let problem = idempotency_key(&headers).unwrap_err();
            assert_eq!(problem.code, "idempotency_key_invalid", "{sent}");
        }
        assert_eq!(idempotency_key(&HeaderMap::new()).unwrap(), None);
    }

    #[test]
    fn digests_differ_in_every_part() {
        let post = http::Method::POST;
        let base = request_digest(&post, "/a", b"x");
        assert_ne!(base, request_digest(&http::Method::PUT, "/a", b"x"));
        assert_ne!(base, request_digest(&post, "/a?dry_run=true", b"x"));
        assert_ne!(base, request_digest(&post, "/a", b"y"));
        assert_ne!(base, request_digest(&post, "/ax", b""));
    }

    #[test]
    fn forwarded_addresses_are_believed_from_our_proxies_only() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let told = headers("x-forwarded-for", "6.6.6.6, 8.8.8.8, 10.0.0.1");
        let stranger: IpAddr = "9.9.9.9".parse().unwrap();
        assert_eq!(client_address(Some(stranger), &told, &[proxy]), Some(stranger));
        assert_eq!(client_address(Some(proxy), &told, &[proxy]), Some("8.8.8.8".parse().unwrap()));
        assert_eq!(client_address(None, &told, &[proxy]), None);
    }

    #[test]
    fn if_match_compares_strongly() {
        let tags = |text: &str| IfMatch(Some(text.split(", ").map(str::to_owned).collect()));
        assert!(tags("\"3\", \"4\"").check(&etag(4)).is_ok());
        assert!(tags("*").check(&etag(4)).is_ok());
        assert_eq!(tags("W/\"4\"").check(&etag(4)).unwrap_err().status, 412);
        assert!(IfMatch(None).check(&etag(4)).is_ok());
        assert_eq!(IfMatch(None).require(&etag(4)).unwrap_err().status, 428);
    }
}
