//! What is counted, once.

use http::StatusCode;
use licentia_core::package::MeterKind;
use licentia_platform::access::{Caller, Check, Granted, Rights};
use licentia_platform::by::By;
use licentia_platform::db::{Sql as _, values};
use licentia_platform::settings::{Overrides, Settings};
use serde_json::json;

use super::{event, meter, metered, months_ago, send};
use crate::meters::{Reported, figures, run_due, take};
use crate::stories;
use crate::testing::TestManager;

stories!(
    every_kind_makes_its_own_figure,
    an_event_counts_once_in_one_batch_in_two_and_on_two_servers,
    one_bad_event_refuses_no_other,
    corrections_replace_and_take_back,
    compared_quantities_are_made_anew_when_one_is_corrected,
    subjects_count_once_a_month,
    events_older_than_the_window_are_forgotten_and_refused,
    a_window_that_was_made_longer_counts_nothing_twice,
    events_are_forgotten_once_a_day,
    what_was_used_under_a_former_package_is_still_counted,
    many_callers_at_once_lose_nothing,
    days_are_those_of_the_holder,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

pub(super) fn checker(t: &TestManager) -> Granted<Check> {
    Caller::trusted(By::setup(), t.scope, "test", Rights::ALL).may_here().unwrap()
}

async fn stored(t: &TestManager) -> i64 {
    let scope = t.scope;
    let read = t.manager.db().read(move |r| {
        let row = r.query_one("SELECT COUNT(*) FROM usage_event WHERE scope = $1", &values![scope])?;
        Ok(row.expect("a count").get::<i64>(0)?)
    });
    read.await.unwrap()
}

async fn every_kind_makes_its_own_figure(t: TestManager) {
    metered(&t).await;
    let quantity = |n: u64| json!({ "quantity": n });
    let mut events = Vec::new();
    for kind in ["sum", "maximum", "latest", "level"] {
        events.push(event(&t, &format!("{kind}-1"), kind, 3, quantity(7)));
        events.push(event(&t, &format!("{kind}-2"), kind, 1, quantity(5)));
    }
    for kind in ["count", "unique"] {
        events.push(event(&t, &format!("{kind}-1"), kind, 3, json!({})));
        events.push(event(&t, &format!("{kind}-2"), kind, 1, quantity(1)));
    }
    assert_eq!(send(&t, &events).await, vec!["counted"; 12]);
    let mut figures = Vec::new();
    for kind in MeterKind::EVERY {
        let month = months_ago(&t, kind.as_str(), 0).await;
        assert_eq!((month.kind, month.events, month.days.len()), (kind, 2, 21));
        figures.push(month.used);
    }
    assert_eq!(figures, [2, 12, 2, 7, 5, 7]);
    let shown = |days: &[(jiff::civil::Date, u64)]| days[17..].iter().map(|day| day.1).collect::<Vec<_>>();
    assert_eq!(shown(&months_ago(&t, "sum", 0).await.days), [7, 0, 5, 0]);
    assert_eq!(shown(&months_ago(&t, "level", 0).await.days), [7, 7, 7, 5]);
}

async fn an_event_counts_once_in_one_batch_in_two_and_on_two_servers(t: TestManager) {
    metered(&t).await;
    let mail = event(&t, "mail-1", "sum", 0, json!({"quantity": 40}));
    assert_eq!(send(&t, &[mail.clone(), mail.clone()]).await, ["counted", "duplicate"]);
    assert_eq!(send(&t, std::slice::from_ref(&mail)).await, ["duplicate"]);
    let other = t.second().await;
    let mut same = Reported::new("/crm", "mail-1", "acme.sum");
    same.quantity = Some(40);
    let outcomes = take(&other, &checker(&t), vec![same]).await.unwrap();
    assert_eq!(outcomes, [licentia_core::meters::Outcome::Duplicate]);
    other.db().close();
    // The same id of another source is another event.
    let mut elsewhere = mail.clone();
    elsewhere["source"] = json!("/shop");
    assert_eq!(send(&t, &[elsewhere, mail]).await, ["counted", "duplicate"]);
    assert_eq!((months_ago(&t, "sum", 0).await.used, stored(&t).await), (80, 2));
}

async fn one_bad_event_refuses_no_other(t: TestManager) {
    metered(&t).await;
    let good = |id: &str| event(&t, id, "sum", 0, json!({"quantity": 1}));
    let mut nobody = event(&t, "u", "unique", 0, json!({}));
    nobody.as_object_mut().unwrap().remove("subject");
    let batch = [
        good("a"),
        event(&t, "b", "nothing", 0, json!({})),
        event(&t, "c", "sum", 0, json!({})),
        event(&t, "d", "count", 0, json!({"quantity": 5})),
        json!("no event"),
        event(&t, "e", "sum", 63, json!({"quantity": 1})),
        event(&t, "f", "sum", -1, json!({"quantity": 1})),
        event(&t, "g", "sum", 0, json!({"quantity": 1, "corrects": "zz"})),
        nobody,
        good("h"),
    ];
    let outcomes = send(&t, &batch).await;
    let expected = [
        "counted",
        "meter_unknown",
        "quantity_missing",
        "quantity_wrong",
        "event_unreadable",
        "time_past",
        "time_ahead",
        "corrects_unknown",
        "subject_missing",
        "counted",
    ];
    assert_eq!(outcomes, expected);
    assert_eq!((months_ago(&t, "sum", 0).await.used, stored(&t).await), (2, 2));
    // What was refused may come again, better.
    let better = event(&t, "c", "sum", 0, json!({"quantity": 4}));
    assert_eq!(send(&t, &[better]).await, ["counted"]);
    assert_eq!(months_ago(&t, "sum", 0).await.used, 6);
}

async fn corrections_replace_and_take_back(t: TestManager) {
    metered(&t).await;
    let correct = |id: &str, of: &str, quantity: u64| {
        event(&t, id, "sum", 0, json!({"quantity": quantity, "corrects": of}))
    };
    send(
        &t,
        &[
            event(&t, "a", "sum", 2, json!({"quantity": 40})),
            event(&t, "b", "sum", 2, json!({"quantity": 2})),
        ],
    )
    .await;
    assert_eq!(
        send(&t, &[correct("a2", "a", 10), correct("a2", "a", 10)]).await,
        ["correction", "duplicate"]
    );
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!(
        (month.used, month.events, month.days[18].1),
        (12, 2, 12),
        "on the day of the event it corrects"
    );
    assert_eq!(send(&t, &[correct("b2", "b", 0)]).await, ["correction"]);
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!((month.used, month.events), (10, 1));
    assert_eq!(
        send(&t, &[correct("c", "a2", 1)]).await,
        ["corrects_unknown"],
        "a correction of a correction"
    );
    let other = event(&t, "d", "count", 0, json!({"quantity": 1, "corrects": "a"}));
    assert_eq!(send(&t, &[other]).await, ["corrects_other"]);
    assert_eq!(months_ago(&t, "sum", 0).await.used, 10);
}

async fn compared_quantities_are_made_anew_when_one_is_corrected(t: TestManager) {
    metered(&t).await;
    for kind in ["maximum", "latest", "level"] {
        let id = |n: u32| format!("{kind}-{n}");
        let quantity = |n: u64| json!({ "quantity": n });
        let mut first = event(&t, &id(1), kind, 1, quantity(9));
        first["time"] = json!("2026-11-20T08:00:00Z");
        let mut second = event(&t, &id(2), kind, 1, quantity(4));
        second["time"] = json!("2026-11-20T09:00:00Z");
        send(&t, &[first, second]).await;
        let before = months_ago(&t, kind, 0).await.used;
        assert_eq!(before, if kind == "latest" { 4 } else { 9 });
        let back = event(&t, &id(3), kind, 0, json!({"quantity": 0, "corrects": id(1)}));
        assert_eq!(send(&t, &[back]).await, ["correction"]);
        assert_eq!(months_ago(&t, kind, 0).await.used, 4, "{kind}");
        let up = event(&t, &id(4), kind, 0, json!({"quantity": 6, "corrects": id(2)}));
        send(&t, &[up]).await;
        let month = months_ago(&t, kind, 0).await;
        assert_eq!((month.used, month.events), (6, 1), "{kind}");
    }
}

async fn subjects_count_once_a_month(t: TestManager) {
    metered(&t).await;
    let about = |id: &str, subject: &str, days: i64| {
        let mut event = event(&t, id, "unique", days, json!({}));
        event["subject"] = json!(subject);
        event
    };
    send(&t, &[about("1", "anna", 5), about("2", "anna", 4), about("3", "bo", 4)]).await;
    send(&t, &[about("4", "anna", 1), about("5", "anna", 40)]).await;
    let month = months_ago(&t, "unique", 0).await;
    assert_eq!((month.used, month.events), (2, 4));
    assert_eq!(months_ago(&t, "unique", 1).await.used, 1, "October counts for itself");
    let back = event(&t, "6", "unique", 0, json!({"quantity": 0, "corrects": "3"}));
    send(&t, &[back]).await;
    assert_eq!(months_ago(&t, "unique", 0).await.used, 1);
    send(&t, &[event(&t, "7", "unique", 0, json!({"quantity": 0, "corrects": "1"}))]).await;
    assert_eq!(months_ago(&t, "unique", 0).await.used, 1, "two more events are about her");
}

async fn events_older_than_the_window_are_forgotten_and_refused(t: TestManager) {
    metered(&t).await;
    let mail = event(&t, "mail-1", "sum", 0, json!({"quantity": 40}));
    let level = event(&t, "level-1", "level", 0, json!({"quantity": 40}));
    send(&t, &[mail.clone(), level.clone()]).await;
    t.pass_ms(62 * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
    assert_eq!(stored(&t).await, 2);
    assert_eq!(send(&t, std::slice::from_ref(&mail)).await, ["duplicate"], "on its last day");
    t.pass_ms(3 * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
    assert_eq!(stored(&t).await, 1, "what is compared stays for another window");
    assert_eq!(send(&t, &[mail, level]).await, ["time_past", "duplicate"]);
    let corrects = event(&t, "level-2", "level", 0, json!({"quantity": 1, "corrects": "level-1"}));
    assert_eq!(send(&t, &[corrects]).await, ["corrects_unknown"], "its window is over all the same");
    t.pass_ms(62 * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
    assert_eq!(stored(&t).await, 0);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let november = "2026-11".parse().unwrap();
    let months = crate::meters::month(&t.manager, &at, november).await.unwrap();
    let sum = months.into_iter().find(|meter| meter.name == "sum").unwrap();
    assert_eq!(sum.used, 40, "what they came to stays");
}

async fn a_window_that_was_made_longer_counts_nothing_twice(t: TestManager) {
    metered(&t).await;
    let mut settings = Settings::load(None, Overrides::default()).unwrap();
    settings.meters.window_days = 32;
    let short = t.second_with(settings).await;
    let mail = event(&t, "mail-1", "sum", 0, json!({"quantity": 40}));
    send(&t, std::slice::from_ref(&mail)).await;
    t.pass_ms(40 * DAY_MS).await;
    while short.db().behind_ms() > 1_000 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    run_due(&short).await.unwrap();
    short.db().close();
    assert_eq!(stored(&t).await, 0);
    assert_eq!(send(&t, &[mail]).await, ["time_past"], "it is forgotten, and may have been counted");
    for (days, outcome) in [(32, "late"), (34, "time_past")] {
        let other = event(&t, &format!("mail-{days}"), "sum", days, json!({"quantity": 1}));
        assert_eq!(send(&t, &[other]).await, [outcome], "{days} days ago");
    }
    t.pass_ms(30 * DAY_MS).await;
    let refilled = event(&t, "mail-60", "sum", 60, json!({"quantity": 1}));
    assert_eq!(send(&t, &[refilled]).await, ["late"], "the window is full again");
}

async fn events_are_forgotten_once_a_day(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "mail-1", "sum", 0, json!({"quantity": 40}))]).await;
    run_due(&t.manager).await.unwrap();
    t.place.tamper("UPDATE usage_event SET received = received - 100");
    run_due(&t.manager).await.unwrap();
    assert_eq!(stored(&t).await, 1, "nobody looks again today");
    t.pass_ms(DAY_MS).await;
    run_due(&t.manager).await.unwrap();
    assert_eq!(stored(&t).await, 0);
}

async fn what_was_used_under_a_former_package_is_still_counted(t: TestManager) {
    metered(&t).await;
    send(&t, &[event(&t, "a", "sum", 0, json!({"quantity": 1}))]).await;
    t.pass_ms(1_000).await;
    t.activate(|package| package.meters = vec![meter("other", MeterKind::Count, 0, 0)]).await;
    let outcomes = send(
        &t,
        &[
            event(&t, "b", "sum", 0, json!({"quantity": 2})),
            event(&t, "c", "latest", 0, json!({"quantity": 2})),
        ],
    )
    .await;
    assert_eq!(outcomes, ["counted", "meter_unknown"]);
    let sum = months_ago(&t, "sum", 0).await;
    assert_eq!((sum.used, sum.allowance, sum.overage), (3, 0, 3), "no package in force allows any");
}

async fn many_callers_at_once_lose_nothing(t: TestManager) {
    metered(&t).await;
    let second = t.second().await;
    let mut tasks = tokio::task::JoinSet::new();
    for caller in 0..40_u32 {
        // Every list is sent twice, and overlaps the next one.
        let manager = if caller % 2 == 0 { t.manager.clone() } else { second.clone() };
        let granted = checker(&t);
        tasks.spawn(async move {
            let list = caller / 2 * 5..caller / 2 * 5 + 10;
            let events = list.map(|n| {
                let mut event = Reported::new("/crm", &n.to_string(), "acme.sum");
                event.quantity = Some(u64::from(n));
                event
            });
            take(&manager, &granted, events.collect()).await.unwrap().len()
        });
    }
    while let Some(done) = tasks.join_next().await {
        assert_eq!(done.unwrap(), 10);
    }
    second.db().close();
    let month = months_ago(&t, "sum", 0).await;
    assert_eq!((month.events, month.used), (105, (0..105).sum::<u64>()));
    assert_eq!(stored(&t).await, 105);
}

async fn days_are_those_of_the_holder(t: TestManager) {
    metered(&t).await;
    let mut midnight = event(&t, "a", "sum", 0, json!({"quantity": 3}));
    // Half past eleven in the evening in UTC is the next day in Stockholm.
    midnight["time"] = json!("2026-11-19T23:30:00Z");
    send(&t, &[midnight]).await;
    assert_eq!(months_ago(&t, "sum", 0).await.days[19].1, 3);
    let (status, _) = t.get("/api/v1/meters?month=2026-11").await;
    assert_eq!(status, StatusCode::OK);
    let scope = t.scope;
    let none = t.manager.db().read(move |r| Ok(figures::every(r, scope)?)).await.unwrap();
    assert!(none.is_empty());
}
