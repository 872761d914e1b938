//! The way to the store is signed, and leads back.

use http::header::{HOST, LOCATION};
use http::{HeaderMap, Request, StatusCode};
use licentia_platform::access::{Caller, Right, Rights};
use licentia_platform::by::By;
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{Visit, read_visit};
use tower::ServiceExt as _;

use super::{Destination, way};
use crate::packages::page_tests::page;
use crate::testing::{TestManager, row, stories};

stories!(
    whoever_buys_arrives_known,
    there_is_no_way_without_a_store_or_the_right,
    buttons_lead_there_for_those_who_may,
);

#[test]
fn a_module_is_named_by_its_code_however_it_was_said() {
    let issuer = "acme".parse().unwrap();
    for (said, code) in [
        ("ten-sales", Some("ten-sales")),
        ("acme.ten-sales", Some("ten-sales")),
        ("other.ten-sales", None),
        ("<script>", None),
        ("", None),
    ] {
        assert_eq!(super::code(&issuer, said).as_deref(), code, "{said}");
    }
}

/// A manager whose issuer has a store.
async fn with_store(t: &TestManager, store: &str) {
    let store = store.to_owned();
    t.activate(|package| {
        package.rows = vec![row("ten-sales", 1)];
        package.store = Some(store);
    })
    .await;
}

/// `GET` of the way, and where it leads.
async fn go(t: &TestManager, path: &str) -> (StatusCode, HeaderMap) {
    let request = Request::get(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header(HOST, "licences.berg.example:7300")
        .body(axum::body::Body::empty())
        .unwrap();
    let response = t.router.clone().oneshot(request).await.unwrap();
    (response.status(), response.headers().clone())
}

fn carried(to: &str) -> Visit {
    let line = to.split_once("visit=").expect("a link").1;
    read_visit(line).expect("it was signed a moment ago").into_inner()
}

async fn whoever_buys_arrives_known(t: TestManager) {
    with_store(&t, "https://store.example/buy?lane=2").await;
    let (status, headers) = go(&t, "/i/test/store/acme?module=ten-sales&lang=sv").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let to = headers[LOCATION].to_str().unwrap();
    assert!(to.starts_with("https://store.example/buy?lane=2&visit="), "{to}");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(headers["referrer-policy"], "no-referrer");
    let visit = carried(to);
    assert_eq!((&*visit.holder, &*visit.serial), ("Berg AB", "1000234567"));
    assert_eq!((visit.issuer.as_str(), visit.module.as_deref()), ("acme", Some("ten-sales")));
    assert_eq!(visit.lang, "sv");
    assert_eq!(visit.iat, licentia_platform::testing::NOON_MS / 1_000);
    assert_eq!(visit.back.as_deref(), Some("http://licences.berg.example:7300/i/test/store/acme/back"));
    let key = SecretKey::from_seed(&t.manager.db().secret().installation_seed(t.scope));
    assert_eq!(visit.key.kid(), key.public().kid(), "the installation vouches for the person");
    let again = go(&t, "/i/test/store/acme").await.1;
    assert_ne!(carried(again[LOCATION].to_str().unwrap()).nonce, visit.nonce);
    let whom = (t.scope, visit.issuer.clone());
    assert!(
        t.manager.visits().is_due(&whom, licentia_platform::testing::NOON_MS + 3_000),
        "news is waited for"
    );
    let (status, headers) = go(&t, "/i/test/store/acme/back").await;
    assert_eq!(
        (status, &headers[LOCATION]),
        (StatusCode::SEE_OTHER, &"/i/test/licences?issuer=acme".parse().unwrap())
    );
}

async fn there_is_no_way_without_a_store_or_the_right(t: TestManager) {
    let there = || Destination { issuer: "acme", module: None, lang: "en", back: None };
    let refused = |caller: Caller| {
        let manager = t.manager.clone();
        async move { way(&manager, &caller, there()).await.unwrap_err().code.into_owned() }
    };
    assert_eq!(refused(t.caller()).await, "no_store", "nobody named a store");
    with_store(&t, "https://store.example/buy").await;
    way(&t.manager, &t.caller(), there()).await.unwrap();
    let looks = Caller::trusted(By::setup(), t.scope, "test", Rights::of(&[Right::View, Right::ManageUsers]));
    assert_eq!(refused(looks).await, "forbidden");
    let nobody = Destination { issuer: "No Issuer", ..there() };
    assert_eq!(way(&t.manager, &t.caller(), nobody).await.unwrap_err().status, 404);
}

async fn buttons_lead_there_for_those_who_may(t: TestManager) {
    with_store(&t, "https://store.example/buy").await;
    let anna = t.user("anna").await;
    assert!(!page(&t, "/i/test/licences").await.contains("store/acme?module="), "there is room");
    t.assign(anna, "acme.ten-sales").await;
    let screen = page(&t, "/i/test/licences").await;
    assert!(screen.contains("href=\"/i/test/store/acme\"") && screen.contains("Purchase new licences"));
    assert!(screen.contains("href=\"/i/test/store/acme?module=ten-sales\"") && screen.contains("Buy more"));
    let one = page(&t, "/i/test/licences/acme.ten-sales").await;
    assert!(one.contains("href=\"/i/test/store/acme?module=ten-sales\""));
}
