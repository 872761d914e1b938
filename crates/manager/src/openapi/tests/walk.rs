//! A walk over every operation of the document: as nobody, with too few rights, with the right ones, from another
//! installation, and with methods it does not have.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body as Sent;
use http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use licentia_core::licence::{Row, Scope};
use licentia_platform::access::{Right, Rights};
use licentia_platform::by::By;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::expected::{Body, EXPECTED, Expected, Object};
use super::operations;
use crate::installations::{self, NewInstallation};
use crate::stories;
use crate::testing::{TestManager, row, token};

stories!(
    nobody_comes_in_without_a_token,
    the_right_is_needed_and_is_enough,
    what_belongs_to_another_installation_is_missing,
    other_methods_are_named_as_such,
);

/// An installation with one of everything, beside an empty one.
pub(super) struct House {
    pub(super) t: TestManager,
    /// Every right in the other installation.
    pub(super) stranger: String,
    file: Vec<u8>,
    pub(super) objects: BTreeMap<&'static str, String>,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    /// The problem it must be, of this status.
    pub(super) fn problem(&self, status: u16, of: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{of}: {}", self.text);
        let kind = self.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        assert_eq!(kind, Some("application/problem+json"), "{of}");
        let problem: Value = serde_json::from_str(&self.text).expect("JSON");
        assert_eq!(problem["status"], status, "{of}");
        let code = problem["code"].as_str().expect("a code");
        assert_eq!(problem["type"], format!("/docs/problems/{code}"), "{of}");
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{of}: {problem}");
        let documented = licentia_ui::docs::all_codes().any(|known| known == code);
        assert!(documented, "{of}: `{code}` has no words in the language files");
        problem
    }
}

/// The body of an answer; of a stream, which has no end, the first piece.
pub(super) async fn read(headers: &HeaderMap, mut body: Sent) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let bytes = match kind.is_some_and(|kind| kind.starts_with("text/event-stream")) {
        true => body.frame().await.and_then(Result::ok).and_then(|frame| frame.into_data().ok()),
        false => Some(axum::body::to_bytes(body, 64 << 20).await.expect("a whole body")),
    };
    String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
}

impl House {
    pub(super) async fn new(t: TestManager) -> Self {
        t.activate(|package| {
            package.rows = vec![row("user", 20), row("web", 20), row("sale-cal", 20)];
            package.rows.push(Row { scope: Scope::Site, ..row("satellite", 2) });
            package.rows.push(Row { scope: Scope::System, ..row("area-management", 1) });
            package.meters = vec![crate::meters::sample_meter("mails")];
        })
        .await;
        let anna = t.user("anna").await;
        for module in ["acme.user", "acme.web", "acme.sale-cal"] {
            t.assign(anna, module).await;
        }
        let new = NewInstallation { slug: "other".to_owned(), name: "Other".to_owned() };
        let other = installations::create(&t.manager, &By::setup(), new).await.expect("another").value.scope;
        let stranger = token(&t.manager, other, Rights::ALL).await;
        let file = t.issue(|package| package.rows = vec![row("user", 30)]);
        let mut house = Self { t, stranger, file, objects: BTreeMap::new() };
        house.fill().await;
        house
    }

    /// One of everything that a path can name.
    async fn fill(&mut self) {
        let groups = json!({"groups": ["victims"]});
        let (_, anna) = self.t.ask(Method::PATCH, "/api/v1/users/anna", Some(groups)).await;
        let log_in = json!({"user": "anna", "client": "acme.web"});
        let (_, session) = self.t.post("/api/v1/logins", log_in).await;
        let new = json!({"label": "victim", "rights": ["check"]});
        let (_, token) = self.t.post("/api/v1/tokens", new).await;
        let blocker = json!({"name": "Service", "url": "https://crm.example.org/", "modules": ["acme.none"]});
        let (_, blocker) = self.t.post("/api/v1/blockers", blocker).await;
        let hook = json!({"url": "https://hooks.example.org/a"});
        let (_, hook) = self.t.post("/api/v1/webhooks", hook).await;
        let rule =
            json!({"rule": {"name": "Victim", "when": [{"attribute": "role"}], "modules": ["acme.web"]}});
        let (_, rules) = self.t.post("/api/v1/rules", rule).await;
        let event = json!({"key": "freetext-import", "message": "Of the victims", "ending": "free"});
        let (_, event) = self.t.post("/api/v1/events", event).await;
        let satellite = json!({"slug": "gotaland", "name": "Götaland"});
        self.t.post("/api/v1/installations", satellite).await;
        // Long work, and a change of more than one user.
        let everybody = json!({"filter": {}, "modules": ["acme.sale-cal"]});
        self.t.user("victor").await;
        let (_, changed) = self.t.post("/api/v1/assignments", everybody.clone()).await;
        self.t.manager.jobs().long_from(0);
        let (_, job) = self.t.post("/api/v1/assignments", everybody).await;
        self.t.manager.jobs().long_from(crate::jobs::FROM);
        let (_, reserved) = self.t.post("/api/v1/limits/active-projects/reservations", json!({})).await;
        let package = self.operation("packages_load", &self.t.token, "").await;
        let package: Value = serde_json::from_str(&package.text).expect("a comparison");
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("an id, not {value}")).to_owned();
        self.objects = BTreeMap::from([
            ("licence", "acme.sale-cal".to_owned()),
            ("package", text(&package["id"])),
            ("user", text(&anna["id"])),
            ("session", text(&session["session"])),
            ("token", token["no"].to_string()),
            ("blocker", text(&blocker["id"])),
            ("webhook", text(&hook["id"])),
            ("rule", text(&rules["rules"][0]["id"])),
            ("event", text(&event["id"])),
            ("issuer", "acme".to_owned()),
            ("group", "victims".to_owned()),
            ("satellite", "gotaland".to_owned()),
            ("job", text(&job["job"])),
            ("change", changed["revision"].to_string()),
            ("meter", "acme.mails".to_owned()),
            ("reservation", text(&reserved["reservation"]["id"])),
        ]);
    }

    /// The object's name in a path, and the name of one that does not exist.
    pub(super) fn object(&self, object: Object) -> (&str, &'static str) {
        let (name, missing) = match object {
            Object::None | Object::Server => return ("", ""),
            Object::Licence => ("licence", "acme.no-such-thing"),
            Object::Meter => ("meter", "acme.no-such-thing"),
            Object::Package => ("package", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::User => ("user", "0199a2f0-0000-7000-9000-999999999999"),
            Object::Session => ("session", "0199a2f0-0000-7000-9000-999999999999"),
            Object::Token => ("token", "999999"),
            Object::Issuer => ("issuer", "no-such-issuer"),
            Object::Group => ("group", "no-such-group"),
            Object::Rule => ("rule", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::Event => ("event", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::Webhook => ("webhook", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::Blocker => ("blocker", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::Satellite => ("satellite", "no-such-place"),
            Object::Job => ("job", "0199a2f0-5c3e-7000-8000-999999999999"),
            Object::Change => ("change", "999999"),
            Object::Reservation => ("reservation", "0199a2f0-5c3e-7000-8000-999999999999"),
        };
        (&self.objects[name], missing)
    }

    async fn send(&self, method: Method, path: &str, token: &str, body: &Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = match body {
            Body::Nothing => request.body(Sent::empty()),
            Body::Json(value) => {
                request.header(CONTENT_TYPE, "application/json").body(Sent::from(value().to_string()))
            }
            Body::Package => request.body(Sent::from(self.file.clone())),
        };
        let response = self.t.router.clone().oneshot(request.expect("a request")).await;
        let (parts, body) = response.expect("a router always answers").into_parts();
        let text = read(&parts.headers, body).await;
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// One operation, with `object` in its path.
    pub(super) async fn operation(&self, id: &str, token: &str, object: &str) -> Answer {
        let (method, path, _) =
            operations().into_iter().find(|(_, _, known)| known == id).expect("it is described");
        let path = filled(&path, object);
        let expected = EXPECTED.iter().find(|one| one.operation == id).expect("it is expected");
        self.send(method.parse().expect("a method"), &path, token, &expected.body).await
    }
}

/// The path with its variable parts filled in.
fn filled(path: &str, object: &str) -> String {
    let named = path.replace("{user}/{module}", "anna/acme.sale-cal");
    let named = named.replace("/limits/{name}", "/limits/active-projects");
    ["{id}", "{meter}", "{module}", "{no}", "{issuer}", "{group}", "{revision}"]
        .iter()
        .fold(named, |path, variable| path.replace(variable, object))
}

/// Every right that does not stand for one of these, too: whoever manages something may see it.
fn all_but(rights: &[Right]) -> Rights {
    let stands_for = |right: &Right| rights.iter().any(|needed| Rights::of(&[*right]).allows(*needed));
    let others: Vec<Right> = Right::ALL.into_iter().filter(|right| !stands_for(right)).collect();
    Rights::of(&others)
}

async fn nobody_comes_in_without_a_token(t: TestManager) {
    let house = House::new(t).await;
    for Expected { operation, object, .. } in EXPECTED {
        let (object, _) = house.object(*object);
        let guessed = "lic_0000000000000000000000000000000000000000000";
        for (token, code) in [("", "unauthenticated"), (guessed, "token_invalid")] {
            let answer = house.operation(operation, token, object).await;
            let problem = answer.problem(401, operation);
            assert_eq!(problem["code"], code, "{operation}");
            assert!(answer.headers.contains_key("www-authenticate"), "{operation}");
        }
    }
}

async fn the_right_is_needed_and_is_enough(t: TestManager) {
    let house = House::new(t).await;
    let (manager, scope) = (&house.t.manager, house.t.scope);
    let mut wrong = Vec::new();
    for Expected { operation, rights, object, .. } in EXPECTED {
        if rights.is_empty() {
            continue;
        }
        let scope = if *object == Object::Server { installations::SERVER } else { scope };
        // What it names does not exist: the right is looked at first.
        let (_, missing) = house.object(*object);
        let mut too_few = vec![token(manager, scope, all_but(rights)).await];
        if !rights.contains(&Right::Check) {
            too_few.push(token(manager, scope, Rights::APPLICATION).await);
        }
        for token in &too_few {
            let problem = house.operation(operation, token, missing).await.problem(403, operation);
            assert_eq!(problem["code"], "forbidden", "{operation}");
            assert_eq!(problem["right"], rights[0].as_str(), "{operation}");
        }
        for right in *rights {
            let token = token(manager, scope, Rights::of(&[*right])).await;
            let answer = house.operation(operation, &token, missing).await;
            if answer.status.is_client_error() {
                answer.problem(answer.status.as_u16(), operation);
            }
            if matches!(answer.status.as_u16(), 401 | 403 | 500..) {
                wrong.push(format!("{operation} with {right:?} alone: {}", answer.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

async fn what_belongs_to_another_installation_is_missing(t: TestManager) {
    let house = House::new(t).await;
    for Expected { operation, object, .. } in EXPECTED {
        let (real, missing) = house.object(*object);
        let answer = house.operation(operation, &house.stranger, real).await;
        if *object == Object::Server {
            assert_eq!(answer.problem(403, operation)["code"], "operators_only", "{operation}");
            continue;
        }
        if *object == Object::None {
            let own = [&house.objects["package"], &house.objects["user"], &house.objects["session"]];
            assert!(!own.iter().any(|id| answer.text.contains(id.as_str())), "{operation}: {}", answer.text);
            assert!(!answer.text.contains("\"victim\""), "{operation}: {}", answer.text);
            continue;
        }
        let there = answer.problem(404, operation);
        let nowhere = house.operation(operation, &house.stranger, missing).await.problem(404, operation);
        assert_eq!(there, nowhere, "{operation}: what is elsewhere looks different from what is nowhere");
        let own = house.operation(operation, &house.t.token, missing).await.problem(404, operation);
        assert_eq!(there, own, "{operation}");
    }
    // Nothing of it was touched.
    for (path, status) in [("users/{}", "active"), ("packages/{}", "loaded")] {
        let name = path.split('/').next().unwrap().trim_end_matches('s');
        let (code, body) =
            house.t.get(&format!("/api/v1/{}", path.replace("{}", &house.objects[name]))).await;
        assert_eq!((code, &body["state"]), (StatusCode::OK, &json!(status)), "{path}");
    }
    let (_, tokens) = house.t.get("/api/v1/tokens").await;
    let victim = tokens["items"].as_array().unwrap().iter().find(|token| token["label"] == "victim").unwrap();
    assert_eq!(victim["state"], "active");
    let beat = house.operation("sessions_heartbeat", &house.t.token, &house.objects["session"]).await;
    assert_eq!(beat.status, StatusCode::OK, "{}", beat.text);
}

async fn other_methods_are_named_as_such(t: TestManager) {
    let house = House::new(t).await;
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (method, path, _) in operations() {
        let methods = declared.entry(path).or_default();
        if method == "GET" {
            methods.insert("HEAD".to_owned());
        }
        methods.insert(method);
    }
    for (path, methods) in declared {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            if methods.contains(method) {
                continue;
            }
            let of = format!("{method} {path}");
            let parsed = method.parse().expect("a method");
            let answer = house.send(parsed, &filled(&path, "1"), &house.t.token, &Body::Nothing).await;
            assert_eq!(answer.problem(405, &of)["code"], "method_not_allowed", "{of}");
            let allow = answer.headers[ALLOW].to_str().expect("text");
            let allowed: BTreeSet<String> = allow.split(',').map(|method| method.trim().to_owned()).collect();
            assert_eq!(allowed, methods, "{of}");
        }
    }
}
