//! What stands on every page, for whom, and where somebody lands after signing in.

use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use http::{Request, StatusCode};
use jiff::civil::date;
use licentia_core::dates::Dates;
use licentia_core::licence::{Row, WhenStopped};
use licentia_core::package::Package;
use licentia_platform::access::{Granted, ManageAccess, NewAccount, Purpose, Right, Rights};
use licentia_platform::by::By;
use tower::ServiceExt as _;

use crate::testing::{TestManager, row, stories, token};

stories!(
    only_those_who_can_act_are_told,
    after_grace_the_manager_stays_reachable_and_nothing_else_answers,
    whoever_may_manage_lands_on_licences_when_they_have_expired,
);

/// Today is 21 November 2026.
fn dated(expiry: jiff::civil::Date, grace: jiff::civil::Date) -> impl FnOnce(&mut Package) {
    move |package| {
        package.rows = vec![row("web", 5)];
        package.dates = Dates { expiry: Some(expiry), grace: Some(grace), ..Dates::default() };
    }
}

async fn page(t: &TestManager, path: &str, token: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
    let (status, body) = t.send(request.body(Body::empty()).unwrap()).await;
    (status, body.as_str().unwrap_or_default().to_owned())
}

async fn only_those_who_can_act_are_told(t: TestManager) {
    t.activate(dated(date(2026, 11, 1), date(2026, 12, 1))).await;
    let viewer = token(&t.manager, t.scope, Rights::of(&[Right::View])).await;
    for (lang, said) in [("en", "expired on 1 November 2026"), ("sv", "löpte ut 1 november 2026")] {
        let (status, page) = page(&t, &format!("/i/test/users?lang={lang}"), &t.token).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains(said), "{page}");
        assert!(!page.contains('⟦'), "{page}");
    }
    let (status, page) = page(&t, "/i/test/users", &viewer).await;
    assert_eq!(status, StatusCode::OK);
    assert!(!page.contains("expired on"), "who cannot act is left alone: {page}");
}

async fn after_grace_the_manager_stays_reachable_and_nothing_else_answers(t: TestManager) {
    t.activate(|package| {
        dated(date(2026, 10, 1), date(2026, 11, 1))(package);
        package.rows[0].when_stopped = WhenStopped::ReadOnly;
        package.rows.push(Row { when_stopped: WhenStopped::None, ..row("report", 5) });
    })
    .await;
    let anna = t.user("anna").await;
    for module in ["acme.web", "acme.report"] {
        t.assign(anna, module).await;
    }
    let (_, check) = t.get("/api/v1/checks/anna/acme.web").await;
    assert_eq!(
        (check["code"].as_str(), check["access"].as_str()),
        (Some("read_only"), Some("read")),
        "{check}"
    );
    let (_, check) = t.get("/api/v1/checks/anna/acme.report").await;
    assert_eq!(
        (check["code"].as_str(), check["access"].as_str()),
        (Some("expired"), Some("none")),
        "{check}"
    );
    for path in ["/i/test/licences", "/i/test/users", "/i/test/packages", "/i/test/ledger"] {
        let (status, page) = page(&t, path, &t.token).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(page.contains("have stopped: their grace ended on 1 November 2026"), "{path}: {page}");
    }
}

/// Where the answer to a form sends the browser.
async fn sent_to(t: &TestManager, path: &str, form: &str) -> String {
    let request = Request::post(path)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let answer = t.router.clone().oneshot(request).await.unwrap();
    let location = answer.headers().get(LOCATION).map(|value| value.to_str().unwrap().to_owned());
    location.unwrap_or_else(|| answer.status().to_string())
}

async fn account(t: &TestManager, login: &str, rights: &[Right]) {
    let granted = Granted::<ManageAccess>::to_the_server(By::setup(), t.scope);
    let new = NewAccount {
        login: login.to_owned(),
        name: login.to_owned(),
        rights: Rights::of(rights),
        user: None,
    };
    let access = t.manager.access();
    let no = access.invite(&granted, new).await.unwrap().value;
    let link = access.make_link(&granted, no, Purpose::SetUp).await.unwrap().path;
    let form = format!("login={login}&name={login}&password=correct-horse-battery");
    let first = if rights.contains(&Right::ManageLicences) { "/i/test/home" } else { "/i/test/licences" };
    assert_eq!(sent_to(t, &link, &form).await, first);
}

async fn whoever_may_manage_lands_on_licences_when_they_have_expired(t: TestManager) {
    account(&t, "ingrid", &[Right::ManageLicences, Right::View]).await;
    account(&t, "viewer", &[Right::View]).await;
    let form = |login: &str| format!("login={login}&password=correct-horse-battery&next=%2Fi%2Ftest%2Fusers");
    t.activate(dated(date(2026, 12, 1), date(2026, 12, 31))).await;
    assert_eq!(sent_to(&t, "/sign-in", &form("ingrid")).await, "/i/test/users");
    t.activate(dated(date(2026, 11, 1), date(2026, 12, 1))).await;
    assert_eq!(sent_to(&t, "/sign-in", &form("ingrid")).await, "/i/test/licences");
    assert_eq!(sent_to(&t, "/sign-in", &form("viewer")).await, "/i/test/users");
}
