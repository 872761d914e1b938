//! A step counts as told when somebody was told: to whom it went, and what becomes of it where there is nobody.

use http::StatusCode;
use licentia_platform::access::Right;
use serde_json::{Value, json};

use super::{DAY_MS, a_seat_too_few, account, licensed, mailing, messages, put, told};
use crate::interfaces::webhooks::{self, NewWebhook};
use crate::limits::tests::on_core;
use crate::reminders::{Ran, run};
use crate::testing::{TestManager, stories};

stories!(
    whoever_can_be_told_later_is_told_what_nobody_heard,
    what_somebody_heard_is_told_to_no_newcomer,
    a_level_that_nobody_heard_of_is_told_to_whoever_comes,
    a_kind_waits_for_those_who_can_act_on_it,
);

/// Key, step and receivers of everything on the list, as programs get it.
async fn listed(t: &TestManager) -> Vec<(String, Vec<String>)> {
    let (status, list) = t.get("/api/v1/reminders").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let names = |one: &Value| one["told_to"].as_array().unwrap().iter().map(text).collect();
    let items = list["items"].as_array().unwrap().iter();
    items.map(|one| (format!("{} {}", text(&one["key"]), text(&one["step"])), names(one))).collect()
}

async fn page(t: &TestManager) -> String {
    t.get("/i/test/reminders?lang=en").await.1.as_str().unwrap().to_owned()
}

async fn whoever_can_be_told_later_is_told_what_nobody_heard(t: TestManager) {
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await; // 17 September 2027
    assert_eq!(run(&t.manager, t.scope).await.unwrap(), Ran { made: 4, messages: 0 });
    let server = mailing(&t).await;
    let before = listed(&t).await;
    assert!(before.len() == 4 && before.iter().all(|(_, to)| to.is_empty()), "{before:?}");
    let shown = page(&t).await;
    assert_eq!(
        shown.matches("Nobody; it stands in Today").count(),
        8,
        "in a column, and for phones: {shown}"
    );
    assert!(shown.contains("Reminders reach nobody"), "{shown}");
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran::default(), "there is still nobody");

    // Somebody who may not act on licences changes nothing, nor does one without an address.
    account(&t, "vera@example.org", "en", &[Right::View]).await;
    account(&t, "nobody", "en", &[Right::ManageLicences]).await;
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran::default());
    let anna = account(&t, "anna@example.org", "sv", &[Right::ManageLicences]).await;
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran { made: 4, messages: 1 });
    let mails = messages(&t).await;
    assert_eq!(mails[0].receiver, format!("account:{anna}"));
    assert!(mails[0].body.contains("löper ut om 14 dagar"), "{}", mails[0].body);
    let after = listed(&t).await;
    assert_eq!(after.len(), before.len(), "no step stands there twice: {after:?}");
    assert!(after.iter().all(|(_, to)| to == &["anna"]), "{after:?}");
    let shown = page(&t).await;
    assert!(!shown.contains("Nobody; it stands") && shown.contains(">anna<"), "{shown}");
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran::default());
    server.db().close();
}

async fn what_somebody_heard_is_told_to_no_newcomer(t: TestManager) {
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await;
    let server = mailing(&t).await;
    let also = json!({"steps": [20], "also": [{"address": "licences@example.org", "lang": "en"}]});
    assert_eq!(put(&t, "/api/v1/reminders/settings", &also).await.0, StatusCode::OK);
    let granted = t.caller().may().unwrap();
    let new = NewWebhook {
        url: "http://127.0.0.1:9/secret".to_owned(),
        kinds: vec!["reminder.expiry".to_owned()],
        lang: None,
    };
    webhooks::add(&server, &granted, new).await.unwrap();
    let made = run(&server, t.scope).await.unwrap().made;
    assert!(made > 1, "{made}");
    let heard = listed(&t).await;
    assert_eq!(heard.len() as u64, made);
    for (what, to) in &heard {
        match what.starts_with("expiry:") {
            true => assert_eq!(to, &["licences@example.org", "http://127.0.0.1:9/…"], "{what}"),
            false => assert_eq!(to, &["licences@example.org"], "{what}"),
        }
    }
    account(&t, "anna@example.org", "sv", &[Right::ManageLicences]).await;
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran::default(), "it was told");
    assert_eq!(listed(&t).await, heard);
    server.db().close();
}

async fn a_level_that_nobody_heard_of_is_told_to_whoever_comes(t: TestManager) {
    t.activate(on_core).await;
    let server = mailing(&t).await;
    let at = async |used: u64| {
        let (status, answer) = put(&t, "/api/v1/limits/active-projects", &json!({ "used": used })).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        t.manager.snapshot(t.scope).await.unwrap();
        run(&server, t.scope).await.unwrap()
    };
    assert_eq!(at(100).await, Ran { made: 1, messages: 0 });
    assert_eq!(at(90).await, Ran::default());
    account(&t, "anna@example.org", "en", &[Right::ManageLicences]).await;
    assert_eq!(at(90).await, Ran { made: 1, messages: 1 }, "nobody has heard that it is nearly full");
    assert_eq!(told(&t).await.iter().map(|(_, step)| &**step).collect::<Vec<_>>(), ["85"]);
    assert_eq!(at(100).await, Ran { made: 1, messages: 1 });
    assert_eq!(at(90).await, Ran::default(), "nobody is told on the way down");
    server.db().close();
}

async fn a_kind_waits_for_those_who_can_act_on_it(t: TestManager) {
    a_seat_too_few(&t).await;
    let server = mailing(&t).await;
    account(&t, "urban@example.org", "en", &[Right::ManageUsers]).await;
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran { made: 2, messages: 1 });
    let mut heard = listed(&t).await;
    heard.sort();
    let nobody: &[String] = &[];
    assert_eq!((&*heard[0].0, &*heard[0].1), ("capacity:acme.web:1 100", nobody), "seats are not his to buy");
    assert_eq!((&*heard[1].0, &*heard[1].1), ("waiting:acme.web 1", &["urban".to_owned()][..]));
    account(&t, "lisa@example.org", "en", &[Right::ManageLicences]).await;
    assert_eq!(run(&server, t.scope).await.unwrap(), Ran { made: 1, messages: 1 }, "what nobody heard");
    server.db().close();
}
