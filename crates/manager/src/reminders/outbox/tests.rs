//! Messages that arrive, that fail, and that are given up.

use licentia_platform::by::By;

use super::{Message, Way, deliver_due, store};
use crate::reminders::tests::mailing;
use crate::state::Manager;
use crate::testing::{TestManager, stories};

stories!(a_message_that_fails_is_tried_again_and_given_up_at_last, a_turn_is_taken_by_one_server);

const HOUR_MS: i64 = 60 * 60 * 1_000;

async fn put(t: &TestManager, receiver: &str) {
    let receiver = receiver.to_owned();
    let write = move |w: &mut licentia_platform::db::Write<'_>| {
        w.outside_chain();
        let (id, now) = (w.new_id().to_string(), w.now_ms());
        let body = r#"{"subject":"s","text":"t","html":"h"}"#.to_owned();
        Ok(store::put(w, &[Message::new(id, Way::Mail, receiver, "s".to_owned(), body, now)])?)
    };
    let by = By::setup();
    t.manager.db().write(t.scope, &by, write).await.unwrap();
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
