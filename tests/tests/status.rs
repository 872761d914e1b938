//! The Status tab in a real browser: an administrator sees that a limit is near, opens what the plan allows, and asks for
//! more; the letter lies on the vendor's desk a moment later.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on should stop where it stands")]

use licentia_tests::browser::Browser;
use licentia_tests::house::{Database, House, json_of};
use licentia_tests::{http, until};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_asked_for_sqlite() {
    an_upgrade_is_asked_for(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_asked_for_postgres() {
    an_upgrade_is_asked_for(Database::Postgres).await;
}

async fn an_upgrade_is_asked_for(database: Database) {
    let house = tokio::task::spawn_blocking(move || on_core(database)).await.unwrap();
    let browser = Browser::start(1440, 1000).await;
    // The manager listens on another port since it was started again.
    let link = house.set_up.splitn(4, '/').nth(3).unwrap();
    browser.comes_in(&format!("{}/{link}", house.api("").trim_end_matches("/api/v1"))).await;
    browser.shows(&["Nordlys Trading AS"]).await;
    browser.open(&house.page("/licences")).await;
    browser.press("Status").await;
    browser
        .shows(&["Plan: CRM Suite Core", "97 of 100", "Near one limit", "3 of 20", "from CRM Suite Growth"])
        .await;
    near_looks_near(&browser).await;
    // Whatever of an indicator somebody selects opens what the suite allows.
    browser.points_at(".limits li.warn .num").await;
    browser.shows(&["Completed projects do not count."]).await;
    browser.open(&house.page("/licences/status")).await;
    browser.press("What the plan allows").await;
    browser.shows(&["Completed projects do not count.", "CRM Suite Growth has no limit."]).await;
    browser.open(&house.page("/licences/status")).await;
    browser.press("Upgrade").await;
    browser.shows(&["Ask for an upgrade"]).await;
    let subject = browser.find("dialog input[name=subject]").await.value().await.unwrap().unwrap();
    assert_eq!(subject, "CRM Suite Core: Active projects, 97 of 100 in use");
    browser.fill("email", "ingrid@nordlys.example").await;
    browser.press("Send to SuperOffice").await;
    browser.shows(&["Sent to SuperOffice", "answers by e-mail"]).await;

    // The letter has several lines, as a browser sends them, and the vendor reads each.
    browser.comes_in(&house.vendor_set_up).await;
    browser.open(&house.vendor_page("/requests")).await;
    browser.shows(&["Nordlys Trading AS"]).await;
    browser.press("CRM Suite Core: Active projects, 97 of 100 in use").await;
    let lines =
        ["We are on CRM Suite Core.", "make us an offer for CRM Suite Growth", "ingrid@nordlys.example"];
    browser.shows(&lines).await;
    browser.end().await;
}

/// The count and the icon of a limit that is near have the colour of a warning, the others none; and each icon is drawn.
async fn near_looks_near(browser: &Browser) {
    let script = r#"
        const probe = document.body.appendChild(document.createElement("i"));
        const colour = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
        const looks = [...document.querySelectorAll(".limits li")].map((line) => {
            const of = (selector) => getComputedStyle(line.querySelector(selector)).color;
            const icon = line.querySelector("svg use").getAttribute("href");
            const drawn = document.querySelector(icon).childElementCount > 0;
            return [line.querySelector(".num").textContent, icon, of(".num"), of("svg"), drawn];
        });
        const names = Object.fromEntries(["warn", "bad", "ink-2", "ink-3"].map((name) => [name, colour(name)]));
        probe.remove();
        return [looks, names];
    "#;
    let found = browser.run(script).await;
    let (looks, colours) = (&found[0], &found[1]);
    let look = |count: &str| {
        let mut looks = looks.as_array().unwrap().iter();
        let found = looks.find(|look| look[0].as_str().unwrap().starts_with(count));
        found.unwrap_or_else(|| panic!("no {count} in {looks:?}")).clone()
    };
    let warns = &colours["warn"];
    assert_ne!(warns, &colours["bad"]);
    assert_eq!(look("97 of 100"), json!(["97 of 100, nearly reached", "#i-warn", warns, warns, true]));
    assert_eq!(look("3 of 20"), json!(["3 of 20", "#i-tick", colours["ink-2"], colours["ink-3"], true]));
}

/// Three people on the suite Core, who have 97 projects, and a manager that knows its authority.
fn on_core(database: Database) -> House {
    let mut house = House::build(database);
    house.moves_to_suite("core", &[("server", 1), ("online-web-services", 1), ("suite2-core", 20)]);
    let file = house.issue("core.tls");
    let loaded = json_of(&house.manager_does(&["package", "load", file.to_str().unwrap(), "--json"]));
    house.manager_does(&["package", "activate", loaded["id"].as_str().unwrap()]);
    for login in ["anna", "bo", "cid"] {
        let user = json!({"login": login, "name": login, "kind": "internal", "can_log_in": true});
        assert_eq!(http::post(&house.api("/users"), &house.token, &user, &[]).status, 201);
    }
    house.manager_does(&["limits", "report", "superoffice.active-projects", "97"]);
    house.kill_and_restart_with(&format!("[authority]\nurl = \"{}\"\n", house.vendor_page("")));
    // The server asks by itself when it starts: whoever asks, there must be an answer.
    until("the authority has answered", || {
        let asked = http::post(&house.api("/contact/superoffice/check"), &house.token, &json!({}), &[]);
        assert_eq!(asked.status, 200, "{asked:?}");
        let answered = asked.body["asking"] == false && asked.body["checked_at"].is_string();
        if answered { Ok(()) } else { Err(asked) }
    });
    house
}
