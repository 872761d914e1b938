//! Stories of the list of sessions, and of an administrator who ends one.

use http::{Request, StatusCode};
use licentia_platform::access::{Right, Rights};
use licentia_platform::db::{Sql as _, values};
use licentia_platform::ledger;
use serde_json::{Value, json};

use super::{everybody, open};
use crate::testing::{TestManager, stories, token};

stories!(
    the_list_says_who_holds_which_seat,
    an_administrator_ends_a_session_and_the_ledger_says_who,
    why_a_session_was_ended_goes_with_its_person,
    silent_sessions_end_together,
    the_page_shows_them_and_ends_what_was_chosen,
    the_server_says_how_often_it_wants_to_hear,
);

async fn sessions(t: &TestManager, query: &str) -> Value {
    let (status, body) = t.get(&format!("/api/v1/sessions{query}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

fn logins(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["login"].as_str().unwrap()).collect()
}

async fn the_list_says_who_holds_which_seat(t: TestManager) {
    everybody(&t, 4, 3).await;
    assert_eq!(sessions(&t, "").await, json!({"items": [], "next": null, "total": 0}));
    let ids = open(&t, 3).await;
    t.pass_ms(1_000).await;
    let (_, plain) = t.post("/api/v1/logins", json!({"user": "user3", "client": "acme.web"})).await;
    assert_eq!(plain["result"], "ok", "{plain}");
    let all = sessions(&t, "").await;
    assert_eq!((&all["total"], logins(&all)[0]), (&json!(4), "user3"), "the newest first: {all}");
    let first = all["items"].as_array().unwrap().iter().find(|item| item["id"] == ids[0].as_str()).unwrap();
    assert_eq!((&first["client"], &first["seats"]), (&json!("acme.web"), &json!(["acme.cad"])));
    assert_eq!(first["heard_at"], first["opened_at"]);
    assert_eq!(logins(&sessions(&t, "?seated=true").await).len(), 3);
    assert_eq!(logins(&sessions(&t, "?module=acme.cad").await).len(), 3);
    assert_eq!(logins(&sessions(&t, "?module=acme.web").await), Vec::<&str>::new());
    assert_eq!(logins(&sessions(&t, "?user=user1").await), ["user1"]);
    assert_eq!(logins(&sessions(&t, "?search=R2").await), ["user2"]);
    // Wild cards are letters like others.
    assert_eq!(logins(&sessions(&t, "?search=%25").await), Vec::<&str>::new());
    // Heartbeats count before they are written.
    t.post(&format!("/api/v1/sessions/{}/heartbeat", ids[0]), json!({})).await;
    let heard = sessions(&t, "?user=user0").await;
    assert_ne!(heard["items"][0]["heard_at"], heard["items"][0]["opened_at"], "{heard}");
    // Page by page.
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = sessions(&t, &format!("?limit=1{cursor}")).await;
        seen.extend(logins(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.sort();
    assert_eq!(seen, ["user0", "user1", "user2", "user3"]);
    for (query, code) in [("?user=nobody", "invalid"), ("?module=acme.what", "invalid")] {
        let (status, problem) = t.get(&format!("/api/v1/sessions{query}")).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)));
    }
}

async fn an_administrator_ends_a_session_and_the_ledger_says_who(t: TestManager) {
    everybody(&t, 2, 1).await;
    let session = open(&t, 1).await.remove(0);
    let path = format!("/api/v1/sessions/{session}");
    let refused = json!({"user": "user1", "client": "acme.web", "modules": ["acme.cad"]});
    assert_eq!(t.post("/api/v1/logins", refused.clone()).await.1["result"], "no_free_session");
    let manager = token(&t.manager, t.scope, Rights::of(&[Right::ManageLicences])).await;
    let users = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let delete = async |token: &str| {
        let request = Request::delete(&path).header("authorization", format!("Bearer {token}"));
        t.send(request.body(axum::body::Body::empty()).unwrap()).await.0
    };
    // Who may only look ends nobody's session; who may ask for others may.
    let _ = users;
    assert_eq!(delete(&manager).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(&manager).await, StatusCode::NO_CONTENT, "it has ended already");
    let (status, gone) = t.post(&format!("{path}/heartbeat"), json!({})).await;
    assert_eq!((status, &gone["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    let check = json!({"user": "user0", "module": "acme.cad", "session": session});
    assert_eq!(t.post("/api/v1/checks", check).await.1["code"], "no_session");
    assert_eq!(t.post("/api/v1/logins", refused).await.1["result"], "ok", "the seat is free at once");
    let (scope, by) = (t.scope, "test");
    let entries =
        t.manager.db().read(move |r| Ok(ledger::entries_after(r, scope, 0, 10_000)?)).await.unwrap();
    let ended: Vec<_> = entries.iter().filter(|entry| entry.kind == "sessions.ended").collect();
    assert_eq!(ended.len(), 1, "ending what has ended changes nothing");
    assert!(ended[0].subjects.contains(&format!("session:{session}")), "{:?}", ended[0].subjects);
    let (_, list) = t.get("/api/v1/ledger?limit=50").await;
    let entry = list["items"].as_array().unwrap().iter().find(|entry| entry["kind"] == "sessions.ended");
    assert!(entry.is_some_and(|entry| entry.to_string().contains(by)), "{list}");
    let report = t.manager.db().read(move |r| ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    let unknown = format!("/api/v1/sessions/{}", uuid::Uuid::from_u128(7));
    assert_eq!(t.delete(&unknown).await.0, StatusCode::NOT_FOUND);
}

async fn why_a_session_was_ended_goes_with_its_person(t: TestManager) {
    everybody(&t, 2, 2).await;
    let ids = open(&t, 2).await;
    let id = t.get("/api/v1/users/user0").await.1["id"].as_str().unwrap().to_owned();
    let owned = async || {
        let (scope, id) = (t.scope, id.clone());
        let reading = t.manager.db().read(move |r| {
            let text =
                "SELECT COUNT(*) FROM ledger_text WHERE scope = $1 AND owner = $2 AND bytes IS NOT NULL";
            let row = r.query_one(text, &values![scope, id])?;
            Ok(row.map_or(Ok(0), |row| row.get::<i64>(0))?)
        });
        reading.await.unwrap()
    };
    let before = owned().await;
    let granted = t.caller().may().unwrap();
    let session = [uuid::Uuid::parse_str(&ids[0]).unwrap()];
    let why = Some("Anna left in anger".to_owned());
    super::super::end_by_administrator(&t.manager, &granted, &session, why).await.unwrap();
    assert_eq!(owned().await, before + 1);
    assert!(t.delete("/api/v1/users/user0").await.0.is_success());
    assert_eq!(owned().await, 0);
}

async fn silent_sessions_end_together(t: TestManager) {
    everybody(&t, 40, 40).await;
    open(&t, 40).await;
    let slot = t.manager.slot(t.scope).unwrap();
    let before = slot.load().revision();
    t.pass_ms(121_000).await;
    super::super::sweep(&t.manager, &slot).await.unwrap();
    assert_eq!(
        (slot.load().sessions().count(), slot.load().open_seats().get(t.module("acme.cad").await)),
        (0, 0)
    );
    let changes = slot.load().revision() - before;
    assert!(changes < 20, "40 sessions took {changes} changes");
}

async fn post(t: &TestManager, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = Request::post(path)
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(body.join("&")));
    let (status, body) = t.send(request.unwrap()).await;
    (status, body.as_str().unwrap_or_default().to_owned())
}

async fn the_page_shows_them_and_ends_what_was_chosen(t: TestManager) {
    everybody(&t, 3, 5).await;
    let page = async |path: &str| {
        let (status, body) = t.get(path).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let text = body.as_str().unwrap().to_owned();
        assert!(!text.contains('⟦'), "a text is missing: {text}");
        text
    };
    assert!(page("/i/test/sessions").await.contains("Nobody is logged in just now"));
    let ids = open(&t, 3).await;
    let list = page("/i/test/sessions").await;
    assert!(["user0", "user1", "user2"].iter().all(|user| list.contains(&format!("/i/test/users/{user}"))));
    assert!(list.contains("/i/test/sessions?module=acme.cad"), "the gauge leads to its sessions");
    let filtered = page("/i/test/sessions?module=acme.cad&q=user1&sort=user&lang=sv").await;
    assert!(filtered.contains("user1") && !filtered.contains("/users/user2"));
    assert!(page("/i/test/sessions?q=zzz").await.contains("No log-in fits"));
    let dialog = page(&format!("/i/test/sessions/end?session={}", ids[0])).await;
    assert!(dialog.contains("End the log-in of user0?") && dialog.contains("1 concurrent seat comes free"));
    // From the list it asks first.
    let chosen = [("session", ids[0].as_str()), ("session", ids[1].as_str())];
    let (status, dialog) = post(&t, "/i/test/sessions/end", &chosen).await;
    assert_eq!(status, StatusCode::OK);
    assert!(dialog.contains("End 2 log-ins?") && dialog.contains("name=\"confirmed\""), "{dialog}");
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().sessions().count(), 3);
    let elsewhere = ("back", "https%3A%2F%2Felsewhere.example%2F");
    let fields = [chosen[0], chosen[1], ("confirmed", "true"), ("reason", "stuck"), elsewhere];
    assert_eq!(post(&t, "/i/test/sessions/end", &fields).await.0, StatusCode::SEE_OTHER);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().sessions().count(), 1);
    assert!(
        page(&format!("/i/test/sessions/end?session={}", ids[0])).await.contains("It has ended meanwhile")
    );
}

async fn the_server_says_how_often_it_wants_to_hear(t: TestManager) {
    everybody(&t, 1, 1).await;
    let asked = json!({"user": "user0", "client": "acme.web"});
    let (_, answer) = t.post("/api/v1/logins", asked).await;
    assert_eq!(answer["next_heartbeat_s"], 60);
    let file = t.place.folder().join("often.toml");
    std::fs::write(&file, "[sessions]\nheartbeat_seconds = 10\n").unwrap();
    let settings = licentia_platform::settings::Settings::load(Some(&file), Default::default()).unwrap();
    let second = t.second_with(settings).await;
    assert_eq!(super::super::heartbeat_s(&second), 10);
    let slot = second.slot(t.scope).unwrap();
    t.pass_ms(19_000).await;
    super::super::sweep(&second, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 1, "the grace after a start");
    t.pass_ms(2_000).await;
    super::super::sweep(&second, &slot).await.unwrap();
    assert_eq!(slot.load().sessions().count(), 0, "two intervals without a word");
    second.db().close();
    std::fs::write(&file, "[sessions]\nheartbeat_seconds = 4\n").unwrap();
    let refused = licentia_platform::settings::Settings::load(Some(&file), Default::default());
    assert!(refused.is_err_and(|error| error.to_string().contains("5 to 3600")));
}
