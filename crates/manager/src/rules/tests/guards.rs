//! What rules must never do, and what stops them, on both databases.

use http::{Method, StatusCode};
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use licentia_platform::testing::PATIENCE;
use serde_json::{Value, json};
use std::sync::Arc;

use super::pages::field;
use super::{add, granted, licensed, revision, rule, sound, user};
use crate::rules::{Asked, Edit, change, keep};
use crate::testing::{TestManager, row, stories};
use crate::users::tests::pages::{page, send};

stories!(
    a_tampered_rule_makes_them_all_rest,
    a_tampered_rule_is_removed_and_the_others_go_on,
    a_rule_that_is_missing_is_done_without,
    a_demonstration_holds_a_thousand_rules,
    many_users_are_a_job_and_one_change,
    a_rule_takes_no_bodys_access,
    an_application_that_objects_is_heard,
);

async fn a_tampered_rule_makes_them_all_rest(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    add(&t, rule("Sales", "Sales", &["acme.sales"])).await;
    add(&t, rule("Mail", "Sales", &["acme.mail"])).await;
    let had = granted(&t, "anna").await;
    t.place.tamper("UPDATE distribution_rule SET conditions = '[]' WHERE priority = 1");
    let other = t.second().await;
    let at = other.snapshot(t.scope).await.unwrap();
    assert!(at.rules.wrong && at.wrong().names().iter().any(|name| name.starts_with("distribution_rule/")));
    // Nothing is given and nothing is taken: neither on a change of a user nor on schedule nor by hand.
    let granted_users = Granted::to_the_server(By::setup(), t.scope);
    let changing = crate::users::Changing {
        user: "anna".to_owned(),
        patch: licentia_protocol::api::UserPatch { groups: Some(Vec::new()), ..Default::default() },
        ..Default::default()
    };
    crate::users::change(&other, &granted_users, changing).await.unwrap();
    keep(other.clone(), Arc::default()).await.unwrap();
    let manages = Granted::to_the_server(By::setup(), t.scope);
    let asked = Asked::of(Edit::Nothing);
    assert_eq!(change(&other, &manages, asked).await.unwrap_err().code, "tampered");
    assert_eq!(granted(&t, "anna").await, had);
    other.db().close();
    // One that was deleted is missed too, before the others take away what it gave.
    t.place.tamper("DELETE FROM distribution_rule WHERE priority = 1");
    let (status, problem) = t.post("/api/v1/rules/apply", json!({})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("tampered")), "{problem}");
    assert_eq!(granted(&t, "anna").await, had);
}

/// Two rules for Anna, of which the first is changed or deleted outside the manager.
async fn tampered(t: &TestManager, sql: &str) {
    licensed(t).await;
    user(t, "anna", &["Sales"]).await;
    add(t, rule("Sales", "Sales", &["acme.sales"])).await;
    add(t, rule("Mail", "Sales", &["acme.mail"])).await;
    t.place.tamper(sql);
    crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    let (status, problem) = t.post("/api/v1/rules/apply", json!({})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("tampered")), "{problem}");
}

async fn a_tampered_rule_is_removed_and_the_others_go_on(t: TestManager) {
    tampered(&t, "UPDATE distribution_rule SET conditions = '[]' WHERE priority = 1").await;
    let list = page(&t, "/i/test/rules").await;
    assert!(list.contains("Changed outside the manager") && list.contains("Mail"), "{list}");
    assert!(!list.contains("Go on with the rules that are left"), "the row itself has the button");
    // First what it would do, as with every change of the rules.
    let edit = json!("put_right").to_string();
    let (status, seen) = send(&t, "/i/test/rules/preview", &[("edit", &edit)]).await;
    assert_eq!(status, StatusCode::OK, "{seen}");
    assert!(seen.contains("1 licence is taken away") && seen.contains("change 1 user"), "{seen}");
    assert_eq!(granted(&t, "anna").await.len(), 2, "nothing is changed yet");
    let decide = [("edit", &*edit), ("seen", &*field(&seen, "seen")), ("apply", "true")];
    assert_eq!(send(&t, "/i/test/rules/preview", &decide).await.0, StatusCode::SEE_OTHER);
    sound(&t).await;
    assert_eq!(granted(&t, "anna").await, ["acme.mail rule active"]);
    let list = page(&t, "/i/test/rules").await;
    assert!(!list.contains("Changed outside the manager") && !list.contains("tampered"), "{list}");
    assert_eq!(t.get("/api/v1/rules").await.1["total"], 1);
    assert_eq!(t.post("/api/v1/rules/apply", json!({})).await.0, StatusCode::OK);
    let (_, entries) = t.get("/api/v1/ledger").await;
    assert!(entries.to_string().contains("rules.put_right"), "{entries}");
    // Done twice, it is done once.
    let before = revision(&t).await;
    assert_eq!(t.post("/api/v1/rules/put-right", json!({})).await.0, StatusCode::OK);
    assert_eq!(revision(&t).await, before);
}

async fn a_rule_that_is_missing_is_done_without(t: TestManager) {
    tampered(&t, "DELETE FROM distribution_rule WHERE priority = 1").await;
    let other = t.second().await;
    crate::ledger::verify(&other, &t.caller().may().unwrap()).await.unwrap();
    assert!(other.snapshot(t.scope).await.unwrap().rules_rest());
    let list = page(&t, "/i/test/rules").await;
    assert!(list.contains("Go on with the rules that are left"), "{list}");
    let (status, seen) = t.post("/api/v1/rules/put-right?dry_run=true", json!({})).await;
    assert_eq!((status, &seen["effect"]["counts"]["loses"]), (StatusCode::OK, &json!(1)), "{seen}");
    let (status, done) = t.post("/api/v1/rules/put-right", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    sound(&t).await;
    assert_eq!(granted(&t, "anna").await, ["acme.mail rule active"]);
    // The other server hears of it with the chain.
    let head = revision(&t).await;
    other.reach(&other.slot(t.scope).unwrap(), head).await;
    assert!(!other.snapshot(t.scope).await.unwrap().rules_rest());
    other.db().close();
}

async fn a_demonstration_holds_a_thousand_rules(t: TestManager) {
    licensed(&t).await;
    t.delete("/api/v1/licences").await;
    let many = |count: usize| -> Vec<Value> {
        (0..count).map(|n| rule(&format!("Rule {n}"), "g", &["acme.mail"])).collect()
    };
    let (status, problem) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": many(1_001)}))).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("demo_limit")), "{problem}");
    user(&t, "anna", &["g"]).await;
    let (status, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": many(1_000)}))).await;
    assert_eq!((status, answer["effect"]["counts"]["gains"].as_u64()), (StatusCode::OK, Some(0)), "{answer}");
    // They rest until something is licensed, and what they gave rests with them.
    assert_eq!(granted(&t, "anna").await, [""; 0]);
}

async fn many_users_are_a_job_and_one_change(t: TestManager) {
    t.activate(|package| package.rows = vec![row("mail", 100)]).await;
    for login in ["a", "b", "c"] {
        user(&t, login, &["Sales"]).await;
    }
    t.manager.jobs().long_from(2);
    let before = revision(&t).await;
    let body = json!({"rule": rule("Sales", "Sales", &["acme.mail"])});
    let (status, started) = t.post("/api/v1/rules", body).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{started}");
    let url = started["url"].as_str().unwrap().to_owned();
    let ended = async {
        loop {
            let (_, job) = t.get(&url).await;
            if matches!(job["state"].as_str(), Some("done" | "failed")) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let job = tokio::time::timeout(PATIENCE, ended).await.expect("the job ends");
    assert_eq!((job["state"].as_str(), job["revision"].as_u64()), (Some("done"), Some(before + 1)), "{job}");
    assert_eq!(granted(&t, "c").await, ["acme.mail rule active"]);
    sound(&t).await;
}

async fn a_rule_takes_no_bodys_access(t: TestManager) {
    licensed(&t).await;
    user(&t, "boss", &["Sales"]).await;
    let account = json!({"rights": ["manage_licences", "manage_access"]});
    let (status, answer) = t.ask(Method::PUT, "/api/v1/users/boss/account", Some(account)).await;
    assert!(status.is_success(), "{answer}");
    add(&t, rule("Sales", "Sales", &["acme.sales", "acme.mail"])).await;
    let before = t.get("/api/v1/users/boss/account").await.1;
    let (status, _) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": []}))).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(granted(&t, "boss").await, [""; 0], "without any licence");
    let after = t.get("/api/v1/users/boss/account").await.1;
    assert_eq!(after, before, "accounts and rights are not a rule's to take");
    let (_, boss) = t.get("/api/v1/users/boss").await;
    assert_eq!(boss["can_log_in"], true);
}

async fn an_application_that_objects_is_heard(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    add(&t, rule("Sales", "Sales", &["acme.sales"])).await;
    // Nobody listens there: the application cannot be asked.
    let blocker = json!({"name": "Service", "url": "http://127.0.0.1:9/may-lose"});
    assert_eq!(t.post("/api/v1/blockers", blocker).await.0, StatusCode::CREATED);
    let (status, problem) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": []}))).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("blocker_unreachable")),
        "{problem}"
    );
    assert_eq!(granted(&t, "anna").await, ["acme.sales rule active"]);
    let path = "/api/v1/rules?despite_silence=true";
    assert_eq!(t.ask(Method::PUT, path, Some(json!({"rules": []}))).await.0, StatusCode::OK);
    assert_eq!(granted(&t, "anna").await, [""; 0]);
}
