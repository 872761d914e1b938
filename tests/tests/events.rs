//! System events in a real browser: a message appears on a page that is open, at once and without reloading it; somebody
//! adds one on the page; nobody but who may lift it comes in; two servers tell the same. On both databases.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]
#![expect(clippy::print_stdout, reason = "what was done is read by people")]

use std::time::Instant;

use licentia_tests::browser::Browser;
use licentia_tests::house::{Database, House};
use licentia_tests::{http, until};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn a_live_message_on_sqlite() {
    a_live_message(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_message_on_postgres() {
    a_live_message(Database::Postgres).await;
}

/// Sends something to a server of the house.
fn send(server: &str, house: &House, path: &str, body: &Value) -> Value {
    tokio::task::block_in_place(|| {
        let answer = http::post(&format!("{server}/api/v1{path}"), &house.token, body, &[]);
        assert!(answer.status < 300, "{answer:?}");
        answer.body
    })
}

async fn a_live_message(database: Database) {
    let on_postgres = matches!(database, Database::Postgres);
    let house = tokio::task::spawn_blocking(move || House::build(database)).await.unwrap();
    let browser = Browser::start(1440, 1000).await;
    browser.comes_in(&house.set_up).await;
    browser.shows(&["Licences", "Nordlys Trading AS"]).await;
    browser.open(&house.page("/users")).await;
    // Whatever reloads the page makes this forgotten.
    browser.run("window.neverReloaded = true").await;
    let second = on_postgres.then(|| tokio::task::block_in_place(|| house.second_manager()));
    let server = second.as_ref().map_or_else(|| house.api(""), |second| second.url.clone());
    let server = server.trim_end_matches("/api/v1").to_owned();

    let began = Instant::now();
    let message = json!({"key": "message_of_the_day", "message": "The quarter closes on Monday."});
    let event = send(&server, &house, "/events", &message);
    browser.shows(&["The quarter closes on Monday."]).await;
    println!("{database:?}: shown after {:?}", began.elapsed());
    let kept = browser.run("return window.neverReloaded === true").await;
    assert_eq!(kept, json!(true), "the page was not loaded again");
    // Those who listen are told a moment after it is shown.
    let told = "return document.querySelector('#say').textContent.includes('The quarter closes')";
    browser.comes_to(told, &json!(true)).await;

    // It goes as it came.
    let path = format!("{server}/api/v1/events/{}", event["id"].as_str().unwrap());
    tokio::task::block_in_place(|| assert_eq!(http::delete(&path, &house.token).status, 200));
    browser.shows_no_more("The quarter closes on Monday.").await;

    tokio::task::block_in_place(|| {
        let anna = json!({"login": "anna", "name": "Anna Berg", "kind": "internal", "can_log_in": true});
        assert_eq!(http::post(&house.api("/users"), &house.token, &anna, &[]).status, 201);
        house.manager_does(&["assign", "--module", "superoffice.ten-sales", "anna"]);
    });
    assert_eq!(log_in(&server, &house), "ok", "nothing else keeps her out");
    added_on_the_page(&browser, &house, &server).await;
    browser.end().await;
}

/// What Anna's log-in comes to.
fn log_in(server: &str, house: &House) -> String {
    let login = json!({"user": "anna", "client": "superoffice.web"});
    let answer = send(server, house, "/logins", &login);
    answer["result"].as_str().unwrap_or_default().to_owned()
}

/// No login, from the page: the list, the description and the door say so; progress moves on the open page.
async fn added_on_the_page(browser: &Browser, house: &House, server: &str) {
    browser.open(&house.page("/events")).await;
    browser.shows(&["Nothing is going on"]).await;
    browser.press("Add notification").await;
    browser.click("input[name=key][value=no_login]").await;
    browser.fill("message", "Upgrade to 12.2.").await;
    browser.press("Switch on").await;
    browser.shows(&["No login · Whole system", "Upgrade to 12.2.", "Nobody can log in just now."]).await;
    assert_eq!(log_in(server, house), "blocked_by_event");
    let import = send(server, house, "/events", &json!({"key": "import", "done": 1, "total": 10}));
    browser.shows(&["Import", "10 %"]).await;
    tokio::task::block_in_place(|| {
        let path = format!("{server}/api/v1/events/{}", import["id"].as_str().unwrap());
        let told = http::try_patch(&path, &house.token, &json!({"done": 7, "total": 10}));
        assert_eq!(told, Some(200));
    });
    browser.shows(&["70 %"]).await;
    browser.press("No login").await;
    browser.click("aside.pane a.danger").await;
    browser.shows(&["End No login?"]).await;
    browser.press("End it").await;
    browser.shows_no_more("Nobody can log in just now.").await;
    tokio::task::block_in_place(|| {
        until("it was that event alone that kept her out", || match log_in(server, house).as_str() {
            "ok" => Ok(()),
            other => Err(other.to_owned()),
        });
    });
    browser.press("Ended").await;
    browser.shows(&["Upgrade to 12.2."]).await;
}
