//! Figures come, once each, whoever carries them.

use std::convert::identity;

use http::StatusCode;
use licentia_platform::access::Right;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{Figure, FigureKind};
use licentia_protocol::testing::figure;
use serde_json::Value;

use crate::access::RIGHTS;
use crate::packages;
use crate::testing::TestAuthority;
use crate::testing::installation::TestInstallation;

both_databases!(identity;
    a_figure_is_taken_once_however_often_it_comes,
    a_bundle_that_is_carried_gets_the_same_receipt,
    a_number_with_other_contents_is_to_come_under_another_one,
    missing_figures_are_asked_for_again,
    an_authority_that_knows_no_figure_of_a_key_asks_for_all_of_them,
    pages_go_on_from_month_to_month,
    the_allowance_is_computed_from_the_package_and_not_believed,
    a_strangers_usage_is_no_customers,
    the_page_shows_months_doubts_and_gives_receipts,
);

const SERIAL: &str = "1801852599";

/// A customer with three plans, its installation bound, and the id of its package.
async fn house(backend: Backend) -> (TestAuthority, TestInstallation, String) {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3)]).await;
    let granted = t.granted();
    let package = packages::issue(&t.authority, &granted, SERIAL, Default::default()).await.unwrap().value.id;
    let one = TestInstallation::new(&t, 7, SERIAL);
    one.ask(&t).await;
    (t, one, package)
}

/// E-mails of a month, `plans` plans in use: base 5,000 and 500 for each.
fn emails(n: u64, month: &str, used: u64, plans: u64, package: &str) -> Figure {
    let mut emails = figure(n, "emails", month, used, 5_000 + 500 * plans);
    emails.plan_users = plans;
    emails.package = Some(package.to_owned());
    emails
}

async fn listed(t: &TestAuthority, query: &str) -> Vec<Value> {
    let token = t.full_token().await;
    let answer = t.api("GET", &format!("/api/v1/usage{query}"), &token, Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

async fn a_figure_is_taken_once_however_often_it_comes(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let first = || vec![emails(1, "2026-09", 9_000, 3, &package), emails(2, "2026-10", 100, 3, &package)];
    let (usage, file) = one.usage(&t, first());
    for _ in 0..3 {
        let reply = t.post_file("/licensing/v1/usage", "", &file).await;
        let receipt = one.receipt_for(&usage, &reply.bytes);
        assert_eq!(receipt.through, 2);
        assert_eq!(receipt.sha256, packages::hex(&licentia_protocol::sha256(file.as_bytes())));
    }
    // Another bundle that begins with what is here.
    let mut correction = emails(3, "2026-09", 9_500, 3, &package);
    correction.kind = FigureKind::Correction;
    let more = [first(), vec![correction]].concat();
    assert_eq!(one.report(&t, more).await.through, 3);
    let items = listed(&t, "").await;
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!((items[1]["month"].as_str(), items[1]["used"].as_u64()), (Some("2026-09"), Some(9_500)));
    assert_eq!((items[1]["kind"].as_str(), items[1]["overage"].as_u64()), (Some("correction"), Some(3_000)));
    assert_eq!(listed(&t, "?overage=true").await.len(), 1);
    assert_eq!(listed(&t, &format!("?customer={SERIAL}&month=2026-10")).await.len(), 1);
    assert_eq!(listed(&t, "?doubtful=true").await.len(), 0);
    // Twice something new came, and twice the chain was told.
    let token = t.full_token().await;
    let ledger = t.api("GET", &format!("/api/v1/ledger?customer={SERIAL}"), &token, Value::Null).await.json();
    let told = |entry: &&Value| entry["kind"] == "usage.received";
    assert_eq!(ledger["items"].as_array().unwrap().iter().filter(told).count(), 2);
    // What the customer signed is kept as it came.
    let bundle = format!("/api/v1/usage/bundles/{SERIAL}/{}", usage.id);
    assert_eq!(t.api("GET", &bundle, &token, Value::Null).await.bytes, file.as_bytes());
}

async fn a_bundle_that_is_carried_gets_the_same_receipt(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let token = t.full_token().await;
    let (usage, file) = one.usage(&t, vec![emails(1, "2026-10", 1, 0, &package)]);
    let reply = t.post_file("/api/v1/usage", &token, &file).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    assert_eq!(reply.headers["licentia-usage-new"], "1");
    assert_eq!(one.receipt_for(&usage, &reply.bytes).through, 1);
    let again = t.post_file("/api/v1/usage", &token, &file).await;
    assert_eq!(again.headers["licentia-usage-new"], "0");
    assert_eq!(again.headers["licentia-usage-through"], "1");
    assert_eq!(listed(&t, "").await[0]["origin"], "file");
    let refused = t.post_file("/api/v1/usage", &token, "Please invoice us nothing.\n").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "not_a_usage_bundle".to_owned()));
    let request = t.post_file("/api/v1/usage", &token, &one.file(&t)).await;
    assert_eq!(request.code(), "this_is_a_request");
}

async fn a_number_with_other_contents_is_to_come_under_another_one(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let first = emails(1, "2026-08", 9_000, 3, &package);
    one.report(&t, vec![first.clone(), emails(2, "2026-09", 7_000, 3, &package)]).await;
    // The installation's database goes back to a day when it knew the first figure only, and September is closed anew.
    let again = |n: u64| emails(n, "2026-09", 8_000, 3, &package);
    let receipt = one.report(&t, vec![first, again(2), emails(3, "2026-10", 7, 0, &package)]).await;
    assert_eq!((receipt.through, receipt.taken), (1, Some(2)), "the first one is the same");
    let items = listed(&t, "").await;
    assert_eq!((items.len(), items[0]["used"].as_u64()), (2, Some(7_000)), "nothing of it was taken");
    let receipt = one.report(&t, vec![again(3), emails(4, "2026-10", 7, 0, &package)]).await;
    assert_eq!((receipt.through, receipt.taken), (4, None));
    let items = listed(&t, "?month=2026-09").await;
    assert_eq!((items.len(), items[0]["used"].as_u64(), items[0]["n"].as_u64()), (1, Some(8_000), Some(3)));
    // Somebody should look at a month that came to something else before.
    assert_eq!(items[0]["remark"], "closed_before");
    // A file with the old numbers that lay about changes nothing.
    assert_eq!(one.report(&t, vec![again(2)]).await.taken, Some(4));
    assert_eq!(listed(&t, "").await.len(), 3);
}

async fn missing_figures_are_asked_for_again(backend: Backend) {
    let (t, one, package) = house(backend).await;
    one.report(&t, vec![emails(1, "2026-08", 1, 0, &package)]).await;
    let receipt = one.report(&t, vec![emails(3, "2026-10", 1, 0, &package)]).await;
    assert_eq!(receipt.through, 1, "the second one is missing");
    assert_eq!(listed(&t, "").await.len(), 1, "nothing of it was taken");
    let all = vec![emails(2, "2026-09", 1, 0, &package), emails(3, "2026-10", 1, 0, &package)];
    assert_eq!(one.report(&t, all).await.through, 3);
    // A new key begins where its predecessor ended.
    let (_, old) = one.usage(&t, vec![emails(4, "2026-11", 1, 0, &package)]);
    let two = TestInstallation::new(&t, 8, SERIAL);
    let token = t.full_token().await;
    let release = format!("/api/v1/installations/{}/release", one.kid());
    t.api("POST", &release, &token, serde_json::json!({})).await;
    t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, serde_json::json!({"enrolment": "open"}))
        .await;
    assert_eq!(two.report(&t, vec![emails(4, "2026-11", 2, 0, &package)]).await.through, 4);
    assert_eq!(t.post_file("/licensing/v1/usage", "", &old).await.code(), "installation_released");
    let two_told = listed(&t, "?month=2026-11").await;
    assert_eq!((&two_told[0]["used"], two_told[0].get("remark")), (&2.into(), None));
    // An installation of its own that begins at the first figure is not added to the one before, and stands out.
    let three = TestInstallation::new(&t, 9, SERIAL);
    let release = format!("/api/v1/installations/{}/release", two.kid());
    t.api("POST", &release, &token, serde_json::json!({})).await;
    t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &token, serde_json::json!({"enrolment": "open"}))
        .await;
    t.clock.advance_ms(1_000);
    three.report(&t, vec![emails(1, "2026-11", 5, 0, &package)]).await;
    let mut more = emails(2, "2026-11", 6, 0, &package);
    more.kind = FigureKind::Correction;
    three.report(&t, vec![more]).await;
    let november = listed(&t, "?month=2026-11").await;
    assert_eq!(
        (november.len(), &november[0]["used"], &november[0]["remark"]),
        (1, &6.into(), &"closed_before".into())
    );
}

async fn an_authority_that_knows_no_figure_of_a_key_asks_for_all_of_them(backend: Backend) {
    let (t, one, package) = house(backend).await;
    // Figures 1 and 2 came before a backup of ours was put in place: the installation has our receipt for them.
    let receipt = one.report(&t, vec![emails(3, "2026-10", 3, 0, &package)]).await;
    assert_eq!((receipt.through, receipt.taken), (0, None));
    assert!(listed(&t, "").await.is_empty(), "nothing of it was taken");
    let all = ["2026-08", "2026-09", "2026-10"];
    let all = all.iter().zip(1..).map(|(month, n)| emails(n, month, n, 0, &package)).collect();
    assert_eq!(one.report(&t, all).await.through, 3);
    assert_eq!(listed(&t, "").await.len(), 3);
}

async fn pages_go_on_from_month_to_month(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let mut figures = Vec::new();
    for (month, overage) in [("2026-07", 9_000), ("2026-08", 1), ("2026-09", 9_000), ("2026-10", 1)] {
        for meter in ["chat-sessions", "emails", "storage"] {
            let n = figures.len() as u64 + 1;
            figures.push(Figure { meter: meter.to_owned(), ..emails(n, month, overage, 0, &package) });
        }
    }
    one.report(&t, figures).await;
    let token = t.full_token().await;
    for (filter, expected) in [("", 12), ("&overage=true", 6), ("&meter=emails", 4), ("&month=2026-09", 3)] {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/usage?limit=2{filter}{cursor}");
            let page = t.api("GET", &path, &token, Value::Null).await.json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 2, "{path}: {page}");
            let place = |item: &Value| format!("{} {}", item["month"], item["meter"]);
            found.extend(items.iter().map(place));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let months: Vec<_> = found.iter().map(|place| place[..9].to_owned()).collect();
        assert!(months.is_sorted_by(|one, two| one >= two), "{filter}: {found:?}");
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), expected, "{filter}: {found:?}");
    }
}

async fn the_allowance_is_computed_from_the_package_and_not_believed(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let generous = Figure { allowance: 50_000, overage: 0, ..emails(1, "2026-10", 9_000, 3, &package) };
    let many = Figure {
        meter: "chat-sessions".to_owned(),
        ..figure(2, "chat-sessions", "2026-10", 5_000, 200 + 20 * 40)
    };
    let many = Figure { plan_users: 40, package: Some(package.clone()), ..many };
    let strange = emails(3, "2026-09", 9_000, 3, "a-package-of-somebody-else");
    let unknown = Figure { package: Some(package.clone()), ..figure(4, "faxes", "2026-10", 7, 3) };
    one.report(&t, vec![generous, many, strange, unknown]).await;
    let items = listed(&t, "").await;
    let of = |meter: &str, month: &str| {
        let found = items.iter().find(|item| item["meter"] == meter && item["month"] == month).unwrap();
        (found["allowance"].as_u64().unwrap(), found["overage"].as_u64().unwrap(), found["remark"].clone())
    };
    assert_eq!(of("emails", "2026-10"), (6_500, 2_500, "allowance_differs".into()));
    assert_eq!(of("chat-sessions", "2026-10"), (1_000, 4_000, "plan_users".into()));
    // The package was signed after September had ended, so nothing is known of it.
    assert_eq!(of("emails", "2026-09"), (6_500, 2_500, "meter_unknown".into()));
    assert_eq!(of("faxes", "2026-10"), (3, 4, "meter_unknown".into()));
    assert_eq!(listed(&t, "?doubtful=true").await.len(), 4);
}

async fn a_strangers_usage_is_no_customers(backend: Backend) {
    let (t, _, package) = house(backend).await;
    let stranger = TestInstallation::new(&t, 9, SERIAL);
    let (_, file) = stranger.usage(&t, vec![emails(1, "2026-10", 1, 0, &package)]);
    assert_eq!(t.post_file("/licensing/v1/usage", "", &file).await.code(), "installation_claimed");
    let nobody = TestInstallation::new(&t, 9, "1234567890");
    let (_, file) = nobody.usage(&t, vec![emails(1, "2026-10", 1, 0, &package)]);
    assert_eq!(t.post_file("/licensing/v1/usage", "", &file).await.code(), "serial_unknown");
    assert!(listed(&t, "").await.is_empty());
}

async fn the_page_shows_months_doubts_and_gives_receipts(backend: Backend) {
    let (t, one, package) = house(backend).await;
    let cookie = t.signed_in(&RIGHTS).await;
    assert!(t.page("/usage", &cookie).await.text().contains("Nothing is reported yet"));
    let lie = Figure { allowance: 50_000, overage: 0, ..emails(1, "2026-10", 9_000, 3, &package) };
    let (usage, file) = one.usage(&t, vec![lie]);
    let receipt = t.upload("/usage", &cookie, file.as_bytes()).await;
    assert_eq!(one.receipt_for(&usage, &receipt.bytes).through, 1);
    for (page, words) in [
        ("/usage", ["October 2026", "E-mails sent", "Allowance differs", "Not invoiced"]),
        (
            "/usage?lang=sv",
            ["oktober 2026", "Skickade e-postmeddelanden", "Olika uträkning", "Ej fakturerat"],
        ),
        (
            "/usage/1801852599/2026-10/emails",
            ["The customer computed another allowance", "50,000", "6,500", "usage/bundles/"],
        ),
    ] {
        let text = t.page(page, &cookie).await.text();
        for words in words {
            assert!(text.contains(words), "{words} in {page}: {text}");
        }
    }
    assert!(t.page("/usage?show=overage&month=2026-09", &cookie).await.text().contains("Nothing here"));
    let table = t.page("/usage.csv", &cookie).await.text();
    assert!(
        table.contains(
            "2026-10,1801852599,Nordlys 1801852599 AS,emails,final,9000,3,6500,2500,50000,0,allowance_differs"
        ),
        "{table}"
    );
    let refused = t.upload("/usage", &cookie, b"no bundle\n").await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("This is not a usage bundle"));
    assert!(t.page("/usage/1801852599/2026-10/nothing", &cookie).await.status == 404);
    let looking = t.token(&[Right::View]).await;
    assert_eq!(t.post_file("/api/v1/usage", &looking, &file).await.status, 403);
    assert_eq!(licentia_ui::missing_texts(), Vec::<String>::new());
}
