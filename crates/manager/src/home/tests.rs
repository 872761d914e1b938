//! Stories of *Today*.

use http::{Request, StatusCode};
use jiff::civil::date;
use licentia_core::dates::Dates;
use licentia_platform::access::{Right, Rights};
use serde_json::json;

use crate::packages::page_tests::{page, send};
use crate::testing::{TestManager, row, stories, token};

stories!(
    what_has_stopped_comes_first_and_every_need_has_its_way,
    nothing_to_do_is_said,
    a_fresh_installation_says_what_comes_first,
    everybody_sees_what_they_can_do_something_about,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

async fn nothing_to_do_is_said(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 100)]).await;
    let shown = page(&t, "/i/test/home").await;
    assert!(shown.contains("All is well") && shown.contains("Nothing needs you now"), "{shown}");
    assert_eq!(t.get("/api/v1/home").await.1["items"], serde_json::json!([]));
}

async fn a_fresh_installation_says_what_comes_first(t: TestManager) {
    let first = async || t.get("/api/v1/home").await.1["items"][0].clone();
    let shown = page(&t, "/i/test/home").await;
    assert!(!shown.contains("All is well") && shown.contains("No licence is in force"), "{shown}");
    let need = first().await;
    assert_eq!((&need["kind"], &need["path"]), (&json!("unlicensed"), &json!("/i/test/holder")), "{need}");
    send(&t, "/i/test/holder", &[("holder", "Berg AB"), ("serial", "1000234567")]).await;
    assert_eq!(first().await["path"], "/i/test/licences", "then a licence is loaded");
    let request = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let file = t.issue(|package| package.rows = vec![row("web", 100)]);
    assert_eq!(t.send(request.body(file.into()).unwrap()).await.0, StatusCode::CREATED);
    assert_eq!(first().await["kind"], "package", "and activated");
    t.activate(|package| package.rows = vec![row("web", 100)]).await;
    assert_eq!(t.get("/api/v1/home").await.1["items"], json!([]));
}

async fn what_has_stopped_comes_first_and_every_need_has_its_way(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![row("web", 2), row("cad", 1)];
        package.dates =
            Dates { grace: Some(date(2026, 12, 1)), maintenance: Some(date(2027, 1, 5)), ..Dates::default() };
    })
    .await;
    for (login, module) in [("anna", "acme.web"), ("bo", "acme.cad")] {
        let user = t.user(login).await;
        t.assign(user, module).await;
    }
    t.pass_ms(11 * DAY_MS).await; // 2 December
    let (_, today) = t.get("/api/v1/home").await;
    let items = today["items"].as_array().unwrap();
    let severities: Vec<&str> = items.iter().filter_map(|item| item["severity"].as_str()).collect();
    let kinds: Vec<&str> = items.iter().filter_map(|item| item["kind"].as_str()).collect();
    assert_eq!(severities.first(), Some(&"urgent"), "{today}");
    assert_eq!(kinds.first(), Some(&"grace"), "{today}");
    assert!(kinds.contains(&"maintenance"), "{today}");
    let shown = page(&t, "/i/test/home").await;
    assert!(shown.contains("The licences of Acme have stopped"), "{shown}");
    for item in items {
        let path = item["path"].as_str().unwrap();
        assert!(shown.contains(&path.replace('&', "&amp;")), "{path} is on the page");
        let (status, answer) = t.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path} leads nowhere: {answer}");
    }
}

async fn everybody_sees_what_they_can_do_something_about(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.web").await;
    let told = async |path: &str, rights: &[Right]| {
        let token = token(&t.manager, t.scope, Rights::of(rights)).await;
        let request = Request::get(path).header("authorization", format!("Bearer {token}"));
        t.send(request.body(Default::default()).unwrap()).await
    };
    let home = async |rights: &[Right]| told("/api/v1/home", rights).await;
    let (_, seen) = home(&[Right::View, Right::ManageLicences]).await;
    assert_eq!(seen["items"][0]["kind"], "capacity", "{seen}");
    let (_, seen) = home(&[Right::View]).await;
    assert_eq!(seen["items"], serde_json::json!([]), "seats are not theirs to buy");
    let (_, shown) = told("/i/test/home", &[Right::View]).await;
    let shown = shown.as_str().unwrap();
    assert!(shown.contains("One thing needs somebody") && !shown.contains("All is well"), "{shown}");
    assert_eq!(home(&[Right::Check]).await.0, StatusCode::FORBIDDEN);
}
