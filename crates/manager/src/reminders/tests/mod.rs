//! Stories of reminders: once per step, to those who can act, in their own language, and silent where nothing is missing.

mod nobody;
mod pages;
mod people;
mod seats;

use http::StatusCode;
use jiff::civil::date;
use licentia_core::dates::Dates;
use licentia_core::package::Package;
use licentia_platform::access::{NewAccount, Right, Rights};
use licentia_platform::db::{Sql as _, values};
use licentia_platform::settings::{MailTls, Overrides, Settings};
use serde_json::{Value, json};

use super::{Way, outbox::store as outbox, run, run_due};
use crate::limits::tests::on_core;
use crate::state::Manager;
use crate::testing::{TestManager, plan, row, stories};

stories!(
    each_step_of_a_year_is_told_once_by_two_servers,
    everybody_who_can_act_is_told_in_their_language,
    a_loaded_renewal_silences_and_fewer_seats_do_not,
    what_is_chosen_is_kept_and_heeded,
    a_level_is_told_once_until_it_was_left_for_long,
    a_step_is_told_again_although_a_lower_one_was_never_left,
    programs_choose_over_the_api,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// Licences that run out in a year and are in use.
async fn licensed(t: &TestManager) {
    t.activate(|package| yearly(package, 20)).await;
    for login in ["anna", "bo", "cleo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
}

fn yearly(package: &mut Package, seats: u32) {
    package.rows = vec![plan("ten-sales", seats, &["sale-cal"]), row("sale-cal", seats)];
    package.dates = Dates {
        next_check: Some(date(2027, 9, 1)),
        admin_warning: Some(date(2027, 9, 15)),
        expiry: Some(date(2027, 10, 1)),
        grace: Some(date(2027, 11, 1)),
        maintenance: Some(date(2027, 8, 1)),
    };
}

/// A server that sends mail, to a mail server that is not there.
pub(crate) async fn mailing(t: &TestManager) -> Manager {
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.mail.server = "127.0.0.1".to_owned();
    settings.mail.port = 9;
    settings.mail.tls = MailTls::None;
    settings.mail.from = "licences@example.com".to_owned();
    settings.webhooks.internal = true;
    t.second_with(settings).await
}

/// An account with this log-in name, which is its address, and these rights.
async fn account(t: &TestManager, login: &str, lang: &str, rights: &[Right]) -> i64 {
    let granted = t.caller().may().unwrap();
    let new = NewAccount {
        login: login.to_owned(),
        name: login.split('@').next().unwrap_or_default().to_owned(),
        rights: Rights::of(rights),
        user: None,
    };
    let no = t.manager.access().invite(&granted, new).await.unwrap().value;
    let chosen = lang.to_owned();
    let write = move |w: &mut licentia_platform::db::Write<'_>| {
        w.outside_chain();
        Ok(w.execute("UPDATE account SET lang = $2 WHERE no = $1", &values![no, chosen.as_str()])?)
    };
    t.manager.db().write(t.scope, &licentia_platform::by::By::setup(), write).await.unwrap();
    no
}

/// Everything in the outbox.
async fn messages(t: &TestManager) -> Vec<super::Message> {
    let scope = t.scope;
    t.manager.db().read(move |r| Ok(outbox::list(r, scope, 10_000)?)).await.unwrap()
}

/// Key and step of everything that was told.
async fn told(t: &TestManager) -> Vec<(String, String)> {
    let scope = t.scope;
    let made = t.manager.db().read(move |r| Ok(super::store::list(r, scope, 10_000)?)).await.unwrap();
    made.into_iter().map(|made| (made.need.key, made.need.step.unwrap_or_default())).collect()
}

async fn each_step_of_a_year_is_told_once_by_two_servers(t: TestManager) {
    licensed(&t).await;
    account(&t, "anna@example.org", "sv", &[Right::ManageLicences]).await;
    let (first, second) = (mailing(&t).await, mailing(&t).await);
    for _ in 0..370 {
        t.next_day();
        let (here, there) = tokio::join!(run_due(&first), run_due(&second));
        here.unwrap();
        there.unwrap();
    }
    let mut expected = Vec::new();
    for (kind, date) in [
        ("next_check", "2027-09-01"),
        ("admin_warning", "2027-09-15"),
        ("expiry", "2027-10-01"),
        ("grace", "2027-11-01"),
        ("maintenance", "2027-08-01"),
    ] {
        let steps = ["90", "60", "30", "14", "7", "1", "0"];
        expected.extend(steps.map(|step| (format!("{kind}:acme:{date}"), step.to_owned())));
    }
    let mut told = told(&t).await;
    told.sort();
    expected.sort();
    assert_eq!(told, expected);
    // One mail a day at most, and each reminder in exactly one of them.
    let mails = messages(&t).await;
    assert!(mails.iter().all(|mail| mail.receiver.starts_with("account:")), "{mails:?}");
    let text: String = mails.iter().map(|mail| mail.body.clone()).collect();
    assert_eq!(text.matches("löper ut om 60 dagar\\n").count(), 1, "{text}");
    assert_eq!(text.matches("Licenserna från Acme har stannat\\n").count(), 1);
    let mut days: Vec<i64> = mails.iter().map(|mail| mail.made_at / DAY_MS).collect();
    days.dedup();
    assert_eq!(days.len(), mails.len(), "two mails on one day");
    first.db().close();
    second.db().close();
}

/// Two have a seat, and a day later there is one: who got theirs last waits.
async fn a_seat_too_few(t: &TestManager) {
    t.activate(|package| package.rows = vec![row("web", 2)]).await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.web").await;
    }
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    t.pass_ms(DAY_MS).await;
}

async fn everybody_who_can_act_is_told_in_their_language(t: TestManager) {
    a_seat_too_few(&t).await;
    let licences = account(&t, "lisa@example.org", "sv", &[Right::ManageLicences]).await;
    let users = account(&t, "urban@example.org", "en", &[Right::ManageUsers]).await;
    account(&t, "vera@example.org", "en", &[Right::View]).await;
    account(&t, "nobody", "en", &[Right::ManageLicences]).await;
    let server = mailing(&t).await;
    run(&server, t.scope).await.unwrap();
    server.db().close();
    let mut keys: Vec<_> = told(&t).await.into_iter().map(|(key, _)| key).collect();
    keys.sort();
    assert_eq!(keys, ["capacity:acme.web:1", "waiting:acme.web"]);
    let mails = messages(&t).await;
    assert_eq!(mails.len(), 2, "nobody who cannot act, nobody without an address: {mails:?}");
    let to = |no: i64| mails.iter().find(|mail| mail.receiver == format!("account:{no}")).expect("a mail");
    let (lisa, urban) = (to(licences), to(users));
    assert!(lisa.subject.starts_with("2 påminnelser om licenser"), "{}", lisa.subject);
    assert!(
        lisa.body.contains("den enda platsen är tagen") && lisa.body.contains("1 person väntar på"),
        "{}",
        lisa.body
    );
    assert!(urban.subject.starts_with("1 person waits for"), "{}", urban.subject);
    assert!(!urban.body.contains("seat is taken"), "seats are not theirs to buy: {}", urban.body);
    assert!(mails.iter().all(|mail| mail.way == Way::Mail && mail.tries == 0), "{mails:?}");
}

/// Loads a package over the API, without activating it.
async fn load(t: &TestManager, change: impl FnOnce(&mut Package)) {
    let request =
        http::Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let (status, answer) = t.send(request.body(t.issue(change).into()).unwrap()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
}

async fn a_loaded_renewal_silences_and_fewer_seats_do_not(t: TestManager) {
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await; // 17 September 2027: maintenance ended long ago, every other date has a step.
    load(&t, |package| {
        yearly(package, 2);
        package.dates = Dates::default();
    })
    .await;
    run(&t.manager, t.scope).await.unwrap();
    let keys: Vec<String> = told(&t).await.into_iter().map(|(key, _)| key).collect();
    assert!(keys.contains(&"expiry:acme:2027-10-01".to_owned()), "two are too few for three: {keys:?}");
    assert!(!keys.iter().any(|key| key.starts_with("next_check")), "it is put off for ever: {keys:?}");

    let t = TestManager::on(t.manager.db().backend()).await;
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await;
    load(&t, |package| {
        yearly(package, 3);
        package.dates = Dates::default();
    })
    .await;
    run(&t.manager, t.scope).await.unwrap();
    assert_eq!(told(&t).await, [], "a renewal that is loaded suffices");
    let (_, today) = t.get("/api/v1/home").await;
    assert_eq!(today["items"][0]["kind"], "package", "but somebody has to activate it: {today}");
    t.pass_ms(10 * DAY_MS).await;
    run(&t.manager, t.scope).await.unwrap();
    let keys: Vec<_> = told(&t).await;
    assert!(keys.len() == 1 && keys[0].0.starts_with("package:"), "now time is short: {keys:?}");
}

async fn what_is_chosen_is_kept_and_heeded(t: TestManager) {
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await;
    let chosen = json!({
        "steps": [20, 5], "off": ["grace", "next_check", "admin_warning", "maintenance"],
        "also": [{"address": "licences@example.org", "lang": "sv"}],
    });
    let (status, answer) = put(&t, "/api/v1/reminders/settings", &chosen).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, kept) = t.get("/api/v1/reminders/settings").await;
    assert_eq!((&kept["steps"], &kept["also"]), (&json!([20, 5]), &chosen["also"]), "{kept}");
    let server = mailing(&t).await;
    run(&server, t.scope).await.unwrap();
    server.db().close();
    assert_eq!(told(&t).await, [("expiry:acme:2027-10-01".to_owned(), "20".to_owned())]);
    let mails = messages(&t).await;
    assert_eq!(mails.iter().map(|mail| &*mail.receiver).collect::<Vec<_>>(), ["to:licences@example.org"]);
    assert!(
        mails[0].subject.starts_with("Licenserna från Acme löper ut om 14 dagar"),
        "{}",
        mails[0].subject
    );

    let ledger = t.get("/api/v1/ledger").await.1.to_string();
    assert!(ledger.contains("reminders.chosen") && !ledger.contains("licences@example.org"), "{ledger}");
    for (wrong, path) in [
        (json!({"steps": [0]}), "steps"),
        (json!({"steps": (1..=13).collect::<Vec<_>>()}), "steps"),
        (json!({"steps": [], "off": ["approval"]}), "off"),
        (json!({"steps": [], "also": [{"address": "no address", "lang": "en"}]}), "also"),
        (json!({"steps": [], "also": [{"address": "a@example.org", "lang": "xx"}]}), "also"),
    ] {
        let (status, answer) = put(&t, "/api/v1/reminders/settings", &wrong).await;
        assert_eq!((status, &answer["path"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(path)), "{answer}");
    }
    let request = http::Request::put("/api/v1/reminders/settings")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/json")
        .header("if-match", "\"0\"");
    let (status, _) = t.send(request.body(json!({"steps": [1]}).to_string().into()).unwrap()).await;
    assert_eq!(status, StatusCode::PRECONDITION_FAILED);
}

async fn put(t: &TestManager, path: &str, body: &Value) -> (StatusCode, Value) {
    t.ask(http::Method::PUT, path, Some(body.clone())).await
}

async fn a_level_is_told_once_until_it_was_left_for_long(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let anna = t.user("anna").await;
    let full = ("capacity:acme.web:1".to_owned(), "100".to_owned());
    let made = async || run(&t.manager, t.scope).await.unwrap().made;
    t.assign(anna, "acme.web").await;
    assert_eq!((made().await, told(&t).await), (1, vec![full]));
    t.recall_all(anna).await;
    assert_eq!(made().await, 0);
    t.assign(anna, "acme.web").await;
    assert_eq!(made().await, 0, "to and fro is no news");
    t.recall_all(anna).await;
    assert_eq!(made().await, 0);
    t.pass_ms(31 * DAY_MS).await;
    t.assign(anna, "acme.web").await;
    assert_eq!(made().await, 1, "after a month it is");
}

async fn a_step_is_told_again_although_a_lower_one_was_never_left(t: TestManager) {
    t.activate(on_core).await;
    let told_at = async |used: u64| {
        let (status, answer) = put(&t, "/api/v1/limits/active-projects", &json!({"used": used})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        run(&t.manager, t.scope).await.unwrap().made
    };
    assert_eq!(told_at(100).await, 1);
    assert_eq!(told_at(90).await, 0, "that it has become better is no warning");
    t.pass_ms(31 * DAY_MS).await;
    assert_eq!(told_at(90).await, 0, "nor is it later");
    assert_eq!(told_at(100).await, 1, "a month later it is news that nothing more can be created");
    assert_eq!(told_at(99).await, 0);
    assert_eq!(told_at(100).await, 0);
    let (_, list) = t.get("/api/v1/reminders").await;
    let steps: Vec<&str> =
        list["items"].as_array().unwrap().iter().filter_map(|one| one["step"].as_str()).collect();
    assert_eq!(steps, ["100"], "what was passed is not shown as told: {list}");
}

async fn programs_choose_over_the_api(t: TestManager) {
    licensed(&t).await;
    t.pass_ms(300 * DAY_MS).await;
    let (_, ran) = t.post("/api/v1/reminders/run", json!({})).await;
    assert_eq!((&ran["made"], &ran["messages"]), (&json!(4), &json!(0)), "there is nobody to tell: {ran}");
    assert_eq!(t.post("/api/v1/reminders/run", json!({})).await.1["made"], 0);
    let (_, list) = t.get("/api/v1/reminders?lang=sv").await;
    assert_eq!(list["total"], 4);
    let titles: Vec<&str> =
        list["items"].as_array().unwrap().iter().filter_map(|one| one["title"].as_str()).collect();
    assert!(titles.iter().any(|title| title.contains("Acme")), "{titles:?}");
    let (status, answer) = t.post("/api/v1/reminders/test", json!({"to": "anna@example.org"})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("mail_off")), "{answer}");
}
