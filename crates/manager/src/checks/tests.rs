//! Stories of checks.

use http::StatusCode;
use serde_json::json;

use crate::stories;
use crate::testing::{TestManager, plan, row};

stories!(the_thread_from_package_to_answer);

async fn the_thread_from_package_to_answer(t: TestManager) {
    let (status, demo) = t.get("/api/v1/checks/anna/acme.sales").await;
    assert_eq!((status, &demo["code"]), (StatusCode::OK, &json!("user_unknown")), "{demo}");
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 1, &["sale-cal"]), row("sale-cal", 1)];
        package.rows[1].hidden = true;
    })
    .await;
    let anna = t.user("Anna").await;
    let (_, refused) = t.get("/api/v1/checks/anna/acme.sale-cal").await;
    assert_eq!(refused["code"], "no_seat", "{refused}");
    t.assign(anna, "acme.ten-sales").await;
    let (_, answer) = t.get("/api/v1/checks/ANNA/acme.sale-cal").await;
    assert_eq!(
        (&answer["allowed"], &answer["code"], &answer["source"]),
        (&json!(true), &json!("granted"), &json!("plan acme.ten-sales")),
        "{answer}"
    );
}
