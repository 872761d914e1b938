//! Stories of satellites and site licences (rule 1).

use http::{Method, StatusCode};
use licentia_core::licence::{Quantity, Row, Scope};
use licentia_platform::access::{Right, Rights};
use serde_json::{Value, json};

use crate::stories;
use crate::testing::{TestManager, row, token_at};

stories!(
    a_satellite_takes_a_unit_and_needs_area_management,
    site_licences_are_counted_and_never_given_beyond_their_number,
    a_satellite_answers_for_its_own_users_and_licences,
    a_satellite_changes_nothing_centrally,
    closing_a_satellite_frees_its_licences_and_moves_its_users,
    a_package_with_fewer_blocks_and_a_date_leaves_the_oldest,
    what_comes_new_goes_to_the_only_database,
    rules_follow_whom_a_closed_satellite_leaves,
    a_short_name_that_cannot_be_is_told_in_words,
);

pub(super) fn of(module: &str, scope: Scope, count: u32) -> Row {
    Row { scope, ..Row::new(0, module, Quantity::Count(count)) }
}

/// Two satellites, two units of a site licence, a system one, seats for people.
pub(super) fn rows() -> Vec<Row> {
    vec![
        of("area-management", Scope::System, 1),
        of("satellite", Scope::Site, 2),
        of("translate", Scope::Site, 2),
        of("map", Scope::System, 1),
        row("user", 10),
        row("web", 10),
        row("sale-cal", 3),
    ]
}

pub(super) async fn licensed(t: &TestManager) {
    let bytes = t.issue(|package| package.rows = rows());
    put_in_force(t, bytes).await.unwrap();
}

/// Loads and activates a package as an administrator does.
async fn put_in_force(t: &TestManager, bytes: Vec<u8>) -> Result<(), Value> {
    let holder = json!({"holder": "Berg AB", "serial": "1000234567"});
    let (status, answer) = t.post("/api/v1/installation/serial", holder).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let caller = t.caller();
    let loaded = crate::packages::load(&t.manager, &caller.may().unwrap(), bytes).await.unwrap();
    let path = format!("/api/v1/packages/{}/activate", loaded.value.id);
    match t.post(&path, json!({})).await {
        (StatusCode::OK, _) => Ok(()),
        (_, problem) => Err(problem),
    }
}

pub(super) async fn satellite(t: &TestManager, slug: &str) -> Value {
    let (status, made) =
        t.post("/api/v1/installations", json!({"slug": slug, "name": slug.to_uppercase()})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made
}

pub(super) async fn user_of(t: &TestManager, login: &str, sites: &[&str]) {
    let (status, made) = t.post("/api/v1/users", json!({"login": login, "sites": sites})).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
}

pub(super) async fn give(t: &TestManager, user: &str, modules: &[&str]) {
    let (status, done) = t.post("/api/v1/assignments", json!({"users": [user], "modules": modules})).await;
    assert_eq!(status, StatusCode::OK, "{done}");
}

pub(super) async fn at_site(t: &TestManager, slug: &str, rights: &[Right]) -> String {
    let at = t.manager.snapshot(t.scope).await.unwrap();
    let site = super::super::site_no(&at, slug).unwrap();
    token_at(&t.manager, t.scope, Some(site), Rights::of(rights)).await
}

async fn with(
    t: &TestManager,
    token: &str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> (StatusCode, Value) {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    let body = body.map_or_else(axum::body::Body::empty, |body| body.to_string().into());
    t.send(request.body(body).unwrap()).await
}

pub(super) async fn code(t: &TestManager, token: &str, user: &str, module: &str) -> String {
    let (status, answer) =
        with(t, token, Method::GET, &format!("/api/v1/checks/{user}/{module}"), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["code"].as_str().unwrap().to_owned()
}

pub(super) async fn put(t: &TestManager, site: &str, module: &str, units: u32) -> (StatusCode, Value) {
    let path = format!("/api/v1/installations/{site}/licences/{module}");
    t.ask(Method::PUT, &path, Some(json!({"units": units}))).await
}

pub(super) async fn in_use(t: &TestManager, module: &str) -> u64 {
    t.get(&format!("/api/v1/licences/{module}")).await.1["in_use"].as_u64().unwrap()
}

async fn a_satellite_takes_a_unit_and_needs_area_management(t: TestManager) {
    let new = |slug: &str| json!({"slug": slug, "name": slug});
    t.activate(|package| package.rows = vec![of("satellite", Scope::Site, 2)]).await;
    let (status, problem) = t.post("/api/v1/installations", new("bergen")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no_area_management")));
    t.activate(|package| package.rows = vec![of("area-management", Scope::System, 1)]).await;
    assert_eq!(t.post("/api/v1/installations", new("bergen")).await.1["code"], "no_satellite_licence");
    licensed(&t).await;
    let bergen = satellite(&t, "bergen").await;
    assert_eq!(
        (&bergen["no"], &bergen["kind"], &bergen["licensed"]),
        (&json!(1), &json!("satellite"), &json!(true))
    );
    for taken in ["bergen", "test"] {
        assert_eq!(t.post("/api/v1/installations", new(taken)).await.1["code"], "slug_taken");
    }
    for bad in ["", "Å", "new", "a b"] {
        assert_eq!(
            t.post("/api/v1/installations", new(bad)).await.0,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{bad}"
        );
    }
    satellite(&t, "malmo").await;
    assert_eq!(t.post("/api/v1/installations", new("kiruna")).await.1["code"], "no_satellite_left");
    assert_eq!(in_use(&t, "acme.satellite").await, 2);
    // Its own unit goes with it, and not before.
    let unit = "/api/v1/installations/bergen/licences/acme.satellite";
    assert_eq!(t.delete(unit).await.1["code"], "satellite_needs_unit");
    let renamed = t.ask(Method::PATCH, "/api/v1/installations/bergen", Some(json!({"slug": "voss"}))).await;
    assert_eq!((renamed.0, &renamed.1["slug"]), (StatusCode::OK, &json!("voss")));
    assert_eq!(t.get("/api/v1/installations/bergen").await.0, StatusCode::NOT_FOUND);
    let central = t.ask(Method::PATCH, "/api/v1/installations/test", Some(json!({"slug": "x"}))).await;
    assert_eq!(central.1["code"], "central_slug");
    let (_, list) = t.get("/api/v1/installations").await;
    let slugs: Vec<_> = list["items"].as_array().unwrap().iter().map(|it| it["slug"].clone()).collect();
    assert_eq!(slugs, ["test", "voss", "malmo"]);
    sound(&t).await;
}

pub(super) async fn sound(t: &TestManager) {
    let report = crate::ledger::verify(&t.manager, &t.caller().may().unwrap()).await.unwrap();
    assert!(report.is_sound(), "{report:?}");
}

async fn site_licences_are_counted_and_never_given_beyond_their_number(t: TestManager) {
    licensed(&t).await;
    assert_eq!(in_use(&t, "acme.translate").await, 1, "the only database was given one");
    satellite(&t, "bergen").await;
    satellite(&t, "malmo").await;
    assert_eq!(put(&t, "bergen", "acme.translate", 1).await.0, StatusCode::OK);
    let (status, problem) = put(&t, "malmo", "acme.translate", 1).await;
    assert_eq!((status, &problem["reason"]), (StatusCode::CONFLICT, &json!("no_seat")), "{problem}");
    let args = [("module", "translate".into()), ("reason", "no_seat".into())];
    let said = licentia_ui::problem(licentia_ui::Lang::default(), "site_refused", &args).unwrap().detail;
    assert!(said.contains("All units of it are in use") && !said.contains("no_seat"), "{said}");
    assert_eq!(put(&t, "bergen", "acme.translate", 2).await.1["reason"], "no_seat");
    assert_eq!(in_use(&t, "acme.translate").await, 2);
    // Given twice is given once.
    let before = t.manager.snapshot(t.scope).await.unwrap().revision();
    assert_eq!(put(&t, "bergen", "acme.translate", 1).await.1["revision"], before);
    assert_eq!(t.delete("/api/v1/installations/test/licences/acme.translate").await.0, StatusCode::OK);
    assert_eq!(put(&t, "malmo", "acme.translate", 1).await.0, StatusCode::OK);
    for (module, reason) in [("acme.map", "not_assignable"), ("acme.sale-cal", "not_assignable")] {
        assert_eq!(put(&t, "malmo", module, 1).await.1["reason"], reason);
    }
    assert_eq!(put(&t, "malmo", "acme.none", 1).await.0, StatusCode::NOT_FOUND);
    assert_eq!(put(&t, "kiruna", "acme.translate", 1).await.0, StatusCode::NOT_FOUND);
    assert_eq!(put(&t, "malmo", "acme.translate", 0).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let second = t.second().await;
    let at = second.snapshot(t.scope).await.unwrap();
    assert!(at.site_grants().len() == 4 && at.wrong().is_empty(), "{:?}", at.wrong());
    second.db().close();
    sound(&t).await;
}

async fn a_satellite_answers_for_its_own_users_and_licences(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    user_of(&t, "anna", &["test"]).await;
    user_of(&t, "bjorn", &["bergen"]).await;
    user_of(&t, "cilla", &["test", "bergen"]).await;
    for user in ["anna", "bjorn", "cilla"] {
        give(&t, user, &["acme.user", "acme.web", "acme.sale-cal"]).await;
    }
    let bergen = at_site(&t, "bergen", &[Right::Check, Right::View]).await;
    for (user, central, there) in [
        ("anna", "granted", "user_unknown"),
        ("bjorn", "user_unknown", "granted"),
        ("cilla", "granted", "granted"),
    ] {
        assert_eq!(code(&t, &t.token, user, "acme.sale-cal").await, central, "{user}");
        assert_eq!(code(&t, &bergen, user, "acme.sale-cal").await, there, "{user}");
    }
    // System licences reach it; site licences only when it has them.
    assert_eq!(code(&t, &bergen, "bjorn", "acme.map").await, "granted");
    assert_eq!(code(&t, &bergen, "bjorn", "acme.translate").await, "no_seat");
    assert_eq!(code(&t, &t.token, "anna", "acme.translate").await, "granted");
    put(&t, "bergen", "acme.translate", 1).await;
    assert_eq!(code(&t, &bergen, "bjorn", "acme.translate").await, "granted");
    let log_in = |user: &str| json!({"user": user, "client": "web"});
    let (_, there) = with(&t, &bergen, Method::POST, "/api/v1/logins", Some(log_in("bjorn"))).await;
    assert_eq!(there["result"], "ok", "{there}");
    let elsewhere = with(&t, &bergen, Method::POST, "/api/v1/logins", Some(log_in("anna"))).await.1;
    assert_eq!(
        (&elsewhere["result"], elsewhere.get("session").is_some_and(Value::is_string)),
        (&json!("wrong_installation"), false)
    );
    assert_eq!(t.post("/api/v1/logins", log_in("bjorn")).await.1["result"], "wrong_installation");
    // Sessions of the central installation are none of its business.
    let (_, central) = t.post("/api/v1/logins", log_in("anna")).await;
    let beat = format!("/api/v1/sessions/{}/heartbeat", central["session"].as_str().unwrap());
    assert_eq!(with(&t, &bergen, Method::POST, &beat, None).await.0, StatusCode::NOT_FOUND);
    let batch = json!({"users": ["anna", "bjorn"], "modules": ["acme.web"]});
    let (_, batch) = with(&t, &bergen, Method::POST, "/api/v1/checks/batch", Some(batch)).await;
    let codes: Vec<_> = batch["items"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, ["user_unknown", "granted"]);
    let (_, users) = with(&t, &bergen, Method::GET, "/api/v1/users?sort=login", None).await;
    let logins: Vec<_> = users["items"].as_array().unwrap().iter().map(|it| it["login"].clone()).collect();
    assert_eq!(logins, ["bjorn", "cilla"]);
    assert_eq!(with(&t, &bergen, Method::GET, "/api/v1/users/anna", None).await.0, StatusCode::NOT_FOUND);
    // Holder and packages are the central installation's.
    let (_, this) = with(&t, &bergen, Method::GET, "/api/v1/installation", None).await;
    assert_eq!((&this["installation"]["slug"], &this["holder"]), (&json!("bergen"), &json!("Berg AB")));
    assert_eq!(this["packages"].as_array().unwrap().len(), 1);
    assert_eq!(in_use(&t, "acme.sale-cal").await, 3, "seats are one count");
}

async fn a_satellite_changes_nothing_centrally(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    user_of(&t, "anna", &["test"]).await;
    let all = [Right::Check, Right::View, Right::ManageLicences, Right::ManageUsers, Right::ManageAccess];
    let bergen = at_site(&t, "bergen", &all).await;
    let anna = json!({"users": ["anna"], "modules": ["acme.web"]});
    for (method, path, body) in [
        (Method::POST, "/api/v1/users", Some(json!({"login": "x"}))),
        (Method::PATCH, "/api/v1/users/anna", Some(json!({"name": "x"}))),
        (Method::POST, "/api/v1/assignments", Some(anna)),
        (Method::GET, "/api/v1/ledger", None),
        (Method::POST, "/api/v1/installations", Some(json!({"slug": "x", "name": "x"}))),
        (Method::POST, "/api/v1/tokens", Some(json!({"label": "x", "rights": []}))),
        (Method::DELETE, "/api/v1/licences", None),
        (Method::GET, "/i/test/licences", None),
    ] {
        let of = format!("{method} {path}");
        let (status, problem) = with(&t, &bergen, method, path, body).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{of}: {problem}");
        assert!(problem.to_string().contains("central_only"), "{of}: {problem}");
    }
    let (status, problem) = {
        let request =
            http::Request::post("/api/v1/packages").header("authorization", format!("Bearer {bergen}"));
        t.send(request.body(t.issue(|package| package.rows = rows()).into()).unwrap()).await
    };
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("central_only")));
}

async fn closing_a_satellite_frees_its_licences_and_moves_its_users(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    satellite(&t, "malmo").await;
    put(&t, "bergen", "acme.translate", 1).await;
    user_of(&t, "bjorn", &["bergen"]).await;
    user_of(&t, "cilla", &["malmo", "bergen"]).await;
    user_of(&t, "dag", &["bergen"]).await;
    let (status, dag) = t.ask(Method::PATCH, "/api/v1/users/dag", Some(json!({"can_log_in": false}))).await;
    assert_eq!(status, StatusCode::OK, "{dag}");
    give(&t, "bjorn", &["acme.web"]).await;
    let bergen = at_site(&t, "bergen", &[Right::Check]).await;
    assert_eq!(t.delete("/api/v1/installations/test").await.1["code"], "central_stays");
    let (_, would) = t.delete("/api/v1/installations/bergen?dry_run=true").await;
    assert_eq!((&would["moved"], would.get("revision")), (&json!(2), None), "{would}");
    // Everybody who belongs to it is counted, as the list of its users has them.
    let (_, shown) = t.get("/api/v1/installations/bergen").await;
    assert_eq!((&shown["users"], &shown["can_log_in"]), (&json!(3), &json!(2)), "{shown}");
    assert_eq!(t.get("/api/v1/users?site=bergen").await.1["total"], 3);
    let (_, list) = t.get("/i/test/installations").await;
    assert!(list.as_str().unwrap().contains("(2 can log in)"), "{list}");
    let (status, done) = t.delete("/api/v1/installations/bergen").await;
    assert_eq!((status, &done["moved"], &done["freed"]), (StatusCode::OK, &json!(2), &would["freed"]));
    assert_eq!((in_use(&t, "acme.translate").await, in_use(&t, "acme.satellite").await), (1, 1));
    assert_eq!(t.get("/api/v1/users/bjorn").await.1["sites"], json!(["test"]));
    assert_eq!(t.get("/api/v1/users/cilla").await.1["sites"], json!(["malmo"]));
    assert_eq!(code(&t, &t.token, "bjorn", "acme.web").await, "granted");
    let (status, _) = with(&t, &bergen, Method::GET, "/api/v1/checks/bjorn/acme.web", None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "its tokens open nothing");
    assert_eq!(t.delete("/api/v1/installations/bergen").await.0, StatusCode::NOT_FOUND);
    let kiruna = satellite(&t, "bergen").await;
    assert_eq!(kiruna["no"], 3, "the short name is free, the number is not given again");
    let second = t.second().await;
    let at = second.snapshot(t.scope).await.unwrap();
    let here = t.manager.snapshot(t.scope).await.unwrap();
    for user in here.users() {
        assert_eq!(at.sites_of(user.no()), here.sites_of(user.no()));
    }
    second.db().close();
    sound(&t).await;
}

async fn a_package_with_fewer_blocks_and_a_date_leaves_the_oldest(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    put(&t, "bergen", "acme.translate", 1).await;
    let fewer = |count: u32| {
        t.issue(|package| {
            package.rows = rows();
            package.rows[2] = of("translate", Scope::Site, count);
        })
    };
    let problem = put_in_force(&t, fewer(1)).await.unwrap_err();
    assert_eq!(problem["blocked"], json!([{"module": "acme.translate", "to_remove": 1}]), "{problem}");
    // A date that leaves fewer: the newest waits, and has it again when more come.
    let dated = t.issue(|package| {
        package.rows = rows();
        package.rows[2] = of("translate", Scope::Site, 1);
        let until = Some("2026-11-21".parse().unwrap());
        package.rows.push(Row { due: until, ..of("translate", Scope::Site, 1) });
    });
    put_in_force(&t, dated).await.unwrap();
    assert_eq!(in_use(&t, "acme.translate").await, 2);
    t.pass_ms(24 * 60 * 60 * 1_000).await;
    assert_eq!(in_use(&t, "acme.translate").await, 1);
    let (_, bergen) = t.get("/api/v1/installations/bergen").await;
    let licences = bergen["licences"].as_array().unwrap();
    let held = licences.iter().find(|it| it["module"] == "acme.translate").unwrap();
    assert_eq!(held["holds"], false, "the central one had it first: {bergen}");
    let (_, licence) = t.get("/api/v1/licences/acme.translate").await;
    assert_eq!((&licence["total"], &licence["free"]), (&json!(1), &json!(0)));
    put_in_force(&t, t.issue(|package| package.rows = rows())).await.unwrap();
    assert_eq!(in_use(&t, "acme.translate").await, 2);
}

async fn what_comes_new_goes_to_the_only_database(t: TestManager) {
    licensed(&t).await;
    user_of(&t, "anna", &[]).await;
    assert_eq!(code(&t, &t.token, "anna", "acme.translate").await, "granted");
    assert_eq!(t.delete("/api/v1/installations/test/licences/acme.translate").await.0, StatusCode::OK);
    assert_eq!(code(&t, &t.token, "anna", "acme.translate").await, "no_seat");
    licensed(&t).await;
    assert_eq!(code(&t, &t.token, "anna", "acme.translate").await, "no_seat", "a renewal gives nothing back");
    assert_eq!(put(&t, "test", "acme.translate", 2).await.0, StatusCode::OK);
    assert_eq!(in_use(&t, "acme.translate").await, 2);
}

async fn rules_follow_whom_a_closed_satellite_leaves(t: TestManager) {
    licensed(&t).await;
    satellite(&t, "bergen").await;
    user_of(&t, "bjorn", &["bergen"]).await;
    let rule = |site: &str, module: &str| json!({"name": site, "modules": [module], "when": [{"attribute": "installation", "is": [site]}]});
    let rules = json!({"rules": [rule("bergen", "acme.web"), rule("test", "acme.user")]});
    let (status, answer) = t.ask(Method::PUT, "/api/v1/rules", Some(rules)).await;
    assert_eq!((status, in_use(&t, "acme.web").await), (StatusCode::OK, 1), "{answer}");
    assert_eq!(t.delete("/api/v1/installations/bergen").await.0, StatusCode::OK);
    assert_eq!(code(&t, &t.token, "bjorn", "acme.user").await, "granted");
    assert_eq!((in_use(&t, "acme.web").await, in_use(&t, "acme.user").await), (0, 1));
    sound(&t).await;
}

async fn a_short_name_that_cannot_be_is_told_in_words(t: TestManager) {
    let typed = [("name", "Göteborg"), ("slug", "Göteborg")];
    for (lang, words) in [("en", "A short name has 1 to 60 characters"), ("sv", "1 till 60 tecken")] {
        let path = format!("/i/test/installations/new?lang={lang}");
        let (status, shown) = crate::users::tests::pages::send(&t, &path, &typed).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        assert!(shown.contains(words) && !shown.contains("Correct slug"), "{shown}");
    }
}
