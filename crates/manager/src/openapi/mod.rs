//! The OpenAPI document of the manager, committed as `openapi/manager.json`.

#[cfg(test)]
mod tests;

use licentia_platform::web::complete;
use utoipa::OpenApi;

use crate::{
    access, assignments, blockers, changes, checks, contact, events, history, installations, jobs, ledger,
    licences, limits, meters, packages, products, reports, requests, rules, sessions, status, users,
};

#[derive(OpenApi)]
#[openapi(info(
    title = "Licentia manager",
    description = "The customer's server: licences, packages, users, seats, checks. A token belongs to one installation, \
                   and everything here is about that one. Errors are RFC 9457 problem+json with a stable `code`, \
                   documented under `/docs/problems/{code}`."
))]
struct Doc;

/// The document, with what every operation shares.
pub fn openapi() -> serde_json::Value {
    let mut document = Doc::openapi();
    for part in [
        licences::api::Doc::openapi(),
        limits::api::Doc::openapi(),
        status::api::Doc::openapi(),
        meters::api::Doc::openapi(),
        meters::report::api::Doc::openapi(),
        packages::api::Doc::openapi(),
        products::api::Doc::openapi(),
        reports::api::Doc::openapi(),
        history::api::Doc::openapi(),
        requests::api::Doc::openapi(),
        installations::api::Doc::openapi(),
        installations::server::api::Doc::openapi(),
        users::api::Doc::openapi(),
        users::import::api::Doc::openapi(),
        users::account::api::Doc::openapi(),
        users::leave::api::Doc::openapi(),
        users::own::api::Doc::openapi(),
        users::portraits::api::Doc::openapi(),
        assignments::api::Doc::openapi(),
        assignments::WaitingDoc::openapi(),
        rules::api::Doc::openapi(),
        assignments::superfluous::api::Doc::openapi(),
        blockers::api::Doc::openapi(),
        checks::api::Doc::openapi(),
        contact::api::Doc::openapi(),
        sessions::api::Doc::openapi(),
        events::api::Doc::openapi(),
        ledger::api::Doc::openapi(),
        jobs::Doc::openapi(),
        changes::api::Doc::openapi(),
        crate::home::api::Doc::openapi(),
        crate::reminders::api::Doc::openapi(),
        crate::interfaces::webhooks::api::Doc::openapi(),
        access::api::Doc::openapi(),
    ] {
        document.merge(part);
    }
    let mut document = complete(&document);
    questions(&mut document["paths"]);
    document
}

/// Checks are sent with `POST` because they can be long, but write nothing: a key would have no effect.
fn questions(paths: &mut serde_json::Value) {
    let paths = paths.as_object_mut().into_iter().flatten();
    for (_, place) in paths.filter(|(path, _)| path.starts_with("/api/v1/checks")) {
        let parameters = place.pointer_mut("/post/parameters");
        if let Some(parameters) = parameters.and_then(serde_json::Value::as_array_mut) {
            parameters.retain(|parameter| parameter["name"] != "Idempotency-Key");
        }
    }
}

/// The document as it is committed.
pub fn openapi_text() -> String {
    format!("{:#}\n", openapi())
}
