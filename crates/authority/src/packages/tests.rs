//! Packages: computed, signed in order, and verified by the reader everybody else uses.

use std::convert::identity;

use http::StatusCode;
use licentia_core::licence::Quantity;
use licentia_core::package::Package;
use licentia_platform::access::Sell;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::package::{Expected, Trust, expect, verify};
use serde_json::{Value, json};

use super::{Answering, Desk, Issued, Wish};
use crate::subscriptions::SubscriptionPatch;
use crate::testing::TestAuthority;
use crate::testing::installation::TestInstallation;

both_databases!(identity;
    hidden_quantities_are_the_sum_of_the_plans,
    an_issued_package_verifies,
    numbers_have_no_gaps_under_concurrency,
    many_customers_at_once,
    what_was_seen_is_what_is_signed,
    a_package_may_change_what_is_owned,
    the_same_request_twice_signs_once,
    nothing_is_signed_without_key_catalogue_or_licences,
    a_key_past_its_days_signs_nothing,
    an_answer_is_for_the_key_that_asked,
    a_key_that_was_replaced_meanwhile_signs_nothing,
);

const SERIAL: &str = "1801852599";
/// The sample of superoffice.md §4: 21 + 20 + 15 + 7.
const OWNED: &[(&str, u32)] = &[
    ("server", 0),
    ("sales-intelligence", 0),
    ("ten-sales", 21),
    ("ten-salesservicemarketing", 20),
    ("ten-service", 15),
    ("ten-marketing", 7),
];

async fn issue(t: &TestAuthority) -> Issued {
    super::issue(&t.authority, &t.granted::<Sell>(), SERIAL, Wish::default()).await.unwrap().value
}

async fn read(t: &TestAuthority, issued: &Issued) -> Package {
    let (_, bytes) = super::file(&t.authority, &t.granted(), &issued.id).await.unwrap();
    let trust = Trust::from_pem(&std::fs::read_to_string(&t.files().public).unwrap()).unwrap();
    verify(&bytes, &trust).unwrap().into_inner()
}

fn quantity(package: &Package, module: &str) -> Option<Quantity> {
    package.rows.iter().find(|row| row.module == module).map(|row| row.quantity)
}

async fn hidden_quantities_are_the_sum_of_the_plans(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let package = read(&t, &issue(&t).await).await;
    for (module, count) in
        [("user", 63), ("sale-cal", 41), ("ej-client", 35), ("sales-t2", 41), ("mktg-auto-cal", 27)]
    {
        assert_eq!(quantity(&package, module), Some(Quantity::Count(count)), "{module}");
    }
    assert_eq!(quantity(&package, "saint"), Some(Quantity::Unrestricted), "it comes with Sales Intelligence");
    assert_eq!(quantity(&package, "sales-t1"), None);
    let ten_sales = package.rows.iter().find(|row| row.module == "ten-sales").unwrap();
    assert!(ten_sales.is_plan() && !ten_sales.hidden && ten_sales.set.len() == 18);
}

async fn an_issued_package_verifies(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let customer = t.customer(SERIAL, OWNED).await;
    let first = issue(&t).await;
    let second = issue(&t).await;
    assert_eq!((first.sequence, second.sequence), (1, 2));
    let (_, bytes) = super::file(&t.authority, &t.granted(), &second.id).await.unwrap();
    let trust = Trust::from_pem(&std::fs::read_to_string(&t.files().public).unwrap()).unwrap();
    let verified = verify(&bytes, &trust).unwrap();
    let expected = Expected { holder: &customer.details.name, serial: SERIAL, ..Expected::default() };
    expect(&verified, &expected).unwrap();
    assert_eq!(verified.zone, "Europe/Oslo");
    assert_eq!(verified.meters.len(), 5);
    assert_eq!(verified.evidence().prev.as_deref(), Some(first.sha256.as_str()));
    let token = t.full_token().await;
    let file = t.api("GET", &format!("/api/v1/packages/{}/file", second.id), &token, Value::Null).await;
    assert_eq!(file.bytes, bytes);
    let disposition = file.headers["content-disposition"].to_str().unwrap();
    assert_eq!(disposition, "attachment; filename=\"1801852599-2.tls\"");
    let accept = [("accept", "application/licentia-package")];
    let path = format!("/api/v1/packages/{}", second.id);
    assert_eq!(t.api_with("GET", &path, &token, Value::Null, &accept).await.bytes, bytes);
    assert_eq!(t.api("GET", &path, &token, Value::Null).await.json()["sha256"], second.sha256.as_str());
}

async fn numbers_have_no_gaps_under_concurrency(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3)]).await;
    let other = t.another(Some(t.unlock.clone())).await;
    let mut running = tokio::task::JoinSet::new();
    for n in 0..24 {
        let authority = if n % 2 == 0 { t.authority.clone() } else { other.clone() };
        let granted = t.granted::<Sell>();
        running.spawn(async move {
            super::issue(&authority, &granted, SERIAL, Wish::default()).await.unwrap().value
        });
    }
    let mut issued = running.join_all().await;
    issued.sort_by_key(|issued| issued.sequence);
    let numbers: Vec<u64> = issued.iter().map(|issued| issued.sequence).collect();
    assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
    let trust = t.authority.signer().unwrap().trust.clone();
    let mut before: Option<String> = None;
    for issued in &issued {
        let (_, bytes) = super::file(&t.authority, &t.granted(), &issued.id).await.unwrap();
        let verified = verify(&bytes, &trust).unwrap();
        assert_eq!(verified.sequence, issued.sequence);
        assert_eq!(verified.evidence().prev, before, "each names the one before");
        before = Some(issued.sha256.clone());
    }
    other.db().close();
}

async fn many_customers_at_once(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let mut serials = Vec::new();
    for n in 0..30 {
        let serial = format!("10000000{n:02}");
        let owns: &[(&str, u32)] = if n == 7 { &[] } else { &[("server", 0), ("ten-service", 4)] };
        t.customer(&serial, owns).await;
        serials.push(serial);
    }
    serials.push("9999999999".to_owned());
    let outcomes = super::issue_all(&t.authority, &t.granted(), serials).await.unwrap();
    let failed: Vec<_> = outcomes
        .iter()
        .filter_map(|(serial, outcome)| Some((serial.as_str(), outcome.as_ref().err()?.code.as_ref())))
        .collect();
    assert_eq!(outcomes.len(), 31);
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert!(
        failed.contains(&("1000000007", "nothing_to_issue")) && failed.contains(&("9999999999", "not_found"))
    );
}

async fn what_was_seen_is_what_is_signed(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    issue(&t).await;
    let granted = t.granted::<Sell>();
    let patch = json!({"licences": [{"module": "server"}, {"module": "ten-sales", "quantity": 30}]});
    let token = t.full_token().await;
    let path = format!("/api/v1/customers/{SERIAL}");
    t.api("PATCH", &path, &token, patch).await;
    let preview = super::preview(&t.authority, &granted, SERIAL, SubscriptionPatch::default()).await.unwrap();
    assert_eq!(preview.package.sequence, 2);
    let changed: Vec<&str> = preview.comparison.rows.iter().map(|row| row.module.code()).collect();
    assert!(changed.contains(&"ten-sales") && changed.contains(&"ten-service") && changed.contains(&"user"));
    let signed = Wish { seen: Some(preview.digest.clone()), ..Wish::default() };
    t.api("PATCH", &path, &token, json!({"name": "Nordlys Renamed AS"})).await;
    let refused = super::issue(&t.authority, &granted, SERIAL, signed.clone()).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (409, "preview_changed"));
    t.api("PATCH", &path, &token, json!({"name": format!("Nordlys {SERIAL} AS")})).await;
    assert_eq!(super::issue(&t.authority, &granted, SERIAL, signed).await.unwrap().value.sequence, 2);
}

async fn a_package_may_change_what_is_owned(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let token = t.full_token().await;
    let body = json!({"serial": SERIAL, "licences": [{"module": "server"}, {"module": "ten-sales", "quantity": 5},
        {"module": "visible-for", "unrestricted": true}, {"module": "service-desk", "quantity": 2, "start": "2027-01-01"}],
        "dates": {"expiry": "2027-12-31"}, "reason": "Order 4711"});
    let preview = t.api("POST", "/api/v1/packages?dry_run=true", &token, body.clone()).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text());
    let rows = preview.json()["rows"].clone();
    let user = rows.as_array().unwrap().iter().find(|row| row["module"] == "user").unwrap();
    assert_eq!((&user["quantity"], &user["hidden"]), (&json!(5), &json!(true)));
    let path = format!("/api/v1/customers/{SERIAL}");
    assert_eq!(
        t.api("GET", &path, &token, Value::Null).await.json()["licences"].as_array().unwrap().len(),
        6
    );
    let issued = t.api("POST", "/api/v1/packages", &token, body).await;
    assert_eq!(issued.status, StatusCode::CREATED, "{}", issued.text());
    let customer = t.api("GET", &path, &token, Value::Null).await.json();
    assert_eq!(customer["licences"].as_array().unwrap().len(), 4);
    assert_eq!((&customer["dates"]["expiry"], &customer["sequence"]), (&json!("2027-12-31"), &json!(1)));
    let own = t.api("GET", &format!("/api/v1/ledger?customer={SERIAL}"), &token, Value::Null).await.json();
    assert_eq!(own["items"][0]["reason"], "Order 4711");
    assert_eq!(own["items"].as_array().unwrap().len(), 1, "one change, one entry");
}

async fn the_same_request_twice_signs_once(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let token = t.full_token().await;
    let key = [("idempotency-key", "order-4711")];
    let body = json!({ "serial": SERIAL });
    let first = t.api_with("POST", "/api/v1/packages", &token, body.clone(), &key).await.json();
    let again = t.api_with("POST", "/api/v1/packages", &token, body, &key).await.json();
    assert_eq!(first, again);
    let issued = super::of_customer(&t.authority, &t.granted(), SERIAL, None, 10).await.unwrap();
    assert_eq!(issued.len(), 1);
}

async fn nothing_is_signed_without_key_catalogue_or_licences(backend: Backend) {
    let t = TestAuthority::bare(backend).await;
    let token = t.full_token().await;
    let created =
        t.api("POST", "/api/v1/customers", &token, json!({"serial": SERIAL, "name": "Nordlys AS"})).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    let body = json!({ "serial": SERIAL });
    assert_eq!(t.api("POST", "/api/v1/packages", &token, body.clone()).await.code(), "no_issuer_key");
    t.make_keys().await;
    assert_eq!(t.api("POST", "/api/v1/packages", &token, body.clone()).await.code(), "no_catalogue");
    crate::catalogue::apply(&t.authority, &t.granted(), crate::testing::SAMPLE.as_bytes()).await.unwrap();
    assert_eq!(t.api("POST", "/api/v1/packages", &token, body).await.code(), "nothing_to_issue");
}

async fn a_key_past_its_days_signs_nothing(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    issue(&t).await;
    t.clock.advance_ms(i64::from(crate::keys::VALID_DAYS) * 86_400_000 + 1_000);
    let refused = super::issue(&t.authority, &t.granted(), SERIAL, Wish::default()).await.unwrap_err();
    assert_eq!(refused.code, "issuer_key_expired");
    crate::keys::rotate(&t.authority, &t.granted(), t.replacement(30)).await.unwrap();
    assert_eq!(issue(&t).await.sequence, 2);
}

async fn an_answer_is_for_the_key_that_asked(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let one = TestInstallation::new(&t, 7, SERIAL);
    one.ask(&t).await;
    let answering = |kid: &str| Answering {
        request: "0199a2f0-5c3e-7000-8000-0000000000a1".to_owned(),
        nonce: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
        kid: kid.to_owned(),
        version: None,
    };
    let desk = Desk::open(&t.authority).await.unwrap();
    let drafted = async |answering: Answering| {
        let desk = desk.clone();
        let draft = move |r: &mut licentia_platform::db::Read<'_>| {
            Ok(desk.draft(r, SERIAL, SubscriptionPatch::default(), Some(&answering))?.package)
        };
        t.authority.db().read(draft).await
    };
    let package = drafted(answering(one.kid())).await.unwrap();
    assert_eq!(package.installation.as_deref(), Some(one.kid()));
    // Another key was accepted since it was heard, and somebody else signed a package in between: nothing that
    // was computed ahead is used.
    let other = TestInstallation::new(&t, 8, SERIAL);
    let refused = drafted(answering(other.kid())).await.unwrap_err();
    assert_eq!((refused.status, refused.code.as_ref()), (409, "installation_not_bound"));
}

async fn a_key_that_was_replaced_meanwhile_signs_nothing(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, OWNED).await;
    let desk = Desk::open(&t.authority).await.unwrap();
    let old = desk.signer.kid().to_owned();
    t.clock.advance_ms(1_000);
    crate::keys::rotate(&t.authority, &t.granted(), t.replacement(365)).await.unwrap();
    let by = licentia_platform::by::By::system("test");
    let issued = desk.issue(&by, SERIAL.to_owned(), Wish::default(), None).await.unwrap().value;
    assert_ne!(issued.kid, old);
    assert_eq!(issued.kid, t.authority.signer().unwrap().kid());
}
