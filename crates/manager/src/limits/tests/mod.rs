//! Plan limits (rule 14): reported, checked, and told in words.

mod moves;
mod reservations;

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, Request, StatusCode};
use licentia_core::licence::{Row, Scope, Texts};
use licentia_core::package::{Limit, NextUp, Package, Suite};
use licentia_platform::access::{Check, Granted, Right, Rights};
use licentia_platform::by::By;
use serde_json::{Value, json};

use super::{What, count, now};
use crate::testing::{TestManager, plan, row, stories, token, token_at};

stories!(
    reports_are_never_refused_and_differences_stop_at_zero,
    a_refusal_says_the_limit_how_to_free_capacity_and_the_next_plan_up,
    what_the_plan_does_not_limit_is_allowed_and_counted,
    demo_mode_limits_nothing,
    tampered_licences_allow_nothing,
    satellites_add_up,
    a_plan_that_changes_keeps_what_exists,
    nonsense_is_named,
);

fn texts(en: &str, sv: &str) -> Texts {
    BTreeMap::from([("en".to_owned(), en.to_owned()), ("sv".to_owned(), sv.to_owned())])
}

fn limit(n: u32, name: &str, title: (&str, &str), max: Option<u64>) -> Limit {
    Limit {
        n,
        name: name.to_owned(),
        titles: texts(title.0, title.1),
        max,
        counts: Texts::new(),
        advice: Texts::new(),
        next: Some(NextUp { titles: texts("CRM Suite Growth", "CRM Suite Growth"), max: None }),
    }
}

/// The sample suite Core: 100 active projects, no custom objects, as many dashboards as one likes.
pub(crate) fn on_core(package: &mut Package) {
    package.rows = vec![Row { hidden: true, ..row("user", 20) }, plan("suite2-core", 20, &["user"])];
    package.suite = Some(Suite {
        name: "core".to_owned(),
        titles: texts("CRM Suite Core", "CRM Suite Core"),
        module: "suite2-core".to_owned(),
        next: texts("CRM Suite Growth", "CRM Suite Growth"),
    });
    package.limits = vec![
        Limit {
            counts: texts("Completed projects do not count.", "Slutförda projekt räknas inte."),
            advice: texts("Mark existing projects as completed.", "Markera projekt som slutförda."),
            ..limit(0, "active-projects", ("Active projects", "Aktiva projekt"), Some(100))
        },
        Limit { next: None, ..limit(1, "dashboards", ("Dashboards", "Dashboards"), None) },
        limit(2, "custom-objects", ("Custom objects", "Egna objekt"), Some(0)),
    ];
}

/// With so many active projects.
async fn core(t: &TestManager, projects: u64) {
    t.activate(on_core).await;
    report(t, "active-projects", json!({"used": projects})).await;
}

async fn report(t: &TestManager, name: &str, body: Value) -> Value {
    let (status, answer) = t.ask(Method::PUT, &format!("/api/v1/limits/{name}"), Some(body)).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn reserve(t: &TestManager, body: Value) -> (StatusCode, Value) {
    t.post("/api/v1/limits/active-projects/reservations", body).await
}

async fn settle(t: &TestManager, id: &str, used: bool) -> (StatusCode, Value) {
    let path = format!("/api/v1/limits/active-projects/reservations/{id}");
    if used { t.post(&format!("{path}/use"), json!({})).await } else { t.delete(&path).await }
}

fn id(answer: &Value) -> String {
    answer["reservation"]["id"].as_str().unwrap_or_else(|| panic!("no reservation in {answer}")).to_owned()
}

/// Used and reserved, as everybody sees them.
async fn counts(t: &TestManager) -> (u64, u64) {
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let limits = now(&t.manager, &at).await.unwrap();
    let projects = limits.iter().find(|limit| limit.name == "active-projects").expect("the limit");
    (projects.used, projects.reserved)
}

async fn reports_are_never_refused_and_differences_stop_at_zero(t: TestManager) {
    core(&t, 84).await;
    let answer = report(&t, "active-projects", json!({"change": 1})).await;
    assert_eq!(
        (&answer["used"], &answer["level"], &answer["allowed"]),
        (&json!(85), &json!("warning"), &json!(true))
    );
    let answer = report(&t, "acme.active-projects", json!({"used": 130})).await;
    assert_eq!(
        (&answer["used"], &answer["level"], &answer["allowed"]),
        (&json!(130), &json!("reached"), &json!(false))
    );
    assert_eq!(
        (&answer["code"], &answer["limit"]),
        (&json!("limit_reached"), &json!("acme.active-projects"))
    );
    let answer = report(&t, "Active-Projects", json!({"change": -200})).await;
    assert_eq!((&answer["used"], &answer["below_zero"]), (&json!(0), &json!(true)));
    let (_, list) = t.get("/api/v1/limits").await;
    assert_eq!((&list["items"][0]["percent"], &list["items"][0]["max"]), (&json!(0), &json!(100)));
    let none = &list["items"][2];
    assert_eq!(
        (&none["level"], none.get("percent")),
        (&json!("reached"), None),
        "a limit of 0 has no per cent"
    );
    assert_eq!(
        (&list["items"][1]["unlimited"], &list["items"][1]["level"]),
        (&json!(true), &json!("normal"))
    );
}

async fn a_refusal_says_the_limit_how_to_free_capacity_and_the_next_plan_up(t: TestManager) {
    core(&t, 100).await;
    let ask = |lang: &str| {
        Request::post("/api/v1/limits/active-projects/reservations")
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/json")
            .header("accept-language", lang.to_owned())
            .body(Body::from(r#"{"units": 2}"#))
            .unwrap()
    };
    let (status, problem) = t.send(ask("en")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("limit_reached")));
    let said = "Active projects: 100 of 100 in use, and CRM Suite Core allows no more. Completed projects do not \
                count. Mark existing projects as completed. CRM Suite Growth has no limit.";
    assert!(problem["detail"].as_str().unwrap().starts_with(said), "{problem}");
    assert_eq!(
        (&problem["used"], &problem["max"], &problem["reserved"]),
        (&json!(100), &json!(100), &json!(0))
    );
    report(&t, "active-projects", json!({"used": 99})).await;
    let (_, few) = t.post("/api/v1/limits/active-projects/check", json!({"units": 2})).await;
    let said = "Active projects: 99 of 100 in use, and CRM Suite Core leaves room for only 1 more.";
    assert!(few["message"].as_str().unwrap().starts_with(said), "{few}");
    report(&t, "active-projects", json!({"used": 100})).await;
    let (_, problem) = t.send(ask("sv")).await;
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.starts_with("Aktiva projekt: 100 av 100 används, och CRM Suite Core tillåter inte fler."),
        "{detail}"
    );
    assert!(detail.contains("Markera projekt som slutförda. CRM Suite Growth har ingen gräns."), "{detail}");
    let (_, check) = t.post("/api/v1/limits/custom-objects/check", json!({})).await;
    assert_eq!(
        check["message"],
        "CRM Suite Core does not include this: Custom objects. CRM Suite Growth has no limit."
    );
}

async fn what_the_plan_does_not_limit_is_allowed_and_counted(t: TestManager) {
    core(&t, 0).await;
    for name in ["dashboards", "acme.reports"] {
        let (status, answer) = t.post(&format!("/api/v1/limits/{name}/check"), json!({"units": 1_000})).await;
        assert_eq!(
            (status, &answer["code"], &answer["allowed"]),
            (StatusCode::OK, &json!("no_limit"), &json!(true))
        );
    }
    report(&t, "reports", json!({"used": 7})).await;
    let (status, answer) = t.post("/api/v1/limits/reports/reservations", json!({"units": 3})).await;
    assert_eq!((status, &answer["used"], &answer["reserved"]), (StatusCode::CREATED, &json!(7), &json!(3)));
    let (_, answer) = t.post("/api/v1/limits/nobody.reports/check", json!({})).await;
    assert_eq!(answer["code"], "not_found", "of an issuer that nobody knows");
}

async fn demo_mode_limits_nothing(t: TestManager) {
    let (status, answer) = t.post("/api/v1/limits/active-projects/reservations", json!({"units": 500})).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CREATED, &json!("demo")));
    let (status, answer) = settle(&t, &id(&answer), true).await;
    assert_eq!((status, &answer["used"]), (StatusCode::OK, &json!(500)));
    assert_eq!(t.get("/api/v1/limits").await.1, json!({"items": [], "demo": true}));
}

async fn tampered_licences_allow_nothing(t: TestManager) {
    core(&t, 1).await;
    t.place.tamper("UPDATE package SET sequence = 77");
    let other = t.second().await;
    let granted = Granted::<Check>::to_the_server(By::system("test"), t.scope);
    let counted = super::check(&other, &granted, "active-projects", 1).await.unwrap();
    assert_eq!((counted.verdict, counted.verdict.allowed()), (super::Verdict::Tampered, false));
    let counted =
        count(&other, &granted, "active-projects", What::Reserve { units: 1, seconds: 1 }).await.unwrap();
    assert!(counted.refused && counted.reservation.is_none());
    other.db().close();
}

async fn satellites_add_up(t: TestManager) {
    t.activate(|package| {
        on_core(package);
        package.rows.push(Row { scope: Scope::Site, ..row("satellite", 2) });
        package.rows.push(Row { scope: Scope::System, ..row("area-management", 1) });
    })
    .await;
    let (status, _) = t.post("/api/v1/installations", json!({"slug": "bergen", "name": "Bergen"})).await;
    assert_eq!(status, StatusCode::CREATED);
    let bergen = token_at(&t.manager, t.scope, Some(1), Rights::of(&[Right::Check])).await;
    report(&t, "active-projects", json!({"used": 60})).await;
    let there = |method: Method, path: &str, body: Value| {
        let request = Request::builder().method(method).uri(format!("/api/v1/limits/active-projects{path}"));
        let request = request.header("authorization", format!("Bearer {bergen}"));
        t.send(request.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap())
    };
    let (_, answer) = there(Method::PUT, "", json!({"used": 39})).await;
    assert_eq!(answer["used"], 99, "each database says its own, and both count");
    let (_, reserved) = there(Method::POST, "/reservations", json!({})).await;
    assert_eq!(settle(&t, &id(&reserved), false).await.0, StatusCode::NOT_FOUND, "it is the satellite's");
    assert_eq!(reserve(&t, json!({})).await.0, StatusCode::CONFLICT);
    assert_eq!(t.delete("/api/v1/installations/bergen").await.0, StatusCode::OK);
    assert_eq!(counts(&t).await, (60, 0), "a database that is closed uses nothing");
}

async fn a_plan_that_changes_keeps_what_exists(t: TestManager) {
    core(&t, 90).await;
    t.activate(|package| {
        on_core(package);
        package.limits.remove(0);
    })
    .await;
    report(&t, "active-projects", json!({"change": 30})).await;
    t.activate(on_core).await;
    let (_, list) = t.get("/api/v1/limits").await;
    assert_eq!((&list["items"][0]["used"], &list["items"][0]["level"]), (&json!(120), &json!("reached")));
    assert_eq!(reserve(&t, json!({})).await.0, StatusCode::CONFLICT);
    let again = t.second().await;
    let at = again.snapshot(t.scope).await.unwrap();
    assert_eq!(now(&again, &at).await.unwrap()[0].used, 120, "after a restart, too");
    again.db().close();
}

async fn nonsense_is_named(t: TestManager) {
    core(&t, 0).await;
    let wrong = [
        (Method::PUT, "active-projects", json!({}), "invalid"),
        (Method::PUT, "active-projects", json!({"used": 1, "change": 1}), "invalid"),
        (Method::PUT, "active-projects", json!({"used": -1}), "invalid"),
        (Method::PUT, "active-projects", json!({"used": 1_u64 << 53}), "invalid"),
        (Method::PUT, "active_projects", json!({"used": 1}), "invalid"),
        (Method::PUT, "a.b.c", json!({"used": 1}), "invalid"),
        (Method::POST, "active-projects/check", json!({"units": 0}), "invalid"),
        (Method::POST, "active-projects/reservations", json!({"units": 0}), "invalid"),
        (Method::POST, "active-projects/reservations", json!({"seconds": 3_601}), "invalid"),
        (Method::POST, "active-projects/reservations", json!({"secs": 1}), "unknown_field"),
    ];
    for (method, path, body, code) in wrong {
        let (status, answer) = t.ask(method, &format!("/api/v1/limits/{path}"), Some(body.clone())).await;
        assert_eq!(
            (status, &answer["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
            "{path} {body}: {answer}"
        );
    }
    let few = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    let asked =
        Request::put("/api/v1/limits/active-projects").header("authorization", format!("Bearer {few}"));
    let asked = asked.header("content-type", "application/json").body(Body::from(r#"{"used": 1}"#)).unwrap();
    assert_eq!(t.send(asked).await.0, StatusCode::FORBIDDEN);
    // Only a program that makes names up has more than a thousand.
    let reports: Vec<_> = (0..1_000)
        .map(|n| {
            let (manager, granted) =
                (t.manager.clone(), Granted::<Check>::to_the_server(By::system("test"), t.scope));
            tokio::spawn(
                async move { count(&manager, &granted, &format!("made-up-{n}"), What::Report(1)).await },
            )
        })
        .collect();
    for report in reports {
        report.await.unwrap().ok();
    }
    let (status, answer) = t.ask(Method::PUT, "/api/v1/limits/one-too-many", Some(json!({"used": 1}))).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("too_many_limits")));
    report(&t, "active-projects", json!({"used": 5})).await;
}
