//! Customers: found, created once, changed by those who may, and never under somebody else's eyes.

use std::convert::identity;

use http::StatusCode;
use licentia_platform::access::Right;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use serde_json::{Value, json};

use crate::testing::{LOOK, TestAuthority};

both_databases!(identity;
    a_serial_number_is_given_once,
    what_is_wrong_with_a_customer_is_listed,
    a_customer_without_a_serial_number_is_given_one,
    the_same_request_twice_makes_one_customer,
    nobody_writes_over_what_they_have_not_seen,
    what_could_never_be_issued_is_not_sold,
    a_blank_text_neither_holds_nor_releases,
    the_list_is_searched_sorted_and_paged,
    wrong_rights_are_refused,
    no_personal_data_stands_in_the_chain,
);

fn nordlys() -> Value {
    json!({"serial": "1801852599", "name": "Nordlys Trading AS", "zone": "europe/oslo", "country": "NO",
        "contact": "Ingrid Solberg", "licences": [{"module": "server"}, {"module": "ten-sales", "quantity": 21}],
        "dates": {"expiry": "2027-03-27", "grace": "2027-04-08"}})
}

async fn a_serial_number_is_given_once(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let created = t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    assert_eq!(created.json()["zone"], "Europe/Oslo");
    let again = t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    assert_eq!((again.status, again.code().as_str()), (StatusCode::CONFLICT, "serial_taken"));
    let shown = t.api("GET", "/api/v1/customers/1801852599", &token, Value::Null).await.json();
    assert_eq!(shown["licences"][1], json!({"module": "ten-sales", "quantity": 21}));
    assert_eq!(shown["dates"]["grace"], "2027-04-08");
    let missing = t.api("GET", "/api/v1/customers/1801852500", &token, Value::Null).await;
    assert_eq!((missing.status, missing.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
}

async fn a_blank_text_neither_holds_nor_releases(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    let hold = async |texts: Value| {
        t.api("PATCH", "/api/v1/customers/1801852599", &token, json!({"hold": texts})).await
    };
    let words = json!({"en": "Not paid", "sv": ""});
    assert_eq!(hold(words).await.json()["hold"], json!({"en": "Not paid"}));
    for blank in [json!({"en": ""}), json!({"en": " ", "sv": ""})] {
        let refused = hold(blank).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
    }
    let shown = t.api("GET", "/api/v1/customers/1801852599", &token, Value::Null).await.json();
    assert_eq!(shown["hold"], json!({"en": "Not paid"}));
    assert_eq!(hold(json!({})).await.json().get("hold"), None);
}

async fn what_is_wrong_with_a_customer_is_listed(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let wrong = json!({"serial": "18018525x9", "name": "", "zone": "Europe/Atlantis"});
    let answer = t.api("POST", "/api/v1/customers", &token, wrong).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "serial_invalid"));
    let errors = answer.json()["errors"].clone();
    let codes: Vec<&str> = errors.as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["serial_invalid", "name_invalid", "zone_unknown"]);
    let short = json!({"serial": "123456789", "name": "Short AS"});
    assert_eq!(t.api("POST", "/api/v1/customers", &token, short).await.code(), "serial_invalid");
    let unknown = json!({"name": "A", "sreial": "1801852599"});
    assert_eq!(t.api("POST", "/api/v1/customers", &token, unknown).await.code(), "unknown_field");
    assert_eq!(t.api("GET", "/api/v1/customers", &token, Value::Null).await.json()["total"], 0);
}

async fn a_customer_without_a_serial_number_is_given_one(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let created = t.api("POST", "/api/v1/customers", &token, json!({"name": "Fjordtech AS"})).await.json();
    let serial = created["serial"].as_str().unwrap();
    assert!(serial.len() == 10 && serial.bytes().all(|byte| byte.is_ascii_digit()), "{serial}");
}

async fn the_same_request_twice_makes_one_customer(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let key = [("idempotency-key", "new-customer-1")];
    let body = json!({"name": "Fjordtech AS"});
    let first = t.api_with("POST", "/api/v1/customers", &token, body.clone(), &key).await;
    let again = t.api_with("POST", "/api/v1/customers", &token, body, &key).await;
    assert_eq!(first.json(), again.json());
    let other = t.api_with("POST", "/api/v1/customers", &token, json!({"name": "Other AS"}), &key).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(t.api("GET", "/api/v1/customers", &token, Value::Null).await.json()["total"], 1);
}

async fn nobody_writes_over_what_they_have_not_seen(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    let path = "/api/v1/customers/1801852599";
    let seen = t.api("GET", path, &token, Value::Null).await;
    let tag = seen.headers["etag"].to_str().unwrap().to_owned();
    let if_match = [("if-match", tag.as_str())];
    let renamed = t.api_with("PATCH", path, &token, json!({"name": "Nordlys AS"}), &if_match).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.text());
    assert_ne!(renamed.headers["etag"], tag.as_str());
    assert_eq!(renamed.json()["contact"], "Ingrid Solberg");
    let late = t.api_with("PATCH", path, &token, json!({"contact": ""}), &if_match).await;
    assert_eq!((late.status, late.code().as_str()), (StatusCode::PRECONDITION_FAILED, "precondition_failed"));
    let emptied = t.api("PATCH", path, &token, json!({"contact": ""})).await.json();
    assert_eq!(emptied.get("contact"), None);
    let same = t.api("PATCH", path, &token, json!({"name": "Nordlys AS"})).await.json();
    assert_eq!(same["revision"], emptied["revision"], "what changes nothing makes no revision");
}

async fn what_could_never_be_issued_is_not_sold(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    let path = "/api/v1/customers/1801852599";
    let refused = |licences: Value| t.api("PATCH", path, &token, json!({ "licences": licences }));
    let answer = refused(json!([{"module": "ten-slaes", "quantity": 3}, {"module": "windows"}])).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "subscription_invalid")
    );
    let problems = answer.json()["problems"].clone();
    assert_eq!(
        (&problems[0]["code"], &problems[1]["code"]),
        (&json!("unknown_module"), &json!("quantity_missing"))
    );
    let late =
        t.api("PATCH", path, &token, json!({"dates": {"expiry": "2027-03-27", "grace": "2027-01-01"}}));
    assert_eq!(late.await.code(), "dates_out_of_order");
    let versions = t.api("PATCH", path, &token, json!({"versions_from": "12.x"})).await;
    assert_eq!(versions.code(), "version_invalid");
    let shown = t.api("GET", path, &token, Value::Null).await.json();
    assert_eq!(shown["licences"][1]["quantity"], 21);
}

async fn the_list_is_searched_sorted_and_paged(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    for (n, name) in ["Ærøskøbing A/S", "ålborg 100% ApS", "Zuidas_BV", "Malmö Marin AB", "Oslo Marin AS"]
        .iter()
        .enumerate()
    {
        let day = format!("2027-0{}-01", n + 1);
        let dates = if n == 3 { json!({}) } else { json!({ "expiry": day }) };
        let body = json!({"serial": format!("100000000{n}"), "name": name, "dates": dates});
        assert_eq!(t.api("POST", "/api/v1/customers", &token, body).await.status, StatusCode::CREATED);
    }
    let list = |query: &str| {
        let path = format!("/api/v1/customers{query}");
        let (t, token) = (&t, &token);
        async move { t.api("GET", &path, token, Value::Null).await.json() }
    };
    let serials = |page: &Value| -> Vec<String> {
        page["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["serial"].as_str().unwrap()[9..].to_owned())
            .collect()
    };
    assert_eq!(serials(&list("?search=MARIN").await), ["3", "4"]);
    assert_eq!(serials(&list("?search=marin%20oslo").await), ["4"]);
    assert_eq!(serials(&list("?search=100%25").await), ["1"]);
    assert_eq!(serials(&list("?search=zuidas_").await), ["2"]);
    assert_eq!(serials(&list("?search=1000000002").await), ["2"]);
    assert_eq!(serials(&list("?sort=expiry").await), ["0", "1", "2", "4", "3"]);
    assert_eq!(serials(&list("?sort=-expiry").await), ["4", "2", "1", "0", "3"]);
    let mut all = Vec::new();
    let mut page = list("?sort=-serial&limit=2").await;
    loop {
        all.extend(serials(&page));
        let Some(next) = page["next"].as_str() else { break };
        page = list(&format!("?sort=-serial&limit=2&cursor={next}")).await;
    }
    assert_eq!(all, ["4", "3", "2", "1", "0"]);
    assert_eq!(list("?sort=size").await["code"], "invalid");
    assert_eq!(list("?limit=0").await["code"], "invalid");
    assert_eq!(list("?cursor=x").await["code"], "cursor_invalid");
}

async fn wrong_rights_are_refused(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer("1801852599", &[("server", 0), ("ten-sales", 3)]).await;
    let look = t.token(LOOK).await;
    let application = t.token(&[Right::Check]).await;
    let path = "/api/v1/customers/1801852599";
    for (method, path, body) in [
        ("POST", "/api/v1/customers", json!({"name": "A"})),
        ("PATCH", path, json!({"name": "A"})),
        ("POST", "/api/v1/packages", json!({"serial": "1801852599"})),
        ("POST", "/api/v1/packages?dry_run=true", json!({"serial": "1801852599"})),
    ] {
        let answer = t.api(method, path, &look, body).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::FORBIDDEN, "forbidden"),
            "{method} {path}"
        );
    }
    for path in ["/api/v1/customers", path, "/api/v1/keys", "/api/v1/ledger", "/api/v1/catalogue"] {
        assert_eq!(
            t.api("GET", path, &application, Value::Null).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
        assert_eq!(
            t.api("GET", path, "lic_wrong", Value::Null).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    assert_eq!(t.api("GET", path, &look, Value::Null).await.status, StatusCode::OK);
}

async fn no_personal_data_stands_in_the_chain(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    t.api("POST", "/api/v1/customers", &token, nordlys()).await;
    let patch = json!({"contact": "Magnus Solheim", "note": "Calls on Fridays"});
    t.api("PATCH", "/api/v1/customers/1801852599", &token, patch).await;
    let house = t.api("GET", "/api/v1/ledger", &token, Value::Null).await;
    let own = t.api("GET", "/api/v1/ledger?customer=1801852599", &token, Value::Null).await;
    for words in ["Nordlys", "Solberg", "Solheim", "Fridays"] {
        assert!(!house.text().contains(words) && !own.text().contains(words), "{words}");
    }
    assert_eq!(own.json()["items"][0]["kind"], "customers.changed");
    assert_eq!(house.json()["items"][0]["kind"], "customers.created");
}
