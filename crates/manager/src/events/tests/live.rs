//! Stories of streams: what is heard, when, and when nothing more is.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use licentia_platform::access::{Granted, ManageAccess, Rights};
use licentia_platform::by::By;
use licentia_platform::db::Backend;
use licentia_platform::testing::PATIENCE;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::{application, ask_as, path, started};
use crate::Manager;
use crate::testing::{TestManager, stories, token};

stories!(
    an_application_hears_of_every_change_at_once,
    another_server_s_listeners_hear_of_events_and_progress,
    a_page_hears_a_mark_and_nothing_else,
    nobody_hears_more_than_they_may,
    a_server_that_stops_lets_its_listeners_go,
);

/// A stream that is open.
struct Stream(Body);

impl Stream {
    async fn open(manager: &Manager, path: &str, header: (&str, &str)) -> (StatusCode, Self) {
        let request = Request::get(path).header(header.0, header.1).body(Body::empty()).unwrap();
        let response = manager.router().oneshot(request).await.unwrap();
        (response.status(), Self(response.into_body()))
    }

    /// The data of the next message; `None` when the stream has ended.
    async fn next(&mut self) -> Option<String> {
        tokio::time::timeout(PATIENCE, self.message()).await.expect("a message")
    }

    async fn message(&mut self) -> Option<String> {
        loop {
            let bytes = self.0.frame().await?.ok()?.into_data().unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(text.ends_with("\n\n"), "a message is whole: {text}");
            if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")) {
                assert!(text.contains("event: events\n") && text.contains("id: "), "{text}");
                return Some(data.to_owned());
            }
        }
    }

    async fn events(&mut self) -> Value {
        serde_json::from_str(&self.next().await.expect("it goes on")).unwrap()
    }

    /// The keys in the next message.
    async fn keys(&mut self) -> Vec<String> {
        let events = self.events().await;
        let items = events["items"].as_array().unwrap().iter();
        items.map(|event| event["key"].as_str().unwrap().to_owned()).collect()
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

async fn listen(t: &TestManager, manager: &Manager, query: &str) -> Stream {
    let token = bearer(&application(t).await);
    let path = format!("/api/v1/events/stream{query}");
    // Another server knows of a new token a little later.
    let opened = async {
        loop {
            let (status, stream) = Stream::open(manager, &path, ("authorization", &token)).await;
            if status == StatusCode::OK {
                return stream;
            }
            assert_eq!(status, StatusCode::UNAUTHORIZED);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, opened).await.expect("the token opens the stream")
}

async fn an_application_hears_of_every_change_at_once(t: TestManager) {
    t.user("anna").await;
    let (mut all, mut anna) = (listen(&t, &t.manager, "").await, listen(&t, &t.manager, "?user=anna").await);
    assert!(all.keys().await.is_empty() && anna.keys().await.is_empty(), "what is on is said at once");
    let event = started(&t, json!({"key": "message_of_the_day", "message": "Hello"})).await;
    assert_eq!(
        (all.keys().await, anna.keys().await),
        (vec!["message_of_the_day".to_owned()], vec!["message_of_the_day".to_owned()])
    );
    t.ask(http::Method::PATCH, &path(&event), Some(json!({"message": "Good morning"}))).await;
    assert_eq!(all.events().await["items"][0]["message"], "Good morning");
    t.delete(&path(&event)).await;
    assert!(all.keys().await.is_empty());
    // What is for one user only reaches only that one's stream.
    started(&t, json!({"key": "no_travel", "scope": "user", "owner": "anna"})).await;
    assert!(all.keys().await.is_empty());
    // Changes that come one upon the other are told one by one or at once.
    while anna.keys().await != ["no_travel"] {}
}

async fn another_server_s_listeners_hear_of_events_and_progress(t: TestManager) {
    if t.manager.db().backend() == Backend::Sqlite {
        // One server has the file to itself.
        return;
    }
    let other = t.second().await;
    let background = other.start();
    let mut stream = listen(&t, &other, "").await;
    assert!(stream.keys().await.is_empty());
    let event = started(&t, json!({"key": "import", "done": 0, "total": 10})).await;
    assert_eq!(stream.keys().await, ["import"]);
    ask_as(&t, &application(&t).await, http::Method::PATCH, &path(&event), json!({"done": 7, "total": 10}))
        .await;
    while stream.events().await["items"][0]["done"] != 7 {}
    background.stop().await;
    other.db().close();
}

async fn a_page_hears_a_mark_and_nothing_else(t: TestManager) {
    let token = bearer(&t.token);
    let open = || Stream::open(&t.manager, "/i/test/events/stream", ("authorization", &token));
    let (_, mut stream) = open().await;
    let first = stream.next().await.unwrap();
    let event = started(&t, json!({"key": "message_of_the_day", "message": "Secret"})).await;
    let second = stream.next().await.unwrap();
    assert!(first != second && !second.contains("Secret"), "{first} {second}");
    // A page that was drawn meanwhile knows that mark, and another server says the same.
    assert_eq!(open().await.1.next().await.unwrap(), second);
    assert_eq!(second.split('.').next(), Some(event["revision"].to_string().as_str()));
    let (status, _) = Stream::open(&t.manager, "/i/other/events/stream", ("authorization", &token)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = Stream::open(&t.manager, "/i/test/events/stream", ("accept", "*/*")).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

async fn nobody_hears_more_than_they_may(t: TestManager) {
    let token = token(&t.manager, t.scope, Rights::APPLICATION).await;
    let (_, mut stream) =
        Stream::open(&t.manager, "/api/v1/events/stream", ("authorization", &bearer(&token))).await;
    assert!(stream.keys().await.is_empty());
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let tokens = t.manager.access().tokens(&granted).await.unwrap();
    let last = tokens.iter().map(|token| token.no).max().unwrap();
    t.manager.access().revoke_token(&granted, last).await.unwrap();
    // Nothing is told from that moment on, although nobody has asked again yet.
    started(&t, json!({"key": "no_travel"})).await;
    assert_eq!(stream.next().await, None);
    let (status, _) =
        Stream::open(&t.manager, "/api/v1/events/stream?user=nobody", ("authorization", &bearer(&t.token)))
            .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

async fn a_server_that_stops_lets_its_listeners_go(t: TestManager) {
    let mut stream = listen(&t, &t.manager, "").await;
    assert!(stream.keys().await.is_empty());
    t.manager.streams().end();
    assert_eq!(stream.next().await, None, "the answer ends");
    // Whoever comes later is heard again.
    assert!(listen(&t, &t.manager, "").await.keys().await.is_empty());
}
