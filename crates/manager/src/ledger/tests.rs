//! Stories of the ledger.

use http::StatusCode;
use serde_json::json;

use super::subject::{self, Member, Subject};
use crate::stories;
use crate::testing::{TestManager, plan, row};
use licentia_core::ids::UserNo;

stories!(the_ledger_is_read_in_pages_and_verified, a_page_shows_who_did_what);

#[test]
fn subjects_read_back() {
    assert_eq!(subject::parse(&subject::user(UserNo(17))), Some(Subject::User(UserNo(17))));
    assert_eq!(subject::parse(&subject::session("x")), Some(Subject::Session("x")));
    assert_eq!(subject::parse("token:3"), None);
    assert_eq!(subject::parse("user:-1"), None);
    assert_eq!(subject::of_member(&json!([17, 5, "manual"])), Some(Member::User(UserNo(17))));
    assert_eq!(subject::of_member(&json!(["0199", "open"])), Some(Member::Session("0199")));
    assert_eq!(subject::of_member(&json!({"a": 1})), None);
}

async fn history(t: &TestManager) {
    t.activate(|package| package.rows = vec![plan("ten-sales", 20, &["sale-cal"]), row("sale-cal", 20)])
        .await;
    for n in 0..4 {
        let user = t.user(&format!("user{n}")).await;
        t.assign(user, "acme.ten-sales").await;
    }
}

async fn the_ledger_is_read_in_pages_and_verified(t: TestManager) {
    history(&t).await;
    let (mut path, mut revisions) = ("/api/v1/ledger?limit=4".to_owned(), Vec::new());
    loop {
        let (status, page) = t.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        revisions
            .extend(page["items"].as_array().unwrap().iter().map(|item| item["revision"].as_u64().unwrap()));
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/ledger?limit=4&cursor={next}"),
            None => break,
        }
    }
    let head = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(revisions, (1..=head).rev().collect::<Vec<_>>());
    let (_, first) = t.get("/api/v1/ledger?after=0&limit=1").await;
    let first = &first["items"][0];
    assert_eq!(first["kind"], "installations.created");
    assert_eq!(first["after"]["root"], json!(t.manager.trust().root.kid()), "{first}");
    let (_, checkpoint) = t.get("/api/v1/ledger/checkpoint").await;
    let signed: serde_json::Value = serde_json::from_str(checkpoint["checkpoint"].as_str().unwrap()).unwrap();
    assert_eq!(signed["revision"], head);
    let (status, report) = t.post("/api/v1/ledger/verify", json!({})).await;
    assert_eq!((status, &report["faults"], &report["revision"]), (StatusCode::OK, &json!([]), &json!(head)));
    t.place
        .tamper("UPDATE app_user SET can_log_in = 0 WHERE no = 2; DELETE FROM assignment WHERE user_no = 3");
    let (_, report) = t.post("/api/v1/ledger/verify", json!({})).await;
    let codes: Vec<_> =
        report["faults"].as_array().unwrap().iter().map(|fault| fault["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"row_tampered") && codes.contains(&"table_sum"), "{report}");
    for (path, code) in
        [("?limit=0", "invalid"), ("?limt=5", "unknown_field"), ("?cursor=x", "cursor_invalid")]
    {
        assert_eq!(t.get(&format!("/api/v1/ledger{path}")).await.1["code"], code, "{path}");
    }
}

async fn a_page_shows_who_did_what(t: TestManager) {
    history(&t).await;
    for (path, words) in [
        ("/i/test/ledger", ["user3", "Licences assigned", "Installation made"]),
        ("/i/test/ledger?lang=sv", ["user3", "Licenser tilldelade", "Installation skapad"]),
        ("/i/test/why", ["Ask why", "acme.ten-sales", "Choose a user"]),
        (
            "/i/test/why?user=user1&module=acme.sale-cal&on=2026-11-21",
            ["Yes.", "Through the plan", "Nothing has to be fixed"],
        ),
        (
            "/i/test/why?user=nobody&module=sale-cal&on=x",
            ["There is no such user", "Add the user", "is no date"],
        ),
        ("/i/test/why?user=user1&module=acme.none&lang=sv", ["Modulen finns inte", "Regel för regel", "Sv"]),
    ] {
        let (status, page) = t.get(path).await;
        let page = page.as_str().unwrap_or_default();
        assert_eq!(status, StatusCode::OK, "{path}");
        for word in words {
            assert!(page.contains(word), "{path} lacks {word}: {page}");
        }
    }
    assert!(licentia_ui::missing_texts().is_empty(), "{:?}", licentia_ui::missing_texts());
    assert_eq!(t.get("/i/other/why").await.0, StatusCode::NOT_FOUND);
}
