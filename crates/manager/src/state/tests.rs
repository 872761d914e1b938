//! What goes on without being asked.

use http::{Request, StatusCode};
use licentia_platform::by::By;
use licentia_platform::db::{Sql as _, values};
use licentia_platform::testing::soon;
use serde_json::json;

use crate::installations::{self, NewInstallation};
use crate::testing::{TestManager, row, stories};

stories!(old_idempotency_keys_are_forgotten, one_that_cannot_be_loaded_keeps_no_other_waiting);

async fn kept(t: &TestManager) -> i64 {
    let scope = t.scope;
    let count = t.manager.db().read(move |r| {
        let row = r.query_one("SELECT COUNT(*) FROM idempotency WHERE scope = $1", &values![scope])?;
        Ok(row.expect("a count").get::<i64>(0)?)
    });
    count.await.unwrap()
}

async fn old_idempotency_keys_are_forgotten(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    t.user("anna").await;
    let order = Request::post("/api/v1/assignments")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/json")
        .header("idempotency-key", "order-1")
        .body(json!({"users": ["anna"], "modules": ["acme.web"]}).to_string().into())
        .unwrap();
    assert_eq!(t.send(order).await.0, StatusCode::OK);
    assert_eq!(kept(&t).await, 1);
    t.pass_ms(8 * 24 * 60 * 60 * 1_000).await;
    let background = t.manager.start();
    soon(async || kept(&t).await == 0).await;
    background.stop().await;
}

async fn one_that_cannot_be_loaded_keeps_no_other_waiting(t: TestManager) {
    t.place.tamper("UPDATE installation SET in_force = 'nonsense'");
    let other = t.second().await;
    assert_eq!(other.snapshot(t.scope).await.err().map(|problem| problem.status), Some(503));
    let new = NewInstallation { slug: "zoo".to_owned(), name: "Zoo".to_owned() };
    let zoo = installations::create(&t.manager, &By::setup(), new).await.unwrap().value.scope;
    let background = other.start();
    soon(async || other.snapshot(zoo).await.is_ok()).await;
    background.stop().await;
    other.db().close();
}
