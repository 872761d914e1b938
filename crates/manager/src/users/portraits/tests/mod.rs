//! Portraits, from the file that is sent to the picture that is seen.

mod files;

use axum::body::Body;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, ETAG, IF_MATCH, IF_NONE_MATCH};
use http::{HeaderMap, Method, Request, StatusCode};
use image::ImageFormat;
use licentia_platform::access::{Right, Rights};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use files::{claiming, halves};

use super::picture::MAX_BYTES;
use crate::testing::{TestManager, row, stories, token};
use crate::users::tests::last::administrator;
use crate::users::tests::person::{get_as, sign_in};

stories!(
    a_portrait_is_set_seen_and_removed,
    only_the_picture_that_was_seen_is_replaced_or_removed,
    what_is_no_picture_is_refused_in_words,
    it_goes_with_the_person,
    pages_show_it_in_place_of_initials,
    everybody_has_their_own,
    a_page_takes_a_file_and_says_what_is_wrong_with_it,
);

async fn sent(t: &TestManager, token: &str, path: &str, kind: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
    let request = Request::put(path)
        .header("authorization", format!("Bearer {token}"))
        .header(CONTENT_TYPE, kind)
        .body(Body::from(bytes));
    t.send(request.unwrap()).await
}

/// Sets the portrait of a user.
async fn put(t: &TestManager, user: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
    sent(t, &t.token, &format!("/api/v1/users/{user}/portrait"), "image/png", bytes).await
}

/// The picture, and what is said of it.
async fn picture(t: &TestManager, path: &str, known: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header(IF_NONE_MATCH, known)
        .body(Body::empty());
    let response = t.router.clone().oneshot(request.unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.status, parts.headers, axum::body::to_bytes(body, 1 << 20).await.unwrap().to_vec())
}

/// Gives a user a portrait for the tests of others; answers the mark that stands in every address of it.
pub(crate) async fn sample(t: &TestManager, user: &str) -> String {
    assert_eq!(put(t, user, halves(40, 40, ImageFormat::Png)).await.0, StatusCode::NO_CONTENT);
    let (_, headers, _) = picture(t, &format!("/api/v1/users/{user}/portrait"), "").await;
    headers[ETAG].to_str().unwrap()[1..17].to_owned()
}

async fn kinds(t: &TestManager) -> Vec<String> {
    let (_, entries) = t.get("/api/v1/ledger?limit=5").await;
    entries["items"].as_array().unwrap().iter().map(|it| it["kind"].as_str().unwrap().to_owned()).collect()
}

async fn a_portrait_is_set_seen_and_removed(t: TestManager) {
    t.user("anna").await;
    let path = "/api/v1/users/anna/portrait";
    assert_eq!(t.get(path).await.0, StatusCode::NOT_FOUND);
    assert_eq!(put(&t, "anna", halves(300, 300, ImageFormat::Png)).await.0, StatusCode::NO_CONTENT);
    let (status, headers, bytes) = picture(&t, path, "\"another\"").await;
    assert_eq!(
        (status, &headers[CONTENT_TYPE], &headers[CACHE_CONTROL]),
        (StatusCode::OK, &"image/jpeg".parse().unwrap(), &"private, no-cache".parse().unwrap())
    );
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(image::guess_format(&bytes).unwrap(), ImageFormat::Jpeg);
    let tag = headers[ETAG].to_str().unwrap().to_owned();
    for known in [tag.as_str(), "*", &format!("\"x\", W/{tag}")] {
        let (status, again, bytes) = picture(&t, path, known).await;
        assert_eq!(
            (status, again[ETAG].to_str().unwrap(), bytes.len()),
            (StatusCode::NOT_MODIFIED, &*tag, 0)
        );
    }
    // The address that pages carry may be kept, as long as it names the present picture.
    let marked = format!("{path}?v={}", &tag[1..17]);
    assert_eq!(picture(&t, &marked, "").await.1[CACHE_CONTROL], "private, max-age=86400");
    assert_eq!(picture(&t, &format!("{path}?v=00"), "").await.1[CACHE_CONTROL], "private, no-cache");
    // The chain says that there is one, and shows nothing of it.
    let head = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(kinds(&t).await[0], "users.portrait_set");
    let (_, entries) = t.get("/api/v1/ledger?limit=1").await;
    assert!(entries["items"][0]["after"]["bytes"].as_u64().unwrap() > 100, "{entries}");
    assert_eq!(put(&t, "anna", halves(300, 300, ImageFormat::Png)).await.0, StatusCode::NO_CONTENT);
    assert_eq!(
        t.manager.snapshot(t.scope).await.unwrap().revision(),
        head,
        "the same one is not written again"
    );
    assert_eq!(put(&t, "anna", halves(9, 9, ImageFormat::Png)).await.0, StatusCode::NO_CONTENT);
    assert_ne!(picture(&t, path, "").await.1[ETAG], tag.as_str());
    for _ in 0..2 {
        assert_eq!(t.delete(path).await.0, StatusCode::NO_CONTENT);
        assert_eq!(t.get(path).await.0, StatusCode::NOT_FOUND);
    }
    assert_eq!(kinds(&t).await[..2], ["users.portrait_removed", "users.portrait_set"]);
    let granted = t.caller().may().unwrap();
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
}

async fn only_the_picture_that_was_seen_is_replaced_or_removed(t: TestManager) {
    administrator(&t, "anna", &["manage_users"]).await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    let size = std::cell::Cell::new(10);
    for path in ["/api/v1/users/anna/portrait", "/api/v1/me/portrait"] {
        let over = async |method: Method, tag: &str| {
            size.set(size.get() + 1);
            let request =
                Request::builder().method(method).uri(path).header(COOKIE, &cookie).header(IF_MATCH, tag);
            let body = Body::from(halves(size.get(), size.get(), ImageFormat::Png));
            let request = request.header(CONTENT_TYPE, "image/png").body(body).unwrap();
            let response = t.router.clone().oneshot(request).await.unwrap();
            let tag = response.headers().get(ETAG).map(|tag| tag.to_str().unwrap().to_owned());
            (response.status(), tag.unwrap_or_default())
        };
        assert_eq!(
            over(Method::PUT, "\"none\"").await.0,
            StatusCode::PRECONDITION_FAILED,
            "there is none: {path}"
        );
        let (status, first) = over(Method::PUT, "*").await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{path}");
        let (status, second) = over(Method::PUT, &first).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{path}");
        for method in [Method::PUT, Method::DELETE] {
            assert_eq!(over(method, &first).await.0, StatusCode::PRECONDITION_FAILED, "{path}");
        }
        assert_eq!(picture(&t, "/api/v1/users/anna/portrait", "").await.1[ETAG], second.as_str());
        assert_eq!(over(Method::DELETE, &second).await.0, StatusCode::NO_CONTENT, "{path}");
    }
}

async fn what_is_no_picture_is_refused_in_words(t: TestManager) {
    t.user("anna").await;
    let path = "/api/v1/users/anna/portrait";
    let png = || halves(9, 9, ImageFormat::Png);
    for (kind, bytes, status, code) in [
        ("image/png", vec![0; MAX_BYTES as usize + 1], 413, "portrait_too_large"),
        ("image/png", claiming(&png(), 50_000, 50_000), 413, "portrait_too_large"),
        ("image/jpeg", b"GIF89a".to_vec(), 422, "portrait_unreadable"),
        ("image/gif", png(), 415, "unsupported_media_type"),
        ("text/html", png(), 415, "unsupported_media_type"),
    ] {
        let (refused, problem) = sent(&t, &t.token, path, kind, bytes).await;
        assert_eq!((refused.as_u16(), problem["code"].as_str()), (status, Some(code)), "{kind}: {problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{problem}");
    }
    // What it is, is seen in it; what it calls itself is only asked for.
    assert_eq!(sent(&t, &t.token, path, "image/jpeg; q=1", png()).await.0, StatusCode::NO_CONTENT);
    assert_eq!(put(&t, "nobody", png()).await.0, StatusCode::NOT_FOUND);
    let looks = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let (status, problem) = sent(&t, &looks, path, "image/png", png()).await;
    assert_eq!((status, &problem["right"]), (StatusCode::FORBIDDEN, &json!("manage_users")));
}

async fn it_goes_with_the_person(t: TestManager) {
    t.user("anna").await;
    let (_, anna) = t.get("/api/v1/users/anna").await;
    let path = format!("/api/v1/users/{}/portrait", anna["id"].as_str().unwrap());
    put(&t, "anna", halves(90, 90, ImageFormat::Png)).await;
    // A former employee keeps it: everything stays that coming back needs.
    let former = Some(json!({"state": "former"}));
    assert_eq!(t.ask(Method::PATCH, "/api/v1/users/anna", former).await.0, StatusCode::OK);
    assert_eq!(picture(&t, &path, "").await.0, StatusCode::OK);
    assert_eq!(t.delete("/api/v1/users/anna").await.0, StatusCode::NO_CONTENT);
    assert_eq!(picture(&t, &path, "").await.0, StatusCode::NOT_FOUND);
    let scope = t.scope;
    let left = t
        .manager
        .db()
        .read(move |r| Ok(super::store::hashes(r, scope, &[licentia_core::ids::UserNo(0)])?.len()));
    assert_eq!(left.await.unwrap(), 0);
    assert_eq!(
        sent(&t, &t.token, &path, "image/png", halves(9, 9, ImageFormat::Png)).await.0,
        StatusCode::NOT_FOUND
    );
    let granted = t.caller().may().unwrap();
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
}

/// How often a page shows this picture.
fn shown(page: &Value, address: &str) -> usize {
    page.as_str().unwrap().matches(&format!("src=\"{address}\"")).count()
}

async fn pages_show_it_in_place_of_initials(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5), row("map", 5), row("cad", 1)]).await;
    administrator(&t, "anna", &["manage_licences", "manage_users", "view"]).await;
    t.user("bo").await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    put(&t, "anna", halves(90, 90, ImageFormat::Png)).await;
    let (_, anna) = t.get("/api/v1/users/anna").await;
    let path = format!("/api/v1/users/{}/portrait", anna["id"].as_str().unwrap());
    let tag = picture(&t, &path, "").await.1[ETAG].to_str().unwrap().to_owned();
    let address = format!("{path}?v={}", &tag[1..17]);
    assert_eq!(
        t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.web"]})).await.0,
        StatusCode::OK
    );
    assert_eq!(
        t.post("/api/v1/logins", json!({"user": "anna", "client": "acme.web"})).await.0,
        StatusCode::OK
    );
    // Raised by a person: only an account is one.
    let event = Request::post("/api/v1/events")
        .header(COOKIE, &cookie)
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(json!({"key": "message_of_the_day", "message": "Hello"}).to_string()));
    let (status, event) = t.send(event.unwrap()).await;
    assert!(status.is_success(), "{event}");
    // To a program without anybody behind it; in the list there are people without a picture, too.
    for (page, times) in [
        ("/i/test/users", 1),
        ("/i/test/users/anna", 1),
        ("/i/test/users/bo", 0),
        ("/i/test/sessions", 1),
        ("/i/test/events", 2),
        ("/i/test/products/acme.web", 1),
        ("/i/test/products/acme.map/add", 1),
    ] {
        let (status, drawn) = t.get(page).await;
        assert_eq!((status, shown(&drawn, &address)), (StatusCode::OK, times), "{page}: {drawn}");
    }
    let everybody = [("name", "All"), ("module", "acme.cad"), ("enabled", "true")];
    let (status, seen) = crate::users::tests::pages::send(&t, "/i/test/rules/new", &everybody).await;
    assert_eq!((status, shown(&json!(seen), &address)), (StatusCode::OK, 1), "{seen}");
    // The one seat is bo's: anna waits.
    let seat = json!({"users": ["bo"], "modules": ["acme.cad"]});
    assert_eq!(t.post("/api/v1/assignments", seat).await.0, StatusCode::OK);
    let rule = json!({"rule": {"name": "All", "when": [], "modules": ["acme.cad"]}});
    assert_eq!(t.post("/api/v1/rules", rule).await.0, StatusCode::OK);
    let (_, drawn) = t.get("/i/test/assignments/waiting").await;
    assert_eq!(shown(&drawn, &address), 1, "{drawn}");
    // The reader stands in the corner of every page.
    let (_, drawn) = get_as(&t, &cookie, "/i/test/users/bo").await;
    assert_eq!((shown(&drawn, &super::own_address(&address)), shown(&drawn, &address)), (1, 0), "{drawn}");
    let (status, _) = get_as(&t, &cookie, &address).await;
    assert_eq!(status, StatusCode::OK);
    t.delete("/api/v1/users/anna/portrait").await;
    for page in ["/i/test/users", "/i/test/users/anna", "/i/test/sessions", "/i/test/events"] {
        assert!(!t.get(page).await.1.as_str().unwrap().contains("<img"), "{page}");
    }
}

async fn everybody_has_their_own(t: TestManager) {
    administrator(&t, "anna", &[]).await;
    t.user("bo").await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    let own = |method: Method, path: &str, kind: &str, body: Vec<u8>| {
        let request = Request::builder().method(method).uri(path).header(COOKIE, &cookie);
        request.header(CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    };
    let png = halves(90, 90, ImageFormat::Png);
    assert_eq!(get_as(&t, &cookie, "/api/v1/me/portrait").await.0, StatusCode::NOT_FOUND);
    let set = own(Method::PUT, "/api/v1/me/portrait", "image/png", png.clone());
    assert_eq!(t.send(set).await.0, StatusCode::NO_CONTENT);
    assert_eq!(get_as(&t, &cookie, "/api/v1/me/portrait").await.0, StatusCode::OK);
    assert_eq!(picture(&t, "/api/v1/users/anna/portrait", "").await.0, StatusCode::OK);
    // Nobody else's, and by no other way.
    for user in ["bo", "anna"] {
        let path = format!("/api/v1/users/{user}/portrait");
        assert_eq!(t.send(own(Method::PUT, &path, "image/png", png.clone())).await.0, StatusCode::FORBIDDEN);
        assert_eq!(
            t.send(own(Method::DELETE, &path, "image/png", Vec::new())).await.0,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(t.get("/api/v1/me/portrait").await.0, StatusCode::NOT_FOUND, "a program is nobody");
    let (_, me) = get_as(&t, &cookie, "/i/test/me?lang=en").await;
    let me = me.as_str().unwrap();
    assert!(me.contains("<img class=\"portrait large\" src=\"/api/v1/me/portrait?v="), "{me}");
    assert!(me.contains("Remove picture") && !me.contains('⟦'), "{me}");
    let remove =
        own(Method::POST, "/i/test/me/portrait/remove", "application/x-www-form-urlencoded", Vec::new());
    assert_eq!(t.send(remove).await.0, StatusCode::SEE_OTHER);
    assert_eq!(get_as(&t, &cookie, "/api/v1/me/portrait").await.0, StatusCode::NOT_FOUND);
}

/// A form with a file in it.
fn upload(path: &str, bytes: &[u8]) -> Request<Body> {
    let head = b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
    let body = [&head[..], bytes, b"\r\n--x--\r\n"].concat();
    Request::post(path)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap()
}

async fn a_page_takes_a_file_and_says_what_is_wrong_with_it(t: TestManager) {
    administrator(&t, "anna", &["manage_users"]).await;
    t.user("bo").await;
    let cookie = sign_in(&t, "anna").await.expect("signed in");
    let send = async |mut request: Request<Body>| {
        request.headers_mut().insert(COOKIE, cookie.parse().unwrap());
        t.send(request).await
    };
    for (lang, words) in [("en", "Picture of bo"), ("sv", "Bild på bo")] {
        let (_, dialog) = get_as(&t, &cookie, &format!("/i/test/users/bo/portrait?lang={lang}")).await;
        let dialog = dialog.as_str().unwrap();
        assert!(
            dialog.contains(words) && dialog.contains("multipart/form-data") && !dialog.contains('⟦'),
            "{dialog}"
        );
    }
    for path in ["/i/test/users/bo/portrait", "/i/test/me/portrait"] {
        for (bytes, status, code) in [
            (&b""[..], 422, "portrait_unreadable"),
            (b"GIF89a", 422, "portrait_unreadable"),
            (&vec![0; MAX_BYTES as usize + 1], 413, "portrait_too_large"),
            (&vec![0; 4 * MAX_BYTES as usize], 413, "portrait_too_large"),
        ] {
            let (refused, drawn) = send(upload(path, bytes)).await;
            let drawn = drawn.as_str().unwrap();
            assert_eq!(refused.as_u16(), status, "{path}: {drawn}");
            assert!(drawn.contains(code) && drawn.contains("256 kB"), "{path}: {drawn}");
        }
        let (status, drawn) = send(upload(path, &halves(90, 90, ImageFormat::Png))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{path}: {drawn}");
    }
    for user in ["anna", "bo"] {
        let path = format!("/api/v1/users/{user}/portrait");
        assert_eq!(picture(&t, &path, "").await.0, StatusCode::OK);
    }
    assert_eq!(kinds(&t).await[..2], ["users.portrait_set", "users.portrait_set"]);
    let remove = Request::post("/i/test/users/bo/portrait/remove").body(Body::empty()).unwrap();
    assert_eq!(send(remove).await.0, StatusCode::SEE_OTHER);
    assert_eq!(picture(&t, "/api/v1/users/bo/portrait", "").await.0, StatusCode::NOT_FOUND);
}
