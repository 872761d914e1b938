//! Applications that object, stay silent, or talk nonsense, on both databases.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::testing::{TestManager, plan, row, stories};
use crate::users::tests::pages::{page, send};

stories!(
    an_objection_stops_a_recall_and_is_shown,
    a_silent_application_stops_it_unless_told,
    only_those_concerned_are_asked_and_the_question_is_signed,
    who_leaves_is_asked_about_too,
    a_blocker_needs_a_name_and_an_address,
    rules_take_nothing_that_is_objected_to_when_users_change,
    a_change_of_a_user_goes_on_despite_silence_when_told_to,
    a_file_asks_before_it_takes_anything,
    rules_on_schedule_spare_only_whom_an_application_objects_to,
);

/// What an application was asked, and what it answers.
#[derive(Clone, Default)]
struct Service {
    asked: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<Mutex<String>>,
}

impl Service {
    async fn start(answer: &Value) -> (Self, String) {
        let service = Self::default();
        *service.answer.lock().unwrap() = answer.to_string();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/may-lose", listener.local_addr().unwrap());
        let router = Router::new().route("/may-lose", post(answered)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (service, address)
    }

    fn asked(&self) -> Vec<(HeaderMap, String)> {
        self.asked.lock().unwrap().clone()
    }
}

async fn answered(State(service): State<Service>, headers: HeaderMap, body: String) -> String {
    service.asked.lock().unwrap().push((headers, body));
    service.answer.lock().unwrap().clone()
}

async fn licensed(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("ten-service", 5, &["ej-client"]), row("ej-client", 5), row("web", 5)]
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-service").await;
        t.assign(user, "acme.web").await;
    }
}

async fn register(t: &TestManager, url: &str, modules: Value) {
    let (status, answer) =
        t.post("/api/v1/blockers", json!({"name": "Service", "url": url, "modules": modules})).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

fn recall(user: &str, module: &str) -> Value {
    json!({"users": [user], "modules": [module]})
}

async fn an_objection_stops_a_recall_and_is_shown(t: TestManager) {
    licensed(&t).await;
    let objection =
        json!({"blocked": [{"user": "anna", "code": "open_requests", "message": "3 open requests"}]});
    let (service, url) = Service::start(&objection).await;
    register(&t, &url, json!([])).await;
    let (status, refused) = t.post("/api/v1/assignments/recall", recall("anna", "acme.ten-service")).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    assert_eq!(refused["objections"][0]["code"], "open_requests", "{refused}");
    assert!(refused["detail"].as_str().unwrap().contains("3 open requests"), "{refused}");
    let (_, check) = t.get("/api/v1/checks/anna/acme.ej-client").await;
    assert_eq!(check["code"], "granted", "{check}");
    // Somebody else's licence goes.
    let (status, done) = t.post("/api/v1/assignments/recall", recall("bo", "acme.ten-service")).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(service.asked().len(), 2);
    // An assignment that takes nothing away asks nobody.
    let (status, done) = t.post("/api/v1/assignments", recall("bo", "acme.ten-service")).await;
    assert_eq!((status, service.asked().len()), (StatusCode::OK, 2), "{done}");
}

async fn a_silent_application_stops_it_unless_told(t: TestManager) {
    licensed(&t).await;
    // A port on which nobody listens, and an answer that is none.
    register(&t, "http://127.0.0.1:9/", json!([])).await;
    let order = recall("anna", "acme.ten-service");
    let (status, refused) = t.post("/api/v1/assignments/recall", order.clone()).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::CONFLICT, &json!("blocker_unreachable")),
        "{refused}"
    );
    let mut told = order;
    told["despite_silence"] = json!(true);
    let (status, done) = t.post("/api/v1/assignments/recall", told).await;
    assert_eq!(status, StatusCode::OK, "{done}");

    let (_, blockers) = t.get("/api/v1/blockers").await;
    let id = blockers["items"][0]["id"].as_str().unwrap().to_owned();
    let (status, _) = t.delete(&format!("/api/v1/blockers/{id}")).await;
    assert_eq!(status, StatusCode::OK);
    let (_, url) = Service::start(&json!("yes, why not?")).await;
    register(&t, &url, json!([])).await;
    let (status, refused) = t.post("/api/v1/assignments/recall", recall("bo", "acme.ten-service")).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::CONFLICT, &json!("blocker_unreachable")),
        "{refused}"
    );
}

async fn only_those_concerned_are_asked_and_the_question_is_signed(t: TestManager) {
    licensed(&t).await;
    let (service, url) = Service::start(&json!({"blocked": []})).await;
    register(&t, &url, json!(["acme.ej-client"])).await;
    let (status, _) = t.post("/api/v1/assignments/recall", recall("anna", "acme.web")).await;
    assert_eq!((status, service.asked().len()), (StatusCode::OK, 0), "another module");
    let (status, _) = t.post("/api/v1/assignments/recall", recall("anna", "acme.ten-service")).await;
    assert_eq!((status, service.asked().len()), (StatusCode::OK, 1), "its plan brings the module");
    let (headers, body) = service.asked().remove(0);
    let question: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(question["type"], "licence.removal");
    assert_eq!(question["users"][0]["login"], "anna");
    assert_eq!(question["users"][0]["modules"], json!(["acme.ten-service", "acme.ej-client"]));
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let message = format!("{}.{}.{body}", header("webhook-id"), header("webhook-timestamp"));
    let signature = STANDARD.decode(header("webhook-signature").strip_prefix("v1a,").unwrap()).unwrap();
    let seed = t.manager.db().secret().installation_seed(t.scope);
    let key = licentia_protocol::SecretKey::from_seed(&seed);
    assert!(key.public().verify(message.as_bytes(), &signature.try_into().unwrap()));
}

async fn who_leaves_is_asked_about_too(t: TestManager) {
    licensed(&t).await;
    let objection =
        json!({"blocked": [{"user": "anna", "code": "open_requests", "message": "3 open requests"}]});
    let (_, url) = Service::start(&objection).await;
    register(&t, &url, json!([])).await;
    let (status, refused) = t.delete("/api/v1/users/anna").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    let retire = http::Request::patch("/api/v1/users/anna")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/json")
        .body(json!({"state": "former"}).to_string().into());
    let (status, refused) = t.send(retire.unwrap()).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    let (status, answer) = t.delete("/api/v1/users/bo").await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
}

async fn a_blocker_needs_a_name_and_an_address(t: TestManager) {
    for (name, url, modules) in [
        ("", "https://crm.example.org", json!([])),
        ("Service", "ftp://crm.example.org", json!([])),
        ("Service", "https://", json!([])),
        ("Service", "https://user:secret@crm.example.org", json!([])),
        ("Service", "https://crm.example.org", json!(["no module"])),
    ] {
        let body = json!({"name": name, "url": url, "modules": modules});
        let (status, refused) = t.post("/api/v1/blockers", body.clone()).await;
        assert_eq!(
            (status, &refused["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{body}"
        );
    }
    let (status, refused) = t.delete("/api/v1/blockers/0199a2f0-5c3e-7000-8000-999999999999").await;
    assert_eq!((status, &refused["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}

/// Two of a group whose rule gives the plan, whatever plan was chosen by hand.
async fn ruled(t: &TestManager) {
    t.activate(|package| package.rows = vec![plan("sales", 5, &[]), plan("service", 5, &[]), row("web", 5)])
        .await;
    for login in ["anna", "bo"] {
        let (status, made) = t.post("/api/v1/users", json!({"login": login, "groups": ["Sales"]})).await;
        assert_eq!(status, StatusCode::CREATED, "{made}");
    }
    let rule = json!({"name": "Sales", "modules": ["acme.sales"], "over_manual": true,
        "when": [{"attribute": "group", "is": ["Sales"]}]});
    let (status, made) = t.post("/api/v1/rules", json!({"rule": rule})).await;
    assert_eq!(status, StatusCode::OK, "{made}");
}

/// An application that objects about one of them.
async fn objects(t: &TestManager) -> Service {
    let objection = json!({"blocked": [{"user": "anna", "code": "open_requests", "message": "open"}]});
    let (service, url) = Service::start(&objection).await;
    register(t, &url, json!([])).await;
    service
}

async fn code(t: &TestManager, user: &str, module: &str) -> Value {
    t.get(&format!("/api/v1/checks/{user}/{module}")).await.1["code"].clone()
}

async fn rules_take_nothing_that_is_objected_to_when_users_change(t: TestManager) {
    ruled(&t).await;
    let service = objects(&t).await;
    let patch = async |user: &str, patch: Value| {
        t.ask(http::Method::PATCH, &format!("/api/v1/users/{user}"), Some(patch)).await
    };
    let (status, refused) = patch("anna", json!({"groups": []})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    assert_eq!(refused["objections"][0]["user"], "anna", "{refused}");
    assert_eq!(code(&t, "anna", "acme.sales").await, "granted");
    assert_eq!(t.get("/api/v1/users/anna").await.1["groups"], json!(["Sales"]));
    let rename =
        async |to: &str| t.ask(http::Method::PATCH, "/api/v1/groups/Sales", Some(json!({"name": to}))).await;
    let (status, refused) = rename("Selling").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    // What takes nothing asks nobody, and somebody else's licence goes.
    let asked = service.asked().len();
    assert_eq!(patch("anna", json!({"name": "Anna Berg"})).await.0, StatusCode::OK);
    assert_eq!(rename("SALES").await.0, StatusCode::OK);
    assert_eq!(service.asked().len(), asked);
    let (status, done) = patch("bo", json!({"groups": []})).await;
    assert_eq!((status, service.asked().len()), (StatusCode::OK, asked + 1), "{done}");
    assert_ne!(code(&t, "bo", "acme.sales").await, "granted");
    assert_eq!(code(&t, "anna", "acme.sales").await, "granted");
}

async fn a_change_of_a_user_goes_on_despite_silence_when_told_to(t: TestManager) {
    ruled(&t).await;
    // Nobody listens there.
    register(&t, "http://127.0.0.1:9/", json!([])).await;
    let patch = async |patch: Value| t.ask(http::Method::PATCH, "/api/v1/users/anna", Some(patch)).await;
    let (status, refused) = patch(json!({"groups": []})).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::CONFLICT, &json!("blocker_unreachable")),
        "{refused}"
    );
    assert_eq!(code(&t, "anna", "acme.sales").await, "granted");
    // The form says so too, and offers to go on.
    let edit = page(&t, "/i/test/users/anna/edit").await;
    let seen = edit.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let typed = [("login", "anna"), ("name", "Anna"), ("kind", "internal"), ("groups", ""), ("seen", &*seen)];
    let (_, asked) = send(&t, "/i/test/users/anna/edit", &typed).await;
    assert!(asked.contains("name=\"silence\"") && !edit.contains("name=\"silence\""), "{asked}");
    let (status, done) = patch(json!({"groups": [], "despite_silence": true})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_ne!(code(&t, "anna", "acme.sales").await, "granted");
}

async fn a_file_asks_before_it_takes_anything(t: TestManager) {
    ruled(&t).await;
    let service = objects(&t).await;
    let import = async |query: &str, file: &str| {
        let request = http::Request::post(format!("/api/v1/users/import?update=true{query}"))
            .header("authorization", format!("Bearer {}", t.token))
            .body(axum::body::Body::from(file.to_owned()))
            .unwrap();
        t.send(request).await
    };
    let (status, refused) = import("", "login,groups\nanna,\nbo,\n").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("recall_blocked")), "{refused}");
    assert_eq!(code(&t, "bo", "acme.sales").await, "granted", "all or nothing");
    // What takes nothing asks nobody.
    let asked = service.asked().len();
    assert_eq!(import("", "login,name\nanna,Anna Berg\n").await.0, StatusCode::OK);
    assert_eq!(service.asked().len(), asked);
    assert_eq!(import("", "login,groups\nbo,\n").await.0, StatusCode::OK);
    assert_eq!((code(&t, "bo", "acme.sales").await == "granted", service.asked().len()), (false, asked + 1));
    register(&t, "http://127.0.0.1:9/", json!([])).await;
    *service.answer.lock().unwrap() = json!({"blocked": []}).to_string();
    let (_, silent) = import("", "login,groups\nanna,\n").await;
    assert_eq!(silent["code"], "blocker_unreachable", "{silent}");
    assert_eq!(import("&despite_silence=true", "login,groups\nanna,\n").await.0, StatusCode::OK);
    assert_ne!(code(&t, "anna", "acme.sales").await, "granted");
}

async fn rules_on_schedule_spare_only_whom_an_application_objects_to(t: TestManager) {
    ruled(&t).await;
    let order = json!({"users": ["anna", "bo"], "modules": ["acme.service"]});
    let (status, done) = t.post("/api/v1/assignments", order).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let carl = json!({"login": "carl", "groups": ["Sales"]});
    assert_eq!(t.post("/api/v1/users", carl).await.0, StatusCode::CREATED);
    let recalled = recall("carl", "acme.sales");
    assert_eq!(t.post("/api/v1/assignments/recall", recalled).await.0, StatusCode::OK);
    let _service = objects(&t).await;
    crate::rules::keep(t.manager.clone(), Arc::default()).await.unwrap();
    for (user, plan) in [("anna", "acme.service"), ("bo", "acme.sales"), ("carl", "acme.sales")] {
        assert_eq!(code(&t, user, plan).await, "granted", "{user}");
    }
    // While nobody answers, nobody loses anything, and whoever gains gains.
    let (_, blockers) = t.get("/api/v1/blockers").await;
    let id = blockers["items"][0]["id"].as_str().unwrap().to_owned();
    t.delete(&format!("/api/v1/blockers/{id}")).await;
    let recalled = recall("carl", "acme.sales");
    assert_eq!(t.post("/api/v1/assignments/recall", recalled).await.0, StatusCode::OK);
    register(&t, "http://127.0.0.1:9/", json!([])).await;
    crate::rules::keep(t.manager.clone(), Arc::default()).await.unwrap();
    assert_eq!(code(&t, "anna", "acme.service").await, "granted");
    assert_eq!(code(&t, "carl", "acme.sales").await, "granted");
}
