//! Stories of counting, today and on past dates.

mod history;
mod pages;

use http::{Method, StatusCode};
use licentia_core::licence::{Row, UserKind};
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};

stories!(
    what_is_in_use_counts_and_totals_are_a_ceiling,
    a_past_day_is_counted_as_it_was,
    who_held_what_on_a_past_day,
    what_is_no_past_moment_is_refused,
    a_spreadsheet_takes_no_name_for_a_formula,
);

/// Two plans, a module of its own, and the ceilings, which come with the plans and are hidden, as vendors have them.
fn rows(sales: u32) -> Vec<Row> {
    vec![
        Row { hidden: true, ..row("user", 1_000) },
        Row { hidden: true, ..row("web", 500) },
        plan("ten-sales", sales, &["user", "web", "sale-cal"]),
        plan("ten-service", 10, &["user", "web", "service-cal"]),
        Row { hidden: true, ..row("sale-cal", sales) },
        Row { hidden: true, ..row("service-cal", 10) },
        row("travel", 5),
    ]
}

async fn counting(t: &TestManager, query: &str) -> Value {
    let (status, body) = t.get(&format!("/api/v1/reports/counting{query}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

async fn holders(t: &TestManager, query: &str) -> Value {
    let (status, body) = t.get(&format!("/api/v1/reports/holders{query}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

/// In use by module.
fn in_use(report: &Value, part: &str) -> Vec<(String, u64)> {
    let lines = report[part].as_array().unwrap().iter();
    lines
        .map(|line| (line["module"].as_str().unwrap().to_owned(), line["in_use"].as_u64().unwrap()))
        .collect()
}

fn of(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|(module, count)| ((*module).to_owned(), *count)).collect()
}

async fn patch(t: &TestManager, login: &str, body: Value) {
    let (status, answer) = t.ask(Method::PATCH, &format!("/api/v1/users/{login}"), Some(body)).await;
    assert!(status.is_success(), "{answer}");
}

async fn what_is_in_use_counts_and_totals_are_a_ceiling(t: TestManager) {
    let nothing = counting(&t, "").await;
    assert_eq!(
        (&nothing["demo"], &nothing["plan_seats"], &nothing["plans"]),
        (&json!(true), &json!(0), &json!([]))
    );
    t.activate(|package| package.rows = rows(20)).await;
    for login in ["anna", "bo", "carin", "dag"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
        t.assign(user, "acme.travel").await;
    }
    t.user("erik").await;
    patch(&t, "dag", json!({"can_log_in": false})).await;
    patch(&t, "erik", json!({"kind": "external"})).await;
    let report = counting(&t, "").await;
    assert_eq!(in_use(&report, "plans"), of(&[("acme.ten-sales", 3), ("acme.ten-service", 0)]));
    assert_eq!(in_use(&report, "modules"), of(&[("acme.travel", 3)]));
    assert_eq!(in_use(&report, "ceilings"), of(&[("acme.user", 3), ("acme.web", 3)]));
    assert_eq!((&report["plan_seats"], &report["active_users"]), (&json!(3), &json!(4)));
    assert_eq!(
        report["users_by_kind"],
        json!({"anonymous": 0, "external": 1, "internal": 3, "resource": 0, "system": 0})
    );
    assert_eq!(report["ceilings"][0]["total"], 1_000);
    assert_eq!((&report["day"], report["packages"].as_array().unwrap().len()), (&json!("2026-11-21"), 1));
    let all: u64 =
        UserKind::EVERY.iter().map(|kind| report["users_by_kind"][kind.as_str()].as_u64().unwrap()).sum();
    assert_eq!(all, 4);
    let csv = counting_csv(&t, "?format=csv").await;
    assert!(csv.starts_with("at,counts,module,in_use,total,counting,assigned\r\n"), "{csv}");
    assert!(
        csv.contains(",plan,acme.ten-sales,3,20,named,\r\n")
            && csv.contains(",ceiling,acme.user,3,1000,named,\r\n"),
        "{csv}"
    );
    assert!(csv.ends_with(",active_users,,4,,,\r\n"), "{csv}");
}

async fn counting_csv(t: &TestManager, query: &str) -> String {
    let (status, body) = t.get(&format!("/api/v1/reports/counting{query}")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body.as_str().unwrap().to_owned()
}

const DAY_MS: i64 = 86_400_000;

async fn a_past_day_is_counted_as_it_was(t: TestManager) {
    t.activate(|package| package.rows = rows(20)).await;
    let mut users = Vec::new();
    for login in ["anna", "bo", "carin"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
        users.push(user);
    }
    // The next day Bo leaves, Carin changes plan, and the package grows.
    t.pass_ms(DAY_MS).await;
    patch(&t, "bo", json!({"state": "former"})).await;
    let body = json!({"users": ["carin"], "modules": ["acme.ten-service"]});
    let (status, changed) = t.post("/api/v1/assignments", body).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    t.pass_ms(1_000).await;
    t.activate(|package| package.rows = rows(30)).await;
    t.pass_ms(DAY_MS).await;
    t.user("dag").await;
    let first = counting(&t, "?at=2026-11-21").await;
    assert_eq!(in_use(&first, "plans"), of(&[("acme.ten-sales", 3), ("acme.ten-service", 0)]));
    assert_eq!((&first["active_users"], &first["plans"][0]["total"]), (&json!(3), &json!(20)));
    assert_eq!(in_use(&first, "ceilings"), of(&[("acme.user", 3), ("acme.web", 3)]), "the ceilings of then");
    assert_eq!((&first["day"], &first["at"]), (&json!("2026-11-21"), &json!("2026-11-21T22:59:59.999Z")));
    let second = counting(&t, "?at=2026-11-22").await;
    assert_eq!(in_use(&second, "plans"), of(&[("acme.ten-sales", 1), ("acme.ten-service", 1)]));
    assert_eq!((&second["active_users"], &second["plans"][0]["total"]), (&json!(2), &json!(30)));
    assert_ne!(first["packages"], second["packages"]);
    // A moment in the middle of the day, before Carin changed.
    let noon = counting(&t, "?at=2026-11-22T12:00:00Z").await;
    assert_eq!((&noon["day"], &noon["plans"][0]["total"]), (&json!("2026-11-22"), &json!(20)));
    // Today by its date is now.
    assert_eq!(counting(&t, "?at=2026-11-23").await["active_users"], 3);
    // Before anything was there.
    let before = counting(&t, "?at=2026-11-01").await;
    assert_eq!((&before["demo"], &before["active_users"]), (&json!(true), &json!(0)));
    let begin = &before["records_begin"];
    assert!(begin.as_str().is_some_and(|begin| ("2026-11-02".."2026-11-22").contains(&begin)), "{before}");
    assert_eq!(&holders(&t, "?at=2026-11-01").await["records_begin"], begin);
    // Licences that were deleted have been.
    t.pass_ms(1_000).await;
    assert_eq!(t.delete("/api/v1/licences").await.0, StatusCode::OK);
    t.pass_ms(1_000).await;
    assert_eq!(counting(&t, "").await["plans"], json!([]));
    assert_eq!(in_use(&counting(&t, "?at=2026-11-22").await, "plans"), in_use(&second, "plans"));
}

async fn who_held_what_on_a_past_day(t: TestManager) {
    t.activate(|package| package.rows = rows(20)).await;
    for login in ["bo", "anna", "carin"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    patch(&t, "carin", json!({"can_log_in": false})).await;
    t.pass_ms(DAY_MS).await;
    t.recall_all(t.manager.snapshot(t.scope).await.unwrap().user_named("anna").unwrap().no()).await;
    t.pass_ms(1_000).await;
    // What a plan brings was held through it, hidden or not.
    let then = holders(&t, "?module=acme.sale-cal&at=2026-11-21").await;
    let names = |list: &Value| -> Vec<String> {
        list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["login"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!((names(&then), &then["total"]), (vec!["anna".into(), "bo".into(), "carin".into()], &json!(3)));
    let anna = &then["items"][0];
    assert_eq!(
        anna["held"],
        json!([{"module": "acme.sale-cal", "through": "acme.ten-sales", "source": "manual", "units": 1}])
    );
    assert_eq!((&anna["active"], &then["items"][2]["active"]), (&json!(true), &json!(false)));
    assert_eq!(names(&holders(&t, "?module=acme.ten-sales&at=2026-11-21&active=true").await), ["anna", "bo"]);
    assert_eq!(names(&holders(&t, "?module=acme.ten-sales").await), ["bo", "carin"]);
    assert_eq!(names(&holders(&t, "?at=2026-11-21&search=ANN").await), ["anna"]);
    // Page by page, and all at once.
    let first = holders(&t, "?at=2026-11-21&limit=2").await;
    assert_eq!((names(&first), &first["total"]), (vec!["anna".into(), "bo".into()], &json!(3)));
    let next = first["next"].as_str().unwrap();
    let last = holders(&t, &format!("?at=2026-11-21&limit=2&cursor={next}")).await;
    assert_eq!((names(&last), &last["next"]), (vec!["carin".into()], &Value::Null));
    let (_, csv) = t.get("/api/v1/reports/holders?at=2026-11-21&format=csv").await;
    let csv = csv.as_str().unwrap();
    assert_eq!(csv.lines().count(), 4, "{csv}");
    assert!(csv.contains(",anna,anna,true,acme.ten-sales,acme.ten-sales,manual,1,,\r\n"), "{csv}");
    // A deleted user stays in the count, without a name.
    assert_eq!(t.delete("/api/v1/users/bo").await.0, StatusCode::NO_CONTENT);
    let then = holders(&t, "?module=acme.ten-sales&at=2026-11-21").await;
    assert_eq!(then["total"], 3, "{then}");
    assert!(!then.to_string().contains("\"bo\""), "{then}");
    let (status, problem) = t.get("/api/v1/reports/holders?module=acme.what").await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("invalid")));
}

async fn what_is_no_past_moment_is_refused(t: TestManager) {
    for (at, code) in [
        ("2026-11-22", "not_yet"),
        ("2026-11-21T13:00:00Z", "not_yet"),
        ("yesterday", "invalid"),
        ("2026-13-01", "invalid"),
        ("2026-11-21T10:00", "invalid"),
    ] {
        for report in ["counting", "holders"] {
            let (status, problem) = t.get(&format!("/api/v1/reports/{report}?at={at}")).await;
            assert_eq!(
                (status, &problem["code"]),
                (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
                "{at}: {problem}"
            );
        }
    }
    let (status, _) = t.get("/api/v1/reports/counting?when=now").await;
    assert!(status.is_client_error());
}

async fn a_spreadsheet_takes_no_name_for_a_formula(t: TestManager) {
    t.activate(|package| package.rows = rows(20)).await;
    let user = t.user("anna").await;
    t.assign(user, "acme.ten-sales").await;
    patch(&t, "anna", json!({"name": "=HYPERLINK(\"x\"), Anna"})).await;
    let (_, csv) = t.get("/api/v1/reports/holders?format=csv").await;
    let csv = csv.as_str().unwrap();
    assert!(csv.contains(",\"'=HYPERLINK(\"\"x\"\"), Anna\",true,"), "{csv}");
}
