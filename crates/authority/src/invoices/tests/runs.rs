//! Drawing up for everybody: what one customer does, or leaves undone, harms no other.

use std::convert::identity;

use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::Figure;
use serde_json::json;

use super::{DAY_MS, House, SERIAL, customer, emails, house, lines, one, run_due};

both_databases!(identity;
    nonsense_of_one_customer_keeps_nobody_else_from_being_invoiced,
    who_reports_nothing_is_named,
    drawing_up_an_earlier_month_takes_nothing_off_a_draft,
);

async fn nonsense_of_one_customer_keeps_nobody_else_from_being_invoiced(backend: Backend) {
    let h = house(backend).await;
    // Each of these months is an amount of its own, and all of them together are none.
    for (n, month) in [(1, "2026-07"), (2, "2026-08"), (3, "2026-09")] {
        h.used(n, month, i64::MAX as u64).await;
    }
    h.used(4, "2026-10", 9_000).await;
    let (other, package) = customer(&h.t, "1600065823", 9).await;
    other.report(&h.t, vec![emails(1, "2026-10", 9_000, &package)]).await;
    assert!(run_due(&h.t.authority).await.unwrap());
    assert!(!run_due(&h.t.authority).await.unwrap(), "the month is done");
    let drafts = h.get("?state=draft").await["items"].as_array().unwrap().clone();
    let total =
        |serial: &str| drafts.iter().find(|draft| draft["customer"] == serial).unwrap()["total"].as_i64();
    assert_eq!((total("1600065823"), total(SERIAL).is_some()), (Some(1_470), true));
    let run = h.post("/draft", json!({"month": "2026-10"})).await.json();
    assert_eq!((run["unchanged"].as_u64(), run["obstructions"].as_array().map(Vec::len)), (Some(2), Some(1)));
    let told = &run["obstructions"][0];
    assert_eq!(
        (told["code"].as_str(), told["customer"].as_str(), told["meter"].as_str()),
        (Some("amount_too_large"), Some(SERIAL), Some("emails"))
    );
    // What is left is issued as it stands; a correction makes the rest what it was.
    for draft in &drafts {
        h.issued(draft["id"].as_str().unwrap()).await;
    }
    h.used(5, told["month"].as_str().unwrap(), 9_000).await;
    let rest = h.invoiced("2026-10").await;
    assert_eq!(lines(&rest), one(told["month"].as_str().unwrap(), 3, "14.70"));
}

/// Who told nothing of a month, as drawing up its drafts says.
async fn silent(h: &House, month: &str) -> Vec<String> {
    let run = h.post("/draft?dry_run=true", json!({"month": month})).await.json();
    let all = run["obstructions"].as_array().unwrap().iter();
    let told = all.filter(|one| one["code"] == "not_reported" && one["month"] == month && one["meter"] == "");
    told.map(|one| one["customer"].as_str().unwrap().to_owned()).collect()
}

async fn who_reports_nothing_is_named(backend: Backend) {
    let h = house(backend).await;
    let other = "1600065823";
    let (installation, package) = customer(&h.t, other, 9).await;
    h.t.customer("1612233009", &[("server", 0)]).await;
    // Both packages are of November; nobody had one in October.
    assert_eq!(silent(&h, "2026-10").await, [""; 0]);
    assert_eq!(silent(&h, "2026-11").await, [""; 0], "it is not over");
    h.t.clock.advance_ms(13 * DAY_MS);
    assert_eq!(silent(&h, "2026-11").await, [""; 0], "4 December in UTC: it may still come");
    h.t.clock.advance_ms(DAY_MS);
    assert_eq!(silent(&h, "2026-11").await, [other, SERIAL], "who never had a package has nothing to tell");
    installation.report(&h.t, vec![Figure { used: 0, ..emails(1, "2026-11", 0, &package) }]).await;
    assert_eq!(silent(&h, "2026-11").await, [SERIAL], "nothing used is told, too");
    let page =
        h.t.form("/invoices/draft", &h.t.signed_in(&crate::access::RIGHTS).await, "month=2026-11").await;
    assert!(page.text().contains("nothing was reported"), "{}", page.text());
    h.used(1, "2026-11", 9_000).await;
    assert_eq!(silent(&h, "2026-11").await, [""; 0]);
}

async fn drawing_up_an_earlier_month_takes_nothing_off_a_draft(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-09", 9_000).await;
    h.used(2, "2026-10", 8_000).await;
    let id = h.drafted("2026-10").await;
    // Somebody looks at September once more, and the server brings it up to date after a correction.
    let run = h.post("/draft", json!({"month": "2026-09"})).await.json();
    assert_eq!(
        (run["drafted"].as_array().map(Vec::len), run["unchanged"].as_u64()),
        (Some(0), Some(1)),
        "{run}"
    );
    h.used(3, "2026-09", 10_000).await;
    let run = h.post("/draft", json!({"month": "2026-09"})).await.json();
    assert_eq!(
        (&run["drafted"][0]["id"], &run["drafted"][0]["month"]),
        (&json!(id), &json!("2026-10")),
        "{run}"
    );
    let draft = h.get(&format!("/{id}")).await;
    assert_eq!(lines(&draft), [one("2026-09", 4, "19.60"), one("2026-10", 2, "9.80")].concat());
    h.issued(&id).await;
}
