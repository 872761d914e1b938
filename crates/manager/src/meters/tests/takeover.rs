//! Usage from before anything was counted here.

use licentia_core::month::Month;
use licentia_platform::access::{Granted, ManageLicences, View};
use licentia_platform::by::By;
use serde_json::json;

use super::{event, metered, months_ago, send};
use crate::meters::{PastUse, run_due, take_over};
use crate::stories;
use crate::testing::TestManager;

stories!(usage_from_before_is_taken_over_once_and_closed);

fn past(meter: &str, day: &str, used: u64) -> PastUse {
    PastUse { meter: format!("acme.{meter}"), day: day.parse().unwrap(), events: 4, used }
}

async fn usage_from_before_is_taken_over_once_and_closed(t: TestManager) {
    metered(&t).await;
    let granted = Granted::<ManageLicences>::to_the_server(By::setup(), t.scope);
    // Today is 21 November.
    let nonsense = [
        past("nothing", "2026-09-01", 1),
        past("sum", "2026-11-01", 1),
        past("sum", "2026-12-01", 1),
        past("sum", "2026-09-01", u64::MAX),
    ];
    for wrong in nonsense {
        let refusal = take_over(&t.manager, &granted, vec![wrong.clone()]).await.expect_err("refused");
        assert_eq!((refusal.status, &*refusal.code), (422, "invalid"), "{wrong:?}");
    }
    let days = vec![
        past("sum", "2026-08-03", 70),
        past("sum", "2026-08-04", 50),
        past("sum", "2026-10-31", 30),
        past("level", "2026-08-31", 7),
        past("maximum", "2026-10-02", 9),
    ];
    let twice = days.iter().chain(&days[..1]).cloned().collect();
    assert!(take_over(&t.manager, &granted, twice).await.is_err());
    assert_eq!(take_over(&t.manager, &granted, days.clone()).await.unwrap().value, 5);
    let refusal = take_over(&t.manager, &granted, days).await.expect_err("once");
    assert_eq!(refusal.status, 422);

    run_due(&t.manager).await.unwrap();
    let august = months_ago(&t, "sum", 3).await;
    assert_eq!((august.used, august.events, august.allowance, august.overage), (120, 8, 100, 20));
    assert!(august.closed && months_ago(&t, "sum", 2).await.closed, "with no gap between them");
    let level = months_ago(&t, "level", 1).await;
    assert_eq!((level.used, level.closed), (7, true), "it stood there on 1 October too");
    assert!(!months_ago(&t, "sum", 0).await.closed);

    // From then on it is counted as ever: also late, on a day that was taken over.
    let late = event(&t, "late", "sum", 21, json!({"quantity": 5}));
    assert_eq!(send(&t, &[late]).await, ["late"]);
    run_due(&t.manager).await.unwrap();
    assert_eq!(months_ago(&t, "sum", 1).await.used, 35);
    let viewing = Granted::<View>::to_the_server(By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &viewing).await.unwrap().is_sound());
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(Month::of(at.day().today).to_string(), "2026-11");
}
