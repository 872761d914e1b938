//! The web's common part as a program or a browser sees it.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower::ServiceExt as _;

mod bodies;

use super::*;
use crate::access::tests::{House, house};
use crate::access::{Caller, ManageUsers, Right, Rights};
use crate::problem::Problem;
use crate::testing::{PATIENCE, soon};

#[derive(Debug, Deserialize)]
struct Order {
    user: String,
    seats: Option<u32>,
    modules: Vec<Module>,
}

#[derive(Debug, Deserialize)]
struct Module {
    name: String,
}

async fn order(Json(order): Json<Order>) -> String {
    format!(
        "{} {:?} {}",
        order.user,
        order.seats,
        order.modules.iter().map(|it| &*it.name).collect::<String>()
    )
}

async fn who(caller: Caller) -> Result<Json<Value>, Problem> {
    let granted = caller.may::<ManageUsers>()?;
    Ok(Json(json!({
        "actor": granted.by.actor.reference(), "origin": granted.by.origin.as_str(),
        "key": granted.by.idempotency.map(|it| it.key), "scope": granted.scope.0,
    })))
}

async fn page(caller: Option<Caller>) -> String {
    caller.map_or_else(|| "nobody".to_owned(), |it| it.lang.to_string())
}

async fn upload(upload: Upload) -> String {
    let files: Vec<String> =
        upload.files.iter().map(|file| format!("{}:{}", file.name, file.bytes.len())).collect();
    format!("{} {}", upload.form.text("note"), files.join(","))
}

fn router() -> Router {
    let big = Router::new().route("/package", post(async |Raw(bytes): Raw| bytes.len().to_string()));
    Router::new()
        .route("/api/v1/orders", post(order).get(async || "orders"))
        .route("/api/v1/who", get(who).post(who))
        .route("/page", get(page))
        .route("/private", get(async |_: Caller| "private"))
        .route("/form", post(async |form: Form| form.all("user").collect::<Vec<_>>().join("+")))
        .route("/upload", post(upload))
        .route("/panic", get(async || -> &str { panic!("the password is 1234") }))
        .route("/broken", get(async || Problem::internal("SELECT secret FROM table")))
        .route("/busy", get(async || Problem::unavailable("behind").detail("at 10.0.0.7")))
        .merge(body_limit(big, PACKAGE_LIMIT))
}

async fn served(house: &House) -> Router {
    let languages = vec!["en".into(), "sv".into()];
    let shell = Shell {
        access: house.access.clone(),
        health: Health::new().check("database", async || Ok(())),
        languages,
        public_origin: None,
        trusted_proxies: Vec::new(),
        body_limit: 8 * 1024 * 1024,
        problem_page: Some(|problem, look| format!("<h1>{} {}</h1>", problem.code, look.lang)),
    };
    super::shell(router(), shell)
}

fn request(method: Method, uri: &str) -> http::request::Builder {
    Request::builder().method(method).uri(uri).header("host", "localhost")
}

fn post_json(uri: &str, body: impl Into<Body>) -> Request<Body> {
    request(Method::POST, uri).header("content-type", "application/json").body(body.into()).unwrap()
}

fn get_(uri: &str) -> Request<Body> {
    request(Method::GET, uri).body(Body::empty()).unwrap()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(bytes.to_vec()).unwrap()
}

async fn problem(response: Response<Body>) -> Value {
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    let status = response.status().as_u16();
    let problem: Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(problem["status"], status);
    for member in ["type", "title", "detail", "code"] {
        assert!(problem[member].is_string(), "{problem}");
    }
    assert_eq!(problem["type"], format!("/docs/problems/{}", problem["code"].as_str().unwrap()));
    problem
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let house = house().await;
    let router = served(&house).await;
    let answer = router.clone().oneshot(get_("/api/v1/nowhere")).await.unwrap();
    assert_eq!(problem(answer).await["code"], "not_found");

    let patch = request(Method::PATCH, "/api/v1/orders").body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(patch).await.unwrap();
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    let allow = answer.headers()["allow"].to_str().unwrap().to_owned();
    assert!(allow.contains("GET") && allow.contains("POST"), "{allow}");
    assert_eq!(problem(answer).await["code"], "method_not_allowed");
}

#[tokio::test]
async fn a_page_about_a_problem_is_in_the_language_its_address_asks_for() {
    let house = house().await;
    let router = served(&house).await;
    let page = async |uri: &str| {
        let asked =
            request(Method::GET, uri).header("accept", "text/html").header("cookie", "licentia_lang=sv");
        text(router.clone().oneshot(asked.body(Body::empty()).unwrap()).await.unwrap()).await
    };
    assert_eq!(page("/nowhere").await, "<h1>not_found sv</h1>");
    assert_eq!(page("/nowhere?a=b&lang=en").await, "<h1>not_found en</h1>");
    assert_eq!(page("/nowhere?lang=tlh").await, "<h1>not_found sv</h1>");
}

#[tokio::test]
async fn faults_of_ours_tell_nothing_of_the_inside() {
    let house = house().await;
    let router = served(&house).await;
    for (uri, code, secret) in
        [("/panic", "internal", "1234"), ("/broken", "internal", "SELECT"), ("/busy", "behind", "10.0")]
    {
        let answer = router.clone().oneshot(get_(uri)).await.unwrap();
        let problem = problem(answer).await;
        assert_eq!(problem["code"], code);
        assert!(!problem.to_string().contains(secret), "{problem}");
    }
}

#[tokio::test]
async fn every_answer_has_the_safety_headers_and_an_id() {
    let house = house().await;
    let router = served(&house).await;
    for uri in ["/healthz", "/nowhere", "/panic"] {
        let answer = router.clone().oneshot(get_(uri)).await.unwrap();
        let headers = answer.headers();
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(headers.contains_key("referrer-policy") && headers.contains_key("x-request-id"), "{uri}");
    }
    let mine = request(Method::GET, "/healthz").header("x-request-id", "mine-7").body(Body::empty()).unwrap();
    assert_eq!(router.oneshot(mine).await.unwrap().headers()["x-request-id"], "mine-7");
}

#[tokio::test]
async fn people_get_pages_and_the_way_to_the_sign_in() {
    let house = house().await;
    let router = served(&house).await;
    let browse = |uri: &str| {
        request(Method::GET, uri)
            .header("accept", "text/html,application/xhtml+xml")
            .header("accept-language", "sv")
            .body(Body::empty())
            .unwrap()
    };
    let answer = router.clone().oneshot(browse("/nowhere")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(text(answer).await, "<h1>not_found sv</h1>");

    let answer = router.clone().oneshot(browse("/private?a=b&c")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()["location"], "/sign-in?next=%2Fprivate%3Fa%3Db%26c");

    // The same addresses answer programs in JSON.
    let answer = router.clone().oneshot(get_("/private")).await.unwrap();
    assert_eq!(answer.headers()["www-authenticate"], "Bearer realm=\"licentia\"");
    assert_eq!(problem(answer).await["code"], "unauthenticated");
    let answer = router.oneshot(browse("/api/v1/nowhere")).await.unwrap();
    assert_eq!(problem(answer).await["code"], "not_found");
}

#[tokio::test]
async fn a_token_says_who_asks_and_a_missing_right_is_named() {
    let house = house().await;
    let router = served(&house).await;
    let who = |method, token: &str| {
        request(method, "/api/v1/who")
            .header("authorization", format!("Bearer {token}"))
            .header("idempotency-key", "\"k-1\"")
            .body(Body::empty())
            .unwrap()
    };
    let users = house.token(Rights::of(&[Right::ManageUsers])).await;
    let answer = router.clone().oneshot(who(Method::POST, &users)).await.unwrap();
    let said: Value = serde_json::from_str(&text(answer).await).unwrap();
    assert_eq!(said["actor"], "token:1000001");
    assert_eq!((said["origin"].as_str(), said["key"].as_str()), (Some("api"), Some("k-1")));

    let checks = house.token(Rights::APPLICATION).await;
    let answer = router.clone().oneshot(who(Method::GET, &checks)).await.unwrap();
    let refused = problem(answer).await;
    assert_eq!(
        (refused["code"].as_str(), refused["right"].as_str()),
        (Some("forbidden"), Some("manage_users"))
    );

    for bad in ["", "lic_x", "Bearer", &users[..20]] as [&str; 4] {
        let answer = router.clone().oneshot(who(Method::GET, bad)).await.unwrap();
        assert_eq!(problem(answer).await["code"], "token_invalid", "{bad}");
    }
}

#[tokio::test]
async fn another_site_cannot_send_forms_in_somebodys_name() {
    let house = house().await;
    let router = served(&house).await;
    let form = |header: &'static str, value: &'static str| {
        request(Method::POST, "/form")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(header, value)
            .body(Body::from("user=anna&user=bo&x=1"))
            .unwrap()
    };
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let answer = router.clone().oneshot(form(header, value)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN);
        assert_eq!(problem(answer).await["code"], "cross_site");
    }
    for (header, value) in
        [("sec-fetch-site", "same-origin"), ("origin", "http://localhost"), ("x-none", "program")]
    {
        let answer = router.clone().oneshot(form(header, value)).await.unwrap();
        assert_eq!(text(answer).await, "anna+bo");
    }
}

#[tokio::test]
async fn readiness_names_the_check_that_fails() {
    let house = house().await;
    let health = Health::new()
        .check("database", async || Ok(()))
        .check("ledger", async || Err(Problem::unavailable("behind")));
    let problem = health.ready().await.unwrap_err();
    assert_eq!((problem.status, &*problem.code), (503, "behind"));
    assert_eq!(problem.extra["checks"], json!({"database": "ok", "ledger": "behind"}));

    let router = served(&house).await;
    let answer = router.clone().oneshot(get_("/readyz")).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let ready: Value = serde_json::from_str(&text(answer).await).unwrap();
    assert_eq!(
        ready,
        json!({"status": "ready", "checks": {"database": "ok"}, "clock": {"state": "right"}, "rewound": []})
    );
    let answer = router.clone().oneshot(get_("/api/v1/orders")).await.unwrap();
    assert_eq!(text(answer).await, "orders");
    let metrics = text(router.oneshot(get_("/metrics")).await.unwrap()).await;
    assert!(metrics.contains("# TYPE licentia_http_requests_total counter"), "{metrics}");
    assert!(metrics.contains("route=\"/api/v1/orders\""), "{metrics}");
}

#[tokio::test]
async fn a_server_stops_when_told_and_finishes_what_it_began() {
    let house = house().await;
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begins, ends) = (begun.clone(), may_end.clone());
    let slow = Router::new().route(
        "/slow",
        get(async move || {
            begins.notify_one();
            ends.notified().await;
            "done"
        }),
    );
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let router = served(&house).await.merge(slow);
    let serving = tokio::spawn(serve(
        listener,
        router,
        async {
            let _ = stopped.await;
        },
        PATIENCE,
    ));
    let asked = tokio::task::spawn_blocking(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    begun.notified().await;
    stop.send(()).unwrap();
    soon(async || tokio::net::TcpStream::connect(address).await.is_err()).await;
    may_end.notify_one();
    assert!(asked.await.unwrap().ends_with("done"));
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_hundred_mebibytes_of_zeros_get_an_answer_and_not_a_broken_connection() {
    let house = house().await;
    let listener = bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = served(&house).await;
    let serving = tokio::spawn(serve(listener, router, std::future::pending(), Duration::ZERO));
    let answer = tokio::task::spawn_blocking(move || {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let size = 100 << 20;
        let head = format!(
            "POST /package HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {size}\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        for _ in 0..100 {
            stream.write_all(&vec![0; 1 << 20]).unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    });
    let answer = answer.await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains("\"too_large\""), "{answer}");
    serving.abort();
}

#[test]
fn the_document_says_once_what_every_operation_shares() {
    #[derive(utoipa::OpenApi)]
    #[openapi(paths(described, written))]
    struct Document;

    #[utoipa::path(get, path = "/api/v1/things", responses((status = 200), (status = 409, description = "Own.")))]
    #[allow(dead_code)]
    fn described() {}

    #[utoipa::path(post, path = "/api/v1/things", tag = "things", params(("n" = i64, Query)), responses((status = 200)))]
    #[allow(dead_code)]
    fn written() {}

    let document = complete(&<Document as utoipa::OpenApi>::openapi());
    let responses = &document["paths"]["/api/v1/things"]["get"]["responses"];
    assert_eq!(responses["409"]["description"], "Own.");
    for status in ["401", "403", "404", "409", "413", "415", "422", "429", "503"] {
        let schema = &responses[status]["content"]["application/problem+json"]["schema"]["$ref"];
        assert_eq!(schema, "#/components/schemas/Problem", "{status}");
    }
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let written = &document["paths"]["/api/v1/things"]["post"];
    assert_eq!(written["operationId"], "things_written");
    assert_eq!(written["parameters"][1]["name"], "Idempotency-Key");
    assert!(document["paths"]["/api/v1/things"]["get"]["parameters"].is_null());
}
