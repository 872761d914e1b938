//! What rules must never do, and what stops them, on both databases.

use http::{Method, StatusCode};
use licentia_platform::access::Granted;
use licentia_platform::by::By;
use serde_json::{Value, json};
use std::sync::Arc;

use super::{add, granted, licensed, revision, rule, sound, user};
use crate::rules::{Asked, Edit, change, keep};
use crate::testing::{TestManager, row, stories};

stories!(
    a_tampered_rule_makes_them_all_rest,
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
    let job = tokio::time::timeout(std::time::Duration::from_secs(20), ended).await.expect("the job ends");
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
