//! A year of reminders, by mail through a real SMTP server and by webhook to the Standard Webhooks library: each exactly
//! once, although two servers look and send, on both databases.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

mod receivers;
mod year;

use std::collections::BTreeMap;
use std::time::SystemTime;

use jiff::civil::date;
use licentia_core::dates::Dates;
use licentia_manager::interfaces::webhooks::{self, NewWebhook, Secret};
use licentia_manager::reminders::{self, Address, Chosen, deliver_due, run_due};
use licentia_manager::stories;
use licentia_manager::testing::{TestManager, row};
use licentia_platform::access::{NewAccount, Right, Rights};
use licentia_platform::by::By;
use receivers::{Receivers, judged_in_javascript};
use serde_json::{Value, json};

stories!(
    each_reminder_of_a_year_arrives_once,
    programs_verify_what_they_are_told,
    a_mail_server_that_refuses_is_said
);

/// Licences of one product, in use.
async fn licensed(t: &TestManager, dates: Dates) {
    t.activate(|package| {
        package.rows = vec![row("web", 1)];
        package.dates = dates;
    })
    .await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.web").await;
}

async fn each_reminder_of_a_year_arrives_once(t: TestManager) {
    let receivers = Receivers::start();
    // They run out in October and stop in November of next year.
    let (expiry, grace) = (Some(date(2027, 10, 1)), Some(date(2027, 11, 1)));
    licensed(&t, Dates { expiry, grace, ..Dates::default() }).await;
    let manages = Rights::of(&[Right::ManageLicences]);
    let new = |login: &str| NewAccount {
        login: login.to_owned(),
        name: login.to_owned(),
        rights: manages,
        user: None,
    };
    for login in ["lisa@example.org", "olof@example.org"] {
        t.manager.access().invite(&t.caller().may().unwrap(), new(login)).await.unwrap();
    }
    let also = vec![Address { address: "licenser@example.org".to_owned(), lang: "sv".to_owned() }];
    let chosen = Chosen { also, ..Chosen::default() };
    reminders::choose(&t.manager, &t.caller().may().unwrap(), chosen, |_| Ok(())).await.unwrap();
    let one = t.second_with(receivers.settings()).await;
    let other = t.second_with(receivers.settings()).await;
    for _ in 0..366 {
        t.next_day();
        for done in [
            tokio::join!(run_due(&one), run_due(&other)),
            tokio::join!(deliver_due(&one), deliver_due(&other)),
        ] {
            done.0.unwrap();
            done.1.unwrap();
        }
    }
    let mails = receivers.arrived();
    let mut ids: Vec<&str> = mails.iter().filter_map(|mail| mail["mail"].as_str()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "a mail came twice");
    assert!(mails.iter().all(|mail| mail["tls"] == true && mail["user"] == "licences"), "{mails:?}");

    let mut lines: BTreeMap<(String, String), u32> = BTreeMap::new();
    for mail in &mails {
        let to = mail["to"][0].as_str().unwrap();
        for line in mail["text"].as_str().unwrap().lines().filter(|line| line.contains("Acme")) {
            *lines.entry((to.to_owned(), line.to_owned())).or_default() += 1;
        }
    }
    assert!(lines.values().all(|times| *times == 1), "told twice: {lines:#?}");
    for (to, sentences) in [
        ("lisa@example.org", english()),
        ("olof@example.org", english()),
        ("licenser@example.org", swedish()),
    ] {
        for sentence in sentences {
            assert!(
                lines.contains_key(&(to.to_owned(), sentence.clone())),
                "{to} was not told {sentence:?}: {lines:#?}"
            );
        }
    }
    let link = "https://licences.example.com/i/test/licences?issuer=acme";
    assert!(
        mails.iter().any(|mail| mail["html"].as_str().unwrap().contains(link)),
        "a mail leads to its page"
    );
    println!("a year: {count} mails, {} sentences, each once", lines.len());
    one.db().close();
    other.db().close();
}

fn english() -> Vec<String> {
    let steps = ["in 90 days", "in 60 days", "in 30 days", "in 14 days", "in 7 days", "tomorrow"];
    let expiry = steps.map(|when| format!("The licences of Acme run out {when}"));
    let steps = ["in 90 days", "in 60 days", "in 30 days", "in 14 days", "in 7 days", "after tomorrow"];
    let grace = steps.map(|when| format!("The licences of Acme stop {when}"));
    let passed =
        ["The licences of Acme have run out", "The licences of Acme have stopped"].map(str::to_owned);
    expiry.into_iter().chain(grace).chain(passed).collect()
}

fn swedish() -> Vec<String> {
    let steps = ["om 90 dagar", "om 60 dagar", "om 30 dagar", "om 14 dagar", "om 7 dagar"];
    let expiry = steps.map(|when| format!("Licenserna från Acme löper ut {when}"));
    expiry.into_iter().chain(["Licenserna från Acme har stannat".to_owned()]).collect()
}

/// The machine's own time, whatever day it is: the library refuses what is five minutes old.
async fn set_to_now(t: &TestManager) {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    t.clock.set_ms(i64::try_from(now.as_millis()).unwrap());
    // Days or years have passed in which no server ran: somebody has to say that it is so.
    t.manager.db().confirm_clock(t.scope, &By::setup()).await.unwrap();
}

async fn programs_verify_what_they_are_told(t: TestManager) {
    let receivers = Receivers::start();
    // They end on no day, for nobody knows on which this story is told.
    licensed(&t, Dates::default()).await;
    set_to_now(&t).await;
    let server = t.second_with(receivers.settings()).await;
    let granted = || t.caller().may().unwrap();
    let new = |path: &str| NewWebhook { url: receivers.hook(path), ..NewWebhook::default() };
    let known = webhooks::add(&server, &granted(), new("/known")).await.unwrap().value;
    let stranger = webhooks::add(&server, &granted(), new("/stranger")).await.unwrap().value;
    let secret = Secret::of(&server, t.scope, &known).shown();
    receivers.know(&secret);
    run_due(&server).await.unwrap();
    deliver_due(&server).await.unwrap();
    let arrived = receivers.arrived();
    let at =
        |path: &str| arrived.iter().find(|one| one["path"] == path).unwrap_or_else(|| panic!("{arrived:?}"));
    assert_eq!((&at("/known")["verified"], &at("/known")["why"]), (&json!(true), &Value::Null));
    assert_eq!(at("/known")["message"]["type"], "reminder.capacity", "{arrived:?}");
    assert_eq!(at("/stranger")["why"], "No matching signature found", "the other's secret is another");
    assert_eq!(judged_in_javascript(&secret, at("/known")), "reminder.capacity");
    assert_eq!(judged_in_javascript(&secret, at("/stranger")), "No matching signature found");

    // A new secret, while the receiver still has the old one; then the stranger learns its own.
    webhooks::rotate(&server, &granted(), known.id.clone()).await.unwrap();
    assert!(webhooks::trial(&server, &granted(), known.id).await.unwrap().arrived);
    let mut arrived = receivers.arrived();
    receivers.know(&Secret::of(&server, t.scope, &stranger).shown());
    t.clock.advance_ms(6_000);
    deliver_due(&server).await.unwrap();
    arrived.extend(receivers.arrived());
    let types: Vec<&Value> = arrived.iter().map(|one| &one["message"]["type"]).collect();
    assert_eq!(types, [&json!("webhook.test"), &json!("reminder.capacity")], "{arrived:?}");
    assert!(arrived.iter().all(|one| one["verified"] == true), "{arrived:?}");
    server.db().close();
}

async fn a_mail_server_that_refuses_is_said(t: TestManager) {
    let receivers = Receivers::start();
    let mut settings = receivers.settings();
    let granted = || t.caller().may().unwrap();
    let send = async |settings| {
        let server = t.second_with(settings).await;
        let sent =
            reminders::trial(&server, &granted(), "anna@example.org", licentia_ui::Lang::default()).await;
        server.db().close();
        sent.err().map(|problem| (problem.code.to_string(), problem.detail.unwrap_or_default()))
    };
    assert_eq!(send(settings.clone()).await, None);
    assert_eq!(receivers.arrived().len(), 1);

    settings.mail.user = "somebody".to_owned();
    let (code, detail) = send(settings.clone()).await.unwrap();
    assert_eq!(code, "mail_refused", "{detail}");
    assert!(detail.contains("535"), "what the mail server said: {detail}");

    settings.mail.ca_file = String::new();
    let (code, detail) = send(settings).await.unwrap();
    assert_eq!(code, "mail_unreachable", "a certificate that nobody trusts: {detail}");
}
