//! What is in force, as the list and the detail tell it, on both databases.

use http::StatusCode;
use serde_json::json;

use crate::testing::{TestManager, plan, row, stories};

stories!(the_list_counts_active_holders_once, a_licence_names_its_rows_and_its_holders);

async fn the_list_counts_active_holders_once(t: TestManager) {
    let rows = vec![plan("ten-sales", 5, &["sale-cal"]), row("sale-cal", 5), row("quote", 2)];
    t.activate(|package| package.rows = rows).await;
    for login in ["anna", "emil"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let (status, list) = t.get("/api/v1/licences").await;
    assert_eq!(status, StatusCode::OK);
    let items = list["items"].as_array().unwrap();
    let of = |module: &str| items.iter().find(|item| item["module"] == module).unwrap().clone();
    let plan = of("acme.ten-sales");
    assert_eq!(
        (&plan["in_use"], &plan["free"], &plan["total"], &plan["plan"]),
        (&json!(2), &json!(3), &json!(5), &json!(true))
    );
    assert_eq!(of("acme.sale-cal")["in_use"], 2, "what the plan brings is in use too");
    assert_eq!(of("acme.quote")["free"], 2);
    assert_eq!(list["demo"], false);
}

async fn a_licence_names_its_rows_and_its_holders(t: TestManager) {
    let rows = vec![plan("ten-sales", 5, &["sale-cal"]), row("sale-cal", 5)];
    t.activate(|package| package.rows = rows).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let (status, detail) = t.get("/api/v1/licences/acme.sale-cal").await;
    assert_eq!(status, StatusCode::OK, "{detail}");
    assert_eq!(detail["rows"][0]["quantity"], 5);
    assert_eq!(detail["in_plans"], json!(["acme.ten-sales"]));
    assert_eq!(
        (&detail["holders"][0]["user"], &detail["holders"][0]["source"]),
        (&json!("anna"), &json!("plan acme.ten-sales"))
    );
    let (status, missing) = t.get("/api/v1/licences/acme.nothing").await;
    assert_eq!((status, &missing["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}
