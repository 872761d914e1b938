//! From an order to a package, by hand and by rule.

use std::convert::identity;

use http::StatusCode;
use licentia_core::prices::Wanted;
use licentia_platform::access::Right;
use licentia_platform::by::By;
use licentia_platform::db::{Backend, Write};
use licentia_platform::testing::both_databases;
use serde_json::{Value, json};

use super::{Orderer, Origin, Placing, State, place_in, run_due};
use crate::customers;
use crate::testing::installation::TestInstallation;
use crate::testing::{Answer, TestAuthority};

both_databases!(identity;
    an_order_says_what_it_costs_and_waits_for_somebody,
    approving_signs_the_next_package_once,
    a_rule_approves_up_to_its_limit_and_no_further,
    what_somebody_sold_meanwhile_stays_sold,
    what_is_given_back_takes_nothing_that_was_sold_meanwhile,
    a_refusal_has_a_reason_and_changes_nothing,
    nothing_is_approved_by_rule_while_there_is_a_hold,
    what_cannot_be_ordered_says_why,
    differences_count_from_what_was_agreed,
    the_pages_show_what_waits,
    while_an_order_waits_the_manager_asks_again_soon,
    orders_of_many_at_once_stay_within_the_limit,
    an_order_whose_server_died_is_approved_all_the_same,
);

const SERIAL: &str = "1801852599";

async fn house(backend: Backend) -> (TestAuthority, String) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("online-web-services", 0), ("ten-sales", 24)]).await;
    let token = t.full_token().await;
    (t, token)
}

async fn agree(t: &TestAuthority, token: &str, limit: Option<u64>) {
    let terms = json!({"term": {"began": "2026-03-28", "months": 12}, "order_limit": limit});
    let put = t.api("PUT", &format!("/api/v1/customers/{SERIAL}/terms"), token, terms).await;
    assert_eq!(put.status, StatusCode::OK, "{}", put.text());
}

fn more(units: i64) -> Value {
    json!({"serial": SERIAL, "licences": [{"module": "ten-sales", "more": units}], "reference": "PO-1",
        "ordered_by": {"name": "Anna Berg", "email": "anna@berg.example"}})
}

async fn place(t: &TestAuthority, token: &str, body: Value) -> Value {
    let placed = t.api("POST", "/api/v1/orders", token, body).await;
    assert_eq!(placed.status, StatusCode::CREATED, "{}", placed.text());
    placed.json()
}

async fn decide(t: &TestAuthority, token: &str, order: &Value, what: &str, body: Value) -> Answer {
    let path = format!("/api/v1/orders/{}/{what}", order["id"].as_str().unwrap());
    t.api("POST", &path, token, body).await
}

/// How many of the plan the customer owns.
async fn owned(t: &TestAuthority, token: &str) -> u64 {
    let customer = t.api("GET", &format!("/api/v1/customers/{SERIAL}"), token, Value::Null).await.json();
    let lines = customer["licences"].as_array().unwrap().iter().filter(|line| line["module"] == "ten-sales");
    lines.map(|line| line["quantity"].as_u64().unwrap()).sum()
}

async fn an_order_says_what_it_costs_and_waits_for_somebody(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, None).await;
    let preview = t.api("POST", "/api/v1/orders?dry_run=true", &token, more(10)).await.json();
    assert_eq!((&preview["waits"], &preview["term_ends"]), (&json!("no_limit"), &json!("2027-03-27")));
    // 127 of 365 days of twelve months of ten seats at 59.00.
    assert_eq!(preview["quote"]["per_month"], 59_000);
    assert_eq!(preview["quote"]["now"], 246_345);
    let mut body = more(10);
    body["seen"] = preview["digest"].clone();
    let order = place(&t, &token, body.clone()).await;
    assert_eq!(
        (&order["state"], &order["waits"], &order["number"]),
        (&json!("waiting"), &json!("no_limit"), &json!(1))
    );
    assert_eq!(order["quote"], preview["quote"]);
    assert_eq!(owned(&t, &token).await, 24, "nothing happens before somebody decides");
    body["seen"] = json!("another");
    let changed = t.api("POST", "/api/v1/orders", &token, body).await;
    assert_eq!(changed.code(), "order_changed");
    let waiting = t.api("GET", "/api/v1/orders?state=waiting", &token, Value::Null).await.json();
    assert_eq!((&waiting["total"], &waiting["items"][0]["id"]), (&json!(1), &order["id"]));
    let none = t.api("GET", "/api/v1/orders?customer=1000000000", &token, Value::Null).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

async fn approving_signs_the_next_package_once(backend: Backend) {
    let (t, token) = house(backend).await;
    let order = place(&t, &token, more(10)).await;
    let (one, two) = tokio::join!(
        decide(&t, &token, &order, "approve", json!({"reason": "by telephone"})),
        decide(&t, &token, &order, "approve", json!({})),
    );
    let (done, late) = if one.status == StatusCode::OK { (one, two) } else { (two, one) };
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!((late.status, late.code().as_str()), (StatusCode::CONFLICT, "order_decided"));
    let done = done.json();
    assert_eq!((&done["state"], &done["by_rule"]), (&json!("approved"), &json!(false)));
    let path = format!("/api/v1/packages/{}", done["package"].as_str().unwrap());
    let package = t.api("GET", &path, &token, Value::Null).await.json();
    assert_eq!(package["sequence"], 1);
    assert_eq!(owned(&t, &token).await, 34);
}

async fn a_rule_approves_up_to_its_limit_and_no_further(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, Some(100_000)).await;
    let first = place(&t, &token, more(10)).await;
    assert_eq!((&first["state"], &first["by_rule"]), (&json!("approved"), &json!(true)), "{first}");
    assert_eq!(first["decided_by"], "system:orders");
    let second = place(&t, &token, more(10)).await;
    assert_eq!((&second["state"], &second["waits"]), (&json!("waiting"), &json!("over_limit")), "{second}");
    let third = place(&t, &token, more(4)).await;
    assert_eq!(third["state"], "approved", "41,000 are left: {third}");
    // In another month the limit is another.
    t.clock.advance_ms(11 * 86_400_000);
    assert_eq!(place(&t, &token, more(10)).await["state"], "approved");
    assert_eq!(owned(&t, &token).await, 24 + 10 + 4 + 10);
}

async fn what_somebody_sold_meanwhile_stays_sold(backend: Backend) {
    let (t, token) = house(backend).await;
    let order = place(&t, &token, more(10)).await;
    let licences = json!([{"module": "server"}, {"module": "online-web-services"}, {"module": "ten-sales", "quantity": 30}]);
    let sold =
        t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, json!({"licences": licences})).await;
    assert_eq!(sold.status, StatusCode::OK, "{}", sold.text());
    let cookie = t.signed_in(&crate::access::RIGHTS).await;
    let page = t.page(&format!("/orders/{}", order["id"].as_str().unwrap()), &cookie).await.text();
    assert!(page.contains("owns something else by now"), "{page}");
    assert_eq!(decide(&t, &token, &order, "approve", json!({})).await.status, StatusCode::OK);
    assert_eq!(owned(&t, &token).await, 40);
}

async fn what_is_given_back_takes_nothing_that_was_sold_meanwhile(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, None).await;
    let fewer = json!({"serial": SERIAL, "licences": [
        {"module": "ten-sales", "quantity": 20}, {"module": "ten-marketing", "more": 3}]});
    let waits = place(&t, &token, fewer).await;
    assert_eq!(waits["state"], "waiting", "{waits}");
    let ten_more = place(&t, &token, more(10)).await;
    assert_eq!(decide(&t, &token, &ten_more, "approve", json!({})).await.status, StatusCode::OK);
    assert_eq!(decide(&t, &token, &waits, "approve", json!({})).await.status, StatusCode::OK);
    let path = format!("/api/v1/customers/{SERIAL}/terms");
    let then = async || t.api("GET", &path, &token, Value::Null).await.json()["term"]["at_renewal"].clone();
    assert_eq!((owned(&t, &token).await, then().await), (34, json!({"ten-sales": 30})));
    // Sold by the desk, after the approval; and what the terms say may be said again.
    sold(&t, &token, 40).await;
    assert_eq!(then().await, json!({"ten-sales": 36}));
    let terms = json!({"term": {"began": "2026-03-28", "months": 12, "at_renewal": {"ten-sales": 36}}});
    assert_eq!(t.api("PUT", &path, &token, terms).await.status, StatusCode::OK);
    sold(&t, &token, 41).await;
    assert_eq!(then().await, json!({"ten-sales": 37}));
    // Taken away by the desk: not once more.
    sold(&t, &token, 22).await;
    assert_eq!(then().await, json!({"ten-sales": 20}));
    sold(&t, &token, 50).await;
    t.clock.advance_ms(100 * 86_400_000);
    let renewed = t.api("POST", "/api/v1/renewals", &token, Value::Null).await.json();
    let path = format!("/api/v1/packages/{}", renewed["renewed"][0]["package"].as_str().unwrap_or_default());
    assert_eq!(t.api("GET", &path, &token, Value::Null).await.status, StatusCode::OK, "{renewed}");
    let customer = t.api("GET", &format!("/api/v1/customers/{SERIAL}"), &token, Value::Null).await.json();
    let next = customer["licences"].as_array().unwrap().iter();
    let next: Vec<_> =
        next.filter(|line| line["module"] == "ten-sales" && line["start"] == "2027-03-28").collect();
    assert_eq!((next.len(), &next[0]["quantity"]), (1, &json!(46)), "{customer}");
}

/// The desk writes down how many there are.
async fn sold(t: &TestAuthority, token: &str, units: u32) {
    let licences = json!([{"module": "server"}, {"module": "online-web-services"}, {"module": "ten-marketing", "quantity": 3},
        {"module": "ten-sales", "quantity": units}]);
    let sold =
        t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), token, json!({"licences": licences})).await;
    assert_eq!(sold.status, StatusCode::OK, "{}", sold.text());
}

async fn differences_count_from_what_was_agreed(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, None).await;
    let lines = |lines: Value| json!({"serial": SERIAL, "licences": lines});
    for (wrong, path) in [
        (json!([{"module": "ten-sales", "more": 1}, {"module": "ten-sales", "more": 2}]), "licences[1]"),
        (json!([{"module": "ten-sales", "more": -30}]), "licences[0]"),
    ] {
        let refused = t.api("POST", "/api/v1/orders", &token, lines(wrong)).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (422, "invalid"),
            "{}",
            refused.text()
        );
        assert_eq!(refused.json()["path"], path);
    }
    let fewer = place(&t, &token, lines(json!([{"module": "ten-sales", "quantity": 20}]))).await;
    assert_eq!(fewer["state"], "approved");
    let nothing = t.api("POST", "/api/v1/orders", &token, more(0)).await;
    assert_eq!(nothing.code(), "nothing_changes", "what is agreed for the renewal stays");
    let again = place(&t, &token, more(-2)).await;
    assert_eq!(again["quote"]["lines"][0]["to"], 18, "two fewer than the twenty that are left: {again}");
    let added = t.api("POST", "/api/v1/orders?dry_run=true", &token, more(3)).await.json();
    assert_eq!(added["quote"]["lines"][0]["to"], 27, "three more than today: {added}");
    let called = lines(json!([{"module": "superoffice.ten-sales", "more": -1}]));
    let whole = t.api("POST", "/api/v1/orders?dry_run=true", &token, called).await.json();
    let line = &whole["quote"]["lines"][0];
    assert_eq!(
        (&line["module"], &line["to"]),
        (&json!("ten-sales"), &json!(17)),
        "by its whole name: {whole}"
    );
}

async fn a_refusal_has_a_reason_and_changes_nothing(backend: Backend) {
    let (t, token) = house(backend).await;
    let order = place(&t, &token, more(10)).await;
    assert_eq!(decide(&t, &token, &order, "refuse", json!({})).await.code(), "reason_needed");
    // It stands in the ledger for good: neither decision takes a book.
    for decision in ["approve", "refuse"] {
        let long = decide(&t, &token, &order, decision, json!({"reason": "x".repeat(1_001)})).await;
        assert_eq!((long.status.as_u16(), long.code().as_str()), (422, "text_too_long"), "{decision}");
    }
    let refused = decide(&t, &token, &order, "refuse", json!({"reason": "Credit check"})).await.json();
    assert_eq!((&refused["state"], &refused["reason"]), (&json!("refused"), &json!("Credit check")));
    assert_eq!(decide(&t, &token, &order, "approve", json!({})).await.code(), "order_decided");
    assert_eq!(owned(&t, &token).await, 24);
}

async fn nothing_is_approved_by_rule_while_there_is_a_hold(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, Some(1_000_000)).await;
    let hold = json!({"hold": {"en": "Payment is missing."}});
    t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, hold).await;
    assert_eq!(place(&t, &token, more(1)).await["waits"], "on_hold");
}

async fn what_cannot_be_ordered_says_why(backend: Backend) {
    let (t, token) = house(backend).await;
    for (licences, code) in [
        (json!([]), "nothing_changes"),
        (json!([{"module": "quote-cal", "quantity": 3}]), "not_sold"),
        (json!([{"module": "suite2-core", "quantity": 3}]), "not_sold"),
        (json!([{"module": "ten-sales", "quantity": 3}]), "no_term"),
        (json!([{"module": "ten-sales", "quantity": 3_000_000}]), "too_many_units"),
        (json!([{"module": "ten-sales", "quantity": 3, "more": 3}]), "invalid"),
        (json!([{"module": "ten-sales"}]), "invalid"),
    ] {
        let body = json!({"serial": SERIAL, "licences": licences});
        let refused = t.api("POST", "/api/v1/orders", &token, body).await;
        assert_eq!(refused.code(), code, "{}", refused.text());
    }
    let up = json!({"serial": SERIAL, "suite": "growth"});
    assert_eq!(t.api("POST", "/api/v1/orders", &token, up).await.code(), "suite_not_above");
    let nowhere = json!({"serial": "1999999999", "licences": []});
    assert_eq!(t.api("POST", "/api/v1/orders", &token, nowhere).await.status, StatusCode::NOT_FOUND);
    let long = json!({"serial": SERIAL, "licences": [{"module": "ten-sales", "more": 1}], "reference": "x".repeat(101)});
    assert_eq!(t.api("POST", "/api/v1/orders", &token, long).await.code(), "text_too_long");
}

async fn the_pages_show_what_waits(backend: Backend) {
    let (t, token) = house(backend).await;
    let cookie = t.signed_in(&crate::access::RIGHTS).await;
    let show = |path: String| {
        let (t, cookie) = (&t, &cookie);
        async move {
            let mut page = String::new();
            for lang in ["sv", "en"] {
                let sign = if path.contains('?') { '&' } else { '?' };
                page = t.page(&format!("{path}{sign}lang={lang}"), cookie).await.text();
                assert!(!page.contains('⟦'), "{path} in {lang}: {page}");
            }
            page
        }
    };
    assert!(show("/orders".to_owned()).await.contains("No order waits"));
    let order = place(&t, &token, more(10)).await;
    let one = format!("/orders/{}", order["id"].as_str().unwrap());
    assert!(show("/orders".to_owned()).await.contains("+10 Sales Premium"));
    assert!(show(one.clone()).await.contains("may order nothing by itself"));
    assert!(show(format!("/customers/{SERIAL}")).await.contains("Order no. 1"));
    let nothing = t.form(&format!("{one}/refuse"), &cookie, "reason=+").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(show(format!("{one}/refuse")).await.contains("The customer reads it"));
    let approved = t.form(&format!("{one}/approve"), &cookie, "").await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
    assert!(show(one.clone()).await.contains("The package that it brought"));
    let again = t.form(&format!("{one}/approve"), &cookie, "").await;
    assert!(again.status == StatusCode::CONFLICT && again.text().contains("order_decided"));
    assert!(show("/orders?show=all".to_owned()).await.contains("Approved"));
    let looks = t.token(&[Right::View]).await;
    assert_eq!(t.api("POST", "/api/v1/orders", &looks, more(1)).await.status, StatusCode::FORBIDDEN);
}

async fn while_an_order_waits_the_manager_asks_again_soon(backend: Backend) {
    let (t, token) = house(backend).await;
    let mut installation = TestInstallation::new(&t, 7, SERIAL);
    assert_eq!(installation.ask(&t).await.next_check_s, 86_400);
    let order = place(&t, &token, more(1)).await;
    installation.revision += 1;
    assert_eq!(installation.ask(&t).await.next_check_s, 300);
    decide(&t, &token, &order, "approve", json!({})).await;
    installation.revision += 1;
    let told = installation.ask(&t).await;
    assert_eq!((told.next_check_s, told.package.as_ref().map(|offer| offer.sequence)), (3_600, Some(1)));
}

async fn an_order_whose_server_died_is_approved_all_the_same(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, Some(100_000)).await;
    let placed = |units: u32| {
        let units = [("ten-sales".to_owned(), units)].into();
        let by = Orderer { name: "Anna Berg".to_owned(), email: None };
        let placing = Placing { reference: None, by, origin: Origin::Store, seen: None };
        (Wanted { suite: None, units }, placing)
    };
    // What a request does before the rule gets its turn, and nothing after it.
    let cut_off = async |units| {
        let (wanted, placing) = placed(units);
        let current = t.authority.catalogue().await.unwrap();
        let no = customers::scope_of(&t.authority, SERIAL).await.unwrap();
        let write = move |w: &mut Write<'_>| {
            let customer = customers::found(w, SERIAL)?;
            place_in(w, &customer, &current.file.catalogue, &wanted, placing)
        };
        t.authority.db().write(no, &By::system("test"), write).await.unwrap().value
    };
    let (first, second) = (cut_off(30).await, cut_off(40).await);
    assert_eq!((first.state, first.waits), (State::Waiting, None));
    run_due(&t.authority).await.unwrap();
    assert_eq!(owned(&t, &token).await, 24, "it may be under way elsewhere");
    t.clock.advance_ms(120_000);
    run_due(&t.authority).await.unwrap();
    assert_eq!(owned(&t, &token).await, 30);
    let waiting = t.api("GET", "/api/v1/orders?state=waiting", &token, Value::Null).await.json();
    let left = &waiting["items"][0];
    assert_eq!(
        (&waiting["total"], &left["id"], &left["waits"]),
        (&json!(1), &json!(second.id), &json!("over_limit"))
    );
}

async fn orders_of_many_at_once_stay_within_the_limit(backend: Backend) {
    let (t, token) = house(backend).await;
    agree(&t, &token, Some(5 * 5_900)).await;
    let all = (0..12).map(|_| t.api("POST", "/api/v1/orders", &token, more(1)));
    let placed: Vec<Value> = futures_all(all).await.iter().map(Answer::json).collect();
    let approved = placed.iter().filter(|order| order["state"] == "approved").count();
    assert_eq!(approved, 5, "{placed:?}");
    assert_eq!(owned(&t, &token).await, 29);
    let numbers: std::collections::BTreeSet<u64> =
        placed.iter().map(|order| order["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=12).collect());
}

/// All of these at once.
async fn futures_all<F: Future<Output = Answer>>(all: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut running: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<Answer>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (place, future) in done.iter_mut().zip(&mut running) {
            if place.is_none()
                && let std::task::Poll::Ready(answer) = future.as_mut().poll(context)
            {
                *place = Some(answer);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
