//! What is in force, as the list and the detail tell it, on both databases.

use http::StatusCode;
use serde_json::json;

use crate::testing::{TestManager, plan, row, stories};

stories!(
    the_list_counts_active_holders_once,
    a_licence_names_its_rows_and_its_holders,
    deleting_everything_enters_demo_mode_and_a_package_brings_it_all_back,
    a_partner_is_deleted_alone_and_the_vendor_is_not,
    a_partner_whose_licences_stopped_is_deleted_alone,
    demo_mode_holds_a_thousand_of_each_and_keeps_what_exists,
    what_is_assigned_in_demo_mode_waits_for_a_package,
);

async fn the_list_counts_active_holders_once(t: TestManager) {
    let rows = vec![plan("ten-sales", 5, &["sale-cal"]), row("sale-cal", 5), row("quote", 2)];
    t.activate(|package| package.rows = rows).await;
    for login in ["anna", "emil"] {
        let user = t.user(login).await;
        t.assign(user, "acme.ten-sales").await;
    }
    let (status, list) = t.get("/api/v1/licences").await;
    assert_eq!(status, StatusCode::OK);
    let items = list["items"].as_array().unwrap();
    let of = |module: &str| items.iter().find(|item| item["module"] == module).unwrap().clone();
    let plan = of("acme.ten-sales");
    assert_eq!(
        (&plan["in_use"], &plan["free"], &plan["total"], &plan["plan"]),
        (&json!(2), &json!(3), &json!(5), &json!(true))
    );
    assert_eq!(of("acme.sale-cal")["in_use"], 2, "what the plan brings is in use too");
    assert_eq!(of("acme.quote")["free"], 2);
    assert_eq!(list["demo"], false);
}

async fn a_licence_names_its_rows_and_its_holders(t: TestManager) {
    let rows = vec![plan("ten-sales", 5, &["sale-cal"]), row("sale-cal", 5)];
    t.activate(|package| package.rows = rows).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.ten-sales").await;
    let (status, detail) = t.get("/api/v1/licences/acme.sale-cal").await;
    assert_eq!(status, StatusCode::OK, "{detail}");
    assert_eq!(detail["rows"][0]["quantity"], 5);
    assert_eq!(detail["in_plans"], json!(["acme.ten-sales"]));
    assert_eq!(
        (&detail["holders"][0]["user"], &detail["holders"][0]["source"]),
        (&json!("anna"), &json!("plan acme.ten-sales"))
    );
    let (status, missing) = t.get("/api/v1/licences/acme.nothing").await;
    assert_eq!((status, &missing["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
}

async fn load(t: &TestManager, bytes: Vec<u8>) -> serde_json::Value {
    let request =
        http::Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let (_, loaded) = t.send(request.body(axum::body::Body::from(bytes)).unwrap()).await;
    let path =
        format!("/api/v1/packages/{}/activate", loaded["id"].as_str().unwrap_or_else(|| panic!("{loaded}")));
    t.post(&path, json!({})).await.1
}

async fn deleting_everything_enters_demo_mode_and_a_package_brings_it_all_back(t: TestManager) {
    let rows = || vec![plan("ten-sales", 5, &["sale-cal"]), row("sale-cal", 5)];
    t.activate(|package| package.rows = rows()).await;
    let anna = t.user("anna").await;
    t.user("emil").await;
    t.assign(anna, "acme.ten-sales").await;
    let (_, dry) = t.delete("/api/v1/licences?dry_run=true").await;
    assert_eq!(
        (&dry["demo"], &dry["modules"], &dry["assignments_kept"]),
        (&json!(true), &json!(2), &json!(1)),
        "{dry}"
    );
    assert_eq!(dry["people_count"], 0, "everything is allowed in demo mode");
    assert_eq!(t.get("/api/v1/licences").await.1["demo"], false, "nothing was done");
    let (status, deleted) = t.delete("/api/v1/licences").await;
    assert_eq!((status, &deleted["issuers"]), (StatusCode::OK, &json!(["acme"])), "{deleted}");
    let (_, list) = t.get("/api/v1/licences").await;
    assert_eq!(
        (&list["demo"], &list["licensed_before"], &list["record_cap"]),
        (&json!(true), &json!(true), &json!(1_000))
    );
    for (login, module) in [("emil", "acme.sale-cal"), ("anna", "other.thing")] {
        let (_, check) = t.get(&format!("/api/v1/checks/{login}/{module}")).await;
        assert_eq!(
            (&check["code"], &check["demo"], &check["licensed_before"], &check["record_cap"]),
            (&json!("demo"), &json!(true), &json!(true), &json!(1_000)),
            "{check}"
        );
    }
    let (_, login) = t.post("/api/v1/logins", json!({"user": "emil", "client": "acme.web"})).await;
    assert_eq!(
        (&login["result"], &login["demo"], &login["record_cap"]),
        (&json!("ok"), &json!(true), &json!(1_000)),
        "{login}"
    );
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!(
        (at.installation().serial.as_deref(), at.installation().in_force["acme"].sequence),
        (Some("1000234567"), 1)
    );
    assert_eq!(at.user(anna).unwrap().assignments().len(), 1, "they stay as intents");
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    let (_, again) = t.delete("/api/v1/licences").await;
    assert_eq!(
        (&again["issuers"], &again["revision"]),
        (&json!([]), &json!(before)),
        "there is nothing left"
    );
    let request =
        http::Request::post("/api/v1/packages").header("authorization", format!("Bearer {}", t.token));
    let (_, file) = t.get(&format!("/api/v1/packages/{}/file", package_id(&t).await)).await;
    let body = axum::body::Body::from(file.as_str().unwrap().to_owned());
    let (status, answer) = t.send(request.body(body).unwrap()).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("package_deleted")), "{answer}");
    load(&t, t.issue(|package| package.rows = rows())).await;
    for (login, code) in [("anna", "granted"), ("emil", "no_seat")] {
        let (_, check) = t.get(&format!("/api/v1/checks/{login}/acme.sale-cal")).await;
        assert_eq!((&check["code"], &check["demo"]), (&json!(code), &json!(false)), "{check}");
    }
    let scope = t.scope;
    let report = t.manager.db().read(move |r| licentia_platform::ledger::verify(r, scope)).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.faults);
}

async fn package_id(t: &TestManager) -> String {
    let (_, packages) = t.get("/api/v1/packages").await;
    packages["items"][0]["id"].as_str().unwrap().to_owned()
}

async fn a_partner_is_deleted_alone_and_the_vendor_is_not(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 5)]).await;
    load(&t, t.issue_as("partner", None, |package| package.rows = vec![row("addon", 2)])).await;
    let anna = t.user("anna").await;
    for module in ["acme.map", "partner.addon"] {
        t.assign(anna, module).await;
    }
    let (status, answer) = t.delete("/api/v1/licences/acme").await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("not_a_partner")), "{answer}");
    for nobody in ["nobody", "acme.map", "NOT%20ONE"] {
        assert_eq!(
            t.delete(&format!("/api/v1/licences/{nobody}")).await.0,
            StatusCode::NOT_FOUND,
            "{nobody}"
        );
    }
    let (_, dry) = t.delete("/api/v1/licences/partner?dry_run=true").await;
    assert_eq!(
        (&dry["demo"], &dry["people"], &dry["assignments_kept"]),
        (&json!(false), &json!(["anna"]), &json!(1)),
        "{dry}"
    );
    let (status, _) = t.delete("/api/v1/licences/partner").await;
    assert_eq!(status, StatusCode::OK);
    for (module, code) in [("acme.map", "granted"), ("partner.addon", "no_licence")] {
        let (_, check) = t.get(&format!("/api/v1/checks/anna/{module}")).await;
        assert_eq!((&check["code"], &check["demo"]), (&json!(code), &json!(false)), "{check}");
    }
    let (_, packages) = t.get("/api/v1/packages").await;
    let partner =
        packages["items"].as_array().unwrap().iter().find(|item| item["issuer"] == "partner").unwrap();
    assert_eq!(partner["state"], "deleted");
    // The number that was in force is not forgotten.
    let answer = load(&t, t.issue_as("partner", None, |package| package.rows = vec![row("addon", 2)])).await;
    assert!(answer["revision"].is_number(), "{answer}");
    assert_eq!(t.get("/api/v1/checks/anna/partner.addon").await.1["code"], "granted");
    let second = t.second().await;
    assert!(second.snapshot(t.scope).await.unwrap().packages().iter().any(|in_force| in_force.partner));
    second.db().close();
}

async fn a_partner_whose_licences_stopped_is_deleted_alone(t: TestManager) {
    use crate::packages::page_tests::{page, send};
    t.activate(|package| package.rows = vec![row("map", 5)]).await;
    load(&t, t.issue_as("partner", None, |package| package.rows = vec![row("addon", 2)])).await;
    let stops = async |sql: &str| {
        t.place.tamper(sql);
        // A change that reads the licences again.
        t.activate(|package| package.rows = vec![row("map", 5)]).await;
        let at = t.manager.snapshot(t.scope).await.unwrap();
        assert_eq!(at.stopped().iter().map(|stopped| stopped.as_str()).collect::<Vec<_>>(), ["partner"]);
    };
    stops("UPDATE package SET sequence = sequence + 70 WHERE issuer = 'partner'").await;
    let (_, unknown) = t.get("/i/test/licences/delete?issuer=nobody").await;
    assert!(!unknown.to_string().contains("Demo mode begins"), "never everybody instead: {unknown}");
    let dialog = page(&t, "/i/test/licences/delete?issuer=partner").await;
    assert!(!dialog.contains("Demo mode begins"), "{dialog}");
    let wrong = [("sure", "true"), ("issuer", "nobody")];
    assert_eq!(send(&t, "/i/test/licences/delete", &wrong).await.0, StatusCode::NOT_FOUND);
    assert_eq!(t.get("/api/v1/licences").await.1["demo"], false);
    let partner = [("sure", "true"), ("issuer", "partner")];
    assert_eq!(send(&t, "/i/test/licences/delete", &partner).await.0, StatusCode::SEE_OTHER);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert_eq!((at.packages().len(), at.stopped().len()), (1, 0), "the vendor's stay");
    load(&t, t.issue_as("partner", None, |package| package.rows = vec![row("addon", 2)])).await;
    stops("DELETE FROM package WHERE issuer = 'partner' AND state = 'in_force'").await;
    let (status, answer) = t.delete("/api/v1/licences/partner").await;
    assert_eq!((status, &answer["issuers"]), (StatusCode::OK, &json!(["partner"])), "{answer}");
}

async fn what_is_assigned_in_demo_mode_waits_for_a_package(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 5), row("chart", 900)]).await;
    t.delete("/api/v1/licences").await;
    let users: Vec<_> = (0..600).map(|no| crate::testing::user_row(no, &format!("user{no}"))).collect();
    crate::testing::add_users(&t, users).await;
    let assign = async |range: std::ops::Range<u32>, module: &str| {
        let users: Vec<_> = range.map(|no| format!("user{no}")).collect();
        t.post("/api/v1/assignments", json!({"users": users, "modules": [module]})).await
    };
    let (status, answer) = assign(0..6, "acme.map").await;
    assert_eq!(
        (status, &answer["counts"]["done"]),
        (StatusCode::OK, &json!(6)),
        "everything is allowed: {answer}"
    );
    assert_eq!(assign(0..600, "acme.chart").await.0, StatusCode::OK);
    let (status, answer) = assign(6..401, "acme.map").await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("demo_limit")), "{answer}");
    assert_eq!(assign(6..400, "acme.map").await.0, StatusCode::OK, "exactly a thousand");
    let (_, check) = t.get("/api/v1/checks/user1/acme.map").await;
    assert_eq!((&check["code"], &check["record_cap"]), (&json!("demo"), &json!(1_000)));
    load(&t, t.issue(|package| package.rows = vec![row("map", 5), row("chart", 900)])).await;
    for (login, code) in [("user0", "granted"), ("user5", "no_seat")] {
        let (_, check) = t.get(&format!("/api/v1/checks/{login}/acme.map")).await;
        assert_eq!(check["code"], code, "the oldest first: {check}");
    }
    let (_, licence) = t.get("/api/v1/licences/acme.chart").await;
    assert_eq!(licence["in_use"], 600);
}

async fn demo_mode_holds_a_thousand_of_each_and_keeps_what_exists(t: TestManager) {
    let users: Vec<_> = (0..999).map(|no| crate::testing::user_row(no, &format!("user{no}"))).collect();
    crate::testing::add_users(&t, users).await;
    let add = async |login: &str, groups: Vec<String>| {
        let (status, answer) = t.post("/api/v1/users", json!({"login": login, "groups": groups})).await;
        (status.as_u16(), answer["code"].as_str().unwrap_or_default().to_owned())
    };
    let groups = |range: std::ops::Range<u32>| range.map(|no| format!("Group {no}")).collect::<Vec<_>>();
    for hundred in 0..10 {
        let body = json!({"groups": groups(hundred * 100..hundred * 100 + 100)});
        let patched = t.ask(http::Method::PATCH, &format!("/api/v1/users/user{hundred}"), Some(body)).await;
        assert_eq!(patched.0, StatusCode::OK, "{}", patched.1);
    }
    assert_eq!(add("anna", vec!["One too many".to_owned()]).await, (409, "demo_limit".to_owned()));
    assert_eq!(add("anna", groups(5..6)).await.0, 201, "one that is there");
    assert_eq!(add("emil", Vec::new()).await, (409, "demo_limit".to_owned()));
    let body = json!({"name": "Anna Berg", "groups": ["Another"]});
    let (status, answer) = t.ask(http::Method::PATCH, "/api/v1/users/anna", Some(body)).await;
    assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("demo_limit")));
    t.activate(|package| package.rows = vec![row("map", 5)]).await;
    assert_eq!(add("emil", vec!["One more".to_owned()]).await.0, 201, "a licence lifts the limits");
}
