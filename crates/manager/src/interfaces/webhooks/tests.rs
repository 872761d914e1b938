//! Webhooks against a receiver of this test's own.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::StatusCode;
use licentia_platform::access::{Right, Rights};
use licentia_platform::settings::{Overrides, Settings};
use serde_json::{Value, json};

use crate::reminders::{deliver_due, run};
use crate::state::Manager;
use crate::testing::{TestManager, row, stories, token};

stories!(
    a_message_is_signed_and_arrives_once,
    whoever_wants_no_more_is_asked_no_more,
    an_error_or_a_redirect_is_tried_again_as_asked,
    addresses_inside_are_refused_and_the_rest_is_checked,
    an_address_is_shown_to_those_who_may_change_it,
    a_new_secret_is_used_beside_the_old_one_for_a_day,
);

/// Whether a request is there with its body.
fn is_whole(text: &str) -> bool {
    text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
        let length = head.lines().find_map(|line| {
            line.to_lowercase().strip_prefix("content-length: ").and_then(|n| n.parse::<usize>().ok())
        });
        body.len() >= length.unwrap_or(0)
    })
}

/// A receiver that answers with `answers` in turn, the last one for ever; what it was sent comes out of the channel.
fn receiver(answers: &[&'static str]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (tell, told) = channel();
    let answers: Vec<&'static str> = answers.to_vec();
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let (mut stream, mut sent) = (stream.unwrap(), Vec::new());
            let mut bytes = [0; 4096];
            let text = loop {
                let read = stream.read(&mut bytes).unwrap_or(0);
                sent.extend_from_slice(&bytes[..read]);
                // A read may end within a letter.
                if read == 0 || str::from_utf8(&sent).is_ok_and(is_whole) {
                    break String::from_utf8_lossy(&sent).into_owned();
                }
            };
            // Told before it is answered, so that whoever has the answer finds it told.
            if tell.send(text).is_err() {
                break;
            }
            let answer = answers[n.min(answers.len() - 1)];
            let _ = stream.write_all(
                format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").as_bytes(),
            );
        }
    });
    (url, told)
}

/// A server that may call its own network.
async fn server(t: &TestManager) -> Manager {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.webhooks.internal = true;
    t.second_with(settings).await
}

/// Adds a webhook at `manager`; answers its id and secret.
async fn add(t: &TestManager, manager: &Manager, url: &str, kinds: &[&str]) -> (String, String) {
    let new = super::NewWebhook {
        url: url.to_owned(),
        kinds: kinds.iter().map(ToString::to_string).collect(),
        lang: Some("sv".to_owned()),
    };
    let hook = super::add(manager, &t.caller().may().unwrap(), new).await.unwrap().value;
    let secret = super::Secret::of(manager, t.scope, &hook).shown();
    (hook.id, secret)
}

/// Everything is taken: something to tell.
async fn full(t: &TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.web").await;
}

fn header<'a>(request: &'a str, name: &str) -> &'a str {
    let line = request.lines().find(|line| line.to_lowercase().starts_with(&format!("{name}: ")));
    line.map_or("", |line| line[name.len() + 2..].trim())
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

/// Whether one of the request's signatures is this secret's.
fn is_signed(request: &str, secret: &str) -> bool {
    let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
    let (id, at) = (header(request, "webhook-id"), header(request, "webhook-timestamp"));
    mac.update(format!("{id}.{at}.{}", body(request)).as_bytes());
    let right = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
    header(request, "webhook-signature").split(' ').any(|one| one == right)
}

async fn a_message_is_signed_and_arrives_once(t: TestManager) {
    full(&t).await;
    let manager = server(&t).await;
    let (url, told) = receiver(&["204 No Content"]);
    let (_, secret) = add(&t, &manager, &url, &["reminder.capacity"]).await;
    let (other, unasked) = receiver(&["204 No Content"]);
    add(&t, &manager, &other, &["reminder.expiry"]).await;
    run(&manager, t.scope).await.unwrap();
    for _ in 0..3 {
        deliver_due(&manager).await.unwrap();
        run(&manager, t.scope).await.unwrap();
    }
    let sent = told.recv().unwrap();
    assert!(told.try_recv().is_err() && unasked.try_recv().is_err(), "once, and only to whom it concerns");
    let (_, list) = t.get("/api/v1/reminders/deliveries").await;
    assert_eq!(list["items"][0]["state"], "delivered", "{list}");
    assert!(is_signed(&sent, &secret) && !header(&sent, "webhook-id").contains('.'), "{sent}");
    let message: Value = serde_json::from_str(body(&sent)).unwrap();
    assert_eq!(message["type"], "reminder.capacity", "{message}");
    assert_eq!(message["data"]["about"]["seats"], json!({"module": "acme.web", "used": 1, "total": 1}));
    assert!(message["data"]["title"].as_str().unwrap().contains("den enda platsen"), "{message}");
    manager.db().close();
}

async fn whoever_wants_no_more_is_asked_no_more(t: TestManager) {
    full(&t).await;
    let manager = server(&t).await;
    let (url, told) = receiver(&["410 Gone"]);
    add(&t, &manager, &url, &[]).await;
    run(&manager, t.scope).await.unwrap();
    deliver_due(&manager).await.unwrap();
    assert!(told.recv().is_ok());
    let (_, hooks) = t.get("/api/v1/webhooks").await;
    assert_eq!(
        (&hooks["items"][0]["enabled"], &hooks["items"][0]["disabled_by"]),
        (&json!(false), &json!("gone"))
    );
    let ledger = t.get("/api/v1/ledger").await.1.to_string();
    assert!(ledger.contains("webhooks.disabled"), "{ledger}");
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    deliver_due(&manager).await.unwrap();
    assert!(told.try_recv().is_err());
    manager.db().close();
}

async fn an_error_or_a_redirect_is_tried_again_as_asked(t: TestManager) {
    full(&t).await;
    let manager = server(&t).await;
    let busy = "429 Too Many Requests\r\nretry-after: 120";
    let (url, told) = receiver(&["302 Found\r\nlocation: /elsewhere", busy, "200 OK"]);
    let (_, secret) = add(&t, &manager, &url, &[]).await;
    run(&manager, t.scope).await.unwrap();
    deliver_due(&manager).await.unwrap();
    let first = told.recv().unwrap();
    t.pass_ms(6_000).await;
    deliver_due(&manager).await.unwrap();
    let second = told.recv().unwrap();
    assert_eq!(header(&first, "webhook-id"), header(&second, "webhook-id"));
    assert_ne!(header(&first, "webhook-timestamp"), header(&second, "webhook-timestamp"), "signed anew");
    assert!(is_signed(&second, &secret));
    for (pause, arrives) in [(100_000, false), (300_000, true)] {
        t.pass_ms(pause).await;
        deliver_due(&manager).await.unwrap();
        assert_eq!(told.try_recv().is_ok(), arrives, "after {pause} ms");
    }
    let (_, list) = t.get("/api/v1/reminders/deliveries").await;
    let one = &list["items"][0];
    assert_eq!(
        (&one["state"], &one["tries"], &one["way"]),
        (&json!("delivered"), &json!(2), &json!("webhook")),
        "{one}"
    );
    manager.db().close();
}

async fn an_address_is_shown_to_those_who_may_change_it(t: TestManager) {
    let url = "https://hooks.example.com:8443/T01/secret?key=more";
    let (status, added) = t.post("/api/v1/webhooks", json!({"url": url})).await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    assert_eq!(t.get("/api/v1/webhooks").await.1["items"][0]["url"], url);
    let viewer = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let request = http::Request::get("/api/v1/webhooks").header("authorization", format!("Bearer {viewer}"));
    let (_, seen) = t.send(request.body(Default::default()).unwrap()).await;
    assert_eq!(seen["items"][0]["url"], "https://hooks.example.com:8443/…", "{seen}");
}

async fn addresses_inside_are_refused_and_the_rest_is_checked(t: TestManager) {
    let add = async |body: Value| t.post("/api/v1/webhooks", body).await;
    for inside in [
        "http://127.0.0.1:80/",
        "http://[::1]/",
        "http://localhost:1/",
        "https://10.0.0.1/x",
        "http://169.254.169.254/latest",
    ] {
        let (status, answer) = add(json!({"url": inside})).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("address_internal")),
            "{inside}"
        );
    }
    for wrong in [
        json!({"url": "ftp://hooks.example.org/"}),
        json!({"url": "https://user:word@hooks.example.org/"}),
        json!({"url": "https://hooks.example.org/", "kinds": ["reminder.weather"]}),
        json!({"url": "https://hooks.example.org/", "lang": "xx"}),
    ] {
        let (status, answer) = add(wrong).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")),
            "{answer}"
        );
    }
    for n in 0..20 {
        assert_eq!(
            add(json!({"url": format!("https://hooks.example.org/{n}")})).await.0,
            StatusCode::CREATED
        );
    }
    let (status, answer) = add(json!({"url": "https://hooks.example.org/21"})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("too_many_webhooks")));

    // A name that leads inside is found out when it is called, although it looks harmless.
    full(&t).await;
    let (url, told) = receiver(&["200 OK"]);
    let manager = server(&t).await;
    let (_, hooks) = t.get("/api/v1/webhooks").await;
    let first = hooks["items"][0]["id"].as_str().unwrap().to_owned();
    t.delete(&format!("/api/v1/webhooks/{first}")).await;
    let (id, _) = self::add(&t, &manager, &url, &[]).await;
    let (_, tried) = t.post(&format!("/api/v1/webhooks/{id}/test"), json!({})).await;
    assert_eq!((&tried["arrived"], &tried["code"]), (&json!(false), &json!("address_internal")), "{tried}");
    assert!(told.try_recv().is_err(), "nothing was sent");
    manager.db().close();
}

async fn a_new_secret_is_used_beside_the_old_one_for_a_day(t: TestManager) {
    let manager = server(&t).await;
    let (url, told) = receiver(&["200 OK"]);
    let (id, old) = add(&t, &manager, &url, &[]).await;
    let granted = || t.caller().may().unwrap();
    let hook = super::rotate(&manager, &granted(), id.clone()).await.unwrap().value;
    let new = super::Secret::of(&manager, t.scope, &hook).shown();
    assert_ne!(old, new);
    assert!(super::trial(&manager, &granted(), id.clone()).await.unwrap().arrived);
    let sent = told.recv().unwrap();
    assert!(is_signed(&sent, &old) && is_signed(&sent, &new), "{sent}");
    t.clock.set_ms(t.manager.clock().now_ms() + 25 * 60 * 60 * 1_000);
    assert!(super::trial(&manager, &granted(), id).await.unwrap().arrived);
    let sent = told.recv().unwrap();
    assert!(!is_signed(&sent, &old) && is_signed(&sent, &new), "{sent}");
    manager.db().close();
}
