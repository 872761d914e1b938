//! Superfluous licences, chosen and removed, on both databases.

use axum::body::Body;
use http::{Request, StatusCode};
use licentia_core::package::Package;
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    the_numbers_and_the_holders_are_said,
    those_chosen_give_theirs_up_and_the_row_is_healed,
    a_holder_moves_to_a_plan_with_room,
    a_hidden_module_goes_with_the_plan_that_brings_it,
    nobody_moves_to_where_there_is_no_room,
    who_does_not_hold_it_is_named,
    a_trial_changes_nothing,
    the_dialog_keeps_what_is_ticked,
);

fn big(package: &mut Package) {
    package.rows = vec![
        plan("ten-sales", 3, &["sale-cal"]),
        plan("ten-service", 2, &["ej-client"]),
        hidden("sale-cal", 3),
        hidden("ej-client", 2),
    ];
}

fn small(package: &mut Package) {
    big(package);
    package.rows[0] = plan("ten-sales", 1, &["sale-cal"]);
}

fn hidden(module: &str, count: u32) -> licentia_core::licence::Row {
    licentia_core::licence::Row { hidden: true, ..row(module, count) }
}

/// Three people on a plan, and the id of a loaded package that has one seat of it.
async fn over(t: &TestManager, small: impl FnOnce(&mut Package)) -> String {
    t.activate(big).await;
    for login in ["anna", "bo", "cecilia"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let (status, loaded) = load(t, small).await;
    assert_eq!(status, StatusCode::CREATED, "{loaded}");
    loaded["id"].as_str().unwrap().to_owned()
}

async fn load(t: &TestManager, change: impl FnOnce(&mut Package)) -> (StatusCode, Value) {
    let request = Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    t.send(request.body(Body::from(t.issue(change))).unwrap()).await
}

fn path(id: &str) -> String {
    format!("/api/v1/packages/{id}/superfluous/acme.ten-sales")
}

async fn the_numbers_and_the_holders_are_said(t: TestManager) {
    let id = over(&t, small).await;
    t.place.tamper("UPDATE app_user SET last_used = '2026-10-01' WHERE login = 'anna'");
    let (status, said) = t.get(&path(&id)).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    assert_eq!((&said["in_use"], &said["available"], &said["to_remove"]), (&json!(3), &json!(1), &json!(2)));
    let holders: Vec<&str> =
        said["holders"].as_array().unwrap().iter().map(|holder| holder["user"].as_str().unwrap()).collect();
    assert_eq!(holders, ["bo", "cecilia", "anna"], "who never used anything comes first");
    assert_eq!(said["rooms"], json!([{"plan": "acme.ten-service", "free": 2}]));
    let (status, missing) = t.get(&format!("/api/v1/packages/{id}/superfluous/acme.no-such-thing")).await;
    assert_eq!((status, &missing["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}

async fn those_chosen_give_theirs_up_and_the_row_is_healed(t: TestManager) {
    let id = over(&t, small).await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (status, done) = t.post(&path(&id), json!({"longest_unused": 0, "reason": "smaller contract"})).await;
    assert_eq!((status, &done["counts"]["done"]), (StatusCode::OK, &json!(2)), "{done}");
    let after = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(after, before + 1, "one entry, however many");
    let (_, comparison) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!(comparison["can_activate"], true, "{comparison}");
    let (status, said) = t.get(&path(&id)).await;
    assert_eq!((status, &said["to_remove"]), (StatusCode::OK, &json!(0)), "{said}");
    let (status, answer) = t.post(&format!("/api/v1/packages/{id}/activate"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

async fn a_holder_moves_to_a_plan_with_room(t: TestManager) {
    let id = over(&t, small).await;
    let moves = json!({"users": [{"user": "anna", "instead": "acme.ten-service"}, {"user": "bo"}]});
    let (status, done) = t.post(&path(&id), moves).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(done["replaced"], json!([{"user": "anna", "module": "acme.ten-sales"}]));
    let (_, check) = t.get("/api/v1/checks/anna/acme.ej-client").await;
    assert_eq!(check["code"], "granted", "{check}");
    let (_, check) = t.get("/api/v1/checks/bo/acme.sale-cal").await;
    assert_eq!(check["code"], "no_seat", "{check}");
    let (status, answer) = t.post(&format!("/api/v1/packages/{id}/activate"), json!({})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

async fn a_hidden_module_goes_with_the_plan_that_brings_it(t: TestManager) {
    let id = over(&t, |package| {
        big(package);
        package.rows[2] = hidden("sale-cal", 2);
    })
    .await;
    let path = format!("/api/v1/packages/{id}/superfluous/acme.sale-cal");
    let (_, said) = t.get(&path).await;
    assert_eq!(said["to_remove"], 1, "{said}");
    assert_eq!(said["holders"][0]["through"], json!(["acme.ten-sales"]));
    let (status, done) = t.post(&path, json!({"users": [{"user": "cecilia"}]})).await;
    assert_eq!((status, &done["done"][0]["module"]), (StatusCode::OK, &json!("acme.ten-sales")), "{done}");
}

async fn nobody_moves_to_where_there_is_no_room(t: TestManager) {
    // One seat of the other plan now, and none under the package: whoever moved would have to move again.
    let id = over(&t, |package| {
        small(package);
        package.rows[1] = plan("ten-service", 0, &["ej-client"]);
    })
    .await;
    let (_, said) = t.get(&path(&id)).await;
    assert_eq!(said["rooms"], json!([]), "{said}");
    let moved = json!({"users": [{"user": "anna", "instead": "acme.ten-service"}]});
    let (status, refused) = t.post(&path(&id), moved).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("no_room_there")), "{refused}");

    let id = over_again(&t).await;
    let moves: Vec<Value> = ["anna", "bo", "cecilia"]
        .iter()
        .map(|user| json!({"user": user, "instead": "acme.ten-service"}))
        .collect();
    let (status, refused) = t.post(&path(&id), json!({"users": moves})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("no_seat")), "{refused}");
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["code"], "granted", "all or nothing: {check}");
}

async fn over_again(t: &TestManager) -> String {
    let (status, loaded) = load(t, small).await;
    assert_eq!(status, StatusCode::CREATED, "{loaded}");
    loaded["id"].as_str().unwrap().to_owned()
}

async fn who_does_not_hold_it_is_named(t: TestManager) {
    let id = over(&t, small).await;
    t.user("dan").await;
    let (status, refused) = t.post(&path(&id), json!({"users": [{"user": "anna"}, {"user": "dan"}]})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("not_a_holder")), "{refused}");
    for wrong in [json!({}), json!({"users": []}), json!({"users": [{"user": "anna"}], "longest_unused": 1})]
    {
        let (status, refused) = t.post(&path(&id), wrong.clone()).await;
        assert_eq!(
            (status, &refused["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{wrong}"
        );
    }
    let (_, said) = t.get(&path(&id)).await;
    assert_eq!(said["in_use"], 3, "{said}");
}

async fn a_trial_changes_nothing(t: TestManager) {
    let id = over(&t, small).await;
    let (status, done) = t.post(&format!("{}?dry_run=true", path(&id)), json!({"longest_unused": 2})).await;
    assert_eq!((status, &done["counts"]["done"]), (StatusCode::OK, &json!(2)), "{done}");
    let (_, said) = t.get(&path(&id)).await;
    assert_eq!(said["in_use"], 3, "{said}");
}

async fn the_dialog_keeps_what_is_ticked(t: TestManager) {
    let id = over(&t, small).await;
    let dialog = format!("/i/test/packages/{id}/superfluous/acme.ten-sales");
    for lang in ["sv", "en"] {
        let (status, page) = t.get(&format!("{dialog}?lang={lang}")).await;
        let page = page.as_str().unwrap_or_default();
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(!page.contains('⟦'), "{page}");
        assert!(lang == "sv" || page.contains("Choose the 2 longest unused"), "{page}");
    }
    let page = send(&t, &dialog, "act=longest").await.1;
    assert!(page.contains("Remove 2 licences"), "{page}");
    // A search shows others; those who were ticked travel along unseen.
    let (_, anna) = t.get("/api/v1/users/anna").await;
    let anna = anna["id"].as_str().unwrap();
    let page = send(&t, &dialog, &format!("act=search&q=cecilia&user={anna}")).await.1;
    assert!(page.contains(&format!("name=\"user\" value=\"{anna}\"")), "{page}");
    let (status, page) = send(&t, &dialog, &format!("act=remove&user={anna}")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "back to the comparison: {page}");
    let (_, check) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(check["code"], "no_seat", "{check}");
}

async fn send(t: &TestManager, path: &str, form: &str) -> (StatusCode, String) {
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()));
    let (status, page) = t.send(request.unwrap()).await;
    (status, page.as_str().unwrap_or_default().to_owned())
}
