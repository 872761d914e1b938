//! The Status tab, the page of a suite, and asking for more.

use http::{Method, StatusCode};
use licentia_core::dates::Dates;
use licentia_core::licence::Row;
use licentia_platform::access::{Right, Rights};
use licentia_protocol::conversation::read_letter;
use serde_json::{Value, json};

use crate::limits::tests::on_core;
use crate::testing::{TestManager, plan, row, stories, token};
use crate::users::tests::pages::{page, send};

stories!(
    the_tab_says_whose_it_is_what_it_allows_and_who_is_in,
    a_module_subscription_shows_plans_and_metered_services,
    a_fresh_installation_has_a_status_too,
    whoever_may_only_look_is_offered_no_upgrade,
    each_level_of_a_limit_has_its_own_look,
    an_upgrade_is_a_letter_about_the_limit,
    can_log_in_is_a_seat_of_the_suite,
);

async fn report(t: &TestManager, projects: u64) {
    let body = Some(json!({"used": projects}));
    let (status, answer) = t.ask(Method::PUT, "/api/v1/limits/active-projects", body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// Core with two seats, one of them taken.
async fn core(t: &TestManager) {
    t.activate(|package| {
        on_core(package);
        package.rows = vec![Row { hidden: true, ..row("web", 9) }, plan("suite2-core", 2, &["web"])];
        package.dates = Dates { expiry: Some(jiff::civil::date(2027, 3, 27)), ..Dates::default() };
        package.store = Some("https://store.acme.example".to_owned());
    })
    .await;
    let new = json!({"login": "anna", "name": "Anna Berg", "can_log_in": true});
    assert_eq!(t.post("/api/v1/users", new).await.0, StatusCode::CREATED);
}

async fn the_tab_says_whose_it_is_what_it_allows_and_who_is_in(t: TestManager) {
    core(&t).await;
    report(&t, 97).await;
    let (_, log_in) = t.post("/api/v1/logins", json!({"user": "anna", "client": "acme.web"})).await;
    assert_eq!(log_in["result"], "ok", "{log_in}");
    let (_, status) = t.get("/api/v1/status").await;
    let facts = [("owner", json!("Berg AB")), ("serial", json!("1000234567")), ("kind", json!("central"))];
    for (member, value) in facts {
        assert_eq!(status[member], value, "{status}");
    }
    assert_eq!(status["next_expiry"], json!({"date": "2027-03-27", "issuer": "acme"}));
    assert_eq!(status["logged_in"], json!({"people": 1, "services": 0, "sessions": 1}));
    let one = &status["subscriptions"][0];
    assert_eq!((&one["suite"]["title"], &one["level"]), (&json!("CRM Suite Core"), &json!("warning")));
    assert_eq!((&one["suite"]["in_use"], &one["suite"]["total"]), (&json!(1), &json!(2)));
    let body = page(&t, "/i/test/licences/status").await;
    for said in [
        "Plan: CRM Suite Core",
        "97 of 100",
        "Near one limit",
        "from CRM Suite Growth",
        "no limit",
        "27 March 2027",
        "1 person",
        "Anna Berg",
        "My apps",
        "https://store.acme.example",
        "/i/test/licences/suite/acme/upgrade?limit=active-projects",
    ] {
        assert!(body.contains(said), "no {said:?} in {body}");
    }
    let meters = body.matches("href=\"/i/test/meters\"").count();
    assert_eq!(meters, 0, "suites have their own applications instead: {body}");
    report(&t, 100).await;
    let body = page(&t, "/i/test/licences/status").await;
    assert!(body.contains("One limit reached") && body.contains("100 of 100"), "{body}");
    let suite = page(&t, "/i/test/licences/suite/acme").await;
    for said in [
        "Completed projects do not count.",
        "Mark existing projects as completed.",
        "CRM Suite Growth has no limit.",
    ] {
        assert!(suite.contains(said), "no {said:?} in {suite}");
    }
    // A phone leaves columns out, and this is what whoever is near a limit comes for.
    let first = suite.split("<th scope=\"row\"").nth(1).and_then(|row| row.split("</th>").next()).unwrap();
    for said in [
        "Completed projects do not count. Mark existing projects as completed.",
        "CRM Suite Growth has no limit.",
    ] {
        assert!(first.contains(said), "{said:?} is beside the name: {first}");
    }
    assert_eq!(t.get("/i/test/licences/suite/nobody").await.0, StatusCode::NOT_FOUND);
    let licences = page(&t, "/i/test/licences").await;
    assert!(licences.contains("/i/test/licences/status"), "the last tab");
}

async fn each_level_of_a_limit_has_its_own_look(t: TestManager) {
    core(&t).await;
    let looks = [
        (0, "<li>", "#i-tick", None),
        (84, "<li>", "#i-tick", None),
        (85, "<li class=\"warn\">", "#i-warn", Some("nearly reached")),
        (99, "<li class=\"warn\">", "#i-warn", Some("nearly reached")),
        (100, "<li class=\"bad\">", "#i-stop", Some(", reached")),
        (130, "<li class=\"bad\">", "#i-stop", Some(", reached")),
    ];
    for (used, class, icon, level) in looks {
        report(&t, used).await;
        let body = page(&t, "/i/test/licences/status").await;
        let count = body.find(&format!("{used} of 100")).unwrap_or_else(|| panic!("no {used}: {body}"));
        let begins = body[..count].rfind("<li").unwrap();
        let line = body[begins..].split_once("</li>").unwrap().0;
        assert!(line.starts_with(class) && line.contains(icon), "{used}: {line}");
        assert!(line.contains("href=\"/i/test/licences/suite/acme\""), "it leads to the suite: {line}");
        let read = ["nearly reached", ", reached"].map(|level| line.contains(level));
        assert_eq!(read, ["nearly reached", ", reached"].map(|one| level == Some(one)), "{used}: {line}");
    }
}

async fn a_module_subscription_shows_plans_and_metered_services(t: TestManager) {
    t.activate(|package| package.rows = vec![plan("ten-sales", 4, &[]), row("web", 9)]).await;
    for login in ["anna", "bo", "cid", "dag"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let body = page(&t, "/i/test/licences/status").await;
    for said in ["User plans", "4 of 4", "/i/test/meters", "User plans and modules", "Nobody"] {
        assert!(body.contains(said), "no {said:?} in {body}");
    }
    assert!(!body.contains("My apps"), "{body}");
    assert_eq!(body.matches("href=\"/i/test/meters\"").count(), 2, "in the navigation and at the top");
    let (_, status) = t.get("/api/v1/status").await;
    assert_eq!((&status["limits"], status["subscriptions"][0].get("suite")), (&json!([]), None));
}

async fn a_fresh_installation_has_a_status_too(t: TestManager) {
    let body = page(&t, "/i/test/licences/status").await;
    assert!(body.contains("Demo version") && body.contains("Demo mode limits nothing"), "{body}");
    let (code, status) = t.get("/api/v1/status").await;
    assert_eq!((code, &status["demo"], &status["subscriptions"]), (StatusCode::OK, &json!(true), &json!([])));
}

async fn whoever_may_only_look_is_offered_no_upgrade(t: TestManager) {
    core(&t).await;
    report(&t, 100).await;
    let few = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let ask = |path: &str| {
        let request = http::Request::get(path).header("authorization", format!("Bearer {few}"));
        t.send(request.body(Default::default()).unwrap())
    };
    let (status, body) = ask("/i/test/licences/status").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!body.as_str().unwrap().contains("/upgrade"), "{body}");
    assert_eq!(ask("/i/test/licences/suite/acme").await.0, StatusCode::OK);
    assert_eq!(ask("/i/test/licences/suite/acme/upgrade").await.0, StatusCode::FORBIDDEN);
}

async fn an_upgrade_is_a_letter_about_the_limit(t: TestManager) {
    core(&t).await;
    report(&t, 97).await;
    let form = page(&t, "/i/test/licences/suite/acme/upgrade?limit=active-projects").await;
    for said in [
        "CRM Suite Core: Active projects, 97 of 100 in use",
        "We are on CRM Suite Core. Active projects, 97 of 100 in use, and we need more.",
        "an offer for CRM Suite Growth",
    ] {
        assert!(form.contains(said), "no {said:?} in {form}");
    }
    let seats = page(&t, "/i/test/licences/suite/acme/upgrade?limit=seats").await;
    assert!(seats.contains("Seats, 1 of 2 in use"), "{seats}");
    let path = "/i/test/licences/suite/acme/upgrade";
    let fields =
        [("subject", "More projects"), ("text", "We need 150."), ("name", "Anna Berg"), ("email", "")];
    let (_, again) = send(&t, path, &fields).await;
    assert!(
        again.contains("We need 150.") && again.contains("Fill this in"),
        "what was typed stays: {again}"
    );
    let empty = [("subject", ""), ("text", ""), ("name", "Anna Berg"), ("email", "")];
    let (_, again) = send(&t, path, &empty).await;
    assert!(again.contains("3 things need your attention"), "every field at once: {again}");
    // Nobody is reached from here: the letter is a file.
    let fields = [
        ("subject", "More projects"),
        ("text", "We need\r\n150."),
        ("name", "Anna"),
        ("email", "a@b.example"),
    ];
    let (status, sent) = send(&t, path, &fields).await;
    assert_eq!(status, StatusCode::OK);
    let file = sent
        .split("name=\"file\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the file");
    use base64::Engine as _;
    let file = base64::engine::general_purpose::STANDARD.decode(file).unwrap();
    let letter = read_letter(&file).unwrap();
    assert_eq!((letter.subject.as_str(), letter.text.as_str()), ("More projects", "We need\n150."));
    assert_eq!((letter.serial.as_str(), letter.comparison.as_deref()), ("1000234567", None));
}

/// Rule 3a on every way: page, API, and with the waiting list.
async fn can_log_in_is_a_seat_of_the_suite(t: TestManager) {
    core(&t).await;
    let seats = async |t: &TestManager| {
        t.get("/api/v1/status").await.1["subscriptions"][0]["suite"]["in_use"].clone()
    };
    let new = |login: &str, on: bool| json!({"login": login, "name": login, "can_log_in": on});
    assert_eq!(t.post("/api/v1/users", new("bo", true)).await.0, StatusCode::CREATED);
    assert_eq!(seats(&t).await, 2);
    let (status, refused) = t.post("/api/v1/users", new("cid", true)).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("no_seat")));
    assert_eq!(t.post("/api/v1/users", new("cid", false)).await.0, StatusCode::CREATED);
    let switch = |login: &str, on: bool| {
        let path = format!("/api/v1/users/{login}");
        let body = Some(json!({"can_log_in": on}));
        let t = &t;
        async move { t.ask(Method::PATCH, &path, body).await }
    };
    let (status, refused) = switch("cid", true).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("no_seat")), "{refused}");
    let (_, dialog) = send(&t, "/i/test/users/cid/activate?lang=en", &[]).await;
    let way_out = "Switch off the log-in of somebody who does not need it, or buy more seats.";
    assert!(dialog.contains(way_out) && dialog.contains("no_seat<"), "there is no other plan: {dialog}");
    assert_eq!(switch("bo", false).await.0, StatusCode::OK);
    assert_eq!(seats(&t).await, 1);
    assert_eq!(switch("cid", true).await.0, StatusCode::OK);
    let (_, check) = t.get("/api/v1/checks/cid/acme.web").await;
    assert_eq!((&check["code"], &check["source"]), (&json!("granted"), &json!("plan acme.suite2-core")));
    let (_, check) = t.get("/api/v1/checks/bo/acme.web").await;
    assert_eq!(check["code"], "user_inactive");
    let licences = page(&t, "/i/test/users?tab=licences").await;
    assert!(licences.contains("suite2-core"), "{licences}");
    let by_hand = json!({"users": ["cid"], "modules": ["acme.suite2-core"]});
    let (_, answer) = t.post("/api/v1/assignments", by_hand).await;
    assert_ne!(answer["counts"]["done"], json!(1), "nobody hands out what follows the log-in: {answer}");
    let waiting: Value = t.get("/api/v1/assignments/waiting").await.1;
    assert_eq!(waiting["items"], json!([]));
}
