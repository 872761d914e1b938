//! Stories of days that begin.

use http::StatusCode;
use licentia_platform::ledger;

use crate::stories;
use crate::testing::{TestManager, row};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

stories!(
    a_row_ends_at_midnight_where_the_package_says,
    a_later_row_lets_those_who_wait_in,
    days_without_anything_are_quiet,
    an_edited_assignment_does_not_stop_the_day
);

async fn an_edited_assignment_does_not_stop_the_day(t: TestManager) {
    t.activate(|package| {
        let mut short = row("map", 2);
        short.due = Some("2026-11-21".parse().unwrap());
        package.rows = vec![row("map", 1), short];
    })
    .await;
    for login in ["first", "second", "third"] {
        let user = t.user(login).await;
        t.assign(user, "acme.map").await;
    }
    t.place.tamper("UPDATE assignment SET grant_order = grant_order + 1 WHERE user_no = 2");
    t.pass_ms(DAY_MS).await;
    assert_eq!(t.get("/api/v1/checks/third/acme.map").await.1["code"], "tampered");
    assert_eq!(t.get("/api/v1/checks/second/acme.map").await.1["code"], "no_seat");
    assert_eq!(t.get("/api/v1/checks/first/acme.map").await.1["code"], "granted");
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.installation().day, at.day().today, "the day is in the chain");
}

/// Proof of the house: a day change over a row's end. Three hold a module of three; from tomorrow on there is one seat.
async fn a_row_ends_at_midnight_where_the_package_says(t: TestManager) {
    t.activate(|package| {
        let mut short = row("map", 2);
        short.due = Some("2026-11-21".parse().unwrap());
        package.rows = vec![row("map", 1), short];
    })
    .await;
    for login in ["first", "second", "third"] {
        let user = t.user(login).await;
        t.assign(user, "acme.map").await;
    }
    // 22.59 in Stockholm, where the package counts its days: an hour before midnight there, two before midnight UTC.
    t.pass_ms(10 * 60 * 60 * 1_000 - 60_000).await;
    let (_, before) = t.get("/api/v1/checks/third/acme.map").await;
    assert_eq!(before["code"], "granted", "{before}");
    t.pass_ms(61 * 60_000).await;
    let (status, after) = t.get("/api/v1/checks/third/acme.map").await;
    assert_eq!(
        (status, &after["code"], &after["waiting"]),
        (StatusCode::OK, &"no_seat".into(), &true.into()),
        "{after}"
    );
    assert_eq!(t.get("/api/v1/checks/second/acme.map").await.1["code"], "no_seat");
    assert_eq!(t.get("/api/v1/checks/first/acme.map").await.1["code"], "granted");
    let scope = t.scope;
    let entries = t
        .manager
        .db()
        .read(move |r| Ok(ledger::entries_before(r, scope, i64::MAX as u64, 1)?))
        .await
        .unwrap();
    assert_eq!((entries[0].kind.as_str(), entries[0].members), ("day.changed", 2));
    assert!(t.manager.db().read(move |r| ledger::verify(r, scope)).await.unwrap().is_sound());
}

async fn a_later_row_lets_those_who_wait_in(t: TestManager) {
    t.activate(|package| {
        let (mut short, mut later) = (row("map", 2), row("map", 5));
        short.due = Some("2026-11-21".parse().unwrap());
        later.start = Some("2026-11-24".parse().unwrap());
        package.rows = vec![short, later];
    })
    .await;
    for login in ["first", "second"] {
        let user = t.user(login).await;
        t.assign(user, "acme.map").await;
    }
    t.pass_ms(DAY_MS).await;
    // Nothing is in force on the 22nd: both wait.
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.users().filter(|user| user.waits()).count(), 2);
    t.pass_ms(DAY_MS).await;
    t.manager.snapshot(t.scope).await.unwrap();
    t.pass_ms(DAY_MS).await;
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(at.users().filter(|user| user.waits()).count(), 0, "the seats of the 24th heal both");
    assert_eq!(t.get("/api/v1/checks/second/acme.map").await.1["code"], "granted");
}

async fn days_without_anything_are_quiet(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 1)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.map").await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    t.pass_ms(DAY_MS).await;
    let after = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((after.revision(), after.day().today.to_string()), (before + 1, "2026-11-22".to_owned()));
    // A clock set back does not take the day back (rule 20).
    t.clock.set_ms(licentia_platform::testing::NOON_MS);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().day().today.to_string(), "2026-11-22");
    // A clock that jumps ahead is not believed.
    t.clock.set_ms(licentia_platform::testing::NOON_MS + 400 * DAY_MS);
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().day().today.to_string(), "2026-11-22");
}
