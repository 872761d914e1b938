//! Stories of system events, on both databases.

mod live;
mod login;
mod pages;

use http::{Method, StatusCode};
use licentia_platform::access::{Granted, ManageAccess, Right, Rights};
use licentia_platform::by::By;
use serde_json::{Value, json};

use crate::stories;
use crate::testing::{TestManager, row, token, token_at};

stories!(
    an_event_is_unique_per_key_scope_and_owner,
    an_event_goes_on_until_somebody_ends_it_and_stays_for_history,
    an_application_raises_what_it_is_busy_with_and_nothing_else,
    what_must_run_is_ended_by_its_application,
    what_must_run_is_ended_by_whoever_raised_it_whatever_else_they_may,
    progress_stands_outside_the_ledger,
    what_is_written_is_changed_only_as_it_was_seen,
    a_satellite_has_its_own_events,
    words_of_people_stand_beside_the_ledger,
    what_cannot_be_an_event_is_refused_with_its_reason,
);

/// A token that may only ask, as applications have it.
async fn application(t: &TestManager) -> String {
    token(&t.manager, t.scope, Rights::APPLICATION).await
}

/// A request under another token.
async fn ask_as(
    t: &TestManager,
    token: &str,
    method: Method,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    t.send(request.body(body.into()).unwrap()).await
}

async fn started(t: &TestManager, body: Value) -> Value {
    let (status, event) = t.post("/api/v1/events", body).await;
    assert_eq!(status, StatusCode::CREATED, "{event}");
    event
}

fn path(event: &Value) -> String {
    format!("/api/v1/events/{}", event["id"].as_str().unwrap())
}

async fn keys(t: &TestManager, query: &str) -> Vec<String> {
    let (_, list) = t.get(&format!("/api/v1/events{query}")).await;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("a list, not {list}"));
    items.iter().map(|event| event["key"].as_str().unwrap().to_owned()).collect()
}

async fn an_event_is_unique_per_key_scope_and_owner(t: TestManager) {
    t.user("anna").await;
    let first = started(&t, json!({"key": "no_travel"})).await;
    let (status, refused) =
        t.post("/api/v1/events", json!({"key": "no_travel", "scope": "everywhere"})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("event_exists")), "{refused}");
    assert_eq!(refused["event"], first["id"]);
    // Another scope, another owner, another key: each its own.
    started(&t, json!({"key": "no_travel", "scope": "user", "owner": "anna"})).await;
    started(&t, json!({"key": "no_travel", "scope": "installation"})).await;
    let sales = started(&t, json!({"key": "no_travel", "scope": "group", "owner": "Sales"})).await;
    started(&t, json!({"key": "no_freetext"})).await;
    assert_eq!(keys(&t, "").await.len(), 5);
    // Neither does a change make two of one.
    let (_, refused) = t.ask(Method::PATCH, &path(&sales), Some(json!({"scope": "everywhere"}))).await;
    assert_eq!(refused["code"], "event_exists", "{refused}");
    // Once it has ended there is room again.
    assert_eq!(t.delete(&path(&first)).await.0, StatusCode::OK);
    started(&t, json!({"key": "no_travel"})).await;
}

async fn an_event_goes_on_until_somebody_ends_it_and_stays_for_history(t: TestManager) {
    let finish = "2026-11-21T15:00:00Z";
    let event =
        started(&t, json!({"key": "no_login", "message": "Upgrade to 12.2", "finish_at": finish})).await;
    assert_eq!((&event["title"], &event["source"]), (&json!("No login"), &json!("person")));
    // Long after it was expected to be over, on another day.
    t.pass_ms(3 * 24 * 60 * 60 * 1_000).await;
    assert_eq!(keys(&t, "").await, ["no_login"]);
    let (status, ended) = t.delete(&path(&event)).await;
    assert_eq!(status, StatusCode::OK, "{ended}");
    assert!(keys(&t, "").await.is_empty());
    let (_, past) = t.get("/api/v1/events?ended=true").await;
    assert_eq!(
        (&past["items"][0]["id"], &past["items"][0]["message"]),
        (&event["id"], &json!("Upgrade to 12.2"))
    );
    assert_eq!(past["items"][0]["ended_by"], "test");
    // Ending it again changes nothing, and what never was is missing.
    assert_eq!(t.delete(&path(&event)).await.1["revision"], ended["revision"]);
    let (status, _) = t.delete("/api/v1/events/0199a2f0-5c3e-7000-8000-000000000001").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    // A second server, and one that starts anew, know the same.
    let other = t.second().await;
    assert!(other.snapshot(t.scope).await.unwrap().events().active.is_empty());
    other.db().close();
}

async fn an_application_raises_what_it_is_busy_with_and_nothing_else(t: TestManager) {
    let application = application(&t).await;
    let post = |body: Value| ask_as(&t, &application, Method::POST, "/api/v1/events", body);
    let import = json!({"key": "import", "message": "Trade fair companies", "done": 0, "total": 4_800});
    let (status, event) = post(import).await;
    assert_eq!(
        (status, &event["source"], &event["title"]),
        (StatusCode::CREATED, &json!("application"), &json!("Import"))
    );
    let (status, own) = post(json!({"key": "crm.merge", "name": "Merging companies"})).await;
    assert_eq!((status, &own["title"]), (StatusCode::CREATED, &json!("Merging companies")));
    assert_eq!(post(json!({"key": "no_freetext"})).await.0, StatusCode::CREATED);
    for kind in ["no_login", "message_of_the_day"] {
        let (status, refused) = post(json!({"key": kind, "message": "Hello"})).await;
        assert_eq!((status, &refused["right"]), (StatusCode::FORBIDDEN, &json!("manage_licences")), "{kind}");
    }
    // What a person started is not the application's to end.
    let person = started(&t, json!({"key": "message_of_the_day", "message": "Hello"})).await;
    for method in [Method::DELETE, Method::PATCH] {
        let body = if method == Method::PATCH { json!({"message": "Bye"}) } else { Value::Null };
        let (status, _) = ask_as(&t, &application, method, &path(&person), body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
    // Whoever only sees changes nothing.
    let viewer = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let (status, _) = ask_as(&t, &viewer, Method::POST, "/api/v1/events", json!({"key": "import"})).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

async fn what_must_run_is_ended_by_its_application(t: TestManager) {
    let application = application(&t).await;
    let post = |body: Value| ask_as(&t, &application, Method::POST, "/api/v1/events", body);
    let (_, rebuild) = post(json!({"key": "udef_rebuild"})).await;
    let (_, indexing) = post(json!({"key": "freetext_rebuild"})).await;
    assert_eq!((&rebuild["ending"], &indexing["ending"]), (&json!("never"), &json!("emergency")));
    let emergency = |event: &Value| format!("{}?emergency=true", path(event));
    let (status, refused) = t.delete(&emergency(&rebuild)).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("event_must_run")));
    let (status, refused) = t.delete(&path(&indexing)).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("event_in_emergency")));
    assert_eq!(t.delete(&emergency(&indexing)).await.0, StatusCode::OK);
    let (status, _) = ask_as(&t, &application, Method::DELETE, &path(&rebuild), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
    assert!(keys(&t, "").await.is_empty());
}

async fn what_must_run_is_ended_by_whoever_raised_it_whatever_else_they_may(t: TestManager) {
    // The token of a story manages licences, too.
    let own = started(&t, json!({"key": "udef_rebuild"})).await;
    assert_eq!(t.delete(&path(&own)).await.0, StatusCode::OK);
    // Another one is told whose it is, until that one can never come back.
    let application = application(&t).await;
    let (_, left) =
        ask_as(&t, &application, Method::POST, "/api/v1/events", json!({"key": "udef_rebuild"})).await;
    let emergency = format!("{}?emergency=true", path(&left));
    let (status, refused) = t.delete(&emergency).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("event_must_run")));
    assert_eq!(refused["raised_by"], "test", "{refused}");
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let tokens = t.manager.access().tokens(&granted).await.unwrap();
    let last = tokens.iter().map(|token| token.no).max().unwrap();
    t.manager.access().revoke_token(&granted, last).await.unwrap();
    let page = format!("/i/test/events/{}/end", left["id"].as_str().unwrap());
    let (_, asked) = t.get(&page).await;
    assert!(asked.as_str().unwrap().contains("End it in spite of that"), "{asked}");
    assert_eq!(t.delete(&path(&left)).await.1["code"], "event_in_emergency");
    assert_eq!(t.delete(&emergency).await.0, StatusCode::OK);
}

async fn progress_stands_outside_the_ledger(t: TestManager) {
    let application = application(&t).await;
    let patch = |path: String, body: Value| {
        let (t, application) = (&t, &application);
        async move { ask_as(t, application, Method::PATCH, &path, body).await }
    };
    let (_, event) = ask_as(&t, &application, Method::POST, "/api/v1/events", json!({"key": "import"})).await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    for done in [1_u64, 2_400, 4_800] {
        let told = json!({"done": done, "total": 4_800, "status": "Reading companies"});
        let (status, answer) = patch(path(&event), told).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let finish = json!({"finish_at": "2026-11-21T14:20:00Z"});
    assert_eq!(patch(path(&event), finish).await.0, StatusCode::OK);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before, "the chain did not grow");
    let (_, now) = t.get(&path(&event)).await;
    assert_eq!(
        (&now["done"], &now["total"], &now["status"]),
        (&json!(4_800), &json!(4_800), &json!("Reading companies"))
    );
    assert_eq!(now["finish_at"], "2026-11-21T14:20:00Z");
    // What it does not say stays.
    for (told, done, total) in [
        (json!({"done": 40}), 40, 4_800),
        (json!({"total": 5_000}), 40, 5_000),
        (json!({"status": "Resting"}), 40, 5_000),
    ] {
        assert_eq!(patch(path(&event), told).await.0, StatusCode::OK);
        let (_, now) = t.get(&path(&event)).await;
        assert_eq!((&now["done"], &now["total"]), (&json!(done), &json!(total)), "{now}");
    }
    let mixed = json!({"done": 1, "message": "Other companies"});
    assert_eq!(patch(path(&event), mixed).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    // What has ended tells nothing more.
    t.delete(&path(&event)).await;
    assert_eq!(patch(path(&event), json!({"done": 1})).await.0, StatusCode::NOT_FOUND);
}

async fn what_is_written_is_changed_only_as_it_was_seen(t: TestManager) {
    let event = started(&t, json!({"key": "message_of_the_day", "message": "Quarter closes"})).await;
    let change = |tag: u64, message: &str| {
        let request = http::Request::patch(path(&event))
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/json")
            .header("if-match", format!("\"{tag}\""));
        t.send(request.body(json!({"message": message}).to_string().into()).unwrap())
    };
    let seen = event["revision"].as_u64().unwrap();
    let (status, answer) = change(seen, "Quarter closes on Monday").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(change(seen, "Something else").await.0, StatusCode::PRECONDITION_FAILED);
    let (_, now) = t.get(&path(&event)).await;
    assert_eq!(
        (&now["message"], &now["revision"]),
        (&json!("Quarter closes on Monday"), &answer["revision"])
    );
    // The message of the day is not emptied; others may be, and an estimate may be taken back.
    let (status, _) = t.ask(Method::PATCH, &path(&event), Some(json!({"message": ""}))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let travel = json!({"key": "no_travel", "message": "Moving", "finish_at": "2026-11-22T00:00:00Z"});
    let travel = started(&t, travel).await;
    t.ask(Method::PATCH, &path(&travel), Some(json!({"message": "", "finish_at": null}))).await;
    let (_, now) = t.get(&path(&travel)).await;
    assert!(now.get("message").is_none() && now.get("finish_at").is_none(), "{now}");
}

async fn a_satellite_has_its_own_events(t: TestManager) {
    t.activate(|package| {
        let scoped = |module: &str, count, scope| licentia_core::licence::Row { scope, ..row(module, count) };
        package.rows = vec![
            scoped("satellite", 2, licentia_core::licence::Scope::Site),
            scoped("area-management", 1, licentia_core::licence::Scope::System),
        ];
    })
    .await;
    t.user("anna").await;
    let (status, made) = t.post("/api/v1/installations", json!({"slug": "lund", "name": "Lund"})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let site = crate::installations::site_no(&at, "lund");
    let lund = token_at(&t.manager, t.scope, site, Rights::APPLICATION).await;
    let everywhere = started(&t, json!({"key": "message_of_the_day", "message": "Hello"})).await;
    started(&t, json!({"key": "no_freetext", "scope": "installation"})).await;
    let (status, own) = ask_as(&t, &lund, Method::POST, "/api/v1/events", json!({"key": "import"})).await;
    assert_eq!(
        (status, &own["scope"], &own["owner"]),
        (StatusCode::CREATED, &json!("installation"), &json!("lund"))
    );
    let (_, active) = ask_as(&t, &lund, Method::GET, "/api/v1/events/active", Value::Null).await;
    let items = active["items"].as_array().unwrap().iter();
    let mut keys: Vec<_> = items.map(|event| event["key"].as_str().unwrap()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["import", "message_of_the_day"], "{active}");
    // The central database's people and events are none of a satellite's.
    for (body, code) in [
        (json!({"key": "x", "scope": "everywhere"}), "central_only"),
        (json!({"key": "x", "scope": "user", "owner": "anna"}), "user_unknown"),
        (json!({"key": "x", "scope": "installation", "owner": "test"}), "installation_unknown"),
    ] {
        let (_, refused) = ask_as(&t, &lund, Method::POST, "/api/v1/events", body).await;
        assert_eq!(refused["code"], code);
    }
    let (status, _) = ask_as(&t, &lund, Method::DELETE, &path(&everywhere), Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = ask_as(&t, &lund, Method::DELETE, &path(&own), Value::Null).await;
    assert_eq!(status, StatusCode::OK);
}

async fn words_of_people_stand_beside_the_ledger(t: TestManager) {
    let event =
        json!({"key": "no_travel", "scope": "group", "owner": "Götaland", "message": "Ask Brünnhilde first"});
    let event = started(&t, event).await;
    t.ask(Method::PATCH, &path(&event), Some(json!({"message": "Ask Siegfried first"}))).await;
    t.delete(&path(&event)).await;
    let entries = t.manager.db().read({
        let scope = t.scope;
        move |r| Ok(licentia_platform::ledger::entries_after(r, scope, 0, 100)?)
    });
    let entries = entries.await.unwrap();
    let own: Vec<_> = entries.iter().filter(|entry| entry.kind.starts_with("events.")).collect();
    assert_eq!(
        own.iter().map(|entry| &*entry.kind).collect::<Vec<_>>(),
        ["events.started", "events.changed", "events.ended"]
    );
    for entry in own {
        let said = format!("{} {}", entry.before, entry.after);
        assert!(!["Götaland", "Brünnhilde", "Siegfried"].iter().any(|word| said.contains(word)), "{said}");
    }
}

async fn what_cannot_be_an_event_is_refused_with_its_reason(t: TestManager) {
    let long = "x".repeat(501);
    for (body, status, code, at) in [
        (json!({"key": "No Login"}), 422, "invalid", "key"),
        (json!({"key": "message_of_the_day"}), 422, "invalid", "message"),
        (json!({"key": "no_login", "message": long}), 422, "invalid", "message"),
        (json!({"key": "no_login", "message": "a\u{7}b"}), 422, "invalid", "message"),
        (json!({"key": "no_login", "scope": "moon"}), 422, "invalid", "scope"),
        (json!({"key": "no_login", "owner": "anna"}), 422, "invalid", "owner"),
        (json!({"key": "no_login", "scope": "group"}), 422, "invalid", "owner"),
        (json!({"key": "no_login", "scope": "user", "owner": "nobody"}), 422, "user_unknown", "owner"),
        (
            json!({"key": "no_login", "scope": "installation", "owner": "moon"}),
            422,
            "installation_unknown",
            "owner",
        ),
        (json!({"key": "import", "ending": "soon"}), 422, "invalid", "ending"),
        (json!({"key": "no_login", "finish_at": "1969-12-31T00:00:00Z"}), 422, "invalid", "finish_at"),
    ] {
        let (was, refused) = t.post("/api/v1/events", body.clone()).await;
        assert_eq!(
            (was.as_u16(), &refused["code"], &refused["path"]),
            (status, &json!(code), &json!(at)),
            "{body}: {refused}"
        );
    }
    let (status, _) = t.post("/api/v1/events", json!({"key": "no_login", "color": "red"})).await;
    assert!(status.is_client_error());
    assert!(keys(&t, "").await.is_empty());
}
