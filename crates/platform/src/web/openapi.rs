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

/// The document with what both servers share added to every operation: the problem schema,
/// the statuses of layers and extractors, and bearer tokens. Statuses an operation describes
/// itself stay as they are; an operation whose `security` is empty stays open.
///
/// # Panics
/// Never for a document that utoipa made: it is plain data.
pub fn complete(document: &utoipa::openapi::OpenApi) -> Value {
    let mut document = serde_json::to_value(document).expect("a document that utoipa made is plain data");
    let paths = document["paths"].as_object_mut();
    for item in paths.into_iter().flat_map(Map::values_mut) {
        let operations = item.as_object_mut().into_iter().flat_map(Map::iter_mut);
        for (_, operation) in operations.filter(|(name, _)| is_method(name)) {
            share(operation);
        }
    }
    merge(&mut document["components"]["schemas"], problem_schema());
    merge(
        &mut document["components"]["securitySchemes"],
        json!({"bearer": {"type": "http", "scheme": "bearer", "description": "An API token, `lic_…`"}}),
    );
    document["security"] = json!([{"bearer": []}]);
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
        responses.entry(status).or_insert_with(|| problem_answer(description));
    }
}

fn problem_answer(description: &str) -> Value {
    json!({
        "description": description,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
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
