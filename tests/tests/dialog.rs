//! The decision about a package, in a real browser: the dialog in its four states, superfluous licences removed, files
//! refused for their reason, and the whole conversation by files through the pages of both servers. On both databases.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::browser::Browser;
use licentia_tests::house::{Database, House};
use licentia_tests::http;
use serde_json::json;
use std::path::Path;

#[tokio::test(flavor = "multi_thread")]
async fn decision_on_sqlite() {
    decision(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn decision_on_postgres() {
    decision(Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_on_sqlite() {
    files(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_on_postgres() {
    files(Database::Postgres).await;
}

async fn house(database: Database) -> House {
    tokio::task::spawn_blocking(move || House::build(database)).await.unwrap()
}

/// Loads a file on the manager's page.
async fn load(browser: &Browser, house: &House, file: &Path) {
    browser.open(&house.page("/packages/load")).await;
    browser.fill("file", file.to_str().unwrap()).await;
    browser.press("Load and compare").await;
}

async fn decision(database: Database) {
    let house = house(database).await;
    let browser = Browser::start(1440, 1000).await;
    browser.comes_in(&house.set_up).await;
    browser.shows(&["Licences", "Nordlys Trading AS"]).await;

    // Free to activate: more of something, nobody loses anything.
    let more = tokio::task::block_in_place(|| {
        house.sells("ten-sales", 25);
        house.issue("more.tls")
    });
    load(&browser, &house, &more).await;
    browser.shows(&["Activate new licence", "Sales Premium", "+5", "Nobody gains or loses anything."]).await;
    browser.click("dialog footer button.primary").await;
    browser.shows(&["Package in force", "No. 2"]).await;

    // In force already.
    load(&browser, &house, &more).await;
    browser.shows(&["in force already"]).await;

    // Blocked: three people hold what only two may have.
    tokio::task::block_in_place(|| {
        for login in ["anna", "bo", "cecilia"] {
            let made =
                http::post(&house.api("/users"), &house.token, &json!({"login": login, "name": login}), &[]);
            assert_eq!(made.status, 201, "{made:?}");
        }
        house.manager_does(&["assign", "--module", "superoffice.ten-sales", "anna", "bo", "cecilia"]);
        house.sells("ten-sales", 2);
    });
    let fewer = tokio::task::block_in_place(|| house.issue("fewer.tls"));
    load(&browser, &house, &fewer).await;
    browser.shows(&["1 more person holds Sales Premium than the new licence allows."]).await;
    let activate = browser.find("dialog footer button.primary").await;
    assert_eq!(activate.attr("disabled").await.unwrap().as_deref(), Some("true"), "it cannot be activated");

    // Remove superfluous licences, and back to the dialog with the row healed.
    browser.click("a[href*=\"/superfluous/superoffice.ten-sales\"]").await;
    browser.shows(&["Remove superfluous licences", "In use", "Available", "To remove"]).await;
    browser.press("Choose the one longest unused").await;
    browser.shows(&["Remove 1 licence"]).await;
    browser.click("dialog footer button.primary").await;
    browser.shows(&["Activate new licence", "Sales Premium"]).await;
    let activate = browser.find("dialog footer button.primary").await;
    assert_eq!(activate.attr("disabled").await.unwrap(), None, "nothing is in its way any more");
    activate.click().await.unwrap();
    browser.shows(&["Package in force", "No. 3"]).await;

    // What it changed can be read afterwards.
    browser.open(&house.page("/packages")).await;
    browser.press("No. 3").await;
    browser.shows(&["This licence is in force", "Sales Premium"]).await;
    browser.end().await;
}

async fn files(database: Database) {
    let house = house(database).await;
    let (customer, vendor) = (Browser::start(1440, 1000).await, Browser::start(1440, 1000).await);
    customer.comes_in(&house.set_up).await;
    vendor.comes_in(&house.vendor_set_up).await;
    customer.shows(&["Licences"]).await;

    // The customer asks.
    customer.open(&house.page("/requests")).await;
    customer.fill("version", "not a version").await;
    customer.press("Download request file").await;
    customer.shows(&["A version is three numbers"]).await;
    customer.fill("version", "").await;
    customer.press("Download request file").await;
    let request = customer.downloaded("LicenseRequest.tlr").await;

    // A request is no package, and a cut file says that it was cut: each is refused for its own reason.
    load(&customer, &house, &request).await;
    customer.shows(&["request"]).await;
    let cut = request.with_file_name("cut.tls");
    let whole = tokio::task::block_in_place(|| std::fs::read(house.issue("whole.tls")).unwrap());
    std::fs::write(&cut, &whole[..whole.len() - 10]).unwrap();
    load(&customer, &house, &cut).await;
    customer.shows(&["truncated"]).await;

    // The vendor looks at it and answers.
    vendor.open(&house.vendor_page("/requests")).await;
    vendor.fill("file", request.to_str().unwrap()).await;
    vendor.press("Open file").await;
    vendor.shows(&["Nordlys Trading AS", "What it would get"]).await;
    vendor.press("Answer with package no. 3").await;
    vendor.shows(&["Answered"]).await;
    vendor.click("section.panel a.button.primary[download], .panel a.primary[download]").await;
    let response = vendor.downloaded_ending(".tls").await;

    // The customer loads it, activates it, and sends the receipt.
    load(&customer, &house, &response).await;
    customer.shows(&["No. 3"]).await;
    customer.click("dialog footer button.primary").await;
    customer.shows(&["Package in force", "No. 3"]).await;
    customer.open(&house.page("/packages")).await;
    customer.press("No. 3").await;
    customer.press("Download receipt").await;
    let receipt = customer.downloaded_ending(".tlc").await;
    vendor.open(&house.vendor_page("/requests")).await;
    vendor.fill("file", receipt.to_str().unwrap()).await;
    vendor.press("Open file").await;
    vendor.shows(&["The customer has this package in force."]).await;
    customer.end().await;
    vendor.end().await;
}
