//! Stories of many installations on one server.

use http::{Method, StatusCode};
use licentia_platform::access::{Browser, Chosen, Right, Rights};
use serde_json::{Value, json};

use crate::installations::SERVER;
use crate::stories;
use crate::testing::{TestManager, token};

stories!(operators_make_and_list_installations_and_see_nothing_in_them);

async fn with(t: &TestManager, token: &str, method: Method, path: &str, body: Value) -> (StatusCode, Value) {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/json");
    let body = if body.is_null() { axum::body::Body::empty() } else { body.to_string().into() };
    t.send(request.body(body).unwrap()).await
}

async fn operators_make_and_list_installations_and_see_nothing_in_them(t: TestManager) {
    let path = "/api/v1/server/installations";
    let operator = token(&t.manager, SERVER, Rights::of(&[Right::View, Right::ManageAccess])).await;
    let new = json!({"slug": "north", "name": "North"});
    for (method, body) in [(Method::GET, Value::Null), (Method::POST, new.clone())] {
        let (status, problem) = with(&t, &t.token, method, path, body).await;
        assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("operators_only")));
    }
    let (status, made) = with(&t, &operator, Method::POST, path, new.clone()).await;
    assert_eq!((status, &made["slug"]), (StatusCode::CREATED, &json!("north")), "{made}");
    assert_eq!(with(&t, &operator, Method::POST, path, new).await.1["code"], "slug_taken");
    let (_, list) = with(&t, &operator, Method::GET, path, Value::Null).await;
    let slugs: Vec<_> = list["items"].as_array().unwrap().iter().map(|it| it["slug"].clone()).collect();
    assert_eq!(slugs, ["north", "test"]);
    // The first administrator of the new one comes in by the link, and sees that one.
    let link = made["set_up"].as_str().unwrap().strip_prefix("/set-up/").unwrap().to_owned();
    let chosen = Chosen {
        login: "admin".to_owned(),
        name: "Nora".to_owned(),
        password: "a long enough passphrase".to_owned().into(),
    };
    let browser = Browser { address: None, agent: String::new() };
    let signed_in = t.manager.access().set_up(&link, chosen, browser).await.unwrap();
    assert_eq!(&*signed_in.caller.slug, "north");
    // Operators reach the server's own affairs, and no installation's.
    for path in ["/api/v1/users", "/api/v1/licences", "/api/v1/ledger", "/api/v1/installation"] {
        let (status, answer) = with(&t, &operator, Method::GET, path, Value::Null).await;
        assert!(
            status == StatusCode::NOT_FOUND || status == StatusCode::FORBIDDEN,
            "{path}: {status} {answer}"
        );
    }
    // Another server on the same database takes it up.
    let other = t.second().await;
    assert!(crate::installations::list(&other).await.unwrap().iter().any(|it| it.slug == "north"));
    other.db().close();
}
