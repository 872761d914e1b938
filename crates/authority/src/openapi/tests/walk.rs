//! A walk over every operation of the document: as nobody, with every right but the one it needs, with that one
//! alone, and with methods it does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::identity;

use http::header::{ALLOW, CONTENT_TYPE};
use licentia_platform::access::{Right, Rights};
use licentia_platform::db::Backend;
use licentia_platform::testing::both_databases;
use serde_json::Value;

use super::expected::{Body, EXPECTED, Expected};
use super::operations;
use crate::testing::{Answer, TestAuthority};

both_databases!(identity;
    nobody_comes_in_without_a_token,
    the_right_is_needed_and_is_enough,
    what_is_open_takes_signatures_only,
    other_methods_are_named_as_such,
);

const SERIAL: &str = "1801852599";

/// The problem that an answer must be, of this status.
fn problem(answer: &Answer, status: u16, of: &str) -> Value {
    assert_eq!(answer.status.as_u16(), status, "{of}: {}", answer.text());
    let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    assert_eq!(kind, Some("application/problem+json"), "{of}");
    let problem = answer.json();
    let code = problem["code"].as_str().expect("a code");
    assert!(problem["title"].is_string() && problem["detail"].is_string(), "{of}: {problem}");
    let documented = licentia_ui::docs::all_codes().any(|known| known == code);
    assert!(documented, "{of}: `{code}` has no words in the language files");
    problem
}

/// The path with its variable parts filled in: by what is there, or by what is nowhere.
fn filled(path: &str) -> String {
    path.replace("{serial}", SERIAL)
        .replace("{id}", "nowhere")
        .replace("{kid}", "nobody")
        .replace("{no}", "1")
}

async fn send(t: &TestAuthority, expected: &Expected, token: &str) -> Answer {
    let (method, path, _) =
        operations().into_iter().find(|(_, _, id)| id == expected.operation).expect("it is described");
    let path = filled(&path);
    match &expected.body {
        Body::Nothing => t.api(&method, &path, token, Value::Null).await,
        Body::Json(value) => t.api(&method, &path, token, value()).await,
        Body::File if method == "PUT" => t.put_catalogue("", token, "nothing").await,
        Body::File => t.post_file(&path, token, "nothing\n").await,
    }
}

async fn house(backend: Backend) -> TestAuthority {
    let t = TestAuthority::on(backend).await;
    t.customer(SERIAL, &[("server", 0), ("ten-sales", 3)]).await;
    t
}

async fn nobody_comes_in_without_a_token(backend: Backend) {
    let t = house(backend).await;
    let guessed = "lic_0000000000000000000000000000000000000000000";
    for expected in EXPECTED.iter().filter(|expected| expected.right.is_some()) {
        let answer = send(&t, expected, guessed).await;
        assert_eq!(
            problem(&answer, 401, expected.operation)["code"],
            "token_invalid",
            "{}",
            expected.operation
        );
        assert!(answer.headers.contains_key("www-authenticate"), "{}", expected.operation);
    }
}

async fn the_right_is_needed_and_is_enough(backend: Backend) {
    let t = house(backend).await;
    for expected in EXPECTED {
        let Some(right) = expected.right else { continue };
        let of = expected.operation;
        // Every right that does not stand for this one, too.
        let others: Vec<Right> =
            Right::ALL.into_iter().filter(|other| !Rights::of(&[*other]).allows(right)).collect();
        let answer = send(&t, expected, &t.token(&others).await).await;
        assert_eq!(problem(&answer, 403, of)["right"], right.as_str(), "{of}");
        let answer = send(&t, expected, &t.token(&[right]).await).await;
        let status = answer.status.as_u16();
        assert!(!matches!(status, 401 | 403 | 500..), "{of} with {right:?} alone: {}", answer.text());
        if answer.status.is_client_error() {
            problem(&answer, status, of);
        }
    }
}

async fn what_is_open_takes_signatures_only(backend: Backend) {
    let t = house(backend).await;
    for expected in EXPECTED.iter().filter(|expected| expected.right.is_none()) {
        let answer = send(&t, expected, "").await;
        match expected.body {
            Body::File => drop(problem(&answer, 422, expected.operation)),
            _ => assert_eq!(answer.status.as_u16(), 200, "{}", expected.operation),
        }
    }
}

async fn other_methods_are_named_as_such(backend: Backend) {
    let t = house(backend).await;
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (method, path, _) in operations() {
        let methods = declared.entry(path).or_default();
        if method == "GET" {
            methods.insert("HEAD".to_owned());
        }
        methods.insert(method);
    }
    let token = t.full_token().await;
    for (path, methods) in declared {
        for method in
            ["GET", "POST", "PUT", "PATCH", "DELETE"].into_iter().filter(|one| !methods.contains(*one))
        {
            let of = format!("{method} {path}");
            let answer = t.api(method, &filled(&path), &token, Value::Null).await;
            assert_eq!(problem(&answer, 405, &of)["code"], "method_not_allowed", "{of}");
            let allow = answer.headers[ALLOW].to_str().expect("text");
            let allowed: BTreeSet<String> = allow.split(',').map(|method| method.trim().to_owned()).collect();
            assert_eq!(allowed, methods, "{of}");
        }
    }
    let unknown = t.api("GET", "/api/v1/nothing", &token, Value::Null).await;
    assert_eq!(unknown.code(), "not_found");
}
