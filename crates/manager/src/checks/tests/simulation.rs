//! What a check of another day says about who keeps a seat.

use jiff::civil::Date;
use licentia_core::licence::Row;
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(a_simulation_knows_who_keeps_a_seat_when_there_are_fewer);

/// What-if and day change agree before it is written (rule 5).
async fn a_simulation_knows_who_keeps_a_seat_when_there_are_fewer(t: TestManager) {
    let today = t.manager.snapshot(t.scope).await.unwrap().day().today;
    let first = today.saturating_add(jiff::Span::new().days(4));
    t.activate(|package| {
        let ending = Row { due: Some(first.yesterday().unwrap()), ..plan("ten-sales", 3, &["web"]) };
        let fewer = Row { start: Some(first), ..plan("ten-sales", 2, &["web"]) };
        package.rows = vec![ending, fewer, row("web", 9)];
    })
    .await;
    for login in ["anna", "bo", "cid"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let asked = |user: &str, at: Date| json!({"user": user, "module": "acme.web", "at": at.to_string()});
    let checks: Vec<Value> = ["anna", "bo", "cid"].iter().map(|user| asked(user, first)).collect();
    let (_, batch) = t.post("/api/v1/checks/batch", json!({"checks": checks})).await;
    let codes = |answers: &Value| -> Vec<Value> {
        answers["items"].as_array().unwrap().iter().map(|answer| answer["code"].clone()).collect()
    };
    assert_eq!(codes(&batch), ["granted", "granted", "no_seat"], "{batch}");
    let (_, why) = t.post("/api/v1/checks/why", asked("cid", first)).await;
    let seat = why["trace"].as_array().unwrap().iter().find(|step| step["rule"] == "no_seat").unwrap();
    assert_eq!((&why["code"], &seat["holds"]), (&json!("no_seat"), &json!(false)), "{why}");
    assert!(seat["detail"].as_str().unwrap().contains("the assignment waits"), "{seat}");
    let (_, before) = t.post("/api/v1/checks", asked("cid", first.yesterday().unwrap())).await;
    assert_eq!(before["code"], "granted", "{before}");
    let (_, kept) = t.post("/api/v1/checks", asked("anna", first)).await;
    assert_eq!(kept["code"], "granted", "{kept}");
    assert!(kept["source"].is_string(), "and where it comes from: {kept}");
    // The day comes, and it is so.
    t.pass_ms(4 * 86_400_000).await;
    for (user, code) in [("anna", "granted"), ("bo", "granted"), ("cid", "no_seat")] {
        assert_eq!(t.get(&format!("/api/v1/checks/{user}/acme.web")).await.1["code"], code, "{user}");
    }
}
