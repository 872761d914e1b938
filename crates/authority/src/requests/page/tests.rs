//! The vendor's support desk, as its people use it: with a browser without script.

use std::convert::identity;

use http::StatusCode;
use licentia_platform::access::Right;
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use licentia_protocol::conversation::{HolderChange, Purpose, ReceiptState};

use crate::access::RIGHTS;
use crate::testing::TestAuthority;
use crate::testing::installation::TestInstallation;

both_databases!(identity;
    a_request_file_is_looked_at_and_then_answered,
    a_receipt_says_that_a_package_is_in_force,
    every_file_that_is_not_taken_says_why,
    a_possible_copy_waits_until_somebody_decides,
    a_hold_is_released_on_the_way_to_an_answer,
    a_change_of_holder_is_authorised_from_the_request,
    a_letter_is_read_with_its_comparison_and_put_away,
    every_page_of_the_desk_speaks_both_languages,
    looking_decides_nothing,
);

const SERIAL: &str = "1801852599";
const OTHER: &str = "1600065823";

/// A customer with one package issued.
async fn sold(t: &TestAuthority, serial: &str) -> String {
    t.customer(serial, &[("server", 0), ("ten-sales", 3)]).await;
    crate::packages::issue(&t.authority, &t.granted(), serial, Default::default()).await.unwrap().value.id
}

/// What is said in English on a page.
async fn read(t: &TestAuthority, path: &str, cookie: &str) -> String {
    let answer = t.page(path, cookie).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.text()
}

fn has(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words} in {page}");
    }
}

async fn a_request_file_is_looked_at_and_then_answered(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    has(&read(&t, "/requests", &cookie).await, &["Nothing waits", "File from a customer"]);

    let mut installation = TestInstallation::new(&t, 7, SERIAL);
    installation.sequence = 1;
    let file = installation.file(&t);
    let laid = t.upload("/requests", &cookie, file.as_bytes()).await;
    assert_eq!(laid.status, StatusCode::SEE_OTHER, "{}", laid.text());
    let address = laid.location().to_owned();
    let page = read(&t, &address, &cookie).await;
    has(&page, &["What it would get", "Package no. 2 beside its no. 1", "Answer with package no. 2"]);
    has(&read(&t, "/requests", &cookie).await, &["Request files and changes of holder", "waiting: </span>1"]);
    has(
        &read(&t, &format!("/customers/{SERIAL}"), &cookie).await,
        &["It waits for somebody here.", &address],
    );

    let answered = t.form(&format!("{address}/answer"), &cookie, "reason=Renewal").await;
    assert_eq!((answered.status, answered.location()), (StatusCode::SEE_OTHER, address.as_str()));
    let page = read(&t, &address, &cookie).await;
    has(&page, &["Download 1801852599-2.tls", "for this request and this installation only"]);
    assert!(!page.contains("Answer with package"), "once is enough");
    let again = t.upload("/requests", &cookie, file.as_bytes()).await;
    assert_eq!(again.location(), address, "the same file is the same request");
    has(&read(&t, "/requests", &cookie).await, &["Nothing waits"]);
    has(&read(&t, "/requests?show=all", &cookie).await, &["Answered", "1 in all"]);
}

async fn a_receipt_says_that_a_package_is_in_force(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let id = sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let installation = TestInstallation::new(&t, 7, SERIAL);
    has(&read(&t, "/packages", &cookie).await, &[">Signed<", "No. 1"]);
    installation.ask(&t).await;
    has(&read(&t, "/packages", &cookie).await, &["Offered"]);
    let sha256 = crate::packages::show(&t.authority, &t.granted(), &id).await.unwrap().sha256;
    let receipt = installation.receipt(&t, |receipt| {
        (receipt.package, receipt.sequence, receipt.sha256) = (id.clone(), 1, sha256);
        receipt.state = ReceiptState::Activated;
    });
    let laid = t.upload("/requests", &cookie, receipt.as_bytes()).await;
    assert_eq!(laid.status, StatusCode::SEE_OTHER, "{}", laid.text());
    has(&read(&t, laid.location(), &cookie).await, &["The customer has this package in force", &id]);
    has(&read(&t, "/packages", &cookie).await, &["In force, by receipt"]);
    has(
        &read(&t, &format!("/customers/{SERIAL}"), &cookie).await,
        &["In force, by receipt", "No. 1 of 1 in force"],
    );
}

async fn every_file_that_is_not_taken_says_why(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let id = sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let refused = async |file: &[u8], code: &str, words: &str| {
        let answer = t.upload("/requests", &cookie, file).await;
        assert!(answer.status.is_client_error(), "{code}: {}", answer.status);
        has(&answer.text(), &[code, words, "File from a customer"]);
    };
    refused(b"", "empty", "The file is empty").await;
    refused(b"Dear support", "not_a_request", "not a request").await;
    let package = t.page(&format!("/packages/{id}/file"), &cookie).await.bytes;
    refused(&package, "this_is_a_package", "").await;
    let unknown = TestInstallation::new(&t, 7, "9999999999").file(&t);
    refused(unknown.as_bytes(), "serial_unknown", "No customer has, or had, the serial number").await;
    let installation = TestInstallation::new(&t, 7, SERIAL);
    let mut old = installation.draft(&t, Purpose::Package);
    old.iat -= 31 * 86_400;
    refused(installation.sign(&old).as_bytes(), "request_too_old", "more than 30 days old").await;
    let mut elsewhere = installation.draft(&t, Purpose::Package);
    elsewhere.issuer = "acme".parse().unwrap();
    refused(installation.sign(&elsewhere).as_bytes(), "wrong_addressee", "for the issuer acme").await;
    let mut other = installation.draft(&t, Purpose::Package);
    other.root = licentia_protocol::testing::root().public().kid().to_owned();
    refused(installation.sign(&other).as_bytes(), "other_root", "another root key").await;
}

async fn a_possible_copy_waits_until_somebody_decides(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let (first, second) = (TestInstallation::new(&t, 7, SERIAL), TestInstallation::new(&t, 8, SERIAL));
    first.ask(&t).await;
    second.ask(&t).await;
    has(&read(&t, "/requests", &cookie).await, &["Possible copy", "waiting: </span>1"]);
    let listed = read(&t, "/installations?show=copies", &cookie).await;
    has(&listed, &["Possible copy", "Possible copies <span>1</span>"]);
    let address = format!("/customers/{SERIAL}/installations/{}/accept", second.kid());
    let dialog = read(&t, &address, &cookie).await;
    has(&dialog, &["The key that is bound now is released", "Fingerprint of its key", "<dialog"]);
    let decided = t.form(&address, &cookie, "reason=New+server").await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER, "{}", decided.text());
    let page = read(&t, &format!("/customers/{SERIAL}"), &cookie).await;
    has(&page, &["Released", "Behind"]);
    assert!(!page.contains("Possible copy"));
    let release = format!("/customers/{SERIAL}/installations/{}/release", second.kid());
    has(&read(&t, &release, &cookie).await, &["gets no packages and no answers any more"]);
    assert_eq!(t.form(&release, &cookie, "").await.status, StatusCode::SEE_OTHER);
    let twice = t.form(&release, &cookie, "").await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "it is not bound any more");
    let found = t.page(&format!("/search?q={}", &second.kid()[..12]), &cookie).await;
    assert_eq!(found.location(), "/customers/1801852599#installations", "one hit is where they want to go");
}

async fn a_hold_is_released_on_the_way_to_an_answer(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let hold = format!("/customers/{SERIAL}/decide/hold");
    has(
        &read(&t, &hold, &cookie).await,
        &["A payment is missing", "En betalning saknas", "No new package is handed out"],
    );
    let empty = t.form(&hold, &cookie, "text_en=&text_sv=&link=").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&empty.text(), &["hold_without_text", "The customer would not know why"]);
    let bad = t.form(&hold, &cookie, "text_en=Pay&text_sv=&link=javascript%3Aalert(1)").await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&bad.text(), &["link_invalid", "value=\"javascript:alert(1)\""]);
    let held = t
        .form(&hold, &cookie, "text_en=Invoice+7+%3Cunpaid%3E&text_sv=&link=https%3A%2F%2Fexample.com")
        .await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.text());
    has(
        &read(&t, &format!("/customers/{SERIAL}"), &cookie).await,
        &["Invoice 7 &lt;unpaid&gt;", "Release packages", "Held"],
    );

    let laid = t.upload("/requests", &cookie, TestInstallation::new(&t, 7, SERIAL).file(&t).as_bytes()).await;
    let address = laid.location().to_owned();
    let page = read(&t, &address, &cookie).await;
    has(&page, &["The customer’s packages are held", "disabled", "/decide/release?request="]);
    let refused = t.form(&format!("{address}/answer"), &cookie, "").await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "the rule is asked again");
    let request = address.rsplit('/').next().unwrap();
    let released =
        t.form(&format!("/customers/{SERIAL}/decide/release"), &cookie, &format!("request={request}")).await;
    assert_eq!((released.status, released.location()), (StatusCode::SEE_OTHER, address.as_str()));
    assert_eq!(t.form(&format!("{address}/answer"), &cookie, "").await.status, StatusCode::SEE_OTHER);

    let message = format!("/customers/{SERIAL}/decide/message");
    let told = t.form(&message, &cookie, "text_en=Closed+at+Christmas&text_sv=St%C3%A4ngt&link=").await;
    assert_eq!(told.status, StatusCode::SEE_OTHER, "{}", told.text());
    has(&read(&t, &message, &cookie).await, &["Closed at Christmas", "Take the message back"]);
    assert_eq!(t.form(&message, &cookie, "clear=yes&text_en=x").await.status, StatusCode::SEE_OTHER);
    has(&read(&t, &format!("/customers/{SERIAL}"), &cookie).await, &["No hold and no message"]);
}

async fn a_change_of_holder_is_authorised_from_the_request(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let mut installation = TestInstallation::new(&t, 7, SERIAL);
    installation.sequence = 1;
    installation.ask(&t).await;
    let mut wish = installation.draft(&t, Purpose::Serial);
    wish.change = Some(HolderChange { name: "Nordlys Group AS".to_owned(), serial: OTHER.to_owned() });
    let laid = t.upload("/requests", &cookie, installation.sign(&wish).as_bytes()).await;
    let page = read(&t, laid.location(), &cookie).await;
    has(
        &page,
        &["It asks to become Nordlys Group AS (1600065823)", "Whom it wants to become", "change_waiting"],
    );
    let request = laid.location().rsplit('/').next().unwrap().to_owned();
    let decide = format!("/customers/{SERIAL}/decide/holder");
    let dialog =
        read(&t, &format!("{decide}?request={request}&name=Nordlys+Group+AS&serial={OTHER}"), &cookie).await;
    has(&dialog, &["value=\"Nordlys Group AS\"", "value=\"1600065823\"", "Nobody else can do it for them"]);
    let short = t.form(&decide, &cookie, "name=Nordlys+Group+AS&serial=12").await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&short.text(), &["A serial number has ten digits", "value=\"12\""]);
    let form = format!("name=Nordlys+Group+AS&serial={OTHER}&request={request}");
    let authorised = t.form(&decide, &cookie, &form).await;
    assert_eq!((authorised.status, authorised.location()), (StatusCode::SEE_OTHER, laid.location()));
    has(
        &read(&t, &format!("/customers/{OTHER}"), &cookie).await,
        &["does not know yet that it is called otherwise", "reaches the customer with package no. 2"],
    );
    let old = t.page(&format!("/customers/{SERIAL}"), &cookie).await;
    assert_eq!(old.location(), "/customers/1600065823", "an old address leads to the customer");
    assert_eq!(t.page("/customers/0000000000", &cookie).await.status, StatusCode::NOT_FOUND);
    let found = t.page(&format!("/search?q={SERIAL}"), &cookie).await;
    assert_eq!((found.status, found.location()), (StatusCode::SEE_OTHER, "/customers/1600065823"));
    let answered = t.form(&format!("{}/answer", laid.location()), &cookie, "").await;
    assert_eq!(answered.status, StatusCode::SEE_OTHER, "{}", answered.text());
}

async fn a_letter_is_read_with_its_comparison_and_put_away(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let preview =
        crate::packages::preview(&t.authority, &t.granted(), SERIAL, Default::default()).await.unwrap();
    let mut comparison = serde_json::to_value(&preview.comparison).unwrap();
    comparison["people"] = serde_json::json!({
        "loses": [{"module": "superoffice.ten-sales", "people": 2, "from": null}],
        "later": [{"module": "superoffice.ten-sales", "people": 1, "from": "2027-06-01"}],
    });
    let comparison = comparison.to_string();
    let installation = TestInstallation::new(&t, 7, SERIAL);
    let letter = installation.letter(&t, |letter| {
        letter.subject = "Too <few>".to_owned();
        letter.text = "Hello,\n\nwe need more.\nIngrid".to_owned();
        letter.comparison = Some(comparison);
    });
    let laid = t.upload("/requests", &cookie, letter.as_bytes()).await;
    assert_eq!(laid.status, StatusCode::SEE_OTHER, "{}", laid.text());
    has(&read(&t, "/requests", &cookie).await, &["Letters", "Too &lt;few&gt;"]);
    let page = read(&t, laid.location(), &cookie).await;
    has(&page, &["we need more.", "The comparison they looked at", "mailto:", "Reply by e-mail"]);
    has(&page, &["2 people lose it", "1 person loses it from 1 June 2027"]);
    // Numbers that no seat count ever has, in a row that is theirs.
    t.customer("1000000019", &[("server", 0), ("ten-sales", 3)]).await;
    let granted = t.granted();
    let first = crate::packages::preview(&t.authority, &granted, "1000000019", Default::default());
    let mut absurd = serde_json::to_value(&first.await.unwrap().comparison).unwrap();
    let rows = absurd["rows"].as_array_mut().unwrap();
    rows.push(rows[0].clone());
    for row in rows {
        row["hidden"] = false.into();
        row["to_remove"] = u64::MAX.into();
        row["in_use"] = u64::MAX.into();
        row["change"] = serde_json::to_value(licentia_core::compare::Delta::By(i64::MIN)).unwrap();
        row["new_free"] = i64::MIN.into();
    }
    let absurd = installation.letter(&t, |letter| letter.comparison = Some(absurd.to_string()));
    let absurd = t.upload("/requests", &cookie, absurd.as_bytes()).await;
    has(
        &read(&t, absurd.location(), &cookie).await,
        &["The comparison they looked at", "−9,223,372,036,854,775,808"],
    );
    let strange = installation.letter(&t, |letter| letter.comparison = Some("{\"new\":1}".to_owned()));
    let strange = t.upload("/requests", &cookie, strange.as_bytes()).await;
    has(&read(&t, strange.location(), &cookie).await, &["written by a newer version"]);
    let away = format!("{}/close", laid.location());
    has(&read(&t, &away, &cookie).await, &["Nothing is sent to the customer", "<dialog"]);
    assert_eq!(t.form(&away, &cookie, "reason=By+telephone").await.status, StatusCode::SEE_OTHER);
    has(&read(&t, "/requests?show=all", &cookie).await, &["Put away"]);
}

async fn every_page_of_the_desk_speaks_both_languages(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    let package = sold(&t, SERIAL).await;
    t.customer(OTHER, &[]).await;
    let cookie = t.signed_in(&RIGHTS).await;
    let (bound, copy) = (TestInstallation::new(&t, 7, SERIAL), TestInstallation::new(&t, 8, SERIAL));
    bound.ask(&t).await;
    copy.ask_with(&t, |request| request.deleted = true).await;
    let mut ids = Vec::new();
    let nothing_sold = TestInstallation::new(&t, 9, OTHER).file(&t);
    for file in [bound.file(&t), copy.file(&t), bound.letter(&t, |_| ()), nothing_sold] {
        ids.push(t.upload("/requests", &cookie, file.as_bytes()).await.location().to_owned());
    }
    let acts = ["hold", "release", "message", "holder", "open", "close"];
    let acts = acts.map(|act| format!("/customers/{SERIAL}/decide/{act}"));
    let keys = ["release", "accept", "acknowledge"]
        .map(|act| format!("/customers/{SERIAL}/installations/{}/{act}", bound.kid()));
    let lists = [
        "/requests",
        "/requests?show=all",
        "/installations",
        "/installations?show=never&q=none",
        "/installations?sort=customer",
        "/installations?sort=-customer",
        "/installations?sort=contact",
        "/packages",
        "/packages?q=none",
        "/packages?show=held",
        "/packages?sort=-expiry",
        "/packages?sort=expiry",
        "/packages?sort=customer",
        "/packages?sort=signed",
        "/search?q=nothing+at+all",
        "/search?q=Nordlys",
    ];
    let closes: Vec<String> = ids.iter().map(|id| format!("{id}/close")).collect();
    let of_customers =
        [format!("/customers/{SERIAL}"), format!("/customers/{OTHER}"), format!("/packages/{package}")];
    let paths = lists
        .map(str::to_owned)
        .into_iter()
        .chain(ids)
        .chain(closes)
        .chain(acts)
        .chain(keys)
        .chain(of_customers);
    for path in paths {
        for (lang, word) in [("en", "Requests"), ("sv", "Förfrågningar")] {
            let separator = if path.contains('?') { '&' } else { '?' };
            let page = read(&t, &format!("{path}{separator}lang={lang}"), &cookie).await;
            assert!(page.contains(word), "{path} in {lang}");
            assert!(!page.contains('⟦'), "{path} in {lang}: {}", page.split('⟦').nth(1).unwrap_or(""));
            assert!(!page.contains(" style=") && !page.contains("<script>"), "{path}: nothing inline");
        }
    }
    assert!(licentia_ui::missing_texts().is_empty(), "{:?}", licentia_ui::missing_texts());
}

/// Whoever may only look sees everything and decides nothing.
async fn looking_decides_nothing(backend: Backend) {
    let t = TestAuthority::on(backend).await;
    sold(&t, SERIAL).await;
    let installation = TestInstallation::new(&t, 7, SERIAL);
    installation.ask(&t).await;
    let letter = t.post_file("/licensing/v1/upgrade-request", "", &installation.letter(&t, |_| ())).await;
    assert!(letter.status.is_success(), "{}", letter.text());
    let cookie = t.signed_in(&[Right::ManageAccess]).await;
    let desk = read(&t, "/requests", &cookie).await;
    assert!(desk.contains("Letter") && !desk.contains("File from a customer"));
    let customer = read(&t, &format!("/customers/{SERIAL}"), &cookie).await;
    for words in ["Hold packages", "Release the key", "Message to the customer", "Change name or serial"] {
        assert!(!customer.contains(words), "{words}");
    }
    let id = desk.split("/requests/").nth(1).unwrap().split('"').next().unwrap();
    let paths = [
        format!("/customers/{SERIAL}/decide/hold"),
        format!("/customers/{SERIAL}/decide/holder"),
        format!("/customers/{SERIAL}/installations/{}/release", installation.kid()),
        format!("/requests/{id}/close"),
    ];
    for path in paths {
        let looked = t.page(&path, &cookie).await;
        assert_eq!(looked.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(t.form(&path, &cookie, "text_en=x").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(t.upload("/requests", &cookie, b"x").await.status, StatusCode::FORBIDDEN);
    assert_eq!(t.form(&format!("/requests/{id}/answer"), &cookie, "").await.status, StatusCode::FORBIDDEN);
}
