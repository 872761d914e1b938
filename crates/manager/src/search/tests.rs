//! Stories of the search in the top bar.

use http::StatusCode;
use serde_json::json;

use crate::testing::{TestManager, plan, row, stories};

stories!(
    the_top_bar_finds_users_products_and_packages,
    what_only_one_thing_is_called_is_opened,
    whoever_may_see_only_their_own_page_searches_nothing,
);

async fn licensed(t: &TestManager) -> String {
    t.activate(|package| {
        package.rows = vec![plan("raindrops", 5, &[]), row("travel", 5), row("travel-plus", 5)];
    })
    .await;
    for (login, name) in [("raindrop", "Rain Drop"), ("annab", "Anna Berg"), ("annac", "Anna Carlsson")] {
        let (status, user) = t.post("/api/v1/users", json!({"login": login, "name": name})).await;
        assert_eq!(status, StatusCode::CREATED, "{user}");
    }
    let (_, packages) = t.get("/api/v1/packages").await;
    packages["items"][0]["id"].as_str().unwrap().to_owned()
}

/// Where a search leads.
async fn leads_to(t: &TestManager, words: &str) -> String {
    let path = format!("/i/test/search?q={}", licentia_ui::encode(words));
    let request = http::Request::get(&path).header("authorization", format!("Bearer {}", t.token));
    let response =
        tower::ServiceExt::oneshot(t.router.clone(), request.body(axum::body::Body::empty()).unwrap());
    let response = response.await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{words}");
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn page(t: &TestManager, words: &str) -> String {
    let (status, body) = t.get(&format!("/i/test/search?q={}", licentia_ui::encode(words))).await;
    assert_eq!(status, StatusCode::OK, "{words}: {body}");
    let text = body.as_str().unwrap().to_owned();
    assert!(!text.contains('⟦'), "a text is missing: {text}");
    text
}

async fn the_top_bar_finds_users_products_and_packages(t: TestManager) {
    let package = licensed(&t).await;
    // What both a user and a product are called, each with its address.
    let both = page(&t, "raindrop").await;
    assert!(both.contains("href=\"/i/test/products/acme.raindrops\""), "{both}");
    assert!(both.contains("Rain Drop") && !both.contains("Anna Berg"), "{both}");
    // The words stand in the field they were typed into, which asks here again.
    assert!(both.contains("action=\"/i/test/search\"") && both.contains("value=\"raindrop\""), "{both}");
    let travels = page(&t, "travel").await;
    assert!(travels.contains("/products/acme.travel\"") && travels.contains("/products/acme.travel-plus\""));
    let nothing = page(&t, "<nobody>").await;
    assert!(nothing.contains("Nothing is called that") && !nothing.contains("<nobody>"), "{nothing}");
    let (_, swedish) = t.get("/i/test/search?q=travel&lang=sv").await;
    let swedish = swedish.as_str().unwrap();
    assert!(swedish.contains("Produkter") && !swedish.contains('⟦'), "{swedish}");
    // A second package of the same issuer: both are found by it.
    t.pass_ms(1_000).await;
    t.activate(|package| package.rows = vec![plan("raindrops", 6, &[])]).await;
    let issuer = page(&t, "acme package").await;
    assert!(issuer.contains(&format!("/packages/{package}")), "{issuer}");
}

async fn what_only_one_thing_is_called_is_opened(t: TestManager) {
    let package = licensed(&t).await;
    assert_eq!(leads_to(&t, "Raindrops").await, "/i/test/products/acme.raindrops");
    let (_, anna) = t.get("/api/v1/users/annab").await;
    assert_eq!(leads_to(&t, "anna berg").await, format!("/i/test/users/{}", anna["id"].as_str().unwrap()));
    // Many users alone are a list, where more can be done with them.
    assert_eq!(leads_to(&t, "anna").await, "/i/test/users?tab=everybody&q=anna");
    let (_, shown) = t.get(&format!("/api/v1/packages/{package}")).await;
    let number = shown["sequence"].as_u64().unwrap();
    for words in [format!("package {number}"), format!("Paket {number}"), package.clone()] {
        assert_eq!(leads_to(&t, &words).await, format!("/i/test/packages/{package}"), "{words}");
    }
    assert_eq!(leads_to(&t, " ").await, "/i/test/users");
}

async fn whoever_may_see_only_their_own_page_searches_nothing(t: TestManager) {
    licensed(&t).await;
    let (_, token) = t.post("/api/v1/tokens", json!({"label": "check only", "rights": ["check"]})).await;
    let secret = token["token"].as_str().unwrap_or_else(|| panic!("{token}"));
    let request =
        http::Request::get("/i/test/search?q=anna").header("authorization", format!("Bearer {secret}"));
    let (status, _) = t.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}
