//! Stories about answers that are longer than one page, and about what an order says it would do.

use http::StatusCode;
use licentia_core::licence::Row;
use serde_json::json;

use crate::testing::{TestManager, plan, row, stories};

stories!(long_lists_go_on_at_their_cursor, the_effect_on_each_product_is_told);

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
    assert_eq!(answer["counts"], json!({"done": 2_200, "refused": 300, "replaced": 0}));
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
            {"module": "acme.basic", "in_use": 3, "in_use_after": 2, "total": 5, "gains": 0, "already": 0, "loses": 1, "refused": 0},
            {"module": "acme.full", "in_use": 1, "in_use_after": 2, "total": 2, "gains": 1, "already": 1, "loses": 0, "refused": 2},
        ])
    );
}
