//! Stories of the door: who is kept out, and what people are told.

use http::{Method, StatusCode};
use licentia_platform::access::{Chosen, Granted, ManageAccess, NewAccount, Purpose, Right, Rights};
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::{path, started};
use crate::testing::{TestManager, row, stories};

stories!(
    what_is_on_for_a_group_stays_on_when_it_gets_another_name,
    no_login_keeps_everybody_out_but_those_who_may_lift_it,
    no_login_for_some_keeps_only_those_out,
    whoever_is_in_stays_in,
    people_are_told_at_the_log_in_what_is_on,
    an_application_asks_what_is_on_for_a_user,
    another_server_hears_of_it_before_it_lets_anybody_in,
);

/// Users with everything a log-in needs.
async fn people(t: &TestManager, logins: &[&str]) {
    t.activate(|package| package.rows = vec![row("user", 20), row("web", 20), row("sale-cal", 20)]).await;
    for login in logins {
        let user = t.user(login).await;
        for module in ["acme.user", "acme.web"] {
            t.assign(user, module).await;
        }
    }
}

async fn log_in(t: &TestManager, user: &str) -> Value {
    t.post("/api/v1/logins", json!({"user": user, "client": "acme.web"})).await.1
}

/// An account with these rights that hangs on a user, in use.
async fn account(t: &TestManager, login: &str, rights: Rights) {
    let id = t.get(&format!("/api/v1/users/{login}")).await.1["id"].as_str().unwrap().to_owned();
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let new = NewAccount { login: login.to_owned(), name: login.to_owned(), rights, user: Some(id) };
    let access = t.manager.access();
    let no = access.invite(&granted, new).await.unwrap().value;
    let link = access.make_link(&granted, no, Purpose::SetUp).await.unwrap().path;
    let password = "correct horse battery".into();
    let chosen = Chosen { login: String::new(), name: String::new(), password };
    access.set_up(link.rsplit('/').next().unwrap(), chosen, Default::default()).await.unwrap();
}

async fn no_login_keeps_everybody_out_but_those_who_may_lift_it(t: TestManager) {
    people(&t, &["anna", "ingrid"]).await;
    account(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    let bar = json!({"key": "no_login", "message": "Upgrade to 12.2.", "finish_at": "2026-11-21T14:00:00Z"});
    let bar = started(&t, bar).await;
    let anna = log_in(&t, "anna").await;
    assert_eq!((&anna["result"], &anna["session"]), (&json!("blocked_by_event"), &Value::Null), "{anna}");
    // In the zone of the holder, where it is an hour later.
    let told = "Nobody can log in just now. Upgrade to 12.2. Expected to be over on 21 November 2026, 15:00.";
    assert_eq!(anna["notices"], json!([told]));
    assert_eq!(log_in(&t, "ingrid").await["result"], "ok");
    // An estimate ends nothing; somebody does.
    t.pass_ms(4 * 60 * 60 * 1_000).await;
    assert_eq!(log_in(&t, "anna").await["result"], "blocked_by_event");
    assert_eq!(t.delete(&path(&bar)).await.0, StatusCode::OK);
    assert_eq!(log_in(&t, "anna").await["result"], "ok");
}

async fn no_login_for_some_keeps_only_those_out(t: TestManager) {
    people(&t, &["anna", "bo", "carl"]).await;
    t.ask(Method::PATCH, "/api/v1/users/bo", Some(json!({"groups": ["Sales", "Malmö"]}))).await;
    started(&t, json!({"key": "no_login", "scope": "user", "owner": "anna"})).await;
    started(&t, json!({"key": "no_login", "scope": "group", "owner": "Malmö"})).await;
    for (user, result) in [("anna", "blocked_by_event"), ("bo", "blocked_by_event"), ("carl", "ok")] {
        assert_eq!(log_in(&t, user).await["result"], result, "{user}");
    }
    // Who leaves the group is free at once.
    t.ask(Method::PATCH, "/api/v1/users/bo", Some(json!({"groups": ["Sales"]}))).await;
    assert_eq!(log_in(&t, "bo").await["result"], "ok");
}

async fn what_is_on_for_a_group_stays_on_when_it_gets_another_name(t: TestManager) {
    people(&t, &["anna", "bo"]).await;
    t.ask(Method::PATCH, "/api/v1/users/anna", Some(json!({"groups": ["Sales"]}))).await;
    t.ask(Method::PATCH, "/api/v1/users/bo", Some(json!({"groups": ["Oslo"]}))).await;
    let bar = started(&t, json!({"key": "no_login", "scope": "group", "owner": "Sales"})).await;
    let rename = async |from: &str, to: &str| {
        t.ask(Method::PATCH, &format!("/api/v1/groups/{from}"), Some(json!({"name": to}))).await
    };
    assert_eq!(rename("Sales", "Sellers").await.0, StatusCode::OK);
    let now = t.get(&path(&bar)).await.1;
    assert_eq!(now["owner"], "Sellers", "{now}");
    assert_ne!(now["revision"], bar["revision"], "a form from before overwrites nothing");
    let anna = log_in(&t, "anna").await;
    assert_eq!(anna["result"], "blocked_by_event", "{anna}");
    // Another server knows, and so does one that starts anew.
    let other = t.second().await;
    let owner = other.snapshot(t.scope).await.unwrap().events().active[0].reach.owner();
    assert_eq!(owner, "Sellers");
    other.db().close();
    // Two groups become one: where the same is on for both, somebody says first which goes on.
    let oslo = started(&t, json!({"key": "no_login", "scope": "group", "owner": "Oslo"})).await;
    let (status, refused) = rename("Sellers", "Oslo").await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("event_exists")), "{refused}");
    assert_eq!(refused["event"], oslo["id"]);
    t.delete(&path(&oslo)).await;
    assert_eq!(rename("Sellers", "Oslo").await.0, StatusCode::OK);
    assert_eq!(log_in(&t, "bo").await["result"], "blocked_by_event");
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn whoever_is_in_stays_in(t: TestManager) {
    people(&t, &["anna"]).await;
    let session = log_in(&t, "anna").await["session"].as_str().unwrap().to_owned();
    started(&t, json!({"key": "no_login"})).await;
    let beat = t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await;
    assert_eq!(beat.0, StatusCode::OK);
    let anna = t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no();
    t.assign(anna, "acme.sale-cal").await;
    let further =
        t.post(&format!("/api/v1/sessions/{session}/seats"), json!({"modules": ["acme.sale-cal"]})).await;
    assert_eq!(further.1["result"], "ok", "{}", further.1);
}

async fn people_are_told_at_the_log_in_what_is_on(t: TestManager) {
    people(&t, &["anna", "bo"]).await;
    started(&t, json!({"key": "no_freetext", "message": "The index is rebuilt."})).await;
    t.pass_ms(1_000).await;
    started(&t, json!({"key": "message_of_the_day", "message": "Quarter closes."})).await;
    started(
        &t,
        json!({"key": "message_of_the_day", "message": "Bo, call me.", "scope": "user", "owner": "bo"}),
    )
    .await;
    started(&t, json!({"key": "import", "message": "Nobody needs to know"})).await;
    let anna = log_in(&t, "anna").await;
    let freetext = "Free-text search is switched off just now. The index is rebuilt.";
    assert_eq!(anna["notices"], json!(["Quarter closes.", freetext]), "{anna}");
    let bo = log_in(&t, "bo").await;
    let notices = bo["notices"].as_array().unwrap();
    assert!(notices.contains(&json!("Bo, call me.")) && notices.len() == 3, "{bo}");
    // Whoever is not let in for want of a licence is told nothing.
    t.user("carl").await;
    assert_eq!(log_in(&t, "carl").await["notices"], json!([]));
}

async fn an_application_asks_what_is_on_for_a_user(t: TestManager) {
    people(&t, &["anna", "ingrid"]).await;
    account(&t, "ingrid", Rights::of(&[Right::ManageLicences])).await;
    started(&t, json!({"key": "no_login"})).await;
    started(&t, json!({"key": "no_travel", "scope": "user", "owner": "anna"})).await;
    for (query, blocked, count) in [("?user=anna", true, 2), ("?user=ingrid", false, 1), ("", true, 1)] {
        let (status, active) = t.get(&format!("/api/v1/events/active{query}")).await;
        assert_eq!(status, StatusCode::OK, "{active}");
        let items = active["items"].as_array().unwrap();
        assert_eq!((&active["blocks_login"], items.len()), (&json!(blocked), count), "{query}: {active}");
        assert!(items.iter().all(|event| event.get("activated_by").is_none()), "{active}");
    }
    let (status, missing) = t.get("/api/v1/events/active?user=nobody").await;
    assert_eq!((status, &missing["code"]), (StatusCode::NOT_FOUND, &json!("user_unknown")));
}

async fn another_server_hears_of_it_before_it_lets_anybody_in(t: TestManager) {
    people(&t, &["anna"]).await;
    let other = t.second().await;
    started(&t, json!({"key": "no_login"})).await;
    // A log-in is decided on the head of the chain, whichever server it comes to.
    let request = http::Request::post("/api/v1/logins")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(json!({"user": "anna", "client": "acme.web"}).to_string()));
    let answer = tower::ServiceExt::oneshot(other.router(), request.unwrap()).await.unwrap();
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    let answer: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["result"], "blocked_by_event", "{answer}");
    other.db().close();
}
