//! Stories of installations.

mod pages;
mod satellites;
mod servers;
mod trouble;

use http::StatusCode;
use licentia_platform::access::Rights;
use licentia_platform::by::By;

use super::{NewInstallation, create, list};
use crate::stories;
use crate::testing::{TestManager, row, token};

stories!(installations_know_nothing_of_one_another, a_slug_is_taken_once_and_stands_in_an_address);

fn new(slug: &str) -> NewInstallation {
    NewInstallation { slug: slug.to_owned(), name: slug.to_uppercase() }
}

async fn installations_know_nothing_of_one_another(t: TestManager) {
    t.activate(|package| package.rows = vec![row("map", 1)]).await;
    let anna = t.user("anna").await;
    t.assign(anna, "acme.map").await;
    let other = create(&t.manager, &By::setup(), new("branch-2")).await.unwrap().value;
    let token = token(&t.manager, other.scope, Rights::ALL).await;
    let ask = |path: &'static str, token: String| {
        let request = http::Request::get(path).header("authorization", format!("Bearer {token}"));
        t.send(request.body(axum::body::Body::empty()).unwrap())
    };
    let (_, there) = ask("/api/v1/checks/anna/acme.map", token.clone()).await;
    assert_eq!(there["code"], "user_unknown");
    let (_, here) = ask("/api/v1/checks/anna/acme.map", t.token.clone()).await;
    assert_eq!(here["code"], "granted");
    let (_, ledger) = ask("/api/v1/ledger", token.clone()).await;
    assert!(
        ledger["items"].as_array().unwrap().iter().all(|item| item["kind"] != "users.created"),
        "{ledger}"
    );
    assert_eq!(ask("/i/test/ledger", token).await.0, StatusCode::NOT_FOUND);
    let slugs: Vec<_> = list(&t.manager).await.unwrap().into_iter().map(|it| it.slug).collect();
    assert_eq!(slugs, ["branch-2", "test"]);
    // After a restart both are there.
    let second = t.second().await;
    assert!(second.snapshot(other.scope).await.unwrap().demo());
    assert!(!second.snapshot(t.scope).await.unwrap().demo());
    second.db().close();
}

async fn a_slug_is_taken_once_and_stands_in_an_address(t: TestManager) {
    let by = By::setup();
    assert_eq!(create(&t.manager, &by, new("test")).await.unwrap_err().code, "slug_taken");
    for slug in ["", "Test", "a b", "a--b", "-a", "å", &"x".repeat(61)] {
        assert_eq!(create(&t.manager, &by, new(slug)).await.unwrap_err().status, 422, "{slug}");
    }
    let both = tokio::join!(create(&t.manager, &by, new("a")), create(&t.manager, &by, new("b")));
    assert_ne!(both.0.unwrap().value.scope, both.1.unwrap().value.scope);
}
