//! Nobody may remove the last account that may manage licences or access, in any way (rule 12).

use http::{Method, StatusCode};
use licentia_platform::access::{AccountChange, Chosen, Granted, ManageAccess};
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::patch;
use crate::testing::{TestManager, row, stories};

stories!(
    the_last_administrator_is_not_retired_deleted_or_switched_off,
    the_last_administrator_keeps_the_rights_and_has_no_end,
    the_last_administrator_is_no_room_and_waits_for_nobody,
    the_last_administrator_is_not_imported_away,
    an_invitation_is_nobody_who_could_manage_anything,
    whoever_is_not_the_last_may_go_in_any_way,
    an_edited_account_keeps_nobody,
);

const BOTH: [&str; 2] = ["manage_licences", "manage_access"];

/// Gives a user an account with these rights, and a password.
pub(crate) async fn administrator(t: &TestManager, login: &str, rights: &[&str]) -> Value {
    if t.get(&format!("/api/v1/users/{login}")).await.0 == StatusCode::NOT_FOUND {
        t.user(login).await;
    }
    let path = format!("/api/v1/users/{login}/account");
    let (status, answer) = t.ask(Method::PUT, &path, Some(json!({"rights": rights}))).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let link = answer["link"]["url"].as_str().expect("a link");
    let token = link.rsplit('/').next().expect("a token");
    let password = format!("a good long password of {}", login.len()).as_str().into();
    let chosen = Chosen { login: "ignored".to_owned(), name: "ignored".to_owned(), password };
    t.manager.access().set_up(token, chosen, Default::default()).await.expect("the link works");
    answer
}

async fn last(answer: (StatusCode, Value), way: &str) {
    assert_eq!(answer.0, StatusCode::CONFLICT, "{way}: {}", answer.1);
    assert_eq!(answer.1["code"], "last_administrator", "{way}: {}", answer.1);
}

async fn the_last_administrator_is_not_retired_deleted_or_switched_off(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 3)]).await;
    administrator(&t, "ingrid", &BOTH).await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    last(patch(&t, "ingrid", json!({"state": "former"})).await, "retiring").await;
    last(patch(&t, "ingrid", json!({"can_log_in": false})).await, "switching log-in off").await;
    last(t.delete("/api/v1/users/ingrid").await, "deleting").await;
    last(t.delete("/api/v1/users/ingrid/account").await, "taking the account away").await;
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before, "nothing was written");
    // Said before it is tried, too.
    let (_, leaving) = t.get("/api/v1/users/ingrid/leaving").await;
    assert_eq!(leaving["levels"][1]["because"], "last_administrator", "{leaving}");
    assert_eq!(leaving["levels"][2]["because"], "last_administrator", "{leaving}");
    let shown = super::pages::page(&t, "/i/test/users/ingrid/leave").await;
    assert!(shown.contains("Nobody would be left to manage licences or access"), "{shown}");
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn the_last_administrator_keeps_the_rights_and_has_no_end(t: TestManager) {
    administrator(&t, "ingrid", &BOTH).await;
    let put = |body: Value| t.ask(Method::PUT, "/api/v1/users/ingrid/account", Some(body));
    last(put(json!({"rights": []})).await, "no rights").await;
    last(put(json!({"rights": ["manage_licences"]})).await, "access alone").await;
    last(put(json!({"rights": ["manage_access"]})).await, "licences alone").await;
    last(put(json!({"rights": BOTH, "until": "2027-01-31"})).await, "an end").await;
    // Through the accounts themselves, beside the user's page.
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let access = t.manager.access();
    let no = access.accounts(&granted).await.unwrap().pop().expect("an account").no;
    let blocked = AccountChange { blocked: Some(true), ..AccountChange::default() };
    let refused = access.change_account(&granted, no, blocked).await.expect_err("blocking");
    assert_eq!(refused.code, "last_administrator");
    assert_eq!(access.remove_account(&granted, no).await.expect_err("removing").code, "last_administrator");
}

async fn the_last_administrator_is_no_room_and_waits_for_nobody(t: TestManager) {
    administrator(&t, "ingrid", &BOTH).await;
    last(patch(&t, "ingrid", json!({"kind": "resource"})).await, "becoming a room").await;
    last(patch(&t, "ingrid", json!({"waiting_for_approval": true})).await, "waiting for approval").await;
    assert_eq!(patch(&t, "ingrid", json!({"kind": "external"})).await.0, StatusCode::OK);
}

async fn the_last_administrator_is_not_imported_away(t: TestManager) {
    administrator(&t, "ingrid", &BOTH).await;
    let import = |file: &'static str| {
        let request = http::Request::post("/api/v1/users/import?update=true")
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "text/csv");
        t.send(request.body(axum::body::Body::from(file)).expect("a request"))
    };
    // Each of these is a problem of its row.
    for file in [
        "login;can_log_in\nnils;yes\ningrid;no\n",
        "login;kind\ningrid;resource\n",
        "login;waiting_for_approval\ningrid;yes\n",
    ] {
        let (status, answer) = import(file).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("import_invalid")),
            "{answer}"
        );
        assert_eq!(answer["problems"][0]["code"], "last_administrator", "{answer}");
    }
    // Of two only one may go, whichever stands first.
    administrator(&t, "bo", &BOTH).await;
    let (_, answer) = import("login;can_log_in\nbo;no\ningrid;no\n").await;
    assert_eq!((&answer["count"], &answer["problems"][0]["row"]), (&json!(1), &json!(3)), "{answer}");
    assert_eq!(t.delete("/api/v1/users/bo").await.0, StatusCode::NO_CONTENT);
    assert_eq!(t.get("/api/v1/users/nils").await.0, StatusCode::NOT_FOUND, "all or nothing");
    let (status, answer) = import("login;name\ningrid;Ingrid Solberg\n").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(t.get("/api/v1/users/ingrid/account").await.1["state"], "active");
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let mut accounts = t.manager.access().accounts(&granted).await.unwrap().into_iter();
    let account = accounts.find(|account| account.login == "ingrid").expect("an account");
    assert_eq!(account.name, "Ingrid Solberg", "one person, one name");
}

async fn an_invitation_is_nobody_who_could_manage_anything(t: TestManager) {
    administrator(&t, "ingrid", &BOTH).await;
    t.user("bo").await;
    let body = json!({"rights": BOTH});
    let (status, _) = t.ask(Method::PUT, "/api/v1/users/bo/account", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED);
    last(patch(&t, "ingrid", json!({"state": "former"})).await, "leaving it to an invitation").await;
}

async fn whoever_is_not_the_last_may_go_in_any_way(t: TestManager) {
    for login in ["ingrid", "anna", "bo", "cid"] {
        administrator(&t, login, &BOTH).await;
    }
    assert_eq!(patch(&t, "anna", json!({"state": "former"})).await.0, StatusCode::OK);
    assert_eq!(t.delete("/api/v1/users/bo").await.0, StatusCode::NO_CONTENT);
    let body = json!({"rights": BOTH, "until": "2027-01-31"});
    assert_eq!(t.ask(Method::PUT, "/api/v1/users/cid/account", Some(body)).await.0, StatusCode::OK);
    // Now ingrid is: an account with an end does not stay, a blocked one does not act.
    last(patch(&t, "ingrid", json!({"can_log_in": false})).await, "switching the last one off").await;
    assert_eq!(patch(&t, "anna", json!({"state": "active", "can_log_in": true})).await.0, StatusCode::OK);
    last(t.delete("/api/v1/users/ingrid").await, "a former employee who came back gets nothing back").await;
}

async fn an_edited_account_keeps_nobody(t: TestManager) {
    administrator(&t, "ingrid", &BOTH).await;
    administrator(&t, "bo", &["view"]).await;
    t.place.tamper("UPDATE account SET rights = 9 WHERE login = 'bo'");
    last(patch(&t, "ingrid", json!({"state": "former"})).await, "leaving it to an edited row").await;
}
