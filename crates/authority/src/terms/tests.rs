//! Terms begin, end and renew themselves.

use std::convert::identity;

use http::StatusCode;
use licentia_core::licence::Quantity;
use licentia_core::package::Package;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::package::verify;
use serde_json::{Value, json};

use super::run_due;
use crate::testing::TestAuthority;

both_databases!(identity;
    a_subscription_is_renewed_in_time_and_once,
    a_reduction_stands_as_old_and_new_dated_rows,
    whoever_does_not_renew_or_is_on_hold_is_left_alone,
    terms_that_cannot_be_are_refused,
    a_term_is_not_ended_by_leaving_it_out,
    a_year_of_monthly_terms_has_no_gap,
    the_form_says_what_was_agreed,
    terms_from_before_a_renewal_do_not_renew_it_again,
    those_that_cannot_be_renewed_are_in_nobodys_way,
);

const SERIAL: &str = "1801852599";
const DAY_MS: i64 = 86_400_000;

async fn house(backend: Backend) -> (TestAuthority, String) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("online-web-services", 0), ("ten-sales", 24)]).await;
    let token = t.full_token().await;
    let dates = json!({"dates": {"expiry": "2027-01-20", "grace": "2027-02-01"}});
    t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, dates).await;
    (t, token)
}

async fn agree(t: &TestAuthority, token: &str, term: Value) -> crate::testing::Answer {
    t.api("PUT", &format!("/api/v1/customers/{SERIAL}/terms"), token, json!({"term": term})).await
}

async fn a_term_is_not_ended_by_leaving_it_out(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12})).await;
    let path = format!("/api/v1/customers/{SERIAL}/terms");
    let empty = t.api("PUT", &path, &token, json!({})).await;
    assert_eq!((empty.status.as_u16(), empty.code().as_str()), (422, "missing_field"), "{}", empty.text());
    assert_eq!(term(&t, &token).await["months"], 12);
    assert_eq!(agree(&t, &token, Value::Null).await.status, StatusCode::OK);
    assert_eq!(term(&t, &token).await, Value::Null);
}

async fn term(t: &TestAuthority, token: &str) -> Value {
    t.api("GET", &format!("/api/v1/customers/{SERIAL}/terms"), token, Value::Null).await.json()["term"]
        .clone()
}

async fn package(t: &TestAuthority, token: &str, id: &str) -> Package {
    let file = t.api("GET", &format!("/api/v1/packages/{id}/file"), token, Value::Null).await;
    verify(&file.bytes, &t.authority.signer().unwrap().trust).unwrap().into_inner()
}

async fn a_subscription_is_renewed_in_time_and_once(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12, "notice": 30})).await;
    assert_eq!(term(&t, &token).await["due"], "2026-12-22");
    assert!(run_due(&t.authority).await.unwrap().renewed.is_empty(), "its day has not come");
    t.clock.advance_ms(31 * DAY_MS);
    let (one, two) = tokio::join!(run_due(&t.authority), run_due(&t.authority));
    let renewed: Vec<_> = one.unwrap().renewed.into_iter().chain(two.unwrap().renewed).collect();
    assert_eq!(renewed.len(), 1, "two servers, one renewal");
    let signed = package(&t, &token, &renewed[0].id).await;
    assert_eq!(signed.dates.expiry.unwrap().to_string(), "2028-01-20");
    assert_eq!(signed.dates.grace.unwrap().to_string(), "2028-02-01");
    let now = term(&t, &token).await;
    assert_eq!((&now["began"], &now["ends"]), (&json!("2027-01-21"), &json!("2028-01-20")));
    assert_eq!(now["due"], "2027-12-22");
    let again = t.api("POST", "/api/v1/renewals", &token, Value::Null).await.json();
    assert_eq!(again, json!({"renewed": [], "failed": []}));
}

async fn a_reduction_stands_as_old_and_new_dated_rows(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12})).await;
    let order = json!({"serial": SERIAL, "licences": [{"module": "ten-sales", "quantity": 20}]});
    let placed = t.api("POST", "/api/v1/orders", &token, order).await.json();
    assert_eq!((&placed["state"], &placed["package"]), (&json!("approved"), &Value::Null), "{placed}");
    t.clock.advance_ms(31 * DAY_MS);
    let renewed = t.api("POST", "/api/v1/renewals", &token, Value::Null).await.json();
    let signed = package(&t, &token, renewed["renewed"][0]["package"].as_str().unwrap()).await;
    let rows: Vec<_> = signed.rows.iter().filter(|row| row.module == "ten-sales").collect();
    let told = |day: &Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let rows: Vec<_> = rows.iter().map(|row| (row.quantity, told(&row.start), told(&row.due))).collect();
    assert_eq!(
        rows,
        [
            (Quantity::Count(24), String::new(), "2027-01-20".to_owned()),
            (Quantity::Count(20), "2027-01-21".to_owned(), String::new()),
        ]
    );
    let quote = signed.rows.iter().filter(|row| row.module == "user").map(|row| row.quantity);
    assert_eq!(quote.collect::<Vec<_>>(), [Quantity::Count(24), Quantity::Count(20)], "hidden ones follow");
    assert_eq!(term(&t, &token).await["at_renewal"], json!({}));
}

async fn whoever_does_not_renew_or_is_on_hold_is_left_alone(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12, "renews": false})).await;
    t.clock.advance_ms(31 * DAY_MS);
    assert!(run_due(&t.authority).await.unwrap().renewed.is_empty());
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12})).await;
    let path = format!("/api/v1/customers/{SERIAL}");
    t.api("PATCH", &path, &token, json!({"hold": {"en": "Payment is missing."}})).await;
    assert!(run_due(&t.authority).await.unwrap().renewed.is_empty());
    t.api("PATCH", &path, &token, json!({"hold": {}})).await;
    assert_eq!(run_due(&t.authority).await.unwrap().renewed.len(), 1, "late, and all the same");
}

async fn terms_that_cannot_be_are_refused(backend: Backend) {
    let (t, token) = house(backend).await;
    for (new, code) in [
        (json!({"months": 0}), "term_invalid"),
        (json!({"months": 121}), "term_invalid"),
        (json!({"months": 12, "period": 13}), "term_invalid"),
        (json!({"months": 12, "period": 0}), "term_invalid"),
        (json!({"months": 12, "notice": 367}), "term_invalid"),
        (json!({"months": 1, "notice": 32}), "term_invalid"),
        (json!({"months": 12, "began": "2020-01-01"}), "term_over"),
        (json!({"months": 12, "at_renewal": {"nothing": 1}}), "not_sold"),
    ] {
        let refused = agree(&t, &token, new.clone()).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{new}"
        );
    }
    assert_eq!(term(&t, &token).await, Value::Null);
    // With all the notice there can be the next one is prepared at once, and none after it.
    agree(&t, &token, json!({"months": 1, "began": "2026-11-21", "notice": 31})).await;
    for renewed in [1, 0] {
        assert_eq!(run_due(&t.authority).await.unwrap().renewed.len(), renewed);
    }
}

async fn a_year_of_monthly_terms_has_no_gap(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, json!({"began": "2026-10-31", "months": 1, "notice": 5})).await;
    let mut began = Vec::new();
    for _ in 0..60 {
        for issued in run_due(&t.authority).await.unwrap().renewed {
            began.push((issued.sequence, term(&t, &token).await["began"].as_str().unwrap().to_owned()));
        }
        t.clock.advance_ms(3 * DAY_MS);
    }
    let told: Vec<(u64, &str)> = began.iter().map(|(sequence, day)| (*sequence, day.as_str())).collect();
    assert_eq!(
        told,
        [
            (1, "2026-11-30"),
            (2, "2026-12-31"),
            (3, "2027-01-31"),
            (4, "2027-02-28"),
            (5, "2027-03-31"),
            (6, "2027-04-30"),
            (7, "2027-05-31")
        ]
        .into_iter()
        .take(told.len())
        .collect::<Vec<_>>()
    );
    assert!(told.len() >= 6, "{told:?}");
}

async fn terms_from_before_a_renewal_do_not_renew_it_again(backend: Backend) {
    let (t, token) = house(backend).await;
    let former = json!({"began": "2026-01-21", "months": 12});
    agree(&t, &token, former.clone()).await;
    let path = format!("/api/v1/customers/{SERIAL}/terms");
    let before = t.api("GET", &path, &token, Value::Null).await;
    let etag = before.headers["etag"].to_str().unwrap().to_owned();
    let revision = etag.trim_matches('"');
    t.clock.advance_ms(31 * DAY_MS);
    assert_eq!(run_due(&t.authority).await.unwrap().renewed.len(), 1);
    let prepared = term(&t, &token).await;
    // A script that says what was agreed once more, with more to order; a form that stood open for weeks.
    let again = json!({"term": former, "order_limit": 50_000});
    let seen = t.api_with("PUT", &path, &token, again.clone(), &[("if-match", &etag)]).await;
    assert_eq!((seen.status.as_u16(), seen.code().as_str()), (412, "precondition_failed"));
    let blind = t.api("PUT", &path, &token, again).await;
    assert_eq!((blind.status.as_u16(), blind.code().as_str()), (422, "term_renewed"), "{}", blind.text());
    let cookie = t.signed_in(&crate::access::RIGHTS).await;
    let form = format!(
        "revision={revision}&subscribes=1&began=2026-01-21&months=12&period=12&notice=30&renews=1&limit=500"
    );
    let late = t.form(&format!("/customers/{SERIAL}/terms"), &cookie, &form).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "{}", late.text());
    assert!(run_due(&t.authority).await.unwrap().renewed.is_empty());
    assert_eq!(term(&t, &token).await, prepared);
    // What was given back meanwhile stays given back, for whoever does not speak of it; and what is seen may be changed.
    let order = json!({"serial": SERIAL, "licences": [{"module": "ten-sales", "quantity": 20}]});
    assert_eq!(t.api("POST", "/api/v1/orders", &token, order).await.status, StatusCode::CREATED);
    let now = t.api("GET", &path, &token, Value::Null).await;
    let etag = now.headers["etag"].to_str().unwrap().to_owned();
    let drawn = t.page(&format!("/customers/{SERIAL}/terms"), &cookie).await.text();
    assert!(drawn.contains(&format!("name=\"revision\" value=\"{}\"", etag.trim_matches('"'))), "{drawn}");
    let longer = json!({"term": {"began": "2027-01-21", "months": 24}});
    let changed = t.api_with("PUT", &path, &token, longer, &[("if-match", &etag)]).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
    assert_ne!(changed.headers["etag"], etag.as_str());
    assert_eq!(changed.json()["term"]["at_renewal"], json!({"ten-sales": 20}));
    assert_eq!(agree(&t, &token, json!({"began": "2026-01-21", "months": 12})).await.code(), "term_renewed");
    assert_eq!(
        agree(&t, &token, json!({"months": 12, "began": "2027-01-21", "at_renewal": {}})).await.status,
        StatusCode::OK
    );
    assert_eq!(term(&t, &token).await["at_renewal"], json!({}));
}

async fn those_that_cannot_be_renewed_are_in_nobodys_way(backend: Backend) {
    let (t, token) = house(backend).await;
    // More than are looked up at once, all due before the one that can be renewed.
    let others = ["1600065823", "1600065831", "1600065849", "1600065857", "1600065865"];
    for (n, serial) in others.into_iter().enumerate() {
        t.customer(serial, &[("server", 0), ("ten-sales", 3)]).await;
        let path = format!("/api/v1/customers/{serial}/terms");
        let began = format!("2026-01-1{n}");
        let put = t.api("PUT", &path, &token, json!({"term": {"began": began, "months": 12}})).await;
        assert_eq!(put.status, StatusCode::OK, "{}", put.text());
    }
    agree(&t, &token, json!({"began": "2026-01-21", "months": 12})).await;
    t.place()
        .tamper("UPDATE subscription_line SET module = 'gone' WHERE module = 'ten-sales' AND quantity = 3");
    t.clock.advance_ms(31 * DAY_MS);
    let done = run_due(&t.authority).await.unwrap();
    assert_eq!(done.renewed.iter().map(|issued| issued.serial.as_str()).collect::<Vec<_>>(), [SERIAL]);
    let failed: Vec<&str> = done.failed.iter().map(|(serial, _)| serial.as_str()).collect();
    assert_eq!(failed, others);
}

async fn the_form_says_what_was_agreed(backend: Backend) {
    let (t, token) = house(backend).await;
    let cookie = t.signed_in(&crate::access::RIGHTS).await;
    let path = format!("/customers/{SERIAL}/terms");
    for lang in ["sv", "en"] {
        let form = t.page(&format!("{path}?lang={lang}"), &cookie).await;
        assert!(form.status == StatusCode::OK && !form.text().contains('⟦'), "{}", form.text());
    }
    let wrong = "subscribes=1&began=2026-03-28&months=twelve&period=12&notice=30&renews=1&limit=500";
    let refused = t.form(&path, &cookie, wrong).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text().contains("twelve"));
    let right = "subscribes=1&began=2026-03-28&months=12&period=3&notice=30&renews=1&limit=1%C2%A0500%2C50";
    let agreed = t.form(&path, &cookie, right).await;
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text());
    let terms = t.api("GET", &format!("/api/v1{path}"), &token, Value::Null).await.json();
    assert_eq!(terms["order_limit"], 150_050);
    assert_eq!((&terms["term"]["ends"], &terms["term"]["period"]), (&json!("2027-03-27"), &json!(3)));
    let page = t.page(&format!("/customers/{SERIAL}?lang=en"), &cookie).await.text();
    assert!(page.contains("1,500.50") && page.contains("27 March 2027"), "{page}");
    assert!(page.contains("Billing period") && page.contains("for your own books"), "{page}");
    assert!(!page.contains("Invoiced"), "no invoice is made by it: {page}");
    t.form(&path, &cookie, "limit=").await;
    assert_eq!(term(&t, &token).await, Value::Null);
}
