//! Rules whose plan takes the place of one chosen by hand: who waits for it keeps the other until then.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{add, granted, licensed, rule, sound, user};
use crate::testing::{TestManager, stories};
use crate::users::tests::pages::{page, send};

stories!(
    who_waits_instead_of_a_plan_keeps_it_until_there_is_a_seat,
    what_is_said_to_wait_waits_and_nothing_else,
    a_rule_told_no_longer_to_takes_its_people_off_the_list,
    an_application_is_asked_about_the_plan_that_will_give_way,
);

async fn assign(t: &TestManager, users: &[&str], module: &str) {
    let (status, answer) = t.post("/api/v1/assignments", json!({"users": users, "modules": [module]})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

fn over(name: &str, group: &str, modules: &[&str]) -> Value {
    let mut rule = rule(name, group, modules);
    rule["over_manual"] = json!(true);
    rule
}

/// Both seats of *sales* are taken by people whom no rule concerns; Anna and Bo have *service* by hand.
async fn full(t: &TestManager) {
    licensed(t).await;
    for (login, group) in [("anna", "Sales"), ("bo", "Sales"), ("x", "Other"), ("y", "Other"), ("z", "Other")]
    {
        user(t, login, &[group]).await;
    }
    assign(t, &["anna", "bo"], "acme.service").await;
    assign(t, &["x", "y"], "acme.sales").await;
}

async fn who_waits_instead_of_a_plan_keeps_it_until_there_is_a_seat(t: TestManager) {
    full(&t).await;
    let answer = add(&t, over("Sales", "Sales", &["acme.sales"])).await;
    let waits = json!({"user": "anna", "module": "acme.sales", "code": "no_seat", "waits": true, "beside": "acme.service"});
    assert_eq!(answer["effect"]["unmet"][0], waits, "{answer}");
    assert_eq!(answer["effect"]["loses"], json!([]));
    let both = ["acme.sales rule waiting", "acme.service manual active"];
    assert_eq!(
        (granted(&t, "anna").await, granted(&t, "bo").await),
        (both.map(String::from).to_vec(), both.map(String::from).to_vec())
    );
    // Z has a rule of its own for what Anna will leave, and waits behind her.
    let mine =
        json!({"name": "Z", "when": [{"attribute": "group", "is": ["Z"]}], "modules": ["acme.service"]});
    add(&t, mine).await;
    let (status, _) = t.ask(Method::PATCH, "/api/v1/users/z", Some(json!({"groups": ["Z"]}))).await;
    assert_eq!(
        (status, granted(&t, "z").await),
        (StatusCode::OK, vec!["acme.service rule waiting".to_owned()])
    );
    // A seat: in the same change Anna gets it and leaves the other to Z.
    let before = super::revision(&t).await;
    t.post("/api/v1/assignments/recall", json!({"users": ["x"], "modules": ["acme.sales"]})).await;
    assert_eq!(super::revision(&t).await, before + 1);
    assert_eq!(granted(&t, "anna").await, ["acme.sales rule active"]);
    assert_eq!(granted(&t, "bo").await, both);
    assert_eq!(granted(&t, "z").await, ["acme.service rule active"]);
    let history = page(&t, "/i/test/users/anna/history").await;
    assert!(history.contains("Gave up service"), "{history}");
    // A change of the rules that frees a seat says beforehand what Bo gets and leaves by it, and so it is done.
    t.ask(Method::PATCH, "/api/v1/users/bo", Some(json!({"groups": ["Sales", "Bo"]}))).await;
    let rules = json!({"rules": [over("Sales", "Bo", &["acme.sales"]), rule("Z", "Z", &["acme.service"])]});
    let (_, seen) = t.ask(Method::PUT, "/api/v1/rules?dry_run=true", Some(rules.clone())).await;
    let (anna, bo) =
        (json!({"user": "anna", "module": "acme.sales"}), json!({"user": "bo", "module": "acme.service"}));
    assert_eq!(seen["effect"]["loses"], json!([anna, bo]), "{seen}");
    assert_eq!(seen["effect"]["gains"], json!([{"user": "bo", "module": "acme.sales"}]), "{seen}");
    let (_, done) = t.ask(Method::PUT, "/api/v1/rules", Some(rules)).await;
    assert_eq!(done["effect"], seen["effect"]);
    assert_eq!(granted(&t, "bo").await, ["acme.sales rule active"]);
    sound(&t).await;
}

async fn what_is_said_to_wait_waits_and_nothing_else(t: TestManager) {
    full(&t).await;
    // The first has the rule's module by hand already, the second is refused for good, others wait.
    user(&t, "cleo", &["Mail"]).await;
    assign(&t, &["cleo"], "acme.mail").await;
    let rules = json!({"rules": [
        over("Sales", "Sales", &["acme.sales"]),
        rule("Other", "Other", &["acme.service"]),
        rule("Mail", "Mail", &["acme.mail"]),
    ]});
    let (_, seen) = t.ask(Method::PUT, "/api/v1/rules?dry_run=true", Some(rules.clone())).await;
    let counts = &seen["effect"]["counts"];
    let of = |name: &str| counts[name].as_u64().unwrap();
    assert_eq!((of("unmet"), of("waiting"), of("sources_only"), of("changed")), (5, 3, 1, 4), "{seen}");
    let (_, done) = t.ask(Method::PUT, "/api/v1/rules", Some(rules)).await;
    assert_eq!((&done["effect"]["counts"], &done["effect"]["unmet"]), (counts, &seen["effect"]["unmet"]));
    for one in done["effect"]["unmet"].as_array().unwrap() {
        let rows = granted(&t, one["user"].as_str().unwrap()).await;
        let waiting = format!("{} rule waiting", one["module"].as_str().unwrap());
        assert_eq!(rows.contains(&waiting), one["waits"].as_bool().unwrap(), "{one}: {rows:?}");
    }
    // Who no longer belongs to the group stops waiting, and a preview says so.
    let away = json!({"rules": [rule("Mail", "Mail", &["acme.mail"])]});
    let (_, seen) = t.ask(Method::PUT, "/api/v1/rules?dry_run=true", Some(away)).await;
    assert_eq!(seen["effect"]["counts"]["no_longer_waiting"], 3, "{seen}");
    // The page says the same in words.
    let edit = json!("nothing").to_string();
    let (_, words) = send(&t, "/i/test/rules/preview", &[("edit", &edit)]).await;
    assert!(
        words.contains("service was chosen by hand") || words.contains("sales was chosen by hand"),
        "{words}"
    );
    sound(&t).await;
}

async fn a_rule_told_no_longer_to_takes_its_people_off_the_list(t: TestManager) {
    full(&t).await;
    add(&t, over("Sales", "Sales", &["acme.sales"])).await;
    let rules = json!({"rules": [rule("Sales", "Sales", &["acme.sales"])]});
    let (_, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(rules)).await;
    let unmet = &answer["effect"]["unmet"][0];
    assert_eq!(
        (unmet["code"].as_str(), unmet["waits"].as_bool()),
        (Some("manual_plan"), Some(false)),
        "{answer}"
    );
    assert_eq!(granted(&t, "anna").await, ["acme.service manual active"]);
    t.post("/api/v1/assignments/recall", json!({"users": ["x"], "modules": ["acme.sales"]})).await;
    assert_eq!(granted(&t, "anna").await, ["acme.service manual active"]);
    sound(&t).await;
}

async fn an_application_is_asked_about_the_plan_that_will_give_way(t: TestManager) {
    full(&t).await;
    // Nobody listens there: the application cannot be asked.
    let blocker = json!({"name": "Service", "url": "http://127.0.0.1:9/may-lose"});
    assert_eq!(t.post("/api/v1/blockers", blocker).await.0, StatusCode::CREATED);
    let body = json!({"rule": over("Sales", "Sales", &["acme.sales"])});
    let (status, problem) = t.post("/api/v1/rules", body.clone()).await;
    let code = problem["code"].as_str();
    assert_eq!((status, code), (StatusCode::CONFLICT, Some("blocker_unreachable")), "{problem}");
    assert_eq!(granted(&t, "anna").await, ["acme.service manual active"]);
    let (status, answer) = t.post("/api/v1/rules?despite_silence=true", body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(granted(&t, "anna").await.len(), 2);
    // Whoever comes into the group later is asked about as well.
    t.post(
        "/api/v1/assignments/recall",
        json!({"users": ["bo"], "modules": ["acme.service"], "despite_silence": true}),
    )
    .await;
    t.post("/api/v1/assignments", json!({"users": ["z"], "modules": ["acme.service"]})).await;
    let (status, problem) = t.ask(Method::PATCH, "/api/v1/users/z", Some(json!({"groups": ["Sales"]}))).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::CONFLICT, Some("blocker_unreachable")),
        "{problem}"
    );
    assert_eq!(granted(&t, "z").await, ["acme.service manual active"]);
}
