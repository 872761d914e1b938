//! The OpenAPI document: what every operation shares, said once.

use axum::Router;
use axum::body::Bytes;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

/// Every status an operation can answer beside its own, because a layer or an extractor
/// gives it.
const SHARED: [(&str, &str); 11] = [
    ("400", "The request cannot be read."),
    ("401", "No valid token or session came with the request."),
    ("403", "The right is missing; `right` names it."),
    ("404", "There is no such thing in this installation."),
    ("409", "The state of things refuses it; `code` says why."),
    ("412", "`If-Match` names another version than the present one."),
    ("413", "The body is larger than `limit` bytes."),
    ("415", "The body is of another kind than expected."),
    ("422", "A field has a value it may not have; `path` says which."),
    ("429", "Too many requests; try again after `Retry-After` seconds."),
    ("503", "Not possible just now; the request may be repeated."),
];

/// Marks an operation that heeds no idempotency key; the document does not show it.
const UNKEYED: &str = "x-unkeyed";

/// The document with what both servers share added to every operation: the problem schema,
/// the statuses of layers and extractors, bearer tokens, `Idempotency-Key` on writes (not
/// on those marked `x-unkeyed`), and an id that is unique (`users_list`). Statuses an operation describes itself keep their words; an
/// operation whose `security` is empty stays open.
///
/// # Panics
/// Never for a document that utoipa made: it is plain data.
pub fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).expect("a document that utoipa made is plain data");
    let paths = document["paths"].as_object_mut();
    for item in paths.into_iter().flat_map(Map::values_mut) {
        let operations = item.as_object_mut().into_iter().flat_map(Map::iter_mut);
        for (method, operation) in operations.filter(|(name, _)| is_method(name)) {
            name(operation);
            let unkeyed = operation.as_object_mut().is_some_and(|it| it.remove(UNKEYED).is_some());
            if method != "get" && !unkeyed {
                push(&mut operation["parameters"], idempotency_parameter());
            }
            share(operation);
        }
    }
    merge(&mut document["components"]["schemas"], problem_schema());
    merge(
        &mut document["components"]["securitySchemes"],
        json!({"bearer": {"type": "http", "scheme": "bearer", "description": "An API token, `lic_…`"}}),
    );
    document["security"] = json!([{"bearer": []}]);
    // The same text from every build, whatever order serde_json keeps in it.
    document.sort_all_objects();
    document
}

fn is_method(name: &str) -> bool {
    ["get", "put", "post", "patch", "delete"].contains(&name)
}

fn share(operation: &mut Value) {
    let Some(responses) = operation["responses"].as_object_mut() else {
        return;
    };
    for (status, description) in SHARED {
        let answer = responses.entry(status).or_insert_with(|| json!({"description": description}));
        if answer["content"].is_null() {
            answer["content"] = problem_content();
        }
    }
}

/// Handlers of different nouns have the same names; with the noun in front, ids differ.
fn name(operation: &mut Value) {
    let noun = operation["tags"][0].as_str().unwrap_or("server");
    let id = operation["operationId"].as_str().unwrap_or("operation");
    operation["operationId"] = json!(format!("{noun}_{id}"));
}

fn push(list: &mut Value, item: Value) {
    match list.as_array_mut() {
        Some(list) => list.push(item),
        None => *list = json!([item]),
    }
}

fn idempotency_parameter() -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "required": false,
        "description": "Makes a repetition safe: the same key with the same request has one effect and the same \
                        answer; with another request it is refused (422 `idempotency_key_reused`). It may stand in double quotes.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-\\[\\]-~]+$"},
    })
}

fn problem_content() -> Value {
    json!({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}})
}

fn problem_schema() -> Value {
    json!({"Problem": {
        "type": "object",
        "description": "RFC 9457. Each `code` is documented, with its remedy, at `type`.",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What is wrong and what to do next, in the reader's language."},
            "code": {"type": "string", "description": "Stable; for programs."},
            "path": {"type": "string", "description": "The field at fault, where there is one."},
        },
        "additionalProperties": true,
    }})
}

fn merge(into: &mut Value, members: Value) {
    if into.is_null() {
        *into = json!({});
    }
    if let (Some(into), Value::Object(members)) = (into.as_object_mut(), members) {
        into.extend(members);
    }
}

/// `GET /openapi.json` with the completed document.
pub fn openapi_route(document: &Value) -> Router {
    let text = Bytes::from(document.to_string());
    Router::new()
        .route("/openapi.json", get(async move || ([(CONTENT_TYPE, "application/json")], text.clone())))
}
