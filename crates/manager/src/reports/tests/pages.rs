//! Stories of the pages *Counting* and *Who held what*.

use http::StatusCode;

use licentia_core::licence::{Counting, Row};

use super::{DAY_MS, rows};
use crate::testing::{TestManager, row, stories};

stories!(
    the_page_counts_a_day_and_leads_to_the_holders,
    what_is_counted_by_sessions_is_told_as_assigned,
    before_the_records_begin_nothing_is_claimed,
);

async fn what_is_counted_by_sessions_is_told_as_assigned(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![Row { counting: Counting::Concurrent, ..row("cad", 1) }, row("travel", 9)];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.cad").await;
    }
    let shown = page(&t, "/i/test/reports/counting").await;
    assert!(
        shown.contains("0 <span class=\"quiet small\">open · </span>")
            && shown.contains(">2</a> <span class=\"quiet small\">assigned</span>"),
        "two of one would be too many: {shown}"
    );
    assert_eq!(shown.matches(">assigned</span>").count(), 1, "{shown}");
    let csv = page(&t, "/i/test/reports/counting.csv").await;
    assert!(csv.contains(",module,acme.cad,0,1,concurrent,2\r\n"), "{csv}");
    assert!(csv.contains(",module,acme.travel,0,9,named,\r\n"), "{csv}");
    let (_, opened) =
        t.post("/api/v1/logins", serde_json::json!({"user": "anna", "client": "acme.cad"})).await;
    let cad = async |query: &str| {
        let (_, report) = t.get(&format!("/api/v1/reports/counting{query}")).await;
        let mut lines = report["modules"].as_array().unwrap().iter();
        let line = lines.rfind(|line| line["module"] == "acme.cad").unwrap();
        (line["in_use"].clone(), line["assigned"].clone(), line["total"].clone())
    };
    let (one, two): (serde_json::Value, serde_json::Value) = (1.into(), 2.into());
    assert_eq!(cad("").await, (one.clone(), two.clone(), one.clone()), "{opened}");
    // When the session has ended and the day is over, the most of that day is told.
    t.delete(&format!("/api/v1/sessions/{}", opened["session"].as_str().unwrap())).await;
    t.pass_ms(DAY_MS).await;
    assert_eq!(cad("").await, (0.into(), two.clone(), one.clone()));
    assert_eq!(cad("?at=2026-11-21").await, (one.clone(), two, one));
    let then = page(&t, "/i/test/reports/counting?at=2026-11-21").await;
    assert!(then.contains("1 <span class=\"quiet small\">open at most that day · </span>"), "{then}");
}

/// Of a time before the installation nobody says that nobody held anything.
async fn before_the_records_begin_nothing_is_claimed(t: TestManager) {
    t.activate(|package| package.rows = rows(20)).await;
    let day = "2026-10-12";
    let counted = page(&t, &format!("/i/test/reports/counting?at={day}")).await;
    assert!(counted.contains("The records of this installation begin on"), "{counted}");
    assert!(!counted.contains("was in force then"), "{counted}");
    let held = page(&t, &format!("/i/test/reports/holders?at={day}")).await;
    assert!(held.contains("The records of this installation begin on"), "{held}");
    assert!(!held.contains("Nobody held it") && !held.contains("0 users held it"), "{held}");
    let swedish = page(&t, &format!("/i/test/reports/holders?at={day}&lang=sv")).await;
    assert!(swedish.contains("Uppgifterna i den här installationen börjar den"), "{swedish}");
    let now = page(&t, "/i/test/reports/counting").await;
    assert!(!now.contains("is not known here") && now.contains("Records begin"), "{now}");
}

async fn page(t: &TestManager, path: &str) -> String {
    let (status, body) = t.get(path).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let text = body.as_str().unwrap().to_owned();
    assert!(!text.contains('⟦'), "a text is missing: {text}");
    text
}

async fn the_page_counts_a_day_and_leads_to_the_holders(t: TestManager) {
    assert!(page(&t, "/i/test/reports/counting").await.contains("No licences of users"));
    t.activate(|package| package.rows = rows(20)).await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    t.pass_ms(DAY_MS).await;
    t.recall_all(t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no()).await;
    t.pass_ms(1_000).await;
    let now = page(&t, "/i/test/reports/counting").await;
    assert!(now.contains("href=\"/i/test/reports/holders?module=acme.ten-sales\""), "{now}");
    assert!(now.contains("They are no count"), "the ceiling is labelled");
    let then = page(&t, "/i/test/reports/counting?at=2026-11-21&lang=sv").await;
    assert!(then.contains("holders?module=acme.ten-sales&amp;at=2026-11-21"), "{then}");
    assert!(then.contains("vid dagens slut"));
    let wrong = page(&t, "/i/test/reports/counting?at=2027-01-01").await;
    assert!(wrong.contains("This day is still to come") && wrong.contains("aria-invalid"), "{wrong}");
    let held = page(&t, "/i/test/reports/holders?module=acme.sale-cal&at=2026-11-21").await;
    assert!(
        held.contains("anna") && held.contains("2 users held it at the end of 21 November 2026"),
        "{held}"
    );
    assert!(held.contains("from ten-sales"), "through what: {held}");
    assert!(page(&t, "/i/test/reports/holders?module=acme.sale-cal").await.contains("1 user holds it now"));
    assert!(page(&t, "/i/test/reports/holders?q=zzz").await.contains("Nobody held it then"));
    let csv = page(&t, "/i/test/reports/counting.csv?at=2026-11-21").await;
    assert!(csv.starts_with("\u{feff}at,"), "{csv}");
    assert_eq!(page(&t, "/i/test/reports/holders.csv?at=2026-11-21").await.lines().count(), 3);
}
