//! What the reports say, as JSON and as files.

use http::StatusCode;
use http_body_util::BodyExt as _;
use licentia_core::licence::{Row, Scope};
use licentia_platform::access::{Right, Rights};
use serde_json::json;
use tower::ServiceExt as _;

use super::super::period::{Asked, Period};
use super::DAY_MS;
use crate::checks::flush;
use crate::testing::{TestManager, plan, row, stories, token_at};

stories!(
    history_tells_the_days_and_what_they_say,
    refusals_tell_who_what_why_how_often,
    a_file_of_refusals_is_written_while_it_is_read,
    capacity_says_buy_or_take_back,
    bad_questions_are_answered_clearly,
    a_log_in_that_is_refused_has_a_name,
    who_comes_while_log_ins_are_barred_or_to_another_database_is_counted_as_that,
);

async fn house(t: &TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("ten-sales", 2, &[]), plan("ten-service", 9, &[]), row("web", 20)]
    })
    .await;
    for name in ["anna", "bo", "cia"] {
        t.user(name).await;
    }
}

async fn give(t: &TestManager, user: &str, module: &str) -> StatusCode {
    t.post("/api/v1/assignments", json!({"users": [user], "modules": [module]})).await.0
}

async fn a_file_of_refusals_is_written_while_it_is_read(t: TestManager) {
    house(&t).await;
    t.place.tamper(&format!(
        "INSERT INTO refusal_day (scope, day, user_no, module_no, code, count, first_at, last_at) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) \
         SELECT {}, '2026-11-21', i - 2, 0, 'no_seat', i, 1795255200000 + i, 1795255200000 + i FROM n",
        t.scope.0
    ));
    let request = http::Request::get("/api/v1/reports/refusals?format=csv&sort=times")
        .header("authorization", format!("Bearer {}", t.token));
    let answer = t.manager.router().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap();
    let (mut body, mut pieces, mut text) = (answer.into_body(), 0, String::new());
    while let Some(frame) = body.frame().await {
        text.push_str(std::str::from_utf8(&frame.unwrap().into_data().unwrap()).unwrap());
        pieces += 1;
    }
    assert!(pieces > 2, "it comes in pieces");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3_001);
    assert!(lines[0].starts_with("user,login,name") && lines[1].contains(",no_seat,3000,1,"), "{}", lines[1]);
    // Somebody unknown, and somebody known.
    assert!(lines[3_000].starts_with(",,,") && lines[3_000].contains(",no_seat,1,1,"), "{}", lines[3_000]);
    assert!(lines[2_999].contains(",anna,"), "{}", lines[2_999]);
    let (_, report) = t.get("/api/v1/reports/refusals?sort=times&limit=1000").await;
    assert_eq!((&report["total"], report["items"].as_array().unwrap().len()), (&json!(3_000), 1_000));
}

async fn history_tells_the_days_and_what_they_say(t: TestManager) {
    house(&t).await;
    give(&t, "anna", "acme.ten-sales").await;
    t.pass_ms(DAY_MS).await;
    give(&t, "bo", "acme.ten-sales").await;
    t.pass_ms(DAY_MS).await;
    let (status, report) = t.get("/api/v1/reports/history?module=ACME.ten-sales&days=30").await;
    assert_eq!(status, StatusCode::OK, "{report}");
    let days = report["days"].as_array().unwrap();
    let told: Vec<_> = days
        .iter()
        .map(|day| {
            (
                day["day"].as_str().unwrap(),
                day["peak"].as_u64().unwrap(),
                day["at_capacity"].as_bool().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("2026-11-21", 1, false), ("2026-11-22", 2, true), ("2026-11-23", 2, true)]);
    assert_eq!((&report["highest"], &report["highest_on"]), (&json!(2), &json!("2026-11-22")));
    assert_eq!((&report["average"], &report["days_at_capacity"]), (&json!("1.7"), &json!(2)));
    assert_eq!((&report["in_use"], &report["total"]), (&json!(2), &json!(2)));
    assert_eq!(report["from"], "2026-10-25", "thirty days with today");
    // All plans of the issuer together come first and have no dot.
    let (_, plans) = t.get("/api/v1/reports/history?module=acme").await;
    assert_eq!((&plans["highest"], &plans["total"]), (&json!(2), &json!(11)), "{plans}");
    let (status, file) = t.get("/api/v1/reports/history?module=acme.ten-sales&format=csv").await;
    let file = file.as_str().unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(
        file.starts_with("day,module,highest,highest_at,total,at_capacity\r\n2026-11-21,acme.ten-sales,1,"),
        "{file}"
    );
    assert_eq!(file.lines().count(), 4);
}

async fn refusals_tell_who_what_why_how_often(t: TestManager) {
    house(&t).await;
    for _ in 0..3 {
        t.post("/api/v1/checks", json!({"user": "anna", "module": "acme.ten-sales"})).await;
    }
    t.post("/api/v1/checks", json!({"user": "bo", "module": "acme.web"})).await;
    t.post("/api/v1/checks", json!({"user": "nobody", "module": "acme.web"})).await;
    flush(&t.manager).await.unwrap();
    t.pass_ms(DAY_MS).await;
    t.post("/api/v1/checks", json!({"user": "anna", "module": "acme.ten-sales"})).await;
    flush(&t.manager).await.unwrap();
    let (status, report) = t.get("/api/v1/reports/refusals?sort=times").await;
    assert_eq!(status, StatusCode::OK, "{report}");
    assert_eq!((&report["total"], &report["times"]), (&json!(3), &json!(6)));
    let first = &report["items"][0];
    assert_eq!(
        (&first["login"], &first["module"], &first["code"]),
        (&json!("anna"), &json!("acme.ten-sales"), &json!("no_seat"))
    );
    assert_eq!((&first["times"], &first["days"]), (&json!(4), &json!(2)));
    assert!(first["first_at"].as_str() < first["last_at"].as_str(), "{first}");
    let find =
        async |query: &str| t.get(&format!("/api/v1/reports/refusals?{query}")).await.1["total"].clone();
    assert_eq!(find("code=user_unknown").await, 1);
    assert_eq!(find("module=acme.web").await, 2);
    assert_eq!(find("search=ANN").await, 1);
    assert_eq!(find("search=%25").await, 0, "a per cent sign is a per cent sign");
    assert_eq!(find("from=2026-11-22&to=2026-11-22").await, 1);
    let (_, page) = t.get("/api/v1/reports/refusals?limit=2&sort=user").await;
    let next = page["next"].as_str().expect("a next page");
    let (_, rest) = t.get(&format!("/api/v1/reports/refusals?limit=2&sort=user&cursor={next}")).await;
    assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    let (_, file) = t.get("/api/v1/reports/refusals?format=csv").await;
    assert_eq!(file.as_str().unwrap().lines().count(), 4);
}

async fn capacity_says_buy_or_take_back(t: TestManager) {
    house(&t).await;
    give(&t, "anna", "acme.ten-sales").await;
    give(&t, "bo", "acme.ten-sales").await;
    t.post("/api/v1/checks", json!({"user": "cia", "module": "acme.ten-sales"})).await;
    t.post("/api/v1/checks", json!({"user": "cia", "module": "acme.web"})).await;
    flush(&t.manager).await.unwrap();
    let line = async |module: &str| {
        let (status, report) = t.get("/api/v1/reports/capacity").await;
        assert_eq!(status, StatusCode::OK, "{report}");
        let items = report["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .find(|item| item["module"] == module)
            .unwrap_or_else(|| panic!("{module}: {report}"))
    };
    let full = line("acme.ten-sales").await;
    assert_eq!(
        (&full["advice"]["do"], &full["advice"]["buy"], &full["refused"]),
        (&json!("short"), &json!(1), &json!(1)),
        "{full}"
    );
    assert_eq!(full["idle"], json!(null), "nobody's use is known");
    // No seat of *web* was ever missing: the refusal says that Cia was not given one.
    assert_eq!(line("acme.web").await["refused"], 0);
    // Bo has used something, long ago.
    t.place.tamper("UPDATE app_user SET last_used = '2026-11-21' WHERE login = 'bo'");
    t.pass_ms(100 * DAY_MS).await;
    let later = line("acme.ten-sales").await;
    assert_eq!(later["idle"], 2, "{later}");
    assert_eq!(later["advice"]["do"], "full", "nobody was refused in the last 90 days: {later}");
    assert_eq!(later["advice"]["reclaim"], 2);
    assert!(later["advice"]["message"].as_str().unwrap().contains('2'));
    assert_eq!(line("acme.web").await["advice"]["do"], "spare");
    let (_, file) = t.get("/api/v1/reports/capacity?format=csv").await;
    assert_eq!(file.as_str().unwrap().lines().count(), 5, "{file}");
}

async fn bad_questions_are_answered_clearly(t: TestManager) {
    let (status, problem) = t.get("/api/v1/reports/history").await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("no_products")), "in demo mode");
    house(&t).await;
    for query in [
        "history?module=acme.nothing",
        "history?module=acme.web&days=0",
        "history?module=acme.web&days=x",
        "history?module=acme.web&from=2026-11-31",
        "history?module=acme.web&from=2027-01-01",
        "history?module=acme.web&from=2020-01-01",
        "history?module=acme.web&from=2026-11-20&to=2026-11-19",
        "capacity?from=yesterday",
        "refusals?code=because",
        "refusals?module=acme.nothing",
        "refusals?sort=name",
        "refusals?limit=0",
    ] {
        let (status, problem) = t.get(&format!("/api/v1/reports/{query}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}: {problem}");
        assert_eq!(problem["code"], "invalid", "{query}");
        assert!(problem["path"].is_string(), "{query} names the field");
    }
    // The whole of it in the caller's language.
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let period = |days, from, to| Period::read(&at, &Asked { days, from, to }).unwrap_err();
    let problems = [
        period(Some("0"), None, None),
        period(None, Some("2026-11-31"), None),
        period(None, Some("2027-01-01"), None),
        period(None, Some("2020-01-01"), None),
        super::super::report::item(&at, "acme.nothing").unwrap_err(),
        super::super::api::code(Some("because")).unwrap_err(),
    ];
    for problem in problems {
        let words = problem.words.unwrap_or_else(|| panic!("no words of its own: {problem:?}"));
        let args: Vec<_> = problem.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        let said = |lang| licentia_ui::problem_words(lang, words, &args);
        assert_eq!(Some(said(licentia_ui::Lang::En)), problem.detail, "{words}");
        assert_ne!(Some(said(licentia_ui::Lang::Sv)), problem.detail, "{words}");
    }
}

async fn a_log_in_that_is_refused_has_a_name(t: TestManager) {
    house(&t).await;
    let (_, answer) = t.post("/api/v1/logins", json!({"user": "anna", "client": "acme.web"})).await;
    assert_eq!(answer["result"], "needs_licence", "{answer}");
    flush(&t.manager).await.unwrap();
    let (_, report) = t.get("/api/v1/reports/refusals").await;
    assert_eq!(
        (&report["items"][0]["login"], &report["items"][0]["module"]),
        (&json!("anna"), &json!("acme.web")),
        "{report}"
    );
}

async fn who_comes_while_log_ins_are_barred_or_to_another_database_is_counted_as_that(t: TestManager) {
    t.activate(|package| {
        let site = |code| Row { scope: Scope::Site, ..row(code, 2) };
        let system = Row { scope: Scope::System, ..row("area-management", 1) };
        package.rows = vec![row("user", 9), row("web", 9), site("satellite"), system];
    })
    .await;
    t.user("anna").await;
    assert_eq!(give(&t, "anna", "acme.user").await, StatusCode::OK);
    assert_eq!(give(&t, "anna", "acme.web").await, StatusCode::OK);
    let (status, _) = t.post("/api/v1/installations", json!({"slug": "bergen", "name": "Bergen"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let bergen = token_at(&t.manager, t.scope, Some(1), Rights::of(&[Right::Check])).await;
    let asked = json!({"user": "anna", "client": "acme.web"});
    let there = http::Request::post("/api/v1/logins")
        .header("authorization", format!("Bearer {bergen}"))
        .header("content-type", "application/json");
    let (_, answer) = t.send(there.body(asked.to_string().into()).unwrap()).await;
    assert_eq!(answer["result"], "wrong_installation", "{answer}");
    assert_eq!(t.post("/api/v1/events", json!({"key": "no_login"})).await.0, StatusCode::CREATED);
    for _ in 0..2 {
        assert_eq!(t.post("/api/v1/logins", asked.clone()).await.1["result"], "blocked_by_event");
    }
    flush(&t.manager).await.unwrap();
    for (code, times) in [("wrong_installation", 1), ("blocked_by_event", 2)] {
        let (status, report) = t.get(&format!("/api/v1/reports/refusals?code={code}")).await;
        assert_eq!((status, &report["total"], &report["times"]), (StatusCode::OK, &json!(1), &json!(times)));
        let line = &report["items"][0];
        assert_eq!(
            (&line["login"], &line["item"], &line["code"]),
            (&json!("anna"), &json!("login"), &json!(code))
        );
    }
    let (_, page) = t.get("/i/test/history/refusals?lang=en").await;
    let page = page.as_str().unwrap();
    assert!(page.contains("Log-ins are barred") && page.contains("User of another database"), "{page}");
    assert!(!page.contains("Unknown user") && !page.contains("Unknown module"), "{page}");
}
