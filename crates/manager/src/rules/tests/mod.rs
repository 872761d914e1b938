//! Stories about automatic distribution, on both databases.

mod guards;
mod instead;
mod pages;

use http::{Method, StatusCode};
use licentia_core::licence::Row;
use serde_json::{Value, json};
use std::sync::Arc;

use super::Kept;
use crate::testing::{TestManager, plan, row, stories};

stories!(
    a_rule_gives_and_takes_with_the_group,
    a_preview_names_everybody_and_changes_nothing,
    what_was_seen_is_what_is_done,
    what_a_person_chose_stays_unless_the_rule_says_otherwise,
    who_finds_no_seat_waits_and_is_served,
    rules_are_applied_when_a_package_begins,
    a_list_of_rules_is_put_in_one_act,
    a_rule_that_makes_no_sense_is_refused,
    what_rules_gave_keeps_nobody_out,
);

pub(super) async fn licensed(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("sales", 2, &["diary"]),
            plan("service", 2, &["diary"]),
            Row { hidden: true, ..row("diary", 9) },
            row("mail", 3),
        ];
    })
    .await;
}

pub(super) fn rule(name: &str, group: &str, modules: &[&str]) -> Value {
    json!({"name": name, "when": [{"attribute": "group", "is": [group]}], "modules": modules})
}

pub(super) async fn add(t: &TestManager, rule: Value) -> Value {
    let (status, answer) = t.post("/api/v1/rules", json!({"rule": rule})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

pub(super) async fn user(t: &TestManager, login: &str, groups: &[&str]) {
    let (status, answer) = t.post("/api/v1/users", json!({"login": login, "groups": groups})).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

async fn patch(t: &TestManager, login: &str, patch: Value) {
    let (status, answer) = t.ask(Method::PATCH, &format!("/api/v1/users/{login}"), Some(patch)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// What somebody was granted, as `module source state`.
pub(super) async fn granted(t: &TestManager, login: &str) -> Vec<String> {
    let (_, list) = t.get(&format!("/api/v1/assignments?user={login}")).await;
    let word = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let items = list["items"].as_array().unwrap().iter();
    let mut all: Vec<String> = items
        .map(|one| format!("{} {} {}", word(one, "module"), word(one, "source"), word(one, "state")))
        .collect();
    all.sort();
    all
}

pub(super) async fn sound(t: &TestManager) {
    let report = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}

pub(super) async fn revision(t: &TestManager) -> u64 {
    t.manager.snapshot(t.scope).await.unwrap().revision()
}

async fn a_rule_gives_and_takes_with_the_group(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    let answer = add(&t, rule("Sales people", "sales", &["acme.sales", "acme.mail"])).await;
    assert_eq!(answer["effect"]["counts"]["gains"], 2, "{answer}");
    assert_eq!(granted(&t, "anna").await, ["acme.mail rule active", "acme.sales rule active"]);
    // Whoever is added later, and whoever moves, is followed in the same change.
    user(&t, "bo", &["SALES"]).await;
    let before = revision(&t).await;
    patch(&t, "anna", json!({"groups": ["Service"]})).await;
    assert_eq!(revision(&t).await, before + 1);
    assert_eq!(granted(&t, "anna").await, [""; 0]);
    assert_eq!(granted(&t, "bo").await.len(), 2);
    patch(&t, "bo", json!({"name": "Bo Berg"})).await;
    assert_eq!(granted(&t, "bo").await.len(), 2);
    // The page of the user says which rule it was.
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let (rules, sales) = (&at.rules.rows, t.module("acme.sales").await);
    let row = crate::users::find(&t.manager, &t.caller().may().unwrap(), "bo").await.unwrap().row;
    let names = super::names_for(&at, &row, t.module("acme.diary").await);
    assert_eq!((names.len(), &names[0].id, &*names[0].name), (1, &rules[0].id, "Sales people"));
    assert!(super::names_for(&at, &row, t.module("acme.service").await).is_empty());
    // Without the rule nobody keeps what it gave.
    let (status, answer) = t.delete(&format!("/api/v1/rules/{}", rules[0].id)).await;
    assert_eq!((status, answer["effect"]["counts"]["loses"].as_u64()), (StatusCode::OK, Some(2)), "{answer}");
    assert_eq!(granted(&t, "bo").await, [""; 0]);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().usage().get(sales), 0);
    sound(&t).await;
}

async fn a_preview_names_everybody_and_changes_nothing(t: TestManager) {
    licensed(&t).await;
    for (login, group) in [("a", "Sales"), ("b", "Sales"), ("c", "Sales"), ("d", "Other")] {
        user(&t, login, &[group]).await;
    }
    add(&t, rule("Others", "other", &["acme.mail"])).await;
    let before = revision(&t).await;
    let rules = json!({"rules": [rule("Sales", "Sales", &["acme.sales"])]});
    let (status, answer) = t.ask(Method::PUT, "/api/v1/rules?dry_run=true", Some(rules)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let effect = &answer["effect"];
    assert_eq!(
        effect["gains"],
        json!([{"user": "a", "module": "acme.sales"}, {"user": "b", "module": "acme.sales"}])
    );
    assert_eq!(effect["loses"], json!([{"user": "d", "module": "acme.mail"}]));
    assert_eq!(effect["unmet"][0]["user"], "c");
    assert_eq!(
        (effect["unmet"][0]["code"].as_str(), effect["unmet"][0]["waits"].as_bool()),
        (Some("no_seat"), Some(true))
    );
    assert_eq!(effect["nothing"], json!(["c", "d"]));
    let sales = effect["seats"].as_array().unwrap().iter().find(|one| one["module"] == "acme.sales").unwrap();
    assert_eq!(sales, &json!({"module": "acme.sales", "before": 0, "after": 2, "total": 2, "lacking": 1}));
    assert_eq!((answer["rules"][0]["name"].as_str(), revision(&t).await), (Some("Sales"), before));
    assert_eq!(granted(&t, "d").await, ["acme.mail rule active"]);
    assert_eq!(t.get("/api/v1/rules").await.1["items"][0]["name"], "Others");
}

async fn what_was_seen_is_what_is_done(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    let body = json!({"rule": rule("Sales", "Sales", &["acme.sales"])});
    let (_, preview) = t.post("/api/v1/rules?dry_run=true", body.clone()).await;
    let seen = |preview: &Value| json!({"rule": body["rule"], "seen": preview["effect"]["seen"]});
    user(&t, "bo", &["Sales"]).await;
    let (status, problem) = t.post("/api/v1/rules", seen(&preview)).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("effect_changed")),
        "{problem}"
    );
    assert_eq!(problem["answer"]["effect"]["counts"]["gains"], 2);
    assert_eq!(t.get("/api/v1/rules").await.1["total"], 0);
    let (status, answer) = t.post("/api/v1/rules", seen(&problem["answer"])).await;
    assert_eq!((status, answer["effect"]["counts"]["gains"].as_u64()), (StatusCode::OK, Some(2)), "{answer}");
    assert_eq!(answer["revision"], revision(&t).await);
}

async fn what_a_person_chose_stays_unless_the_rule_says_otherwise(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    let order = json!({"users": ["anna"], "modules": ["acme.service", "acme.mail"]});
    t.post("/api/v1/assignments", order).await;
    let answer = add(&t, rule("Sales", "Sales", &["acme.sales", "acme.mail"])).await;
    let unmet = &answer["effect"]["unmet"];
    assert_eq!((unmet[0]["code"].as_str(), unmet[0]["waits"].as_bool()), (Some("manual_plan"), Some(false)));
    assert_eq!(unmet[0]["beside"], "acme.service");
    assert_eq!(
        answer["effect"]["counts"]["sources_only"], 0,
        "of whom something else is told as well: {answer}"
    );
    let both = ["acme.mail manual active", "acme.mail rule active", "acme.service manual active"];
    assert_eq!(granted(&t, "anna").await, both);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.usage().get(t.module("acme.mail").await), 1, "two sources, one seat");
    let mut told = rule("Sales", "Sales", &["acme.sales", "acme.mail"]);
    told["over_manual"] = json!(true);
    let id = at.rules.rows[0].id.clone();
    let (status, answer) =
        t.ask(Method::PUT, &format!("/api/v1/rules/{id}"), Some(json!({"rule": told}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        (answer["rules"][0]["id"].as_str(), answer["rules"][0]["over_manual"].as_bool()),
        (Some(&*id), Some(true))
    );
    let replaced = ["acme.mail manual active", "acme.mail rule active", "acme.sales rule active"];
    assert_eq!(granted(&t, "anna").await, replaced);
    // A plan that somebody assigns now takes its place again, until the rules are next applied.
    t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.service"]})).await;
    assert_eq!(t.get("/api/v1/users/anna").await.1["plans"], json!(["acme.service"]));
    let (_, answer) = t.post("/api/v1/rules/apply", json!({})).await;
    assert_eq!(answer["effect"]["counts"]["gains"], 1, "{answer}");
    assert_eq!(granted(&t, "anna").await, replaced);
    sound(&t).await;
}

async fn who_finds_no_seat_waits_and_is_served(t: TestManager) {
    licensed(&t).await;
    for login in ["a", "b", "c", "d"] {
        user(&t, login, &["Sales"]).await;
    }
    add(&t, rule("Sales", "Sales", &["acme.sales"])).await;
    assert_eq!(granted(&t, "c").await, ["acme.sales rule waiting"]);
    // Whoever leaves the group makes room for whoever waits longest, in the same change.
    patch(&t, "a", json!({"groups": []})).await;
    assert_eq!(granted(&t, "c").await, ["acme.sales rule active"]);
    assert_eq!(granted(&t, "d").await, ["acme.sales rule waiting"]);
    // A rule that moves one whole group to another gives its seats to those who wait, and says so beforehand.
    let rules = json!({"rules": [rule("Sales", "Sales", &["acme.service"])]});
    let (_, preview) = t.ask(Method::PUT, "/api/v1/rules?dry_run=true", Some(rules.clone())).await;
    assert_eq!(preview["effect"]["counts"]["unmet"], 1, "{preview}");
    let (_, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(rules)).await;
    assert_eq!(answer["effect"]["counts"], preview["effect"]["counts"]);
    assert_eq!(granted(&t, "d").await, ["acme.service rule waiting"]);
    sound(&t).await;
}

async fn rules_are_applied_when_a_package_begins(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales"]).await;
    let kept = Arc::new(Kept::default());
    let keep = || super::keep(t.manager.clone(), Arc::clone(&kept));
    keep().await.unwrap();
    add(&t, rule("Sales", "Sales", &["acme.sales"])).await;
    // Somebody takes it by hand; within the hour the rule gives it again.
    t.post("/api/v1/assignments/recall", json!({"users": ["anna"], "modules": ["acme.sales"]})).await;
    keep().await.unwrap();
    assert_eq!(granted(&t, "anna").await, ["acme.sales rule active"]);
    t.post("/api/v1/assignments/recall", json!({"users": ["anna"], "modules": ["acme.sales"]})).await;
    keep().await.unwrap();
    assert_eq!(granted(&t, "anna").await, [""; 0], "not twice in an hour");
    licensed(&t).await;
    keep().await.unwrap();
    assert_eq!(granted(&t, "anna").await, ["acme.sales rule active"]);
    let before = revision(&t).await;
    t.pass_ms(60 * 60 * 1_000).await;
    keep().await.unwrap();
    assert_eq!(revision(&t).await, before, "where nothing changes nothing is written");
}

async fn a_list_of_rules_is_put_in_one_act(t: TestManager) {
    licensed(&t).await;
    user(&t, "anna", &["Sales", "Service"]).await;
    let put = async |rules: Vec<Value>| {
        let (status, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": rules}))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    };
    let (sales, service) =
        (rule("Sales", "Sales", &["acme.sales"]), rule("Service", "Service", &["acme.service"]));
    let first = put(vec![sales.clone(), service.clone()]).await;
    assert_eq!(granted(&t, "anna").await, ["acme.sales rule active"], "the first rule gives the plan");
    let before = revision(&t).await;
    assert_eq!(put(vec![sales.clone(), service.clone()]).await["rules"], first["rules"]);
    assert_eq!(revision(&t).await, before, "twice is once");
    let turned = put(vec![service, sales]).await;
    assert_eq!(granted(&t, "anna").await, ["acme.service rule active"]);
    assert_eq!(
        (&turned["rules"][0]["id"], turned["rules"][0]["place"].as_u64()),
        (&first["rules"][1]["id"], Some(1))
    );
    assert_eq!(put(Vec::new()).await["rules"], json!([]));
    assert_eq!(granted(&t, "anna").await, [""; 0]);
    sound(&t).await;
}

async fn a_rule_that_makes_no_sense_is_refused(t: TestManager) {
    licensed(&t).await;
    let good = rule("Good", "g", &["acme.mail"]);
    add(&t, good.clone()).await;
    let before = revision(&t).await;
    let with = |name: &str, value: Value| {
        let mut rule = rule("Bad", "g", &["acme.mail"]);
        rule[name] = value;
        rule
    };
    let bad = [
        (with("name", json!(" ")), "invalid", "rule.name"),
        (with("name", json!("GOOD")), "invalid", "name"),
        (with("modules", json!([])), "invalid", "rule.modules"),
        (with("modules", json!(["acme.nothing"])), "module_unknown", "rule.modules"),
        (with("modules", json!(["acme.diary"])), "not_assignable", "rule.modules"),
        (with("modules", json!(["acme.sales", "acme.service"])), "invalid", "rule.modules"),
        (with("when", json!([{"attribute": "shoe size"}])), "invalid", "rule.when[0].attribute"),
        (with("when", json!([{"attribute": "kind", "is": ["ghost"]}])), "invalid", "rule.when[0].is"),
        (
            with("when", json!([{"attribute": "installation", "is": ["nowhere"]}])),
            "invalid",
            "rule.when[0].is",
        ),
    ];
    for (rule, code, path) in bad {
        let (status, problem) = t.post("/api/v1/rules", json!({"rule": rule})).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{rule}: {problem}");
        assert_eq!(
            (problem["code"].as_str(), problem["path"].as_str()),
            (Some(code), Some(path)),
            "{problem}"
        );
    }
    let (status, problem) = t.delete("/api/v1/rules/0199a2f0-5c3e-7000-8000-999999999999").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
    assert_eq!(revision(&t).await, before);
}

async fn what_rules_gave_keeps_nobody_out(t: TestManager) {
    licensed(&t).await;
    for login in ["a", "b", "c"] {
        user(&t, login, &["Sales"]).await;
    }
    add(&t, rule("Sales", "Sales", &["acme.sales"])).await;
    patch(&t, "a", json!({"can_log_in": false})).await;
    assert_eq!(granted(&t, "a").await, ["acme.sales rule active"], "keeps the assignment without a seat");
    assert_eq!(granted(&t, "c").await, ["acme.sales rule active"]);
    patch(&t, "a", json!({"can_log_in": true})).await;
    assert_eq!(granted(&t, "a").await, ["acme.sales rule waiting"], "in again, and waits");
    let used = t.manager.snapshot(t.scope).await.unwrap().usage().get(t.module("acme.sales").await);
    assert_eq!(used, 2);
    // Another kind of user, for whom the rule is not: nobody has to recall anything first.
    let mut internal = rule("Sales", "Sales", &["acme.sales"]);
    internal["when"] =
        json!([{"attribute": "group", "is": ["Sales"]}, {"attribute": "kind", "is": ["Internal"]}]);
    let (status, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(json!({"rules": [internal]}))).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    patch(&t, "b", json!({"kind": "external"})).await;
    assert_eq!(
        (granted(&t, "b").await.len(), granted(&t, "a").await),
        (0, vec!["acme.sales rule active".to_owned()])
    );
    sound(&t).await;
}
