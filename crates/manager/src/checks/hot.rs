//! The way of a check that goes beneath the router.
//!
//! **The least work** of `GET /checks/{user}/{module}`: the system calls and the parsing of one HTTP request, a hash of
//! the token, two look-ups, a bit test, and some 250 bytes copied into one buffer. Everything the router does for other
//! requests (request id, routing, look, layers, boxed futures and bodies) costs more than that together, so a check
//! that is in order is answered here. Whatever is not plain goes to the router, which answers the same question through
//! the same functions: every refusal with a code is made there.

use std::borrow::Cow;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use bytes::Bytes;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderValue, Method, Request, Response};
use http_body_util::{BodyExt as _, Either, Full, Limited};
use hyper::body::Incoming;
use jiff::civil::Date;
use licentia_platform::access::Right;
use metrics::Counter;
use serde::Deserialize;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::{Question, ask, note, write_answer};
use crate::sealed::CENTRAL;
use crate::state::Manager;

const CHECKS: &str = "/api/v1/checks";
/// The largest question that is read here, in bytes.
const LIMIT: usize = 16 * 1_024;

/// An answer's body: whole, or the router's.
pub(crate) type Answer = Either<Full<Bytes>, Body>;

/// What stands in front of the router on one connection.
#[derive(Clone)]
pub(crate) struct Front {
    manager: Manager,
    router: Router,
    peer: SocketAddr,
    answered: Counter,
}

impl Front {
    pub(crate) fn new(manager: Manager, router: Router, peer: SocketAddr) -> Self {
        let answered = metrics::counter!("licentia_checks_total");
        Self { manager, router, peer, answered }
    }

    /// The same for another connection.
    pub(crate) fn for_peer(&self, peer: SocketAddr) -> Self {
        Self { peer, ..self.clone() }
    }

    /// Answers a check, when everything about it is in order.
    #[inline]
    fn answer(&self, headers: &HeaderMap, question: &Question<'_>) -> Option<Response<Answer>> {
        let manager = &self.manager;
        let grant = manager.access().bearer(headers.get(AUTHORIZATION)?.as_bytes()).ok()?;
        if !grant.rights.allows(Right::Check) || headers.contains_key(COOKIE) {
            return None;
        }
        let lang = match headers.get(ACCEPT_LANGUAGE) {
            None => manager.default_lang(),
            Some(_) => return None,
        };
        let now_ms = manager.now_ms();
        let slots = manager.slots_now();
        let slot = slots.get(&grant.scope)?;
        let snapshot = slot.load();
        if now_ms >= snapshot.day_ends_ms || manager.ready(slot).is_err() {
            return None;
        }
        let answered = ask(&snapshot, &Question { site: grant.site, ..*question });
        if question.at.is_none() {
            note(manager, slot, &answered, now_ms);
        }
        let mut out = Vec::with_capacity(384);
        write_answer(&mut out, manager.words(), lang, &answered);
        self.answered.increment(1);
        Some(json(out))
    }

    /// `GET /checks/{user}/{module}`, when the address is plain.
    #[inline]
    fn named(&self, request: &Request<Incoming>) -> Option<Response<Answer>> {
        let uri = request.uri();
        let (user, module) = uri.path().strip_prefix(CHECKS)?.strip_prefix('/')?.split_once('/')?;
        let plain = |part: &str| !part.is_empty() && !part.bytes().any(|byte| byte == b'%' || byte == b'/');
        if uri.query().is_some() || !plain(user) || !plain(module) {
            return None;
        }
        let question =
            Question { user, module, at: None, version: None, released: None, session: None, site: CENTRAL };
        self.answer(request.headers(), &question)
    }

    /// `POST /checks`: the body is read here, and handed on when it is not plain.
    async fn posted(self, request: Request<Incoming>) -> Response<Answer> {
        let (parts, body) = request.into_parts();
        let known = |length: &HeaderValue| length.to_str().ok()?.parse::<usize>().ok();
        let short =
            parts.headers.get(http::header::CONTENT_LENGTH).and_then(known).is_some_and(|it| it <= LIMIT);
        if !short {
            return self.route(Request::from_parts(parts, Body::new(body))).await;
        }
        let Ok(body) = Limited::new(body, LIMIT).collect().await else {
            // The connection broke, or sent more than it said: there is nobody to answer.
            return self.route(Request::from_parts(parts, Body::empty())).await;
        };
        let body = body.to_bytes();
        let is_json = parts.headers.get(CONTENT_TYPE).is_some_and(|kind| kind == "application/json");
        if is_json
            && let Ok(asked) = serde_json::from_slice::<Asked<'_>>(&body)
            && let Some(question) = asked.question()
            && let Some(answer) = self.answer(&parts.headers, &question)
        {
            return answer;
        }
        self.route(Request::from_parts(parts, Body::from(body))).await
    }

    async fn route(self, mut request: Request<Body>) -> Response<Answer> {
        request.extensions_mut().insert(ConnectInfo(self.peer));
        match self.router.oneshot(request).await {
            Ok(response) => response.map(Either::Right),
            Err(never) => match never {},
        }
    }
}

impl hyper::service::Service<Request<Incoming>> for Front {
    type Response = Response<Answer>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        if *request.method() == Method::GET
            && let Some(response) = self.named(&request)
        {
            return Answering::Done(Some(response));
        }
        let front = self.clone();
        if *request.method() == Method::POST && request.uri().path() == CHECKS {
            return Answering::Working(Box::pin(front.posted(request)));
        }
        Answering::Working(Box::pin(front.route(request.map(Body::new))))
    }
}

/// An answer that is there already, or is being made.
pub(crate) enum Answering {
    Done(Option<Response<Answer>>),
    Working(Pin<Box<dyn Future<Output = Response<Answer>> + Send>>),
}

impl Future for Answering {
    type Output = Result<Response<Answer>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Done(response) => {
                response.take().map_or(Poll::Pending, |response| Poll::Ready(Ok(response)))
            }
            Self::Working(future) => future.as_mut().poll(context).map(Ok),
        }
    }
}

/// `licentia_protocol::api::CheckQuestion` without copies.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked<'a> {
    #[serde(borrow)]
    user: Cow<'a, str>,
    #[serde(borrow)]
    module: Cow<'a, str>,
    #[serde(default)]
    at: Option<Date>,
    #[serde(default, borrow)]
    version: Option<Cow<'a, str>>,
    #[serde(default)]
    released: Option<Date>,
    #[serde(default, borrow)]
    session: Option<Cow<'a, str>>,
}

impl Asked<'_> {
    /// `None` when a part cannot be read, which the router says, and of another day, which it has worked out apart.
    fn question(&self) -> Option<Question<'_>> {
        if self.at.is_some() {
            return None;
        }
        let version = match &self.version {
            Some(version) => Some(version.parse().ok()?),
            None => None,
        };
        let session = self.session.as_ref().and_then(|id| Uuid::parse_str(id).ok()).map(|id| id.as_u128());
        let Self { user, module, released, .. } = self;
        Some(Question { user, module, at: None, version, released: *released, session, site: CENTRAL })
    }
}

fn json(body: Vec<u8>) -> Response<Answer> {
    let mut response = Response::new(Either::Left(Full::new(Bytes::from(body))));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
