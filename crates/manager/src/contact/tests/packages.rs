//! Packages that the authority offers: what activates itself, what waits, and what is refused.

use std::sync::Arc;
use std::time::Duration;

use licentia_core::package::Holder;
use licentia_platform::by::By;
use licentia_protocol::conversation::{AnswerHolder, ReceiptState, State};
use serde_json::json;

use super::authority::{Twist, offer};
use super::{ask, entries, granted, newer, newer_with, pass_ms, sales, seats, soon, state_at, talking, word};
use crate::contact::ask::settle;
use crate::contact::converse;
use crate::contact::hear::hear;
use crate::contact::ours::Ours;
use crate::contact::schedule::Why;
use crate::contact::turn::{Turn, take};
use crate::contact::{Word, ask::ask as ask_as, dismiss_notice};
use crate::packages::{Origin, load_from};
use crate::testing::{TestManager, stories};

stories!(
    a_harmless_package_activates_itself_and_leaves_a_notice,
    what_takes_something_away_waits_until_it_does_not,
    every_reason_to_wait_is_told,
    a_hold_keeps_a_package_waiting,
    other_bytes_than_the_signed_ones_are_not_taken,
    an_authority_speaks_for_its_own_packages_alone,
    a_package_that_was_activated_by_hand_is_no_news,
    two_servers_on_one_database_ask_and_fetch_once,
    a_server_that_dies_after_fetching_loses_nothing,
    receipts_are_sent_until_they_are_taken,
    what_comes_into_force_while_a_receipt_is_on_its_way_has_its_own,
    a_deletion_is_told_at_the_address_that_the_last_package_named,
);

async fn a_harmless_package_activates_itself_and_leaves_a_notice(t: TestManager) {
    let authority = talking(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let file = newer(&t, &authority, 5);
    let id = offer(&file).id;
    authority.offers(file);
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::NewLicenceActivated, None), "{told:?}");
    assert_eq!((&told.notice.as_ref().unwrap().package, told.offered), (&id, None));
    assert_eq!(seats(&t).await, 5);
    let activated = entries(&t, "packages.activated").await.pop().unwrap();
    assert_eq!((&*activated.actor, &*activated.subjects), ("system:contact", &[format!("package:{id}")][..]));
    let (_, package) = t.get(&format!("/api/v1/packages/{id}")).await;
    assert_eq!((&package["origin"], &package["state"]), (&json!("fetched"), &json!("in_force")), "{package}");
    {
        let script = authority.script();
        assert_eq!((script.asked.len(), script.fetched.len(), script.receipts.len()), (1, 1, 1));
        let receipt = &script.receipts[0];
        assert_eq!((&receipt.package, receipt.sequence, receipt.state), (&id, 2, ReceiptState::Activated));
    }
    authority.says(State::UpToDate, |_| {});
    assert_eq!(ask(&t).await.state, Word::NewLicenceActivated, "until somebody dismisses it");
    dismiss_notice(&t.manager, &granted(t.scope), "acme").await.unwrap();
    let told = state_at(&t.manager, t.scope).await;
    assert_eq!((told.state, told.notice), (Word::UpToDate, None));
    assert_eq!(dismiss_notice(&t.manager, &granted(t.scope), "acme").await.unwrap_err().status, 404);
}

async fn what_takes_something_away_waits_until_it_does_not(t: TestManager) {
    let authority = talking(&t).await;
    let (anna, emil) = (t.user("anna").await, t.user("emil").await);
    t.assign(anna, "acme.ten-sales").await;
    t.assign(emil, "acme.ten-sales").await;
    authority.offers(newer(&t, &authority, 1));
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::NewLicenceAvailable, Some("blocked")), "{told:?}");
    assert!(told.fetched, "it waits here, for Activate new licence");
    assert_eq!(seats(&t).await, 3);
    // A message beside it changes nothing about that.
    {
        let mut script = authority.script();
        let answer = script.answer.as_mut().unwrap();
        (answer.state, answer.message) =
            (State::Message, Some([("en".to_owned(), "Hello".to_owned())].into()));
    }
    let told = ask(&t).await;
    assert_eq!((word(&told), told.message.is_some()), ((Word::NewLicenceAvailable, Some("blocked")), true));
    assert_eq!(authority.script().fetched.len(), 1, "it is not fetched twice");
    t.recall_all(emil).await;
    assert_eq!(ask(&t).await.state, Word::NewLicenceActivated, "now it harms nobody");
    assert_eq!(seats(&t).await, 1);
}

type Change = Box<dyn FnOnce(&mut licentia_core::package::Package)>;

async fn every_reason_to_wait_is_told(t: TestManager) {
    let authority = talking(&t).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let holder = |name: &str, serial: &str| Holder {
        name: name.to_owned(),
        serial: serial.to_owned(),
        customer: None,
    };
    let cases: [(&str, Change); 6] = [
        ("dates_earlier", Box::new(|p| p.dates.expiry = Some(jiff::civil::date(2027, 1, 1)))),
        ("zone_changes", Box::new(|p| p.zone = "Asia/Tokyo".to_owned())),
        ("people_lose", Box::new(|p| p.rows[0].set = Vec::new())),
        (
            "new_company_name",
            Box::new(move |p| {
                p.replaces = Some(p.holder.clone());
                p.holder = holder("Berg Group AB", "1000234567");
            }),
        ),
        (
            "new_serial_number",
            Box::new(move |p| {
                p.replaces = Some(p.holder.clone());
                p.holder = holder("Berg AB", "1000999999");
            }),
        ),
        (
            "prepared",
            Box::new(|p| p.versions = Some(serde_json::from_value(json!({"from": "99.0.0"})).unwrap())),
        ),
    ];
    let version = Some(json!({"version": "12.0.0"}));
    let (status, reported) = t.ask(http::Method::PUT, "/api/v1/installation/version", version).await;
    assert_eq!(status, 200, "{reported}");
    for (code, change) in cases {
        authority.offers(newer_with(&t, &authority, change));
        let told = ask(&t).await;
        assert_eq!(word(&told), (Word::NewLicenceAvailable, Some(code)), "{told:?}");
    }
    assert_eq!(seats(&t).await, 3);
}

async fn a_hold_keeps_a_package_waiting(t: TestManager) {
    let authority = talking(&t).await;
    let file = newer(&t, &authority, 9);
    let hold = || Some([("en".to_owned(), "The invoice is open.".to_owned())].into());
    authority.offers(file.clone());
    authority.script().answer.as_mut().unwrap().hold = hold();
    let told = ask(&t).await;
    assert_eq!((word(&told), &told.hold), ((Word::NewLicenceAvailable, Some("held")), &hold()));
    settle(&t.manager, t.scope, &"acme".parse().unwrap()).await.unwrap();
    assert_eq!(seats(&t).await, 3);
    authority.offers(file);
    assert_eq!(ask(&t).await.state, Word::NewLicenceActivated);
    assert_eq!(seats(&t).await, 9);
}

async fn other_bytes_than_the_signed_ones_are_not_taken(t: TestManager) {
    let authority = talking(&t).await;
    authority.offers(newer(&t, &authority, 9));
    authority.twists(Twist::OtherBytes);
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("other_bytes")), "{told:?}");
    let (_, list) = t.get("/api/v1/packages").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "nothing was kept");
    // An older package, captured and offered again under the authority's own signature, is no news.
    authority.twists(Twist::None);
    authority.says(State::UpToDate, |_| {});
    assert_eq!(word(&ask(&t).await), (Word::UpToDate, None));
}

async fn an_authority_speaks_for_its_own_packages_alone(t: TestManager) {
    let authority = talking(&t).await;
    authority.offers(t.issue_as("other", None, |p| p.rows = super::sales(9)));
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("another_package_than_offered")), "{told:?}");
    let file = newer(&t, &authority, 9);
    authority.offers(file.clone());
    authority.script().answer.as_mut().unwrap().package.as_mut().unwrap().sequence += 1;
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::Problem, Some("another_package_than_offered")), "{told:?}");
    let (_, list) = t.get("/api/v1/packages").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1, "nothing was kept");
    // Loaded by somebody: the offer does not make it a fetched one.
    let granted = granted(t.scope);
    load_from(&t.manager, &granted, file.clone(), Origin::File).await.unwrap();
    authority.offers(file);
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::NewLicenceAvailable, Some("from_file")), "{told:?}");
    assert_eq!(seats(&t).await, 3);
}

async fn a_package_that_was_activated_by_hand_is_no_news(t: TestManager) {
    let authority = talking(&t).await;
    let file = newer_with(&t, &authority, |p| p.dates.expiry = Some(jiff::civil::date(2027, 1, 1)));
    let id = offer(&file).id;
    authority.offers(file);
    assert_eq!(ask(&t).await.state, Word::NewLicenceAvailable);
    let (status, answer) = t.post(&format!("/api/v1/packages/{id}/activate"), json!({})).await;
    assert_eq!(status, 200, "{answer}");
    let told = state_at(&t.manager, t.scope).await;
    assert_eq!((word(&told), &told.notice, &told.offered), ((Word::UpToDate, None), &None, &None));
    authority.says(State::NewCompanyName, |answer| {
        answer.holder = Some(AnswerHolder { name: "Berg AB".to_owned(), serial: "1000234567".to_owned() });
    });
    assert_eq!(ask(&t).await.state, Word::UpToDate);
}

async fn two_servers_on_one_database_ask_and_fetch_once(t: TestManager) {
    let authority = talking(&t).await;
    authority.offers(newer(&t, &authority, 5));
    let (issuer, by) = ("acme".parse().unwrap(), By::setup());
    let other = t.second().await;
    let both = tokio::join!(
        ask_as(&t.manager, t.scope, &issuer, Why::Start, &by),
        ask_as(&other, t.scope, &issuer, Why::Start, &by),
    );
    both.0.unwrap();
    both.1.unwrap();
    assert_eq!(authority.script().asked.len(), 1);
    assert_eq!(authority.script().fetched.len(), 1);
    assert_eq!(entries(&t, "packages.activated").await.len(), 2, "the first and this one");
    let (one, two) = (state_at(&t.manager, t.scope).await, state_at(&other, t.scope).await);
    assert_eq!((one.state, one.notice), (two.state, two.notice));
    // Both wake up at the same moment, later.
    pass_ms(&t, &other, 3 * 60 * 60 * 1_000).await;
    let (first, second) = (t.manager.start(), other.start());
    soon(async || authority.script().asked.len() > 1).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    first.stop().await;
    second.stop().await;
    assert_eq!(authority.script().asked.len(), 2);
    other.db().close();
}

async fn a_server_that_dies_after_fetching_loses_nothing(t: TestManager) {
    let authority = talking(&t).await;
    let file = newer(&t, &authority, 5);
    authority.offers(file.clone());
    let (issuer, by) = ("acme".parse().unwrap(), By::setup());
    // Everything up to the moment when the file is kept; then the server is gone, with the turn.
    let Turn::Ours(turn) = take(&t.manager, t.scope, &issuer, Why::Start, &by).await.unwrap().value else {
        panic!("nobody else asks")
    };
    let ours = Ours::now(&t.manager, t.scope, &issuer).await.unwrap();
    let heard = converse::status(&t.manager, &ours, &authority.url).await.unwrap();
    hear(&t.manager, t.scope, &ours, &turn, heard).await.unwrap();
    load_from(&t.manager, &granted(t.scope), file, Origin::Fetched).await.unwrap();
    assert_eq!(seats(&t).await, 3);

    let restarted = t.second().await;
    authority.twists(Twist::Down);
    let background = restarted.start();
    soon(async || state_at(&restarted, t.scope).await.notice.is_some()).await;
    background.stop().await;
    assert_eq!(entries(&t, "packages.activated").await.len(), 2);
    // The turn of the one that is gone blocks nobody for long, and what it had planned is asked again.
    authority.twists(Twist::None);
    authority.says(State::UpToDate, |_| {});
    pass_ms(&t, &restarted, 121_000).await;
    ask_as(&restarted, t.scope, &issuer, Why::Due, &by).await.unwrap();
    let told = state_at(&restarted, t.scope).await;
    assert_eq!((told.state, told.failing_since), (Word::NewLicenceActivated, None));
    assert_eq!(authority.script().fetched.len(), 0);
    restarted.db().close();
}

async fn receipts_are_sent_until_they_are_taken(t: TestManager) {
    let authority = talking(&t).await;
    authority.script().no_receipts = true;
    authority.offers(newer(&t, &authority, 5));
    let told = ask(&t).await;
    assert_eq!(word(&told), (Word::NewLicenceActivated, None), "the signed answer stands: {told:?}");
    assert_eq!((seats(&t).await, told.failing_since), (5, None), "nothing waits for it");
    assert!(told.notice.is_some());
    authority.script().no_receipts = false;
    authority.says(State::UpToDate, |_| {});
    assert_eq!(ask(&t).await.state, Word::NewLicenceActivated);
    ask(&t).await;
    assert_eq!(authority.script().receipts.len(), 1);
}

async fn what_comes_into_force_while_a_receipt_is_on_its_way_has_its_own(t: TestManager) {
    let authority = talking(&t).await;
    let gate = Arc::new(tokio::sync::Notify::new());
    authority.script().gate = Some(Arc::clone(&gate));
    let background = t.manager.start();
    soon(async || authority.script().bringing > 0).await;
    let url = authority.url.clone();
    t.activate(|package| (package.rows, package.authority) = (sales(4), Some(url))).await;
    // Long enough for it to be seen, by what looks once a second.
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    authority.script().gate = None;
    gate.notify_one();
    soon(async || authority.script().receipts.iter().any(|receipt| receipt.sequence == 2)).await;
    background.stop().await;
}

async fn a_deletion_is_told_at_the_address_that_the_last_package_named(t: TestManager) {
    let authority = talking(&t).await;
    let (status, answer) = t.delete("/api/v1/licences").await;
    assert_eq!(status, 200, "{answer}");
    assert!(t.manager.snapshot(t.scope).await.unwrap().demo());
    let told = ask(&t).await;
    assert_eq!((told.state, told.address.as_deref()), (Word::UpToDate, Some(&*authority.url)));
    {
        let script = authority.script();
        let asked = script.asked.last().unwrap();
        assert_eq!((asked.deleted, asked.sequence, &asked.package), (true, 1, &None));
    }
    // After a restart too; and the next package, which somebody has to activate, ends the demonstration.
    let restarted = t.second().await;
    assert_eq!(state_at(&restarted, t.scope).await.address.as_deref(), Some(&*authority.url));
    restarted.db().close();
    authority.offers(newer(&t, &authority, 4));
    assert_eq!(word(&ask(&t).await), (Word::NewLicenceAvailable, Some("first_package")));
}
