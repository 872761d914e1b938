//! Messages that arrive, that fail, and that are given up.

use std::time::{Duration, Instant};

use licentia_platform::access::{Granted, ManageLicences};
use licentia_platform::by::By;
use licentia_platform::db::ScopeNo;
use licentia_platform::testing::PATIENCE;

use super::{Message, Way, deliver_due, store};
use crate::installations::{self, NewInstallation};
use crate::interfaces::webhooks::{self, NewWebhook};
use crate::reminders::tests::mailing;
use crate::state::Manager;
use crate::testing::{TestManager, stories};

stories!(
    a_message_that_fails_is_tried_again_and_given_up_at_last,
    a_turn_is_taken_by_one_server,
    a_receiver_that_does_not_answer_keeps_no_other_installation_waiting,
    what_was_on_its_way_to_a_webhook_that_is_switched_off_is_nobodys_trouble,
);

const HOUR_MS: i64 = 60 * 60 * 1_000;
/// A receiver that is silent is waited for longer than this.
const SILENCE: Duration = Duration::from_secs(15);

async fn put(t: &TestManager, receiver: &str) {
    put_in(t, t.scope, Way::Mail, receiver).await;
}

async fn put_in(t: &TestManager, scope: ScopeNo, way: Way, receiver: &str) {
    let receiver = receiver.to_owned();
    let write = move |w: &mut licentia_platform::db::Write<'_>| {
        w.outside_chain();
        let (id, now) = (w.new_id().to_string(), w.now_ms());
        let body = r#"{"subject":"s","text":"t","html":"h"}"#.to_owned();
        Ok(store::put(w, &[Message::new(id, way, receiver, "s".to_owned(), body, now)])?)
    };
    let by = By::setup();
    t.manager.db().write(scope, &by, write).await.unwrap();
}

/// A webhook at this address, by its reference.
async fn webhook(t: &TestManager, server: &Manager, url: &str) -> String {
    let granted = Granted::<ManageLicences>::to_the_server(By::setup(), t.scope);
    let new = NewWebhook { url: url.to_owned(), ..NewWebhook::default() };
    webhooks::add(server, &granted, new).await.unwrap().value.reference()
}

async fn a_receiver_that_does_not_answer_keeps_no_other_installation_waiting(t: TestManager) {
    let server = mailing(&t).await;
    // It takes calls, and says nothing.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hook = webhook(&t, &server, &format!("http://{}/", silent.local_addr().unwrap())).await;
    put_in(&t, t.scope, Way::Webhook, &hook).await;
    let new = NewInstallation { slug: "second".to_owned(), name: "Second".to_owned() };
    let other = installations::create(&server, &By::setup(), new).await.unwrap().value.scope;
    let tried = async |times: usize| {
        let read = || t.manager.db().read(move |r| Ok(store::list(r, other, 100)?));
        while read().await.unwrap().iter().filter(|one| one.tries > 0).count() < times {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let began = Instant::now();
    let always = tokio::spawn(super::deliver_always(server.clone()));
    for times in 1..=2 {
        put_in(&t, other, Way::Mail, "to:bo@example.org").await;
        tokio::time::timeout(PATIENCE, tried(times)).await.expect("the others' messages are tried");
    }
    let waiting = messages(&t).await;
    // On a machine so slow that the silent one was given up meanwhile, nothing is said by that.
    if began.elapsed() < SILENCE {
        assert_eq!(
            (waiting[0].state(), waiting[0].tries),
            ("waiting", 0),
            "and this one is being tried: {waiting:?}"
        );
    }
    always.abort();
    server.db().close();
}

async fn what_was_on_its_way_to_a_webhook_that_is_switched_off_is_nobodys_trouble(t: TestManager) {
    let server = mailing(&t).await;
    let hook = webhook(&t, &server, "http://127.0.0.1:9/").await;
    put_in(&t, t.scope, Way::Webhook, &hook).await;
    let granted = Granted::<ManageLicences>::to_the_server(By::setup(), t.scope);
    let id = hook.trim_start_matches("webhook:").to_owned();
    webhooks::enable(&server, &granted, id, false).await.unwrap();
    assert_eq!(messages(&t).await[0].state(), "given_up");
    let (_, today) = t.get("/api/v1/home").await;
    let kinds = today["items"].as_array().unwrap().iter().filter(|need| need["kind"] == "delivery");
    assert_eq!(kinds.count(), 0, "whoever switched it off knows: {today}");
    server.db().close();
}

async fn messages(t: &TestManager) -> Vec<Message> {
    let scope = t.scope;
    t.manager.db().read(move |r| Ok(store::list(r, scope, 100)?)).await.unwrap()
}

async fn a_message_that_fails_is_tried_again_and_given_up_at_last(t: TestManager) {
    let server = mailing(&t).await;
    put(&t, "to:anna@example.org").await;
    put(&t, "account:999").await;
    deliver_due(&server).await.unwrap();
    let sent = messages(&t).await;
    let anna = sent.iter().find(|one| one.receiver.starts_with("to:")).unwrap();
    assert_eq!((anna.state(), anna.tries, anna.failure.as_deref()), ("waiting", 1, Some("mail_unreachable")));
    let gone = sent.iter().find(|one| one.receiver.starts_with("account:")).unwrap();
    assert_eq!((gone.state(), gone.failure.as_deref()), ("given_up", Some("receiver_gone")));
    deliver_due(&server).await.unwrap();
    assert_eq!(messages(&t).await, sent, "not before its time");
    t.pass_ms(6_000).await;
    deliver_due(&server).await.unwrap();
    assert_eq!(messages(&t).await.iter().map(|one| one.tries).max(), Some(2));
    for _ in 0..80 {
        t.clock.advance_ms(HOUR_MS);
        deliver_due(&server).await.unwrap();
    }
    t.pass_ms(0).await;
    let anna = messages(&t).await.into_iter().find(|one| one.receiver.starts_with("to:")).unwrap();
    assert_eq!((anna.state(), anna.next_at), ("given_up", None), "{anna:?}");
    assert!((8..=9).contains(&anna.tries), "{anna:?}");
    let (_, today) = t.get("/api/v1/home").await;
    let needs = today["items"].as_array().unwrap();
    assert!(needs.iter().any(|need| need["kind"] == "delivery"), "{today}");
    server.db().close();
}

async fn a_turn_is_taken_by_one_server(t: TestManager) {
    for n in 0..40 {
        put(&t, &format!("to:user{n}@example.org")).await;
    }
    let now = t.manager.now_ms();
    let second = t.second().await;
    let take = |manager: Manager| {
        let scope = t.scope;
        async move {
            let by = By::setup();
            let taken = manager.db().write(scope, &by, move |w| {
                w.outside_chain();
                Ok(store::take(w, now, now + 1_000, 16)?)
            });
            taken.await.unwrap().value
        }
    };
    let (a, b) = tokio::join!(take(t.manager.clone()), take(second.clone()));
    let mut ids: Vec<String> = a.iter().chain(&b).map(|message| message.id.clone()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 32, "nothing twice");
    assert_eq!(take(second.clone()).await.len(), 8);
    assert_eq!(take(t.manager.clone()).await.len(), 0);
    second.db().close();
}
