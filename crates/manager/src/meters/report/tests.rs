//! Figures leave the house in a file, and a receipt comes back.

use axum::body::Body;
use http::{Request, StatusCode};
use licentia_protocol::SecretKey;
use licentia_protocol::conversation::{Usage, UsageReceipt, read_usage, write_usage_receipt};
use licentia_protocol::package::Certificate;
use serde_json::{Value, json};

use crate::meters::run_due;
use crate::meters::tests::{event, metered, send};
use crate::sealed::hex;
use crate::testing::{TestManager, stories};

stories!(
    figures_wait_until_their_receipt_comes,
    a_receipt_that_is_not_for_us_brings_nothing,
    an_issuer_that_has_lost_figures_is_sent_them_again,
    an_issuer_whose_clock_was_wrong_is_heard_again,
    figures_whose_numbers_are_taken_get_others,
    a_receipt_speaks_for_what_it_was_shown,
    figures_that_somebody_changed_are_not_reported,
    figures_are_restored_from_the_ledger,
    the_page_makes_bundles_and_takes_receipts,
);

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// November is closed: six figures, one for each kind of meter.
async fn closed(t: &TestManager) {
    metered(t).await;
    send(t, &[event(t, "a", "sum", 1, json!({"quantity": 140}))]).await;
    t.pass_ms(13 * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
}

/// The bundle of everything that waits, and its file.
async fn bundle(t: &TestManager) -> (Usage, String) {
    let (status, file) = t.post("/api/v1/usage/bundle", json!({})).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    let file = file.as_str().unwrap().to_owned();
    (read_usage(file.as_bytes()).unwrap().into_inner(), file)
}

/// The issuer's receipt for a bundle; `change` spoils it.
fn receipt(t: &TestManager, usage: &Usage, file: &str, change: impl FnOnce(&mut UsageReceipt)) -> Vec<u8> {
    let mut receipt = UsageReceipt {
        usage: usage.id.clone(),
        nonce: usage.nonce.clone(),
        installation: usage.key.kid().to_owned(),
        issuer: usage.issuer.clone(),
        sha256: hex(&licentia_protocol::sha256(file.as_bytes())),
        through: usage.range().1,
        taken: None,
        at_ms: t.manager.now_ms(),
    };
    change(&mut receipt);
    let (root, key) = (SecretKey::from_seed(&[1; 32]), SecretKey::from_seed(&[2; 32]));
    let certificate = Certificate {
        issuer: receipt.issuer.clone(),
        key: key.public().clone(),
        not_before: 0,
        not_after: 9_000_000_000,
        certifies: false,
        partner: false,
        iat: 0,
    };
    write_usage_receipt(&receipt, &key, &[certificate.sign(&root)], None)
}

async fn take(t: &TestManager, receipt: Vec<u8>) -> (StatusCode, Value) {
    let request = Request::post("/api/v1/usage/receipt")
        .header("authorization", format!("Bearer {}", t.token))
        .header("content-type", "application/licentia-usage-receipt")
        .body(Body::from(receipt))
        .unwrap();
    t.send(request).await
}

async fn waiting(t: &TestManager) -> u64 {
    let (_, reports) = t.get("/api/v1/usage/report").await;
    reports["items"][0]["waiting"].as_u64().unwrap()
}

async fn figures_wait_until_their_receipt_comes(t: TestManager) {
    closed(&t).await;
    assert_eq!(waiting(&t).await, 6);
    let (usage, file) = bundle(&t).await;
    assert_eq!(
        (usage.range(), usage.zone.as_str(), usage.serial.as_str()),
        ((1, 6), "Europe/Stockholm", "1000234567")
    );
    let sum = usage.figures.iter().find(|figure| figure.meter == "sum").unwrap();
    assert_eq!(
        (sum.used, sum.allowance, sum.overage, sum.month.to_string()),
        (140, 100, 40, "2026-11".to_owned())
    );
    let (_, listed) = t.get("/api/v1/usage/figures").await;
    assert_eq!((listed["items"][0]["n"].as_u64(), listed["items"][0].get("receipted_at")), (Some(6), None));

    let (status, done) = take(&t, receipt(&t, &usage, &file, |_| ())).await;
    assert_eq!((status, &done["new"], &done["through"]), (StatusCode::OK, &json!(6), &json!(6)), "{done}");
    assert_eq!(waiting(&t).await, 0);
    let (_, again) = take(&t, receipt(&t, &usage, &file, |_| ())).await;
    assert_eq!((&again["new"], &again["again"]), (&json!(0), &json!(0)));
    let (status, nothing) = t.post("/api/v1/usage/bundle", json!({})).await;
    assert_eq!((status, &nothing["code"]), (StatusCode::CONFLICT, &json!("nothing_to_report")));
    // Told once, and the seals are right.
    let (_, entries) = t.get("/api/v1/ledger?limit=20").await;
    let kinds =
        entries["items"].as_array().unwrap().iter().filter(|entry| entry["kind"] == "meters.receipted");
    assert_eq!(kinds.count(), 1);
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
}

async fn a_receipt_that_is_not_for_us_brings_nothing(t: TestManager) {
    closed(&t).await;
    let (usage, file) = bundle(&t).await;
    let stranger = SecretKey::from_seed(&[9; 32]).public().kid().to_owned();
    let spoilt: [(&str, Vec<u8>); 6] = [
        ("receipt_unknown", receipt(&t, &usage, &file, |it| it.usage = "another".to_owned())),
        ("receipt_unknown", receipt(&t, &usage, &file, |it| it.sha256 = "ab".repeat(32))),
        ("wrong_nonce", receipt(&t, &usage, &file, |it| it.nonce = "DwABAgMEBQYHCAkKCwwNDg".to_owned())),
        ("answer_for_other", receipt(&t, &usage, &file, |it| it.installation = stranger)),
        ("this_is_a_usage_bundle", file.clone().into_bytes()),
        ("not_a_usage_receipt", b"received, thank you\n".to_vec()),
    ];
    for (code, bytes) in spoilt {
        let (status, answer) = take(&t, bytes).await;
        assert!(status.is_client_error() && answer["code"] == code, "{code}: {answer}");
    }
    assert_eq!(waiting(&t).await, 6);
}

async fn an_issuer_that_has_lost_figures_is_sent_them_again(t: TestManager) {
    closed(&t).await;
    let (usage, file) = bundle(&t).await;
    let old = receipt(&t, &usage, &file, |it| it.at_ms -= 1_000);
    take(&t, receipt(&t, &usage, &file, |_| ())).await;
    t.pass_ms(DAY_MS).await;
    let (status, done) = take(&t, receipt(&t, &usage, &file, |it| it.through = 2)).await;
    assert_eq!((status, &done["again"]), (StatusCode::OK, &json!(4)), "{done}");
    assert_eq!(bundle(&t).await.0.range(), (3, 6));
    // One that was under way for long says nothing any more.
    let (_, done) = take(&t, old).await;
    assert_eq!((&done["new"], waiting(&t).await), (&json!(0), 4));
}

async fn an_issuer_whose_clock_was_wrong_is_heard_again(t: TestManager) {
    closed(&t).await;
    let (usage, file) = bundle(&t).await;
    let early = receipt(&t, &usage, &file, |it| it.through = 1);
    let ahead = receipt(&t, &usage, &file, |it| (it.through, it.at_ms) = (2, it.at_ms + 365 * DAY_MS));
    assert_eq!(take(&t, ahead).await.1["new"], 2);
    // What was signed before it still says nothing; what is signed when its clock is right does.
    assert_eq!((&take(&t, early).await.1["again"], waiting(&t).await), (&json!(0), 4));
    t.pass_ms(2 * 60 * 60 * 1_000).await;
    assert_eq!(take(&t, receipt(&t, &usage, &file, |_| ())).await.1["new"], 4);
}

async fn figures_whose_numbers_are_taken_get_others(t: TestManager) {
    closed(&t).await;
    let (usage, file) = bundle(&t).await;
    let taken = |it: &mut UsageReceipt| (it.through, it.taken) = (2, Some(20));
    let (status, done) = take(&t, receipt(&t, &usage, &file, taken)).await;
    assert_eq!((status, &done["new"], &done["renumbered"]), (StatusCode::OK, &json!(2), &json!(4)), "{done}");
    let (again, _) = bundle(&t).await;
    assert_eq!(again.range(), (21, 24));
    let told = |usage: &Usage| -> Vec<_> {
        let figures = usage.figures.iter().rev().take(4).rev();
        figures.map(|figure| (figure.meter.clone(), figure.used, figure.closed_at)).collect()
    };
    assert_eq!(told(&again), told(&usage), "only the numbers are others");
    // The same receipt, taken in once more, moves nothing.
    let (_, done) = take(&t, receipt(&t, &usage, &file, taken)).await;
    assert_eq!((&done["renumbered"], bundle(&t).await.0.range()), (&json!(0), (21, 24)), "{done}");
    let (status, page) = t.get("/i/test/meters/report?through=2&new=2&renumbered=4").await;
    assert!(status.is_success() && page.as_str().unwrap().contains("numbered anew"), "{page}");
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound());
}

async fn a_receipt_speaks_for_what_it_was_shown(t: TestManager) {
    closed(&t).await;
    let (usage, file) = bundle(&t).await;
    // Another month is closed while the file is on its way, and the issuer has other figures under its numbers.
    t.pass_ms(31 * DAY_MS).await;
    run_due(&t.manager).await.unwrap();
    let (_, done) = take(&t, receipt(&t, &usage, &file, |it| it.through = 12)).await;
    assert_eq!((&done["new"], waiting(&t).await), (&json!(6), 6), "{done}");
    assert_eq!(bundle(&t).await.0.range(), (7, 12));
}

async fn figures_that_somebody_changed_are_not_reported(t: TestManager) {
    closed(&t).await;
    t.place.tamper("UPDATE usage_figure SET overage = 0, used = 0 WHERE overage > 0");
    let (status, refused) = t.post("/api/v1/usage/bundle", json!({"issuer": "acme"})).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("tampered")), "{refused}");
}

async fn figures_are_restored_from_the_ledger(t: TestManager) {
    closed(&t).await;
    let granted =
        licentia_platform::access::Granted::to_the_server(licentia_platform::by::By::setup(), t.scope);
    // All that can happen to figures: receipts, others under their numbers, receipts taken back, a correction.
    let (usage, file) = bundle(&t).await;
    take(&t, receipt(&t, &usage, &file, |it| (it.through, it.taken) = (2, Some(20)))).await;
    let (usage, file) = bundle(&t).await;
    take(&t, receipt(&t, &usage, &file, |_| ())).await;
    t.pass_ms(DAY_MS).await;
    take(&t, receipt(&t, &usage, &file, |it| it.through = 22)).await;
    send(&t, &[event(&t, "b", "sum", 15, json!({"quantity": 5}))]).await;
    run_due(&t.manager).await.unwrap();
    let figures = async |t: &TestManager| t.get("/api/v1/usage/figures").await;
    let before = figures(&t).await;
    assert_eq!(before.1["items"].as_array().unwrap().len(), 7, "{before:?}");

    for edit in [
        "UPDATE usage_figure SET overage = 0, used = 0 WHERE meter = 'sum'",
        "UPDATE usage_figure SET kind = 'nonsense' WHERE n = 22",
        "DELETE FROM usage_figure WHERE n = 1",
        "UPDATE usage_figure SET n = 900 WHERE n = 21",
    ] {
        t.place.tamper(edit);
        let (status, done) = t.post("/api/v1/usage/figures/put-right", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{edit}: {done}");
        assert_eq!(figures(&t).await, before, "{edit}");
        assert!(crate::ledger::verify(&t.manager, &granted).await.unwrap().is_sound(), "{edit}");
    }
    assert_eq!(bundle(&t).await.0.range(), (23, 25));
    // Nothing is wrong: nothing is written.
    let (_, one) = t.post("/api/v1/usage/figures/put-right", json!({})).await;
    let (_, two) = t.post("/api/v1/usage/figures/put-right", json!({})).await;
    assert_eq!(one, two);

    t.place.tamper("UPDATE usage_figure SET used = 0 WHERE meter = 'sum'");
    let (status, page) = t.get("/i/test/meters/report").await;
    assert!(status.is_success() && page.as_str().unwrap().contains("Restore from the ledger"), "{page}");
}

async fn the_page_makes_bundles_and_takes_receipts(t: TestManager) {
    let (_, page) = t.get("/i/test/meters/report").await;
    assert!(page.as_str().unwrap().contains("Nothing is reported yet"), "{page}");
    closed(&t).await;
    for (lang, words) in [
        ("en", ["6 figures wait", "November 2026", "not called"]),
        ("sv", ["6 uppgifter väntar", "november 2026", "kontaktas inte"]),
    ] {
        let (status, page) = t.get(&format!("/i/test/meters/report?lang={lang}")).await;
        let page = page.as_str().unwrap_or_default().to_owned();
        assert_eq!(status, StatusCode::OK);
        for words in words {
            assert!(page.contains(words), "{words} in {page}");
        }
        assert!(!page.contains('⟦'), "{page}");
    }
}
