//! Stories about answers that are longer than one page, and about what an order says it would do.

use http::{Request, StatusCode};
use licentia_core::licence::Row;
use serde_json::json;

use crate::testing::{TestManager, plan, row, stories};

stories!(
    long_lists_go_on_at_their_cursor,
    the_effect_on_each_product_is_told,
    rows_of_a_file_that_are_left_out_are_listed,
    what_was_so_already_and_what_would_fit_is_told,
    whoever_has_it_twice_gets_and_loses_it_once,
    the_other_module_at_fault_is_named,
);

async fn long_lists_go_on_at_their_cursor(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2_200)]).await;
    let rows = (0..2_500).map(|no| crate::testing::user_row(no, &format!("u{no}"))).collect();
    crate::testing::add_users(&t, rows).await;
    let order = json!({"filter": {}, "modules": ["acme.web"], "partial": true});
    let (_, seen) = t.post("/api/v1/assignments?dry_run=true", order.clone()).await;
    let cursor = seen["next"].as_str().unwrap();
    let (_, second) =
        t.post(&format!("/api/v1/assignments?dry_run=true&cursor={cursor}"), order.clone()).await;
    assert_eq!(second["done"].as_array().unwrap().len(), 1_000);
    assert_ne!(second["done"][0], seen["done"][0]);
    let (status, problem) = t.post(&format!("/api/v1/assignments?cursor={cursor}"), order.clone()).await;
    assert_eq!((status, problem["path"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("cursor")));
    let (_, mut answer) = t.post("/api/v1/assignments", order).await;
    assert_eq!(
        answer["counts"],
        json!({"done": 2_200, "refused": 300, "replaced": 0, "unchanged": 0, "skipped": 0})
    );
    let (mut done, mut refused) = (1_000, 300);
    assert_eq!(answer["refused"].as_array().unwrap().len(), refused);
    while let Some(cursor) = answer["next"].as_str().map(str::to_owned) {
        let (status, more) = t.get(&format!("/api/v1/assignments/answer?cursor={cursor}")).await;
        assert_eq!(status, StatusCode::OK, "{more}");
        done += more["done"].as_array().unwrap().len();
        refused += more["refused"].as_array().unwrap().len();
        answer = more;
    }
    assert_eq!((done, refused), (2_200, 300));
    let (_, jobs) = t.get("/api/v1/jobs").await;
    let kept = &jobs["items"][0];
    assert_eq!((&kept["done"], &kept["total"]), (&json!(2_500), &json!(2_500)), "{kept}");
    assert_eq!(kept["answer"]["counts"]["refused"], 300);
    let (id, user) = (kept["id"].as_str().unwrap(), |no: u32| format!("u{no}"));
    let (_, page) = t.get(&format!("/i/test/jobs/{id}")).await;
    let page = page.as_str().unwrap();
    assert!(
        page.contains("and 250 more") && page.contains("part=0") && page.contains(&user(2_200)),
        "{page}"
    );
    let (_, page) = t.get(&format!("/i/test/jobs/{id}?part=0&lang=sv")).await;
    let page = page.as_str().unwrap();
    assert!(page.contains(&user(2_499)) && !page.contains("There is no free seat."), "{page}");
    let (_, page) = t.get("/i/test/jobs").await;
    assert!(page.as_str().unwrap().contains(&format!("/jobs/{id}")), "{page}");
    assert_eq!(answer["done"][199]["user"], "u2199");
    assert_eq!(t.get("/api/v1/assignments/answer?cursor=nonsense").await.0, StatusCode::BAD_REQUEST);
}

async fn the_effect_on_each_product_is_told(t: TestManager) {
    t.activate(|package| {
        let diary = Row { hidden: true, ..row("diary", 9) };
        package.rows = vec![plan("basic", 5, &["diary"]), plan("full", 2, &["diary"]), diary];
    })
    .await;
    for login in ["a", "b", "c", "d"] {
        t.user(login).await;
    }
    t.post("/api/v1/assignments", json!({"users": ["a", "b", "c"], "modules": ["acme.basic"]})).await;
    t.post("/api/v1/assignments", json!({"users": ["d"], "modules": ["acme.full"]})).await;
    let order = json!({"filter": {}, "modules": ["acme.full"], "partial": true});
    let (_, seen) = t.post("/api/v1/assignments?dry_run=true", order).await;
    assert_eq!(
        seen["effect"],
        json!([
            {"module": "acme.basic", "in_use": 3, "in_use_after": 2, "served": 0, "total": 5, "gains": 0, "already": 0, "loses": 1, "by_rules": 0, "refused": 0},
            {"module": "acme.full", "in_use": 1, "in_use_after": 2, "served": 0, "total": 2, "gains": 1, "already": 1, "loses": 0, "by_rules": 0, "refused": 2},
        ])
    );
}

async fn rows_of_a_file_that_are_left_out_are_listed(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    t.user("anna").await;
    let text = "user,module\nanna,acme.web\nnobody,acme.web\nanna,acme.what\n";
    let request = Request::post("/api/v1/assignments/import?skip_invalid=true")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "text/csv")
        .body(text.to_owned().into())
        .unwrap();
    let (status, answer) = t.send(request).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!((&answer["counts"]["done"], &answer["counts"]["skipped"]), (&json!(1), &json!(2)));
    let told: Vec<_> =
        answer["problems"].as_array().unwrap().iter().map(|one| (&one["row"], &one["code"])).collect();
    assert_eq!(told, [(&json!(3), &json!("user_unknown")), (&json!(4), &json!("module_unknown"))]);
}

async fn what_was_so_already_and_what_would_fit_is_told(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 3)]).await;
    for login in ["a", "b", "c", "d"] {
        t.user(login).await;
    }
    t.post("/api/v1/assignments", json!({"users": ["a", "b"], "modules": ["acme.web"]})).await;
    let order = |partial: bool| json!({"filter": {}, "modules": ["acme.web"], "partial": partial});
    let (status, refused) = t.post("/api/v1/assignments?dry_run=true", order(false)).await;
    assert_eq!((status, &refused["counts"]["done"]), (StatusCode::CONFLICT, &json!(0)));
    let fits = &refused["effect"][0];
    let fits = (&fits["in_use"], &fits["in_use_after"], &fits["gains"], &fits["already"], &fits["refused"]);
    assert_eq!(fits, (&json!(2), &json!(3), &json!(1), &json!(2), &json!(1)));
    let (_, done) = t.post("/api/v1/assignments", order(true)).await;
    assert_eq!((&done["counts"]["done"], &done["counts"]["unchanged"]), (&json!(3), &json!(2)));
    let (_, change) = t.get(&format!("/api/v1/changes/{}", done["revision"])).await;
    assert_eq!((&change["changed"], &change["users"]), (&json!(1), &json!(4)), "{change}");
    let (_, page) = t.get("/i/test/changes").await;
    assert!(page.as_str().unwrap().contains("1 of 4"), "{page}");
}

async fn whoever_has_it_twice_gets_and_loses_it_once(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    for login in ["a", "b"] {
        t.user(login).await;
    }
    let rule = json!({"rule": {"name": "All", "when": [], "modules": ["acme.web"]}});
    assert_eq!(t.post("/api/v1/rules", rule).await.0, StatusCode::OK);
    let again = json!({"users": ["a"], "modules": ["acme.web"]});
    let told = |seen: &serde_json::Value| {
        let one = &seen["effect"][0];
        ["gains", "already", "loses", "by_rules"].map(|name| one[name].as_u64().unwrap())
    };
    let (_, seen) = t.post("/api/v1/assignments?dry_run=true", again.clone()).await;
    assert_eq!(told(&seen), [0, 1, 0, 0], "{seen}");
    assert_eq!(t.post("/api/v1/assignments", again).await.0, StatusCode::OK);
    let both = json!({"users": ["a", "b"], "modules": ["acme.web"]});
    let (_, seen) = t.post("/api/v1/assignments/recall?dry_run=true", both.clone()).await;
    assert_eq!(told(&seen), [0, 0, 2, 2], "{seen}");
    // As it is said: the rule gives it again.
    assert_eq!(t.post("/api/v1/assignments/recall", both).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 0);
    assert_eq!(t.post("/api/v1/rules/apply", json!({})).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/assignments").await.1["total"], 2);
    // Where another plan takes its place, no rule is spoken of.
    t.activate(|package| package.rows = vec![plan("basic", 5, &[]), plan("full", 5, &[])]).await;
    let rule = json!({"rule": {"name": "Basic", "when": [], "modules": ["acme.basic"]}});
    assert_eq!(t.post("/api/v1/rules", rule).await.0, StatusCode::OK);
    let full = json!({"users": ["a"], "modules": ["acme.full"]});
    let (_, seen) = t.post("/api/v1/assignments?dry_run=true", full).await;
    assert_eq!(told(&seen), [0, 0, 1, 0], "{seen}");
}

async fn the_other_module_at_fault_is_named(t: TestManager) {
    t.activate(|package| {
        let diary = Row { hidden: true, ..row("diary", 1) };
        let travel = Row { requires: vec!["web".to_owned()], ..row("travel", 5) };
        package.rows = vec![plan("basic", 5, &["diary"]), diary, row("web", 5), travel];
    })
    .await;
    t.user("anna").await;
    let bo = t.user("bo").await;
    t.assign(bo, "acme.basic").await;
    let refused = async |module: &str| {
        let order = json!({"users": ["anna"], "modules": [module]});
        let (status, answer) = t.post("/api/v1/assignments", order).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        answer["refused"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(refused("acme.travel").await.ends_with("What must come first is web."));
    let full = refused("acme.basic").await;
    assert!(full.contains("What is full is diary, which comes with it."), "{full}");
}
