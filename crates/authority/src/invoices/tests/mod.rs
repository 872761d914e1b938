//! From a figure to an invoice, and back again.

mod reading;
mod runs;

use std::convert::identity;

use licentia_platform::db::Backend;
use licentia_platform::ledger;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{Figure, FigureKind};
use licentia_protocol::testing::figure;
use serde_json::{Value, json};

use super::run_due;
use crate::state::HOUSE;
use crate::testing::installation::TestInstallation;
use crate::testing::{Answer, SAMPLE, TestAuthority};
use crate::{catalogue, packages};

both_databases!(identity;
    a_month_becomes_an_invoice_that_never_changes,
    corrections_become_lines_of_the_next_invoice_at_the_price_of_their_month,
    a_credit_note_settles_or_opens_a_month_again,
    numbers_have_no_gaps_whoever_issues_at_the_same_time,
    a_draft_that_something_has_overtaken_is_not_issued,
    what_has_no_price_is_told_and_charged_later,
    an_invoice_that_was_changed_in_the_database_is_named,
    the_month_before_is_drawn_up_once_on_its_day,
);

const SERIAL: &str = "1801852599";
const DAY_MS: i64 = 86_400_000;

struct House {
    t: TestAuthority,
    token: String,
    package: String,
    one: TestInstallation,
}

/// The allowance of e-mails is 6,500; a block of 1,000 costs 4.90 EUR or 55 SEK.
async fn house(backend: Backend) -> House {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let (one, package) = customer(&t, SERIAL, 7).await;
    House { t, token, package, one }
}

async fn customer(t: &TestAuthority, serial: &str, seed: u8) -> (TestInstallation, String) {
    t.customer(serial, &[("server", 0), ("ten-sales", 3)]).await;
    let granted = t.granted();
    let issued = packages::issue(&t.authority, &granted, serial, Default::default()).await.unwrap();
    let one = TestInstallation::new(t, seed, serial);
    one.ask(t).await;
    (one, issued.value.id)
}

fn emails(n: u64, month: &str, used: u64, package: &str) -> Figure {
    let kind = if n == 1 { FigureKind::Final } else { FigureKind::Correction };
    let package = Some(package.to_owned());
    Figure { plan_users: 3, package, kind, ..figure(n, "emails", month, used, 6_500) }
}

impl House {
    async fn used(&self, n: u64, month: &str, used: u64) {
        self.one.report(&self.t, vec![emails(n, month, used, &self.package)]).await;
    }

    async fn post(&self, path: &str, body: Value) -> Answer {
        self.t.api("POST", &format!("/api/v1/invoices{path}"), &self.token, body).await
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.t.api("GET", &format!("/api/v1/invoices{path}"), &self.token, Value::Null).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// Draws up drafts; the id of the only one.
    async fn drafted(&self, month: &str) -> String {
        let run = self.post("/draft", json!({"month": month})).await.json();
        assert_eq!(run["drafted"].as_array().map(Vec::len), Some(1), "{run}");
        run["drafted"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Issues a draft.
    async fn issued(&self, id: &str) -> Value {
        let answer = self.post(&format!("/{id}/issue"), Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// Draws up and issues whatever is due.
    async fn invoiced(&self, month: &str) -> Value {
        self.issued(&self.drafted(month).await).await
    }
}

/// Blocks and amount of each line.
fn lines(invoice: &Value) -> Vec<(String, i64, String)> {
    let line = |line: &Value| {
        let month = line["month"].as_str().unwrap().to_owned();
        (month, line["blocks"].as_i64().unwrap(), line["amount_text"].as_str().unwrap().to_owned())
    };
    invoice["lines"].as_array().unwrap().iter().map(line).collect()
}

fn one(month: &str, blocks: i64, amount: &str) -> Vec<(String, i64, String)> {
    vec![(month.to_owned(), blocks, amount.to_owned())]
}

async fn a_month_becomes_an_invoice_that_never_changes(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    let preview = h.post("/draft?dry_run=true", json!({"month": "2026-10"})).await.json();
    assert_eq!(
        (preview["drafted"][0]["total_text"].as_str(), preview["drafted"][0]["id"].as_str()),
        (Some("14.70"), Some(""))
    );
    assert!(h.get("").await["items"].as_array().unwrap().is_empty(), "nothing was drawn up");
    let id = h.drafted("2026-10").await;
    let draft = h.get(&format!("/{id}")).await;
    assert_eq!(lines(&draft), one("2026-10", 3, "14.70"), "2,500 beyond 6,500 are three blocks");
    assert_eq!((draft["state"].as_str(), draft["number"].as_u64()), (Some("draft"), None));
    assert_eq!(draft["lines"][0]["figure"], 1);
    assert_eq!(draft["lines"][0]["package"], h.package.as_str());
    let again = h.post("/draft", json!({"month": "2026-10"})).await.json();
    assert_eq!((again["drafted"].as_array().map(Vec::len), again["unchanged"].as_u64()), (Some(0), Some(1)));

    let invoice = h.issued(&id).await;
    assert_eq!((invoice["number"].as_u64(), invoice["kind"].as_str()), (Some(1), Some("invoice")));
    assert_eq!(
        (invoice["issued_on"].as_str(), invoice["due_on"].as_str()),
        (Some("2026-11-21"), Some("2026-12-21"))
    );
    let sha256 = invoice["sha256"].as_str().unwrap().to_owned();
    // The same hash stands in the house's ledger.
    let entries =
        h.t.authority.db().read(|r| Ok(ledger::entries_before(r, HOUSE, u64::MAX >> 1, 10)?)).await.unwrap();
    let entry = entries.iter().find(|entry| entry.kind == "invoices.issued").unwrap();
    assert_eq!((entry.after["sha256"].as_str(), entry.after["number"].as_u64()), (Some(&*sha256), Some(1)));
    let twice = h.post(&format!("/{id}/issue"), Value::Null).await;
    assert_eq!((twice.status.as_u16(), twice.code()), (409, "invoice_issued".to_owned()));
    assert!(
        h.post("/draft", json!({"month": "2026-10"})).await.json()["drafted"].as_array().unwrap().is_empty()
    );

    // Another name and another catalogue leave it as it was.
    let rename = json!({"name": "Nordlys Holding AS", "billing": "Storgata 1\n0155 Oslo"});
    h.t.api("PATCH", &format!("/api/v1/customers/{SERIAL}"), &h.token, rename).await;
    dearer(&h).await;
    let kept = h.get(&format!("/{id}")).await;
    assert_eq!(
        (kept["buyer"]["name"].as_str(), kept["sha256"].as_str()),
        (Some("Nordlys 1801852599 AS"), Some(&*sha256))
    );
    assert_eq!(kept["lines"], invoice["lines"]);
    assert!(ledger_is_sound(&h).await);
}

/// Every price ten times as high.
async fn dearer(h: &House) {
    let dearer = SAMPLE.replace("EUR = 490", "EUR = 4900").replace("block = 1000", "block = 500");
    assert_ne!(dearer, SAMPLE);
    catalogue::apply(&h.t.authority, &h.t.granted(), dearer.as_bytes()).await.unwrap();
}

async fn ledger_is_sound(h: &House) -> bool {
    let report = h.t.authority.db().read(|r| ledger::verify(r, HOUSE)).await.unwrap();
    report.is_sound()
}

async fn corrections_become_lines_of_the_next_invoice_at_the_price_of_their_month(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    h.invoiced("2026-10").await;
    dearer(&h).await;
    h.used(2, "2026-10", 11_100).await;
    let more = h.invoiced("2026-11").await;
    assert_eq!(lines(&more), one("2026-10", 2, "9.80"), "4,600 beyond are five blocks, three were invoiced");
    assert_eq!((more["lines"][0]["invoiced_before"].as_i64(), more["number"].as_u64()), (Some(3), Some(2)));
    h.used(3, "2026-10", 6_000).await;
    let less = h.invoiced("2026-11").await;
    assert_eq!((lines(&less), less["kind"].as_str()), (one("2026-10", -5, "-24.50"), Some("credit_note")));
    assert_eq!((less["due_on"].as_str(), less["total_text"].as_str()), (None, Some("-24.50")));
    assert!(
        h.post("/draft", json!({"month": "2026-11"})).await.json()["drafted"].as_array().unwrap().is_empty()
    );
}

async fn a_credit_note_settles_or_opens_a_month_again(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    let first = h.invoiced("2026-10").await["id"].as_str().unwrap().to_owned();
    h.used(2, "2026-10", 10_000).await;
    let second = h.invoiced("2026-11").await["id"].as_str().unwrap().to_owned();
    let long = h.post(&format!("/{second}/credit"), json!({"reason": "x".repeat(1_001)})).await;
    assert_eq!((long.status.as_u16(), long.code().as_str()), (422, "text_too_long"));
    let refused = h.post(&format!("/{first}/credit"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "invoice_corrected".to_owned()));
    assert_eq!(refused.json()["number"], 2);

    // Settled: the customer does not pay for the fourth block, and is not asked for it again.
    let note = h.post(&format!("/{second}/credit"), json!({"reason": "Agreed by telephone"})).await;
    assert_eq!(note.status, 201, "{}", note.text());
    let note = note.json();
    assert_eq!((lines(&note), note["number"].as_u64()), (one("2026-10", -1, "-4.90"), Some(3)));
    assert_eq!((note["kind"].as_str(), note["credits"].as_str()), (Some("credit_note"), Some(&*second)));
    assert!(
        h.post("/draft", json!({"month": "2026-11"})).await.json()["drafted"].as_array().unwrap().is_empty()
    );
    for (id, code) in
        [(&second, "invoice_credited"), (&note["id"].as_str().unwrap().to_owned(), "invoice_not_creditable")]
    {
        assert_eq!(h.post(&format!("/{id}/credit"), json!({})).await.code(), code);
    }
    // Everything was a mistake: less than nothing is never paid back for what was settled.
    h.used(3, "2026-10", 100).await;
    let back = h.invoiced("2026-11").await;
    assert_eq!(lines(&back), one("2026-10", -3, "-14.70"), "only the three that are owed");
    let back = back["id"].as_str().unwrap();

    // Anew: the invoices are taken back, and the month is charged at the prices of the catalogue.
    assert_eq!(h.post(&format!("/{back}/credit"), json!({"anew": true})).await.status, 201);
    assert_eq!(h.post(&format!("/{first}/credit"), json!({"anew": true})).await.status, 201);
    h.used(4, "2026-10", 9_000).await;
    let draft = h.drafted("2026-11").await;
    let draft = h.get(&format!("/{draft}")).await;
    assert_eq!(lines(&draft), one("2026-10", 2, "9.80"), "the block that was settled stays settled");
    assert!(ledger_is_sound(&h).await);
}

async fn numbers_have_no_gaps_whoever_issues_at_the_same_time(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let token = t.full_token().await;
    let serials: Vec<String> = (0..8).map(|n| format!("180185260{n}")).collect();
    for (serial, seed) in serials.iter().zip(20..) {
        let (one, package) = customer(&t, serial, seed).await;
        one.report(&t, vec![emails(1, "2026-10", 8_000, &package)]).await;
    }
    let run = t.api("POST", "/api/v1/invoices/draft", &token, json!({"month": "2026-10"})).await.json();
    let ids: Vec<String> = run["drafted"]
        .as_array()
        .unwrap()
        .iter()
        .map(|draft| draft["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 8);
    let other = t.another(Some(t.unlock.clone())).await;
    let mut issuing = tokio::task::JoinSet::new();
    for (n, id) in ids.iter().cloned().enumerate() {
        let (server, granted) = (if n % 2 == 0 { t.authority.clone() } else { other.clone() }, t.granted());
        issuing.spawn(async move {
            super::issue(&server, &granted, &id, |_| Ok(())).await.unwrap().value.number.unwrap()
        });
    }
    let mut numbers = issuing.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
    other.db().close();
}

async fn a_draft_that_something_has_overtaken_is_not_issued(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    let id = h.drafted("2026-10").await;
    h.used(2, "2026-10", 12_000).await;
    let refused = h.post(&format!("/{id}/issue"), Value::Null).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "draft_outdated".to_owned()));
    let cookie = h.t.signed_in(&crate::access::RIGHTS).await;
    let says = async |path: &str| h.t.page(path, &cookie).await.text();
    let one_draft = format!("/invoices/{id}");
    assert!(
        says("/invoices").await.contains("Outdated") && says(&one_draft).await.contains("Draw the drafts up")
    );
    let page = h.t.form(&format!("/invoices/{id}/issue"), &cookie, "").await.text();
    assert!(page.contains("draft_outdated") && page.contains("/invoices/draft\""), "the way on: {page}");
    h.t.clock.advance_ms(1_000);
    assert_eq!(h.drafted("2026-10").await, id, "the same draft, brought up to date");
    assert!(
        !says("/invoices").await.contains("Outdated") && !says(&one_draft).await.contains("drafts up again")
    );
    let path = format!("/api/v1/invoices/{id}/issue");
    let stale = h.t.api_with("POST", &path, &h.token, Value::Null, &[("if-match", "\"1\"")]).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    assert_eq!(lines(&h.issued(&id).await), one("2026-10", 6, "29.40"));
    // Nothing is due any more: the draft goes away.
    h.used(3, "2026-09", 9_000).await;
    h.drafted("2026-10").await;
    h.used(4, "2026-09", 10).await;
    let run = h.post("/draft", json!({"month": "2026-10"})).await.json();
    assert_eq!((run["removed"].as_u64(), run["drafted"].as_array().map(Vec::len)), (Some(1), Some(0)));
    let ahead = h.post("/draft", json!({"month": "2027-01"})).await;
    assert_eq!((ahead.status.as_u16(), ahead.code()), (422, "month_not_over".to_owned()));
    assert_eq!(h.post("/draft", json!({"month": "October"})).await.code(), "month_invalid");
}

async fn what_has_no_price_is_told_and_charged_later(backend: Backend) {
    let h = house(backend).await;
    let place = format!("/api/v1/customers/{SERIAL}");
    h.t.api("PATCH", &place, &h.token, json!({"currency": "NOK"})).await;
    h.used(1, "2026-10", 9_000).await;
    let run = h.post("/draft", json!({"month": "2026-10"})).await.json();
    assert!(run["drafted"].as_array().unwrap().is_empty());
    assert_eq!(
        (run["obstructions"][0]["code"].as_str(), run["obstructions"][0]["currency"].as_str()),
        (Some("price_missing"), Some("NOK"))
    );
    assert!(run["obstructions"][0]["message"].as_str().unwrap().contains("no price in NOK"));
    h.t.api("PATCH", &place, &h.token, json!({"currency": "SEK"})).await;
    let invoice = h.invoiced("2026-10").await;
    assert_eq!((lines(&invoice), invoice["currency"].as_str()), (one("2026-10", 3, "165.00"), Some("SEK")));
    // A month that was invoiced in one currency is corrected in it.
    h.t.api("PATCH", &place, &h.token, json!({"currency": "EUR"})).await;
    h.used(2, "2026-10", 10_000).await;
    let correction = h.invoiced("2026-11").await;
    assert_eq!(
        (lines(&correction), correction["currency"].as_str()),
        (one("2026-10", 1, "55.00"), Some("SEK"))
    );
    assert_eq!(
        h.t.api("PATCH", &place, &h.token, json!({"currency": "kr"})).await.code(),
        "currency_invalid"
    );
}

async fn an_invoice_that_was_changed_in_the_database_is_named(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    let id = h.invoiced("2026-10").await["id"].as_str().unwrap().to_owned();
    h.t.place().tamper("UPDATE invoice_issued SET content = REPLACE(content, '1470', '1')");
    let refused = h.t.api("GET", &format!("/api/v1/invoices/{id}"), &h.token, Value::Null).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "tampered".to_owned()));
    assert_eq!(h.post(&format!("/{id}/credit"), json!({})).await.code(), "tampered");
    assert!(!ledger_is_sound(&h).await);
}

async fn the_month_before_is_drawn_up_once_on_its_day(backend: Backend) {
    let h = house(backend).await;
    h.used(1, "2026-10", 9_000).await;
    assert!(run_due(&h.t.authority).await.unwrap(), "it is the 21st, and the day is the 5th");
    assert!(!run_due(&h.t.authority).await.unwrap());
    assert_eq!(h.get("?state=draft").await["items"].as_array().unwrap().len(), 1);
    // The first of December is too early for November, the fifth is not; of two servers one does it.
    h.t.clock.advance_ms(10 * DAY_MS);
    assert!(!run_due(&h.t.authority).await.unwrap());
    h.t.clock.advance_ms(4 * DAY_MS);
    let other = h.t.another(None).await;
    let (here, there) = tokio::join!(run_due(&h.t.authority), run_due(&other));
    assert!(here.unwrap() || there.unwrap());
    let drafts = h.get("?state=draft").await;
    assert_eq!(drafts["items"][0]["month"], "2026-11", "the draft that was left is brought up to date");
    assert_eq!(drafts["items"].as_array().unwrap().len(), 1);
    other.db().close();
}
