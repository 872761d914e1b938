//! Room that is held for what is about to be made: taken once, used or given back.

use axum::body::Body;
use http::{Method, Request, StatusCode};
use licentia_platform::access::{Check, Granted};
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::{core, counts, id, report, reserve, settle};
use crate::limits::{What, count};
use crate::packages::page_tests::page;
use crate::testing::{TestManager, stories};

stories!(
    two_creations_at_99_of_100_cannot_both_pass,
    a_refusal_says_of_which_limit_it_was_and_who_asked,
    reservations_are_used_or_released_once,
    a_reservation_that_timed_out_counts_no_more,
    sixty_four_callers_on_two_servers_get_the_one_that_is_left,
    a_repetition_under_the_same_key_is_the_same_change,
);

async fn two_creations_at_99_of_100_cannot_both_pass(t: TestManager) {
    core(&t, 99).await;
    let (status, first) = reserve(&t, json!({})).await;
    assert_eq!((status, &first["reserved"], &first["used"]), (StatusCode::CREATED, &json!(1), &json!(99)));
    let (status, second) = reserve(&t, json!({})).await;
    assert_eq!((status, &second["code"]), (StatusCode::CONFLICT, &json!("limit_reached")));
    let (_, check) = t.post("/api/v1/limits/active-projects/check", json!({})).await;
    assert_eq!(
        (&check["allowed"], &check["reserved"]),
        (&json!(false), &json!(1)),
        "a check sees what is reserved"
    );
    let (status, done) = settle(&t, &id(&first), true).await;
    assert_eq!((status, &done["used"], &done["level"]), (StatusCode::OK, &json!(100), &json!("reached")));
    report(&t, "active-projects", json!({"change": -1})).await;
    assert_eq!(reserve(&t, json!({})).await.0, StatusCode::CREATED, "capacity was freed");
}

/// Like any other refusal (rule 19): what, who, when, why, how often.
async fn a_refusal_says_of_which_limit_it_was_and_who_asked(t: TestManager) {
    core(&t, 100).await;
    assert_eq!(reserve(&t, json!({})).await.0, StatusCode::CONFLICT);
    for limit in ["active-projects", "custom-objects", "dashboards"] {
        t.post(&format!("/api/v1/limits/{limit}/check"), json!({})).await;
    }
    assert_eq!(t.get("/api/v1/checks/nobody/acme.web").await.0, StatusCode::OK);
    crate::checks::flush(&t.manager).await.unwrap();
    let (status, report) = t.get("/api/v1/reports/refusals?code=limit_reached&sort=times").await;
    assert_eq!(
        (status, &report["total"], &report["times"]),
        (StatusCode::OK, &json!(2), &json!(3)),
        "{report}"
    );
    let lines: Vec<_> = report["items"].as_array().unwrap().iter().collect();
    let said =
        |at: usize| (&lines[at]["item"], &lines[at]["asked_by"], &lines[at]["times"], &lines[at]["user"]);
    let (test, none) = (json!("test"), Value::Null);
    assert_eq!(
        said(0),
        (&json!("acme.active-projects"), &test, &json!(2), &none),
        "a check is refused as well"
    );
    assert_eq!(said(1), (&json!("acme.custom-objects"), &test, &json!(1), &none));
    let request = Request::get("/api/v1/reports/refusals?format=csv&code=limit_reached")
        .header("authorization", format!("Bearer {}", t.token));
    let (_, file) = t.send(request.body(Body::empty()).unwrap()).await;
    assert!(file.as_str().unwrap().contains(",acme.custom-objects,test"), "{file}");
    let page = page(&t, "/i/test/history/refusals?code=limit_reached").await;
    assert!(page.contains("Active projects") && page.contains("Custom objects"), "{page}");
    assert!(!page.contains("Unknown module"), "what was refused has a name: {page}");
}

async fn reservations_are_used_or_released_once(t: TestManager) {
    core(&t, 10).await;
    let first = id(&reserve(&t, json!({"units": 5})).await.1);
    assert_eq!(counts(&t).await, (10, 5));
    for _ in 0..2 {
        let (status, answer) = settle(&t, &first, true).await;
        assert_eq!((status, &answer["used"]), (StatusCode::OK, &json!(15)), "a repetition changes nothing");
    }
    let (status, answer) = settle(&t, &first, false).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("reservation_ended")));
    let second = id(&reserve(&t, json!({"units": 3})).await.1);
    for _ in 0..2 {
        assert_eq!(settle(&t, &second, false).await.0, StatusCode::OK);
    }
    assert_eq!(settle(&t, &second, true).await.1["code"], "reservation_ended");
    assert_eq!(counts(&t).await, (15, 0));
    let path = format!("/api/v1/limits/dashboards/reservations/{}", id(&reserve(&t, json!({})).await.1));
    assert_eq!(t.delete(&path).await.0, StatusCode::NOT_FOUND, "it is another limit's");
    let other = "/api/v1/limits/active-projects/reservations/0199a2f0-0000-7000-9000-999999999999";
    assert_eq!(t.delete(other).await.0, StatusCode::NOT_FOUND);
}

async fn a_reservation_that_timed_out_counts_no_more(t: TestManager) {
    core(&t, 99).await;
    let first = id(&reserve(&t, json!({"seconds": 60})).await.1);
    t.pass_ms(59_000).await;
    assert_eq!(counts(&t).await, (99, 1));
    t.pass_ms(1_000).await;
    assert_eq!(counts(&t).await, (99, 0), "nobody used it in time");
    let second = id(&reserve(&t, json!({})).await.1);
    let (status, answer) = settle(&t, &first, true).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::CONFLICT, &json!("limit_reached")),
        "somebody else has it"
    );
    settle(&t, &second, false).await;
    let (status, answer) = settle(&t, &first, true).await;
    assert_eq!((status, &answer["used"]), (StatusCode::OK, &json!(100)), "too late, but there is room again");
    assert_eq!(settle(&t, &second, false).await.0, StatusCode::OK);
    assert_eq!(counts(&t).await, (100, 0));
}

async fn sixty_four_callers_on_two_servers_get_the_one_that_is_left(t: TestManager) {
    core(&t, 99).await;
    let other = t.second().await;
    let calls: Vec<_> = (0..64)
        .map(|n| {
            let manager = if n % 2 == 0 { t.manager.clone() } else { other.clone() };
            let granted = Granted::<Check>::to_the_server(By::system("test"), t.scope);
            let what = What::Reserve { units: 1, seconds: 60 };
            tokio::spawn(async move { count(&manager, &granted, "active-projects", what).await })
        })
        .collect();
    let mut got = 0;
    for call in calls {
        let counted = call.await.unwrap().unwrap();
        assert_eq!(counted.refused, counted.reservation.is_none());
        got += u32::from(counted.reservation.is_some());
    }
    assert_eq!((got, counts(&t).await), (1, (99, 1)));
    other.db().close();
}

async fn a_repetition_under_the_same_key_is_the_same_change(t: TestManager) {
    core(&t, 98).await;
    let keyed = |method: Method, path: &str, key: &str, body: Value| {
        Request::builder()
            .method(method)
            .uri(format!("/api/v1/limits/active-projects{path}"))
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(Body::from(body.to_string()))
            .unwrap()
    };
    for _ in 0..3 {
        let (_, answer) = t.send(keyed(Method::PUT, "", "one-more", json!({"change": 1}))).await;
        assert_eq!(answer["used"], 99);
    }
    let mut ids = Vec::new();
    for _ in 0..3 {
        let (status, answer) = t.send(keyed(Method::POST, "/reservations", "mine", json!({}))).await;
        assert_eq!(status, StatusCode::CREATED);
        ids.push(id(&answer));
    }
    ids.dedup();
    assert_eq!((ids.len(), counts(&t).await), (1, (99, 1)));
    let (status, _) = t.send(keyed(Method::POST, "/reservations", "yours", json!({}))).await;
    assert_eq!(status, StatusCode::CONFLICT);
    settle(&t, &ids[0], false).await;
    let (status, _) = t.send(keyed(Method::POST, "/reservations", "yours", json!({}))).await;
    assert_eq!(status, StatusCode::CREATED, "a refusal is not kept under the key");
}
