//! Stories of satellites when something is wrong, missing, or happens at once.

use http::{Method, StatusCode};
use licentia_platform::access::Right;
use serde_json::json;

use super::satellites::{at_site, code, give, in_use, licensed, put, rows, satellite, sound, user_of};
use crate::stories;
use crate::testing::TestManager;

stories!(
    edited_rows_are_named_and_count_as_absent,
    a_package_begins_although_rows_were_edited,
    a_demonstration_has_satellites_and_gets_their_units_later,
    races_never_give_a_unit_twice,
);

async fn edited_rows_are_named_and_count_as_absent(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    put(&t, "bergen", "acme.translate", 1).await;
    user_of(&t, "bjorn", &["bergen"]).await;
    t.place.tamper("UPDATE site_assignment SET units = 5 WHERE site = 1 AND units = 1");
    let other = t.second().await;
    let at = other.snapshot(t.scope).await.unwrap();
    let names = at.wrong().names();
    assert!(names.iter().any(|name| name.starts_with("site_assignment/1/")), "{names:?}");
    let translate = at.licences().no("acme.translate").unwrap();
    assert!(!at.site_holds(1, translate) && !at.site_licensed(1));
    other.db().close();
    t.place.tamper("DELETE FROM satellite");
    let report = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(!report.is_sound());
    let (status, problem) = put(&t, "test", "acme.translate", 1).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("tampered")), "{problem}");
}

async fn a_package_begins_although_rows_were_edited(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    t.place.tamper("UPDATE site_assignment SET units = 5 WHERE site = 1");
    t.place.tamper("UPDATE satellite SET name = 'x'");
    // A server that starts now has seen it.
    let other = t.second().await;
    let caller = t.caller();
    let bytes = t.issue(|package| package.rows = rows());
    let loaded = crate::packages::load(&other, &caller.may().unwrap(), bytes).await.unwrap();
    let (may, id) = (caller.may().unwrap(), loaded.value.id);
    crate::packages::activate(&other, &may, id, None).await.unwrap();
    other.db().close();
}

async fn a_demonstration_has_satellites_and_gets_their_units_later(t: TestManager) {
    for slug in ["a", "b", "c"] {
        satellite(&t, slug).await;
    }
    user_of(&t, "anna", &["a"]).await;
    let token = at_site(&t, "a", &[Right::Check]).await;
    assert_eq!(code(&t, &token, "anna", "acme.web").await, "demo");
    licensed(&t).await;
    let (_, list) = t.get("/api/v1/installations").await;
    let licensed: Vec<_> =
        list["items"].as_array().unwrap().iter().map(|it| it["licensed"].clone()).collect();
    assert_eq!(licensed, [true, true, true, false], "the oldest get what there is");
    give(&t, "anna", &["acme.web"]).await;
    assert_eq!(code(&t, &token, "anna", "acme.web").await, "granted");
    let c = at_site(&t, "c", &[Right::Check]).await;
    let moved = t.ask(Method::PATCH, "/api/v1/users/anna", Some(json!({"sites": ["c"]}))).await;
    assert_eq!(moved.0, StatusCode::OK, "{}", moved.1);
    assert_eq!(code(&t, &c, "anna", "acme.web").await, "no_licence");
    assert_eq!(code(&t, &token, "anna", "acme.web").await, "user_unknown");
    assert_eq!(in_use(&t, "acme.satellite").await, 2);
}

async fn races_never_give_a_unit_twice(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    let new = |n: usize| json!({"slug": format!("s{n}"), "name": "S"});
    let paths: Vec<String> = ["test", "bergen"]
        .iter()
        .map(|site| format!("/api/v1/installations/{site}/licences/acme.translate"))
        .collect();
    let mut work = tokio::task::JoinSet::new();
    for n in 0..24_usize {
        let (method, path, body) = match n % 3 {
            0 => (Method::POST, "/api/v1/installations".to_owned(), new(n).to_string()),
            1 => (Method::PUT, paths[n % 2].clone(), json!({"units": 1 + n % 2}).to_string()),
            _ => (Method::DELETE, paths[n % 2].clone(), String::new()),
        };
        let request =
            http::Request::builder().method(method).uri(path).header("content-type", "application/json");
        let request = request
            .header("authorization", format!("Bearer {}", t.token))
            .body(axum::body::Body::from(body))
            .unwrap();
        let router = t.router.clone();
        work.spawn(async move { tower::ServiceExt::oneshot(router, request).await.unwrap().status() });
    }
    let answers = work.join_all().await;
    assert!(answers.iter().all(|status| !status.is_server_error()), "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::CREATED).count(), 1);
    assert_eq!(in_use(&t, "acme.satellite").await, 2);
    assert!(in_use(&t, "acme.translate").await <= 2);
    sound(&t).await;
}
