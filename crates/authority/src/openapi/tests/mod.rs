//! The document is the one that is committed, describes every route, and every operation in it keeps its promises.

mod expected;
mod walk;

use std::collections::BTreeSet;
use std::path::Path;

use super::{openapi, openapi_text};

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let committed = include_str!("../../../../../openapi/authority.json");
    assert!(
        committed == openapi_text(),
        "openapi/authority.json is not what the authority serves. If the change is meant, renew it with\n\
         cargo run -p licentia-authority --example openapi_authority > openapi/authority.json"
    );
}

/// Every operation of the document: method in capitals, path, id.
fn operations() -> Vec<(String, String, String)> {
    let document = openapi();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let id = operation["operationId"].as_str().expect("an id");
            found.push((method.to_uppercase(), path.clone(), id.to_owned()));
        }
    }
    found
}

#[test]
fn every_operation_has_its_expectation_and_every_expectation_its_operation() {
    let described: BTreeSet<String> = operations().into_iter().map(|(_, _, id)| id).collect();
    let expected: Vec<&str> = expected::EXPECTED.iter().map(|one| one.operation).collect();
    let unique: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
    assert_eq!(unique.len(), expected.len(), "an operation is expected twice");
    assert_eq!(described, unique, "openapi/tests/expected.rs says for each operation who may use it");
}

#[test]
fn every_route_is_described() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut routed = BTreeSet::new();
    for folder in std::fs::read_dir(sources).unwrap().map(|entry| entry.unwrap().path()) {
        let Ok(source) = std::fs::read_to_string(folder.join("api.rs")) else { continue };
        let prefix = match folder.ends_with("conversation") {
            true => "/licensing/v1",
            false => "/api/v1",
        };
        routed.extend(routes(&source, prefix));
    }
    let described = operations().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(routed, described, "each handler in an api.rs has a `#[utoipa::path]` and stands in its Doc");
}

/// `GET /api/v1/customers` and so on, out of `.route("/customers", get(list).post(create))`.
fn routes(source: &str, prefix: &str) -> Vec<String> {
    let mut found = Vec::new();
    for call in source.split(".route(").skip(1) {
        let mut parts = call.splitn(3, '"');
        let (Some(_), Some(path), Some(rest)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let mut open = 1;
        let end = rest.find(|c| {
            open += i32::from(c == '(') - i32::from(c == ')');
            open == 0
        });
        let handlers = &rest[..end.unwrap_or(rest.len())];
        // What stands outside `/api/v1` says so itself.
        let path = if path.starts_with("/.well-known") { path.to_owned() } else { format!("{prefix}{path}") };
        for method in ["get", "post", "put", "patch", "delete"] {
            let words = handlers.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(');
            if words.into_iter().any(|word| word.starts_with(&format!("{method}("))) {
                found.push(format!("{} {path}", method.to_uppercase()));
            }
        }
    }
    found
}
