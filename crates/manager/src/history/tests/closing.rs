//! A day that is over is closed, and stays as it was.

use licentia_platform::access::{Granted, View};
use licentia_platform::by::By;
use licentia_platform::ledger;
use serde_json::json;

use super::{DAY_MS, count};
use crate::checks::flush;
use crate::history::run_due;
use crate::testing::{TestManager, row, stories};

stories!(
    a_day_is_closed_once_when_it_is_over,
    what_comes_by_the_million_is_counted_before_the_write,
    who_edits_a_closed_day_is_named,
    what_comes_late_counts_for_the_open_day,
    history_from_before_is_taken_over_once
);

async fn refuse(t: &TestManager) {
    let (_, answer) = t.post("/api/v1/checks", json!({"user": "anna", "module": "acme.web"})).await;
    assert_eq!(answer["code"], "no_seat", "{answer}");
}

async fn house(t: &TestManager) {
    t.activate(|package| package.rows = vec![row("web", 5)]).await;
    t.user("anna").await;
    refuse(t).await;
    flush(&t.manager).await.unwrap();
}

/// The last entry of a kind.
async fn entry(t: &TestManager, kind: &'static str) -> Option<ledger::StoredEntry> {
    let scope = t.scope;
    let all = t.manager.db().read(move |r| Ok(ledger::entries_after(r, scope, 0, 1_000)?)).await.unwrap();
    all.into_iter().rfind(|entry| &*entry.kind == kind)
}

async fn a_day_is_closed_once_when_it_is_over(t: TestManager) {
    house(&t).await;
    run_due(&t.manager).await.unwrap();
    assert!(entry(&t, "day.closed").await.is_none(), "today goes on");
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    for _ in 0..3 {
        run_due(&t.manager).await.unwrap();
    }
    assert_eq!(count(&t, "closed_day").await, 4, "everything of one day");
    let closed = entry(&t, "day.closed").await.expect("the chain says so");
    assert_eq!(closed.after["day"], "2026-11-21");
    assert_eq!(closed.after["kinds"]["refusals"]["rows"], 1);
    assert_eq!(closed.after["kinds"]["use"]["rows"], 1);
    // Another server finds it closed.
    let other = t.second().await;
    run_due(&other).await.unwrap();
    assert_eq!(count(&t, "closed_day").await, 4);
    other.db().close();
    // After days without a server, each is closed.
    t.pass_ms(3 * DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    run_due(&t.manager).await.unwrap();
    assert_eq!(count(&t, "closed_day").await, 16);
}

async fn what_comes_by_the_million_is_counted_before_the_write(t: TestManager) {
    use crate::history::closing::{close, count};
    house(&t).await;
    t.pass_ms(DAY_MS).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let counted = count(&t.manager, &at).await.unwrap();
    assert!(counted.is_some(), "a day is over");
    t.place.tamper(&format!(
        "INSERT INTO limit_use (scope, site, issuer, name, used, updated_at) VALUES ({}, 0, 'acme', 'late', 1, 0)",
        t.scope.0
    ));
    let (by, early) = (By::system("history"), counted);
    let closed =
        t.manager.write(t.scope, &by, move |w, at| close(w, at, early.as_ref())).await.unwrap().value;
    assert_eq!(closed.to_string(), "2026-11-21");
    let entry = entry(&t, "day.closed").await.unwrap();
    assert_eq!(entry.after["kinds"]["limit_use"]["rows"], 0, "the write reads none of it again");
    assert_eq!(entry.after["kinds"]["use"]["rows"], 1);
    // What was counted of a day that somebody else has closed meanwhile closes no other.
    let stale = count(&t.manager, &at).await.unwrap();
    assert!(stale.is_none(), "nothing else is over");
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    let closed = t.manager.write(t.scope, &by, |w, at| close(w, at, None)).await.unwrap().value;
    assert_eq!(closed.to_string(), "2026-11-21", "it is left to the next look");
    run_due(&t.manager).await.unwrap();
    assert_eq!(super::count(&t, "closed_day").await, 8);
}

async fn who_edits_a_closed_day_is_named(t: TestManager) {
    house(&t).await;
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    run_due(&t.manager).await.unwrap();
    let granted = Granted::<View>::to_the_server(By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
    t.place.tamper("UPDATE refusal_day SET count = 7");
    let report = crate::ledger::verify(&t.manager, &granted).await.unwrap();
    assert!(!report.is_sound());
    let wrong = format!("{report:?}");
    assert!(wrong.contains("refusals of 2026-11-21") && !wrong.contains("use of 2026-11-21"), "{wrong}");
    t.place.tamper("UPDATE refusal_day SET count = 1");
    t.place.tamper("UPDATE use_day SET peak = 3 WHERE day = '2026-11-21'");
    let wrong = format!("{:?}", crate::ledger::verify(&t.manager, &granted).await.unwrap());
    assert!(wrong.contains("use of 2026-11-21"), "{wrong}");
}

async fn what_comes_late_counts_for_the_open_day(t: TestManager) {
    house(&t).await;
    // Another server has a refusal of today in memory, and writes it after the day was closed.
    let other = t.second().await;
    let at = other.snapshot(t.scope).await.unwrap();
    let code = licentia_core::decide::Code::NoSeat;
    other.refusals().add(t.scope, at.day().today, 0, 0, code, other.now_ms());
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    run_due(&t.manager).await.unwrap();
    flush(&other).await.unwrap();
    let granted = Granted::<View>::to_the_server(By::setup(), t.scope);
    assert!(
        crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound(),
        "the closed day is as it was"
    );
    let (_, report) = t.get("/api/v1/reports/refusals").await;
    assert_eq!(report["times"], 2, "and nothing is lost: {report}");
    let days: Vec<&str> =
        report["days"].as_array().unwrap().iter().filter_map(|day| day["day"].as_str()).collect();
    assert_eq!(days, ["2026-11-21", "2026-11-22"]);
    other.db().close();
}

async fn history_from_before_is_taken_over_once(t: TestManager) {
    use crate::history::{Past, PastDay, PastRefusal, take_over};
    use licentia_core::history::Kept;
    house(&t).await;
    let granted = Granted::to_the_server(By::setup(), t.scope);
    let day = |text: &str| text.parse::<jiff::civil::Date>().unwrap();
    let past = |on: &str, item: &str| PastDay {
        item: item.to_owned(),
        day: day(on),
        kept: Kept { peak: 5, cap: Some(5), full: true },
    };
    let refused = PastRefusal {
        day: day("2026-11-19"),
        user: licentia_core::ids::UserNo(0),
        module: t.module("acme.web").await,
        code: licentia_core::decide::Code::NoSeat,
        times: 3,
    };
    for wrong in [past("2026-11-21", "acme.web"), past("2026-11-01", "acme.nothing")] {
        let wrong = Past { days: vec![wrong], ..Past::default() };
        let refusal = take_over(&t.manager, &granted, wrong).await.expect_err("refused");
        assert_eq!((refusal.status, &*refusal.code), (422, "invalid"));
    }
    let days = vec![past("2026-11-18", "acme.web"), past("2026-11-19", "acme.web")];
    let anna = licentia_core::ids::UserNo(0);
    let of_today = Past { days: days.clone(), last_uses: vec![(anna, day("2026-11-21"))], ..Past::default() };
    assert!(take_over(&t.manager, &granted, of_today).await.is_err(), "that is kept here");
    let last_uses = vec![(anna, day("2026-11-12"))];
    let all = Past { days: days.clone(), refusals: vec![refused], last_uses };
    let done = take_over(&t.manager, &granted, all).await.unwrap();
    assert_eq!(done.value, 2);
    let (_, users) = t.get("/api/v1/users?limit=1").await;
    assert_eq!(users["items"][0]["last_used"], "2026-11-12", "{users}");
    let (_, report) = t.get("/api/v1/reports/history?module=acme.web").await;
    assert_eq!(
        (&report["highest_ever"], &report["highest_ever_on"]),
        (&json!(5), &json!("2026-11-18")),
        "{report}"
    );
    let (_, report) = t.get("/api/v1/reports/refusals").await;
    assert_eq!(report["times"], 4, "{report}");
    let viewing = Granted::<View>::to_the_server(By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &viewing).await.unwrap().is_sound());
    let again = Past { days, ..Past::default() };
    assert!(take_over(&t.manager, &granted, again).await.is_err(), "and never again");
    // The days after it close as ever.
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    run_due(&t.manager).await.unwrap();
    assert!(entry(&t, "day.closed").await.is_some());
    assert!(crate::ledger::verify(&t.manager, &viewing).await.unwrap().is_sound());
}
