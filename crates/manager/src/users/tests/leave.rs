//! Letting go in three levels, each saying first what it does (rule 18).

use http::StatusCode;
use licentia_core::licence::Row;
use serde_json::json;

use super::pages::{page, send};
use super::patch;
use crate::testing::{TestManager, plan, row, stories};

stories!(
    each_level_says_what_becomes_free_and_who_is_served,
    licences_are_removed_with_what_requires_them,
    somebody_who_is_logged_in_is_not_deleted,
    a_waiting_user_is_approved,
);

async fn each_level_says_what_becomes_free_and_who_is_served(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("sales", 1, &["diary"]),
            Row { hidden: true, ..row("diary", 1) },
            Row { due: "2026-11-21".parse().ok(), ..plan("sales", 1, &["diary"]) },
            Row { hidden: true, due: "2026-11-21".parse().ok(), ..row("diary", 1) },
        ];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.sales").await;
    }
    // A row ends: bo, who came last, waits.
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    let (status, leaving) = t.get("/api/v1/users/anna/leaving").await;
    assert_eq!(status, StatusCode::OK, "{leaving}");
    for level in 0..3 {
        let level = &leaving["levels"][level];
        assert_eq!(level["seats"], json!([{"module": "acme.sales", "title": "sales", "units": 1}]));
        assert_eq!((&level["served"], &level["possible"]), (&json!(1), &json!(true)), "{level}");
        assert_eq!(level["served_first"][0]["name"], "bo");
    }
    let dialog = page(&t, "/i/test/users/anna/leave").await;
    assert!(dialog.contains("Served from the waiting list: bo (sales)"), "{dialog}");
    assert!(dialog.contains("log-in name anna is free again after 30 days"), "{dialog}");
    // What was said is what happens.
    let shown = page(&t, "/i/test/users/bo").await;
    assert!(shown.contains("No. 1 of 1 in line"), "{shown}");
    assert_eq!(send(&t, "/i/test/users/anna/leave", &[("level", "former")]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/api/v1/checks/bo/acme.sales").await.1["code"], "granted");
    let (_, again) = t.get("/api/v1/users/anna/leaving").await;
    assert_eq!(again["levels"][0]["because"], "nothing_assigned");
    assert_eq!(again["levels"][1]["because"], "already_former");
    assert_eq!(again["levels"][2]["possible"], true);
    assert!(page(&t, "/i/test/users/anna/leave").await.contains("a former employee already"));
}

async fn licences_are_removed_with_what_requires_them(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![
            plan("basic", 3, &["diary"]),
            Row { hidden: true, ..row("diary", 3) },
            row("web", 3),
            Row { requires: vec!["web".to_owned()], ..row("travel", 3) },
            Row { requires: vec!["diary".to_owned()], ..row("maps", 3) },
        ];
    })
    .await;
    let anna = t.user("anna").await;
    for module in ["acme.basic", "acme.web", "acme.travel", "acme.maps"] {
        t.assign(anna, module).await;
    }
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(t.delete("/api/v1/users/anna/licences").await.0, StatusCode::NO_CONTENT);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.revision(), before + 1, "one change");
    assert!(at.user(anna).unwrap().assignments().is_empty() && at.user(anna).unwrap().active());
    assert_eq!(t.delete("/api/v1/users/anna/licences").await.0, StatusCode::NO_CONTENT, "again is nothing");
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before + 1);
    t.assign(anna, "acme.web").await;
    assert_eq!(send(&t, "/i/test/users/anna/leave", &[("level", "licences")]).await.0, StatusCode::SEE_OTHER);
    assert!(t.manager.snapshot(t.scope).await.unwrap().user(anna).unwrap().assignments().is_empty());
    assert_eq!(t.get("/api/v1/users/anna").await.1["can_log_in"], true);
    let (status, _) = send(&t, "/i/test/users/anna/leave", &[("level", "everything")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn somebody_who_is_logged_in_is_not_deleted(t: TestManager) {
    t.activate(|package| package.rows = vec![row("user", 5), row("web", 5)]).await;
    let anna = t.user("anna").await;
    for module in ["acme.user", "acme.web"] {
        t.assign(anna, module).await;
    }
    let (_, visit) = t.post("/api/v1/logins", json!({"user": "anna", "client": "acme.web"})).await;
    let (_, leaving) = t.get("/api/v1/users/anna/leaving").await;
    assert_eq!(leaving["levels"][2]["because"], "user_has_session", "{leaving}");
    let shown = page(&t, "/i/test/users/anna").await;
    assert!(shown.contains("Logged in") && shown.contains(visit["session"].as_str().unwrap()), "{shown}");
    let (status, refused) = send(&t, "/i/test/users/anna/leave", &[("level", "delete")]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(refused.contains("user_has_session"), "{refused}");
    t.delete(&format!("/api/v1/sessions/{}", visit["session"].as_str().unwrap())).await;
    assert_eq!(send(&t, "/i/test/users/anna/leave", &[("level", "delete")]).await.0, StatusCode::SEE_OTHER);
}

async fn a_waiting_user_is_approved(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let (status, _) = t.post("/api/v1/users", json!({"login": "anna", "waiting_for_approval": true})).await;
    assert_eq!(status, StatusCode::CREATED);
    let order = json!({"users": ["anna"], "modules": ["acme.web"]});
    assert_eq!(t.post("/api/v1/assignments", order).await.0, StatusCode::OK);
    assert_eq!(t.get("/api/v1/checks/anna/acme.web").await.1["allowed"], false);
    assert!(page(&t, "/i/test/users/anna").await.contains("Waiting for approval"));
    let bo = t.user("bo").await;
    t.assign(bo, "acme.web").await;
    assert!(page(&t, "/i/test/users/anna/approve").await.contains("The user may log in."));
    let (_, refused) = send(&t, "/i/test/users/anna/approve", &[]).await;
    assert!(refused.contains("Activate without licences"), "{refused}");
    patch(&t, "bo", json!({"can_log_in": false})).await;
    assert_eq!(send(&t, "/i/test/users/anna/approve", &[]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.get("/api/v1/checks/anna/acme.web").await.1["code"], "granted");
    assert!(!page(&t, "/i/test/users/anna").await.contains("Waiting for approval"));
}
