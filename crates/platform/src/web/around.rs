//! The one layer around everything: request id, panics, look, cross-origin protection,
//! idempotency keys, problems in the reader's words, safety headers, figures.

use std::any::Any;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, DefaultBodyLimit, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, Method};
use tower::{Layer as _, ServiceExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};
use tracing::Instrument as _;

use super::answer::{Carried, ProblemPage, problem_html, problem_of_bare, problem_response};
use super::body::{PACKAGE_LIMIT, read};
use super::count::Counts;
use super::headers::{client_address, idempotency_key, request_digest};
use super::health::{Health, routes};
use crate::access::{Access, Look};
use crate::by::IdempotencyKey;
use crate::problem::Problem;
use crate::settings::Settings;

/// What [`shell`] puts around a server's router.
pub struct Shell {
    /// Who may come in.
    pub access: Access,
    /// What `/readyz` asks.
    pub health: Health,
    /// The languages there are; the first is the default.
    pub languages: Vec<Arc<str>>,
    /// `https://host:port`, when the server is reached under another name than it sees.
    pub public_origin: Option<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The largest ordinary body, in bytes.
    pub body_limit: u64,
    /// How a problem looks to somebody with a browser; `None` answers JSON to everybody.
    pub problem_page: Option<ProblemPage>,
}

impl Shell {
    /// A shell as the settings say. `languages` are those of the language files; the one
    /// the settings name becomes the default.
    pub fn new(access: Access, health: Health, languages: &[&str], settings: &Settings) -> Self {
        let mut languages: Vec<Arc<str>> = languages.iter().map(|it| Arc::from(*it)).collect();
        languages.sort_by_key(|lang| **lang != *settings.language.default);
        Self {
            access,
            health,
            languages,
            public_origin: settings.public_origin(),
            trusted_proxies: settings.server.trusted_proxies.clone(),
            body_limit: settings.server.body_limit_bytes,
            problem_page: None,
        }
    }

    /// The same with pages for problems.
    #[must_use]
    pub fn problem_page(mut self, page: ProblemPage) -> Self {
        self.problem_page = Some(page);
        self
    }
}

/// What does not change from request to request.
struct Inner {
    access: Access,
    languages: Vec<Arc<str>>,
    trusted_proxies: Vec<IpAddr>,
    body_limit: u64,
    problem_page: Option<ProblemPage>,
    csrf: CsrfLayer<fn(ProtectionError) -> Response>,
    counts: Counts,
    ids: Ids,
    https: bool,
}

/// What the extractors find in a request.
#[derive(Clone)]
pub(super) struct Context {
    inner: Arc<Inner>,
    /// Where the request came from.
    pub(super) address: Option<IpAddr>,
    /// Its idempotency key.
    pub(super) idempotency: Option<IdempotencyKey>,
}

impl Context {
    pub(super) fn of(parts: &Parts) -> Result<&Self, Problem> {
        Self::of_extensions(&parts.extensions)
    }

    pub(super) fn of_extensions(extensions: &Extensions) -> Result<&Self, Problem> {
        extensions.get().ok_or_else(|| Problem::internal("the router is not inside web::shell"))
    }

    pub(super) fn access(&self) -> &Access {
        &self.inner.access
    }

    pub(super) fn body_limit(&self) -> u64 {
        self.inner.body_limit
    }

    pub(super) fn look(&self, headers: &HeaderMap) -> Look {
        Look::of(headers, &self.inner.languages)
    }
}

/// The id of a request: stands in its answer (`X-Request-Id`) and in every log line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

/// Gives ids: a part that differs from process to process, and a count.
struct Ids {
    process: u32,
    count: AtomicU64,
}

impl Ids {
    fn new() -> Self {
        let mut process = [0; 4];
        // Without randomness two processes may share ids in their logs: no harm done.
        let _ = getrandom::fill(&mut process);
        Self { process: u32::from_be_bytes(process), count: AtomicU64::new(1) }
    }

    /// The id a proxy gave already, or a new one.
    fn id(&self, headers: &HeaderMap) -> RequestId {
        let given = headers
            .get("x-request-id")
            .and_then(|id| id.to_str().ok())
            .filter(|id| (1..=64).contains(&id.len()))
            .filter(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)));
        RequestId(match given {
            Some(id) => id.into(),
            None => {
                let count = self.count.fetch_add(1, Ordering::Relaxed);
                format!("{:08x}-{count:x}", self.process).into()
            }
        })
    }
}

/// Puts everything both servers share around `router`, and adds `/healthz`, `/readyz` and
/// `/metrics`.
pub fn shell(router: Router, shell: Shell) -> Router {
    let https = shell.public_origin.as_ref().is_some_and(|origin| origin.starts_with("https:"));
    let limit = usize::try_from(shell.body_limit).unwrap_or(usize::MAX);
    let health = shell.health.of(shell.access.db().clone());
    let inner = Inner {
        csrf: csrf(shell.public_origin.as_deref()),
        access: shell.access,
        languages: shell.languages,
        trusted_proxies: shell.trusted_proxies,
        body_limit: shell.body_limit,
        problem_page: shell.problem_page,
        counts: Counts::new(),
        ids: Ids::new(),
        https,
    };
    let inside = router
        .merge(routes(health))
        .layer(DefaultBodyLimit::max(limit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(name_route));
    // A router of its own outside: `Allow` is added when a router is left, and belongs into
    // the problem.
    Router::new().fallback_service(inside).layer(from_fn_with_state(Arc::new(inner), around))
}

/// Lets the answer carry the pattern of the route that gave it.
async fn name_route(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

fn csrf(origin: Option<&str>) -> CsrfLayer<fn(ProtectionError) -> Response> {
    let layer = CsrfLayer::new();
    let layer = match origin {
        None => layer,
        Some(origin) => layer.add_trusted_origin(origin).unwrap_or_else(|_| CsrfLayer::new()),
    };
    layer.with_rejection_response(|_| Problem::refused(403, "cross_site").into_response())
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic");
    Problem::internal(format!("panic: {said}")).into_response()
}

async fn around(State(inner): State<Arc<Inner>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = inner.ids.id(request.headers());
    let method = request.method().clone();
    let reader = Reader::of(&request, &inner);
    request.extensions_mut().insert(id.clone());
    let span = tracing::debug_span!("request", id = %id.0, %method);

    let response = async {
        match admit(&inner, request).await {
            Ok(request) => guarded(&inner, request, next).await,
            Err(problem) => problem.into_response(),
        }
    }
    .instrument(span)
    .await;

    let route = response.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let mut response = reader.in_words(response, inner.problem_page);
    safety(response.headers_mut(), &id, inner.https);
    let took = started.elapsed();
    inner.counts.count(route, &method, response.status().as_u16(), took);
    told(&response, &id, &method, route, took);
    response
}

fn told(response: &Response, id: &RequestId, method: &Method, route: &str, took: Duration) {
    let status = response.status().as_u16();
    let micros = took.as_micros();
    if status >= 500 {
        tracing::warn!(id = %id.0, %method, route, status, micros, "answered");
    } else {
        tracing::debug!(id = %id.0, %method, route, status, micros, "answered");
    }
}

/// Gives the request its context; reads the body ahead only for an idempotency key.
async fn admit(inner: &Arc<Inner>, request: Request) -> Result<Request, Problem> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let mut context = Context {
        inner: inner.clone(),
        address: client_address(peer, request.headers(), &inner.trusted_proxies),
        idempotency: None,
    };
    let key = match *request.method() {
        Method::GET | Method::HEAD | Method::OPTIONS => None,
        _ => idempotency_key(request.headers())?.map(str::to_owned),
    };
    let mut request = request;
    if let Some(key) = key {
        let (parts, body) = request.into_parts();
        let body = read(&parts.headers, body, inner.body_limit.max(PACKAGE_LIMIT)).await?;
        let target = parts.uri.path_and_query().map_or("", |it| it.as_str());
        let digest = request_digest(&parts.method, target, &body);
        context.idempotency = Some(IdempotencyKey { key, digest });
        request = Request::from_parts(parts, Body::from(body));
    }
    request.extensions_mut().insert(context);
    Ok(request)
}

/// Runs the request; what a browser could send on another site's behalf passes the
/// cross-origin check first. A request with an `Authorization` header cannot be such a one:
/// no page can add it to another site's request, and the cookie is then not looked at.
async fn guarded(inner: &Inner, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || request.headers().contains_key(AUTHORIZATION) {
        return next.run(request).await;
    }
    match inner.csrf.layer(next).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Whether the answer is drawn: the sender asks for pages; or takes anything, and is a browser or sends a form.
fn shows_pages(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let accept = text(ACCEPT).unwrap_or_default();
    let form = text(CONTENT_TYPE).is_some_and(|kind| {
        kind.starts_with("application/x-www-form-urlencoded") || kind.starts_with("multipart/form-data")
    });
    accept.contains("text/html")
        || (accept.contains("*/*") && (form || headers.contains_key("sec-fetch-mode")))
}

/// Who reads the answer, and how.
struct Reader {
    look: Look,
    /// A browser showing pages, as against a program.
    page: bool,
    /// What to come back to after signing in.
    asked: Option<String>,
}

impl Reader {
    fn of(request: &Request, inner: &Inner) -> Self {
        let headers = request.headers();
        let page = shows_pages(headers)
            && !headers.contains_key(AUTHORIZATION)
            && !request.uri().path().starts_with("/api/");
        let asked = (page && request.method() == Method::GET)
            .then(|| request.uri().path_and_query().map(ToString::to_string))
            .flatten();
        let look = Look::of(headers, &inner.languages);
        let look = if page { look.asked(request.uri().query(), &inner.languages) } else { look };
        Self { look, page, asked }
    }

    /// The same answer; a problem in it in the reader's words.
    fn in_words(&self, response: Response, page: Option<ProblemPage>) -> Response {
        if !(response.status().is_client_error() || response.status().is_server_error()) {
            return response;
        }
        let problem = match response.extensions().get::<Carried>() {
            Some(Carried(problem)) => problem.clone(),
            None => match problem_of_bare(&response) {
                Some(problem) => Arc::new(problem),
                None => return response,
            },
        };
        match page.filter(|_| self.page) {
            Some(page) => problem_html(&problem, &self.look, page, self.asked.as_deref()),
            None => problem_response(&problem, &self.look.lang),
        }
    }
}

/// Nothing from elsewhere, nothing inline, in no frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn safety(headers: &mut HeaderMap, id: &RequestId, https: bool) {
    const SAFETY: [(HeaderName, &str); 4] = [
        (HeaderName::from_static("content-security-policy"), POLICY),
        (HeaderName::from_static("x-content-type-options"), "nosniff"),
        (HeaderName::from_static("referrer-policy"), "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in SAFETY {
        headers.entry(name).or_insert_with(|| HeaderValue::from_static(value));
    }
    if https {
        headers.insert("strict-transport-security", HeaderValue::from_static("max-age=31536000"));
    }
    if let Ok(id) = HeaderValue::from_str(&id.0) {
        headers.insert("x-request-id", id);
    }
}
