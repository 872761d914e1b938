//! What a need says of those who have something: people wait, sessions and installations do not.

use licentia_core::licence::{Counting, Row, Scope};

use super::*;

stories!(what_people_do_not_hold_is_told_without_people_and_waiting, a_full_suite_is_told_as_what_it_bars,);

/// The title, the detail and the button of the need about something.
async fn need(t: &TestManager, key: &str) -> (String, String, String) {
    let (status, list) = t.get("/api/v1/home").await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let mut items = list["items"].as_array().unwrap().iter();
    let found = items.find(|need| need["key"].as_str().is_some_and(|found| found.starts_with(key)));
    let found = found.unwrap_or_else(|| panic!("no {key} in {list}"));
    let text = |name: &str| found[name].as_str().unwrap().to_owned();
    (text("title"), text("detail"), text("action"))
}

async fn what_people_do_not_hold_is_told_without_people_and_waiting(t: TestManager) {
    let last =
        t.manager.snapshot(t.scope).await.unwrap().day().today.saturating_add(jiff::Span::new().days(5));
    let ending = |row: Row| Row { due: Some(last), ..row };
    t.activate(|package| {
        package.rows = vec![
            Row { scope: Scope::System, ..row("area-management", 1) },
            ending(Row { scope: Scope::System, ..row("quotes", 1) }),
            Row { scope: Scope::Site, ..row("satellite", 1) },
            ending(Row { counting: Counting::Concurrent, ..row("chat", 3) }),
        ];
        for (n, row) in (0..).zip(&mut package.rows) {
            row.n = n;
        }
    })
    .await;
    let (status, made) = t.post("/api/v1/installations", json!({"slug": "bergen", "name": "Bergen"})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let all = [
        (
            "capacity:acme.satellite",
            "satellite: the only licence is in use",
            "No other installation can be given one.",
        ),
        ("row:acme.quotes", "quotes ends in 5 days", "it is not licensed any more."),
        ("row:acme.chat", "Seats of chat end in 5 days", "nobody can open a session with it."),
    ];
    for (key, title, says) in all {
        let (said, detail, action) = need(&t, key).await;
        assert_eq!(said, title);
        assert!(detail.contains(says), "{detail}");
        assert!(!detail.contains("waiting list") && !detail.contains("now waits"), "{detail}");
        assert_eq!(action == "See the licence", key != "row:acme.chat", "{key}: {action}");
    }
}

async fn a_full_suite_is_told_as_what_it_bars(t: TestManager) {
    t.activate(|package| {
        on_core(package);
        package.rows = vec![Row { hidden: true, ..row("user", 20) }, plan("suite2-core", 1, &["user"])];
    })
    .await;
    let new = json!({"login": "anna", "name": "Anna Berg", "can_log_in": true});
    assert_eq!(t.post("/api/v1/users", new).await.0, StatusCode::CREATED);
    let (title, detail, _) = need(&t, "capacity:acme.suite2-core").await;
    assert_eq!(title, "suite2-core: the only seat is taken");
    assert!(detail.starts_with("Nobody else can be allowed to log in."), "{detail}");
    // What the plan has none of is not "2 of 0"; and of several pressing things one button is the page's own.
    for (name, used) in [("custom-objects", 2), ("active-projects", 100)] {
        let path = format!("/api/v1/limits/{name}");
        let (status, answer) = t.ask(http::Method::PUT, &path, Some(json!({"used": used}))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let (title, detail, _) = need(&t, "limit:acme:custom-objects").await;
    assert_eq!(title, "Custom objects: the plan does not include this");
    assert_eq!(detail, "2 are there. Nothing more can be created; what exists is kept.");
    let (_, page) = t.get("/i/test/home").await;
    let page = page.as_str().unwrap();
    assert_eq!(page.matches("data-severity=\"urgent\"").count(), 2, "{page}");
    assert_eq!(page.split("<main").nth(1).unwrap().matches(" primary").count(), 1, "{page}");
}
