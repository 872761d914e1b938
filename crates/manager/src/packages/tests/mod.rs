//! A package from the file to the licences in force, on both databases.

mod courses;
mod holders;
mod suites;
mod versions;

use axum::body::Body;
use http::{Request, StatusCode};
use licentia_core::package::Package;
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    a_package_is_compared_before_it_comes_into_force,
    files_for_somebody_else_are_refused_with_their_reason,
    a_total_below_the_use_blocks,
    what_was_not_seen_is_not_activated,
    the_holder_is_entered_once,
    a_renewal_keeps_assignments_and_an_older_file_is_refused,
    a_stored_package_that_was_edited_is_refused,
    a_package_in_force_that_was_edited_gives_way_to_the_next,
);

async fn a_package_in_force_that_was_edited_gives_way_to_the_next(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    t.place.tamper("UPDATE package SET sequence = sequence + 7");
    let (_, loaded) = upload(&t, t.issue(sales(4))).await;
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["code"], "tampered", "its licences have stopped: {check}");
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["code"], "granted", "{check}");
    assert!(t.manager.snapshot(t.scope).await.unwrap().stopped().is_empty());
    let scope = t.scope;
    let verified = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    let faults: Vec<_> = verified.faults.iter().map(|fault| fault.code).collect();
    assert_eq!(faults, ["row_tampered"], "the old row stays named");
}

pub(super) async fn upload(t: &TestManager, bytes: Vec<u8>) -> (StatusCode, Value) {
    let request = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    t.send(request.body(Body::from(bytes)).unwrap()).await
}

pub(super) async fn holder(t: &TestManager) {
    let (status, answer) =
        t.post("/api/v1/installation/serial", json!({"holder": "Berg AB", "serial": "1000234567"})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

pub(super) async fn activate(t: &TestManager, id: &Value) -> (StatusCode, Value) {
    t.post(&format!("/api/v1/packages/{}/activate", id.as_str().unwrap()), json!({})).await
}

pub(super) async fn in_force(t: &TestManager, change: impl FnOnce(&mut Package)) {
    let (status, loaded) = upload(t, t.issue(change)).await;
    assert_eq!(status, StatusCode::CREATED, "{loaded}");
    let (status, answer) = activate(t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

pub(super) fn sales(seats: u32) -> impl FnOnce(&mut Package) {
    move |package| package.rows = vec![plan("ten-sales", seats, &["sale-cal"]), row("sale-cal", seats)]
}

async fn a_package_is_compared_before_it_comes_into_force(t: TestManager) {
    holder(&t).await;
    let file = t.issue(sales(20));
    let (status, loaded) = upload(&t, file.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{loaded}");
    assert_eq!(
        (&loaded["can_activate"], &loaded["harmless"]),
        (&json!(true), &json!(false)),
        "the first one is never harmless"
    );
    assert_eq!((&loaded["rows"][0]["new_total"], &loaded["rows"][0]["kind"]), (&json!(20), &json!("new")));
    let (_, licences) = t.get("/api/v1/licences").await;
    assert_eq!(licences["items"], json!([]), "nothing has changed yet");
    let (status, again) = upload(&t, file).await;
    assert_eq!((status, &again["id"]), (StatusCode::OK, &loaded["id"]), "the same file may be loaded again");

    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, licences) = t.get("/api/v1/licences").await;
    assert_eq!(licences["items"][0]["total"], 20, "{licences}");
    let (status, twice) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &twice["code"]), (StatusCode::CONFLICT, &json!("package_not_loaded")));
}

async fn files_for_somebody_else_are_refused_with_their_reason(t: TestManager) {
    let (status, answer) = upload(&t, t.issue(sales(20))).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("holder_unknown")));
    holder(&t).await;
    let wrong_serial = t.issue(|package| package.holder.serial = "1000234568".to_owned());
    let wrong_name = t.issue(|package| package.holder.name = "Berg Ab".to_owned());
    let mut tampered = t.issue(sales(20));
    let middle = tampered.len() / 2;
    tampered[middle] = if tampered[middle] == b'A' { b'B' } else { b'A' };
    for (bytes, code) in [
        (wrong_serial, "wrong_serial"),
        (wrong_name, "wrong_holder"),
        (b"Hello,\n".to_vec(), "not_a_package"),
        (Vec::new(), "empty"),
    ] {
        let (status, answer) = upload(&t, bytes).await;
        assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)), "{answer}");
    }
    let (status, answer) = upload(&t, tampered).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
    let (_, list) = t.get("/api/v1/packages").await;
    assert_eq!(list["items"], json!([]), "nothing was kept");
}

async fn a_total_below_the_use_blocks(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    for login in ["anna", "emil", "sara"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let (_, loaded) = upload(&t, t.issue(sales(2))).await;
    assert_eq!(loaded["can_activate"], false, "{loaded}");
    assert!(
        loaded["blocked"].as_array().unwrap().contains(&json!({"module": "acme.ten-sales", "to_remove": 1})),
        "{loaded}"
    );
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("package_blocked")));
    assert!(!answer["blocked"].as_array().unwrap().is_empty());

    let emil = t.manager.snapshot(t.scope).await.unwrap().user_named("emil").unwrap().no();
    t.recall_all(emil).await;
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!(status, StatusCode::OK, "the row has healed: {answer}");
}

async fn what_was_not_seen_is_not_activated(t: TestManager) {
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let (_, loaded) = upload(&t, t.issue(sales(5))).await;
    let seen = loaded["etag"].as_str().unwrap().to_owned();
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let path = format!("/api/v1/packages/{}/activate", loaded["id"].as_str().unwrap());
    let request = |tag: &str| {
        let request = Request::post(&path)
            .header("authorization", format!("Bearer {}", t.token))
            .header("if-match", format!("\"{tag}\""));
        request.body(Body::empty()).unwrap()
    };
    let (status, answer) = t.send(request(&seen)).await;
    assert_eq!(
        (status, &answer["code"]),
        (StatusCode::CONFLICT, &json!("comparison_changed")),
        "one more seat is in use: {answer}"
    );
    let (status, answer) = t.send(request(answer["etag"].as_str().unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

async fn the_holder_is_entered_once(t: TestManager) {
    let (status, answer) =
        t.post("/api/v1/installation/serial", json!({"holder": "  ", "serial": "1"})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
    holder(&t).await;
    holder(&t).await;
    in_force(&t, sales(3)).await;
    let (status, answer) =
        t.post("/api/v1/installation/serial", json!({"holder": "Other AB", "serial": "1000234567"})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("serial_fixed")));
}

async fn a_renewal_keeps_assignments_and_an_older_file_is_refused(t: TestManager) {
    holder(&t).await;
    let older = t.issue(sales(1));
    in_force(&t, sales(3)).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    in_force(&t, sales(4)).await;
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["allowed"], true, "assignments stay: {check}");
    let (status, answer) = upload(&t, older).await;
    assert_eq!((status, &answer["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("older_sequence")));
}

async fn a_stored_package_that_was_edited_is_refused(t: TestManager) {
    holder(&t).await;
    let (_, loaded) = upload(&t, t.issue(sales(20))).await;
    t.place.tamper("UPDATE package SET sequence = sequence + 7");
    let (status, answer) = activate(&t, &loaded["id"]).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("tampered")), "{answer}");
}
