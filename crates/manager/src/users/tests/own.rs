//! An ordinary user sees a page about themselves, and nothing else is shown or can be reached (rule 12).

use std::path::{Path, PathBuf};

use http::header::{COOKIE, LOCATION};
use http::{Method, Request, StatusCode};
use licentia_core::licence::Row;
use serde_json::json;
use tower::ServiceExt as _;

use super::last::administrator;
use super::pages::page;
use super::person::{get_as, sign_in};
use crate::testing::{TestManager, plan, row, stories};

stories!(
    an_ordinary_user_sees_what_is_held_and_why,
    nothing_else_is_shown_or_reached,
    operators_have_a_page_without_licences,
);

async fn an_ordinary_user_sees_what_is_held_and_why(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("sales", 3, &["diary", "user"]),
            Row { hidden: true, ..row("diary", 3) },
            row("user", 3),
            row("travel", 1),
            Row { due: "2026-11-21".parse().ok(), ..row("travel", 1) },
        ];
    })
    .await;
    administrator(&t, "anna", &[]).await;
    let bo = t.user("bo").await;
    t.assign(bo, "acme.travel").await;
    let order =
        json!({"users": ["anna"], "modules": ["acme.sales", "acme.travel"], "reason": "new colleague"});
    assert_eq!(t.post("/api/v1/assignments", order).await.0, StatusCode::OK);
    t.pass_ms(13 * 60 * 60 * 1_000).await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    let home = Request::get("/").header(COOKIE, &cookie).body(axum::body::Body::empty()).unwrap();
    let home = t.router.clone().oneshot(home).await.unwrap();
    assert_eq!(home.headers()[LOCATION], "/i/test/me");
    let (status, shown) = get_as(&t, &cookie, "/i/test/me?lang=en").await;
    let shown = shown.as_str().unwrap();
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert!(shown.contains("No. 1 of 1 in line") && !shown.contains("new colleague"), "{shown}");
    assert!(!shown.contains("diary"), "hidden modules are never shown: {shown}");
    assert!(!shown.contains("/i/test/users") && !shown.contains("name=\"q\""), "{shown}");
    let (status, me) = get_as(&t, &cookie, "/api/v1/me").await;
    assert_eq!((status, &me["user"]["login"]), (StatusCode::OK, &json!("anna")), "{me}");
    let travel =
        me["licences"].as_array().unwrap().iter().find(|one| one["module"] == "acme.travel").unwrap();
    assert_eq!((&travel["state"], &travel["because"]), (&json!("waiting"), &json!("no_seat")), "{travel}");
    assert_eq!((&travel["place"], &travel["of"]), (&json!(1), &json!(1)));
    let user = me["licences"].as_array().unwrap().iter().find(|one| one["module"] == "acme.user").unwrap();
    assert_eq!(user["sources"][0]["through"], "acme.sales");
    // Why, in both languages.
    let (status, why) = get_as(&t, &cookie, "/i/test/me/why?module=acme.travel&lang=sv").await;
    let why = why.as_str().unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(why.contains("no_seat") && !why.contains('⟦') && !why.contains("/i/test/users"), "{why}");
    let (status, why) = get_as(&t, &cookie, "/api/v1/me/why/acme.travel").await;
    assert_eq!((status, &why["code"]), (StatusCode::OK, &json!("no_seat")), "{why}");
    assert_eq!(get_as(&t, &cookie, "/i/test/me/why?module=acme.nothing").await.0, StatusCode::NOT_FOUND);
    // The language stays with the account, the password can be changed.
    let form = |path: &str, body: &str| {
        Request::post(path)
            .header(COOKIE, &cookie)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(body.to_owned()))
            .unwrap()
    };
    assert_eq!(t.send(form("/i/test/me/language", "language=sv")).await.0, StatusCode::SEE_OTHER);
    let (_, wrong) = t.send(form("/i/test/me/password", "present=nonsense&new=another+good+password")).await;
    assert!(wrong.as_str().unwrap().contains("wrong_credentials"), "{wrong}");
    let typed = "present=a+good+long+password+of+4&new=another+good+password";
    let (status, _) = t.send(form("/i/test/me/password", typed)).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(sign_in(&t, "anna").await, None, "the former password is worth nothing");
}

/// Every page of the manager, as the sources route it.
fn routed_pages() -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|name| name != "tests") {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.retain(|path| path.extension().is_some_and(|kind| kind == "rs"));
    files.retain(|path| path.file_name().is_some_and(|name| name != "api.rs" && name != "tests.rs"));
    let mut pages = Vec::new();
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        for call in source.split(".route(").skip(1) {
            let path = call.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next());
            pages.extend(path.map(str::to_owned));
        }
    }
    pages.sort();
    pages.dedup();
    pages
}

async fn nothing_else_is_shown_or_reached(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    administrator(&t, "anna", &[]).await;
    let (_, bo) = t
        .post("/api/v1/users", json!({"login": "boris", "name": "Boris Hemlig", "groups": ["Hemligt"]}))
        .await;
    let order = json!({"users": ["boris"], "modules": ["acme.web"], "reason": "Hemlig orsak"});
    assert_eq!(t.post("/api/v1/assignments", order).await.0, StatusCode::OK);
    let secrets = ["Hemlig", "boris", bo["id"].as_str().unwrap(), "Berg AB", "1000234567"];
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    // What is announced to everybody is announced to them; the stream of it never ends and carries a mark only.
    let own = [
        "/me",
        "/me/why",
        "/me/language",
        "/me/password",
        "/me/portrait",
        "/me/portrait/remove",
        "/events/banners",
    ];
    let endless = "/events/stream";
    let open =
        ["/", "/sign-in", "/sign-in/{token}", "/set-up/{token}", "/sign-out", "/theme", "/assets/{file}"];
    let pages = routed_pages();
    assert!(pages.len() > 40 && pages.iter().any(|path| path == "/users/{user}"), "{pages:?}");
    let mut walked = 0;
    let walks =
        |route: &&String| !route.starts_with("/docs") && !open.contains(&route.as_str()) && *route != endless;
    for route in pages.iter().filter(walks) {
        let path = ["{user}", "{id}", "{no}", "{module}", "{issuer}", "{slug}"]
            .iter()
            .zip(["boris", "1", "1", "acme.web", "acme", "test"]);
        let path = path.fold(route.clone(), |path, (variable, value)| path.replace(variable, value));
        for method in [Method::GET, Method::POST] {
            let request = Request::builder()
                .method(method.clone())
                .uri(format!("/i/test{path}"))
                .header(COOKIE, &cookie)
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from(String::new()));
            let (status, body) = t.send(request.unwrap()).await;
            let body = body.to_string();
            let refused = matches!(status.as_u16(), 403 | 404 | 405 | 415 | 400);
            let mine = own.contains(&route.as_str());
            assert!(refused || mine, "{method} {path}: {status} {body}");
            // The holder's own name stands over every page of the installation; nobody else's does.
            let told = secrets.iter().filter(|secret| !(mine && **secret == "Berg AB"));
            for secret in told {
                assert!(!body.contains(secret), "{method} {path} tells {secret}: {body}");
            }
            walked += 1;
        }
    }
    assert!(walked > 80, "{walked}");
    // And every operation of the interface, with the session as with a token.
    let document = crate::openapi();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let named = path.replace("{user}/{module}", "boris/acme.web");
        let named = named.replace("{module}", "acme.web").replace("{id}", "boris");
        let named = named.replace("{no}", "1").replace("{issuer}", "acme").replace("{revision}", "1");
        for method in methods.as_object().unwrap().keys() {
            let request = Request::builder()
                .method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap())
                .uri(&named)
                .header(COOKIE, &cookie)
                .header("content-type", "application/json")
                .body(axum::body::Body::from("{}"));
            let (status, body) = t.send(request.unwrap()).await;
            if path.starts_with("/api/v1/me") {
                continue;
            }
            // What is malformed may be said before who asks is looked at; nothing is ever done or told.
            assert!(
                matches!(status.as_u16(), 400 | 403 | 404 | 413 | 415 | 422),
                "{method} {named}: {status} {body}"
            );
            for secret in secrets {
                assert!(
                    secret == "boris" || !body.to_string().contains(secret),
                    "{method} {named} tells {secret}: {body}"
                );
            }
        }
    }
}

async fn operators_have_a_page_without_licences(t: TestManager) {
    // A token has no user behind it: the page says so, the interface has nothing to show.
    assert!(page(&t, "/i/test/me").await.contains("No user belongs to this account"));
    assert_eq!(t.get("/api/v1/me").await.0, StatusCode::NOT_FOUND);
    assert_eq!(t.get("/api/v1/me/why/acme.web").await.0, StatusCode::NOT_FOUND);
}
