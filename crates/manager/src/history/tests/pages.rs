//! The pages: picture, table, files, words.

use http::StatusCode;
use serde_json::json;

use super::DAY_MS;
use crate::checks::flush;
use crate::testing::{TestManager, plan, row, stories};

stories!(pages_show_picture_and_table, an_empty_house_says_why, a_product_tells_its_highest_use);

async fn page(t: &TestManager, path: &str) -> String {
    let (status, body) = t.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    let text = body.as_str().unwrap().to_owned();
    assert!(!text.contains('⟦'), "{path}: a text is missing: {text}");
    assert!(!text.contains(" style="), "{path}: no inline style");
    text
}

async fn house(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 2, &[]), plan("ten-service", 9, &[]), row("web", 20)]
    })
    .await;
    for name in ["anna", "bo"] {
        let user = t.user(name).await;
        t.assign(user, "acme.ten-sales").await;
    }
    t.user("cia").await;
    t.post("/api/v1/checks", json!({"user": "cia", "module": "acme.ten-sales"})).await;
    flush(&t.manager).await.unwrap();
    t.pass_ms(DAY_MS).await;
}

async fn pages_show_picture_and_table(t: TestManager) {
    house(&t).await;
    for lang in ["en", "sv"] {
        let shown = page(&t, &format!("/i/test/history?module=acme.ten-sales&lang={lang}")).await;
        assert!(shown.contains("role=\"img\"") && shown.contains("class=\"area\""), "a picture: {shown}");
        assert!(shown.contains("<time datetime=\"2026-11-21\">"), "and a table");
        let shown = page(&t, &format!("/i/test/history/capacity?days=30&lang={lang}")).await;
        assert!(shown.contains("class=\"chart spark\"") && shown.contains("acme.web"), "{shown}");
        let shown = page(&t, &format!("/i/test/history/refusals?lang={lang}")).await;
        assert!(
            shown.contains("/users/") && shown.contains("no_seat") && shown.contains("/why?user=cia"),
            "{shown}"
        );
    }
    let year = page(&t, "/i/test/history?module=acme.ten-sales&days=365").await;
    assert!(
        year.contains("<details class=\"data\">") && year.contains("November 2026"),
        "months first: {year}"
    );
    let wrong = page(&t, "/i/test/history?from=2026-12-01&to=2026-11-01").await;
    assert!(wrong.contains("aria-invalid"), "{wrong}");
    let file = page(&t, "/i/test/history.csv?module=acme.ten-sales").await;
    assert!(file.starts_with("\u{feff}day,"), "{file}");
    assert!(page(&t, "/i/test/history/refusals.csv").await.contains("cia"));
    assert!(page(&t, "/i/test/history/capacity.csv").await.contains("acme.web"));
}

async fn an_empty_house_says_why(t: TestManager) {
    assert!(page(&t, "/i/test/history").await.contains("Nothing is counted yet"));
    assert!(page(&t, "/i/test/history/capacity").await.contains("Nothing is counted yet"));
    assert!(page(&t, "/i/test/history/refusals").await.contains("Nobody was refused"));
}

async fn a_product_tells_its_highest_use(t: TestManager) {
    house(&t).await;
    let anna = t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no();
    t.recall_all(anna).await;
    let shown = page(&t, "/i/test/products/acme.ten-sales").await;
    assert!(shown.contains("Highest ever"), "{shown}");
    assert!(shown.contains("/history?module=acme.ten-sales"), "{shown}");
}
