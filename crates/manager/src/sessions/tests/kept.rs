//! Stories of what is kept of log-ins: who was refused, and for how long ended sessions stay.

use http::{Method, StatusCode};
use licentia_platform::db::{Sql as _, values};
use serde_json::{Value, json};

use super::{everybody, open};
use crate::sessions::{KEPT_DAYS, purge};
use crate::testing::{TestManager, stories};

stories!(refused_log_ins_are_counted_for_whom_they_were, ended_sessions_are_forgotten_after_their_time);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Every refusal that is written: user, module, code, how often.
async fn refusals(t: &TestManager) -> Vec<(i64, i64, String, i64)> {
    crate::checks::flush(&t.manager).await.unwrap();
    let scope = t.scope;
    let found = t.manager.db().read(move |r| {
        let text =
            "SELECT user_no, module_no, code, count FROM refusal_day WHERE scope = $1 ORDER BY user_no, code";
        let row = |row: &licentia_platform::db::Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
        r.query(text, &values![scope])?.iter().map(row).collect()
    });
    found.await.unwrap()
}

async fn refused_log_ins_are_counted_for_whom_they_were(t: TestManager) {
    everybody(&t, 3, 1).await;
    let log_in = async |user: &str| -> Value {
        let asked = json!({"user": user, "client": "acme.web", "modules": ["acme.cad"]});
        t.post("/api/v1/logins", asked).await.1["result"].clone()
    };
    let patch = async |user: &str, patch: Value| {
        t.ask(Method::PATCH, &format!("/api/v1/users/{user}"), Some(patch)).await
    };
    assert_eq!(log_in("user0").await, "ok");
    for _ in 0..2 {
        assert_eq!(log_in("user1").await, "no_free_session");
    }
    patch("user2", json!({"can_log_in": false})).await;
    assert_eq!(log_in("user2").await, "not_allowed");
    assert_eq!(log_in("nobody").await, "not_allowed");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let no = |login: &str| i64::from(at.user_named(login).unwrap().no().0);
    let cad = i64::from(t.module("acme.cad").await.0);
    assert_eq!(
        refusals(&t).await,
        [
            (-1, -1, "user_unknown".to_owned(), 1),
            (no("user1"), cad, "no_seat".to_owned(), 2),
            (no("user2"), -1, "user_inactive".to_owned(), 1),
        ]
    );
}

async fn ended_sessions_are_forgotten_after_their_time(t: TestManager) {
    everybody(&t, 3, 3).await;
    let sessions = open(&t, 3).await;
    for session in &sessions[..2] {
        assert_eq!(t.delete(&format!("/api/v1/sessions/{session}")).await.0, StatusCode::NO_CONTENT);
    }
    let rows = async || {
        let scope = t.scope;
        let count = t.manager.db().read(move |r| {
            let row = r.query_one("SELECT COUNT(*) FROM seat_session WHERE scope = $1", &values![scope])?;
            Ok(row.expect("a count").get::<i64>(0)?)
        });
        count.await.unwrap()
    };
    t.pass_ms((KEPT_DAYS - 1) * DAY_MS).await;
    purge(&t.manager).await.unwrap();
    assert_eq!(rows().await, 3, "not yet");
    t.place.tamper(&format!("UPDATE seat_session SET client = 7 WHERE id = '{}'", sessions[1]));
    t.pass_ms(2 * DAY_MS).await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    purge(&t.manager).await.unwrap();
    assert_eq!(rows().await, 2, "the open one stays, and so does the one that was edited");
    purge(&t.manager).await.unwrap();
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert!(
        at.revision() >= before
            && at.session(uuid::Uuid::parse_str(&sessions[2]).unwrap().as_u128()).is_some()
    );
    let (_, ledger) = t.get("/api/v1/ledger?limit=1000").await;
    let entries = ledger["items"].as_array().unwrap();
    let purged: Vec<&Value> = entries.iter().filter(|entry| entry["kind"] == "sessions.purged").collect();
    assert_eq!(purged.len(), 1, "{ledger}");
    assert_eq!(
        purged[0]["after"]["log_ins"],
        json!({"2026-11-21": 1}),
        "how many a day had stays: {}",
        purged[0]
    );
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    let named = format!("{report:?}");
    assert!(named.contains(&sessions[1]) && !named.contains(&sessions[0]), "{named}");
}
