//! Figures of closed months go with the contact, until their receipt is here.

use licentia_core::licence::Texts;
use licentia_core::package::{Meter, MeterKind};
use licentia_platform::access::Granted;
use licentia_protocol::conversation::State;
use serde_json::{Value, json};

use super::authority::Authority;
use super::{ask, entries, sales};
use crate::meters;
use crate::stories;
use crate::testing::TestManager;

stories!(
    figures_are_sent_until_their_receipt_is_here,
    an_authority_that_has_lost_figures_gets_them_again,
    whoever_went_back_to_an_older_database_is_heard_again,
    whoever_is_turned_away_keeps_the_figures,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// An installation with one closed month of one meter, and its authority.
async fn closed(t: &TestManager) -> Authority {
    let authority = Authority::start().await;
    let url = authority.url.clone();
    t.activate(|package| {
        let (titles, unit) = (Texts::new(), Texts::new());
        let (name, kind) = ("emails".to_owned(), MeterKind::Sum);
        package.rows = sales(3);
        package.authority = Some(url);
        package.meters = vec![Meter { n: 0, name, titles, kind, unit, base: 100, per_plan: 0 }];
    })
    .await;
    next_month(t).await;
    authority
}

/// A month passes and is closed.
async fn next_month(t: &TestManager) {
    t.pass_ms(31 * DAY_MS).await;
    meters::run_due(&t.manager).await.unwrap();
}

async fn report(t: &TestManager) -> Value {
    t.get("/api/v1/usage/report").await.1["items"][0].clone()
}

async fn figures_are_sent_until_their_receipt_is_here(t: TestManager) {
    let authority = closed(&t).await;
    authority.script().no_usage = true;
    ask(&t).await;
    let first = report(&t).await;
    assert_eq!(
        (first["waiting"].as_u64(), first["code"].as_str()),
        (Some(1), Some("authority_trouble")),
        "{first}"
    );
    authority.script().no_usage = false;
    ask(&t).await;
    let then = report(&t).await;
    assert_eq!(
        (then["waiting"].as_u64(), then.get("code"), &then["online"]),
        (Some(0), None, &true.into()),
        "{then}"
    );
    assert_eq!(entries(&t, "meters.receipted").await.len(), 1);
    ask(&t).await;
    assert_eq!(authority.script().usage.len(), 1, "once it is receipted nothing is sent again");
    next_month(&t).await;
    ask(&t).await;
    let told: Vec<u64> = authority.script().usage.iter().map(|usage| usage.figures[0].n).collect();
    assert_eq!(told, [1, 2]);
}

async fn an_authority_that_has_lost_figures_gets_them_again(t: TestManager) {
    let authority = closed(&t).await;
    ask(&t).await;
    next_month(&t).await;
    // It has gone back to an older database, and has nothing.
    authority.script().usage.clear();
    authority.script().through = Some(0);
    ask(&t).await;
    assert_eq!(report(&t).await["waiting"], 2, "everything is to be sent again");
    authority.script().through = None;
    ask(&t).await;
    assert_eq!(report(&t).await["waiting"], 0);
    let last = authority.script().usage.last().unwrap().range();
    assert_eq!(last, (1, 2));
}

async fn whoever_went_back_to_an_older_database_is_heard_again(t: TestManager) {
    let authority = closed(&t).await;
    // Before a backup was put in its place this database had closed the month, too, with other figures.
    for n in 1..=3 {
        let figure = licentia_protocol::testing::figure(n, "emails", "2026-11", 40 + n, 100);
        authority.script().figures.insert(n, figure);
    }
    ask(&t).await;
    let then = report(&t).await;
    assert_eq!((then["waiting"].as_u64(), then.get("code")), (Some(0), None), "{then}");
    let numbers =
        |authority: &Authority| -> Vec<u64> { authority.script().figures.keys().copied().collect() };
    assert_eq!(numbers(&authority), [1, 2, 3, 4]);
    let told = entries(&t, "meters.renumbered").await.remove(0).after;
    assert_eq!((&told["taken"], &told["numbers"]), (&json!(3), &json!({"from": 1, "to": 4, "figures": 1})));
    next_month(&t).await;
    ask(&t).await;
    assert_eq!((report(&t).await["waiting"].as_u64(), numbers(&authority)), (Some(0), vec![1, 2, 3, 4, 5]));
    // It goes back as well, to before ours came: what nobody knows any more leaves no gap.
    authority.script().figures.split_off(&3);
    next_month(&t).await;
    ask(&t).await;
    assert_eq!((report(&t).await["waiting"].as_u64(), numbers(&authority)), (Some(0), vec![1, 2, 3, 4, 5]));
    assert_eq!(entries(&t, "meters.renumbered").await.len(), 2);
    let granted = Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
}

async fn whoever_is_turned_away_keeps_the_figures(t: TestManager) {
    let authority = closed(&t).await;
    authority.says(State::Problem, |answer| answer.code = Some("installation_claimed".to_owned()));
    ask(&t).await;
    assert_eq!(report(&t).await["waiting"], 1);
    assert!(authority.script().usage.is_empty());
}
