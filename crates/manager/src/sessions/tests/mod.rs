//! Stories of log-ins.

use http::StatusCode;
use licentia_core::licence::{Counting, Row};
use licentia_platform::ledger;
use serde_json::json;

use crate::stories;
use crate::testing::{TestManager, row};

stories!(
    exactly_ten_of_sixty_four_get_the_ten_seats,
    a_session_takes_and_gives_back_seats,
    a_log_in_says_what_is_missing,
    a_silent_session_ends_after_two_intervals_of_grace,
    a_session_gets_seats_only_of_what_its_user_may_use,
    one_session_that_cannot_be_ended_stops_no_other,
    nobody_is_ended_while_heartbeats_cannot_be_written,
    who_may_not_log_in_any_more_keeps_no_seat,
    whoever_logs_in_and_stays_uses_the_licence,
);

fn concurrent(module: &str, count: u32) -> Row {
    Row { counting: Counting::Concurrent, ..row(module, count) }
}

async fn everybody(t: &TestManager, people: u32, seats: u32) {
    t.activate(|package| {
        package.rows = vec![row("user", 1_000), row("web", 1_000), concurrent("cad", seats)];
    })
    .await;
    for n in 0..people {
        let user = t.user(&format!("user{n}")).await;
        for module in ["acme.user", "acme.web", "acme.cad"] {
            t.assign(user, module).await;
        }
    }
}

/// Proof of the house: 64 concurrent log-ins for 10 concurrent seats through `append`: exactly 10.
async fn exactly_ten_of_sixty_four_get_the_ten_seats(t: TestManager) {
    everybody(&t, 64, 10).await;
    let mut log_ins = tokio::task::JoinSet::new();
    for n in 0..64 {
        let (router, token) = (t.router.clone(), t.token.clone());
        log_ins.spawn(async move {
            use tower::ServiceExt as _;
            let body = json!({"user": format!("user{n}"), "client": "acme.web", "modules": ["acme.cad"]});
            let request = http::Request::post("/api/v1/logins")
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", "application/json")
                .body(axum::body::Body::from(body.to_string()))
                .unwrap();
            let response = router.oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            answer["result"].as_str().unwrap().to_owned()
        });
    }
    let results = log_ins.join_all().await;
    let count = |result: &str| results.iter().filter(|it| *it == result).count();
    assert_eq!((count("ok"), count("no_free_session")), (10, 54), "{results:?}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.open_seats().get(t.module("acme.cad").await), 10);
    assert_eq!(at.sessions().count(), 10);
    let scope = t.scope;
    let report = t.manager.db().read(move |r| ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

async fn a_session_takes_and_gives_back_seats(t: TestManager) {
    everybody(&t, 2, 1).await;
    let (_, first) = t.post("/api/v1/logins", json!({"user": "user0", "client": "web"})).await;
    assert_eq!((&first["result"], &first["seats"]), (&json!("ok"), &json!(null)), "{first}");
    let session = first["session"].as_str().unwrap().to_owned();
    let check = json!({"user": "user0", "module": "acme.cad", "session": session});
    assert_eq!(t.post("/api/v1/checks", check.clone()).await.1["code"], "no_session");
    let (_, more) =
        t.post(&format!("/api/v1/sessions/{session}/seats"), json!({"modules": ["acme.cad"]})).await;
    assert_eq!((&more["result"], &more["seats"]), (&json!("ok"), &json!(["acme.cad"])), "{more}");
    assert_eq!(t.post("/api/v1/checks", check.clone()).await.1["code"], "granted");
    // Somebody else's session opens nothing.
    let other = json!({"user": "user1", "module": "acme.cad", "session": session});
    assert_eq!(t.post("/api/v1/checks", other).await.1["code"], "no_session");
    let asked = json!({"user": "user1", "client": "acme.web", "modules": ["acme.cad"]});
    let (_, full) = t.post("/api/v1/logins", asked.clone()).await;
    assert_eq!((&full["result"], &full["module"]), (&json!("no_free_session"), &json!("acme.cad")), "{full}");
    assert_eq!(t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await.0, StatusCode::OK);
    assert_eq!(t.delete(&format!("/api/v1/sessions/{session}")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(t.delete(&format!("/api/v1/sessions/{session}")).await.0, StatusCode::NO_CONTENT);
    assert_eq!(t.post("/api/v1/logins", asked).await.1["result"], "ok");
    let (status, gone) = t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await;
    assert_eq!((status, &gone["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}

/// Some applications ask once, at the door, and then only say that the session goes on.
async fn whoever_logs_in_and_stays_uses_the_licence(t: TestManager) {
    everybody(&t, 3, 1).await;
    let coming = |user: &str| json!({"user": user, "client": "acme.web", "modules": ["acme.cad"]});
    let (_, first) = t.post("/api/v1/logins", coming("user0")).await;
    assert_eq!(first["result"], "ok", "{first}");
    assert_eq!(t.post("/api/v1/logins", coming("user1")).await.1["result"], "no_free_session");
    let last_used = async |login: &str| {
        crate::checks::flush_last_use(&t.manager).await.unwrap();
        t.get(&format!("/api/v1/users/{login}")).await.1["last_used"].clone()
    };
    assert_eq!(last_used("user0").await, "2026-11-21");
    assert_eq!(last_used("user1").await, json!(null), "nobody let this one in");
    // The session goes on over the next day.
    t.pass_ms(86_400_000).await;
    crate::day::begin(&t.manager, &t.manager.slot(t.scope).unwrap()).await;
    let session = first["session"].as_str().unwrap();
    let beat = async || t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await.0;
    assert_eq!(last_used("user0").await, "2026-11-21", "nothing was heard yet");
    assert_eq!(beat().await, StatusCode::OK);
    assert_eq!(last_used("user0").await, "2026-11-22");
    // A session that needs another seat is used as well.
    let (_, more) = t.post("/api/v1/logins", json!({"user": "user2", "client": "acme.web"})).await;
    assert_eq!((&more["result"], last_used("user2").await), (&json!("ok"), json!("2026-11-22")), "{more}");
}

async fn a_log_in_says_what_is_missing(t: TestManager) {
    everybody(&t, 1, 1).await;
    t.user("newcomer").await;
    let (_, stranger) = t.post("/api/v1/logins", json!({"user": "nobody", "client": "acme.web"})).await;
    assert_eq!(stranger["result"], "not_allowed", "{stranger}");
    let (_, newcomer) = t.post("/api/v1/logins", json!({"user": "newcomer", "client": "acme.web"})).await;
    assert_eq!(
        (&newcomer["result"], &newcomer["module"], &newcomer["code"]),
        (&json!("needs_licence"), &json!("acme.user"), &json!("no_seat")),
        "{newcomer}"
    );
    let (status, problem) = t.post("/api/v1/logins", json!({"user": "newcomer", "clinet": "acme.web"})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unknown_field")));
}

async fn a_silent_session_ends_after_two_intervals_of_grace(t: TestManager) {
    everybody(&t, 2, 2).await;
    let mut sessions = Vec::new();
    for user in ["user0", "user1"] {
        let asked = json!({"user": user, "client": "acme.web", "modules": ["acme.cad"]});
        sessions.push(t.post("/api/v1/logins", asked).await.1["session"].as_str().unwrap().to_owned());
    }
    let slot = t.manager.slot(t.scope).unwrap();
    t.pass_ms(119_000).await;
    super::sweep(&t.manager, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 2);
    t.post(&format!("/api/v1/sessions/{}/heartbeat", sessions[0]), json!({})).await;
    super::flush(&t.manager).await.unwrap();
    t.pass_ms(2_000).await;
    super::sweep(&t.manager, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 1, "the one that spoke goes on");
    // After a restart nobody is ended within the grace, however long the server was away.
    t.pass_ms(600_000).await;
    let second = t.second().await;
    let slot = second.slot(t.scope).unwrap();
    super::sweep(&second, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 1);
    second.db().close();
}

async fn a_session_gets_seats_only_of_what_its_user_may_use(t: TestManager) {
    everybody(&t, 1, 2).await;
    let anna = t.user("anna").await;
    for module in ["acme.user", "acme.web"] {
        t.assign(anna, module).await;
    }
    let session = async |user: &str| {
        let (_, answer) = t.post("/api/v1/logins", json!({"user": user, "client": "acme.web"})).await;
        format!("/api/v1/sessions/{}/seats", answer["session"].as_str().unwrap())
    };
    let (annas, others) = (session("anna").await, session("user0").await);
    for (path, modules, code) in [
        (&annas, json!(["acme.cad"]), "no_seat"),
        (&others, json!(["acme.cad", "acme.what"]), "module_unknown"),
    ] {
        let (status, answer) = t.post(path, json!({"modules": modules})).await;
        assert_eq!((status, &answer["result"]), (StatusCode::OK, &json!("needs_licence")), "{answer}");
        assert_eq!(answer["code"], code, "{answer}");
    }
    let cad = t.module("acme.cad").await;
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().open_seats().get(cad), 0);
    // Who is switched off meanwhile is out.
    assert_eq!(t.post(&others, json!({"modules": ["acme.cad"]})).await.1["result"], "ok");
    t.ask(http::Method::PATCH, "/api/v1/users/user0", Some(json!({"can_log_in": false}))).await;
    assert_eq!(t.post(&others, json!({"modules": ["acme.cad"]})).await.0, StatusCode::NOT_FOUND);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().open_seats().get(cad), 0);
}

/// A session of each of these users, by id.
async fn open(t: &TestManager, people: u32) -> Vec<String> {
    let mut sessions = Vec::new();
    for n in 0..people {
        let asked = json!({"user": format!("user{n}"), "client": "acme.web", "modules": ["acme.cad"]});
        sessions.push(t.post("/api/v1/logins", asked).await.1["session"].as_str().unwrap().to_owned());
    }
    sessions
}

async fn one_session_that_cannot_be_ended_stops_no_other(t: TestManager) {
    everybody(&t, 3, 3).await;
    let sessions = open(&t, 3).await;
    // The oldest, so that it is the first to be tried.
    t.place.tamper(&format!("UPDATE seat_session SET client = 7, seen_at = 1 WHERE id = '{}'", sessions[0]));
    let slot = t.manager.slot(t.scope).unwrap();
    t.pass_ms(121_000).await;
    super::sweep(&t.manager, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 1, "the other two have ended");
}

async fn nobody_is_ended_while_heartbeats_cannot_be_written(t: TestManager) {
    everybody(&t, 1, 1).await;
    let session = open(&t, 1).await.remove(0);
    let slot = t.manager.slot(t.scope).unwrap();
    t.pass_ms(121_000).await;
    t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await;
    // An older heartbeat that comes back from a failed flush does not take the place of a newer one.
    t.manager.beats().note(t.scope, uuid::Uuid::parse_str(&session).unwrap().as_u128(), 1);
    t.place.tamper("ALTER TABLE seat_session RENAME COLUMN seen_at TO seen");
    assert!(super::sweep(&t.manager, &slot).await.is_err());
    t.place.tamper("ALTER TABLE seat_session RENAME COLUMN seen TO seen_at");
    // The heartbeat was kept, and the sweep itself writes it before it looks.
    super::sweep(&t.manager, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 1);
}

mod administrator;
mod kept;
mod managers;

async fn who_may_not_log_in_any_more_keeps_no_seat(t: TestManager) {
    everybody(&t, 2, 1).await;
    for (body, back) in [
        (json!({"can_log_in": false}), true),
        (json!({"waiting_for_approval": true}), true),
        (json!({"state": "former"}), false),
    ] {
        let session = open(&t, 1).await.remove(0);
        let (_, dialog) = t.get("/i/test/users/user0/leave?lang=en").await;
        assert!(dialog.as_str().unwrap().contains("Ends one log-in at once."), "{dialog}");
        let patch = http::Method::PATCH;
        let (status, answer) = t.ask(patch.clone(), "/api/v1/users/user0", Some(body.clone())).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let at = t.manager.snapshot(t.scope).await.unwrap();
        assert_eq!(
            (at.sessions().count(), at.open_seats().get(t.module("acme.cad").await)),
            (0, 0),
            "{body}"
        );
        let heard = t.post(&format!("/api/v1/sessions/{session}/heartbeat"), json!({})).await;
        assert_eq!(heard.0, StatusCode::NOT_FOUND, "{body}");
        let other = json!({"user": "user1", "client": "acme.web", "modules": ["acme.cad"]});
        let (_, visit) = t.post("/api/v1/logins", other).await;
        assert_eq!(visit["result"], "ok", "the seat is free: {visit}");
        t.delete(&format!("/api/v1/sessions/{}", visit["session"].as_str().unwrap())).await;
        if back {
            let body = json!({"can_log_in": true, "waiting_for_approval": false});
            assert_eq!(t.ask(patch, "/api/v1/users/user0", Some(body)).await.0, StatusCode::OK);
        }
    }
    let (scope, second) = (t.scope, t.second().await);
    assert_eq!(second.snapshot(scope).await.unwrap().sessions().count(), 0, "another server reads the same");
    let report = t.manager.db().read(move |r| ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}
