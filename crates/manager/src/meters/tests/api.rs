//! Over HTTP: modes, answers, lists, files.

use http::{Request, StatusCode};
use licentia_core::package::MeterKind;
use serde_json::{Value, json};

use super::{event, meter, metered, send};
use crate::stories;
use crate::testing::{TestManager, row};

stories!(
    one_event_is_accepted_in_both_modes_and_refused_with_its_code,
    a_batch_is_answered_event_by_event,
    a_request_that_is_no_event_is_refused,
    months_are_listed_and_exported,
    the_vendors_meters_come_first_and_figures_stand_under_their_issuer,
);

fn binary(t: &TestManager, id: &str, kind: &str, body: &str) -> Request<axum::body::Body> {
    Request::post("/api/v1/usage")
        .header("authorization", format!("Bearer {}", t.token))
        .header("ce-specversion", "1.0")
        .header("ce-id", id)
        .header("ce-source", "/crm")
        .header("ce-type", format!("acme.{kind}"))
        .body(body.to_owned().into())
        .unwrap()
}

async fn one_event_is_accepted_in_both_modes_and_refused_with_its_code(t: TestManager) {
    metered(&t).await;
    let (status, answer) = t.send(binary(&t, "a", "sum", r#"{"quantity": 3}"#)).await;
    assert_eq!((status, &answer["counted"]), (StatusCode::ACCEPTED, &json!(1)), "{answer}");
    let structured = Request::post("/api/v1/usage")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/cloudevents+json; charset=utf-8")
        .body(event(&t, "a", "sum", 0, json!({"quantity": 3})).to_string().into())
        .unwrap();
    let (status, answer) = t.send(structured).await;
    assert_eq!((status, &answer["events"][0]["outcome"]), (StatusCode::ACCEPTED, &json!("duplicate")));
    let (status, answer) = t.send(binary(&t, "b", "nothing", "{}")).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("meter_unknown")));
    let (status, answer) = t.send(binary(&t, "c", "sum", "quantity=3")).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("data_unreadable")));
}

async fn a_batch_is_answered_event_by_event(t: TestManager) {
    metered(&t).await;
    let batch: Vec<Value> = (0..1_000)
        .map(|n| {
            let quantity = if n % 100 == 99 { json!(-1) } else { json!(2) };
            event(&t, &(n % 500).to_string(), "sum", n % 20, json!({ "quantity": quantity }))
        })
        .collect();
    let outcomes = send(&t, &batch).await;
    let count = |word: &str| outcomes.iter().filter(|outcome| *outcome == word).count();
    assert_eq!((count("counted"), count("duplicate"), count("quantity_wrong")), (495, 495, 10));
    let (_, list) = t.get("/api/v1/meters").await;
    assert_eq!(list["items"][1]["used"], 990, "{}", list["items"][1]);
}

async fn a_request_that_is_no_event_is_refused(t: TestManager) {
    metered(&t).await;
    let (status, answer) = t.post("/api/v1/usage", json!({"quantity": 1})).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("unsupported_media_type"))
    );
    let batch = |body: String| {
        Request::post("/api/v1/usage")
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/cloudevents-batch+json")
            .body(body.into())
            .unwrap()
    };
    let (status, answer) = t.send(batch(json!(vec![0; 10_001]).to_string())).await;
    assert_eq!((status, &answer["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_many_events")));
    let (status, answer) = t.send(batch(" ".repeat(8 << 20) + "[]")).await;
    assert_eq!((status, &answer["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    let (status, answer) = t.send(batch("[]".to_owned())).await;
    assert_eq!((status, &answer["counted"]), (StatusCode::OK, &json!(0)));
}

async fn the_vendors_meters_come_first_and_figures_stand_under_their_issuer(t: TestManager) {
    metered(&t).await;
    let theirs = t.issue_as("aa-partner", None, |package| {
        package.rows = vec![row("mailer", 1)];
        package.meters = vec![meter("letters", MeterKind::Sum, 10, 0)];
        package.issuer_title = [("en".to_owned(), "Partner".to_owned())].into();
    });
    t.activate_file(theirs).await;
    let (_, list) = t.get("/api/v1/meters").await;
    let names: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["meter"].as_str().unwrap()).collect();
    assert_eq!(
        names.iter().position(|name| *name == "aa-partner.letters"),
        Some(names.len() - 1),
        "{names:?}"
    );
    let (status, bare) = t.get("/api/v1/meters/letters").await;
    assert_eq!((status, &bare["meter"]), (StatusCode::OK, &json!("aa-partner.letters")), "{bare}");
    let (_, page) = t.get("/i/test/meters?meter=letters").await;
    assert!(page.as_str().unwrap().contains("letters for each month"), "{page}");
    t.pass_ms(13 * 24 * 60 * 60 * 1_000).await;
    crate::meters::run_due(&t.manager).await.unwrap();
    let (_, page) = t.get("/i/test/meters/report").await;
    let page = page.as_str().unwrap();
    for issuer in ["acme", "aa-partner"] {
        let ids = [format!("id=\"field-file-{issuer}\""), format!("for=\"field-file-{issuer}\"")];
        assert!(
            ids.iter().all(|id| page.matches(id.as_str()).count() == 1),
            "each field has its label: {page}"
        );
    }
    let figures = page.split("id=\"figures\"").nth(1).unwrap();
    let (vendor, partner) = (figures.find(">Acme<").unwrap(), figures.find(">Partner<").unwrap());
    let letters = figures.find(">letters<").unwrap();
    assert!(vendor < partner && partner < letters && !figures[partner..].contains(">sum<"), "{figures}");
}

async fn months_are_listed_and_exported(t: TestManager) {
    metered(&t).await;
    send(
        &t,
        &[
            event(&t, "a", "sum", 1, json!({"quantity": 140})),
            event(&t, "b", "sum", 40, json!({"quantity": 5})),
        ],
    )
    .await;
    let (status, list) = t.get("/api/v1/meters?month=2026-11").await;
    assert_eq!((status, &list["month"]), (StatusCode::OK, &json!("2026-11")));
    let sum = &list["items"][1];
    assert_eq!(
        (&sum["meter"], &sum["kind"], &sum["unit"]),
        (&json!("acme.sum"), &json!("sum"), &json!("pieces"))
    );
    assert_eq!((&sum["used"], &sum["allowance"], &sum["overage"]), (&json!(140), &json!(100), &json!(40)));
    assert_eq!((&sum["forecast"], &sum["closed"]), (&json!("2026-11-20"), &json!(false)));
    assert_eq!(sum["days"].as_array().unwrap().len(), 21);
    let (_, history) = t.get("/api/v1/meters/ACME.sum").await;
    let used: Vec<u64> =
        history["items"].as_array().unwrap().iter().map(|item| item["used"].as_u64().unwrap()).collect();
    assert_eq!((used.len(), &used[10..]), (12, &[5, 140][..]));
    let (_, file) = t.get("/api/v1/meters/acme.sum?from=2026-11&format=csv&days=true").await;
    assert!(file.as_str().unwrap().contains("2026-11-20,acme.sum,sum,pieces,140\r\n"), "{file}");
    let (_, file) = t.get("/api/v1/meters?format=csv").await;
    assert!(
        file.as_str().unwrap().contains("2026-11,acme.sum,sum,sum,pieces,140,1,0,100,40,false\r\n"),
        "{file}"
    );
    for (path, status) in [
        ("/api/v1/meters/acme.nothing", StatusCode::NOT_FOUND),
        ("/api/v1/meters?month=2026-13", StatusCode::UNPROCESSABLE_ENTITY),
        ("/api/v1/meters/acme.sum?from=1990-01", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        assert_eq!(t.get(path).await.0, status, "{path}");
    }
    let (_, later) = t.get("/api/v1/meters?month=2027-01").await;
    assert_eq!(later["items"], json!([]));
}
