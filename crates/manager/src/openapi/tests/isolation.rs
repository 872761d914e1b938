//! No token, page or error of one installation shows anything of another: every operation and every page is asked with
//! another installation's token and cookie, and with those of a satellite, and the answers are searched for what is
//! only here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use axum::body::Body as Sent;
use http::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{Method, Request, StatusCode};
use licentia_platform::access::{Browser, Chosen, NewAccount, Right, Rights};
use licentia_platform::db::ScopeNo;
use serde_json::json;
use tower::ServiceExt as _;

use super::expected::{Body, EXPECTED, Expected, Object};
use super::walk::{House, read};
use crate::installations;
use crate::stories;
use crate::testing::{TestManager, token_at};

stories!(
    no_operation_shows_anything_of_another_installation,
    no_page_shows_anything_of_another_installation,
    a_satellite_is_answered_only_what_is_its_own,
);

/// What is only in the house: names, ids, and what the package says of its holder.
struct Marks(Vec<String>);

/// The operations that a satellite's token opens; all others are the central installation's.
const AT_SATELLITES: &[&str] = &[
    "installations_this",
    "checks_check_named",
    "checks_check",
    "checks_check_many",
    "checks_explain",
    "events_active",
    "events_stream",
    "events_start",
    "events_change",
    "events_end",
    "limits_list",
    "limits_report",
    "limits_check",
    "limits_reserve",
    "limits_use_reservation",
    "limits_release",
    "meters_take",
    "sessions_log_in",
    "sessions_seats",
    "sessions_heartbeat",
    "sessions_end",
    "licences_list",
    "packages_list",
    "packages_file",
    "users_list",
    "users_show",
    "users_portrait_show",
];

/// A person whose name is nowhere else.
async fn marked(house: &House) -> Marks {
    let person = json!({
        "name": "Zwetlana Markör", "email": "zwetlana@markor.example", "groups": ["Markörgruppen"],
        "job_title": "Markörchef", "role": "Markörroll", "attributes": {"desk": "M-4711"},
    });
    let (status, answer) = house.t.ask(Method::PATCH, "/api/v1/users/anna", Some(person)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let mut marks = ["Zwetlana", "markor.example", "Markörgruppen", "Markörchef", "Markörroll", "M-4711"]
        .map(str::to_owned)
        .to_vec();
    marks.push(crate::users::portraits::tests::sample(&house.t, "anna").await);
    marks.extend(["user", "session", "blocker"].map(|object| house.objects[object].clone()));
    Marks(marks)
}

impl Marks {
    /// With what a package says of its holder, which satellites share and strangers do not.
    fn and_holder(mut self, house: &House) -> Self {
        self.0.extend(["Berg AB", "1000234567", "Götaland", "victim"].map(str::to_owned));
        self.0.push(house.objects["package"].clone());
        self
    }

    /// Nothing that the request itself did not say stands in the answer.
    fn none_in(&self, answer: &str, asked: &str, of: &str) {
        for mark in self.0.iter().filter(|mark| !asked.contains(mark.as_str())) {
            assert!(!answer.contains(mark.as_str()), "{of} shows {mark}: {answer}");
        }
    }
}

/// What a request says itself.
fn said(body: &Body) -> String {
    match body {
        Body::Json(value) => value().to_string(),
        // Whoever has the file knows its holder.
        Body::Package => "Berg AB 1000234567".to_owned(),
        _ => String::new(),
    }
}

async fn head(house: &House) -> u64 {
    house.t.manager.snapshot(house.t.scope).await.expect("a snapshot").revision()
}

async fn no_operation_shows_anything_of_another_installation(t: TestManager) {
    let house = House::new(t).await;
    let marks = marked(&house).await.and_holder(&house);
    let before = head(&house).await;
    // By this one the stranger would call itself what the house is called.
    for Expected { operation, object, body, .. } in
        EXPECTED.iter().filter(|one| one.operation != "packages_serial")
    {
        let (real, _) = house.object(*object);
        let answer = house.operation(operation, &house.stranger, real).await;
        let asked = format!("{real} {}", said(body));
        marks.none_in(&format!("{} {:?}", answer.text, answer.headers), &asked, operation);
        assert!(answer.status.as_u16() < 500, "{operation}: {}", answer.text);
    }
    assert_eq!(head(&house).await, before, "a stranger has changed something");
}

async fn a_satellite_is_answered_only_what_is_its_own(t: TestManager) {
    let house = House::new(t).await;
    let marks = marked(&house).await;
    let before = head(&house).await;
    let at = house.t.manager.snapshot(house.t.scope).await.expect("a snapshot");
    let site = installations::site_no(&at, "gotaland");
    let satellite = token_at(&house.t.manager, house.t.scope, site, Rights::ALL).await;
    for Expected { operation, object, rights, .. } in EXPECTED {
        let (real, _) = house.object(*object);
        let answer = house.operation(operation, &satellite, real).await;
        marks.none_in(&answer.text, real, operation);
        if rights.is_empty() {
            // A page of one's own: tokens are nobody's.
            assert!(answer.status.is_client_error(), "{operation}: {}", answer.text);
        } else if AT_SATELLITES.contains(operation) {
            assert!(!answer.text.contains("central_only"), "{operation}: {}", answer.text);
            assert!(answer.status != StatusCode::FORBIDDEN && answer.status.as_u16() < 500, "{operation}");
        } else {
            let code = if *object == Object::Server { "operators_only" } else { "central_only" };
            assert_eq!(answer.problem(403, operation)["code"], code, "{operation}");
        }
    }
    for path in pages(&house) {
        let page = ask(&house, Method::GET, &format!("/i/test{path}"), Who::Token(&satellite)).await;
        assert!(!page.0.is_success(), "{path}: {}", page.1);
        marks.none_in(&page.1, &path, &path);
    }
    // The token itself was made here; nothing else happened.
    assert_eq!(head(&house).await, before + 1, "a satellite has changed something");
}

async fn no_page_shows_anything_of_another_installation(t: TestManager) {
    let house = House::new(t).await;
    let marks = marked(&house).await.and_holder(&house);
    let all = installations::list(&house.t.manager).await.expect("the installations");
    let other = all.iter().find(|one| one.slug == "other").expect("it was made").scope;
    let cookie = cookie(&house, other).await;
    let before = head(&house).await;
    let pages = pages(&house);
    assert!(pages.len() > 40, "the pages were not found: {pages:?}");
    for path in &pages {
        for method in [Method::GET, Method::POST] {
            for who in [Who::Cookie(&cookie), Who::Token(&house.stranger), Who::Nobody] {
                let of = format!("{method} {path}");
                let here = ask(&house, method.clone(), &format!("/i/test{path}"), who).await;
                marks.none_in(&here.1, path, &of);
                let nowhere = ask(&house, method.clone(), &format!("/i/nowhere{path}"), who).await;
                let same = (here.0, here.1.replace("/i/test", "/i/nowhere"));
                assert_eq!(same, nowhere, "{of}: what is elsewhere looks different from what is nowhere");
                let own = ask(&house, method.clone(), &format!("/i/other{path}"), who).await;
                marks.none_in(&own.1, path, &of);
                assert!(own.0.as_u16() < 500, "{of}: {} {}", own.0, own.1);
            }
        }
    }
    let own = ask(&house, Method::GET, "/i/other/licences", Who::Cookie(&cookie)).await;
    assert_eq!(own.0, StatusCode::OK, "the stranger was signed in all the time: {}", own.1);
    assert_eq!(head(&house).await, before, "a stranger has changed something");
}

#[derive(Clone, Copy)]
enum Who<'a> {
    Nobody,
    Token(&'a str),
    Cookie(&'a str),
}

/// What a browser sends, and what comes back: the status, and everything that can be read, one line for each part.
async fn ask(house: &House, method: Method, path: &str, who: Who<'_>) -> (StatusCode, String) {
    let request = Request::builder().method(method.clone()).uri(path).header("sec-fetch-site", "same-origin");
    let request = match who {
        Who::Nobody => request,
        Who::Token(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
        Who::Cookie(cookie) => request.header(COOKIE, cookie).header("accept", "text/html"),
    };
    let request = match method {
        Method::POST => request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"),
        _ => request,
    };
    let request = request.body(Sent::empty()).expect("a request");
    let response = house.t.router.clone().oneshot(request).await.expect("a router always answers");
    let (parts, body) = response.into_parts();
    let text = read(&parts.headers, body).await;
    let place = parts.headers.get("location").map(|place| format!("{place:?}")).unwrap_or_default();
    (parts.status, format!("{place}\n{text}"))
}

/// The cookie of somebody who may do everything in that installation.
async fn cookie(house: &House, scope: ScopeNo) -> String {
    let access = house.t.manager.access();
    let rights = Rights::of(&[
        Right::ManageLicences,
        Right::ManageUsers,
        Right::View,
        Right::ManageAccess,
        Right::Check,
    ]);
    let new = NewAccount { login: "olof".to_owned(), name: "Olof".to_owned(), rights, user: None };
    let link = access.first_administrator(scope, new).await.expect("a link");
    let chosen = Chosen {
        login: "olof".to_owned(),
        name: "Olof".to_owned(),
        password: "a long enough passphrase".to_owned().into(),
    };
    let link = link.path.strip_prefix("/set-up/").expect("a path").to_owned();
    let browser = Browser { address: None, agent: String::new() };
    let signed_in = access.set_up(&link, chosen, browser).await.expect("a session");
    let cookie = signed_in.cookies[0].to_str().expect("text");
    cookie.split(';').next().expect("a pair").to_owned()
}

/// The address of every page beneath `/i/{slug}`, out of the sources, with the house's objects in it.
fn pages(house: &House) -> Vec<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files.iter().filter(|file| is_page(file)) {
        let source = std::fs::read_to_string(file).expect("a source");
        for call in source.split(".route(").skip(1) {
            let Some(path) = call.split('"').nth(1) else { continue };
            for module in ["acme.sale-cal", "acme"] {
                found.insert(filled(house, path, module));
            }
        }
    }
    found.into_iter().collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

fn is_page(file: &Path) -> bool {
    let name = file.file_name().is_some_and(|name| name == "page.rs");
    name || file.components().any(|part| part.as_os_str() == "page")
}

/// A path with the house's own objects in place of its variables.
fn filled(house: &House, path: &str, module: &str) -> String {
    let of = |variable: &str| match variable {
        "user" => "anna",
        "id" => &house.objects["package"],
        "module" | "issuer" | "product" => module,
        "site" => &house.objects["satellite"],
        "no" | "token" => &house.objects["token"],
        "session" => &house.objects["session"],
        "act" => "deactivate",
        _ => "1",
    };
    let mut out = String::new();
    for (at, part) in path.split('{').enumerate() {
        match part.split_once('}') {
            Some((variable, rest)) if at > 0 => {
                out.push_str(of(variable));
                out.push_str(rest);
            }
            _ => out.push_str(part),
        }
    }
    out
}
