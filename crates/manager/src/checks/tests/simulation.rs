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
    let [anna, bo, cid] = [t.user("anna").await, t.user("bo").await, t.user("cid").await];
    for user in [anna, bo, cid] {
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
    // What was worked out for another day holds only until something changes, and only for that day.
    let (_, recalled) =
        t.post("/api/v1/assignments/recall", json!({"users": ["bo"], "modules": ["acme.ten-sales"]})).await;
    assert_eq!(recalled["counts"]["done"], 1, "{recalled}");
    for days in (0..12).chain([0]) {
        let day = first.saturating_add(jiff::Span::new().days(days));
        let (_, then) = t.post("/api/v1/checks", asked("cid", day)).await;
        assert_eq!(then["code"], "granted", "{day}: {then}");
    }
    t.assign(bo, "acme.ten-sales").await;
    // A day to come is dear: not any number of them is worked out for one request.
    let days = |count| (1..=count).map(|n| asked("cid", today.saturating_add(jiff::Span::new().days(n))));
    let (status, _) = t.post("/api/v1/checks/batch", json!({"checks": days(31).collect::<Value>()})).await;
    assert_eq!(status, 200);
    let (status, refused) =
        t.post("/api/v1/checks/batch", json!({"checks": days(32).collect::<Value>()})).await;
    assert_eq!((status.as_u16(), &refused["code"]), (422, &json!("too_many_days")), "{refused}");
    // The day comes, and it is so.
    t.pass_ms(4 * 86_400_000).await;
    for (user, code) in [("anna", "granted"), ("bo", "no_seat"), ("cid", "granted")] {
        assert_eq!(t.get(&format!("/api/v1/checks/{user}/acme.web")).await.1["code"], code, "{user}");
    }
}
