//! The dashboard: gauges, months against their allowance, days, files.

use http::StatusCode;
use serde_json::json;

use super::{event, metered, send};
use crate::testing::{TestManager, stories};

stories!(the_dashboard_shows_months_days_and_what_is_to_come, without_meters_it_says_so);

async fn page(t: &TestManager, path: &str) -> String {
    let (status, body) = t.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    let text = body.as_str().unwrap().to_owned();
    assert!(!text.contains('⟦') && !text.contains(" style="), "{path}: {text}");
    text
}

async fn the_dashboard_shows_months_days_and_what_is_to_come(t: TestManager) {
    metered(&t).await;
    let sold = |id: &str, days: i64, quantity: u64| event(&t, id, "sum", days, json!({"quantity": quantity}));
    let outcomes = send(&t, &[sold("a", 0, 40), sold("b", 10, 40), sold("c", 40, 30)]).await;
    assert_eq!(outcomes, ["counted", "counted", "late"]);
    for lang in ["en", "sv"] {
        let shown = page(&t, &format!("/i/test/meters?meter=acme.sum&lang={lang}")).await;
        // 80 in 21 of 30 days, 100 allowed: about 114 at the end.
        assert!(shown.contains("114?"), "the forecast stands on its bar: {shown}");
        assert!(
            shown.contains("class=\"fill-next-over\"") && shown.contains("class=\"notice warn"),
            "{shown}"
        );
        assert!(shown.contains("aria-current=\"true\""), "the chosen gauge");
        assert_eq!(shown.matches("role=\"img\"").count(), 2, "months and days");
        let forecast = match lang {
            "en" => "will probably end at 114\u{a0}pieces: 14\u{a0}pieces beyond the allowance",
            _ => "räcker troligen inte: månaden slutar på 114\u{a0}",
        };
        assert!(shown.contains(forecast), "a number has its unit: {shown}");
    }
    // Today says the same of what is nearly used.
    let (_, today) = t.get("/api/v1/home").await;
    let need = today["items"].as_array().unwrap().iter().find(|need| need["kind"] == "meter").unwrap();
    let detail = need["detail"].as_str().unwrap();
    assert!(detail.contains("80 of 100 pieces") && detail.contains("all of them around"), "{need}");
    send(&t, &[sold("d", 0, 50)]).await;
    let over = page(&t, "/i/test/meters?meter=ACME.sum").await;
    assert!(over.contains("class=\"fill-over\"") && over.contains("+30"), "{over}");
    let earlier = page(&t, "/i/test/meters?meter=acme.sum&month=2026-10").await;
    assert!(earlier.contains("Days of October 2026"), "{earlier}");
    assert!(
        earlier.contains("September 2026") && !earlier.contains("August 2026"),
        "no months before: {earlier}"
    );
    let file = page(&t, "/i/test/meters.csv").await;
    assert!(file.contains("2026-11,acme.sum,"), "{file}");
    let file = page(&t, "/i/test/meters/days.csv?meter=acme.sum&month=2026-11").await;
    assert!(file.contains("2026-11-21,acme.sum,sum,pieces,90"), "{file}");
    // A level stands where it was left.
    send(&t, &[event(&t, "e", "level", 3, json!({"quantity": 95}))]).await;
    assert!(page(&t, "/i/test/meters?meter=acme.level").await.contains("95"));
}

async fn without_meters_it_says_so(t: TestManager) {
    assert!(page(&t, "/i/test/meters").await.contains("No metered services"));
}
