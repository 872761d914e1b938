//! What fills up, in a year: seats, plan limits, metered services, dated rows and the waiting list. Each step is told on its
//! day and once, to accounts that can act on it, in the language of each, although two servers look and send.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use licentia_core::licence::{Row, Texts};
use licentia_core::package::{Limit, Meter, MeterKind};
use licentia_manager::reminders::{self, Address, Chosen, deliver_due, run_due};
use licentia_manager::testing::{TestManager, row};
use licentia_manager::{Manager, stories};
use licentia_platform::access::{NewAccount, Right, Rights};
use licentia_platform::by::By;
use licentia_platform::clock::Clock as _;
use licentia_platform::db::{Sql as _, Write, values};
use serde_json::json;

use super::receivers::Receivers;

stories!(what_fills_up_is_told_once_and_on_its_day);

/// The last day of two of the ten seats.
const ENDS: Date = date(2027, 5, 31);

fn titles(en: &str, sv: &str) -> Texts {
    [("en", en), ("sv", sv)].map(|(lang, text)| (lang.to_owned(), text.to_owned())).into()
}

/// Ten seats, of which two end in May; a plan limit; a metered service.
async fn licensed(t: &TestManager) {
    t.activate(|package| {
        let web = |count| Row { titles: titles("Web access", "Webbåtkomst"), ..row("web", count) };
        package.rows = vec![web(8), Row { due: Some(ENDS), ..web(2) }];
        package.limits = vec![Limit {
            n: 0,
            name: "projects".to_owned(),
            titles: titles("Active projects", "Aktiva projekt"),
            max: Some(100),
            counts: Texts::new(),
            advice: Texts::new(),
            next: None,
        }];
        package.meters = vec![Meter {
            n: 0,
            name: "emails".to_owned(),
            titles: titles("E-mails", "E-post"),
            kind: MeterKind::Sum,
            unit: Texts::new(),
            base: 100,
            per_plan: 0,
        }];
    })
    .await;
}

/// An account whose log-in name is its address, and its language.
async fn account(t: &TestManager, login: &str, lang: &str, right: Right) {
    let rights = Rights::of(&[right]);
    let new = NewAccount { login: login.to_owned(), name: login.to_owned(), rights, user: None };
    let no = t.manager.access().invite(&t.caller().may().unwrap(), new).await.unwrap().value;
    let lang = lang.to_owned();
    let speaks = move |w: &mut Write<'_>| {
        w.outside_chain();
        Ok(w.execute("UPDATE account SET lang = $2 WHERE no = $1", &values![no, lang.as_str()])?)
    };
    t.manager.db().write(t.scope, &By::setup(), speaks).await.unwrap();
}

/// What happens in the year, by its day.
async fn happens(t: &TestManager, today: Date) {
    match (today.year(), today.month(), today.day()) {
        (2026, 12, 5) => give_seats(t, 1..=9).await,
        (2026, 12, 20) => uses(t, 85).await,
        (2027, 1, 5) => uses(t, 100).await,
        (2027, 1, 10) => give_seats(t, 10..=10).await,
        (2027, 1, 20) => uses(t, 10).await,
        (2027, 2, 10) => sends(t, 45).await,
        (2027, 2, 16) => sends(t, 40).await,
        (2027, 2, 20) => sends(t, 30).await,
        (2027, 3, 3) => sends(t, 100).await,
        (2027, 4, 1) => uses(t, 100).await,
        _ => {}
    }
}

async fn give_seats(t: &TestManager, people: std::ops::RangeInclusive<u32>) {
    for n in people {
        let user = t.user(&format!("person{n}")).await;
        t.assign(user, "acme.web").await;
    }
}

async fn uses(t: &TestManager, projects: u64) {
    let body = Some(json!({ "used": projects }));
    let (status, answer) = t.ask(http::Method::PUT, "/api/v1/limits/projects", body).await;
    assert_eq!(status, 200, "{answer}");
}

async fn sends(t: &TestManager, quantity: u64) {
    let now = Timestamp::from_millisecond(t.clock.now_ms()).unwrap();
    let event = json!([{
        "specversion": "1.0", "id": now.to_string(), "source": "/crm", "type": "acme.emails",
        "time": now.to_string(), "data": {"quantity": quantity},
    }]);
    let request = http::Request::post("/api/v1/usage")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/cloudevents-batch+json");
    let (status, answer) = t.send(request.body(event.to_string().into()).unwrap()).await;
    assert_eq!((status.as_u16(), &answer["counted"]), (200, &json!(1)), "{answer}");
}

/// Waits until another server has heard of everything.
async fn follows(t: &TestManager, other: &Manager) {
    let revision = t.manager.snapshot(t.scope).await.unwrap().revision();
    while other.snapshot(t.scope).await.unwrap().revision() < revision {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

async fn what_fills_up_is_told_once_and_on_its_day(t: TestManager) {
    let receivers = Receivers::start();
    licensed(&t).await;
    account(&t, "anna@example.org", "sv", Right::ManageLicences).await;
    account(&t, "urban@example.org", "en", Right::ManageUsers).await;
    let also = vec![Address { address: "licences@example.org".to_owned(), lang: "en".to_owned() }];
    let chosen = Chosen { also, ..Chosen::default() };
    reminders::choose(&t.manager, &t.caller().may().unwrap(), chosen, |_| Ok(())).await.unwrap();
    let one = t.second_with(receivers.settings()).await;
    let other = t.second_with(receivers.settings()).await;
    let mut told = Vec::new();
    for _ in 0..366 {
        t.next_day();
        let began_ms = t.clock.now_ms();
        let zone = TimeZone::get("Europe/Stockholm").unwrap();
        let today = Timestamp::from_millisecond(began_ms).unwrap().to_zoned(zone).date();
        happens(&t, today).await;
        follows(&t, &one).await;
        follows(&t, &other).await;
        for done in [
            tokio::join!(run_due(&one), run_due(&other)),
            tokio::join!(deliver_due(&one), deliver_due(&other)),
        ] {
            done.0.unwrap();
            done.1.unwrap();
        }
        let made = reminders::list(&t.manager, &t.caller().may().unwrap()).await.unwrap();
        let new = made.into_iter().filter(|made| made.made_at >= began_ms);
        told.extend(new.map(|made| (today, made.need.key, made.need.step.unwrap_or_default())));
    }
    told.sort();
    assert_eq!(told, expected());
    everybody_was_told(&receivers, &told);
    one.db().close();
    other.db().close();
}

/// Day, key and step of everything that is to be told in the year.
fn expected() -> Vec<(Date, String, String)> {
    let mut expected: Vec<_> = [
        (date(2026, 12, 5), "capacity:acme.web:10", "85"),
        (date(2026, 12, 20), "limit:acme:projects:100", "85"),
        (date(2027, 1, 5), "limit:acme:projects:100", "100"),
        (date(2027, 1, 10), "capacity:acme.web:10", "100"),
        (date(2027, 2, 10), "meter:acme:emails:2027-02", "forecast"),
        (date(2027, 2, 16), "meter:acme:emails:2027-02", "80"),
        (date(2027, 2, 20), "meter:acme:emails:2027-02", "100"),
        (date(2027, 3, 3), "meter:acme:emails:2027-03", "100"),
        // It was left for more than a month.
        (date(2027, 4, 1), "limit:acme:projects:100", "100"),
        // Two of ten lost their seats in the night.
        (date(2027, 6, 1), "capacity:acme.web:8", "100"),
        (date(2027, 6, 1), "waiting:acme.web", "1"),
    ]
    .map(|(day, key, step)| (day, key.to_owned(), step.to_owned()))
    .into();
    for days in [90, 60, 30, 14, 7, 1] {
        let day = ENDS.checked_sub(i64::from(days).days()).unwrap();
        expected.push((day, format!("row:acme.web:{ENDS}"), days.to_string()));
    }
    expected.sort();
    expected
}

/// Sentences in English and Swedish, and how often they are told in the year.
const SENTENCES: [(&str, &str, u32); 17] = [
    ("Web access: 1 seat is left", "Webbåtkomst: 1 plats är kvar", 1),
    ("Web access: all 10 seats are taken", "Webbåtkomst: alla 10 platser är tagna", 1),
    ("Web access: all 8 seats are taken", "Webbåtkomst: alla 8 platser är tagna", 1),
    ("Seats of Web access end in 90 days", "Platser av Webbåtkomst tar slut om 90 dagar", 1),
    ("Seats of Web access end in 60 days", "Platser av Webbåtkomst tar slut om 60 dagar", 1),
    ("Seats of Web access end in 30 days", "Platser av Webbåtkomst tar slut om 30 dagar", 1),
    ("Seats of Web access end in 14 days", "Platser av Webbåtkomst tar slut om 14 dagar", 1),
    ("Seats of Web access end in 7 days", "Platser av Webbåtkomst tar slut om 7 dagar", 1),
    ("Seats of Web access end tomorrow", "Platser av Webbåtkomst tar slut i morgon", 1),
    ("Active projects: room for 15 more", "Aktiva projekt: plats för 15 till", 1),
    ("Active projects: the plan’s limit is reached", "Aktiva projekt: planens gräns är nådd", 2),
    (
        "E-mails: the month’s allowance will be used up on 23 February 2027",
        "E-post: månadens kvot tar slut 23 februari 2027",
        1,
    ),
    ("E-mails: 85 % of the month’s allowance is used", "E-post: 85 % av månadens kvot är använd", 1),
    ("E-mails: the month’s allowance is used up", "E-post: månadens kvot är slut", 2),
    ("2 people wait for Web access", "2 personer väntar på Webbåtkomst", 1),
    ("3 people wait for Web access", "3 personer väntar på Webbåtkomst", 0),
    ("Web access: 2 seats are left", "Webbåtkomst: 2 platser är kvar", 0),
];

/// Through the mail server: every sentence as often as it was told, to each in their language; one mail a day.
fn everybody_was_told(receivers: &Receivers, told: &[(Date, String, String)]) {
    let mails = receivers.arrived();
    let mut lines: BTreeMap<(&str, String), u32> = BTreeMap::new();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for mail in &mails {
        let to = mail["to"][0].as_str().unwrap();
        *count.entry(to).or_default() += 1;
        for line in mail["text"].as_str().unwrap().lines() {
            *lines.entry((to, line.replace(['\u{a0}', '\u{202f}'], " "))).or_default() += 1;
        }
    }
    let times = |to: &'static str, line: &str| lines.get(&(to, line.to_owned())).copied().unwrap_or(0);
    for (english, swedish, expected) in SENTENCES {
        assert_eq!(times("licences@example.org", english), expected, "{english:?} in {lines:#?}");
        assert_eq!(times("anna@example.org", swedish), expected, "{swedish:?} in {lines:#?}");
        let users = if english.contains("people wait") { expected } else { 0 };
        assert_eq!(times("urban@example.org", english), users, "{english:?} is no matter of users");
    }
    let mut days: Vec<Date> = told.iter().map(|(day, ..)| *day).collect();
    days.dedup();
    let mails_of = BTreeMap::from([
        ("anna@example.org", days.len()),
        ("licences@example.org", days.len()),
        ("urban@example.org", 1),
    ]);
    assert_eq!(count, mails_of, "one mail a day to each, for all that is new");
}
