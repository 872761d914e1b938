//! Stories about users, on both databases.

mod bulk;
mod found;
pub(crate) mod last;
mod leave;
mod lists;
mod names;
mod own;
pub(crate) mod pages;
pub(crate) mod person;
mod screen;

use http::{Method, Request, StatusCode};
use licentia_platform::access::{Granted, ManageUsers};
use licentia_platform::by::By;
use serde_json::{Value, json};

use crate::testing::{TestManager, plan, row, stories};
use crate::users::{NewUser, create_many};

stories!(
    a_user_is_added_found_changed_and_found_again,
    a_log_in_name_is_taken_in_any_spelling,
    a_list_is_searched_sorted_filtered_and_paged,
    an_older_version_is_not_overwritten,
    deactivating_frees_the_seat_and_reactivating_checks_again,
    a_former_user_gets_nothing_back,
    who_comes_back_is_served_what_waited,
    erasing_a_person_leaves_the_chain_verifying,
    nobody_is_deleted_while_logged_in,
    a_deleted_users_log_in_stays_taken_for_thirty_days,
    many_are_added_or_none,
    bad_input_is_named,
);

/// The log-in names in the order of the list on the page.
pub(super) async fn lists_everybody(t: &TestManager, query: &str) -> Vec<String> {
    let (_, body) = t.get(&format!("/i/test/users?tab=associates&{query}")).await;
    let table = body.as_str().unwrap().split("<tbody").nth(1).unwrap().to_owned();
    let rows = table.split("<tr").skip(1);
    let login =
        |row: &str| row.split("/i/test/users/").nth(1)?.split(['"', '?', '/']).next().map(str::to_owned);
    rows.filter_map(login).collect()
}

pub(super) async fn patch(t: &TestManager, user: &str, body: Value) -> (StatusCode, Value) {
    t.ask(Method::PATCH, &format!("/api/v1/users/{user}"), Some(body)).await
}

async fn a_user_is_added_found_changed_and_found_again(t: TestManager) {
    let body = json!({"login": "anna", "name": "Anna Berg", "email": "anna@example.org", "groups": ["Sales", "Oslo"]});
    let (status, anna) = t.post("/api/v1/users", body).await;
    assert_eq!(status, StatusCode::CREATED, "{anna}");
    assert_eq!(anna["login"], "anna");
    assert_eq!(anna["groups"], json!(["Sales", "Oslo"]));
    let id = anna["id"].as_str().unwrap();
    assert_eq!(t.get("/api/v1/users/ANNA").await.1, anna);
    assert_eq!(t.get(&format!("/api/v1/users/{id}")).await.1, anna);
    let (status, changed) =
        patch(&t, "anna", json!({"login": "annab", "name": "Anna Björk", "email": ""})).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!(changed["login"], "annab");
    assert_eq!(changed.get("email"), None);
    assert_eq!(t.get("/api/v1/users/anna").await.0, StatusCode::NOT_FOUND);
    assert_eq!(t.get("/api/v1/users/annab").await.1["name"], "Anna Björk");
}

async fn a_log_in_name_is_taken_in_any_spelling(t: TestManager) {
    assert_eq!(t.post("/api/v1/users", json!({"login": "Åsa"})).await.0, StatusCode::CREATED);
    t.user("bo").await;
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    // Other case, decomposed, and full-width letters are the same name (rule 18).
    for login in ["åsa", "ÅSA", "A\u{30a}sa", "a\u{30a}\u{ff33}A"] {
        let (status, problem) = t.post("/api/v1/users", json!({"login": login})).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::CONFLICT, Some("login_taken")),
            "{login}"
        );
    }
    let (status, problem) = patch(&t, "bo", json!({"login": "ÅSA"})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("login_taken")));
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().revision(), before);
    assert_eq!(patch(&t, "bo", json!({"login": "BO"})).await.0, StatusCode::OK, "one's own name in capitals");
}

async fn a_list_is_searched_sorted_filtered_and_paged(t: TestManager) {
    t.activate(|package| {
        package.rows = vec![plan("sales", 5, &["diary"]), row("diary", 5), row("travel", 5)];
    })
    .await;
    for (login, name, group) in
        [("a", "Älva", "Sales"), ("b", "Bo", "Sales 2"), ("c", "Cid", "Sales"), ("d", "Dag", "Ops")]
    {
        let body = json!({"login": login, "name": name, "groups": [group], "can_log_in": login != "d"});
        assert_eq!(t.post("/api/v1/users", body).await.0, StatusCode::CREATED);
    }
    let (_, answer) =
        t.post("/api/v1/assignments", json!({"users": ["a", "c"], "modules": ["acme.sales"]})).await;
    assert_eq!(answer["counts"]["done"], 2, "{answer}");
    for (query, found) in [
        ("", vec!["b", "c", "d", "a"]),
        ("search=%C3%84LV", vec!["a"]),
        ("search=100%25", vec![]),
        ("search=ops", vec!["d"]),
        ("group=Sales", vec!["c", "a"]),
        ("plan=acme.sales", vec!["c", "a"]),
        ("plan=none", vec!["b", "d"]),
        ("module=acme.diary", vec![]),
        ("holds=acme.diary", vec!["c", "a"]),
        ("can_log_in=false", vec!["d"]),
        ("waiting=true", vec![]),
        ("without=acme.sales&can_log_in=true", vec!["b"]),
    ] {
        let (status, page) = t.get(&format!("/api/v1/users?{query}")).await;
        assert_eq!(status, StatusCode::OK, "{query}: {page}");
        let mut logins: Vec<&str> =
            page["items"].as_array().unwrap().iter().map(|u| u["login"].as_str().unwrap()).collect();
        assert_eq!(page["total"], found.len(), "{query}");
        let mut found = found;
        // Where ä stands is the database's to say.
        logins.sort_unstable();
        found.sort_unstable();
        assert_eq!(logins, found, "{query}");
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    for _ in 0..3 {
        let (_, page) = t.get(&format!("/api/v1/users?limit=2&sort=-login{next}")).await;
        seen.extend(
            page["items"].as_array().unwrap().iter().map(|u| u["login"].as_str().unwrap().to_owned()),
        );
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen, ["d", "c", "b", "a"]);
    for (query, code) in [
        ("sort=age", "invalid"),
        ("plan=acme.none", "module_unknown"),
        ("sise=3", "unknown_field"),
        ("limit=0", "invalid"),
    ] {
        let (status, problem) = t.get(&format!("/api/v1/users?{query}")).await;
        assert_eq!(
            (status, problem["code"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(code)),
            "{query}"
        );
    }
}

async fn an_older_version_is_not_overwritten(t: TestManager) {
    t.user("anna").await;
    let change = |tag: &str, name: &str| {
        Request::patch("/api/v1/users/anna")
            .header("authorization", format!("Bearer {}", t.token))
            .header("content-type", "application/json")
            .header("if-match", tag)
            .body(json!({"name": name}).to_string().into())
            .unwrap()
    };
    let rev = crate::users::find(&t.manager, &t.caller().may().unwrap(), "anna").await.unwrap().rev;
    let seen = licentia_platform::web::etag(rev);
    assert_eq!(t.send(change(&seen, "First")).await.0, StatusCode::OK);
    let (status, problem) = t.send(change(&seen, "Second")).await;
    assert_eq!(
        (status, problem["code"].as_str()),
        (StatusCode::PRECONDITION_FAILED, Some("precondition_failed"))
    );
    assert_eq!(t.get("/api/v1/users/anna").await.1["name"], "First");
}

async fn deactivating_frees_the_seat_and_reactivating_checks_again(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let (anna, bo) = (t.user("anna").await, t.user("bo").await);
    t.assign(anna, "acme.web").await;
    let (status, _) = patch(&t, "anna", json!({"can_log_in": false})).await;
    assert_eq!(status, StatusCode::OK);
    t.assign(bo, "acme.web").await;
    let (status, problem) = patch(&t, "anna", json!({"can_log_in": true})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("no_seat")), "{problem}");
    assert_eq!(problem["offer"], "without_licences");
    let (status, _) = patch(&t, "anna", json!({"can_log_in": true, "without_licences": true})).await;
    assert_eq!(status, StatusCode::OK);
    let at = t.manager.snapshot(t.scope).await.unwrap();
    assert!(at.user(anna).unwrap().active());
    assert!(at.user(anna).unwrap().assignments().is_empty());
    // With room, everything is there again: the assignment was kept.
    patch(&t, "bo", json!({"can_log_in": false})).await;
    assert_eq!(patch(&t, "bo", json!({"can_log_in": true})).await.0, StatusCode::OK);
    let web = t.module("acme.web").await;
    assert!(t.manager.snapshot(t.scope).await.unwrap().user(bo).unwrap().holds(web));
}

async fn a_former_user_gets_nothing_back(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.web").await;
    assert_eq!(patch(&t, "anna", json!({"state": "former"})).await.1["can_log_in"], false);
    let web = t.module("acme.web").await;
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().usage().get(web), 0);
    let (status, problem) = patch(&t, "anna", json!({"can_log_in": true})).await;
    assert_eq!((status, problem["path"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some("can_log_in")));
    // Nor does somebody who has left become somebody else, or wait for anybody's approval.
    for (path, change) in [
        ("kind", json!({"kind": "anonymous"})),
        ("waiting_for_approval", json!({"waiting_for_approval": true})),
    ] {
        let (status, problem) = patch(&t, "anna", change).await;
        assert_eq!(
            (status, problem["path"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(path)),
            "{problem}"
        );
    }
    assert_eq!(patch(&t, "anna", json!({"name": "Anna B", "kind": "internal"})).await.0, StatusCode::OK);
    assert_eq!(patch(&t, "anna", json!({"state": "active", "can_log_in": true})).await.0, StatusCode::OK);
    assert!(t.manager.snapshot(t.scope).await.unwrap().user(anna).unwrap().assignments().is_empty());
}

async fn who_comes_back_is_served_what_waited(t: TestManager) {
    let due = "2026-11-21".parse().ok();
    t.activate(|package| {
        package.rows = vec![row("web", 1), licentia_core::licence::Row { due, ..row("web", 1) }];
    })
    .await;
    for login in ["anna", "bo"] {
        let user = t.user(login).await;
        t.assign(user, "acme.web").await;
    }
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    assert_eq!(t.get("/api/v1/assignments/waiting").await.1["total"], 1);
    // The seat becomes free while the one who waits for it may not log in.
    patch(&t, "bo", json!({"can_log_in": false})).await;
    t.post("/api/v1/assignments/recall", json!({"users": ["anna"], "modules": ["acme.web"]})).await;
    assert_eq!(t.get("/api/v1/checks/bo/acme.web").await.1["allowed"], false);
    let (status, answer) = patch(&t, "bo", json!({"can_log_in": true})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(t.get("/api/v1/checks/bo/acme.web").await.1["code"], "granted");
    assert_eq!(t.get("/api/v1/assignments/waiting").await.1["total"], 0);
    assert!(crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap().faults.is_empty());
}

async fn erasing_a_person_leaves_the_chain_verifying(t: TestManager) {
    t.activate(|package| package.rows = vec![row("web", 1)]).await;
    let body =
        json!({"login": "anna", "name": "Anna Berg", "email": "anna@example.org", "groups": ["Sales"]});
    let id = t.post("/api/v1/users", body).await.1["id"].as_str().unwrap().to_owned();
    patch(&t, "anna", json!({"name": "Anna Björk"})).await;
    let order = json!({"users": ["anna"], "modules": ["acme.web"], "reason": "Anna asked for it"});
    assert_eq!(t.post("/api/v1/assignments", order).await.0, StatusCode::OK);
    assert_eq!(t.delete("/api/v1/users/anna").await.0, StatusCode::NO_CONTENT);
    assert_eq!(t.get("/api/v1/users/anna").await.0, StatusCode::NOT_FOUND);
    let (_, left) = t.get(&format!("/api/v1/users/{id}")).await;
    assert_eq!((left["state"].as_str(), left["name"].as_str()), (Some("deleted"), Some("")));
    assert_eq!(t.get("/api/v1/users").await.1["total"], 0);
    let scope = t.scope;
    let texts = t.manager.db().read(move |r| {
        use licentia_platform::db::{Sql as _, values};
        let rows =
            r.query("SELECT bytes FROM ledger_text WHERE scope = $1 AND bytes IS NOT NULL", &values![scope])?;
        rows.iter()
            .map(|row| Ok(row.get::<Vec<u8>>(0)?))
            .collect::<Result<Vec<_>, licentia_platform::problem::Problem>>()
    });
    for text in texts.await.unwrap() {
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("nna"), "still there: {text}");
    }
    let report = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
    let web = t.module("acme.web").await;
    assert_eq!(t.manager.snapshot(t.scope).await.unwrap().usage().get(web), 0);
}

async fn nobody_is_deleted_while_logged_in(t: TestManager) {
    t.activate(|package| package.rows = vec![row("user", 5), row("web", 5)]).await;
    let anna = t.user("anna").await;
    for module in ["acme.user", "acme.web"] {
        t.assign(anna, module).await;
    }
    let (_, login) = t.post("/api/v1/logins", json!({"user": "anna", "client": "web"})).await;
    assert_eq!(login["result"], "ok", "{login}");
    let (status, problem) = t.delete("/api/v1/users/anna").await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("user_has_session")));
    t.delete(&format!("/api/v1/sessions/{}", login["session"].as_str().unwrap())).await;
    assert_eq!(t.delete("/api/v1/users/anna").await.0, StatusCode::NO_CONTENT);
}

async fn many_are_added_or_none(t: TestManager) {
    let new = |login: &str| NewUser { login: login.to_owned(), ..NewUser::default() };
    let granted = Granted::<ManageUsers>::to_the_server(By::setup(), t.scope);
    let refused = create_many(&t.manager, &granted, vec![new("a"), new("b"), new("A")]).await.unwrap_err();
    assert_eq!(
        (refused.code.as_ref(), refused.extra["path"].as_str()),
        ("login_taken", Some("users[2].login"))
    );
    let made =
        create_many(&t.manager, &granted, (0..900).map(|n| new(&format!("u{n}"))).collect()).await.unwrap();
    assert_eq!(made.value.len(), 900);
    let next = create_many(&t.manager, &granted, vec![new("a"), new("b")]).await.unwrap();
    assert_eq!(next.revision, made.revision + 1, "one entry however many");
    let refused = create_many(&t.manager, &granted, (0..101).map(|n| new(&format!("v{n}"))).collect())
        .await
        .unwrap_err();
    assert_eq!(refused.code, "demo_limit");
    assert_eq!(t.get("/api/v1/users").await.1["total"], 902);
}

async fn bad_input_is_named(t: TestManager) {
    let long = "x".repeat(201);
    for (body, path) in [
        (json!({"login": " "}), "login"),
        (json!({"login": long}), "login"),
        (json!({"login": "a\u{7}"}), "login"),
        (json!({"login": "deleted:x"}), "login"),
        (json!({"login": "a", "email": "nobody"}), "email"),
        (json!({"login": "a", "kind": "robot"}), "kind"),
    ] {
        let (status, problem) = t.post("/api/v1/users", body.clone()).await;
        assert_eq!(
            (status, problem["path"].as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, Some(path)),
            "{body} {problem}"
        );
    }
    assert_eq!(t.get("/api/v1/users").await.1["total"], 0);
}

async fn a_deleted_users_log_in_stays_taken_for_thirty_days(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 5)]).await;
    t.user("anna").await;
    t.user("emil").await;
    assert_eq!(t.delete("/api/v1/users/anna").await.0, StatusCode::NO_CONTENT);
    let taken = async |login: &str| t.post("/api/v1/users", json!({"login": login})).await;
    for login in ["anna", "ANNA"] {
        let (status, answer) = taken(login).await;
        assert_eq!((status, &answer["code"]), (StatusCode::CONFLICT, &json!("login_reserved")), "{answer}");
    }
    let rename =
        async || t.ask(http::Method::PATCH, "/api/v1/users/emil", Some(json!({"login": "Anna"}))).await;
    assert_eq!(rename().await.1["code"], "login_reserved");
    let (_, nobody) = t.get("/api/v1/checks/anna/acme.map").await;
    assert_eq!(nobody["code"], "user_unknown");
    let day = 24 * 3_600_000;
    t.pass_ms(30 * day - 60_000).await;
    assert_eq!(taken("anna").await.1["code"], "login_reserved");
    t.pass_ms(2 * 60_000).await;
    assert_eq!(taken("anna").await.0, StatusCode::CREATED);
    assert_eq!(rename().await.1["code"], "login_taken");
}
