//! The pages under *Reminders*.

use http::StatusCode;
use serde_json::json;

use super::{DAY_MS, licensed};
use crate::packages::page_tests::{page, send};
use crate::testing::{TestManager, stories};

stories!(
    the_tabs_say_what_is_told_when_and_to_whom,
    settings_are_chosen_on_the_page,
    a_webhook_is_added_on_the_page
);

async fn the_tabs_say_what_is_told_when_and_to_whom(t: TestManager) {
    licensed(&t).await;
    assert!(page(&t, "/i/test/reminders").await.contains("Nobody has been told anything yet"));
    t.pass_ms(300 * DAY_MS).await;
    let (status, to) = send(&t, "/i/test/reminders/run", &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let shown = page(&t, "/i/test/reminders?made=5").await;
    assert!(shown.contains("5 reminders were made.") && shown.contains("run out in 14 days"), "{shown}");
    assert!(shown.contains("ten-sales (3 in use, 0 left)"), "{shown}");
    assert!(page(&t, "/i/test/reminders/deliveries").await.contains("No messages yet"));
    assert!(page(&t, "/i/test/reminders/webhooks").await.contains("No program is told"));
    assert!(page(&t, "/i/test/reminders/settings").await.contains("No mail is sent"));
}

async fn settings_are_chosen_on_the_page(t: TestManager) {
    let shown = page(&t, "/i/test/reminders/settings").await;
    assert!(shown.contains("value=\"90, 60, 30, 14, 7, 1\""), "{shown}");
    let fields = [
        ("revision", "0"),
        ("steps", "30 7"),
        ("kind", "expiry"),
        ("also", "box@example.org sv\nb@example.org"),
    ];
    let (status, _) = send(&t, "/i/test/reminders/settings", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, kept) = t.get("/api/v1/reminders/settings").await;
    assert_eq!(kept["steps"], json!([30, 7]));
    assert_eq!(
        kept["also"],
        json!([{"address": "box@example.org", "lang": "sv"}, {"address": "b@example.org", "lang": "en"}])
    );
    assert_eq!(kept["off"].as_array().map(Vec::len), Some(10), "only one kind was ticked: {kept}");

    let (status, shown) =
        send(&t, "/i/test/reminders/settings", &[("steps", "many"), ("also", "box@example.org")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        shown.contains("value=\"many\"") && shown.contains("box@example.org"),
        "what was typed stays: {shown}"
    );
    let (_, shown) = send(&t, "/i/test/reminders/settings", &[("revision", "0"), ("steps", "1")]).await;
    assert!(shown.contains("precondition_failed"), "somebody else has chosen meanwhile: {shown}");
}

async fn a_webhook_is_added_on_the_page(t: TestManager) {
    let new = [("url", "https://hooks.example.org/a"), ("kind", "reminder.expiry"), ("lang", "sv")];
    let (status, shown) = send(&t, "/i/test/reminders/webhooks", &new).await;
    assert_eq!(status, StatusCode::OK);
    assert!(shown.contains("whsec_") && shown.contains("https://hooks.example.org/a"), "{shown}");
    assert!(!page(&t, "/i/test/reminders/webhooks").await.contains("whsec_"), "it is shown once");
    let (_, shown) = send(&t, "/i/test/reminders/webhooks", &[("url", "http://127.0.0.1:9/")]).await;
    assert!(shown.contains("address_internal") && shown.contains("http://127.0.0.1:9/"), "{shown}");
    let (_, hooks) = t.get("/api/v1/webhooks").await;
    let id = hooks["items"][0]["id"].as_str().unwrap().to_owned();
    for (act, means) in [("secret", "both signatures"), ("remove", "It is told no more")] {
        let at = format!("/i/test/reminders/webhooks/{id}/{act}");
        let list = page(&t, "/i/test/reminders/webhooks").await;
        assert!(list.contains(&format!("href=\"{at}\"")), "it asks first: {list}");
        let asked = page(&t, &at).await;
        assert!(asked.contains(means) && asked.contains(&format!("action=\"{at}\"")), "{asked}");
    }
    let (_, first) = send(&t, &format!("/i/test/reminders/webhooks/{id}/secret"), &[]).await;
    assert!(first.contains("whsec_"), "{first}");
    assert!(page(&t, "/i/test/reminders/webhooks/new").await.contains("Add webhook"));
    for (act, enabled) in [("disable", false), ("enable", true)] {
        send(&t, &format!("/i/test/reminders/webhooks/{id}/{act}"), &[]).await;
        assert_eq!(t.get("/api/v1/webhooks").await.1["items"][0]["enabled"], enabled);
    }
    send(&t, &format!("/i/test/reminders/webhooks/{id}/remove"), &[]).await;
    assert_eq!(t.get("/api/v1/webhooks").await.1["total"], 0);
}
