//! Stories about seats, on both databases.

use http::{Request, StatusCode};
use licentia_core::licence::Row;
use licentia_platform::access::{Granted, ManageUsers, Rights};
use licentia_platform::by::By;
use licentia_protocol::api::UserFilter;
use licentia_ui::Lang;
use serde_json::{Value, json};

use super::{Order, Who, assign};
use crate::testing::{TestManager, plan, row, stories, token};
use crate::users::{NewUser, create_many};

stories!(
    seats_are_given_and_taken_back,
    nobody_gets_more_than_there_are,
    a_partial_order_does_what_is_possible,
    a_plan_takes_the_place_of_the_other,
    prerequisites_come_first,
    a_dry_run_changes_nothing,
    the_same_key_twice_has_one_effect,
    the_last_seat_goes_to_one_and_the_other_is_told_who_took_it,
    a_filter_is_refused_when_it_finds_others_than_were_seen,
    a_recall_serves_who_waits_longest,
    a_new_package_serves_who_waits,
    a_plan_of_eighteen_modules_goes_to_thousands_in_one_change,
    an_order_that_makes_no_sense_is_refused,
    a_last_day_that_is_over_takes_nothing_away,
    who_has_left_gets_nothing,
);

async fn used(t: &TestManager, module: &str) -> u64 {
    let no = t.module(module).await;
    t.manager.snapshot(t.scope).await.unwrap().usage().get(no)
}

async fn seats_are_given_and_taken_back(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2)]).await;
    let anna = t.user("anna").await;
    let order = json!({"users": ["ANNA"], "modules": ["Acme.Web"], "reason": "new colleague"});
    let (status, answer) = t.post("/api/v1/assignments", order.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        answer["counts"],
        json!({"done": 1, "refused": 0, "replaced": 0, "unchanged": 0, "skipped": 0})
    );
    assert_eq!(answer["done"], json!([{"user": "ANNA", "module": "acme.web"}]));
    assert_eq!(answer["next"], Value::Null);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(answer["revision"], at.revision());
    assert!(at.user(anna).unwrap().holds(t.module("acme.web").await));
    let (_, list) = t.get("/api/v1/assignments?user=anna").await;
    assert_eq!(
        (list["total"].as_u64(), list["items"][0]["source"].as_str()),
        (Some(1), Some("manual")),
        "{list}"
    );
    let (_, again) = t.post("/api/v1/assignments", order.clone()).await;
    assert_eq!(
        (again["counts"]["done"].as_u64(), &again["revision"]),
        (Some(1), &answer["revision"]),
        "it was so already"
    );
    let (status, answer) = t.post("/api/v1/assignments/recall", order).await;
    assert_eq!((status, answer["counts"]["done"].as_u64()), (StatusCode::OK, Some(1)));
    assert_eq!(used(&t, "acme.web").await, 0);
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 0);
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn nobody_gets_more_than_there_are(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2)]).await;
    for login in ["a", "b", "c"] {
        t.user(login).await;
    }
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let order = json!({"users": ["a", "b", "c", "nobody"], "modules": ["acme.web"]});
    let (status, problem) = t.post("/api/v1/assignments", order).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("no_seat")), "{problem}");
    assert_eq!(
        problem["counts"],
        json!({"done": 0, "refused": 2, "replaced": 0, "unchanged": 0, "skipped": 0})
    );
    assert_eq!(problem["refused"][0]["user"], "c");
    assert_eq!(problem["refused"][1]["code"], "user_unknown");
    assert!(problem["refused"][0]["message"].as_str().unwrap().starts_with("There is no free seat."));
    assert_eq!(used(&t, "acme.web").await, 0);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before);
}

async fn a_partial_order_does_what_is_possible(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1), Row { hidden: true, ..row("secret", 5) }]).await;
    for login in ["a", "b"] {
        t.user(login).await;
    }
    let order =
        json!({"users": ["a", "b"], "modules": ["acme.web", "acme.secret", "acme.what"], "partial": true});
    let (status, answer) = t.post("/api/v1/assignments", order).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        answer["counts"],
        json!({"done": 1, "refused": 5, "replaced": 0, "unchanged": 0, "skipped": 0})
    );
    let codes: Vec<&str> =
        answer["refused"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    for code in ["no_seat", "not_assignable", "module_unknown"] {
        assert!(codes.contains(&code), "{codes:?}");
    }
    assert_eq!(used(&t, "acme.web").await, 1);
}

async fn a_plan_takes_the_place_of_the_other(t: TestManager) {
    t.activate(|package| {
        let hidden = |name: &str| Row { hidden: true, ..row(name, 5) };
        package.rows = vec![
            plan("basic", 1, &["diary"]),
            plan("full", 2, &["diary", "deals"]),
            hidden("diary"),
            hidden("deals"),
        ];
    })
    .await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    let (status, answer) =
        t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.full"]})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["replaced"], json!([{"user": "anna", "module": "acme.basic"}]));
    assert_eq!(
        (used(&t, "acme.basic").await, used(&t, "acme.full").await, used(&t, "acme.diary").await),
        (0, 1, 1)
    );
    assert_eq!(t.get("/api/v1/users/anna").await.1["plans"], json!(["acme.full"]));
}

async fn prerequisites_come_first(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![row("web", 5), Row { requires: vec!["web".to_owned()], ..row("travel", 5) }];
    })
    .await;
    t.user("anna").await;
    let (status, problem) =
        t.post("/api/v1/assignments", json!({"users": ["anna"], "modules": ["acme.travel"]})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("prerequisite")));
    assert_eq!(problem["refused"][0]["because"], "acme.web");
    // Named in the wrong order, they are granted in the right one.
    let both = json!({"users": ["anna"], "modules": ["acme.travel", "acme.web"]});
    assert_eq!(t.post("/api/v1/assignments", both.clone()).await.0, StatusCode::OK);
    let (status, problem) =
        t.post("/api/v1/assignments/recall", json!({"users": ["anna"], "modules": ["acme.web"]})).await;
    assert_eq!(
        (status, problem["refused"][0]["because"].as_str()),
        (StatusCode::CONFLICT, Some("acme.travel"))
    );
    assert_eq!(t.post("/api/v1/assignments/recall", both).await.0, StatusCode::OK);
    assert_eq!((used(&t, "acme.web").await, used(&t, "acme.travel").await), (0, 0));
}

async fn a_dry_run_changes_nothing(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2)]).await;
    t.user("anna").await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let order = json!({"users": ["anna"], "modules": ["acme.web"], "reason": "only asking"});
    let (status, answer) = t.post("/api/v1/assignments?dry_run=true", order).await;
    assert_eq!(
        (status, answer["counts"]["done"].as_u64(), answer["revision"].as_u64()),
        (StatusCode::OK, Some(1), Some(before))
    );
    assert_eq!(used(&t, "acme.web").await, 0);
}

async fn the_same_key_twice_has_one_effect(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2)]).await;
    t.user("anna").await;
    let ask = |path: &str, body: &Value| {
        Request::post(path)
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/json")
            .header("idempotency-key", "order-1")
            .body(body.to_string().into())
            .unwrap()
    };
    let order = json!({"users": ["anna"], "modules": ["acme.web"]});
    let first = t.send(ask("/api/v1/assignments", &order)).await;
    assert_eq!(first.0, StatusCode::OK, "{}", first.1);
    // Taken back meanwhile: repeating the order must not give it again.
    t.post("/api/v1/assignments/recall", order.clone()).await;
    let revision = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(t.send(ask("/api/v1/assignments", &order)).await, first);
    assert_eq!(used(&t, "acme.web").await, 0);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), revision);
    let (status, problem) =
        t.send(ask("/api/v1/assignments", &json!({"users": ["bo"], "modules": ["acme.web"]}))).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("idempotency_key_reused"))
    );
}

async fn the_last_seat_goes_to_one_and_the_other_is_told_who_took_it(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    t.user("anna").await;
    t.user("bo").await;
    let other = token(&t.manager, t.scope, Rights::MANAGER).await;
    let ask = |token: &str, user: &str| {
        Request::post("/api/v1/assignments")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(json!({"users": [user], "modules": ["acme.web"]}).to_string().into())
            .unwrap()
    };
    let (one, two) = tokio::join!(t.send(ask(&t.token, "anna")), t.send(ask(&other, "bo")));
    let (winner, loser) = if one.0 == StatusCode::OK { ("anna", two) } else { ("bo", one) };
    assert_eq!(loser.0, StatusCode::CONFLICT, "exactly one of them gets it: {}", loser.1);
    assert_eq!(used(&t, "acme.web").await, 1);
    let taken = &loser.1["refused"][0]["taken_by"];
    assert_eq!(taken["user"], winner, "{}", loser.1);
    assert!(taken["actor"].as_str().unwrap().starts_with("token:"));
    assert!(taken["at"].as_str().unwrap().starts_with("2026-11-21T"));
    let message = loser.1["refused"][0]["message"].as_str().unwrap();
    assert!(message.contains(&format!("test gave the last one to {winner}")), "{message}");
}

async fn a_filter_is_refused_when_it_finds_others_than_were_seen(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    for (login, group) in [("a", "Sales"), ("b", "Sales"), ("c", "Ops")] {
        t.post("/api/v1/users", json!({"login": login, "groups": [group]})).await;
    }
    let order =
        |expect: u64| json!({"filter": {"group": "Sales"}, "expect": expect, "modules": ["acme.web"]});
    let (status, problem) = t.post("/api/v1/assignments", order(3)).await;
    assert_eq!(
        (status, problem["code"].as_str(), problem["count"].as_u64()),
        (StatusCode::CONFLICT, Some("selection_changed"), Some(2))
    );
    let (status, answer) = t.post("/api/v1/assignments", order(2)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        answer["done"],
        json!([{"user": "a", "module": "acme.web"}, {"user": "b", "module": "acme.web"}])
    );
}

/// Two holders, then a day on which only `left` seats remain: the newest waits.
async fn with_one_waiting(t: &TestManager) {
    let day = |text: &str| text.parse().ok();
    t.activate(|package| {
        package.rows = vec![row("web", 1), Row { due: day("2026-11-21"), ..row("web", 1) }];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.web").await;
    }
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    let (_, list) = t.get("/api/v1/assignments/waiting").await;
    assert_eq!((list["total"].as_u64(), list["items"][0]["user"].as_str()), (Some(1), Some("bo")), "{list}");
    assert_eq!(list["items"][0]["code"], "no_seat");
}

async fn a_recall_serves_who_waits_longest(t: TestManager) {
    with_one_waiting(&t).await;
    let (_, answer) =
        t.post("/api/v1/assignments/recall", json!({"users": ["anna"], "modules": ["acme.web"]})).await;
    assert_eq!(answer["counts"]["done"], 1, "{answer}");
    assert_eq!(t.get("/api/v1/checks/bo/acme.web").await.1["code"], "granted");
    assert_eq!(t.get("/api/v1/assignments/waiting").await.1["total"], 0);
    assert_eq!(used(&t, "acme.web").await, 1);
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn a_new_package_serves_who_waits(t: TestManager) {
    with_one_waiting(&t).await;
    let bytes = t.issue(|package| package.rows = vec![row("web", 2)]);
    let granted = t.caller().may().unwrap();
    let loaded = crate::packages::load(&t.manager, &granted, bytes).await.unwrap().value;
    let activated = crate::packages::activate(&t.manager, &granted, loaded.id, None).await.unwrap();
    assert_eq!(activated.value.healed, 1);
    assert_eq!(t.get("/api/v1/checks/bo/acme.web").await.1["code"], "granted");
}

async fn a_plan_of_eighteen_modules_goes_to_thousands_in_one_change(t: TestManager) {
    let scale =
        std::env::var("LICENTIA_TEST_SCALE").ok().and_then(|text| text.parse::<usize>().ok()).unwrap_or(1);
    let count = 2_000 * scale.max(1);
    let set: Vec<String> = (0..17).map(|n| format!("part-{n}")).collect();
    t.activate(|package| {
        let names: Vec<&str> = set.iter().map(String::as_str).collect();
        let mut rows = vec![plan("complete", count as u32, &names)];
        rows.extend(names.iter().map(|name| Row { hidden: true, ..row(name, count as u32) }));
        package.rows = rows;
    })
    .await;
    let new = |n: usize| NewUser { login: format!("u{n}"), ..NewUser::default() };
    let granted = Granted::<ManageUsers>::to_the_server(By::setup(), t.scope);
    create_many(&t.manager, &granted, (0..count).map(new).collect()).await.unwrap();
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let everybody = Who::Found { filter: Box::default(), expect: Some(count as u64) };
    let order = Order {
        who: everybody,
        ..Order::by_hand(Vec::new(), vec!["acme.complete".to_owned()], Lang::default())
    };
    let done = assign(&t.manager, &t.caller().may().unwrap(), order.clone()).await.unwrap();
    assert_eq!(
        (done.value.counts.done, done.value.done.len(), done.revision),
        (count as u64, 1_000, before + 1)
    );
    for module in ["acme.complete", "acme.part-16"] {
        assert_eq!(used(&t, module).await, count as u64);
    }
    let all = UserFilter { plan: Some("acme.complete".to_owned()), ..UserFilter::default() };
    let order = Order { who: Who::Found { filter: Box::new(all), expect: None }, ..order };
    let done = super::recall(&t.manager, &t.caller().may().unwrap(), order).await.unwrap();
    assert_eq!((done.value.counts.done, done.revision), (count as u64, before + 2));
    assert_eq!(used(&t, "acme.part-0").await, 0);
}

async fn an_order_that_makes_no_sense_is_refused(t: TestManager) {
    for (body, path) in [
        (json!({"modules": ["acme.web"]}), "users"),
        (json!({"users": [], "modules": ["acme.web"]}), "users"),
        (json!({"users": ["a"], "filter": {}, "modules": ["acme.web"]}), "users"),
        (json!({"users": ["a"], "modules": []}), "modules"),
        (json!({"users": ["a"], "expect": 1, "modules": ["acme.web"]}), "expect"),
        (
            json!({"users": ["a"], "modules": ["acme.web"], "from": "2027-02-01", "until": "2027-01-01"}),
            "until",
        ),
    ] {
        let (status, problem) = t.post("/api/v1/assignments", body.clone()).await;
        assert_eq!(
            (status, problem["path"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(path)),
            "{body}"
        );
    }
}

async fn a_last_day_that_is_over_takes_nothing_away(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("basic", 1, &[]), plan("full", 1, &[])]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.basic").await;
    for module in ["acme.basic", "acme.full"] {
        let order = |until: &str| json!({"users": ["anna"], "modules": [module], "until": until});
        let (status, problem) = t.post("/api/v1/assignments", order("2026-11-20")).await;
        assert_eq!(
            (status, problem["path"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some("until")),
            "{problem}"
        );
        assert_eq!(used(&t, "acme.basic").await, 1);
        let (status, answer) = t.post("/api/v1/assignments?dry_run=true", order("2026-11-21")).await;
        assert_eq!(status, StatusCode::OK, "today is not over: {answer}");
    }
}

async fn who_has_left_gets_nothing(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    for login in ["anna", "bo", "eva"] {
        t.user(login).await;
    }
    let patch = async |user: &str, body: Value| {
        let path = format!("/api/v1/users/{user}");
        t.ask(http::Method::PATCH, &path, Some(body)).await
    };
    patch("anna", json!({"state": "former"})).await;
    patch("bo", json!({"can_log_in": false})).await;
    assert_eq!(t.delete("/api/v1/users/eva").await.0, StatusCode::NO_CONTENT);
    let order = json!({"users": ["anna", "bo"], "modules": ["acme.web"], "partial": true});
    let (_, answer) = t.post("/api/v1/assignments", order).await;
    assert_eq!(answer["done"], json!([{"user": "bo", "module": "acme.web"}]), "{answer}");
    assert_eq!(
        (&answer["refused"][0]["user"], &answer["refused"][0]["code"]),
        (&json!("anna"), &json!("user_inactive"))
    );
    let deleted = json!({"filter": {"state": "deleted"}, "modules": ["acme.web"]});
    let (status, answer) = t.post("/api/v1/assignments", deleted).await;
    assert_eq!((status, &answer["counts"]["done"]), (StatusCode::OK, &json!(0)), "{answer}");
    let former = json!({"filter": {"state": "former"}, "modules": ["acme.web"]});
    let (status, problem) = t.post("/api/v1/assignments", former).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("user_inactive")));
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 1);
}
