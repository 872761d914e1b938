//! The document is the one that is committed, describes every route, and every operation in it keeps its promises.

mod expected;
mod isolation;
mod walk;

use std::collections::BTreeSet;
use std::path::Path;

use super::{openapi, openapi_text};

#[test]
fn the_committed_document_is_the_one_that_is_served() {
    let committed = include_str!("../../../../../openapi/manager.json");
    assert!(
        committed == openapi_text(),
        "openapi/manager.json is not what the manager serves. If the change is meant, renew it with\n\
         cargo run -p licentia-manager --example openapi_manager > openapi/manager.json"
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
    let inside = |folder: &Path| -> Vec<_> {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    // A noun may have a part with an interface of its own.
    for noun in inside(&sources) {
        for folder in std::iter::once(noun.clone()).chain(inside(&noun)) {
            if let Ok(source) = std::fs::read_to_string(folder.join("api.rs")) {
                routed.extend(routes(&source));
            }
        }
    }
    let described = operations().into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(routed, described, "each handler in an api.rs has a `#[utoipa::path]` and stands in its Doc");
}

/// `GET /api/v1/users` and so on, out of `.route("/users", get(list).post(create))`.
fn routes(source: &str) -> Vec<String> {
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
        for method in ["get", "post", "put", "patch", "delete"] {
            if handlers
                .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(')
                .any(|word| word.starts_with(&format!("{method}(")))
            {
                found.push(format!("{} /api/v1{path}", method.to_uppercase()));
            }
        }
    }
    found
}

#[test]
fn routes_are_found_in_sources() {
    let source = r#"Router::new().route("/a", get(list).post(make)).route("/a/{b}", delete(get_rid)).route(
        "/c",
        put(change),
    )"#;
    let found = routes(source);
    assert_eq!(found, ["GET /api/v1/a", "POST /api/v1/a", "DELETE /api/v1/a/{b}", "PUT /api/v1/c"]);
}

#[test]
fn every_noun_is_described() {
    let document = openapi();
    let nouns: Vec<&str> =
        document["tags"].as_array().expect("tags").iter().filter_map(|tag| tag["name"].as_str()).collect();
    for (method, path, id) in operations() {
        let tag = &document["paths"][&path][method.to_lowercase()]["tags"][0];
        assert!(tag.as_str().is_some_and(|tag| nouns.contains(&tag)), "{id}: {tag} of {nouns:?}");
    }
}
